"""Third opinions: asked by the office's limits, given once, gone without for a reason, and kept in the record."""

import hashlib
from pathlib import Path

import pikepdf
import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import EvidenceTest, TestAnswer
from rpl_desk.domain.judgements import CriterionRow, FindingRow, FindingState
from rpl_desk.services.third_opinions import opinion_body
from rpl_desk.services.verifying import record_of, verify_file
from tests import office as sample
from tests import second_verifier
from tests.store.test_check import tampered


def two_apart(criterion: CriterionRow) -> str:
    """Answer two levels higher on the first criterion, one on the second."""
    return {1: "10", 2: "9"}.get(criterion.position) or sample.an_answer(criterion)


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    sample.judge_all(desk, case, "one")
    sample.judge_all(desk, case, "two", two_apart)
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
        return desk.intake.contents(case.id).case


def finding(desk: Desk, case: CaseRow, position: int) -> FindingRow:
    criterion = desk.judging.criteria(case.id)[position - 1]
    return next(one for one in desk.reconciling.findings(case.id) if one.criterion_id == criterion.id)


def refused(act) -> str:
    with pytest.raises(DeskError) as caught:
        act()
    return str(caught.value)


def test_levels_as_far_apart_as_the_limit_wait_for_a_third_opinion_and_nearer_ones_do_not(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "chair"):
        far, near = finding(desk, case, 1), finding(desk, case, 2)
        why = refused(lambda: desk.reconciling.settle(case, far, "8", "As page 1 shows."))
        assert why.startswith("The answers are 2 levels apart. From 2 on the office asks for a third opinion")
        desk.reconciling.settle(case, near, "8", "As page 1 shows.")
        assert "No third opinion is asked for here" in refused(
            lambda: desk.thirds.ask(case, near, sample.person(desk, "member"))
        )
        assert desk.thirds.opinions(case.id) == {}


def test_only_who_has_not_judged_and_has_no_interest_is_asked(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "admin"):
        assert [one.name for one in desk.thirds.possible(case.id)] == ["Administrator One", "Member One"]
        desk.intake.declare_interest(case, sample.person(desk, "member"), "Wrote unit 1.")
    with sample.as_person(desk, "one"):
        far = finding(desk, case, 1)
        assert "judges this case already" in refused(lambda: desk.thirds.ask(case, far, sample.person(desk, "two")))
        assert "declared an interest" in refused(lambda: desk.thirds.ask(case, far, sample.person(desk, "member")))
    with sample.as_person(desk, "member"):
        assert "Only the" in refused(lambda: desk.thirds.ask(case, far, sample.person(desk, "admin")))
    with sample.as_person(desk, "one"):
        assert "revealed the judgements" in refused(lambda: desk.thirds.ask(case, far, sample.person(desk, "chair")))


