"""Earlier decisions like a case, in a table; each leads to its decision record."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QWidget

from rpl_desk.domain.precedents import Precedent
from rpl_desk.ui.tables import ROW, RowTableModel
from rpl_desk.ui.theme import look
from rpl_desk.ui.widgets import DeskDialog, DeskTable, Framed, Paragraph

WIDTH = 1060
HEIGHT = 240  # at 100 % text


class PrecedentsDialog(DeskDialog):
    """Shows what was decided before; `opened` says which case's record is asked for. Nothing here proposes anything."""

    opened = Signal(str)

    def __init__(self, found: Sequence[Precedent], parent: QWidget) -> None:
        super().__init__(
            "Earlier decisions",
            parent,
            note="Signed decisions on the same unit, title or level. They bind nobody, and say nobody's name.",
            width=WIDTH,
        )
        self.not_now.setText("Close")
        self._model: RowTableModel[Precedent] = RowTableModel(
            {
                "Case": lambda row: row.reference,
                "Title": lambda row: row.title,
                "Likeness": lambda row: row.because,
                "Level": lambda row: row.level,
                "Credit": lambda row: row.points,
                "Outcome": lambda row: row.outcome_words,
                "Decided": lambda row: row.decided_on,
            },
            lambda: list(found),
            parent=self,
        )
        self.table = DeskTable("Earlier decisions", self._model, strong=0, stretch=2, give_way=(6, 5))
        if not found:
            self.body.addWidget(Paragraph("No earlier decision has a unit, the title or the level of this case."))
            return
        self.table.setFixedHeight(look().theme.grown(HEIGHT))
        self.body.addWidget(Framed(self.table))
        self.chosen = Paragraph("", "small")
        self.body.addWidget(self.chosen)
        self._model.reload()
        self.table.fit_columns()
        self.table.selectionModel().currentChanged.connect(self._tell)
        self.table.selectRow(0)
        self.table.activated.connect(self._open)
        self.set_act("Open its record", "arrow-right")

    def _tell(self, now: QModelIndex, _: QModelIndex) -> None:
        """Say of the chosen row in full what a column may have to cut short."""
        row = now.data(ROW)
        if row is not None:
            self.chosen.setText(f"{row.reference}, version {row.version} of its record: {row.because}.")

    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if row is not None:
            super().accept()
            self.opened.emit(row.reference)

    def accept(self) -> None:
        self._open(self.table.currentIndex())
