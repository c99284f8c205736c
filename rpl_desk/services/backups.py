"""Backups of a store: made by the database's own copying, and verified in the copy before they have a name."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ..domain.backups import (
    LIGHT_FROM,
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
from ..domain.errors import DeskError, NotFound, RuleViolation, StorageProblem
from ..domain.people import PersonRow
from ..domain.rows import dataclass
from ..store import queries, tables
from ..store.copying import copy_store
from ..store.database import Head
from ..store.light import copy_light
from ..whole_files import whole_file, whole_path
from .anchors import AnchorService
from .backup_files import (
    PIECE,
    Progress,
    digest,
    finish_unfinished,
    free_name,
    give_key_file,
    holders,
    needs_on,
    remove_backup,
    salt_of,
    same_bytes,
    verify_copy,
)
from .backup_files import verify_backup as verify_backup
from .backup_manifests import TYPE, Sign, copy_manifest, counted, listed, manifest_of, place_beside, write_manifest
from .log_lines import add_lines, lines_in
from .recorded_breaks import breaks_of
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
        return place_beside(self._database.path)

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
        return self._make(self.first_place() if folder is None else folder.absolute(), progress, unasked=False)

    def make_unasked(self, progress: Progress | None = None) -> Made | None:
        """Make a backup where something came since the last one, as `make`; None where nothing did.

        Of much evidence the day's first is whole, and those after it are light: they leave to it what it holds.
        Nobody need be signed in: this is the program's own care of the file, and tells nobody what is in it.
        """
        if self.is_backed_up():
            self.problem = ""
            return None
        return self._make(self.first_place(), progress, unasked=True)

    def is_backed_up(self) -> bool:
        """Tell whether a backup in each place holds all there is but comings and goings; one out of reach does not."""
        second, table = self.second_place(), tables.audit_entry.c
        with self._database.reading(unveiled=True) as read:
            work = int(queries.largest(read, table.seq, table.action.not_in(COMING_AND_GOING)) or 0)
            since = dict(queries.columns(read, table.seq, table.hash, where=table.seq >= work))
        places = [self.first_place(), *([] if second is None else [second])]
        return all(any(since.get(one.log_size) == one.log_head for one in self._good(place)) for place in places)

    def _make(self, place: Path, progress: Progress | None, *, unasked: bool) -> Made:
        with self._one_at_a_time:
            try:
                made = self._made(place, progress, unasked=unasked)
            except OSError as error:
                self.problem = f"No backup was made in {place}: {error.strerror or error}. Make room, or look there."
                raise StorageProblem(self.problem) from error
            except DeskError as error:
                self.problem = f"The last backup was not made. {error}"
                raise
            self.problem = made.problem
            return made

    def _made(self, place: Path, progress: Progress | None, *, unasked: bool) -> Made:
        if place == self.first_place():
            place.mkdir(mode=0o700, exist_ok=True)
        finish_unfinished(place, self._database.path.stem, database=self._database)
        made = self._existing(place) or self._copied(place, progress, unasked=unasked)
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

    def _copied(self, place: Path, progress: Progress | None, *, unasked: bool) -> BackupRow:
        """Make a backup: a light one where it is made unasked and a whole one of today holds most of the evidence."""
        bases = self._bases(place) if unasked else {}
        if bases:
            try:
                return self._written(place, progress, [*bases], frozenset[str]().union(*bases.values()))
            except (RuleViolation, StorageProblem):  # one of those it builds on may be damaged: a whole one tells
                pass
        return self._written(place, progress, [], frozenset())

    def _bases(self, place: Path) -> dict[Path, frozenset[str]]:
        """Return the backups that a light one can build on, each with the evidence files that count as held by it.

        They are today's whole one and the light ones since, under the key of the store; none where there is so little
        evidence that a whole one is as quick. What a recorded break names is never left to another.
        """
        with self._database.reading(unveiled=True) as read:
            store = queries.office(read).store
            files = dict(queries.columns(read, tables.blob.c.sha256, tables.blob.c.size))
            wanted = files.keys() - breaks_of(read).damage.files.keys()
        if sum(files.values()) < LIGHT_FROM:
            return {}
        key, today = self._database.key, self._session.now().date()
        salt = "" if key is None else key.salt.hex()
        good = [one for one in newest_first(self._good(place)) if (one.store, one.salt) == (store, salt)]
        whole = next((one for one in good if not one.needs and one.made_at.date() == today), None)
        if whole is None:
            return {}
        light = [one for one in good if any(need.sha256 == whole.sha256 for need in one.needs)]
        keys = Keys(self._database)
        try:
            found = holders((place / one.file for one in (whole, *light)), wanted, keys)
        except StorageProblem:  # it is damaged, so nothing is built on it
            return {}
        finally:
            keys.close()
        return found if all(digest(path) == counted(path).sha256 for path in found) else {}

    def _written(self, place: Path, progress: Progress | None, bases: Sequence[Path], but: frozenset[str]) -> BackupRow:
        with self._database.reading(unveiled=True) as read:
            office = queries.office(read)
        now, sealer = self._session.now().replace(microsecond=0), self._database.sealer_name
        path = free_name(place, self._database.path.stem, now, self._database.head().size)
        needs = needs_on(bases)
        held, keys = list[Head](), Keys(self._database)

        def verified(part: Path, head: Head) -> None:
            verify_copy(part, head, progress, keys, needs=bases)

        try:
            with whole_path(path, check=lambda part: verified(part, held[0])) as part:
                held.append(
                    copy_light(self._database, part, but, progress)
                    if bases
                    else copy_store(self._database, part, progress)
                )
        finally:
            keys.close()
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
            needs=needs,
        )
        give_key_file(path, self._database)
        add_lines(self._database, lines_in(place, self._database.path.stem))
        holder = self._session.holder
        signed = write_manifest(place, row, self._anchor(), self._signing_as(sealer))
        return replace(row, signed_by=holder.name) if signed and holder is not None else row

    def _signing_as(self, sealer: str) -> Sign:
        """Return what signs for the sitting that was open when a copy was begun: the copy knows of no later one."""

        def sign(data: bytes) -> tuple[str, bytes] | None:
            until = self._session.signs_until
            if until is None or self._session.now() >= until:
                return None
            signature = self._database.signed_as(sealer, TYPE, data)
            return None if signature is None else (sealer, signature)

        return sign

    def _anchor(self) -> str:
        try:
            return self._anchors.line()
        except NotFound:
            return ""

    def _put_second(self, path: Path, row: BackupRow) -> tuple[Path | None, str]:
        """Put a backup, and before it those that hold evidence of it, in the second place too, manifests and all."""
        folder = self.second_place()
        if folder is None or folder == path.parent:
            return None, ""
        try:
            finish_unfinished(folder, self._database.path.stem, path.parent, self._database)
            for one in (*(counted(path.with_name(need.file)) for need in row.needs), row):
                self._put(path.with_name(one.file), one, folder)
        except (DeskError, OSError) as error:
            why = str(error) if isinstance(error, DeskError) else error.strerror or str(error)
            return None, f"The backup is not in the second place yet: {why}"
        return folder / row.file, ""

    def _put(self, path: Path, row: BackupRow, folder: Path) -> None:
        if manifest_of(folder / row.file).exists():
            same_bytes(folder / row.file, row)
            return
        with (
            path.open("rb") as source,
            whole_file(folder / row.file, replacing=False, check=lambda part: same_bytes(part, row)) as file,
        ):
            while piece := source.read(PIECE):
                file.write(piece)
            file.flush()
        give_key_file(folder / row.file, self._database)
        add_lines(self._database, lines_in(folder, self._database.path.stem))
        copy_manifest(path, folder)

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
        newest = newest_first(good)[:NEVER_REMOVED]
        bytes_of = {one.file: one.sha256 for row in newest for one in row.needs}
        bytes_of |= {one.file: one.sha256 for one in newest}
        if any(digest(place / name) != sha256 for name, sha256 in bytes_of.items()):
            return ()
        for one in going:
            remove_backup(place / one.file)
        return tuple(one.file for one in going)
