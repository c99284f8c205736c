"""Exports carry the office's seal where it is open; whoever checks them is told whose it is and what changed."""

import io
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.documents.pdf_sealed import seal_differences
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.errors import StorageProblem
from rpl_desk.sealing.office_seal import OpenSeal, new_seal, seal_words
from rpl_desk.sealing.pdf_seal import read_seal, sealed_pdf
from rpl_desk.sealing.verify import Roster, Status
from rpl_desk.services.verifying import verify_bytes
from rpl_desk.services.verifying_seals import NOT_SEALED, SEAL_EXPECTED
from tests import office as sample

NOW = datetime(2026, 5, 28, 12, 0, tzinfo=UTC)
OWN = "That is a seal of the office, by the roster."
WHOLE = "No byte of the PDF changed since it was sealed."


@dataclass(frozen=True)
class Day:
    """What a day leaves: the store, its signed case, the record unsealed and sealed, and the roster."""

    store: Path
    case: CaseRow
    unsealed: bytes
    sealed: bytes
    roster: Roster
    code: str


@pytest.fixture(scope="module")
def day(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Day:
    folder = tmp_path_factory.mktemp("sealed")
    store = Path(shutil.copy(office_template, folder / "office.rpldesk"))
    with Desk.open(store) as desk:
        case = sample.case_at(desk, folder, Stage.SIGNED)
        desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
        (plain,) = desk.exchange.export([case], folder / "plain", xlsx=False, json=False)
        row = desk.seals.make(sample.passphrase("admin"))
        (sealed,) = desk.exchange.export([case], folder / "sealed", xlsx=False, json=False)
        roster = Roster.from_bytes(desk.people.roster())
        code = desk.seals.words_of(row).code
    return Day(store, case, plain.path.read_bytes(), sealed.path.read_bytes(), roster, code)


@pytest.fixture
def admin(day: Day, tmp_path: Path):
    with Desk.open(Path(shutil.copy(day.store, tmp_path / "office.rpldesk"))) as desk:
        desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
        yield desk


@pytest.fixture(scope="module")
def other() -> OpenSeal:
    return new_seal("Sample College", "", NOW)


def test_a_sealed_record_is_good_and_says_by_which_seal(day: Day):
    verdict = verify_bytes(day.sealed, day.roster)

    assert (verdict.status, verdict.problems) == (Status.GOOD, ())
    assert OWN in verdict.facts and WHOLE in verdict.facts
    assert any(day.code in one for one in verdict.facts)
    alone = verify_bytes(day.sealed)
    assert alone.status is Status.GOOD
    assert any("printed roster" in one for one in alone.facts) and OWN not in alone.facts


def test_sealing_changes_nothing_but_the_end_of_the_file(day: Day):
    found = read_seal(day.sealed)
    assert found.base == day.unsealed
    assert seal_differences(day.sealed, day.unsealed) == ()


def test_an_unsealed_record_stands_and_says_that_it_is_not_sealed(day: Day):
    before = verify_bytes(day.unsealed)
    assert (before.status, before.facts[-1]) == (Status.GOOD, NOT_SEALED)
    after = verify_bytes(day.unsealed, day.roster)  # so reads one whose seal was taken off, too
    assert (after.status, after.facts[-2:]) == (Status.GOOD, (NOT_SEALED, SEAL_EXPECTED))


def test_the_time_a_seal_gives_is_told(day: Day):
    at = read_seal(day.sealed).at
    assert any(f"{at:%Y-%m-%d %H:%M:%S} UTC" in one for one in verify_bytes(day.sealed).facts)


# -- changed afterwards ----------------------------------------------------------------------------------------------


def test_what_is_added_after_the_seal_is_told(day: Day):
    verdict = verify_bytes(day.sealed + b"\n% a note\n", day.roster)
    assert verdict.status is Status.BAD
    assert "added to this PDF after it was sealed" in str(verdict.problems[0])
    assert WHOLE not in verdict.facts


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.95])
def test_a_changed_byte_is_told(day: Day, place: float):
    at = int(len(day.unsealed) * place)
    changed = day.sealed[:at] + bytes([day.sealed[at] ^ 1]) + day.sealed[at + 1 :]
    assert verify_bytes(changed, day.roster).status is Status.BAD


