"""Sense checks are advice: each has its edge on both sides and names what it rests on."""

import json
from dataclasses import replace

import pytest

from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.domain.credit import Hours, roll_up, unit_credit
from rpl_desk.domain.credit_checks import counted_before, points_by_level, programme_checks, unit_checks, week_check
from rpl_desk.domain.credit_sheet import counted_units, credit_sheet, same_claimant
from rpl_desk.domain.hours import Stated
from rpl_desk.domain.judgements import CriterionKind
from rpl_desk.domain.policy import Policy
from rpl_desk.domain.programmes import ActivityKind, Requirement
from rpl_desk.paths import resource

from .domain_rows import activity, case_row, complete_case, imported_unit, settled_case, unit

OWN, SPECIFIC, GENERAL = CaseKind.CREDIT_RATING_OWN, CaseKind.RPL_CREDIT_SPECIFIC, CaseKind.RPL_CREDIT_GENERAL
TABLE = json.loads(resource("frameworks/award-credit.json").read_text(encoding="utf-8"))
OPTIONAL = {"requirement": Requirement.OPTIONAL}


def spent(kind, said, number=1):
    return replace(activity(1, said.total.low, said.total.high), id=number, kind=kind, note=said.note)


def asked(row, *activities):
    return unit_checks(row, activities, unit_credit(row, activities, Policy()))


TAUGHT, STUDY, MARKED = ActivityKind.TAUGHT, ActivityKind.SELF_DIRECTED, ActivityKind.ASSESSMENT


@pytest.mark.parametrize(
    ("activities", "start", "met"),
    [
        ([(STUDY, Stated(Hours(99, 99)))], "U1: 9.9 notional hours; at least 10", False),
        ([(STUDY, Stated(Hours(100, 100)))], "U1: 10 notional hours; at least 10", True),
        ([(STUDY, Stated(Hours(600, 600)))], "U1 has no hours for assessment", False),
        ([(STUDY, Stated(Hours(560, 560))), (MARKED, Stated(Hours(40, 40)))], "U1 has hours for assessment", True),
        ([(TAUGHT, Stated(Hours(600, 600)))], "U1: all 60 hours are taught sessions.", False),
        (
            [(TAUGHT, Stated(Hours(300, 300), None, Hours(300, 300))), (STUDY, Stated(Hours(300, 300)))],
            "U1: 60 hours, 30 of them in contact.",
            True,
        ),
        (
            [(STUDY, Stated(Hours(600, 600), None, Hours(600, 600)))],
            "U1: 60 hours, 60 of them in contact.",
            False,
        ),
        ([(STUDY, Stated(Hours(604, 604)))], "U1: 6 points asked for, the hours give 6.", True),
        ([(STUDY, Stated(Hours(650, 650)))], "U1: 6 points asked for, the hours give 7.", False),
        ([(STUDY, Stated(Hours(1681, 1681), 1))], "U1 self-directed study: 168.1 hours are more than a week", False),
    ],
)
def test_a_rater_is_asked_about_a_units_hours(activities, start, met):
    rows = [spent(kind, said, number) for number, (kind, said) in enumerate(activities, 1)]
    found = [one for one in asked(unit(), *rows) if one.words.startswith(start)]
    assert [one.met for one in found] == [met]


def test_figures_that_do_not_agree_are_named_whoever_rated_the_unit():
    wrong = replace(spent(TAUGHT, Stated(Hours(1400, 1400))), note="12.5 h x 12 weeks")
    more = replace(spent(STUDY, Stated(Hours(100, 100))), note="contact 20 h")
    found = asked(imported_unit(), wrong, more)
    assert [one.words for one in found] == [
        "U1 taught sessions: the note says 12.5 h x 12 weeks, which is 150 h, and 140 h are recorded.",
        "U1 self-directed study: 20 contact hours are more than the activity's 10.",
    ]
    assert all(one.met is False and one.source == "Arithmetic" for one in found)


def test_a_unit_rated_elsewhere_is_not_asked_about_its_hours():
    assert asked(imported_unit(), spent(TAUGHT, Stated(Hours(50, 50)))) == ()


def rated(number, tenths, **changes):
    return unit_credit(unit(number, **changes), [activity(number, tenths)] if tenths else [], Policy())


def whole(units, minimum=None, maximum=None, points=None):
    return programme_checks(units, roll_up(units, Policy(), minimum, maximum), minimum, maximum, points)


def test_two_roundings_that_differ_are_left_to_the_panel():
    (same,) = whole([rated(1, 600)])
    (apart,) = whole([rated(one, 140) for one in range(1, 6)])
    assert (same.met, apart.met) == (True, None)
    assert apart.words == (
        "Rounding each unit gives 5 points, rounding the whole 7. The panel says which stands, and why."
    )


