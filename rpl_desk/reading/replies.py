"""What the worker answers, taken apart: every field looked at, since the worker may have been taken over by a file."""

import math
from typing import Any

from ..domain.preview import (
    About,
    Attachment,
    Block,
    Bookmark,
    DocumentKind,
    Flow,
    Outline,
    Page,
    PageText,
    Picture,
    Place,
    Span,
    SpanKind,
    Style,
)
from .wire import (
    MOST_ABOUT,
    MOST_ATTACHMENTS,
    MOST_BLOCKS,
    MOST_BOOKMARKS,
    MOST_DOCUMENT,
    MOST_FLOW,
    MOST_FLOW_TEXT,
    MOST_PAGE_CHARACTERS,
    MOST_PAGES,
    MOST_PIXELS,
    MOST_SIDE,
    MOST_SPANS,
    PIXEL,
    Malformed,
    parsed,
)

_TURNS = (0, 90, 180, 270)
_FAR = 1_000_000.0
_LONGEST = 1_000


def check_picture(mark: int, facts: Any, size: int) -> None:
    """Take as many bytes as the picture's own size says, and no picture past the limits."""
    width, height, stride = (_whole(facts.get(name), 1, MOST_SIDE * 4) for name in ("width", "height", "stride"))
    if width > MOST_SIDE or height > MOST_SIDE or width * height > MOST_PIXELS:
        raise Malformed("a picture larger than asked for")
    if stride != width * PIXEL or size != stride * height:
        raise Malformed("a picture that is not as large as it says")


def check_text(mark: int, facts: Any, size: int) -> None:
    """Take the boxes and at most four bytes a character."""
    characters = _whole(facts.get("characters"), 0, MOST_PAGE_CHARACTERS)
    boxes = _whole(facts.get("boxes"), 0, 4 * MOST_PAGE_CHARACTERS)
    if boxes not in (0, 4 * characters) or not boxes * 4 + characters <= size <= boxes * 4 + 4 * characters:
        raise Malformed("a text that is not as long as it says")


def check_flow(mark: int, facts: Any, size: int) -> None:
    """Take text and blocks inside their limits."""
    if _whole(facts.get("text"), 0, MOST_FLOW_TEXT) > size or size > MOST_FLOW:
        raise Malformed("a flow longer than asked for")


def check_attached(mark: int, facts: Any, size: int) -> None:
    """Take a file as long as it says, and none past the largest that may come in."""
    if _whole(facts.get("size"), 0, MOST_DOCUMENT) != size:
        raise Malformed("a file that is not as long as it says")


def check_about(mark: int, facts: Any, size: int) -> None:
    """Take no more than a file may say of itself."""
    if size > MOST_ABOUT or type(facts.get("whole")) is not bool:
        raise Malformed("more than a file may say of itself")


def about(facts: Any, body: bytearray | memoryview) -> About:
    rows = _rows(parsed(bytes(body)), MOST_ABOUT, 2)
    if any(not isinstance(one, str) for row in rows for one in row):
        raise Malformed("words that are none")
    return About(tuple((_text(where), words) for where, words in rows), facts["whole"])


def attached(facts: Any, body: bytearray | memoryview) -> bytes:
    return bytes(body)


def outline(facts: Any) -> Outline:
    seconds = facts.get("seconds")
    return Outline(
        kind=DocumentKind(_word(facts.get("kind"), DocumentKind)),
        media_type=_text(facts.get("media_type")),
        pages=tuple(
            Page(_number(wide), _number(high), _text(label))
            for wide, high, label in _list(facts, "pages", MOST_PAGES, 3)
        ),
        bookmarks=tuple(
            Bookmark(_text(title), _whole(depth, 0, 100), page if _whole(page, -1, MOST_PAGES * 100) >= 0 else None)
            for title, depth, page in _list(facts, "bookmarks", MOST_BOOKMARKS, 3)
        ),
        attachments=tuple(
            Attachment(_text(name), _text(kind), size if _whole(size, -1, 1 << 40) >= 0 else None)
            for name, kind, size in _list(facts, "attachments", MOST_ATTACHMENTS, 3)
        ),
        seconds=None if seconds is None else _number(seconds),
        notes=tuple(_text(note) for (note,) in _list(facts, "notes", 50, 1)),
        guards=tuple(_text(guard) for (guard,) in _list(facts, "guards", 50, 1)),
    )


