"""The parts of a viewer: head, search, contents, pages and text, with what is marked and selected in them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from rpl_desk.domain.evidence import EvidenceRow
from rpl_desk.domain.passages import Anchor
from rpl_desk.domain.preview import Outline
from rpl_desk.ui.announcer import say
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.single_keys import SingleKeys
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.viewer.capture import flow_selection, page_selection
from rpl_desk.ui.viewer.contents_pane import ContentsPane
from rpl_desk.ui.viewer.elsewhere import Copies, OpenElsewhere
from rpl_desk.ui.viewer.find_bar import FindBar
from rpl_desk.ui.viewer.flow_view import FlowView
from rpl_desk.ui.viewer.item_search import ItemSearch
from rpl_desk.ui.viewer.marks import Mark
from rpl_desk.ui.viewer.page_view import PageView
from rpl_desk.ui.viewer.player_view import PlayerView
from rpl_desk.ui.viewer.recognition_bar import RecognitionBar
from rpl_desk.ui.viewer.refused_item import RefusedItem
from rpl_desk.ui.viewer.view_menu import ViewMenu
from rpl_desk.ui.viewer.viewer_head import ViewerHead
from rpl_desk.ui.viewer.whole_marks import WholeMarks
from rpl_desk.ui.widgets import EmptyState, Paragraph, RefusedBox

if TYPE_CHECKING:
    from rpl_desk.services.recognising import RecognisingService

NOTHING, LOADING, PAGES, FLOW, REFUSED, PLAYER = range(6)

LEAST_HEIGHT = 88  # pixels of an item that stay in view in a low window with large text


class ViewerBody(QWidget):
    """Holds the widgets of a viewer; `EvidenceViewer` brings items into them.

    selected: what is selected changed. settled: a selection was let go. mark_asked: the person asks to mark what is
    selected. touched: a mark was clicked (key). adjusted: an end of a mark was moved and let go; read `selection`.
    """

    selected = Signal()
    settled = Signal()
    mark_asked = Signal()
    touched = Signal(int)
    adjusted = Signal()

    def __init__(
        self,
        preferences: Preferences | None,
        recognising: "RecognisingService | None",
        copies: Copies | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.item: EvidenceRow | None = None
        self.outline: Outline | None = None
        self._marks: tuple[Mark, ...] = ()
        self._chosen = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.pages, self.flow, self.player = PageView(), FlowView(), PlayerView(SingleKeys(preferences))
        self.head = ViewerHead(self.pages, ViewMenu(self.pages, self.flow, self, preferences))
        self.head.place.left.connect(lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.head.offer("Contents: pages and outline", "Alt+T", self.toggle_contents, keys_on=self)
        self.head.offer("Draw an area", "Alt+A", self.begin_area, keys_on=self)
        self.head.search_asked.connect(self.begin_search)
        column.addWidget(self.head)
        self.finder = FindBar()
        self.search = ItemSearch(self.finder)
        self.finder.closed.connect(self.end_search)
        self.finder.mark_asked.connect(self._mark_hit)
        column.addWidget(self.finder)
        self.notes, self.problem = RefusedBox("notice"), RefusedBox()
        column.addWidget(self.notes)
        self.recognition = RecognitionBar(recognising)
        self.head.offer("Recognise the words of a scan", "Alt+O", self.recognition.act.click, keys_on=self)
        column.addWidget(self.recognition)
        column.addWidget(self.problem)
        self.head.place.refused.connect(self.problem.show_problem)
        self.whole = WholeMarks()
        self.whole.touched.connect(self.touched)
        column.addWidget(self.whole)
        self.loading = Paragraph("", tone="second")
        self.refusal = RefusedItem()
        self.elsewhere = OpenElsewhere(copies, self) if copies is not None else None
        if self.elsewhere is not None:
            self.elsewhere.problem.connect(self.problem.show_problem)
            self.refusal.elsewhere.clicked.connect(self.open_elsewhere)
            self.head.offer("Open in its own program", "Alt+X", self.open_elsewhere, keys_on=self)
        # From the outside in: what is moved with all that is in it is styled anew at each move.
        self.split = QSplitter(Qt.Orientation.Horizontal)
        column.addWidget(self.split, 1)
        self.split.setChildrenCollapsible(False)
        self.contents, self.stack = ContentsPane(), QStackedWidget()
        self.contents.hide()
        self.split.addWidget(self.contents)
        self.split.addWidget(self.stack)
        self.split.setStretchFactor(1, 1)
        self.stack.setMinimumHeight(LEAST_HEIGHT)
        spot = QWidget()
        inside = QVBoxLayout(spot)
        inside.setContentsMargins(SPACE["xl"], SPACE["xl"], SPACE["xl"], SPACE["xl"])
        inside.addWidget(self.loading)
        inside.addStretch(1)
        none = EmptyState("paperclip", "No evidence yet.")
        for widget in (none, spot, self.pages, self.flow, self.refusal, self.player):
            self.stack.addWidget(widget)
        self.contents.page_asked.connect(self.pages.go_to)
        self.contents.offset_asked.connect(self.flow.go_to)
        self.contents.closed.connect(self.toggle_contents)
        self.pages.turned_to.connect(self._show_page)
        self.pages.zoomed.connect(self.head.show_zoom)
        self.flow.resized.connect(self.head.show_zoom)
        for view in (self.pages, self.flow, self.player):
            view.selected.connect(self.selected)
            view.settled.connect(self.settled)
            view.touched.connect(self.touched)
            view.adjusted.connect(self.adjusted)

    def add_to_head(self, widget: QWidget) -> None:
        """Put a button at the right of the head."""
        self.head.add(widget)

    # -- words in the head --------------------------------------------------------------------------------------------

    def _show_item_words(self) -> None:
        place = self.stack.currentIndex()
        self.head.show_item(self.item, paged=place == PAGES, searched=place in (PAGES, FLOW))

    def _show_page(self, page: int) -> None:
        if self.pages.count and self.outline is not None:
            key = self.item.key if self.item is not None else "the item"
            self.head.show_page(page, self.outline.pages[page].label, key)
            self.contents.show_page(page)
            self.problem.clear()

    def _ask_page(self) -> None:
        if self.stack.currentIndex() == PAGES:
            self.head.place.start()

    def toggle_contents(self) -> None:
        """Show the pages small and the outline with the keyboard in them, or put them away."""
        if self.contents.isHidden():
            self.contents.show()
            self.split.setSizes([self.contents.minimumWidth(), self.width() - self.contents.minimumWidth()])
            self.contents.show_page(self.pages.page)
            self.contents.wish()
            self.contents.start()
        else:
            self.contents.hide()
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_elsewhere(self) -> None:
        """Give a copy of the item in view to its own program; the log says so."""
        if self.elsewhere is not None:
            self.elsewhere.open(self.item)

    # -- marks and selection ------------------------------------------------------------------------------------------

    def show_marks(self, marks: Iterable[Mark], chosen: int = 0) -> None:
        """Show the marks of the item in view; `chosen` is the key of the one being worked on, 0 for none."""
        self._marks, self._chosen = tuple(marks), chosen
        self._draw_marks()

    def show_pending(self, mark: Mark) -> None:
        """Draw a mark at once that is not kept yet, in the place of one of its key; `show_marks` says what came of it.

        It is on the screen when this returns, so that a person sees their key followed before anything is written.
        """
        self._marks = (*(one for one in self._marks if one.key != mark.key), mark)
        self._draw_marks()
        view = self.view
        drawn = view.strip if isinstance(view, PlayerView) else self.whole if mark.is_whole else view.viewport()
        drawn.repaint()

    def _draw_marks(self) -> None:
        self.pages.chosen = self.flow.chosen = self._chosen
        self.pages.show_marks(self._marks)
        self.flow.show_marks(self._marks)
        self.player.show_marks(self._marks, self._chosen)
        self.whole.show_marks(self._marks, self._chosen)
        if self.stack.currentIndex() == FLOW:
            self._show_notes()

    def _show_notes(self) -> None:
        """Say what the item holds that is not shown, and which marks have other words in their place now."""
        notes = list(self.outline.notes if self.outline is not None else ())
        if self.item is not None and self.flow.flow is not None and not self.flow.flow.text.strip():
            notes.append(f"{self.item.key} holds no words that can be shown here. See it in its own program.")
        if count := len(self.flow.astray):
            notes.append(
                f"{'A mark' if count == 1 else f'{count} marks'} made by another version of the program"
                f" {'is' if count == 1 else 'are'} not drawn: the text is read otherwise now, and other words stand"
                " there. Each is kept with its quotation: find its words with Ctrl+F, and mark them again."
            )
        self.notes.show_problem("\n".join(notes))

    def begin_area(self) -> None:
        """Begin to mark an area with the keys, where the item has pages."""
        if self.stack.currentIndex() == PAGES:
            self.pages.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.pages.begin_area()
            say(self, "Arrow keys move the area, with Shift they size it, with Ctrl by small steps")

    def begin_adjusting(self, mark: Mark, *, at_end: bool) -> None:
        """Let the arrow keys move one end of a marked text of the item in view."""
        view = self.view
        if view is self.player and mark.start is not None and mark.end is not None:
            self.player.adjust(mark.start, mark.end, at_end=at_end)
            return
        if mark.ends is not None:
            self.pages.adjust(*mark.ends, at_end=at_end)
        elif mark.start is not None and mark.end is not None:
            self.flow.adjust(mark.start, mark.end, at_end=at_end)
        else:
            say(self, "The ends of this mark cannot be moved. Remove it and mark it again.")
            return
        view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        say(self, f"Arrow keys move the {'end' if at_end else 'start'} by a word, with Ctrl by a character")

    def selection(self) -> tuple[Anchor, bytes] | None:
        """Return the place selected in the item in view with its picture as PNG; None when nothing is selected.

        The picture is empty where there are no pages. Raises RuleViolation for a selection that no mark takes.
        """
        if self.outline is None or self.item is None:
            return None
        if self.stack.currentIndex() == PLAYER:
            return self.player.anchor(self.item.sha256)
        if self.stack.currentIndex() == FLOW:
            anchor = flow_selection(self.flow, self.item.sha256)
            return None if anchor is None else (anchor, b"")
        return page_selection(self.pages, self.outline, self.item.sha256)

    @property
    def has_selection(self) -> bool:
        """Whether words, an area or a stretch of time are selected in the item in view."""
        view = self.view
        return view.selection is not None or (view is self.pages and self.pages.area is not None)

    @property
    def how_to_select(self) -> str:
        """What to do before a place of the item in view can be marked, as a sentence."""
        if self.stack.currentIndex() == PLAYER:
            return "Press [ where the stretch starts and ] where it ends, then mark it."
        return "Select words first, or press A and mark an area with the arrow keys."

    def clear_selection(self) -> None:
        self.pages.clear_selection()
        self.flow.clear_selection()
        self.player.clear_selection()

    def marks_at_caret(self) -> list[int]:
        """Return the keys of the marks where the keyboard stands in the item."""
        return self.view.marks_at_caret()

    @property
    def view(self) -> PageView | FlowView | PlayerView:
        """The part that takes the keyboard."""
        views: dict[int, FlowView | PlayerView] = {FLOW: self.flow, PLAYER: self.player}
        return views.get(self.stack.currentIndex(), self.pages)

    # -- search -------------------------------------------------------------------------------------------------------

    def begin_search(self) -> None:
        """Open the search line with the keyboard in it."""
        if self.stack.currentIndex() in (PAGES, FLOW):
            self.search.begin(self.pages.page)

    def end_search(self) -> None:
        """Put the search away; what it found is selected, ready to be marked."""
        hit = self.search.end()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if hit is not None and self.stack.currentIndex() == FLOW:
            self.flow.select_hit(hit)
        elif hit is not None:
            self.pages.select_hit(hit)

    def _mark_hit(self) -> None:
        """Put the search away and ask that the hit in view be marked."""
        found = self.search.finding.current is not None
        self.end_search()
        if found:
            self.mark_asked.emit()