@pytest.mark.parametrize(("minimum", "maximum", "met"), [(12, 12, True), (18, 24, True), (13, 17, False)])
def test_whole_units_must_reach_the_bounds(minimum, maximum, met):
    units = [rated(1, 600), rated(2, 600, **OPTIONAL), rated(3, 600, **OPTIONAL)]
    (found,) = [one for one in whole(units, minimum, maximum) if one.words.startswith("A choice of whole")]
    assert (found.met, found.source) == (met, "Arithmetic")


@pytest.mark.parametrize(("points", "met"), [(11, False), (12, True), (13, False)])
def test_what_is_asked_for_the_whole_is_held_against_its_units(points, met):
    found = whole([rated(1, 600), rated(2, 600)], points=points)[-1]
    assert (found.words, found.met) == (f"{points} points asked for the whole, its units carry 12.", met)


@pytest.mark.parametrize(("points", "met"), [(11, False), (12, True), (18, True), (19, False)])
def test_with_options_what_is_asked_for_lies_within_them(points, met):
    units = [rated(1, 600), rated(2, 600, **OPTIONAL), rated(3, 600, **OPTIONAL)]
    assert whole(units, 12, 18, points)[-1].met is met


@pytest.mark.parametrize(("tenths", "count"), [(480, 0), (481, 1)])
def test_more_weekly_hours_than_the_office_has_set_are_asked_about(tenths, count):
    rows = [spent(TAUGHT, Stated(Hours(tenths - 100, tenths - 100), 10)), spent(STUDY, Stated(Hours(100, 100), 10), 2)]
    found = week_check([("U1", rows)], Policy())
    assert len(found) == count
    assert all(one.source == "Office setting: more than 48 hours a week are asked about" for one in found)


def test_the_same_unit_here_or_in_another_case_is_counted_once():
    fine = counted_before([("Listening", "RPL-2026-0002")])
    twice = counted_before([("Listening", "RPL-2026-0002"), ("listening", "RPL-2025-0007 (credit given)")])
    assert [one.met for one in fine] == [True]
    assert [(one.met, one.words) for one in twice] == [
        (False, "Listening is counted more than once: RPL-2026-0002, RPL-2025-0007 (credit given).")
    ]


def test_points_are_added_by_level_and_what_lacks_either_is_left_out():
    assert points_by_level([(7, 8), (8, 6), (7, 4), (None, 5), (8, None)]) == {7: 12, 8: 6}


# -- the sheet --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CaseKind)
def test_every_kind_of_case_has_a_sheet_and_every_line_names_what_it_rests_on(kind):
    sheet = credit_sheet(complete_case(kind), TABLE)
    steps = [*sheet.working, *(step for one in sheet.units for step in one.working)]
    advice = [*sheet.checks, *(check for one in sheet.units for check in one.checks)]
    assert all(one.words and one.rule for one in steps)
    assert all(one.words and one.source for one in advice)


def test_no_rule_is_made_up():
    """Every source is one that was read for the glossary or the table of awards, the office's own, or arithmetic."""
    glossary = json.loads(resource("frameworks/glossary.json").read_text(encoding="utf-8"))["terms"]
    read = {one["source"] for one in glossary} | {one["title"] for one in TABLE["sources"]} | {TABLE["status"]}
    contents = [complete_case(kind) for kind in CaseKind]
    named = replace(
        contents[0], programme=replace(contents[0].programme, award="Higher National Certificate (unit-based design)")
    )
    sheets = [credit_sheet(one, TABLE, [("Sample unit 1", "RPL-2025-0001")]) for one in (*contents, named)]
    for one in (check for sheet in sheets for check in (*sheet.checks, *(c for u in sheet.units for c in u.checks))):
        assert (
            one.source.startswith(("Office setting: ", "Office convention: ", "Arithmetic"))
            or set(one.source.split("; ")) <= read
        )


def test_a_rating_shows_its_units_its_sums_and_its_ects():
    sheet = credit_sheet(complete_case(OWN), TABLE)
    assert (sheet.points, sheet.headline) == (12, "120 h, 12 points")
    assert sheet.working[0].words == "Sum of rounded units (U1, U2): 6 + 6 = 12"
    assert sheet.working[-1].words == "12 SCQF points / 2 = 6 ECTS credits, as a guide"


@pytest.mark.parametrize(
    ("minimum", "maximum", "headline", "points"),
    [
        (6, 12, "120 h, 6 to 12 points", None),
        (12, 12, "120 h, 12 points", 12),
        (None, None, "120 h, 6 to 12 points", None),
    ],
)
def test_a_programme_with_options_is_as_large_as_a_learner_may_finish(minimum, maximum, headline, points):
    contents = complete_case(OWN)
    programme = replace(contents.programme, minimum_points=minimum, maximum_points=maximum)
    units = (contents.units[0], replace(contents.units[1], requirement=Requirement.OPTIONAL))
    sheet = credit_sheet(replace(contents, programme=programme, units=units), TABLE)
    assert (sheet.headline, sheet.points) == (headline, points)


