"""The cases of a meeting in running order: dragged with the mouse, or moved with Alt and the arrow keys."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QListView

from rpl_desk.domain.decisions import OUTCOME_WORDS, Outcome
from rpl_desk.services.meetings import AgendaLine
from rpl_desk.ui.cases.words import STAGE_WORDS, letter
from rpl_desk.ui.icons import paint_icon
from rpl_desk.ui.tables import ROW, RowTableModel
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE, Theme
from rpl_desk.ui.widgets import RowDelegate
from rpl_desk.ui.widgets.paint import paint_kind, paint_text

STATE_ICONS = {"decided": ("circle-check", "good"), "up": ("circle-dot", "accent"), "put off": ("pause", "part")}


class OrderList(QListView):
    """As tall as its rows. Enter or a double click activates one.

    moved: an AgendaLine and the position from 1 it should have.
    """

    moved = Signal(object, int)

    def __init__(self, fetch: Callable[[], list[AgendaLine]], *, compact: bool = False) -> None:
        """compact: for a narrow pane, with only what one looks for while a meeting runs."""
        super().__init__()
        self.rows: RowTableModel[AgendaLine] = RowTableModel(
            {"Case": lambda one: one.case.title}, fetch, say=spoken, parent=self
        )
        self._from: int | None = None
        self._to: int | None = None
        self._pressed = QPoint()
        self.setAccessibleName("Running order")
        self.setAccessibleDescription("Alt with the arrow up or down moves a case")
        self.setProperty("ring", "inside")
        self.setModel(self.rows)
        self.setItemDelegate(RowDelegate(self, paint_compact if compact else paint_line))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        look().changed.connect(self._fit)

    def reload(self) -> None:
        """Read the order again; the same case stays chosen."""
        kept = self.chosen()
        self.rows.reload()
        self._fit()
        places = [place for place, one in enumerate(self.rows.rows) if kept is not None and one.case.id == kept.case.id]
        if self.rows.rows:
            self.setCurrentIndex(self.rows.index(places[0] if places else 0, 0))

    def chosen(self) -> AgendaLine | None:
        found = self.currentIndex().data(ROW)
        return found if isinstance(found, AgendaLine) else None

    def move_chosen(self, by: int) -> None:
        """Ask for the chosen case to stand so many places later; beyond the ends nothing is asked."""
        line = self.chosen()
        if line is None:
            return
        place = self.currentIndex().row() + by
        if 0 <= place < len(self.rows.rows):
            self.moved.emit(line, place + 1)

    def _fit(self, *_: object) -> None:
        self.setFixedHeight(max(1, len(self.rows.rows)) * look().theme.height("row_two"))
        self.scheduleDelayedItemsLayout()

    # -- dragging -----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        at = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and at.isValid():
            self._from, self._pressed = at.row(), event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        far = (spot - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if self._from is None or not (self._to is not None or far):
            super().mouseMoveEvent(event)
            return
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._to = self._gap_at(spot)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        start, gap = self._from, self._to
        self._from = self._to = None
        self.unsetCursor()
        self.viewport().update()
        if start is None or gap is None:
            return
        place = gap if gap <= start else gap - 1  # the gap is counted with the case still in it
        if place != start:
            self.moved.emit(self.rows.rows[start], place + 1)

    def _gap_at(self, spot: QPoint) -> int:
        height = look().theme.height("row_two")
        return min(max((spot.y() + height // 2) // height, 0), len(self.rows.rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.move_chosen(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._to is not None:  # where the case will stand
            theme = look().theme
            y = min(self._to * theme.height("row_two"), self.viewport().height() - 3)
            QPainter(self.viewport()).fillRect(QRect(0, y, self.viewport().width(), 3), theme.colour("accent"))


def state_of(line: AgendaLine) -> str:
    """Return "up", "decided", "put off", or empty for a case that waits."""
    if line.is_up:
        return "up"
    return "decided" if line.decided else "put off" if line.item.put_off else ""


def second_line(line: AgendaLine) -> str:
    """Return where a case stands, who leads it and how many leave for it."""
    parts = [line.case.reference, STAGE_WORDS[line.case.stage], f"{line.item.minutes} min"]
    parts += [f"lead {line.lead.name}"] if line.lead is not None else []
    parts += [f"{', '.join(one.name for one in line.leaving)} leaves"] if line.leaving else []
    return " · ".join(parts)


def spoken(line: AgendaLine) -> str:
    at = f"{line.starts}, " if line.starts else ""
    state = state_of(line)
    return f"{line.item.position}. {at}{line.case.title}{f', {state}' if state else ''}, {second_line(line)}"


def paint_line(painter: QPainter, rect: QRect, theme: Theme, line: AgendaLine, selected: bool) -> None:
    """Draw a case of the running order: badge, title over its facts, state and time at the right."""
    side = theme.height("badge")
    badge = QRect(rect.left() + SPACE["m"], rect.top() + (rect.height() - side) // 2, side, side)
    paint_kind(painter, badge, theme, letter(line.case.kind))
    time = painter.fontMetrics().horizontalAdvance(line.starts) + theme.grown(28)
    right = QRect(rect.right() - SPACE["m"] - time, rect.top(), time, rect.height())
    align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    paint_text(painter, right, theme, line.starts, "small", "text2", align=align)
    state = state_of(line)
    icon_side = theme.icon("inline")
    edge = right.left() - SPACE["s"] - icon_side
    if state:
        spot = QRect(QPoint(edge, rect.center().y() - icon_side // 2), QSize(icon_side, icon_side))
        paint_icon(painter, spot, *STATE_ICONS[state], state=True)
    upper, lower = theme.line("small"), theme.line("caption")
    top = rect.top() + (rect.height() - upper - lower) // 2
    left = badge.right() + SPACE["m"]
    room = edge - SPACE["s"] - left
    paint_text(painter, QRect(left, top, room, upper), theme, line.case.title, "small", weight=600)
    paint_text(painter, QRect(left, top + upper, room, lower), theme, second_line(line), "caption", "text2")


def paint_compact(painter: QPainter, rect: QRect, theme: Theme, line: AgendaLine, selected: bool) -> None:
    """Draw a case as a running meeting shows it: how it stands, its title, its lead or outcome, its time."""
    side = theme.icon("button")
    name, token = STATE_ICONS.get(state_of(line), ("circle", "text3"))
    spot = QRect(QPoint(rect.left() + SPACE["m"], rect.center().y() - side // 2), QSize(side, side))
    paint_icon(painter, spot, name, token, state=True)
    upper, lower = theme.line("small"), theme.line("caption")
    top = rect.top() + (rect.height() - upper - lower) // 2
    left = spot.right() + SPACE["m"]
    room = rect.right() - SPACE["m"] - left
    time = theme.grown(40) if line.starts else 0
    paint_text(painter, QRect(left, top, room, upper), theme, line.case.title, "small", weight=600)
    below = QRect(left, top + upper, room - time, lower)
    paint_text(painter, below, theme, short_line(line), "caption", "text2")
    align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    at = QRect(below.right(), below.top(), time, lower)
    paint_text(painter, at, theme, line.starts, "caption", "text2", align=align)


def short_line(line: AgendaLine) -> str:
    """Return what was decided, or why it was put off, or who leads the case."""
    case = line.case
    if line.decided:
        words = OUTCOME_WORDS[Outcome(case.outcome)] if case.outcome else "Decided"
        gives = f", level {case.decided_level}, {case.decided_points} points" if case.decided_level is not None else ""
        return f"{words}{gives}"
    if line.item.put_off:
        return f"Put off: {line.item.put_off}"
    return f"Lead {line.lead.name}" if line.lead is not None else case.reference
