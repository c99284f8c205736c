"""When an appeal is in time and by when it is decided, who may not hear it, and how it may end."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rpl_desk.domain.appeals import (
    AppealOutcome,
    AppealRow,
    check_lodging,
    check_members,
    check_outcome,
    decide_appeal_by,
    last_day_to_appeal,
    why_not_hear,
)
from rpl_desk.domain.cases import CaseKind
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import RuleViolation
from rpl_desk.domain.people import ROLE_WORDS, Role
from rpl_desk.domain.policy import Policy
from rpl_desk.domain.withdrawals import WithdrawalRow

from .domain_rows import CHAIR, MEMBER, NOW, ONE, OUTSIDER, PEOPLE, attendance, complete_case, interest, role

DECIDED, LAST, TODAY = date(2026, 5, 28), date(2026, 6, 20), date(2026, 6, 30)
GROUNDS = ("A step of the procedure was left out", "New evidence")


def appeal(**changes) -> AppealRow:
    row = AppealRow(
        id=1,
        revision=1,
        case_id=1,
        number=1,
        record_id=1,
        stage_before="released",
        lodged_on=date(2026, 6, 15),
        lodged_by="The owner",
        ground="",
        grounds="The hours were misread.",
        late_reason="",
        hear_by=date(2026, 7, 15),
        received_by=ONE,
        received_at=NOW,
        acknowledged_on=None,
        heard_on=None,
        outcome=None,
        decided_on=None,
        reasons="",
        decided_by=None,
        decided_at=None,
    )
    return replace(row, **changes)


def a_case(**changes) -> CaseContents:
    """Return a case in which nobody has a part but by `changes`."""
    return complete_case(CaseKind.CREDIT_RATING_OWN, roles=(), **changes)


@pytest.mark.parametrize(
    ("told_on", "days", "last"),
    [
        (None, 20, None),
        (date(2026, 5, 31), 20, date(2026, 6, 20)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
        (date(2028, 2, 9), 20, date(2028, 2, 29)),
    ],
)
def test_the_last_day_is_counted_from_the_release(told_on, days, last):
    assert last_day_to_appeal(told_on, days) == last


def test_the_day_to_decide_by_is_counted_from_the_lodging():
    assert decide_appeal_by(date(2026, 6, 15), 30) == date(2026, 7, 15)
    assert decide_appeal_by(date(2026, 12, 31), 1) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("lodged_on", "ground", "late_reason", "last_day", "grounds", "why"),
    [
        (DECIDED, "", "", LAST, (), None),
        (DECIDED - timedelta(days=1), "", "", LAST, (), "is before the decision of 2026-05-28"),
        (LAST, "", "", LAST, (), None),
        (LAST + timedelta(days=1), "", "", LAST, (), "in time until 2026-06-20"),
        (LAST + timedelta(days=1), "", " ", LAST, (), "in time until 2026-06-20"),
        (LAST + timedelta(days=1), "", "The letter went astray.", LAST, (), None),
        (TODAY, "", "", None, (), None),
        (TODAY + timedelta(days=1), "", "It will come.", LAST, (), "is yet to come"),
        (LAST, "New evidence", "", LAST, GROUNDS, None),
        (LAST, "", "", LAST, GROUNDS, "A step of the procedure was left out; New evidence"),
        (LAST, "It was unkind", "", LAST, GROUNDS, "Choose one of the grounds"),
        (LAST, "New evidence", "", LAST, (), "keeps no list of grounds"),
    ],
)
def test_an_appeal_is_lodged_in_time_on_a_ground_of_the_office(lodged_on, ground, late_reason, last_day, grounds, why):
    def lodge() -> None:
        check_lodging(
            lodged_on, ground, late_reason, decided_on=DECIDED, last_day=last_day, today=TODAY, grounds=grounds
        )

    if why is None:
        lodge()
    else:
        with pytest.raises(RuleViolation, match=why):
            lodge()


@pytest.mark.parametrize("held", Role)
def test_no_role_on_the_case_may_hear_the_appeal(held):
    case = a_case()
    assert why_not_hear(PEOPLE[ONE], case, ()) is None
    why = why_not_hear(PEOPLE[ONE], replace(case, roles=(role(ONE, held),)), ())
    assert why == (
        "writes or delivers what was decided on" if held is Role.AUTHOR else f"is {ROLE_WORDS[held]} on the case"
    )


def test_every_other_part_in_the_decision_bars_too():
    left = replace(PEOPLE[ONE], retired_at=NOW)
    withdrawn = WithdrawalRow(1, 1, 1, 1, ONE, 1, Role.ASSESSOR, "Ill", CHAIR, NOW)
    roles = (role(ONE, Role.MEMBER), role(ONE, Role.SECRETARY))
    for person, case, signed, why in (
        (left, a_case(), (), "has left the office"),
        (PEOPLE[ONE], a_case(interests=(interest(ONE),)), (), "declared an interest in the case"),
        (PEOPLE[ONE], a_case(withdrawals=(withdrawn,)), (), "judged the case before withdrawing"),
        (PEOPLE[ONE], a_case(), (ONE,), "signed the decision"),
        (PEOPLE[ONE], a_case(attendance=attendance(ONE)), (), "was at the meeting that decided"),
        (PEOPLE[ONE], replace(a_case(), roles=roles), (), "is panel member and secretary on the case"),
        (PEOPLE[OUTSIDER], a_case(attendance=attendance(ONE), interests=(interest(ONE),)), (ONE,), None),
    ):
        assert why_not_hear(person, case, signed) == why


def test_enough_people_hear_it_and_each_once():
    case = a_case(interests=(interest(CHAIR),))
    two = [PEOPLE[MEMBER], PEOPLE[OUTSIDER]]
    check_members(two, case, (), 2)
    check_members(two[:1], case, (), 1)
    with pytest.raises(RuleViolation, match="At least 1 person hears"):
        check_members([], case, (), 1)
    with pytest.raises(RuleViolation, match="At least 2 people hear"):
        check_members([two[0], two[0]], case, (), 2)
    with pytest.raises(RuleViolation, match="Chair One declared an interest"):
        check_members([*two, PEOPLE[CHAIR]], case, (), 2)


@pytest.mark.parametrize(
    ("outcome", "heard_on", "why"),
    [
        (AppealOutcome.UPHELD, date(2026, 6, 15), None),
        (AppealOutcome.NOT_UPHELD, TODAY, None),
        (AppealOutcome.UPHELD, None, "Give the day"),
        (AppealOutcome.NOT_UPHELD, date(2026, 6, 14), "is before the appeal was lodged on 2026-06-15"),
        (AppealOutcome.NOT_UPHELD, TODAY + timedelta(days=1), "is yet to come"),
        (AppealOutcome.WITHDRAWN, None, None),
        (AppealOutcome.WITHDRAWN, TODAY, "was not heard"),
    ],
)
def test_an_appeal_ends_once_it_was_heard_or_withdrawn(outcome, heard_on, why):
    if why is None:
        check_outcome(outcome, appeal(), heard_on, TODAY)
    else:
        with pytest.raises(RuleViolation, match=why):
            check_outcome(outcome, appeal(), heard_on, TODAY)


def test_an_appeal_is_open_until_it_has_an_outcome():
    assert appeal().is_open
    assert not appeal(outcome=AppealOutcome.NOT_UPHELD).is_open


@pytest.mark.parametrize(("grounds", "good"), [((), True), (GROUNDS, True), (("", "x"), False), (("A", "a "), False)])
def test_the_office_lists_each_ground_once(grounds, good):
    policy = Policy(appeal_grounds=grounds)
    assert (policy.problems() == []) is good
    assert Policy.from_plain(policy.to_plain()) == policy
