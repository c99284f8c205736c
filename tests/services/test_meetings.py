"""A meeting planned and run through the services; what it decides goes through the one way to decide."""

from datetime import date
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.errors import Conflict, NotAllowed, RuleViolation
from rpl_desk.domain.meetings import room_of
from rpl_desk.domain.people import Role
from rpl_desk.sealing.canonical import parse
from tests import office as sample


def item_of(desk: Desk, meeting, case):
    return next(one.item for one in desk.meetings.order(meeting) if one.case.id == case.id)


def drafted(desk: Desk, case) -> None:
    desk.decisions.draft(
        case, outcome="rated", level=8, points=12, level_rationale="Sits at 8.", credit_rationale="120 hours."
    )


def test_cases_stand_in_order_with_their_times_and_who_leads(desk: Desk, tmp_path: Path):
    first, second = sample.open_case(desk, tmp_path), sample.open_case(desk, tmp_path)
    meeting = sample.meeting_of(desk, first, second)
    with sample.as_person(desk, "chair"):
        desk.meetings.estimate(meeting, item_of(desk, meeting, first), 35)
        lines = desk.meetings.order(meeting)
        assert [(one.case.id, one.starts) for one in lines] == [(first.id, "10:00"), (second.id, "10:35")]
        assert [one.lead.name for one in lines] == ["Assessor One", "Assessor One"]
        desk.meetings.name_lead(meeting, lines[0].item, sample.person(desk, "two"))
        desk.meetings.place(meeting, item_of(desk, meeting, second), 1)
        lines = desk.meetings.order(meeting)
        assert [(one.case.id, one.starts) for one in lines] == [(second.id, "10:00"), (first.id, "10:20")]
        assert lines[1].lead.name == "Assessor Two"
    assert desk.check() == []


def test_grouping_keeps_those_who_leave_together(desk: Desk, tmp_path: Path):
    cases = [sample.open_case(desk, tmp_path) for _ in range(4)]
    meeting = sample.meeting_of(desk, *cases)
    with sample.as_person(desk, "admin"):
        for case in (cases[0], cases[2]):
            desk.intake.declare_interest(case, sample.person(desk, "member"), "Former line manager")
        assert desk.meetings.times_left(meeting) == 2
        desk.meetings.group(meeting)
        assert desk.meetings.times_left(meeting) == 1
        order = [one.case.id for one in desk.meetings.order(meeting)]
    assert order == [cases[0].id, cases[2].id, cases[1].id, cases[3].id]


