"""Copying what can be read of a damaged store into a new file, which keeps for ever that it was salvaged.

The new file has the tables of the old one, and four of its own: what each row is worth, what was not saved, what fits
no table, and how it was made. Its header says that it is a salvaged store, so nothing opens it for work.
"""

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as driver

from ..domain.errors import StorageProblem
from ..domain.rows import dataclass
from ..domain.salvage import NotSaved, SavedRow
from . import key_files
from .connecting import connect, give_key
from .damaged import DamagedFile, Table, Unread, is_index
from .leftovers import begin_part, clear_leftovers, part_of
from .lines import reason_of
from .place import SALVAGED_ID, Holding, check_file, is_encrypted, read_head

if TYPE_CHECKING:
    from ..sealing.data_keys import DataKey

Progress = Callable[[int, int], None]
BY_TRIGGERS = "written"
"""What people wrote as search keeps it: triggers of the new file make it anew from the rows it repeats."""
BATCH = 1_000
OWN = (
    "CREATE TABLE salvage (id INTEGER PRIMARY KEY CHECK (id = 1), said TEXT NOT NULL)",
    "CREATE TABLE salvage_row (name TEXT NOT NULL, key TEXT NOT NULL, mark TEXT NOT NULL, why TEXT NOT NULL,"
    " PRIMARY KEY (name, key)) WITHOUT ROWID",
    "CREATE TABLE salvage_lost (id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL, why TEXT NOT NULL)",
    "CREATE TABLE salvage_aside (id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL, said TEXT NOT NULL,"
    " why TEXT NOT NULL)",
)


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied: the format of the damaged file, its tables, and what of them could not be."""

    format: int
    tables: tuple[Table, ...]
    not_saved: tuple[NotSaved, ...]
    set_aside: int


Judge = Callable[[Any, Copied], tuple[Iterable[SavedRow], Iterable[NotSaved], str]]
"""Given the new file, open, and what was copied: each row's mark, what else is missing, and what is said of it all."""


def salvage(source: Path, target: Path, key: "DataKey | None", judge: Judge, progress: Progress | None = None) -> None:
    """Make `target` of what can be read of the closed store `source`, which is only ever read.

    key: of an encrypted store; the new file is under the same, and has a key file beside it. Raises StorageProblem,
    and what `progress` raises, with nothing made.
    """
    if target.exists() or key_files.is_there(target):
        raise StorageProblem(f"{target.name} is there already. Choose another name; nothing was changed.")
    if not target.parent.is_dir():
        raise StorageProblem(f"There is no folder {target.parent}. Make it first, or choose another.")
    part = part_of(target)
    try:
        with Holding(source), _nothing_beside(source), Holding(target), Holding(part):
            clear_leftovers(target)
            damaged = DamagedFile(source, key)
            try:
                begin_part(part, key)
                with contextlib.closing(_new(part, key)) as made:
                    _fill(damaged, made, judge, progress)
            finally:
                damaged.close()
            _give_name(source, part, target, key)
    except driver.Error as error:
        raise StorageProblem(f"{target.name} could not be written: {reason_of(error)}. Nothing was made.") from error
    except OSError as error:
        raise StorageProblem(
            f"{target.name} could not be made: {error.strerror or error}. Nothing was made."
        ) from error
    finally:
        for leftover in part.parent.glob(part.name + "*"):
            leftover.unlink()


def said_by(path: Path, key: "DataKey | None") -> tuple[str, list[Any]]:
    """Return what a salvaged store says of how it was made, and what was not saved, as (table, key, why).

    Raises StorageProblem for a store that was not salvaged.
    """
    with _reading(path, key) as raw:
        ((said,),) = raw.execute("SELECT said FROM salvage").fetchall()
        return said, raw.execute("SELECT name, key, why FROM salvage_lost ORDER BY id").fetchall()


def marks_of(path: Path, key: "DataKey | None") -> list[Any]:
    """Return (table, key, mark, why) of every row of a salvaged store; raises as `said_by`."""
    with _reading(path, key) as raw:
        found = raw.execute("SELECT name, key, mark, why FROM salvage_row ORDER BY name, length(key), key").fetchall()
        return list(found)


