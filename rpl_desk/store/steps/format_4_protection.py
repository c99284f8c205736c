"""A store may be encrypted, and says so in a row of its own; recovery codes are counted. Both begin empty."""

from typing import Any

from ..restating import Changes


def allow_encryption(connection: Any) -> Changes:
    """Make the two tables; no row changes."""
    for statement in _STATEMENTS.split(";;"):
        connection.execute(statement)
    return Changes()


_STATEMENTS = """\
CREATE TABLE protection (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, encrypted BOOLEAN
NOT NULL, since TEXT NOT NULL, PRIMARY KEY (id), CONSTRAINT one_protection CHECK (id = 1), CONSTRAINT
is_encrypted CHECK (encrypted IN (0, 1)));;

CREATE TABLE recovery_code (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, number INTEGER
NOT NULL, made_at TEXT NOT NULL, confirmed_at TEXT, used_at TEXT, replaced_at TEXT, PRIMARY KEY (id), UNIQUE
(number))
"""
