"""The one door to the file: reading, and the `action` through which every change goes.

Only an `Action` can write, and it notes each row it touches; when its block ends, the audit entry is written in the
same transaction. A change without its entry cannot be made, an exception undoes both, and a stale row is a Conflict.
"""

import contextlib
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as driver

from ..domain.errors import DamagedStore, SalvagedStore, StorageProblem
from ..open_stores import store_closed, store_opened
from ..sealing.log import entry_hash
from . import key_files, migrations, tables
from .action import Action, EntryNames, Head, Reader, Revised, head_of, write_entry
from .key_files import KeyRing
from .leftovers import begin_part, clear_leftovers, part_of
from .lines import Line, is_damage, reason_of, refusals
from .log_copying import USUAL_PAGES, LogCopying
from .opened import check_state, form_of, ring_of, salvaged_words
from .place import SCHEMA_VERSION, Holding, check_file, check_no_backup, check_place, damaged_words
from .room import is_full, release_ballast
from .search_index import SEARCH

if TYPE_CHECKING:
    from ..sealing.data_keys import DataKey
    from ..sealing.key_file import KeyFile
    from ..sealing.notes import NoteKey

CLOSE_SECONDS = 5.0  # that closing waits for reads on other threads, which take milliseconds
SPARE_LINES = 4  # kept open for the next readings: to open one takes longer than most of them

Announce = Callable[[str, str], None]


