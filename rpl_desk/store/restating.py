"""What a step between formats says of the rows it changed: the digests that its entry in the log restates."""

import json
from collections.abc import Sequence
from typing import Any

from ..domain.rows import dataclass
from ..sealing.log import row_digest

Restated = tuple[str, int, str | None]
"""A projection, a row's id, and its digest, None where the row is no longer kept in that form."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The tables whose rows a step means to change, and the digests of those rows as they are now.

    unvouched: table and id of rows that were not as the log left them, and are not vouched for anew.
    """

    tables: frozenset[str] = frozenset()
    rows: tuple[Restated, ...] = ()
    unvouched: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Restatement:
    """The digests of a table's rows, and the ids of those that are as the log last left them."""

    rows: tuple[Restated, ...]
    vouched: frozenset[int]


def restate(connection: Any, projection: str, table: str, columns: Sequence[str]) -> Restatement:
    """Return the digests of every row of a table, under a projection that covers these columns in this order."""
    listed = ", ".join(f'"{name}"' for name in ("salt", *columns))
    rows = []
    for row in connection.execute(f'SELECT {listed} FROM "{table}" ORDER BY id'):
        values = dict(zip(columns, row[1:], strict=True))
        rows.append((projection, int(values["id"]), row_digest(projection, row[0], values)))
    last = last_digests(connection, projection)
    return Restatement(tuple(rows), frozenset(key for _, key, digest in rows if last.get(key) == digest))


def last_digests(connection: Any, projection: str) -> dict[int, str | None]:
    """Return what the log last said of each row under a projection; an entry that is a ruin says nothing.

    Where a recorded break says that it is lost, the break's own entry says how the rows are.
    """
    found: dict[int, str | None] = {}
    for (body,) in connection.execute("SELECT body FROM audit_entry ORDER BY seq"):
        try:
            rows = json.loads(body)["rows"]
            found.update({key: digest for name, key, digest in rows if name == projection})
        except (ValueError, KeyError, TypeError):  # the check names it, before a migration and after
            continue
    return found