def test_a_page_changed_and_saved_anew_is_told(day: Day):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(day.sealed)) as pdf:
        pdf.pages[0].obj.Rotate = 90
        pdf.save(out)
    assert verify_bytes(out.getvalue(), day.roster).status is Status.BAD


def test_another_seal_is_told_where_there_is_a_roster_and_named_where_there_is_none(day: Day, other: OpenSeal):
    data = sealed_pdf(day.unsealed, other, "Sample College", NOW)
    verdict = verify_bytes(data, day.roster)

    assert verdict.status is Status.UNKNOWN
    assert "is not on this roster" in str(verdict.problems[-1])
    alone = verify_bytes(data)
    assert alone.status is Status.GOOD
    assert any(seal_words(other.certificate).code in one for one in alone.facts)


def test_another_seal_over_a_changed_page_is_told(day: Day, other: OpenSeal):
    data = sealed_pdf(appended(day.unsealed), other, "Sample College", NOW)
    for roster in (day.roster, None):
        assert verify_bytes(data, roster).status is Status.BAD


@pytest.mark.parametrize("trick", ["language", "visible", "annotation"])
def test_a_seal_that_changes_what_is_shown_in_the_same_breath_is_told(day: Day, other: OpenSeal, trick: str):
    data = tricked(day.unsealed, other, trick)
    assert read_seal(data).faults == ()  # the signature itself holds: the control
    assert seal_differences(data, day.unsealed) != ()
    assert verify_bytes(data).status is Status.BAD


def test_a_seal_put_on_after_it_ended_is_told(day: Day, admin: Desk):
    seal = admin.session.seal
    late = admin.session.now() + timedelta(minutes=5)
    data = sealed_pdf(day.unsealed, seal, "Sample College", late)
    admin.seals.end("The laptop was lost", sample.passphrase("admin"))
    roster = Roster.from_bytes(admin.people.roster())

    verdict = verify_bytes(data, roster)
    assert verdict.status is Status.BAD
    assert "The seal had ended" in str(verdict.problems[0])
    assert verify_bytes(day.sealed, roster).status is Status.GOOD  # sealed while it was in use


