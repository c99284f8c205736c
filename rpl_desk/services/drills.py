"""Rehearsing a restore: a backup is put in place beside the store, checked there to its end, and cleared away again."""

import time
from pathlib import Path
from typing import Any

from ..domain.backups import BackupRow, DrillRow
from ..domain.errors import DeskError, NotFound, RuleViolation
from ..domain.people import OfficeRole, PersonRow
from ..sealing.vouching import Kind
from ..store import queries, tables
from ..store.database import Database, Head
from ..store.leftovers import part_of
from ..store.place import Holding
from ..store.replacing import replace_store
from .anchors import FILE_NAME, notes_in
from .backup_files import Progress
from .backup_manifests import counted, signed_by
from .backups import BackupService
from .checking import report
from .restoring import part_of_backup
from .session import Service
from .unlocking import Keys


class DrillService(Service):
    """Does all that a restore does but take the store's place, and puts the result in the log with its date."""

    def __init__(self, *shared: Any, backups: BackupService) -> None:
        super().__init__(*shared)
        self._backups = backups

    def rehearse(self, backup: Path | None = None, progress: Progress | None = None) -> DrillRow:
        """Rehearse with a backup, the newest in the second place where none is named, and log how it went.

        What is wrong with the backup is the result's `fault`. Raises NotFound where there is none to rehearse with, and
        what `progress` raises; then nothing is logged.
        """
        me = self._me
        path = backup or self._newest()
        row, begun = counted(path), time.monotonic()
        try:
            self._try(path, row, progress)
            fault = ""
        except (DeskError, OSError) as error:
            fault = str(error) if isinstance(error, DeskError) else error.strerror or str(error)
        seconds = round(time.monotonic() - begun)
        with self._database.action("rehearse restore", by=me.uid, subject="office") as action:
            key = action.insert(
                tables.restore_drill,
                person_id=me.id,
                rehearsed_at=action.now,
                backup=row.file,
                made_at=row.made_at,
                sha256=row.sha256,
                log_size=row.log_size,
                seconds=seconds,
                fault=fault,
            )
            return queries.one(action.read, DrillRow, "such rehearsal", tables.restore_drill.c.id == key)

    def drills(self) -> tuple[DrillRow, ...]:
        """Return the rehearsals there were, the newest last."""
        with self._database.reading() as read:
            return queries.rows(read, DrillRow)

    def _newest(self) -> Path:
        second = self._backups.second_place()
        for place in (*([] if second is None else [second]), self._backups.first_place()):
            for one in self._backups.backups(place):
                if not one.fault:
                    return place / one.file
        raise NotFound("There is no backup to rehearse with. Make one first.")

    def _try(self, path: Path, row: BackupRow, progress: Progress | None) -> None:
        scratch = part_of(self._database.path)
        keys = Keys(self._database)
        with Holding(scratch), part_of_backup(path, row, self._database.path, keys, progress) as (part, _):
            try:
                replace_store(part, scratch, scratch.with_name(f"{scratch.name}.kept"))
                self._look_into(scratch, path, row, progress)
            finally:
                scratch.unlink(missing_ok=True)

    def _look_into(self, scratch: Path, path: Path, row: BackupRow, progress: Progress | None) -> None:
        """Open what was put in place as the person after a lost laptop would, and check it against what is outside."""
        copy = Database.open(scratch, read_only=True, key=Keys(self._database).of(scratch, path))
        try:
            outside = path.with_name(FILE_NAME)
            notes = notes_in(outside) if outside.is_file() else []
            marks = [one.mark for one in notes if one.store == row.store and one.size <= row.log_size]
            found = report(copy, anchors=marks, progress=progress).of(Kind.CHANGED)
            if found:
                raise RuleViolation(f"{row.file} is not as it was left: {found[0]}")
            if copy.head() != Head(row.log_size, row.log_head):
                raise RuleViolation(f"{row.file} is not of the log that its manifest says.")
            signed_by(copy, path)
            with copy.reading(unveiled=True) as read:
                people = queries.rows(read, PersonRow, tables.person.c.retired_at.is_(None))
                keys = queries.certificates(read).values()
            able = {one.person_id for one in keys if one.retired_at is None}
            if not any(one.office_role is OfficeRole.ADMINISTRATOR and one.id in able for one in people):
                raise RuleViolation(f"In {row.file} is no administrator with a key, so nobody could restore it.")
        finally:
            copy.close()
