"""Hours and credit through the service: kept in one action each, taken back and made again, and refused with a word."""

from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.domain.credit import Hours
from rpl_desk.domain.errors import DeskError, NotAllowed, RuleViolation
from rpl_desk.domain.hours import Stated, stated
from rpl_desk.domain.programmes import ActivityKind
from tests import office as sample


def unit_of(desk: Desk, case, number=1):
    return desk.intake.contents(case.id).units[number - 1]


def hours_of(desk: Desk, case, number=1):
    contents = desk.intake.contents(case.id)
    return [(one.kind, stated(one).how, one.note) for one in contents.unit_activities(contents.units[number - 1])]


@pytest.fixture
def case(desk: Desk, tmp_path: Path):
    return sample.open_case(desk, tmp_path)


def test_weekly_hours_are_kept_in_all_and_tell_how_they_came_about(desk: Desk, case):
    with sample.as_person(desk, "admin"):
        before = len(desk.cases.log(case.reference))
        said = Stated(Hours(125, 125), 12, Hours(360, 360), "in the clinic")
        desk.credit.add_hours(unit_of(desk, case), ActivityKind.PRACTICE, said)
        row = desk.intake.contents(case.id).activities[-1]
        assert (row.low, row.high, row.note) == (1500, 1500, "12.5 h x 12 weeks; contact 36 h; in the clinic")
        assert stated(row) == said
        assert len(desk.cases.log(case.reference)) == before + 1
        assert "18 h + 40 h + 12.5 h x 12 weeks = 208 h" in [
            one.words for one in desk.credit.sheet(case.id).units[0].working
        ]


def test_every_change_is_taken_back_and_made_again_in_turn(desk: Desk, case):
    with sample.as_person(desk, "admin"):
        start = hours_of(desk, case)
        desk.credit.add_hours(unit_of(desk, case), ActivityKind.ASSESSMENT, Stated(Hours(60, 60)))
        added = hours_of(desk, case)
        row = desk.intake.contents(case.id).unit_activities(unit_of(desk, case))[-1]
        desk.credit.change_hours(unit_of(desk, case), row, ActivityKind.ASSESSMENT, Stated(Hours(60, 60), 2))
        changed = hours_of(desk, case)
        row = desk.intake.contents(case.id).unit_activities(unit_of(desk, case))[0]
        desk.credit.remove_hours(unit_of(desk, case), row)
        removed = hours_of(desk, case)
        assert desk.undoing.history(case.id).undo[0] == "remove U1 taught sessions"
        for expected in (changed, added, start):
            desk.undoing.undo(case)
            assert sorted(hours_of(desk, case)) == sorted(expected)
        for expected in (added, changed, removed):
            desk.undoing.redo(case)
            assert sorted(hours_of(desk, case)) == sorted(expected)
        with pytest.raises(RuleViolation, match="nothing to redo"):
            desk.undoing.redo(case)
        assert desk.check() == []


def test_hours_of_a_unit_that_is_gone_are_not_made_again(desk: Desk, case):
    with sample.as_person(desk, "admin"):
        desk.credit.add_hours(unit_of(desk, case, 2), ActivityKind.ASSESSMENT, Stated(Hours(60, 60)))
        desk.undoing.undo(case)
        desk.intake.remove(unit_of(desk, case, 2))
        with pytest.raises(DeskError):
            desk.undoing.redo(case)
        assert len(desk.intake.contents(case.id).units) == 1
        assert desk.check() == []


def test_an_override_needs_its_reason_and_goes_with_it(desk: Desk, case):
    with sample.as_person(desk, "admin"):
        with pytest.raises(RuleViolation, match="Say why"):
            desk.credit.edit_unit(unit_of(desk, case), points_override=8)
        desk.credit.edit_unit(unit_of(desk, case), points_override=8, override_reason="Long placement")
        desk.credit.edit_unit(unit_of(desk, case), points_override=8, override_reason="A long placement")
        assert desk.credit.sheet(case.id).units[0].credit.points == 8
        assert desk.credit.sheet(case.id).units[0].working[-1].words == "Set to 8 instead of 6: A long placement"
        desk.credit.edit_unit(unit_of(desk, case), points_override=None)
        row = unit_of(desk, case)
        assert (row.points_override, row.override_reason) == (None, "")
        desk.undoing.undo(case)
        assert unit_of(desk, case).override_reason == "A long placement"
        desk.undoing.undo(case)  # typing on is one thing to take back, and takes the override with it
        assert unit_of(desk, case).points_override is None
        assert desk.undoing.history(case.id).undo == ()


