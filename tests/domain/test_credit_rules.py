"""Hours become points by rules that can be followed by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpl_desk.domain.credit import (
    Hours,
    basis_hours,
    check_hours,
    check_override,
    double_counted,
    ects,
    is_imported,
    proposed_points,
    roll_up,
    rpl_limit,
    rpl_share,
    total_hours,
    unit_credit,
)
from rpl_desk.domain.errors import RuleViolation
from rpl_desk.domain.intake import IntakeActivity
from rpl_desk.domain.policy import Policy, RangeBasis, Rounding
from rpl_desk.domain.programmes import ActivityKind, Requirement

from .domain_rows import activity, imported_unit, unit

OPTIONAL = {"requirement": Requirement.OPTIONAL}


def rated(number, tenths, policy=None, **changes):
    """The credit of a unit with this many tenths of an hour."""
    return unit_credit(unit(number, **changes), [activity(number, tenths)] if tenths else [], policy or Policy())


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (415, 415, "41.5"),
        (400, 450, "40-45"),
        (400, 405, "40-40.5"),
        (0, 5, "0-0.5"),
        (1000, 1000, "100"),
        (1, 1, "0.1"),
    ],
)
def test_hours_read_as_people_write_them(low, high, words):
    assert Hours(low, high).words == words


def test_hours_add_up_end_by_end_from_rows_and_from_an_intake():
    rows = [activity(1, 100), IntakeActivity(ActivityKind.PRACTICE, 200, 255)]
    total = total_hours(rows)
    assert total == Hours(100, 100) + Hours(200, 255) == Hours(300, 355)
    assert (total.low_hours, total.high_hours) == (Decimal(30), Decimal("35.5"))
    assert total_hours([]) == Hours(0, 0)


@pytest.mark.parametrize(("low", "high"), [(1, 1), (0, 1), (99, 99), (100, 100), (400, 450), (200_000, 200_000)])
def test_hours_that_can_be(low, high):
    check_hours(low, high)


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (-1, 10, "negative"),
        (-10, -10, "negative"),
        (0, 0, "0 hours: give the hours"),
        (451, 450, "comes first"),
        (1, 0, "0 hours: give the hours"),
        (200_001, 200_001, "more than 20,000"),
        (10, 200_001, "more than 20,000"),
    ],
)
def test_hours_that_cannot_be_are_refused_in_words(low, high, word):
    with pytest.raises(RuleViolation, match=word):
        check_hours(low, high)


@pytest.mark.parametrize(
    ("basis", "hours"), [(RangeBasis.LOW, "40"), (RangeBasis.MIDDLE, "42.75"), (RangeBasis.HIGH, "45.5")]
)
def test_a_range_counts_by_the_office_setting(basis, hours):
    assert basis_hours(Hours(400, 455), basis) == Decimal(hours)
    assert basis_hours(Hours(415, 415), basis) == Decimal("41.5")


@pytest.mark.parametrize(
    ("hours", "half_up", "down", "up"),
    [
        ("10", 1, 1, 1),
        ("10.0", 1, 1, 1),
        ("10.1", 1, 1, 2),
        ("14.9", 1, 1, 2),
        ("14.95", 1, 1, 2),
        ("15", 2, 1, 2),
        ("15.0", 2, 1, 2),
        ("19.9", 2, 1, 2),
        ("20", 2, 2, 2),
        ("24.9", 2, 2, 3),
        ("25", 3, 2, 3),
        ("200000", 20000, 20000, 20000),
    ],
)
def test_points_are_whole_and_rounded_as_set(hours, half_up, down, up):
    assert proposed_points(Decimal(hours)) == half_up
    assert proposed_points(Decimal(hours), Rounding.DOWN) == down
    assert proposed_points(Decimal(hours), Rounding.UP) == up


@pytest.mark.parametrize("hours", ["9.9", "9.99", "0", "0.1", "-10", "-0.1"])
@pytest.mark.parametrize("rounding", Rounding)
def test_under_ten_hours_cannot_be_rated(hours, rounding):
    with pytest.raises(RuleViolation, match="too little learning"):
        proposed_points(Decimal(hours), rounding)


@pytest.mark.parametrize("points", [1, 9999])
def test_a_rater_may_override_with_a_reason(points):
    check_override(points, "Contact hours were counted twice")


@pytest.mark.parametrize(("points", "reason"), [(0, "why"), (-1, "why"), (10_000, "why"), (6, ""), (6, "  \n")])
def test_an_override_without_sense_or_reason_is_refused(points, reason):
    with pytest.raises(RuleViolation):
        check_override(points, reason)


@pytest.mark.parametrize(
    ("row", "low", "high", "policy", "points", "working"),
    [
        (unit(), 580, 580, Policy(), 6, "58 hours / 10 = 5.8, nearest whole point 6"),
        (unit(), 400, 450, Policy(), 4, "40-45 hours, middle 42.5 / 10 = 4.25, nearest whole point 4"),
        (unit(), 400, 450, Policy(range_basis=RangeBasis.HIGH), 5, "40-45 hours, higher figure 45 / 10 = 4.5, nearest"),
        (unit(), 580, 580, Policy(rounding=Rounding.DOWN), 5, "58 hours / 10 = 5.8, rounded down to 5"),
        (unit(), 99, 99, Policy(), None, "9.9 hours: under 10 hours, so no points"),
        (unit(), 100, 100, Policy(), 1, "10 hours / 10 = 1, nearest whole point 1"),
        (
            unit(points_override=8, override_reason="Long placement"),
            580,
            580,
            Policy(),
            8,
            "set to 8 by the rater: Long",
        ),
        (imported_unit(), 580, 580, Policy(), 8, "points as rated by Sample Body: 8"),
        (imported_unit(points_override=3), 0, 0, Policy(), 8, "points as rated by Sample Body: 8"),
        (unit(imported_from="Sample Body"), 580, 580, Policy(), None, "points as rated by Sample Body: not stated"),
        (unit(imported_points=8), 580, 580, Policy(), 8, "an originator who is not named: 8"),
    ],
)
def test_the_points_of_a_unit_and_their_working(row, low, high, policy, points, working):
    found = unit_credit(row, [activity(1, low, high)], policy)
    assert found.points == points
    assert working in found.working


def test_a_unit_remembers_what_the_hours_gave_beside_the_override():
    found = rated(1, 580, points_override=8, override_reason="Long placement")
    assert (found.proposed, found.override, found.points) == (6, 8, 8)


def test_both_roundings_are_shown_and_may_differ():
    units = [rated(number, 140) for number in (1, 2, 3, 4, 5)]
    found = roll_up(units, Policy(), None, None)
    assert (found.sum_of_rounded, found.rounded_sum) == (5, 7)
    assert found.working[-2:] == (
        "sum of rounded units: 1 + 1 + 1 + 1 + 1 = 5",
        "rounded sum: 70 hours / 10 = 7, nearest whole point 7",
    )
    assert found.working[0] == "U1 Sample unit 1: 14 hours / 10 = 1.4, nearest whole point 1"
    assert found.problems == ()


def test_an_imported_unit_brings_its_points_and_not_its_hours():
    imported = unit_credit(imported_unit(2), [activity(2, 5000)], Policy())
    found = roll_up([rated(1, 240), imported], Policy(), None, None)
    assert (found.sum_of_rounded, found.rounded_sum) == (10, 10)
    assert found.working[-1] == "rounded sum: 24 hours / 10 + 8 imported = 10.4, nearest whole point 10"


def test_a_rating_without_its_originator_counts_by_its_points_too():
    imported = unit_credit(unit(2, imported_points=8), [activity(2, 5000)], Policy())
    assert roll_up([imported], Policy(), None, None).rounded_sum == 8


@pytest.mark.parametrize(
    ("change", "imported"),
    [
        ({}, False),
        ({"imported_from": " "}, False),
        ({"imported_from": "Sample Body"}, True),
        ({"imported_level": 7}, True),
        ({"imported_points": 8}, True),
    ],
)
def test_any_part_of_a_rating_from_elsewhere_makes_a_unit_imported(change, imported):
    assert is_imported(unit(1, **change)) == imported


def test_an_override_counts_in_the_sum_of_units_only():
    found = roll_up([rated(1, 240, points_override=5, override_reason="why")], Policy(), None, None)
    assert (found.sum_of_rounded, found.rounded_sum) == (5, 2)


def test_units_too_small_alone_may_make_a_point_together():
    found = roll_up([rated(1, 60), rated(2, 60)], Policy(), None, None)
    assert (found.sum_of_rounded, found.rounded_sum) == (None, 1)
    assert found.problems == (
        "U1 Sample unit 1 has no credit points yet.",
        "U2 Sample unit 2 has no credit points yet.",
    )


def test_a_programme_without_units_has_nothing_to_add():
    found = roll_up([], Policy(), None, None)
    assert (found.sum_of_rounded, found.rounded_sum, found.least, found.most, found.working) == (None, None, 0, 0, ())


@pytest.mark.parametrize(
    ("minimum", "maximum", "least", "most", "problem"),
    [
        (16, 24, 16, 24, None),
        (12, 30, 12, 24, None),
        (24, 24, 24, 24, None),
        (25, None, 25, 24, "under the minimum of 25"),
        (None, 24, 12, 24, "needs a minimum"),
        (12, 12, 12, 12, None),
        (11, 11, 12, 11, "mandatory units carry 12 points, over the maximum of 11"),
        (20, 16, 20, 16, "minimum of 20 points is over the maximum of 16"),
    ],
)
def test_optional_units_are_held_against_the_bounds(minimum, maximum, least, most, problem):
    units = [rated(1, 1200), rated(2, 600, **OPTIONAL), rated(3, 600, **OPTIONAL)]
    found = roll_up(units, Policy(), minimum, maximum)
    assert (found.mandatory_points, found.optional_points) == (12, 12)
    assert (found.least, found.most) == (least, most)
    assert (problem is None) == (found.problems == ())
    assert problem is None or problem in found.problems[0]


@pytest.mark.parametrize(
    ("minimum", "maximum", "count"), [(None, None, 0), (12, 12, 0), (13, None, 1), (None, 11, 1), (13, 11, 3)]
)
def test_a_programme_without_options_must_itself_lie_within_the_bounds(minimum, maximum, count):
    found = roll_up([rated(1, 1200)], Policy(), minimum, maximum)
    assert (found.least, found.most, len(found.problems)) == (12, 12, count)


@given(st.lists(st.integers(100, 20_000), min_size=1, max_size=12), st.sampled_from(Rounding))
def test_the_two_roundings_stay_within_their_bound(tenths, rounding):
    policy = Policy(rounding=rounding)
    found = roll_up([rated(number, hours, policy) for number, hours in enumerate(tenths, 1)], policy, None, None)
    apart = found.sum_of_rounded - found.rounded_sum
    if rounding is Rounding.HALF_UP:
        assert 2 * abs(apart) <= len(tenths) + 1
    elif rounding is Rounding.DOWN:
        assert -len(tenths) < apart <= 0
    else:
        assert 0 <= apart < len(tenths)


@given(st.lists(st.tuples(st.integers(1, 5000), st.integers(0, 500)), min_size=1, max_size=8), st.randoms())
def test_hours_add_up_the_same_in_any_order(pairs, random):
    rows = [activity(1, low, low + more) for low, more in pairs]
    total = total_hours(rows)
    random.shuffle(rows)
    assert total_hours(rows) == total
    assert basis_hours(total, RangeBasis.LOW) <= basis_hours(total, RangeBasis.MIDDLE)
    assert basis_hours(total, RangeBasis.MIDDLE) <= basis_hours(total, RangeBasis.HIGH)


@pytest.mark.parametrize(
    ("points", "percent", "limit"),
    [(120, 50, 60), (121, 50, 60), (24, 33, 7), (120, 0, 0), (120, 100, 120), (0, 50, 0)],
)
def test_the_limit_on_prior_learning_drops_part_points(points, percent, limit):
    assert rpl_limit(points, percent) == limit


@pytest.mark.parametrize(("points", "percent"), [(120, -1), (120, 101), (-1, 50)])
def test_a_limit_that_makes_no_sense_is_refused(points, percent):
    with pytest.raises(RuleViolation):
        rpl_limit(points, percent)


@pytest.mark.parametrize(
    ("points", "award", "share"),
    [(16, 120, "13.3"), (60, 120, "50.0"), (1, 8, "12.5"), (0, 120, "0.0"), (1, 80, "1.3"), (1, 1, "100.0")],
)
def test_the_share_of_an_award_in_percent(points, award, share):
    assert rpl_share(points, award) == Decimal(share)


def test_a_share_of_an_unknown_award_is_refused():
    with pytest.raises(RuleViolation, match="total credit points"):
        rpl_share(16, 0)


@pytest.mark.parametrize(("points", "credits"), [(120, "60"), (15, "7.5"), (1, "0.5"), (0, "0")])
def test_two_points_to_one_ects_credit(points, credits):
    assert ects(points) == Decimal(credits)


def test_credit_claimed_twice_is_named_with_every_place():
    claims = [
        ("Listening and recording", "RPL-2026-0034"),
        ("Safe boundaries", "RPL-2026-0034"),
        ("listening  and RECORDING", "RPL-2025-0007"),
    ]
    assert double_counted(claims) == (
        "Listening and recording is counted more than once: RPL-2026-0034, RPL-2025-0007.",
    )
    assert double_counted(claims[:2]) == ()
    assert double_counted([claims[1], claims[1]]) == (
        "Safe boundaries is counted more than once: RPL-2026-0034, RPL-2026-0034.",
    )


def test_the_credit_of_a_unit_is_a_plain_value():
    assert rated(1, 580) == rated(1, 580)
    assert replace(rated(1, 580), override=7).points == 7
