"""One model and one proxy for every list; a screen writes only its columns."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
Row = TypeVar("Row")

VALUE = int(Role.UserRole) + 1  # what a cell sorts by
ROW = int(Role.UserRole) + 2  # the whole row, the same through sorting and filtering


def as_text(value: Any) -> str:
    """Return a value as a cell shows it: days as 7 May 2026, moments with their local time, nothing as nothing."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            local = value.astimezone()
            return f"{local.day} {local:%b %Y %H:%M}"
        case date():
            return f"{value.day} {value:%b %Y}"
        case Decimal():
            return f"{value.normalize():f}"
        case tuple() | list() | frozenset():
            return ", ".join(as_text(part) for part in value)
        case _:
            return str(value)


def time_words(moment: datetime) -> str:
    """Return a moment's local time to the second, by which two savings are told apart: "14:02:11"."""
    return f"{moment.astimezone():%H:%M:%S}"


def _alignment(value: Any) -> Qt.AlignmentFlag:
    """Return where a value stands in its cell: figures under one another at the right, everything else at the left."""
    figure = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return (Qt.AlignmentFlag.AlignRight if figure else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter


class RowTableModel(QAbstractTableModel, Generic[Row]):
    """Shows the rows `fetch` returns. ROW is the whole row, VALUE what its column sorts by.

    say: the whole row in words, for a screen reader; without it a cell is read with its heading.
    """

    def __init__(
        self,
        columns: dict[str, Callable[[Row], Any]],
        fetch: Callable[[], list[Row]],
        *,
        say: Callable[[Row], str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._headings, self._values, self._fetch, self._say = list(columns), list(columns.values()), fetch, say
        self._rows: list[Row] = []

    def reload(self) -> None:
        rows = self._fetch()
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    @property
    def rows(self) -> list[Row]:
        return self._rows

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.TextAlignmentRole:
            first = self._values[section](self._rows[0]) if self._rows else None
            return _alignment(first)
        return self._headings[section] if role == Role.DisplayRole else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        value = self._values[index.column()](row)
        match role:
            case Role.DisplayRole | Role.ToolTipRole:
                return as_text(value)
            case Role.AccessibleTextRole:
                heading = self._headings[index.column()]
                return self._say(row) if self._say else f"{heading}: {as_text(value) or 'none'}"
            case _ if role == VALUE:
                return value
            case Role.TextAlignmentRole:
                return _alignment(value)
            case _:
                return None


class RowProxy(QSortFilterProxyModel):
    """Sorts by VALUE in Python, empty values last, and shows the rows that `keep` accepts."""

    def __init__(self, source: QAbstractTableModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keep: Callable[[Any], bool] = lambda row: True
        self.setSourceModel(source)

    def keep(self, accepts: Callable[[Any], bool]) -> None:
        """Show only the rows for which `accepts(row)` is true."""
        self.beginFilterChange()
        self._keep = accepts
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def lessThan(self, left: Index, right: Index) -> bool:
        one, other = left.data(VALUE), right.data(VALUE)
        if one is None or other is None:
            # Descending order swaps the two sides, so "last" has to be turned round with it.
            return (other is None and one is not None) == (self.sortOrder() == Qt.SortOrder.AscendingOrder)
        if isinstance(one, str) and isinstance(other, str):
            return one.casefold() < other.casefold()
        return bool(one < other)

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        return self._keep(self.sourceModel().index(source_row, 0, source_parent).data(ROW))


def row_at(index: Index) -> Any:
    """Return the whole row behind an index of a list or of its proxy; None for no row."""
    return index.data(ROW) if index.isValid() else None
