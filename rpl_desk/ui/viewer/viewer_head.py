"""The head over an item being read: which item, which page, and the ways to search, size and turn it."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from rpl_desk.domain.evidence import EVIDENCE_WORDS, EvidenceRow
from rpl_desk.ui.icons import icon
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.viewer.page_box import PageBox
from rpl_desk.ui.viewer.page_view import PageView
from rpl_desk.ui.viewer.view_menu import ViewMenu
from rpl_desk.ui.widgets import dress_button, icon_button


class _Chooser(QPushButton):
    """Shortens the title of the item where there is no room for it; the whole is in its tool tip and its name."""

    def __init__(self) -> None:
        super().__init__()
        self._full = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_full_text(self, text: str) -> None:
        self._full = text
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        self.setMaximumWidth(self._around() + QFontMetrics(self.font()).horizontalAdvance(self._full) + 2)
        self.updateGeometry()
        self._shorten()

    def _around(self) -> int:
        """Return the room its icon, edges and sign of a menu take."""
        return super().sizeHint().width() - QFontMetrics(self.font()).horizontalAdvance(self.text())

    def minimumSizeHint(self) -> QSize:
        self.ensurePolished()
        metrics = QFontMetrics(self.font())
        key = self._full.partition(" ")[0]  # an item's key is never shortened
        least = self._around() + metrics.horizontalAdvance(f"{key}  …") + 2
        return QSize(min(least, self.maximumWidth()), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        room = max(self.width() - self._around(), 1)
        shown = QFontMetrics(self.font()).elidedText(self._full, Qt.TextElideMode.ElideRight, room)
        if shown != self.text():
            self.setText(shown)


class ViewerHead(QFrame):
    """`chosen` gives the id of the item chosen, `search_asked` opens the search."""

    chosen = Signal(int)
    search_asked = Signal()

    def __init__(self, pages: PageView, view_menu: ViewMenu) -> None:
        super().__init__()
        self._pages, self._view_menu = pages, view_menu
        self.setProperty("part", "head")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE["s"], 0, SPACE["s"], 0)
        self._row.setSpacing(SPACE["xs"])
        self.chooser = _Chooser()
        dress_button(self.chooser, kind="plain", icon_name="file-text")
        self.chooser.setIcon(icon("file-text", "accent", beside=True))
        self.chooser.setProperty("menu", "true")
        self.menu = QMenu(self.chooser)
        self.chooser.setMenu(self.menu)
        self._row.addWidget(self.chooser, 1000)
        self._row.addStretch(1)  # takes what the chooser does not want
        self.back = icon_button("chevron-left", "Previous page")
        self.place = PageBox()
        self.place.asked.connect(pages.go_to)
        self.on = icon_button("chevron-right", "Next page")
        self.back.clicked.connect(lambda: pages.go_to(pages.page - 1))
        self.on.clicked.connect(lambda: pages.go_to(pages.page + 1))
        self.search = icon_button("search", "Find in this item, Ctrl+F")
        self.search.clicked.connect(self.search_asked)
        self.zoom = icon_button("zoom-in", "How the item is shown")
        self.zoom.setPopupMode(self.zoom.ToolButtonPopupMode.InstantPopup)
        self.zoom.setMenu(view_menu)
        self.more = icon_button("ellipsis", "More ways to read")
        self.more.setPopupMode(self.more.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(QMenu(self.more))
        for opener in (self.zoom, self.more):
            opener.setProperty("bare", "true")  # their icons are told by nothing else beside them
        for widget in (self.back, self.place, self.on, self.search, self.zoom, self.more):
            self._row.addWidget(widget)
        self.more.hide()

    def offer(self, words: str, key: str, do: Callable[[], object], *, keys_on: QWidget | None = None) -> QAction:
        """Put one more thing to do into the menu; `key` acts within `keys_on`, or is only told where that is None."""
        menu = self.more.menu()
        assert menu is not None
        act = QAction(words if keys_on is not None or not key else f"{words}\t{key}", menu)
        act.triggered.connect(lambda *_: do())
        if keys_on is not None:
            act.setShortcut(QKeySequence(key))
            act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys_on.addAction(act)
        menu.addAction(act)
        self.more.show()
        return act

    def add(self, widget: QWidget) -> None:
        """Put a button at the right."""
        self._row.addWidget(widget)

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
        title = "" if item is None else f"{item.key}  {item.title}"
        self.chooser.set_full_text(title)
        told = "" if item is None else f"{title}\n{item.file_name}, {EVIDENCE_WORDS[item.kind]}"
        self.chooser.setToolTip(told)
        self.chooser.setAccessibleName(
            "No item" if item is None else f"{item.key} {item.title}, choose another item, Ctrl+Page Down for the next"
        )
        for widget in (self.back, self.place, self.on):
            widget.setVisible(paged)
        for widget in (self.search, self.zoom):
            widget.setVisible(searched)
        self._view_menu.show_kind(paged=paged)
        self.show_zoom()

    def show_page(self, page: int, printed: str, key: str) -> None:
        """Say which page is in view (from 0), the number printed on it, and the item's key."""
        count = self._pages.count
        other = f", printed {printed}" if printed != str(page + 1) else ""
        self.place.show_page(page)
        self.back.setEnabled(page > 0)
        self.on.setEnabled(page < count - 1)
        self._pages.setAccessibleName(f"Page {page + 1} of {count} of {key}{other}")
        self.show_zoom()

    def show_zoom(self) -> None:
        self.zoom.setToolTip(f"How the item is shown: {self._view_menu.size_words}")
