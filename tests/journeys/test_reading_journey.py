"""Fourteen kinds of files read, marked and mapped with the keyboard alone, and every link led back to its place."""

import re
import shutil
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.evidence import EvidenceKind, Stance
from rpl_desk.domain.intake import IntakeEvidence
from rpl_desk.domain.passages import AnchorKind
from rpl_desk.domain.preview import DocumentKind
from rpl_desk.ui.case.evidence_map import EvidenceMapDialog
from rpl_desk.ui.case.judging import JudgingPart
from tests import office as sample
from tests.playing.media_makers import wav
from tests.reading import file_makers as make
from tests.reading import office_makers as office_make
from tests.ui.helpers import in_focus
from tests.ui.test_evidence_part import opened
from tests.ui.test_evidence_part import press as press_in_register
from tests.ui.test_judging_part import press, shown

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
KIND = CaseKind.RPL_CREDIT_SPECIFIC


def cell(text: str) -> str:
    return f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'


def scan() -> bytes:
    """Return a page without a text layer, as a scanner makes it."""
    out = BytesIO()
    Image.new("L", (620, 877), 255).save(out, "TIFF", dpi=(75, 75))
    return out.getvalue()


FILES = {
    "account.docx": office_make.told_word(),
    "hours.xlsx": office_make.workbook({"Hours": cell("Twelve sessions of practice")}),
    "talk.pptx": office_make.told_slides(),
    "notes.odt": office_make.opendocument("odt", "<text:p>Notes of eight sessions</text:p>"),
    "letter.rtf": rb"{\rtf1\ansi A letter of reference\par}",
    "diary.txt": "Leabhar-latha: dh’ionnsaich mi èisteachd.\n".encode(),
    "plan.md": b"# Plan\n\nThree approaches, one at a time.\n",
    "page.html": make.HTML,
    "results.csv": b"Outcome,Result\nListening approaches,met\n",
    "reference.eml": make.EMAIL,
    "certificate.png": make.png(400, 300),
    "scan.tiff": scan(),
    "interview.wav": wav(30),
}
WITHOUT_WORDS = {"certificate.png", "scan.tiff"}
RECORDINGS = {"interview.wav"}


@pytest.fixture
def claim(desk: Desk, tmp_path: Path) -> CaseRow:
    """A claim in review whose evidence is a portfolio as PDF and one file of each of thirteen other kinds."""
    case = sample.open_case(desk, tmp_path, KIND)
    with sample.as_person(desk, "admin"):
        for name, data in FILES.items():
            (tmp_path / name).write_bytes(data)
            details = IntakeEvidence(name, name.partition(".")[0].title(), EvidenceKind.OTHER)
            desk.evidence.add(case, tmp_path / name, details)
        desk.intake.begin_review(desk.intake.case(case.reference))
        return desk.intake.case(case.reference)


def in_view(part: JudgingPart) -> QWidget:
    return part.viewer.view


def wait_until_shown(qtbot, part: JudgingPart, key: str) -> None:
    def ready() -> bool:
        viewer = part.viewer
        if viewer.item is None or viewer.item.key != key or viewer.outline is None:
            return False
        match viewer.outline.kind:
            case DocumentKind.FLOW | DocumentKind.MAIL:
                return viewer.flow.flow is not None
            case DocumentKind.PAGES:
                return viewer.pages.text_of(0) is not None
            case DocumentKind.MEDIA:
                return viewer.player.length > 0
        return True

    qtbot.waitUntil(ready, timeout=20_000)


def mark_item(qtbot, part: JudgingPart, name: str) -> None:
    """Mark something of the item in view, as fits its kind."""
    if name in RECORDINGS:
        right = Qt.Key.Key_Right
        for keys in ("[", right, right, "]"):
            press(qtbot, keys) if isinstance(keys, str) else qtbot.keyClick(QGuiApplication.focusObject(), keys)
    elif name in WITHOUT_WORDS:
        press(qtbot, "A")
        qtbot.keyClick(in_view(part), Qt.Key.Key_Down)
    else:
        for number in range(12):  # the labels that the program adds, as for a heading's kind, are no words of the item
            if number > 1 and part.viewer.has_selection:
                break
            qtbot.keyClick(in_view(part), Qt.Key.Key_Right, SHIFT | CTRL)
    press(qtbot, "Q")


def mark_everything(qtbot, desk: Desk, case: CaseRow) -> None:
    part = shown(qtbot, desk, case)
    items = desk.evidence.register(case.id)
    criteria = desk.judging.criteria(case.id)
    press(qtbot, "V")
    for number, item in enumerate(items):
        wait_until_shown(qtbot, part, item.key)
        press(qtbot, "V")
        mark_item(qtbot, part, item.file_name)
        marked = [one for one in desk.marking.passages(case.id) if one.passage.evidence_id == item.id]
        assert len(marked) == 1, (item.file_name, part.form.problem.text())
        press(qtbot, "+~-"[number % 3] + "123"[number % 3])
        if number % 4 == 3 and number // 4 + 1 < len(criteria):
            qtbot.keyClick(in_view(part), Qt.Key.Key_Escape)
            press(qtbot, "JV")
        qtbot.keyClick(in_view(part), Qt.Key.Key_PageDown, CTRL)
    part.viewer.let_go()


def read_everything(qtbot, desk: Desk, case: CaseRow) -> None:
    """Go down the register and note each item as read."""
    _, part = opened(qtbot, desk, case)
    for _ in FILES:
        press_in_register(qtbot, part, "RJ")
    press_in_register(qtbot, part, "R")
    part.viewer.let_go()


