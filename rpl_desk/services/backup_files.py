"""Backups as files: their manifests, what counts as one, checking one to its end, and taking a whole copy of one."""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from ..domain.backups import BackupRow
from ..domain.errors import DeskError, NotFound, RuleViolation, StorageProblem
from ..sealing.canonical import canonical, misfits, parse
from ..sealing.notes import read_note
from ..store import key_files, queries
from ..store.database import Database, Head
from ..store.place import is_encrypted, read_head
from ..store.times import moment_text
from ..whole_files import write_whole
from .checking import check_everything
from .unlocking import Keys

Progress = Callable[[int, int], None]
TYPE = "rpl-desk/backup/1"
ENDING = ".rpldesk"
MANIFEST = ".manifest.json"
LARGEST_MANIFEST = 10_000
PIECE = 1 << 20
SHAPE = {
    "type": str,
    "file": str,
    "store": str,
    "epoch": int,
    "made_at": str,
    "size": int,
    "sha256": str,
    "log_size": int,
    "log_head": str,
    "anchor": str,
    "salt": str,
}
_NAME = re.compile(r".+ (\d{4}-\d\d-\d\dT\d{6}Z) log \d+(?: \d+)?\.rpldesk")


def free_name(place: Path, stem: str, at: datetime, size: int) -> Path:
    """Return a name for a backup that nothing has: of what, when in UTC, and how many log entries it holds."""
    said, number = f"{stem} {moment_text(at).replace(':', '')} log {size}", 1
    found = place / f"{said}{ENDING}"
    while found.exists():  # one store of several epochs within a second
        number += 1
        found = place / f"{said} {number}{ENDING}"
    return found


def manifest_of(path: Path) -> Path:
    return path.with_name(path.name + MANIFEST)


def write_manifest(place: Path, row: BackupRow, anchor: str) -> None:
    """Write beside a backup what it is; from then on it counts. anchor: the newest line for paper, or empty."""
    said = {name: getattr(row, name) for name in SHAPE if name not in ("type", "made_at", "anchor")}
    said |= {"type": TYPE, "made_at": moment_text(row.made_at), "anchor": anchor}
    write_whole(manifest_of(place / row.file), canonical(said), replacing=False)


def listed(place: Path) -> tuple[BackupRow, ...]:
    """Return every backup of a folder that has a manifest, newest first; bytes are not read, see `verify_backup`."""
    if not place.is_dir():
        return ()
    rows = [_row_of(one) for one in place.glob(f"*{ENDING}{MANIFEST}")]
    return tuple(sorted(rows, key=lambda one: (one.made_at, one.log_size), reverse=True))


def counted(path: Path) -> BackupRow:
    """Return what the manifest of a backup says; its bytes are not read. Raises NotFound or RuleViolation."""
    manifest = manifest_of(path)
    if not manifest.is_file():
        raise NotFound(f"{path.name} has no manifest beside it, so it does not count as a backup.")
    row = _row_of(manifest)
    if row.fault or row.file != path.name:
        raise RuleViolation(f"{path.name} is no backup: {row.fault or 'its manifest is of another file'}.")
    return row


def verify_backup(path: Path, progress: Progress | None = None, keys: Keys | None = None) -> BackupRow:
    """Return what the manifest of a backup says, once its bytes and everything in it were found to fit.

    Raises RuleViolation or StorageProblem with what does not.
    """
    row = counted(path)
    if digest(path) != row.sha256:
        raise _other_bytes(path)
    verify_copy(path, Head(row.log_size, row.log_head), progress, keys, row)
    return row


def copy_backup(path: Path, row: BackupRow, file: BinaryIO, progress: Progress | None = None) -> None:
    """Write a backup's bytes to a file, on the disk when this returns; raises RuleViolation if they are others."""
    told, done = hashlib.sha256(), 0
    with path.open("rb") as source:
        while piece := source.read(PIECE):
            told.update(piece)
            file.write(piece)
            done += len(piece)
            if progress is not None:
                progress(done, row.size)
    file.flush()
    os.fsync(file.fileno())
    if told.hexdigest() != row.sha256:
        raise _other_bytes(path)


def _other_bytes(path: Path) -> RuleViolation:
    return RuleViolation(f"{path.name} is no backup: its bytes are not those of its manifest.")


def verify_copy(
    path: Path,
    head: Head,
    progress: Progress | None = None,
    keys: Keys | None = None,
    described: BackupRow | None = None,
) -> None:
    """Open a copy for reading and check it to its end: pages, links, log, signatures, every row and every file.

    keys: what opens an encrypted one; KeyNeeded is raised without. described: what a manifest says of it, which the
    copy itself is then held to.
    """
    database = Database.open(path, read_only=True, key=(keys or Keys()).of(path))
    try:
        faults: Iterable[object] = check_everything(database, progress)
        if database.head() != head:
            faults = [*faults, "its log does not end where that of the store did"]
        if described is not None:
            faults = [*faults, *_otherwise_described(database, described)]
    finally:
        database.close()
    for fault in faults:
        raise RuleViolation(f"The copy does not count as a backup: {fault}")


