"""How a row of the case list is drawn: one delegate for all columns, from metrics and tokens alone."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from rpl_desk.services.cases import CaseListRow
from rpl_desk.ui.cases import words
from rpl_desk.ui.cases.model import COLUMNS, GROUP, Group
from rpl_desk.ui.icons import paint_icon
from rpl_desk.ui.tables import ROW, Index
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import RADIUS, SPACE, Theme
from rpl_desk.ui.widgets.lists import paint_row_ground
from rpl_desk.ui.widgets.paint import (
    CENTRE,
    RIGHT,
    level_size,
    mini_stage_size,
    paint_box,
    paint_kind,
    paint_level,
    paint_mini_stage,
    paint_text,
)

KIND, CASE, STAGE, AGE, LEVEL, CREDIT, NEXT = range(len(COLUMNS))
_GAP = SPACE["m"]


def column_widths(theme: Theme) -> dict[int, int]:
    """Return the width of every column but the case's own, which takes the room left."""
    small = QFontMetrics(theme.font("small", 600))
    steps = max(small.horizontalAdvance(text) for _, text in words.NEXT.values())
    return {
        KIND: theme.height("badge") + SPACE["l"],
        STAGE: max(stage_words_width(theme), mini_stage_size(theme).width() + _GAP),
        AGE: small.horizontalAdvance("0000 d") + theme.icon("status") + _GAP,
        LEVEL: max(level_size(theme).width(), small.horizontalAdvance("Level")) + 2 * _GAP,
        CREDIT: max(small.horizontalAdvance("0000"), small.horizontalAdvance("Credit")) + 2 * _GAP,
        NEXT: steps + theme.icon("inline") + SPACE["s"] + _GAP + SPACE["l"],
    }


def stage_words_width(theme: Theme) -> int:
    """Return the width the stage column needs when only its words are left."""
    caption = QFontMetrics(theme.font("caption"))
    return max(caption.horizontalAdvance(text) for text in words.STAGE_WORDS.values()) + _GAP


