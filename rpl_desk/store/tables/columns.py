"""How a column of a store is kept: days, moments and words as text, and what every tracked table has."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, Enum, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator

from ..times import day_of, moment_of, moment_text

metadata = MetaData()


class Day(TypeDecorator[date]):
    """A calendar day, kept as ISO text so that it sorts and reads plainly."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Any) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Any) -> date | None:
        return day_of(value)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, kept as ISO text with seconds and a Z; a naive datetime is a programming error."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        return None if value is None else moment_text(value)

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        return moment_of(value)


def word(kind: type[StrEnum]) -> Enum:
    """Store a StrEnum by its value, with a CHECK that no other word gets in."""
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        name=f"is_{kind.__name__.lower()}",
        length=40,
    )


def plain_of(value: Any) -> Any:
    """Return a value of a column as JSON has it: days, moments and words as their text."""
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def typed(table: Table, plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of columns that `plain_of` gave as the columns take them."""
    made = dict(plain)
    for name, value in plain.items():
        kind = table.c[name].type
        if isinstance(kind, Day):
            made[name] = day_of(value)
        elif isinstance(kind, Moment):
            made[name] = moment_of(value)
        elif isinstance(kind, Enum) and kind.enum_class is not None and value is not None:
            made[name] = kind.enum_class(value)
    return made


def tracked(name: str, *columns: Any) -> Table:
    """Make a table whose rows the audit log vouches for."""
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True),
        Column("revision", Integer, nullable=False, default=1),
        Column("salt", LargeBinary, nullable=False),
        *columns,
    )


def level(name: str) -> Column[int]:
    return Column(name, Integer, CheckConstraint(f"{name} BETWEEN 1 AND 12", name=f"{name}_is_a_level"))


def points(name: str) -> Column[int]:
    return Column(name, Integer, CheckConstraint(f"{name} >= 0", name=f"{name}_is_not_negative"))


def plain_text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")
