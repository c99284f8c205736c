"""A line over a pane that says what needs attention, with the buttons that lead to it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from rpl_desk.ui.announcer import say
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import FlowLayout, Paragraph, button, empty_layout, icon_spot, set_property

Acts = Sequence[tuple[str, Callable[[], object]]]
"""Words of a button, and what it does."""


class NoticeBar(QFrame):
    """Hidden while there is nothing to say. part: "notice" for what needs attention, "info" for how things stand."""

    def __init__(self, part: str = "notice") -> None:
        super().__init__()
        set_property(self, "part", part)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE["m"], SPACE["s"], SPACE["m"], SPACE["s"])
        row.setSpacing(SPACE["m"])
        sign, token = ("triangle-alert", "part") if part == "notice" else ("info", "accent")
        row.addWidget(icon_spot(sign, token), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(SPACE["xs"])
        self._words = Paragraph("", "small")
        column.addWidget(self._words)
        self._acts = FlowLayout()
        column.addLayout(self._acts)
        row.addLayout(column, 1)
        self.buttons: list[QPushButton] = []
        self.hide()

    def text(self) -> str:
        return self._words.text()

    def show_words(self, sentence: str, acts: Acts = ()) -> None:
        """Show a sentence and its buttons, and have it read aloud when it is another; the empty one hides the bar."""
        changed = sentence != self._words.text()
        if not changed and [one.text() for one in self.buttons] == [words for words, _ in acts]:
            return
        self._words.setText(sentence)
        self._words.updateGeometry()
        empty_layout(self._acts)
        self.buttons = []
        for words, act in acts:
            made = button(words, size="small")
            made.clicked.connect(act)
            self._acts.addWidget(made)
            self.buttons.append(made)
        self.setVisible(bool(sentence))
        if sentence and changed:
            say(self, sentence)
