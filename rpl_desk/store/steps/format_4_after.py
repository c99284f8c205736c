"""What comes after a decision: conditions met, unlocking, amending, reviews, appeals; and the stage "voided".

The tables are new and begin empty. SQLite cannot change a CHECK, so the two tables that hold a stage are made anew with
one more word in it, every row as it was.
"""

from typing import Any

from ..restating import Changes

_WAS, _IS = "'withdrawn', 'appeal')", "'withdrawn', 'appeal', 'voided')"


def follow_conditions(connection: Any) -> Changes:
    """Make the tables of what comes after a decision, and let a case be voided; no row changes."""
    for statement in _STATEMENTS.split(";;"):
        connection.execute(statement)
    for table in ("case", "stage_change"):
        _let_be_voided(connection, table)
    return Changes()


def _let_be_voided(connection: Any, table: str) -> None:
    """Make a table anew whose CHECKs name one stage more, with its rows, indexes and triggers."""
    connection.execute("PRAGMA legacy_alter_table = ON")  # what refers to the table keeps to its name
    listed = connection.execute(
        "SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", (table,)
    ).fetchall()
    (made,) = (sql for kind, sql in listed if kind == "table")
    if _WAS not in made:
        raise ValueError(f"the table {table} does not name its stages as it should")
    connection.execute(f'ALTER TABLE "{table}" RENAME TO "{table}_was"')
    connection.execute(made.replace(_WAS, _IS))
    connection.execute(f'INSERT INTO "{table}" SELECT * FROM "{table}_was"')
    connection.execute(f'DROP TABLE "{table}_was"')
    for kind, sql in listed:
        if kind != "table":
            connection.execute(sql)
    connection.execute("PRAGMA legacy_alter_table = OFF")


