"""The case list's rows, read a page at a time: ids are known for all, rows only for what is looked at."""

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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


GROUP = ROW + 1  # the group a head row stands for, None for a case


@dataclass(slots=True)
class Group:
    """A part of the list under a head of its own: what it is, a note at the right, how many cases.

    whole: whether that is how many there are, not only how many were found so far.
    """

    title: str
    note: str
    count: int
    is_open: bool = True
    whole: bool = True

    @property
    def spoken(self) -> str:
        many = f"{self.count} case{'' if self.count == 1 else 's'}{'' if self.whole else ' and more'}"
        return f"{self.title}, {many}, {'open' if self.is_open else 'closed'}"


class CaseListModel(QAbstractTableModel):
    """As many rows as there are ids; `page` reads the rows of a slice of them when first asked for.

    Cases may stand in groups, each under a head row that opens and closes it. A *place* counts cases alone, a *line*
    what is on the screen, heads included.

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
        self._groups: list[Group] = []
        self._starts: list[tuple[int, int]] = []  # of each group: the line of its head, the place of its first case
        self._lines: list[int] = []
        self._count = 0
        self._pages: OrderedDict[int, dict[int, CaseListRow]] = OrderedDict()

    @property
    def ids(self) -> "array[int]":
        return self._ids

    def set_ids(self, ids: "array[int]", groups: Sequence[Group] = ()) -> None:
        """Show these cases in this order; every page is read anew. groups: how many of them, in turn, each head has."""
        closed = {one.title for one in self._groups if not one.is_open}
        self.beginResetModel()
        self._ids, self._groups = ids, list(groups)
        for one in self._groups:
            one.is_open = one.title not in closed
        self._pages.clear()
        self._lay_out()
        self.endResetModel()

    def toggle(self, line: int) -> None:
        """Open or close the group whose head is at a line."""
        group = self.group_at(line)
        if group is not None:
            self.beginResetModel()
            group.is_open = not group.is_open
            self._lay_out()
            self.endResetModel()

    def heads(self) -> list[int]:
        """Return the lines that are heads of groups."""
        return [start for start, _ in self._starts] if self._groups else []

    def group_at(self, line: int) -> Group | None:
        """Return the group a line is the head of, None for a case's line."""
        number = bisect_right(self._lines, line) - 1
        return self._groups[number] if self._groups and number >= 0 and self._lines[number] == line else None

    def place_at(self, line: int) -> int | None:
        """Return which case stands at a line, None for a head."""
        if not self._groups:
            return line
        number = bisect_right(self._lines, line) - 1
        head, first = self._starts[number]
        return None if line == head else first + line - head - 1

    def line_of(self, place: int) -> int | None:
        """Return at which line a case stands, None while its group is closed."""
        if not self._groups:
            return place
        for (head, first), group in zip(self._starts, self._groups, strict=True):
            if first <= place < first + group.count:
                return head + 1 + place - first if group.is_open else None
        return None

    def _lay_out(self) -> None:
        self._starts, line, place = [], 0, 0
        for group in self._groups:
            self._starts.append((line, place))
            line += 1 + (group.count if group.is_open else 0)
            place += group.count
        self._lines = [head for head, _ in self._starts]
        self._count = line if self._groups else len(self._ids)

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
        return 0 if parent.isValid() else self._count

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
        place = self.place_at(index.row())
        if place is None:
            group = self.group_at(index.row())
            assert group is not None
            said = role in (_Role.DisplayRole, _Role.AccessibleTextRole)
            return group if role == GROUP else group.spoken if said else None
        if role == ROW:
            return self.row(place)
        if role in (_Role.DisplayRole, _Role.AccessibleTextRole):
            row = self.row(place)
            return None if row is None else spoken(row, self._today())
        if role == _Role.ToolTipRole:
            row = self.row(place)
            return None if row is None else f"{row.title}\n{subject(row)}"
        return None