def picture(facts: Any, body: bytearray | memoryview) -> Picture:
    return Picture(facts["width"], facts["height"], facts["stride"], body, _place(facts))


def page_text(facts: Any, body: bytearray | memoryview) -> PageText:
    boxes = memoryview(body)[: facts["boxes"] * 4].cast("f")
    if not math.isfinite(sum(boxes)):
        raise Malformed("a box that is nowhere")
    text = _decoded(body[facts["boxes"] * 4 :])
    if len(text) != facts["characters"]:
        raise Malformed("a text that is not as long as it says")
    confidence = facts.get("confidence")
    sure = None if confidence is None else _whole(confidence, 0, 100)
    return PageText(text, _text(facts.get("extractor")), boxes, _place(facts), facts.get("cut") is True, sure)


def flow(facts: Any, body: bytearray | memoryview) -> Flow:
    text = _decoded(body[: facts["text"]])
    blocks: list[Block] = []
    end = 0
    for style, start, stop, level, note, spans in _rows(parsed(bytes(body[facts["text"] :])), MOST_BLOCKS, 6):
        _whole(start, end, len(text))
        end = _whole(stop, start, len(text))
        found = []
        for first, last, kind, words in _rows(spans, MOST_SPANS, 4):
            _whole(first, start, end)
            found.append(Span(first, _whole(last, first, end), SpanKind(_word(kind, SpanKind)), _text(words)))
        kind = Style(_word(style, Style))
        blocks.append(Block(kind, start, end, _whole(level, 0, 9), _text(note), tuple(found)))
    return Flow(text, _text(facts.get("extractor")), tuple(blocks))


def _place(facts: Any) -> Place:
    (found,) = _rows([facts.get("place")], 1, 5)
    left, bottom, right, top = (_number(number) for number in found[:4])
    if found[4] not in _TURNS or right < left or top < bottom:
        raise Malformed("a page that is nowhere")
    return Place(left, bottom, right, top, found[4])


def _list(facts: Any, name: str, most: int, width: int) -> list[Any]:
    return _rows(facts.get(name, []), most, width)


def _rows(found: Any, most: int, width: int) -> list[Any]:
    """Return a list of lists of `width` items; where the width is 1, a list of bare items is taken too."""
    if not isinstance(found, list) or len(found) > most:
        raise Malformed("a list that is none, or too long")
    rows = [[item] for item in found] if width == 1 else found
    if any(not isinstance(row, list) or len(row) != width for row in rows):
        raise Malformed("a list of the wrong shape")
    return rows


def _text(found: Any) -> str:
    """Return words fit to show: a lone surrogate, which JSON can carry, would break whatever writes them down."""
    if not isinstance(found, str) or len(found) > _LONGEST or found.encode("utf-8", "replace").decode() != found:
        raise Malformed("words that are none, or too long")
    return found


def _decoded(packed: bytes | bytearray | memoryview) -> str:
    try:
        return str(packed, "utf-8")
    except UnicodeDecodeError:
        raise Malformed("text that is not UTF-8") from None


def _whole(found: Any, least: int, most: int) -> int:
    if type(found) is not int or not least <= found <= most:
        raise Malformed("a number out of its range")
    return found


def _number(found: Any) -> float:
    if type(found) not in (int, float) or not -_FAR <= found <= _FAR:
        raise Malformed("a length out of its range")
    return float(found)


def _word(found: Any, words: Any) -> str:
    if not isinstance(found, str) or found not in set(words):
        raise Malformed("a word that is not in the list")
    return found
