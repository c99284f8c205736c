"""The board: every open case against the stages with its age, oldest first, and how many cases stand at each."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from rpl_desk.domain.cases import Stage
from rpl_desk.services.cases import CaseFilter, CaseListRow
from rpl_desk.ui.cases import words
from rpl_desk.ui.cases.model import CaseListModel
from rpl_desk.ui.cases.query import OPEN_STAGES
from rpl_desk.ui.tables import ROW, Index
from rpl_desk.ui.tasks import Progress, in_background
from rpl_desk.ui.theme import look
from rpl_desk.ui.widgets import DeskDialog, DeskTable, Framed, Paragraph

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

BOARD_WIDTH = 1100
MOST_SEEN = 12  # rows before the table scrolls
COUNTED = (
    "Open cases, the oldest first; days since each was opened stand under the stage it is at. All cases of the office"
    " are counted, whatever the list is searched for."
)
_Role = Qt.ItemDataRole
_CENTRE = Qt.AlignmentFlag.AlignCenter


class BoardModel(CaseListModel):
    """Rows are cases, read a page at a time; columns the stages of open cases, each with its count in the heading."""

    def __init__(
        self,
        page: Callable[[Sequence[int]], list[CaseListRow]],
        today: Callable[[], date],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(page, today, parent)
        self._counts: Mapping[Stage, int] = {}

    def set_counts(self, counts: Mapping[Stage, int]) -> None:
        """Say in the headings how many cases stand at each stage."""
        self._counts = counts
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 1, len(OPEN_STAGES))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else 1 + len(OPEN_STAGES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _Role.TextAlignmentRole and section:
            return _CENTRE
        if role not in (_Role.DisplayRole, _Role.AccessibleTextRole):
            return None
        if not section:
            return "Case"
        stage = OPEN_STAGES[section - 1]
        name, count = words.STAGE_WORDS[stage], self._counts.get(stage, 0)
        return f"{name}  {count:,}" if role == _Role.DisplayRole else f"{name}, {count} in all"

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.row(index.row())
        if role == ROW or row is None:
            return row
        column, stage = index.column(), OPEN_STAGES[index.column() - 1]
        if role == _Role.TextAlignmentRole and column:
            return _CENTRE
        if role == _Role.ToolTipRole:
            return words.spoken(row, self._today())
        if role not in (_Role.DisplayRole, _Role.AccessibleTextRole):
            return None
        is_spoken = role == _Role.AccessibleTextRole
        if not column:
            return words.spoken(row, self._today()) if is_spoken else f"{row.reference}  {row.title}"
        if row.stage is not stage:
            return f"{row.reference} is not at {stage.value}" if is_spoken else ""
        age = f"{words.age(row, self._today())}{', late' if words.is_late(row, self._today()) else ''}"
        return f"{row.reference}, {stage.value}, {age}" if is_spoken else age


class BoardDialog(DeskDialog):
    """opened: the reference of the case whose row was activated."""

    opened = Signal(str)

    def __init__(self, desk: "Desk", today: Callable[[], date], parent: QWidget) -> None:
        super().__init__("Board", parent, note=COUNTED, width=look().theme.grown(BOARD_WIDTH))
        self.not_now.setText("Close")
        self.model = BoardModel(desk.cases.page, today, self)
        self.model.refused.connect(self.refuse)
        self.table = DeskTable("Open cases by stage", self.model)
        self.table.activated.connect(lambda _: self.accept())
        self._framed = Framed(self.table)
        self.body.addWidget(self._framed)
        self.beside = Paragraph("", "small", tone="second")
        self.body.addWidget(self.beside)
        self.set_act("Open the case", "arrow-right")
        self.act.setEnabled(False)
        cases, wanted = desk.cases, CaseFilter(stages=OPEN_STAGES, sort="opened")

        def read(progress: Progress) -> "tuple[array[int], dict[Stage, int]]":
            progress(0, 1)
            return cases.ids(wanted), cases.counts()

        self._task = in_background(self, read, self._show, self.refuse)

    def _show(self, found: "tuple[array[int], dict[Stage, int]]") -> None:
        ids, counts = found
        self.model.set_ids(ids)
        self.model.set_counts(counts)
        others = [f"{words.STAGE_WORDS[one]} {counts.get(one, 0):,}" for one in Stage if one not in OPEN_STAGES]
        none = "" if ids else "No case is open. "
        self.beside.setText(f"{none}Besides: {', '.join(others)}.")
        seen = min(max(len(ids), 1), MOST_SEEN)
        self._framed.setMinimumHeight(look().theme.height("row") * (seen + 1) + 4)
        self._framed.setVisible(bool(ids))
        self.act.setEnabled(bool(ids))
        self.table.fit_columns()
        if ids:
            self.table.setCurrentIndex(self.model.index(0, 0))
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refit()

    def accept(self) -> None:
        row = self.table.currentIndex().data(ROW)
        if row is None:
            return
        super().accept()
        self.opened.emit(row.reference)

    def done(self, result: int) -> None:
        self._task.cancel()
        super().done(result)
