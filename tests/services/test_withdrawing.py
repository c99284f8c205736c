"""An assessor withdraws before the reveal: another judgement is needed, and somebody is appointed."""

from pathlib import Path

import pytest
from sqlalchemy import select

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.people import Role
from rpl_desk.store import tables
from tests import office as sample


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    sample.judge_all(desk, case, "one")
    return case


def refused(act) -> str:
    with pytest.raises(DeskError) as caught:
        act()
    return str(caught.value)


def withdraw(desk: Desk, case: CaseRow, who: str, number: int, reason: str = "Taught the claimant.") -> None:
    with sample.as_person(desk, who):
        held = next(one for one in desk.judging.assessments(case.id) if one.number == number)
        desk.withdrawing.withdraw(case, held, reason)


def test_the_case_says_that_a_second_judgement_is_needed_and_is_not_revealed_without_it(desk: Desk, case: CaseRow):
    sample.judge_all(desk, case, "two")
    withdraw(desk, case, "two", 2)
    with sample.as_person(desk, "chair"):
        why = desk.withdrawing.needed(case.id)
        assert why.startswith("A second judgement is needed: Assessor Two withdrew.")
        assert refused(lambda: desk.reconciling.reveal(case)) == why
        step = desk.cases.next_step(case.id)
        assert (step.words, step.page) == ("A second judgement is needed", "judging")
        progress = desk.cases.progress(case.id)
        assert (progress.sealed, progress.assessors) == (1, 2)
        assert desk.intake.contents(case.id).stages[-1].reason == "Assessor 2 withdrew: Taught the claimant."
        assert desk.check() == []


def test_who_withdrew_judges_no_longer_and_their_work_is_kept(desk: Desk, case: CaseRow):
    withdraw(desk, case, "chair", 1)
    with sample.as_person(desk, "one"):
        criterion = desk.judging.criteria(case.id)[0]
        assert "do not judge" in refused(lambda: desk.judging.judge(case, criterion, "8", "Again."))
        assert desk.judging.mine(case.id) is None and desk.judging.judgements(case.id) == ()
    with desk.database.reading() as read:
        ((count,),) = read(select(tables.sealed_judgements.c.assessment_id).where(tables.sealed_judgements.c.id == 1))
        assert count == 1 and len(list(read(select(tables.judgement.c.id)))) > 1


def test_somebody_is_appointed_in_their_place_and_judges_anew(desk: Desk, case: CaseRow):
    withdraw(desk, case, "admin", 2)
    with sample.as_person(desk, "chair"):
        assert [one.name for one in desk.withdrawing.possible(case.id)] == [
            "Administrator One",
            "Chair One",
            "Member One",
        ]
        assert "judges this case already" in refused(lambda: desk.withdrawing.appoint(case, sample.person(desk, "one")))
        assert "withdrew" in refused(lambda: desk.withdrawing.appoint(case, sample.person(desk, "two")))
        desk.withdrawing.appoint(case, sample.person(desk, "member"))
        assert desk.withdrawing.needed(case.id) == ""
        assert "Nobody is missing" in refused(lambda: desk.withdrawing.appoint(case, sample.person(desk, "admin")))
        held = [(one.number, one.person_id) for one in desk.judging.assessments(case.id)]
        assert held == [(1, sample.person(desk, "one").id), (2, sample.person(desk, "member").id)]
    sample.judge_all(desk, case, "member")
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
        first = desk.judging.assessments(case.id)[0]
        assert "is at reconcile" in refused(lambda: desk.withdrawing.withdraw(case, first, "Too late."))