def down_the_map(qtbot, dialog: EvidenceMapDialog) -> int:
    """Go over every cell of the map with the keyboard, and return how many marks they were said to hold."""
    in_focus(qtbot, dialog)
    told = 0
    while True:
        qtbot.keyClick(dialog.table, Qt.Key.Key_Home, CTRL)
        for row in range(dialog.model.rowCount()):
            for column in range(1, 1 + len(dialog.model.items)):
                qtbot.keyClick(dialog.table, Qt.Key.Key_Right)
                cell = dialog.table.currentIndex()
                assert (cell.row(), cell.column()) == (row, column)
                said = str(cell.data(Qt.ItemDataRole.AccessibleTextRole))
                told += sum(int(number) for number in re.findall(r"(\d+) (?:supporting|partly|contradicting)", said))
            qtbot.keyClick(dialog.table, Qt.Key.Key_Home)
            qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
        if not dialog.on.isEnabled():
            return told
        tab_to(qtbot, dialog.on)
        qtbot.keyClick(dialog.on, Qt.Key.Key_Space)
        tab_to(qtbot, dialog.table)


def tab_to(qtbot, there: QWidget) -> None:
    passed = []
    while QGuiApplication.focusObject() is not there:
        passed.append(QGuiApplication.focusObject())
        assert len(passed) < 20, [one.accessibleName() for one in passed]
        qtbot.keyClick(passed[-1], Qt.Key.Key_Tab)


def lead_back(qtbot, desk: Desk, case: CaseRow) -> set[int]:
    """Follow every link by keyboard from the criteria, and return the passages that were shown at their place."""
    part = shown(qtbot, desk, case)
    criteria = desk.judging.criteria(case.id)
    followed = set()
    for _ in criteria:
        for _ in part.passages.rows:
            press(qtbot, "N")
            chosen = part.reading.marking.chosen
            passage = next(one.passage for one in desk.marking.passages(case.id) if one.passage.id == chosen)
            key = next(one.key for one in desk.evidence.register(case.id) if one.id == passage.evidence_id)
            wait_until_shown(qtbot, part, key)
            if passage.anchor.kind is AnchorKind.TIME:
                at = passage.anchor.from_ms
                qtbot.waitUntil(lambda at=at: part.viewer.player.moment == at, timeout=20_000)
            else:
                qtbot.waitUntil(lambda chosen=chosen: in_view(part).chosen == chosen, timeout=20_000)
            followed.add(chosen)
        press(qtbot, "J")
    part.viewer.let_go()
    return followed


def test_fourteen_items_are_read_marked_and_mapped_by_keyboard_and_every_link_leads_back(
    qtbot, office: Path, office_template: Path, desk: Desk, claim: CaseRow, tmp_path: Path
):
    with sample.as_person(desk, "one"):
        mark_everything(qtbot, desk, claim)
        marks = desk.marking.passages(claim.id)
        assert len(marks) == 14
        assert {one.passage.anchor.kind for one in marks} == {AnchorKind.TEXT, AnchorKind.AREA, AnchorKind.TIME}
        assert {link.stance for one in marks for link in one.links} == set(Stance)
        read_everything(qtbot, desk, claim)
        assert len(desk.appraising.read_items(claim.id)) == 14
        part = shown(qtbot, desk, claim)
        press(qtbot, "W")
        dialog = part.findChildren(EvidenceMapDialog)[0]
        assert "4 of 4 criteria have a passage" in dialog.facts.text()
        assert "14 of 14 items are marked as read" in dialog.facts.text()
        assert down_the_map(qtbot, dialog) == 14
        qtbot.keyClick(dialog.table, Qt.Key.Key_Home, CTRL)
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
        part.viewer.let_go()
        assert lead_back(qtbot, desk, claim) == {one.passage.id for one in marks}
    desk.close()
    with Desk.open(office) as again:
        with sample.as_person(again, "one"):
            assert lead_back(qtbot, again, claim) == {one.passage.id for one in marks}
            again.carrying.hand_over(claim, tmp_path / "handed over")
            for criterion in again.judging.criteria(claim.id):
                again.judging.judge(claim, criterion, sample.an_answer(criterion), "As the marked passages show.")
            again.judging.seal(claim)
        sample.judge_all(again, claim, "two")
        with sample.as_person(again, "chair"):
            again.reconciling.reveal(claim)
        for stage in (Stage.PANEL, Stage.DECIDED, Stage.SIGNED):
            sample._take_to(again, claim, stage)
        with sample.as_person(again, "admin"):
            (pdf,) = [one.path for one in again.exchange.export([claim], tmp_path) if one.path.suffix == ".pdf"]
    text = text_of(pdf)
    for one in marks:
        assert " ".join(one.passage.anchor.exact.split()) in text, one.passage.anchor.exact
        assert one.passage.anchor.place in text, one.passage.anchor.place

    with Desk.open(Path(shutil.copy(office_template, tmp_path / "elsewhere.rpldesk"))) as elsewhere:
        with sample.as_person(elsewhere, "admin"):
            case = elsewhere.exchange.import_handed(elsewhere.exchange.read(tmp_path / "handed over"))
            elsewhere.intake.begin_review(case)
            case = elsewhere.intake.case(case.reference)
        with sample.as_person(elsewhere, "one"):
            elsewhere.carrying.take_in(case, tmp_path / "handed over")
            brought = elsewhere.marking.passages(case.id)
            assert [one.passage.anchor for one in brought] == [one.passage.anchor for one in marks]
            assert lead_back(qtbot, elsewhere, case) == {one.passage.id for one in brought}


def text_of(path: Path) -> str:
    with pdfium.PdfDocument(path) as document:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
