"""The one door to the file: reading, and the `action` through which every change goes.

Only an `Action` can write, and it notes each row it touches; when its block ends, the audit entry is written in the
same transaction. A change without its entry cannot be made, an exception undoes both, and a stale row is a Conflict.
"""

import contextlib
import hashlib
import os
import platform
import secrets
import sys
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import sqlcipher3.dbapi2 as driver
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    Table,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from ..domain.errors import Conflict, DeskError, StorageProblem
from ..sealing.canonical import canonical
from ..sealing.log import GENESIS, EntryFields, entry_bytes, entry_hash, row_digest
from ..sealing.notes import NoteKey
from . import migrations
from .checkpoints import close_entry
from .connecting import connect, is_safe_sqlite
from .leftovers import begin_part, clear_leftovers, part_of
from .log_copying import USUAL_PAGES, LogCopying
from .place import SCHEMA_VERSION, Holding, check_file, check_place, read_header
from .plans import Plan, Row, change, driver_of, insertion
from .search_index import INDEX_TEXT, KEEP_TEXT, SEARCH
from .tables import PROJECTIONS, audit_entry, metadata, moment_text, projection_of
from .veil import Veil

CLOSE_SECONDS = 5.0  # that closing waits for reads on other threads, which take milliseconds

Announce = Callable[[str, str], None]


