"""An open connection to a store, with SQLAlchemy over it where a statement needs that, and what refusals mean."""

import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as driver

from . import core
from .connecting import connect

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..sealing.data_keys import DataKey


class Line:
    """A connection of the driver to a store; transactions on it are begun and ended by `Database` alone."""

    def __init__(self, path: Path, *, write: bool, key: "DataKey | None", even_damaged: bool = False) -> None:
        self.raw: Any = connect(path, write=write, key=key, even_damaged=even_damaged)

    @cached_property
    def core(self) -> "Connection":
        """What SQLAlchemy sends its statements by; made when first asked for, as many readings never do."""
        return core.connection_over(self.raw)

    def begin(self, *, write: bool) -> None:
        """Begin a transaction ourselves: the driver's own BEGIN skips SELECT and DDL, so it is told to send none."""
        self.raw.execute("BEGIN IMMEDIATE" if write else "BEGIN DEFERRED")

    def save(self) -> None:
        self.raw.execute("COMMIT")

    def close(self) -> None:
        self.raw.close()


def refusals() -> tuple[type[Exception], ...]:
    """Return the errors that the driver refuses with, and SQLAlchemy where it is in use at all."""
    theirs = sys.modules.get("sqlalchemy.exc")
    return (driver.Error,) if theirs is None else (driver.Error, theirs.DBAPIError)


DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR_READ", "SQLITE_IOERR_DATA", "SQLITE_IOERR_CORRUPTFS")


def is_damage(error: BaseException) -> bool:
    """Tell whether the driver could not make sense of the file, or not read it; once can be a slip of the disk."""
    original = getattr(error, "orig", None) or error
    return str(getattr(original, "sqlite_errorname", "")).startswith(DAMAGE)


def reason_of(error: Exception) -> str:
    """Return what went wrong, as it may stand in a sentence."""
    reason = str(getattr(error, "orig", None) or error)
    for theirs, ours in _REASONS.items():
        if theirs in reason:
            return ours
    return reason


_REASONS = {  # what SQLite says, and what a person can do something about
    "malformed": "a part of it was not as it was written; check the file before going on",
    "disk is full": "the disk is full",
    "disk I/O error": "the disk could not be read or written; it may be full",
    "readonly": "it may only be read",
    "unable to open": "the disk does not let it be opened",
    "locked": "another program is using the store",
}
