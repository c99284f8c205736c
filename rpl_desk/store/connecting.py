"""How every connection to a store is made, with the settings it must have: no other module opens one."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as driver

from ..domain.errors import StorageProblem

if TYPE_CHECKING:
    from ..sealing.data_keys import DataKey

SAFE_SQLITE = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
PAGES = 500
"""Pages that are copied between two looks at whether the person has stopped it."""

PRAGMAS = {
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "secure_delete": 1,
    "synchronous": 2,
}


def is_safe_sqlite(version: tuple[int, int, int]) -> bool:
    """Tell whether this SQLite is free of the race on resetting the log, so that two connections may be open.

    Fixed in 3.51.3, 3.50.7 and 3.44.6; 3.52.0 was withdrawn.
    """
    if version == (3, 52, 0):
        return False
    return any(version >= fixed and (version[:2] == fixed[:2] or fixed == SAFE_SQLITE[0]) for fixed in SAFE_SQLITE)


def connect(path: Path, *, write: bool, key: "DataKey | None" = None, even_damaged: bool = False) -> Any:
    """Return a new connection of the driver, its settings read back; raises StorageProblem or the driver's errors.

    key: of an encrypted store; None for one in the clear. even_damaged: for reading a file that is shorter than it
    says, as far as that goes.

    The program makes stores as `.part` files alone: elsewhere a missing file is an error, never a new store.
    """
    mode = "rwc" if write and path.suffix == ".part" else "rw" if write else "ro"
    connection = driver.connect(
        f"file:{_quoted(path)}?mode={mode}", uri=True, check_same_thread=False, isolation_level=None, timeout=10
    )
    give_key(connection, key)
    if even_damaged:  # with this, and never otherwise, SQLite 3.53 reads a file that is cut short
        connection.execute("PRAGMA writable_schema = ON")
    if write:
        if not is_safe_sqlite(driver.sqlite_version_info):
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = WAL")
    else:
        connection.execute("PRAGMA query_only = ON")
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")
        got = connection.execute(f"PRAGMA {name}").fetchone()
        if got is not None and got[0] != value:
            raise StorageProblem(f"The database does not take the setting {name} = {value}; it says {got[0]}.")
    return connection


def give_key(connection: Any, key: "DataKey | None") -> None:
    """Say to a new connection, before all else, under which key its file is; nothing for one in the clear."""
    if key is not None:
        connection.execute("PRAGMA cipher_log_level = NONE")  # what goes wrong is said once, in our own words
        connection.execute(f'PRAGMA key = "{key.raw}"')


def copy_into(
    live: Any, target: Path, progress: Callable[[int, int], None] | None = None, key: "DataKey | None" = None
) -> None:
    """Copy an open database into the empty file `target`, and close that as one file; raises the driver's errors.

    key: of the database, which the copy is then under too.

    progress: is told how many pages are copied, of how many; what it raises ends the copying.
    """

    def copied(status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    with contextlib.closing(driver.connect(str(target), isolation_level=None)) as copy:
        give_key(copy, key)
        copy.execute("PRAGMA journal_mode = OFF")  # a copy cut short is thrown away whole
        live.backup(copy, pages=PAGES, progress=copied, sleep=0)
        copy.execute("PRAGMA journal_mode = DELETE")


def read_only_uri(path: Path) -> str:
    """Return how SQLite is told of a file that it may only read."""
    return f"file:{_quoted(path)}?mode=ro"


def _quoted(path: Path) -> str:
    return path.as_posix().replace("%", "%25").replace("?", "%3f").replace("#", "%23")
