"""Marks made while reading: which are shown, which one is being worked on, and what each key does to it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import EvidenceRow, Stance
from rpl_desk.domain.judgements import CriterionRow
from rpl_desk.domain.passages import Anchor, AnchorKind, LinkRow, Rectangle
from rpl_desk.ui.announcer import say
from rpl_desk.ui.viewer.marks import Mark
from rpl_desk.ui.viewer.viewer import EvidenceViewer

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.marking import MarkedPassage

STANCES = {"+": Stance.SUPPORTS, "~": Stance.PARTLY, "-": Stance.CONTRADICTS, "−": Stance.CONTRADICTS}


class Marking(QObject):
    """What an assessor does with marks in the item in view, for the criterion they are judging.

    before: called before each change, so that text being typed is kept first. changed: something was kept.
    refused: why it was not. picked: another mark is being worked on, or none.
    """

    changed = Signal()
    refused = Signal(str)
    picked = Signal()

    def __init__(self, desk: "Desk", viewer: EvidenceViewer, before: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._viewer, self._before = desk, viewer, before
        self._case: CaseRow | None = None
        self._criterion: CriterionRow | None = None
        self._passages: dict[int, MarkedPassage] = {}
        self.chosen = 0
        self.only_this = False
        viewer.touched.connect(self.pick)
        viewer.item_shown.connect(self.show)
        viewer.adjusted.connect(self._keep_bounds)

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, case: CaseRow | None) -> None:
        """Read the passages of a case again; None lets go of everything."""
        self._case = case
        found = self._desk.marking.passages(case.id) if case is not None else ()
        self._passages = {one.passage.id: one for one in found}
        if self.chosen not in self._passages:
            self.chosen = 0
        self.show()

    def show_criterion(self, criterion: CriterionRow | None) -> None:
        """Show the marks as they bear on a criterion; those that bear only on others are drawn quietly."""
        before, self._criterion = self._criterion, criterion
        if before is None or criterion is None or before.id != criterion.id:
            self.chosen = 0  # a key pressed for the next criterion must not reach the last one's mark
            self.picked.emit()
        self.show()

    def show(self, *_: object) -> None:
        """Draw the marks of the item in view."""
        item = self._viewer.item
        marks = [] if item is None else [self._mark(one) for one in self._of(item) if self._is_shown(one)]
        self._viewer.show_marks(marks, self.chosen)

    def words_for(self, item: EvidenceRow | None) -> str:
        """Return how many marks of an item bear on the criterion: "3 of 11 marks on this item"."""
        if item is None:
            return ""
        marks = self._of(item)
        here = sum(self.link_of(one) is not None for one in marks)
        return f"{here} of {len(marks)} mark{'' if len(marks) == 1 else 's'} on this item" if marks else ""

    def _of(self, item: EvidenceRow) -> list["MarkedPassage"]:
        """Return the passages that lie in an item's present bytes and can be shown in their place."""
        return [one for one in self._passages.values() if lies_in(one, item)]

    def _is_shown(self, one: "MarkedPassage") -> bool:
        return not self.only_this or self.link_of(one) is not None

    def link_of(self, one: "MarkedPassage") -> LinkRow | None:
        """Return what a passage says of the criterion in view, None where it says nothing of it."""
        criterion = self._criterion
        return next((link for link in one.links if criterion is not None and link.criterion_id == criterion.id), None)

    def _mark(self, one: "MarkedPassage") -> Mark:
        link, anchor = self.link_of(one), one.passage.anchor
        sign = link.stance.value if link is not None else "plain"
        says = f"{link.stance.value}, strength {link.strength}" if link is not None else "on another criterion"
        note = f". {link.note}" if link is not None and link.note else ""
        where = f"p.{anchor.place} " if anchor.place else ""
        return mark_of(one, sign, f"{where}{says}{note}")

    # -- one mark -----------------------------------------------------------------------------------------------------

    @property
    def current(self) -> "MarkedPassage | None":
        """The mark being worked on."""
        return self._passages.get(self.chosen)

    def pick(self, key: int) -> None:
        """Work on a mark; 0 on none."""
        self.chosen = key if key in self._passages else 0
        self.show()
        self.picked.emit()
        one = self.current
        if one is not None:
            say(self._viewer, f"{self._mark(one).words}: {one.passage.anchor.exact or one.passage.anchor.place}")

    def go_to(self, passage_id: int) -> None:
        """Bring a passage into view and work on it; one typed by hand leads to its page where that has a number."""
        one = self._passages.get(passage_id)
        if one is not None:
            lead_to(self._viewer, one)
            self.pick(passage_id)

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) mark of the item in reading order, round at the ends."""
        item = self._viewer.item
        keys = [one.passage.id for one in self._of(item) if self._is_shown(one)] if item is not None else []
        if keys:
            here = keys.index(self.chosen) + by if self.chosen in keys else (0 if by > 0 else -1)
            self.go_to(keys[here % len(keys)])

    # -- keys ---------------------------------------------------------------------------------------------------------

    def take_key(self, event: QKeyEvent) -> bool:
        """Act on a key that marks, or changes the mark being worked on; tells whether it was one of ours."""
        key = event.text()
        if self._case is None:
            return False
        if key in ("q", "Q"):
            self.mark()
        elif key in ("a", "A"):
            self._viewer.begin_area()
        elif key in ("o", "O"):
            self.step(1)
        elif self.current is None:
            return False
        elif key in ("s", "S", "e", "E"):
            self._viewer.begin_adjusting(self.current.passage.anchor, at_end=key in ("e", "E"))
        elif key in STANCES:
            self.set_stance(STANCES[key])
        elif key in ("1", "2", "3"):
            self.set_strength(int(key))
        elif event.key() == Qt.Key.Key_Delete:
            self.remove()
        else:
            return False
        return True

    # -- changing -----------------------------------------------------------------------------------------------------

    def mark(self) -> bool:
        """Mark what is selected and tie it to the criterion; what is marked already is only tied to it."""
        case, criterion, item = self._case, self._criterion, self._viewer.item
        if case is None or item is None:
            return False
        one = self.current
        try:
            selected = self._viewer.selection()
        except DeskError as error:
            self.refused.emit(str(error))
            return False
        if selected is None and one is not None and criterion is not None and self.link_of(one) is None:
            return self._try(lambda: self._desk.marking.link(case, one.passage, criterion))
        if selected is None:
            self.refused.emit("Select words first, or press A and mark an area with the arrow keys.")
            return False
        made: list[int] = []

        def keep() -> None:
            anchor, picture = selected
            marked = self._desk.marking.mark(case, item, anchor, picture, criterion=criterion)
            made.append(marked.passage.id)

        if not self._try(keep):
            return False
        self._viewer.clear_selection()
        self.pick(made[0])
        return True

    def set_stance(self, stance: Stance) -> None:
        """Say what the mark means for the criterion: it is tied to it where it was not."""
        self._restance(stance=stance)

    def set_strength(self, strength: int) -> None:
        self._restance(strength=strength)

    def _restance(self, stance: Stance | None = None, strength: int | None = None) -> None:
        case, one, criterion = self._case, self.current, self._criterion
        if case is None or one is None or criterion is None:
            return
        link = self.link_of(one)
        if link is None:
            says, how = stance or Stance.SUPPORTS, strength or 2
            self._try(lambda: self._desk.marking.link(case, one.passage, criterion, stance=says, strength=how))
        else:
            self._try(lambda: self._desk.marking.restance(case, link, stance=stance, strength=strength))

    def set_note(self, text: str) -> bool:
        """Keep a note on what the mark means for the criterion."""
        case, one = self._case, self.current
        link = self.link_of(one) if one is not None else None
        return case is not None and link is not None and self._try(lambda: self._desk.marking.note(case, link, text))

    def _keep_bounds(self) -> None:
        """Keep the ends of the mark as they were moved."""
        case, one = self._case, self.current
        try:
            selected = self._viewer.selection()
        except DeskError as error:
            self.refused.emit(str(error))
            return
        if case is None or one is None or selected is None:
            return
        anchor, picture = selected
        if anchor != one.passage.anchor:
            self._try(lambda: self._desk.marking.change_bounds(case, one.passage, anchor, picture))

    def remove(self) -> None:
        """Take the mark away with all it is tied to; Ctrl+Z brings it back."""
        case, one = self._case, self.current
        if case is not None and one is not None:
            self._try(lambda: self._desk.marking.remove(case, one.passage))

    def undo(self, *, redo: bool = False) -> str:
        """Take back the last change, or make it again; returns its label, empty when nothing could be done."""
        case, said = self._case, []
        if case is None:
            return ""
        act = self._desk.marking.redo if redo else self._desk.marking.undo
        self._try(lambda: said.append(act(case)))
        return said[0] if said else ""

    def _try(self, act: Callable[[], Any]) -> bool:
        self._before()
        try:
            act()
        except DeskError as error:
            self.refused.emit(str(error))
            return False
        self.changed.emit()
        return True


def lead_to(viewer: EvidenceViewer, one: "MarkedPassage") -> None:
    """Bring a passage into view; one typed by hand leads to the page of its number."""
    anchor = one.passage.anchor
    viewer.go_to(
        one.passage.evidence_id,
        anchor.page_index,
        anchor.rectangles[0] if anchor.rectangles else None,
        anchor.start_offset if anchor.page_index is None else None,
        label=anchor.page_label,
    )


def lies_in(one: "MarkedPassage", item: EvidenceRow | None) -> bool:
    """Tell whether a passage lies in an item's present bytes and can be shown in its place."""
    anchor = one.passage.anchor
    same = item is not None and one.passage.evidence_id == item.id and anchor.sha256 == item.sha256
    return same and anchor.is_placed


def mark_of(one: "MarkedPassage", sign: str, words: str) -> Mark:
    """Return a passage as the viewer draws it."""
    anchor = one.passage.anchor
    paged = anchor.page_index is not None
    return Mark(
        one.passage.id,
        sign,
        boxes_of(anchor),
        words,
        is_area=anchor.kind is AnchorKind.AREA,
        start=None if paged else anchor.start_offset,
        end=None if paged else anchor.end_offset,
    )


def boxes_of(anchor: Anchor) -> dict[int, tuple[Rectangle, ...]]:
    """Return what an anchor covers, by page."""
    if anchor.page_index is None:
        return {}
    found = {anchor.page_index: anchor.rectangles, anchor.page_index + 1: anchor.rectangles_next}
    return {page: boxes for page, boxes in found.items() if boxes}
