"""The units of a decision record, their hours and credit, and how every figure came about.

What came with version 3 is told in comments: docstrings are published with the form, and those of version 2 stand.
"""

from .plain import since
from .rows import dataclass


@dataclass(frozen=True, slots=True)
class RecordActivity:
    words: str
    low_hours: str
    high_hours: str
    note: str


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class RecordAdvice:
    """A check against a published rule or an office setting, as advice with its source; `met` None: cannot tell."""

    words: str
    met: bool | None
    source: str


@dataclass(frozen=True, slots=True)
class RecordReckoned:
    """One line of a working, to be followed by hand, and the rule it follows with where that comes from."""

    words: str
    rule: str


@dataclass(frozen=True, slots=True)
class RecordUnit:
    """A unit with its hours working. `points` is what the panel agreed; `proposed_points` what the hours give."""

    key: str
    title: str
    requirement: str
    asked_level: int | None
    asked_points: int | None
    imported_from: str
    imported_level: int | None
    imported_points: int | None
    low_hours: str
    high_hours: str
    proposed_points: int | None
    override_points: int | None
    override_reason: str
    level: int | None
    points: int | None
    activities: tuple[RecordActivity, ...]
    outcomes: tuple[RecordOutcome, ...]
    # How the hours became the points, line by line, and what was checked of the unit, as advice.
    reckoned: tuple[RecordReckoned, ...] = since(3, ())
    checks: tuple[RecordAdvice, ...] = since(3, ())


@dataclass(frozen=True, slots=True)
class RecordCredit:
    """Both roundings, the bounds of a programme with options, and the checks made as advice."""

    rule: str
    sum_of_rounded: int | None
    rounded_sum: int | None
    minimum_points: int | None
    maximum_points: int | None
    working: tuple[str, ...]
    checks: tuple[RecordAdvice, ...]
    # How the units came to the whole, and the whole to its award or the office's limit, line by line.
    reckoned: tuple[RecordReckoned, ...] = since(3, ())
