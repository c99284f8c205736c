"""Named awards are checked as advice, from the shipped table, with its source."""

import json

import pytest

from rpl_desk.domain.awards import award_checks, load_awards, rpl_advice
from rpl_desk.paths import resource

AWARDS = {
    one.id: one for one in load_awards(json.loads(resource("frameworks/award-credit.json").read_text(encoding="utf-8")))
}


def met(award, level, points):
    return [one.met for one in award_checks(AWARDS[award], level, points)]


def test_every_award_of_the_table_is_read_with_the_titles_of_its_sources():
    assert len(AWARDS) > 30
    assert all(one.sources and all(" " in title for title in one.sources) for one in AWARDS.values())
    assert AWARDS["graddip"].exit_levels == (9, 10)
    assert (AWARDS["hnc"].credit_min, AWARDS["hnc"].exit_credit_min, AWARDS["hnc"].confirmed) == (96, 48, True)


@pytest.mark.parametrize("award", AWARDS)
def test_every_award_can_be_checked_and_names_its_source(award):
    checks = award_checks(AWARDS[award], AWARDS[award].level, {AWARDS[award].level: 10_000})
    assert len(checks) >= 3
    assert all(one.words and one.source and one.met is not False for one in checks)


@pytest.mark.parametrize(
    ("award", "level", "points", "expected"),
    [
        ("hnc", 7, {6: 48, 7: 48}, [True, True, True]),
        ("hnc", 7, {6: 49, 7: 47}, [True, True, False]),
        ("hnc", 7, {6: 47, 7: 48}, [True, False, True]),
        ("hnc", 8, {7: 96}, [False, True, True]),
        ("hnc", 7, {}, [True, False, False]),
        ("honours", 10, {7: 120, 8: 180, 9: 90, 10: 90}, [True, True, True, True]),
        ("honours", 10, {7: 120, 8: 181, 9: 89, 10: 90}, [True, True, True, False]),
        ("honours", 10, {7: 120, 8: 180, 9: 91, 10: 89}, [True, True, False, True]),
        ("honours", 10, {7: 120, 8: 179, 9: 90, 10: 90}, [True, False, True, True]),
        ("masters", 11, {10: 30, 11: 150}, [True, True, True]),
        ("masters", 11, {10: 31, 11: 149}, [True, True, False]),
        ("graddip", 9, {9: 60, 10: 60}, [True, True, True]),
        ("graddip", 10, {9: 60, 11: 60}, [True, True, True]),
        ("graddip", 9, {8: 1, 9: 119}, [True, True, False]),
        ("hnc-nextgen", 7, {7: 120}, [True, True, None]),
        ("doctorate-research", 12, {12: 540}, [True, None, None]),
    ],
)
def test_totals_and_exit_credit_have_their_edges(award, level, points, expected):
    assert met(award, level, points) == expected


def test_a_figure_that_was_not_read_in_a_source_gives_no_yes_or_no():
    checks = award_checks(AWARDS["certhe"], 7, {7: 10})
    assert [one.met for one in checks] == [True, None, None]
    assert "10 points in all, at least 120 asked for. The figure is not confirmed." in checks[1].words


def test_where_no_figure_is_fixed_the_words_say_so():
    total, at_exit = award_checks(AWARDS["doctorate-research"], 12, {12: 540})[1:]
    assert "no least total is fixed or was found" in total.words
    assert "awarded on the thesis. No figure is fixed to check." in at_exit.words


@pytest.mark.parametrize(
    ("points", "award_points", "percent", "expected"),
    [(60, 120, 50, True), (61, 120, 50, False), (1, 120, 0, False), (16, None, 50, None), (16, 0, 50, None)],
)
def test_the_share_from_prior_learning_is_advice(points, award_points, percent, expected):
    advice = rpl_advice(points, award_points, percent)
    assert advice.met is expected
    assert advice.source == f"Office setting: at most {percent} % of an award from prior learning"


def test_the_share_is_said_in_figures():
    words = rpl_advice(16, 120, 50).words
    assert words == "16 of 120 points is 13.3 % of the award; at most 60 may come from prior learning."
