"""A search for a beginning finds the words it stands for, and a search in one case finds that case's texts."""

from typing import Any

from ..restating import Changes


def open_indexes(connection: Any) -> Changes:
    """List the words of each index, in tables that keep nothing themselves, and index the texts by case."""
    for content in ("page_text", "written"):
        connection.execute(f"CREATE VIRTUAL TABLE {content}_word USING fts5vocab('{content}_search', 'instance')")
    connection.execute("CREATE INDEX ix_written_case_id ON written (case_id)")
    return Changes()
