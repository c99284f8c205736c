"""The case list's rows, read a page at a time: ids are known for all, rows only for what is looked at."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from rpl_desk.domain.errors import DeskError
from rpl_desk.services.cases import CaseListRow
from rpl_desk.ui.cases.words import spoken, subject
from rpl_desk.ui.tables import ROW, Index

PAGE_ROWS = 200
PAGES_KEPT = 16
COLUMNS = ("", "Case", "Stage", "Age", "Level", "Credit", "Next")
SORT_OF_COLUMN = {1: "title", 2: "stage", 3: "opened", 6: "due"}
"""Which sorting a column's heading asks for; the others have none in the store."""

_Role = Qt.ItemDataRole


class CaseListModel(QAbstractTableModel):
    """As many rows as there are ids; `page` reads the rows of a slice of them when first asked for.

    refused: the sentence of a page that could not be read; its rows stay blank.
    """

    refused = Signal(str)

    def __init__(
        self,
        page: Callable[[Sequence[int]], list[CaseListRow]],
        today: Callable[[], date],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._page, self._today = page, today
        self._ids = array("q")
        self._pages: OrderedDict[int, dict[int, CaseListRow]] = OrderedDict()

    @property
    def ids(self) -> "array[int]":
        return self._ids

    def set_ids(self, ids: "array[int]") -> None:
        """Show these cases in this order; every page is read anew."""
        self.beginResetModel()
        self._ids = ids
        self._pages.clear()
        self.endResetModel()

    def row(self, place: int) -> CaseListRow | None:
        """Return one row, reading its page when it is not at hand; None when it is gone from the store."""
        number = place // PAGE_ROWS
        rows = self._pages.get(number)
        if rows is None:
            rows = self._read(number)
        self._pages.move_to_end(number)
        return rows.get(self._ids[place])

    def _read(self, number: int) -> dict[int, CaseListRow]:
        start = number * PAGE_ROWS
        try:
            rows = {row.id: row for row in self._page(self._ids[start : start + PAGE_ROWS])}
        except DeskError as error:
            rows = {}
            self.refused.emit(str(error))
        self._pages[number] = rows
        if len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        return rows

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        match role:
            case _Role.DisplayRole:
                return COLUMNS[section]
            case _Role.AccessibleTextRole:
                return COLUMNS[section] or "Kind"
            case _Role.TextAlignmentRole:
                across = Qt.AlignmentFlag.AlignHCenter if section in (4, 5) else Qt.AlignmentFlag.AlignLeft
                return across | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == ROW:
            return self.row(index.row())
        if role in (_Role.DisplayRole, _Role.AccessibleTextRole):
            row = self.row(index.row())
            return None if row is None else spoken(row, self._today())
        if role == _Role.ToolTipRole:
            row = self.row(index.row())
            return None if row is None else f"{row.title}\n{subject(row)}"
        return None
