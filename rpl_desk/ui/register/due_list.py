"""What signed decisions still ask for: open conditions, reviews and appeals with their days, what is overdue first."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QStackedWidget

from rpl_desk.domain.after import Due
from rpl_desk.ui.tables import RowProxy, RowTableModel, row_at
from rpl_desk.ui.widgets import DeskTable, EmptyState, Framed

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

NOTHING = "Nothing is due. Conditions, reviews and appeals of signed decisions come here, each with its day."


class _Away:
    """How far off a day is: sorted by the day, shown in words."""

    def __init__(self, day: date, words: str) -> None:
        self._day, self._words = day, words

    def __lt__(self, other: "_Away") -> bool:
        return self._day < other._day

    def __str__(self) -> str:
        return self._words


class DueList(QStackedWidget):
    """The list, or that nothing is due. opened: the reference of the case whose line was activated."""

    opened = Signal(str)

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._columns: dict[str, Callable[[Due], object]] = {
            "Due": lambda one: _Away(one.due_on, one.when(self._today)),
            "Day": lambda one: one.due_on,
            "What": lambda one: one.what,
            "Reference": lambda one: one.reference,
            "Title": lambda one: one.title,
            "About": lambda one: one.text,
            "Owner": lambda one: one.owner,
        }
        places = {name: place for place, name in enumerate(self._columns)}
        self._model: RowTableModel[Due] = RowTableModel(
            self._columns, lambda: list(desk.after.due()), say=self._said_aloud, parent=self
        )
        self._proxy = RowProxy(self._model, self)
        give_way = tuple(places[name] for name in ("Owner", "Title", "Day"))
        self.table = DeskTable("What is due", self._proxy, stretch=places["About"], give_way=give_way)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.table.activated.connect(self._open)
        self.addWidget(Framed(self.table))
        self.addWidget(EmptyState("calendar", NOTHING))

    @property
    def _today(self) -> date:
        return self._desk.session.now().date()

    def reload(self) -> None:
        self._model.reload()
        self.setCurrentIndex(0 if self._model.rows else 1)
        self.table.fit_columns()

    def narrow(self, words: list[str]) -> None:
        """Show only what has each of these words in it."""
        self._proxy.keep(lambda one: all(word in self._said(one).casefold() for word in words))

    @property
    def note(self) -> str:
        """How much is due, in words."""
        late = sum(one.overdue for one in self._model.rows)
        return f"{late:,} overdue, {len(self._model.rows) - late:,} to come"

    @property
    def shown(self) -> tuple[int, int]:
        """How many lines are shown, of how many."""
        return self._proxy.rowCount(), len(self._model.rows)

    def _said(self, one: Due) -> str:
        return " ".join(str(column(one) or "") for column in self._columns.values())

    def _said_aloud(self, one: Due) -> str:
        about = f": {one.text}" if one.text else ""
        owner = f", owner {one.owner}" if one.owner else ""
        return f"{one.what} of {one.reference}, {one.when(self._today)}{about}{owner}"

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(row_at(index).reference)
