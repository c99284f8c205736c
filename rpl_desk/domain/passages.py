"""Passages: marked places in an evidence item, the links that tie them to criteria, and how a place is found again.

An original is never touched: a mark lies beside it and names the very bytes it was made on. Page coordinates are PDF
points of the page as it is in the file, unrotated, y upwards, so turning the view changes no stored number.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from .errors import RuleViolation
from .evidence import Stance
from .rows import dataclass

CONTEXT = 32
"""Characters kept before and after a marked text, by which it is told from the same words elsewhere."""

MOST_PAGES = 50  # that one mark runs over
LARGEST_POINT = 20_000  # a PDF page is at most 14,400 points wide or high
_LAST_TOP = 99_999


class AnchorKind(StrEnum):
    """What a place is. A page, and a text without offsets, were named by hand and not yet shown on the page."""

    TEXT = "text"
    AREA = "area"
    TIME = "time"
    PAGE = "page"
    WHOLE = "whole"


ANCHOR_WORDS = {
    AnchorKind.TEXT: "text",
    AnchorKind.AREA: "area",
    AnchorKind.TIME: "time",
    AnchorKind.PAGE: "page",
    AnchorKind.WHOLE: "whole item",
}


class Rectangle(NamedTuple):
    """A part of a page in points."""

    left: float
    bottom: float
    right: float
    top: float

    def rounded(self) -> "Rectangle":
        """Return it to a hundredth of a point, as it is kept."""
        return Rectangle(*(round(value, 2) for value in self))

    def meets(self, other: "Rectangle") -> bool:
        """Tell whether the two share some area; sharing an edge is not enough."""
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a passage is, told several ways so that it is found again or known to be lost.

    sha256: of the very bytes it was made on. page_index: from 0, None for an item without pages and for a place whose
    page was typed. page_label: the page as printed ("4", "iii", "12-13"). rectangles: on that page; onward: where a
    text runs on, those on each page after it, of which one without text has none. exact: the marked text as extracted,
    with up to 32 characters `before` and `after`. start_offset, end_offset: in the extracted text of its page, or of an
    item without pages; where a text runs on, its end is counted in the last page's text. extractor: what extracted the
    text, with its version.
    from_ms, to_ms: milliseconds from the start of a recording.
    """

    kind: AnchorKind
    sha256: str
    page_index: int | None = None
    page_label: str = ""
    rectangles: tuple[Rectangle, ...] = ()
    onward: tuple[tuple[Rectangle, ...], ...] = ()
    exact: str = ""
    before: str = ""
    after: str = ""
    start_offset: int | None = None
    end_offset: int | None = None
    extractor: str = ""
    from_ms: int | None = None
    to_ms: int | None = None

    @property
    def sort_key(self) -> str:
        """`page|offset|top`, each with leading noughts, so that text order is reading order; whole items come first."""
        page = self.page_index + 1 if self.page_index is not None else _leading_number(self.page_label)
        offset = self.start_offset if self.start_offset is not None else self.from_ms or 0
        top = _LAST_TOP - round(max((one.top for one in self.rectangles), default=_LAST_TOP))
        return f"{min(page, 99_999):05d}|{min(offset, 999_999_999):09d}|{top:05d}"

    @property
    def place(self) -> str:
        """The place within its item in words: "4", "00:11:20 to 00:14:02"; empty for the whole item."""
        if self.from_ms is not None and self.to_ms is not None:
            first, last = clock_words(self.from_ms), clock_words(self.to_ms)
            return first if first == last else f"{first} to {last}"
        if self.page_label:
            return self.page_label
        return "" if self.page_index is None else str(self.page_index + 1)

    @property
    def is_placed(self) -> bool:
        """Whether it leads to a spot that can be shown, not only to a page or a quotation that somebody typed."""
        return self.kind is AnchorKind.WHOLE or bool(
            self.rectangles or self.start_offset is not None or self.from_ms is not None
        )

    def on_page(self, index: int) -> tuple[Rectangle, ...]:
        """Return what it covers on a page, nothing where it is not there."""
        if self.page_index is None or not 0 <= index - self.page_index <= len(self.onward):
            return ()
        return (self.rectangles, *self.onward)[index - self.page_index]

    @property
    def all_rectangles(self) -> tuple[Rectangle, ...]:
        """What it covers on all its pages."""
        return tuple(one for page in (self.rectangles, *self.onward) for one in page)


