"""A copy of a store by SQLite's own way of copying a database that is in use: never of the file by any other means."""

from collections.abc import Callable
from pathlib import Path

from ..domain.errors import StorageProblem
from .action import Head, head_of
from .connecting import copy_into
from .database import Database
from .lines import reason_of, refusals


def copy_store(database: Database, target: Path, progress: Callable[[int, int], None] | None = None) -> Head:
    """Copy an open store into the empty file `target` as one closed file; returns the end of the log that it holds.

    The copy of an encrypted store is under the same key.

    Reads one unchanging view, so that work goes on meanwhile. Raises StorageProblem, and what `progress` raises.
    """
    try:
        with database.connection() as raw:
            head = head_of(raw)  # from this first read on the view stands
            copy_into(raw, target, progress, database.key)
    except refusals() as error:
        raise StorageProblem(f"No backup was made: {reason_of(error)}. The store is unchanged.") from error
    return head
