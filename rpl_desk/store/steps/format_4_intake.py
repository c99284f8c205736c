"""What is taken out of an intake can be put back for a while. The table is new and begins empty."""

from typing import Any

from ..restating import Changes


def keep_removed_lines(connection: Any) -> Changes:
    """Make the table of lines that were taken out; no row changes."""
    connection.execute(_TABLE)
    connection.execute("CREATE INDEX ix_removed_line_case_id ON removed_line (case_id)")
    return Changes()


_TABLE = """\
CREATE TABLE removed_line (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, case_id INTEGER NOT NULL,
label TEXT NOT NULL, body BLOB NOT NULL, person_id INTEGER NOT NULL, removed_at TEXT NOT NULL, PRIMARY KEY (id), FOREIGN
KEY(case_id) REFERENCES "case" (id), FOREIGN KEY(person_id) REFERENCES person (id))
"""
