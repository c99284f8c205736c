"""Restores, rehearsals of one, and the office's own numbers for backups have tables, which begin empty."""

from typing import Any

from ..restating import Changes


def keep_restores(connection: Any) -> Changes:
    """Make the three tables; no row changes."""
    for table in _TABLES:
        connection.execute(table)
    return Changes()


_TABLES = (
    """\
CREATE TABLE store_restore (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, epoch INTEGER NOT NULL,
person_id INTEGER NOT NULL, restored_at TEXT NOT NULL, reason TEXT NOT NULL, backup TEXT NOT NULL, sha256 TEXT NOT NULL,
from_size INTEGER NOT NULL, from_head TEXT NOT NULL, lost_size INTEGER NOT NULL, kept TEXT NOT NULL, lost TEXT NOT NULL,
PRIMARY KEY (id), CONSTRAINT restored_for_a_reason CHECK (reason <> '' AND epoch > 1), UNIQUE (epoch),
FOREIGN KEY(person_id) REFERENCES person (id))
""",
    """\
CREATE TABLE restore_drill (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, person_id INTEGER
NOT NULL, rehearsed_at TEXT NOT NULL, backup TEXT NOT NULL, made_at TEXT NOT NULL, sha256 TEXT NOT NULL, log_size
INTEGER NOT NULL, seconds INTEGER NOT NULL, fault TEXT NOT NULL, PRIMARY KEY (id), FOREIGN KEY(person_id) REFERENCES
person (id))
""",
    """\
CREATE TABLE backup_rule (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, minutes INTEGER NOT NULL,
late_days INTEGER NOT NULL, newest INTEGER NOT NULL, daily INTEGER NOT NULL, weekly INTEGER NOT NULL, monthly INTEGER
NOT NULL, PRIMARY KEY (id), CONSTRAINT one_backup_rule CHECK (id = 1))
""",
)