@contextlib.contextmanager
def _reading(path: Path, key: "DataKey | None") -> Iterator[Any]:
    check_file(path)
    try:
        with contextlib.closing(connect(path, write=False, key=key)) as raw:
            if raw.execute("PRAGMA application_id").fetchone()[0] != SALVAGED_ID:
                raise StorageProblem(f"{path.name} was not salvaged from a damaged store.")
            yield raw
    except (driver.Error, ValueError) as error:
        raise StorageProblem(f"What {path.name} says of its salvage cannot be read: {error}.") from error


def _new(part: Path, key: "DataKey | None") -> Any:
    made = driver.connect(str(part), isolation_level=None)
    give_key(made, key)
    for setting in (
        "journal_mode = MEMORY",
        "foreign_keys = OFF",
        "ignore_check_constraints = ON",
        "trusted_schema = OFF",
    ):
        made.execute(f"PRAGMA {setting}")
    return made


def _fill(damaged: DamagedFile, made: Any, judge: Judge, progress: Progress | None) -> None:
    tables = damaged.tables()
    made.execute("BEGIN")
    for wanted in ("table", "index", "trigger"):
        for kind, _, sql in damaged.statements:
            if kind == wanted:
                made.execute(sql)
    for statement in OWN:
        made.execute(statement)
    made.execute("COMMIT")
    copied = _Copying(damaged, made, progress, len(tables) + 2).run(tables)
    marks, missing, said = judge(made, copied)
    made.execute("BEGIN")
    made.executemany(
        "INSERT OR REPLACE INTO salvage_row VALUES (?, ?, ?, ?)",
        ((one.table, one.key, one.mark.value, one.why) for one in marks),
    )
    made.executemany(
        "INSERT INTO salvage_lost (name, key, why) VALUES (?, ?, ?)",
        ((one.table, one.key, one.why) for one in (*copied.not_saved, *missing)),
    )
    made.execute("INSERT INTO salvage (id, said) VALUES (1, ?)", (said,))
    made.execute("COMMIT")
    made.execute(f"PRAGMA user_version = {damaged.format}")
    made.execute(f"PRAGMA application_id = {SALVAGED_ID}")
    made.execute("PRAGMA journal_mode = DELETE")


