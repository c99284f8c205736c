"""Putting encryption on a store, taking it off, or changing its key: a new file, verified, takes the old one's place.

The old file is kept beside it. At every point of the way the file in the store's place opens: while the two are being
exchanged, the key file has what opens either.
"""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.errors import StorageProblem
from ..sealing.key_file import Generation
from ..whole_files import sync_file
from . import key_files
from .connecting import connect
from .database import Database
from .key_files import KeyRing
from .leftovers import part_of
from .lines import reason_of, refusals
from .migrations import columns_of, state_of
from .place import APPLICATION_ID, SCHEMA_VERSION, Holding
from .replacing import replace_store

if TYPE_CHECKING:
    from ..sealing.data_keys import DataKey

Tell = Callable[[int, int], None]
STAGES = 5


def convert(
    database: Database,
    key: "DataKey | None",
    generation: Generation,
    *,
    store_id: str,
    kept: Path,
    change: Callable[[Database], None],
    verify: Callable[[Database], None],
    tell: Tell | None = None,
) -> None:
    """Bring an open store under `key`, None for in the clear; the old file is `kept` by that name, with its key file.

    generation: who opens the new file. change: makes the entry in the new file that tells of it. verify: looks at the
    whole new file, and raises where it has a fault. tell: how many of the five stages are done, the last of them before
    the exchange; what it raises stops it, so that nothing is exchanged. Raises StorageProblem; the store is then as it
    was, and open.
    """
    path, part = database.path, part_of(database.path)
    told = tell or (lambda done, total: None)
    with database.alone(), contextlib.ExitStack() as undo:
        undo.callback(_clear, part)
        try:
            if kept.exists() or key_files.is_there(kept):
                raise StorageProblem(f"{kept.name} is there already. Move it away first.")
            with Holding(part) as holding:
                told(0, STAGES)
                _export(database, part, key)
                told(1, STAGES)
                _compare(path, database.key, part, key)
                told(2, STAGES)
                _enter(database, part, holding, key, change, verify, told)
                told(4, STAGES)
                sync_file(part)
            told(STAGES, STAGES)  # the last moment to be stopped at: once the files are exchanged, it is done
            _exchange(database, part, key, generation, store_id, kept)
        except refusals() as error:
            raise StorageProblem(f"{path.name} is as it was: {reason_of(error)}.") from error
        except OSError as error:
            raise StorageProblem(f"{path.name} is as it was: {error.strerror or error}.") from error


def _clear(part: Path) -> None:
    for one in part.parent.glob(part.name + "*"):
        one.unlink()


def _export(database: Database, part: Path, key: "DataKey | None") -> None:
    with contextlib.closing(connect(database.path, write=True, key=database.key)) as live:
        live.execute("ATTACH DATABASE ? AS made KEY " + ("''" if key is None else f'"{key.raw}"'), (str(part),))
        live.execute(f"PRAGMA made.application_id = {APPLICATION_ID}")
        live.execute("SELECT sqlcipher_export('made')")
        live.execute(f"PRAGMA made.user_version = {SCHEMA_VERSION}")
        live.execute("DETACH DATABASE made")


def _compare(path: Path, key: "DataKey | None", part: Path, new: "DataKey | None") -> None:
    """Raise StorageProblem unless every table has the same rows in both."""
    with (
        contextlib.closing(connect(path, write=False, key=key)) as live,
        contextlib.closing(connect(part, write=False, key=new)) as made,
    ):
        columns = columns_of(live)
        if columns_of(made) != columns:
            raise StorageProblem(f"{path.name} is as it was: the new file has not the same tables.")
        for table, listed in columns.items():
            if state_of(live, table, listed) != state_of(made, table, listed):
                raise StorageProblem(f"{path.name} is as it was: {table} did not come out the same in the new file.")


def _enter(
    database: Database,
    part: Path,
    holding: Holding,
    key: "DataKey | None",
    change: Callable[[Database], None],
    verify: Callable[[Database], None],
    told: Tell,
) -> None:
    made = database.sibling(part, holding, None if key is None else key.copy())
    try:
        change(made)
        told(3, STAGES)
        verify(made)
    finally:
        made.close()


def _exchange(
    database: Database, part: Path, key: "DataKey | None", generation: Generation, store_id: str, kept: Path
) -> None:
    path, old = database.path, database.ring
    database.rest()
    try:
        with key_files.exchanging(path, kept, store_id, generation):
            replace_store(part, path, kept)
    except BaseException:
        database.wake(database.key, old)
        raise
    ring = None
    try:
        ring = None if key is None else KeyRing(path, key, key_files.read(path)[0])
    finally:
        database.wake(key, ring)
