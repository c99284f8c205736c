"""An item that is not shown: why, and what can be done with it instead."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import EmptyState, button, chip_row


class RefusedItem(QWidget):
    """Stands in the item's place. `elsewhere` opens it in its own program; `other` is the way that the page offers."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        state = EmptyState("file", "")
        self.sentence = state.sentence
        column.addWidget(state)
        self.elsewhere = button("Open in its own program", icon_name="package-open")
        self.elsewhere.setToolTip("A copy, marked as from outside; the log says so. Alt+X")
        self.other = button("")
        self.other.hide()
        ways = chip_row(self.elsewhere, self.other)
        ways.setContentsMargins(SPACE["xl"], 0, SPACE["xl"], SPACE["xl"])
        column.addWidget(ways)
        column.addStretch(1)

    def offer(self, words: str, act: Callable[[], object]) -> None:
        """Show the way that the page has for every item."""
        self.other.setText(words)
        self.other.clicked.connect(lambda: act())
        self.other.show()

    def show_words(self, sentence: str, *, opens_elsewhere: bool) -> None:
        """Say why the item is not shown; opens_elsewhere: another program may open it."""
        self.sentence.setText(sentence)
        self.elsewhere.setVisible(opens_elsewhere)
