"""No custodian can open the authority any more: the people found it anew, all goes on, and it shows for ever.

A second checker, written from the published description alone, has to come to the same answer every time.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.errors import NotAllowed, RuleViolation, WrongPassphrase
from rpl_desk.domain.people import CertificateRow, FoundingRow
from rpl_desk.sealing.canonical import canonical, parse
from rpl_desk.sealing.foundings import Founding, least_signers
from rpl_desk.sealing.verify import Roster, Status
from rpl_desk.services.checking import Kind
from rpl_desk.services.verifying import verify_bytes
from rpl_desk.store import queries, tables
from tests import office as sample
from tests import second_verifier

SIGN = ("chair", "one", "two")


def signing(desk: Desk, *who: str):
    return [(sample.person(desk, one), sample.passphrase(one)) for one in who]


def refound(desk: Desk, who: tuple[str, ...] = SIGN, custodians: tuple[str, ...] = ("chair", "one")) -> str:
    return desk.refounding.refound(signing(desk, *who), [sample.person(desk, one) for one in custodians])


def sit(desk: Desk, who: str) -> None:
    desk.sign_in(sample.address(who), sample.passphrase(who))


def both(store: Path, roster: bytes | None = None) -> str:
    """Return what our check and the second checker agree that a store comes to."""
    with Desk.open(store, read_only=True) as desk:
        found = desk.report(None if roster is None else Roster.from_bytes(roster))
    ours = "changed" if found.of(Kind.CHANGED) else "cannot tell" if found.of(Kind.UNSURE) else "good"
    theirs, why = second_verifier.check_store(store, None if roster is None else second_verifier.read_roster(roster))
    assert theirs == ours, (found.findings, why)
    assert len(found.of(Kind.BROKEN)) == len(
        [one for one in why if "the authority was founded anew" in one and "roster" not in one]
    ), why
    return ours


def verdict(document: bytes, roster: bytes) -> Status:
    """Return what our check and the second checker agree that a document comes to."""
    ours = verify_bytes(document, Roster.from_bytes(roster)).status
    theirs = second_verifier.check_record(document, second_verifier.read_roster(roster))
    words = {Status.GOOD: "good", Status.BAD: "changed", Status.UNKNOWN: "cannot tell", Status.ENDED: "stands no more"}
    assert theirs[0] == words[ours], theirs
    return ours


@pytest.fixture(scope="module")
def founded(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store whose authority was founded anew, after and before which a case was signed and exported."""
    folder = tmp_path_factory.mktemp("founded")
    store = Path(shutil.copy(office_template, folder / "office.rpldesk"))
    with Desk.open(store) as desk:
        sit(desk, "admin")
        own = sample.passphrase("admin")
        gone = desk.people.add("gone@example.ac.uk", "Member Two", sample.passphrase("gone"), own_passphrase=own)
        desk.enrolment.has_left(gone, "Left.", own)
        desk.seals.make(sample.passphrase("admin"))
        (folder / "before.json").write_bytes(desk.people.roster())
    (folder / "out").mkdir()
    for name in ("old", "new"):
        with Desk.open(store) as desk:
            case = sample.case_at(desk, folder, Stage.DECIDED)
            sit(desk, "chair")
            sample.sign_all(desk, case)
            (made,) = desk.exchange.export([case], folder / "out", pdf=False, xlsx=False)
            (folder / f"{name}.json").write_bytes(made.path.read_bytes())
            if name == "old":
                refound(desk)
            desk.people.sign_out()
        if name == "old":
            shutil.copy(store, folder / "just.rpldesk")
    with Desk.open(store) as desk:
        sit(desk, "chair")
        (folder / "after.json").write_bytes(desk.people.roster())
        (folder / "sheet.pdf").write_bytes(desk.people.roster_sheet())
        desk.people.sign_out()
    return folder


@pytest.fixture
def store(founded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(founded / "office.rpldesk", tmp_path / "office.rpldesk"))


def test_half_of_those_enrolled_sign_and_two_at_the_very_least():
    assert [least_signers(one) for one in (1, 2, 3, 4, 5, 6, 7)] == [2, 2, 2, 2, 3, 3, 4]


