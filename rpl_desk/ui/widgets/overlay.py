"""What lies over a window: the veil, the dialogs on it, and the small word that something can be undone."""

from collections.abc import Callable
from itertools import pairwise
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from rpl_desk.ui.announcer import say
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE, TOAST_MS, VEIL_INK, VEIL_OPACITY, WIDTH
from rpl_desk.ui.widgets.boxes import RefusedBox
from rpl_desk.ui.widgets.buttons import button, dress_button
from rpl_desk.ui.widgets.text import label

Form = TypeVar("Form")


class Veil(QWidget):
    """Covers its window with ink, so that only the dialog over it is looked at."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("veil")
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = QColor(VEIL_INK)
        ink.setAlphaF(VEIL_OPACITY)
        QPainter(self).fillRect(self.rect(), ink)


class DeskDialog(QDialog):
    """A dialog over the veiled window: title, a body that scrolls, and buttons that stay in sight.

    Put content into `body` (a column), name the one act with `set_act`, and override `accept`; when a rule says no,
    call `refuse(sentence)` and stay open. What must stay in sight goes into `foot`, after the refusal. "Not now" and
    Esc close it. Use `open()`, never `exec()`.
    """

    def __init__(self, title: str, parent: QWidget, *, note: str = "", width: int = WIDTH["dialog"]) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setProperty("veiled", True)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._width = width
        self._veil: Veil | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        card = QFrame()
        card.setProperty("part", "dialog")
        outer.addWidget(card)
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)

        self.head = QVBoxLayout()
        self.head.setContentsMargins(28, 24, 28, 12)
        self.head.setSpacing(SPACE["xs"])
        self.title = label(title, "title2", wrap=True)
        self.head.addWidget(self.title)
        self.note = label(note, "small", tone="second", wrap=True)
        self.note.setVisible(bool(note))
        self.head.addWidget(self.note)
        column.addLayout(self.head)

        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.content = QWidget()
        self.content.setProperty("scrolled", True)
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(28, 8, 28, 20)
        self.body.setSpacing(SPACE["m"])
        self.area.setWidget(self.content)
        column.addWidget(self.area, 1)

        foot = QFrame()
        foot.setProperty("part", "dialogfoot")
        below = self.foot = QVBoxLayout(foot)
        below.setContentsMargins(28, 16, 28, 18)
        below.setSpacing(SPACE["m"])
        self.refused = RefusedBox()
        below.addWidget(self.refused)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(SPACE["m"])
        self.buttons.addStretch(1)
        self.not_now: QPushButton = button("Not now")
        self.not_now.clicked.connect(self.reject)
        self.act: QPushButton = button("", kind="primary")
        self.act.clicked.connect(self.accept)
        self.act.hide()
        self.buttons.addWidget(self.not_now)
        self.buttons.addWidget(self.act)
        below.addLayout(self.buttons)
        column.addWidget(foot)

    def add_form(self, form: type[Form]) -> Form:
        """Put a compiled Designer form into the body and return it, with its widgets as attributes."""
        inside, made = QWidget(), form()
        made.setupUi(inside)  # type: ignore[attr-defined]
        self.body.addWidget(inside)
        return made

    def set_act(self, words: str, icon_name: str = "", *, kind: str = "primary") -> None:
        """Name the one act of the dialog by what it does."""
        self.act.setText(words)
        dress_button(self.act, kind=kind, icon_name=icon_name)
        self.act.setDefault(True)
        self.act.show()

    def refuse(self, sentence: str) -> None:
        """Say in the dialog what did not happen, why and what to do; it stays open."""
        self.refused.show_problem(sentence)
        self._fit()

    def refit(self) -> None:
        """Take the order of Tab and the height anew, after the body of an open dialog has changed."""
        self._order_tabs()
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        window = self._window()
        if self._veil is None:
            self._veil = Veil(window)
            window.installEventFilter(self)
        self._order_tabs()
        self._fit()

    def done(self, result: int) -> None:
        if self._veil is not None:
            self._window().removeEventFilter(self)
            self._veil.hide()
            self._veil.deleteLater()
            self._veil = None
        super().done(result)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._fit()
        return False

    def _order_tabs(self) -> None:
        """Let Tab go through the body first, then the buttons from left to right; begin at the first field."""
        fields = []
        widget = self.nextInFocusChain()
        while widget is not None and widget is not self:
            if self.content.isAncestorOf(widget) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                fields.append(widget)
            widget = widget.nextInFocusChain()
        items = (self.buttons.itemAt(place) for place in range(self.buttons.count()))
        buttons = (item.widget() for item in items if item is not None)
        stops = [*fields, *(button for button in buttons if button is not None)]
        for one, other in pairwise(stops):
            QWidget.setTabOrder(one, other)
        if fields and self.focusWidget() is None:
            fields[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _window(self) -> QWidget:
        parent = self.parentWidget()
        assert parent is not None
        return parent.window()

    def _fit(self) -> None:
        """Take the height the content needs, at most the window's less 24 px, and stand in its middle."""
        window, theme = self._window(), look().theme
        room = window.size() - QSize(24, 24)
        width = min(theme.grown(self._width), room.width())
        self.content.ensurePolished()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)  # what grew inside is counted now
        inner = self.body.totalHeightForWidth(width - 2) if self.body.hasHeightForWidth() else 0
        content = max(inner, self.content.minimumSizeHint().height())  # a scroll area never shrinks below this
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        rest = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        height = min(rest - self.area.sizeHint().height() + content, room.height())
        corner = window.mapToGlobal(QPoint(0, 0)) + QPoint(
            (window.width() - width) // 2, (window.height() - height) // 2
        )
        self.setGeometry(QRect(corner, QSize(width, height)))


class Toast(QFrame):
    """Says at the bottom left what was done and offers to undo it; goes after six seconds unless it is in use."""

    def __init__(self, window: QWidget, words: str, undo: Callable[[], object] | None = None) -> None:
        super().__init__(window)
        for earlier in window.findChildren(Toast, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if earlier is not self:
                earlier.go()
        self.setProperty("part", "toast")
        self.setAccessibleName(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(SPACE["m"])
        row.addWidget(label(words, "small"))
        self.undo: QPushButton | None = None
        if undo is not None:
            self.undo = button("Undo", kind="toast", size="small")
            self.undo.clicked.connect(undo)
            self.undo.clicked.connect(self.go)
            self.undo.installEventFilter(self)
            row.addWidget(self.undo)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TOAST_MS)
        self._timer.timeout.connect(self.go)
        window.installEventFilter(self)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        say(window, words)

    def go(self) -> None:
        self._timer.stop()
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.Resize if watched is self.parentWidget():
                self._place()
            case QEvent.Type.FocusIn | QEvent.Type.Enter if watched is self.undo:
                self._timer.stop()
            case QEvent.Type.FocusOut | QEvent.Type.Leave if watched is self.undo:
                self._timer.start()
        return False

    def _place(self) -> None:
        window = self.parentWidget()
        assert window is not None
        self.move(SPACE["xl"], window.height() - self.height() - look().theme.height("status") - SPACE["l"])
