"""The seal of the office: who makes it, where it is open, and what the roster says of it."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.documents.pdf_finish import attached_bundle
from rpl_desk.domain.errors import NotAllowed, RuleViolation, WrongPassphrase
from rpl_desk.domain.seals import NO_SEAL, NOT_OPEN, SealKind
from rpl_desk.sealing.pdf_seal import read_seal
from rpl_desk.sealing.verify import Roster
from tests import office as sample
from tests.sealing.test_pdf_seal import certificate_of, pkcs12_of
from tests.second_verifier import read_roster as read_by_second

ADMIN = sample.passphrase("admin")


@pytest.fixture
def admin(desk: Desk) -> Desk:
    desk.sign_in(sample.address("admin"), ADMIN)
    return desk


def small_pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def test_an_office_without_a_seal_seals_nothing_and_says_so(admin: Desk):
    assert admin.seals.current() is None
    assert admin.seals.not_sealed_because == NO_SEAL
    assert admin.seals.seal(b"%PDF-1.7") == b"%PDF-1.7"


def test_a_seal_made_is_open_at_once_and_again_when_a_custodian_signs_in(admin: Desk):
    row = admin.seals.make(ADMIN)

    assert (row.kind, admin.seals.not_sealed_because) == (SealKind.MADE, "")
    assert read_seal(admin.seals.seal(small_pdf())).certificate == row.certificate
    held = admin.session.seal
    admin.people.sign_out()
    assert not held.is_open and admin.session.seal is None
    admin.sign_in(sample.address("admin"), ADMIN)
    assert admin.seals.not_sealed_because == ""
    assert read_seal(admin.seals.seal(small_pdf())).faults == ()
    assert admin.check() == []


def test_somebody_elses_sitting_seals_once_a_custodian_has_opened_it(admin: Desk):
    admin.seals.make(ADMIN)
    admin.sign_in(sample.address("chair"), sample.passphrase("chair"))
    assert admin.seals.not_sealed_because == NOT_OPEN
    custodian = sample.person(admin, "admin")
    with pytest.raises(WrongPassphrase):
        admin.seals.open(custodian, "not the passphrase at all")
    with pytest.raises(NotAllowed, match="does not hold the authority"):
        admin.seals.open(sample.person(admin, "chair"), sample.passphrase("chair"))
    assert admin.seals.not_sealed_because == NOT_OPEN


def test_it_is_opened_by_a_custodian_in_the_chairs_sitting(admin: Desk):
    admin.seals.make(ADMIN)
    admin.sign_in(sample.address("chair"), sample.passphrase("chair"))
    admin.seals.open(sample.person(admin, "admin"), ADMIN)
    assert read_seal(admin.seals.seal(small_pdf())).faults == ()
    admin.people.sign_out()
    assert admin.session.seal is None
    assert admin.check() == []


def test_a_second_custodian_holds_it_too(admin: Desk):
    row = admin.seals.make(ADMIN)
    second = admin.people.add(
        "second@example.ac.uk",
        "Custodian Two",
        "a lantern hangs above the ferry",
        administrator=True,
        own_passphrase=ADMIN,
    )
    admin.sign_in(second.email, "a lantern hangs above the ferry")
    assert read_seal(admin.seals.seal(small_pdf())).certificate == row.certificate


def test_only_a_custodian_makes_it_and_a_refusal_leaves_the_store_as_it_was(admin: Desk):
    before = admin.database.head()
    with pytest.raises(WrongPassphrase):
        admin.seals.make("not the passphrase at all")
    assert admin.seals.all() == ()
    admin.sign_in(sample.address("chair"), sample.passphrase("chair"))
    with pytest.raises(NotAllowed):
        admin.seals.make(sample.passphrase("chair"))
    assert admin.seals.all() == ()
    assert admin.database.head().size > before.size  # the wrong passphrase and the sign-in are told
    assert admin.check() == []


def test_an_imported_seal_takes_the_place_of_one_made_here(admin: Desk, tmp_path: Path):
    first = admin.seals.make(ADMIN)
    key = ec.generate_private_key(ec.SECP256R1())
    path = tmp_path / "college.p12"
    now = admin.session.now()
    path.write_bytes(pkcs12_of(key, certificate_of(key, now - timedelta(days=1), now + timedelta(days=99))))
    with pytest.raises(RuleViolation, match="Check its password"):
        admin.seals.bring(path, "wrong", ADMIN)
    second = admin.seals.bring(path, "secret", ADMIN)

    assert admin.seals.current() == second
    assert [one.ended_at is None for one in admin.seals.all()] == [False, True]
    assert read_seal(admin.seals.seal(small_pdf())).certificate == second.certificate
    with pytest.raises(RuleViolation, match="had this seal already"):
        admin.seals.bring(path, "secret", ADMIN)
    assert first.certificate != second.certificate
    assert admin.check() == []


def test_an_ended_seal_seals_no_more(admin: Desk):
    admin.seals.make(ADMIN)
    with pytest.raises(RuleViolation, match="needs some words"):
        admin.seals.end(" ", ADMIN)
    admin.seals.end("The laptop was lost", ADMIN)
    assert admin.seals.not_sealed_because == NO_SEAL
    with pytest.raises(RuleViolation, match="no seal that could end"):
        admin.seals.end("Again", ADMIN)
    assert admin.seals.all()[0].ended_reason == "The laptop was lost"
    admin.people.sign_out()
    admin.sign_in(sample.address("admin"), ADMIN)
    assert admin.session.seal is None


def test_the_seal_survives_a_change_of_passphrase(admin: Desk):
    row = admin.seals.make(ADMIN)
    admin.people.change_passphrase(ADMIN, "grey herons stand by the weir")
    admin.sign_in(sample.address("admin"), "grey herons stand by the weir")
    assert read_seal(admin.seals.seal(small_pdf())).certificate == row.certificate


def test_a_seal_altered_in_the_file_keeps_nobody_out_and_seals_nothing(admin: Desk, office: Path):
    import sqlcipher3.dbapi2 as driver

    admin.seals.make(ADMIN)
    admin.people.sign_out()
    admin.close()
    raw = driver.connect(str(office))
    raw.execute("UPDATE office_seal SET wrapped = x'00112233445566778899aabbccddeeff0011223344556677889900112233'")
    raw.commit()
    raw.close()
    with Desk.open(office) as desk:
        desk.sign_in(sample.address("admin"), ADMIN)
        assert desk.seals.not_sealed_because == NOT_OPEN
        assert any("office_seal" in str(one) for one in desk.check())


def test_the_roster_and_its_sheet_name_every_seal(admin: Desk):
    assert Roster.from_bytes(admin.people.roster()).seals == ()
    first = admin.seals.make(ADMIN)
    second = admin.seals.make(ADMIN)
    roster = admin.people.roster()
    read = Roster.from_bytes(roster)
    words = [admin.seals.words_of(one) for one in (first, second)]

    assert [one.sha256 for one in read.seals] == [one.sha256 for one in words]
    assert [one.ended is None for one in read.seals] == [False, True]
    assert read.to_bytes() == roster
    assert [one["sha256"] for one in read_by_second(roster)["seals"]] == [one.sha256 for one in words]
    sheet = admin.people.roster_sheet()
    assert attached_bundle(sheet, 1_000_000) == roster
    with pypdfium2.PdfDocument(sheet) as pdf:
        shown = " ".join(one.get_textpage().get_text_bounded() for one in pdf).split()
    for one in words:
        assert one.code in " ".join(shown) and one.sha256 in "".join(shown)


def test_the_command_line_makes_shows_imports_and_ends_it(office: Path, tmp_path: Path, capsys):
    secret, password = tmp_path / "passphrase", tmp_path / "password"
    secret.write_text(ADMIN, encoding="utf-8")
    password.write_text("secret", encoding="utf-8")
    key = ec.generate_private_key(ec.SECP256R1())
    bundle = tmp_path / "college.p12"
    with Desk.open(office) as desk:
        now = desk.session.now()
    bundle.write_bytes(pkcs12_of(key, certificate_of(key, now - timedelta(days=1), now + timedelta(days=99))))
    who = [str(office), "--as", sample.address("admin"), "--passphrase-file", str(secret)]

    assert run(["office-seal", "show", str(office)]) == 0
    assert "the office has no seal" in capsys.readouterr().out
    assert run(["office-seal", "make", *who]) == 0
    said = capsys.readouterr().out
    assert "made here" in said and "not a qualified certificate" in " ".join(said.split())
    assert run(["office-seal", "import", *who, str(bundle), "--password-file", str(password)]) == 0
    assert "imported" in capsys.readouterr().out
    assert run(["office-seal", "end", *who, "--reason", "Trial over"]) == 0
    capsys.readouterr()
    assert run(["office-seal", "show", str(office), "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert [one["kind"] for one in plain] == ["made", "imported"]
    assert [one["ended_reason"] for one in plain] == ["Another seal took its place.", "Trial over"]
    assert run(["office-seal", "import", *who, str(tmp_path / "none.p12"), "--password-file", str(password)]) == 1
    assert "none.p12 cannot be read" in capsys.readouterr().err
