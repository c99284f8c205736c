"""The common frame of an overview page: a title, its note, buttons at the right, and what the page shows below."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import Heading


class PageFrame(QWidget):
    """`head` takes buttons at the right of the title; `body` takes the rest of the page."""

    def __init__(self, title: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["xl"] + 4, SPACE["xl"], SPACE["xl"] + 4, SPACE["l"])
        column.setSpacing(SPACE["l"])
        self.head = QHBoxLayout()
        self.head.setSpacing(SPACE["m"])
        self.heading = Heading(title)
        self.head.addWidget(self.heading, 1)
        column.addLayout(self.head)
        self.body = column

    def set_note(self, words: str) -> None:
        """Say beside the title what the page holds, such as "4 open, 2 decided"."""
        self.heading.set_note(words)


FORM_WIDTH = 720  # of a column of fields at 100 % text: longer lines are hard to read


class Column(QWidget):
    """Keeps `inner`, which holds fields one below another, no wider than is good to read; it stays at the left."""

    def __init__(self, inner: QWidget, width: int = FORM_WIDTH) -> None:
        super().__init__()
        self.inner, self._width = inner, width
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(inner, 1)
        row.addStretch(0)
        look().changed.connect(self._fit)
        self._fit()

    def _fit(self, *_: object) -> None:
        self.inner.setMaximumWidth(look().theme.grown(self._width))


class _LeavesKeys(QScrollArea):
    """Scrolls to what has the keyboard, and leaves the keys themselves to whoever is around it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


def scrolled(inner: QWidget, *, leaves_keys: bool = False) -> QScrollArea:
    """Return a scroll area without an edge of its own, that scrolls downwards only.

    leaves_keys: arrow and page keys go on to what is around it, and do not scroll.
    """
    area = _LeavesKeys() if leaves_keys else QScrollArea()
    inner.setProperty("scrolled", True)
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def bring_widget(widget: QWidget, most: QWidget) -> None:
    """Scroll the area a widget lies in until it is in view, once what was just shown has its place.

    most: the part of it that is to be seen where there is no room for all.
    """

    def scroll() -> None:
        around = widget.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(widget, 0, SPACE["m"])
            around.ensureWidgetVisible(most, 0, SPACE["m"])

    QTimer.singleShot(0, widget, scroll)


def bring_label(area: QScrollArea, inside: QWidget, words: str) -> None:
    """Scroll to the label inside a widget that says exactly these words, once all that was just made has its place."""

    def scroll() -> None:
        spot = next((one for one in inside.findChildren(QLabel) if one.text() == words), None)
        whole = area.widget()
        if spot is not None and whole is not None:
            top = spot.mapTo(whole, spot.rect().topLeft()).y()
            area.verticalScrollBar().setValue(top - SPACE["xl"])

    QTimer.singleShot(0, inside, scroll)
