"""Marks along a recording: one bar for each where it lies in time, and the stretch being chosen."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rpl_desk.ui.theme import look
from rpl_desk.ui.viewer.geometry import lanes
from rpl_desk.ui.viewer.marks import Mark
from rpl_desk.ui.widgets.paint import paint_stripe
from rpl_desk.ui.widgets.signs import SIGNS

MOST_LANES = 4
GAP = 3


class TimeStrip(QWidget):
    """Draws the marks of a recording under its slider. touched: the key of a mark that was clicked.

    A mark is a bar with its sign and edge, so none is told by colour alone; overlapping ones lie in lanes.
    """

    touched = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._marks: tuple[Mark, ...] = ()
        self._chosen = 0
        self._length = 0
        self._span: tuple[int, int] | None = None
        self.margin = 0  # as far as the slider's groove keeps from its own ends
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("No marks on this recording")

    def show_marks(self, marks: Iterable[Mark], chosen: int) -> None:
        self._marks = tuple(one for one in marks if one.start is not None and one.end is not None)
        self._chosen = chosen
        count = len(self._marks)
        words = f"{count or 'No'} mark{'' if count == 1 else 's'} on this recording"
        self.setAccessibleName(words)
        self.setAccessibleDescription("; ".join(one.words for one in self._marks))
        self.updateGeometry()
        self.update()

    def marks_at(self, moment: int) -> list[int]:
        """Return the keys of the marks that hold a moment, the shortest first."""
        found = [one for one in self._marks if (one.start or 0) <= moment <= (one.end or 0)]
        return [one.key for one in sorted(found, key=lambda one: (one.end or 0) - (one.start or 0))]

    def show_length(self, length: int) -> None:
        """length: of the recording, in milliseconds."""
        if length != self._length:
            self._length = length
            self.updateGeometry()
            self.update()

    def show_span(self, span: tuple[int, int] | None) -> None:
        """Outline the stretch being chosen, in milliseconds."""
        self._span = span
        self.update()

    def sizeHint(self) -> QSize:
        count = max((lane for _, lane in self._placed(max(self._wide, 200.0))), default=0) + 1
        return QSize(200, min(count, MOST_LANES) * (self._tall + GAP) + GAP)

    @property
    def _tall(self) -> int:
        return look().theme.height("key")

    def _placed(self, wide: float) -> list[tuple[QRectF, int]]:
        """Return each mark's bar in a strip so wide, and its lane."""
        least = look().theme.height("least")
        spans = []
        for mark in self._marks:
            left, right = (self._across(at or 0, wide) for at in (mark.start, mark.end))
            left = min(left, self.margin + wide - least)
            spans.append((left, max(right, left + least)))
        found = []
        for (left, right), lane in zip(spans, lanes(spans), strict=True):
            lane = min(lane, MOST_LANES - 1)
            found.append((QRectF(left, GAP + lane * (self._tall + GAP), right - left, self._tall), lane))
        return found

    def _across(self, moment: int, wide: float) -> float:
        return self.margin + wide * min(moment, self._length) / max(self._length, 1)

    @property
    def _wide(self) -> float:
        return self.width() - 2.0 * self.margin

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = look().theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark, (rect, _) in zip(self._marks, self._placed(self._wide), strict=True):
            paint_stripe(painter, rect.toRect(), theme, SIGNS[mark.sign])
            if mark.key == self._chosen:
                painter.setPen(QPen(theme.colour("focus"), 2))
                painter.drawRect(rect.toRect().adjusted(-2, -2, 2, 2))
        if self._span is not None:
            left, right = (self._across(at, self._wide) for at in self._span)
            painter.setPen(QPen(theme.colour("focus"), 2, Qt.PenStyle.DashLine))
            painter.drawRect(QRectF(left, 1, max(right - left, 2), self.height() - 2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        mark = self._at(event.position())
        if mark is not None:
            self.touched.emit(mark.key)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            mark = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), mark.words if mark is not None else "", self)
            return True
        return super().event(event)

    def _at(self, point: QPointF) -> Mark | None:
        placed = zip(self._marks, self._placed(self._wide), strict=True)
        return next((mark for mark, (rect, _) in placed if rect.contains(point)), None)
