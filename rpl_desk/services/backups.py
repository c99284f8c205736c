"""Backups of a store: made by the database's own copying, and verified in the copy before they have a name."""

import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from ..domain.backups import (
    NEVER_REMOVED,
    BackupOverview,
    BackupRow,
    BackupRuleRow,
    BackupRules,
    DrillRow,
    Losses,
    RestoreRow,
    held_in,
    keeps_all,
    newest_first,
    removable,
)
from ..domain.errors import DeskError, NotFound, StorageProblem
from ..domain.people import PersonRow
from ..domain.rows import dataclass
from ..store import queries, tables
from ..store.copying import copy_store
from ..store.database import Head
from ..whole_files import whole_file, whole_path
from .anchors import AnchorService
from .backup_files import MANIFEST as MANIFEST
from .backup_files import (
    PIECE,
    Progress,
    digest,
    finish_unfinished,
    free_name,
    give_key_file,
    listed,
    manifest_of,
    remove_backup,
    salt_of,
    same_bytes,
    verify_copy,
    write_manifest,
)
from .backup_files import verify_backup as verify_backup
from .session import Service
from .unlocking import Keys

COMING_AND_GOING = ("sign in", "sign out", "wrong passphrase", "passphrase accepted")
"""Actions that are no reason for a backup of their own."""


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
    """Makes, lists and verifies the backups of the store that is open; the second place is that of the anchors.

    problem: in a sentence, why the last one was not made or did not arrive in the second place; empty when all is well.
    """

    def __init__(self, *shared: Any, anchors: AnchorService) -> None:
        super().__init__(*shared)
        self.problem = ""
        self._anchors = anchors
        self._one_at_a_time = threading.Lock()

    def first_place(self) -> Path:
        """Return the folder beside the store that backups go to."""
        return self._database.path.with_name(f"{self._database.path.stem} backups")

    def second_place(self) -> Path | None:
        """Return the folder elsewhere that each backup is copied to, None where nobody chose one."""
        return self._anchors.folder()

    # -- making -------------------------------------------------------------------------------------------------------

    def make(self, folder: Path | None = None, progress: Progress | None = None) -> Made:
        """Make a backup, verified, in a folder, and put the same file in the second place, verified there.

        Older ones that the rotation lets go are removed only then. Raises StorageProblem, or RuleViolation where the
        copy has a fault: nothing then has a backup's name, and the earlier ones are untouched.
        """
        _ = self._me
        if folder is not None and not folder.is_dir():
            raise NotFound(f"There is no folder {folder}. Make it first, or choose another.")
        return self._make(self.first_place() if folder is None else folder.absolute(), progress)

    def make_unasked(self, progress: Progress | None = None) -> Made | None:
        """Make a backup where something came since the last one, as `make`; None where nothing did.

        Nobody need be signed in: this is the program's own care of the file, and tells nobody what is in it.
        """
        if self.is_backed_up():
            self.problem = ""
            return None
        return self._make(self.first_place(), progress)

    def is_backed_up(self) -> bool:
        """Tell whether a backup in each place holds all there is but comings and goings; one out of reach does not."""
        second, table = self.second_place(), tables.audit_entry.c
        with self._database.reading(unveiled=True) as read:
            work = int(queries.largest(read, table.seq, table.action.not_in(COMING_AND_GOING)) or 0)
            since = dict(queries.columns(read, table.seq, table.hash, where=table.seq >= work))
        places = [self.first_place(), *([] if second is None else [second])]
        return all(any(since.get(one.log_size) == one.log_head for one in self._good(place)) for place in places)

    def _make(self, place: Path, progress: Progress | None) -> Made:
        with self._one_at_a_time:
            try:
                made = self._made(place, progress)
            except OSError as error:
                self.problem = f"No backup was made in {place}: {error.strerror or error}. Make room, or look there."
                raise StorageProblem(self.problem) from error
            except DeskError as error:
                self.problem = f"The last backup was not made. {error}"
                raise
            self.problem = made.problem
            return made

    def _made(self, place: Path, progress: Progress | None) -> Made:
        if place == self.first_place():
            place.mkdir(mode=0o700, exist_ok=True)
        finish_unfinished(place, self._database.path.stem, database=self._database)
        made = self._existing(place) or self._copied(place, progress)
        second, problem = self._put_second(place / made.file, made)
        # The copy has been checked to its end, so the store passes too; without that nothing is removed.
        removed = self._rotate(place, made)
        if second is not None:
            removed += self._rotate(second.parent, made)
        return Made(place / made.file, made, second, removed, problem)

    def _existing(self, place: Path) -> BackupRow | None:
        """Return a backup of what the store holds now that needs only to be put in the second place."""
        if self.second_place() in (None, place):
            return None
        head = self._database.head()
        same = [one for one in self._good(place) if Head(one.log_size, one.log_head) == head]
        return same[0] if same and digest(place / same[0].file) == same[0].sha256 else None

    def _copied(self, place: Path, progress: Progress | None) -> BackupRow:
        with self._database.reading(unveiled=True) as read:
            office = queries.office(read)
        now = self._session.now().replace(microsecond=0)
        path = free_name(place, self._database.path.stem, now, self._database.head().size)
        held: list[Head] = []
        with whole_path(path, check=lambda part: verify_copy(part, held[0], progress, Keys(self._database))) as part:
            held.append(copy_store(self._database, part, progress))
        row = BackupRow(
            path.name,
            office.store,
            office.epoch,
            now,
            path.stat().st_size,
            digest(path),
            held[0].size,
            held[0].hash,
            salt=salt_of(path),
        )
        give_key_file(path, self._database)
        write_manifest(place, row, self._anchor())
        return row

    def _anchor(self) -> str:
        try:
            return self._anchors.line()
        except NotFound:
            return ""

    def _put_second(self, path: Path, row: BackupRow) -> tuple[Path | None, str]:
        folder = self.second_place()
        if folder is None or folder == path.parent:
            return None, ""
        try:
            finish_unfinished(folder, self._database.path.stem, path.parent, self._database)
            if manifest_of(folder / row.file).exists():
                same_bytes(folder / row.file, row)
            else:
                with (
                    path.open("rb") as source,
                    whole_file(folder / row.file, replacing=False, check=lambda part: same_bytes(part, row)) as file,
                ):
                    while piece := source.read(PIECE):
                        file.write(piece)
                    file.flush()
                give_key_file(folder / row.file, self._database)
                write_manifest(folder, row, self._anchor())
        except (DeskError, OSError) as error:
            why = str(error) if isinstance(error, DeskError) else error.strerror or str(error)
            return None, f"The backup is not in the second place yet: {why}"
        return folder / row.file, ""

    # -- what there is ------------------------------------------------------------------------------------------------

    def backups(self, folder: Path | None = None) -> tuple[BackupRow, ...]:
        """Return what lies in a folder under a manifest of this store, newest first; what does not count says why."""
        place = self.first_place() if folder is None else folder
        with self._database.reading(unveiled=True) as read:
            store = queries.office(read).store
        return tuple(one for one in listed(place) if one.store in ("", store))

    def _good(self, place: Path) -> list[BackupRow]:
        return [one for one in self.backups(place) if not one.fault]

    def newest_outside(self) -> datetime | None:
        """Return when the newest backup in the second place was made; None where none is there, or in reach."""
        second = self.second_place()
        return None if second is None else max((one.made_at for one in self._good(second)), default=None)

    def overview(self) -> BackupOverview:
        """Return all there is to see of the backups; a second place that is slow to answer makes it slow."""
        first, second = self.first_place(), self.second_place()
        reachable = second is not None and second.is_dir()
        there = self.backups(second) if reachable else ()
        with self._database.reading() as read:
            drills = queries.rows(read, DrillRow)
        return BackupOverview(
            first,
            second,
            reachable,
            tuple(held_in(self.backups(first), there, (first, second or first))),
            self.rules(),
            drills[-1] if drills else None,
            self.problem,
        )

    def losses(self, backup: Path) -> Losses:
        """Return what the store has that a backup of it has not; raises NotFound, RuleViolation or StorageProblem."""
        from .restoring import losses_of

        return losses_of(self._database, backup)

    def restorer(self) -> PersonRow:
        """Return who is signed in, if they may restore; raises NotAllowed."""
        return self._must_be_administrator()

    def restores(self) -> tuple[RestoreRow, ...]:
        """Return the restores that the store tells of, the newest last."""
        with self._database.reading() as read:
            return queries.rows(read, RestoreRow, order=tables.store_restore.c.epoch)

    # -- the office's numbers -----------------------------------------------------------------------------------------

    def rules(self) -> BackupRules:
        """Return the office's numbers, or the program's own where nobody said others."""
        with self._database.reading() as read:
            found = queries.rows(read, BackupRuleRow)
        return found[0].rules if found else BackupRules()

    def set_rules(self, rules: BackupRules) -> None:
        """Keep other numbers, by an administrator; raises RuleViolation with each that does not do."""
        me = self._must_be_administrator()
        rules.checked()
        values = {
            name: getattr(rules, name) for name in ("minutes", "late_days", "newest", "daily", "weekly", "monthly")
        }
        with self._database.action("change rules of backups", by=me.uid, subject="office") as action:
            found = queries.rows(action.read, BackupRuleRow)
            if found:
                action.update(tables.backup_rule, found[0], **values)
            else:
                action.insert(tables.backup_rule, id=1, **values)

    # -- rotation -----------------------------------------------------------------------------------------------------

    def _rotate(self, place: Path, made: BackupRow) -> tuple[str, ...]:
        """Remove what the rotation lets go, once the three newest are read again and found whole.

        Nothing goes for some days after a restore: whoever restores once may need an older one still.
        """
        restores = self.restores()
        if keeps_all(restores[-1].restored_at if restores else None, self._session.now()):
            return ()
        good = [one for one in listed(place) if one.store == made.store and not one.fault]
        going = removable(good, self.rules())
        if not going:
            return ()
        if any(digest(place / one.file) != one.sha256 for one in newest_first(good)[:NEVER_REMOVED]):
            return ()
        for one in going:
            remove_backup(place / one.file)
        return tuple(one.file for one in going)
