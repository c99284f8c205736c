"""An evidence item, read beside the judgement: its pages or its text, with marks, search and zoom."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QBuffer, QIODevice, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QPixmap, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from rpl_desk.domain.errors import RuleViolation
from rpl_desk.domain.evidence import EVIDENCE_WORDS, EvidenceRow
from rpl_desk.domain.page_text import rectangles
from rpl_desk.domain.passages import Anchor, AnchorKind, PageWords, Rectangle, text_anchor
from rpl_desk.domain.preview import DocumentKind, Flow, Outline, PageText
from rpl_desk.ui.announcer import say
from rpl_desk.ui.icons import icon
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.viewer.find_bar import FindBar
from rpl_desk.ui.viewer.finding import places, snippet
from rpl_desk.ui.viewer.flow_view import FlowView
from rpl_desk.ui.viewer.geometry import Box
from rpl_desk.ui.viewer.marks import Mark
from rpl_desk.ui.viewer.page_view import At, PageView
from rpl_desk.ui.viewer.reader import EvidenceReader, Source
from rpl_desk.ui.widgets import (
    EmptyState,
    Paragraph,
    RefusedBox,
    button,
    icon_button,
    label,
)

MOST_PICTURE = 200_000  # bytes of a passage's picture
LATE_MS = 150  # after which an item not yet there says so
NOTHING, LOADING, PAGES, FLOW, REFUSED = range(5)


@dataclass(frozen=True, slots=True)
class _Hit:
    """One hit of a search: page (None in a flow), stretch of its text."""

    page: int | None
    start: int
    end: int


class EvidenceViewer(QWidget):
    """Shows one item of a register at a time.

    open_item: opens an item's preview; called beside the window. item_shown: the item that came into view.
    opened: its Outline is known. selected: what is selected changed. touched: a mark was clicked (key).
    handed_out: the person asks for the original. adjusted: an end of a mark was moved and let go; read `selection`.
    """

    item_shown = Signal(object)
    opened = Signal(object)
    selected = Signal()
    touched = Signal(int)
    handed_out = Signal(object)
    adjusted = Signal()

    def __init__(self, open_item: Callable[[EvidenceRow], Source]) -> None:
        super().__init__()
        self._open_item = open_item
        self._items: dict[int, EvidenceRow] = {}
        self.item: EvidenceRow | None = None
        self.outline: Outline | None = None
        self._reader: EvidenceReader | None = None
        self._goal: tuple[int | None, Box | None, int | None, str] | None = None
        self._marks: tuple[Mark, ...] = ()
        self._chosen = 0
        self._hits: list[_Hit] = []
        self._hit = -1
        self._searched: set[int] = set()
        self._sought: tuple[int | None, str] | None = None
        self._texts: dict[int, str] = {}
        self._wanted: tuple[list[tuple[int, int]], list[int]] = ([], [])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        self.finder = FindBar()
        self.finder.hide()
        self.finder.asked.connect(self.search)
        self.finder.stepped.connect(self.step_hit)
        self.finder.closed.connect(self.end_search)
        column.addWidget(self.finder)
        self.notes = RefusedBox("notice")
        column.addWidget(self.notes)
        self.pages, self.flow = PageView(), FlowView()
        self.loading = Paragraph("", tone="second")
        self.refusal = EmptyState("file", "", "Hand out the original", lambda: self.handed_out.emit(self.item))
        self.stack = QStackedWidget()
        spot = QWidget()
        inside = QVBoxLayout(spot)
        inside.setContentsMargins(SPACE["xl"], SPACE["xl"], SPACE["xl"], SPACE["xl"])
        inside.addWidget(self.loading)
        inside.addStretch(1)
        for widget in (EmptyState("paperclip", "No evidence yet."), spot, self.pages, self.flow, self.refusal):
            self.stack.addWidget(widget)
        column.addWidget(self.stack, 1)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(LATE_MS)
        self._late.timeout.connect(lambda: self.loading.setText("Opening the item."))
        self.pages.wished.connect(self._wish)
        self.pages.turned_to.connect(self._show_page)
        self.pages.selected.connect(self.selected)
        self.pages.touched.connect(self.touched)
        self.pages.zoomed.connect(self._show_zoom)
        self.pages.adjusted.connect(self.adjusted)
        self.flow.selected.connect(self.selected)
        self.flow.touched.connect(self.touched)
        self._add_keys()
        self._show_item_words()

    # -- what is on it ------------------------------------------------------------------------------------------------

    def _head(self) -> QFrame:
        head = QFrame()
        head.setProperty("part", "head")
        row = QHBoxLayout(head)
        row.setContentsMargins(SPACE["s"], 0, SPACE["s"], 0)
        row.setSpacing(SPACE["xs"])
        self.chooser = button("", icon_name="file-text", kind="plain")
        self.chooser.setProperty("menu", "true")
        self.menu = QMenu(self.chooser)
        self.chooser.setMenu(self.menu)
        row.addWidget(self.chooser)
        row.addStretch(1)
        self.back = icon_button("chevron-left", "Previous page")
        self.place = label("", "small", tone="second")
        self.on = icon_button("chevron-right", "Next page")
        self.back.clicked.connect(lambda: self.pages.go_to(self.pages.page - 1))
        self.on.clicked.connect(lambda: self.pages.go_to(self.pages.page + 1))
        self.search_button = icon_button("search", "Find in this item, Ctrl+F")
        self.search_button.clicked.connect(self.begin_search)
        self.zoom = icon_button("zoom-in", "Size and turning of the pages")
        self.zoom.setPopupMode(self.zoom.ToolButtonPopupMode.InstantPopup)
        self.zoom.setMenu(self._zoom_menu())
        for widget in (self.back, self.place, self.on, self.search_button, self.zoom):
            row.addWidget(widget)
        self._row = row
        return head

    def add_to_head(self, widget: QWidget) -> None:
        """Put a button at the right of the head."""
        self._row.addWidget(widget)

    def _zoom_menu(self) -> QMenu:
        menu = QMenu(self)
        self.night = QAction("Night page", menu)
        acts: list[tuple[QAction, str, Callable[[], object]]] = [
            (QAction("Larger", menu), "Alt++", lambda: self.pages.zoom_by(1)),
            (QAction("Smaller", menu), "Alt+-", lambda: self.pages.zoom_by(-1)),
            (QAction("Fit the width", menu), "Alt+0", lambda: self.pages.fit_width()),
            (QAction("True size", menu), "Alt+1", lambda: self.pages.set_zoom(1.0)),
            (QAction("Turn to the right", menu), "Alt+R", lambda: self.pages.rotate(1)),
            (self.night, "Alt+N", self._turn_night),
        ]
        self.night.setCheckable(True)
        for act, key, do in acts:
            act.setShortcut(QKeySequence(key))
            act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            act.triggered.connect(do)
            menu.addAction(act)
            self.addAction(act)
        return menu

    def _turn_night(self) -> None:
        self.pages.night = self.night.isChecked()
        self.pages.viewport().update()

    def _add_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+F": self.begin_search,
            "Ctrl+PgDown": lambda: self.step_item(1),
            "Ctrl+PgUp": lambda: self.step_item(-1),
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # -- items --------------------------------------------------------------------------------------------------------

    def show_items(self, items: Iterable[EvidenceRow]) -> None:
        """Show a register; the item in view stays in view while it is in it and its bytes are the same."""
        self._items = {one.id: one for one in items}
        self.menu.clear()
        for one in self._items.values():
            act = QAction(f"{one.key}  {one.title}", self.menu)
            act.setIcon(icon("file-text", "text2"))
            act.triggered.connect(partial(self.show_item, one.id))
            self.menu.addAction(act)
        now = self._items.get(self.item.id) if self.item is not None else None
        if now is not None and self.item is not None and now.sha256 == self.item.sha256:
            self.item = now
            self._show_item_words()
        elif self._items:
            self._open(next(iter(self._items.values())))
        else:
            self.let_go()

    def show_item(self, item_id: int, *_: object) -> None:
        """Bring an item into view from its first page."""
        self.go_to(item_id)

    def step_item(self, by: int) -> None:
        """Go to the next (1) or previous (-1) item, round at the ends."""
        ids = list(self._items)
        if self.item is not None and len(ids) > 1:
            self.go_to(ids[(ids.index(self.item.id) + by) % len(ids)])

    def go_to(
        self,
        item_id: int,
        page: int | None = None,
        box: Box | None = None,
        offset: int | None = None,
        *,
        label: str = "",
    ) -> None:
        """Bring a place of an item into view, opening the item when another is shown.

        page: from 0; where it is None, `label` is sought among the page numbers printed in the item.
        """
        item = self._items.get(item_id)
        if item is None:
            return
        self._goal = (page, box, offset, label)
        if self.item is None or self.item.id != item_id or self.outline is None:
            if self.item is None or self.item.id != item_id:
                self._open(item)
            return
        self._reach_goal()

    def _reach_goal(self) -> None:
        goal, self._goal = self._goal, None
        if goal is None or self.outline is None:
            return
        page, box, offset, label = goal
        if page is None and label:
            page = next((n for n, one in enumerate(self.outline.pages) if one.label == label), None)
        if self.stack.currentIndex() == FLOW:
            if self.flow.flow is None:
                self._goal = goal
            elif offset is not None:
                self.flow.go_to(offset)
        elif page is not None:
            self.pages.go_to(page, box)

    def _open(self, item: EvidenceRow) -> None:
        self._close_reader()
        self.item, self.outline = item, None
        self._marks, self._chosen = (), 0
        self._show_item_words()
        self.pages.show_document(None)
        self.flow.show_flow(None)
        self.notes.clear()
        self._forget_search()
        if self.isVisible():
            self._start_reader()
        self.item_shown.emit(item)

    def _start_reader(self) -> None:
        assert self.item is not None
        item = self.item
        if item.kept_sealed:
            self._refuse(f"{item.key} is kept sealed: {item.kept_sealed} It is stored and never opened.")
            return
        self.loading.setText("")
        self._late.start()
        self.stack.setCurrentIndex(LOADING)
        reader = EvidenceReader(lambda: self._open_item(item))
        self._reader = reader
        reader.opened.connect(self._opened)
        reader.pictured.connect(self._pictured)
        reader.texted.connect(self._texted)
        reader.flowed.connect(self._flowed)
        reader.refused.connect(self._refused)

    def _close_reader(self) -> None:
        self._late.stop()
        if self._reader is not None:
            reader, self._reader = self._reader, None
            for signal in (reader.opened, reader.pictured, reader.texted, reader.flowed, reader.refused):
                signal.disconnect()
            reader.close()

    def let_go(self) -> None:
        """Close what is open and show nothing of it any more."""
        self._close_reader()
        self.item, self.outline = None, None
        self.pages.show_document(None)
        self.flow.show_flow(None)
        self.stack.setCurrentIndex(NOTHING)
        self._forget_search()
        self._show_item_words()

    def hideEvent(self, event: QHideEvent) -> None:
        """Close the worker and wipe what it drew: a page out of sight, or a locked desk, holds nothing of the item."""
        super().hideEvent(event)
        if self.item is not None and self._reader is not None:
            self._goal = (self.pages.page, None, None, "") if self.stack.currentIndex() == PAGES else None
            self._close_reader()
            self.outline = None
            self.pages.show_document(None)
            self.flow.show_flow(None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.item is not None and self._reader is None:
            self._start_reader()

    # -- what the reader tells ----------------------------------------------------------------------------------------

    def _opened(self, outline: Outline) -> None:
        self._late.stop()
        self.outline = outline
        self.notes.show_problem("\n".join(outline.notes))
        match outline.kind:
            case DocumentKind.PAGES | DocumentKind.PICTURE:
                self.stack.setCurrentIndex(PAGES)
                self.pages.show_document(outline)
                self._draw_marks()
                self._show_page(0)
            case DocumentKind.MEDIA:
                self._refuse(_media_words(self.item, outline))
            case _:
                self.stack.setCurrentIndex(FLOW)
                self._ask([], [], flow=True)
        self._show_item_words()
        self._reach_goal()
        self.opened.emit(outline)

    def _pictured(self, page: int, width: int, drawn: tuple[object, object]) -> None:
        picture, place = drawn
        self.pages.take_picture(page, width, picture, place)  # type: ignore[arg-type]

    def _texted(self, page: int, text: PageText) -> None:
        self.pages.take_text(page, text)
        self._texts[page] = text.text
        if self.finder.isVisible():
            self._find_on(page)

    def _flowed(self, flow: Flow) -> None:
        self.flow.show_flow(flow)
        self._draw_marks()
        self._reach_goal()
        if self.outline is not None:
            self.opened.emit(self.outline)
        if self.finder.isVisible():
            self.search(self.finder.words.text())

    def _refused(self, page: int | None, sentence: str) -> None:
        if page is None:
            self._refuse(sentence)
        else:
            self.pages.take_problem(page, sentence)

    def _refuse(self, sentence: str) -> None:
        self._late.stop()
        self.refusal.set_words(sentence)
        self.stack.setCurrentIndex(REFUSED)
        self._show_item_words()

    def _wish(self, pictures: list[tuple[int, int]], texts: list[int]) -> None:
        self._wanted = pictures, texts
        self._ask(pictures, texts)

    def _ask(self, pictures: list[tuple[int, int]], texts: list[int], *, flow: bool = False) -> None:
        if self._reader is None:
            return
        more: list[int] = []
        if self.finder.isVisible() and self.outline is not None:
            near = self.pages.page
            more = [each for each in range(len(self.outline.pages)) if each not in self._texts and each not in texts]
            more.sort(key=lambda each: abs(each - near))
        self._reader.want(pictures, [*texts, *more], flow=flow)

    # -- words in the head --------------------------------------------------------------------------------------------

    def _show_item_words(self) -> None:
        item = self.item
        self.chooser.setText("" if item is None else f"{item.key}  {item.title}")
        self.chooser.setToolTip("" if item is None else f"{item.file_name}, {EVIDENCE_WORDS[item.kind]}")
        self.chooser.setAccessibleName(
            "No item" if item is None else f"{item.key} {item.title}, choose another item, Ctrl+Page Down for the next"
        )
        self.chooser.setEnabled(bool(self._items))
        paged = self.stack.currentIndex() == PAGES
        for widget in (self.back, self.place, self.on, self.zoom):
            widget.setVisible(paged)
        self.search_button.setVisible(self.stack.currentIndex() in (PAGES, FLOW))

    def _show_page(self, page: int) -> None:
        count = self.pages.count
        if not count or self.outline is None:
            return
        printed = self.outline.pages[page].label
        other = f", printed {printed}" if printed != str(page + 1) else ""
        self.place.setText(f"{page + 1} of {count}")
        self.place.setToolTip(f"Page {page + 1} of {count}{other}")
        self.back.setEnabled(page > 0)
        self.on.setEnabled(page < count - 1)
        item = self.item.key if self.item is not None else "the item"
        self.pages.setAccessibleName(f"Page {page + 1} of {count} of {item}{other}")
        self._show_zoom()

    def _show_zoom(self) -> None:
        words = "fits the width" if self.pages.fits_width else f"{round(100 * self.pages.zoom)} %"
        self.zoom.setToolTip(f"Size and turning of the pages: {words}")

    # -- marks and selection ------------------------------------------------------------------------------------------

    def show_marks(self, marks: Iterable[Mark], chosen: int = 0) -> None:
        """Show the marks of the item in view; `chosen` is the key of the one being worked on, 0 for none."""
        self._marks, self._chosen = tuple(marks), chosen
        self._draw_marks()

    def _draw_marks(self) -> None:
        self.pages.chosen = self.flow.chosen = self._chosen
        self.pages.show_marks(self._marks)
        self.flow.show_marks(self._marks)

    def begin_area(self) -> None:
        """Begin to mark an area with the keys, where the item has pages."""
        if self.stack.currentIndex() == PAGES:
            self.pages.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.pages.begin_area()
            say(self, "Arrow keys move the area, Shift and arrow keys size it")

    def begin_adjusting(self, anchor: Anchor, *, at_end: bool) -> None:
        """Let the arrow keys move one end of a marked text, where the item has pages and the text is there."""
        if self.stack.currentIndex() != PAGES or anchor.page_index is None or anchor.start_offset is None:
            say(self, "The ends of this mark cannot be moved. Remove it and mark it again.")
            return
        assert anchor.end_offset is not None
        last_page = anchor.page_index + (1 if anchor.rectangles_next else 0)
        first, last = At(anchor.page_index, anchor.start_offset), At(last_page, anchor.end_offset)
        self.pages.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.pages.adjust(first, last, at_end=at_end)
        say(self, f"Arrow keys move the {'end' if at_end else 'start'} by a word, with Ctrl by a character")

    def selection(self) -> tuple[Anchor, bytes] | None:
        """Return the place selected in the item in view with its picture as PNG; None when nothing is selected.

        The picture is empty where there are no pages. Raises RuleViolation for a selection over more than two pages.
        """
        if self.outline is None or self.item is None:
            return None
        sha256 = self.item.sha256
        if self.stack.currentIndex() == FLOW:
            flow, span = self.flow.flow, self.flow.selection
            if flow is None or span is None:
                return None
            return text_anchor(sha256, PageWords(None, "", flow.text, flow.extractor), *span), b""
        if self.pages.area is not None:
            page, box = self.pages.area
            kept = Rectangle(*box)
            anchor = Anchor(AnchorKind.AREA, sha256, page, self.outline.pages[page].label, (kept,))
            return anchor, _png(self.pages.cut_out(page, (box,)))
        found = self.pages.selection
        text = self.pages.text_of(found[0].page) if found is not None else None
        if found is None or text is None:
            return None
        first, last = found
        if last.page - first.page > 1:
            raise RuleViolation("A passage runs over two pages at most. Mark the rest as another passage.")
        boxes = self.pages.selected_boxes()
        words = PageWords(first.page, self.outline.pages[first.page].label, text.text, text.extractor)
        picture = _png(self.pages.cut_out(first.page, boxes.get(first.page, ())))
        if last.page == first.page:
            return text_anchor(sha256, words, first.offset, last.offset, boxes.get(first.page, ())), picture
        onward = self.pages.text_of(last.page)
        if onward is None:
            return None
        # The end counts in the next page's text, and what is marked is the two texts one after the other.
        end = len(text.text) + last.offset
        anchor = text_anchor(sha256, replace(words, text=text.text + onward.text), first.offset, end, boxes[first.page])
        return replace(anchor, end_offset=last.offset, rectangles_next=boxes.get(last.page, ())), picture

    def clear_selection(self) -> None:
        self.pages.clear_selection()
        self.flow.clear_selection()

    @property
    def view(self) -> QWidget:
        """The part that takes the keyboard."""
        return self.flow if self.stack.currentIndex() == FLOW else self.pages

    # -- search -------------------------------------------------------------------------------------------------------

    def begin_search(self) -> None:
        """Open the search line with the keyboard in it."""
        if self.stack.currentIndex() in (PAGES, FLOW):
            self.finder.show()
            self.finder.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.finder.words.selectAll()
            self._ask(*self._wanted)

    def find_again(self, words: str, page: int | None = None, near: str = "") -> None:
        """Find in the item in view what a search of the store found: first what is on `page`, within text `near`."""
        self.finder.words.setText(words)
        self.finder.show()
        self._sought = page, near
        if self.outline is not None:
            self.search(words)

    def end_search(self) -> None:
        """Put the search away; what it found is selected, ready to be marked."""
        hit = self._hits[self._hit] if 0 <= self._hit < len(self._hits) else None
        self.finder.hide()
        self._hits, self._hit = [], -1
        self._show_hits()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if hit is not None:
            self._select_hit(hit)

    def _forget_search(self) -> None:
        self.finder.hide()
        self._hits, self._hit, self._texts = [], -1, {}
        self._searched, self._sought = set(), None

    def search(self, words: str) -> None:
        """Find words in the whole item; pages not read yet are searched as they come."""
        self._hits, self._hit, self._searched = [], -1, set()
        if self.stack.currentIndex() == FLOW and self.flow.flow is not None:
            self._hits = [_Hit(None, *span) for span in places(self.flow.flow.text, words)]
        else:
            for page in sorted(self._texts):
                self._find_on(page, tell=False)
            self._ask(*self._wanted)
        if self._hits:
            self._hit = self._first_hit()
        self._show_hits()
        self._bring_hit()

    def _find_on(self, page: int, *, tell: bool = True) -> None:
        if page in self._searched:
            return
        self._searched.add(page)
        now = self._hits[self._hit] if 0 <= self._hit < len(self._hits) else None
        self._hits += [_Hit(page, *span) for span in places(self._texts[page], self.finder.words.text())]
        self._hits.sort(key=lambda one: (one.page or 0, one.start))
        self._hit = self._hits.index(now) if now is not None else self._hit
        if tell:
            if self._hit < 0 and self._hits:
                self._hit = self._first_hit()
                self._bring_hit()
            self._show_hits()

    def _first_hit(self) -> int:
        """Return which hit to begin with: the one sought, -1 until it is read; or the first from the page in view."""
        if self._sought is None:
            here = self.pages.page if self.stack.currentIndex() == PAGES else -1
            return next((n for n, one in enumerate(self._hits) if (one.page or 0) >= here), 0)
        page, near = self._sought
        if page is not None and page not in self._searched:
            return -1
        self._sought = None
        text = self._texts.get(page, "") if page is not None else self.flow.flow.text if self.flow.flow else ""
        start = next(places(text, near), (0, 0))[0]
        return next((n for n, one in enumerate(self._hits) if one.page == page and one.start >= start), 0)

    def step_hit(self, by: int) -> None:
        """Go to the next (1) or previous (-1) hit, round at the ends."""
        if self._hits:
            self._hit = (self._hit + by) % len(self._hits)
            self._show_hits()
            self._bring_hit()

    def _show_hits(self) -> None:
        if self.stack.currentIndex() == FLOW:
            self.flow.show_found([(one.start, one.end) for one in self._hits], self._hit)
        else:
            self.pages.show_found([(one.page or 0, self._hit_boxes(one)) for one in self._hits], self._hit)
        words = ""
        if 0 <= self._hit < len(self._hits):
            hit = self._hits[self._hit]
            text = self.flow.flow.text if hit.page is None and self.flow.flow else self._texts.get(hit.page or 0, "")
            words = snippet(text, hit.start, hit.end)
            if hit.page is not None and self.outline is not None:
                words = f"p.{self.outline.pages[hit.page].label}  {words}"
        searching = self.stack.currentIndex() == PAGES and len(self._searched) < self.pages.count
        self.finder.say_found(self._hit, len(self._hits), words, searching=searching and bool(self.finder.words.text()))

    def _hit_boxes(self, hit: _Hit) -> tuple[Box, ...]:
        text = self.pages.text_of(hit.page or 0)
        return tuple(rectangles(text, hit.start, hit.end)) if text is not None else ()

    def _bring_hit(self) -> None:
        if not 0 <= self._hit < len(self._hits):
            return
        hit = self._hits[self._hit]
        say(self, self.finder.hit.full_text)
        if hit.page is None:
            self.flow.go_to(hit.start, hit.end)
        else:
            boxes = self._hit_boxes(hit)
            self.pages.go_to(hit.page, boxes[0] if boxes else None)

    def _select_hit(self, hit: _Hit) -> None:
        if hit.page is None:
            self.flow.select(hit.start, hit.end)
        elif self.pages.text_of(hit.page) is not None:
            self.pages.select(At(hit.page, hit.start), At(hit.page, hit.end))


def _png(picture: QPixmap | None) -> bytes:
    """Return a picture as PNG, made smaller until it is no larger than what is kept of a passage."""
    while picture is not None and not picture.isNull():
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(buffer, "PNG")
        made = bytes(buffer.data().data())
        if len(made) <= MOST_PICTURE:
            return made
        picture = picture.scaledToWidth(picture.width() * 2 // 3, Qt.TransformationMode.SmoothTransformation)
    return b""


def _media_words(item: EvidenceRow | None, outline: Outline) -> str:
    length = f", {round(outline.seconds)} seconds long" if outline.seconds else ""
    name = item.key if item is not None else "This item"
    return f"{name} is a recording{length}. Hand out the original to play it."
