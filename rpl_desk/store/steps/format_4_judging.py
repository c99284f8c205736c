"""Assessors see what they answered before they changed it, and state what is missing where it is not met, and
name what they held a best fit against. Some withdraw before the reveal."""

from typing import Any

from ..restating import Changes


def keep_earlier_answers(connection: Any) -> Changes:
    """Make the table of earlier answers; it begins empty."""
    for statement in _EARLIER_ANSWERS.split(";;"):
        connection.execute(statement)
    return Changes()


def name_comparators(connection: Any) -> Changes:
    """Make the table of comparators; it begins empty."""
    for statement in _COMPARATORS.split(";;"):
        connection.execute(statement)
    return Changes()


def withdraw_assessors(connection: Any) -> Changes:
    """Make the table of assessors who withdrew; it begins empty."""
    for statement in _WITHDRAWALS.split(";;"):
        connection.execute(statement)
    return Changes()


def state_gaps(connection: Any) -> Changes:
    """Make the table of gap statements; it begins empty."""
    connection.execute(_GAP_STATEMENTS)
    return Changes()


_EARLIER_ANSWERS = """\
CREATE TABLE earlier_answer (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, assessment_id
INTEGER NOT NULL, criterion_id INTEGER NOT NULL, answer TEXT NOT NULL, reason TEXT NOT NULL, no_passage_reason TEXT
NOT NULL, saved_at TEXT NOT NULL, PRIMARY KEY (id), FOREIGN KEY(assessment_id) REFERENCES assessment (id), FOREIGN
KEY(criterion_id) REFERENCES criterion (id));;

CREATE INDEX ix_earlier_answer_assessment_id ON earlier_answer (assessment_id)
"""

_GAP_STATEMENTS = """\
CREATE TABLE gap_statement (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, assessment_id INTEGER
NOT NULL, criterion_id INTEGER NOT NULL, missing TEXT NOT NULL, would_count TEXT NOT NULL, PRIMARY KEY (id), UNIQUE
(assessment_id, criterion_id), FOREIGN KEY(assessment_id) REFERENCES assessment (id), FOREIGN KEY(criterion_id)
REFERENCES criterion (id))
"""

_COMPARATORS = """\
CREATE TABLE comparator (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, assessment_id INTEGER NOT
NULL, criterion_id INTEGER NOT NULL, title TEXT NOT NULL, owner TEXT NOT NULL, level INTEGER NOT NULL CONSTRAINT
level_is_a_level CHECK (level BETWEEN 1 AND 12), compared TEXT NOT NULL, PRIMARY KEY (id), FOREIGN KEY(assessment_id)
REFERENCES assessment (id), FOREIGN KEY(criterion_id) REFERENCES criterion (id));;

CREATE INDEX ix_comparator_assessment_id ON comparator (assessment_id)
"""

_WITHDRAWALS = """\
CREATE TABLE withdrawal (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, case_id INTEGER NOT NULL,
assessment_id INTEGER NOT NULL, person_id INTEGER NOT NULL, number INTEGER NOT NULL, role VARCHAR(40) NOT NULL, reason
TEXT NOT NULL, withdrawn_by INTEGER NOT NULL, withdrawn_at TEXT NOT NULL, PRIMARY KEY (id), CONSTRAINT
withdrawing_from_judging_has_a_reason CHECK (reason <> ''), FOREIGN KEY(case_id) REFERENCES "case" (id), UNIQUE
(assessment_id), FOREIGN KEY(assessment_id) REFERENCES assessment (id), FOREIGN KEY(person_id) REFERENCES person (id),
CONSTRAINT is_role CHECK (role IN ('rater', 'vetter', 'assessor', 'adviser', 'chair', 'member', 'secretary',
'author')), FOREIGN KEY(withdrawn_by) REFERENCES person (id));;

CREATE INDEX ix_withdrawal_case_id ON withdrawal (case_id)
"""
