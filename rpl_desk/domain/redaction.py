"""What is covered in a redacted working copy: areas of pages, words wherever they stand, times of a recording."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from .errors import Problem, Refused, RuleViolation
from .page_text import box_of, rectangles, to_picture
from .passages import LARGEST_POINT, Rectangle, clock_words
from .preview import PageText, Place
from .rows import dataclass

MOST_AREAS = 2_000
_LINE_ROOM = 0.2
"""Of the height of a letter's box, above and below: no letter is read by so little of it."""

_WORD = re.compile(r"\S+")
_MOMENT = re.compile(r"(?:(?:([0-9]{1,2}):)?([0-9]{1,2}):)?([0-9]{1,5})(?:[.,]([0-9]{1,3}))?", re.ASCII)
_BETWEEN = re.compile(r"\s*(?:-|–|\bto\b)\s*")


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a page to be covered; page from 0, the rectangle in points of the page's own space."""

    page: int
    rectangle: Rectangle


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a recording that is to be silent, in milliseconds from its start."""

    from_ms: int
    to_ms: int

    def __str__(self) -> str:
        return f"{exact_clock(self.from_ms)} to {exact_clock(self.to_ms)}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks to be covered: areas, words on every page they stand on, or spans of a recording."""

    areas: tuple[Area, ...] = ()
    words: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


def read_wanted(plain: Any) -> Wanted:
    """Read `{"areas": [{"page": 1, "rectangle": [left, bottom, right, top]}], "words": ["Sample Name"]}`.

    Pages count from 1, as people count them. Of a recording: `{"spans": ["00:11:20 to 00:11:32.5"]}`. Raises Refused
    with every fault.
    """
    problems: list[Problem] = []
    if not isinstance(plain, dict) or plain.keys() - {"areas", "words", "spans"}:
        raise Refused("The areas", [Problem("", "should be an object with “areas”, “words” or “spans”.")])
    areas, words = plain.get("areas", []), plain.get("words", [])
    found = []
    for number, one in enumerate(areas if isinstance(areas, list) else [None]):
        area = _area(one)
        if area is None:
            fault = "needs a page from 1 and a rectangle of left, bottom, right and top in points."
            problems.append(Problem(f"areas[{number}]", fault))
        else:
            found.append(area)
    if not isinstance(words, list) or not all(isinstance(one, str) and one.strip() for one in words):
        problems.append(Problem("words", "should be a list of texts."))
    spans = []
    listed = plain.get("spans", [])
    for number, one in enumerate(listed if isinstance(listed, list) else [None]):
        try:
            spans.append(read_span(one if isinstance(one, str) else ""))
        except RuleViolation as fault:
            problems.append(Problem(f"spans[{number}]", str(fault)))
    if problems:
        raise Refused("The areas", problems)
    return checked(Wanted(tuple(found), tuple(one.strip() for one in words), tuple(spans)))


def read_span(typed: str) -> Span:
    """Read "00:11:20 to 00:11:32.5", hours or hours and minutes left out at will; raises RuleViolation."""
    ends = [_milliseconds(one) for one in _BETWEEN.split(typed.strip())]
    if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0] >= ends[1]:
        raise RuleViolation(
            f"“{typed}” is no stretch of time. Give its start and its end, such as 00:11:20 to 00:11:32.5."
        )
    return Span(ends[0], ends[1])


def read_spans(typed: str) -> tuple[Span, ...]:
    """Read stretches of time parted by semicolons."""
    return tuple(read_span(one) for one in typed.split(";") if one.strip())


def exact_clock(milliseconds: int) -> str:
    """Return a moment to the thousandth where it is not a whole second: "00:11:32.5"."""
    part = f"{milliseconds % 1_000:03d}".rstrip("0")
    return clock_words(milliseconds) + (f".{part}" if part else "")


def _milliseconds(typed: str) -> int | None:
    found = _MOMENT.fullmatch(typed)
    if found is None:
        return None
    hours, minutes, seconds, part = found.groups(default="0")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1_000 + int(part.ljust(3, "0"))


