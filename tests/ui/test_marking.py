"""Marks made in the window with the keyboard alone, and read back through the services."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QMouseEvent

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.evidence import EvidenceKind, Stance
from rpl_desk.domain.page_text import box_of
from rpl_desk.domain.passages import AnchorKind
from rpl_desk.services.evidence import details_for
from rpl_desk.ui.case.evidence_map import EvidenceMapDialog
from rpl_desk.ui.case.judging import JudgingPart
from rpl_desk.ui.page import Spot
from rpl_desk.ui.single_keys import PICKING, SingleKeys
from rpl_desk.ui.viewer.marks import grips
from rpl_desk.ui.viewer.selection import At
from rpl_desk.ui.viewer.viewer import REFUSED
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


class Paints(QObject):
    """Notes at each painting of the pages which marks are drawn, and how long the log was."""

    def __init__(self, desk: Desk, part: JudgingPart) -> None:
        super().__init__()
        self._desk, self._pages = desk, part.viewer.pages
        self.seen: list[tuple[list[tuple[str, bool]], int]] = []
        self._pages.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            drawn = [(mark.sign, mark.is_pending) for mark, _ in self._pages.marks_on(0)]
            self.seen.append((drawn, self._desk.database.head().size))
        return False


def test_a_mark_is_on_the_page_before_it_is_kept_and_stays_when_it_is(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        select_words(qtbot, part, 2)
        qtbot.wait(50)
        paints, before = Paints(desk, part), desk.database.head().size
        press(qtbot, "Q")
        assert paints.seen[0] == ([("supports", True)], before)
        qtbot.waitUntil(lambda: paints.seen[-1] == ([("supports", False)], before + 1))
        paints.seen.clear()
        press(qtbot, "-")
        assert paints.seen[0] == ([("contradicts", True)], before + 1)
        qtbot.waitUntil(lambda: paints.seen[-1] == ([("contradicts", False)], before + 2))


def test_a_mark_that_is_not_kept_is_taken_off_the_page_with_a_sentence(qtbot, desk: Desk, claim: CaseRow, tmp_path):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        select_words(qtbot, part, 2)
        item = desk.evidence.register(claim.id)[0]
        with sample.as_person(desk, "admin"):
            desk.evidence.replace(claim, item, sample.write_pdf(tmp_path / "new.pdf", "Another."), "The signed copy.")
    with sample.as_person(desk, "one"):
        paints = Paints(desk, part)
        press(qtbot, "Q")
        assert paints.seen[0][0] == [("supports", True)]
        assert part.viewer.pages.marks_on(0) == [] and desk.marking.passages(claim.id) == ()
        assert part.form.problem.text() == (
            "Not kept, so the page shows what was there before. The file of E01 was replaced since."
            " Open it again, then mark it."
        )


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
        assert model.data(model.index(0, 0)) == "Unit 1 Peer support basics"
        spoken = model.data(model.index(1, 1), Qt.ItemDataRole.AccessibleTextRole)
        assert spoken.endswith("E01: 1 supporting")
        assert model.data(model.index(2, 1)) == "·"
        assert unnamed(dialog) == []
        dialog.gaps.click()
        assert sum(model.row(model.index(n, 0)) is not None for n in range(model.rowCount())) == count - 1
        dialog.gaps.click()
        part.select(1)
        dialog.table.setCurrentIndex(model.index(1, 1))
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
        assert not dialog.isVisible()
        assert part.criterion_shown.id == desk.judging.criteria(claim.id)[0].id
        assert part.marking.current is not None


def test_a_group_of_the_map_closes_and_opens_and_says_how_far_it_is(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        select_words(qtbot, part, 1)
        press(qtbot, "QW")
        dialog = part.findChildren(EvidenceMapDialog)[0]
        model, table = dialog.model, dialog.table
        count = model.rowCount()
        table.setCurrentIndex(model.index(0, 0))
        spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken == "Unit 1 Peer support basics, 1 of 2 linked, 0 judged, open"
        qtbot.keyClick(table, Qt.Key.Key_Space)
        assert model.rowCount() == count - 2 and table.currentIndex().row() == 0
        qtbot.keyClick(table, Qt.Key.Key_Return)
        assert model.rowCount() == count and dialog.isVisible()


# -- for which criterion ----------------------------------------------------------------------------------------------


def criteria_of(desk: Desk, claim: CaseRow) -> list[int]:
    """Return the criteria of the links of the only passage, by place in the list of criteria."""
    places = {one.id: place for place, one in enumerate(desk.judging.criteria(claim.id))}
    (marked,) = desk.marking.passages(claim.id)
    return sorted(places[link.criterion_id] for link in marked.links)


def test_a_selection_is_marked_for_one_of_the_last_nine_criteria_by_its_digit(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        criteria = desk.judging.criteria(claim.id)
        part = reading(qtbot, desk, claim)
        select_words(qtbot, part, 2)
        press(qtbot, "R")
        assert part.reading.picker.list.hasFocus()
        assert not part.form.reason.hasFocus()
        press(qtbot, "2")  # nothing is marked yet, so they stand in their own order
        assert part.viewer.pages.hasFocus()
        assert part.criterion_shown.id == criteria[1].id
        assert criteria_of(desk, claim) == [1]
        press(qtbot, "R")
        press(qtbot, "2")
        assert criteria_of(desk, claim) == [1, 2]  # the mark being worked on is tied to it too
        press(qtbot, "R")
        rows = part.reading.picker._model.rows
        assert [one.id for one in rows[:2]] == [criteria[2].id, criteria[1].id]
        qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Escape)
        assert part.viewer.pages.hasFocus() and not part.reading.picker.isVisible()


def test_the_keys_of_the_last_nine_criteria_can_be_moved(qtbot, desk: Desk, claim: CaseRow, preferences):
    SingleKeys(preferences).move(PICKING, {"1": "É", "2": "1"})
    with sample.as_person(desk, "one"):
        criteria = desk.judging.criteria(claim.id)
        part = shown(qtbot, desk, claim, preferences)
        qtbot.waitUntil(lambda: part.viewer.pages.text_of(0) is not None)
        press(qtbot, "V")
        select_words(qtbot, part, 2)
        press(qtbot, "R")
        picker = part.reading.picker
        assert picker._spoken(criteria[0]).startswith("É, ") and picker._spoken(criteria[1]).startswith("1, ")
        press(qtbot, "2")  # stands for nothing now
        assert picker.isVisible() and criteria_of_any(desk, claim) == []
        press(qtbot, "1")
        assert criteria_of(desk, claim) == [1]


def criteria_of_any(desk: Desk, claim: CaseRow) -> list[int]:
    return [link.criterion_id for marked in desk.marking.passages(claim.id) for link in marked.links]


def test_the_letter_r_writes_the_reason_where_nothing_is_read(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        qtbot.keyClick(part.viewer.pages, Qt.Key.Key_Escape)
        press(qtbot, "R")
        assert part.form.reason.hasFocus()
        said = dict(part.keys)
        assert "While reading" in [words for key, words in part.keys if key == "R"][1]
        assert {"Q", "/", "I", "O", "H", "S E", "Ctrl+Alt+1"} <= said.keys()


def test_a_criterion_is_found_by_its_code_or_its_words(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        criteria = desk.judging.criteria(claim.id)
        part = reading(qtbot, desk, claim)
        select_words(qtbot, part, 1)
        press(qtbot, "/")
        picker = part.reading.picker
        assert picker.words.hasFocus()
        qtbot.keyClicks(picker.words, criteria[2].key.lower())
        assert picker._model.rows[0].id == criteria[2].id
        qtbot.keyClick(picker.words, Qt.Key.Key_Return)
        assert criteria_of(desk, claim) == [2]
        press(qtbot, "/")
        qtbot.keyClicks(picker.words, "no such words")
        assert picker._model.rows == []
        qtbot.keyClick(picker.words, Qt.Key.Key_Return)
        assert picker.isVisible()


def test_a_criterion_picked_first_is_painted_on_each_selection_let_go(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        criteria = desk.judging.criteria(claim.id)
        part = reading(qtbot, desk, claim)
        press(qtbot, "/")
        qtbot.keyClicks(part.reading.picker.words, criteria[1].key)
        qtbot.keyClick(part.reading.picker.words, Qt.Key.Key_Return)
        assert criteria[1].label in part.reading.painting.text()
        for _ in range(2):  # with Shift held all the while
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QGuiApplication.sendEvent(part.viewer.pages, QKeyEvent(kind, Qt.Key.Key_Right, SHIFT | CTRL))
        assert desk.marking.passages(claim.id) == ()
        qtbot.keyRelease(part.viewer.pages, Qt.Key.Key_Shift)
        assert criteria_of(desk, claim) == [1]
        assert len(desk.marking.passages(claim.id)[0].passage.anchor.exact.split()) == 2
        qtbot.keyClick(part.viewer.pages, Qt.Key.Key_Escape)
        assert part.reading.painting.text() == ""
        assert part.viewer.pages.hasFocus()
        select_words(qtbot, part, 2)
        assert len(desk.marking.passages(claim.id)) == 1


def test_a_note_is_closed_by_ctrl_enter_and_the_criterion_stays(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        select_words(qtbot, part, 1)
        here = part.criterion_shown.id
        qtbot.keyClick(part.viewer.pages, Qt.Key.Key_Return)
        qtbot.keyClicks(part.passages.note_of_mark, "as shown")
        qtbot.keyClick(part.passages.note_of_mark, Qt.Key.Key_Return, CTRL)
        assert desk.marking.passages(claim.id)[0].links[0].note == "as shown"
        assert part.viewer.pages.hasFocus()
        assert part.criterion_shown.id == here


# -- many marks -------------------------------------------------------------------------------------------------------


def test_overlapping_marks_are_gone_through_and_others_are_hidden_in_place(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        for count in (1, 2):
            part.viewer.pages.select(At(0, 0), At(0, 0))
            select_words(qtbot, part, count)
            press(qtbot, "Q")
        first, second = (one.passage.id for one in desk.marking.passages(claim.id))
        assert part.marking.chosen == second
        press(qtbot, "O")
        assert part.marking.chosen == first
        press(qtbot, "O")
        assert part.marking.chosen == second
        press(qtbot, "J")
        press(qtbot, "HQ")
        assert part.passages.only.isChecked()
        assert part.viewer.pages.marks_on(0) == []
        press(qtbot, "H")
        assert len(part.viewer.pages.marks_on(0)) == 2


def test_the_whole_item_is_marked_by_a_key_and_shown_over_it(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        press(qtbot, "I-")
        (marked,) = desk.marking.passages(claim.id)
        assert marked.passage.anchor.kind is AnchorKind.WHOLE
        assert marked.links[0].stance is Stance.CONTRADICTS
        assert part.viewer.whole.isVisible()
        press(qtbot, "J")
        press(qtbot, "I")
        assert criteria_of(desk, claim) == [0, 1]


def test_what_a_search_found_is_marked_without_leaving_the_search(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        words = part.viewer.pages.text_of(0).text.split()[1]
        qtbot.keyClick(part.viewer.pages, Qt.Key.Key_F, CTRL)
        qtbot.keyClicks(part.viewer.finder.words, words)
        qtbot.waitUntil(lambda: part.viewer.finder.count.text().startswith("1 of"))
        qtbot.keyClick(part.viewer.finder.words, Qt.Key.Key_1, CTRL | Qt.KeyboardModifier.AltModifier)
        assert desk.marking.passages(claim.id)[0].passage.anchor.exact == words
        assert part.viewer.pages.hasFocus()


def test_the_grip_at_the_end_of_a_mark_is_dragged_and_kept_when_let_go(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        select_words(qtbot, part, 1)
        press(qtbot, "Q")
        pages = part.viewer.pages
        first = desk.marking.passages(claim.id)[0].passage.anchor
        way, scroll = pages._way(0), pages._scroll
        (_, _), (_, end) = grips(way, pages.marks_on(0)[0][0], 0)
        later = box_of(pages.text_of(0), first.end_offset + 8)
        target = way.map(QPointF(later.right, (later.bottom + later.top) / 2)) - scroll
        left = Qt.MouseButton.LeftButton
        qtbot.mousePress(pages.viewport(), left, pos=(end - scroll).toPoint())
        move = QMouseEvent(
            QEvent.Type.MouseMove, target, pages.viewport().mapToGlobal(target), left, left, SHIFT & CTRL
        )
        QGuiApplication.sendEvent(pages.viewport(), move)
        assert desk.marking.passages(claim.id)[0].passage.anchor == first
        qtbot.mouseRelease(pages.viewport(), left, pos=target.toPoint())
        longer = desk.marking.passages(claim.id)[0].passage.anchor
        assert longer.exact.startswith(first.exact) and longer.end_offset > first.end_offset
        assert pages.selection is None


def test_the_passages_of_a_case_are_read_once_after_each_mark(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        select_words(qtbot, part, 1)
        sent: list[str] = []
        with desk.database.reading() as read:
            traced = read._cursor.connection
            traced.set_trace_callback(sent.append)  # the next reading has the same connection again
        part._read()
        traced.set_trace_callback(None)
        assert sum("passage.made_at" in one for one in sent) == 1
        assert not [one for one in sent if "JOIN passage" in one]


# -- items of every kind ----------------------------------------------------------------------------------------------


def test_items_of_several_kinds_are_marked_by_keys_and_lead_back_after_the_desk_was_closed(
    qtbot, office: Path, tmp_path: Path
):
    notes, picture = tmp_path / "notes.md", tmp_path / "plan.png"
    notes.write_text("# Notes\n\nThe learner keeps a record of each session.\n", encoding="utf-8")
    drawn = QImage(400, 300, QImage.Format.Format_RGB32)
    drawn.fill(0xFFEEEEEE)
    drawn.save(str(picture))
    with Desk.open(office) as desk:
        claim = sample.case_at(desk, tmp_path, Stage.REVIEW, CaseKind.RPL_CREDIT_SPECIFIC)
        with sample.as_person(desk, "chair"):
            for path in (notes, picture):
                desk.evidence.add(claim, path, details_for(path, EvidenceKind.OTHER))
        with sample.as_person(desk, "one"):
            part = reading(qtbot, desk, desk.intake.case(claim.reference))
            select_words(qtbot, part, 2)
            press(qtbot, "Q")
            qtbot.keyClick(part.viewer.pages, Qt.Key.Key_PageDown, CTRL)
            qtbot.waitUntil(lambda: part.viewer.flow.flow is not None)
            press(qtbot, "V")
            assert part.viewer.flow.hasFocus()
            for _ in range(3):
                qtbot.keyClick(part.viewer.flow, Qt.Key.Key_Right, SHIFT | CTRL)
            press(qtbot, "Q")
            press(qtbot, "E")
            qtbot.keyClick(part.viewer.flow, Qt.Key.Key_Right)
            qtbot.keyClick(part.viewer.flow, Qt.Key.Key_PageDown, CTRL)
            qtbot.waitUntil(lambda: part.viewer.pages.count == 1 and part.viewer.item.key == "E03")
            press(qtbot, "V")
            press(qtbot, "A")
            qtbot.keyClick(part.viewer.pages, Qt.Key.Key_Right)
            press(qtbot, "Q-")
            kinds = [one.passage.anchor.kind for one in desk.marking.passages(claim.id)]
            assert kinds == [AnchorKind.TEXT, AnchorKind.TEXT, AnchorKind.AREA]
            part.viewer.let_go()
    with Desk.open(office) as desk, sample.as_person(desk, "one"):
        part = shown(qtbot, desk, desk.intake.case(claim.reference))
        marked = desk.marking.passages(claim.id)
        for place, key in enumerate(("E01", "E02", "E03")):
            press(qtbot, "N")
            assert part.marking.chosen == marked[place].passage.id
            assert part.viewer.item.key == key
            qtbot.waitUntil(lambda: part.viewer.outline is not None)
            if key == "E02":
                qtbot.waitUntil(lambda: part.viewer.flow.flow is not None)
                anchor = marked[place].passage.anchor
                assert part.viewer.flow.flow.text[anchor.start_offset : anchor.end_offset] == anchor.exact
                assert [mark.key for mark, _ in part.viewer.flow.stripes()] == [marked[place].passage.id]
            else:
                assert [mark.key for mark, _ in part.viewer.pages.marks_on(0)] == [marked[place].passage.id]
        part.viewer.let_go()


def test_an_item_that_cannot_be_shown_while_judging_leads_to_its_line_in_the_register(
    qtbot, desk: Desk, claim: CaseRow, tmp_path: Path
):
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(b"%PDF-1.7\n" + b"nothing of it " * 20 + b"\nstartxref\n0\n%%EOF")
    with sample.as_person(desk, "admin"):
        row = desk.evidence.add(claim, damaged, details_for(damaged, EvidenceKind.OTHER))
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        part.viewer.go_to(row.id)
        qtbot.waitUntil(lambda: part.viewer.stack.currentIndex() == REFUSED, timeout=20_000)
        ways = part.viewer.refusal
        assert not ways.elsewhere.isHidden()
        with qtbot.waitSignal(part.went) as gone:
            qtbot.mouseClick(ways.other, Qt.MouseButton.LeftButton)
    assert ways.other.text() == "Show it in the register"
    assert gone.args == ["case", (claim.reference, "evidence", Spot(row.id))]
