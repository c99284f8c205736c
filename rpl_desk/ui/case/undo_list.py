"""What one did on a case and can take back, or make again, as a list: the one undo made visible."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from rpl_desk.ui.tables import ROW, RowTableModel
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE, Theme
from rpl_desk.ui.widgets import DeskDialog, Paragraph, row_list
from rpl_desk.ui.widgets.paint import paint_text

MOST_SEEN = 9


class UndoList(DeskDialog):
    """Lists labels, the next to be taken back in the middle; Enter goes to that state.

    travel: takes back (False) or makes again (True) one change; returns what is empty or false when it was refused.
    """

    def __init__(
        self, undo: tuple[str, ...], redo: tuple[str, ...], travel: Callable[[bool], object], parent: QWidget
    ) -> None:
        super().__init__("What you did on this case", parent, note="Nothing is erased from the log by taking it back.")
        self._travel = travel
        # What can be made again comes first, the furthest at the top: time runs downwards into the past.
        self._rows = [(f"Redo: {label}", True, len(redo) - n) for n, label in enumerate(reversed(redo))]
        self._rows += [(f"Undo: {label}", False, n + 1) for n, label in enumerate(undo)]
        self.not_now.setText("Close")
        self.body.addWidget(
            Paragraph(
                "Choose a line to take back everything down to it, or to make again everything up to it."
                if self._rows
                else "Nothing can be taken back. Beginning the review ends what can be, and sealing does.",
                tone="second",
            )
        )
        self._model: RowTableModel[tuple[str, bool, int]] = RowTableModel(
            {"Change": lambda row: row[0]}, lambda: self._rows, say=lambda row: row[0], parent=self
        )
        self._model.reload()
        self.list = row_list("Changes, the latest first", self._model, self._paint, "row")
        self.list.setMinimumHeight(look().theme.height("row") * min(max(len(self._rows), 1), MOST_SEEN))
        self.list.setVisible(bool(self._rows))
        self.list.activated.connect(lambda _: self.accept())
        self.list.doubleClicked.connect(lambda _: self.accept())
        self.body.addWidget(self.list, 1)
        if self._rows:
            self.list.setCurrentIndex(self._model.index(min(len(redo), len(self._rows) - 1), 0))
            self.list.selectionModel().currentChanged.connect(lambda *_: self._name_act())
            self._name_act()
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name_act(self) -> None:
        _, redo, count = self.list.currentIndex().data(ROW)
        what = "Make again" if redo else "Take back"
        self.set_act(f"{what} {count} change{'' if count == 1 else 's'}", "undo-2")

    @staticmethod
    def _paint(painter: QPainter, rect: QRect, theme: Theme, row: tuple[str, bool, int], selected: bool) -> None:
        inner = rect.adjusted(SPACE["l"], 0, -SPACE["m"], 0)
        paint_text(painter, inner, theme, row[0], "small", "text2" if row[1] else "text")

    def accept(self) -> None:
        """Take back or make again as far as the chosen line; what is refused on the way is said by the page."""
        row = self.list.currentIndex().data(ROW)
        super().accept()
        if row is not None:
            _, redo, count = row
            for _ in range(count):
                if not self._travel(redo):
                    return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.hasFocus():
            self.accept()
        else:
            super().keyPressEvent(event)