class _Copying:
    """The copying of rows, table by table; of evidence files only those that are what their name says are kept."""

    def __init__(self, damaged: DamagedFile, made: Any, progress: Progress | None, steps: int) -> None:
        self._damaged, self._made, self._progress, self._steps = damaged, made, progress, steps
        self._done = self._aside = 0
        self._lost: list[NotSaved] = []

    def run(self, tables: list[Table]) -> Copied:
        names = {one.name: one for one in tables}
        first = [names[name] for name in ("audit_entry", "blob_chunk") if name in names]
        known: dict[str, set[int | str]] = {}
        for table in [*first, *(one for one in tables if one not in first)]:
            self._step()
            if table.name != BY_TRIGGERS:
                self._copy(table, known.get(table.name, known.get("", set())))
            if table.name == "audit_entry":
                known |= self._named_by_log()
            elif table.name == "blob_chunk":
                known[""] = {name for (name,) in self._made.execute("SELECT DISTINCT sha256 FROM blob_chunk")}
        self._step()
        if "blob_chunk" in names:
            self._sift_files()
        for _, name, sql in self._damaged.statements:
            if is_index(sql) and "content='page_text'" in sql:
                self._made.execute(f'INSERT INTO "{name}"("{name}") VALUES (\'rebuild\')')
        return Copied(self._damaged.format, tuple(tables), tuple(self._lost), self._aside)

    def _step(self) -> None:
        self._tell()
        self._done += 1

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(self._done, self._steps)

    def _copy(self, table: Table, known: Iterable[int | str]) -> None:
        marks = ", ".join("?" * len(table.columns))
        listed = ", ".join(f'"{name}"' for name in table.columns)
        insert = f'INSERT INTO "{table.name}" ({listed}) VALUES ({marks})'
        made = self._made
        made.execute("BEGIN")
        rows = self._damaged.rows(table, known, lambda one: self._unread(table, one))
        for count, (key, values) in enumerate(rows, 1):
            try:
                made.execute(insert, values)
            except driver.IntegrityError as error:
                self._put_aside(table, key, values, str(error))
            if count % BATCH == 0 or table.name == "blob_chunk":
                made.execute("COMMIT")
                self._tell()
                made.execute("BEGIN")
        made.execute("COMMIT")

    def _unread(self, table: Table, one: Unread) -> None:
        if table.name == "blob":  # its rows say nothing that the bytes do not
            return
        where = str(one.first) if one.first == one.last else f"{one.first} to {one.last}"
        if one.last is None:
            where = f"{one.first} and after"
        self._lost.append(
            NotSaved(table.name, where, "could not be read; whether all these rows were there is not known.")
        )

    def _put_aside(self, table: Table, key: int | str, values: tuple[Any, ...], why: str) -> None:
        said = {
            name: {"hex": value.hex()} if isinstance(value, bytes) else value
            for name, value in zip(table.columns, values, strict=True)
        }
        self._made.execute(
            "INSERT INTO salvage_aside (name, key, said, why) VALUES (?, ?, ?, ?)",
            (table.name, str(key), json.dumps(said), why),
        )
        self._aside += 1

    def _named_by_log(self) -> dict[str, set[int | str]]:
        """Return the rows that the log tells of, by table: they are looked for one by one where a table is damaged."""
        found: dict[str, set[int | str]] = {}
        for (body,) in self._made.execute("SELECT body FROM audit_entry"):
            with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
                for name, key, digest in json.loads(body)["rows"]:
                    if digest is not None and isinstance(key, int):
                        found.setdefault(name.partition("/")[0], set()).add(key)
        return found

    def _sift_files(self) -> None:
        """Keep each evidence file whose bytes are those that its name says, and drop what is left of the others."""
        made = self._made
        names = [name for (name,) in made.execute("SELECT sha256 FROM blob UNION SELECT sha256 FROM blob_chunk")]
        for name in names:
            self._tell()
            made.execute("BEGIN")
            digest, size = _digest(made, name)
            if digest == name:
                made.execute("INSERT OR REPLACE INTO blob (sha256, size) VALUES (?, ?)", (name, size))
            else:
                for table in ("blob", "blob_chunk"):
                    made.execute(f"DELETE FROM {table} WHERE sha256 = ?", (name,))
                self._lost.append(
                    NotSaved("blob", str(name), f"its bytes are not what its name says{_of(made, name)}.")
                )
            made.execute("COMMIT")


def _digest(made: Any, name: str) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    rows = made.execute("SELECT bytes FROM blob_chunk WHERE sha256 = ? ORDER BY number", (name,))
    for (piece,) in rows:
        if not isinstance(piece, bytes):
            return "", 0
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def _of(made: Any, name: str) -> str:
    """Say which item of which case a stored file is, so that it can be asked for again; empty where nothing tells."""
    found = made.execute(
        'SELECT c.reference, e.number FROM evidence e JOIN "case" c ON c.id = e.case_id WHERE e.sha256 = ?', (name,)
    ).fetchall()
    items = ", ".join(f"item {number} of case {reference}" for reference, number in found)
    return f"; it is {items}" if items else ""


@contextlib.contextmanager
def _nothing_beside(source: Path) -> Iterator[None]:
    """Take away the index of its log that reading a store left open by a killed program makes beside it."""
    index = source.with_name(source.name + "-shm")
    was_there = index.exists()
    try:
        yield
    finally:
        if not was_there:
            index.unlink(missing_ok=True)


def _give_name(source: Path, part: Path, target: Path, key: "DataKey | None") -> None:
    from ..whole_files import sync_file, sync_folder

    sync_file(part)
    if is_encrypted(source) and key is not None:
        key_files.give(source, read_head(source), target)
    try:
        part.rename(target)
    except OSError:
        key_files.remove(target)
        raise
    sync_folder(target.parent)
