"""Marks as they travel with a case folder: whose they are, in which file, and what each says of which criterion; with
them what their makers ticked in the level descriptors and answered to the tests of the evidence.

They lie in `marks.json` beside `case.json`; pictures of marked places lie in files of their own, by their digest. What
is signed or sealed never travels: a mark is taken in again by the person who made it.
"""

from collections.abc import Iterable
from typing import Any

from .errors import Problem, Refused
from .passages import Anchor, AnchorKind, Rectangle
from .plain import since, taken_apart, taken_in
from .rows import dataclass

CASE_FILE = "case.json"
MARKS_FILE = "marks.json"
PICTURES = "pictures"
MARKS_TYPE = "rpl-desk/marks/2"
MARKS_TYPES = {"rpl-desk/marks/1": 1, MARKS_TYPE: 2}
"""What a file of marks says it is, with its version: earlier ones are read for ever."""


@dataclass(frozen=True, slots=True)
class CarriedRectangle:
    """A part of a page in hundredths of a point."""

    left: int
    bottom: int
    right: int
    top: int


@dataclass(frozen=True, slots=True)
class CarriedLink:
    """What a mark says of a criterion; by its text another criterion of the same key is told from it."""

    criterion: str
    text: str
    stance: str
    strength: int
    note: str


@dataclass(frozen=True, slots=True)
class CarriedMark:
    """A place in a file, field by field as in `Anchor`; `picture` is the SHA-256 of its PNG, or empty.

    rectangles_next: on the page after it; rectangles_later: on each of the pages after that.
    """

    evidence: str
    kind: str
    sha256: str
    page_index: int | None
    page_label: str
    rectangles: tuple[CarriedRectangle, ...]
    rectangles_next: tuple[CarriedRectangle, ...]
    exact: str
    before: str
    after: str
    start_offset: int | None
    end_offset: int | None
    extractor: str
    from_ms: int | None
    to_ms: int | None
    picture: str
    links: tuple[CarriedLink, ...]
    rectangles_later: tuple[tuple[CarriedRectangle, ...], ...] = since(2, ())

    def anchor(self) -> Anchor:
        """Return its place; raises ValueError for a kind that is none."""
        return Anchor(
            AnchorKind(self.kind),
            self.sha256,
            self.page_index,
            self.page_label,
            tuple(_points(one) for one in self.rectangles),
            self._onward(),
            self.exact,
            self.before,
            self.after,
            self.start_offset,
            self.end_offset,
            self.extractor,
            self.from_ms,
            self.to_ms,
        )

    def _onward(self) -> tuple[tuple[Rectangle, ...], ...]:
        pages = (self.rectangles_next, *self.rectangles_later) if self.rectangles_next or self.rectangles_later else ()
        return tuple(tuple(_points(one) for one in page) for page in pages)


@dataclass(frozen=True, slots=True)
class CarriedStatement:
    """A descriptor statement relied on for a criterion; both are told from others by their text too."""

    criterion: str
    text: str
    edition: str
    statement: str
    words: str


@dataclass(frozen=True, slots=True)
class CarriedTest:
    """An answer to a test of an item, which had the file of this fingerprint then."""

    evidence: str
    sha256: str
    test: str
    answer: str
    note: str


@dataclass(frozen=True, slots=True)
class CarriedRead:
    """That an item was read, in the file of this fingerprint."""

    evidence: str
    sha256: str


@dataclass(frozen=True, slots=True)
class CarriedPerson:
    email: str
    name: str
    marks: tuple[CarriedMark, ...]
    statements: tuple[CarriedStatement, ...] = since(2, ())
    tests: tuple[CarriedTest, ...] = since(2, ())
    read: tuple[CarriedRead, ...] = since(2, ())


@dataclass(frozen=True, slots=True)
class CarriedMarks:
    """All marks of a case that whoever handed it over might see."""

    type: str
    reference: str
    people: tuple[CarriedPerson, ...]

    def to_plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = taken_apart(self, MARKS_TYPES[self.type])
        return plain

    @classmethod
    def from_plain(cls, plain: Any) -> "CarriedMarks":
        """Read marks; raises Refused naming every field that does not fit, by its path."""
        problems: list[Problem] = []
        kind = plain.get("type") if isinstance(plain, dict) else None
        if kind not in MARKS_TYPES:
            raise Refused(MARKS_FILE, [Problem("type", f"should be {' or '.join(MARKS_TYPES)}.")])
        found = taken_in(cls, plain, problems, MARKS_TYPES[kind])
        if problems:
            raise Refused(MARKS_FILE, problems)
        assert isinstance(found, CarriedMarks)
        return found

    def of(self, email: str) -> CarriedPerson | None:
        """Return what the person with this address made; None where nothing of theirs is here."""
        wanted = email.casefold()
        mine = [one for one in self.people if one.email.casefold() == wanted]
        if not mine:
            return None
        return CarriedPerson(
            mine[0].email,
            mine[0].name,
            tuple(mark for one in mine for mark in one.marks),
            tuple(ticked for one in mine for ticked in one.statements),
            tuple(answered for one in mine for answered in one.tests),
            tuple(item for one in mine for item in one.read),
        )


def carried_mark(evidence: str, anchor: Anchor, picture: str, links: Iterable[CarriedLink]) -> CarriedMark:
    """Return a mark as it travels."""
    onward = tuple(tuple(_hundredths(one) for one in page) for page in anchor.onward)
    return CarriedMark(
        evidence=evidence,
        kind=anchor.kind.value,
        sha256=anchor.sha256,
        page_index=anchor.page_index,
        page_label=anchor.page_label,
        rectangles=tuple(_hundredths(one) for one in anchor.rectangles),
        rectangles_next=onward[0] if onward else (),
        rectangles_later=onward[1:],
        exact=anchor.exact,
        before=anchor.before,
        after=anchor.after,
        start_offset=anchor.start_offset,
        end_offset=anchor.end_offset,
        extractor=anchor.extractor,
        from_ms=anchor.from_ms,
        to_ms=anchor.to_ms,
        picture=picture,
        links=tuple(links),
    )


def _hundredths(one: Rectangle) -> CarriedRectangle:
    return CarriedRectangle(*(round(value * 100) for value in one))


def _points(one: CarriedRectangle) -> Rectangle:
    return Rectangle(one.left / 100, one.bottom / 100, one.right / 100, one.top / 100)
