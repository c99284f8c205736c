"""What the worker tells of a document: plain values, the same for every kind of file.

Coordinates of pages are PDF points (1/72 inch) of the page's own space, y upwards, never rotated; a picture counts one
pixel as one point, its origin at the lower left of the picture as it is shown. Offsets count characters of `text`.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum

from .errors import DeskError
from .rows import dataclass


class CannotPreview(DeskError):
    """A document, or one page of it, cannot be shown; the sentence says why, and that the original is kept."""


class NotWanted(Exception):
    """The request was cancelled, or the preview closed, before the answer came; nobody needs to be told."""


class DocumentKind(StrEnum):
    PAGES = "pages"  # page_picture and page_text
    PICTURE = "picture"  # page_picture only: one page for each frame
    FLOW = "flow"  # flow
    MAIL = "mail"  # flow, with attachments listed
    MEDIA = "media"  # neither: length and type only


@dataclass(frozen=True, slots=True)
class Page:
    """Width and height in points as the page is shown, its own rotation done; label: the printed number, or its own."""

    width: float
    height: float
    label: str


@dataclass(frozen=True, slots=True)
class Place:
    """The part of a page that is shown, in points of its own space; rotation: 0, 90, 180 or 270 degrees clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One line of a document's own outline; page from 0, None where it leads nowhere in this document."""

    title: str
    depth: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the document, listed and never opened; size in bytes, None when the document does not say."""

    name: str
    media_type: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Outline:
    """What is known once a document is open.

    seconds: length of a recording, where it says so. notes: sentences for the reader ("Only the first 5,000 pages are
    shown."). guards: the limits in force around the worker, by name.
    """

    kind: DocumentKind
    media_type: str
    pages: tuple[Page, ...] = ()
    bookmarks: tuple[Bookmark, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    seconds: float | None = None
    notes: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A page drawn upright; `pixels` are rows of `stride` bytes from the top: blue, green, red, 255 for each pixel."""

    width: int
    height: int
    stride: int
    pixels: bytearray | memoryview
    place: Place


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page in reading order as the extractor gives it.

    boxes: left, bottom, right, top of each character in points, four numbers a character and all zero where a character
    has no place of its own, such as a line end; empty when they were not asked for. See `page_text`. cut: the page
    holds more text than is given. confidence: None for text the document holds, else of its recognition, 0 to 100.
    """

    text: str
    extractor: str
    boxes: Sequence[float]
    place: Place
    cut: bool = False
    confidence: int | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself beside its text. words: where each stands ("author"), and the words; whole: is all."""

    words: tuple[tuple[str, str], ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class KeptWords:
    """What was recognised in pages of a scan and kept. pages: which, from 0; page: gives one with its boxes."""

    pages: frozenset[int]
    page: Callable[[int], PageText]


class Style(StrEnum):
    """What a block of a flow is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    CODE = "code"
    ROW = "row"
    SHEET = "sheet"  # the name of a sheet, before its rows
    SLIDE = "slide"  # the number of a slide, before its text
    NOTES = "notes"  # what the speaker wrote for themselves
    COMMENT = "comment"
    FOOTNOTE = "footnote"
    MARGIN = "margin"  # page header or footer
    FIELD = "field"  # a line of a mail's head
    ATTACHMENT = "attachment"
    NOTICE = "notice"  # our own words, such as what was left out


class SpanKind(StrEnum):
    """What a piece within a block is."""

    INSERTION = "insertion"
    DELETION = "deletion"
    COMMENTED = "commented"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int
    kind: SpanKind
    note: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the flow's text; level: of a heading, 1 to 9, or depth of a list item, from 1; else 0.

    note: our words beside it ("hidden sheet", "comment by Assessor One"). The cells of a row are parted by tabs.
    """

    style: Style
    start: int
    end: int
    level: int = 0
    note: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """A document without pages of its own; blocks are in order and do not overlap."""

    text: str
    extractor: str
    blocks: tuple[Block, ...]
