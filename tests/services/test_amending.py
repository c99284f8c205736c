"""A signed decision is never edited: it is amended as a new version or voided, and every version verifies."""

import json
from pathlib import Path

import pytest

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.after import LockState
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.errors import DeskError, NotAllowed, NotFound, RuleViolation, WrongPassphrase
from rpl_desk.domain.people import Role
from rpl_desk.domain.record import DecisionRecord
from rpl_desk.sealing.canonical import parse
from rpl_desk.sealing.verify import Roster, Status
from rpl_desk.services.verifying import verify_file
from tests import office as sample


@pytest.fixture
def signed(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.SIGNED)


def now(desk: Desk, case: CaseRow) -> CaseRow:
    return desk.intake.contents(case.id).case


def decide_level(desk: Desk, case: CaseRow, level: int) -> None:
    with sample.as_person(desk, "chair"):
        desk.decisions.draft(case, level=level)
        desk.decisions.decide(now(desk, case))


def standing(desk: Desk, case: CaseRow) -> list[tuple[int, str]]:
    with sample.as_person(desk, "admin"):
        return [(one.version, one.standing) for one in desk.cases.register() if one.reference == case.reference]


def test_the_signed_version_stands_until_all_have_signed_the_next(desk: Desk, signed: CaseRow):
    day = desk.session.now().date()
    with sample.as_person(desk, "chair"):
        first = desk.decisions.current_record(signed.id)
        desk.amending.amend(signed, "The level was typed wrongly.")
        assert now(desk, signed).stage is Stage.PANEL
        assert desk.decisions.current_record(signed.id) == first
        assert now(desk, signed).decided_level == 8
    assert standing(desk, signed) == [(1, "stands, being amended")]
    decide_level(desk, signed, 7)
    assert standing(desk, signed) == [(1, "stands, being amended"), (2, "not signed by all yet")]
    assert desk.check() == []
    sample.sign_all(desk, signed)
    with sample.as_person(desk, "chair"):
        assert now(desk, signed).stage is Stage.SIGNED
        before, after = desk.decisions.records(signed.id)
        assert (before.superseded, after.superseded) == (True, False)
        assert (before.body, before.sha256) == (first.body, first.sha256)
        said = DecisionRecord.from_plain(parse(after.body))
        assert said.supersedes == 1
        assert [(one.version, one.record_sha256, one.reason) for one in said.amends] == [
            (1, first.sha256, "The level was typed wrongly.")
        ]
        assert [one.reason for one in said.log if one.action == "amend decision"] == ["The level was typed wrongly."]
        assert said.meeting is None
        assert [(one.version, one.stands, one.ended) for one in desk.amending.versions(signed.id)] == [
            (1, False, f"superseded by version 2 on {day}"),
            (2, True, ""),
        ]
    assert standing(desk, signed) == [(1, f"superseded by version 2 on {day}"), (2, "stands")]
    assert desk.check() == []


def test_both_versions_export_and_verify_and_the_first_says_that_it_is_superseded(
    desk: Desk, signed: CaseRow, tmp_path: Path
):
    with sample.as_person(desk, "chair"):
        desk.amending.amend(signed, "The level was typed wrongly.")
    decide_level(desk, signed, 7)
    sample.sign_all(desk, signed)
    with sample.as_person(desk, "chair"):
        written = desk.exchange.export([signed], tmp_path / "out", history=True)
    names = sorted(one.path.name for one in written)
    assert names == sorted(f"{signed.reference}-v{n}.{ending}" for n in (1, 2) for ending in ("pdf", "xlsx", "json"))
    roster = Roster.from_bytes(desk.people.roster())
    for one in written:
        alone = verify_file(one.path)
        assert alone.status is Status.GOOD, alone.problems
        held = verify_file(one.path, roster)
        if "-v2" in one.path.name:
            assert held.status is Status.GOOD
        else:
            assert held.status is Status.ENDED
            assert any("Superseded by version 2 on" in problem.message for problem in held.problems)
        assert desk.verify_document(one.path).status is held.status


