"""Calibration exercises have tables of their own, which begin empty."""

from typing import Any

from ..restating import Changes


def hold_exercises(connection: Any) -> Changes:
    """Make the three tables; no row changes."""
    for statement in _STATEMENTS.split(";;"):
        connection.execute(statement)
    return Changes()


_STATEMENTS = """\
CREATE TABLE exercise (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, title TEXT NOT NULL,
case_id INTEGER NOT NULL, framework_id INTEGER NOT NULL, policy TEXT NOT NULL, body BLOB NOT NULL, sha256 TEXT
NOT NULL, person_id INTEGER NOT NULL, set_at TEXT NOT NULL, PRIMARY KEY (id), FOREIGN KEY(case_id) REFERENCES
"case" (id), FOREIGN KEY(framework_id) REFERENCES framework_edition (id), FOREIGN KEY(person_id) REFERENCES
person (id));;

CREATE TABLE exercise_assessor (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, exercise_id
INTEGER NOT NULL, person_id INTEGER NOT NULL, number INTEGER NOT NULL, sealed_at TEXT, commitment TEXT NOT NULL,
excused TEXT NOT NULL, PRIMARY KEY (id), UNIQUE (exercise_id, person_id), CONSTRAINT
sealed_exercise_has_a_commitment CHECK (sealed_at IS NULL OR commitment <> ''), FOREIGN KEY(exercise_id)
REFERENCES exercise (id), FOREIGN KEY(person_id) REFERENCES person (id));;

CREATE INDEX ix_exercise_assessor_person_id ON exercise_assessor (person_id);;

CREATE TABLE exercise_answer (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, assessor_id
INTEGER NOT NULL, "key" TEXT NOT NULL, answer TEXT NOT NULL, reason TEXT NOT NULL, saved_at TEXT NOT NULL,
PRIMARY KEY (id), UNIQUE (assessor_id, "key"), FOREIGN KEY(assessor_id) REFERENCES exercise_assessor (id))
"""
