"""Which criteria the applicant puts an item forward for, ticked by whoever prepares the case."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rpl_desk.domain.judgements import CriterionRow
from rpl_desk.ui.announcer import say
from rpl_desk.ui.icons import paint_icon
from rpl_desk.ui.tables import ROW, RowTableModel
from rpl_desk.ui.tokens import SPACE, Theme
from rpl_desk.ui.widgets import Paragraph, row_list
from rpl_desk.ui.widgets.paint import paint_text


class ItemClaims(QWidget):
    """changed: a criterion, and whether the item is claimed for it now."""

    changed = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__()
        self._criteria: tuple[CriterionRow, ...] = ()
        self._claimed: frozenset[int] = frozenset()
        self._editable = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE["s"], 0, 0)
        column.setSpacing(SPACE["s"])
        self.words = Paragraph("", "small", tone="second")
        above = QVBoxLayout()
        above.setContentsMargins(SPACE["l"], 0, SPACE["m"], 0)
        above.addWidget(self.words)
        column.addLayout(above)
        self.model: RowTableModel[CriterionRow] = RowTableModel(
            {"Criterion": lambda one: one.label}, lambda: list(self._criteria), say=self._spoken, parent=self
        )
        self.list = row_list("Criteria the item is claimed for", self.model, self._paint)
        self.list.installEventFilter(self)
        self.list.clicked.connect(self._turn)
        column.addWidget(self.list, 1)

    def show_claims(
        self, criteria: Sequence[CriterionRow], claimed: Collection[int], *, editable: bool, words: str
    ) -> None:
        """Show the criteria of a case with those that an item is claimed for, by id."""
        place = self.list.currentIndex().row()
        same = self._criteria == tuple(criteria)
        self._criteria, self._claimed, self._editable = tuple(criteria), frozenset(claimed), editable
        self.words.setText(words)
        if not same:
            self.model.reload()
            place = 0
        self.list.setVisible(bool(self._criteria))
        if self._criteria and place >= 0:
            self.list.setCurrentIndex(self.model.index(place, 0))
        self.list.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space or Enter turns a claim."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            turns = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.key() in turns and not event.modifiers():
                self._turn(self.list.currentIndex())
                return True
        return False

    def _turn(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if isinstance(row, CriterionRow) and self._editable:
            claimed = row.id not in self._claimed
            self.changed.emit(row, claimed)
            say(self, f"{row.label}, {'claimed' if claimed else 'not claimed'}")

    def _spoken(self, row: CriterionRow) -> str:
        return f"{row.group}, {row.label}, {'claimed' if row.id in self._claimed else 'not claimed'}"

    def _paint(self, painter: QPainter, rect: QRect, theme: Theme, row: CriterionRow, selected: bool) -> None:
        claimed = row.id in self._claimed
        side = theme.icon("button")
        spot = QRect(rect.left() + SPACE["m"], rect.top(), side, rect.height())
        token = ("accent" if claimed else "field") if self._editable else ("text2" if claimed else "line")
        paint_icon(painter, spot, "square-check" if claimed else "square", token, state=claimed)
        first, second = theme.line("small"), theme.line("caption")
        words = rect.adjusted(SPACE["m"] + side + SPACE["s"], (rect.height() - first - second) // 2, -SPACE["m"], 0)
        upper = QRect(words.left(), words.top(), words.width(), first)
        paint_text(painter, upper, theme, row.label, "small", weight=600 if claimed else None)
        lower = QRect(words.left(), upper.bottom() + 1, words.width(), second)
        paint_text(painter, lower, theme, row.text or row.group, "caption", "text2")