_STATEMENTS = """\
CREATE TABLE condition_met (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, case_id INTEGER
NOT NULL, condition_id INTEGER NOT NULL, shown_by TEXT NOT NULL, shown_on TEXT NOT NULL, shown_with TEXT NOT
NULL, confirmed_by INTEGER NOT NULL, confirmed_at TEXT NOT NULL, withdrawn_by INTEGER, withdrawn_at TEXT,
withdrawn_reason TEXT NOT NULL, PRIMARY KEY (id), CONSTRAINT met_by_somebody_with_something CHECK (shown_by <>
'' AND shown_with <> ''), CONSTRAINT withdrawing_has_a_reason CHECK (withdrawn_at IS NULL OR withdrawn_reason <>
''), FOREIGN KEY(case_id) REFERENCES "case" (id), FOREIGN KEY(condition_id) REFERENCES condition (id), FOREIGN
KEY(confirmed_by) REFERENCES person (id), FOREIGN KEY(withdrawn_by) REFERENCES person (id));;

CREATE UNIQUE INDEX condition_met_once ON condition_met (condition_id) WHERE withdrawn_at IS NULL;;

CREATE INDEX ix_condition_met_case_id ON condition_met (case_id);;

CREATE TABLE unlocking (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, case_id INTEGER NOT
NULL, state VARCHAR(40) NOT NULL, reason TEXT NOT NULL, person_id INTEGER NOT NULL, operation TEXT NOT NULL,
unlocked_at TEXT NOT NULL, PRIMARY KEY (id), CONSTRAINT unlocking_has_a_reason CHECK (reason <> ''), FOREIGN
KEY(case_id) REFERENCES "case" (id), CONSTRAINT is_lockstate CHECK (state IN ('sealed', 'reconciled', 'decided',
'signed')), FOREIGN KEY(person_id) REFERENCES person (id), UNIQUE (operation));;

CREATE INDEX ix_unlocking_case_id ON unlocking (case_id);;

CREATE TABLE amendment (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, case_id INTEGER NOT
NULL, record_id INTEGER NOT NULL, stage_before TEXT NOT NULL, reason TEXT NOT NULL, person_id INTEGER NOT NULL,
begun_at TEXT NOT NULL, appeal_id INTEGER, by_record_id INTEGER, done_at TEXT, dropped_at TEXT, dropped_reason
TEXT NOT NULL, PRIMARY KEY (id), CONSTRAINT amending_has_a_reason CHECK (reason <> ''), CONSTRAINT
amended_by_a_record CHECK ((done_at IS NULL) = (by_record_id IS NULL)), CONSTRAINT dropping_has_a_reason CHECK
(dropped_at IS NULL OR (done_at IS NULL AND dropped_reason <> '')), FOREIGN KEY(case_id) REFERENCES "case" (id),
FOREIGN KEY(record_id) REFERENCES record (id), FOREIGN KEY(person_id) REFERENCES person (id), FOREIGN
KEY(appeal_id) REFERENCES appeal (id), FOREIGN KEY(by_record_id) REFERENCES record (id));;

CREATE UNIQUE INDEX amendment_one_at_a_time ON amendment (case_id) WHERE done_at IS NULL AND dropped_at IS NULL;;

CREATE INDEX ix_amendment_case_id ON amendment (case_id);;

CREATE INDEX ix_amendment_record_id ON amendment (record_id);;

CREATE TABLE voiding (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, case_id INTEGER NOT
NULL, record_id INTEGER NOT NULL, reason TEXT NOT NULL, reason_salt TEXT NOT NULL, person_id INTEGER NOT NULL,
operation TEXT NOT NULL, payload BLOB NOT NULL, signature BLOB NOT NULL, certificate_id INTEGER NOT NULL,
receipt TEXT NOT NULL, voided_at TEXT NOT NULL, PRIMARY KEY (id), CONSTRAINT voiding_has_a_reason CHECK (reason
<> ''), FOREIGN KEY(case_id) REFERENCES "case" (id), UNIQUE (record_id), FOREIGN KEY(record_id) REFERENCES
record (id), FOREIGN KEY(person_id) REFERENCES person (id), UNIQUE (operation), FOREIGN KEY(certificate_id)
REFERENCES certificate (id));;

CREATE INDEX ix_voiding_case_id ON voiding (case_id);;

CREATE TABLE review (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, case_id INTEGER NOT
NULL, record_id INTEGER NOT NULL, held_on TEXT NOT NULL, note TEXT NOT NULL, next_on TEXT NOT NULL, person_id
INTEGER NOT NULL, PRIMARY KEY (id), CONSTRAINT review_says_what_came_of_it CHECK (note <> '' AND next_on >
held_on), FOREIGN KEY(case_id) REFERENCES "case" (id), FOREIGN KEY(record_id) REFERENCES record (id), FOREIGN
KEY(person_id) REFERENCES person (id));;

CREATE INDEX ix_review_case_id ON review (case_id);;

CREATE TABLE appeal (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, case_id INTEGER NOT
NULL, number INTEGER NOT NULL, record_id INTEGER NOT NULL, stage_before TEXT NOT NULL, lodged_on TEXT NOT NULL,
lodged_by TEXT NOT NULL, grounds TEXT NOT NULL, hear_by TEXT, received_by INTEGER NOT NULL, received_at TEXT NOT
NULL, outcome VARCHAR(40), decided_on TEXT, reasons TEXT NOT NULL, decided_by INTEGER, decided_at TEXT, PRIMARY
KEY (id), UNIQUE (case_id, number), CONSTRAINT appeal_by_somebody_with_grounds CHECK (lodged_by <> '' AND
grounds <> ''), CONSTRAINT appeal_decided_on_a_day CHECK ((outcome IS NULL) = (decided_on IS NULL)), CONSTRAINT
appeal_decided_with_reasons CHECK (outcome IS NULL OR reasons <> ''), FOREIGN KEY(case_id) REFERENCES "case"
(id), FOREIGN KEY(record_id) REFERENCES record (id), FOREIGN KEY(received_by) REFERENCES person (id), CONSTRAINT
is_appealoutcome CHECK (outcome IN ('upheld', 'not_upheld')), FOREIGN KEY(decided_by) REFERENCES person (id));;

CREATE INDEX ix_appeal_case_id ON appeal (case_id);;

CREATE TABLE appeal_member (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, appeal_id
INTEGER NOT NULL, person_id INTEGER NOT NULL, PRIMARY KEY (id), UNIQUE (appeal_id, person_id), FOREIGN
KEY(appeal_id) REFERENCES appeal (id), FOREIGN KEY(person_id) REFERENCES person (id));;

CREATE TABLE letter_text (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, "key" TEXT NOT
NULL, text TEXT NOT NULL, PRIMARY KEY (id), UNIQUE ("key"))
"""
