"""The marks of a whole item, which lie nowhere in it: a line of chips over its pages."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.viewer.marks import Mark
from rpl_desk.ui.widgets import ChipButton, FlowLayout, empty_layout, label, set_property


class WholeMarks(QFrame):
    """Hidden while there are none. touched: a chip was pressed (key)."""

    touched = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "foot")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["m"], SPACE["xs"], SPACE["m"], SPACE["xs"])
        holder = QWidget()
        self._chips = FlowLayout(holder)
        column.addWidget(holder)
        self._shown: tuple[Mark, ...] = ()
        self._chosen = 0
        self.hide()

    def show_marks(self, marks: Iterable[Mark], chosen: int) -> None:
        """Show those of the marks that are of the whole item; `chosen` is the one being worked on."""
        whole = tuple(mark for mark in marks if mark.is_whole)
        if (whole, chosen) == (self._shown, self._chosen):
            return
        self._shown, self._chosen = whole, chosen
        empty_layout(self._chips)
        if whole:
            self._chips.addWidget(label("The whole item", "caption"))
        for mark in whole:
            chip = ChipButton(mark.label or "marked", mark.sign)
            chip.setToolTip(mark.words)
            chip.setAccessibleName(f"The whole item: {mark.words}")
            set_property(chip, "part", "picked" if mark.key == chosen else "")
            chip.clicked.connect(partial(self.touched.emit, mark.key))
            self._chips.addWidget(chip)
        self.setVisible(bool(whole))
