"""The evidence map: criteria down, items across, what each bears on each, and where nothing supports."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from rpl_desk.domain.evidence_map import EvidenceMap, MapCell, MapRow
from rpl_desk.domain.judgements import short_label
from rpl_desk.ui.tables import Index
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import DeskDialog, DeskTable, Paragraph, button, icon_button, label
from rpl_desk.ui.widgets.lists import paint_row_ground
from rpl_desk.ui.widgets.paint import CENTRE, paint_text

ITEMS_SHOWN = 12
MAP_WIDTH = 1060
SUMS = ("claimed", "+", "~", "−", "gap")
_Role = Qt.ItemDataRole


class MapModel(QAbstractTableModel):
    """Rows are criteria; columns the criterion, up to twelve items, and the sums of the row over all items."""

    def __init__(self, shown: EvidenceMap) -> None:
        super().__init__()
        self._map = shown
        self.first = 0
        self.gaps_only = False
        self.rows: list[MapRow] = list(shown.rows)

    @property
    def items(self) -> tuple[Any, ...]:
        return self._map.items[self.first : self.first + ITEMS_SHOWN]

    def show(self, *, first: int, gaps_only: bool) -> None:
        """Show the items from `first` on, and all criteria or only those that nothing supports."""
        self.beginResetModel()
        self.first, self.gaps_only = first, gaps_only
        self.rows = list(self._map.gaps if gaps_only else self._map.rows)
        self.endResetModel()

    def cell(self, index: Index) -> MapCell | None:
        """Return what an item bears on a criterion; None outside the items."""
        place = index.column() - 1
        return self.rows[index.row()].cells[self.first + place] if 0 <= place < len(self.items) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1 + len(self.items) + len(SUMS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        place = section - 1
        if role == _Role.DisplayRole:
            if place < 0:
                return "Criterion"
            return self.items[place].key if place < len(self.items) else SUMS[place - len(self.items)]
        if role == _Role.ToolTipRole and 0 <= place < len(self.items):
            return f"{self.items[place].key} {self.items[place].title}"
        return None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, cell, place = self.rows[index.row()], self.cell(index), index.column() - 1
        if place < 0:
            words = f"{row.criterion.label}, {'judged' if row.judged else 'not judged'}"
            return words if role == _Role.AccessibleTextRole else row.criterion.label if role in _WORDS else None
        if cell is not None:
            if role == _Role.DisplayRole:
                return cell.signs
            said = f"{row.criterion.label}, {self.items[place].key}: {cell.words}"
            return said if role in (_Role.AccessibleTextRole, _Role.ToolTipRole) else None
        what = place - len(self.items)
        value = (row.claimed, row.supports, row.partly, row.contradicts, "gap" if row.is_gap else "")[what]
        if role == _Role.DisplayRole:
            return str(value or "")
        spoken = ("claimed", "supporting", "partly", "contradicting", "gap")[what]
        return f"{row.criterion.label}, {spoken}: {value or 'none'}" if role == _Role.AccessibleTextRole else None


_WORDS = (_Role.DisplayRole, _Role.ToolTipRole)


class _CellDelegate(QStyledItemDelegate):
    def __init__(self, view: DeskTable, model: MapModel) -> None:
        super().__init__(view)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = look().theme
        paint_row_ground(painter, option, theme, bar=False)
        rect = option.rect.adjusted(SPACE["s"], 0, -SPACE["s"], 0)
        if index.column() == 0:
            row = self._model.rows[index.row()]
            words = short_label(row.criterion.label) if not row.criterion.group else row.criterion.label
            paint_text(painter, rect, theme, words, "small", weight=600 if row.judged else None)
            return
        said, cell = str(index.data() or ""), self._model.cell(index)
        strong = cell is not None and cell.is_linked
        token = "text3" if cell is not None and not strong else "part" if said == "gap" else "text"
        paint_text(
            painter, rect, theme, said, "small", token, weight=700 if strong or said == "gap" else None, align=CENTRE
        )

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width() + 2 * SPACE["s"], look().theme.height("row"))


class EvidenceMapDialog(DeskDialog):
    """asked: a criterion and, where one was chosen, an item to go to."""

    asked = Signal(object, object)

    def __init__(self, shown: EvidenceMap, parent: QWidget, *, note: str = "") -> None:
        super().__init__("Evidence map", parent, note=note, width=MAP_WIDTH)
        self._map = shown
        self.not_now.setText("Close")
        count = len(shown.rows)
        self.facts = Paragraph(
            f"{shown.linked} of {count} criteria have a passage, {shown.judged} are judged, {len(shown.gaps)} have"
            f" nothing that supports them. {shown.read} of {len(shown.items)} items are marked as read.",
            tone="second",
        )
        self.body.addWidget(self.facts)
        row = QHBoxLayout()
        row.setSpacing(SPACE["s"])
        self.gaps = button("Gaps only", kind="filter", size="small")
        self.gaps.setCheckable(True)
        self.gaps.toggled.connect(self._show)
        row.addWidget(self.gaps)
        row.addWidget(
            label("· nothing   c claimed   r read   + supports   ~ partly   − contradicts", "caption", wrap=True), 1
        )
        self.back = icon_button("chevron-left", "Items before")
        self.on = icon_button("chevron-right", "Items after")
        self.place = label("", "small", tone="second")
        self.back.clicked.connect(lambda: self._page(-ITEMS_SHOWN))
        self.on.clicked.connect(lambda: self._page(ITEMS_SHOWN))
        for widget in (self.back, self.place, self.on):
            row.addWidget(widget)
            widget.setVisible(len(shown.items) > ITEMS_SHOWN)
        self.body.addLayout(row)
        self.model = MapModel(shown)
        self.table = DeskTable("Evidence map, criteria by items", self.model, strong=None)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.setItemDelegate(_CellDelegate(self.table, self.model))
        self.table.activated.connect(self._activated)
        self.table.setMinimumHeight(look().theme.height("row") * min(max(len(shown.rows), 4) + 1, 14))
        self.body.addWidget(self.table, 1)
        self._show()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _page(self, by: int) -> None:
        self.model.show(
            first=min(max(0, self.model.first + by), len(self._map.items) - 1), gaps_only=self.model.gaps_only
        )
        self._fit_columns()

    def _show(self, *_: object) -> None:
        self.model.show(first=self.model.first, gaps_only=self.gaps.isChecked())
        self._fit_columns()

    def _fit_columns(self) -> None:
        header = self.table.horizontalHeader()
        for column in range(self.model.columnCount()):
            mode = QHeaderView.ResizeMode.Stretch if column == 0 else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(column, mode)
        header.setMinimumSectionSize(look().theme.grown(44))
        last = min(self.model.first + ITEMS_SHOWN, len(self._map.items))
        self.place.setText(f"items {self.model.first + 1} to {last} of {len(self._map.items)}")
        self.back.setEnabled(self.model.first > 0)
        self.on.setEnabled(last < len(self._map.items))
        if self.model.rows:
            self.table.setCurrentIndex(self.model.index(0, min(1, self.model.columnCount() - 1)))

    def _activated(self, index: QModelIndex) -> None:
        place = index.column() - 1
        item = self.model.items[place] if 0 <= place < len(self.model.items) else None
        self.asked.emit(self.model.rows[index.row()].criterion, item)
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a cell goes to its passages; the dialog's own default button must not take it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.table.hasFocus():
            self._activated(self.table.currentIndex())
        else:
            super().keyPressEvent(event)
