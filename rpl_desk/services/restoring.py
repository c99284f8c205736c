"""Restoring a backup: what would be lost, who may do it, and putting it in the store's place, whole, in a new epoch.

The backup is copied beside the store, and the entry that says who restored it and why is written there, signed by the
administrator's own key. Only when that copy was checked to its end does it take the store's name, in one step.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from ..domain.backups import BackupRow, Losses, LostSignOff, RestoreRow
from ..domain.errors import DeskError, KeyNeeded, NotAllowed, NotFound, RuleViolation, StorageProblem
from ..domain.people import CertificateRow, OfficeRole, PersonRow
from ..domain.rows import dataclass
from ..sealing.data_keys import DataKey
from ..sealing.keys import SigningKey
from ..sealing.notes import RESTORING, NoteKey, person_name
from ..store import queries, tables
from ..store.database import Database, Head, Reader, real_path
from ..store.key_files import exchanging, generation_beside
from ..store.leftovers import part_of
from ..store.light import make_whole
from ..store.place import Holding, check_place
from ..store.replacing import BESIDE, kept_name, replace_store
from ..store.times import moment_text
from .anchors import FILE_NAME, AnchorService, notes_in
from .backup_files import Progress, copy_backup, verify_copy
from .backup_manifests import counted, listed, place_beside, signed_by
from .backups import BackupService
from .people import PeopleService, certificate_in_use
from .session import Session
from .sessions import as_signed
from .unlocking import Keys
from .words import named

Clock = Callable[[], datetime]
UNREADABLE = (StorageProblem, ValueError, LookupError, TypeError)
"""What a damaged store raises: a value that was altered may not even be read as what it should be."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that took the store's place.

    kept: where the store before lies now, None where there was none. problem: what did not go as it should besides.
    """

    store: Path
    row: BackupRow
    epoch: int
    kept: Path | None
    losses: Losses
    problem: str = ""


def losses(backup: Path, store: Path, keys: Keys | None = None) -> Losses:
    """Return what a closed store has that a backup of it has not; raises NotFound, RuleViolation or StorageProblem.

    keys: what opens them where they are encrypted; KeyNeeded is raised without.
    """
    keys = keys or Keys()
    if not store.exists():
        return Losses(unknown=f"There is no store at {store}, so nothing there would be lost.")
    try:
        live = Database.open(store, read_only=True, key=keys.of(store))
    except KeyNeeded:
        raise
    except StorageProblem as error:
        counted(backup)
        return Losses(unknown=_unknown(error))
    try:
        keys.know(live)
        return losses_of(live, backup, keys)
    finally:
        live.close()


def losses_of(live: Database, backup: Path, keys: Keys | None = None) -> Losses:
    """Return what an open store has that a backup of it has not."""
    row = counted(backup)
    with live.reading(unveiled=True) as read:
        _must_be_of(queries.office(read).store, row, live.path)
    copy = Database.open(backup, read_only=True, key=(keys or Keys(live)).of(backup))
    try:
        return replace(_compared(live, copy), signed_by=signed_by(copy, backup))
    finally:
        copy.close()


def restore(
    backup: Path,
    store: Path,
    *,
    email: str,
    passphrase: str,
    reason: str,
    clock: Clock = utc_now,
    progress: Progress | None = None,
) -> Restored:
    """Put a backup in the place of a closed store, or where none is; the store that was there is kept beside it.

    Raises NotAllowed, WrongPassphrase, RuleViolation or StorageProblem, with the store as it was.
    """
    reason = named(reason, "restore")
    store, row = real_path(store), counted(backup)
    if not store.parent.is_dir():
        raise NotFound(f"There is no folder {store.parent}. Make it first, or choose another.")
    if store.exists() and backup.resolve() == store:
        raise RuleViolation(f"{store.name} is the backup itself. Say which store it is to be put in the place of.")
    check_place(store)
    try:
        with Holding(store) as held, ExitStack() as opened:
            return _Restoring(backup, row, store, held, clock, progress, opened).run(email, passphrase, reason)
    except OSError as error:
        raise StorageProblem(
            f"{row.file} was not restored: {error.strerror or error}. The store is as it was."
        ) from error


class _Restoring:
    """One restore under way, the store's lock taken."""

    def __init__(
        self,
        backup: Path,
        row: BackupRow,
        store: Path,
        held: Holding,
        clock: Clock,
        progress: Progress | None,
        opened: ExitStack,
    ) -> None:
        self._backup, self._row, self._store, self._held = backup, row, store, held
        self._clock, self._progress, self._opened = clock, progress, opened
        self._problem = ""
        self._key: SigningKey | None = None
        self._keys = Keys()
        self._signed_by = ""

    def run(self, email: str, passphrase: str, reason: str) -> Restored:
        self._keys = Keys(None, email, passphrase)
        self._opened.callback(self._keys.close)
        live, why = self._live(email, passphrase)
        try:
            with part_of_backup(self._backup, self._row, self._store, self._keys, self._progress) as (part, lock):
                self._migrated(part, lock)
                before = Losses(unknown=why)
                size, epoch = 0, 0
                if live is not None:
                    with _open(part, self._key_of(part)) as copy:
                        before = _compared(live, copy)
                    size, epoch = _known(live)
                    self._close(live)
                    live = None
                kept = kept_name(self._store, moment_text(self._clock()).replace(":", ""))
                begun, head = self._entered(part, lock, email, passphrase, reason, before, (size, epoch), kept.name)
                lock.release()
                verify_copy(part, head, self._progress, self._keys)
                with exchanging(self._store, kept, self._row.store, generation_beside(self._backup)):
                    was_there = replace_store(part, self._store, kept)
        finally:
            if live is not None:
                self._close(live)
        row = replace(self._row, signed_by=self._signed_by)
        return Restored(self._store, row, begun, kept if was_there else None, before, self._problem)

    def _live(self, email: str, passphrase: str) -> tuple[Database | None, str]:
        """Open the store that is to be replaced, hear there who asks, and see that a backup holds what it has."""
        if not self._store.exists():
            return None, f"There was no store at {self._store.name}."
        try:
            live = Database.open(self._store, self._clock, key=self._keys.of(self._store), held=self._held)
        except StorageProblem as error:
            return None, _unknown(error)
        try:
            with live.reading(unveiled=True) as read:
                _must_be_of(queries.office(read).store, self._row, self._store)
            self._key = self._opened_key(live, email, passphrase)[0]
            self._back_up(live)
        except UNREADABLE as error:
            self._close(live)
            return None, _unknown(error)
        except BaseException:
            self._close(live)
            raise
        return live, ""

    def _opened_key(self, database: Database, email: str, passphrase: str) -> tuple[SigningKey, CertificateRow]:
        people = PeopleService(database, Session(self._clock))
        person = people.by_email(email)
        _must_be_administrator(person)
        return self._opened.enter_context(people.unlocked(person, passphrase))

    def _back_up(self, live: Database) -> None:
        session = Session(self._clock)
        try:
            BackupService(live, session, anchors=AnchorService(live, session)).make_unasked()
        except (DeskError, OSError) as error:  # what is wrong with it is why it is restored; the file itself is kept
            self._problem = f"The store before could not be backed up: {error}"

    def _close(self, live: Database) -> None:
        try:
            live.close()
        except StorageProblem as error:  # its log stays beside it, and is kept with it
            self._problem = str(error)

    def _key_of(self, part: Path) -> DataKey | None:
        """Return what opens the copy of the backup, whose key file lies beside the backup."""
        return self._keys.of(part, self._backup)

    def _migrated(self, part: Path, lock: Holding) -> None:
        """Bring a backup of an older format to this one; the copy in the old format is not needed, as the backup is."""
        Database.open(part, self._clock, key=self._key_of(part), held=lock).close()
        for old in part.parent.glob(f"{part.stem}.format-*{part.suffix}"):
            old.unlink()

    def _entered(
        self,
        part: Path,
        lock: Holding,
        email: str,
        passphrase: str,
        reason: str,
        before: Losses,
        known: tuple[int, int],
        kept: str,
    ) -> tuple[int, Head]:
        """Write the restore into the copy; returns the epoch it begins and the end of the log."""
        copy = Database.open(part, self._clock, key=self._key_of(part), held=lock)
        try:
            self._signed_by = signed_by(copy, self._backup)
            person, key, certificate = self._signer(copy, email, passphrase)
            with copy.action(RESTORING, by=person.uid, subject="office") as action:
                office, head = queries.office(action.read), action.head()
                epoch = 1 + max(office.epoch, known[1], *self._epochs(office.store))
                action.update(tables.office, office, epoch=epoch)
                action.insert(
                    tables.store_restore,
                    epoch=epoch,
                    person_id=person.id,
                    restored_at=action.now,
                    reason=reason,
                    backup=self._row.file,
                    sha256=self._row.sha256,
                    from_size=head.size,
                    from_head=head.hash,
                    lost_size=known[0],
                    kept=kept if self._store.exists() else "",
                    lost=json.dumps([asdict(one) for one in before.sign_offs], default=str, ensure_ascii=False),
                )
                serial = as_signed(certificate).fields["serial"]
                action.sealers.append(NoteKey(person_name(person.uid, serial), key))
            return epoch, copy.head()
        finally:
            copy.close()

    def _signer(self, copy: Database, email: str, passphrase: str) -> tuple[PersonRow, SigningKey, CertificateRow]:
        """Return who restores, as the backup knows them, with the key whose certificate it holds."""
        try:
            person = PeopleService(copy, Session(self._clock)).by_email(email)
        except NotFound as error:
            raise NotAllowed(
                f"{email} is nobody of the office in this backup. Ask an administrator of then."
            ) from error
        _must_be_administrator(person)
        with copy.reading(unveiled=True) as read:
            certificate = certificate_in_use(read, person)
        if self._key is not None and certificate is not None and as_signed(certificate).public == self._key.public:
            return person, self._key, certificate
        try:
            key, certificate = self._opened_key(copy, email, passphrase)
        except NotAllowed as error:
            raise NotAllowed(
                f"{error} In this backup it is the passphrase, and the key, that {person.name} had when it was made."
            ) from error
        return person, key, certificate

    def _epochs(self, store: str) -> Iterator[int]:
        """Yield the epochs that backups and notes lying about tell of, so that none begins twice."""
        yield 1
        for place in {self._backup.parent, place_beside(self._store)}:
            yield from (one.epoch for one in listed(place) if one.store == store)
            with suppress(DeskError, OSError):  # a file of anchors that cannot be read tells nothing
                yield from (one.epoch for one in notes_in(place / FILE_NAME) if one.store == store)


