"""What SQLAlchemy writes once for the driver to run: selects put together of conditions, and changes to a table."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Column, Enum, Select, Table
from sqlalchemy.dialects import sqlite

from .plans import Convert, Plan, Row
from .tables.columns import Day, Moment
from .times import day_of, moment_of

_DIALECT = sqlite.dialect()


def planned(make: Callable[..., Row], statement: Select[Any]) -> Plan[Row]:
    """Return the plan of a SELECT; its `bindparam`s are given by name. Raises TypeError for any other statement."""
    compiled = statement.compile(dialect=_DIALECT)
    if not isinstance(statement, Select) or compiled.positiontup is None:
        raise TypeError("A plan is a SELECT.")
    fixed = {name: value for name, value in compiled.params.items() if value is not None}
    converts = [_from_driver(column) for column in statement.selected_columns]
    return Plan(make, str(compiled), converts, compiled.positiontup, fixed)


def literal(statement: Select[Any]) -> str:
    """Return a SELECT as text that holds its values, for use within one that is written by hand."""
    return str(statement.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))


@cache
def insertion(table: Table, names: tuple[str, ...]) -> Callable[[Any, Mapping[str, Any]], int]:
    """Return a function that adds a row of these columns, the others at their defaults, and returns its id.

    It takes the driver's connection, as that of `change` does.
    """
    defaults = {
        column.name: column.default.arg  # type: ignore[attr-defined]  # every default of ours is a plain value
        for column in table.columns
        if column.default is not None and column.name not in names
    }
    columns = (*names, *defaults)
    listed, marks = ", ".join(map(_quoted, columns)), ", ".join("?" * len(columns))
    sql = f"INSERT INTO {_quoted(table.name)} ({listed}) VALUES ({marks})"
    converts = [_to_driver(table.c[name]) for name in columns]

    def insert(raw: Any, values: Mapping[str, Any]) -> int:
        given = {**defaults, **values}
        found = [convert(given[name]) for name, convert in zip(columns, converts, strict=True)]
        return int(raw.execute(sql, found).lastrowid)

    return insert


@cache
def change(table: Table, names: tuple[str, ...]) -> Callable[[Any, Mapping[str, Any], int, int], bool]:
    """Return a function that changes these columns of the row with an id and a revision, and tells whether it did."""
    listed = ", ".join(f"{_quoted(name)} = ?" for name in names)
    sql = f"UPDATE {_quoted(table.name)} SET revision = revision + 1, {listed} WHERE id = ? AND revision = ?"
    converts = [_to_driver(table.c[name]) for name in names]

    def update(raw: Any, values: Mapping[str, Any], key: int, revision: int) -> bool:
        found = [convert(values[name]) for name, convert in zip(names, converts, strict=True)]
        return bool(raw.execute(sql, (*found, key, revision)).rowcount == 1)

    return update


def _quoted(name: str) -> str:
    return f'"{name}"'


def _from_driver(column: Any) -> Convert | None:
    if isinstance(column.type, Enum) and column.type.enum_class is not None:
        words: dict[Any, Any] = {None: None} | {member.value: member for member in column.type.enum_class}
        return words.__getitem__
    if isinstance(column.type, Day | Moment):  # straight to what it reads, past three calls that lead there
        return day_of if isinstance(column.type, Day) else moment_of
    found: Convert | None = column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
    return found


def _to_driver(column: Column[Any]) -> Convert:
    found: Convert | None = column.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
    return (lambda value: value) if found is None else found