@dataclass(frozen=True, slots=True)
class PassageRow:
    """One assessor's mark in an evidence item."""

    id: int
    revision: int
    assessment_id: int
    evidence_id: int
    anchor: Anchor
    made_at: datetime


@dataclass(frozen=True, slots=True)
class LinkRow:
    """What a passage says of a criterion; `strength` is 1 to 3."""

    id: int
    revision: int
    passage_id: int
    criterion_id: int
    stance: Stance
    strength: int
    note: str


@dataclass(frozen=True, slots=True)
class LinkedPassage:
    """A link with its passage, as lists and the record show it: `page` is the place in words, empty for a whole item.

    `id` and `revision` are the link's.
    """

    id: int
    revision: int
    assessment_id: int
    criterion_id: int
    evidence_id: int
    page: str
    quotation: str
    stance: Stance
    strength: int
    note: str
    passage_id: int


def linked_passage(passage: PassageRow, link: LinkRow) -> LinkedPassage:
    """Return a link together with its passage."""
    anchor = passage.anchor
    return LinkedPassage(
        id=link.id,
        revision=link.revision,
        assessment_id=passage.assessment_id,
        criterion_id=link.criterion_id,
        evidence_id=passage.evidence_id,
        page=anchor.place,
        quotation=anchor.exact,
        stance=link.stance,
        strength=link.strength,
        note=link.note,
        passage_id=passage.id,
    )


def typed_anchor(sha256: str, page: str, quotation: str) -> Anchor:
    """Return the anchor of a place named by hand: a quotation, else a page, else the whole item."""
    if quotation:
        return Anchor(AnchorKind.TEXT, sha256, page_label=page, exact=quotation)
    if page:
        return Anchor(AnchorKind.PAGE, sha256, page_label=page)
    return Anchor(AnchorKind.WHOLE, sha256)


def clock_words(milliseconds: int) -> str:
    """Return a moment of a recording as hours, minutes and whole seconds: "00:11:20"."""
    seconds = milliseconds // 1000
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _leading_number(label: str) -> int:
    """Return the number a typed page begins with, 0 where it begins with none."""
    digits = ""
    for character in label:
        if character not in "0123456789":
            break
        digits += character
    return int(digits[:5]) if digits else 0


# -- whether an anchor can be kept ------------------------------------------------------------------------------------


def checked_anchor(anchor: Anchor) -> Anchor:
    """Return the anchor as it is kept, its rectangles rounded; raises RuleViolation with the first thing wrong."""
    problem = next(_anchor_problems(anchor), None)
    if problem is not None:
        raise RuleViolation(f"This place cannot be marked: {problem}.")
    return replace(
        anchor,
        rectangles=tuple(one.rounded() for one in anchor.rectangles),
        onward=tuple(tuple(one.rounded() for one in page) for page in anchor.onward),
    )


