"""A working can be followed by hand: every line reckons out, and names the rule it follows."""

import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpl_desk.domain.credit import Hours, reachable, roll_up, unit_credit, unit_worth
from rpl_desk.domain.credit_working import (
    bounds_words,
    claim_working,
    claimed_steps,
    ects_step,
    either,
    level_steps,
    programme_working,
    unit_working,
)
from rpl_desk.domain.hours import Stated
from rpl_desk.domain.policy import Policy, RangeBasis, Rounding
from rpl_desk.domain.programmes import Requirement
from rpl_desk.paths import resource

from .domain_rows import activity, imported_unit, unit

OPTIONAL = {"requirement": Requirement.OPTIONAL}


def spent(*lines):
    """Activities whose hours were stated so."""
    return tuple(
        replace(activity(1, one.total.low, one.total.high), id=number, note=one.note)
        for number, one in enumerate(lines, 1)
    )


def words(steps):
    return [one.words for one in steps]


def test_weekly_figures_and_hours_in_all_come_to_points_by_hand():
    lines = spent(Stated(Hours(125, 125), 12, Hours(360, 360)), Stated(Hours(80, 80)), Stated(Hours(60, 60)))
    assert words(unit_working(unit(), lines, Policy())) == [
        "12.5 h x 12 weeks + 8 h + 6 h = 164 h",
        "Of these in contact: 36 h of 164 h",
        "164 h / 10 = 16.4 → 16",
    ]


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        (RangeBasis.LOW, ["48 h counts", "48 h / 10 = 4.8 → 5"]),
        (RangeBasis.MIDDLE, ["(48 h + 53 h) / 2 = 50.5 h", "50.5 h / 10 = 5.05 → 5"]),
        (RangeBasis.HIGH, ["53 h counts", "53 h / 10 = 5.3 → 5"]),
    ],
)
def test_each_end_of_a_range_is_added_apart_and_the_office_says_which_counts(basis, expected):
    lines = spent(Stated(Hours(40, 45), 10), Stated(Hours(80, 80)))
    found = unit_working(unit(), lines, Policy(range_basis=basis))
    assert words(found) == [
        "Lower figures: 4 h x 10 weeks + 8 h = 48 h",
        "Higher figures: 4.5 h x 10 weeks + 8 h = 53 h",
        *expected,
    ]
    assert found[2].rule.startswith("Office setting: ")


@pytest.mark.parametrize(
    ("rounding", "points", "rule"),
    [
        (Rounding.HALF_UP, 7, "to the nearest whole point, halves up"),
        (Rounding.DOWN, 6, "a part of a point is dropped"),
        (Rounding.UP, 7, "a part of a point counts as a whole one"),
    ],
)
def test_rounding_is_an_office_setting_and_the_rate_is_the_handbooks(rounding, points, rule):
    last = unit_working(unit(), spent(Stated(Hours(650, 650))), Policy(rounding=rounding))[-1]
    assert last.words == f"65 h / 10 = 6.5 → {points}"
    assert last.rule == f"One credit point is ten notional hours. SCQF Handbook. Office setting: {rule}"


@pytest.mark.parametrize(
    ("row", "lines", "last"),
    [
        (unit(), (), "No hours are recorded, so no points are proposed"),
        (unit(), (Stated(Hours(99, 99)),), "9.9 h is under 10 h, so no points are proposed"),
        (unit(), (Stated(Hours(100, 100)),), "10 h / 10 = 1 → 1"),
        (
            unit(points_override=8, override_reason="Long placement"),
            (Stated(Hours(580, 580)),),
            "Set to 8 instead of 6: Long placement",
        ),
        (unit(points_override=1, override_reason="Short"), (Stated(Hours(99, 99)),), "Set to 1: Short"),
        (imported_unit(), (Stated(Hours(580, 580)),), "Rated by Sample Body: 8 points at level 7"),
        (imported_unit(points_override=3, override_reason="no"), (), "Rated by Sample Body: 8 points at level 7"),
        (unit(imported_level=7), (), "Rated by an originator who is not named: not stated points at level 7"),
    ],
)
def test_the_last_line_says_what_stands(row, lines, last):
    assert words(unit_working(row, spent(*lines), Policy()))[-1] == last