def test_an_amendment_may_open_the_findings_again_and_is_dropped_without_a_trace_in_what_stands(
    desk: Desk, signed: CaseRow
):
    with sample.as_person(desk, "chair"):
        before = desk.reconciling.findings(signed.id)
        desk.amending.amend(signed, "A finding is in doubt.", reconcile=True)
        case = now(desk, signed)
        assert case.stage is Stage.RECONCILE
        (difference,) = desk.reconciling.differences(case.id)
        finding = next(one for one in before if one.criterion_id == difference.criterion_id)
        desk.reconciling.settle(case, finding, "7", "Read again.")
        with pytest.raises(RuleViolation, match="being amended"):
            desk.intake.withdraw(now(desk, signed), "No more.")
        with pytest.raises(RuleViolation, match="some words"):
            desk.amending.drop(case, " ")
        desk.amending.drop(case, "It was right.")
        case = now(desk, signed)
        assert (case.stage, case.decided_level) == (Stage.SIGNED, 8)
        said = [(one.answer, one.reason, one.state) for one in desk.reconciling.findings(signed.id)]
        assert said == [(one.answer, one.reason, one.state) for one in before]
        assert [one.version for one in desk.amending.versions(case.id)] == [1]
        assert desk.amending.under_way(case.id) is None
        desk.amending.amend(case, "It was wrong after all.")
    assert desk.check() == []


def test_an_amendment_taken_back_leaves_what_stands_as_it_is(desk: Desk, signed: CaseRow):
    with sample.as_person(desk, "chair"):
        desk.amending.amend(signed, "The level was typed wrongly.")
    decide_level(desk, signed, 7)
    with sample.as_person(desk, "chair"):
        with pytest.raises(RuleViolation, match="Take that decision back first"):
            desk.amending.drop(now(desk, signed), "It was right.")
        desk.decisions.take_back(now(desk, signed), "Not yet.")
        assert now(desk, signed).decided_level == 8
        desk.amending.drop(now(desk, signed), "It was right.")
        assert desk.intake.contents(signed.id).decision is not None
        desk.amending.amend(now(desk, signed), "Once more.")
    decide_level(desk, signed, 6)
    sample.sign_all(desk, signed)
    assert [version for version, _ in standing(desk, signed)] == [1, 3]
    with sample.as_person(desk, "chair"):
        said = DecisionRecord.from_plain(parse(desk.decisions.current_record(signed.id).body))
        assert (said.version, said.supersedes, said.decision.level) == (3, 1, 6)
    assert desk.check() == []


def test_only_the_chair_amends_or_voids_and_only_what_is_signed(desk: Desk, signed: CaseRow, tmp_path: Path):
    decided = sample.case_at(desk, tmp_path, Stage.DECIDED)
    for who in ("one", "admin", "member"):
        with sample.as_person(desk, who):
            with pytest.raises(NotAllowed, match="Only the chair"):
                desk.amending.amend(signed, "No.")
            with pytest.raises(NotAllowed, match="Only the chair"):
                desk.voiding.void(signed, "No.", sample.passphrase(who), shown="")
            with pytest.raises(NotAllowed, match="Only the chair"):
                desk.locks.unlock(decided, LockState.DECIDED, "No.")
    with sample.as_person(desk, "chair"):
        with pytest.raises(RuleViolation, match="some words"):
            desk.amending.amend(signed, "  ")
        with pytest.raises(RuleViolation, match="this is done at signed or released"):
            desk.amending.amend(decided, "No.")
        with pytest.raises(NotFound, match="none to void"):
            desk.voiding.words(decided, "No.")
        with pytest.raises(RuleViolation, match="Nobody unlocks a signed decision"):
            desk.locks.unlock(signed, LockState.SIGNED, "No.")


