"""The cases of a meeting as a list of rows: kind, title, where the case stands and who leads it."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView

from rpl_desk.domain.cases import KIND_WORDS
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.people import Role
from rpl_desk.ui.cases.words import STAGE_WORDS, letter
from rpl_desk.ui.icons import paint_icon
from rpl_desk.ui.tables import RowTableModel
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE, Theme
from rpl_desk.ui.widgets import row_list
from rpl_desk.ui.widgets.paint import level_size, paint_kind, paint_level, paint_text


def case_list(cases: list[CaseContents]) -> QListView:
    """Return a list as tall as its rows; Enter or a double click activates one."""
    model: RowTableModel[CaseContents] = RowTableModel({"Case": lambda one: one.case.title}, lambda: cases, say=_spoken)
    made = row_list("Cases on the table", model, _paint)
    model.setParent(made)
    model.reload()
    made.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFixedHeight(len(cases) * look().theme.height("row_two"))
    return made


def _second(contents: CaseContents) -> str:
    assessors = contents.holders(Role.RATER, Role.ASSESSOR)
    lead = f" · lead {assessors[0].name}" if assessors else ""
    return f"{contents.case.reference} · {STAGE_WORDS[contents.case.stage]}{lead}"


def _spoken(contents: CaseContents) -> str:
    return f"{contents.case.title}, {KIND_WORDS[contents.case.kind]}, {_second(contents)}"


def _paint(painter: QPainter, rect: QRect, theme: Theme, contents: CaseContents, selected: bool) -> None:
    case, side = contents.case, theme.height("badge")
    badge = QRect(rect.left() + SPACE["m"], rect.top() + (rect.height() - side) // 2, side, side)
    paint_kind(painter, badge, theme, letter(case.kind))
    arrow = QRect(rect.right() - SPACE["l"] - theme.icon("inline"), rect.top(), theme.icon("inline"), rect.height())
    paint_icon(painter, arrow, "chevron-right", "text3")
    size: QSize = level_size(theme)
    middle = rect.top() + (rect.height() - size.height()) // 2
    level = QRect(QPoint(arrow.left() - SPACE["m"] - size.width(), middle), size)
    decided = case.decided_level is not None
    paint_level(painter, level, theme, case.decided_level if decided else case.proposed_level, decided=decided)
    upper, lower = theme.line("small"), theme.line("caption")
    top = rect.top() + (rect.height() - upper - lower) // 2
    left = badge.right() + SPACE["m"]
    room = level.left() - SPACE["m"] - left
    paint_text(painter, QRect(left, top, room, upper), theme, case.title, "small", weight=600)
    paint_text(painter, QRect(left, top + upper, room, lower), theme, _second(contents), "caption", "text2")
