"""The focus ring: the same around every control, drawn by one widget that lies over the window.

A style sheet cannot draw outside a control's edge, so the controls draw no focus sign of their own.
Three dynamic properties change what a widget gets: `ring="inside"` draws it within the edge (lists that fill
their pane), `ring="none"` leaves it out (the widget draws its own), `ring="parent"` puts it round the parent
(a field inside a drawn frame).
"""

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from rpl_desk.ui.tokens import RADIUS, RING, Theme

_REACH = 2 * RING  # how far the ring's outer edge lies outside the control
_TEXT_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
_MOVES = {
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.ParentChange,
    QEvent.Type.ChildAdded,
    QEvent.Type.LayoutRequest,
}


class _Ring(QWidget):
    """Draws the ring and lets everything else through."""

    def __init__(self, window: QWidget, theme: Callable[[], Theme]) -> None:
        super().__init__(window)
        self._theme = theme
        self.radius = float(RADIUS["button"])
        self.setObjectName("focus_ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme().colour("focus"), RING))
        half = RING / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), self.radius, self.radius)


class FocusKeeper(QObject):
    """Follows the keyboard focus and keeps the ring round its widget.

    The ring shows on text fields always, and on other controls when the focus came by the keyboard.
    """

    def __init__(self, application: QApplication, theme: Callable[[], Theme]) -> None:
        super().__init__(application)
        self._theme = theme
        self._ring: _Ring | None = None
        self._widget: QWidget | None = None
        self._watched: list[QWidget] = []
        self._by_keyboard = True
        application.focusChanged.connect(self._follow)

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._by_keyboard = False
        self._forget()
        if new is None:
            return
        self._widget = new
        widget: QWidget | None = new
        while widget is not None:
            widget.installEventFilter(self)
            self._watched.append(widget)
            widget = None if widget.isWindow() else widget.parentWidget()
        window = self._watched[-1]
        self._ring = window.findChild(_Ring, options=Qt.FindChildOption.FindDirectChildrenOnly) or _Ring(
            window, self._theme
        )
        self._place()

    def _forget(self) -> None:
        for widget in self._watched:
            with suppress(RuntimeError):  # a widget Qt has deleted has no filters left
                widget.removeEventFilter(self)
        self._watched = []
        self._widget = None
        if self._ring is not None:
            with suppress(RuntimeError):  # it may have gone with its window
                self._ring.hide()
        self._ring = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _MOVES:
            self._place()
        elif kind == QEvent.Type.KeyPress and watched is self._widget and not self._by_keyboard:
            self._by_keyboard = True
            self._place()
        return False

    def _place(self) -> None:
        widget, ring = self._widget, self._ring
        if widget is None or ring is None:
            return
        where = widget.property("ring")
        shown = where != "none" and (self._by_keyboard or isinstance(widget, _TEXT_FIELDS))
        window = self._watched[-1]
        if not shown or not widget.isVisible() or widget is window or window.windowType() == Qt.WindowType.Popup:
            ring.hide()
            return
        framed = widget.parentWidget() if where == "parent" else widget
        assert framed is not None
        reach = -RING if where == "inside" else _REACH
        rect = self._clipped(framed, window, reach)
        ring.setVisible(not rect.isEmpty())
        if rect.isEmpty():
            return
        radius = framed.property("radius")
        ring.radius = float(RADIUS["button"] if radius is None else radius) + (0 if where == "inside" else RING)
        if ring.geometry() != rect:
            ring.setGeometry(rect)
        ring.raise_()
        ring.update()

    def _clipped(self, widget: QWidget, window: QWidget, reach: int) -> QRect:
        """Return the ring's place in the window, empty when the widget is scrolled out of sight."""
        corner = widget.mapTo(window, widget.rect().topLeft())
        rect = QRect(corner, widget.size()).adjusted(-reach, -reach, reach, reach)
        seen = widget.visibleRegion().boundingRect()
        if seen.isEmpty():
            return QRect()
        hidden_above, hidden_below = seen.top() > 0, seen.bottom() < widget.rect().bottom()
        if hidden_above or hidden_below:  # a tall field half scrolled away: the ring keeps to what is seen
            visible = QRect(widget.mapTo(window, seen.topLeft()), seen.size())
            rect = rect.intersected(visible.adjusted(-reach, -reach, reach, reach))
        return rect.intersected(window.rect())
