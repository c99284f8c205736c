"""An evidence item, read beside the judgement: opened, brought to a place, and wiped when it is out of sight."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Self

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import EvidenceRow
from rpl_desk.domain.passages import Anchor
from rpl_desk.domain.preview import CannotPreview, DocumentKind, Flow, Outline, PageText
from rpl_desk.domain.rows import dataclass
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.viewer.elsewhere import Copies
from rpl_desk.ui.viewer.geometry import Box
from rpl_desk.ui.viewer.player_feed import Playable
from rpl_desk.ui.viewer.reader import EvidenceReader, Source
from rpl_desk.ui.viewer.viewer_body import FLOW, LOADING, NOTHING, PAGES, PLAYER, REFUSED, ViewerBody

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.recognising import RecognisingService

__all__ = ["FLOW", "LOADING", "NOTHING", "PAGES", "PLAYER", "REFUSED", "VIEWER_KEYS", "EvidenceViewer"]

VIEWER_KEYS = (
    ("Ctrl+F", "Find in the item; Enter for the next hit, Esc selects the one in view"),
    ("Ctrl+Page Down", "Next item"),
    ("Alt+T  Ctrl+G", "Small pages and outline; to a page by its number"),
    ("Alt++ Alt+- Alt+0", "Larger and smaller; fit the width"),
    ("Alt+R  Alt+N  Alt+H", "Turn the pages; night page; high contrast page"),
    ("Alt+A", "Draw an area: arrows move it, with Shift they size it, with Ctrl by small steps"),
    ("Alt+O", "Recognise the words of a scan, or stop it"),
    ("Alt+X", "Open a copy of the item in its own program; it is marked as from outside, and logged"),
    ("Alt+S  Alt+W", "Stripes of marks at the other side; with the criteria"),
)
"""The keys of every viewer, as the sheet of keys lists them."""

LATE_MS = 150  # after which an item not yet there says so


@dataclass(frozen=True, slots=True)
class _Goal:
    """A place to bring into view once the item is open: see `EvidenceViewer.go_to` and `show_place`."""

    page: int | None = None
    box: Box | None = None
    offset: int | None = None
    label: str = ""
    phrase: str = ""
    moment: int | None = None
    near: str = ""


class EvidenceViewer(ViewerBody):
    """Shows one item of a register at a time.

    open_item: opens an item's preview; open_player: a recording's player; both are called beside the window.
    preferences: how it is shown. recognising: reads the words of scans. copies: gives items to other programs.
    item_shown: the item that came into view. opened: its Outline is known. texted: the text of a page came (from 0).
    More signals: see `ViewerBody`.
    """

    item_shown = Signal(object)
    opened = Signal(object)
    texted = Signal(int)

    def __init__(
        self,
        open_item: Callable[[EvidenceRow], Source],
        preferences: Preferences | None = None,
        open_player: Callable[[EvidenceRow], Playable] | None = None,
        recognising: "RecognisingService | None" = None,
        copies: Copies | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(preferences, recognising, copies, parent)
        self._open_item, self._open_player = open_item, open_player
        self._items: dict[int, EvidenceRow] = {}
        self._reader: EvidenceReader | None = None
        self._goal: _Goal | None = None
        self._wanted: tuple[list[tuple[int, int]], list[int]] = ([], [])
        self._small: list[int] = []
        self._wants = False
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(LATE_MS)
        self._late.timeout.connect(lambda: self.loading.setText("Opening the item."))
        self.head.chosen.connect(self.go_to)
        self.pages.wished.connect(self._wish)
        self.contents.wished.connect(self._wish_small)
        self.search.more_wanted.connect(lambda: self._ask(*self._wanted))
        self.recognition.recognised.connect(self._read_again)
        self.player.refused.connect(partial(self._refuse, opens_elsewhere=True))
        self._add_keys()
        self._show_item_words()

    @classmethod
    def of(cls, desk: "Desk", preferences: Preferences | None = None, parent: QWidget | None = None) -> Self:
        """Return a viewer of the evidence of an office."""
        return cls(desk.evidence.preview, preferences, desk.evidence.player, desk.recognising, desk.elsewhere, parent)

    def _add_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+F": self.begin_search,
            "Ctrl+G": self._ask_page,
            "Ctrl+PgDown": lambda: self.step_item(1),
            "Ctrl+PgUp": lambda: self.step_item(-1),
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # -- items and places ---------------------------------------------------------------------------------------------

    def show_items(self, items: Iterable[EvidenceRow]) -> None:
        """Show a register; the item in view stays in view while it is in it and its bytes are the same."""
        self._items = {one.id: one for one in items}
        self.head.show_items(self._items.values())
        now = self._items.get(self.item.id) if self.item is not None else None
        if now is not None and self.item is not None and now.sha256 == self.item.sha256:
            self.item = now
            self._show_item_words()
        elif self._items:
            self._open(now or next(iter(self._items.values())))
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

    def show_place(
        self,
        item_id: int,
        *,
        page: int | None = None,
        label: str = "",
        phrase: str = "",
        near: str = "",
        anchor: Anchor | None = None,
    ) -> None:
        """Bring a place of an item of the register into view, whatever is open now.

        page: from 0; None with a `label` seeks the page by the number printed on it. phrase: words to be found in the
        item, from that page on and first within text `near`; the search line stays open on them. anchor: a passage's
        place, instead of a page.
        """
        if anchor is None:
            self._go(item_id, _Goal(page, label=label, phrase=phrase, near=near))
            return
        box = anchor.rectangles[0] if anchor.rectangles else None
        offset = anchor.start_offset if anchor.page_index is None else None
        self._go(item_id, _Goal(anchor.page_index, box, offset, anchor.page_label, phrase, anchor.from_ms))

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
        self._go(item_id, _Goal(page, box, offset, label))

    def _go(self, item_id: int, goal: _Goal) -> None:
        item = self._items.get(item_id)
        if item is None:
            return
        self._goal = goal
        if self.item is None or self.item.id != item_id:
            self._open(item)
        elif self.outline is not None:
            self._reach_goal()

    def _reach_goal(self) -> None:
        goal, self._goal = self._goal, None
        if goal is None or self.outline is None:
            return
        page = goal.page
        if page is None and goal.label:
            page = next((n for n, one in enumerate(self.outline.pages) if one.label == goal.label), None)
        if self.stack.currentIndex() == FLOW:
            if self.flow.flow is None:
                self._goal = goal
                return
            if goal.offset is not None:
                self.flow.go_to(goal.offset)
        elif page is not None:
            self.pages.go_to(page, goal.box)
        if goal.moment is not None and self.stack.currentIndex() == PLAYER:
            self.player.go_to(goal.moment)
        if goal.phrase:
            self.begin_search()
            self.finder.words.setText(goal.phrase)
            self.search.look_for(goal.phrase, goal.near)

    def _open(self, item: EvidenceRow) -> None:
        self._close_reader()
        self.item = item
        self._marks, self._chosen = (), 0
        self._empty()
        self.notes.clear()
        if self.isVisible():
            self._start_reader()
        self.item_shown.emit(item)

    def _empty(self) -> None:
        """Hold nothing of what was read any more."""
        self.outline = None
        self.search.show_item(None)
        self.pages.show_document(None)
        self.flow.show_flow(None)
        self.player.let_go()
        self.contents.forget()
        self._small = []
        self.problem.clear()
        self._show_item_words()

    def _start_reader(self) -> None:
        assert self.item is not None
        item = self.item
        self.recognition.show_item(item)
        if item.kept_sealed:
            self._refuse(
                f"{item.key} is kept sealed: {item.kept_sealed} It is stored and never opened.", opens_elsewhere=False
            )
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
        self.recognition.show_item(None)
        self._close_reader()
        self.item = None
        self.stack.setCurrentIndex(NOTHING)
        self._empty()

    def hideEvent(self, event: QHideEvent) -> None:
        """Close the worker and wipe what it drew: a page out of sight, or a locked desk, holds nothing of the item."""
        super().hideEvent(event)
        self.recognition.show_item(None)
        if self.item is not None and self._reader is not None:
            here = {PAGES: _Goal(self.pages.page), PLAYER: _Goal(moment=self.player.moment)}
            self._goal = here.get(self.stack.currentIndex())
            self._close_reader()
            self._empty()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.item is not None and self._reader is None:
            self._start_reader()

    # -- what the reader tells ----------------------------------------------------------------------------------------

    def _opened(self, outline: Outline) -> None:
        self._late.stop()
        self.outline = outline
        self._show_notes()
        match outline.kind:
            case DocumentKind.PAGES | DocumentKind.PICTURE:
                self.stack.setCurrentIndex(PAGES)
                labels = tuple(page.label for page in outline.pages)
                self.search.show_item(self.pages, len(labels), labels)
                self.pages.show_document(outline)
                self._draw_marks()
                self.head.place.show_labels(labels)
                self.contents.show_pages(outline.pages, outline.bookmarks)
                self._show_page(0)
                self.contents.wish()
            case DocumentKind.MEDIA:
                self._play()
            case _:
                self.stack.setCurrentIndex(FLOW)
                self.search.show_item(self.flow)
                self._ask([], [], flow=True)
        self._show_item_words()
        self._reach_goal()
        self.opened.emit(outline)

    def _play(self) -> None:
        """Hand the recording in view to its player; what said how long it is has done its part."""
        item, open_player = self.item, self._open_player
        if item is None or open_player is None:
            self._refuse("A recording is not played here. Open it in its own program.", opens_elsewhere=True)
            return
        self.notes.clear()  # the player knows the length itself
        self.stack.setCurrentIndex(PLAYER)
        self.player.show_recording(lambda: open_player(item), item.key)
        self._draw_marks()

    def _pictured(self, page: int, width: int, drawn: tuple[object, object]) -> None:
        picture, place = drawn
        if width == self.contents.width_wished and page in self._small:
            self._small.remove(page)
            self.contents.take(page, picture)  # type: ignore[arg-type]
            return
        self.pages.take_picture(page, width, picture, place)  # type: ignore[arg-type]

    def _texted(self, page: int, text: PageText) -> None:
        self.pages.take_text(page, text)
        self.search.take(page, text.text)
        if not text.text.strip() and text.confidence is None:
            self.recognition.offer()
        self.texted.emit(page)

    def _read_again(self) -> None:
        """Open the item anew, at the page in view: its words are known now."""
        if self.item is not None and self._reader is not None:
            self._goal = _Goal(self.pages.page)
            self._close_reader()
            self._empty()
            self._start_reader()

    def _flowed(self, flow: Flow) -> None:
        self.flow.show_flow(flow)
        self._show_notes()
        self.contents.show_flow(flow)
        self._draw_marks()
        self.search.take(0, flow.text)
        self._reach_goal()
        if self.outline is not None:
            self.opened.emit(self.outline)

    def _refused(self, page: int | None, why: DeskError) -> None:
        if page is None:
            self._refuse(str(why), opens_elsewhere=isinstance(why, CannotPreview))
        else:
            self.pages.take_problem(page, str(why))

    def _refuse(self, sentence: str, *, opens_elsewhere: bool) -> None:
        self._late.stop()
        self.refusal.show_words(sentence, opens_elsewhere=opens_elsewhere and self.elsewhere is not None)
        self.stack.setCurrentIndex(REFUSED)
        self._show_item_words()

    def _wish(self, pictures: list[tuple[int, int]], texts: list[int]) -> None:
        self._wanted = pictures, texts
        self._ask(pictures, texts)

    def _ask(self, pictures: list[tuple[int, int]], texts: list[int], *, flow: bool = False) -> None:
        if self._reader is None:
            return
        more: list[int] = []
        if self.search.is_open and self.outline is not None:
            unknown = self.search.finding.unknown(range(len(self.outline.pages)), self.pages.page)
            more = [each for each in unknown if each not in texts]
        later = [(page, self.contents.width_wished) for page in self._small]
        wants = bool(pictures or texts or more or later or flow)
        if wants or self._wants:  # what is not wanted any more is to be forgotten once
            self._reader.want(pictures, [*texts, *more], later, flow=flow)
        self._wants = wants

    def _wish_small(self, pages: list[int]) -> None:
        """Ask for small pictures once there is nothing larger to draw."""
        self._small = pages
        if pages and self.stack.currentIndex() == PAGES:
            self.pages.wish()