def test_what_the_panel_agreed_comes_last_and_is_its_judgement():
    found = unit_working(unit(), spent(Stated(Hours(580, 580))), Policy(), agreed=7)
    assert (found[-2].words, found[-1].words) == ("58 h / 10 = 5.8 → 6", "Agreed by the panel: 7")
    assert "judgement" in found[-1].rule


def test_the_last_proposed_points_are_those_of_the_unit():
    lines = spent(Stated(Hours(125, 130), 11))
    credit = unit_credit(unit(), lines, Policy())
    assert words(unit_working(unit(), lines, Policy()))[-1].endswith(f"→ {credit.proposed}")


weekly = st.builds(Stated, st.integers(1, 400).map(lambda one: Hours(one, one)), st.none() | st.integers(1, 40))


@given(st.lists(weekly, min_size=1, max_size=8), st.sampled_from(Rounding))
def test_every_line_of_a_working_reckons_out(lines, rounding):
    found = unit_working(unit(), spent(*lines), Policy(rounding=rounding))
    for one in found:
        if " = " in one.words:
            left, right = one.words.split("→")[0].split(" = ")
            assert reckoned(left) == reckoned(right)
    total = sum(Decimal(one.total.low) for one in lines) / 10
    assert reckoned(found[0].words.split(" = ")[-1]) == total


def reckoned(text: str) -> Decimal:
    """Reckon `12.5 h x 12 weeks + 8 h`, or `164 h / 10`, as a person would."""
    total = Decimal(0)
    for part in text.split(" + "):
        figures = [Decimal(one) for one in re.findall(r"[0-9]+(?:\.[0-9]+)?", part)]
        if " x " in part:
            total += figures[0] * figures[1]
        elif " / " in part:
            total += figures[0] / figures[1]
        else:
            (one,) = figures
            total += one
    return total


def rolled(units, minimum=None, maximum=None, agreed=None, policy=None):
    policy = policy or Policy()
    sums = roll_up(units, policy, minimum, maximum)
    return programme_working(units, sums, policy, minimum, maximum, agreed or {})


def rated(number, tenths, **changes):
    return unit_credit(unit(number, **changes), [activity(number, tenths)] if tenths else [], Policy())


def test_both_roundings_are_reckoned():
    assert words(rolled([rated(1, 140), rated(2, 140), rated(3, 420)])) == [
        "Sum of rounded units (U1, U2, U3): 1 + 1 + 4 = 6",
        "Rounded sum: 14 h + 14 h + 42 h = 70 h; 70 h / 10 = 7 → 7",
    ]


def test_an_imported_unit_brings_its_points_to_both_roundings():
    imported = unit_credit(imported_unit(2), [activity(2, 5000)], Policy())
    assert words(rolled([rated(1, 240), imported])) == [
        "Sum of rounded units (U1, U2): 2 + 8 = 10",
        "Rounded sum: 24 h / 10 + 8 imported = 10.4 → 10",
    ]
    assert words(rolled([imported])) == ["Sum of rounded units (U2): 8", "Rounded sum: 8 imported = 8 → 8"]


def test_a_unit_rated_elsewhere_without_its_points_counts_neither_hours_nor_points():
    imported = unit_credit(unit(2, imported_level=7), [activity(2, 5000)], Policy())
    assert words(rolled([rated(1, 240), imported])) == [
        "Sum of rounded units (U1): 2",
        "Rounded sum: 24 h / 10 = 2.4 → 2",
    ]


def test_options_are_rolled_up_to_what_a_learner_can_finish_with():
    units = [rated(1, 600), rated(2, 600, **OPTIONAL), rated(3, 600, **OPTIONAL)]
    assert words(rolled(units, 10, 18))[-3:] == [
        "Mandatory units: 6",
        "Optional units: 6 + 6 = 12",
        "A learner can finish with 12 or 18 points within 10 to 18 points",
    ]
    assert words(rolled(units, 13, 17))[-1] == "No choice of units gives a total within 13 to 17 points"
    assert words(rolled(units[1:]))[-3:] == [
        "Mandatory units: none",
        "Optional units: 6 + 6 = 12",
        "A learner can finish with 0, 6 or 12 points",
    ]


def test_what_the_panel_agreed_is_added_too():
    found = rolled([rated(1, 600), rated(2, 600)], agreed={"U1": 6, "U2": 7})
    assert found[-1].words == "Agreed by the panel (U1, U2): 6 + 7 = 13"