class Revised(Protocol):
    """A row that was read: what `update` needs to know that it is still the same."""

    @property
    def id(self) -> int: ...

    @property
    def revision(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the audit log: how many entries, and the hash of the last."""

    size: int
    hash: str


class Reader:
    """Reads one unchanging view of the store, by SELECT only; `viewer` is who must not see hidden claimants in it."""

    def __init__(self, connection: Connection, viewer: int | None = None) -> None:
        self._connection = connection
        self._driver = driver_of(connection)
        self.veil = None if viewer is None else Veil(self, viewer)

    def __call__(self, statement: Select[Any]) -> Sequence[Any]:
        """Return the rows of a SELECT."""
        if not isinstance(statement, Select):  # the type says so too; a raw string must not slip by
            raise TypeError("A reader takes SELECT only; an action changes rows through its own methods.")
        return self._connection.execute(statement).all()

    def planned(self, plan: Plan[Row], **values: int | str) -> tuple[Row, ...]:
        """Return the rows of a SELECT that was written before, with its values."""
        return plan.rows(self._driver, values)


class Action:
    """One user action under way: the only thing that can write to the store."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        """`subject` may be set inside the block, where it is known only then; `is_large` where a file is kept."""
        self._connection = connection
        self.read = Reader(connection)
        self.now = now
        self.subject = ""
        self.is_large = False
        self.sealers: list[NoteKey] = []  # keys opened for this action alone, which also sign the note that closes it
        self._touched: list[tuple[Table, int, bool]] = []

    def insert(self, table: Table, **values: Any) -> int:
        """Add a row and return its id."""
        values["salt"] = secrets.token_bytes(16)
        try:
            key = insertion(table, tuple(values))(self._connection, values)
        except driver.IntegrityError as error:
            raise Conflict(_broken_rule(table, error)) from error
        self._note(table, key, gone=False)
        return key

    def update(self, table: Table, row: Revised, **values: Any) -> None:
        """Change the row that was read; raises Conflict when someone changed it since."""
        try:
            done = change(table, tuple(values))(self._connection, values, row.id, row.revision)
        except driver.IntegrityError as error:
            raise Conflict(_broken_rule(table, error)) from error
        if not done:
            raise Conflict(
                "Someone else changed this while you were working on it. Read it again, then make the change."
            )
        self._note(table, row.id, gone=False)

    def delete(self, table: Table, row: Revised) -> None:
        """Remove the row that was read; the log keeps that it was there."""
        done = self._connection.execute(delete(table).where(table.c.id == row.id, table.c.revision == row.revision))
        if done.rowcount != 1:
            raise Conflict(
                "Someone else changed this while you were working on it. Read it again, then make the change."
            )
        self._note(table, row.id, gone=True)

    def keep_bytes(self, table: Table, **values: Any) -> None:
        """Add a row of a content-addressed table, whose name is the digest of what it holds."""
        if "salt" in table.columns:
            raise TypeError(f"{table.name} is tracked: use insert.")
        self._connection.execute(insert(table).values(**values))

    def keep_texts(self, rows: Sequence[tuple[str, int, str, str]]) -> None:
        """Add rows of `page_text` (sha256, page, label, text) and take them into its index."""
        run = driver_of(self._connection)
        (last,) = run.execute("SELECT coalesce(max(id), 0) FROM page_text").fetchone()
        run.executemany(KEEP_TEXT, rows)
        run.execute(INDEX_TEXT, (last,))

    def drop_bytes(self, table: Table, *where: ColumnElement[bool]) -> None:
        """Take away rows of such a table that are derived from others, to be made anew."""
        if "salt" in table.columns:
            raise TypeError(f"{table.name} is tracked: use delete.")
        self._connection.execute(delete(table).where(*where))

    def head(self) -> Head:
        """Return the log's head before this action's own entry."""
        return _head(self._connection)

    def _note(self, table: Table, key: int, *, gone: bool) -> None:
        self._touched.append((table, key, gone))

    def body(self, operation: str) -> bytes:
        """Return the canonical body of the entry: each touched row with its digest, None where it is gone."""
        rows: dict[tuple[str, int], str | None] = {}
        for table, key, _ in self._touched:
            name = projection_of(table)
            rows[name, key] = digest_of(self._connection, name, key)
        return canonical(
            {"operation": operation, "rows": [[name, key, digest] for (name, key), digest in rows.items()]}
        )


def digest_of(connection: Connection, projection: str, key: int) -> str | None:
    """Return the salted digest of a row as it stands, None when there is none."""
    found = driver_of(connection).execute(_projection_sql(projection), (key,)).fetchone()
    return None if found is None else digest_row(projection, found)


def digest_row(projection: str, row: Sequence[Any]) -> str:
    """Return the digest of (salt, columns…) as `_projection_sql` reads them."""
    _, columns = PROJECTIONS[projection]
    values = {
        name: {"hex": value.hex()} if isinstance(value, bytes) else value
        for name, value in zip(columns, row[1:], strict=True)
    }
    return row_digest(projection, row[0], values)


@cache
def _projection_sql(projection: str, *, every: bool = False) -> str:
    table, columns = PROJECTIONS[projection]
    listed = ", ".join(f'"{name}"' for name in ("salt", *columns))
    return f'SELECT {listed} FROM "{table}"' + ("" if every else " WHERE id = ?")


def _broken_rule(table: Table, error: driver.IntegrityError) -> str:
    reason = str(error)
    if "UNIQUE" in reason:
        return (
            f"This {table.name.replace('_', ' ')} is there already ({reason.rsplit(': ', 1)[-1]}). Nothing was changed."
        )
    return f"The store does not take this {table.name.replace('_', ' ')} ({reason}). Nothing was changed."


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
        self._device = hashlib.sha256(platform.node().encode()).hexdigest()[:16]
        self._session = ""
        self._viewer: Callable[[], int | None] = lambda: None
        self._sealer: NoteKey | None = None
        self.read_only = holding is None
        self._readers = _engine(path, write=False)
        self._writers = None if self.read_only else _engine(path, write=True)

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
                engine = _engine(part, write=True)
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
            _sync_folder(path.parent)
        except OSError as error:
            raise StorageProblem(f"{path.name} could not be made: {error.strerror or error}.") from error
        except (DBAPIError, driver.Error) as error:
            raise StorageProblem(
                f"{path.name} could not be made: {_reason(error)}. Look whether its folder may be written to."
            ) from error
        finally:
            for leftover in path.parent.glob(part.name + "*"):
                leftover.unlink()

    @classmethod
    def open(
        cls, path: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC), *, read_only: bool = False
    ) -> "Database":
        """Open a store; raises StorageProblem with one sentence, having created and changed nothing."""
        path = _real(path)
        check_file(path)
        holding = None
        if not read_only:
            check_place(path)
            holding = Holding(path)
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
                    f"{self.path.name} cannot be opened for writing: {_reason(error)}. Nothing was changed."
                    " Look whether it is write-protected and whether the disk has room."
                ) from error

    def _last_entry(self) -> Sequence[Any]:
        with self.connection() as connection:
            return connection.execute(select(audit_entry).order_by(audit_entry.c.seq.desc()).limit(1)).all()

    def _reconnect(self) -> None:
        self._dispose()
        self._readers = _engine(self.path, write=False)
        self._writers = None if self.read_only else _engine(self.path, write=True)

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
                    f"{self.path.name} could not be made one file again: {_reason(error)}. What was saved is kept in"
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
            raise StorageProblem(f"The store cannot be read here: {_reason(error)}.") from error

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
            return _head(connection)

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
    def _transaction(self, name: str, operation: str) -> Iterator[tuple[Action, "_EntryNames"]]:
        if self._writers is None:
            raise StorageProblem(f"{self.path.name} is open for reading only. Nothing was changed.")
        names = _EntryNames()
        with self._write_lock:
            try:
                with self._writers.connect() as connection:
                    transaction = connection.begin()
                    try:
                        action = Action(connection, self._clock())
                        yield action, names
                        self._write_entry(connection, action, name, operation, names)
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
                                f"Not saved: {_reason(error)}. What was there before is unchanged."
                            ) from error
                    else:
                        if leave:
                            driver_of(connection).execute(f"PRAGMA wal_autocheckpoint = {USUAL_PAGES}")
                            self._log_copying.begin()
            except (DBAPIError, driver.Error) as error:
                raise StorageProblem(f"Not saved: {_reason(error)}. What was there before is unchanged.") from error

    def _was_saved(self, operation: str, error: Exception) -> bool:
        """Ask the file, opened anew, whether the operation is there: an error at commit can still mean saved."""
        self._reconnect()
        try:
            with self.reading() as read:
                return bool(read(select(audit_entry.c.seq).where(audit_entry.c.operation == operation)))
        except StorageProblem as second:
            raise StorageProblem(
                f"It could not be determined whether this was saved ({_reason(error)}). {second}"
                " Close the store, open it again and look before repeating it."
            ) from second

    def _write_entry(
        self, connection: Connection, action: Action, name: str, operation: str, names: "_EntryNames"
    ) -> None:
        head = _head(connection)
        body = action.body(operation)
        fields = EntryFields(
            v=1,
            seq=head.size + 1,
            at=moment_text(action.now),
            actor=names.actor,
            session=self._session,
            device=self._device,
            action=name,
            subject=names.subject,
            body_hash=hashlib.sha256(body).hexdigest(),
            prev=head.hash,
        )
        entry = entry_bytes(fields)
        columns: dict[str, Any] = {
            "seq": fields.seq,
            "entry": entry,
            "body": body,
            "hash": entry_hash(entry),
            "at": action.now,
            "actor": names.actor,
            "action": name,
            "subject": names.subject,
            "operation": operation,
        }
        insertion(audit_entry, tuple(columns))(connection, columns)
        close_entry(connection, name, self._sealer, action.sealers, size=fields.seq, head=columns["hash"])


@dataclass
class _EntryNames:
    actor: str = "device"
    subject: str = ""


def _head(connection: Connection) -> Head:
    found = driver_of(connection).execute("SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(0, GENESIS) if found is None else Head(*found)


def _real(path: Path) -> Path:
    """Return where the file itself lies: by two names, two programs would each take a lock of their own."""
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:  # RuntimeError up to Python 3.12, for links that go round in a circle
        raise StorageProblem(f"{path.name} is a link that leads nowhere. Open the file itself.") from error


def _engine(path: Path, *, write: bool) -> Engine:
    pool: Any = StaticPool if write or not is_safe_sqlite(driver.sqlite_version_info) else QueuePool
    engine = create_engine("sqlite://", module=driver, creator=lambda: connect(path, write=write), poolclass=pool)
    begin = "BEGIN IMMEDIATE" if write else "BEGIN DEFERRED"

    def begin_ourselves(connection: Connection) -> None:
        # The driver's own BEGIN skips SELECT and DDL, so isolation_level is None and we send it.
        driver_of(connection).execute(begin)

    event.listen(engine, "begin", begin_ourselves)
    return engine


def _reason(error: Exception) -> str:
    reason = str(getattr(error, "orig", None) or error)
    for theirs, ours in _REASONS.items():
        if theirs in reason:
            return ours
    return reason


_REASONS = {  # what SQLite says, and what a person can do something about
    "disk is full": "the disk is full",
    "disk I/O error": "the disk could not be read or written; it may be full",
    "readonly": "it may only be read",
    "unable to open": "the disk does not let it be opened",
    "locked": "another program is using the store",
}


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def count(read: Callable[[Select[Any]], Sequence[Any]], statement: Select[Any]) -> int:
    """Return how many rows a SELECT has."""
    return int(read(select(func.count()).select_from(statement.subquery()))[0][0])


__all__ = [
    "Action",
    "Announce",
    "Database",
    "DeskError",
    "Head",
    "Reader",
    "Revised",
    "check_file",
    "count",
    "digest_row",
]
