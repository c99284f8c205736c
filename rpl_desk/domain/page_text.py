"""Places and words in the text of a page: from a selection to rectangles, from a point to an offset, word by word.

Pure functions on `preview.PageText`; offsets count characters of its text, rectangles and points are in points of the
page's own unrotated space, y upwards.
"""

import re

from .passages import CONTEXT, Rectangle
from .preview import PageText, Place

# A word: letters and digits with the marks that join them ("learner's", "co-operate", "3.5").
_WORD = re.compile(r"\w+(?:['’.\-‐]\w+)*")


def box_of(page: PageText, offset: int) -> Rectangle | None:
    """Return the box of one character; None for one that has no place, such as a line end."""
    found = Rectangle(*page.boxes[4 * offset : 4 * offset + 4])
    return found if found.right > found.left and found.top > found.bottom else None


def rectangles(page: PageText, start: int, end: int) -> list[Rectangle]:
    """Return one rectangle for each line, or piece of a line, of a selection, in the order of the text."""
    found: list[Rectangle] = []
    for offset in range(max(start, 0), min(end, len(page.text))):
        box = box_of(page, offset)
        if box is None:
            continue
        if found and _same_run(found[-1], box):
            last = found[-1]
            found[-1] = Rectangle(
                min(last.left, box.left),
                min(last.bottom, box.bottom),
                max(last.right, box.right),
                max(last.top, box.top),
            )
        else:
            found.append(box)
    return found


def _same_run(run: Rectangle, box: Rectangle) -> bool:
    """Return whether a character stands on the run's line, beside it and not a column away."""
    height = min(run.top - run.bottom, box.top - box.bottom)
    shared = min(run.top, box.top) - max(run.bottom, box.bottom)
    gap = max(box.left - run.right, run.left - box.right)
    return shared > height / 2 and gap < 2 * max(run.top - run.bottom, box.top - box.bottom)


def offset_at(page: PageText, x: float, y: float) -> int | None:
    """Return the offset of the character at a point, or the nearest one on the page; None when nothing has a place.

    A point inside a box finds its character; else the nearest box counts, distance up and down twice over, since a
    reader points beside a line more often than above it.
    """
    best, least = None, 0.0
    boxes = page.boxes
    for offset in range(len(page.text)):
        left, bottom, right, top = boxes[4 * offset : 4 * offset + 4]
        if right <= left or top <= bottom:
            continue
        across = left - x if x < left else x - right if x > right else 0.0
        along = bottom - y if y < bottom else y - top if y > top else 0.0
        distance = across + 2 * along
        if best is None or distance < least:
            best, least = offset, distance
            if distance == 0:
                break
    return best


def caret_at(page: PageText, x: float, y: float) -> int | None:
    """Return the offset between characters nearest to a point: before a character, or behind it in its second half."""
    offset = offset_at(page, x, y)
    if offset is None:
        return None
    box = box_of(page, offset)
    return offset + 1 if box is not None and x > (box.left + box.right) / 2 else offset


def word_at(text: str, offset: int) -> tuple[int, int]:
    """Return start and end of the word that holds an offset, or the one character there."""
    start = text.rfind("\n", 0, offset) + 1
    for found in _WORD.finditer(text, start):
        if found.start() > offset:
            break
        if found.end() > offset:
            return found.span()
    return offset, min(offset + 1, len(text))


def next_word(text: str, offset: int) -> tuple[int, int] | None:
    """Return the first word that begins behind an offset; None when there is none."""
    found = _WORD.search(text, word_at(text, offset)[1] if offset < len(text) else offset)
    return found.span() if found else None


def previous_word(text: str, offset: int) -> tuple[int, int] | None:
    """Return the last word that ends at or before an offset; None when there is none."""
    last = None
    begin = max(0, offset - 1_000)
    for found in _WORD.finditer(text, begin if begin == 0 else text.find(" ", begin, offset)):
        if found.end() > offset:
            break
        last = found.span()
    return last


def next_line(page: PageText, offset: int, *, back: bool = False) -> int | None:
    """Return the offset below (or above) a character in the next line that has places; None at the page's end."""
    box = box_of(page, offset) if offset < len(page.text) else None
    edge = page.text.rfind("\n", 0, offset) if back else page.text.find("\n", offset)
    if edge < 0:
        return None
    span = (page.text.rfind("\n", 0, edge) + 1, edge) if back else (edge + 1, _line_end(page.text, edge + 1))
    middle = (box.left + box.right) / 2 if box else 0.0
    placed = [(abs((b.left + b.right) / 2 - middle), at) for at in range(*span) if (b := box_of(page, at))]
    return min(placed)[1] if placed else (span[0] if span[0] < len(page.text) else None)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def quotation(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Return the exact text of a selection with 32 characters before and after it, as an anchor keeps them."""
    return text[max(0, start - CONTEXT) : start], text[start:end], text[end : end + CONTEXT]


def to_picture(place: Place, box: Rectangle, scale: float) -> Rectangle:
    """Return where a rectangle lies in a picture of the page, in pixels from its upper left corner.

    scale: pixels for each point. The fields are left, upper edge, right and lower edge, in that order.
    """
    one, two = _turned(place, box.left, box.bottom), _turned(place, box.right, box.top)
    left, right = sorted((one[0] * scale, two[0] * scale))
    upper, lower = sorted((one[1] * scale, two[1] * scale))
    return Rectangle(left, upper, right, lower)


def _turned(place: Place, x: float, y: float) -> tuple[float, float]:
    """Return a point as shown: from the upper left corner of the page turned upright, y downwards."""
    match place.rotation:
        case 90:
            return y - place.bottom, x - place.left
        case 180:
            return place.right - x, y - place.bottom
        case 270:
            return place.top - y, place.right - x
        case _:
            return x - place.left, place.top - y


def from_picture(place: Place, x: float, y: float, scale: float) -> tuple[float, float]:
    """Return the point of the page under a pixel of its picture; the reverse of `to_picture`."""
    across, down = x / scale, y / scale
    match place.rotation:
        case 90:
            return place.left + down, place.bottom + across
        case 180:
            return place.right - across, place.bottom + down
        case 270:
            return place.right - down, place.top - across
        case _:
            return place.left + across, place.top - down
