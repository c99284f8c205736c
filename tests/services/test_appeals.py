"""Appeals: lodged in time, heard by people who took no part in the decision, and what becomes of the decision."""

import json
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.appeals import AppealOutcome
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.errors import NotAllowed, NotFound, RuleViolation
from rpl_desk.domain.people import Role
from rpl_desk.domain.record import DecisionRecord
from rpl_desk.sealing.canonical import parse
from tests import office as sample
from tests import second_verifier


@pytest.fixture
def today(desk: Desk) -> date:
    return desk.session.now().date()


@pytest.fixture
def released(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.RELEASED)


def lodge(desk: Desk, case: CaseRow, day: date, **changes: str) -> None:
    values = {"lodged_by": "Sample Training Partner", "grounds": "The hours were misread."} | changes
    desk.appeals.lodge(case, lodged_on=day, **values)


def stage(desk: Desk, case: CaseRow) -> Stage:
    with sample.as_person(desk, "admin"):
        return desk.intake.case(case.reference).stage


@pytest.fixture
def heard(desk: Desk, released: CaseRow, today: date) -> CaseRow:
    """A case under appeal, which the administrator hears, who took no part in its decision."""
    with sample.as_person(desk, "admin"):
        lodge(desk, released, today)
        desk.appeals.name_members(released, [sample.person(desk, "admin")])
    return released


def test_an_appeal_is_lodged_with_a_day_to_decide_it_by_and_the_decision_stands(
    desk: Desk, released: CaseRow, today: date
):
    with sample.as_person(desk, "admin"):
        assert desk.appeals.last_day(released.id) == today + timedelta(days=20)
        desk.office.set_policy(appeal_hearing_days=14)
        before = desk.database.head().size
        lodge(desk, released, today)
        assert desk.database.head().size == before + 1
        (appeal,) = desk.appeals.appeals(released.id)
        assert (appeal.row.number, appeal.row.hear_by, appeal.members) == (1, today + timedelta(days=14), ())
        (due,) = [one for one in desk.after.due() if one.what == "Appeal 1"]
        assert (due.due_on, due.text) == (
            today + timedelta(days=14),
            f"by Sample Training Partner, lodged on {today}",
        )
        assert [one.standing for one in desk.cases.register()] == ["stands, under appeal"]
        assert desk.cases.next_step(released.id).page == "after"
        with pytest.raises(RuleViolation, match="is at appeal"):
            lodge(desk, released, today)
    assert stage(desk, released) is Stage.APPEAL
    with sample.as_person(desk, "chair"):
        with pytest.raises(RuleViolation, match="is at appeal"):
            desk.amending.amend(released, "The level was typed wrongly.")
        with pytest.raises(RuleViolation, match="Decide the appeal"):
            desk.voiding.void(released, "No more.", sample.passphrase("chair"), shown="")
    assert desk.check() == []


def test_what_cannot_be_lodged_says_why_and_changes_nothing(desk: Desk, released: CaseRow, today: date, tmp_path: Path):
    open_case = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "one"), pytest.raises(NotAllowed, match="prepare it"):
        lodge(desk, released, today)
    with sample.as_person(desk, "admin"):
        desk.office.set_policy(appeal_grounds=("A step of the procedure was left out", "New evidence"))
        before = desk.database.head().size
        for changes, why in (
            ({"grounds": " "}, "needs some words"),
            ({"lodged_by": ""}, "name of who appeals"),
            ({"ground": "It was unkind"}, "A step of the procedure was left out; New evidence"),
        ):
            with pytest.raises(RuleViolation, match=why):
                lodge(desk, released, today, **{"ground": "New evidence"} | changes)
        with pytest.raises(RuleViolation, match="yet to come"):
            lodge(desk, released, today + timedelta(days=1), ground="New evidence")
        with pytest.raises(RuleViolation, match="is at intake"):
            lodge(desk, open_case, today, ground="New evidence")
        assert desk.database.head().size == before
        lodge(desk, released, today, ground="New evidence")
        assert desk.appeals.appeals(released.id)[0].row.ground == "New evidence"