def test_what_the_panel_agreed_is_shown_once_it_is_settled_and_no_level_is_proposed():
    sheet = credit_sheet(settled_case(OWN, "7"), TABLE)
    assert [one.agreed for one in sheet.units] == [7, 7]
    assert sheet.units[0].working[-1].words == "Agreed by the panel: 7"
    hidden = credit_sheet(replace(settled_case(OWN, "7"), findings=()), TABLE)
    assert [one.agreed for one in hidden.units] == [None, None]
    lines = [one.words.casefold() for unit in hidden.units for one in unit.working] + [
        one.words.casefold() for one in hidden.working
    ]
    assert not any("level" in one for one in lines)


def test_the_named_award_is_checked_at_the_levels_agreed_or_asked_for():
    contents = settled_case(OWN, "7")
    programme = replace(contents.programme, award="Higher National Certificate (unit-based design)")
    fits = {one.kind: one for one in contents.criteria}
    assert CriterionKind.BEST_FIT in fits
    sheet = credit_sheet(replace(contents, programme=programme), TABLE)
    said = [one for one in sheet.checks if one.words.startswith("Higher National Certificate")]
    assert "14 points at level 7" in said[2].words and said[2].met is False
    assert "Credit at level 7: 7 (U1) + 7 (U2) = 14" in [one.words for one in sheet.working]
    assert all(one.source for one in said)


def test_an_award_the_table_has_not_is_said_not_to_be_checked():
    contents = complete_case(OWN)
    programme = replace(contents.programme, award="Sample diploma")
    sheet = credit_sheet(replace(contents, programme=programme), TABLE)
    assert sheet.checks[-1].words == "Sample diploma is not in the table of awards, so its credit is not checked."
    assert sheet.checks[-1].met is None


def test_a_claim_shows_share_limit_rest_and_double_counting():
    sheet = credit_sheet(complete_case(SPECIFIC), TABLE, [("Sample unit 1", "RPL-2025-0007 (credit given)")])
    assert "Still to be studied: 120 - 12 = 108 points" in [one.words for one in sheet.working]
    assert [one.words for one in sheet.checks if one.met is False] == [
        "Sample unit 1 is counted more than once: RPL-2026-0012, RPL-2025-0007 (credit given)."
    ]


def test_a_general_claim_has_its_points_and_no_units():
    sheet = credit_sheet(complete_case(GENERAL), TABLE)
    assert (sheet.sums, sheet.points) == (None, 12)
    assert sheet.working[0].words == "Credit from prior learning: 12 points, as claimed"


def test_a_claim_tells_which_units_its_points_are():
    contents = settled_case(SPECIFIC)
    first = contents.criteria[0]
    findings = tuple(
        replace(one, answer="partly") if one.criterion_id == first.id else one for one in contents.findings
    )
    found = [one.words for one in credit_sheet(replace(contents, findings=findings), TABLE).working]
    assert "Units claimed: 6 (U1) + 6 (U2) = 12" in found
    assert "Of these with every outcome met: 6 (U2)" in found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"claimant_reference": "S-1"}, {"claimant_reference": " s-1 "}, True),
        ({"claimant_reference": "S-1"}, {"claimant_reference": "S-2"}, False),
        ({"claimant": "Sample  Claimant"}, {"claimant": "sample claimant"}, True),
        ({"claimant": "Sample Claimant"}, {"claimant": "Another"}, False),
        ({"claimant": ""}, {"claimant": ""}, False),
        ({"claimant_reference": "S-1"}, {"claimant_reference": ""}, True),
    ],
)
def test_two_cases_are_of_one_claimant_by_reference_else_by_name(one, other, same):
    assert same_claimant(case_row(SPECIFIC, **one), case_row(SPECIFIC, **other)) is same


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({}, ["Sample unit 1", "Sample unit 2"]),
        ({"outcome": "full_credit"}, ["Sample unit 1", "Sample unit 2"]),
        ({"outcome": "part_credit"}, ["Sample unit 2"]),
        ({"outcome": "no_credit"}, []),
        ({"outcome": "more_evidence"}, []),
        ({"stage": Stage.WITHDRAWN}, []),
    ],
)
def test_a_case_counts_the_units_it_gave_credit_for_or_claims(changes, counted):
    contents = settled_case(SPECIFIC)
    first = contents.criteria[0]
    findings = tuple(
        replace(one, answer="partly") if one.criterion_id == first.id else one for one in contents.findings
    )
    contents = replace(contents, findings=findings, case=case_row(SPECIFIC, **changes))
    assert [title for title, _ in counted_units(contents)] == counted


def test_a_rating_or_a_profile_uses_nobodys_credit():
    assert counted_units(complete_case(OWN)) == ()
    assert counted_units(complete_case(CaseKind.RPL_FORMATIVE)) == ()
