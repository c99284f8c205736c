"""A copy of a store by SQLite's own way of copying a database that is in use: never of the file by any other means."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from sqlalchemy.exc import DBAPIError

from ..domain.errors import StorageProblem
from .database import Database, Head, _head, _reason
from .plans import driver_of

PAGES = 500
"""Pages that are copied between two looks at whether the person has stopped it."""


def copy_store(database: Database, target: Path, progress: Callable[[int, int], None] | None = None) -> Head:
    """Copy an open store into the empty file `target` as one closed file; returns the end of the log that it holds.

    Reads one unchanging view, so that work goes on meanwhile. Raises StorageProblem, and what `progress` raises.
    """

    def copied(status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    try:
        with database.connection() as connection:
            head = _head(connection)  # from this first read on the view stands
            with contextlib.closing(driver.connect(str(target), isolation_level=None)) as copy:
                copy.execute("PRAGMA journal_mode = OFF")  # a copy cut short is thrown away whole
                driver_of(connection).backup(copy, pages=PAGES, progress=copied, sleep=0)
                copy.execute("PRAGMA journal_mode = DELETE")
    except (DBAPIError, driver.Error) as error:
        raise StorageProblem(f"No backup was made: {_reason(error)}. The store is unchanged.") from error
    return head