def test_an_imported_unit_keeps_its_originators_rating(desk: Desk, case):
    with sample.as_person(desk, "admin"):
        desk.credit.edit_unit(unit_of(desk, case), imported_from="Sample Body", imported_level=7, imported_points=9)
        sheet = desk.credit.sheet(case.id).units[0]
        assert (sheet.credit.points, sheet.credit.proposed) == (9, None)
        with pytest.raises(RuleViolation, match="levels run from 1 to 12"):
            desk.credit.edit_unit(unit_of(desk, case), imported_level=13)


def test_the_award_of_the_table_is_checked_once_it_is_named(desk: Desk, case):
    with sample.as_person(desk, "admin"):
        title = next(one.title for one in desk.credit.awards() if one.id == "hnc")
        desk.credit.edit_programme(desk.intake.contents(case.id).programme, award=title, minimum_points=96)
        words = [one.words for one in desk.credit.sheet(case.id).checks]
        assert f"{title}: 12 points in all, at least 96 asked for." in words
        assert "All units together carry 12 points, under the minimum of 96." in words


@pytest.mark.parametrize(
    "said", [Stated(Hours(0, 0)), Stated(Hours(450, 400)), Stated(Hours(10, 10), None, Hours(20, 20))]
)
def test_what_cannot_be_is_refused_and_leaves_the_case_as_it_was(desk: Desk, case, said):
    with sample.as_person(desk, "admin"):
        before, entries = hours_of(desk, case), len(desk.cases.log(case.reference))
        with pytest.raises(RuleViolation):
            desk.credit.add_hours(unit_of(desk, case), ActivityKind.TAUGHT, said)
        with pytest.raises(RuleViolation, match="cannot be changed here"):
            desk.credit.edit_unit(unit_of(desk, case), title="Another")
        assert (hours_of(desk, case), len(desk.cases.log(case.reference))) == (before, entries)
        assert desk.undoing.history(case.id).undo == ()


def test_who_does_not_prepare_the_case_may_follow_the_working_and_change_nothing(desk: Desk, case):
    with sample.as_person(desk, "one"):
        assert desk.credit.sheet(case.id).headline == "120 h, 12 points"
        assert not desk.credit.may_change(case)
        with pytest.raises(NotAllowed):
            desk.credit.add_hours(unit_of(desk, case), ActivityKind.TAUGHT, Stated(Hours(10, 10)))
    with sample.as_person(desk, "chair"):
        assert desk.credit.may_change(case)


def test_after_the_intake_nothing_is_changed_and_nothing_is_taken_back(desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        desk.credit.add_hours(unit_of(desk, case), ActivityKind.ASSESSMENT, Stated(Hours(60, 60)))
        desk.intake.begin_review(case)
        case = desk.intake.case(case.reference)
        assert not desk.credit.may_change(case)
        with pytest.raises(RuleViolation, match="nothing to undo"):
            desk.undoing.undo(case)
        with pytest.raises(RuleViolation, match="is at review"):
            desk.credit.add_hours(unit_of(desk, case), ActivityKind.TAUGHT, Stated(Hours(10, 10)))


def test_what_the_panel_agreed_is_hidden_until_the_chair_reveals(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    sample.judge_all(desk, case, "one")
    for who in ("one", "two", "chair", "admin"):
        with sample.as_person(desk, who):
            assert [one.agreed for one in desk.credit.sheet(case.id).units] == [None, None]
    sample.judge_all(desk, case, "two")
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
        assert [one.agreed for one in desk.credit.sheet(case.id).units] == [6, 6]


def test_a_unit_the_claimant_has_credit_for_is_not_counted_twice(desk: Desk, tmp_path: Path):
    earlier = sample.case_at(desk, tmp_path, Stage.SIGNED, CaseKind.RPL_CREDIT_SPECIFIC)
    later = sample.open_case(desk, tmp_path, CaseKind.RPL_CREDIT_SPECIFIC)
    with sample.as_person(desk, "one"):
        found = [one.words for one in desk.credit.sheet(later.id).checks if one.met is False]
    assert found == [
        f"{title} is counted more than once: {later.reference}, {earlier.reference} (credit given)."
        for title in ("Peer support basics", "Listening and recording")
    ]
