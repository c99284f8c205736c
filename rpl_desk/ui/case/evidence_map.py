"""The evidence map: criteria down, items across, what each bears on each, and where nothing supports."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from rpl_desk.domain.evidence_map import EvidenceMap, MapCell, MapRow
from rpl_desk.domain.judgements import short_label
from rpl_desk.domain.rows import dataclass
from rpl_desk.ui.icons import paint_icon
from rpl_desk.ui.tables import Index
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE, Theme
from rpl_desk.ui.widgets import DeskDialog, DeskTable, Paragraph, button, icon_button, label
from rpl_desk.ui.widgets.lists import paint_row_ground
from rpl_desk.ui.widgets.paint import CENTRE, paint_box, paint_text

ITEMS_SHOWN = 12
MAP_WIDTH = 1060
SUMS = ("claimed", "+", "~", "−", "gap")
BAR = 26  # of the bars for linked and judged at 100 % text
_Role = Qt.ItemDataRole

Whose = Sequence[tuple[str, int | None]]
"""Whose links may be shown: in words, and the assessor's number on the case; None for everybody's."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The line of a group of criteria, over those of its rows that are listed."""

    name: str
    total: int
    linked: int
    judged: int
    opened: bool

    @property
    def words(self) -> str:
        return f"{self.name}, {self.linked} of {self.total} linked, {self.judged} judged"


class MapModel(QAbstractTableModel):
    """Lines are groups and their criteria; columns the criterion, up to twelve items, and the sums over all items."""

    def __init__(self, shown: EvidenceMap) -> None:
        super().__init__()
        self._map = shown
        self._closed: set[str] = set()
        self.first = 0
        self.gaps_only = False
        self.lines: list[Heading | MapRow] = self._listed()

    @property
    def items(self) -> tuple[Any, ...]:
        return self._map.items[self.first : self.first + ITEMS_SHOWN]

    def show_map(self, shown: EvidenceMap) -> None:
        """Show another map of the same case."""
        self._map = shown
        self.show(first=self.first, gaps_only=self.gaps_only)

    def show(self, *, first: int, gaps_only: bool) -> None:
        """Show the items from `first` on, and all criteria or only those that nothing supports."""
        self.beginResetModel()
        self.first, self.gaps_only = first, gaps_only
        self.lines = self._listed()
        self.endResetModel()

    def turn(self, heading: Heading) -> None:
        """Close an open group, or open a closed one."""
        (self._closed.add if heading.opened else self._closed.discard)(heading.name)
        self.show(first=self.first, gaps_only=self.gaps_only)

    def _listed(self) -> list[Heading | MapRow]:
        listed = self._map.gaps if self.gaps_only else self._map.rows
        groups = dict.fromkeys(one.criterion.group for one in self._map.rows)
        if len(groups) < 2:
            return list(listed)
        lines: list[Heading | MapRow] = []
        for name in groups:
            rows = [one for one in listed if one.criterion.group == name]
            if rows:
                every = [one for one in self._map.rows if one.criterion.group == name]
                linked, judged = sum(one.is_linked for one in every), sum(one.judged for one in every)
                opened = name not in self._closed
                lines.append(Heading(name, len(every), linked, judged, opened))
                lines += rows if opened else []
        return lines

    def row(self, index: Index) -> MapRow | None:
        """Return the criterion of a line; None for a group."""
        line = self.lines[index.row()]
        return line if isinstance(line, MapRow) else None

    def cell(self, index: Index) -> MapCell | None:
        """Return what an item bears on a criterion; None outside the items."""
        row, place = self.row(index), index.column() - 1
        return row.cells[self.first + place] if row is not None and 0 <= place < len(self.items) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

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
        line, cell, place = self.lines[index.row()], self.cell(index), index.column() - 1
        if isinstance(line, Heading):
            if role == _Role.AccessibleTextRole:
                return f"{line.words}, {'open' if line.opened else 'closed'}"
            if role == _Role.ToolTipRole:
                return line.words
            return line.name if role == _Role.DisplayRole and place < 0 else None
        row = line
        if place < 0:
            linked = "linked" if row.is_linked else "not linked"
            words = f"{row.criterion.label}, {linked}, {'judged' if row.judged else 'not judged'}"
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
        line = self._model.lines[index.row()]
        if isinstance(line, Heading):
            if index.column() == 0:
                self._paint_heading(painter, rect, theme, line)
            return
        if index.column() == 0:
            grouped = len(self._model.lines) and isinstance(self._model.lines[0], Heading)
            words = rect.adjusted(theme.icon("inline") + SPACE["s"] if grouped else 0, 0, 0, 0)
            words.setRight(_paint_bars(painter, rect, theme, float(line.is_linked), float(line.judged)) - SPACE["s"])
            name = short_label(line.criterion.label) if grouped else line.criterion.label
            paint_text(painter, words, theme, name, "small")
            return
        said, cell = str(index.data() or ""), self._model.cell(index)
        strong = cell is not None and cell.is_linked
        token = "text3" if cell is not None and not strong else "part" if said == "gap" else "text"
        paint_text(
            painter, rect, theme, said, "small", token, weight=700 if strong or said == "gap" else None, align=CENTRE
        )

    def _paint_heading(self, painter: QPainter, rect: QRect, theme: Theme, line: Heading) -> None:
        side = theme.icon("inline")
        chevron = QRect(rect.left(), rect.top(), side, rect.height())
        paint_icon(painter, chevron, "chevron-down" if line.opened else "chevron-right", "text2")
        right = _paint_bars(painter, rect, theme, line.linked / line.total, line.judged / line.total)
        words = QRect(chevron.right() + SPACE["s"], rect.top(), right - chevron.right() - 2 * SPACE["s"], rect.height())
        paint_text(painter, words, theme, line.name, "small", weight=600)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width() + 2 * SPACE["s"], look().theme.height("row"))


