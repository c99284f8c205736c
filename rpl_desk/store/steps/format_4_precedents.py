"""Earlier decisions on the same unit, title or level are found without reading every case."""

from typing import Any

from ..restating import Changes


def find_precedents(connection: Any) -> Changes:
    """Index the titles of units, programmes and cases in small letters, and the level decided; no row changes."""
    connection.execute("CREATE INDEX unit_by_title ON unit (lower(title))")
    connection.execute("CREATE INDEX programme_by_title ON programme (lower(title))")
    connection.execute('CREATE INDEX case_by_lower_title ON "case" (lower(title))')
    connection.execute('CREATE INDEX case_by_decided_level ON "case" (decided_level)')
    return Changes()
