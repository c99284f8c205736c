"""Reading beside the judgement: the item, its marks and what they bear on, and every key that works on them."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.evidence import EvidenceRow, Stance
from rpl_desk.domain.judgements import CriterionRow, short_label
from rpl_desk.domain.passages import LinkedPassage
from rpl_desk.ui.case.criterion_picker import CriterionPicker
from rpl_desk.ui.case.marking import MOST_RECENT, Marking
from rpl_desk.ui.case.passages_list import NewPassage, PassagesPanel
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.viewer.player_view import PLAYER_KEYS
from rpl_desk.ui.viewer.viewer import EvidenceViewer
from rpl_desk.ui.widgets import RefusedBox

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

STANCES = {"+": Stance.SUPPORTS, "~": Stance.PARTLY, "-": Stance.CONTRADICTS, "−": Stance.CONTRADICTS}


class ReadingPane(QWidget):
    """The item in view over the passages of the criterion in view.

    before: called before each change, so that text being typed is kept first. changed: something was kept.
    refused: why it was not. criterion_asked: another criterion is to be in view, because it is marked for.
    needed: a key acts here, so the pane must be in view.
    """

    changed = Signal()
    refused = Signal(str)
    criterion_asked = Signal(object)
    needed = Signal()

    keys = (
        ("V", "Read the item: arrows move, Shift selects, Ctrl+F finds, Esc goes back"),
        ("N P", "Next and previous linked passage; Delete removes it"),
        ("Q", "Mark what is selected for this criterion; Enter marks and asks for a note, Ctrl+Enter closes it"),
        ("R", "While reading or with a selection: one of the last nine criteria, by its digit"),
        ("/", "A criterion by its code or words; without a selection, what you select next is marked for it"),
        ("A", "Mark an area: arrows move it, with Shift they size it, with Ctrl by small steps"),
        ("I", "Mark the whole item"),
        ("Ctrl+Alt+1", "Mark what the search found"),
        ("O", "Next of the marks that overlap here, else the next mark of the item"),
        ("S E", "Move the start or the end of the mark with the arrow keys by word, with Ctrl by character"),
        ("+ ~ -  1 2 3", "What the mark says, and how strongly; Delete removes it"),
        ("H", "Hide the marks for other criteria, or show them again"),
        ("L", "Link a page or quotation of the item in view by hand"),
        *PLAYER_KEYS,
    )

    def __init__(
        self, desk: "Desk", before: Callable[[], None], preferences: Preferences | None, *, key_hints: bool
    ) -> None:
        super().__init__()
        self._criteria: tuple[CriterionRow, ...] = ()
        self.viewer = EvidenceViewer(desk.evidence.preview, desk.evidence.player)
        self.marking = Marking(desk, self.viewer, before, self)
        self.marking.changed.connect(self.changed)
        self.marking.refused.connect(self.refused)
        self.marking.picked.connect(self._show_picked)
        self.marking.shown.connect(self._show_words)
        self.viewer.item_shown.connect(self._show_item)
        self.viewer.mark_asked.connect(self.marking.mark)
        self.painting = RefusedBox("notice")
        self.picker = CriterionPicker()
        self.picker.picked.connect(self._mark_for)
        self.picker.closed.connect(self.read)
        self.passages = PassagesPanel(key_hints=key_hints)
        self.passages.noted.connect(self._note)
        self.passages.linked.connect(self._link)
        self.passages.removed.connect(self.marking.unlink)
        self.passages.asked.connect(lambda passage: self.marking.go_to(passage.passage_id))
        self.passages.only_asked.connect(self.marking.show_only_this)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.viewer, 1)
        for widget in (self.painting, self.picker, self.passages):
            column.addWidget(widget)

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, contents: CaseContents) -> None:
        """Show the evidence of a case; `read_passages` comes before it."""
        self._criteria = contents.criteria
        self.passages.show_items(contents.evidence)
        self.viewer.show_items(contents.evidence)

    def read_passages(self, case: CaseRow, criteria: Iterable[CriterionRow]) -> dict[int, list[LinkedPassage]]:
        """Read the passages of a case again; returns one's own links by criterion, in the order they were made."""
        self.marking.show_case(case, criteria)
        return self.marking.linked()

    def show_criterion(self, criterion: CriterionRow) -> None:
        self.marking.show_criterion(criterion)
        self._show_painting()

    def show_linked(self, passages: Iterable[LinkedPassage], criterion: CriterionRow) -> None:
        """Show which passages bear on the criterion in view."""
        self.passages.show_linked(passages, short_label(criterion.label))
        self._show_words()
        self._show_picked()

    def let_go(self) -> None:
        """Drop everything of the last person or case from the window."""
        self.picker.hide()
        self.viewer.let_go()
        self.marking.show_case(None)
        self.passages.done()
        self.passages.show_linked((), "")
        self._show_painting()

    def _show_item(self, item: EvidenceRow | None) -> None:
        self.passages.show_item(item)
        self._show_words()

    def _show_words(self) -> None:
        self.passages.show_marks_words(self.marking.words_for(self.viewer.item), only=self.marking.only_this)

    def _show_picked(self) -> None:
        """Show which mark is being worked on among the chips, with its note."""
        one = self.marking.current
        link = self.marking.link_of(one) if one is not None else None
        self.passages.show_picked(self.marking.chosen if one is not None else 0, link.note if link else "")

    def _show_painting(self) -> None:
        criterion = self.marking.criterion
        on = self.marking.painting and criterion is not None
        words = f"What you select is marked for {criterion.label}. Esc ends this." if on and criterion else ""
        self.painting.show_info(words, "pen-line")

    # -- marking ------------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Put the keyboard into the item."""
        self.viewer.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _link(self, new: NewPassage) -> None:
        if self.marking.link_by_hand(new):
            self.passages.done()

    def _note(self, text: str) -> None:
        if self.marking.set_note(text):
            self.read()

    def _mark_and_note(self) -> bool:
        """Mark what is selected, or take the mark being worked on, and go to its note."""
        if (self.viewer.has_selection and self.marking.mark()) or self.marking.current is not None:
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
        if self.viewer.has_selection:
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
        marking, key = self.marking, event.text().upper()
        reading = self.viewer.view.hasFocus()
        if marking.criterion is None:
            return False
        acts: dict[str, Callable[[], object]] = {
            "V": self.read,
            "N": partial(self.passages.step, 1),
            "P": partial(self.passages.step, -1),
            "L": self.passages.ask,
            "Q": marking.mark,
            "/": lambda: self.picker.ask_any(self._criteria),
            "A": self.viewer.begin_area,
            "I": marking.mark_whole,
            "O": marking.cycle,
            "H": lambda: marking.show_only_this(not marking.only_this),
        }
        if reading or self.viewer.has_selection:
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
