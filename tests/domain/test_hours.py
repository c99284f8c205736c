"""Hours are read as people state them, and what is kept tells again how they came about."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpl_desk.domain.credit import Hours
from rpl_desk.domain.errors import RuleViolation
from rpl_desk.domain.hours import Stated, disagreement, hours_of, stated, stated_typed, weeks_typed

from .domain_rows import activity


def noted(low, high, note):
    return replace(activity(1, low, high), note=note)


@pytest.mark.parametrize(
    ("text", "low", "high", "weeks"),
    [
        ("12.5", 125, 125, None),
        ("40-45", 400, 450, None),
        ("40 – 45.5", 400, 455, None),
        ("150 h", 1500, 1500, None),
        ("12.5 x 12", 125, 125, 12),
        ("12.5 h x 12 weeks", 125, 125, 12),
        ("3-4 hours × 1 week", 30, 40, 1),
        (" 2*10 ", 20, 20, 10),
    ],
)
def test_hours_are_typed_as_a_figure_a_range_or_week_by_week(text, low, high, weeks):
    found = stated_typed(text)
    assert (found.figure, found.weeks) == (Hours(low, high), weeks)


@pytest.mark.parametrize(
    "text", ["", "many", "1.25", "1-2-3", "-5", "12,5", "nan", "12 x", "x 12", "12 x 1.5", "1" * 9]
)
def test_what_is_no_hours_is_refused_with_how_to_type_them(text):
    with pytest.raises(RuleViolation, match=r"is not a number of hours\. Type 12\.5, a range"):
        stated_typed(text)


def test_contact_hours_may_be_typed_week_by_week_and_are_kept_in_all():
    assert hours_of("3 x 12") == Hours(360, 360)
    assert hours_of("30-36") == Hours(300, 360)


@pytest.mark.parametrize(("text", "weeks"), [("", None), (" ", None), ("12", 12), ("12 weeks", 12), ("1 week", 1)])
def test_weeks_are_typed_or_left_empty(text, weeks):
    assert weeks_typed(text) == weeks


@pytest.mark.parametrize("text", ["0", "1.5", "-3", "many", "1000"])
def test_what_is_no_number_of_weeks_is_refused(text):
    with pytest.raises(RuleViolation, match="is not a number of weeks"):
        weeks_typed(text)


@pytest.mark.parametrize(
    ("low", "high", "note", "how", "contact", "words"),
    [
        (1500, 1500, "", "150 h", None, ""),
        (1500, 1500, "in the clinic", "150 h", None, "in the clinic"),
        (1500, 1500, "12.5 h x 12 weeks", "12.5 h x 12 weeks", None, ""),
        (1500, 1500, "12.5 hours × 12 weeks; in the clinic", "12.5 h x 12 weeks", None, "in the clinic"),
        (1500, 1500, "12.5 h x 12 weeks; contact 36 h; a; b", "12.5 h x 12 weeks", Hours(360, 360), "a; b"),
        (1500, 1500, "Contact 36 hours", "150 h", Hours(360, 360), ""),
        (400, 450, "40-45 h x 1 week; contact 0-4.5 h", "40-45 h x 1 week", Hours(0, 45), ""),
        (1400, 1400, "12.5 h x 12 weeks; x", "140 h", None, "12.5 h x 12 weeks; x"),
        (1500, 1500, "about 12.5 h x 12 weeks", "150 h", None, "about 12.5 h x 12 weeks"),
    ],
)
def test_a_note_tells_how_the_hours_came_about(low, high, note, how, contact, words):
    found = stated(noted(low, high, note))
    assert (found.how, found.contact, found.words) == (how, contact, words)
    assert found.total == Hours(low, high)


def test_a_weekly_figure_that_does_not_come_to_the_hours_is_told():
    assert disagreement(noted(1400, 1400, "12.5 h x 12 weeks")) == (
        "the note says 12.5 h x 12 weeks, which is 150 h, and 140 h are recorded."
    )
    assert disagreement(noted(1500, 1500, "12.5 h x 12 weeks")) == ""
    assert disagreement(noted(1500, 1500, "in the clinic")) == ""


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Stated(Hours(0, 0)), "0 hours"),
        (Stated(Hours(450, 400)), "comes first"),
        (Stated(Hours(125, 125), 0), "0 weeks"),
        (Stated(Hours(2000, 2000), 101), "more than 20,000"),
        (Stated(Hours(100, 100), None, Hours(101, 101)), "more than the 10 hours of the activity"),
        (Stated(Hours(100, 100), None, Hours(50, 40)), "comes first"),
    ],
)
def test_hours_that_cannot_be_are_refused(said, words):
    with pytest.raises(RuleViolation, match=words):
        said.checked()


def test_contact_may_be_all_of_an_activity_and_no_more():
    said = Stated(Hours(10, 10), 10, Hours(100, 100))
    assert said.checked() is said


figures = st.tuples(st.integers(0, 3000), st.integers(0, 500)).map(lambda two: Hours(two[0], two[0] + two[1]))
words = st.text(st.characters(codec="utf-8", exclude_characters="0123456789"), max_size=30).map(str.strip)


@given(figures, st.none() | st.integers(1, 60), st.none() | figures, words)
def test_what_was_stated_is_read_back_from_what_is_kept(figure, weeks, contact, said):
    kept = Stated(figure, weeks, contact, said)
    assert stated(noted(kept.total.low, kept.total.high, kept.note)) == kept


@given(figures.filter(lambda one: one.high), st.none() | st.integers(1, 60))
def test_hours_are_typed_as_they_are_shown(figure, weeks):
    assert stated_typed(Stated(figure, weeks).how) == Stated(figure, weeks)


@given(st.text(max_size=60), st.integers(1, 5000))
def test_any_note_is_kept_whole_or_understood(note, tenths):
    found = stated(noted(tenths, tenths, note))
    assert found.total == Hours(tenths, tenths)
    assert found.note == note.strip() or found.weeks is not None or found.contact is not None
