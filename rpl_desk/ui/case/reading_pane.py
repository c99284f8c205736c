"""Reading beside the judgement: the item, its marks and what they bear on, and every key that works on them."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.evidence import Stance
from rpl_desk.domain.judgements import CriterionRow, short_label
from rpl_desk.domain.mark_cards import MarkCard
from rpl_desk.domain.passages import LinkedPassage
from rpl_desk.ui.case.criterion_picker import CriterionPicker
from rpl_desk.ui.case.marking import MOST_RECENT, Marking
from rpl_desk.ui.case.marks_sidebar import MarksSidebar
from rpl_desk.ui.case.passages_list import NewPassage, PassagesPanel
from rpl_desk.ui.case.undo_list import UndoList
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.single_keys import Hint, SingleKeys, no_hint
from rpl_desk.ui.theme import look
from rpl_desk.ui.viewer.beside import SideBySide
from rpl_desk.ui.viewer.player_view import PLAYER_KEYS
from rpl_desk.ui.viewer.viewer import VIEWER_KEYS, EvidenceViewer
from rpl_desk.ui.widgets import RefusedBox

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

STANCES = {"+": Stance.SUPPORTS, "~": Stance.PARTLY, "-": Stance.CONTRADICTS, "−": Stance.CONTRADICTS}

SIDE_BY_SIDE = 520  # from this width, at 100 % text, the cards stand beside the item


class ReadingPane(QWidget):
    """The item in view over the passages of the criterion in view.

    before: called before each change, so that text being typed is kept first. changed: something was kept.
    refused: why it was not. criterion_asked: another criterion is to be in view, because it is marked for.
    needed: a key acts here, so the pane must be in view. undone: says what was taken back or made again.

    hint: gives the key of a command as it is now; `meaning` the command of a typed key.
    """

    changed = Signal()
    refused = Signal(str)
    criterion_asked = Signal(object)
    needed = Signal()
    undone = Signal(str)

    keys = (
        ("V", "Read the item: arrows move, Shift selects, Esc goes back"),
        ("N P", "Next and previous linked passage; Delete removes it"),
        ("Q", "Mark what is selected for this criterion; Enter marks and asks for a note, Ctrl+Enter closes it"),
        ("R", "While reading or with a selection: one of the last nine criteria, by its key"),
        ("/", "A criterion by its code or words; without a selection, what you select next is marked for it"),
        ("A", "Mark an area: arrows move it, with Shift they size it, with Ctrl by small steps"),
        ("I", "Mark the whole item"),
        ("Ctrl+Alt+1", "Mark what the search found"),
        ("O", "Next of the marks that overlap here, else the next mark of the item"),
        ("S E", "Move the start or the end of the mark with the arrow keys by word, with Ctrl by character"),
        ("+ ~ -  1 2 3", "What the mark says, and how strongly; Delete removes it"),
        ("B", "Marks as cards: arrows move, Enter writes the note, Esc goes back, Space shows, Delete removes"),
        ("Z", "What you did, to take back or make again"),
        ("H", "Hide the marks for other criteria, or show them again"),
        ("Alt+B  F6", "Two items side by side; to the other one"),
        ("L", "Link a page or quotation of the item in view by hand"),
    )
    fixed_keys = (*VIEWER_KEYS, *PLAYER_KEYS)

    def __init__(
        self,
        desk: "Desk",
        before: Callable[[], None],
        preferences: Preferences | None,
        hint: Hint = no_hint,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self.take_outside: Callable[[QKeyEvent], bool] = self.take_key
        self.meaning: Callable[[str], str] = str.upper
        self._order: tuple[int, ...] = ()
        self._criteria: tuple[CriterionRow, ...] = ()
        self._items: dict[int, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.halves = QSplitter()
        self.halves.setChildrenCollapsible(False)
        column.addWidget(self.halves, 1)
        self.beside = SideBySide(partial(EvidenceViewer.of, desk, preferences), preferences, self.halves)
        self.viewer = self.beside.first
        self.marking = Marking(desk, self.viewer, before, self)
        self.marking.changed.connect(self.changed)
        self.marking.refused.connect(self.refused)
        self.marking.picked.connect(self._show_picked)
        self.marking.shown.connect(self._show_words)
        self.viewer.item_shown.connect(lambda _: self._show_item())
        self.beside.made.connect(self._take_second)
        self.beside.turned.connect(self._turned)
        self.painting = RefusedBox("notice")
        self.picker = CriterionPicker(SingleKeys(preferences))
        self.picker.picked.connect(self._mark_for)
        self.picker.closed.connect(self.read)
        self.picker.opened.connect(self._arrange)
        self.passages = PassagesPanel(hint)
        self.passages.noted.connect(self._note)
        self.passages.linked.connect(self._link)
        self.passages.removed.connect(self.marking.unlink)
        self.passages.asked.connect(lambda passage: self.marking.go_to(passage.passage_id))
        self.passages.only_asked.connect(self.marking.show_only_this)
        self.viewer.head.offer("Marks as cards", hint("B"), self.toggle_sidebar)
        self.viewer.head.offer("What you did", hint("Z"), self.show_history)
        self.sidebar = self._sidebar()
        self.halves.addWidget(self.beside)
        self.halves.addWidget(self.sidebar)
        self.halves.setStretchFactor(0, 1)
        self.halves.setSizes([560, 280])
        if preferences is not None:
            preferences.follow_divider(self.halves, "reading-marks")
        for widget in (self.painting, self.picker, self.passages):
            column.addWidget(widget)

    def _sidebar(self) -> MarksSidebar:
        made = MarksSidebar()
        made.hide()
        made.closed.connect(self.toggle_sidebar)
        made.moved.connect(self._follow_card)
        made.opened.connect(lambda card: self.marking.go_to(card.passage.id))
        made.noted.connect(self._note_card)
        made.removed.connect(self._remove_card)
        made.take_key = lambda event: self.take_outside(event)
        return made

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, contents: CaseContents) -> None:
        """Show the evidence of a case; `read_passages` comes before it."""
        self._criteria = contents.criteria
        self._order = tuple(one.id for one in contents.evidence)
        self._items = {one.id: one.key for one in contents.evidence}
        self._show_cards()
        self.passages.show_items(contents.evidence)
        self.beside.show_items(contents.evidence)

    def read_passages(self, case: CaseRow, criteria: Iterable[CriterionRow]) -> dict[int, list[LinkedPassage]]:
        """Read the passages of a case again; returns one's own links by criterion, in the order they were made."""
        self._criteria = tuple(criteria)
        self.marking.show_case(case, self._criteria)
        self._show_cards()
        return self.marking.linked()

    def show_criterion(self, criterion: CriterionRow) -> None:
        self.marking.show_criterion(criterion)
        self.sidebar.show_criterion(criterion.id)
        self._show_painting()

    def show_linked(self, passages: Iterable[LinkedPassage], criterion: CriterionRow) -> None:
        """Show which passages bear on the criterion in view."""
        self.passages.show_linked(passages, short_label(criterion.label))
        self._show_words()
        self._show_picked()

    def let_go(self) -> None:
        """Drop everything of the last person or case from the window."""
        self.picker.put_away()
        self.beside.let_go()
        self.marking.show_case(None)
        self._criteria, self._items, self._order = (), {}, ()
        self.sidebar.show_cards((), ())
        self.passages.done()
        self.passages.show_linked((), "")
        self._show_painting()

    def _take_second(self, viewer: EvidenceViewer) -> None:
        self.marking.follow(viewer)
        viewer.item_shown.connect(lambda _: self._show_item())

    def _turned(self, viewer: EvidenceViewer) -> None:
        self.marking.use(viewer)
        self._show_item()

    def _show_item(self) -> None:
        """Follow the item in the viewer that is in use."""
        item = self.beside.active.item
        self.passages.show_item(item)
        self.sidebar.show_item(item.id if item is not None else None)
        self._show_words()

    def _show_cards(self) -> None:
        """Show the marks as cards, where they can be seen."""
        if self.sidebar.isHidden():
            return
        known = {one.id: (one.id, one.key, one.label) for one in self._criteria}
        cards = [
            MarkCard(
                one.passage,
                self._items.get(one.passage.evidence_id, ""),
                one.links,
                tuple(known[link.criterion_id] for link in one.links if link.criterion_id in known),
                one.author,
                one.is_mine,
            )
            for one in self.marking.passages
        ]
        self.sidebar.show_cards(cards, self._order)

    def _show_words(self) -> None:
        self.passages.show_marks_words(self.marking.words_for(self.beside.active.item), only=self.marking.only_this)

    def _show_picked(self) -> None:
        """Show which mark is being worked on among the chips, with its note."""
        one = self.marking.current
        link = self.marking.link_of(one) if one is not None else None
        self.passages.show_picked(self.marking.chosen if one is not None else 0, link.note if link else "")
        if one is not None:
            self.sidebar.show_picked(self.marking.chosen)

    def _show_painting(self) -> None:
        criterion = self.marking.criterion
        on = self.marking.painting and criterion is not None
        words = f"What you select is marked for {criterion.label}. Esc ends this." if on and criterion else ""
        self.painting.show_info(words, "pen-line")

    # -- cards and history --------------------------------------------------------------------------------------------

    def toggle_sidebar(self) -> None:
        """Show the marks as cards with the keyboard on them, or put them away and go back to the item."""
        if self.sidebar.isHidden():
            self.sidebar.show()
            self._arrange()
            self._show_cards()
            self.sidebar.show_picked(self.marking.chosen)
            self.sidebar.start()
        else:
            self.sidebar.hide()
            self._arrange()
            self.read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the cards beside the item where there is room for both, else under it in the place of the chips."""
        narrow = self.width() < look().theme.grown(SIDE_BY_SIDE)
        self.halves.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
        covered = narrow and not self.sidebar.isHidden()
        self.passages.setVisible(not covered and self.picker.isHidden())

    def _follow_card(self, card: MarkCard) -> None:
        """Show the card's place where its item is in view; another item is opened only when that is asked for."""
        item = self.beside.active.item
        if item is not None and card.passage.evidence_id == item.id:
            self.marking.go_to(card.passage.id)
        else:
            self.marking.pick(card.passage.id)

    def _note_card(self, card: MarkCard, text: str) -> None:
        criterion = self.marking.criterion
        link = card.link_for(criterion.id if criterion is not None else None)
        if link is not None and link.note != text.strip():
            self.marking.set_note(text, link)

    def _remove_card(self, card: MarkCard) -> None:
        self.marking.pick(card.passage.id)
        self.marking.remove()

    def show_history(self) -> None:
        """Show what one did on this case, to be taken back or made again."""
        case = self.marking.case
        if case is not None:
            history = self._desk.undoing.history(case.id)
            UndoList(history.undo, history.redo, lambda redo: self.undo(redo=redo), self).open()

    def undo(self, *, redo: bool = False) -> str:
        """Take back the last change, or make it again; returns its label, empty when nothing could be done."""
        said = self.marking.undo(redo=redo)
        if said:
            self.undone.emit(f"{'Done again' if redo else 'Undone'}: {said}")
        return said

    # -- marking ------------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Put the keyboard into the item."""
        self.beside.active.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _ask_by_hand(self) -> None:
        self.sidebar.hide()
        self._arrange()
        self.passages.ask()

    def _link(self, new: NewPassage) -> None:
        if self.marking.link_by_hand(new):
            self.passages.done()

    def _note(self, text: str) -> None:
        if self.marking.set_note(text):
            self.read()

    def _mark_and_note(self) -> bool:
        """Mark what is selected, or take the mark being worked on, and go to its note."""
        if (self.beside.active.has_selection and self.marking.mark()) or self.marking.current is not None:
            self.passages.ask_note()
            return True
        return False

    def _mark_for(self, criterion: CriterionRow) -> None:
        """Bring a criterion into view; mark for it what is selected or being worked on, else what is selected next."""
        chosen = self.marking.chosen
        self.criterion_asked.emit(criterion)
        now = self.marking.criterion
        self.read()
        if now is None or now.id != criterion.id:
            return  # what was being typed could not be kept, so the other criterion stays in view
        if self.beside.active.has_selection:
            self.marking.mark()
        elif chosen:
            self.marking.pick(chosen)
            self.marking.mark()
        else:
            self.marking.painting = True
            self._show_painting()

    def end_painting(self) -> bool:
        """Stop marking each selection; tells whether that was going on."""
        was, self.marking.painting = self.marking.painting, False
        self._show_painting()
        return was

    def _recent(self) -> list[CriterionRow]:
        """Return nine criteria: those marked for last, then those that follow the one in view."""
        by_id = {one.id: one for one in self._criteria}
        now = self.marking.criterion
        here = next((place for place, one in enumerate(self._criteria) if now is not None and one.id == now.id), 0)
        following = [one.id for one in self._criteria[here:] + self._criteria[:here]]
        ids = dict.fromkeys([*self.marking.recent(), *following])
        return [by_id[key] for key in ids if key in by_id][:MOST_RECENT]

    # -- keys ---------------------------------------------------------------------------------------------------------

    def take_key(self, event: QKeyEvent) -> bool:
        """Act on a single key; tells whether it was one of ours."""
        marking, key = self.marking, self.meaning(event.text())
        reading = self.beside.active.view.hasFocus()
        if marking.criterion is None:
            return False
        acts: dict[str, Callable[[], object]] = {
            "V": self.read,
            "N": partial(self.passages.step, 1),
            "P": partial(self.passages.step, -1),
            "L": self._ask_by_hand,
            "Q": marking.mark,
            "/": lambda: self.picker.ask_any(self._criteria),
            "A": self.beside.active.begin_area,
            "I": marking.mark_whole,
            "O": marking.cycle,
            "B": self.toggle_sidebar,
            "Z": self.show_history,
            "H": lambda: marking.show_only_this(not marking.only_this),
        }
        if reading or self.beside.active.has_selection:
            acts["R"] = lambda: self.picker.ask_recent(self._recent())
        if marking.current is not None:
            acts |= {sign: partial(marking.set_stance, stance) for sign, stance in STANCES.items()}
            acts |= {digit: partial(marking.set_strength, int(digit)) for digit in "123"}
            acts |= {one: partial(marking.begin_adjusting, at_end=one == "E") for one in "SE"}
        if event.key() == Qt.Key.Key_Delete and marking.current is not None:
            marking.remove()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return reading and self._mark_and_note()
        elif key in acts:
            self.needed.emit()
            acts[key]()
        else:
            return False
        return True