def test_only_oneself_and_who_prepares_the_case_may_let_an_assessor_withdraw_or_appoint(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        other = desk.judging.assessments(case.id)[1]
        assert "Only the" in refused(lambda: desk.withdrawing.withdraw(case, other, "Not mine to say."))
    with sample.as_person(desk, "two"):
        assert "words" in refused(lambda: desk.withdrawing.withdraw(case, other, " "))
        desk.withdrawing.withdraw(case, other, "Not well.")
    with sample.as_person(desk, "one"):
        assert "Only the" in refused(lambda: desk.withdrawing.appoint(case, sample.person(desk, "member")))


def test_an_interest_declared_while_judging_asks_for_another_assessor(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        desk.intake.declare_interest(case, sample.person(desk, "one"), "The claimant is my neighbour.")
        why = desk.withdrawing.needed(case.id)
        assert why.startswith("A second judgement is needed: Assessor One has declared an interest. Withdraw them")
    sample.judge_all(desk, case, "two")
    with sample.as_person(desk, "chair"):
        assert refused(lambda: desk.reconciling.reveal(case)) == why


def test_the_record_counts_who_judged_and_tells_who_withdrew(desk: Desk, case: CaseRow):
    withdraw(desk, case, "chair", 2)
    with sample.as_person(desk, "chair"):
        desk.withdrawing.appoint(case, sample.person(desk, "member"))
        assert Role.ASSESSOR in {one.role for one in desk.intake.contents(case.id).roles}
    sample.judge_all(desk, case, "member")
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
        desk.reconciling.complete(case)
    sample.decide(desk, case)
    with sample.as_person(desk, "admin"):
        body = desk.decisions.current_record(case.id).body.decode()
        assert "Assessor 2 withdrew: Taught the claimant." in body
        assert "Member One judges in place of Assessor 2" in body


# -- revealed without waiting for all ---------------------------------------------------------------------------------


def test_the_chair_reveals_without_who_has_not_sealed_for_a_reason_that_is_kept(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "two"):
        criterion = desk.judging.criteria(case.id)[0]
        desk.judging.judge(case, criterion, "11", "quince jelly")
    with sample.as_person(desk, "chair"):
        assert (
            refused(lambda: desk.reconciling.reveal(case)) == "1 assessor has not sealed yet. The reveal waits for all."
        )
        desk.reconciling.reveal(case, without="Two is ill and the panel meets on Friday.")
        contents = desk.intake.contents(case.id)
        assert contents.case.stage is Stage.RECONCILE and [one.number for one in contents.assessments] == [1]
        assert contents.stages[-1].reason == (
            "Revealed without Assessor 2, with 1 of 2 judgements: Two is ill and the panel meets on Friday."
        )
        assert desk.cases.log(case.reference)[0].action == "reveal without all"
        assert desk.reconciling.differences(case.id) == ()
        assert "quince" not in repr(desk.judging.judgements(case.id))
        assert all(one.answer for one in desk.reconciling.findings(case.id))
    with sample.as_person(desk, "two"):
        assert desk.judging.mine(case.id) is None
        assert "done at review" in refused(lambda: desk.judging.judge(case, criterion, "8", "Late."))
    assert desk.check() == []


@pytest.mark.parametrize("who", ["one", "two", "admin"])
def test_nobody_but_the_chair_reveals_without_waiting(desk: Desk, case: CaseRow, who: str):
    with sample.as_person(desk, who):
        assert "Only the chair" in refused(lambda: desk.reconciling.reveal(case, without="It takes too long."))


def test_a_reveal_is_not_forced_open_on_nothing_nor_on_a_judgement_that_must_not_count(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    with sample.as_person(desk, "chair"):
        assert "Nobody has sealed yet" in refused(lambda: desk.reconciling.reveal(case, without="Now."))
    for who in ("one", "two"):
        sample.judge_all(desk, case, who)
    with sample.as_person(desk, "chair"):
        assert "waits for nobody" in refused(lambda: desk.reconciling.reveal(case, without="Now."))
        desk.intake.declare_interest(case, sample.person(desk, "two"), "Taught the claimant.")
    with sample.as_person(desk, "chair"):
        assert "has declared an interest" in refused(lambda: desk.reconciling.reveal(case, without="Now."))
    withdraw(desk, case, "chair", 2)
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case, without="Nobody else may judge it.")
        assert desk.intake.contents(case.id).stages[-1].reason == (
            "Revealed, with 1 of 2 judgements: Nobody else may judge it."
        )
