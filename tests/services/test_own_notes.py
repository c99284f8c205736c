"""What an assessor keeps for themselves beside an answer, kept and read back through the services."""

from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.errors import Conflict, NotAllowed, RuleViolation
from rpl_desk.domain.judgements import AssessmentState
from tests import office as sample


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.REVIEW)


def test_what_is_set_aside_is_asked_again_before_sealing(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        criteria = desk.judging.criteria(case.id)
        for one in criteria:
            desk.judging.judge(case, one, sample.an_answer(one), "As page 1 shows.", "It was said.")
        desk.notes.set_aside(case, criteria[3])
        assert [one.part for one in desk.judging.missing_to_seal(case)] == [criteria[3].key]
        with pytest.raises(RuleViolation, match=r"is set aside\. Judge it, or take it up again"):
            desk.judging.seal(case)
        desk.notes.set_aside(case, criteria[3], False)
        assert desk.judging.seal(case).state is AssessmentState.SEALED


def test_an_answer_takes_up_again_what_was_set_aside_and_undo_sets_it_aside_again(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        first = desk.judging.criteria(case.id)[0]
        desk.notes.set_aside(case, first)
        desk.judging.judge(case, first, "", "Still thinking.")
        assert desk.judging.set_aside(case.id) == {first.id}
        desk.judging.judge(case, first, "8", "Thought.")
        assert desk.judging.set_aside(case.id) == frozenset()
        assert desk.undoing.undo(case) == f"judge {first.key} level 8"
        assert desk.judging.set_aside(case.id) == {first.id}


def test_confidence_stands_apart_from_the_answer_and_is_low_middling_or_high(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        first = desk.judging.criteria(case.id)[0]
        judged = desk.judging.judge(case, first, "8", "As shown.")
        desk.notes.say_confidence(case, first, 3)
        assert desk.judging.judgements(case.id) == (judged,)
        assert [one.confidence for one in desk.notes.notes(case.id)] == [3]
        with pytest.raises(RuleViolation, match="it is 1 low, 2 middling, 3 high"):
            desk.notes.say_confidence(case, first, 4)
        desk.notes.say_confidence(case, first, None)
        assert [one.confidence for one in desk.notes.notes(case.id)] == [None]


def test_a_note_is_written_at_any_stage_and_what_belongs_to_judging_only_before_sealing(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        first = desk.judging.criteria(case.id)[0]
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "one"):
        desk.notes.write(case, first, "Ask about the second task.")
        assert [one.note for one in desk.notes.notes(case.id)] == ["Ask about the second task."]
        with pytest.raises(RuleViolation, match="sealed"):
            desk.notes.set_aside(case, first)
        desk.notes.write(case, first, "")
        assert [one.note for one in desk.notes.notes(case.id)] == [""]
    with sample.as_person(desk, "member"), pytest.raises(NotAllowed, match="do not judge"):
        desk.notes.write(case, first, "Mine.")


def test_a_note_that_stands_so_already_writes_no_entry(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        first = desk.judging.criteria(case.id)[0]
        desk.notes.write(case, first, "Once.")
        entries = len(desk.cases.log(case.reference))
        desk.notes.write(case, first, " Once. ")
        desk.notes.set_aside(case, first, False)
        assert len(desk.cases.log(case.reference)) == entries


def test_what_was_answered_before_is_kept_and_what_is_typed_on_is_not(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        first = desk.judging.criteria(case.id)[0]
        desk.judging.judge(case, first, "7", "The second page")
        desk.judging.judge(case, first, "7", "The second page shows it well enough.")
        assert desk.notes.earlier(case.id) == ()
        desk.judging.judge(case, first, "8", "The second page shows it well enough.")
        desk.judging.judge(case, first, "8", "No.")
        assert [(one.answer, one.reason) for one in desk.notes.earlier(case.id)] == [
            ("7", "The second page shows it well enough."),
            ("8", "The second page shows it well enough."),
        ]


def test_what_is_taken_back_stays_among_the_earlier_answers(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        first = desk.judging.criteria(case.id)[0]
        desk.judging.judge(case, first, "7", "Seen.")
        desk.judging.judge(case, first, "9", "Seen.")
        desk.undoing.undo(case)
        assert [one.answer for one in desk.judging.judgements(case.id)] == ["7"]
        assert [one.answer for one in desk.notes.earlier(case.id)] == ["7", "9"]
    assert desk.check() == []


def test_an_answer_changed_elsewhere_is_not_written_over(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        first = desk.judging.criteria(case.id)[0]
        seen = desk.judging.judge(case, first, "7", "Seen.", seen=0)
        desk.judging.judge(case, first, "8", "Elsewhere.")
        for old in (0, seen.revision):
            with pytest.raises(Conflict, match="changed elsewhere"):
                desk.judging.judge(case, first, "7", "Seen, and typed on.", seen=old)
        assert [one.reason for one in desk.judging.judgements(case.id)] == ["Elsewhere."]
