"""An item may have been a file attached to an e-mail or a PDF, and says which."""

from typing import Any

from ..restating import Changes


def keep_origins(connection: Any) -> Changes:
    """Make the table, which begins empty; no row changes."""
    connection.execute(
        "CREATE TABLE evidence_origin (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL,"
        " evidence_id INTEGER NOT NULL, holder_id INTEGER NOT NULL, holder_sha256 TEXT NOT NULL,"
        " part INTEGER NOT NULL CONSTRAINT parts_count_from_1 CHECK (part >= 1), name TEXT NOT NULL,"
        " PRIMARY KEY (id), UNIQUE (evidence_id), FOREIGN KEY(evidence_id) REFERENCES evidence (id),"
        " FOREIGN KEY(holder_id) REFERENCES evidence (id), FOREIGN KEY(holder_sha256) REFERENCES blob (sha256))"
    )
    connection.execute("CREATE INDEX ix_evidence_origin_holder_id ON evidence_origin (holder_id)")
    return Changes()