def _anchor_problems(anchor: Anchor) -> Iterator[str]:
    if len(anchor.sha256) != 64 or set(anchor.sha256) - set("0123456789abcdef"):
        yield "it does not name the file it lies in"
    if anchor.page_index is not None and anchor.page_index < 0:
        yield "its page is before the first"
    if max(len(anchor.before), len(anchor.after)) > CONTEXT:
        yield f"more than {CONTEXT} characters stand beside it"
    if (anchor.start_offset is None) != (anchor.end_offset is None):
        yield "its text has a start or an end only"
    if (anchor.from_ms is None) != (anchor.to_ms is None):
        yield "its time has a start or an end only"
    if any(_is_no_rectangle(one) for one in anchor.all_rectangles):
        yield "an area on the page is empty or lies outside any page"
    if anchor.rectangles and anchor.page_index is None:
        yield "it covers a part of a page and does not say which page"
    if anchor.onward and not (anchor.rectangles and anchor.onward[-1] and anchor.kind is AnchorKind.TEXT):
        yield "only a text can run on to the next page"
    if len(anchor.onward) >= MOST_PAGES:
        yield f"it runs over more than {MOST_PAGES} pages; mark the rest as another passage, or the whole item"
    yield from _KIND_PROBLEMS[anchor.kind](anchor)


def _is_no_rectangle(one: Rectangle) -> bool:
    if not all(math.isfinite(value) and abs(value) <= LARGEST_POINT for value in one):
        return True
    kept = one.rounded()
    return not (kept.left < kept.right and kept.bottom < kept.top)


def _text_problems(anchor: Anchor) -> Iterator[str]:
    if not anchor.exact.strip():
        yield "no text is marked"
    if anchor.start_offset is not None and anchor.end_offset is not None:
        runs_on = bool(anchor.onward)
        if anchor.start_offset < 0 or anchor.end_offset < 0:
            yield "its text begins before the page does"
        elif not runs_on and anchor.end_offset - anchor.start_offset != len(anchor.exact):
            yield "its text is not as long as its offsets say"
        if not anchor.extractor:
            yield "its offsets do not say which text they count in"
    if anchor.from_ms is not None:
        yield "a text has no time"


def _area_problems(anchor: Anchor) -> Iterator[str]:
    if not anchor.rectangles:
        yield "no area is marked"
    if anchor.start_offset is not None or anchor.from_ms is not None:
        yield "an area has neither offsets nor a time"


def _time_problems(anchor: Anchor) -> Iterator[str]:
    if anchor.from_ms is None or anchor.to_ms is None:
        yield "no time is marked"
    elif not 0 <= anchor.from_ms <= anchor.to_ms:
        yield "its time ends before it starts"
    if anchor.rectangles or anchor.start_offset is not None or anchor.page_index is not None:
        yield "a time has no page"


def _page_problems(anchor: Anchor) -> Iterator[str]:
    if not anchor.page_label.strip() and anchor.page_index is None:
        yield "no page is named"
    if anchor.rectangles or anchor.start_offset is not None or anchor.from_ms is not None or anchor.exact:
        yield "a page is marked as a whole"


def _whole_problems(anchor: Anchor) -> Iterator[str]:
    if anchor != Anchor(AnchorKind.WHOLE, anchor.sha256):
        yield "the whole item has no place within it"


_KIND_PROBLEMS = {
    AnchorKind.TEXT: _text_problems,
    AnchorKind.AREA: _area_problems,
    AnchorKind.TIME: _time_problems,
    AnchorKind.PAGE: _page_problems,
    AnchorKind.WHOLE: _whole_problems,
}


# -- order and overlap ------------------------------------------------------------------------------------------------


def in_order(passages: Iterable[PassageRow]) -> list[PassageRow]:
    """Return the passages of an item in reading order; at one place the earlier made comes first."""
    return sorted(passages, key=lambda one: (one.anchor.sort_key, one.id))


def overlap(one: Anchor, other: Anchor) -> bool:
    """Tell whether two marks in the same bytes share some of them; pages and whole items lie beneath and share none."""
    if one.sha256 != other.sha256:
        return False
    if one.from_ms is not None and other.from_ms is not None and one.to_ms is not None and other.to_ms is not None:
        return one.from_ms <= other.to_ms and other.from_ms <= one.to_ms
    if _in_one_text(one, other):
        return _span(one)[0] < _span(other)[1] and _span(other)[0] < _span(one)[1]
    return any(
        mine.meets(theirs)
        for page in _pages(one) & _pages(other)
        for mine in one.on_page(page)
        for theirs in other.on_page(page)
    )


