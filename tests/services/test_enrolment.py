"""Codes, custodians and the ends of keys, through the services and the command line."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.errors import DeskError, NotAllowed, RuleViolation, WrongPassphrase
from rpl_desk.domain.people import PersonRow, WrappedKeyRow
from rpl_desk.sealing import keys
from rpl_desk.sealing.verify import Roster, Status
from rpl_desk.services.checking import report
from rpl_desk.services.verifying import read_roster, verify_bytes
from rpl_desk.store import queries
from tests import office as sample

NEW = "grey herons stand by the weir"
OTHER = "a lantern hangs above the ferry"
ADMIN = sample.passphrase("admin")


@pytest.fixture
def admin(desk: Desk) -> Desk:
    desk.sign_in(sample.address("admin"), ADMIN)
    return desk


def test_a_code_makes_a_key_once_and_a_custodian_certifies_it(admin: Desk):
    person, code = admin.enrolment.invite("late@example.ac.uk", "Member Late")
    assert [one.uid for one in admin.enrolment.invited()] == [person.uid]
    admin.people.sign_out()
    mark = admin.enrolment.enrol("late@example.ac.uk", code.lower().replace(" ", "-"), NEW)
    with pytest.raises(NotAllowed, match="works once"):
        admin.enrolment.enrol("late@example.ac.uk", code, NEW)
    with pytest.raises(NotAllowed, match="not certified yet"):
        admin.sign_in("late@example.ac.uk", NEW)
    admin.sign_in(sample.address("admin"), ADMIN)
    assert [(one.uid, found) for one, found in admin.enrolment.waiting()] == [(person.uid, mark)]
    assert admin.enrolment.certify(person, ADMIN) == mark
    assert admin.enrolment.waiting() == admin.enrolment.invited() == ()
    assert admin.sign_in("late@example.ac.uk", NEW).name == "Member Late"
    assert admin.check() == []


def test_a_code_is_no_good_after_a_day_and_a_new_one_takes_the_place_of_the_old(office: Path):
    now = [datetime(2026, 5, 28, 8, tzinfo=UTC)]
    with Desk.open(office, clock=lambda: now[0]) as desk:
        desk.sign_in(sample.address("admin"), ADMIN)
        person, first = desk.enrolment.invite("late@example.ac.uk", "Member Late")
        second = desk.enrolment.renew_code(person)
        with pytest.raises(NotAllowed, match="ask for another"):
            desk.enrolment.enrol(person.email, first, NEW)
        now[0] += timedelta(hours=24, seconds=1)
        with pytest.raises(NotAllowed, match="older than 24 hours"):
            desk.enrolment.enrol(person.email, second, NEW)
        assert desk.check() == []


def test_a_weak_passphrase_leaves_the_code_good(admin: Desk):
    person, code = admin.enrolment.invite("late@example.ac.uk", "Member Late")
    with pytest.raises(RuleViolation, match="at least 15"):
        admin.enrolment.enrol(person.email, code, "short")
    assert len(admin.enrolment.enrol(person.email, code, NEW).split()) == 5


def test_a_second_custodian_opens_the_same_authority(admin: Desk):
    person, code = admin.enrolment.invite("second@example.ac.uk", "Administrator Two", administrator=True)
    admin.enrolment.enrol(person.email, code, NEW)
    admin.enrolment.certify(person, ADMIN)
    assert [one.name for one in admin.enrolment.custodians()] == ["Administrator One"]
    with pytest.raises(RuleViolation, match="not an administrator"):
        admin.enrolment.make_custodian(sample.person(admin, "chair"), ADMIN, sample.passphrase("chair"))
    admin.enrolment.make_custodian(person, ADMIN, NEW)
    admin.sign_in(person.email, NEW)
    late, code = admin.enrolment.invite("late@example.ac.uk", "Member Late")
    admin.enrolment.enrol(late.email, code, OTHER)
    admin.enrolment.certify(late, NEW)
    assert admin.sign_in(late.email, OTHER).name == "Member Late"
    assert len(admin.enrolment.custodians()) == 2
    assert admin.check() == []


def test_a_forgotten_passphrase_takes_two_people_and_costs_no_signature(admin: Desk, tmp_path: Path):
    case = sample.case_at(admin, tmp_path, Stage.SIGNED)
    with sample.as_person(admin, "admin"):
        before = admin.decisions.bundle(admin.decisions.current_record(case.id))
    person, second = sample.person(admin, "one"), sample.person(admin, "two")
    for wrong in (person, sample.person(admin, "admin")):
        with pytest.raises(RuleViolation, match="neither"):
            admin.enrolment.forgotten(person, "Forgot it.", ADMIN, wrong, ADMIN)
    with pytest.raises(WrongPassphrase):
        admin.enrolment.forgotten(person, "Forgot it.", ADMIN, second, OTHER)
    admin.session._clock = lambda: datetime.now(UTC) + timedelta(seconds=5)  # after the wrong one's delay
    code = admin.enrolment.forgotten(person, "Forgot it.", ADMIN, second, sample.passphrase("two"))
    with pytest.raises(DeskError):
        admin.sign_in(person.email, sample.passphrase("one"))
    admin.enrolment.enrol(person.email, code, NEW)
    admin.sign_in(sample.address("admin"), ADMIN)
    admin.enrolment.certify(person, ADMIN)
    assert admin.sign_in(person.email, NEW).uid == person.uid
    roster = Roster.from_bytes(admin.people.roster())
    assert len([one for one in roster.people if one.person == person.uid]) == 2
    assert verify_bytes(before, roster).status is Status.GOOD
    assert admin.check() == [] and report(admin.database, roster).is_good


def test_sign_offs_with_a_key_others_may_know_are_listed_from_the_last_anchor_outside(admin: Desk, tmp_path: Path):
    case = sample.case_at(admin, tmp_path, Stage.SIGNED)
    person = sample.person(admin, "one")
    (found,) = admin.enrolment.since_anchor(person)
    assert (found.reference, found.name) == (case.reference, "Assessor One")
    (tmp_path / "outside").mkdir()
    admin.anchors.choose_folder(tmp_path / "outside")
    code, doubtful = admin.enrolment.compromised(person, "Seen on a note.", ADMIN)
    assert doubtful == () and len(code.split()) == 4
    assert admin.check() == []


def test_a_signature_made_with_a_key_that_had_ended_is_found_in_the_document_by_the_roster(admin: Desk, tmp_path: Path):
    case = sample.case_at(admin, tmp_path, Stage.SIGNED)
    with sample.as_person(admin, "admin"):
        data = admin.decisions.bundle(admin.decisions.current_record(case.id))
    roster = Roster.from_bytes(admin.people.roster())
    people = tuple(
        type(one)(one.person, one.name, one.fingerprint, 3 if one.name == "Assessor One" else None)
        for one in roster.people
    )
    verdict = verify_bytes(data, Roster(roster.authority, people))
    assert verdict.status is Status.BAD
    assert any("Assessor One signed with a key that had ended at entry 3" in str(one) for one in verdict.problems)


def test_only_custodians_certify_and_nobody_ends_their_own_key(admin: Desk):
    person, code = admin.enrolment.invite("late@example.ac.uk", "Member Late", administrator=True)
    admin.enrolment.enrol(person.email, code, NEW)
    admin.enrolment.certify(person, ADMIN)
    with pytest.raises(RuleViolation, match="your own key"):
        admin.enrolment.has_left(sample.person(admin, "admin"), "Left.", ADMIN)
    admin.sign_in(person.email, NEW)
    with pytest.raises(NotAllowed, match="does not hold the authority"):
        admin.enrolment.has_left(sample.person(admin, "member"), "Left.", NEW)


def test_the_roster_sheet_is_a_pdf_that_verify_takes(admin: Desk, tmp_path: Path):
    sheet = tmp_path / "roster.pdf"
    sheet.write_bytes(admin.people.roster_sheet())
    assert read_roster(sheet) == Roster.from_bytes(admin.people.roster())


def test_the_command_line_enrols_certifies_and_retires(office: Path, tmp_path: Path, capsys):
    for name, words in {"admin": ADMIN, "new": NEW, "two": sample.passphrase("two")}.items():
        (tmp_path / name).write_text(words, encoding="utf-8")
    who = ["--as", sample.address("admin"), "--passphrase-file", str(tmp_path / "admin")]
    late = ["--email", "late@example.ac.uk"]
    assert run(["person", "invite", str(office), *late, "--name", "Member Late", *who]) == 0
    code = capsys.readouterr().out.split("code ")[1].split(".")[0]
    (tmp_path / "code").write_text(code, encoding="utf-8")
    typed = ["--code-file", str(tmp_path / "code"), "--new-passphrase-file", str(tmp_path / "new")]
    assert run(["person", "enrol", str(office), *late, *typed]) == 0
    mark = capsys.readouterr().out.split("fingerprint ")[1].split(".")[0]
    other = mark[:-1] + ("0" if mark[-1] != "0" else "1")
    assert run(["person", "certify", str(office), *late, "--fingerprint", other, *who]) == 1
    assert "another fingerprint" in capsys.readouterr().err
    assert run(["person", "certify", str(office), *late, "--fingerprint", mark, *who]) == 0
    sheet = tmp_path / "roster.pdf"
    assert run(["person", "list", str(office), "--sheet", str(sheet)]) == 0
    assert mark in capsys.readouterr().out
    vouching = ["--forgotten", sample.address("two"), "--second-passphrase-file", str(tmp_path / "two")]
    assert run(["person", "retire", str(office), *late, "--reason", "Forgot it.", *vouching, *who]) == 0
    assert "with the code" in capsys.readouterr().out
    assert run(["check", str(office), "--roster", str(sheet)]) == 0


DEARER = keys.Cost(memory=65 * 1024)


def costs(desk: Desk) -> dict[str, set[int]]:
    """Return what a guess at each person's keys costs."""
    with desk.database.reading() as read:
        found = {}
        names = {one.id: one.email.partition("@")[0] for one in queries.rows(read, PersonRow)}
        for row in queries.rows(read, WrappedKeyRow):
            found.setdefault(names[row.person_id], set()).add(keys.cost_of(row.body).work)
        return found


