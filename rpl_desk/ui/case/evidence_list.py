"""The evidence register as a list: each item with what it is, whether one has read it, and how far it is tested."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QRect, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QMenu, QVBoxLayout, QWidget

from rpl_desk.domain.evidence import EVIDENCE_WORDS, EvidenceRow
from rpl_desk.domain.rows import dataclass
from rpl_desk.ui.icons import paint_icon
from rpl_desk.ui.tables import ROW, RowTableModel
from rpl_desk.ui.tokens import SPACE, Theme
from rpl_desk.ui.widgets import SectionHead, button, chip_row, icon_button, row_list
from rpl_desk.ui.widgets.paint import paint_text


@dataclass(frozen=True, slots=True)
class Standing:
    """What the list tells of an item besides its entry.

    read: whether the person signed in has read it, None where they judge nothing here. tested: how many tests they have
    answered, of `tests`. current: in words, empty where it is not counted. doubled: its bytes stand elsewhere too.
    """

    read: bool | None = None
    tested: int = 0
    tests: int = 0
    current: str = ""
    doubled: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        parts: list[str] = []
        if self.read is not None:
            parts.append("read" if self.read else "not read")
            if self.tests:
                parts.append(f"{self.tested}/{self.tests} tests")
        return tuple(parts)


ORDERS: Mapping[str, Callable[[EvidenceRow, Standing], Any]] = {
    "Number": lambda row, standing: row.number,
    "Title": lambda row, standing: row.title.casefold(),
    "Kind": lambda row, standing: EVIDENCE_WORDS[row.kind],
    "Date of learning, oldest first": lambda row, standing: row.learned_on or date.max,
    "Date received, newest first": lambda row, standing: -(row.received_on or date.min).toordinal(),
    "Not read first": lambda row, standing: bool(standing.read),
    "Fewest tests answered first": lambda row, standing: standing.tested,
}
"""Orders the list can stand in; within each, by number."""


class EvidenceList(QWidget):
    """chosen: an item. entered: read it. The other signals ask for what their buttons say.

    take_key: is offered each key first, and tells whether it took it.
    """

    chosen = Signal(object)
    entered = Signal()
    add_asked = Signal()
    record_asked = Signal()
    map_asked = Signal()
    check_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.take_key: Callable[[QKeyEvent], bool] = lambda event: False
        self._items: tuple[EvidenceRow, ...] = ()
        self._standing: Mapping[int, Standing] = {}
        self._order = next(iter(ORDERS))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = SectionHead("Evidence")
        self.sort = icon_button("list-filter", "Order of the list")
        self.sort.setPopupMode(self.sort.ToolButtonPopupMode.InstantPopup)
        self.sort.setMenu(self._orders())
        self.record = icon_button("pen-line", "Write down an interview, observation or testimony, Ctrl+T")
        self.record.clicked.connect(self.record_asked)
        self.add = button("Add files", icon_name="plus", size="small")
        self.add.setToolTip("Add files, Ctrl+O")
        self.add.clicked.connect(self.add_asked)
        for made in (self.sort, self.record, self.add):
            self.head.add(made)
        column.addWidget(self.head)
        self.model: RowTableModel[EvidenceRow] = RowTableModel(
            {"Item": lambda one: f"{one.key}  {one.title}"},
            self._in_order,
            say=self._spoken,
            parent=self,
        )
        self.list = row_list("Evidence register", self.model, self._paint)
        self.list.installEventFilter(self)
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.list.activated.connect(self.entered)
        column.addWidget(self.list, 1)
        foot = QFrame()
        foot.setProperty("part", "foot")
        row = QVBoxLayout(foot)
        row.setContentsMargins(SPACE["m"], SPACE["s"], SPACE["m"], SPACE["s"])
        self.map = button("Map", icon_name="map", size="small")
        self.map.setAccessibleName("Evidence map")
        self.map.setToolTip("Evidence map: which items bear on which criteria, key W")
        self.map.clicked.connect(self.map_asked)
        self.check = button("Check fingerprints", icon_name="shield-check", size="small")
        self.check.clicked.connect(self.check_asked)
        row.addWidget(chip_row(self.map, self.check))
        column.addWidget(foot)

    def _orders(self) -> QMenu:
        menu, group = QMenu(self), QActionGroup(self)
        for words in ORDERS:
            act = QAction(words, menu)
            act.setCheckable(True)
            act.setChecked(words == self._order)
            act.triggered.connect(partial(self.put_in_order, words))
            group.addAction(act)
            menu.addAction(act)
        return menu

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_items(self, items: Iterable[EvidenceRow], standing: Mapping[int, Standing], kept: int | None) -> None:
        """Show a register; the item with the id `kept` stays chosen without telling anybody, else the first is."""
        self._items, self._standing = tuple(items), standing
        read = [one.read for one in standing.values() if one.read is not None]
        count = f"{len(self._items)} item{'' if len(self._items) == 1 else 's'}"
        self.head.note.set_full_text(f"{sum(read)}/{len(read)} read" if read else count)
        self._reload(kept)

    def put_in_order(self, words: str, *_: object) -> None:
        """Sort the list by one of ORDERS."""
        self._order = words
        self.sort.setToolTip(f"Order of the list: {words}")
        self.sort.setAccessibleName(f"Order of the list: {words}")
        current = self.current
        self._reload(current.id if current is not None else None)

    def _reload(self, kept: int | None) -> None:
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        self.model.reload()
        place = self._place(kept)
        if place is not None:
            index = self.model.index(place, 0)
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.list.scrollTo(index)
        selection.blockSignals(False)
        self.list.viewport().update()
        if place is None and self._items:
            self.choose(self.model.rows[0].id)

    def _in_order(self) -> list[EvidenceRow]:
        key = ORDERS[self._order]
        return sorted(self._items, key=lambda one: (key(one, self.standing_of(one)), one.number))

    def standing_of(self, row: EvidenceRow) -> Standing:
        return self._standing.get(row.id, Standing())

    @property
    def current(self) -> EvidenceRow | None:
        row = self.list.currentIndex().data(ROW)
        return row if isinstance(row, EvidenceRow) else None

    def choose(self, item_id: int) -> None:
        """Move to an item by its id, where it is in the list."""
        place = self._place(item_id)
        if place is not None and (self.current is None or self.current.id != item_id):
            self.list.setCurrentIndex(self.model.index(place, 0))

    def step(self, by: int) -> None:
        """Move to the next (1) or previous (-1) item of the list."""
        here = self.list.currentIndex().row() + by
        if 0 <= here < self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(here, 0))

    def _place(self, item_id: int | None) -> int | None:
        return next((place for place, one in enumerate(self.model.rows) if one.id == item_id), None)

    def _moved(self, now: QModelIndex) -> None:
        row = now.data(ROW)
        if isinstance(row, EvidenceRow):
            self.chosen.emit(row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take keys before the list searches by them."""
        return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self.take_key(event)

    # -- words and drawing --------------------------------------------------------------------------------------------

    def _facts(self, row: EvidenceRow) -> tuple[str, ...]:
        standing = self.standing_of(row)
        current = (standing.current,) if standing.current else ()
        return (*standing.words, EVIDENCE_WORDS[row.kind], *current)

    def _spoken(self, row: EvidenceRow) -> str:
        doubled = ("the same file stands elsewhere too",) if self.standing_of(row).doubled else ()
        return ", ".join((row.key, row.title, *self._facts(row), *doubled))

    def _paint(self, painter: QPainter, rect: QRect, theme: Theme, row: EvidenceRow, selected: bool) -> None:
        inner = rect.adjusted(SPACE["l"], 0, -SPACE["m"], 0)
        first, second = theme.line("small"), theme.line("caption")
        inner.setTop(rect.top() + (rect.height() - first - second) // 2)
        upper = QRect(inner.left(), inner.top(), inner.width(), first)
        key = paint_text(painter, upper, theme, row.key, "small", "text3", weight=600)
        title = upper.adjusted(key + SPACE["s"], 0, 0, 0)
        if self.standing_of(row).doubled:
            side = theme.icon("inline")
            spot = QRect(title.right() - side, title.top(), side, title.height())
            paint_icon(painter, spot, "copy", "part", state=True)
            title.setRight(spot.left() - SPACE["s"])
        paint_text(painter, title, theme, row.title, "small", weight=600)
        lower = QRect(inner.left(), upper.bottom() + 1, inner.width(), second)
        read = self.standing_of(row).read
        if read is not None:
            side = theme.icon("status")
            sign, token = ("circle-check", "good") if read else ("circle", "text3")
            paint_icon(painter, QRect(lower.left(), lower.top(), side, second), sign, token, state=True)
            lower.setLeft(lower.left() + side + SPACE["xs"] + 2)
        paint_text(painter, lower, theme, " · ".join(self._facts(row)), "caption", "text2")
