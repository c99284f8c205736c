"""Marks made on a file that was replaced: proposed, looked at, confirmed or left, and never moved by themselves."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.passages import Anchor, AnchorKind
from rpl_desk.ui.case.evidence import LISTED, ORPHANS, EvidencePart
from rpl_desk.ui.case.orphans import OrphansView
from rpl_desk.ui.theme import look
from rpl_desk.ui.viewer.selection import At
from tests import office as sample
from tests.ui.helpers import clipped, grab, unnamed
from tests.ui.test_case_page import shown, texts

KEPT, LOST = "asked everybody", "fell by a third"
OLD = "I asked everybody who had stopped coming since the cold winter began. Numbers fell by a third."
NEW = "Anew: I asked everybody who had stopped coming since the cold winter began. Attendance fell."
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def two_pages(path: Path, first: str, second: str) -> Path:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), invariant=1)
    for words in (first, second):
        canvas.drawString(72, 720, words)
        canvas.showPage()
    canvas.save()
    return path


def select(part, words: str) -> None:
    """Select words of page 1 as a person would, through the view."""
    text = part.viewer.pages.text_of(0).text
    start = text.index(words)
    part.viewer.pages.select(At(0, start), At(0, start + len(words)))


@pytest.fixture
def claim(desk: Desk, tmp_path: Path, qtbot) -> CaseRow:
    """A claim whose portfolio was replaced after Assessor One had marked two passages and the whole of it."""
    case = sample.case_at(desk, tmp_path, Stage.REVIEW, CaseKind.RPL_CREDIT_SPECIFIC)
    with sample.as_person(desk, "admin"):
        item = desk.evidence.register(case.id)[0]
        item = desk.evidence.replace(case, item, two_pages(tmp_path / "old.pdf", OLD, "Back"), "The whole of it.")
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case, "judging").parts["judging"]
        pages = part.viewer.pages
        qtbot.waitUntil(lambda: pages.text_of(0) is not None and pages.cut_out(0, [(72, 710, 90, 730)]) is not None)
        for words in (KEPT, LOST):
            select(part, words)
            assert part.marking.mark()
        desk.marking.mark(case, item, Anchor(AnchorKind.WHOLE, item.sha256))
        part.window().close()
    with sample.as_person(desk, "admin"):
        desk.evidence.replace(case, item, two_pages(tmp_path / "new.pdf", "Cover", NEW), "The signed copy.")
        return desk.intake.contents(case.id).case


def finding(qtbot, desk: Desk, claim: CaseRow, size=(1380, 860)) -> tuple[EvidencePart, OrphansView]:
    part = shown(qtbot, desk, claim, "evidence", size).parts["evidence"]
    assert isinstance(part, EvidencePart)
    assert "3 marks were made on an earlier file" in part.notice.text()
    qtbot.keyClicks(part.list, "M")
    assert part.stack.currentIndex() == ORPHANS
    qtbot.waitUntil(lambda: any(one.proposal is not None and one.proposal.exact for one in part.orphans._orphans))
    return part, part.orphans


def go_to(view: OrphansView, words: str) -> None:
    rows = [one.marked.passage.anchor.exact for one in view.model.rows]
    view.list.setCurrentIndex(view.model.index(rows.index(words), 0))


def anchors(desk: Desk, claim: CaseRow) -> dict[str, Anchor]:
    return {one.passage.anchor.exact: one.passage.anchor for one in desk.marking.passages(claim.id)}


def test_a_proposal_is_shown_beside_the_old_picture_and_kept_only_when_confirmed(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        _, view = finding(qtbot, desk, claim)
        before = anchors(desk, claim)
        go_to(view, KEPT)
        qtbot.waitUntil(lambda: view.viewer.selection() is not None)
        assert view.crop.has_picture and f"“{KEPT}”" in view.place.text() and "p.2" in view.place.text()
        assert anchors(desk, claim) == before  # looked at, not moved
        qtbot.keyClick(view.list, Qt.Key.Key_Return, CTRL)
        moved, item = anchors(desk, claim)[KEPT], desk.evidence.register(claim.id)[0]
        assert (moved.sha256, moved.page_index, bool(moved.rectangles)) == (item.sha256, 1, True)
        assert len(desk.marking.orphans(claim.id)) == 2 and "2 wait" in view.head.note.full_text
        qtbot.keyClick(view.list, Qt.Key.Key_Z, CTRL)
        assert anchors(desk, claim) == before


def test_what_is_not_found_stays_counted_and_is_marked_again_by_hand(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        _, view = finding(qtbot, desk, claim)
        go_to(view, LOST)
        assert "still counted" in view.found.text()
        assert "no place found, still counted" in view.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
        assert view.yes.text() == "Confirm this place: select it first"
        view.yes.click()
        assert "Select the place" in view.problem.text()
        qtbot.waitUntil(lambda: view.viewer.pages.text_of(1) is not None)
        pages = view.viewer.pages
        pages.go_to(1)
        start = pages.text_of(1).text.index("Attendance fell")
        pages.select(At(1, start), At(1, start + len("Attendance fell")))
        assert "Attendance fell" in view.place.text()
        view.yes.click()
        found = anchors(desk, claim)
        assert found["Attendance fell"].page_index == 1 and LOST not in found
        links = [len(one.links) for one in desk.marking.passages(claim.id) if one.passage.anchor.exact]
        assert links == [1, 1]


def test_left_alone_a_mark_stays_as_it_was(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part, view = finding(qtbot, desk, claim)
        before, size = anchors(desk, claim), desk.database.head().size
        for _ in range(3):
            view.no.click()
        qtbot.keyClicks(view.list, "L")
        qtbot.keyClick(view.list, Qt.Key.Key_Escape)
        assert part.stack.currentIndex() == LISTED
        assert anchors(desk, claim) == before and desk.database.head().size == size
        assert desk.cases.progress(claim.id).judged == 0


def test_a_mark_on_the_whole_item_is_confirmed_of_the_new_file(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        _, view = finding(qtbot, desk, claim)
        go_to(view, "")
        assert view.quoted.text() == "E01 the whole item"
        view.yes.click()
        assert anchors(desk, claim)[""].sha256 == desk.evidence.register(claim.id)[0].sha256


def test_when_the_last_mark_has_its_place_the_register_is_back(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part, view = finding(qtbot, desk, claim)
        case = desk.intake.contents(claim.id).case
        for one in desk.marking.passages(claim.id):
            if one.passage.anchor.exact:
                desk.marking.remove(case, one.passage)
        part.changed.emit()
        view.yes.click()
        assert part.stack.currentIndex() == LISTED and part.notice.text() == ""


@pytest.mark.parametrize("who", ["two", "chair"])
def test_nobody_else_is_told_of_them_before_the_reveal(qtbot, desk: Desk, claim: CaseRow, who):
    with sample.as_person(desk, who):
        page = shown(qtbot, desk, claim, "evidence")
        assert "made on an earlier file" not in texts(page) and KEPT not in texts(page)


@pytest.mark.parametrize("scale", [100, 200])
def test_the_marks_are_named_and_nothing_is_cut_off(qtbot, desk: Desk, claim: CaseRow, scale):
    look().change(scale=scale)
    with sample.as_person(desk, "one"):
        part, view = finding(qtbot, desk, claim, (1366, 768))
        for place in (0, 1):
            view.panes.bring(place)
            qtbot.wait(100)
            grab(part, f"orphans-{place}-{scale}")
            assert unnamed(part) == [] and clipped(part) == []
