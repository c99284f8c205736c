"""The two pools of connections to one store, and what SQLite's refusals mean in words a person can act on."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool, StaticPool

from .connecting import connect, is_safe_sqlite
from .plans import driver_of

if TYPE_CHECKING:
    from ..sealing.data_keys import DataKey


def engine_of(path: Path, *, write: bool, key: "DataKey | None" = None) -> Engine:
    """Return what hands out connections to a store: one for changes, as many as are asked for to read."""
    pool: Any = StaticPool if write or not is_safe_sqlite(driver.sqlite_version_info) else QueuePool
    engine = create_engine(
        "sqlite://", module=driver, creator=lambda: connect(path, write=write, key=key), poolclass=pool
    )
    begin = "BEGIN IMMEDIATE" if write else "BEGIN DEFERRED"

    def begin_ourselves(connection: Connection) -> None:
        # The driver's own BEGIN skips SELECT and DDL, so isolation_level is None and we send it.
        raw = driver_of(connection)
        if not raw.in_transaction:  # a reading begins before SQLAlchemy hears of it
            raw.execute(begin)

    event.listen(engine, "begin", begin_ourselves)
    return engine


def reason_of(error: Exception) -> str:
    """Return what went wrong, as it may stand in a sentence."""
    reason = str(getattr(error, "orig", None) or error)
    for theirs, ours in _REASONS.items():
        if theirs in reason:
            return ours
    return reason


_REASONS = {  # what SQLite says, and what a person can do something about
    "disk is full": "the disk is full",
    "disk I/O error": "the disk could not be read or written; it may be full",
    "readonly": "it may only be read",
    "unable to open": "the disk does not let it be opened",
    "locked": "another program is using the store",
}
