"""How a column of a store is kept: days, moments and words as text, and what every tracked table has."""

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
