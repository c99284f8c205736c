"""Marked and redacted copies, and the way of a case to another store, by the window."""

import shutil
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.domain.evidence import EvidenceKind
from rpl_desk.domain.redaction import Span
from rpl_desk.playing import pcm
from rpl_desk.services.evidence import details_for
from rpl_desk.ui.case.exporting import ExportingPart
from rpl_desk.ui.case.redacting import MISSED, RedactingDialog
from rpl_desk.ui.case.silencing import SilencingDialog
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from rpl_desk.ui.viewer.selection import At
from tests import office as sample
from tests.playing.media_makers import wav
from tests.reading.test_recognition import LINES, needs, scanned_pdf
from tests.ui.helpers import clipped, grab, unnamed
from tests.ui.test_exporting_part import shown


@pytest.fixture
def case(desk: Desk, tmp_path: Path):
    """A claim at review in which the first assessor has marked the first item as a whole."""
    made = sample.case_at(desk, tmp_path, Stage.REVIEW, CaseKind.RPL_CREDIT_SPECIFIC)
    with sample.as_person(desk, "one"):
        item = desk.evidence.register(made.id)[0]
        desk.judging.link(made, desk.judging.criteria(made.id)[0], item, page="1", note="The heading.")
    return made


def redacting(qtbot, desk: Desk, case, part: ExportingPart) -> RedactingDialog:
    dialog = RedactingDialog(desk, case, desk.evidence.register(case.id)[0], part)
    dialog.made.connect(part.copies._redacted)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.viewer.outline is not None, timeout=20_000)
    return dialog


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("theme", list(ThemeName))
def test_everything_is_named_and_nothing_is_cut_off(qtbot, desk: Desk, case, theme, scale):
    look().change(name=theme, scale=scale)
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        grab(part, f"copies-{theme.value}-{scale}")
        assert unnamed(part) == []
        assert clipped(part) == []
        dialog = redacting(qtbot, desk, case, part)
        dialog.viewer.begin_area()
        dialog.cover_selected()
        grab(part, f"redacting-{theme.value}-{scale}")
        assert unnamed(dialog) == []
        assert clipped(dialog) == []
        dialog.reject()


def test_a_marked_copy_is_written_and_a_refusal_is_said(qtbot, desk: Desk, case, tmp_path: Path):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        part.copies.copy_marked(tmp_path / "marked.pdf")
        qtbot.waitUntil(lambda: part.copies.told.count() == 1, timeout=30_000)
        assert (tmp_path / "marked.pdf").read_bytes().startswith(b"%PDF-")
    with sample.as_person(desk, "two"):
        part.copies.copy_marked(tmp_path / "none.pdf")
        qtbot.waitUntil(lambda: "no marks that you may see" in part.copies.problem.text(), timeout=30_000)
        assert not (tmp_path / "none.pdf").exists()


def test_an_item_without_pages_says_in_the_buttons_why_it_has_no_copy(qtbot, desk: Desk, case, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        path = tmp_path / "interview.txt"
        path.write_text("What was said.", encoding="utf-8")
        desk.evidence.add(case, path, details_for(path, EvidenceKind.OTHER))
        part = shown(qtbot, desk, case)
        copies = part.copies
        copies.item.setCurrentIndex(1)
        assert copies.marked.text() == "Marked copy: only of PDFs"
        assert copies.redacted.text() == "Redacted copy: only of PDFs, pictures and recordings"
        copies.redacted.click()
        assert "has no pages to cover" in copies.problem.text()
        copies.marked.click()
        assert "is no PDF" in copies.problem.text()
        assert clipped(part) == []
        copies.item.setCurrentIndex(0)
        assert (copies.marked.text(), copies.problem.text()) == ("Marked copy", "")


def silencing(qtbot, desk: Desk, case, part: ExportingPart, tmp_path: Path) -> SilencingDialog:
    path = tmp_path / "interview.wav"
    path.write_bytes(wav(3))
    item = desk.evidence.add(case, path, details_for(path, EvidenceKind.OBSERVATION))
    dialog = SilencingDialog(desk, case, item, part)
    dialog.made.connect(part.copies._redacted)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.viewer.player.length == 3_000, timeout=20_000)
    return dialog


