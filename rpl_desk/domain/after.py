"""After a decision is signed: its conditions followed until they are met, and what falls due."""

from collections.abc import Iterable
from datetime import date, datetime

from .decisions import ConditionRow
from .rows import dataclass


@dataclass(frozen=True, slots=True)
class ConditionMetRow:
    """A condition that was met: `shown_by` showed it on a day with evidence or words, and a person confirmed it."""

    id: int
    revision: int
    case_id: int
    condition_id: int
    shown_by: str
    shown_on: date
    shown_with: str
    confirmed_by: int
    confirmed_at: datetime


@dataclass(frozen=True, slots=True)
class Followed:
    """A condition of a signed decision, with how it was met and who confirmed that; `met` is None while it is open."""

    condition: ConditionRow
    met: ConditionMetRow | None
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class Due:
    """What a signed decision asks for on a day: an open condition by `number`, or without one its review."""

    reference: str
    title: str
    due_on: date
    number: int | None
    text: str
    owner: str
    overdue: bool

    @property
    def what(self) -> str:
        """What it is, in words."""
        return "Review" if self.number is None else f"Condition {self.number}"


def in_order(dues: Iterable[Due]) -> tuple[Due, ...]:
    """Return what is due by its day, so that what is overdue comes first; then by reference and number."""
    return tuple(sorted(dues, key=lambda one: (one.due_on, one.reference, one.number or 0)))
