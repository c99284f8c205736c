"""The decision register: every recorded decision, found, opened and written out; and what the decisions ask for."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from rpl_desk.domain.register import RegisterRow
from rpl_desk.ui.asking import WORKBOOKS, ask_where
from rpl_desk.ui.layout import PageFrame
from rpl_desk.ui.page import Page
from rpl_desk.ui.register.due_list import DueList
from rpl_desk.ui.tables import ROW, RowProxy, RowTableModel
from rpl_desk.ui.tasks import in_background
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import DeskTable, EmptyState, Framed, QueryLine, RefusedBox, Segments, Toast, button

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

DECISIONS, DUE = "decisions", "due"
_FIND = "Words: reference, title, outcome, signatory, year"
_FIND_DUE = "Words: reference, title, condition, owner"

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
    """Shows the decisions, or what is due of them; the query line narrows whichever is in view."""

    keys = (
        ("Ctrl+F", "Find in the register"),
        ("Ctrl+D", "Decisions, or what is due"),
        ("Enter", "Open the case"),
        ("Ctrl+E", "Write the register"),
    )

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
        self.which = Segments("Show", [(DECISIONS, "Decisions", ""), (DUE, "What is due", "calendar")])
        self.which.set_value(DECISIONS)
        self.which.chosen.connect(lambda _: self.reload())
        self.frame.head.addWidget(self.anonymous)
        self.frame.head.addWidget(self.write)
        self.problem = RefusedBox()
        self.frame.body.addWidget(self.problem)
        self.query = QueryLine("Find in the register", key="Ctrl+F")
        self.finder = self.query.edit
        row = QHBoxLayout()
        row.setSpacing(SPACE["m"])
        row.addWidget(self.which)
        row.addWidget(self.query, 1)
        self.frame.body.addLayout(row)
        self._model: RowTableModel[RegisterRow] = RowTableModel(COLUMNS, desk.cases.register, parent=self)
        self._proxy = RowProxy(self._model, self)
        self.finder.textChanged.connect(self._narrow)
        self.table = DeskTable("Decision register", self._proxy, stretch=_PLACES["Title"], give_way=_GIVE_WAY)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.table.activated.connect(self._open)
        for key, act in (("Ctrl+F", self.finder.setFocus), ("Ctrl+D", self.turn)):
            made = QShortcut(QKeySequence(key), self)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(act)
        self.due = DueList(desk)
        self.due.opened.connect(lambda reference: self.went.emit("case", (reference, "after")))
        self.stack = QStackedWidget()
        self.stack.addWidget(Framed(self.table))
        self.stack.addWidget(
            EmptyState("stamp", "No decision is recorded yet. A case comes here when its panel decides.")
        )
        self.stack.addWidget(self.due)
        self.frame.body.addWidget(self.stack, 1)

    def reload(self) -> None:
        due = self.which.value() == DUE
        self.finder.setPlaceholderText(_FIND_DUE if due else _FIND)
        for made in (self.write, self.anonymous):
            made.setVisible(not due)
        if due:
            self.due.reload()
            self.frame.set_note(self.due.note)
            self.stack.setCurrentWidget(self.due)
        else:
            self._model.reload()
            count = len(self._model.rows)
            self.frame.set_note(f"{count} decision{'' if count == 1 else 's'}")
            self.stack.setCurrentIndex(0 if count else 1)
            self.table.fit_columns()
        self._show_count()

    def turn(self) -> None:
        """Show what is due in the place of the decisions, or the other way round."""
        self.which.set_value(DECISIONS if self.which.value() == DUE else DUE)
        self.reload()

    def start(self) -> None:
        self.finder.setFocus()

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        self._proxy.keep(lambda row: all(word in _said(row) for word in words))
        self.due.narrow(words)
        self._show_count()

    def _show_count(self) -> None:
        here, of = self._proxy.rowCount(), len(self._model.rows)
        if self.which.value() == DUE:
            here, of = self.due.shown
        self.query.set_count(f"{here:,} of {of:,} shown")

    def _open(self, index: QModelIndex) -> None:
        self.went.emit("case", (index.data(ROW).reference, "exporting"))

    def _ask_where(self, *, anonymised: bool) -> None:
        name = f"decision register {date.today().isoformat()}.xlsx"  # noqa: DTZ011 - the day on this desk's wall
        ask_where(self, "Write the register", name, WORKBOOKS, lambda path: self.write_to(path, anonymised=anonymised))

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
