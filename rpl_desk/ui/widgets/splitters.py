"""Panels side by side with a gap between them, which is dragged by pointer or by arrow keys."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import RING, SPACE
from rpl_desk.ui.widgets.paint import paint_box

_STEP = 24  # pixels an arrow key moves the divider
_GRIP = 36  # height of the sign shown in the middle of a handle


class GapSplitter(QSplitter):
    """Panels side by side, 16 px apart; the gap is the handle.

    Nothing is drawn in the gap until the pointer or the keyboard is on it. Where a panel once stood is remembered by
    `Preferences.follow_divider`.
    """

    def __init__(self, name: str, *panels: tuple[QWidget, int]) -> None:
        """name: what the divider is called when read aloud; panels: each with its width at first, in pixels."""
        super().__init__(Qt.Orientation.Horizontal)
        self._name = name
        self.setProperty("gap", True)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(SPACE["l"])
        for place, (panel, _) in enumerate(panels):
            self.addWidget(panel)
            self.setStretchFactor(place, int(place > 0))
        self.setSizes([width for _, width in panels])

    def createHandle(self) -> QSplitterHandle:
        return _Handle(self, self._name)


class _Handle(QSplitterHandle):
    def __init__(self, splitter: QSplitter, name: str) -> None:
        super().__init__(Qt.Orientation.Horizontal, splitter)
        self.setAccessibleName(f"Width of {name}")
        self.setAccessibleDescription("Left and right arrows move it.")
        self.setToolTip("Drag to give one side more room")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("ring", "none")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP}
        key = Qt.Key(event.key())
        if key in steps:
            self.moveSplitter(self.x() + look().theme.grown(steps[key]))
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = look().theme, QPainter(self)
        middle = QRectF(self.rect()).center()
        if self.hasFocus():
            bar = QRectF(middle.x() - RING, 0, 2 * RING, self.height())
            paint_box(painter, bar, RING, theme.colour("focus"))
        elif self.underMouse():
            bar = QRectF(middle.x() - RING, middle.y() - _GRIP / 2, 2 * RING, _GRIP)
            paint_box(painter, bar, RING, theme.colour("accent"))
