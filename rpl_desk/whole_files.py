"""Files and folders that leave the program: written beside their place, and put there whole or not at all.

While it is written, a file has a hidden name of its own, made new, so that nothing a user keeps is ever overwritten.
The name holds the number the disk gave the file: only that very file can bear it, not a copy, nor one that somebody
named alike. So what a killed program left is known as ours, and the next file written to that folder clears it.
"""

import contextlib
import hashlib
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from .domain.errors import StorageProblem
from .open_stores import refuse_open_store

_NAME = re.compile(r"\.rpl-desk\.([0-9a-f]{8})(?:\.([0-9a-f]{16}))?\.part")
_PATIENCE = 2.5
"""Seconds to wait for Windows programs, such as a virus scanner, that hold a file open for a moment."""


def write_whole(path: Path, data: bytes, *, replacing: bool = True) -> None:
    """Put bytes in a file, whole or not at all; raises StorageProblem."""
    with whole_file(path, replacing=replacing) as file:
        file.write(data)


@contextmanager
def whole_file(
    path: Path, *, replacing: bool = True, check: Callable[[Path], None] | None = None
) -> Iterator[BinaryIO]:
    """Give a file to write to; it has its name once the block has ended well, and is gone where it has not.

    replacing: whether it may take the place of a file of that name. check: looks at the written file before that, and
    raises where it is not as it should be. Raises StorageProblem where the disk refuses, or something is in its place.
    """
    with _whole(path, replacing, check) as (_, file):
        yield file


def must_be_writable(path: Path) -> None:
    """Raise StorageProblem where a file could not be written at all; for what may not be undone once it begins."""
    try:
        part, descriptor = _begin_file(path.parent)
    except OSError as error:
        raise _not_written(path, error) from error
    os.close(descriptor)
    _remove(part)


@contextmanager
def whole_path(path: Path, *, check: Callable[[Path], None] | None = None) -> Iterator[Path]:
    """Give the name of an empty file for another writer, such as a database, to fill and close; then as `whole_file`.

    Nothing is replaced: raises StorageProblem where `path` is there already.
    """
    with _whole(path, False, check) as (part, _):
        yield part


@contextmanager
def _whole(path: Path, replacing: bool, check: Callable[[Path], None] | None) -> Iterator[tuple[Path, BinaryIO]]:
    if replacing:
        refuse_open_store(path)
    try:
        clear_leftovers(path.parent)
        part, descriptor = _begin_file(path.parent)
    except OSError as error:
        raise _not_written(path, error) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield part, file
            file.flush()
            os.fsync(file.fileno())
            if check is not None:
                check(part)
            if sys.platform != "win32":  # there an open file cannot be renamed; here it stays locked until it is
                _put(part, path, replacing)
        if sys.platform == "win32":
            _put(part, path, replacing)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        _remove(part)


@contextmanager
def whole_folder(path: Path, last: str) -> Iterator[Path]:
    """Give a folder to fill; what it holds moves into `path`, new or empty, once the block has ended well.

    last: the name of what is moved at the end, so that where it is, all is. Raises StorageProblem where `path` holds
    something, or the disk refuses; it is then as it was.
    """
    is_new = not path.exists()
    moved: list[Path] = []
    part, descriptor = None, None
    try:
        path.mkdir(parents=True, exist_ok=True)
        clear_leftovers(path)
        _must_be_empty(path)
        part, descriptor = _begin_folder(path)
        yield part
        for child in sorted(part.iterdir(), key=lambda one: one.name == last):
            moved.append(path / child.name)
            child.rename(path / child.name)
        moved.clear()
        is_new = False
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        for one in (*moved, part):
            if one is not None:
                _remove(one)
        if descriptor is not None:
            os.close(descriptor)
        if is_new:
            with contextlib.suppress(OSError):  # there is something in it, which then is not ours
                path.rmdir()