class CaseRowDelegate(QStyledItemDelegate):
    """Draws each cell of a case's row; a row whose page is not read yet is a grey bar."""

    def __init__(self, view: QTableView, today: Callable[[], date]) -> None:
        super().__init__(view)
        self._today = today

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, look().theme.height("row_two"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, group = look().theme, index.data(GROUP)
        if group is not None:
            paint_head(painter, option, theme, group)
            return
        row = index.data(ROW)
        paint_row_ground(painter, option, theme, bar=index.column() == KIND)
        if row is None:
            paint_bar(painter, option.rect, theme)
            return
        _CELLS[index.column()](painter, option.rect, theme, row, self._today())


def paint_head(painter: QPainter, option: QStyleOptionViewItem, theme: Theme, group: Group) -> None:
    """Draw the head of a group: whether it is open, what it is, how many, and its note at the right."""
    rect: QRect = option.rect
    painter.fillRect(rect, theme.colour("raised"))
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(QRect(rect.left(), rect.top(), 4, rect.height()), theme.colour("accent"))
    side = theme.icon("inline")
    arrow = QRect(rect.left() + SPACE["l"], rect.top(), side, rect.height())
    paint_icon(painter, arrow, "chevron-down" if group.is_open else "chevron-right", "text2")
    words = rect.adjusted(SPACE["l"] + side + SPACE["m"], 0, -SPACE["l"], 0)
    used = paint_text(painter, words, theme, group.title, "small", weight=600)
    count = f"{group.count:,}{'' if group.whole else '+'}"
    tall = theme.height("key")
    wide = max(tall, QFontMetrics(theme.font("caption")).horizontalAdvance(count) + SPACE["m"])
    pill = QRect(words.left() + used + SPACE["s"], rect.top() + (rect.height() - tall) // 2, wide, tall)
    paint_box(painter, pill, tall / 2, theme.colour("surface"), theme.colour("line"))
    paint_text(painter, pill, theme, count, "caption", "text2", align=CENTRE)
    note = words.adjusted(used + wide + 2 * SPACE["m"], 0, 0, 0)
    paint_text(painter, note, theme, group.note, "caption", "text3", align=RIGHT)


def paint_bar(painter: QPainter, rect: QRect, theme: Theme) -> None:
    """Draw the grey bar that stands for words still to come."""
    tall = theme.line("small") // 2
    bar = rect.adjusted(_GAP, (rect.height() - tall) // 2, 0, 0)
    bar.setHeight(tall)
    paint_box(painter, bar, RADIUS["key"], theme.colour("sunken"))


def _cell(rect: QRect) -> QRect:
    """Return the room of a cell's words, which begin where its heading does."""
    return rect.adjusted(_GAP, 0, 0, 0)


def _two_lines(rect: QRect, theme: Theme) -> tuple[QRect, QRect]:
    """Return the places of a row's first and second line, both together in the middle of its height."""
    upper, lower = theme.line("small"), theme.line("caption")
    top = rect.top() + (rect.height() - upper - lower) // 2
    inner = _cell(rect)
    return (
        QRect(QPoint(inner.left(), top), QSize(inner.width(), upper)),
        QRect(QPoint(inner.left(), top + upper), QSize(inner.width(), lower)),
    )


def _kind(painter: QPainter, rect: QRect, theme: Theme, row: CaseListRow, today: date) -> None:
    side = theme.height("badge")
    badge = QRect(rect.left() + SPACE["l"], rect.top() + (rect.height() - side) // 2, side, side)
    paint_kind(painter, badge, theme, words.letter(row.kind))


def _case(painter: QPainter, rect: QRect, theme: Theme, row: CaseListRow, today: date) -> None:
    upper, lower = _two_lines(rect, theme)
    paint_text(painter, upper, theme, row.title, "small", weight=600)
    paint_text(painter, lower, theme, words.subject(row), "caption", "text2")


def _stage(painter: QPainter, rect: QRect, theme: Theme, row: CaseListRow, today: date) -> None:
    upper, lower = _two_lines(rect, theme)
    done = words.bars_done(row.stage)
    if done is None or mini_stage_size(theme).width() > upper.width():
        paint_text(painter, _cell(rect), theme, words.STAGE_WORDS[row.stage], "caption", "text2")
        return
    paint_mini_stage(painter, upper, theme, done)
    paint_text(painter, lower, theme, words.STAGE_WORDS[row.stage], "caption", "text2")


def _age(painter: QPainter, rect: QRect, theme: Theme, row: CaseListRow, today: date) -> None:
    late, room = words.is_late(row, today), _cell(rect)
    if late:
        side = theme.icon("status")
        paint_icon(painter, QRect(room.left(), rect.top(), side, rect.height()), "hourglass", "part", state=True)
        room.setLeft(room.left() + side + SPACE["xs"])
    tone, weight = ("part", 600) if late else ("text2", None)
    paint_text(painter, room, theme, words.age(row, today), "small", tone, weight=weight)


def _level(painter: QPainter, rect: QRect, theme: Theme, row: CaseListRow, today: date) -> None:
    number, decided = words.level(row)
    box = QRect(QPoint(0, 0), level_size(theme))
    box.moveCenter(rect.center())
    paint_level(painter, box, theme, number, decided=decided)


def _credit(painter: QPainter, rect: QRect, theme: Theme, row: CaseListRow, today: date) -> None:
    paint_text(painter, rect, theme, words.points(row), "small", "text2", align=CENTRE)


def _next(painter: QPainter, rect: QRect, theme: Theme, row: CaseListRow, today: date) -> None:
    icon, step = words.NEXT[row.stage]
    side = theme.icon("inline")
    inner = _cell(rect)
    paint_icon(painter, QRect(inner.left(), rect.top(), side, rect.height()), icon, "text2")
    when, indent = words.due(row, today), side + SPACE["s"]
    if not when:
        paint_text(painter, inner.adjusted(indent, 0, 0, 0), theme, step, "small", weight=600)
        return
    upper, lower = _two_lines(rect.adjusted(indent, 0, 0, 0), theme)
    paint_text(painter, upper, theme, step, "small", weight=600)
    tone = "part" if words.is_late(row, today) else "text2"
    paint_text(painter, lower, theme, when, "caption", tone)


_CELLS = (_kind, _case, _stage, _age, _level, _credit, _next)
