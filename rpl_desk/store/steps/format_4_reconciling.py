"""A third assessor can be asked about answers that lie far apart. The table is new and begins empty."""

from typing import Any

from ..restating import Changes


def ask_third_assessors(connection: Any) -> Changes:
    """Make the table of third opinions; no row changes."""
    connection.execute(_TABLE)
    connection.execute("CREATE INDEX ix_third_opinion_case_id ON third_opinion (case_id)")
    return Changes()


_TABLE = """\
CREATE TABLE third_opinion (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, case_id INTEGER
NOT NULL, criterion_id INTEGER NOT NULL, person_id INTEGER, asked_by INTEGER NOT NULL, asked_at TEXT NOT NULL,
answer TEXT NOT NULL, reason TEXT NOT NULL, given_at TEXT, PRIMARY KEY (id), CONSTRAINT nobody_asked_has_a_reason
CHECK (person_id IS NOT NULL OR reason <> ''), FOREIGN KEY(case_id) REFERENCES "case" (id), UNIQUE (criterion_id),
FOREIGN KEY(criterion_id) REFERENCES criterion (id), FOREIGN KEY(person_id) REFERENCES person (id), FOREIGN
KEY(asked_by) REFERENCES person (id))
"""
