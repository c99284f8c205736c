"""Recognising a scan from the viewer: offered, shown as it goes, stopped, and read and selected afterwards."""

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.evidence import EvidenceKind
from rpl_desk.domain.intake import IntakeEvidence
from rpl_desk.domain.passages import AnchorKind
from rpl_desk.reading import recognition
from rpl_desk.ui.viewer.selection import At
from rpl_desk.ui.viewer.viewer import PAGES, EvidenceViewer
from tests import office
from tests.reading.test_recognition import needs, png_of, scan, scanned_pdf
from tests.ui.helpers import clipped, grab, unnamed

WAIT = 30_000


@pytest.fixture
def reading(qtbot, tmp_path):
    """Return a function that opens a file as evidence in a viewer, as an assessor sees it."""
    office.found(tmp_path / "office.rpldesk")
    with Desk.open(tmp_path / "office.rpldesk") as desk:
        case = office.case_at(desk, tmp_path, Stage.REVIEW)
        viewers: list[EvidenceViewer] = []

        def opened(name: str, data: bytes) -> EvidenceViewer:
            (tmp_path / name).write_bytes(data)
            with office.as_person(desk, "admin"):
                item = desk.evidence.add(
                    case, tmp_path / name, IntakeEvidence(name, "Certificate", EvidenceKind.CERTIFICATE)
                )
            viewer = EvidenceViewer.of(desk)
            viewers.append(viewer)
            qtbot.addWidget(viewer)
            viewer.resize(700, 800)
            viewer.show()
            viewer.show_items([item])
            qtbot.waitUntil(lambda: viewer.stack.currentIndex() == PAGES, timeout=WAIT)
            return viewer

        with office.as_person(desk, "one"):
            yield opened
            for viewer in viewers:
                viewer.let_go()


@needs
def test_a_scan_offers_recognition_and_its_words_can_be_selected_afterwards(qtbot, reading):
    viewer = reading("scan.pdf", scanned_pdf())
    bar = viewer.recognition
    qtbot.waitUntil(bar.isVisible, timeout=WAIT)
    assert "holds no words of its own" in bar.words.text()
    qtbot.waitUntil(lambda: clipped(viewer) == [])
    assert unnamed(viewer) == []
    grab(viewer, "recognition-offered")
    bar.act.click()
    assert bar.act.text() == "Stop"
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=WAIT)
    qtbot.waitUntil(lambda: viewer.pages.text_of(0) is not None, timeout=WAIT)
    assert "recognised by Tesseract, and may be wrong" in viewer.notes.text()
    text = viewer.pages.text_of(0).text
    viewer.pages.select(At(0, text.index("light")), At(0, text.index("light") + 5))
    anchor, picture = viewer.selection()
    assert (anchor.kind, anchor.exact) == (AnchorKind.TEXT, "light")
    assert anchor.extractor.startswith("Tesseract ") and anchor.rectangles and picture.startswith(b"\x89PNG")
    grab(viewer, "recognition-done")


@needs
def test_recognition_is_stopped_by_its_button_and_by_leaving(qtbot, reading):
    viewer = reading("photo.png", png_of(scan()))
    bar = viewer.recognition
    qtbot.waitUntil(bar.isVisible, timeout=WAIT)
    bar.act.click()
    assert bar.is_busy
    bar.act.click()
    assert not bar.is_busy and bar.words.text() == "Stopped. Nothing of it was kept."
    bar.act.click()
    viewer.hide()
    assert not bar.is_busy


def test_where_recognition_is_not_installed_the_viewer_says_so_plainly(qtbot, reading, monkeypatch):
    monkeypatch.setattr(recognition, "find_spec", lambda name: None)
    viewer = reading("photo.png", png_of(scan()))
    qtbot.waitUntil(viewer.recognition.isVisible, timeout=WAIT)
    assert "Text recognition is not installed." in viewer.recognition.words.text()
    assert not viewer.recognition.act.isVisible()


def test_pages_with_words_offer_nothing(qtbot, reading):
    from tests.reading.file_makers import pdf

    viewer = reading("text.pdf", pdf())
    qtbot.waitUntil(lambda: viewer.pages.text_of(0) is not None, timeout=WAIT)
    assert not viewer.recognition.isVisible()