def test_the_store_is_good_says_it_for_ever_and_the_new_custodians_certify_and_end_keys(store: Path):
    assert both(store) == "good"
    with Desk.open(store) as desk:
        (told,) = desk.report().of(Kind.BROKEN)
        assert "founded anew" in str(told) and "Chair One, Assessor One and Assessor Two: 3 of the 5" in str(told)
        assert {one.name for one in desk.enrolment.custodians()} == {"Chair One", "Assessor One"}
        sit(desk, "admin")
        with pytest.raises(NotAllowed, match="does not hold the authority"):
            desk.enrolment.has_left(sample.person(desk, "two"), "Left.", sample.passphrase("admin"))
        assert desk.seals.current() is None
        sit(desk, "one")
        desk.seals.make(sample.passphrase("one"))
        desk.enrolment.has_left(sample.person(desk, "admin"), "Gone.", sample.passphrase("one"))
        # Whoever became a custodian has two certificates of one key, and both of them end.
        desk.enrolment.has_left(sample.person(desk, "chair"), "Left.", sample.passphrase("one"))
        chair = sample.person(desk, "chair").id
        with desk.database.reading() as read:
            assert all(one.retired_at for one in queries.rows_of(read, CertificateRow, person_id=chair))
    assert both(store) == "good"


def test_documents_from_before_and_after_count_by_a_roster_made_since_and_it_is_told_beside_each(founded: Path):
    before, after = (founded / "before.json").read_bytes(), (founded / "after.json").read_bytes()
    for name in ("old", "new"):
        document = (founded / f"{name}.json").read_bytes()
        assert verdict(document, after) is Status.GOOD
        facts = " ".join(verify_bytes(document, Roster.from_bytes(after)).facts)
        assert "founded anew" in facts and ("from before, by the roster" in facts) == (name == "old")
    assert verdict((founded / "old.json").read_bytes(), before) is Status.GOOD
    late = verify_bytes((founded / "new.json").read_bytes(), Roster.from_bytes(before))
    assert verdict((founded / "new.json").read_bytes(), before) is Status.BAD
    assert "If the office founded it anew since, its newest roster says so." in str(late.problems[0])
    with pypdfium2.PdfDocument(founded / "sheet.pdf") as sheet:
        shown = " ".join(" ".join(one.get_textpage().get_text_bounded() for one in sheet).split())
    assert "the authority of the office was founded anew" in shown and "rests on their word" in shown


def test_the_store_against_a_roster_from_before_cannot_be_told_and_the_store_from_before_is_another(founded: Path):
    assert both(founded / "office.rpldesk", (founded / "before.json").read_bytes()) == "cannot tell"
    assert both(founded / "office.rpldesk", (founded / "after.json").read_bytes()) == "good"


def test_what_the_lost_key_signs_after_it_counts_for_nothing(founded: Path):
    """A roster on which the founding stands before the old document was signed."""
    plain = json.loads((founded / "after.json").read_bytes())
    plain["foundings"][0]["statement"]["log_size"] = 3
    found = verify_bytes((founded / "old.json").read_bytes(), Roster.from_bytes(canonical(plain)))
    assert found.status is Status.BAD
    assert any("counted for nothing any more" in str(one) for one in found.problems)
    assert verdict((founded / "old.json").read_bytes(), canonical(plain)) is Status.BAD


@pytest.mark.parametrize(
    "edit",
    [
        lambda one: one["statement"].update(at="2026-01-01T10:00:00Z"),
        lambda one: one["signatures"].pop(),
        lambda one: one["signatures"].__setitem__(1, one["signatures"][0]),
        lambda one: one["certificates"].pop(),
        lambda one: one["certificates"][1]["body"].update(name="Chair Two"),
        lambda one: one["statement"].update(public="00" * 32),
    ],
)
def test_a_founding_on_the_roster_whose_proof_does_not_hold_is_told(founded: Path, edit: Callable):
    plain = json.loads((founded / "after.json").read_bytes())
    edit(plain["foundings"][0])
    assert verdict((founded / "old.json").read_bytes(), canonical(plain)) is Status.UNKNOWN


# -- who may, and what is refused --------------------------------------------------------------------------------------