def test_the_third_assessor_answers_once_and_the_finding_stays_the_panels(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        far = finding(desk, case, 1)
        desk.thirds.ask(case, far, sample.person(desk, "member"))
        why = refused(lambda: desk.reconciling.settle(case, far, "8", "As page 1 shows."))
        assert "was asked for a third opinion and has not answered yet" in why
        first = desk.judging.criteria(case.id)[0]
        assert "Only the third assessor" in refused(lambda: desk.thirds.give(case, first, "9", "Mine."))
        assert "Member One was asked" in desk.thirds.why_waiting(case.id, far.criterion_id)
    with sample.as_person(desk, "member"):
        assert "cannot be unsure" in refused(lambda: desk.thirds.give(case, first, "unsure", "I cannot tell."))
        assert "words" in refused(lambda: desk.thirds.give(case, first, "9", " "))
        sealed = desk.thirds.give(case, first, "9", "Between the two.")
        assert "given already" in refused(lambda: desk.thirds.give(case, first, "8", "No, eight."))
    with sample.as_person(desk, "chair"):
        assert finding(desk, case, 1).state is FindingState.OPEN  # nothing is settled by it
        assert "given already" in refused(lambda: desk.thirds.ask(case, far, sample.person(desk, "admin")))
        desk.reconciling.settle(case, far, "8", "The panel read page 1 again.", "Assessor Two holds to 10.")
        assert (finding(desk, case, 1).answer, finding(desk, case, 1).dissent) == ("8", "Assessor Two holds to 10.")
        assert desk.check() == []
        given = desk.thirds.opinions(case.id)[first.id]
        body = opinion_body(case, sample.person(desk, "member").uid, first, "9", "Between the two.")
        assert given.commitment == sealed == hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize(
    "change",
    ["reason = 'Nearer to ten.'", "answer = '10'", "body = CAST('{}' AS BLOB)", "commitment = hex(randomblob(32))"],
)
def test_a_third_opinion_changed_since_it_was_given_is_found(
    desk: Desk, office: Path, case: CaseRow, tmp_path: Path, change: str
):
    with sample.as_person(desk, "one"):
        desk.thirds.ask(case, finding(desk, case, 1), sample.person(desk, "member"))
    with sample.as_person(desk, "member"):
        desk.thirds.give(case, desk.judging.criteria(case.id)[0], "9", "Between the two.")
    assert desk.check() == []
    desk.close()
    assert "a third opinion was changed" not in second_verifier.check_store(office)[1]
    found = tampered(office, tmp_path, f"UPDATE third_opinion SET {change}")
    assert any("third opinion 1: is not what its commitment says" in one for one in found), found
    assert "a third opinion was changed" in second_verifier.check_store(tmp_path / "copy.rpldesk")[1]


def test_an_office_that_shows_numbers_does_not_name_who_is_waited_for(desk: Desk, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        desk.office.set_policy(name_assessors=False)
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    sample.judge_all(desk, case, "one")
    sample.judge_all(desk, case, "two", two_apart)
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
        far = finding(desk, case, 1)
        desk.thirds.ask(case, far, sample.person(desk, "member"))
        assert desk.thirds.why_waiting(case.id, far.criterion_id).startswith("The third assessor was asked")


def test_marks_and_tests_of_the_evidence_bear_numbers_where_the_office_shows_numbers(desk: Desk, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        desk.office.set_policy(name_assessors=False)
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    with sample.as_person(desk, "one"):
        item = desk.evidence.register(case.id)[0]
        desk.appraising.answer(case, item, EvidenceTest.VALID, TestAnswer.YES)
    sample.judge_all(desk, case, "one")
    sample.judge_all(desk, case, "two")
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
    for who in ("chair", "two"):
        with sample.as_person(desk, who):
            assert {one.author for one in desk.marking.passages(case.id)} == {"Assessor 1", "Assessor 2"}
            assert [one.author for one in desk.appraising.appraisals(case.id)] == ["Assessor 1"]
            desk.copies.marked(case, item, tmp_path / f"{who}.pdf")
            with pikepdf.open(tmp_path / f"{who}.pdf") as pdf:
                notes = [one for page in pdf.pages for one in page.get("/Annots", ()) if "/T" in one]
                assert {str(one.T) for one in notes} >= {"Assessor 1", "Assessor 2"}
                assert not any(
                    "Assessor One" in str(one.get("/T", "")) + str(one.get("/Contents", "")) for one in notes
                )


def test_who_withdrew_or_has_an_interest_is_asked_for_no_third_opinion(desk: Desk, tmp_path: Path):
    """The same rule as for who judges in place of who withdrew."""
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    with sample.as_person(desk, "chair"):
        first = desk.judging.assessments(case.id)[0]
        desk.withdrawing.withdraw(case, first, "Is ill.")
        desk.withdrawing.appoint(case, sample.person(desk, "member"))
    sample.judge_all(desk, case, "member")
    sample.judge_all(desk, case, "two", two_apart)
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
        far = finding(desk, case, 1)
        assert "withdrew from judging this case" in refused(
            lambda: desk.thirds.ask(case, far, sample.person(desk, "one"))
        )
        assert [one.name for one in desk.thirds.possible(case.id)] == ["Administrator One"]


def test_the_chair_alone_goes_on_without_one_and_says_why(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        far = finding(desk, case, 1)
        assert "Only the chair" in refused(lambda: desk.thirds.go_without(case, far, "Nobody is free."))
    with sample.as_person(desk, "chair"):
        assert "words" in refused(lambda: desk.thirds.go_without(case, far, ""))
        desk.thirds.go_without(case, far, "Nobody else knows the field.")
        desk.reconciling.settle(case, far, "8", "The panel read page 1 again.")


def test_the_record_and_its_documents_say_what_the_third_assessor_answered(desk: Desk, case: CaseRow, tmp_path: Path):
    with sample.as_person(desk, "chair"):
        desk.thirds.ask(case, finding(desk, case, 1), sample.person(desk, "member"))
    with sample.as_person(desk, "member"):
        sealed = desk.thirds.give(case, desk.judging.criteria(case.id)[0], "9", "Between the two.")
    sample._take_to(desk, case, Stage.PANEL)
    sample.decide(desk, case)
    sample.sign_all(desk, case)
    with sample.as_person(desk, "admin"):
        record = record_of(desk.decisions.current_record(case.id).body)
        (third,) = record.differences[0].third
        assert (third.name, third.words, third.reason) == ("Member One", "level 9", "Between the two.")
        assert third.commitment == sealed and third.given_at
        assert record.differences[1].third == ()
        written = desk.exchange.export([case], tmp_path / "out")
    assert [verify_file(one.path).status.value for one in written] == ["good", "good", "good"]


def test_settled_findings_stay_when_differences_are_asked_for_again(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "chair"):
        before, agreement = desk.reconciling.differences(case.id), desk.reconciling.agreement(case.id)
        desk.thirds.go_without(case, finding(desk, case, 1), "Nobody is free.")
        desk.reconciling.settle(case, finding(desk, case, 1), "8", "Page 1 shows it.")
        desk.reconciling.settle(case, finding(desk, case, 2), "9", "Page 1 shows it.")
        settled = finding(desk, case, 2)
        assert desk.reconciling.differences(case.id) == before
        assert desk.reconciling.agreement(case.id) == agreement  # from sealed answers, whatever was settled
        assert "is at reconcile" in refused(lambda: desk.reconciling.reveal(case))
        assert finding(desk, case, 2) == settled
