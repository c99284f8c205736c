"""The log a second time beside the backups, as lines of a file that only grows: what a damaged entry is sought in."""

import os
from collections.abc import Iterator
from pathlib import Path

from ..sealing.data_keys import DataKey
from ..sealing.log import WholeEntry
from ..sealing.log_lines import LogLines
from ..store.database import Database
from ..store.log_rows import whole_entries
from ..whole_files import sync_folder

LINES = " log.txt"


def lines_in(place: Path, stem: str) -> Path:
    """Return the file of a store's lines in a place of its backups."""
    return place / f"{stem}{LINES}"


def add_lines(database: Database, path: Path) -> None:
    """Add every whole entry of the log of which there is no good line yet; raises OSError, and what reading raises.

    A line that a killed program cut short, or that was altered, stays as it is, and its entry is added again.
    """
    is_new = not path.exists()
    had = set() if is_new else {one.hash for one in entries_in_lines(path, database.key)}
    with database.connection() as raw, LogLines(database.key) as lines, path.open("ab+") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
        for one in whole_entries(raw):
            if one.hash not in had:
                file.write(lines.written(one))
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        sync_folder(path.parent)


def entries_in_lines(path: Path, key: DataKey | None) -> Iterator[WholeEntry]:
    """Yield the entries of the lines that are whole, and open under this key; raises OSError."""
    with LogLines(key) as lines, path.open("rb") as file:
        for line in file:
            one = lines.read(line)
            if one is not None:
                yield one
