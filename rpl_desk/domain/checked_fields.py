"""The fields of one object as handed in: each is checked as it is taken, and every problem kept with its place."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

from .errors import Problem
from .strict_json import has_half_character, joined, shown

LINE = 300  # characters of a title, a name or another single line
LONG = 50_000  # characters of a text that may run over lines
MAX_POINTS = 10_000
MAX_PLACE = 10_000
YEARS = range(1900, 2101)

Place = Callable[[str], str]
Word = TypeVar("Word", bound=StrEnum)

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Reading:
    """Collects the problems of one case."""

    def __init__(self, place_of: Place) -> None:
        self.place_of = place_of
        self.problems: list[Problem] = []

    def refuse(self, path: str, message: str) -> None:
        self.problems.append(Problem(self.place_of(path), message))

    def object_of(self, plain: Any, path: str) -> "Fields | None":
        if isinstance(plain, dict):
            return Fields(self, path, plain)
        self.refuse(path, f"{named(plain)} stands here instead of a group of named fields in braces.")
        return None

    def text_of(self, value: Any, path: str, limit: int, *, one_line: bool) -> str:
        """Return the text trimmed and as NFC; empty where it was refused."""
        if not isinstance(value, str):
            self.refuse(path, f"{named(value)} stands here instead of text.")
            return ""
        text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").strip())
        if len(text) > limit:
            self.refuse(path, f"The text has {len(text):,} characters; the most is {limit:,}.")
        elif has_half_character(text):
            self.refuse(path, "The text holds half of a character (a lone surrogate).")
        elif control := next((sign for sign in text if sign not in "\n\t" and unicodedata.category(sign) == "Cc"), ""):
            self.refuse(path, f"The text holds the control character U+{ord(control):04X}; delete it.")
        elif one_line and ("\n" in text or "\t" in text):
            self.refuse(path, "The text has a line break or a tab; this is a single line.")
        else:
            return text
        return ""


class Fields:
    """One object: hands out its fields checked, and at the end names those that nobody asked for.

    Null is the same as not there. A refused value comes back as if it were missing; the problem is kept.
    """

    def __init__(self, reading: Reading, path: str, plain: dict[str, Any]) -> None:
        self.reading, self.path = reading, path
        self._plain = plain
        self._known: list[str] = []

    def at(self, name: str) -> str:
        return joined(self.path, name)

    def refuse(self, name: str, message: str) -> None:
        self.reading.refuse(self.at(name), message)

    def take(self, name: str, *, required: str = "") -> Any:
        """Return the bare value. `required` says what is missing where there is none."""
        self._known.append(name)
        value = self._plain.get(name)
        if required and (value is None or (isinstance(value, str) and not value.strip())):
            self.refuse(name, f"{required} is missing.")
            return None
        return value

    def text(self, name: str, limit: int = LONG, *, required: str = "") -> str:
        return self._text(name, limit, required, one_line=False)

    def line(self, name: str, limit: int = LINE, *, required: str = "") -> str:
        return self._text(name, limit, required, one_line=True)

    def _text(self, name: str, limit: int, required: str, *, one_line: bool) -> str:
        value = self.take(name, required=required)
        return "" if value is None else self.reading.text_of(value, self.at(name), limit, one_line=one_line)

    def email(self, name: str, *, required: str = "") -> str:
        address = self.line(name, 254, required=required)
        if address and not _EMAIL.fullmatch(address):
            self.refuse(name, f"{shown(address)} is not an e-mail address, such as name@example.ac.uk.")
            return ""
        return address

    def level(self, name: str) -> int | None:
        return self._whole(name, 12, "a level")

    def points(self, name: str) -> int | None:
        return self._whole(name, MAX_POINTS, "credit points")

    def place(self, name: str, *, required: str) -> int | None:
        """Return a place in a list, counted from 1."""
        if self._plain.get(name) is None:
            self.take(name, required=required)
            return None
        return self._whole(name, MAX_PLACE, "a place in a list")

    def _whole(self, name: str, most: int, what: str) -> int | None:
        value = self.take(name)
        if value is None:
            return None
        number = number_of(value)
        if number is None or not 1 <= number <= most or number != int(number):
            self.refuse(name, f"{named(value)} is not {what}: give a whole number from 1 to {most:,}.")
            return None
        return int(number)

    def day(self, name: str) -> date | None:
        value = self.take(name)
        if value is None:
            return None
        try:
            day = date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else None
        except ValueError:
            self.refuse(name, f"{shown(value)} is not a day of the calendar.")
            return None
        if day is None:
            self.refuse(name, f'{named(value)} is not a date: give year, month and day, such as "2026-05-28".')
        elif day.year not in YEARS:
            self.refuse(name, f"The year {day.year} is not from {YEARS[0]} to {YEARS[-1]}.")
            return None
        return day

    def word(self, name: str, words: type[Word], *, required: str = "") -> Word | None:
        value = self.take(name, required=required)
        if value is None:
            return None
        known = [str(word) for word in words]
        if isinstance(value, str) and value in known:
            return words(value)
        near = nearest(value, known)
        listed = ", ".join(known)
        self.refuse(name, f"{named(value)} is not one of the words for this{near}. They are: {listed}.")
        return None

    def lines(self, name: str) -> tuple[str, ...]:
        read = (
            self.reading.text_of(value, f"{self.at(name)}[{index}]", LONG, one_line=True)
            for index, value in enumerate(self._list(name))
        )
        return tuple(line for line in read if line)

    def object(self, name: str) -> "Fields | None":
        value = self.take(name)
        return None if value is None else self.reading.object_of(value, self.at(name))

    def objects(self, name: str, *, text_as: str = "") -> "list[Fields]":
        """Return the objects of a list; `text_as` names the field that a bare text stands for."""
        found = []
        for index, value in enumerate(self._list(name)):
            whole = {text_as: value} if text_as and isinstance(value, str) else value
            if fields := self.reading.object_of(whole, f"{self.at(name)}[{index}]"):
                found.append(fields)
        return found

    def _list(self, name: str) -> list[Any]:
        value = self.take(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(name, f"{named(value)} stands here instead of a list in square brackets.")
            return []
        return value

    def end(self) -> None:
        """Name every field that nobody asked for."""
        for name in self._plain:
            if name not in self._known:
                near = nearest(name, self._known)
                where = f" in {self.path}" if self.path else ""
                self.reading.refuse(self.at(name), f"There is no field {shown(name)}{where}{near}.")


class Seen:
    """Reports what stands in a list twice, with both places."""

    def __init__(self, reading: Reading, what: str) -> None:
        self._reading, self._what = reading, what
        self._first: dict[Any, str] = {}

    def note(self, key: Any, words: str, path: str) -> None:
        if key in self._first:
            first = self._reading.place_of(self._first[key])
            self._reading.refuse(path, f"{self._what} {shown(words)} stands here twice, first at {first}.")
        else:
            self._first[key] = path


def number_of(value: Any) -> Decimal | None:
    """Return a finite number as Decimal; None for anything else, booleans included."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return number if number.is_finite() else None


def named(value: Any) -> str:
    """Return how a sentence names a value of the wrong kind."""
    if isinstance(value, str):
        return f"The text {shown(value)}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return str(value)[:30]
    return {list: "A list", dict: "A group of fields", type(None): "Nothing (null)"}.get(type(value), "Something else")


def nearest(value: Any, known: Iterable[str]) -> str:
    """Return the end of a sentence that proposes the known word most like a value; empty where none is like it."""
    near = get_close_matches(value[:60], list(known), n=1, cutoff=0.6) if isinstance(value, str) else []
    return f"; perhaps “{near[0]}” was meant" if near else ""
