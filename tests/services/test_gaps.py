"""Gap statements: drafted from what is not met, written by each assessor, gathered by the panel's findings."""

from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.errors import RuleViolation
from rpl_desk.domain.gaps import GapDraft
from tests import office as sample


@pytest.fixture
def claim(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.REVIEW, CaseKind.RPL_CREDIT_SPECIFIC)


def judge(desk: Desk, claim: CaseRow, **answers: str) -> None:
    for one in desk.judging.criteria(claim.id):
        answer = answers.get(one.key.replace(".", "_"), sample.an_answer(one))
        desk.judging.judge(claim, one, answer, "The account names it.", "It was said.")


def test_a_draft_is_made_of_what_stands_in_the_case_alone_and_kept_by_nobody(desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        judge(desk, claim, U1_1="partly", U1_2="not_met")
        first, second, *_ = desk.judging.criteria(claim.id)
        assert desk.gaps.drafts(claim) == {
            first.id: GapDraft(
                "“Explain what peer support is” is shown in part. The account names it.",
                "Evidence that shows: Explain what peer support is.",
            ),
            second.id: GapDraft(
                "“Describe a supporting relationship” is not shown. The account names it.",
                "Evidence that shows: Describe a supporting relationship.",
            ),
        }
        assert desk.gaps.gaps(claim.id) == ()


def test_only_what_is_partly_or_not_met_leaves_a_gap_and_only_until_sealed(desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        judge(desk, claim, U1_1="not_met")
        first, second, *_ = desk.judging.criteria(claim.id)
        with pytest.raises(RuleViolation, match="leaves no gap to state"):
            desk.gaps.write(claim, second, "Something.", "")
        desk.gaps.write(claim, first, "No example.", "Two examples.")
        desk.gaps.write(claim, first, "No example at all.", "Two examples.")
        assert [(one.missing, one.would_count) for one in desk.gaps.gaps(claim.id)] == [
            ("No example at all.", "Two examples.")
        ]
        assert desk.undoing.undo(claim) == f"gap statement on {first.key}"
        assert desk.gaps.gaps(claim.id) == ()
        desk.undoing.redo(claim)
        desk.judging.seal(claim)
        with pytest.raises(RuleViolation, match="sealed"):
            desk.gaps.write(claim, first, "More.", "")
    assert desk.check() == []


def test_the_panel_reads_the_statements_on_what_it_found_not_met(desk: Desk, claim: CaseRow):
    for who, text in (("one", "No example."), ("two", "Nothing in the account.")):
        with sample.as_person(desk, who):
            judge(desk, claim, U1_1="not_met", U1_2="partly" if who == "one" else "met")
            first, second, *_ = desk.judging.criteria(claim.id)
            desk.gaps.write(claim, first, text, "Two examples." if who == "one" else "")
            if who == "one":
                desk.gaps.write(claim, second, "Left out, as the panel finds it met.", "")
            desk.judging.seal(claim)
    with sample.as_person(desk, "chair"):
        assert desk.gaps.of_panel(claim.id) == ()
        desk.reconciling.reveal(claim)
        (finding,) = [one for one in desk.reconciling.findings(claim.id) if not one.answer]
        desk.reconciling.settle(claim, finding, "met", "The panel read page 1 again.")
        (gap,) = desk.gaps.of_panel(claim.id)
        assert gap.criterion.key == first.key
        assert gap.sentences == (
            f"{first.label}: No example. Two examples.",
            f"{first.label}: Nothing in the account.",
        )
