"""The head over an item being read: which item, which page, and the ways to search, size and turn it."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QWidget

from rpl_desk.domain.evidence import EVIDENCE_WORDS, EvidenceRow
from rpl_desk.ui.icons import icon
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.viewer.page_view import PageView
from rpl_desk.ui.widgets import button, icon_button, label


class ViewerHead(QFrame):
    """`chosen` gives the id of the item chosen, `search_asked` opens the search."""

    chosen = Signal(int)
    search_asked = Signal()

    def __init__(self, pages: PageView, keys_on: QWidget) -> None:
        """keys_on: the widget within which the keys of the menu act."""
        super().__init__()
        self._pages = pages
        self.setProperty("part", "head")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE["s"], 0, SPACE["s"], 0)
        self._row.setSpacing(SPACE["xs"])
        self.chooser = button("", icon_name="file-text", kind="plain")
        self.chooser.setProperty("menu", "true")
        self.menu = QMenu(self.chooser)
        self.chooser.setMenu(self.menu)
        self._row.addWidget(self.chooser)
        self._row.addStretch(1)
        self.back = icon_button("chevron-left", "Previous page")
        self.place = label("", "small", tone="second")
        self.on = icon_button("chevron-right", "Next page")
        self.back.clicked.connect(lambda: pages.go_to(pages.page - 1))
        self.on.clicked.connect(lambda: pages.go_to(pages.page + 1))
        self.search = icon_button("search", "Find in this item, Ctrl+F")
        self.search.clicked.connect(self.search_asked)
        self.zoom = icon_button("zoom-in", "Size and turning of the pages")
        self.zoom.setPopupMode(self.zoom.ToolButtonPopupMode.InstantPopup)
        self.zoom.setMenu(self._zoom_menu(keys_on))
        for widget in (self.back, self.place, self.on, self.search, self.zoom):
            self._row.addWidget(widget)

    def add(self, widget: QWidget) -> None:
        """Put a button at the right."""
        self._row.addWidget(widget)

    def _zoom_menu(self, keys_on: QWidget) -> QMenu:
        menu, pages = QMenu(self), self._pages
        self.night = QAction("Night page", menu)
        acts: list[tuple[QAction, str, Callable[[], object]]] = [
            (QAction("Larger", menu), "Alt++", lambda: pages.zoom_by(1)),
            (QAction("Smaller", menu), "Alt+-", lambda: pages.zoom_by(-1)),
            (QAction("Fit the width", menu), "Alt+0", lambda: pages.fit_width()),
            (QAction("True size", menu), "Alt+1", lambda: pages.set_zoom(1.0)),
            (QAction("Turn to the right", menu), "Alt+R", lambda: pages.rotate(1)),
            (self.night, "Alt+N", self._turn_night),
        ]
        self.night.setCheckable(True)
        for act, key, do in acts:
            act.setShortcut(QKeySequence(key))
            act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            act.triggered.connect(do)
            menu.addAction(act)
            keys_on.addAction(act)
        return menu

    def _turn_night(self) -> None:
        self._pages.night = self.night.isChecked()
        self._pages.viewport().update()

    # -- words --------------------------------------------------------------------------------------------------------

    def show_items(self, items: Iterable[EvidenceRow]) -> None:
        """Offer the items of a register."""
        self.menu.clear()
        for one in items:
            act = QAction(f"{one.key}  {one.title}", self.menu)
            act.setIcon(icon("file-text", "text2"))
            act.triggered.connect(partial(self._choose, one.id))
            self.menu.addAction(act)
        self.chooser.setEnabled(bool(self.menu.actions()))

    def _choose(self, item_id: int, *_: object) -> None:
        self.chosen.emit(item_id)

    def show_item(self, item: EvidenceRow | None, *, paged: bool, searched: bool) -> None:
        """Say which item is in view; `paged` and `searched` say what can be done with it."""
        self.chooser.setText("" if item is None else f"{item.key}  {item.title}")
        self.chooser.setToolTip("" if item is None else f"{item.file_name}, {EVIDENCE_WORDS[item.kind]}")
        self.chooser.setAccessibleName(
            "No item" if item is None else f"{item.key} {item.title}, choose another item, Ctrl+Page Down for the next"
        )
        for widget in (self.back, self.place, self.on, self.zoom):
            widget.setVisible(paged)
        self.search.setVisible(searched)

    def show_page(self, page: int, printed: str, key: str) -> None:
        """Say which page is in view (from 0), the number printed on it, and the item's key."""
        count = self._pages.count
        other = f", printed {printed}" if printed != str(page + 1) else ""
        self.place.setText(f"{page + 1} of {count}")
        self.place.setToolTip(f"Page {page + 1} of {count}{other}")
        self.back.setEnabled(page > 0)
        self.on.setEnabled(page < count - 1)
        self._pages.setAccessibleName(f"Page {page + 1} of {count} of {key}{other}")
        self.show_zoom()

    def show_zoom(self) -> None:
        words = "fits the width" if self._pages.fits_width else f"{round(100 * self._pages.zoom)} %"
        self.zoom.setToolTip(f"Size and turning of the pages: {words}")