def quiet_writer(data: bytes):
    """Return a writer of a further revision that keeps what the file says it was made with."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Writer(IncrementalPdfFileWriter):
        def _update_meta(self):
            pass

    return Writer(io.BytesIO(data))


def appended(data: bytes) -> bytes:
    """Return a PDF with a revision of its own appended that turns the first page."""
    from pyhanko.pdf_utils import generic

    writer = quiet_writer(data)
    page = writer.root["/Pages"]["/Kids"][0]
    page[generic.pdf_name("/Rotate")] = generic.NumberObject(90)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def tricked(data: bytes, seal: OpenSeal, trick: str) -> bytes:
    """Return a PDF sealed by a program that changes something else in the revision that it signs."""
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils import generic
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    writer = quiet_writer(data)
    if trick == "language":
        writer.root[generic.pdf_name("/Lang")] = generic.pdf_string("xx")
        writer.update_root()
    if trick == "annotation":
        page = writer.root["/Pages"]["/Kids"][0]
        note = {"/Type": "/Annot", "/Subtype": "/Text"}
        made = {generic.pdf_name(name): generic.pdf_name(value) for name, value in note.items()}
        made[generic.pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (9, 9, 99, 99)))
        marks = generic.ArrayObject([*page.get("/Annots", []), writer.add_object(generic.DictionaryObject(made))])
        page[generic.pdf_name("/Annots")] = marks
        writer.update_container(page)
    signer = signers.SimpleSigner(
        Certificate.load(seal.certificate), PrivateKeyInfo.load(seal.private_key), SimpleCertificateStore()
    )
    outside = fields.InvisSigSettings(box_out_of_bounds=True)
    box = {"box": (10, 10, 200, 60)} if trick == "visible" else {"invis_sig_settings": outside}
    about = signers.PdfSignatureMetadata(
        field_name="OfficeSeal",
        md_algorithm="sha256",
        certify=True,
        subfilter=fields.SigSeedSubFilter.PADES,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    made_by = signers.PdfSigner(about, signer=signer, new_field_spec=fields.SigFieldSpec("OfficeSeal", **box))
    return made_by.sign_pdf(writer).getvalue()


# -- writing ---------------------------------------------------------------------------------------------------------


def test_the_forms_and_every_version_are_sealed_too(admin: Desk, day: Day, tmp_path: Path):
    for one in admin.exchange.forms(day.case, tmp_path / "forms", grid_sheet=False):
        assert OWN in verify_bytes(one.path.read_bytes(), day.roster).facts
    for one in admin.exchange.export([day.case], tmp_path / "all", history=True, xlsx=False, json=False):
        assert OWN in verify_bytes(one.path.read_bytes(), day.roster).facts


def test_the_minutes_are_sealed_too(admin: Desk, tmp_path: Path):
    admin.sign_in(sample.address("chair"), sample.passphrase("chair"))
    admin.seals.open(sample.person(admin, "admin"), sample.passphrase("admin"))
    meeting = sample.meeting_of(admin)
    admin.meetings.open(meeting)
    admin.meetings.close(meeting)
    admin.minutes.draft(meeting)
    admin.minutes.print(meeting, tmp_path / "minutes.pdf")
    roster = Roster.from_bytes(admin.people.roster())

    data = (tmp_path / "minutes.pdf").read_bytes()
    verdict = verify_bytes(data, roster)
    assert verdict.status is Status.UNSIGNED  # a draft
    assert OWN in verdict.facts
    assert verify_bytes(data + b" ", roster).status is Status.BAD


def test_a_sitting_without_the_seal_exports_unsealed(admin: Desk, day: Day, tmp_path: Path):
    admin.sign_in(sample.address("chair"), sample.passphrase("chair"))
    (one,) = admin.exchange.export([day.case], tmp_path / "out", xlsx=False, json=False)
    assert read_seal(one.path.read_bytes()) is None


def test_a_seal_that_does_not_hold_is_not_kept_and_the_file_before_stays(admin: Desk, day: Day, tmp_path, monkeypatch):
    folder = tmp_path / "out"
    (first,) = admin.exchange.export([day.case], folder, xlsx=False, json=False)
    before, size = first.path.read_bytes(), admin.database.head().size
    sealing = admin.seals.seal
    monkeypatch.setattr(admin.seals, "seal", lambda pdf: sealing(pdf) + b" ")
    with pytest.raises(StorageProblem, match="is not as it was written"):
        admin.exchange.export([day.case], folder, xlsx=False, json=False)
    assert first.path.read_bytes() == before
    assert [one.name for one in folder.iterdir()] == [first.path.name]
    assert admin.database.head().size == size


def test_the_command_line_says_what_the_seal_is_worth(day: Day, tmp_path: Path, capsys):
    roster = tmp_path / "roster.json"
    roster.write_bytes(day.roster.to_bytes())
    good, plain, bad = tmp_path / "good.pdf", tmp_path / "plain.pdf", tmp_path / "bad.pdf"
    good.write_bytes(day.sealed)
    plain.write_bytes(day.unsealed)
    bad.write_bytes(day.sealed + b" ")

    assert run(["verify", str(good), "--roster", str(roster)]) == 0
    assert OWN in capsys.readouterr().out
    assert run(["verify", str(plain)]) == 0
    assert NOT_SEALED in capsys.readouterr().out
    assert run(["verify", str(bad), "--roster", str(roster)]) == 1
    assert "added to this PDF after it was sealed" in capsys.readouterr().out