def test_what_does_not_do_is_refused_and_changes_nothing(desk: Desk):
    sit(desk, "chair")
    size = desk.database.head().size
    for who, custodians, why in (
        (("chair", "admin", "one"), ("chair", "one"), "Administrator One is a custodian"),
        (("chair", "one"), ("chair", "one"), "2 signed; at least 3 of the 5"),
        (("one", "two", "member"), ("one", "two"), "you are one of them"),
        (("chair", "one", "one"), ("chair", "one"), "signs once"),
        (SIGN, ("chair", "chair"), "Name two"),
        (SIGN, ("chair", "member"), "Name two"),
    ):
        with pytest.raises(RuleViolation, match=why):
            refound(desk, who, custodians)
    assert desk.database.head().size == size
    wrong = [*signing(desk, "chair", "one")[:2], (sample.person(desk, "two"), "another quiet kettle by the harbour")]
    with pytest.raises(WrongPassphrase):
        desk.refounding.refound(wrong, [one for one, _ in wrong[:2]])
    assert {one.name for one in desk.enrolment.custodians()} == {"Administrator One"}
    assert desk.check() == []


# -- forgeries: what somebody with a key of the office might write -----------------------------------------------------


def fewer(found: Founding) -> Founding:
    return replace(found, signatures=found.signatures[:-1])


def twice(found: Founding) -> Founding:
    return replace(found, signatures=(*found.signatures[:-1], found.signatures[0]))


def without_certificate(found: Founding) -> Founding:
    return replace(found, certificates=found.certificates[1:])


def other_certificate(found: Founding) -> Founding:
    return replace(found, certificates=(*found.certificates[:-1], (found.certificates[-1][0], bytes(64))))


def without_end(found: Founding) -> Founding:
    return replace(found, endings=())


def fewer_enrolled(found: Founding) -> Founding:
    said = parse(found.statement)
    said["enrolled"] = [one for one in said["enrolled"] if one["certificate"] in said["signers"]]
    return replace(found, statement=canonical(said))


def elsewhere(found: Founding) -> Founding:
    said = parse(found.statement)
    return replace(found, statement=canonical(said | {"log_size": said["log_size"] - 1}))


@pytest.mark.parametrize(
    "change", [fewer, twice, without_certificate, other_certificate, without_end, fewer_enrolled, elsewhere]
)
def test_a_founding_that_is_not_as_its_people_signed_it_is_found(store: Path, change: Callable[[Founding], Founding]):
    with Desk.open(store) as desk, desk.database.action("sign in", by="device") as action:
        (row,) = queries.rows(action.read, FoundingRow)
        action.update(tables.founding, row, body=change(Founding.from_bytes(row.body)).to_bytes())
    assert both(store) == "changed"


def test_another_authority_without_a_founding_or_a_founding_that_is_gone_is_found(store: Path):
    with Desk.open(store) as desk, desk.database.action("sign in", by="device") as action:
        action.delete(tables.founding, queries.rows(action.read, FoundingRow)[0])
    assert both(store) == "changed"


def test_it_can_happen_again(founded: Path, tmp_path: Path):
    store = Path(shutil.copy(founded / "just.rpldesk", tmp_path / "office.rpldesk"))
    with Desk.open(store) as desk:
        sit(desk, "two")
        with pytest.raises(RuleViolation, match="is a custodian"):
            refound(desk, ("two", "chair", "member"), ("two", "chair"))
        refound(desk, ("two", "admin", "member"), ("two", "admin"))
        assert {one.name for one in desk.enrolment.custodians()} == {"Assessor Two", "Administrator One"}
        roster = desk.people.roster()
        desk.people.sign_out()
    assert both(store) == "good"
    assert verdict((founded / "old.json").read_bytes(), roster) is Status.GOOD
    assert len(Roster.from_bytes(roster).foundings) == 2


def test_the_command_founds_it_and_says_what_to_do_next(office: Path, tmp_path: Path, capsys):
    for name in SIGN:
        (tmp_path / name).write_text(sample.passphrase(name), encoding="utf-8")
    who = ["--as", sample.address("chair"), "--passphrase-file", str(tmp_path / "chair")]
    others = [part for one in SIGN[1:] for part in ("--with", sample.address(one), str(tmp_path / one))]
    new = ["--custodian", sample.address("chair"), "--custodian", sample.address("one")]
    assert run(["person", "refound", str(office), *others[:3], *new, *who]) == 1
    assert "2 signed; at least 3 of the 5" in capsys.readouterr().err
    assert run(["person", "refound", str(office), *others, *new, *who]) == 0
    assert "Its custodians are Chair One and Assessor One" in capsys.readouterr().out
    assert run(["check", str(office)]) == 0
    assert "founded anew" in " ".join(capsys.readouterr().out.split())