def _paint_bars(painter: QPainter, rect: QRect, theme: Theme, linked: float, judged: float) -> int:
    """Draw how much is linked as an outlined bar, and how much is judged as a solid one; returns their left end."""
    wide, tall = theme.grown(BAR), theme.grown(6)
    left = rect.right() - 2 * wide - SPACE["xs"]
    top = rect.top() + (rect.height() - tall) // 2
    for place, (share, ground) in enumerate(((linked, "accentsoft"), (judged, "accent"))):
        box = QRect(left + place * (wide + SPACE["xs"]), top, wide, tall)
        paint_box(painter, box, tall / 2, theme.colour("surface"), theme.colour("field"))
        if share > 0:
            filled = QRect(box.left(), box.top(), max(round(wide * share), tall), tall)
            paint_box(painter, filled, tall / 2, theme.colour(ground), theme.colour("accent"))
    return left


class EvidenceMapDialog(DeskDialog):
    """asked: a criterion and, where one was chosen, an item to go to.

    whose: whose links may be chosen, once they are revealed; read: gives the map of an assessor's number, or of all.
    """

    asked = Signal(object, object)

    def __init__(
        self,
        shown: EvidenceMap,
        parent: QWidget,
        *,
        note: str = "",
        whose: Whose = (),
        read: Callable[[int | None], EvidenceMap] | None = None,
    ) -> None:
        super().__init__("Evidence map", parent, note=note, width=MAP_WIDTH)
        self._map, self._read = shown, read
        self.not_now.setText("Close")
        self.facts = Paragraph("", tone="second")
        self.body.addWidget(self.facts)
        row = QHBoxLayout()
        row.setSpacing(SPACE["s"])
        self.gaps = button("Gaps only", kind="filter", size="small")
        self.gaps.setCheckable(True)
        self.gaps.toggled.connect(self._show)
        row.addWidget(self.gaps)
        self.whose = QComboBox()
        self.whose.setAccessibleName("Whose links")
        for words, number in whose:
            self.whose.addItem(words, number)
        self.whose.setVisible(bool(whose))
        self.whose.activated.connect(self._choose_whose)
        row.addWidget(self.whose)
        row.addWidget(
            label(
                "· nothing   c claimed   r read   + supports   ~ partly   − contradicts; bars: linked, then judged",
                "caption",
                wrap=True,
            ),
            1,
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
        self.table.setMinimumHeight(look().theme.height("row") * min(max(len(self.model.lines), 4) + 1, 14))
        self.table.clicked.connect(self._clicked)
        self.table.installEventFilter(self)
        self.body.addWidget(self.table, 1)
        self._say_facts()
        self._show()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_facts(self) -> None:
        shown = self._map
        self.facts.setText(
            f"{shown.linked} of {len(shown.rows)} criteria have a passage, {shown.judged} are judged,"
            f" {len(shown.gaps)} have nothing that supports them. {shown.read} of {len(shown.items)} items are marked"
            " as read."
        )

    def _choose_whose(self, _: int) -> None:
        """Show the links of everybody, or of one assessor."""
        assert self._read is not None
        self._map = self._read(self.whose.currentData())
        self.model.show_map(self._map)
        self._say_facts()
        self._fit_columns()

    def _clicked(self, index: QModelIndex) -> None:
        line = self.model.lines[index.row()]
        if isinstance(line, Heading):
            self._turn(line)

    def _turn(self, heading: Heading) -> None:
        column = self.table.currentIndex().column()
        self.model.turn(heading)
        self._fit_columns()
        names = [one.name if isinstance(one, Heading) else "" for one in self.model.lines]
        place = names.index(heading.name)
        self.table.setCurrentIndex(self.model.index(place, column))

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
        first = next((n for n, one in enumerate(self.model.lines) if isinstance(one, MapRow)), 0)
        if self.model.lines:
            self.table.setCurrentIndex(self.model.index(first, min(1, self.model.columnCount() - 1)))

    def _activated(self, index: QModelIndex) -> None:
        row = self.model.row(index)
        if row is None:
            return
        place = index.column() - 1
        item = self.model.items[place] if 0 <= place < len(self.model.items) else None
        self.asked.emit(row.criterion, item)
        self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter on a cell goes to its passages; on a group it turns it, as Space does, before the table takes them."""
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._take(event)
        return super().eventFilter(watched, event)

    def _take(self, event: QKeyEvent) -> bool:
        index = self.table.currentIndex()
        line = self.model.lines[index.row()] if index.isValid() else None
        enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if isinstance(line, Heading) and (enters or event.key() == Qt.Key.Key_Space):
            self._turn(line)
            return True
        if enters and line is not None:
            self._activated(index)
        return enters
