"""After the decision: conditions followed until they are met, and what is due."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.after import DueKind
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.decisions import review_date
from rpl_desk.domain.errors import NotAllowed, NotFound, RuleViolation
from tests import office as sample


@pytest.fixture
def today(desk: Desk) -> date:
    return desk.session.now().date()


@pytest.fixture
def decided(desk: Desk, tmp_path: Path) -> CaseRow:
    """A case decided with two conditions, one of them overdue from the start."""
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    sample.decide_with_conditions(desk, case)
    with sample.as_person(desk, "chair"):
        return desk.intake.case(case.reference)


@pytest.fixture
def signed(desk: Desk, decided: CaseRow) -> CaseRow:
    sample.sign_all(desk, decided)
    return decided


def confirm(desk: Desk, case: CaseRow, number: int, day: date, by: str = "Owner Two", words: str = "The page") -> None:
    desk.after.confirm_met(case, number, shown_by=by, shown_on=day, shown_with=words)


def test_nothing_is_due_before_everybody_has_signed(desk: Desk, decided: CaseRow, today: date):
    with sample.as_person(desk, "chair"):
        assert desk.after.due() == desk.after.conditions(decided.id) == ()
        with pytest.raises(RuleViolation, match="this is done at"):
            confirm(desk, decided, 1, today)


def test_what_is_overdue_comes_first_and_the_review_last(desk: Desk, signed: CaseRow):
    with sample.as_person(desk, "one"):
        found = [(one.what, one.owner, one.overdue) for one in desk.after.due()]
    assert found == [
        ("Condition 2", "Owner Two", True),
        ("Condition 1", "Owner One", False),
        ("Review", "", False),
    ]


def test_a_condition_confirmed_as_met_is_due_no_more_and_the_record_stays_as_signed(
    desk: Desk, signed: CaseRow, today: date
):
    with sample.as_person(desk, "chair"):
        before = desk.decisions.current_record(signed.id)
        confirm(desk, signed, 2, today)
        first, second = desk.after.conditions(signed.id)
        assert first.met is None
        assert second.met is not None
        assert (second.met.shown_by, second.met.shown_on, second.met.shown_with) == ("Owner Two", today, "The page")
        assert second.confirmed_by == sample.person(desk, "chair").name
        assert [one.what for one in desk.after.due()] == ["Condition 1", "Review"]
        assert [one.conditions_open for one in desk.cases.register()] == [1]
        assert desk.decisions.current_record(signed.id) == before
        with pytest.raises(RuleViolation, match="confirmed as met already"):
            confirm(desk, signed, 2, today)
    assert desk.check() == []


def test_only_chair_or_secretary_confirm_and_only_what_can_be(desk: Desk, signed: CaseRow, today: date):
    with sample.as_person(desk, "one"), pytest.raises(NotAllowed, match="confirm that a condition is met"):
        confirm(desk, signed, 1, today)
    with sample.as_person(desk, "chair"):
        with pytest.raises(NotFound, match="has no condition 3"):
            confirm(desk, signed, 3, today)
        with pytest.raises(RuleViolation, match="is before the decision"):
            confirm(desk, signed, 1, today - timedelta(days=400))
        with pytest.raises(RuleViolation, match="is yet to come"):
            confirm(desk, signed, 1, today + timedelta(days=1))
        with pytest.raises(RuleViolation, match="who showed the condition"):
            confirm(desk, signed, 1, today, by=" ")
        with pytest.raises(RuleViolation, match="what showed the condition"):
            confirm(desk, signed, 1, today, words=" ")
        assert [one.met for one in desk.after.conditions(signed.id)] == [None, None]


def test_a_confirmation_that_was_wrong_is_withdrawn_with_a_reason_and_kept(desk: Desk, signed: CaseRow, today: date):
    with sample.as_person(desk, "chair"):
        with pytest.raises(RuleViolation, match="is not confirmed as met"):
            desk.after.withdraw_met(signed, 2, "It was not.")
        confirm(desk, signed, 2, today)
        with pytest.raises(RuleViolation, match="needs some words"):
            desk.after.withdraw_met(signed, 2, " ")
        desk.after.withdraw_met(signed, 2, "The page was another one.")
        second = desk.after.conditions(signed.id)[1]
        assert second.met is None
        assert [one.withdrawn_reason for one in second.withdrawn] == ["The page was another one."]
        assert [one.what for one in desk.after.due()] == ["Condition 2", "Condition 1", "Review"]
        confirm(desk, signed, 2, today, words="The right page")
        assert desk.after.conditions(signed.id)[1].met is not None
    assert desk.check() == []


def test_the_review_noted_last_says_when_the_next_is_due(desk: Desk, signed: CaseRow, today: date):
    with sample.as_person(desk, "chair"):
        assert desk.after.next_review(signed.id) == review_date(today, desk.office.policy().review_years)
        with pytest.raises(RuleViolation, match="is before the decision"):
            desk.after.hold_review(signed, today - timedelta(days=1), "Nothing to change.")
        with pytest.raises(RuleViolation, match="would not come after"):
            desk.after.hold_review(signed, today, "Nothing to change.", today)
        desk.after.hold_review(signed, today, "Nothing to change.", today + timedelta(days=400))
        desk.after.hold_review(signed, today, "The day was wrong.", today + timedelta(days=300))
        assert desk.after.next_review(signed.id) == today + timedelta(days=300)
        assert [one.due_on for one in desk.after.due() if one.kind is DueKind.REVIEW] == [today + timedelta(days=300)]
        assert [one.review_on for one in desk.cases.register()] == [today + timedelta(days=300)]
        assert [one.note for one in desk.after.reviews(signed.id)] == ["Nothing to change.", "The day was wrong."]
    with sample.as_person(desk, "one"), pytest.raises(NotAllowed, match="note a review"):
        desk.after.hold_review(signed, today, "I looked.")
    assert desk.check() == []


def test_the_command_line_lists_what_is_due_and_confirms(
    desk: Desk, office: Path, signed: CaseRow, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    secret = tmp_path / "secret"
    secret.write_text(sample.passphrase("chair"))
    desk.close()
    who = ["--as", sample.address("chair"), "--passphrase-file", str(secret)]
    met = ["condition-met", str(office), signed.reference]
    assert run([*met, "2", "--by", "Owner Two", "--with", "The page", *who]) == 0
    said = capsys.readouterr().out
    assert "1. Name the second marker.: open, due" in said
    assert "2. Publish the hours.: met, shown by Owner Two" in said
    assert run(["due", str(office), "--json", *who]) == 0
    assert [one["what"] for one in json.loads(capsys.readouterr().out)] == ["Condition 1", "Review"]