def sync_file(path: Path) -> None:
    """Wait until the disk has what another writer put in a file; raises OSError."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names of a folder's files, where the system can be asked to; raises OSError."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def clear_leftovers(folder: Path) -> None:
    """Remove what a killed program left half-written in a folder: only what is provably ours and written by nobody."""
    for part in folder.glob(".rpl-desk.*.part"):
        with contextlib.suppress(OSError):  # in use, or not to be removed: it is in nobody's way
            if not part.is_symlink() and _is_ours(part) and not _in_use(part):
                _remove(part)


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part)
    else:
        for ending in ("-wal", "-shm", "-journal", ""):  # what a database keeps beside itself goes with it
            part.with_name(part.name + ending).unlink(missing_ok=True)


def _is_ours(part: Path) -> bool:
    name = _NAME.fullmatch(part.name)
    if name is None:
        return False
    salt, proof = name.groups()
    if proof is None:  # killed before it had its full name: it holds nothing yet
        return not any(part.iterdir()) if part.is_dir() else part.stat().st_size == 0
    return proof == _proof(salt, part.stat().st_ino)


def _proof(salt: str, number: int) -> str:
    return hashlib.sha256(f"rpl-desk/part/1\0{salt}/{number}".encode()).hexdigest()[:16]


def _begin_file(folder: Path) -> tuple[Path, int]:
    salt = secrets.token_hex(4)
    first = folder / f".rpl-desk.{salt}.part"
    descriptor = os.open(first, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    if sys.platform == "win32":  # an open file has no other name there, and nobody can remove it
        os.close(descriptor)
        part = _named(first, salt)
        return part, os.open(part, os.O_RDWR | os.O_BINARY)
    _lock(descriptor)
    try:
        return _named(first, salt), descriptor
    except OSError:
        os.close(descriptor)
        first.unlink(missing_ok=True)
        raise


def _begin_folder(folder: Path) -> tuple[Path, int | None]:
    salt = secrets.token_hex(4)
    first = folder / f".rpl-desk.{salt}.part"
    first.mkdir()
    if sys.platform == "win32":
        return _named(first, salt), None
    descriptor = os.open(first, os.O_RDONLY)
    _lock(descriptor)
    return _named(first, salt), descriptor


def _named(first: Path, salt: str) -> Path:
    return first.rename(first.with_name(f".rpl-desk.{salt}.{_proof(salt, first.stat().st_ino)}.part"))


def _lock(descriptor: int) -> bool:
    """Take the lock that lasts as long as the process; False where another has it, or the disk knows no locks."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _in_use(part: Path) -> bool:
    if sys.platform == "win32":  # a file in use cannot be removed there; of a folder nobody can tell, so it stays
        return part.is_dir()
    descriptor = os.open(part, os.O_RDONLY)
    try:
        return not _lock(descriptor)
    finally:
        os.close(descriptor)


def _put(part: Path, path: Path, replacing: bool) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            if replacing:
                part.replace(path)
            elif sys.platform == "win32":
                part.rename(path)  # refuses there what has a file in its place
            else:
                _put_beside(part, path)
        except FileExistsError as error:
            raise StorageProblem(f"{path.name} is there already. Choose another name.") from error
        except PermissionError as error:
            if getattr(error, "winerror", None) in (5, 32, 33) and time.monotonic() < until:
                time.sleep(0.1)
                continue
            message = (
                f"{path.name} could not be replaced. Is it open in another program? Close it there, then try again."
            )
            raise StorageProblem(message) from error
        break
    sync_folder(path.parent)  # the name is kept too, should the power fail now


def _put_beside(part: Path, path: Path) -> None:
    """Give a file a name that is free: a second name first, since renaming would take another's."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # the disk knows no second names, as on a memory stick
        if path.exists():
            raise FileExistsError(str(path)) from None
        part.rename(path)


def _must_be_empty(folder: Path) -> None:
    if any(folder.iterdir()):
        raise StorageProblem(f"{folder.name} holds something already. Choose a new folder.")


def _not_written(path: Path, error: OSError) -> StorageProblem:
    return StorageProblem(
        f"{path.name} could not be written: {error.strerror or error}. Make room, or choose another folder."
    )