def at_point(passages: Iterable[PassageRow], page_index: int, x: float, y: float) -> list[PassageRow]:
    """Return the marks at a point of a page, the smallest first, so that stepping through them reaches each one."""

    def area(row: PassageRow) -> float:
        return sum((one.right - one.left) * (one.top - one.bottom) for one in row.anchor.all_rectangles)

    found = [row for row in passages if any(one.holds(x, y) for one in row.anchor.on_page(page_index))]
    return sorted(found, key=lambda row: (area(row), row.anchor.sort_key, row.id))


def _in_one_text(one: Anchor, other: Anchor) -> bool:
    def plain(anchor: Anchor) -> bool:
        return anchor.start_offset is not None and not anchor.onward

    same = one.page_index == other.page_index and one.extractor == other.extractor
    return same and plain(one) and plain(other)


def _span(anchor: Anchor) -> tuple[int, int]:
    return anchor.start_offset or 0, anchor.end_offset or 0


def _pages(anchor: Anchor) -> set[int]:
    if anchor.page_index is None:
        return set()
    return set(range(anchor.page_index, anchor.page_index + len(anchor.onward) + 1))


# -- finding a place again --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PageWords:
    """The extracted text of one page; an item without pages is one of index None."""

    index: int | None
    label: str
    text: str
    extractor: str


def find_again(anchor: Anchor, sha256: str, pages: Sequence[PageWords]) -> Anchor | None:
    """Return where a marked text stands in other bytes, None unless it stands there exactly once.

    It must be there to the letter, with all of its context before and after; nothing alike is ever taken for it. What
    is returned has no rectangles: it is a proposal, and a person looks at the page before it is kept.
    """
    if anchor.kind is not AnchorKind.TEXT or not anchor.exact:
        return None
    more = len(anchor.onward)
    hits = [
        one
        for at in range(len(pages) - more)
        for one in _hits(anchor, sha256, pages[at], pages[at + 1 : at + 1 + more])
    ]
    return hits[0] if len(hits) == 1 else None


def _hits(anchor: Anchor, sha256: str, page: PageWords, onward: Sequence[PageWords]) -> Iterator[Anchor]:
    """Yield where a text stands that begins on a page and ends on the last of those it runs on to."""
    before_last = len(page.text) + sum(len(one.text) for one in onward[:-1])
    text = page.text + "".join(one.text for one in onward)
    wanted = anchor.before + anchor.exact + anchor.after
    at = text.find(wanted)
    while at >= 0:
        start = at + len(anchor.before)
        end = start + len(anchor.exact)
        if not onward or (start < len(page.text) and before_last < end):
            yield Anchor(
                AnchorKind.TEXT,
                sha256,
                page_index=page.index,
                page_label=pages_label(page.label, onward[-1].label if onward else page.label),
                exact=anchor.exact,
                before=text[max(start - CONTEXT, 0) : start],
                after=text[end : end + CONTEXT],
                start_offset=start,
                end_offset=end - before_last if onward else end,
                extractor=page.extractor,
            )
        at = text.find(wanted, at + 1)


def pages_label(first: str, last: str) -> str:
    """Return the label of the pages a text runs over: "4-6", or of the one it stands on."""
    return first if first == last else f"{first}-{last}"


def text_anchor(sha256: str, page: PageWords, start: int, end: int, rectangles: Iterable[Rectangle] = ()) -> Anchor:
    """Return the anchor of a selection on one page, with its context: `start` and `end` are offsets in its text."""
    return Anchor(
        AnchorKind.TEXT,
        sha256,
        page_index=page.index,
        page_label=page.label,
        rectangles=tuple(rectangles),
        exact=page.text[start:end],
        before=page.text[max(start - CONTEXT, 0) : start],
        after=page.text[end : end + CONTEXT],
        start_offset=start,
        end_offset=end,
        extractor=page.extractor,
    )
