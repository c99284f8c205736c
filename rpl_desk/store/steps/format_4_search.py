"""A search for a beginning finds the words it stands for, and one in a single case that case's texts.

The text of a file is kept part by part, and indexed a part at a time; of recognised words it is kept where they stand.
"""

from typing import Any

from ..restating import Changes


def open_indexes(connection: Any) -> Changes:
    """List the words of each index, in tables that keep nothing themselves, and index the texts by case.

    No row changes.
    """
    for content in ("page_text", "written"):
        connection.execute(f"CREATE VIRTUAL TABLE {content}_word USING fts5vocab('{content}_search', 'instance')")
    connection.execute("DROP TRIGGER page_text_insert")
    connection.execute(
        "CREATE TABLE text_under_way (sha256 TEXT NOT NULL, PRIMARY KEY (sha256),"
        " FOREIGN KEY(sha256) REFERENCES text_source (sha256)) WITHOUT ROWID"
    )
    connection.execute(
        "CREATE TABLE recognised_page (sha256 TEXT NOT NULL, page INTEGER NOT NULL, confidence INTEGER NOT NULL,"
        " place TEXT NOT NULL, boxes BLOB NOT NULL, PRIMARY KEY (sha256, page),"
        " FOREIGN KEY(sha256) REFERENCES blob (sha256))"
    )
    connection.execute("CREATE INDEX ix_written_case_id ON written (case_id)")
    return Changes()
