"""The case list on the screen: the table, its grey bars while it is read, and what stands there when it is empty."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from rpl_desk.services.cases import CaseListRow
from rpl_desk.ui.cases.model import SORT_OF_COLUMN, CaseListModel
from rpl_desk.ui.cases.rows import (
    AGE,
    CASE,
    CREDIT,
    STAGE,
    CaseRowDelegate,
    column_widths,
    paint_bar,
    stage_words_width,
)
from rpl_desk.ui.tables import row_at
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import EmptyState, Framed, LevelChip, label

LEAST_CASE = 230  # under this width at 100 % text the case column takes the room of others
GREY_AFTER_MS = 150


class CaseTable(QTableView):
    """One row a case, drawn by one delegate; columns give way in the order age, credit, stage bars.

    chosen: the row that is current, or None. opened: a row was activated. sort_asked: a name of the store's sortings.
    """

    chosen = Signal(object)
    opened = Signal(object)
    sort_asked = Signal(str)

    def __init__(self, model: CaseListModel, today: Callable[[], date]) -> None:
        super().__init__()
        self._rows = model
        self.setAccessibleName("Cases")
        self.setProperty("ring", "inside")
        self.setModel(model)
        self.setItemDelegate(CaseRowDelegate(self, today))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(CASE, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(SPACE["xl"])
        header.sectionClicked.connect(self._ask_sort)
        self.activated.connect(self._activate)
        self.clicked.connect(lambda index: self.toggle(index.row()))
        model.modelReset.connect(self._span_heads)
        self.selectionModel().currentRowChanged.connect(lambda now, before: self.chosen.emit(row_at(now)))
        look().changed.connect(self._fit)
        self._fit()

    def choose(self, place: int) -> None:
        """Make a case current and bring it into view; while its group is closed, the group's head."""
        line = self._rows.line_of(place)
        self._go_to(0 if line is None else line)

    def toggle(self, line: int) -> bool:
        """Open or close the group whose head is at a line; returns False where there is a case."""
        if self._rows.group_at(line) is None:
            return False
        self._rows.toggle(line)
        self._go_to(line)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        group = self._rows.group_at(self.currentIndex().row())
        closing = {Qt.Key.Key_Left: False, Qt.Key.Key_Right: True}
        if group is not None and closing.get(Qt.Key(event.key()), group.is_open) is not group.is_open:
            self.toggle(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _activate(self, index: QModelIndex) -> None:
        if self._rows.group_at(index.row()) is None:
            self.opened.emit(row_at(index))
        elif not QGuiApplication.mouseButtons():  # a click has opened or closed it already
            self.toggle(index.row())

    def _go_to(self, line: int) -> None:
        index = self._rows.index(line, 0 if self._rows.group_at(line) is not None else CASE)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def _span_heads(self) -> None:
        """Let each head take its whole line, lower than a case's."""
        self.clearSpans()
        for line in self._rows.heads():
            self.setSpan(line, 0, 1, self._rows.columnCount())
            self.setRowHeight(line, look().theme.height("row"))

    def move_by(self, steps: int) -> None:
        """Go up or down in the list, as far as it reaches."""
        line, last = self.currentIndex().row() + steps, self._rows.rowCount() - 1
        beyond = line + (1 if steps > 0 else -1)
        if 0 <= line <= last and self._rows.group_at(line) is not None and 0 <= beyond <= last:
            line = beyond  # over the head of a group
        if last >= 0:
            self._go_to(min(max(line, 0), last))

    def current_row(self) -> CaseListRow | None:
        found: CaseListRow | None = row_at(self.currentIndex())
        return found

    def show_sort(self, name: str, *, descending: bool) -> None:
        """Mark the heading the list is sorted by."""
        section = next((column for column, sort in SORT_OF_COLUMN.items() if sort == name), -1)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(section, order)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _ask_sort(self, section: int) -> None:
        if section in SORT_OF_COLUMN:
            self.sort_asked.emit(SORT_OF_COLUMN[section])

    def _fit(self, *_: object) -> None:
        theme = look().theme
        self.verticalHeader().setDefaultSectionSize(theme.height("row_two"))
        for line in self._rows.heads():
            self.setRowHeight(line, theme.height("row"))
        widths = column_widths(theme)
        spare = self.viewport().width() - theme.grown(LEAST_CASE) - sum(widths.values())
        for column in (AGE, CREDIT):
            self.setColumnHidden(column, spare < 0)
            spare += widths[column] if spare < 0 else 0
        if spare < 0:
            widths[STAGE] = stage_words_width(theme)
        for column, width in widths.items():
            self.setColumnWidth(column, width)


class _GreyRows(QWidget):
    """The shape of the list while its cases are being found."""

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = look().theme, QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface"))
        tall = theme.height("row_two")
        for top in range(theme.height("row"), self.height(), tall):
            paint_bar(painter, QRect(QPoint(SPACE["l"], top), QSize(self.width() // 2, tall)), theme)


class CaseList(QWidget):
    """The table with its legend, or grey bars, or a sentence; whichever holds."""

    def __init__(self, model: CaseListModel, today: Callable[[], date]) -> None:
        super().__init__()
        self.table = CaseTable(model, today)
        self.empty = EmptyState("folder-open", "")
        self._grey = _GreyRows()
        self._stack = QStackedWidget()
        framed = Framed(self.table)
        for widget in (framed, self.empty, self._grey):
            self._stack.addWidget(widget)
        self._framed = framed
        self._legend = QWidget()
        legend = QHBoxLayout(self._legend)
        legend.setContentsMargins(SPACE["l"], 0, 0, 0)
        legend.setSpacing(SPACE["s"])
        for decided, words in ((False, "level asked for"), (True, "level decided")):
            legend.addWidget(LevelChip(8, decided=decided))
            legend.addWidget(label(words, "caption"))
            legend.addSpacing(SPACE["m"])
        legend.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["s"])
        column.addWidget(self._stack, 1)
        column.addWidget(self._legend)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(GREY_AFTER_MS)
        self._soon.timeout.connect(lambda: self._stack.setCurrentWidget(self._grey))

    def expect(self) -> None:
        """Show grey bars if the cases are not there soon."""
        self._soon.start()

    def show_rows(self) -> None:
        self._soon.stop()
        self._stack.setCurrentWidget(self._framed)

    def show_empty(self, sentence: str, action: str, act: Callable[[], object]) -> None:
        """Say why there is nothing, with one button to go on by."""
        self._soon.stop()
        self._stack.removeWidget(self.empty)
        self.empty.deleteLater()
        self.empty = EmptyState("folder-open", sentence, action, act)
        self._stack.addWidget(self.empty)
        self._stack.setCurrentWidget(self.empty)
