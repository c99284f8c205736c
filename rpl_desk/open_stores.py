"""Which stores this program has open: no file that is chosen, read or replaced may be one of them.

A store is known by the disk's own number of its file, so that a link, another spelling or a mapped drive does not hide
it. What lies beside it while it is open, ending in -wal, -shm or -journal, is as much the store as the file itself.
"""

import os
import weakref
from pathlib import Path
from typing import Protocol

from .domain.errors import StorageProblem

_BESIDE = ("", "-wal", "-shm", "-journal")


class OpenStore(Protocol):
    """What is known of an open store: where its file lies."""

    path: Path


_open: "weakref.WeakSet[OpenStore]" = weakref.WeakSet()


def store_opened(store: OpenStore) -> None:
    """Note a store that is open from now on; one that is let go without closing it is forgotten."""
    _open.add(store)


def store_closed(store: OpenStore) -> None:
    """Forget a store; whoever has the file's name may use it again."""
    _open.discard(store)


def refuse_open_store(path: Path) -> None:
    """Raise StorageProblem where a file is a store that is open here, or lies beside it as a part of it."""
    for store in list(_open):
        for ending in _BESIDE:
            if _same(path, store.path.with_name(store.path.name + ending)):
                raise StorageProblem(
                    f"{path.name} is the office file that is open, or a part of it. It is neither read nor replaced"
                    " while it is open: choose another file, or make a backup and use that."
                )


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # not there yet, as a part that the next change makes: then the name tells
        return os.path.realpath(one) == os.path.realpath(other)
