"""The head of a case: reference, title and state, what can be done next, and the strip of its stages."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import Heading, StageStrip, button, icon_button, label

TITLE_WIDTH = 220  # of the title at 100 % text, beside which the buttons still stand


class CaseHead(QFrame):
    """Puts its buttons under the title where there is no room for both in one line, as at large text."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "head")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["l"], SPACE["s"], SPACE["l"], 0)
        column.setSpacing(0)
        self.back = icon_button("arrow-left", "Back to the cases")
        self.reference = label("", "reference")
        self.heading = Heading("", "title2", "small")
        self.more = button("More", icon_name="ellipsis")
        self.menu = QMenu(self)
        self.more.setMenu(self.menu)
        self.next = button("Go on", icon_name="arrow-right", kind="primary")
        self._named, self._acts = QWidget(), QWidget()
        named, acts = QHBoxLayout(self._named), QHBoxLayout(self._acts)
        for row in (named, acts):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(SPACE["m"])
        named.addWidget(self.back)
        named.addWidget(self.reference)
        named.addWidget(self.heading, 1)
        acts.addStretch(1)
        acts.addWidget(self.more)
        acts.addWidget(self.next)
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lines.setSpacing(SPACE["m"])
        self._lines.addWidget(self._named, 1)
        self._lines.addWidget(self._acts)
        column.addLayout(self._lines)
        self.strip = StageStrip()
        column.addWidget(self.strip)
        look().changed.connect(self._arrange)

    def minimumSizeHint(self) -> QSize:
        """Return the room of the widest line, as the buttons can stand in one of their own."""
        wide = max(one.minimumSizeHint().width() for one in (self._named, self._acts, self.strip))
        return QSize(wide + 2 * SPACE["l"], super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Find room for the buttons anew when their words, or the title's, changed."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _arrange(self, *_: object) -> None:
        title = min(self.heading.title.sizeHint().width(), look().theme.grown(TITLE_WIDTH))
        named = self._named.minimumSizeHint().width() - self.heading.minimumSizeHint().width() + title
        needed = named + SPACE["m"] + self._acts.minimumSizeHint().width() + 2 * SPACE["l"]
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        direction = down if self.width() < needed else across
        if direction is not self._lines.direction():
            self._lines.setDirection(direction)
            self._lines.setSpacing(SPACE["s"] if direction is down else SPACE["m"])
