"""How recent learning is, and where the same file turns up twice."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpl_desk.domain.evidence import DoubleUse, currency_note, day_words, is_current, same_bytes, years_after

from .domain_rows import evidence_row

PANEL = date(2026, 5, 28)


@pytest.mark.parametrize(
    ("learned", "panel", "years", "expected"),
    [
        (date(2021, 5, 28), PANEL, 5, True),
        (date(2021, 5, 27), PANEL, 5, False),
        (date(2021, 5, 29), PANEL, 5, True),
        (date(2025, 5, 28), PANEL, 1, True),
        (date(2025, 5, 27), PANEL, 1, False),
        (PANEL, PANEL, 1, True),
        (date(2024, 2, 29), date(2025, 2, 28), 1, True),
        (date(2024, 2, 29), date(2025, 3, 1), 1, False),
        (date(2020, 2, 29), date(2024, 2, 29), 4, True),
        (date(2020, 2, 29), date(2024, 3, 1), 4, False),
        (date(2019, 3, 1), date(2024, 2, 29), 5, True),
        (date(2019, 2, 28), date(2024, 2, 29), 5, False),
        (None, PANEL, 5, None),
    ],
)
def test_exactly_the_years_is_still_current(learned, panel, years, expected):
    assert is_current(learned, panel, years) is expected


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(1, 50))
def test_a_day_some_years_on_keeps_its_month(day, years):
    later = years_after(day, years)
    assert (later.year, later.month) == (day.year + years, day.month)
    assert later.day == day.day or (day.month, day.day, later.day) == (2, 29, 28)


@pytest.mark.parametrize(
    ("learned", "years", "exception", "note"),
    [
        (date(2024, 5, 1), 5, "", "Learned 1 May 2024, within 5 years of the panel on 28 May 2026."),
        (date(2025, 12, 31), 1, "", "Learned 31 December 2025, within 1 year of the panel on 28 May 2026."),
        (
            date(2019, 6, 14),
            5,
            " Refreshed each year ",
            "Learned 14 June 2019, more than 5 years before the panel on 28 May 2026. Exception: Refreshed each year",
        ),
        (date(2026, 6, 1), 5, "", "Learned 1 June 2026, which is after the panel on 28 May 2026."),
        (PANEL, 5, "", "Learned 28 May 2026, within 5 years of the panel on 28 May 2026."),
        (None, 5, "", "No date of learning is recorded, so currency cannot be told."),
    ],
)
def test_currency_is_said_in_words(learned, years, exception, note):
    item = evidence_row(learned_on=learned, currency_exception=exception)
    assert currency_note(item, PANEL, years) == note


def test_days_are_written_with_the_month_in_full():
    months = [day_words(date(2026, month, 9)) for month in range(1, 13)]
    assert months[0] == "9 January 2026" and months[11] == "9 December 2026"
    assert [one.split()[1][:3] for one in months] == [
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
        "Dec",
    ]


def test_the_same_bytes_are_named_with_every_place():
    same = "a" * 64
    found = same_bytes(
        [
            ("RPL-2026-0034", evidence_row(2, sha256=same)),
            ("RPL-2026-0034", evidence_row(3)),
            ("RPL-2025-0007", evidence_row(11, sha256=same)),
            ("RPL-2026-0034", evidence_row(4, sha256=same)),
        ]
    )
    assert found == (DoubleUse(same, ("RPL-2026-0034 E02", "RPL-2025-0007 E11", "RPL-2026-0034 E04")),)
    assert found[0].words == (
        "The same file is registered as RPL-2026-0034 E02 and RPL-2025-0007 E11 and RPL-2026-0034 E04."
    )


def test_the_same_file_twice_in_one_case_is_named_too():
    (found,) = same_bytes([("RPL-2026-0034", evidence_row(number, sha256="a" * 64)) for number in (1, 2)])
    assert found.places == ("RPL-2026-0034 E01", "RPL-2026-0034 E02")


def test_different_files_are_no_double_use():
    assert same_bytes([]) == ()
    assert same_bytes([("RPL-2026-0034", evidence_row(1)), ("RPL-2026-0034", evidence_row(2))]) == ()
