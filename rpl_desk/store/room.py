"""Room on the disk of an open store, and the ballast beside it: a file that is given up when the disk is full.

With it gone, what was being done can be done once more, and the store can be closed whole. The window has it made, once
a store is open and its first page shown; a command ends too soon to need it, and the disk shows its own error then.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from ..domain.room import LITTLE

BALLAST_BYTES = 32 << 20
_PIECE = 1 << 20
FULL = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")


def free_room(store: Path) -> int:
    """Return how many bytes are free for us on the disk of a store; raises OSError."""
    return shutil.disk_usage(store.parent).free


def ballast_of(store: Path) -> Path:
    return store.with_name(store.name + "-ballast")


def make_ballast(store: Path) -> bool:
    """Make the ballast beside a store that this process holds, where there is none; tell whether it is there.

    It is written with bytes that no disk makes smaller. None is made where there is little room already.
    """
    ballast = ballast_of(store)
    try:
        if ballast.exists() and ballast.stat().st_size == BALLAST_BYTES:
            return True
        if free_room(store) < LITTLE:
            return False
        with ballast.open("wb") as file:
            for start in range(0, BALLAST_BYTES, _PIECE):
                file.write(os.urandom(min(_PIECE, BALLAST_BYTES - start)))
            file.flush()
            os.fsync(file.fileno())
        return True
    except OSError:  # the disk does not give it: then there is none, and work goes on without
        release_ballast(store)
        return False


def release_ballast(store: Path) -> bool:
    """Give the ballast up; tells whether there was any, so that it is done once."""
    with suppress(OSError):
        ballast_of(store).unlink()
        return True
    return False


def is_full(error: BaseException) -> bool:
    """Tell whether the driver refused because the disk has no room."""
    original = getattr(error, "orig", None) or error
    return getattr(original, "sqlite_errorname", "") in FULL
