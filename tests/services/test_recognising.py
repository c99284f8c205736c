"""Recognising the words of a scan: kept as recognised, found by search, marked by their place, and logged."""

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.errors import RuleViolation, StorageProblem
from rpl_desk.domain.evidence import EvidenceKind
from rpl_desk.domain.intake import IntakeEvidence
from rpl_desk.domain.page_text import rectangles
from rpl_desk.domain.passages import PageWords, text_anchor
from rpl_desk.domain.recognition import NOT_INSTALLED
from rpl_desk.reading import recognition
from rpl_desk.reading.preview import Preview
from rpl_desk.reading.recognition import installed
from rpl_desk.services import evidence
from tests import office
from tests.reading.test_recognition import needs, png_of, scan, scanned_pdf


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
@pytest.mark.parametrize("name", ["scan.pdf", "scan.png"])
def test_recognised_words_lead_to_their_place_without_being_recognised_again(desk, tmp_path, monkeypatch, name):
    case = office.case_at(desk, tmp_path, Stage.REVIEW)
    (tmp_path / name).write_bytes(scanned_pdf() if name == "scan.pdf" else png_of(scan()))
    with office.as_person(desk, "admin"):
        item = desk.evidence.add(case, tmp_path / name, IntakeEvidence(name, "Scan", EvidenceKind.CERTIFICATE))
    with office.as_person(desk, "one"):
        with Preview.open(desk.evidence.read(item), item.media_type, recognition=installed()) as anew:
            wanted, outline = anew.page_text(0), anew.outline
        desk.recognising.recognise(item)
        monkeypatch.setattr(evidence, "installed", lambda: pytest.fail("it is not recognised again"))
        with desk.evidence.preview(item) as preview:
            assert (preview.outline.kind, preview.outline.notes) == (outline.kind, outline.notes)
            page = preview.page_text(0)
            assert (page.text, page.extractor, page.place) == (wanted.text, wanted.extractor, wanted.place)
            assert list(page.boxes) == list(wanted.boxes) and page.confidence == wanted.confidence
            at = page.text.index("light")
            assert rectangles(page, at, at + 5) == rectangles(wanted, at, at + 5)
            assert preview.page_text(0, boxes=False).boxes == ()
            if name == "scan.pdf":
                assert "Typed words" in preview.page_text(1).text


@needs
def test_places_that_are_not_as_they_were_kept_are_refused_in_words(desk, tmp_path):
    _, item = scan_of(desk, tmp_path)
    with office.as_person(desk, "one"):
        desk.recognising.recognise(item)
    path = desk.database.path
    desk.close()
    connection = driver.connect(str(path))
    connection.execute("UPDATE recognised_page SET boxes = substr(boxes, 1, 20)")
    connection.commit()
    connection.close()
    with Desk.open(path) as again, office.as_person(again, "one"), again.evidence.preview(item) as preview:
        with pytest.raises(StorageProblem, match="Have the words recognised again"):
            preview.page_text(0)
        again.recognising.recognise(item)
        assert again.recognising.is_recognised(item)


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
    monkeypatch.setattr(recognition, "find_spec", lambda name: None)
    _, item = scan_of(desk, tmp_path)
    with office.as_person(desk, "one"):
        assert desk.recognising.why_not() == NOT_INSTALLED
        with pytest.raises(RuleViolation) as refused:
            desk.recognising.recognise(item)
    assert str(refused.value) == NOT_INSTALLED and NOT_INSTALLED.startswith("Text recognition is not installed.")


@needs
def test_a_language_that_is_not_here_is_told_and_the_others_are_read(desk, tmp_path):
    _, item = scan_of(desk, tmp_path)
    with office.as_person(desk, "admin"):
        desk.office.set_policy(recognition_languages=("zzz", "eng"))
        assert desk.recognising.languages().missing == ("zzz",) and desk.recognising.why_not() == ""
        assert desk.recognising.recognise(item) == ""
        assert desk.texts.pages(item.sha256)[0].extractor.endswith(" eng")
        desk.office.set_policy(recognition_languages=("zzz",))
        assert "tesseract-ocr-zzz" in desk.recognising.why_not()
        with pytest.raises(RuleViolation, match="The data of zzz is not on this machine"):
            desk.recognising.recognise(item)