@pytest.mark.parametrize(
    ("minimum", "maximum", "said"),
    [
        (None, None, ""),
        (16, None, "at least 16 points"),
        (None, 24, "at most 24 points"),
        (16, 24, "16 to 24 points"),
        (24, 24, "24 points"),
    ],
)
def test_bounds_in_words(minimum, maximum, said):
    assert bounds_words(minimum, maximum) == said


def test_many_totals_are_told_by_their_ends():
    assert either([12]) == "12"
    assert either([12, 18, 24]) == "12, 18 or 24"
    assert either(range(9)) == "0, 1 … 8"


@given(st.integers(0, 60), st.lists(st.integers(0, 30), max_size=8))
def test_totals_with_options_are_every_choice_of_them(mandatory, optional):
    every = {0}
    for choice in range(2 ** len(optional)):
        every.add(sum(one for place, one in enumerate(optional) if choice >> place & 1))
    assert reachable(mandatory, optional) == tuple(sorted({mandatory + one for one in every}))


def test_a_claim_is_held_against_the_award_and_its_limit():
    assert words(claim_working(16, "the units claimed", 120, 50)) == [
        "Credit from prior learning: 16 points, the units claimed",
        "Share of the award: 16 / 120 = 13.3 %",
        "Limit: 120 x 50 % = 60 points at most",
        "Still to be studied: 120 - 16 = 104 points",
    ]


def test_the_units_of_a_claim_are_added_and_those_met_whole_told_apart():
    units = [("U1", 8), ("U2", None), ("U3", 6)]
    assert words(claimed_steps(units, [])) == ["Units claimed: 8 (U1) + 6 (U3) = 14"]
    assert words(claimed_steps(units, ["U2", "U3"]))[1:] == ["Of these with every outcome met: 6 (U3)"]
    assert claimed_steps([], []) == () == claimed_steps([("U1", None)], ["U1"])


def test_a_part_of_a_point_of_the_limit_is_dropped_and_nothing_is_left_below_none():
    found = claim_working(30, "as claimed", 25, 33)
    assert found[2].words == "Limit: 25 x 33 % = 8.25 → 8 points at most"
    assert found[2].rule.startswith("Office setting: at most 33 %")
    assert found[3].words == "Still to be studied: 25 - 30 = 0 points, as more is claimed than the award has"


@pytest.mark.parametrize("total", [None, 0])
def test_without_the_awards_total_share_and_rest_cannot_be_told(total):
    found = claim_working(16, "as claimed", total, 50)
    assert len(found) == 2 and "cannot be told" in found[1].words


def test_ects_is_shown_at_two_to_one_as_a_guide_with_what_is_known_of_the_rate():
    note = json.loads(resource("frameworks/award-credit.json").read_text(encoding="utf-8"))["ects"]["note"]
    found = ects_step([15], note)
    assert found.words == "15 SCQF points / 2 = 7.5 ECTS credits, as a guide"
    assert ects_step([16, 23], note).words == "16 to 23 SCQF points / 2 = 8 to 11.5 ECTS credits, as a guide"
    assert "No page stating it was read" in found.rule


def test_credit_at_each_level_is_added_and_says_whose_levels_they_are():
    units = [("U1", 8, 6), ("U2", 7, 8), ("U3", 8, 4), ("U4", None, 5), ("U5", 8, None)]
    asked, agreed = level_steps(units, agreed=False), level_steps(units, agreed=True)
    assert words(asked) == ["Credit at level 7: 8 (U2)", "Credit at level 8: 6 (U1) + 4 (U3) = 10"]
    assert asked[0].rule == "Levels as imported or asked for; none is proposed here"
    assert agreed[0].rule.startswith("Levels as agreed by the panel")


@pytest.mark.parametrize(
    ("row", "worth"),
    [
        (unit(proposed_points=6), 6),
        (unit(proposed_points=None), 5),
        (unit(proposed_points=6, points_override=4, override_reason="why"), 4),
        (imported_unit(proposed_points=6), 8),
    ],
)
def test_a_claimed_unit_is_worth_what_binds_most(row, worth):
    assert unit_worth(row, [activity(1, 450)], Policy()) == worth
