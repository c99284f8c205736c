"""Refused files kept sealed with a reason, and copies of items opened in other programs."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow
from rpl_desk.domain.errors import NotAllowed, Refused, RuleViolation
from rpl_desk.domain.evidence import EvidenceKind, EvidenceRow, as_it_was
from rpl_desk.domain.preview import CannotPreview
from rpl_desk.from_outside import mark_from_outside
from rpl_desk.services.evidence import details_for
from tests import office as sample

ODD = b"MZ\x90\x00 a self-extracting portfolio"
REASON = "The only copy of the portfolio."


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.open_case(desk, tmp_path)


def keep(desk: Desk, case: CaseRow, path: Path, reason: str = REASON) -> EvidenceRow:
    return desk.sealed_files.add(case, path, details_for(path, EvidenceKind.PORTFOLIO), reason)


def odd(tmp_path: Path) -> Path:
    path = tmp_path / "portfolio.exe"
    path.write_bytes(ODD)
    return path


def test_a_refused_file_is_kept_as_it_came_and_never_opened(desk: Desk, case: CaseRow, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        with pytest.raises(Refused):
            desk.evidence.add(case, odd(tmp_path), details_for(odd(tmp_path), EvidenceKind.PORTFOLIO))
        row = keep(desk, case, odd(tmp_path))
        assert (row.key, row.kept_sealed, row.media_type) == ("E02", REASON, "application/octet-stream")
        assert desk.evidence.read(row) == ODD
        with pytest.raises(CannotPreview, match=f"E02 is kept sealed: {REASON} It is stored and never opened"):
            desk.evidence.preview(row)
        desk.texts.filling().run()
        assert "It is kept sealed and not opened." in desk.texts.coverage().textless[-1].words
        assert desk.cases.log(case.reference)[0].action == "keep sealed file"
        assert desk.check() == []


def test_what_the_gate_takes_what_is_no_file_and_what_has_no_reason_is_not_kept_sealed(
    desk: Desk, case: CaseRow, tmp_path: Path
):
    with sample.as_person(desk, "admin"):
        with pytest.raises(RuleViolation, match=r"log\.pdf can be taken as it is"):
            keep(desk, case, sample.write_pdf(tmp_path / "log.pdf", "A log"))
        with pytest.raises(Refused, match="It is a folder"):
            keep(desk, case, tmp_path)
        with pytest.raises(RuleViolation, match="needs some words"):
            keep(desk, case, odd(tmp_path), "  ")
        assert len(desk.evidence.register(case.id)) == 1
    with sample.as_person(desk, "one"), pytest.raises(NotAllowed):
        keep(desk, case, odd(tmp_path))


def test_an_empty_file_is_kept_sealed_and_travels_as_it_was_handed_in(
    desk: Desk, case: CaseRow, office_template: Path, tmp_path: Path
):
    empty = tmp_path / "certificate.pdf"
    empty.write_bytes(b"")
    with sample.as_person(desk, "admin"):
        row = keep(desk, case, empty)
        assert (row.size, row.kept_sealed, desk.evidence.read(row)) == (0, REASON, b"")
        desk.evidence.verify(row)
        assert desk.check() == []
        desk.carrying.hand_over(case, tmp_path / "out")
    with Desk.open(Path(shutil.copy(office_template, tmp_path / "elsewhere.rpldesk"))) as there:
        with sample.as_person(there, "admin"):
            taken = there.exchange.import_handed(there.exchange.read(tmp_path / "out"))
            assert there.evidence.read(there.evidence.register(taken.id)[1]) == b""
        assert there.check() == []


def test_a_sealed_file_is_given_to_no_program_not_even_once_another_took_its_place(
    desk: Desk, case: CaseRow, tmp_path: Path
):
    with sample.as_person(desk, "admin"):
        row = keep(desk, case, odd(tmp_path))
        with pytest.raises(RuleViolation, match="E02 is kept sealed, so it is given to no program"):
            desk.elsewhere.copy(row)
        now = desk.evidence.replace(case, row, sample.write_pdf(tmp_path / "log.pdf", "A log"), "Printed as PDF.")
        was = as_it_was(now, desk.evidence.versions(now)[0])
        with pytest.raises(CannotPreview, match="E02 is kept sealed: It was refused when it was handed in"):
            desk.evidence.preview(was)
        with pytest.raises(RuleViolation, match="given to no program"):
            desk.elsewhere.copy(was)
        desk.evidence.hand_out(was, tmp_path / "again.exe")
    assert (tmp_path / "again.exe").read_bytes() == ODD


def test_a_sealed_file_travels_sealed(desk: Desk, case: CaseRow, office_template: Path, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        row = keep(desk, case, odd(tmp_path))
        desk.carrying.hand_over(case, tmp_path / "out")
    with Desk.open(Path(shutil.copy(office_template, tmp_path / "elsewhere.rpldesk"))) as there:
        with sample.as_person(there, "admin"):
            taken = there.exchange.import_handed(there.exchange.read(tmp_path / "out"))
            found = there.evidence.register(taken.id)[1]
        assert (found.sha256, found.kept_sealed, found.file_name) == (row.sha256, REASON, row.file_name)
        assert there.check() == []


def test_the_command_line_keeps_a_refused_file_only_with_a_reason(
    desk: Desk, case: CaseRow, office: Path, tmp_path: Path, capsys
):
    desk.close()
    secret = tmp_path / "passphrase"
    secret.write_text(sample.passphrase("admin"), encoding="utf-8")
    who = ["--as", sample.address("admin"), "--passphrase-file", str(secret)]
    add = ["evidence", "add", str(office), case.reference, str(odd(tmp_path))]
    assert run([*add, *who]) == 1
    assert ".exe are not accepted" in "".join(capsys.readouterr())
    assert run([*add, "--sealed", REASON, *who]) == 0
    capsys.readouterr()
    assert run(["evidence", "list", str(office), case.reference, "--json", *who]) == 0
    assert json.loads(capsys.readouterr().out)[1]["kept_sealed"] == REASON


def test_a_copy_for_another_program_is_marked_logged_and_gone_when_the_desk_is_locked(
    desk: Desk, case: CaseRow, tmp_path: Path
):
    with sample.as_person(desk, "one"):
        row = desk.evidence.register(case.id)[0]
        copy, again = desk.elsewhere.copy(row), desk.elsewhere.copy(row)
        assert copy != again and copy.name == row.file_name
        assert copy.read_bytes() == desk.evidence.read(row)
        assert desk.cases.log(case.reference)[0].action == "open evidence elsewhere"
        assert not copy.stat().st_mode & 0o222
    desk.people.sign_out()
    assert not copy.exists() and not again.exists() and not copy.parent.parent.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="each system has its own mark")
def test_a_file_from_outside_is_marked_where_the_disk_keeps_marks(tmp_path: Path):
    path = tmp_path / "copy.txt"
    path.write_text("A note.", encoding="utf-8")
    marked = mark_from_outside(path)
    assert marked is ("user.xdg.origin.url" in os.listxattr(path))
    assert path.read_text(encoding="utf-8") == "A note."
    assert not mark_from_outside(tmp_path / "missing.txt")


def test_no_copy_is_made_while_the_claimant_is_hidden(desk: Desk, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        desk.office.set_policy(hide_claimant=True)
    case = sample.open_case(desk, tmp_path, CaseKind.RPL_CREDIT_SPECIFIC)
    with sample.as_person(desk, "one"):
        row = desk.evidence.register(case.id)[0]
        with pytest.raises(NotAllowed, match="would tell who it is"):
            desk.elsewhere.copy(row)
