"""From selections to rectangles, from points to offsets, and word by word, on plain values."""

from array import array

import pytest

from rpl_desk.domain.page_text import (
    Rectangle,
    caret_at,
    from_picture,
    next_line,
    next_word,
    offset_at,
    previous_word,
    quotation,
    rectangles,
    to_picture,
    word_at,
)
from rpl_desk.domain.preview import PageText, Place

TEXT = "I led it.\nTwo lines"


def page(text: str = TEXT) -> PageText:
    """Return a page whose characters are 10 wide and 12 high, its lines 20 apart from 700 downwards."""
    boxes, x, y = array("f"), 100.0, 700.0
    for character in text:
        if character == "\n":
            boxes.extend((0, 0, 0, 0))
            x, y = 100.0, y - 20
        else:
            boxes.extend((x, y, x + 10, y + 12))
            x += 10
    return PageText(text, "test 1", boxes, Place(0, 0, 595, 842, 0))


def test_a_selection_is_one_rectangle_a_line():
    assert rectangles(page(), 2, 13) == [Rectangle(120, 700, 190, 712), Rectangle(100, 680, 130, 692)]
    assert rectangles(page(), 5, 5) == []
    assert rectangles(page(), -5, 99) == rectangles(page(), 0, len(TEXT))


def test_two_columns_of_one_line_are_two_rectangles():
    apart = page("ab")
    apart.boxes[4:8] = array("f", (400, 700, 410, 712))
    assert len(rectangles(apart, 0, 2)) == 2


def test_a_point_finds_its_character_or_the_nearest():
    assert offset_at(page(), 125, 706) == 2
    assert offset_at(page(), 900, 706) == 8
    assert offset_at(page(), 105, 100) == 10
    assert offset_at(page(""), 1, 1) is None
    assert (caret_at(page(), 121, 706), caret_at(page(), 128, 706)) == (2, 3)


def test_words_are_stepped_both_ways():
    text = "The learner's co-operation: 3.5 hours."
    words = []
    span = word_at(text, 0)
    while span is not None:
        words.append(text[slice(*span)])
        last, span = span, next_word(text, span[0])
    assert words == ["The", "learner's", "co-operation", "3.5", "hours"]
    back = []
    span = last
    while span is not None:
        back.append(text[slice(*span)])
        span = previous_word(text, span[0])
    assert back == words[::-1]
    assert word_at(text, 26) == (26, 27)
    assert next_word(text, len(text)) is None


def test_lines_are_stepped_by_their_places():
    assert next_line(page(), 2) == 12
    assert next_line(page(), 12, back=True) == 2
    assert next_line(page(), 12) is None


def test_a_quotation_has_its_surroundings():
    assert quotation(TEXT, 2, 5) == ("I ", "led", " it.\nTwo lines")
    assert [len(piece) for piece in quotation("x" * 200, 90, 100)] == [32, 10, 32]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_place_goes_to_the_picture_and_back(rotation):
    place = Place(10, 20, 210, 320, rotation)
    drawn = to_picture(place, Rectangle(50, 100, 60, 130), 2)
    wide, high = (400, 600) if rotation in (0, 180) else (600, 400)
    assert 0 <= drawn.left < drawn.right <= wide and 0 <= drawn.bottom < drawn.top <= high
    x, y = from_picture(place, (drawn.left + drawn.right) / 2, (drawn.bottom + drawn.top) / 2, 2)
    assert (x, y) == (55, 115)
