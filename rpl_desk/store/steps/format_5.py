"""From format 4 to 5: judgements come in sealed packets, a third opinion is sealed as it is given, what is taken out of
an intake is kept for a while, and an appeal says on which ground and when it was acknowledged and heard.

The tables of packets, of keys they are sealed to, of removed lines, and of foundings of the authority are new. No
program of format 4 kept an appeal.
A third opinion that was given before was not sealed, and has no commitment: nothing is made up for it.
"""

from typing import Any

from ..restating import Changes, restate

_OPINION_4 = (*("id", "case_id", "criterion_id", "person_id", "asked_by", "asked_at", "answer", "reason", "given_at"),)
_OPINION_5 = (*_OPINION_4, "commitment", "body")


def to_format_5(connection: Any) -> Changes:
    """Make the new tables, and those of appeals and third opinions anew."""
    if connection.execute("SELECT count(*) FROM appeal").fetchone()[0]:
        raise ValueError("it holds appeals that no program of its format can have written")
    faithful = restate(connection, "third_opinion/1", "third_opinion", _OPINION_4)
    connection.execute("CREATE TEMP TABLE old_opinion AS SELECT * FROM third_opinion")
    for statement in _STATEMENTS.split(";;"):
        connection.execute(statement)
    listed = ", ".join(("revision", "salt", *_OPINION_4))
    connection.execute(
        f"INSERT INTO third_opinion ({listed}, commitment, body) SELECT {listed}, '', NULL FROM old_opinion"
    )
    connection.execute("DROP TABLE old_opinion")
    # A row that was not as its entry left it is not vouched for anew: the check goes on naming it.
    now, vouched = restate(connection, "third_opinion/2", "third_opinion", _OPINION_5).rows, faithful.vouched
    return Changes(
        tables=frozenset({"appeal", "third_opinion"}),
        rows=(
            *(("third_opinion/1", key, None) for key in sorted(vouched)),
            *(one for one in now if one[1] in vouched),
        ),
        unvouched=frozenset(("third_opinion", key) for _, key, _ in now if key not in vouched),
    )


_STATEMENTS = """\
DROP TABLE appeal;;

CREATE TABLE appeal (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, case_id INTEGER NOT NULL,
number INTEGER NOT NULL, record_id INTEGER NOT NULL, stage_before TEXT NOT NULL, lodged_on TEXT NOT NULL, lodged_by
TEXT NOT NULL, ground TEXT NOT NULL, grounds TEXT NOT NULL, late_reason TEXT NOT NULL, hear_by TEXT NOT NULL,
received_by INTEGER NOT NULL, received_at TEXT NOT NULL, acknowledged_on TEXT, heard_on TEXT, outcome VARCHAR(40),
decided_on TEXT, reasons TEXT NOT NULL, decided_by INTEGER, decided_at TEXT, PRIMARY KEY (id), UNIQUE (case_id,
number), CONSTRAINT appeal_by_somebody_with_grounds CHECK (lodged_by <> '' AND grounds <> ''), CONSTRAINT
appeal_decided_on_a_day CHECK ((outcome IS NULL) = (decided_on IS NULL)), CONSTRAINT appeal_decided_with_reasons CHECK
(outcome IS NULL OR reasons <> ''), CONSTRAINT appeal_heard_on_a_day CHECK (outcome IS NULL OR (outcome = 'withdrawn')
= (heard_on IS NULL)), FOREIGN KEY(case_id) REFERENCES "case" (id), FOREIGN KEY(record_id) REFERENCES record (id),
FOREIGN KEY(received_by) REFERENCES person (id), CONSTRAINT is_appealoutcome CHECK (outcome IN ('upheld',
'not_upheld', 'withdrawn')), FOREIGN KEY(decided_by) REFERENCES person (id));;

CREATE UNIQUE INDEX appeal_one_at_a_time ON appeal (case_id) WHERE outcome IS NULL;;

CREATE INDEX ix_appeal_case_id ON appeal (case_id);;

DROP TABLE third_opinion;;

CREATE TABLE third_opinion (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, case_id INTEGER NOT
NULL, criterion_id INTEGER NOT NULL, person_id INTEGER, asked_by INTEGER NOT NULL, asked_at TEXT NOT NULL, answer TEXT
NOT NULL, reason TEXT NOT NULL, given_at TEXT, commitment TEXT NOT NULL, body BLOB, PRIMARY KEY (id), CONSTRAINT
nobody_asked_has_a_reason CHECK (person_id IS NOT NULL OR reason <> ''), CONSTRAINT only_what_was_given_is_sealed
CHECK (commitment = '' OR answer <> ''), FOREIGN KEY(case_id) REFERENCES "case" (id), UNIQUE (criterion_id), FOREIGN
KEY(criterion_id) REFERENCES criterion (id), FOREIGN KEY(person_id) REFERENCES person (id), FOREIGN KEY(asked_by)
REFERENCES person (id));;

CREATE INDEX ix_third_opinion_case_id ON third_opinion (case_id);;

CREATE TABLE sealed_packet (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, assessment_id INTEGER
NOT NULL, commitment TEXT NOT NULL, body BLOB NOT NULL, person_id INTEGER NOT NULL, brought_at TEXT NOT NULL,
opened_at TEXT, PRIMARY KEY (id), UNIQUE (assessment_id, commitment), FOREIGN KEY(assessment_id) REFERENCES assessment
(id), FOREIGN KEY(person_id) REFERENCES person (id));;

CREATE INDEX ix_sealed_packet_assessment_id ON sealed_packet (assessment_id);;

CREATE TABLE exchange_key (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, certificate_id INTEGER
NOT NULL, body BLOB NOT NULL, signature BLOB NOT NULL, PRIMARY KEY (id), UNIQUE (certificate_id), FOREIGN
KEY(certificate_id) REFERENCES certificate (id));;

CREATE TABLE removed_line (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, case_id INTEGER NOT
NULL, label TEXT NOT NULL, body BLOB NOT NULL, person_id INTEGER NOT NULL, removed_at TEXT NOT NULL, PRIMARY KEY (id),
FOREIGN KEY(case_id) REFERENCES "case" (id), FOREIGN KEY(person_id) REFERENCES person (id));;

CREATE INDEX ix_removed_line_case_id ON removed_line (case_id);;

CREATE TABLE founding (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, body BLOB NOT NULL, PRIMARY
KEY (id))
"""
