"""The hours of one unit as a table that is written in: a line for each activity, and one to add another."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from rpl_desk.domain.credit_sheet import UnitSheet
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.hours import Stated, hours_of, stated_typed, weeks_typed
from rpl_desk.domain.programmes import ACTIVITY_WORDS, ActivityKind, ActivityRow
from rpl_desk.ui.tables import Index

Role = Qt.ItemDataRole
KIND, HOURS, WEEKS, TOTAL, CONTACT, WORDS = range(6)
HEADINGS = ("Activity", "Hours", "Weeks", "In all", "Contact", "Note")
LEFT = int(Role.UserRole) + 8  # what was typed into a cell and refused
_ADD = "Add hours …"
_FIRST = (ActivityKind.TAUGHT, ActivityKind.ONLINE, ActivityKind.SELF_DIRECTED, ActivityKind.ASSESSMENT)

Keep = Callable[[ActivityRow | None, ActivityKind, Stated], None]
"""Keeps an activity, None for a new one; raises DeskError."""


class HoursModel(QAbstractTableModel):
    """Changes go to `keep` as they are typed; what it refuses stays in its cell.

    refused: the sentence. kept: something was kept.
    """

    refused = Signal(str)
    kept = Signal()

    def __init__(self, keep: Keep, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keep = keep
        self._unit = 0
        self._open = False
        self._rows: list[tuple[ActivityRow, Stated]] = []
        self._new_kind: ActivityKind | None = None
        self._left: dict[tuple[int, int], str] = {}  # by the activity, or minus the unit for a new one, and column

    # -- filling ------------------------------------------------------------------------------------------------------

    def show_unit(self, sheet: UnitSheet, *, is_open: bool) -> None:
        """Show a unit's hours; the same unit read again keeps the place and the field being typed in."""
        rows = list(sheet.activities)
        before, after = [one.id for one, _ in self._rows], [one.id for one, _ in rows]
        same = sheet.unit.id == self._unit and is_open == self._open
        self._unit = sheet.unit.id
        if same and after[: len(before)] == before:
            added = len(after) - len(before)
            if added:  # before the line that adds, which is written in: it becomes the new activity's
                last = self.rowCount()
                self.beginInsertRows(QModelIndex(), last, last + added - 1)
                self._rows, self._new_kind = rows, None
                self.endInsertRows()
            self._rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, WORDS))
            return
        self.beginResetModel()
        self._rows, self._open, self._new_kind = rows, is_open, None
        self.endResetModel()

    def forget(self) -> None:
        """Drop what was typed into this unit and refused."""
        mine = {-self._unit, *(one.id for one, _ in self._rows)}
        self._left = {key: text for key, text in self._left.items() if key[0] not in mine}

    def activity(self, row: int) -> ActivityRow | None:
        """Return the activity of a line; None for the line that adds one."""
        return self._rows[row][0] if 0 <= row < len(self._rows) else None

    @property
    def is_open(self) -> bool:
        return self._open

    # -- Qt's questions -----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows) + int(self._open)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.TextAlignmentRole:
            return _side(section)
        return HEADINGS[section] if role == Role.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return plain | Qt.ItemFlag.ItemIsEditable if self._open and index.column() != TOTAL else plain

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        left = self._left.get(self._place(index))
        match role:
            case Role.DisplayRole | Role.ToolTipRole:
                return f"! {left}" if left is not None else self._shown(index)
            case Role.EditRole:
                return left if left is not None else self._typed(index)
            case Role.TextAlignmentRole:
                return _side(index.column())
            case Role.AccessibleTextRole:
                said = f"not kept: {left}" if left is not None else self._shown(index)
                return f"{HEADINGS[index.column()]}: {said or 'none'}"
            case _ if role == LEFT:
                return left
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.EditRole or not self._open:
            return False
        activity = self.activity(index.row())
        if activity is None and index.column() == KIND:
            self._new_kind = ActivityKind(value)
            self.dataChanged.emit(index, index)
            return True
        if index.column() != KIND and str(value).strip() == self._typed(index):
            self._left.pop(self._place(index), None)
            self.dataChanged.emit(index, index)
            return True
        place = self._place(index)
        try:
            kind, said = self._changed(index, value)
            self._keep(activity, kind, said)
        except DeskError as error:
            self._left[place] = str(value)
            self.dataChanged.emit(index, index)
            self.refused.emit(str(error))
            return False
        self._left.pop(place, None)
        self.kept.emit()
        return True

    # -- parts --------------------------------------------------------------------------------------------------------

    def _place(self, index: Index) -> tuple[int, int]:
        activity = self.activity(index.row())
        return (-self._unit if activity is None else activity.id, index.column())

    def _next_kind(self) -> ActivityKind:
        """Return the kind a new line begins with: one the unit has not yet, the commoner first."""
        used = {one.kind for one, _ in self._rows}
        return self._new_kind or next((one for one in (*_FIRST, *ActivityKind) if one not in used), ActivityKind.TAUGHT)

    def _changed(self, index: Index, value: Any) -> tuple[ActivityKind, Stated]:
        """Return an activity with one cell typed anew; raises RuleViolation saying how to type it."""
        new = index.row() >= len(self._rows)
        row, said = (None, None) if new else self._rows[index.row()]
        kind = self._next_kind() if row is None else row.kind
        text = str(value)
        if said is None:
            if index.column() != HOURS:
                raise DeskError("Type the hours first; the activity is added with them.")
            return kind, stated_typed(text)
        assert row is not None
        match index.column():
            case 0:  # KIND
                return ActivityKind(value), said
            case 1:  # HOURS
                typed = stated_typed(text)
                weeks = said.weeks if typed.weeks is None else typed.weeks
                return kind, Stated(typed.figure, weeks, said.contact, said.words)
            case 2:  # WEEKS
                return kind, Stated(said.figure, weeks_typed(text), said.contact, said.words)
            case 4:  # CONTACT
                contact = hours_of(text) if text.strip() else None
                return kind, Stated(said.figure, said.weeks, contact, said.words)
            case _:  # WORDS
                return kind, Stated(said.figure, said.weeks, said.contact, text.strip())

    def _typed(self, index: Index) -> Any:
        """Return what a cell's field begins with: words as they are typed, the kind itself."""
        column = index.column()
        if index.row() >= len(self._rows):
            return self._next_kind() if column == KIND else ""
        row, said = self._rows[index.row()]
        match column:
            case 0:
                return row.kind
            case 1:
                return said.figure.words
            case 2:
                return "" if said.weeks is None else str(said.weeks)
            case 3:
                return said.total.words
            case 4:
                return "" if said.contact is None else said.contact.words
            case _:
                return said.words

    def _shown(self, index: Index) -> str:
        if index.column() != KIND:
            return str(self._typed(index))
        if index.row() >= len(self._rows):
            return _ADD if self._new_kind is None else f"{_capital(self._new_kind)} …"
        return _capital(self._rows[index.row()][0].kind)


def _capital(kind: ActivityKind) -> str:
    return ACTIVITY_WORDS[kind].capitalize()


def _side(column: int) -> Qt.AlignmentFlag:
    figures = column in (HOURS, WEEKS, TOTAL, CONTACT)
    return (Qt.AlignmentFlag.AlignRight if figures else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