def test_who_took_part_may_not_hear_it_and_is_told_why(desk: Desk, heard: CaseRow, today: date):
    with sample.as_person(desk, "admin"):
        why = {one.name: reason for one, reason in desk.appeals.who_may_hear(heard.id)}
        assert why == {
            "Administrator One": None,
            "Chair One": "is chair on the case",
            "Assessor One": "is assessor on the case",
            "Assessor Two": "is assessor on the case",
            "Member One": "is panel member on the case",
        }
        with pytest.raises(RuleViolation, match=r"Member One is panel member on the case\. Nobody who took part"):
            desk.appeals.name_members(heard, [sample.person(desk, "admin"), sample.person(desk, "member")])
        (chair,) = (one for one in desk.intake.contents(heard.id).roles if one.role is Role.CHAIR)
        desk.intake.take_role(heard, chair)
        with pytest.raises(RuleViolation, match="Chair One signed the decision"):
            desk.appeals.name_members(heard, [sample.person(desk, "chair")])
        desk.office.set_policy(appeal_members=2)
        with pytest.raises(RuleViolation, match="At least 2 people hear"):
            desk.appeals.name_members(heard, [sample.person(desk, "admin")] * 2)
        with pytest.raises(RuleViolation, match="At least 2 people hear"):
            desk.appeals.decide(heard, AppealOutcome.NOT_UPHELD, "It was right.", heard_on=today)
        assert [one.name for one in desk.appeals.appeals(heard.id)[0].members] == ["Administrator One"]
    assert stage(desk, heard) is Stage.APPEAL


def test_it_is_acknowledged_and_its_day_put_right(desk: Desk, heard: CaseRow, today: date):
    with sample.as_person(desk, "admin"):
        with pytest.raises(RuleViolation, match="is not a day from"):
            desk.appeals.acknowledge(heard, today - timedelta(days=1))
        desk.appeals.acknowledge(heard, today)
        assert desk.appeals.appeals(heard.id)[0].row.acknowledged_on == today
    with sample.as_person(desk, "two"), pytest.raises(NotAllowed, match="prepare it"):
        desk.appeals.acknowledge(heard, today)


def test_only_who_hears_it_decides_it_on_a_day_it_was_heard(desk: Desk, released: CaseRow, today: date):
    with sample.as_person(desk, "admin"):
        with pytest.raises(NotFound, match="No appeal"):
            desk.appeals.decide(released, AppealOutcome.UPHELD, "It was misread.", heard_on=today)
        lodge(desk, released, today)
        with pytest.raises(RuleViolation, match="Nobody is named to hear this appeal"):
            desk.appeals.decide(released, AppealOutcome.UPHELD, "It was misread.", heard_on=today)
        desk.appeals.name_members(released, [sample.person(desk, "admin")])
        with pytest.raises(RuleViolation, match="Give the day the appeal was heard"):
            desk.appeals.decide(released, AppealOutcome.UPHELD, "It was misread.")
        with pytest.raises(RuleViolation, match="is before the appeal was lodged"):
            desk.appeals.decide(released, AppealOutcome.UPHELD, "It was.", heard_on=today - timedelta(days=1))
        with pytest.raises(RuleViolation, match="needs some words"):
            desk.appeals.decide(released, AppealOutcome.UPHELD, " ", heard_on=today)
    with sample.as_person(desk, "chair"), pytest.raises(NotAllowed, match="may decide it: Administrator One"):
        desk.appeals.decide(released, AppealOutcome.NOT_UPHELD, "It was right.", heard_on=today)
    assert stage(desk, released) is Stage.APPEAL


@pytest.mark.parametrize("outcome", [AppealOutcome.NOT_UPHELD, AppealOutcome.WITHDRAWN])
def test_an_appeal_not_upheld_or_withdrawn_leaves_the_case_where_it_stood(
    desk: Desk, heard: CaseRow, today: date, outcome: AppealOutcome
):
    with sample.as_person(desk, "admin"):
        day = None if outcome is AppealOutcome.WITHDRAWN else today
        desk.appeals.decide(heard, outcome, "The hours were read rightly.", heard_on=day)
        (appeal,) = desk.appeals.appeals(heard.id)
        assert (appeal.row.outcome, appeal.row.decided_on, appeal.decided_by) == (outcome, today, "Administrator One")
        assert stage(desk, heard) is Stage.RELEASED
        assert [one.what for one in desk.after.due()] == ["Review"]
        assert desk.appeals.last_day(heard.id) == today + timedelta(days=20)
        lodge(desk, heard, today)
        assert [one.row.number for one in desk.appeals.appeals(heard.id)] == [1, 2]
    assert desk.check() == []


