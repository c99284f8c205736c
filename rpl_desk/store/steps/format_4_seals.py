"""The seals of the office have a table, which begins empty."""

from typing import Any

from ..restating import Changes


def keep_seals(connection: Any) -> Changes:
    """Make the table; no row changes."""
    connection.execute(_TABLE)
    return Changes()


_TABLE = """\
CREATE TABLE office_seal (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, kind VARCHAR(40)
NOT NULL, certificate BLOB NOT NULL, others BLOB NOT NULL, wrapped BLOB NOT NULL, made_at TEXT NOT NULL, made_by
INTEGER NOT NULL, ended_at TEXT, ended_reason TEXT NOT NULL, PRIMARY KEY (id), CONSTRAINT is_sealkind CHECK
(kind IN ('made', 'imported')), UNIQUE (certificate), FOREIGN KEY(made_by) REFERENCES person (id))
"""
