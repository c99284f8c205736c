"""The marks of a case as cards, and what can be taken back, by keys alone and read back through the services."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.evidence import Stance
from rpl_desk.ui.case.judging import JudgingPart
from rpl_desk.ui.case.judging_queue import EVIDENCE
from rpl_desk.ui.case.undo_list import UndoList
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, unnamed
from tests.ui.test_judging_part import MARKER, press, texts
from tests.ui.test_marking import reading, select_words


@pytest.fixture
def claim(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.REVIEW, CaseKind.RPL_CREDIT_SPECIFIC)


def key(qtbot, which: Qt.Key) -> None:
    qtbot.keyClick(QGuiApplication.focusObject(), which)


def three_marks(qtbot, part: JudgingPart) -> None:
    """Mark a word that supports, an area that says partly, and the whole item, which contradicts."""
    select_words(qtbot, part, 1)
    press(qtbot, "Q")
    press(qtbot, "AQ~")
    press(qtbot, "I-")


def test_cards_are_walked_noted_and_removed_by_keys(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        three_marks(qtbot, part)
        press(qtbot, "B")
        side = part.reading.sidebar
        assert side.list.hasFocus()
        assert side.count.text() == "showing 3 of 3"
        ids = [one.passage.id for one in side._model.rows]
        assert ids == [one.passage.id for one in desk.marking.passages(claim.id)]  # the whole item, then as one reads
        key(qtbot, Qt.Key.Key_Home)
        key(qtbot, Qt.Key.Key_Down)
        assert part.marking.chosen == ids[1]
        key(qtbot, Qt.Key.Key_Return)
        field = QGuiApplication.focusObject()
        qtbot.keyClicks(field, "a note")
        qtbot.keyClick(field, Qt.Key.Key_Escape)
        assert side.list.hasFocus()
        assert side.card.passage.id == ids[1]
        assert [one.links[0].note for one in desk.marking.passages(claim.id)] == ["", "a note", ""]
        key(qtbot, Qt.Key.Key_Delete)
        assert side.list.hasFocus()
        assert [one.passage.id for one in desk.marking.passages(claim.id)] == [ids[0], ids[2]]
        assert side.card.passage.id == ids[2]
        assert side.count.text() == "showing 2 of 2"
        key(qtbot, Qt.Key.Key_Escape)
        assert not side.isVisible() and part.viewer.pages.hasFocus()


def test_cards_are_filtered_by_stance_type_criterion_and_words(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        three_marks(qtbot, part)
        press(qtbot, "B")
        side = part.reading.sidebar
        side.stances[Stance.PARTLY].click()
        assert side.count.text() == "showing 1 of 3"
        side.stances[Stance.CONTRADICTS].click()
        assert side.count.text() == "showing 2 of 3"
        types = {act.text(): act for act in side.menus["type"].menu().actions()}
        assert list(types) == ["Text", "Area", "Whole item"]
        types["Area"].trigger()
        assert side.count.text() == "showing 1 of 3"
        assert (side.menus["type"].text(), side.menus["author"].isVisible()) == ("Type: 1", False)
        types["Area"].trigger()
        for stance in (Stance.PARTLY, Stance.CONTRADICTS):
            side.stances[stance].click()
        side.words.setText("whole")
        assert side.count.text() == "showing 1 of 3"
        side.words.clear()
        (act,) = side.menus["criterion"].menu().actions()
        act.trigger()
        assert (side.menus["criterion"].text(), side.count.text()) == ("Criterion: 1", "showing 3 of 3")


def test_the_cards_of_others_are_nowhere_before_the_reveal(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "two"):
        part = reading(qtbot, desk, claim)
        select_words(qtbot, part, 2)
        press(qtbot, "Q")
        desk.marking.note(claim, desk.marking.passages(claim.id)[0].links[0], MARKER)
        part.viewer.let_go()
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        press(qtbot, "B")
        side = part.reading.sidebar
        assert side.count.text() == "showing 0 of 0"
        assert side.words.hasFocus()
        assert MARKER not in texts(part)
        key(qtbot, Qt.Key.Key_Escape)
        press(qtbot, "/")
        assert part.marking.recent() == []


def test_what_was_done_is_listed_and_taken_back_down_to_a_line(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        select_words(qtbot, part, 1)
        press(qtbot, "Q~3")
        press(qtbot, "Z")
        dialog = part.findChildren(UndoList)[0]
        criterion = desk.judging.criteria(claim.id)[0].key
        rows = [row[0] for row in dialog._model.rows]
        assert rows[-1] == f"Undo: mark E01 p.1 for {criterion}"
        assert len(rows) == 3
        assert unnamed(dialog) == []
        qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
        assert dialog.act.text() == "Take back 2 changes"
        qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
        (link,) = desk.marking.passages(claim.id)[0].links
        assert (link.stance, link.strength) == (Stance.SUPPORTS, 2)
        part.reading.show_history()
        again = part.findChildren(UndoList)[-1]
        assert [row[0].partition(":")[0] for row in again._model.rows] == ["Redo", "Redo", "Undo"]
        qtbot.keyClick(again.list, Qt.Key.Key_Home)
        assert again.act.text() == "Make again 2 changes"
        qtbot.keyClick(again.list, Qt.Key.Key_Return)
        (link,) = desk.marking.passages(claim.id)[0].links
        assert (link.stance, link.strength) == (Stance.PARTLY, 3)


@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize(("scale", "size"), [(100, (1380, 700)), (200, (1380, 900)), (200, (900, 900))])
def test_cards_and_pickers_are_named_and_nothing_is_cut_off(qtbot, desk: Desk, claim: CaseRow, theme, scale, size):
    with sample.as_person(desk, "one"):
        part = reading(qtbot, desk, claim)
        three_marks(qtbot, part)
        look().change(name=theme, scale=scale)
        part.resize(*size)
        part.panes.bring(EVIDENCE)
        press(qtbot, "B")
        part.reading.sidebar.expand.click()
        qtbot.waitUntil(lambda: clipped(part) == [])
        assert unnamed(part) == []
        grab(part, f"cards-{size[0]}-{theme.value}-{scale}")
        part.reading.toggle_sidebar()
        press(qtbot, "R")
        qtbot.waitUntil(lambda: clipped(part) == [])
        assert unnamed(part) == []
        grab(part, f"picker-{size[0]}-{theme.value}-{scale}")
        assert part.width() == size[0]
