"""How a column of a store is kept: days, moments and words as text, and what every tracked table has."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, Enum, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator

metadata = MetaData()


class Day(TypeDecorator[date]):
    """A calendar day, kept as ISO text so that it sorts and reads plainly."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Any) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Any) -> date | None:
        return self.read(value)

    @staticmethod
    def read(value: str | None) -> date | None:
        """Return the day that a column holds."""
        return None if value is None else date.fromisoformat(value)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, kept as ISO text with seconds and a Z; a naive datetime is a programming error."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        return None if value is None else moment_text(value)

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        return self.read(value)

    @staticmethod
    def read(value: str | None) -> datetime | None:
        """Return the moment that a column holds."""
        return None if value is None else datetime.fromisoformat(value)


def moment_text(value: datetime) -> str:
    """Return the one text form of a moment, `2026-05-28T10:53:07Z`."""
    if value.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return value.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


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
