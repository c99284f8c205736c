"""The sheet of keys: what every key does, here and everywhere."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import DeskDialog, KeyCap, Paragraph, button, label

Keys = Sequence[tuple[str, str]]
"""Keys, two spaces between alternatives, and what they do."""

SHEET_WIDTH = 680

EVERYWHERE: Keys = (
    ("Ctrl+1 … Ctrl+5", "Cases, Panels, Register, Frameworks, Office"),
    ("Ctrl+Shift+F", "Search the evidence and what people wrote"),
    ("Ctrl+Shift+Y", "Stop reading evidence for search, or read on"),
    ("Alt+Left", "Back to the place before"),
    ("Ctrl+L", "Lock the desk"),
    ("Ctrl++  Ctrl+-  Ctrl+0", "Larger text, smaller text, 100 %"),
    ("Ctrl+Shift+T", "Next colours: light, dark, high contrast"),
    ("F1  ?", "This sheet"),
    ("Esc", "Close what lies over the page; from a case back to what search found"),
)


class KeysSheet(DeskDialog):
    """Lists the keys of the page in view, then those that work everywhere. change_asked: move them, or switch off."""

    change_asked = Signal()

    def __init__(self, here: str, keys: Keys, parent: QWidget, *, single: bool = True) -> None:
        note = "Single letters act only outside text fields." if single else "Single letters are switched off."
        super().__init__("Keys", parent, note=note, width=SHEET_WIDTH)
        self.change = button("Change the keys", icon_name="keyboard")
        self.change.setToolTip("Switch single letters off, or move them to other keys")
        self.change.clicked.connect(self._ask_change)
        self.buttons.insertWidget(0, self.change)
        if keys:
            self._add(f"On this page: {here}", keys)
        self._add("Everywhere", EVERYWHERE)
        self.not_now.setText("Close")

    def _ask_change(self) -> None:
        self.reject()
        self.change_asked.emit()

    def _add(self, heading: str, keys: Keys) -> None:
        self.body.addWidget(label(heading, "title3"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE["l"])
        grid.setVerticalSpacing(SPACE["s"])
        grid.setColumnStretch(1, 1)
        for row, (key, words) in enumerate(keys):
            caps = QHBoxLayout()
            caps.setSpacing(SPACE["xs"])
            for each in key.split("  "):
                caps.addWidget(KeyCap(each))
            caps.addStretch(1)
            grid.addLayout(caps, row, 0)
            grid.addWidget(Paragraph(words, "small"), row, 1)
        self.body.addLayout(grid)
