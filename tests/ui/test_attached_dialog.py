"""Files attached to an e-mail are ticked and added in the window, and what is refused says why."""

from email.message import EmailMessage
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import Qt

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow
from rpl_desk.domain.evidence import EvidenceKind
from rpl_desk.services.evidence import details_for
from rpl_desk.ui.case.attached_dialog import AttachedDialog
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, in_focus, unnamed
from tests.ui.test_evidence_part import items, opened, press


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    """A case with an e-mail to which a table and a program are attached."""
    case = sample.open_case(desk, tmp_path, CaseKind.RPL_CREDIT_SPECIFIC)
    made = EmailMessage()
    made["From"], made["Subject"] = "Claimant A <a@example.org>", "My evidence"
    made.set_content("Please find my files.")
    made.add_attachment(b"unit,hours\r\n1,12\r\n", maintype="text", subtype="csv", filename="hours.csv")
    made.add_attachment(b"MZ\x90\x00", maintype="application", subtype="octet-stream", filename="setup.exe")
    path = tmp_path / "message.eml"
    path.write_bytes(made.as_bytes())
    with sample.as_person(desk, "admin"):
        desk.evidence.add(case, path, details_for(path, EvidenceKind.OTHER))
    return case


def asked(qtbot, part) -> AttachedDialog:
    dialog = part.acts.attached()
    qtbot.waitUntil(lambda: bool(dialog.lines), timeout=10_000)
    return dialog


def test_ticked_files_become_items_and_what_is_refused_says_why(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "admin"):
        _, part = opened(qtbot, desk, case)
        assert not part.files.attached.isVisibleTo(part.files)
        part.register.choose(items(desk, case)[1].id)
        assert part.files.attached.isVisibleTo(part.files)
        press(qtbot, part, "E")
        dialog = part.findChild(AttachedDialog)
        qtbot.waitUntil(lambda: bool(dialog.lines), timeout=10_000)
        hours, program = dialog.lines.values()
        assert hours.accessibleName() == "hours.csv\ntext/csv, 18 bytes"
        in_focus(qtbot, hours)
        assert hours.hasFocus()
        assert not dialog.act.isEnabled()
        qtbot.keyClick(hours, Qt.Key.Key_Space)
        qtbot.keyClick(program, Qt.Key.Key_Space)
        dialog.kind.setCurrentIndex(dialog.kind.findData(EvidenceKind.WORK_PRODUCT))
        qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "setup.exe" in dialog.refused.text() and len(dialog.parts) == 0, timeout=10_000)
        assert dialog.isVisible() and not dialog.lines[1].isEnabled()
        assert "is E03 already" in dialog.lines[1].accessibleName()
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        new = items(desk, case)[2]
        assert (new.file_name, new.kind, new.source) == (
            "hours.csv",
            EvidenceKind.WORK_PRODUCT,
            "Attached to E02, message.eml",
        )
        qtbot.waitUntil(lambda: part.row is not None and part.row.id == new.id)


def test_a_pdf_with_attached_files_offers_them_once_it_is_open(qtbot, desk: Desk, case: CaseRow, tmp_path: Path):
    path = sample.write_pdf(tmp_path / "portfolio.pdf", "See the attached hours")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.attachments["hours.csv"] = b"unit,hours\r\n1,12\r\n"
        pdf.save(path)
    with sample.as_person(desk, "admin"):
        desk.evidence.add(case, path, details_for(path, EvidenceKind.OTHER))
        _, part = opened(qtbot, desk, case)
        part.register.choose(items(desk, case)[2].id)
        qtbot.waitUntil(lambda: part.files.attached.text() == "Attached files: 1", timeout=10_000)
        assert part.files.attached.isVisibleTo(part.files)
        dialog = asked(qtbot, part)
        qtbot.keyClick(dialog.lines[1], Qt.Key.Key_Space)
        qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: len(items(desk, case)) == 4, timeout=10_000)
        assert items(desk, case)[3].source == "Attached to E03, portfolio.pdf"
        qtbot.waitUntil(lambda: part.row is not None and part.row.key == "E04")


def test_a_pdf_without_attached_files_says_so_when_asked(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "admin"):
        _, part = opened(qtbot, desk, case)
        part.register.choose(items(desk, case)[0].id)
        dialog = part.acts.attached()
        qtbot.waitUntil(lambda: dialog.told.text() == "No file is attached to E01.", timeout=10_000)
        assert not dialog.act.isEnabled()
        dialog.reject()


def test_who_may_not_add_files_sees_what_is_attached(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        _, part = opened(qtbot, desk, case)
        part.register.choose(items(desk, case)[1].id)
        dialog = asked(qtbot, part)
        assert not dialog.act.isVisible() and not any(line.isEnabled() for line in dialog.lines.values())
        dialog.reject()


@pytest.mark.parametrize("theme", [ThemeName.LIGHT, ThemeName.DARK])
@pytest.mark.parametrize("scale", [100, 200])
def test_everything_is_named_and_nothing_is_cut_off(qtbot, desk: Desk, case: CaseRow, theme: ThemeName, scale: int):
    with sample.as_person(desk, "admin"):
        look().change(name=theme, scale=scale)
        page, part = opened(qtbot, desk, case)
        part.register.choose(items(desk, case)[1].id)
        dialog = asked(qtbot, part)
        assert unnamed(dialog) == [] and clipped(dialog) == []
        grab(page, f"attached-{theme.value}-{scale}")
        dialog.reject()
