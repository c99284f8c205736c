"""Days and moments as a store keeps them: ISO text, which sorts and reads plainly."""

from datetime import UTC, date, datetime


def day_of(value: str | None) -> date | None:
    """Return the day that a column holds."""
    return None if value is None else date.fromisoformat(value)


def moment_of(value: str | None) -> datetime | None:
    """Return the moment that a column holds."""
    return None if value is None else datetime.fromisoformat(value)


def moment_text(value: datetime) -> str:
    """Return the one text form of a moment, `2026-05-28T10:53:07Z`; a naive one is a programming error."""
    if value.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return value.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
