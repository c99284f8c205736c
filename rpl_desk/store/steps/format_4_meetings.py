"""Meetings get a running order, a sitting, absences and minutes; cases already before a meeting get their place."""

import secrets
from typing import Any

from ..restating import Changes, restate

MINUTES = 20
ITEM_COLUMNS = ("id", "meeting_id", "case_id", "position", "minutes", "lead_id", "taken_at", "closed_at", "put_off")


def add_meetings(connection: Any) -> Changes:
    """Make the seven new tables, and put every case that is before a meeting in its order, by reference."""
    for statement in _STATEMENTS.split(";;"):
        connection.execute(statement)
    before = connection.execute(
        'SELECT meeting_id, id FROM "case" WHERE meeting_id IS NOT NULL ORDER BY meeting_id, reference'
    ).fetchall()
    last: dict[int, int] = {}
    for meeting, case in before:
        last[meeting] = last.get(meeting, 0) + 1
        connection.execute(
            "INSERT INTO agenda_item (revision, salt, meeting_id, case_id, position, minutes, put_off)"
            " VALUES (1, ?, ?, ?, ?, ?, '')",
            (secrets.token_bytes(16), meeting, case, last[meeting], MINUTES),
        )
    restated = restate(connection, "agenda_item/1", "agenda_item", ITEM_COLUMNS)
    return Changes(tables=frozenset({"agenda_item"}), rows=restated.rows)


_STATEMENTS = """\
CREATE TABLE sitting (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, meeting_id INTEGER
NOT NULL, begins TEXT NOT NULL, opened_at TEXT, closed_at TEXT, PRIMARY KEY (id), UNIQUE (meeting_id),
FOREIGN KEY(meeting_id) REFERENCES meeting (id));;

CREATE TABLE agenda_item (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, meeting_id
INTEGER NOT NULL, case_id INTEGER NOT NULL, position INTEGER NOT NULL, minutes INTEGER NOT NULL CONSTRAINT
takes_time CHECK (minutes > 0), lead_id INTEGER, taken_at TEXT, closed_at TEXT, put_off TEXT NOT NULL,
PRIMARY KEY (id), UNIQUE (meeting_id, case_id), FOREIGN KEY(meeting_id) REFERENCES meeting (id), FOREIGN
KEY(case_id) REFERENCES "case" (id), FOREIGN KEY(lead_id) REFERENCES person (id));;

CREATE INDEX ix_agenda_item_case_id ON agenda_item (case_id);;

CREATE INDEX ix_agenda_item_meeting_id ON agenda_item (meeting_id);;

CREATE TABLE absence (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, meeting_id INTEGER
NOT NULL, case_id INTEGER NOT NULL, person_id INTEGER NOT NULL, reason TEXT NOT NULL, left_at TEXT NOT NULL,
returned_at TEXT, PRIMARY KEY (id), FOREIGN KEY(meeting_id) REFERENCES meeting (id), FOREIGN KEY(case_id)
REFERENCES "case" (id), FOREIGN KEY(person_id) REFERENCES person (id));;

CREATE INDEX ix_absence_meeting_id ON absence (meeting_id);;

CREATE TABLE meeting_break (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, meeting_id INTEGER
NOT NULL, reason TEXT NOT NULL, began_at TEXT NOT NULL, ended_at TEXT, PRIMARY KEY (id), FOREIGN KEY(meeting_id)
REFERENCES meeting (id));;

CREATE INDEX ix_meeting_break_meeting_id ON meeting_break (meeting_id);;

CREATE TABLE acting_chair (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, meeting_id INTEGER
NOT NULL, person_id INTEGER NOT NULL, reason TEXT NOT NULL, from_at TEXT NOT NULL, until_at TEXT, PRIMARY KEY (id),
FOREIGN KEY(meeting_id) REFERENCES meeting (id), FOREIGN KEY(person_id) REFERENCES person (id));;

CREATE INDEX ix_acting_chair_meeting_id ON acting_chair (meeting_id);;

CREATE TABLE minute (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, meeting_id INTEGER
NOT NULL, case_id INTEGER, text TEXT NOT NULL, saved_at TEXT NOT NULL, PRIMARY KEY (id), UNIQUE (meeting_id,
case_id), FOREIGN KEY(meeting_id) REFERENCES meeting (id), FOREIGN KEY(case_id) REFERENCES "case" (id));;

CREATE INDEX ix_minute_meeting_id ON minute (meeting_id);;

CREATE TABLE minutes (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, meeting_id INTEGER
NOT NULL, version INTEGER NOT NULL, sha256 TEXT NOT NULL, body BLOB NOT NULL, made_at TEXT NOT NULL, made_by
INTEGER NOT NULL, reason TEXT NOT NULL, confirmed_at TEXT, confirmed_by INTEGER, PRIMARY KEY (id), UNIQUE
(meeting_id, version), FOREIGN KEY(meeting_id) REFERENCES meeting (id), FOREIGN KEY(made_by) REFERENCES
person (id), FOREIGN KEY(confirmed_by) REFERENCES person (id))
"""
