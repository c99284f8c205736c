"""Each step of a case through its service: what changed, one entry, and a refusal that leaves the store as it was."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.domain.decisions import Outcome
from rpl_desk.domain.errors import Conflict, DeskError, NotAllowed, NotFound, Refused, RuleViolation, WrongPassphrase
from rpl_desk.domain.intake import IntakePerson
from rpl_desk.domain.people import Role
from rpl_desk.sealing.canonical import canonical, parse
from tests import office as sample


def refused(desk: Desk, act) -> str:
    """Run an act that must be refused, and make sure that the log did not grow by it."""
    before = desk.database.head()
    with pytest.raises(DeskError) as caught:
        act()
    assert desk.database.head() == before
    return str(caught.value)


# -- signing in -------------------------------------------------------------------------------------------------------


def test_a_wrong_passphrase_is_counted_and_answered_with_a_growing_wait_that_survives_a_restart(office: Path):
    now = datetime(2026, 5, 28, 10, 0, tzinfo=UTC)
    with Desk.open(office, clock=lambda: now) as desk:
        with pytest.raises(WrongPassphrase, match=r"That is not Chair One's passphrase. Try again in 1 second\."):
            desk.sign_in(sample.address("chair"), "not the passphrase at all")
        with pytest.raises(NotAllowed, match="Too soon after a wrong passphrase"):
            desk.sign_in(sample.address("chair"), sample.passphrase("chair"))
    now += timedelta(seconds=2)
    with Desk.open(office, clock=lambda: now) as desk:
        with pytest.raises(WrongPassphrase, match="in 2 seconds"):
            desk.sign_in(sample.address("chair"), "not the passphrase at all")
        now += timedelta(seconds=3)
        assert desk.sign_in(sample.address("chair"), sample.passphrase("chair")).name == "Chair One"
        with pytest.raises(WrongPassphrase, match="in 1 second"):
            desk.sign_in(sample.address("chair"), "not the passphrase at all")


def test_the_desk_locks_itself_when_nobody_touches_it(office: Path):
    now = datetime(2026, 5, 28, 10, 0, tzinfo=UTC)
    with Desk.open(office, clock=lambda: now) as desk:
        with pytest.raises(NotAllowed, match="Nobody is signed in"):
            desk.cases.counts()
        desk.sign_in(sample.address("chair"), sample.passphrase("chair"))
        now += timedelta(minutes=4, seconds=59)
        desk.cases.counts()
        now += timedelta(minutes=5)
        desk.cases.counts()
        now += timedelta(minutes=5, seconds=1)
        with pytest.raises(NotAllowed, match="locked itself"):
            desk.cases.counts()


def test_a_changed_passphrase_keeps_the_key_and_a_retired_person_cannot_sign_in(desk: Desk):
    new = "a second quiet kettle beside the pier"
    before = dict(desk.people.fingerprints())
    desk.sign_in(sample.address("member"), sample.passphrase("member"))
    desk.people.change_passphrase(sample.passphrase("member"), new)
    assert set(before.values()) == set(dict(desk.people.fingerprints()).values())
    desk.sign_in(sample.address("member"), new)
    with sample.as_person(desk, "admin"):
        desk.enrolment.has_left(sample.person(desk, "member"), "Left.", sample.passphrase("admin"))
    with pytest.raises(NotAllowed, match="has left the office"):
        desk.sign_in(sample.address("member"), new)


def test_a_second_administrator_can_enrol_people_with_a_passphrase_of_their_own(desk: Desk):
    with sample.as_person(desk, "admin"):
        desk.people.add(
            "admin2@example.ac.uk",
            "Administrator Two",
            "grey herons stand by the weir",
            administrator=True,
            own_passphrase=sample.passphrase("admin"),
        )
    desk.sign_in("admin2@example.ac.uk", "grey herons stand by the weir")
    added = desk.people.add(
        "late@example.ac.uk",
        "Member Late",
        "a lantern hangs above the ferry",
        own_passphrase="grey herons stand by the weir",
    )
    assert added.name == "Member Late"
    assert desk.check() == []


def test_only_an_administrator_enrols(desk: Desk):
    with sample.as_person(desk, "chair"):
        words = refused(
            desk,
            lambda: desk.people.add("x@example.ac.uk", "X", "some words that are long", own_passphrase="whatever"),
        )
    assert "Only an administrator" in words


# -- intake -----------------------------------------------------------------------------------------------------------


def test_an_intake_names_everything_that_does_not_fit_this_store_at_once(desk: Desk, tmp_path: Path):
    first = sample.open_case(desk, tmp_path)
    people = (IntakePerson("nobody@example.ac.uk", Role.CHAIR), IntakePerson(sample.address("one"), Role.AUTHOR))
    file = sample.case_file(
        reference=first.reference, people=(*people, IntakePerson(sample.address("one"), Role.ASSESSOR))
    )
    with sample.as_person(desk, "admin"):
        words = refused(desk, lambda: desk.intake.open_case(file, {}))
    assert "is a case of this store already" in words
    assert "nobody@example.ac.uk is not a person of this office" in words
    assert "people[2].role" in words
    assert "portfolio.pdf is not there" in words


def test_a_dry_run_does_everything_but_keep_it(desk: Desk, tmp_path: Path):
    file = sample.case_file()
    files = {"portfolio.pdf": sample.write_pdf(tmp_path / "portfolio.pdf")}
    before = desk.database.head()
    with sample.as_person(desk, "admin"):
        case = desk.intake.open_case(file, files, dry_run=True)
        assert case.reference == f"CR-{datetime.now(UTC).year}-0001"
        assert desk.database.head() == before
        assert desk.intake.open_case(file, files).reference == case.reference


def test_evidence_is_kept_byte_for_byte_and_handed_out_as_it_came(desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    original = (tmp_path / "portfolio.pdf").read_bytes()
    with sample.as_person(desk, "admin"):
        item = desk.evidence.register(case.id)[0]
        (tmp_path / "copy.pdf.part").write_bytes(b"my own")
        desk.evidence.hand_out(item, tmp_path / "copy.pdf")
        assert (tmp_path / "copy.pdf.part").read_bytes() == b"my own"
        assert (tmp_path / "copy.pdf").read_bytes() == original
        words = refused(desk, lambda: desk.evidence.hand_out(item, tmp_path / "copy.pdf"))
    assert "is there already" in words


def test_the_same_bytes_in_another_case_are_flagged_with_both_places(desk: Desk, tmp_path: Path):
    first, second = sample.open_case(desk, tmp_path), sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        found = desk.evidence.double_uses(second.id)
    assert [one.places for one in found] == [(f"{first.reference} E01", f"{second.reference} E01")]


def test_a_field_is_changed_once_and_only_at_intake(desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        desk.intake.edit(case, title="A better title")
        with pytest.raises(Conflict):
            desk.intake.edit(case, title="A title from an older reading")
        case = desk.intake.contents(case.id).case
        before = desk.database.head()
        desk.intake.edit(case, title="A better title")
        assert desk.database.head() == before  # nothing changed, so nothing is written
        assert "13 is not an SCQF level" in refused(desk, lambda: desk.intake.edit(case, proposed_level=13))
        assert "0 is not an SCQF level" in refused(desk, lambda: desk.intake.edit(case, proposed_level=0))
        desk.intake.begin_review(case)
        case = desk.intake.contents(case.id).case
        assert "this is done at intake" in refused(desk, lambda: desk.intake.edit(case, title="Too late"))


def test_hours_that_cannot_be_are_refused(desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        row = desk.intake.contents(case.id).activities[0]
        for low, high in ((0, 0), (-10, -10), (50, 40), (-1, 5)):
            refused(desk, lambda low=low, high=high: desk.intake.edit(row, low=low, high=high))


def test_review_waits_for_what_is_missing_and_says_it(desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path, people=(), checks=())
    with sample.as_person(desk, "admin"):
        words = refused(desk, lambda: desk.intake.begin_review(case))
        assert "not ready for review" in words
        parts = {one.part for one in desk.intake.missing(case.id)}
    assert {"people", "checks"} <= parts


def test_a_stopped_clock_resumes_where_it_stopped(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    with sample.as_person(desk, "admin"):
        assert "reason" in refused(desk, lambda: desk.intake.wait(case, " "))
        desk.intake.wait(case, "More evidence asked for.")
        case = desk.intake.contents(case.id).case
        assert (case.stage, case.waiting_from) == (Stage.WAITING, Stage.REVIEW)
        desk.intake.resume(case)
        assert desk.intake.contents(case.id).case.stage is Stage.REVIEW


# -- judging and reconciling ------------------------------------------------------------------------------------------


def test_sealed_judgements_are_frozen_until_the_chair_reopens_them_and_every_sealing_is_kept(
    desk: Desk, tmp_path: Path
):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "one"):
        first = desk.judging.criteria(case.id)[0]
        assert "You have sealed" in refused(desk, lambda: desk.judging.judge(case, first, "9", "Later."))
        mine = desk.judging.mine(case.id)
        assert "Only the chair" in refused(desk, lambda: desk.judging.reopen(case, mine, "I want to."))
    with sample.as_person(desk, "chair"):
        desk.judging.reopen(case, mine, "A page was missing from the copy.")
    with sample.as_person(desk, "one"):
        desk.judging.judge(case, first, "9", "With the missing page.")
        again = desk.judging.seal(case)
    assert again.commitment != mine.commitment
    with desk.database.connection() as raw:
        kept = {row[0] for row in raw.execute("SELECT commitment FROM sealed_judgements")}
    assert kept == {mine.commitment, again.commitment}


@pytest.mark.parametrize("answer", ["0", "13", "eight", "met"])
def test_an_answer_that_is_no_level_is_refused(desk: Desk, tmp_path: Path, answer: str):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    with sample.as_person(desk, "one"):
        first = desk.judging.criteria(case.id)[0]
        refused(desk, lambda: desk.judging.judge(case, first, answer, "A reason."))


def test_who_does_not_judge_cannot(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    with sample.as_person(desk, "member"):
        first = desk.judging.criteria(case.id)[0]
        assert "You do not judge" in refused(desk, lambda: desk.judging.judge(case, first, "8", "A reason."))


def test_the_reveal_waits_for_all_and_is_the_chairs(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "chair"):
        assert "1 assessor has not sealed" in refused(desk, lambda: desk.reconciling.reveal(case))
    sample.judge_all(desk, case, "two")
    with sample.as_person(desk, "one"):
        assert "Only the chair" in refused(desk, lambda: desk.reconciling.reveal(case))


def test_differences_keep_open_until_settled_with_a_reason(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.RECONCILE)
    with sample.as_person(desk, "chair"):
        (difference,) = desk.reconciling.differences(case.id)
        assert difference.by == 1
        finding = next(one for one in desk.reconciling.findings(case.id) if one.criterion_id == difference.criterion_id)
        assert "1 differences are still open" in refused(desk, lambda: desk.reconciling.complete(case))
        assert "words" in refused(desk, lambda: desk.reconciling.settle(case, finding, "8", "  "))
        desk.reconciling.discuss(case, finding)
        finding = next(one for one in desk.reconciling.findings(case.id) if one.id == finding.id)
        desk.reconciling.settle(case, finding, "8", "Page 1 shows it.", "Assessor Two would say 7.")
        desk.reconciling.complete(case)
        assert desk.reconciling.differences(case.id) == (difference,)  # always from what was sealed


# -- deciding and signing ---------------------------------------------------------------------------------------------


def test_the_level_is_never_filled_in_by_the_program(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    with sample.as_person(desk, "chair"):
        row = desk.decisions.draft(case, outcome=Outcome.RATED)
        assert (row.level, row.points) == (None, None)
        assert {"level", "points"} <= {one.part for one in desk.decisions.missing(case.id)}
        assert "cannot decide yet" in refused(desk, lambda: desk.decisions.decide(case))


def test_a_signature_asks_for_that_persons_passphrase_and_the_bytes_shown(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.DECIDED)
    chair, one = sample.person(desk, "chair"), sample.person(desk, "one")
    with sample.as_person(desk, "admin"):
        record = desk.decisions.current_record(case.id)
        altered = canonical(parse(record.body) | {"version": 2})

        def sign(person, role, words, shown=record.body, operation=""):
            return desk.decisions.sign(case, person, role, words, shown=shown, operation=operation)

        assert "no longer what was shown" in refused(
            desk, lambda: sign(one, Role.ASSESSOR, sample.passphrase("one"), altered)
        )
        assert "Only somebody who is" in refused(desk, lambda: sign(chair, Role.ASSESSOR, sample.passphrase("chair")))
        now = desk.session.now()
        desk.session._clock = lambda: now  # the wait of a second is not over, however long signing in takes
        with pytest.raises(WrongPassphrase):
            sign(one, Role.ASSESSOR, sample.passphrase("chair"))
        assert desk.decisions.signatures(record) == ()
    with sample.as_person(desk, "admin"), pytest.raises(NotAllowed, match="Too soon"):
        sign(one, Role.ASSESSOR, sample.passphrase("one"))


def test_the_same_operation_never_signs_twice_and_the_last_signature_moves_the_case(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.DECIDED)
    with sample.as_person(desk, "admin"):
        record = desk.decisions.current_record(case.id)
        arguments = (case, sample.person(desk, "one"), Role.ASSESSOR, sample.passphrase("one"))
        first = desk.decisions.sign(*arguments, shown=record.body, operation="op-7")
        again = desk.decisions.sign(*arguments, shown=record.body, operation="op-7")
        assert first == again
        assert desk.intake.contents(case.id).case.stage is Stage.DECIDED
        desk.decisions.sign(
            case, sample.person(desk, "chair"), Role.CHAIR, sample.passphrase("chair"), shown=record.body
        )
        assert desk.intake.contents(case.id).case.stage is Stage.SIGNED
        assert len({one.receipt for one in desk.decisions.signatures(record)}) == 2
        head = parse(desk.decisions.signatures(record)[1].payload)
        assert head["log_size"] > parse(first.payload)["log_size"]


def test_somebody_with_an_interest_signs_nothing(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.DECIDED)
    with sample.as_person(desk, "one"):
        desk.intake.declare_interest(case, sample.person(desk, "one"), "I taught the claimant.")
        record = desk.decisions.current_record(case.id)
        words = refused(
            desk,
            lambda: desk.decisions.sign(
                case, sample.person(desk, "one"), Role.ASSESSOR, sample.passphrase("one"), shown=record.body
            ),
        )
    assert "declared an interest" in words


def test_a_decision_taken_back_keeps_its_record_and_comes_again_as_the_next_version(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.DECIDED)
    with sample.as_person(desk, "chair"):
        desk.decisions.take_back(case, "A recommendation was left out.")
        case = desk.intake.contents(case.id).case
        assert case.stage is Stage.PANEL
        desk.decisions.set_recommendations(case, ["The one that was left out."])
        desk.decisions.decide(case)
        first, second = desk.decisions.records(case.id)
    assert (first.superseded, second.superseded) == (True, False)
    assert parse(second.body)["supersedes"] == 1
    assert parse(second.body)["decision"]["level"] == 8
    assert desk.check() == []


def test_text_in_every_script_survives_from_intake_to_record(desk: Desk, tmp_path: Path):
    words = "Gàidhlig: a’ dèanamh. Polski: żółć. العربية: تعلّم. Emoji: 🎓🧑🏽‍🏫. " + "x" * 20_000
    case = sample.open_case(desk, tmp_path, title="Teisteanas żółć تعلّم 🎓")
    with sample.as_person(desk, "admin"):
        desk.intake.begin_review(case)
    sample.judge_all(desk, case, "one")
    sample.judge_all(desk, case, "two")
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
        desk.reconciling.complete(desk.intake.contents(case.id).case)
        desk.decisions.draft(case, level_rationale=words)
    sample.decide(desk, case)
    with sample.as_person(desk, "chair"):
        record = parse(desk.decisions.current_record(case.id).body)
        assert record["subject"]["title"] == "Teisteanas żółć تعلّم 🎓"
        desk.decisions.take_back(case, "To say more.")
        desk.decisions.draft(case, level_rationale=words)
        desk.decisions.decide(case)
        record = parse(desk.decisions.current_record(case.id).body)
    assert record["decision"]["level_rationale"] == words


def test_policy_changes_hold_for_cases_opened_later(desk: Desk, tmp_path: Path):
    first = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        assert "quorum" in refused(desk, lambda: desk.office.set_policy(quorum=0))
        desk.office.set_policy(currency_years=3)
    second = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        assert desk.intake.contents(first.id).policy.currency_years == 5
        assert desk.intake.contents(second.id).policy.currency_years == 3


def test_a_meeting_below_quorum_keeps_the_decision_waiting(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    people = [sample.person(desk, who) for who in ("chair", "one", "two", "member")]
    with sample.as_person(desk, "admin"):
        meeting = desk.panels.call(date(2026, 5, 28), "Room 2.14", people[0], people[1:], quorum=3)
        desk.panels.put_on(meeting, case)
        rows = {one.person_id: one for one in desk.panels.attendance(meeting)}
        desk.panels.attend(rows[people[0].id], True)
        desk.panels.attend(rows[people[1].id], True)
    with sample.as_person(desk, "chair"):
        desk.decisions.draft(case, outcome=Outcome.NOT_RATED, level_rationale="It does not reach level 1.")
        assert [one.part for one in desk.decisions.missing(case.id)] == ["panel"]
    with sample.as_person(desk, "admin"):
        desk.panels.attend(rows[people[3].id], True)
    with sample.as_person(desk, "chair"):
        assert desk.decisions.missing(case.id) == []
        record = desk.decisions.decide(case)
    assert parse(record.body)["meeting"]["counted"] == 3
    assert parse(record.body)["decision"]["decided_on"] == "2026-05-28"


def test_every_kind_opens_with_a_reference_of_its_own(desk: Desk, tmp_path: Path):
    year = datetime.now(UTC).year
    references = [sample.open_case(desk, tmp_path, kind).reference for kind in CaseKind]
    assert references[:2] == [f"CR-{year}-0001", f"CR-{year}-0002"]
    assert references[2:] == [f"RPL-{year}-{number:04d}" for number in range(1, 6)]


def test_a_refused_intake_reports_as_refused(desk: Desk):
    with sample.as_person(desk, "admin"), pytest.raises(Refused):
        desk.intake.open_case(sample.case_file(), {})


def test_a_rule_violation_is_one_sentence():
    assert "\n" not in str(RuleViolation("One plain sentence."))


def test_a_statement_is_ticked_as_relied_on_and_sealed_with_the_rest(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    with sample.as_person(desk, "one"):
        criterion = desk.judging.criteria(case.id)[0]
        desk.judging.rely(case, criterion, "scqf.07.k.1")
        desk.judging.rely(case, criterion, "scqf.07.k.1")  # ticking twice is once
        desk.judging.rely(case, criterion, "scqf.08.k.2")
        desk.judging.rely(case, criterion, "scqf.08.k.2", relied=False)
        assert [one.statement for one in desk.judging.relied_on(case.id)] == ["scqf.07.k.1"]
        with pytest.raises(NotFound, match=r"scqf\.99"):
            desk.judging.rely(case, criterion, "scqf.99.k.1")
    with sample.as_person(desk, "two"):
        assert desk.judging.relied_on(case.id) == ()
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "one"), pytest.raises(RuleViolation, match="have sealed"):
        desk.judging.rely(case, criterion, "scqf.07.k.2")
    assert desk.check() == []
