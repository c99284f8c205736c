"""Putting a finished store in another's place: at every moment the name leads to the one or the other, whole.

The old file gets a second name first and keeps it; then the new one takes its place in a single step. What lies beside
the old file goes with it before that, as a new store must never find the log of another. Whoever is killed in between
leaves the old file under both names, by which the next opening knows it and puts everything back.
"""

import contextlib
import glob
import os
import shutil
from pathlib import Path

from ..domain.errors import StorageProblem
from ..whole_files import sync_folder
from .place import Holding

BESIDE = ("-wal", "-shm", "-journal")
KEPT = "before restore"


def kept_name(store: Path, moment: str) -> Path:
    """Return a free name for a store that is put aside; `moment` without colons, which Windows does not take."""
    found, number = store.with_name(f"{store.stem} {KEPT} {moment}{store.suffix}"), 1
    while any(found.with_name(found.name + ending).exists() for ending in ("", *BESIDE)):
        number += 1
        found = store.with_name(f"{store.stem} {KEPT} {moment} {number}{store.suffix}")
    return found


def replace_store(part: Path, store: Path, kept: Path) -> bool:
    """Put `part` in the place of `store`, and the old file under the name `kept`; returns whether there was an old one.

    The caller holds the store's lock, and nobody has either file open. Raises OSError, with the old file as it was.
    """
    is_there = store.exists()
    if is_there:
        _second_name(store, kept)
    try:
        for ending in BESIDE:
            beside = store.with_name(store.name + ending)
            if beside.exists():
                beside.rename(kept.with_name(kept.name + ending))
        sync_folder(store.parent)
        part.replace(store)
    except OSError:
        _put_back(store, kept)
        raise
    try:
        sync_folder(store.parent)
    except OSError:  # whoever called goes on with the old file, so that is what has to be there
        if is_there:
            kept.replace(store)
            _put_back(store, kept)
        else:
            store.replace(part)
        raise
    return is_there


def undo_cut_replacing(store: Path) -> None:
    """Put back what a killed program moved away from beside a store that it did not come to replace."""
    for kept in _second_names(store):
        with contextlib.suppress(StorageProblem), Holding(store):  # held: that program is still at it
            if _is_same(kept, store):
                _put_back(store, kept)


def _second_names(store: Path) -> list[Path]:
    named = f"{glob.escape(store.stem)} {KEPT} *{glob.escape(store.suffix)}"
    return [one for one in store.parent.glob(named) if _is_same(one, store)]


def _is_same(kept: Path, store: Path) -> bool:
    try:
        return kept.samefile(store)
    except OSError:  # one of them is not there
        return False


def _put_back(store: Path, kept: Path) -> None:
    for ending in BESIDE:
        moved, beside = kept.with_name(kept.name + ending), store.with_name(store.name + ending)
        if moved.exists() and not beside.exists():
            moved.rename(beside)
    if store.exists():  # the old file still: its second name was given a moment ago
        kept.unlink(missing_ok=True)
    sync_folder(store.parent)


def _second_name(store: Path, kept: Path) -> None:
    try:
        os.link(store, kept)
    except FileExistsError:
        raise
    except OSError:  # the disk knows no second names, as on a memory stick: then a copy, which takes its room
        part = kept.with_name(kept.name + ".part")
        try:
            shutil.copyfile(store, part)
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.rename(kept)
        finally:
            part.unlink(missing_ok=True)