def void(desk: Desk, case: CaseRow, operation: str = "") -> str:
    with sample.as_person(desk, "chair"):
        shown = desk.decisions.current_record(case.id).sha256
        done = desk.voiding.void(
            case, "The portfolio was not the claimant's.", sample.passphrase("chair"), shown=shown, operation=operation
        )
        return done.receipt


def test_a_voided_decision_stands_no_more_and_the_chairs_signature_proves_it(
    desk: Desk, signed: CaseRow, tmp_path: Path
):
    day = desk.session.now().date()
    with sample.as_person(desk, "chair"):
        (before, *_) = desk.exchange.export([signed], tmp_path / "before", pdf=False, xlsx=False)
        assert "I void version 1" in desk.voiding.words(signed, "A reason.")[0]
        with pytest.raises(RuleViolation, match="no longer what was shown"):
            desk.voiding.void(signed, "No.", sample.passphrase("chair"), shown="00")
    receipt = void(desk, signed, "11111111-1111-4111-8111-111111111111")
    with sample.as_person(desk, "chair"):
        again = desk.voiding.void(
            signed, "Again.", "", shown="", operation="11111111-1111-4111-8111-111111111111"
        )  # the same act once more is the one that was done
        assert again.receipt == receipt
        assert now(desk, signed).stage is Stage.VOIDED
        with pytest.raises(NotFound, match="was voided"):
            desk.decisions.current_record(signed.id)
        with pytest.raises(DeskError):
            desk.amending.amend(now(desk, signed), "Too late.")
        assert [(one.stands, one.ended) for one in desk.amending.versions(signed.id)] == [(False, f"voided on {day}")]
        written = desk.exchange.export([signed], tmp_path / "after", history=True)
        assert desk.after.due() == ()
    assert standing(desk, signed) == [(1, f"voided on {day}")]
    assert desk.check() == []
    roster = Roster.from_bytes(desk.people.roster())
    for one in (before, *written):
        assert verify_file(one.path).status is Status.GOOD
        held = verify_file(one.path, roster)
        assert held.status is Status.ENDED
        assert [problem.message for problem in held.problems] == [
            f"Voided on {day}, signed by Chair One as chair. Receipt {receipt}. It stands no more."
        ]
    plain = json.loads(desk.people.roster())
    assert "portfolio" not in json.dumps(plain["ended_records"])  # the reason stays in the office
    plain["ended_records"][0]["voiding"]["payload"]["reason_sha256"] = "00" * 32
    forged = verify_file(before.path, Roster.from_bytes(json.dumps(plain).encode()))
    assert forged.status is Status.UNKNOWN
    assert "the proof of that does not hold" in str(forged.problems[0])


def test_a_wrong_passphrase_voids_nothing(desk: Desk, signed: CaseRow):
    with sample.as_person(desk, "chair"):
        shown = desk.decisions.current_record(signed.id).sha256
        with pytest.raises(WrongPassphrase):
            desk.voiding.void(signed, "No.", "a wrong one altogether", shown=shown)
        assert now(desk, signed).stage is Stage.SIGNED
        assert desk.voiding.voiding(signed.id) is None


def test_who_has_an_interest_voids_nothing(desk: Desk, signed: CaseRow):
    with sample.as_person(desk, "chair"):
        desk.intake.declare_interest(signed, sample.person(desk, "chair"), "I am the claimant's sister.")
        with pytest.raises(RuleViolation, match="interest"):
            void(desk, signed)
    assert desk.check() == []


