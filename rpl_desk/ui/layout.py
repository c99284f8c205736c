"""The common frame of an overview page: a title, its note, buttons at the right, and what the page shows below."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import ElidedLabel, label


class PageFrame(QWidget):
    """`head` takes buttons at the right of the title; `body` takes the rest of the page."""

    def __init__(self, title: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["xl"] + 4, SPACE["xl"], SPACE["xl"] + 4, SPACE["l"])
        column.setSpacing(SPACE["l"])
        self.head = QHBoxLayout()
        self.head.setSpacing(SPACE["m"])
        self.title = label(title, "title1")
        self.note = ElidedLabel("", "body", tone="second")
        self.head.addWidget(self.title)
        self.head.addWidget(self.note, 1, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(self.head)
        self.body = column


def scrolled(inner: QWidget) -> QScrollArea:
    """Return a scroll area without an edge of its own, that scrolls downwards only."""
    area = QScrollArea()
    inner.setProperty("scrolled", True)
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
