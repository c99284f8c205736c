"""Moving what was saved from the log beside the store into the store itself, beside the work and not before it.

A commit is on the disk once its log is. SQLite then copies the log into the store in the same call where it has grown
past 4 MB, which for a large file takes longer than saving it did; here a thread of its own does so meanwhile.
"""

import contextlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as driver

from .connecting import connect, is_safe_sqlite

if TYPE_CHECKING:
    from ..sealing.data_keys import DataKey

LARGE = 1 << 20
"""Bytes from which a file is worth the thread."""

MOST_LOG = 256 << 20
"""Bytes of the log past which it is copied before anything more is saved, so that it never takes the disk's room."""

USUAL_PAGES = 1000
"""Of the log, at which SQLite copies it by itself: its own default."""


class LogCopying:
    """At most one copying at a time; `wait` before the store is closed."""

    def __init__(self, path: Path, key: "DataKey | None" = None) -> None:
        self._path, self._key = path, key
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def may_wait(self) -> bool:
        """Whether copying may be left for later: the log is not too long, and two connections may be open."""
        log = self._path.with_name(f"{self._path.name}-wal")
        try:
            size = log.stat().st_size
        except FileNotFoundError:
            size = 0
        return size < MOST_LOG and is_safe_sqlite(driver.sqlite_version_info)

    def begin(self) -> None:
        """Copy what is in the log now, unless that is under way: what comes after it is copied the next time."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._copy, name="checkpoint", daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Wait until what is under way is done."""
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _copy(self) -> None:
        # What the disk refuses here is saved all the same: the next commit copies it, or closing says what is wrong.
        with contextlib.suppress(driver.Error), contextlib.closing(self._connected()) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _connected(self) -> Any:
        return connect(self._path, write=True, key=self._key)
