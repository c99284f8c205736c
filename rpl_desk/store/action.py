"""One view of the store to read from, and one user action that changes it: what the door to the file hands out.

An `Action` notes each row it touches; `write_entry` puts what it did into the audit log, in the same transaction.
"""

import dataclasses
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

import sqlcipher3.dbapi2 as driver

from ..domain.errors import Conflict
from ..domain.rows import dataclass
from ..sealing.canonical import canonical, parse
from ..sealing.log import GENESIS, EntryFields, WholeEntry, entry_bytes, entry_hash, row_digest
from . import checkpoints, compiling, core, log_rows, tables
from .lines import Line
from .place import this_device
from .plans import Plan, Row
from .search_index import INDEX_TEXT, KEEP_TEXT
from .times import moment_text
from .veil import Veil

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select, Table

    from ..sealing.breaks import Restated
    from ..sealing.notes import NoteKey


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

    def __init__(self, line: Line, viewer: int | None = None) -> None:
        self._line = line
        self._cursor = line.raw.cursor()  # one for all plans: each reads its rows to the end
        self.veil = None if viewer is None else Veil(self, viewer)

    def __call__(self, statement: "Select[Any]") -> Sequence[Any]:
        """Return the rows of a SELECT."""
        return core.selected(self._line.core, statement)

    def listed(self, statement: str, values: Sequence[Any]) -> list[Any]:
        """Return what the driver gives for a SELECT that a module of the store keeps as text, as long lists do."""
        return self._cursor.execute(statement, tuple(values)).fetchall()  # type: ignore[no-any-return]

    def planned(self, plan: Plan[Row], **values: int | str) -> tuple[Row, ...]:
        """Return the rows of a SELECT that was written before, with its values."""
        return plan.rows(self._cursor, values)

    def planned_each(self, plans: Sequence[Plan[Any]], values: Mapping[str, int | str]) -> list[tuple[Any, ...]]:
        """Return what `planned` does for several at once, all with the same values."""
        cursor = self._cursor
        return [plan.rows(cursor, values) for plan in plans]


_KEEP_PIECE = "INSERT INTO blob_chunk (sha256, number, bytes) VALUES (?, ?, ?)"


class Action:
    """One user action under way: the only thing that can write to the store."""

    def __init__(self, line: Line, now: datetime) -> None:
        """`subject` may be set inside the block, where it is known only then; `is_large` where a file is kept."""
        self._line, self._raw = line, line.raw
        self.read = Reader(line)
        self.now = now
        self.subject = ""
        self.is_large = False
        self.sealers: list[NoteKey] = []  # keys opened for this action alone, which also sign the note that closes it
        self.papers: list[str] = []  # SHA-256 of papers and files that this act answers for, or hands out
        self.said: dict[str, Any] = {}  # what else the body of the entry says
        self.restated: Sequence[Restated] = ()  # rows that nothing changes here, as a recorded break takes them
        self.hashes: Sequence[str] | None = None  # of every entry before this one, where the tree is built anew
        self._touched: list[tuple[Table, int]] = []

    def insert(self, table: "Table", **values: Any) -> int:
        """Add a row and return its id."""
        values["salt"] = secrets.token_bytes(16)
        try:
            key = compiling.insertion(table, tuple(values))(self._raw, values)
        except driver.IntegrityError as error:
            raise Conflict(_broken_rule(table, error)) from error
        self._touched.append((table, key))
        return key

    def update(self, table: "Table", row: Revised, **values: Any) -> None:
        """Change the row that was read; raises Conflict when someone changed it since."""
        try:
            done = compiling.change(table, tuple(values))(self._raw, values, row.id, row.revision)
        except driver.IntegrityError as error:
            raise Conflict(_broken_rule(table, error)) from error
        if not done:
            raise Conflict(
                "Someone else changed this while you were working on it. Read it again, then make the change."
            )
        self._touched.append((table, row.id))

    def delete(self, table: "Table", row: Revised) -> None:
        """Remove the row that was read; the log keeps that it was there."""
        done = self._raw.execute(f'DELETE FROM "{table.name}" WHERE id = ? AND revision = ?', (row.id, row.revision))
        if done.rowcount != 1:
            raise Conflict(
                "Someone else changed this while you were working on it. Read it again, then make the change."
            )
        self._touched.append((table, row.id))

    def keep_bytes(self, table: "Table", **values: Any) -> None:
        """Add a row of a content-addressed table, whose name is the digest of what it holds."""
        if "salt" in table.columns:
            raise TypeError(f"{table.name} is tracked: use insert.")
        self._line.core.execute(table.insert().values(**values))

    def keep_piece(self, sha256: str, number: int, piece: bytes | memoryview) -> None:
        """Add a piece of a stored file; a large file has many, so the driver is asked itself."""
        self._raw.execute(_KEEP_PIECE, (sha256, number, piece))

    def keep_texts(self, rows: Sequence[tuple[str, int, str, str]]) -> None:
        """Add rows of `page_text` (sha256, page, label, text) and take them into its index."""
        (last,) = self._raw.execute("SELECT coalesce(max(id), 0) FROM page_text").fetchone()
        self._raw.executemany(KEEP_TEXT, rows)
        self._raw.execute(INDEX_TEXT, (last,))

    def drop_bytes(self, table: "Table", *where: "ColumnElement[bool]") -> None:
        """Take away rows of such a table that are derived from others, to be made anew."""
        if "salt" in table.columns:
            raise TypeError(f"{table.name} is tracked: use delete.")
        self._line.core.execute(table.delete().where(*where))

    def put_back(self, entries: Sequence[WholeEntry]) -> None:
        """Put entries of the log in their places again, byte for byte as they were hashed; nothing is hashed anew.

        What stood there is taken away; the entry of this action names each with the digest of that.
        """
        numbers = [(one.seq,) for one in entries]
        before = log_rows.digests(self._raw, (seq for (seq,) in numbers))
        rows = [_log_row(one) for one in entries]
        try:
            self._raw.executemany("DELETE FROM audit_entry WHERE seq = ?", numbers)
            marks = ", ".join("?" * len(log_rows.COLUMNS))
            self._raw.executemany(f"INSERT INTO audit_entry ({', '.join(log_rows.COLUMNS)}) VALUES ({marks})", rows)
        except driver.IntegrityError as error:
            raise Conflict(_broken_rule(tables.audit_entry, error)) from error
        self.said["restored"] = [[one.seq, one.hash, before.get(one.seq)] for one in entries]

    def head(self) -> Head:
        """Return the log's head before this action's own entry."""
        return head_of(self._raw)

    def body(self, operation: str) -> bytes:
        """Return the canonical body of the entry: each touched row with its digest, None where it is gone."""
        rows: dict[tuple[str, int], str | None] = {}
        for table, key in self._touched:
            name = tables.projection_of(table)
            rows[name, key] = digest_of(self._raw, name, key)
        listed = [*map(list, self.restated), *([name, key, digest] for (name, key), digest in rows.items())]
        papers = {"papers": self.papers} if self.papers else {}
        return canonical({"operation": operation, "rows": listed} | papers | self.said)