def _otherwise_described(database: Database, row: BackupRow) -> Iterator[str]:
    """Yield where a manifest, which nobody signs, says something else of a copy than the copy itself."""
    with database.reading(unveiled=True) as read:
        office = queries.office(read)
    if row.store != office.store:
        yield "its manifest is of another store"
    elif row.epoch != office.epoch:
        yield f"its manifest says epoch {row.epoch}, and the copy is of epoch {office.epoch}"


def digest(path: Path) -> str:
    """Return the SHA-256 of a closed file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def finish_unfinished(
    place: Path, stem: str, twins: Path | None = None, database: Database | None = None
) -> tuple[str, ...]:
    """Give a manifest to every backup of a store that a killed program had named and not described yet.

    Each is checked to its end first; what does not pass is left as it is, and still does not count. twins: a folder
    in which the same file has a manifest already. database: the store they are of, whose key opens them. Returns the
    names of those that count now.
    """
    done = []
    for path in sorted(place.glob(f"*{ENDING}")):
        named = _NAME.fullmatch(path.name)
        if named is None or not path.name.startswith(f"{stem} ") or manifest_of(path).exists():
            continue
        try:
            row, anchor = _twin(path, twins) or _described(path, named[1], Keys(database))
            give_key_file(path, database)
            write_manifest(place, row, anchor)
        except DeskError:  # what is wrong with it is nothing new: it never counted
            continue
        done.append(path.name)
    return tuple(done)


def _twin(path: Path, twins: Path | None) -> tuple[BackupRow, str] | None:
    if twins is None or not manifest_of(twins / path.name).is_file():
        return None
    row = counted(twins / path.name)
    return (row, "") if digest(path) == row.sha256 else None


def give_key_file(path: Path, database: Database | None) -> None:
    """Put beside a backup of an encrypted store what opens it: before it counts, as it would be worth nothing without.

    The present slots serve, as the backup is under the store's present key.
    """
    ring = None if database is None else database.ring
    if ring is not None and not key_files.is_there(path) and read_head(path) == ring.key.salt:
        key_files.write_one(path, ring.file.store, ring.generation)


def remove_backup(path: Path) -> None:
    """Take a backup away: its manifest first, without which it no longer counts."""
    for one in (manifest_of(path), path, *key_files.paths_of(path)):
        one.unlink(missing_ok=True)


def salt_of(path: Path) -> str:
    """Return what a manifest says of how a closed backup begins."""
    return read_head(path).hex() if is_encrypted(path) else ""


def _described(path: Path, moment: str, keys: Keys) -> tuple[BackupRow, str]:
    database = Database.open(path, read_only=True, key=keys.of(path))
    try:
        with database.reading(unveiled=True) as read:
            office, note, head = queries.office(read), queries.newest_checkpoint(read), database.head()
    finally:
        database.close()
    verify_copy(path, head, keys=keys)
    at = datetime.strptime(moment, "%Y-%m-%dT%H%M%S%z")
    row = BackupRow(
        path.name,
        office.store,
        office.epoch,
        at,
        path.stat().st_size,
        digest(path),
        head.size,
        head.hash,
        salt=salt_of(path),
    )
    return row, "" if note is None else read_note(note).line


def _row_of(manifest: Path) -> BackupRow:
    name = manifest.name.removesuffix(MANIFEST)
    try:
        if manifest.stat().st_size > LARGEST_MANIFEST:
            raise RuleViolation("its manifest is longer than any")
        said = parse(manifest.read_bytes())
        if any(misfits(said, SHAPE)) or said["type"] != TYPE or said["file"] != name:
            raise RuleViolation("its manifest is not one of this program")
        values = {key: value for key, value in said.items() if key not in ("type", "anchor", "made_at")}
        row = BackupRow(made_at=datetime.fromisoformat(said["made_at"]), **values)
        if row.made_at.tzinfo is None:
            raise RuleViolation("its manifest is not one of this program")
        path = manifest.with_name(name)
        fault = "its file is gone" if not path.is_file() else ""
        if not fault and path.stat().st_size != row.size:
            fault = "its file is not as long as it was"
    except (DeskError, OSError, ValueError) as error:
        never = datetime.fromtimestamp(0, UTC)
        return BackupRow(name, "", 0, never, 0, "", 0, "", str(error).rstrip("."))
    return BackupRow(**{**values, "made_at": row.made_at, "fault": fault})


def same_bytes(path: Path, row: BackupRow) -> None:
    """Raise StorageProblem where a copy that was just written is not the backup."""
    if digest(path) != row.sha256:
        raise StorageProblem(f"{row.file} did not arrive whole in its place. Try again, or use another place.")
