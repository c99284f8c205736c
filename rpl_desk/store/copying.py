"""A copy of a store by SQLite's own way of copying a database that is in use: never of the file by any other means."""

from collections.abc import Callable
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from sqlalchemy.exc import DBAPIError

from ..domain.errors import StorageProblem
from .action import Head, head_of
from .connecting import copy_into
from .database import Database
from .engines import reason_of
from .plans import driver_of


def copy_store(database: Database, target: Path, progress: Callable[[int, int], None] | None = None) -> Head:
    """Copy an open store into the empty file `target` as one closed file; returns the end of the log that it holds.

    The copy of an encrypted store is under the same key.

    Reads one unchanging view, so that work goes on meanwhile. Raises StorageProblem, and what `progress` raises.
    """
    try:
        with database.connection() as connection:
            head = head_of(connection)  # from this first read on the view stands
            copy_into(driver_of(connection), target, progress, database.key)
    except (DBAPIError, driver.Error) as error:
        raise StorageProblem(f"No backup was made: {reason_of(error)}. The store is unchanged.") from error
    return head
