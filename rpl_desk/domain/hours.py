"""Hours as people state them: one figure or a range, for the whole unit or week by week, and what of it is contact.

A case keeps the hours of an activity in all. How they came about stands at the start of its note, as in
"12.5 h x 12 weeks; contact 36 h; in the clinic": a person reads it, it comes and goes with intake files, and it is
printed beside the hours. A weekly figure that does not come to the hours kept is left as the words it is.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from .credit import Hours, check_hours
from .errors import RuleViolation
from .rows import dataclass

_NUMBER = r"[0-9]{1,6}(?:\.[0-9])?"
_FIGURE = rf"{_NUMBER}(?:\s*[-–]\s*{_NUMBER})?"
_HOURS = r"\s*(?:h|hrs?|hours?)"
_TYPED = re.compile(rf"({_FIGURE})(?:{_HOURS})?(?:\s*[x×*]\s*([0-9]{{1,3}})(?:\s*(?:weeks?|wks?))?)?", re.IGNORECASE)
_WEEKLY = re.compile(rf"({_FIGURE}){_HOURS}\s*[x×*]\s*([0-9]{{1,3}})\s*(?:weeks?|wks?)", re.IGNORECASE)
_CONTACT = re.compile(rf"contact\s+({_FIGURE}){_HOURS}", re.IGNORECASE)
_HOW = "Type 12.5, a range such as 40-45, or 12.5 x 12 for each of 12 weeks; one decimal at most."


class Noted(Protocol):
    """Hours of an activity in all, in tenths of an hour, with the note that may say how they came about."""

    @property
    def low(self) -> int: ...

    @property
    def high(self) -> int: ...

    @property
    def note(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Stated:
    """`figure` is of one week where `weeks` is given, else of the unit. `contact` is in all, and part of the hours."""

    figure: Hours
    weeks: int | None = None
    contact: Hours | None = None
    words: str = ""

    @property
    def total(self) -> Hours:
        """The hours of the activity in all."""
        times = 1 if self.weeks is None else self.weeks
        return Hours(self.figure.low * times, self.figure.high * times)

    @property
    def how(self) -> str:
        """The hours as stated: "150 h", or "12.5 h x 12 weeks"."""
        return f"{self.figure.words} h" + ("" if self.weeks is None else f" x {_weeks(self.weeks)}")

    @property
    def note(self) -> str:
        """What is kept as the activity's note; `stated` reads it back."""
        parts = [
            "" if self.weeks is None else self.how,
            "" if self.contact is None else f"contact {self.contact.words} h",
            self.words.strip(),
        ]
        return "; ".join(part for part in parts if part)

    def checked(self) -> "Stated":
        """Return it; raises RuleViolation for hours that cannot be, or more contact than hours."""
        if self.weeks is not None and self.weeks < 1:
            raise RuleViolation("0 weeks: say in how many weeks a learner spends these hours, or leave them empty.")
        check_hours(self.total.low, self.total.high)
        if self.contact is not None:
            if self.contact.low > self.contact.high:
                raise RuleViolation(f"{self.contact.words} contact hours: the lower figure of a range comes first.")
            if self.contact.high > self.total.high:
                raise RuleViolation(
                    f"{self.contact.words} contact hours are more than the {self.total.words} hours of the activity."
                    " Contact is a part of the hours."
                )
        return self


def stated(activity: Noted) -> Stated:
    """Return how the hours of an activity were stated, as its note tells; without such a note, in all."""
    return _stated(activity.low, activity.high, activity.note)


@lru_cache(maxsize=1024)
def _stated(low: int, high: int, note: str) -> Stated:
    """A case is reckoned anew after each change, and one line of it has changed."""
    hours = Hours(low, high)
    figure, weeks, rest = _weekly(note)
    if weeks is not None and Stated(figure, weeks).total != hours:
        figure, weeks, rest = hours, None, note
    first, _, after = rest.partition(";")
    if said := _CONTACT.fullmatch(first.strip()):
        return Stated(figure if weeks else hours, weeks, hours_of(said[1]), after.strip())
    return Stated(figure if weeks else hours, weeks, None, rest.strip())


def disagreement(activity: Noted) -> str:
    """Return what is wrong where the note's weekly figure does not come to the hours kept; empty where nothing is."""
    figure, weeks, _ = _weekly(activity.note)
    said, kept = Stated(figure, weeks), Hours(activity.low, activity.high)
    if weeks is None or said.total == kept:
        return ""
    return f"the note says {said.how}, which is {said.total.words} h, and {kept.words} h are recorded."


def hours_of(text: str) -> Hours:
    """Return typed hours, `12.5` or `40-45`; raises RuleViolation saying how to type them."""
    typed = stated_typed(text)
    if typed.weeks is not None:
        return typed.total
    return typed.figure


def stated_typed(text: str) -> Stated:
    """Return typed hours: `12.5`, `40-45`, `12.5 x 12` or `12.5 h x 12 weeks`; raises RuleViolation."""
    found = _TYPED.fullmatch(text.strip())
    if found is None:
        raise RuleViolation(f"{text!r} is not a number of hours. {_HOW}")
    return Stated(_range(found[1]), None if found[2] is None else int(found[2]))


def weeks_typed(text: str) -> int | None:
    """Return a typed number of weeks, None for nothing; raises RuleViolation."""
    found = re.fullmatch(r"([0-9]{1,3})\s*(?:weeks?)?", text.strip(), re.IGNORECASE)
    if not text.strip():
        return None
    if found is None or not int(found[1]):
        raise RuleViolation(f"{text!r} is not a number of weeks. Type a whole number from 1 to 999, or nothing.")
    return int(found[1])


@lru_cache(maxsize=1024)
def _weekly(note: str) -> tuple[Hours, int | None, str]:
    """Return a note's figure for one week, its weeks and the words after; weeks None where it tells of none."""
    first, _, rest = note.partition(";")
    found = _WEEKLY.fullmatch(first.strip())
    return (Hours(0, 0), None, note) if found is None else (_range(found[1]), int(found[2]), rest)


def _range(text: str) -> Hours:
    ends = [int(Decimal(piece.strip()) * 10) for piece in text.replace("–", "-").split("-")]
    return Hours(ends[0], ends[-1])


def _weeks(number: int) -> str:
    return f"{number} week{'' if number == 1 else 's'}"
