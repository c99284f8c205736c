"""A damaged store, read as far as it can be: row by row, around what is damaged, and never written to."""

import contextlib
import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as driver

from ..domain.errors import DamagedStore
from ..domain.rows import dataclass
from .connecting import connect

if TYPE_CHECKING:
    from ..sealing.data_keys import DataKey

LEAST, MOST = -(1 << 63), (1 << 63) - 1
BEYOND = 200
"""Numbers that are tried beyond the last row that is known of, where the end of a table is damaged."""
MOST_FAILED = 20_000
"""Failed reads of one table after which the rest of it is given up: a minute or two in an encrypted store."""

Values = tuple[Any, ...]
_INDEX_PARTS = ("data", "idx", "content", "docsize", "config")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the damaged store has it. `key` is what its rows are told apart by: rowid, or its primary key."""

    name: str
    sql: str
    columns: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Unread:
    """Rows that could not be read: those whose key lies from `first` to `last`, as far as there are any.

    last: None where nothing tells how far the table went.
    """

    first: int | str
    last: int | str | None


class DamagedFile:
    """A damaged store, open for reading: where a read fails, what lies before and after is tried all the same."""

    def __init__(self, path: Path, key: "DataKey | None") -> None:
        """`key` is of an encrypted store. Raises DamagedStore where not even its list of tables can be read."""
        self._path, self._key = path, key
        self._raw: Any = None
        try:
            self._again()
            self.format = int(self.one("PRAGMA user_version"))
            listed = self.all("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
        except driver.Error as error:
            self.close()
            raise DamagedStore(
                f"Nothing of {path.name} can be read: its first pages, with the list of its tables, are damaged"
                f" ({error}). It was not changed. Try an older backup, or have the disk looked at."
            ) from error
        virtual = {str(name) for _, name, sql in listed if is_index(str(sql))}
        parts = {f"{name}_{part}" for name in virtual for part in _INDEX_PARTS}
        self.statements = [
            (str(kind), str(name), str(sql))
            for kind, name, sql in listed
            if name not in parts and not str(name).startswith("sqlite_")
        ]
        """What makes the store's tables, indexes and triggers, as (kind, name, SQL), in the order they were made."""

    def tables(self) -> list[Table]:
        """Return the tables that hold rows of their own, in the order they were made; indexes for search do not."""
        found = []
        for kind, name, sql in self.statements:
            if kind != "table" or is_index(sql):
                continue
            info = self.all(f'PRAGMA table_info("{name}")')
            keys = [one[1] for one in sorted(info, key=lambda one: one[5]) if one[5]]
            key = keys[0] if "WITHOUT ROWID" in sql.upper() else "rowid"
            found.append(Table(name, sql, tuple(one[1] for one in info), key))
        return found

    def close(self) -> None:
        if self._raw is not None:
            self._raw.close()

    def one(self, sql: str, values: Sequence[Any] = ()) -> Any:
        found = self._raw.execute(sql, values).fetchone()
        return None if found is None else found[0]

    def all(self, sql: str) -> list[Any]:
        found: list[Any] = self._raw.execute(sql).fetchall()
        return found

    def rows(
        self, table: Table, known: Iterable[int | str], lost: Callable[[Unread], object]
    ) -> Iterator[tuple[int | str, Values]]:
        """Yield each row that can be read, with its key; `lost` hears of what could not be.

        known: keys that something else tells of, which are tried one by one where the table itself fails.
        """
        if table.key == "rowid":
            return self._numbered(table, [one for one in known if isinstance(one, int)], lost)
        return self._named(table, sorted(one for one in known if isinstance(one, str)), lost)

    # -- tables whose rows are numbered -------------------------------------------------------------------------------

    def _numbered(
        self, table: Table, known: Sequence[int], lost: Callable[[Unread], object]
    ) -> Iterator[tuple[int, Values]]:
        got, stopped = yield from self._scan(table, LEAST, MOST)
        if stopped:  # one failed read can look like damage: it goes on from there once more
            reached = got
            got, stopped = yield from self._scan(table, LEAST if got is None else got + 1, MOST)
            got = reached if got is None else got
        if not stopped:
            return
        first = 1 if got is None else got + 1  # rows are numbered from 1
        end = self._last(table)
        last = max(first + BEYOND if end is None else end, *known, first)

        def tell(low: int, high: int) -> None:
            lost(Unread(low, None if end is None and high == last else high))

        yield from self._around(table, first, last, tell)

    def _around(
        self, table: Table, first: int, last: int, lost: Callable[[int, int], object]
    ) -> Iterator[tuple[int, Values]]:
        """Yield what can be read between two numbers: each range that fails is halved, the widest looked at first."""
        ranges, failed, unread = [(first - last, first, last)], 0, list[tuple[int, int]]()
        while ranges:
            _, low, high = heapq.heappop(ranges)
            if failed >= MOST_FAILED:
                unread.append((low, high))
                continue
            got, stopped = yield from self._scan(table, low, high)
            if not stopped:
                continue
            failed += 1
            low = low if got is None else got + 1
            if low >= high:
                unread.append((low, low))
                continue
            middle = (low + high) // 2
            heapq.heappush(ranges, (low - middle, low, middle))
            heapq.heappush(ranges, (middle + 1 - high, middle + 1, high))
        for low, high in _joined(unread):
            lost(low, high)

    def _scan(self, table: Table, low: int, high: int) -> Any:
        """Yield rows in order; returns the number of the last, None for none, and whether a failed read stopped it."""
        got: int | None = None
        columns = ", ".join(f'"{name}"' for name in table.columns)
        sql = f'SELECT rowid, {columns} FROM "{table.name}" NOT INDEXED WHERE rowid BETWEEN ? AND ? ORDER BY rowid'
        try:
            for row in self._raw.execute(sql, (low, high)):
                yield row[0], tuple(row[1:])
                got = row[0]
        except driver.Error:
            self._after_failure()
            return got, True
        return got, False

    def _last(self, table: Table) -> int | None:
        """Return the number of the last row, None where that cannot be read."""
        try:
            return int(self.one(f'SELECT rowid FROM "{table.name}" NOT INDEXED ORDER BY rowid DESC LIMIT 1') or 0)
        except driver.Error:
            self._after_failure()
            return None

    # -- tables whose rows have names ---------------------------------------------------------------------------------

    def _named(
        self, table: Table, known: Sequence[str], lost: Callable[[Unread], object]
    ) -> Iterator[tuple[str, Values]]:
        columns = ", ".join(f'"{name}"' for name in table.columns)
        select, seen = f'SELECT "{table.key}", {columns} FROM "{table.name}"', set[str]()
        ends = ["", ""]
        for at, order in enumerate(("ASC", "DESC")):  # from the front as far as it goes, then from the back
            try:
                for row in self._raw.execute(f'{select} ORDER BY "{table.key}" {order}'):
                    ends[at] = str(row[0])
                    if row[0] not in seen:
                        seen.add(row[0])
                        yield row[0], tuple(row[1:])
                return
            except driver.Error:
                self._after_failure()
        for name in known:
            with contextlib.suppress(driver.Error):
                row = (
                    None if name in seen else self._raw.execute(f'{select} WHERE "{table.key}" = ?', (name,)).fetchone()
                )
                if row is not None:
                    yield row[0], tuple(row[1:])
                continue
            self._after_failure()
        lost(Unread(*ends))

    def _after_failure(self) -> None:
        """Go on after a failed read. SQLCipher refuses everything from then on: its file is opened anew."""
        if self._key is not None:
            self._again()

    def _again(self) -> None:
        self.close()
        self._raw = connect(self._path, write=False, key=self._key, even_damaged=True)
        self._raw.text_factory = _text


def is_index(sql: str) -> bool:
    """Tell whether a statement makes an index for search, whose rows repeat those of other tables."""
    return sql.upper().startswith("CREATE VIRTUAL")


def _text(data: bytes) -> str | bytes:
    """Return text, or the bytes where they are none any more."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _joined(ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield ranges in order, those that touch as one."""
    low: int | None = None
    high = 0
    for first, last in sorted(ranges):
        if low is not None and first <= high + 1:
            high = max(high, last)
            continue
        if low is not None:
            yield low, high
        low, high = first, last
    if low is not None:
        yield low, high
