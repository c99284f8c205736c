"""What a killed program left beside a store: half a new store, or half a copy being brought to a newer format."""

import contextlib
import re
import uuid
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from ..domain.errors import StorageProblem
from .place import APPLICATION_ID, Holding, read_header

_BESIDE = ("", "-wal", "-shm", "-journal")


def part_of(store: Path) -> Path:
    """Return a name for a store that is being made; it is renamed when it is whole."""
    return store.with_name(f"{store.name}.{uuid.uuid4().hex[:8]}.part")


def begin_part(part: Path) -> None:
    """Make the empty file of a new store, marked as ours from its first page on."""
    connection = driver.connect(part, isolation_level=None)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    finally:
        connection.close()


def clear_leftovers(store: Path) -> None:
    """Remove the unfinished parts of `store`, which this process must hold: nobody else is making one of them then.

    Only files under the very name we give, empty or marked as ours, and held by no process; any other is left alone.
    A part never holds what the store has not: it is a copy, or nobody had its data yet.
    """
    name = re.compile(re.escape(store.name) + r"\.[0-9a-f]{8}(\.format-\d+)?\.part(\.[0-9a-f]{8}\.part)?")
    for part in store.parent.glob("*.part"):
        if name.fullmatch(part.name) is None:
            continue
        # In use, or not to be removed: it is in nobody's way.
        with contextlib.suppress(OSError, StorageProblem), Holding(part):
            if part.stat().st_size and not _is_ours(part):
                continue
            for ending in _BESIDE:
                part.with_name(part.name + ending).unlink(missing_ok=True)


def _is_ours(part: Path) -> bool:
    header = read_header(part)
    return header is not None and header.application_id == APPLICATION_ID