def test_a_stretch_of_a_recording_chosen_with_the_keys_is_silent_in_the_copy(qtbot, desk: Desk, case, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        dialog = silencing(qtbot, desk, case, part, tmp_path)
        assert "Nothing is to be silent yet" in dialog.listed.text()
        dialog.cover_selected()
        assert "Press [ where a stretch starts" in dialog.refused.text()
        player = dialog.viewer.player
        player.go_to(500)
        QTest.keyClicks(player, "[")
        player.go_to(1_000)
        QTest.keyClicks(player, "]")
        dialog.cover_selected()
        assert dialog.listed.text() == "1 stretch to be silent."
        dialog.words.setText("soon")
        dialog.reason.setText("Name of a third party")
        dialog.accept()
        assert "“soon” is no stretch of time" in dialog.refused.text()
        dialog.words.setText("0:02 to 0:02.5")
        dialog.accept()
        qtbot.waitUntil(lambda: part.copies.told.count() == 1, timeout=30_000)
        kept = desk.evidence.register(case.id)[-1]
        form, sound = pcm.samples_of(desk.evidence.read(kept))
        assert pcm.is_silent(form, [(500, 1_000), (2_000, 2_500)], sound)
        assert not pcm.is_silent(form, [(1_000, 1_100)], sound) and not pcm.is_silent(form, [(400, 500)], sound)


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("theme", list(ThemeName))
def test_nothing_of_the_dialog_of_a_recording_is_cut_off(qtbot, desk: Desk, case, tmp_path: Path, theme, scale):
    look().change(name=theme, scale=scale)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        dialog = silencing(qtbot, desk, case, part, tmp_path)
        dialog.places.append(Span(500, 1_000))
        dialog._show_places()
        grab(part, f"silencing-{theme.value}-{scale}")
        assert unnamed(dialog) == []
        assert clipped(dialog) == []
        dialog.reject()


def test_an_area_drawn_with_the_keys_is_covered_and_the_copy_kept(qtbot, desk: Desk, case):
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        dialog = redacting(qtbot, desk, case, part)
        assert "Nothing is to be covered yet" in dialog.listed.text()
        dialog.accept()
        qtbot.waitUntil(lambda: "needs some words" in dialog.refused.text(), timeout=20_000)
        dialog.reason.setText("Name of a third party")
        dialog.accept()
        qtbot.waitUntil(lambda: "Nothing is marked to be covered" in dialog.refused.text(), timeout=20_000)
        dialog.viewer.begin_area()
        QTest.keyClick(dialog.viewer.pages, Qt.Key.Key_Right)
        dialog.cover_selected()
        assert dialog.listed.text() == "1 area to be covered."
        dialog.cover_selected()
        assert "Draw an area" in dialog.refused.text()
        dialog.words.setText("Unit; specification")
        dialog.accept()
        qtbot.waitUntil(lambda: part.copies.told.count() == 1, timeout=30_000)
        assert not dialog.isVisible()
        kept = desk.evidence.register(case.id)[-1]
        assert kept.title == "Redacted copy of E01"  # its title says words that were covered
        assert [part.copies.item.itemText(at)[:3] for at in range(part.copies.item.count())] == ["E01", "E02"]
        with pypdfium2.PdfDocument(desk.evidence.read(kept)) as pdf:
            assert "unit" not in pdf[0].get_textpage().get_text_bounded().lower()


@needs
def test_the_words_of_a_scan_are_recognised_in_the_dialog_and_covered(qtbot, desk: Desk, case, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        path = tmp_path / "scan.pdf"
        path.write_bytes(scanned_pdf())
        item = desk.evidence.add(case, path, details_for(path, EvidenceKind.CERTIFICATE))
        part = shown(qtbot, desk, case)
        dialog = RedactingDialog(desk, case, item, part)
        dialog.made.connect(part.copies._redacted)
        dialog.open()
        bar = dialog.viewer.recognition
        qtbot.waitUntil(bar.isVisible, timeout=20_000)
        assert clipped(dialog) == []
        bar.act.click()
        qtbot.waitUntil(lambda: not bar.isVisible(), timeout=60_000)
        pages = dialog.viewer.pages
        qtbot.waitUntil(
            lambda: pages.text_of(0) is not None and pages.text_of(0).confidence is not None, timeout=20_000
        )
        word = LINES[0].split()[0]
        at = pages.text_of(0).text.index(word)
        pages.select(At(0, at), At(0, at + len(word)))
        dialog.cover_selected()
        dialog.words.setText(LINES[1].split()[0])
        dialog.reason.setText("Third party")
        dialog.accept()
        qtbot.waitUntil(lambda: part.copies.told.count() == 1, timeout=60_000)
        kept = desk.evidence.register(case.id)[-1]
        with desk.evidence.preview(kept) as preview:
            text = preview.page_text(0).text.lower()
        assert word.lower() not in text and LINES[1].split()[0].lower() not in text
        assert LINES[1].split()[-1].lower() in text
        assert any(MISSED in one.text() for one in part.copies.findChildren(QLabel))


def test_an_area_can_be_taken_away_again_and_a_copy_goes_to_a_file(qtbot, desk: Desk, case, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        dialog = redacting(qtbot, desk, case, part)
        dialog.viewer.begin_area()
        dialog.cover_selected()
        dialog.uncover(dialog.places[0])
        assert "Nothing is to be covered yet" in dialog.listed.text()
        dialog.words.setText("Unit")
        dialog.reason.setText("Name")
        dialog.make(tmp_path / "out.pdf")
        qtbot.waitUntil(lambda: part.copies.told.count() == 1, timeout=30_000)
        assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")
        assert len(desk.evidence.register(case.id)) == 1


def test_a_case_is_carried_over_by_the_window(qtbot, desk: Desk, office_template: Path, case, tmp_path: Path):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        part.carrying.hand_over(tmp_path / "out")
        qtbot.waitUntil(lambda: part.carrying.told.count() == 1, timeout=30_000)
    with Desk.open(Path(shutil.copy(office_template, tmp_path / "elsewhere.rpldesk"))) as elsewhere:
        with sample.as_person(elsewhere, "admin"):
            there = elsewhere.exchange.import_handed(elsewhere.exchange.read(tmp_path / "out"))
            elsewhere.intake.begin_review(there)
        with sample.as_person(elsewhere, "one"):
            second = shown(qtbot, elsewhere, there)
            second.carrying.take_in(tmp_path / "out")
            qtbot.waitUntil(lambda: second.carrying.told.count() == 1, timeout=30_000)
            assert len(elsewhere.marking.passages(there.id)) == 1
            second.carrying.take_in(tmp_path)
            qtbot.waitUntil(lambda: "holds no marks made by" in second.carrying.problem.text(), timeout=30_000)
        with sample.as_person(elsewhere, "chair"):
            second.show_case(elsewhere.intake.contents(there.id))
            assert not second.carrying.take.isEnabled()
