"""The one door to the file: reading, and the `action` through which every change goes.

Only an `Action` can write, and it notes each row it touches; when its block ends, the audit entry is written in the
same transaction. A change without its entry cannot be made, an exception undoes both, and a stale row is a Conflict.
"""

import contextlib
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from ..domain.errors import StorageProblem
from ..sealing.log import entry_hash
from ..sealing.notes import NoteKey
from . import migrations
from .action import Action, EntryNames, Head, Reader, Revised, head_of, write_entry
from .engines import engine_of, reason_of
from .leftovers import begin_part, clear_leftovers, part_of
from .log_copying import USUAL_PAGES, LogCopying
from .place import SCHEMA_VERSION, Holding, check_file, check_place, read_header
from .plans import driver_of
from .search_index import SEARCH
from .tables import audit_entry, metadata

CLOSE_SECONDS = 5.0  # that closing waits for reads on other threads, which take milliseconds

Announce = Callable[[str, str], None]


class Database:
    """An open store. Readings come from a pool; one writer connection is used under a lock."""

    def __init__(self, path: Path, holding: Holding | None, clock: Callable[[], datetime]) -> None:
        self.path = path
        self._holding = holding
        self._clock = clock
        self._write_lock = threading.RLock()
        self._log_copying = LogCopying(path)
        self._reads = threading.Condition()
        self._reading = 0
        self._listeners: list[Announce] = []
        self._session = ""
        self._viewer: Callable[[], int | None] = lambda: None
        self._sealer: NoteKey | None = None
        self.read_only = holding is None
        self._readers = engine_of(path, write=False)
        self._writers = None if self.read_only else engine_of(path, write=True)

    # -- opening and closing ------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, found: Callable[[Action], tuple[str, str]], clock: Callable[[], datetime]) -> None:
        """Make a new store at `path`, its first rows written by `found`, which returns (actor, subject).

        The file appears under its name only when it is whole. Raises StorageProblem.
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
        part = part_of(path)
        try:
            begin_part(part)
            with Holding(part) as holding:
                engine = engine_of(part, write=True)
                with engine.begin() as connection:
                    metadata.create_all(connection)
                    for statement in SEARCH:
                        connection.exec_driver_sql(statement)
                    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
                engine.dispose()
                database = cls(part, holding, clock)
                with database._transaction("store.found", str(uuid.uuid4())) as (action, name):
                    name.actor, name.subject = found(action)
                database.close()
            if path.exists():
                raise StorageProblem(f"{path.name} is there already. Choose another name, or open it.")
            part.rename(path)
            from ..whole_files import sync_folder  # needed where a store is made, not at each start

            sync_folder(path.parent)
        except OSError as error:
            raise StorageProblem(f"{path.name} could not be made: {error.strerror or error}.") from error
        except (DBAPIError, driver.Error) as error:
            raise StorageProblem(
                f"{path.name} could not be made: {reason_of(error)}. Look whether its folder may be written to."
            ) from error
        finally:
            for leftover in path.parent.glob(part.name + "*"):
                leftover.unlink()

    @classmethod
    def open(
        cls,
        path: Path,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        read_only: bool = False,
        held: Holding | None = None,
    ) -> "Database":
        """Open a store; raises StorageProblem with one sentence, having created and changed nothing.

        held: the store's lock where the caller has it, and keeps it after this is closed.
        """
        path = real_path(path)
        if held is None:
            _undo_cut_replacing(path)
        check_file(path)
        holding = None
        if not read_only:
            check_place(path)
            holding = Holding(path) if held is None else held.lend()
        try:
            header = read_header(path)
            if header is not None and header.user_version < SCHEMA_VERSION:
                if read_only:
                    raise StorageProblem(
                        f"{path.name} has the older format {header.user_version}. Open it for writing once, which keeps"
                        " the old file beside it; after that it can be opened for reading."
                    )
                migrations.migrate(path, header.user_version, clock=clock)
            database = cls(path, holding, clock)
            database._check_opened()
            if holding is not None:
                clear_leftovers(path)
        except BaseException:
            if holding is not None:
                holding.release()
            raise
        return database

    def _check_opened(self) -> None:
        try:
            last = self._last_entry()
        except DBAPIError:  # one failed read can look like damage: only a repeated finding is reported
            self._reconnect()
            try:
                last = self._last_entry()
            except DBAPIError as error:
                self._dispose()
                raise StorageProblem(
                    f"{self.path.name} is damaged ({error.orig}). Nothing was changed. Restore a backup of it."
                ) from error
        if not last or entry_hash(bytes(last[0].entry)) != last[0].hash:
            self._dispose()
            raise StorageProblem(
                f"{self.path.name} is damaged: the end of its log does not fit. Nothing was changed."
                f" Restore a backup, or run: rpl-desk check {self.path.name}"
            )
        if self._writers is not None:  # only now, when all is well, does the file become a live one
            self._readers.dispose()
            try:
                with self._writers.connect():
                    pass
            except DBAPIError as error:
                self._dispose()
                raise StorageProblem(
                    f"{self.path.name} cannot be opened for writing: {reason_of(error)}. Nothing was changed."
                    " Look whether it is write-protected and whether the disk has room."
                ) from error

    def _last_entry(self) -> Sequence[Any]:
        with self.connection() as connection:
            return connection.execute(select(audit_entry).order_by(audit_entry.c.seq.desc()).limit(1)).all()

    def _reconnect(self) -> None:
        self._dispose()
        self._readers = engine_of(self.path, write=False)
        self._writers = None if self.read_only else engine_of(self.path, write=True)

    def close(self) -> None:
        """Leave the store as one file, and let others open it; what another thread is reading is read to its end."""
        with self._reads:
            self._reads.wait_for(lambda: self._reading == 0, timeout=CLOSE_SECONDS)
        with self._write_lock:
            self._log_copying.wait()
            self._readers.dispose()
            try:
                if self._writers is not None:
                    with self._writers.connect() as connection:
                        raw = connection.connection.dbapi_connection
                        assert raw is not None
                        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                        raw.execute("PRAGMA journal_mode = DELETE")
            except (DBAPIError, driver.Error) as error:
                raise StorageProblem(
                    f"{self.path.name} could not be made one file again: {reason_of(error)}. What was saved is kept in"
                    f" {self.path.name}-wal beside it: leave the two together, make room, and open the store once more."
                ) from error
            finally:
                self._dispose()
                if self._holding is not None:
                    self._holding.release()

    def _dispose(self) -> None:
        self._readers.dispose()
        if self._writers is not None:
            self._writers.dispose()

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
            with self.connection() as connection:
                yield Reader(connection, seen)
        except (DBAPIError, driver.Error) as error:
            raise StorageProblem(f"The store cannot be read here: {reason_of(error)}.") from error

    @contextlib.contextmanager
    def connection(self) -> Iterator[Connection]:
        """Give a read-only connection, for the check and for lists that read as the driver gives."""
        with self._reads:
            self._reading += 1
        try:
            with self._readers.begin() as connection:
                yield connection
        finally:
            with self._reads:
                self._reading -= 1
                self._reads.notify_all()

    def head(self) -> Head:
        with self.connection() as connection:
            return head_of(connection)

    # -- changing -----------------------------------------------------------------------------------------------------

    def use_session(self, session: str, key: NoteKey | None = None) -> None:
        """Say under which session the entries that follow are written, and which key signs the log for it.

        Empty when nobody is signed in. Waits for an action on another thread, so that the key before is in no use.
        """
        with self._write_lock:
            self._session, self._sealer = session, key

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
        if self._writers is None:
            raise StorageProblem(f"{self.path.name} is open for reading only. Nothing was changed.")
        names = EntryNames()
        with self._write_lock:
            try:
                with self._writers.connect() as connection:
                    transaction = connection.begin()
                    try:
                        action = Action(connection, self._clock())
                        yield action, names
                        write_entry(
                            connection, action, name, operation, names, session=self._session, sealer=self._sealer
                        )
                    except BaseException:
                        transaction.rollback()
                        raise
                    leave = action.is_large and self._log_copying.may_wait
                    if leave:
                        driver_of(connection).execute("PRAGMA wal_autocheckpoint = 0")
                    try:
                        transaction.commit()
                    except Exception as error:  # whatever it was, the file knows whether it was saved
                        if not self._was_saved(operation, error):
                            raise StorageProblem(
                                f"Not saved: {reason_of(error)}. What was there before is unchanged."
                            ) from error
                    else:
                        if leave:
                            driver_of(connection).execute(f"PRAGMA wal_autocheckpoint = {USUAL_PAGES}")
                            self._log_copying.begin()
            except (DBAPIError, driver.Error) as error:
                raise StorageProblem(f"Not saved: {reason_of(error)}. What was there before is unchanged.") from error

    def _was_saved(self, operation: str, error: Exception) -> bool:
        """Ask the file, opened anew, whether the operation is there: an error at commit can still mean saved."""
        self._reconnect()
        try:
            with self.reading() as read:
                return bool(read(select(audit_entry.c.seq).where(audit_entry.c.operation == operation)))
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
