"""What the room sees on a second screen: which case, how it stands, what is next. Names only if switched on."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rpl_desk.services.meetings import AgendaLine
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import Paragraph, label

NOTHING = "The panel has a break."
LEAST = (720, 420)


class SecondScreen(QWidget):
    """A window of its own. Titles count as names too: the title of a claim often is the claimant's name."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)  # the keyboard stays where the meeting is run
        self.setWindowTitle("Panel")
        self.setAccessibleName("Second screen of the meeting")
        self.setMinimumSize(*LEAST)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * SPACE["l"],) * 4)
        column.setSpacing(SPACE["xl"])
        self.number = label("", "title1", tone="second")
        self.case = Paragraph("", "display")
        self.name = Paragraph("", "title1")
        self.state = Paragraph("", "title1")
        self.next = Paragraph("", "title2", tone="second")
        column.addWidget(self.number)
        column.addWidget(self.case)
        column.addWidget(self.name)
        column.addStretch(1)
        column.addWidget(self.state)
        column.addWidget(self.next)
        self.blank()

    def place(self) -> None:
        """Show it on the second screen where there is one, over the whole of it; else as a window."""
        screens = QGuiApplication.screens()
        if len(screens) > 1:
            self.setGeometry(screens[1].geometry())
            self.showFullScreen()
        else:
            self.show()

    def blank(self) -> None:
        """Show nothing of any case."""
        self._say("", "", "", NOTHING, "")

    def show_state(
        self, up: AgendaLine | None, total: int, state: str, following: AgendaLine | None, *, names: bool
    ) -> None:
        """Show the case on the table and the next one; names: also their titles."""
        if up is None:
            self._say("", "", "", state or NOTHING, _next_words(following, names=names))
            return
        self._say(
            f"Case {up.item.position} of {total}",
            up.case.reference,
            up.case.title if names else "",
            state,
            _next_words(following, names=names),
        )

    def _say(self, number: str, case: str, name: str, state: str, following: str) -> None:
        self.number.setText(number)
        for paragraph, words in (
            (self.case, case),
            (self.name, name),
            (self.state, state),
            (self.next, following),
        ):
            paragraph.setText(words)
            paragraph.setVisible(bool(words))


def _next_words(line: AgendaLine | None, *, names: bool) -> str:
    if line is None:
        return ""
    at = f" at {line.starts}" if line.starts else ""
    return f"Next{at}: {line.case.reference}{f', {line.case.title}' if names else ''}"
