"""Recognising the words of a scan: kept as recognised, found by search, marked by their place, and logged."""

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.errors import RuleViolation
from rpl_desk.domain.evidence import EvidenceKind
from rpl_desk.domain.intake import IntakeEvidence
from rpl_desk.domain.page_text import rectangles
from rpl_desk.domain.passages import PageWords, text_anchor
from rpl_desk.domain.recognition import NOT_INSTALLED
from rpl_desk.services import recognising
from tests import office
from tests.reading.test_recognition import needs, scanned_pdf


@pytest.fixture
def desk(tmp_path):
    office.found(tmp_path / "office.rpldesk")
    with Desk.open(tmp_path / "office.rpldesk") as opened:
        yield opened


def scan_of(desk: Desk, folder):
    """Return a case at review, and its scanned item, whose text was taken as it is: none on the first page."""
    case = office.case_at(desk, folder, Stage.REVIEW)
    path = folder / "scan.pdf"
    path.write_bytes(scanned_pdf())
    with office.as_person(desk, "admin"):
        item = desk.evidence.add(case, path, IntakeEvidence("scan.pdf", "Certificate", EvidenceKind.CERTIFICATE))
        desk.texts.filling().run()
    return case, item


@needs
def test_recognised_words_are_kept_found_and_marked_and_called_recognised(desk, tmp_path):
    case, item = scan_of(desk, tmp_path)
    with office.as_person(desk, "one"):
        assert not desk.recognising.is_recognised(item)
        assert not [one for one in desk.search.newest("supervision").hits if one.item == item.key]
        told: list[tuple[int, int]] = []
        before = desk.database.head()
        assert desk.recognising.recognise(item, lambda *each: told.append(each)) == ""
        assert desk.database.head() != before
        assert told == [(0, 2), (1, 2), (2, 2)]
        assert desk.recognising.is_recognised(item)
        (hit,) = [one for one in desk.search.newest("supervision").hits if one.item == item.key]
        assert hit.page_index == 0 and hit.where.endswith(f"{item.key} p.1, recognised text")
        with desk.evidence.preview(item) as preview:
            page = preview.page_text(0)
        at = page.text.index("light")
        words = PageWords(0, "1", page.text, page.extractor)
        anchor = text_anchor(item.sha256, words, at, at + 5, rectangles(page, at, at + 5))
        marked = desk.marking.mark(case, item, anchor)
        assert marked.passage.anchor.extractor.startswith("Tesseract ")
        assert desk.texts.pages(item.sha256)[0].text == page.text


@needs
def test_a_stopped_recognition_keeps_nothing(desk, tmp_path):
    _, item = scan_of(desk, tmp_path)
    before = desk.database.head()

    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done == 1:
            raise Stopped

    with office.as_person(desk, "one"):
        with pytest.raises(Stopped):
            desk.recognising.recognise(item, stop)
        assert not desk.recognising.is_recognised(item)
    assert desk.database.head() == before


def test_without_recognition_on_the_machine_one_sentence_says_so(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(recognising, "installed", lambda: None)
    _, item = scan_of(desk, tmp_path)
    with office.as_person(desk, "one"):
        assert not desk.recognising.is_installed
        with pytest.raises(RuleViolation) as refused:
            desk.recognising.recognise(item)
    assert str(refused.value) == NOT_INSTALLED and NOT_INSTALLED.startswith("Text recognition is not installed.")
