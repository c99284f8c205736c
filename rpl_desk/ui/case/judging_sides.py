"""What stands beside an answer in the judging queue: one's own notes, the gap statement and the comparators."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.judgements import CriterionRow
from rpl_desk.ui.case.answer_form import AnswerForm
from rpl_desk.ui.case.comparator_panel import ComparatorSide
from rpl_desk.ui.case.gap_panel import GapSide
from rpl_desk.ui.case.judging_draft import OwnDraft
from rpl_desk.ui.case.judging_own import OwnSide

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


class Sides(QObject):
    """Keeps each of them as it is typed and chosen, for the criterion in view.

    before: called before each change, so that the answer being typed is kept first. saved: something was kept, and
    `draft` knows it. refused: why it was not. told: why a key does nothing here.
    """

    saved = Signal()
    refused = Signal(str)
    told = Signal(str)

    def __init__(
        self, desk: "Desk", draft: OwnDraft, form: AnswerForm, before: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._draft = draft
        self._case: CaseRow | None = None
        self._criterion: CriterionRow | None = None
        self.own = OwnSide(desk, draft, form, before, parent)
        self.gap = GapSide(desk, form.gap, before, parent)
        self.comparators = ComparatorSide(desk, form.comparators, before, parent)
        self.own.saved.connect(self.saved)  # its own draft is read by then
        self.gap.saved.connect(self._saved)
        self.comparators.saved.connect(self._saved)
        for side in (self.own, self.gap, self.comparators):
            side.refused.connect(self.refused)

    def show(self, case: CaseRow, criterion: CriterionRow) -> None:
        """Show what stands beside another criterion; what was typed before is replaced."""
        self._case, self._criterion = case, criterion
        self.own.show(case, criterion)
        self.gap.show(case, criterion, self._draft.gaps.get(criterion.id))
        self._show_comparators()

    def show_again(self) -> None:
        """Show the same criterion again, and leave alone what is being typed."""
        self.own.show_again()
        self._show_comparators()

    def show_answer(self, answer: str) -> None:
        """Follow the answer: a gap is stated only where it leaves one."""
        self.gap.show_answer(answer)

    def _show_comparators(self) -> None:
        if self._case is not None and self._criterion is not None:
            named = self._draft.comparators.get(self._criterion.id, ())
            self.comparators.show(self._case, self._criterion, named)

    def let_go(self) -> None:
        """Drop everything of the last person or case."""
        self._case = self._criterion = None
        for side in (self.own, self.gap, self.comparators):
            side.let_go()

    def keep(self) -> None:
        self.own.keep()
        self.gap.keep()

    @property
    def is_due(self) -> bool:
        """Tell whether something typed could not be kept."""
        return self.own.autosave.is_due or self.gap.autosave.is_due

    def begin_gap(self) -> None:
        """Go to the gap statement, or say that the answer leaves none."""
        if not self.gap.begin():
            self.told.emit("Only what is partly or not met leaves a gap to state")

    def name_comparator(self) -> None:
        """Ask for a comparator, or say that the criterion in view takes none."""
        if not self.comparators.ask():
            self.told.emit("Comparators stand beside a best fit")

    def show_earlier(self) -> None:
        """Show what one answered before, or say that there is nothing."""
        if not self.own.show_earlier():
            self.told.emit("You have not answered this otherwise before")

    def _saved(self) -> None:
        if self._case is not None:
            self._draft.read_own(self._case.id)
            self._show_comparators()
            self.saved.emit()
