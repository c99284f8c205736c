"""From format 2 to 3: notes that an assessor keeps for themselves, and judging forms as they came back.

Both are new tables and begin empty; no row that was there changes.
"""

from typing import Any

from ..restating import Changes


def to_format_3(connection: Any) -> Changes:
    """Make the two new tables."""
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

CREATE INDEX ix_returned_form_assessment_id ON returned_form (assessment_id)
"""
