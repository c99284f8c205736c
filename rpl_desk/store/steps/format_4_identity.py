"""Claimants may be hidden from those who judge: which are, and what was decided of each file looked through for names.

All is new and begins empty: nobody was hidden before.
"""

from typing import Any

from ..restating import Changes


def hide_claimants(connection: Any) -> Changes:
    """Make the three tables, and the index by which search knows a hidden name; no row changes."""
    for statement in _STATEMENTS.split(";;"):
        connection.execute(statement)
    return Changes()


_STATEMENTS = """\
CREATE TABLE identity (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, case_id INTEGER
NOT NULL, pseudonym TEXT NOT NULL, other_names TEXT NOT NULL, names TEXT NOT NULL, title TEXT NOT NULL, words
TEXT NOT NULL, revealed_at TEXT, revealed_by INTEGER, reason TEXT NOT NULL, PRIMARY KEY (id), CONSTRAINT
revealing_has_a_reason CHECK (revealed_at IS NULL OR reason <> ''), UNIQUE (case_id), FOREIGN KEY(case_id)
REFERENCES "case" (id), FOREIGN KEY(revealed_by) REFERENCES person (id));;

CREATE TABLE identity_look (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, evidence_id
INTEGER NOT NULL, sha256 TEXT NOT NULL, seen VARCHAR(40) NOT NULL, places TEXT NOT NULL, reason TEXT NOT NULL,
person_id INTEGER NOT NULL, looked_at TEXT NOT NULL, PRIMARY KEY (id), UNIQUE (evidence_id, sha256), CONSTRAINT
deciding_has_a_reason CHECK (seen = 'clear' OR reason <> ''), FOREIGN KEY(evidence_id) REFERENCES evidence (id),
FOREIGN KEY(sha256) REFERENCES blob (sha256), CONSTRAINT is_seen CHECK (seen IN ('clear', 'shown', 'withheld')),
FOREIGN KEY(person_id) REFERENCES person (id));;

CREATE TABLE file_about (sha256 TEXT NOT NULL, said TEXT NOT NULL, whole BOOLEAN NOT NULL, PRIMARY KEY (sha256),
FOREIGN KEY(sha256) REFERENCES blob (sha256), CONSTRAINT is_whole CHECK (whole IN (0, 1))) WITHOUT ROWID;;

CREATE VIRTUAL TABLE identity_search USING fts5(names, content='identity', content_rowid='id',
tokenize='porter unicode61 remove_diacritics 2');;

CREATE TRIGGER identity_search_insert AFTER INSERT ON identity BEGIN
INSERT INTO identity_search(rowid, names) VALUES (new.id, new.names); END;;

CREATE TRIGGER identity_search_update AFTER UPDATE OF names ON identity BEGIN
INSERT INTO identity_search(identity_search, rowid, names) VALUES ('delete', old.id, old.names);
INSERT INTO identity_search(rowid, names) VALUES (new.id, new.names); END
"""
