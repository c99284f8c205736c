"""What was taken out of an intake or of the register in the last month, to be put back."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.removed import KEPT_DAYS, RemovedLineRow
from rpl_desk.ui.tables import ROW, RowTableModel
from rpl_desk.ui.theme import look
from rpl_desk.ui.widgets import DeskDialog, DeskTable, Framed, Paragraph

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

MOST_SEEN = 8


class RemovedDialog(DeskDialog):
    """put_back: it stands in its place again; the dialog stays open for the next."""

    put_back = Signal()

    def __init__(self, desk: "Desk", contents: CaseContents, parent: QWidget) -> None:
        note = f"Kept for {KEPT_DAYS} days; lines of the intake no longer than until the review begins."
        super().__init__("Taken out of this case", parent, note=note)
        self._desk, self._case = desk, contents.case
        self.not_now.setText("Close")
        names = {key: one.name for key, one in contents.people.items()}
        self._model: RowTableModel[RemovedLineRow] = RowTableModel(
            {
                "What": lambda one: one.label,
                "Taken out": lambda one: one.removed_at,
                "By": lambda one: names.get(one.person_id, "somebody"),
                "Kept until": lambda one: one.kept_until.date(),
            },
            lambda: list(desk.intake.removed(contents.case.id)),
            parent=self,
        )
        self.table = DeskTable("Lines taken out", self._model, give_way=(2,))
        self.table.activated.connect(lambda _: self.accept())
        self._framed = Framed(self.table)
        self.body.addWidget(self._framed)
        self.none = Paragraph("Nothing is left to put back.", tone="second")
        self.body.addWidget(self.none)
        self.set_act("Put it back", "undo-2")
        self._reload()

    def _reload(self) -> None:
        self._model.reload()
        count = len(self._model.rows)
        self._framed.setVisible(bool(count))
        self._framed.setMinimumHeight(look().theme.height("row") * (min(max(count, 1), MOST_SEEN) + 1) + 4)
        self.none.setVisible(not count)
        self.act.setEnabled(bool(count))
        if count:
            self.table.selectRow(0)
        self.table.fit_columns()

    def accept(self) -> None:
        row = self.table.currentIndex().data(ROW)
        if row is None:
            return
        try:
            self._desk.intake.put_back(self._case, row)
        except DeskError as error:
            self.refuse(str(error))
            return
        self.refused.clear()
        self._reload()
        self.refit()
        self.put_back.emit()
