"""The decision register: every recorded decision, found, opened and written out."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout

from rpl_desk.domain.register import RegisterRow
from rpl_desk.ui.layout import PageFrame
from rpl_desk.ui.page import Page
from rpl_desk.ui.tables import ROW, RowProxy, RowTableModel
from rpl_desk.ui.tasks import in_background
from rpl_desk.ui.widgets import DeskTable, EmptyState, Framed, QueryLine, RefusedBox, Toast, button

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

COLUMNS: dict[str, Callable[[RegisterRow], object]] = {
    "Reference": lambda row: row.reference,
    "Title": lambda row: row.title,
    "Kind": lambda row: row.kind_words,
    "Outcome": lambda row: row.outcome_words,
    "Level": lambda row: row.level,
    "Credit": lambda row: row.points,
    "Decided": lambda row: row.decided_on,
    "Signed by": lambda row: ", ".join(row.signatories),
    "Review by": lambda row: row.review_on,
    "Status": lambda row: row.status,
    "Version": lambda row: row.version,
    "Standing": lambda row: row.standing,
}
_PLACES = {name: place for place, name in enumerate(COLUMNS)}
_GIVE_WAY = tuple(_PLACES[name] for name in ("Review by", "Signed by", "Kind", "Version", "Decided", "Status"))


class RegisterPage(Page):
    keys = (("Ctrl+F", "Find in the register"), ("Enter", "Open the case"), ("Ctrl+E", "Write the register"))

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.frame = PageFrame("Register")
        column.addWidget(self.frame)
        self.write = button("Write the register", icon_name="download", kind="primary")
        self.write.setShortcut("Ctrl+E")
        self.write.clicked.connect(lambda: self._ask_where(anonymised=False))
        self.anonymous = button("Without names", icon_name="eye-off")
        self.anonymous.setToolTip("Write the register without claimants, owners and signatories")
        self.anonymous.clicked.connect(lambda: self._ask_where(anonymised=True))
        self.frame.head.addWidget(self.anonymous)
        self.frame.head.addWidget(self.write)
        self.problem = RefusedBox()
        self.frame.body.addWidget(self.problem)
        self.query = QueryLine("Find in the register", "Words: reference, title, outcome, signatory, year", "Ctrl+F")
        self.finder = self.query.edit
        self.frame.body.addWidget(self.query)
        self._model: RowTableModel[RegisterRow] = RowTableModel(COLUMNS, desk.cases.register, parent=self)
        self._proxy = RowProxy(self._model, self)
        self.finder.textChanged.connect(self._narrow)
        self.table = DeskTable("Decision register", self._proxy, stretch=_PLACES["Title"], give_way=_GIVE_WAY)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.table.activated.connect(self._open)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.finder.setFocus)
        self.stack = QStackedWidget()
        self.stack.addWidget(Framed(self.table))
        self.stack.addWidget(
            EmptyState("stamp", "No decision is recorded yet. A case comes here when its panel decides.")
        )
        self.frame.body.addWidget(self.stack, 1)

    def reload(self) -> None:
        self._model.reload()
        count = len(self._model.rows)
        self.frame.set_note(f"{count} decision{'' if count == 1 else 's'}")
        self.stack.setCurrentIndex(0 if count else 1)
        self.table.fit_columns()
        self._show_count()

    def start(self) -> None:
        self.finder.setFocus()

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        self._proxy.keep(lambda row: all(word in _said(row) for word in words))
        self._show_count()

    def _show_count(self) -> None:
        self.query.set_count(f"{self._proxy.rowCount():,} of {len(self._model.rows):,} shown")

    def _open(self, index: QModelIndex) -> None:
        self.went.emit("case", (index.data(ROW).reference, "exporting"))

    def _ask_where(self, *, anonymised: bool) -> None:
        name = f"decision register {date.today().isoformat()}.xlsx"  # noqa: DTZ011 - the day on this desk's wall
        where, _ = QFileDialog.getSaveFileName(self, "Write the register", name, "Excel workbooks (*.xlsx)")
        if where:
            self.write_to(Path(where), anonymised=anonymised)

    def write_to(self, path: Path, *, anonymised: bool) -> None:
        """Write the register beside the window; a refusal is shown here."""
        in_background(
            self,
            lambda _: self._desk.exchange.register(path, anonymised=anonymised),
            lambda count: self._written(path, count),
            self.problem.show_problem,
        )

    def _written(self, path: Path, count: int) -> None:
        self.problem.clear()
        Toast(self.window(), f"{path.name}: {count} decisions written.")


def _said(row: RegisterRow) -> str:
    return " ".join(str(column(row) or "") for column in COLUMNS.values()).casefold()
