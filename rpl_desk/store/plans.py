"""SQL written once: what is read and changed most goes to the driver as text, its values as the columns' types say.

SQLAlchemy builds, keys and looks up a statement each time it is run, which takes ten times as long as SQLite needs for
a row found by its key. A plan is that statement compiled once; the driver runs it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, Connection, Enum, Select, Table
from sqlalchemy.dialects import sqlite

from .tables.columns import Day, Moment

Row = TypeVar("Row")
Convert = Callable[[Any], Any]

_DIALECT = sqlite.dialect()


def driver_of(connection: Connection) -> Any:
    """Return the driver's own connection, inside the transaction that `connection` has begun."""
    return connection.connection.dbapi_connection


class Plan(Generic[Row]):
    """A SELECT and what makes a row of its columns, such as a class; its `bindparam`s are given by name."""

    def __init__(self, make: Callable[..., Row], statement: Select[Any]) -> None:
        compiled = statement.compile(dialect=_DIALECT)
        if not isinstance(statement, Select) or compiled.positiontup is None:
            raise TypeError("A plan is a SELECT.")
        self._sql = str(compiled)
        self._names = compiled.positiontup
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}
        self._made = _maker(make, [_from_driver(column) for column in statement.selected_columns])

    def rows(self, cursor: Any, values: Mapping[str, int | str]) -> tuple[Row, ...]:
        """Return the rows read by a cursor of the driver, or by its connection; raises the driver's own errors."""
        given = {**self._fixed, **values} if self._fixed else values
        found = cursor.execute(self._sql, [given[name] for name in self._names]).fetchall()
        return self._made(found) if found else ()


def _maker(make: Callable[..., Row], converts: Sequence[Convert | None]) -> Callable[[Sequence[Any]], tuple[Row, ...]]:
    """Return a function that makes rows of what the driver read; written out, it takes half the time of a loop."""
    taken = [f"v{place}" for place in range(len(converts))]
    given = [name if convert is None else f"c{name}({name})" for name, convert in zip(taken, converts, strict=True)]
    known: dict[str, Any] = {"make": make}
    known |= {f"cv{place}": convert for place, convert in enumerate(converts) if convert is not None}
    exec(f"def made(found):\n    return tuple([make({', '.join(given)}) for {', '.join(taken)}, in found])", known)
    found: Callable[[Sequence[Any]], tuple[Row, ...]] = known["made"]
    return found


@cache
def insertion(table: Table, names: tuple[str, ...]) -> Callable[[Connection, Mapping[str, Any]], int]:
    """Return a function that adds a row of these columns, the others at their defaults, and returns its id."""
    defaults = {
        column.name: column.default.arg  # type: ignore[attr-defined]  # every default of ours is a plain value
        for column in table.columns
        if column.default is not None and column.name not in names
    }
    columns = (*names, *defaults)
    listed, marks = ", ".join(map(_quoted, columns)), ", ".join("?" * len(columns))
    sql = f"INSERT INTO {_quoted(table.name)} ({listed}) VALUES ({marks})"
    converts = [_to_driver(table.c[name]) for name in columns]

    def insert(connection: Connection, values: Mapping[str, Any]) -> int:
        given = {**defaults, **values}
        found = [convert(given[name]) for name, convert in zip(columns, converts, strict=True)]
        return int(driver_of(connection).execute(sql, found).lastrowid)

    return insert


@cache
def change(table: Table, names: tuple[str, ...]) -> Callable[[Connection, Mapping[str, Any], int, int], bool]:
    """Return a function that changes these columns of the row with an id and a revision, and tells whether it did."""
    listed = ", ".join(f"{_quoted(name)} = ?" for name in names)
    sql = f"UPDATE {_quoted(table.name)} SET revision = revision + 1, {listed} WHERE id = ? AND revision = ?"
    converts = [_to_driver(table.c[name]) for name in names]

    def update(connection: Connection, values: Mapping[str, Any], key: int, revision: int) -> bool:
        found = [convert(values[name]) for name, convert in zip(names, converts, strict=True)]
        return bool(driver_of(connection).execute(sql, (*found, key, revision)).rowcount == 1)

    return update


def _quoted(name: str) -> str:
    return f'"{name}"'


def _from_driver(column: Any) -> Convert | None:
    if isinstance(column.type, Enum) and column.type.enum_class is not None:
        words: dict[Any, Any] = {None: None} | {member.value: member for member in column.type.enum_class}
        return words.__getitem__
    if isinstance(column.type, Day | Moment):  # straight to what it reads, past three calls that lead there
        return column.type.read
    found: Convert | None = column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
    return found


def _to_driver(column: Column[Any]) -> Convert:
    found: Convert | None = column.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
    return (lambda value: value) if found is None else found
