"""Whether a place can be marked, how marks are ordered, which overlap, and when a lost place is found again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpl_desk.domain.errors import RuleViolation
from rpl_desk.domain.passages import (
    CONTEXT,
    MOST_PAGES,
    Anchor,
    AnchorKind,
    PageWords,
    PassageRow,
    Rectangle,
    at_point,
    checked_anchor,
    clock_words,
    find_again,
    in_order,
    overlap,
    text_anchor,
    typed_anchor,
)

FILE = "a" * 64
OTHER = "b" * 64
LINE = Rectangle(72, 700, 200, 712)
TEXT = Anchor(
    AnchorKind.TEXT, FILE, 3, "4", (LINE,), exact="as shown", start_offset=10, end_offset=18, extractor="reader 1"
)
AREA = Anchor(AnchorKind.AREA, FILE, 3, "4", (Rectangle(100, 600, 300, 705),))
TIME = Anchor(AnchorKind.TIME, FILE, from_ms=680_000, to_ms=842_000)
PAGE = Anchor(AnchorKind.PAGE, FILE, page_label="iii")
WHOLE = Anchor(AnchorKind.WHOLE, FILE)


def row(key: int, anchor: Anchor) -> PassageRow:
    return PassageRow(key, 1, 1, 1, anchor, datetime(2026, 5, 1, tzinfo=UTC))


# -- what can be marked -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "anchor",
    [
        *(TEXT, AREA, TIME, PAGE, WHOLE),
        replace(TEXT, before="b" * CONTEXT, after="a" * CONTEXT),
        replace(TEXT, rectangles=(), start_offset=None, end_offset=None, page_index=None, extractor=""),
        replace(TEXT, page_index=None, page_label="", rectangles=()),
        replace(TEXT, onward=((LINE,),), end_offset=4),
        replace(TEXT, onward=((LINE,), (), (LINE, LINE)), end_offset=4),
        replace(TIME, to_ms=680_000),
        replace(PAGE, page_label="", page_index=0),
        replace(AREA, rectangles=(Rectangle(-20_000, 0, 20_000, 0.01),)),
    ],
)
def test_a_place_that_makes_sense_is_kept_as_it_is(anchor: Anchor):
    assert checked_anchor(anchor) == anchor


@pytest.mark.parametrize(
    ("anchor", "words"),
    [
        (replace(TEXT, sha256="a" * 63), "does not name the file"),
        (replace(TEXT, sha256="A" * 64), "does not name the file"),
        (replace(TEXT, page_index=-1), "before the first"),
        (replace(TEXT, before="b" * (CONTEXT + 1)), "more than 32 characters"),
        (replace(TEXT, end_offset=None), "a start or an end only"),
        (replace(TEXT, end_offset=19), "not as long as its offsets say"),
        (replace(TEXT, start_offset=-8, end_offset=0), "begins before the page"),
        (replace(TEXT, extractor=""), "which text they count in"),
        (replace(TEXT, exact="  \n"), "no text is marked"),
        (replace(TEXT, from_ms=1, to_ms=2), "a text has no time"),
        (replace(TEXT, page_index=None), "does not say which page"),
        (replace(TEXT, rectangles=(Rectangle(72, 700, 72, 712),)), "empty"),
        (replace(TEXT, rectangles=(Rectangle(72, 700, 72.004, 712),)), "empty"),
        (replace(TEXT, rectangles=(Rectangle(72, 712, 80, 700),)), "empty"),
        (replace(TEXT, rectangles=(Rectangle(0, 0, float("nan"), 10),)), "empty or lies outside"),
        (replace(TEXT, rectangles=(Rectangle(0, 0, 20_001, 10),)), "lies outside"),
        (replace(TEXT, onward=((LINE,), ()), end_offset=4), "only a text can run on"),
        (replace(TEXT, onward=((LINE,),) * MOST_PAGES, end_offset=4), "more than 50 pages"),
        (replace(AREA, rectangles=()), "no area is marked"),
        (replace(AREA, onward=((LINE,),)), "only a text can run on"),
        (replace(AREA, start_offset=1, end_offset=2), "neither offsets nor a time"),
        (replace(TIME, from_ms=None, to_ms=None), "no time is marked"),
        (replace(TIME, to_ms=None), "a start or an end only"),
        (replace(TIME, from_ms=842_001), "ends before it starts"),
        (replace(TIME, page_index=1), "a time has no page"),
        (replace(PAGE, page_label=" "), "no page is named"),
        (replace(PAGE, exact="text"), "marked as a whole"),
        (replace(WHOLE, page_label="4"), "no place within it"),
    ],
)
def test_a_place_that_does_not_is_refused_with_what_is_wrong(anchor: Anchor, words: str):
    with pytest.raises(RuleViolation, match=words):
        checked_anchor(anchor)


def test_rectangles_are_kept_to_a_hundredth_of_a_point():
    kept = checked_anchor(replace(TEXT, rectangles=(Rectangle(72.1234, 700.005, 200.999, 712.0),)))
    assert kept.rectangles == (Rectangle(72.12, 700.0, 201.0, 712.0),)


@pytest.mark.parametrize(
    ("page", "quotation", "kind", "place"),
    [
        ("4", "as shown", AnchorKind.TEXT, "4"),
        ("", "as shown", AnchorKind.TEXT, ""),
        ("iii", "", AnchorKind.PAGE, "iii"),
        ("", "", AnchorKind.WHOLE, ""),
    ],
)
def test_a_place_named_by_hand_is_what_its_words_say(page, quotation, kind, place):
    anchor = checked_anchor(typed_anchor(FILE, page, quotation))
    assert (anchor.kind, anchor.place, anchor.exact) == (kind, place, quotation)
    assert anchor.is_placed is (kind is AnchorKind.WHOLE)


@pytest.mark.parametrize(
    ("anchor", "place"),
    [(TEXT, "4"), (replace(TEXT, page_label=""), "4"), (TIME, "00:11:20 to 00:14:02"), (PAGE, "iii"), (WHOLE, "")],
)
def test_the_place_in_words(anchor: Anchor, place: str):
    assert anchor.place == place


def test_a_moment_of_a_long_recording():
    assert clock_words(36_061_999) == "10:01:01"
    assert replace(TIME, to_ms=680_000).place == "00:11:20"


# -- order and overlap ------------------------------------------------------------------------------------------------


def test_marks_come_in_reading_order():
    lower = replace(AREA, rectangles=(Rectangle(0, 10, 10, 20),))
    marks = [
        row(1, replace(TEXT, page_index=10)),
        row(2, replace(TEXT, start_offset=200, end_offset=208)),
        row(3, TEXT),
        row(4, lower),
        row(5, AREA),
        row(6, WHOLE),
        row(7, TEXT),
        row(8, replace(PAGE, page_label="2")),
    ]
    assert [one.id for one in in_order(marks)] == [6, 8, 5, 4, 3, 7, 2, 1]


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 4_000_000), st.integers(0, 4_000_000))
def test_the_sort_key_orders_as_numbers_do(page, other_page, start, other_start):
    def key(page: int, start: int) -> str:
        return replace(TEXT, page_index=page, start_offset=start, end_offset=start + 8).sort_key

    one, other = (page, start), (other_page, other_start)
    assert (key(*one) < key(*other)) is (one < other)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (TEXT, TEXT, True),
        (TEXT, replace(TEXT, start_offset=17, end_offset=25), True),
        (TEXT, replace(TEXT, start_offset=18, end_offset=26), False),
        (TEXT, replace(TEXT, sha256=OTHER), False),
        (TEXT, replace(TEXT, page_index=4), False),
        (TEXT, AREA, True),
        (TEXT, replace(AREA, rectangles=(Rectangle(100, 600, 300, 700),)), False),
        (TEXT, replace(AREA, page_index=2), False),
        (replace(TEXT, onward=((LINE,),), end_offset=4), replace(AREA, page_index=4), True),
        (replace(TEXT, onward=((), (LINE,)), end_offset=4), replace(AREA, page_index=5), True),
        (replace(TEXT, onward=((), (LINE,)), end_offset=4), replace(AREA, page_index=4), False),
        (TIME, replace(TIME, from_ms=842_000, to_ms=900_000), True),
        (TIME, replace(TIME, from_ms=842_001, to_ms=900_000), False),
        (TEXT, PAGE, False),
        (WHOLE, WHOLE, False),
    ],
)
def test_marks_overlap_where_they_share_a_part(one: Anchor, other: Anchor, expected: bool):
    assert overlap(one, other) is expected
    assert overlap(other, one) is expected


def test_marks_at_a_point_come_smallest_first():
    marks = [row(1, AREA), row(2, TEXT), row(3, WHOLE), row(4, replace(TEXT, page_index=4))]
    assert [one.id for one in at_point(marks, 3, 150, 703)] == [2, 1]
    assert at_point(marks, 3, 90, 690) == []
    assert [one.id for one in at_point(marks, 4, 72, 700)] == [4]


# -- finding a place again --------------------------------------------------------------------------------------------

LEFT, RIGHT = "in the second task of the unit, ", " and once more in the log of 12."
SENTENCE = f"{LEFT}she listens first{RIGHT}"


def pages(*texts: str) -> list[PageWords]:
    return [PageWords(number, str(number + 1), text, "reader 2") for number, text in enumerate(texts)]


def marked(text: str, exact: str) -> Anchor:
    start = text.index(exact)
    return text_anchor(FILE, PageWords(0, "1", text, "reader 1"), start, start + len(exact), (LINE,))


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ((SENTENCE,), (0, len(LEFT))),
        (("A new first page.", f"Moved: {SENTENCE}"), (1, len("Moved: ") + len(LEFT))),
        ((f"{SENTENCE} she listens first, elsewhere.",), (0, len(LEFT))),
        ((SENTENCE, SENTENCE), None),
        ((SENTENCE + SENTENCE,), None),
        ((SENTENCE.replace("listens", "listened"),), None),
        ((SENTENCE.replace("second", "third"),), None),
        ((SENTENCE.replace("once more", "again"),), None),
        ((SENTENCE.upper(),), None),
        ((SENTENCE[:40], SENTENCE[40:]), None),
        ((), None),
    ],
)
def test_a_text_is_proposed_only_where_it_stands_once_with_all_its_context(texts, found):
    anchor = marked(SENTENCE, "she listens first")
    proposed = find_again(anchor, OTHER, pages(*texts))
    assert (None if proposed is None else (proposed.page_index, proposed.start_offset)) == found
    if proposed is not None:
        assert (proposed.sha256, proposed.exact, proposed.extractor) == (OTHER, anchor.exact, "reader 2")
        assert proposed.rectangles == ()
        text = texts[proposed.page_index]
        assert text[proposed.start_offset : proposed.end_offset] == anchor.exact
        checked_anchor(proposed)


def test_a_text_that_runs_on_is_found_where_it_runs_on_again():
    anchor = replace(marked(SENTENCE, "she listens first"), onward=((LINE,),), start_offset=len(LEFT), end_offset=8)
    at = SENTENCE.index("listens")
    proposed = find_again(anchor, OTHER, pages("", SENTENCE[:at], SENTENCE[at:]))
    assert proposed is not None
    assert (proposed.page_index, proposed.start_offset, proposed.end_offset) == (1, len(LEFT), len("listens first"))
    assert find_again(anchor, OTHER, pages(SENTENCE, "")) is None


def test_a_text_over_three_pages_is_found_where_it_runs_over_three_again():
    anchor = replace(
        marked(SENTENCE, "she listens first"), onward=((LINE,), (LINE,)), start_offset=len(LEFT), end_offset=5
    )
    one, two = SENTENCE.index("listens"), SENTENCE.index("first")
    proposed = find_again(anchor, OTHER, pages("", SENTENCE[:one], SENTENCE[one:two], SENTENCE[two:]))
    assert proposed is not None
    assert (proposed.page_index, proposed.start_offset, proposed.end_offset) == (1, len(LEFT), len("first"))
    assert proposed.place == "2-4"
    assert find_again(anchor, OTHER, pages(SENTENCE[:one], SENTENCE[one:], "")) is None


def test_a_quotation_typed_by_hand_is_proposed_where_it_is_the_only_one():
    typed = typed_anchor(FILE, "4", "she listens first")
    assert find_again(typed, FILE, pages("Nothing.", SENTENCE)).page_index == 1
    assert find_again(typed, FILE, pages(SENTENCE, SENTENCE)) is None


@pytest.mark.parametrize("anchor", [AREA, TIME, PAGE, WHOLE])
def test_only_text_is_ever_found_again(anchor: Anchor):
    assert find_again(anchor, OTHER, pages(SENTENCE)) is None


@given(st.text("ab ", min_size=1, max_size=60), st.data())
def test_what_was_marked_once_is_found_in_the_same_text(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    anchor = text_anchor(FILE, PageWords(0, "1", text, "reader 1"), start, end)
    wanted = anchor.before + anchor.exact + anchor.after
    proposed = find_again(anchor, OTHER, pages(text))
    once = sum(text.startswith(wanted, at) for at in range(len(text))) == 1
    assert (proposed is not None) is once
    if proposed is not None:
        assert (proposed.start_offset, proposed.end_offset) == (start, end)
