"""What an item holds, beside it: small pictures of its pages, and its own outline or the headings of its text."""

from collections.abc import Sequence
from itertools import islice

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTabBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from rpl_desk.domain.preview import Bookmark, Flow, Page
from rpl_desk.ui.tables import ROW, Index, RowTableModel
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.viewer.flow_page import HEADS
from rpl_desk.ui.viewer.pictures import Pictures
from rpl_desk.ui.widgets.lists import paint_row_ground
from rpl_desk.ui.widgets.paint import CENTRE, paint_text

SMALL = 132  # pixels across of a small picture
MOST_BYTES = 24 << 20
LEAST_WIDTH = 168
MOST_HEADS = 2_000  # listed of a text, as many as of a PDF's own outline
_PLACE = Qt.ItemDataRole.UserRole


class ContentsPane(QWidget):
    """page_asked, offset_asked: go to a page, or to a place of a text without pages. closed: put the pane away.

    wished: the pages whose small pictures are wanted now.
    """

    page_asked = Signal(int)
    offset_asked = Signal(int)
    wished = Signal(list)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Contents of the item")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.addTab("Pages")
        self.tabs.addTab("Outline")
        self.tabs.currentChanged.connect(self._turn)
        column.addWidget(self.tabs)
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        self._pages: Sequence[Page] = ()
        self._pictures = Pictures(MOST_BYTES)
        self._model: RowTableModel[int] = RowTableModel(
            {"Page": lambda page: page + 1}, lambda: list(range(len(self._pages))), say=self._spoken, parent=self
        )
        self.small = QListView()
        self.small.setAccessibleName("Pages")
        self.small.setProperty("ring", "inside")
        self.small.setModel(self._model)
        self.small.setItemDelegate(_SmallPages(self))
        self.small.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.small.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.small.selectionModel().currentChanged.connect(self._page_chosen)
        self.small.verticalScrollBar().valueChanged.connect(lambda _: self.wish())
        self.outline = QTreeWidget()
        self.outline.setAccessibleName("Outline")
        self.outline.setProperty("ring", "inside")
        self.outline.setHeaderHidden(True)
        self.outline.currentItemChanged.connect(lambda now, _: self._line_chosen(now))
        self.outline.itemClicked.connect(lambda line, _: self._line_chosen(line))
        self.stack.addWidget(self.small)
        self.stack.addWidget(self.outline)
        look().changed.connect(self._fit)
        self._fit()

    def _fit(self, *_: object) -> None:
        self.setMinimumWidth(max(LEAST_WIDTH, look().theme.grown(LEAST_WIDTH - 20)))
        self.small.scheduleDelayedItemsLayout()

    # -- what is shown ------------------------------------------------------------------------------------------------

    def show_pages(self, pages: Sequence[Page], bookmarks: Sequence[Bookmark]) -> None:
        """Show the pages of a document and its own outline."""
        self._show(pages, [(one.title, one.depth, one.page) for one in bookmarks])

    def show_flow(self, flow: Flow) -> None:
        """Show the headings, sheets and slides of a text without pages."""
        heads = list(islice((one for one in flow.blocks if one.style in HEADS), MOST_HEADS))
        self._show((), [(flow.text[one.start : one.end].strip(), max(one.level - 1, 0), one.start) for one in heads])

    def forget(self) -> None:
        self._show((), [])

    def _show(self, pages: Sequence[Page], lines: Sequence[tuple[str, int, int | None]]) -> None:
        self._pages = pages
        self._pictures.clear()
        selection = self.small.selectionModel()
        selection.blockSignals(True)
        self._model.reload()
        selection.blockSignals(False)
        self.outline.blockSignals(True)
        self._fill(lines)
        self.outline.blockSignals(False)
        self.tabs.setTabEnabled(0, bool(pages))
        self.tabs.setTabEnabled(1, bool(lines))
        self.tabs.setTabToolTip(1, "" if lines else "This item has no outline of its own")
        self.tabs.setCurrentIndex(0 if pages else 1)

    def _fill(self, lines: Sequence[tuple[str, int, int | None]]) -> None:
        self.outline.clear()
        above: list[QTreeWidgetItem] = []
        for title, depth, place in lines:
            line = QTreeWidgetItem([title or "(no title)"])
            line.setToolTip(0, title)
            line.setData(0, _PLACE, place)
            del above[min(depth, len(above)) :]
            if above:
                above[-1].addChild(line)
            else:
                self.outline.addTopLevelItem(line)
            above.append(line)
        self.outline.expandToDepth(0)

    @property
    def is_empty(self) -> bool:
        return not self._pages and not self.outline.topLevelItemCount()

    def show_page(self, page: int) -> None:
        """Follow the page in view without telling anybody."""
        if self._model.rows and page != self.small.currentIndex().row():
            selection = self.small.selectionModel()
            selection.blockSignals(True)
            self.small.setCurrentIndex(self._model.index(page, 0))
            selection.blockSignals(False)
            self.small.viewport().update()

    # -- small pictures -----------------------------------------------------------------------------------------------

    @property
    def width_wished(self) -> int:
        return round(SMALL * self.devicePixelRatioF())

    def wish(self) -> None:
        """Say which small pictures are wanted: those in view."""
        if self.isVisible() and self._pages and self.stack.currentIndex() == 0:
            seen = self.small.viewport().rect()
            first = self.small.indexAt(seen.topLeft()).row()
            last = self.small.indexAt(seen.bottomLeft()).row()
            pages = range(max(first, 0), (last if last >= 0 else len(self._pages) - 1) + 1)
            self.wished.emit([page for page in pages if self._pictures.get(page) is None])

    def take(self, page: int, picture: QImage) -> None:
        """Take a small picture."""
        self._pictures.put(page, self.width_wished, QPixmap.fromImage(picture), max(self.small.currentIndex().row(), 0))
        self.small.viewport().update()

    def picture(self, page: int) -> QPixmap | None:
        return self._pictures.get(page)

    def size_of(self, page: int) -> QSize:
        """Return how large a page is shown here."""
        one = self._pages[page]
        return QSize(SMALL, min(round(SMALL * one.height / max(one.width, 1)), 2 * SMALL))

    def label_of(self, page: int) -> str:
        return self._pages[page].label

    def _spoken(self, page: int) -> str:
        printed = self._pages[page].label
        return f"Page {page + 1}" + (f", printed {printed}" if printed != str(page + 1) else "")

    # -- choosing -----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Put the keyboard into the pages or the outline."""
        now = self.stack.currentWidget()
        if now is not None:
            now.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _turn(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self.wish()

    def _page_chosen(self, now: QModelIndex, _: QModelIndex) -> None:
        page = now.data(ROW)
        if page is not None:
            self.page_asked.emit(page)

    def _line_chosen(self, line: QTreeWidgetItem | None) -> None:
        place = line.data(0, _PLACE) if line is not None else None
        if place is not None:
            (self.page_asked if self._pages else self.offset_asked).emit(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.wish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class _SmallPages(QStyledItemDelegate):
    """Draws a page small, with its number below."""

    def __init__(self, pane: ContentsPane) -> None:
        super().__init__(pane)
        self._pane = pane

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, page = look().theme, index.data(ROW)
        paint_row_ground(painter, option, theme, bar=True)
        size, picture = self._pane.size_of(page), self._pane.picture(page)
        left = option.rect.left() + (option.rect.width() - size.width()) // 2
        sheet = QRect(left, option.rect.top() + SPACE["s"], size.width(), size.height())
        painter.fillRect(sheet, theme.colour("paper"))
        if picture is not None:
            painter.drawPixmap(sheet, picture)
        painter.setPen(theme.colour("field"))
        painter.drawRect(sheet)
        line = QRect(option.rect.left(), sheet.bottom() + 2, option.rect.width(), theme.line("caption"))
        paint_text(painter, line, theme, self._pane.label_of(page), "caption", "text2", align=CENTRE)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = self._pane.size_of(index.data(ROW))
        return QSize(size.width(), size.height() + look().theme.line("caption") + SPACE["s"] + SPACE["s"])
