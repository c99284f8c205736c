"""What a killed program left beside a store: half a new store, or half a copy being brought to a newer format."""

import contextlib
import glob
import itertools
import re
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as driver

from ..domain.errors import StorageProblem
from .connecting import give_key
from .key_files import paths_of
from .place import APPLICATION_ID, Holding, is_encrypted, read_header

if TYPE_CHECKING:
    from ..sealing.data_keys import DataKey

_BESIDE = ("", "-wal", "-shm", "-journal")


def part_of(store: Path) -> Path:
    """Return a name for a store that is being made; it is renamed when it is whole."""
    return store.with_name(f"{store.name}.{uuid.uuid4().hex[:8]}.part")


def begin_part(part: Path, key: "DataKey | None" = None) -> None:
    """Make the empty file of a new store, marked as ours from its first page on; under a key when given one."""
    connection = driver.connect(part, isolation_level=None)
    try:
        give_key(connection, key)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    finally:
        connection.close()


def clear_leftovers(store: Path) -> None:
    """Remove the unfinished parts of `store`, which this process must hold: nobody else is making one of them then.

    Only files under the very name we give, empty or marked as ours, and held by no process; any other is left alone.
    A part never holds what the store has not: it is a copy, or nobody had its data yet.
    """
    _unname_twins(store)
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


def kept_name(store: Path, why: str) -> Path:
    """Return a free name for the file that a conversion leaves, such as `office.before-encryption.rpldesk`."""
    for number in itertools.count(1):
        found = store.with_name(f"{store.stem}.before-{why}{'' if number == 1 else f'-{number}'}{store.suffix}")
        if not any(store.parent.glob(f"{glob.escape(found.name)}*")):
            return found
    raise AssertionError  # there is always another number


def kept_files(store: Path) -> tuple[Path, ...]:
    """Return the files that earlier conversions of a store left beside it."""
    return tuple(sorted(store.parent.glob(f"{glob.escape(store.stem)}.before-*{glob.escape(store.suffix)}")))


def _unname_twins(store: Path) -> None:
    """Take away a second name of the store itself, which a conversion that was killed at its last step left."""
    for other in kept_files(store):
        with contextlib.suppress(OSError):
            if other.samefile(store):
                for one in (*paths_of(other), other):
                    one.unlink(missing_ok=True)


def _is_ours(part: Path) -> bool:
    header = read_header(part)
    return is_encrypted(part) if header is None else header.application_id == APPLICATION_ID