@contextmanager
def part_of_backup(
    backup: Path, row: BackupRow, store: Path, keys: Keys, progress: Progress | None
) -> Iterator[tuple[Path, Holding]]:
    """Give a copy of a backup beside a store, with its lock; what is left of it afterwards is cleared away.

    That of a light one is made whole out of those beside it that hold the rest of its evidence. keys: what opens them.
    """
    part = part_of(store)
    lock = Holding(part)
    try:
        with part.open("xb") as file:
            copy_backup(backup, row, file, progress)
        if row.needs:
            others = [backup.with_name(one.file) for one in row.needs]
            make_whole(part, keys.of(part, backup), [(one, keys.of(one)) for one in others], progress)
        yield part, lock
    finally:
        lock.release()
        for ending in ("", *BESIDE):
            part.with_name(part.name + ending).unlink(missing_ok=True)


@contextmanager
def _open(path: Path, key: DataKey | None) -> Iterator[Database]:
    database = Database.open(path, read_only=True, key=key)
    try:
        yield database
    finally:
        database.close()


def _must_be_of(office: str, row: BackupRow, store: Path) -> None:
    if office != row.store:
        raise RuleViolation(f"{row.file} is a backup of another office than {store.name}. Nothing was changed.")


def _must_be_administrator(person: PersonRow) -> None:
    if person.office_role is not OfficeRole.ADMINISTRATOR:
        raise NotAllowed("Only an administrator of the office may restore a backup.")


