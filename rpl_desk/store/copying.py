"""A copy of a store by SQLite's own way of copying a database that is in use: never of the file by any other means."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.errors import StorageProblem
from ..sealing.log import WholeEntry
from .action import Head, head_of
from .connecting import connect, copy_into
from .database import Database
from .lines import reason_of, refusals
from .log_rows import whole_entries

if TYPE_CHECKING:
    from ..sealing.data_keys import DataKey


def entries_in_copy(path: Path, key: "DataKey | None") -> Iterator[WholeEntry]:
    """Yield the entries of the log in a closed copy of a store, of whatever format, that are as they were hashed.

    Nothing else of the copy is looked at: what an entry is worth, its hash shows. The key is overwritten at the end.
    Raises StorageProblem where the copy cannot be read to its end.
    """
    try:
        with contextlib.closing(connect(path, write=False, key=key)) as raw:
            yield from whole_entries(raw)
    except refusals() as error:
        raise StorageProblem(f"{path.name} cannot be read to its end: {reason_of(error)}.") from error
    finally:
        if key is not None:
            key.close()


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
