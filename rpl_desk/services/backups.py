"""Backups of a store: made by the database's own copying, and verified in the copy before they have a name."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..domain.backups import NEVER_REMOVED, BackupRow, removable
from ..domain.errors import DeskError, NotFound, RuleViolation, StorageProblem
from ..domain.rows import dataclass
from ..sealing.canonical import canonical, misfits, parse
from ..store import queries, tables
from ..store.copying import copy_store
from ..store.database import Database, Head
from ..whole_files import whole_file, whole_path, write_whole
from .anchors import AnchorService
from .checking import check_everything
from .session import Service

Progress = Callable[[int, int], None]
TYPE = "rpl-desk/backup/1"
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
}


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: where, whether it also lies in the second place, and which older ones went for it.

    problem: why it is not in the second place, in a sentence; empty where it is, or where there is none.
    """

    path: Path
    row: BackupRow
    second: Path | None
    removed: tuple[str, ...]
    problem: str = ""


class BackupService(Service):
    """Makes, lists and verifies the backups of the store that is open; the second place is that of the anchors."""

    def __init__(self, *shared: Any, anchors: AnchorService) -> None:
        super().__init__(*shared)
        self._anchors = anchors

    def first_place(self) -> Path:
        """Return the folder beside the store that backups go to."""
        return self._database.path.with_name(f"{self._database.path.stem} backups")

    def make(self, folder: Path | None = None, progress: Progress | None = None) -> Made:
        """Make a backup, verified, in a folder, and put the same file in the second place, verified there.

        Older ones that the rotation lets go are removed only then. Raises StorageProblem, or RuleViolation where the
        copy has a fault: nothing then has a backup's name, and the earlier ones are untouched.
        """
        _ = self._me
        place = self.first_place() if folder is None else folder.absolute()
        if folder is None:
            place.mkdir(mode=0o700, exist_ok=True)
        elif not place.is_dir():
            raise NotFound(f"There is no folder {place}. Make it first, or choose another.")
        with self._database.reading(unveiled=True) as read:
            office = queries.office(read)
        now, stem = self._session.now().replace(microsecond=0), self._database.path.stem
        head = self._database.head()
        path = place / f"{stem} {tables.moment_text(now).replace(':', '')} log {head.size}.rpldesk"
        held: list[Head] = []
        with whole_path(path, check=lambda part: _verify(part, held[0], progress)) as part:
            held.append(copy_store(self._database, part, progress))
        row = BackupRow(
            path.name, office.store, office.epoch, now, path.stat().st_size, digest(path), held[0].size, held[0].hash
        )
        self._write_manifest(place, row)
        second, problem = self._put_second(path, row)
        # The copy has just been checked to its end, so the store passes too; without that nothing is removed.
        removed = self._rotate(place, row)
        if second is not None:
            removed += self._rotate(second.parent, row)
        return Made(path, row, second, removed, problem)

    def _write_manifest(self, place: Path, row: BackupRow) -> None:
        try:
            anchor = self._anchors.line()
        except NotFound:
            anchor = ""
        said = {name: getattr(row, name) for name in SHAPE if name not in ("type", "made_at", "anchor")}
        said |= {"type": TYPE, "made_at": tables.moment_text(row.made_at), "anchor": anchor}
        write_whole(place / (row.file + MANIFEST), canonical(said), replacing=False)

    def _put_second(self, path: Path, row: BackupRow) -> tuple[Path | None, str]:
        folder = self._anchors.folder()
        if folder is None or folder == path.parent:
            return None, ""

        def is_same(part: Path) -> None:
            if digest(part) != row.sha256:
                raise StorageProblem(f"{row.file} did not arrive whole in {folder}. Try again, or use another place.")

        try:
            with path.open("rb") as source, whole_file(folder / row.file, replacing=False, check=is_same) as file:
                while piece := source.read(PIECE):
                    file.write(piece)
                file.flush()
            self._write_manifest(folder, row)
        except (DeskError, OSError) as error:
            why = str(error) if isinstance(error, DeskError) else error.strerror or str(error)
            return None, f"The backup is not in the second place yet: {why}"
        return folder / row.file, ""

    def backups(self, folder: Path | None = None) -> tuple[BackupRow, ...]:
        """Return what lies in a folder under a manifest of this store, newest first; what does not count says why."""
        place = self.first_place() if folder is None else folder
        with self._database.reading(unveiled=True) as read:
            store = queries.office(read).store
        return tuple(one for one in listed(place) if one.store in ("", store))

    def _rotate(self, place: Path, made: BackupRow) -> tuple[str, ...]:
        """Remove what the rotation lets go, once the three newest are read again and found whole."""
        counted = [one for one in listed(place) if one.store == made.store and not one.fault]
        going = removable(counted)
        if not going:
            return ()
        newest = sorted(counted, key=lambda one: one.made_at, reverse=True)[:NEVER_REMOVED]
        if any(digest(place / one.file) != one.sha256 for one in newest):
            return ()
        for one in going:
            (place / (one.file + MANIFEST)).unlink()  # first: without it the file no longer counts
            (place / one.file).unlink()
        return tuple(one.file for one in going)


def listed(place: Path) -> tuple[BackupRow, ...]:
    """Return every backup of a folder that has a manifest, newest first; bytes are not read, see `verify_backup`."""
    if not place.is_dir():
        return ()
    rows = [_row_of(one) for one in place.glob(f"*.rpldesk{MANIFEST}")]
    return tuple(sorted(rows, key=lambda one: (one.made_at, one.log_size), reverse=True))


def verify_backup(path: Path, progress: Progress | None = None) -> BackupRow:
    """Return what the manifest of a backup says, once its bytes and everything in it were found to fit.

    Raises RuleViolation or StorageProblem with what does not.
    """
    manifest = path.with_name(path.name + MANIFEST)
    if not manifest.is_file():
        raise NotFound(f"{path.name} has no manifest beside it, so it does not count as a backup.")
    row = _row_of(manifest)
    if row.fault or row.file != path.name:
        raise RuleViolation(f"{path.name} is no backup: {row.fault or 'its manifest is of another file'}.")
    if digest(path) != row.sha256:
        raise RuleViolation(f"{path.name} is no backup: its bytes are not those of its manifest.")
    _verify(path, Head(row.log_size, row.log_head), progress)
    return row


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


def digest(path: Path) -> str:
    """Return the SHA-256 of a closed file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _verify(path: Path, head: Head, progress: Progress | None) -> None:
    """Open a copy for reading and check it to its end: pages, links, log, signatures, every row and every file."""
    database = Database.open(path, read_only=True)
    try:
        faults: Iterable[object] = check_everything(database, progress)
        if database.head() != head:
            faults = [*faults, "its log does not end where that of the store did"]
    finally:
        database.close()
    for fault in faults:
        raise RuleViolation(f"The copy does not count as a backup: {fault}")