def test_the_table_of_unlocking_says_who_opens_what(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    sample.judge_all(desk, case, "one")

    def closed() -> list[str]:
        with sample.as_person(desk, "member"):
            return [one.state for one in desk.locks.table(case.id) if one.holds]

    assert closed() == ["draft", "sealed"]
    with sample.as_person(desk, "one"), pytest.raises(NotAllowed, match="Only the chair"):
        desk.locks.unlock(case, LockState.SEALED, "I erred.", assessor=1)
    with sample.as_person(desk, "chair"):
        with pytest.raises(NotFound, match="the assessors 1, 2"):
            desk.locks.unlock(case, LockState.SEALED, "They erred.")
        with pytest.raises(RuleViolation, match="some words"):
            desk.locks.unlock(case, LockState.SEALED, " ", assessor=1)
        desk.locks.unlock(case, LockState.SEALED, "They erred.", assessor=1)
    assert closed() == ["draft"]
    sample.judge_all(desk, case, "two", sample.differ)
    with sample.as_person(desk, "one"):
        desk.judging.seal(case)
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
    sample._take_to(desk, case, Stage.PANEL)
    assert closed() == ["reconciled"]
    with sample.as_person(desk, "chair"):
        desk.locks.unlock(case, LockState.RECONCILED, "Page 2 was not read.")
        assert now(desk, case).stage is Stage.RECONCILE
        desk.reconciling.complete(now(desk, case))
    sample.decide(desk, case)
    assert closed() == ["decided"]
    with sample.as_person(desk, "chair"):
        desk.locks.unlock(case, LockState.DECIDED, "A word was missing.")
    sample.decide(desk, case)
    sample.sign_all(desk, case)
    assert closed() == ["signed"]
    with sample.as_person(desk, "chair"):
        said = DecisionRecord.from_plain(parse(desk.decisions.current_record(case.id).body))
    reasons = {one.action: one.reason for one in said.log if one.reason}
    assert reasons == {
        "reopen assessment": "They erred.",
        "open findings again": "Page 2 was not read.",
        "take decision back": "A word was missing.",
    }
    assert desk.check() == []


def test_a_chair_who_came_later_may_amend(desk: Desk, signed: CaseRow):
    with sample.as_person(desk, "admin"):
        desk.intake.give_role(signed, sample.person(desk, "admin"), Role.CHAIR)
        desk.amending.amend(signed, "The first chair has left.")
        assert now(desk, signed).stage is Stage.PANEL


def test_the_commands_amend_void_and_say_which_version_stands(
    desk: Desk, office: Path, signed: CaseRow, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    secret = tmp_path / "secret"
    secret.write_text(sample.passphrase("chair"))
    desk.close()
    who = [signed.reference, "--as", sample.address("chair"), "--passphrase-file", str(secret)]
    store = str(office)
    assert run(["unlock", store, *who]) == 0
    assert "> signed" in capsys.readouterr().out
    assert run(["unlock", store, who[0], "signed", "--reason", "No.", *who[1:]]) == 1
    assert "Nobody unlocks a signed decision" in capsys.readouterr().err
    assert run(["amend", store, "--reason", "Typed wrongly.", *who]) == 0
    assert "Version 1 stands until all have signed the next" in capsys.readouterr().out
    assert run(["amend", store, "--drop", "--reason", "It was right.", *who]) == 0
    capsys.readouterr()
    assert run(["void", store, "--reason", "Not the claimant's.", "--yes", *who]) == 0
    said = capsys.readouterr().out
    assert "Reason: Not the claimant's." in said
    assert "Voided. Receipt" in said
    assert run(["versions", store, "--json", *who]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["version"], one["stands"], one["reason"]) == (1, False, "Not the claimant's.")
    assert run(["export", store, "--case", signed.reference, "--history", "--to", str(tmp_path / "out"), *who[1:]]) == 0
    roster = tmp_path / "roster.json"
    assert run(["person", "list", store, "--roster", str(roster)]) == 0
    capsys.readouterr()
    document = str(tmp_path / "out" / f"{signed.reference}-v1.pdf")
    assert run(["verify", document, "--roster", str(roster)]) == 1
    said = capsys.readouterr().out
    assert "signed as it says, and stands no more" in said
    assert "signed by Chair One as chair" in said
    assert run(["check", store, "--roster", str(roster)]) == 0
