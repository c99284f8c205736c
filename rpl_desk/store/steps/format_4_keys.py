"""Keys of sessions, signed notes over the log, enrolment by code, ends of keys, and where notes are kept outside."""

from typing import Any

from ..restating import Changes


def make_proofs(connection: Any) -> Changes:
    """Make the new tables; they begin empty, and no row that was there changes."""
    for statement in _STATEMENTS.split(";;"):
        connection.execute(statement)
    return Changes()


_STATEMENTS = """\
CREATE TABLE session_key (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, session TEXT NOT
NULL, certificate_id INTEGER NOT NULL, body BLOB NOT NULL, signature BLOB NOT NULL, PRIMARY KEY (id), UNIQUE
(session), FOREIGN KEY(certificate_id) REFERENCES certificate (id));;

CREATE TABLE checkpoint (size INTEGER NOT NULL, note TEXT NOT NULL, parts BLOB NOT NULL, PRIMARY KEY (size));;

CREATE TABLE enrolment (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, person_id INTEGER
NOT NULL, code_digest TEXT NOT NULL, expires_at TEXT NOT NULL, body BLOB, signature BLOB, PRIMARY KEY (id),
UNIQUE (person_id), FOREIGN KEY(person_id) REFERENCES person (id));;

CREATE TABLE key_ending (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, certificate_id
INTEGER NOT NULL, kind VARCHAR(40) NOT NULL, body BLOB NOT NULL, authority_signature BLOB NOT NULL,
second_certificate_id INTEGER, second_signature BLOB, PRIMARY KEY (id), UNIQUE (certificate_id), FOREIGN
KEY(certificate_id) REFERENCES certificate (id), CONSTRAINT is_ending CHECK (kind IN ('left', 'forgotten',
'compromised')), FOREIGN KEY(second_certificate_id) REFERENCES certificate (id));;

CREATE TABLE anchor_place (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, folder TEXT NOT
NULL, PRIMARY KEY (id))
"""
