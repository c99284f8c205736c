"""The units of a case with their hours and points, and the whole below them."""

from PySide6.QtCore import QItemSelectionModel, QRect, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rpl_desk.domain.credit_sheet import CreditSheet, UnitSheet, points_words
from rpl_desk.ui.tables import ROW, RowTableModel
from rpl_desk.ui.tokens import SPACE, Theme
from rpl_desk.ui.widgets import row_list
from rpl_desk.ui.widgets.paint import paint_text

WHOLE = 0
"""The id of the line that stands for the whole."""

Line = tuple[int, str, str]
"""A unit's id, or WHOLE; its name; its hours and points in words."""


class UnitList(QWidget):
    """chosen: the id of the unit come to, or WHOLE."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._sheet: CreditSheet | None = None
        self._model: RowTableModel[Line] = RowTableModel(
            {"Unit": lambda line: f"{line[1]}: {line[2]}"},
            self._lines,
            say=lambda line: f"{line[1]}, {line[2]}",
            parent=self,
        )
        self.list = row_list("Units", self._model, _paint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self.list.selectionModel().currentChanged.connect(lambda now, _: self._moved(now.data(ROW)))

    def show_sheet(self, sheet: CreditSheet, at: int) -> None:
        """Show a sheet with the line of unit `at` chosen; tells nobody."""
        self._sheet = sheet
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        self._model.reload()
        for place, (key, _, _) in enumerate(self._model.rows):
            if key == at:
                index = self._model.index(place, 0)
                selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
                self.list.scrollTo(index)
        selection.blockSignals(False)
        self.list.viewport().update()

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) line."""
        place = self.list.currentIndex().row() + by
        if 0 <= place < self._model.rowCount():
            self.list.setCurrentIndex(self._model.index(place, 0))

    def _moved(self, line: Line | None) -> None:
        if line is not None:
            self.chosen.emit(line[0])

    def _lines(self) -> list[Line]:
        if self._sheet is None:
            return []
        units = [(one.unit.id, f"{one.unit.key} {one.unit.title}", standing(one)) for one in self._sheet.units]
        return [*units, (WHOLE, "The whole", self._sheet.headline)]


def standing(one: UnitSheet) -> str:
    """Return a unit's hours and points in a few words: "58 h, 6 points"."""
    points = one.credit.points if one.agreed is None else one.agreed
    parts = ["optional"] if one.unit.requirement == "optional" else []
    parts.append(f"{one.credit.hours.words} h" if one.credit.hours.high else "no hours")
    if one.credit.is_imported:
        parts[-1] = "rated elsewhere"
    parts.append("no points" if points is None else points_words(points))
    return ", ".join(parts)


def _paint(painter: QPainter, rect: QRect, theme: Theme, line: Line, selected: bool) -> None:
    words = rect.adjusted(SPACE["l"], SPACE["s"], -SPACE["l"], -SPACE["s"])
    half = words.height() // 2
    upper = QRect(words.left(), words.top(), words.width(), half)
    lower = QRect(words.left(), words.top() + half, words.width(), words.height() - half)
    paint_text(painter, upper, theme, line[1], "small", weight=600 if selected or line[0] == WHOLE else 500)
    paint_text(painter, lower, theme, line[2], "caption", "text2")
