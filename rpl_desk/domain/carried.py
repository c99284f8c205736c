"""Marks as they travel with a case folder: whose they are, in which file, and what each says of which criterion.

They lie in `marks.json` beside `case.json`; pictures of marked places lie in files of their own, by their digest. What
is signed or sealed never travels: a mark is taken in again by the person who made it.
"""

from collections.abc import Iterable
from typing import Any

from .errors import Problem, Refused
from .passages import Anchor, AnchorKind, Rectangle
from .plain import taken_apart, taken_in
from .rows import dataclass

MARKS_FILE = "marks.json"
PICTURES = "pictures"
MARKS_TYPE = "rpl-desk/marks/1"


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
    """A place in a file, field by field as in `Anchor`; `picture` is the SHA-256 of its PNG, or empty."""

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

    def anchor(self) -> Anchor:
        """Return its place; raises ValueError for a kind that is none."""
        return Anchor(
            AnchorKind(self.kind),
            self.sha256,
            self.page_index,
            self.page_label,
            tuple(_points(one) for one in self.rectangles),
            tuple(_points(one) for one in self.rectangles_next),
            self.exact,
            self.before,
            self.after,
            self.start_offset,
            self.end_offset,
            self.extractor,
            self.from_ms,
            self.to_ms,
        )


@dataclass(frozen=True, slots=True)
class CarriedPerson:
    email: str
    name: str
    marks: tuple[CarriedMark, ...]


@dataclass(frozen=True, slots=True)
class CarriedMarks:
    """All marks of a case that whoever handed it over might see."""

    type: str
    reference: str
    people: tuple[CarriedPerson, ...]

    def to_plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = taken_apart(self, 1)
        return plain

    @classmethod
    def from_plain(cls, plain: Any) -> "CarriedMarks":
        """Read marks; raises Refused naming every field that does not fit, by its path."""
        problems: list[Problem] = []
        kind = plain.get("type") if isinstance(plain, dict) else None
        if kind != MARKS_TYPE:
            raise Refused(MARKS_FILE, [Problem("type", f"should be {MARKS_TYPE}.")])
        found = taken_in(cls, plain, problems)
        if problems:
            raise Refused(MARKS_FILE, problems)
        assert isinstance(found, CarriedMarks)
        return found

    def of(self, email: str) -> tuple[CarriedMark, ...]:
        """Return the marks of the person with this address."""
        wanted = email.casefold()
        return tuple(mark for one in self.people if one.email.casefold() == wanted for mark in one.marks)


def carried_mark(evidence: str, anchor: Anchor, picture: str, links: Iterable[CarriedLink]) -> CarriedMark:
    """Return a mark as it travels."""
    return CarriedMark(
        evidence=evidence,
        kind=anchor.kind.value,
        sha256=anchor.sha256,
        page_index=anchor.page_index,
        page_label=anchor.page_label,
        rectangles=tuple(_hundredths(one) for one in anchor.rectangles),
        rectangles_next=tuple(_hundredths(one) for one in anchor.rectangles_next),
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