def test_an_appeal_upheld_begins_an_amendment_that_is_decided_and_never_dropped(
    desk: Desk, heard: CaseRow, today: date
):
    with sample.as_person(desk, "admin"):
        desk.appeals.decide(heard, AppealOutcome.UPHELD, "The hours were misread.", heard_on=today)
    assert stage(desk, heard) is Stage.PANEL
    with sample.as_person(desk, "chair"):
        amending = desk.amending.under_way(heard.id)
        assert amending is not None and amending.appeal_id == desk.appeals.appeals(heard.id)[0].row.id
        with pytest.raises(RuleViolation, match="An appeal was upheld"):
            desk.amending.drop(heard, "It was right.")
        assert [one.standing for one in desk.cases.register()] == ["stands, being amended"]
        desk.decisions.draft(heard, level=7)
        desk.decisions.decide(desk.intake.case(heard.reference))
    sample.sign_all(desk, heard)
    with sample.as_person(desk, "chair"):
        said = DecisionRecord.from_plain(parse(desk.decisions.current_record(heard.id).body))
        assert [(one.version, one.reason) for one in said.amends] == [(1, "Appeal 1 upheld: The hours were misread.")]
        assert [one.reason for one in said.log if one.action == "decide appeal"] == [
            "Appeal 1 upheld: The hours were misread."
        ]
    assert stage(desk, heard) is Stage.SIGNED
    assert desk.check() == []


def test_a_late_appeal_is_heard_only_with_a_reason(desk: Desk, office: Path, released: CaseRow, today: date):
    desk.close()
    later = today + timedelta(days=21)
    with (
        Desk.open(office, clock=lambda: datetime.combine(later, time(9), UTC)) as reopened,
        sample.as_person(reopened, "admin"),
    ):
        with pytest.raises(RuleViolation, match=f"in time until {today + timedelta(days=20)}"):
            lodge(reopened, released, later)
        lodge(reopened, released, later, late_reason="The letter went to the old address.")
        (appeal,) = reopened.appeals.appeals(released.id)
        assert appeal.row.late_reason == "The letter went to the old address."


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE \"case\" SET stage = 'released'", "case CR-{}-0001: is under appeal, or is not"),
        (
            "UPDATE appeal SET outcome = 'upheld', reasons = 'x', decided_on = lodged_on, heard_on = lodged_on",
            "no amend",
        ),
        ("DELETE FROM appeal_member; DELETE FROM appeal", "its appeals say otherwise"),
    ],
)
def test_the_check_names_a_case_and_its_appeals_that_say_otherwise(
    desk: Desk, office: Path, heard: CaseRow, statement: str, said: str
):
    assert desk.check() == []
    desk.close()
    with closing(driver.connect(str(office))) as raw:
        raw.executescript(statement)
    with Desk.open(office) as tampered:
        found = "\n".join(map(str, tampered.check()))
    assert said.format(heard.reference.split("-")[1]) in found
    assert second_verifier.check_store(office)[0] == second_verifier.CHANGED


def test_the_command_line_takes_an_appeal_from_lodging_to_its_end(
    desk: Desk, office: Path, released: CaseRow, today: date, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    secret = tmp_path / "secret"
    secret.write_text(sample.passphrase("admin"))
    desk.close()
    start = ["appeal", str(office), released.reference]
    who = ["--as", sample.address("admin"), "--passphrase-file", str(secret)]
    assert run([*start, *who]) == 0
    assert "No appeal against the decision" in capsys.readouterr().out
    assert run([*start, "--lodged", str(today), "--by", "The owner", "--grounds", "Misread.", *who]) == 0
    assert f"to be decided by {today + timedelta(days=30)}" in capsys.readouterr().out
    assert run([*start, "--acknowledged", str(today), "--outcome", "upheld", *who]) == 1
    assert "One step at a time" in capsys.readouterr().err
    assert run([*start, "--acknowledged", str(today), *who]) == 0
    assert run([*start, "--members", sample.address("one"), *who]) == 1
    assert "Nobody who took part" in capsys.readouterr().err
    assert run([*start, "--members", sample.address("admin"), *who]) == 0
    ended = [*start, "--outcome", "not_upheld", "--heard", str(today), "--reasons", "It was right.", "--json", *who]
    capsys.readouterr()
    assert run(ended) == 0
    (said,) = json.loads(capsys.readouterr().out)
    assert (said["outcome"], said["members"], said["decided_by"]) == (
        "not_upheld",
        ["Administrator One"],
        "Administrator One",
    )