class Database:
    """An open store. Each reading has a connection to itself; one more, used under a lock, is written by."""

    def __init__(
        self,
        path: Path,
        holding: Holding | None,
        clock: Callable[[], datetime],
        key: "DataKey | None" = None,
        ring: KeyRing | None = None,
    ) -> None:
        """`key` is of an encrypted store, and closed with it; `ring` is its key file, None for one made or copied."""
        self.path, self.key, self.ring = path, key, ring
        self._holding = holding
        self._clock = clock
        self._write_lock = threading.RLock()
        self._log_copying = LogCopying(path, key)
        self._reads = threading.Condition()
        self._reading, self.is_open = 0, True
        self._resting: int | None = None  # the thread that has put the file to rest
        self._spare: list[Line] = []
        self._writer: Line | None = None
        self._listeners: list[Announce] = []
        self._session = ""
        self._viewer: Callable[[], int | None] = lambda: None
        self._sealer: NoteKey | None = None
        self.read_only, self.held_by = holding is None, ""
        self.salvaged = self._even_damaged = False
        store_opened(self)

    @property
    def is_sound(self) -> bool:
        """Tell whether this is a store as it should be, neither salvaged nor open in spite of its damage."""
        return not self.salvaged and not self._even_damaged

    @property
    def only_read_words(self) -> str:
        """Why nothing is changed in a store that is open only to be read, in a sentence."""
        why = f": it is open {self.held_by}" if self.held_by else ""
        return f"{self.path.name} is open for reading only{why}. Nothing was changed."

    # -- opening and closing ------------------------------------------------------------------------------------------

    @classmethod
    def create(
        cls,
        path: Path,
        found: Callable[[Action], tuple[str, str]],
        clock: Callable[[], datetime],
        key: "DataKey | None" = None,
        key_file: "Callable[[], KeyFile] | None" = None,
    ) -> None:
        """Make a new store at `path`, its first rows written by `found`, which returns (actor, subject).

        The file appears under its name only when it is whole. key, key_file: for an encrypted one; the key file is
        asked for once the rows are written, and is beside the store before it has its name. Raises StorageProblem.
        """
        path = path.absolute()
        try:
            if path.exists():
                raise StorageProblem(f"{path.name} is there already. Choose another name, or open it.")
            if not path.parent.is_dir():
                raise StorageProblem(f"There is no folder {path.parent}. Make it first, or choose another.")
        except OSError as error:
            raise StorageProblem(f"{path.name} could not be made: {error.strerror or error}.") from error
        check_place(path)
        part, written = part_of(path), False
        try:
            key_files.founding(path)
            begin_part(part, key)
            with Holding(part) as holding:
                with contextlib.closing(Line(part, write=True, key=key)) as line:
                    line.begin(write=True)
                    tables.metadata.create_all(line.core)
                    for statement in SEARCH:
                        line.raw.execute(statement)
                    line.raw.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
                    line.save()
                database = cls(part, holding, clock, None if key is None else key.copy())
                with database._transaction("store.found", str(uuid.uuid4())) as (action, name):
                    name.actor, name.subject = found(action)
                database.close()
            if path.exists():
                raise StorageProblem(f"{path.name} is there already. Choose another name, or open it.")
            if key_file is not None:
                key_files.write(path, key_file())
                written = True
            part.rename(path)
            written = False
            from ..whole_files import sync_folder  # needed where a store is made, not at each start

            sync_folder(path.parent)
        except OSError as error:
            raise StorageProblem(f"{path.name} could not be made: {error.strerror or error}.") from error
        except refusals() as error:
            raise StorageProblem(
                f"{path.name} could not be made: {reason_of(error)}. Look whether its folder may be written to."
            ) from error
        finally:
            for leftover in path.parent.glob(part.name + "*"):
                leftover.unlink()
            if written:  # a key file of no store
                key_files.remove(path)

    @classmethod
    def open(
        cls,
        path: Path,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        read_only: bool = False,
        held_by: str = "",
        key: "DataKey | None" = None,
        held: Holding | None = None,
        even_damaged: bool = False,
    ) -> "Database":
        """Open a store; raises StorageProblem with one sentence, having created and changed nothing.

        held_by: in whose window it is open, where it is opened here only to be read.
        key: of an encrypted store, closed with it, or at once where it does not open; KeyNeeded is raised without one.
        held: the store's lock where the caller has it, and keeps it after this is closed. even_damaged: for reading
        only, as far as that goes. Raises DamagedStore where it is found damaged twice, SalvagedStore where one that
        was salvaged is to be worked in.
        """
        try:
            path = real_path(path)
            try:
                database = cls._open(path, clock, read_only, key, held, even_damaged)
            except DamagedStore:  # one failed read can look like damage: only a repeated finding is reported
                database = cls._open(path, clock, read_only, key, held, even_damaged)
        except BaseException:
            if key is not None:
                key.close()
            raise
        if held_by:
            database.held_by = held_by
            database.read_anew()
        return database

    @classmethod
    def _open(
        cls,
        path: Path,
        clock: Callable[[], datetime],
        read_only: bool,
        key: "DataKey | None",
        held: Holding | None,
        even_damaged: bool,
    ) -> "Database":
        if held is None:
            _undo_cut_replacing(path)
        check_file(path, even_damaged=even_damaged)
        holding = None
        if not read_only:
            check_place(path)
            check_no_backup(path)
            holding = Holding(path) if held is None else held.lend()
        try:
            ring = ring_of(path, key, read_only=read_only)
            form = form_of(path, key, even_damaged=even_damaged)
            version = form.version
            if form.salvaged and (not read_only or version < SCHEMA_VERSION):
                raise SalvagedStore(salvaged_words(path, version))
            if version < SCHEMA_VERSION:
                if read_only:
                    raise StorageProblem(
                        f"{path.name} has the older format {version}. Open it for writing once, which keeps"
                        " the old file beside it; after that it can be opened for reading."
                    )
                migrations.migrate(path, version, clock=clock, key=key)
            database = cls(path, holding, clock, key, ring)
            database.salvaged, database._even_damaged = form.salvaged, even_damaged
            if not form.salvaged and not even_damaged:
                database._check_opened()
            if holding is not None:
                clear_leftovers(path)
                if ring is None and key_files.is_there(path):  # encryption was being put on or taken off
                    key_files.remove(path)
        except BaseException:
            if holding is not None:
                holding.release()
            raise
        return database

    def _check_opened(self) -> None:
        name = self.path.name
        try:
            last = self._last_entry()
            if last is None or entry_hash(bytes(last[0])) != last[1]:
                raise DamagedStore(damaged_words(self.path, "the end of its log does not fit"))
            with self.connection() as raw:
                wrong = check_state(raw, name, self.key is not None, self.ring)
            if wrong:
                raise StorageProblem(wrong)
        except driver.Error as error:
            self._dispose()
            if not is_damage(error):
                raise StorageProblem(f"{name} cannot be read: {reason_of(error)}. Nothing was changed.") from error
            raise DamagedStore(damaged_words(self.path, str(error))) from error
        except StorageProblem:
            self._dispose()
            raise
        if not self.read_only:  # only now, when all is well, does the file become a live one
            self.read_anew()
            try:
                try:
                    self._writing()
                except driver.Error as error:
                    if not self._has_made_room(error):
                        raise
                    self._writing()
            except driver.Error as error:
                self._dispose()
                raise StorageProblem(
                    f"{self.path.name} cannot be opened for writing: {reason_of(error)}. Nothing was changed."
                    " Look whether it is write-protected and whether the disk has room."
                ) from error

    def _last_entry(self) -> tuple[bytes, str] | None:
        """Return the last entry of the log and its hash, None where the log is empty."""
        with self.connection() as raw:
            found: tuple[bytes, str] | None = raw.execute(
                "SELECT entry, hash FROM audit_entry ORDER BY seq DESC LIMIT 1"
            ).fetchone()
            return found

    def _writing(self) -> Line:
        """Return the one connection that is written by, opened where it is not; only under the write lock."""
        if self._writer is None:
            self._writer = Line(self.path, write=True, key=self.key)
        return self._writer

    def close(self) -> None:
        """Leave the store as one file, and let others open it; what another thread is reading is read to its end."""
        self.is_open = False
        with self._reads:
            self._reads.wait_for(lambda: self._reading == 0, timeout=CLOSE_SECONDS)
        with self._write_lock:
            self._log_copying.wait()
            self.read_anew()
            try:
                try:
                    self._make_one_file()
                except refusals() as error:
                    if not self._has_made_room(error):
                        raise
                    self._make_one_file()
            except refusals() as error:
                raise StorageProblem(
                    f"{self.path.name} could not be made one file again: {reason_of(error)}. What was saved is kept in"
                    f" {self.path.name}-wal beside it: leave the two together, make room, and open the store once more."
                ) from error
            finally:
                self._dispose()
                if self.key is not None:
                    self.key.close()
                if self._holding is not None:
                    release_ballast(self.path)
                    self._holding.release()
                store_closed(self)

    def rest(self) -> None:
        """Leave the file as one, with nothing open in it, while the store is still held; `wake` goes on after it.

        Only under `alone`. Waits for what another thread is reading; who wants to read meanwhile waits until it wakes,
        as they would go on reading the file before. Raises the driver's errors.
        """
        with self._reads:
            if not self._reads.wait_for(lambda: self._reading == 0, timeout=CLOSE_SECONDS):
                raise StorageProblem(f"{self.path.name} is still being read. Wait a moment, then try again.")
            self._resting = threading.get_ident()
        try:
            self._log_copying.wait()
            self.read_anew()
            self._make_one_file()
            self._dispose()
        except BaseException:
            self._rest_is_over()
            raise

    def _rest_is_over(self) -> None:
        with self._reads:
            self._resting = None
            self._reads.notify_all()

    def wake(self, key: "DataKey | None", ring: KeyRing | None) -> None:
        """Go on with the file that lies in the store's place now, under this key; the one before is closed."""
        if self.key is not None and self.key is not key:
            self.key.close()
        self.key, self.ring = key, ring
        self._log_copying = LogCopying(self.path, key)
        self._rest_is_over()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Let nobody else write while the block runs."""
        with self._write_lock:
            yield

    def sibling(self, part: Path, holding: Holding, key: "DataKey | None") -> "Database":
        """Return a copy of this store that is being made, to be written to under the same session."""
        made = Database(part, holding, self._clock, key)
        made.use_session(self._session, self._sealer)
        return made

    def _has_made_room(self, error: Exception) -> bool:
        """Give up the ballast where the disk is full; tells whether there is room now that was not there before."""
        return is_full(error) and not self.read_only and release_ballast(self.path)

    def _not_saved(self, error: Exception) -> StorageProblem:
        """Return the sentence for what the disk refused; where room was kept for that, it is free from now on."""
        words = f"Not saved: {reason_of(error)}. What was there before is unchanged."
        if self._has_made_room(error):
            words += (
                " Some room that was kept for this is free now: do it once more, then make room on this disk before you"
                " go on. Empty the wastebasket, or move something large elsewhere."
            )
        return StorageProblem(words)

    def _make_one_file(self) -> None:
        if not self.read_only:
            raw = self._writing().raw
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.execute("PRAGMA journal_mode = DELETE")

    def _dispose(self) -> None:
        self.read_anew()
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    # -- reading ------------------------------------------------------------------------------------------------------

    def read_as(self, viewer: Callable[[], int | None]) -> None:
        """Say by whom the store is read: a person's id, 0 for nobody; hidden claimants are covered for them."""
        self._viewer = viewer

    @contextlib.contextmanager
    def reading(self, *, viewer: int | None = None, unveiled: bool = False) -> Iterator[Reader]:
        """Give a reader of one unchanging view of the store; raises StorageProblem.

        viewer: whose eyes it is read with, those of who is signed in when None. unveiled: for rules, which go by what
        is stored and show none of it.
        """
        seen = None if unveiled else self._viewer() if viewer is None else viewer
        try:
            with self._counted(), self._view() as line:
                yield Reader(line, seen)
        except refusals() as error:
            if not is_damage(error):
                more = " Some room that was kept for this is free now: do it once more." * self._has_made_room(error)
                raise StorageProblem(f"The store cannot be read here: {reason_of(error)}.{more}") from error
            self.read_anew()
            raise StorageProblem(
                f"A part of {self.path.name} could not be read just now. Nothing was changed. Do it once more; if that"
                f" fails too, close the file and check it: rpl-desk check {self.path.name}"
            ) from error

    @contextlib.contextmanager
    def _view(self) -> Iterator[Line]:
        """Give a connection in a transaction, which is one unchanging view; after an error it is used no more."""
        with self._reads:
            line = self._spare.pop() if self._spare else None
        if line is None:
            line = Line(self.path, write=False, key=self.key, even_damaged=self._even_damaged)
        try:
            line.begin(write=False)
            yield line
            line.save()
        except BaseException:
            line.close()
            raise
        with self._reads:
            # An open connection would keep the window that holds the file from leaving it as one file.
            kept = self.is_open and not self.held_by and len(self._spare) < SPARE_LINES
            if kept:
                self._spare.append(line)
        if not kept:
            line.close()

    def read_anew(self) -> None:
        """Let the next reading open the file anew: what one connection read may have been a slip of the disk."""
        with self._reads:
            spare, self._spare = self._spare, []
        for line in spare:
            line.close()

    @contextlib.contextmanager
    def connection(self) -> Iterator[Any]:
        """Give a read-only connection of the driver, for the check and for lists that read as the driver gives."""
        with self._counted(), self._view() as line:
            yield line.raw

    @contextlib.contextmanager
    def _counted(self) -> Iterator[None]:
        """Count one who reads, for closing to wait for; wait for a file that is being exchanged."""
        with self._reads:
            self._reads.wait_for(lambda: self._resting in (None, threading.get_ident()))
            self._reading += 1
        try:
            yield
        finally:
            with self._reads:
                self._reading -= 1
                self._reads.notify_all()

    def head(self) -> Head:
        with self.connection() as raw:
            return head_of(raw)

    # -- changing -----------------------------------------------------------------------------------------------------

    def use_session(self, session: str, key: "NoteKey | None" = None) -> None:
        """Say under which session the entries that follow are written, and which key signs the log for it.

        Empty when nobody is signed in. Waits for an action on another thread, so that the key before is in no use.
        """
        with self._write_lock:
            self._session, self._sealer = session, key

    @property
    def sealer_name(self) -> str:
        """The name under which the key of the open sitting signs, empty where there is none."""
        sealer = self._sealer
        return "" if sealer is None else sealer.name

    def signed_as(self, name: str, tag: str, data: bytes) -> bytes | None:
        """Return a signature by the key of the sitting of this name, 64 bytes; None where it is over."""
        with self._write_lock:
            sealer = self._sealer
            return None if sealer is None or sealer.name != name else sealer.sign(tag, data)

    def subscribe(self, listener: Announce) -> None:
        """Call `listener(action, subject)` after each action is saved, on the thread that made it."""
        self._listeners.append(listener)

    @contextlib.contextmanager
    def action(self, name: str, *, by: str, subject: str = "", operation: str = "") -> Iterator[Action]:
        """Run one user action: one transaction, one audit entry inside it, one announcement after it.

        by: the actor's uid, "device" when nobody is signed in. subject: what it is about, such as `case:12`.
        operation: a UUID made before the attempt, so that a retry is known as one.
        Raises StorageProblem when not saved.
        """
        operation = operation or str(uuid.uuid4())
        with self._transaction(name, operation) as (action, entry):
            entry.actor, entry.subject = by, subject
            yield action
            entry.subject = action.subject or subject
        for listener in self._listeners:
            listener(name, entry.subject)

    @contextlib.contextmanager
    def _transaction(self, name: str, operation: str) -> Iterator[tuple[Action, EntryNames]]:
        if self.read_only:
            raise StorageProblem(self.only_read_words)
        names = EntryNames()
        with self._write_lock:
            try:
                line = self._writing()
                raw = line.raw
                line.begin(write=True)
                try:
                    action = Action(line, self._clock())
                    yield action, names
                    write_entry(raw, action, name, operation, names, session=self._session, sealer=self._sealer)
                except BaseException:
                    raw.rollback()
                    raise
                leave = action.is_large and self._log_copying.may_wait
                if leave:
                    raw.execute("PRAGMA wal_autocheckpoint = 0")
                try:
                    line.save()
                except Exception as error:  # whatever it was, the file knows whether it was saved
                    if not self._was_saved(operation, error):
                        raise self._not_saved(error) from error
                else:
                    if leave:
                        raw.execute(f"PRAGMA wal_autocheckpoint = {USUAL_PAGES}")
                        self._log_copying.begin()
            except refusals() as error:
                raise self._not_saved(error) from error

    def _was_saved(self, operation: str, error: Exception) -> bool:
        """Ask the file, opened anew, whether the operation is there: an error at commit can still mean saved."""
        self._dispose()
        try:
            with self.reading() as read:
                return bool(read.listed("SELECT seq FROM audit_entry WHERE operation = ?", (operation,)))
        except StorageProblem as second:
            raise StorageProblem(
                f"It could not be determined whether this was saved ({reason_of(error)}). {second}"
                " Close the store, open it again and look before repeating it."
            ) from second


def _undo_cut_replacing(path: Path) -> None:
    """Put a store back that a killed program was about to replace: it has a second name then."""
    if path.is_file() and path.stat().st_nlink > 1:
        from .replacing import undo_cut_replacing

        undo_cut_replacing(path)


def real_path(path: Path) -> Path:
    """Return where the file itself lies: by two names, two programs would each take a lock of their own."""
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:  # RuntimeError up to Python 3.12, for links that go round in a circle
        raise StorageProblem(f"{path.name} is a link that leads nowhere. Open the file itself.") from error


__all__ = ["Action", "Announce", "Database", "Head", "Reader", "Revised"]
