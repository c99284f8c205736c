"""The passages one side relied on, as cards: where, in which sense, the words marked, and the note beside them."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rpl_desk.domain.passages import LinkedPassage
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import Chip, ChipButton, Paragraph, chip_row

BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
SHOWN = 240
"""Characters of a quotation on a card; the tool tip and the page itself have it whole."""


class PassageCard(QWidget):
    """One passage. show: its place was pressed. reach: the keyboard came to it, and shows what lies there."""

    def __init__(
        self,
        place: str,
        sign: str,
        used: str,
        passage: LinkedPassage,
        show: Callable[[LinkedPassage], object],
        reach: Callable[[LinkedPassage], object],
    ) -> None:
        super().__init__()
        self.passage, self._reach = passage, reach
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["xs"])
        self.place = ChipButton(place, sign)
        self.place.setAccessibleName(f"{place}, {used}, {passage.stance.value}, strength {passage.strength}")
        self.place.setToolTip(passage.quotation or passage.note)
        self.place.clicked.connect(lambda: show(passage))
        self.place.installEventFilter(self)
        column.addWidget(
            chip_row(self.place, Chip(f"{passage.stance.value}, {passage.strength}", passage.stance.value))
        )
        quotation = " ".join(passage.quotation.split())
        if quotation:
            said = quotation if len(quotation) <= SHOWN else f"{quotation[:SHOWN].rsplit(' ', 1)[0]} …"
            words = Paragraph(f"“{said}”", "small")
            words.setToolTip("" if said == quotation else quotation)
            column.addWidget(words)
        if passage.note:
            column.addWidget(Paragraph(passage.note, "small", tone="second"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusIn and event.reason() in BY_KEY:
            self._reach(self.passage)
        return False
