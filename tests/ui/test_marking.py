"""Marks made in the window with the keyboard alone, and read back through the services."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.evidence import Stance
from rpl_desk.domain.passages import AnchorKind
from rpl_desk.ui.case.evidence_map import EvidenceMapDialog
from rpl_desk.ui.case.judging import JudgingPart
from tests import office as sample
from tests.ui.helpers import unnamed
from tests.ui.test_judging_part import MARKER, press, shown, texts

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def claim(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.REVIEW, CaseKind.RPL_CREDIT_SPECIFIC)


def reading(qtbot, desk: Desk, claim: CaseRow) -> JudgingPart:
    part = shown(qtbot, desk, claim)
    qtbot.waitUntil(lambda: part.viewer.pages.text_of(0) is not None)
    press(qtbot, "V")
    assert part.viewer.pages.hasFocus()
    return part


def select_words(qtbot, part: JudgingPart, count: int) -> None:
    for _ in range(count):
        qtbot.keyClick(part.viewer.pages, Qt.Key.Key_Right, SHIFT | CTRL)


def test_words_are_marked_weighed_noted_and_tied_to_a_second_criterion(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        select_words(qtbot, part, 2)
        press(qtbot, "Q~3")
        (marked,) = desk.marking.passages(claim.id)
        anchor = marked.passage.anchor
        assert (anchor.kind, anchor.page_index, anchor.start_offset) == (AnchorKind.TEXT, 0, 0)
        assert anchor.rectangles and anchor.exact and anchor.extractor
        assert desk.marking.picture(marked.passage).startswith(b"\x89PNG")
        (link,) = marked.links
        assert (link.stance, link.strength) == (Stance.PARTLY, 3)
        assert part.passages.rows[0].accessibleName() == "E01 p.1, partly, strength 3"
        qtbot.keyClick(part.viewer.pages, Qt.Key.Key_Return)
        assert part.passages.note_of_mark.hasFocus()
        qtbot.keyClicks(part.passages.note_of_mark, "says it twice")
        qtbot.keyClick(part.passages.note_of_mark, Qt.Key.Key_Return)
        assert desk.marking.passages(claim.id)[0].links[0].note == "says it twice"
        press(qtbot, "J")
        press(qtbot, "OQ")
        criteria = desk.judging.criteria(claim.id)
        links = desk.marking.passages(claim.id)[0].links
        assert [one.criterion_id for one in links] == [criteria[0].id, criteria[1].id]


def test_a_mark_is_removed_and_brought_back(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        select_words(qtbot, part, 1)
        press(qtbot, "Q")
        qtbot.keyClick(part.viewer.pages, Qt.Key.Key_Delete)
        assert desk.marking.passages(claim.id) == ()
        qtbot.keyClick(part.viewer.pages, Qt.Key.Key_Z, CTRL)
        (marked,) = desk.marking.passages(claim.id)
        assert len(marked.links) == 1
        qtbot.keyClick(part.viewer.pages, Qt.Key.Key_Z, CTRL | SHIFT)
        assert desk.marking.passages(claim.id) == ()


def test_an_end_of_a_mark_is_moved_by_word_and_by_character_and_kept_when_the_key_is_let_go(
    qtbot, desk: Desk, claim: CaseRow
):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        select_words(qtbot, part, 1)
        press(qtbot, "Q")
        first = desk.marking.passages(claim.id)[0].passage.anchor
        press(qtbot, "E")
        qtbot.keyPress(part.viewer.pages, Qt.Key.Key_Right)
        assert desk.marking.passages(claim.id)[0].passage.anchor == first  # drawn, and not kept yet
        qtbot.keyRelease(part.viewer.pages, Qt.Key.Key_Right)
        longer = desk.marking.passages(claim.id)[0].passage.anchor
        assert longer.exact.startswith(first.exact) and len(longer.exact.split()) == 2
        press(qtbot, "E")
        qtbot.keyClick(part.viewer.pages, Qt.Key.Key_Left, CTRL)
        assert desk.marking.passages(claim.id)[0].passage.anchor.exact == longer.exact[:-1]


def test_an_area_is_marked_where_there_are_no_words(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        press(qtbot, "A")
        qtbot.keyClick(part.viewer.pages, Qt.Key.Key_Down)
        press(qtbot, "Q")
        anchor = desk.marking.passages(claim.id)[0].passage.anchor
        assert (anchor.kind, anchor.page_index, len(anchor.rectangles)) == (AnchorKind.AREA, 0, 1)


def test_nothing_selected_is_said_and_marks_nothing(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        press(qtbot, "Q")
        assert "Select words first" in part.form.problem.text()
        assert desk.marking.passages(claim.id) == ()


def test_a_passage_leads_back_to_its_place_after_the_desk_was_closed(qtbot, office: Path, tmp_path: Path):
    with Desk.open(office) as desk:
        claim = sample.case_at(desk, tmp_path, Stage.REVIEW, CaseKind.RPL_CREDIT_SPECIFIC)
        with sample.as_person(desk, "one"):
            part = reading(qtbot, desk, claim)
            select_words(qtbot, part, 2)
            press(qtbot, "Q")
            part.viewer.let_go()
    with Desk.open(office) as desk, sample.as_person(desk, "one"):
        part = shown(qtbot, desk, desk.intake.case(claim.reference))
        qtbot.waitUntil(lambda: part.viewer.pages.text_of(0) is not None)
        press(qtbot, "N")
        shown_marks = part.viewer.pages.marks_on(0)
        assert [mark.key for mark, _ in shown_marks] == [desk.marking.passages(claim.id)[0].passage.id]
        assert part.viewer.pages.chosen == shown_marks[0][0].key
        part.viewer.let_go()


def test_marks_of_others_are_nowhere_before_the_reveal(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "two"):
        part = reading(qtbot, desk, claim)
        select_words(qtbot, part, 2)
        press(qtbot, "Q")
        desk.marking.note(claim, desk.marking.passages(claim.id)[0].links[0], MARKER)
        part.viewer.let_go()
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        assert part.viewer.pages.marks_on(0) == []
        assert MARKER not in texts(part)
        assert "on this item" not in texts(part)
        assert QGuiApplication.focusObject() is part.viewer.pages


def test_the_evidence_map_says_what_bears_on_what_and_leads_there(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        select_words(qtbot, part, 1)
        press(qtbot, "Q")
        press(qtbot, "W")
        dialog = part.findChildren(EvidenceMapDialog)[0]
        count = len(desk.judging.criteria(claim.id))
        assert f"1 of {count} criteria have a passage" in dialog.facts.text()
        model = dialog.model
        assert [model.headerData(n, Qt.Orientation.Horizontal) for n in range(3)] == ["Criterion", "E01", "claimed"]
        spoken = model.data(model.index(0, 1), Qt.ItemDataRole.AccessibleTextRole)
        assert spoken.endswith("E01: 1 supporting")
        assert model.data(model.index(1, 1)) == "·"
        assert unnamed(dialog) == []
        dialog.gaps.click()
        assert model.rowCount() == count - 1
        dialog.gaps.click()
        part.select(1)
        dialog.table.setCurrentIndex(model.index(0, 1))
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
        assert not dialog.isVisible()
        assert part.criterion_shown.id == desk.judging.criteria(claim.id)[0].id
        assert part.marking.current is not None