def checked(wanted: Wanted) -> Wanted:
    """Return what is wanted; raises RuleViolation where it is nothing, or more than one copy takes."""
    count = len(wanted.areas) + len(wanted.words) + len(wanted.spans)
    if not count:
        raise RuleViolation("Nothing is marked to be covered.")
    if count > MOST_AREAS:
        raise RuleViolation(f"{count:,} places are more than the {MOST_AREAS:,} of one copy.")
    return wanted


def _area(one: Any) -> Area | None:
    if not isinstance(one, dict) or one.keys() != {"page", "rectangle"}:
        return None
    page, sides = one["page"], one["rectangle"]
    if type(page) is not int or page < 1 or not isinstance(sides, list) or len(sides) != 4:
        return None
    try:
        box = Rectangle(*(float(value) for value in sides))
    except (TypeError, ValueError):
        return None
    sound = all(abs(value) <= LARGEST_POINT for value in box) and box.left < box.right and box.bottom < box.top
    return Area(page - 1, box) if sound else None


def said_of(words: Iterable[str], text: str) -> str:
    """Return the first of some words that a text says, whatever their capitals; empty where it says none."""
    for one in words:
        wanted = r"\s+".join(map(re.escape, one.split()))
        if re.search(rf"(?<!\w){wanted}(?!\w)", text, re.IGNORECASE):
            return one
    return ""


def places_of(words: str, page: int, text: PageText) -> Iterator[Area]:
    """Yield what covers each place of some words on a page, whatever their capitals and the white space between them.

    A line of its own covers each line that the words run over. Of a recognised text whole words are covered: where
    within a word its letters stand is only guessed.
    """
    wanted = r"\s+".join(re.escape(one) for one in words.split())
    pattern = re.compile(rf"\S*{wanted}\S*" if text.confidence is not None else wanted, re.IGNORECASE)
    for found in pattern.finditer(text.text):
        yield from (Area(page, one) for one in rectangles(text, found.start(), found.end()))


def uncovered(text: PageText, page: int, areas: Iterable[Area], words: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each word of a page's text that no area touches, in the order of the text.

    A word is left out whole as soon as one of its letters is touched, or has no place. Where `words` that were to be
    covered still stood in what is left, nothing of the page is given.
    """
    covers = [one.rectangle for one in areas if one.page == page]
    found = []
    for word in _WORD.finditer(text.text):
        boxes = [box_of(text, offset) for offset in range(*word.span())]
        if all(box is not None and not any(_core(box).meets(one) for one in covers) for box in boxes):
            found.append(word.span())
    left = _run_together(" ".join(text.text[start:end] for start, end in found))
    if not any(_run_together(one) in left for one in words):
        yield from found


def _core(box: Rectangle) -> Rectangle:
    """Return a letter's box without the room above and below it, which the next line's area may reach into."""
    room = (box.top - box.bottom) * _LINE_ROOM
    return Rectangle(box.left, box.bottom + room, box.right, box.top - room)


def _run_together(words: str) -> str:
    return "".join(words.split()).casefold()


def dots(box: Rectangle, place: Place, width: int, height: int) -> tuple[int, int, int, int]:
    """Return what covers a rectangle on a picture of a page: left, top, right and bottom in dots, two more all round.

    place: the part of the page that the picture shows, with how it is turned; width, height: of the picture in dots.
    """
    across = place.top - place.bottom if place.rotation in (90, 270) else place.right - place.left
    shown = to_picture(place, box, width / across)
    return (
        max(int(shown[0]) - 2, 0),
        max(int(shown[1]) - 2, 0),
        min(int(shown[2]) + 3, width),
        min(int(shown[3]) + 3, height),
    )


def areas_text(areas: tuple[Area, ...]) -> str:
    """Return areas as JSON for the copy itself: pages from 1, points to a hundredth."""
    listed = [{"page": one.page + 1, "rectangle": list(one.rectangle.rounded())} for one in areas]
    return json.dumps(listed, separators=(",", ":"))
