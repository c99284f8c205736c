"""Conditions of a signed decision can be confirmed as met. The table is new and begins empty."""

from typing import Any

from ..restating import Changes


def follow_conditions(connection: Any) -> Changes:
    """Make the table of conditions that were met; no row changes."""
    connection.execute(_TABLE)
    connection.execute("CREATE INDEX ix_condition_met_case_id ON condition_met (case_id)")
    return Changes()


_TABLE = """\
CREATE TABLE condition_met (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, case_id INTEGER
NOT NULL, condition_id INTEGER NOT NULL, shown_by TEXT NOT NULL, shown_on TEXT NOT NULL, shown_with TEXT NOT NULL,
confirmed_by INTEGER NOT NULL, confirmed_at TEXT NOT NULL, PRIMARY KEY (id), CONSTRAINT met_by_somebody_with_something
CHECK (shown_by <> '' AND shown_with <> ''), FOREIGN KEY(case_id) REFERENCES "case" (id), UNIQUE (condition_id),
FOREIGN KEY(condition_id) REFERENCES condition (id), FOREIGN KEY(confirmed_by) REFERENCES person (id))
"""
