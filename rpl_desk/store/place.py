"""Where a store may lie, who holds it, and what its first hundred bytes say: all before any database is opened."""

import getpass
import hashlib
import json
import os
import platform
import struct
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import TracebackType

from ..domain.errors import AlreadyOpen, DamagedStore, StorageProblem
from ..domain.rows import dataclass
from ..sealing.key_file import is_salt

APPLICATION_ID = 0x52504C44  # "RPLD"
SALVAGED_ID = 0x52504C53  # "RPLS", of a store that was salvaged from a damaged one
SCHEMA_VERSION = 5
NETWORK_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "sshfs", "davfs", "glusterfs", "ceph"}
)
MANIFEST = ".manifest.json"
"""What the name of a backup ends in where its manifest stands beside it, by which it counts."""
SYNCED_FOLDERS = ("onedrive", "dropbox", "google drive", "googledrive", "my drive", "icloud", "mobile documents")


@cache
def this_device() -> str:
    """Return how the log names this machine: by a digest, as its name may be a person's."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Header:
    """What the file says of itself: `pages` counts pages of `page_size` bytes."""

    application_id: int
    user_version: int
    page_size: int
    pages: int


def read_header(path: Path) -> Header | None:
    """Return the header of a SQLite file, None when the file is not one.

    Never call it on a store this process has open: closing the file would drop SQLite's locks on it.
    """
    with path.open("rb") as file:
        head = file.read(100)
    if len(head) < 100 or head[:16] != b"SQLite format 3\0":
        return None
    (size,) = struct.unpack(">H", head[16:18])
    pages, version, application = (struct.unpack(">I", head[at : at + 4])[0] for at in (28, 60, 68))
    return Header(application, version, 65536 if size == 1 else size, pages)


def read_head(path: Path) -> bytes:
    """Return the 16 bytes a closed file begins with, fewer where it has no more; as with `read_header`."""
    with path.open("rb") as file:
        return file.read(16)


def is_encrypted(path: Path) -> bool:
    """Tell whether a closed file begins as an encrypted store of ours does; as with `read_header`."""
    return is_salt(read_head(path))


def check_file(path: Path, *, even_damaged: bool = False) -> None:
    """Refuse what is not a store this program can open, from its name and header alone; raises StorageProblem.

    An encrypted store says only that it is one. even_damaged: one that is too short is let pass.
    """
    try:
        if not path.exists():
            raise StorageProblem(f"There is no store at {path}. Locate it, or restore a backup; nothing was created.")
        if not path.is_file():
            what = "a folder" if path.is_dir() else "not an ordinary file"
            raise StorageProblem(f"{path.name} is {what}, so it is not a store.")
        if is_encrypted(path):
            return
        header = read_header(path)
    except OSError as error:
        raise StorageProblem(f"{path.name} cannot be read: {error.strerror or error}.") from error
    if header is None or header.application_id not in (APPLICATION_ID, SALVAGED_ID):
        raise StorageProblem(f"{path.name} is not a store of RPL Desk. Nothing was changed.")
    if header.user_version > SCHEMA_VERSION:
        raise StorageProblem(
            f"{path.name} was made by a newer RPL Desk (its format is {header.user_version}, this program reads up to"
            f" {SCHEMA_VERSION}). Open it with that version."
        )
    wal = path.with_name(path.name + "-wal")
    if even_damaged:
        return
    if path.stat().st_size < header.pages * header.page_size and not (wal.exists() and wal.stat().st_size):
        raise DamagedStore(damaged_words(path, "it is shorter than it says"))


def damaged_words(path: Path, why: str) -> str:
    """Return the sentence for a store that was found damaged: what is wrong with it, and what can be done."""
    return (
        f"{path.name} is damaged: {why}. Nothing was changed. Restore a backup of it; where no backup is good, salvage"
        f" what can be read: rpl-desk salvage {path.name} NEW-NAME.rpldesk"
    )


def mounts() -> list[tuple[str, str]]:
    """Return (folder, file system) of every mount this system tells; empty where it does not."""
    table = Path("/proc/mounts")
    if not table.exists():
        return []
    lines = (line.split() for line in table.read_text(encoding="utf-8", errors="replace").splitlines())
    return [(parts[1].replace("\\040", " "), parts[2]) for parts in lines if len(parts) > 2]


def drive_is_remote(path: Path) -> bool:
    """Tell whether Windows calls the drive of `path` a network drive."""
    if sys.platform != "win32":
        return False
    import ctypes

    return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\") == 4)


def check_no_backup(path: Path) -> None:
    """Raise StorageProblem for a backup that is to be worked in: with the first entry it would count no more."""
    if path.with_name(path.name + MANIFEST).exists():
        raise StorageProblem(
            f"{path.name} is a backup, which counts only as long as nothing in it changes. Restore it on the Backups"
            " page of the office, or by rpl-desk restore. Nothing was opened or changed."
        )


def check_place(
    path: Path,
    *,
    mounted: Iterable[tuple[str, str]] | None = None,
    remote: Callable[[Path], bool] = drive_is_remote,
) -> None:
    """Refuse a store on a network drive or in a synced folder: two machines writing one file destroy it.

    Raises StorageProblem. `mounted` and `remote` stand in for the system in tests.
    """
    whole = str(path)
    if whole.startswith(("\\\\", "//")) or remote(path):
        raise StorageProblem(f"{path.name} lies on a network drive. Copy it to this computer and open the copy.")
    within = [
        (folder, kind)
        for folder, kind in (mounts() if mounted is None else mounted)
        if whole == folder or whole.startswith(folder.rstrip("/") + "/")
    ]
    if within:
        _, kind = max(within, key=lambda one: len(one[0]))
        if kind in NETWORK_SYSTEMS or (kind.startswith("fuse.") and kind != "fuse.fuseblk"):
            raise StorageProblem(
                f"{path.name} lies on a network drive ({kind}). Copy it to this computer and open the copy."
            )
    for part in path.parts[:-1]:
        if part.lower().startswith(SYNCED_FOLDERS):
            raise StorageProblem(
                f"{path.name} lies in a folder that is synced elsewhere ({part})."
                " Move it to a folder of this computer alone."
            )


class Holding:
    """The lock that says this process has the store; released when the process ends, however it ends."""

    def __init__(self, store: Path) -> None:
        """Take the lock; raises AlreadyOpen naming who holds it and since when."""
        self._path = store.with_name(store.name + "-lock")
        while True:
            try:
                descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            except OSError as error:
                raise StorageProblem(
                    f"{store.name} cannot be opened for work, as its folder takes no new file"
                    f" ({error.strerror or error}). Copy it to a folder of your own, or free some room."
                ) from error
            if not _try_lock(descriptor):
                holder = _holder(descriptor)
                os.close(descriptor)
                words = f"{store.name} is already open {holder}. Close it there first, or open a copy."
                raise AlreadyOpen(words, holder)
            # The holder before us may have removed the file between our open and our lock: then it is nobody's.
            if self._path.exists() and os.path.samestat(os.fstat(descriptor), self._path.stat()):
                break
            os.close(descriptor)
        self._descriptor = descriptor
        since = datetime.now(UTC).astimezone().strftime("%d %B %Y %H:%M")
        note = json.dumps({"user": getpass.getuser(), "machine": platform.node(), "since": since})
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, note.encode(), _NOTE_AT) if hasattr(os, "pwrite") else _write_at(
            descriptor, note.encode()
        )

    def release(self) -> None:
        if self._descriptor >= 0:
            if sys.platform != "win32":
                self._path.unlink(missing_ok=True)
            os.close(self._descriptor)
            self._descriptor = -1
            if sys.platform == "win32":
                self._path.unlink(missing_ok=True)

    def lend(self) -> "Holding":
        """Return this lock for a database to hold; that one's closing leaves it taken."""
        lent = _Lent.__new__(_Lent)
        lent._path, lent._descriptor = self._path, -1
        return lent

    def __enter__(self) -> "Holding":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


class _Lent(Holding):
    """A lock that somebody else took and releases: its own descriptor is none."""


_NOTE_AT = 16  # Windows locks bytes against reading too: the note lies behind the locked ones


def _write_at(descriptor: int, note: bytes) -> None:
    os.lseek(descriptor, _NOTE_AT, os.SEEK_SET)
    os.write(descriptor, note)


def _try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 8)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(descriptor: int) -> str:
    os.lseek(descriptor, _NOTE_AT, os.SEEK_SET)
    try:
        note = json.loads(os.read(descriptor, 1000))
        return f"by {note['user']} on {note['machine']} since {note['since']}"
    except (ValueError, KeyError):  # the holder has not written its note yet
        return "in another window"
