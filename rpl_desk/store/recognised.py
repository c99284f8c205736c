"""Where recognised words stand in their scan, kept packed beside their text, which is that of `page_text`."""

import json
import zlib
from array import array
from collections.abc import Iterable

from sqlalchemy import bindparam, select

from ..domain.errors import StorageProblem
from ..domain.preview import PageText, Place
from .action import Action, Reader
from .compiling import planned
from .tables import page_text, recognised_page, text_source

_FOUR = 16  # bytes of the four numbers of a character


def keep(action: Action, sha256: str, pages: Iterable[tuple[int, PageText]]) -> None:
    """Keep where the words of a file's pages, by number from 0, were recognised, in the place of what was kept."""
    action.drop_bytes(recognised_page, recognised_page.c.sha256 == sha256)
    for number, page in pages:
        place = page.place
        action.keep_bytes(
            recognised_page,
            sha256=sha256,
            page=number,
            confidence=page.confidence or 0,
            place=json.dumps([place.left, place.bottom, place.right, place.top, place.rotation]),
            boxes=zlib.compress(array("f", page.boxes).tobytes()),
        )


_NUMBERS = planned(int, select(recognised_page.c.page).where(recognised_page.c.sha256 == bindparam("sha256")))
_WHERE = recognised_page.c
_PAGE = planned(
    lambda *row: row,
    select(page_text.c.text, text_source.c.extractor, _WHERE.confidence, _WHERE.place, _WHERE.boxes)
    .join(text_source, text_source.c.sha256 == page_text.c.sha256)
    .join(recognised_page, (_WHERE.sha256 == page_text.c.sha256) & (_WHERE.page == page_text.c.page))
    .where(page_text.c.sha256 == bindparam("sha256"), page_text.c.page == bindparam("page")),
)


def numbers(read: Reader, sha256: str) -> frozenset[int]:
    """Return which pages of a file, from 0, have kept places of recognised words."""
    return frozenset(read.planned(_NUMBERS, sha256=sha256))


def page(read: Reader, sha256: str, number: int) -> PageText:
    """Return the recognised words of a page with the box of each character; raises StorageProblem where they differ."""
    for text, extractor, confidence, place, packed in read.planned(_PAGE, sha256=sha256, page=number):
        boxes = array("f")
        try:
            boxes.frombytes(zlib.decompressobj().decompress(packed, _FOUR * len(text) + 1))
            where = Place(*json.loads(place))
        except (zlib.error, ValueError, TypeError):
            break
        if len(boxes) == 4 * len(text):
            return PageText(text, extractor, boxes, where, confidence=confidence)
    raise StorageProblem(
        f"Where the words of page {number + 1} stand is not kept as it should be. Have the words recognised again."
    )
