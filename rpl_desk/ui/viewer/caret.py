"""How a caret moves through the text of a page: by character, word and line, like in any field of text."""

from rpl_desk.domain.page_text import box_of, next_word, previous_word, word_at
from rpl_desk.domain.passages import Rectangle
from rpl_desk.domain.preview import PageText

CARET_WIDTH = 1.0  # points


def character_edge(page: PageText, offset: int, by: int) -> int:
    """Return the offset one character on (1) or back (-1), or the same at the page's end."""
    return min(max(offset + by, 0), len(page.text))


def word_edge(page: PageText, offset: int, by: int) -> int:
    """Return the end of the next word (1), or the start of the one before (-1)."""
    text = page.text
    if by < 0:
        before = previous_word(text, offset)
        return before[0] if before else 0
    if offset < len(text):
        start, end = word_at(text, offset)
        if text[start:end].strip(" \n") and (end - start > 1 or text[offset].isalnum()):
            return end
    after = next_word(text, offset)
    return after[1] if after else len(text)


def line_around(page: PageText, offset: int) -> tuple[int, int]:
    """Return first and last offset of the line a caret stands in."""
    start = page.text.rfind("\n", 0, offset) + 1
    end = page.text.find("\n", offset)
    return start, len(page.text) if end < 0 else end


def caret_box(page: PageText, offset: int) -> Rectangle | None:
    """Return where the caret is drawn: at the left of its character, or the right of the one before."""
    box = box_of(page, offset) if offset < len(page.text) else None
    if box is not None:
        return Rectangle(box.left, box.bottom, box.left + CARET_WIDTH, box.top)
    box = box_of(page, offset - 1) if 0 < offset <= len(page.text) else None
    return Rectangle(box.right, box.bottom, box.right + CARET_WIDTH, box.top) if box is not None else None
