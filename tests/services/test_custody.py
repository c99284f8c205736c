"""The authority of the office when a custodian is lost: the second carries on, and what was certified stands."""

from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.errors import DeskError, NotAllowed, RuleViolation
from rpl_desk.domain.people import PersonRow
from rpl_desk.sealing.verify import Roster, Status
from rpl_desk.services.checking import report
from rpl_desk.services.verifying import verify_bytes
from tests import office as sample

SECOND = "grey herons stand by the weir"
AGAIN = "a lantern hangs above the ferry"
ADMIN = sample.passphrase("admin")


@pytest.fixture
def second(desk: Desk) -> PersonRow:
    """A second administrator who holds the authority too; they sit at the desk."""
    desk.sign_in(sample.address("admin"), ADMIN)
    person, code = desk.enrolment.invite("second@example.ac.uk", "Administrator Two", administrator=True)
    desk.enrolment.enrol(person.email, code, SECOND)
    desk.enrolment.certify(person, ADMIN)
    desk.enrolment.make_custodian(person, ADMIN, SECOND)
    desk.people.sign_out()
    return desk.sign_in(person.email, SECOND)


def enrolled(desk: Desk, person: PersonRow, code: str, custodian: str) -> PersonRow:
    desk.enrolment.enrol(person.email, code, AGAIN)
    desk.enrolment.certify(person, custodian)
    return person


def test_a_custodian_who_is_lost_is_replaced_by_the_second_and_the_authority_stays(
    desk: Desk, second: PersonRow, tmp_path: Path
):
    case = sample.case_at(desk, tmp_path, Stage.SIGNED)
    with sample.as_person(desk, "admin"):
        before = desk.decisions.bundle(desk.decisions.current_record(case.id))
    authority = Roster.from_bytes(desk.people.roster()).authority
    first = sample.person(desk, "admin")
    code = desk.enrolment.forgotten(first, "Forgot it.", SECOND, sample.person(desk, "two"), sample.passphrase("two"))
    assert [one.name for one in desk.enrolment.custodians()] == ["Administrator Two"]
    with pytest.raises(DeskError), desk.people.authority(first, ADMIN):
        pytest.fail("who forgot opened the authority's key")
    # The one who forgot has a key again, and holds the authority only once the second gives it to them.
    enrolled(desk, first, code, SECOND)
    assert [one.name for one in desk.enrolment.custodians()] == ["Administrator Two"]
    desk.enrolment.make_custodian(first, SECOND, AGAIN)
    desk.people.sign_out()
    desk.sign_in(first.email, AGAIN)
    late, code = desk.enrolment.invite("late@example.ac.uk", "Member Late")
    desk.enrolment.enrol(late.email, code, "nine quiet lanterns over water")
    desk.enrolment.certify(late, AGAIN)
    roster = Roster.from_bytes(desk.people.roster())
    assert roster.authority == authority
    assert verify_bytes(before, roster).status is Status.GOOD
    assert report(desk.database, roster).is_good and desk.check() == []


def test_a_custodian_who_has_left_opens_the_authority_no_more(desk: Desk, second: PersonRow):
    first = sample.person(desk, "admin")
    desk.enrolment.has_left(first, "Left the college.", SECOND)
    assert [one.name for one in desk.enrolment.custodians()] == ["Administrator Two"]
    with pytest.raises(DeskError), desk.people.authority(first, ADMIN):
        pytest.fail("who has left opened the authority's key")
    third, code = desk.enrolment.invite("third@example.ac.uk", "Administrator Three", administrator=True)
    enrolled(desk, third, code, SECOND)
    desk.enrolment.make_custodian(third, SECOND, AGAIN)
    assert {one.name for one in desk.enrolment.custodians()} == {"Administrator Two", "Administrator Three"}
    desk.people.sign_out()
    desk.sign_in(third.email, AGAIN)
    late, code = desk.enrolment.invite("late@example.ac.uk", "Member Late")
    desk.enrolment.enrol(late.email, code, "nine quiet lanterns over water")
    assert len(desk.enrolment.certify(late, AGAIN).split()) == 5
    assert desk.check() == []


def test_the_last_custodian_is_not_ended_by_anybody(desk: Desk):
    """Whoever holds the authority alone cannot be taken from it: nobody else certifies, and nobody ends their own."""
    desk.sign_in(sample.address("admin"), ADMIN)
    first = sample.person(desk, "admin")
    with pytest.raises(RuleViolation, match="your own key"):
        desk.enrolment.has_left(first, "Left.", ADMIN)
    with pytest.raises(NotAllowed), sample.as_person(desk, "chair"):
        desk.enrolment.has_left(first, "Left.", sample.passphrase("chair"))
    assert [one.name for one in desk.enrolment.custodians()] == ["Administrator One"]
    assert desk.check() == []


def test_no_private_key_lies_in_the_file_or_beside_it(desk: Desk, office: Path, tmp_path: Path):
    """K-3: the very bytes of keys that were open are sought in all that was written, while the store is in use."""
    desk.sign_in(sample.address("admin"), ADMIN)
    desk.seals.make(ADMIN)
    secrets = []
    with desk.people.authority(sample.person(desk, "admin"), ADMIN) as key:
        secrets.append(bytes(key._opened()))
    for who in ("admin", "chair"):
        with desk.people.unlocked(sample.person(desk, who), sample.passphrase(who)) as (key, _):
            secrets.append(bytes(key._opened()))
    seal = desk.session.seal
    assert seal is not None
    secrets.append(seal.private_key)
    (tmp_path / "outside").mkdir()
    desk.anchors.choose_folder(tmp_path / "outside")
    desk.backups.make()
    written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert len(written) >= 3 and all(len(one) >= 32 for one in secrets) and len(set(secrets)) == 4
    public = desk.database.path.name
    assert any(public in path.name for path in written)
    for path, data in written.items():
        assert not [one for one in secrets if one in data or one.hex().encode() in data], path
    assert any(sample.address("admin").encode() in data for data in written.values())  # the control: it is read
    for passphrase in (ADMIN, sample.passphrase("chair")):
        assert not any(passphrase.encode() in data for data in written.values())
