"""Marks made while reading: which are shown, which one is being worked on, and what each key does to it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import EvidenceRow, Stance
from rpl_desk.domain.judgements import CriterionRow
from rpl_desk.domain.passages import (
    Anchor,
    AnchorKind,
    LinkedPassage,
    LinkRow,
    linked_passage,
    overlap,
)
from rpl_desk.ui.announcer import say
from rpl_desk.ui.case.mark_places import lead_to, lies_in, mark_at, mark_of, place_words
from rpl_desk.ui.viewer.marks import Mark
from rpl_desk.ui.viewer.viewer import EvidenceViewer

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.marking import MarkedPassage
    from rpl_desk.ui.case.passages_list import NewPassage

MOST_RECENT = 9
NOT_KEPT_YET = -1  # the key of a mark without a passage


class Marking(QObject):
    """What an assessor does with marks in the item in view, for the criterion they are judging.

    before: called before each change, so that text being typed is kept first. changed: something was kept.
    refused: why it was not. picked: another mark is being worked on, or none. shown: which marks are drawn changed.
    painting: whether each selection is marked as soon as it is let go.
    """

    changed = Signal()
    refused = Signal(str)
    picked = Signal()
    shown = Signal()

    def __init__(self, desk: "Desk", viewer: EvidenceViewer, before: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._viewer, self._before = desk, viewer, before
        self._case: CaseRow | None = None
        self._criterion: CriterionRow | None = None
        self._passages: dict[int, MarkedPassage] = {}
        self._keys: dict[int, str] = {}
        self._recent: list[int] = []
        self.chosen = 0
        self.only_this = False
        self.painting = False
        self._viewers: list[EvidenceViewer] = []
        self.follow(viewer)

    def follow(self, viewer: EvidenceViewer) -> None:
        """Draw and change marks in one more viewer."""
        self._viewers.append(viewer)
        viewer.touched.connect(self.pick)
        viewer.item_shown.connect(self.show)
        viewer.adjusted.connect(self._keep_bounds)
        viewer.settled.connect(self._paint)
        viewer.mark_asked.connect(self.mark)

    def use(self, viewer: EvidenceViewer) -> None:
        """Mark in this one of the viewers from now on."""
        self._viewer = viewer
        self.show()

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, case: CaseRow | None, criteria: Iterable[CriterionRow] = ()) -> None:
        """Read the passages of a case with these criteria again; None lets go of everything."""
        self._keys = {one.id: one.key for one in criteria}
        if case is None or self._case is None or case.id != self._case.id:
            self._recent, self.painting, self.only_this = [], False, False
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
        for viewer in self._viewers:
            of = self._of(viewer.item) if viewer.item is not None else []
            viewer.show_marks([self._mark(one) for one in of if self._is_shown(one)], self.chosen)
        self.shown.emit()

    def words_for(self, item: EvidenceRow | None) -> str:
        """Return how many marks of an item bear on the criterion: "3 of 11 marks on this item"."""
        marks = [] if item is None else self._of(item)
        if not marks:
            return ""
        here = sum(self.link_of(one) is not None for one in marks)
        words = f"{here} of {len(marks)} mark{'' if len(marks) == 1 else 's'} on this item"
        return f"{words}, the others hidden" if self.only_this else words

    @property
    def case(self) -> CaseRow | None:
        return self._case

    @property
    def criterion(self) -> CriterionRow | None:
        """What is being judged, and marked for."""
        return self._criterion

    @property
    def passages(self) -> tuple["MarkedPassage", ...]:
        """The passages of the case in reading order, item by item."""
        return tuple(self._passages.values())

    def linked(self) -> dict[int, list[LinkedPassage]]:
        """Return one's own links by criterion, in the order they were made."""
        found: dict[int, list[LinkedPassage]] = {}
        mine = [(link.id, one.passage, link) for one in self._passages.values() if one.is_mine for link in one.links]
        for _, passage, link in sorted(mine, key=lambda each: each[0]):
            found.setdefault(link.criterion_id, []).append(linked_passage(passage, link))
        return found

    def recent(self) -> list[int]:
        """Return up to nine criteria (ids) marked for, the last one first; one's own only."""
        links = (link for one in self._passages.values() if one.is_mine for link in one.links)
        made = [link.criterion_id for link in sorted(links, key=lambda each: each.id, reverse=True)]
        return list(dict.fromkeys([*self._recent, *made]))[:MOST_RECENT]

    def show_only_this(self, only: bool) -> None:
        """Hide the marks that bear only on other criteria, in place, or show them again."""
        self.only_this = only
        self.show()

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
        """Return a passage as it bears on the criterion in view, or quietly where it bears on others."""
        link, anchor = self.link_of(one), one.passage.anchor
        here = self._keys.get(link.criterion_id, "") if link is not None else ""
        others = [self._keys.get(each.criterion_id, "") for each in one.links if each is not link]
        if link is not None:
            note = f". {link.note}" if link.note else ""
            says = f"{here}: {link.stance.value}, strength {link.strength}{note}"
        else:
            says = f"on {', '.join(others)}" if others else "on no criterion"
        where = f"{place_words(anchor)} " if anchor.place else ""
        label = here or next(iter(others), "")
        more = "…" if len(one.links) > 1 else ""
        return mark_of(one, link.stance.value if link is not None else "plain", f"{where}{says}", f"{label}{more}")

    # -- one mark -----------------------------------------------------------------------------------------------------

    @property
    def current(self) -> "MarkedPassage | None":
        """The mark being worked on."""
        return self._passages.get(self.chosen)

    def begin_adjusting(self, *, at_end: bool) -> None:
        """Let the arrow keys move an end of the mark being worked on."""
        one = self.current
        if one is not None and lies_in(one, self._viewer.item):
            self._viewer.begin_adjusting(self._mark(one), at_end=at_end)

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

    def cycle(self) -> None:
        """Go to the next of the marks that overlap here; where there is none, to the next one of the item."""
        item, one = self._viewer.item, self.current
        shown = [each for each in self._of(item) if self._is_shown(each)] if item is not None else []
        if one is not None:
            same = [each for each in shown if each is one or overlap(each.passage.anchor, one.passage.anchor)]
        else:
            keys = self._viewer.marks_at_caret()
            same = [each for each in shown if each.passage.id in keys]
        if len(same) > 1 or (same and one is None):
            here = same.index(one) + 1 if one in same else 0
            self.pick(same[here % len(same)].passage.id)
        else:
            self.step(1)

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
            self._note_use(criterion)
            return self._try(lambda: self._desk.marking.link(case, one.passage, criterion))
        if selected is None:
            self.refused.emit(self._viewer.how_to_select)
            return False
        return self._keep(case, item, *selected)

    def mark_whole(self) -> bool:
        """Mark the whole item in view, or tie the mark it has already to the criterion."""
        case, item, criterion = self._case, self._viewer.item, self._criterion
        if case is None or item is None:
            return False
        whole = [one for one in self._of(item) if one.is_mine and one.passage.anchor.kind is AnchorKind.WHOLE]
        if not whole:
            return self._keep(case, item, Anchor(AnchorKind.WHOLE, item.sha256), b"")
        self.pick(whole[0].passage.id)
        if criterion is None or self.link_of(whole[0]) is not None:
            return True
        self._note_use(criterion)
        return self._try(lambda: self._desk.marking.link(case, whole[0].passage, criterion))

    def _keep(self, case: CaseRow, item: EvidenceRow, anchor: Anchor, picture: bytes) -> bool:
        made: list[int] = []

        def keep() -> None:
            marked = self._desk.marking.mark(case, item, anchor, picture, criterion=self._criterion)
            made.append(marked.passage.id)

        if self._criterion is not None:
            self._note_use(self._criterion)
        sign = Stance.SUPPORTS.value if self._criterion is not None else "plain"
        if not self._try(keep, mark_at(anchor, NOT_KEPT_YET, sign, "being kept", is_pending=True)):
            return False
        self._viewer.clear_selection()
        self.pick(made[0])
        return True

    def _note_use(self, criterion: CriterionRow) -> None:
        self._recent = [criterion.id, *(each for each in self._recent if each != criterion.id)][:MOST_RECENT]

    def _paint(self) -> None:
        """A selection was let go: while painting, it is marked at once."""
        if self.painting:
            self.mark()

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
        says, how = stance or (link.stance if link else Stance.SUPPORTS), strength or (link.strength if link else 2)
        drawn = replace(self._mark(one), sign=says.value, is_pending=True)
        pending = drawn if lies_in(one, self._viewer.item) else None
        if link is None:
            self._try(lambda: self._desk.marking.link(case, one.passage, criterion, stance=says, strength=how), pending)
        else:
            self._try(lambda: self._desk.marking.restance(case, link, stance=says, strength=how), pending)

    def set_note(self, text: str, link: LinkRow | None = None) -> bool:
        """Keep a note on what the mark being worked on means for the criterion, or on another link."""
        case, one = self._case, self.current
        if link is None and one is not None:
            link = self.link_of(one)
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

    def link_by_hand(self, new: "NewPassage") -> bool:
        """Tie a place that was typed to the criterion."""
        case, criterion = self._case, self._criterion
        if case is None or criterion is None:
            return False
        self._note_use(criterion)
        return self._try(
            lambda: self._desk.judging.link(
                case,
                criterion,
                new.item,
                page=new.page,
                quotation=new.quotation,
                stance=new.stance,
                strength=new.strength,
                note=new.note,
            )
        )

    def unlink(self, passage: LinkedPassage) -> bool:
        case = self._case
        return case is not None and self._try(lambda: self._desk.judging.unlink(case, passage))

    def undo(self, *, redo: bool = False) -> str:
        """Take back the last change, or make it again; returns its label, empty when nothing could be done."""
        case, said = self._case, []
        if case is None:
            return ""
        act = self._desk.undoing.redo if redo else self._desk.undoing.undo
        self._try(lambda: said.append(act(case)))
        return said[0] if said else ""

    def _try(self, act: Callable[[], Any], pending: Mark | None = None) -> bool:
        """Do what changes something, and tell whether it was kept.

        pending: how it will look, drawn before it is kept and taken off the page again where it is not.
        """
        if pending is not None:
            self._viewer.show_pending(pending)
        kept = False
        try:
            self._before()
            act()
            kept = True
        except DeskError as error:
            said = "" if pending is None else "Not kept, so the page shows what was there before. "
            self.refused.emit(f"{said}{error}")
        finally:
            if pending is not None and not kept:
                self.show()
        if kept:
            self.changed.emit()
        return kept
