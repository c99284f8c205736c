"""The board of an administrator: every open case against the stages, oldest first, by the keyboard."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.store import queries, tables
from rpl_desk.ui.cases.board import BoardDialog
from rpl_desk.ui.cases.page import CasesPage
from rpl_desk.ui.cases.query import OPEN_STAGES
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, in_focus, unnamed


@pytest.fixture
def cases(desk: Desk, tmp_path: Path) -> list[CaseRow]:
    """Three cases at different stages; the second is the oldest, and late."""
    found = [
        sample.case_at(desk, tmp_path, Stage.REVIEW),
        sample.open_case(desk, tmp_path),
        sample.case_at(desk, tmp_path, Stage.PANEL),
    ]
    with desk.database.action("edit intake", by="device") as action:
        for case, days in zip(found, (10, 40, 3), strict=True):
            row = queries.case_by_id(action.read, case.id)
            opened = row.opened_on - timedelta(days=days)
            late = row.opened_on - timedelta(days=1) if case is found[1] else None
            action.update(tables.case, row, opened_on=opened, due_on=late)
    return found


def shown(qtbot, desk: Desk, preferences) -> CasesPage:
    page = CasesPage(desk, preferences)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    page.reload()
    in_focus(qtbot, page)
    qtbot.waitUntil(lambda: page.model.rowCount() > 0)
    return page


def test_the_oldest_open_case_comes_first_with_its_age_under_its_stage(qtbot, desk: Desk, preferences, cases):
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, desk, preferences)
        page.table.setFocus()
        qtbot.keyClick(page.table, Qt.Key.Key_B)
        board = page.findChild(BoardDialog)
        qtbot.waitUntil(lambda: board.model.rowCount() == 3)
        rows = [[board.model.index(row, column).data() for column in range(7)] for row in range(3)]
        assert [row[0].split()[0] for row in rows] == [cases[1].reference, cases[0].reference, cases[2].reference]
        places = {stage: place + 1 for place, stage in enumerate(OPEN_STAGES)}
        said = [{place: text for place, text in enumerate(row) if place and text} for row in rows]
        assert said == [
            {places[Stage.INTAKE]: "40 d, late"},
            {places[Stage.REVIEW]: "10 d"},
            {places[Stage.PANEL]: "3 d"},
        ]
        heads = [board.model.headerData(place, Qt.Orientation.Horizontal) for place in places.values()]
        assert heads == ["Intake  1", "Review  1", "Reconcile  0", "Panel  1", "Decided  0", "Waiting  0"]
        assert board.beside.text() == "Besides: Signed 0, Released 0, Withdrawn 0, Appeal 0, Voided 0."
        went: list[object] = []
        page.went.connect(lambda place, what: went.append((place, what)))
        qtbot.keyClick(board.table, Qt.Key.Key_Down)
        qtbot.keyClick(board.table, Qt.Key.Key_Return)
        assert went == [("case", (cases[0].reference, None))] and not board.isVisible()


def test_only_an_administrator_is_shown_the_board(qtbot, desk: Desk, preferences, cases):
    with sample.as_person(desk, "chair"):
        page = shown(qtbot, desk, preferences)
        assert not page.board_button.isVisible()
        page.table.setFocus()
        qtbot.keyClick(page.table, Qt.Key.Key_B)
        assert page.findChild(BoardDialog) is None
        assert "Only an administrator" in page.refused.text()


@pytest.mark.parametrize(("theme", "scale"), [(ThemeName.LIGHT, 100), (ThemeName.DARK, 200)])
def test_the_board_is_named_and_fits(qtbot, desk_look, desk: Desk, preferences, cases, theme, scale):
    look().change(name=theme, scale=scale)
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, desk, preferences)
        board = page.show_board()
        qtbot.waitUntil(lambda: board.model.rowCount() == 3)
        qtbot.waitUntil(lambda: clipped(board) == [])
        assert unnamed(board) == []
        grab(page, f"board-{theme.value}-{scale}")
