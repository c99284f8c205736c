"""From format 2 to 3: notes that an assessor keeps for themselves, judging forms as they came back, records as drafts.

All are new tables and begin empty; no row that was there changes.
"""

from typing import Any

from ..restating import Changes


def to_format_3(connection: Any) -> Changes:
    """Make the three new tables."""
    for statement in _STATEMENTS.split(";;"):
        connection.execute(statement)
    return Changes()


_STATEMENTS = """\
CREATE TABLE own_note (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, assessment_id
INTEGER NOT NULL, criterion_id INTEGER NOT NULL, postponed BOOLEAN NOT NULL, confidence INTEGER CONSTRAINT
confidence_1_to_3 CHECK (confidence BETWEEN 1 AND 3), note TEXT NOT NULL, PRIMARY KEY (id), UNIQUE
(assessment_id, criterion_id), FOREIGN KEY(assessment_id) REFERENCES assessment (id), FOREIGN
KEY(criterion_id) REFERENCES criterion (id), CONSTRAINT is_postponed CHECK (postponed IN (0, 1)));;

CREATE TABLE returned_form (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL,
assessment_id INTEGER NOT NULL, file_name TEXT NOT NULL, sha256 TEXT NOT NULL, body BLOB NOT NULL,
person_id INTEGER NOT NULL, brought_at TEXT NOT NULL, taken_at TEXT, PRIMARY KEY (id), FOREIGN
KEY(assessment_id) REFERENCES assessment (id), FOREIGN KEY(person_id) REFERENCES person (id));;

CREATE INDEX ix_returned_form_assessment_id ON returned_form (assessment_id);;

CREATE TABLE record_draft (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, case_id INTEGER
NOT NULL, person_id INTEGER NOT NULL, kind VARCHAR(40) NOT NULL, held_on TEXT, title TEXT NOT NULL, heard TEXT
NOT NULL, capacity TEXT NOT NULL, recorded_by TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (id), UNIQUE
(case_id, person_id), FOREIGN KEY(case_id) REFERENCES "case" (id), FOREIGN KEY(person_id) REFERENCES person
(id), CONSTRAINT is_evidencekind CHECK (kind IN ('portfolio', 'reflective_account', 'certificate',
'transcript', 'work_product', 'testimony', 'professional_discussion', 'observation', 'simulation',
'assessment_on_demand', 'cv', 'other')))
"""