def test_keys_follow_at_the_next_sign_in_when_a_custodian_raises_what_a_guess_costs(admin: Desk, office: Path):
    least = keys.Cost().work
    assert set().union(*costs(admin).values()) == {least}
    before = admin.people.fingerprints()
    assert admin.people.strengthen(sample.passphrase("admin"), 65) == DEARER
    assert admin.people.strengthen(sample.passphrase("admin"), 65) is None
    assert costs(admin)["admin"] == {DEARER.work} and costs(admin)["chair"] == {least}
    admin.people.sign_out()
    size = admin.database.head().size
    for _ in range(2):  # the second time there is nothing left to do
        admin.sign_in(sample.address("chair"), sample.passphrase("chair"))
        admin.people.sign_out()
    assert costs(admin)["chair"] == {DEARER.work} and costs(admin)["one"] == {least}
    assert admin.database.head().size == size + 5
    assert admin.people.fingerprints() == before and admin.check() == []


def test_only_a_custodian_raises_what_a_guess_costs_and_never_lowers_it(admin: Desk):
    assert admin.people.strengthen(sample.passphrase("admin"), 64) is None
    with sample.as_person(admin, "chair"), pytest.raises(NotAllowed):
        admin.people.strengthen(sample.passphrase("chair"), 65)
    with pytest.raises(WrongPassphrase):
        admin.people.strengthen("quite another row of words", 65)
    assert costs(admin)["admin"] == {keys.Cost().work}


def test_the_command_raises_what_a_guess_costs(office: Path, tmp_path: Path, capsys):
    (tmp_path / "words").write_text(sample.passphrase("admin"), encoding="utf-8")
    who = ["--as", sample.address("admin"), "--passphrase-file", str(tmp_path / "words")]
    assert run(["person", "strengthen", str(office), "--memory", "65", *who]) == 0
    assert "65 MiB, 3 times over" in capsys.readouterr().out
    assert run(["person", "strengthen", str(office), "--memory", "64", *who]) == 0
    assert "as much of a guess already" in capsys.readouterr().out