def test_only_who_runs_the_meeting_changes_it(desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    meeting = sample.meeting_of(desk, case)
    with sample.as_person(desk, "one"):
        item = item_of(desk, meeting, case)
        for act in (
            lambda: desk.meetings.group(meeting),
            lambda: desk.meetings.begin_at(meeting, "11:00"),
            lambda: desk.meetings.open(meeting),
            lambda: desk.meetings.take_up(meeting, item),
            lambda: desk.meetings.keep_minute(meeting, case, "planted"),
            lambda: desk.panels.take_off(meeting, case),
        ):
            with pytest.raises(NotAllowed, match="runs a meeting"):
                act()


def test_quorum_is_pinned_when_the_meeting_is_called_and_stands_once_it_has_begun(desk: Desk, tmp_path: Path):
    meeting = sample.meeting_of(desk, quorum=2)
    with sample.as_person(desk, "admin"):
        desk.office.set_policy(quorum=5)
        assert desk.panels.meeting(meeting.id).quorum == 2
        meeting = desk.meetings.change(meeting, place="Room 3", quorum=3)
        desk.meetings.open(meeting)
        with pytest.raises(RuleViolation, match="stand"):
            desk.meetings.change(meeting, quorum=1)
        with pytest.raises(Conflict, match="open already"):
            desk.meetings.open(meeting)


def test_the_decision_waits_until_who_must_leave_has_left_and_counts_who_is_in_the_room(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    meeting = sample.meeting_of(desk, case, quorum=3)
    member, two = sample.person(desk, "member"), sample.person(desk, "two")
    with sample.as_person(desk, "chair"):
        drafted(desk, case)
        desk.intake.declare_interest(case, member, "Former line manager")
        desk.meetings.open(meeting)
        desk.meetings.take_up(meeting, item_of(desk, meeting, case))
        with pytest.raises(RuleViolation, match="Member One must leave the room first"):
            desk.decisions.decide(case)
        gone = desk.meetings.leave(meeting, case, member)
        assert gone.reason == "declared: Former line manager"
        with pytest.raises(RuleViolation, match="not in the room"):
            desk.meetings.leave(meeting, case, member)
        desk.meetings.leave(meeting, case, two, "called away")
        room = room_of(desk.intake.contents(case.id))
        assert (room.count, room.may_decide, room.why_not) == (2, False, "2 present, 3 needed. The decision waits.")
        with pytest.raises(RuleViolation, match="2 present, 3 needed"):
            desk.decisions.decide(case)
        desk.meetings.come_back(meeting, two)
        assert room_of(desk.intake.contents(case.id)).may_decide
        record = parse(desk.decisions.decide(case).body)
    assert record["meeting"]["left"] == ["Member One"]
    assert (record["meeting"]["counted"], record["meeting"]["quorum"]) == (3, 3)
    assert record["meeting"]["present"] == ["Chair One", "Assessor One", "Assessor Two", "Member One"]
    assert desk.check() == []


def test_one_case_is_on_the_table_at_a_time(desk: Desk, tmp_path: Path):
    cases = [sample.open_case(desk, tmp_path) for _ in range(2)]
    meeting = sample.meeting_of(desk, *cases)
    with sample.as_person(desk, "chair"):
        with pytest.raises(RuleViolation, match="not open"):
            desk.meetings.take_up(meeting, item_of(desk, meeting, cases[0]))
        desk.meetings.open(meeting)
        for case in cases:
            desk.meetings.take_up(meeting, item_of(desk, meeting, case))
        assert [one.is_up for one in desk.meetings.order(meeting)] == [False, True]
        desk.meetings.put_off(meeting, item_of(desk, meeting, cases[1]), "The owner is asked for the handbook.")
        assert not any(one.is_up for one in desk.meetings.order(meeting))
        with pytest.raises(RuleViolation, match="taken up already"):
            desk.panels.take_off(meeting, cases[1])
        desk.meetings.close(meeting)
        with pytest.raises(RuleViolation, match="closed"):
            desk.meetings.group(meeting)


def test_a_case_is_taken_off_and_put_before_another_meeting(desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    one, other = sample.meeting_of(desk, case), sample.meeting_of(desk)
    with sample.as_person(desk, "admin"):
        desk.panels.put_on(other, case)
        assert (desk.meetings.order(one), len(desk.meetings.order(other))) == ((), 1)
        desk.panels.take_off(other, case)
        assert desk.meetings.order(other) == ()
        assert desk.intake.case(case.reference).meeting_id is None
    assert desk.check() == []


def test_the_secretary_of_the_meeting_types_the_draft_and_only_the_chair_confirms_it(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    sample.meeting_of(desk, case)
    with sample.as_person(desk, "admin"):
        drafted(desk, case)
        assert desk.meetings.drafted_by(case).name == "Administrator One"
        with pytest.raises(NotAllowed, match="chair"):
            desk.decisions.decide(case)


def test_who_leads_a_case_drafts_it_and_is_nobody_who_leaves_for_it(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    meeting = sample.meeting_of(desk, case)
    member = sample.person(desk, "member")
    with sample.as_person(desk, "member"), pytest.raises(NotAllowed):
        drafted(desk, case)
    with sample.as_person(desk, "admin"):
        desk.meetings.name_lead(meeting, item_of(desk, meeting, case), member)
    with sample.as_person(desk, "member"):
        drafted(desk, case)
        desk.intake.declare_interest(case, member, "Former line manager")
    with sample.as_person(desk, "admin"):
        desk.meetings.name_lead(meeting, item_of(desk, meeting, case), None)
        with pytest.raises(RuleViolation, match="somebody else leads it"):
            desk.meetings.name_lead(meeting, item_of(desk, meeting, case), member)


def test_nobody_confirms_a_decision_they_have_an_interest_in(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    with sample.as_person(desk, "chair"):
        drafted(desk, case)
        desk.intake.declare_interest(case, sample.person(desk, "chair"), "Owns shares in it")
        with pytest.raises(NotAllowed, match="somebody else confirms"):
            desk.decisions.decide(case)


@pytest.mark.parametrize("role", [Role.CHAIR, Role.RATER, Role.ASSESSOR, Role.VETTER])
def test_nobody_with_an_interest_is_given_a_case_to_judge_vet_or_chair(desk: Desk, tmp_path: Path, role: Role):
    case = sample.open_case(desk, tmp_path, people=())
    with sample.as_person(desk, "admin"):
        member = sample.person(desk, "member")
        desk.intake.declare_interest(case, member, "Former line manager")
        with pytest.raises(RuleViolation, match="declared an interest"):
            desk.intake.give_role(case, member, role)
        desk.intake.give_role(case, member, Role.MEMBER)


def test_a_minute_is_kept_to_the_letter_and_written_once(desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    meeting = sample.meeting_of(desk, case)
    with sample.as_person(desk, "chair"):
        desk.meetings.keep_minute(meeting, case, "The panel read ")
        desk.meetings.keep_minute(meeting, None, "Opened by the chair.")
        size = desk.database.head().size
        desk.meetings.keep_minute(meeting, case, "The panel read ")
        assert desk.database.head().size == size
        assert desk.meetings.minute(meeting, case) == "The panel read "
        assert desk.meetings.minute(meeting) == "Opened by the chair."


def test_somebody_more_is_invited_once(desk: Desk):
    with sample.as_person(desk, "admin"):
        chair = sample.person(desk, "chair")
        meeting = desk.panels.call(date(2026, 5, 28), "Room 2.14", chair, [])
        desk.panels.invite(meeting, sample.person(desk, "one"))
        with pytest.raises(Conflict, match="there already"):
            desk.panels.invite(meeting, sample.person(desk, "one"))
        assert len(desk.panels.attendance(meeting)) == 2


def test_nothing_is_decided_or_taken_up_while_the_meeting_is_on_a_break(desk: Desk, tmp_path: Path):
    case, other = sample.case_at(desk, tmp_path, Stage.PANEL), sample.open_case(desk, tmp_path)
    meeting = sample.meeting_of(desk, case, other)
    with sample.as_person(desk, "chair"):
        drafted(desk, case)
        with pytest.raises(RuleViolation, match="not open"):
            desk.meetings.pause(meeting)
        desk.meetings.open(meeting)
        desk.meetings.take_up(meeting, item_of(desk, meeting, case))
        desk.meetings.pause(meeting, "Fire alarm")
        with pytest.raises(Conflict, match="on a break already"):
            desk.meetings.pause(meeting)
        assert room_of(desk.intake.contents(case.id)).why_not == "The meeting is on a break. Go on with it first."
        with pytest.raises(RuleViolation, match="on a break"):
            desk.decisions.decide(case)
        with pytest.raises(RuleViolation, match="on a break"):
            desk.meetings.take_up(meeting, item_of(desk, meeting, other))
        desk.meetings.go_on(meeting)
        with pytest.raises(Conflict, match="not on a break"):
            desk.meetings.go_on(meeting)
        desk.decisions.decide(case)
        desk.meetings.pause(meeting)
        desk.meetings.close(meeting)
        assert [(one.reason, one.ended_at is None) for one in desk.meetings.breaks(meeting)] == [
            ("Fire alarm", False),
            ("", False),
        ]
        body = parse(desk.minutes.draft(meeting).body)
        assert [one["reason"] for one in body["breaks"]] == ["Fire alarm", ""]
        desk.minutes.print(meeting, tmp_path / "minutes.pdf")
    assert desk.check() == []


def test_somebody_in_the_room_chairs_in_the_chairs_place_and_the_record_says_so(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    meeting = sample.meeting_of(desk, case, quorum=3)
    chair, member = sample.person(desk, "chair"), sample.person(desk, "member")
    with sample.as_person(desk, "member"):
        assert not desk.meetings.runs(meeting)
    with sample.as_person(desk, "chair"):
        drafted(desk, case)
        desk.intake.give_role(case, member, Role.CHAIR)
        desk.meetings.open(meeting)
        desk.meetings.take_up(meeting, item_of(desk, meeting, case))
        desk.intake.declare_interest(case, chair, "Taught on the programme")
        with pytest.raises(RuleViolation, match="needs some words"):
            desk.meetings.act_as_chair(meeting, member, " ")
        desk.meetings.act_as_chair(meeting, member, "The chair declared an interest")
        with pytest.raises(Conflict, match="chairs the meeting already"):
            desk.meetings.act_as_chair(meeting, member, "again")
        assert desk.meetings.not_theirs(meeting, member) == ()
        desk.meetings.leave(meeting, case, chair)
        with pytest.raises(RuleViolation, match="not in the room"):
            desk.meetings.act_as_chair(meeting, chair, "back")
    with sample.as_person(desk, "member"):
        assert desk.meetings.runs(meeting)
        record = parse(desk.decisions.decide(case).body)
        desk.meetings.come_back(meeting, chair)
        desk.meetings.chair_again(meeting)
        assert not desk.meetings.runs(meeting)
    assert record["meeting"]["chair"] == "Member One, acting for Chair One"
    with sample.as_person(desk, "chair"):
        with pytest.raises(Conflict, match="own chair"):
            desk.meetings.chair_again(meeting)
        desk.meetings.close(meeting)
        (acted,) = parse(desk.minutes.draft(meeting).body)["acting"]
        assert (acted["name"], acted["why"]) == ("Member One", "The chair declared an interest")
    assert desk.check() == []