def _log_row(one: WholeEntry) -> tuple[Any, ...]:
    """Return the row of the log that holds an entry: all columns beside the hashed bytes repeat what those say."""
    said = parse(one.entry) | parse(one.body)
    values = {"seq": one.seq, "entry": one.entry, "body": one.body, "hash": one.hash}
    return tuple(values.get(name, said.get(name)) for name in log_rows.COLUMNS)


def digest_of(raw: Any, projection: str, key: int) -> str | None:
    """Return the salted digest of a row as it stands, None when there is none."""
    found = raw.execute(projection_sql(projection), (key,)).fetchone()
    return None if found is None else digest_row(projection, found)


def digest_row(projection: str, row: Sequence[Any]) -> str:
    """Return the digest of (salt, columns…) as `projection_sql` reads them."""
    _, columns = tables.PROJECTIONS[projection]
    return row_digest(projection, row[0], dict(zip(columns, row[1:], strict=True)))


@cache
def projection_sql(projection: str, *, every: bool = False) -> str:
    """Return the SELECT of what the log vouches for in one row by its id, or in every row."""
    table, columns = tables.PROJECTIONS[projection]
    listed = ", ".join(f'"{name}"' for name in ("salt", *columns))
    return f'SELECT {listed} FROM "{table}"' + ("" if every else " WHERE id = ?")


def _broken_rule(table: "Table", error: driver.IntegrityError) -> str:
    reason = str(error)
    if "UNIQUE" in reason:
        return (
            f"This {table.name.replace('_', ' ')} is there already ({reason.rsplit(': ', 1)[-1]}). Nothing was changed."
        )
    return f"The store does not take this {table.name.replace('_', ' ')} ({reason}). Nothing was changed."


@dataclasses.dataclass
class EntryNames:
    """Who acted, and what it was about; both may be known only inside the action."""

    actor: str = "device"
    subject: str = ""


def head_of(raw: Any) -> Head:
    """Return the end of the log as a connection of the driver sees it."""
    found = raw.execute("SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(0, GENESIS) if found is None else Head(*found)


def write_entry(
    raw: Any,
    action: Action,
    name: str,
    operation: str,
    names: EntryNames,
    *,
    session: str,
    sealer: "NoteKey | None",
) -> None:
    """Put the entry of an action at the end of the log, and the signed note that closes it where one is due.

    session: under which it was done, empty when nobody is signed in. sealer: the key that signs the log for it.
    """
    head = action.head()
    body = action.body(operation)
    fields = EntryFields(
        v=1,
        seq=head.size + 1,
        at=moment_text(action.now),
        actor=names.actor,
        session=session,
        device=this_device(),
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
    compiling.insertion(tables.audit_entry, tuple(columns))(raw, columns)
    sealers = [*([] if sealer is None else [sealer]), *action.sealers]
    if sealers:
        head_now = Head(fields.seq, columns["hash"])
        checkpoints.close_entry(raw, name, sealers, head_now, own=bool(action.sealers), hashes=action.hashes)
