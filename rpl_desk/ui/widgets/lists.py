"""Tables and lists as the pages use them: quiet rows, one selection, read aloud whole."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from rpl_desk.ui.tables import ROW
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import Theme
from rpl_desk.ui.widgets.paint import paint_text

Index = QModelIndex | QPersistentModelIndex
_BAR = 4
_WIDEST = 240  # of a column at 100 % text; a longer cell is elided, its whole words in the tool tip
_LEAST_STRETCH = 220  # of the stretching column at 100 % text


def paint_row_ground(painter: QPainter, option: QStyleOptionViewItem, theme: Theme, *, bar: bool) -> None:
    """Draw the ground of a row, its hairline, and the accent bar of a selected one."""
    rect: QRect = option.rect
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
    ground = "accentsoft" if selected else "raised" if hovered else "surface"
    painter.fillRect(rect, theme.colour(ground))
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
    if selected and theme.high_contrast:  # the soft ground is black there
        for top in (rect.top(), rect.bottom() - 1):
            painter.fillRect(QRect(rect.left(), top, rect.width(), 2), theme.colour("accent"))
    if selected and bar:
        painter.fillRect(QRect(rect.left(), rect.top(), _BAR, rect.height()), theme.colour("accent"))


class CellDelegate(QStyledItemDelegate):
    """Draws a table's cells as text; the selected row has an accent bar at its left."""

    def __init__(self, view: QTableView, strong: int | None = None) -> None:
        super().__init__(view)
        self._view, self._strong = view, strong

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = look().theme
        paint_row_ground(painter, option, theme, bar=self._view.horizontalHeader().visualIndex(index.column()) == 0)
        align = index.data(Qt.ItemDataRole.TextAlignmentRole)
        weight = 600 if index.column() == self._strong else None
        paint_text(
            painter,
            option.rect.adjusted(12, 0, -12, 0),
            theme,
            str(index.data() or ""),
            "small",
            "text" if weight else "text2",
            weight=weight,
            align=Qt.AlignmentFlag(align) if align else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
        )

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width() + 24, look().theme.height("row"))


PaintRow = Callable[[QPainter, QRect, Theme, Any, bool], None]


class RowDelegate(QStyledItemDelegate):
    """Draws each row of a list with `paint_row(painter, rect, theme, row, selected)` on the common ground."""

    def __init__(self, view: QListView, paint_row: PaintRow, height: str = "row_two") -> None:
        super().__init__(view)
        self._paint_row, self._height = paint_row, height

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = look().theme
        paint_row_ground(painter, option, theme, bar=True)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        self._paint_row(painter, option.rect, theme, index.data(ROW), selected)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, look().theme.height(self._height))


class DeskTable(QTableView):
    """A table with whole rows selected, no grid, and Tab leaving it. Enter or a double click activates a row."""

    def __init__(
        self,
        name: str,
        model: QAbstractItemModel,
        *,
        strong: int | None = 0,
        stretch: int = 0,
        give_way: Sequence[int] = (),
    ) -> None:
        """strong: the column in heavier type, None for none; stretch: the column that takes the room left.

        give_way: the columns that go, in this order, where there is no room for all.
        """
        super().__init__()
        self._stretch, self._give_way = stretch, tuple(give_way)
        self.setAccessibleName(name)
        self.setProperty("ring", "inside")
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self, strong))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._fit_rows()
        look().changed.connect(self._fit_rows)

    def fit_columns(self) -> None:
        """Give every column the room its widest cell in view needs, and the stretching one the rest."""
        header, theme = self.horizontalHeader(), look().theme
        columns = range(self.model().columnCount())
        needed = {
            column: min(max(self.sizeHintForColumn(column), header.sectionSizeHint(column)), theme.grown(_WIDEST))
            for column in columns
        }
        least = min(needed[self._stretch], theme.grown(_LEAST_STRETCH))
        spare = self.viewport().width() - least - sum(needed[one] for one in columns if one != self._stretch)
        gone = set()
        for column in self._give_way:
            if spare >= 0:
                break
            spare += needed[column]
            gone.add(column)
        if spare < 0:  # what is left is needed, so the stretching column is elided
            least = max(least + spare, theme.grown(_LEAST_STRETCH) // 4)
        for column in columns:
            header.setSectionHidden(column, column in gone)
            header.resizeSection(column, needed[column] if column != self._stretch else least + max(spare, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(look().theme.height("row"))
        self.fit_columns()


def row_list(name: str, model: QAbstractItemModel, paint_row: PaintRow, height: str = "row_two") -> QListView:
    """Return a list whose rows are drawn by `paint_row`; its accessible text comes from the model."""
    made = QListView()
    made.setAccessibleName(name)
    made.setProperty("ring", "inside")
    made.setModel(model)
    made.setItemDelegate(RowDelegate(made, paint_row, height))
    made.setMouseTracking(True)
    made.setUniformItemSizes(True)
    made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    look().changed.connect(made.scheduleDelayedItemsLayout)
    return made