def _unknown(error: Exception) -> str:
    return f"What would be lost cannot be told, as the store cannot be read: {error}"


def _known(live: Database) -> tuple[int, int]:
    """Return the most entries that a log of this store is known to have had, and its epoch."""
    with live.reading(unveiled=True) as read:
        office, restores = queries.office(read), queries.rows(read, RestoreRow)
    return max(live.head().size, *(one.lost_size for one in restores), 0), office.epoch


def _compared(live: Database, copy: Database) -> Losses:
    with live.reading(unveiled=True) as now, copy.reading(unveiled=True) as then:
        since = _entries_since(now, then)
        had = {receipt for (receipt,) in queries.columns(then, tables.signature.c.receipt)}
        subjects = [(action, subject.removeprefix("case:")) for action, subject in since]
        opened = [one for action, one in subjects if action == "open case"]
        decided = [one for action, one in subjects if action == "decide"]
        people = dict(queries.columns(now, tables.person.c.uid, tables.person.c.name))
        ended = [
            people.get(one.removeprefix("person:"), one)
            for action, one in since
            if action in ("end key", "retire person")
        ]
        return Losses(
            tuple(_sign_offs(now, had)),
            tuple(dict.fromkeys(opened)),
            tuple(dict.fromkeys(decided)),
            tuple(dict.fromkeys(ended)),
            len(since),
        )


def _entries_since(now: Reader, then: Reader) -> list[tuple[str, str]]:
    """Return action and subject of the entries that one log has and another, up to where they part, has not."""
    table = tables.audit_entry.c
    had = [one for (one,) in queries.columns(then, table.hash, order=table.seq)]
    entries = queries.columns(now, table.hash, table.action, table.subject, order=table.seq)
    same = next((at for at, (one, theirs) in enumerate(zip(entries, had, strict=False)) if one[0] != theirs), len(had))
    return [(action, subject) for _, action, subject in entries[same:]]


def _sign_offs(now: Reader, had: set[str]) -> Iterator[LostSignOff]:
    record, signature = tables.record.c, tables.signature.c
    references = dict(queries.columns(now, tables.case.c.id, tables.case.c.reference))
    records = {
        key: (case, version) for key, case, version in queries.columns(now, record.id, record.case_id, record.version)
    }
    names = queries.names(now)
    listed_columns = (signature.record_id, signature.role, signature.person_id, signature.receipt, signature.signed_at)
    for record_id, role, person_id, receipt, at in queries.columns(now, *listed_columns, order=signature.id):
        if receipt not in had:
            case, version = records[record_id]
            yield LostSignOff(references[case], version, str(role), names[person_id], receipt, at)
