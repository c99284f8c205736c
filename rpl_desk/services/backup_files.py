"""Backups as files: checking one to its end, taking a whole copy of one, and what a killed program left of one."""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from ..domain.backups import BackupRow, Need
from ..domain.errors import DeskError, RuleViolation, StorageProblem
from ..sealing.notes import read_note
from ..store import key_files, queries, tables
from ..store.database import Database, Head
from ..store.light import files_in_copy
from ..store.place import is_encrypted, read_head
from ..store.times import moment_text
from .backup_manifests import ENDING, copy_manifest, counted, listed, manifest_of, signed_by, write_manifest
from .checking import check_everything
from .unlocking import Keys

Progress = Callable[[int, int], None]
PIECE = 1 << 20
_NAME = re.compile(r".+ (\d{4}-\d\d-\d\dT\d{6}Z) log \d+(?: \d+)?\.rpldesk")


def free_name(place: Path, stem: str, at: datetime, size: int) -> Path:
    """Return a name for a backup that nothing has: of what, when in UTC, and how many log entries it holds."""
    said, number = f"{stem} {moment_text(at).replace(':', '')} log {size}", 1
    found = place / f"{said}{ENDING}"
    while found.exists():  # one store of several epochs within a second
        number += 1
        found = place / f"{said} {number}{ENDING}"
    return found


def verify_backup(path: Path, progress: Progress | None = None, keys: Keys | None = None) -> BackupRow:
    """Return what the manifest of a backup says and who signed it, once all its bytes and everything in it fit.

    Raises RuleViolation or StorageProblem with what does not.
    """
    row = counted(path)
    for name, sha256 in ((row.file, row.sha256), *((one.file, one.sha256) for one in row.needs)):
        if digest(path.with_name(name)) != sha256:
            raise _other_bytes(path.with_name(name))
    return replace(row, signed_by=verify_copy(path, Head(row.log_size, row.log_head), progress, keys, row))


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
    needs: Sequence[Path] = (),
) -> str:
    """Open a copy for reading and check it to its end: pages, links, log, signatures, every row and every file.

    keys: what opens an encrypted one; KeyNeeded is raised without. described: what the manifest beside it says of it,
    which the copy itself is then held to. needs: closed copies that hold evidence which it has not itself; those of
    its manifest where it is described. Returns who signed that manifest, empty where nobody did.
    """
    keys = keys or Keys()
    if described is not None:
        needs = [path.with_name(one.file) for one in described.needs]
    name = ""
    with ExitStack() as opened:
        database, *others = (_opened(one, keys, opened) for one in (path, *needs))
        faults: Iterable[object] = check_everything(database, progress, others)
        if database.head() != head:
            faults = [*faults, "its log does not end where that of the store did"]
        if described is not None:
            faults = [*faults, *_otherwise_described(database, described)]
        for fault in faults:
            raise RuleViolation(f"The copy does not count as a backup: {fault}")
        if described is not None:
            name = signed_by(database, path)
    return name


def _opened(path: Path, keys: Keys, opened: ExitStack) -> Database:
    database = Database.open(path, read_only=True, key=keys.of(path))
    opened.callback(database.close)
    return database


def _otherwise_described(database: Database, row: BackupRow) -> Iterator[str]:
    """Yield where a manifest says something else of a copy than the copy itself; nobody may have signed it."""
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
            if twins is not None and _is_twin(path, twins / path.name):
                give_key_file(path, database)
                copy_manifest(twins / path.name, place)
            else:
                row, anchor = _described(path, named[1], Keys(database))
                give_key_file(path, database)
                write_manifest(place, row, anchor)
        except DeskError:  # what is wrong with it is nothing new: it never counted
            continue
        done.append(path.name)
    return tuple(done)


def _is_twin(path: Path, other: Path) -> bool:
    return manifest_of(other).is_file() and digest(path) == counted(other).sha256


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


def holders(paths: Iterable[Path], wanted: AbstractSet[str], keys: Keys) -> dict[Path, frozenset[str]]:
    """Return which of these closed copies hold the bytes of which evidence files, each file given to one of them."""
    found: dict[Path, frozenset[str]] = {}
    for path in paths:
        mine = files_in_copy(path, keys.of(path)) & wanted
        if mine:
            found[path], wanted = mine, wanted - mine
    return found


def needs_on(paths: Iterable[Path]) -> tuple[Need, ...]:
    """Return how a manifest names other backups in its folder; raises RuleViolation for what does not count as one."""
    return tuple(Need(one.name, counted(one).sha256) for one in paths)


def _described(path: Path, moment: str, keys: Keys) -> tuple[BackupRow, str]:
    database = Database.open(path, read_only=True, key=keys.of(path))
    try:
        with database.reading(unveiled=True) as read:
            office, note, head = queries.office(read), queries.newest_checkpoint(read), database.head()
            files = {name for (name,) in queries.columns(read, tables.blob.c.sha256)}
    finally:
        database.close()
    lacking = files - files_in_copy(path, keys.of(path))
    good = [one for one in listed(path.parent) if (one.store, one.salt, one.fault) == (office.store, salt_of(path), "")]
    needs = [*holders((path.with_name(one.file) for one in good), lacking, keys)] if lacking else []
    verify_copy(path, head, keys=keys, needs=needs)
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
        needs=needs_on(needs),
    )
    return row, "" if note is None else read_note(note).line


def same_bytes(path: Path, row: BackupRow) -> None:
    """Raise StorageProblem where a copy that was just written is not the backup."""
    if digest(path) != row.sha256:
        raise StorageProblem(f"{row.file} did not arrive whole in its place. Try again, or use another place.")
