"""The judging queue: one criterion at a time, words and evidence beside it, kept as typed, sealed at the end."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from rpl_desk.domain.cases import Missing, Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import Conflict, DeskError
from rpl_desk.domain.evidence import EvidenceRow
from rpl_desk.domain.judgements import (
    AssessmentRow,
    AssessmentState,
    CriterionRow,
    check_answer,
)
from rpl_desk.ui.announcer import say
from rpl_desk.ui.autosave import Autosave
from rpl_desk.ui.case.criteria_list import Standing
from rpl_desk.ui.case.evidence_map import EvidenceMapDialog
from rpl_desk.ui.case.form_dialog import JudgingFormDialog, fillers
from rpl_desk.ui.case.judging_dialogs import ReopenDialog, SealDialog
from rpl_desk.ui.case.judging_draft import OwnDraft
from rpl_desk.ui.case.judging_keys import QUEUE_KEYS, QueueKeys
from rpl_desk.ui.case.judging_overview import JudgingOverview
from rpl_desk.ui.case.judging_queue import EVIDENCE, JUDGEMENT, JudgingQueue
from rpl_desk.ui.case.judging_sides import Sides
from rpl_desk.ui.case.notice_bar import NoticeBar
from rpl_desk.ui.case.outline import Outline
from rpl_desk.ui.case.reading_pane import ReadingPane
from rpl_desk.ui.case.to_seal import list_missing
from rpl_desk.ui.case.withdrawal_dialogs import AppointDialog, WithdrawDialog
from rpl_desk.ui.layout import bring_label, scrolled
from rpl_desk.ui.page import CasePart, Spot
from rpl_desk.ui.preferences import AfterSaving, Preferences
from rpl_desk.ui.reading_only import hold
from rpl_desk.ui.single_keys import JUDGING, PLAYING, SingleKeys
from rpl_desk.ui.tables import time_words
from rpl_desk.ui.theme import look
from rpl_desk.ui.widgets import Toast, refuse

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

LEAST_TO_LIST = 350
"""Pixels of height, at 100 % text, from which on there is room for what is missing above the panes."""


class JudgingPart(CasePart):
    """One's own judgements, and of others only whether they have sealed.

    preferences: where the dividers stand, where saving goes next, whether single letters act; None remembers nothing.
    """

    def __init__(self, desk: "Desk", preferences: Preferences | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._preferences = desk, preferences
        self._after = preferences.after_saving if preferences is not None else AfterSaving.UNJUDGED
        self.single_keys = SingleKeys(preferences)
        self._contents: CaseContents | None = None
        self._mine: AssessmentRow | None = None
        self._draft = OwnDraft(desk)
        self._criterion: CriterionRow | None = None
        self._answer = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        column.addWidget(self.stack)
        self.overview = JudgingOverview(desk)
        self.overview.reopen_asked.connect(self._ask_to_reopen)
        self.overview.withdraw_asked.connect(self._ask_to_withdraw)
        self.overview.appoint_asked.connect(self._ask_to_appoint)
        self.overview.form_asked.connect(self.show_form)
        self._area = scrolled(self.overview)
        self.stack.addWidget(self._area)
        self.panes = JudgingQueue(desk, self.keep, preferences, self.single_keys.hint(JUDGING), self.stack)
        self.stack.addWidget(self.panes)
        self._connect_panes()
        self.autosave = Autosave(self._save, self)
        self.autosave.saved.connect(self._saved)
        self.autosave.refused.connect(self._refuse)
        self.autosave.watch(self.form.reason, self.form.no_passage, self.form.points)
        self.sides = Sides(desk, self._draft, self.form, self.keep, self)
        self.sides.saved.connect(self._saved)
        self.sides.refused.connect(self._refuse)
        self.sides.told.connect(self._tell)
        self.queue_keys = QueueKeys(self)
        acts: dict[str, Callable[[], object]] = {
            "Ctrl+Return": self.save_and_next,
            "Ctrl+Enter": self.save_and_next,
            "Ctrl+J": self.show_form,
            "Ctrl+P": self.panes.words.print_levels,
            "Ctrl+Z": partial(self.reading.undo, redo=False),
            "Ctrl+Shift+Z": partial(self.reading.undo, redo=True),
            "Alt+Z": self.reading.show_history,
        }
        for keys, act in acts.items():
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _connect_panes(self) -> None:
        """Join the panes to what they do here."""
        self.criteria, self.reading, self.form = self.panes.criteria, self.panes.reading, self.panes.form
        self.finder, self.map = self.panes.words.finder, self.panes.map
        self.viewer, self.marking, self.passages = self.reading.viewer, self.reading.marking, self.reading.passages
        self.criteria.take_key = self._take
        self.criteria.chosen.connect(self._choose)
        self.criteria.entered.connect(self._begin_answer)
        self.finder.ticked.connect(self._rely)
        self.finder.slid.connect(self._mark_in_view)
        self.viewer.refusal.offer("Show it in the register", self._go_to_register)
        self.reading.changed.connect(self._marks_changed)
        self.reading.refused.connect(self._refuse)
        self.reading.criterion_asked.connect(self._choose)
        self.reading.undone.connect(self._undone)
        self.reading.take_outside = self._take
        self.reading.needed.connect(lambda: self.panes.bring(EVIDENCE))
        self.map.clicked.connect(self.show_map)
        self.form.show_after(self._after)
        self.form.answered.connect(self.answer)
        self.form.typed.connect(self._typed)
        self.form.next_asked.connect(self.save_and_next)
        self.form.after_chosen.connect(self._choose_after)
        self.form.seal.clicked.connect(self.ask_to_seal)
        self.form.by_form.clicked.connect(self.show_form)

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """The keys as they are now."""
        return (
            *self.single_keys.shown(JUDGING, (*QUEUE_KEYS, *ReadingPane.keys)),
            *self.single_keys.shown(PLAYING, ReadingPane.fixed_keys),
        )

    @cached_property
    def to_seal(self) -> NoticeBar:
        """What is missing before sealing, above the panes; made when sealing is first asked for too soon."""
        made = NoticeBar()
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(0, made)
        return made

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, contents: CaseContents) -> None:
        """Show a case, or the same one again: then what is being typed, and the place in it, stay as they are."""
        mine = self._desk.judging.mine(contents.case.id)
        same = self._mine is not None and mine is not None and self._mine.id == mine.id
        if same:
            self.keep()
            mine = self._desk.judging.mine(contents.case.id)
        else:
            self._let_go()
        self._contents, self._mine = contents, mine
        if contents.case.stage is Stage.REVIEW and mine is not None and mine.state is not AssessmentState.SEALED:
            self._read()
            self.reading.show_case(contents)
            state = "reopened by the chair" if mine.state is AssessmentState.REOPENED else "draft"
            waits = ", a returned form waits" if self._desk.forms.waiting(contents.case) else ""
            self.form.head.note.set_full_text(f"{state}{waits}")
            kept = self._criterion if same else None
            if kept is None:
                self._show(self._draft.left()[0] if self._draft.left() else contents.criteria[0])
            else:
                self._show_kept(kept)
            self._show_standing()
            self.stack.setCurrentIndex(1)
        else:
            self._let_go()
            self.overview.show_case(contents, mine)
            self.stack.setCurrentIndex(0)

    def _let_go(self) -> None:
        """Drop everything of the last person or case from the window."""
        self.autosave.forget()
        self.sides.let_go()
        self._list_missing(())
        self._criterion, self._answer = None, ""
        self._draft.clear()
        self.form.empty()
        self.reading.let_go()
        self.criteria.show_criteria((), Standing())
        self.criteria.current = None

    def _read(self) -> None:
        assert self._mine is not None
        contents = self.contents_shown
        self._draft.read(contents, self._mine, self.reading.read_passages(contents.case, contents.criteria))

    def _show(self, criterion: CriterionRow) -> None:
        contents, judgement = self.contents_shown, self._draft.judgements.get(criterion.id)
        self._criterion = criterion
        self.reading.show_criterion(criterion)
        self._answer = judgement.answer if judgement is not None else ""
        self.criteria.select(criterion)
        self.form.problem.clear()
        self.form.show_criterion(contents, criterion, judgement)
        self.autosave.forget()
        self.sides.show(contents.case, criterion)
        self.panes.words.show_criterion(contents, criterion, self._answer, self._draft.relied.get(criterion.id, ()))
        self._mark_in_view()
        self._show_passages()
        if self._desk.database.read_only:
            hold(self.form)

    def _show_kept(self, criterion: CriterionRow) -> None:
        """Show what is kept for the criterion in view, and leave texts alone that say the same or are not kept yet."""
        judgement = self._draft.judgements.get(criterion.id)
        kept = (judgement.reason, judgement.no_passage_reason) if judgement is not None else ("", "")
        now = tuple(text.strip() for text in self.form.texts())
        if not self.autosave.is_due and now != kept:
            self._show(criterion)
        else:
            self._show_passages()
            self.sides.show_again()

    def _show_passages(self) -> None:
        criterion = self.criterion_shown
        self.reading.show_linked(self._draft.passages.get(criterion.id, ()), criterion)
        self._show_answer()

    def _show_answer(self) -> None:
        criterion = self.criterion_shown
        self.form.show_answer(criterion, self._answer, linked=bool(self._draft.passages.get(criterion.id)))
        self.sides.show_answer(self._answer)
        self.form.show_profile(self.contents_shown.criteria, criterion, self._draft.judgements)

    def _mark_in_view(self) -> None:
        self.form.levels.set_in_view(self.finder.in_view)

    def _show_standing(self) -> None:
        left = self._draft.left()
        self.criteria.show_criteria(self.contents_shown.criteria, self._draft.standing())
        self.counted.emit(self._draft.counts())
        if "to_seal" in self.__dict__ and self.to_seal.text():
            self._list_missing(self._draft.missing())
        if left:
            refuse(self.form.seal, f"{len(left)} to judge", "Seal")
        else:
            refuse(self.form.seal, None, "Seal your judgements")

    # -- forms and reopening ------------------------------------------------------------------------------------------

    def _ask_to_reopen(self, assessment: AssessmentRow, name: str) -> None:
        ReopenDialog(self._desk, self.contents_shown, assessment, name, self).open()

    def _ask_to_withdraw(self, assessment: AssessmentRow, name: str) -> None:
        dialog = WithdrawDialog(self._desk, self.contents_shown, assessment, name, self)
        dialog.accepted.connect(self.changed)
        dialog.open()

    def _ask_to_appoint(self, why: str) -> None:
        dialog = AppointDialog(self._desk, self.contents_shown, why, self)
        dialog.accepted.connect(self.changed)
        dialog.open()

    def show_form(self) -> JudgingFormDialog | None:
        """Make judging forms and bring them back; None where the person has none to make now."""
        if self._contents is None or not fillers(self._contents, self._desk.session.user):
            return None
        self.queue_keys.end_numbers()
        self.keep()
        if self._is_due:  # refused: what was typed must be kept before a form is held against the draft
            return None
        dialog = JudgingFormDialog(self._desk, self._contents, self)
        dialog.taken.connect(self._form_taken)
        dialog.finished.connect(lambda _: self.changed.emit() if dialog.is_sealed else None)
        dialog.open()
        return dialog

    def _form_taken(self) -> None:
        """Show the draft as the form left it, so that nothing older in view is kept over it."""
        self._read()
        if self._criterion is not None:
            self._show(self._criterion)
            self._show_standing()

    # -- moving -------------------------------------------------------------------------------------------------------

    def select(self, place: int) -> None:
        """Go to the criterion at this place, from 0, once what was typed is kept."""
        self._choose(self.contents_shown.criteria[place])

    def _choose(self, criterion: CriterionRow) -> None:
        self.queue_keys.end_numbers()
        self.keep()
        if self._is_due:  # refused: the text stays in view until it can be kept
            self.criteria.select(self.criterion_shown)
        else:
            self._show(criterion)

    def _begin_answer(self) -> None:
        self.panes.bring(JUDGEMENT)
        self.form.answer_field.setFocus(Qt.FocusReason.TabFocusReason)

    def save_and_next(self) -> None:
        """Save at once and go on, as the person chose; at the end, say so."""
        if self._criterion is None:
            return
        self.queue_keys.end_numbers()
        self.keep()
        if self._is_due or self._after is AfterSaving.STAY:
            return
        following = self._draft.following(self._criterion, self._after)
        if following is not None:
            self._choose(following)
            self.back_to_list()
        else:
            Outline(self.form)
            self._tell(f"{self._draft.last_words(self._after)}; {self._draft.counts() or 'none unsure'}")

    def _choose_after(self, where: AfterSaving) -> None:
        self._after = where
        self.form.show_after(where)
        if self._preferences is not None:
            self._preferences.after_saving = where

    def back_to_list(self) -> None:
        """Put the keyboard on the list, or on the tabs where the list may not be in view."""
        target = self.panes.tabs if self.panes.is_narrow else self.criteria.list
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, words: str) -> None:
        self.said.emit(words)
        say(self, words)

    # -- answering ----------------------------------------------------------------------------------------------------

    def answer(self, answer: str) -> None:
        """Keep an answer to the criterion in view at once."""
        if self._criterion is None:
            return
        if self._desk.database.read_only:
            self._refuse(self._desk.database.only_read_words)
            return
        before, self._answer = self._answer, answer
        self.autosave.touch()
        self.autosave.now()
        if self.autosave.is_due:
            self._answer = before
        self._show_answer()

    def _typed(self) -> None:
        if self._criterion is not None:
            self.autosave.touch()

    def _save(self) -> None:
        assert self._mine is not None
        if self._mine.person_id != self._desk.session.user.id:
            return  # somebody else has signed in since this was typed
        criterion = self.criterion_shown
        before = self._draft.judgements.get(criterion.id)
        seen = before.revision if before is not None else 0
        case = self.contents_shown.case
        try:
            judged = self._desk.judging.judge(case, criterion, self._answer, *self.form.texts(), seen=seen)
        except Conflict:
            self._read()  # so that saving again is meant, with what stands there now known
            raise
        self._draft.judgements[criterion.id] = judged
        self._draft.read_own(self.contents_shown.case.id)

    def _saved(self) -> None:
        self.form.problem.clear()
        self.said.emit(f"Saved {time_words(self._desk.session.now())}")
        if self._criterion is not None:
            self._show_standing()
            self._show_answer()
            self.sides.show_again()

    def keep(self) -> None:
        self.autosave.now()
        self.sides.keep()

    @property
    def _is_due(self) -> bool:
        """Whether something typed could not be kept."""
        return self.autosave.is_due or self.sides.is_due

    def start(self) -> None:
        if self._criterion is not None:
            self.back_to_list()

    def show_spot(self, spot: Spot) -> None:
        """Go to the answer or the passage of one's own that a search found."""
        contents = self.contents_shown
        criterion = next((one for one in contents.criteria if one.key == spot.criterion), None)
        if self.stack.currentIndex() == 0:  # sealed: what was found stands among the sealed judgements
            bring_label(self._area, self.overview, criterion.label if criterion is not None else "")
            return
        if criterion is None:
            criterion = self._draft.criterion_of(spot.passage_id)
        if criterion is not None:
            self._choose(criterion)
        if spot.passage_id:
            self.panes.bring(EVIDENCE)
            self.marking.go_to(spot.passage_id)
        else:
            self.panes.bring(JUDGEMENT)

    # -- passages -----------------------------------------------------------------------------------------------------

    def _go_to_register(self) -> None:
        item = self.viewer.item
        if item is not None:
            self.went.emit("case", (self.contents_shown.case.reference, "evidence", Spot(item.id)))

    def _refuse(self, sentence: str) -> None:
        self.form.problem.show_problem(sentence)

    def _marks_changed(self) -> None:
        self._read()
        self._show_passages()
        self._saved()

    def show_map(self) -> EvidenceMapDialog:
        """Show which items bear on which criteria, from one's own links; a cell leads to its passages."""
        assert self._mine is not None
        self.keep()
        shown = self._desk.appraising.evidence_map(self.contents_shown.case.id, self._mine.number)
        dialog = EvidenceMapDialog(shown, self, note="Your own links; nobody else sees them before the reveal.")
        dialog.asked.connect(self._go_to_cell)
        dialog.open()
        return dialog

    def _go_to_cell(self, criterion: CriterionRow, item: EvidenceRow | None) -> None:
        self._choose(criterion)
        if item is None:
            return
        self.panes.bring(EVIDENCE)
        here = [one for one in self._draft.passages.get(criterion.id, ()) if one.evidence_id == item.id]
        if here:
            self.marking.go_to(here[0].passage_id)
        else:
            self.viewer.show_item(item.id)

    def _undone(self, words: str) -> None:
        self._draft.read_own(self.contents_shown.case.id)
        self._show(self.criterion_shown)
        Toast(self.window(), words)

    def _rely(self, statement: str, relied: bool) -> None:
        criterion = self.criterion_shown
        if self._try(lambda: self._desk.judging.rely(self.contents_shown.case, criterion, statement, relied)):
            return
        self.panes.words.show_relied(self.contents_shown, criterion, self._draft.relied.get(criterion.id, ()))

    def _try(self, act: Callable[[], Any]) -> bool:
        self.keep()
        try:
            act()
        except DeskError as error:
            self.form.problem.show_problem(str(error))
            return False
        self._read()
        self._show_passages()
        self._saved()
        return True

    # -- keys ---------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take keys that the widget in focus left alone; text fields leave none of these."""
        if not self._take(event):
            super().keyPressEvent(event)

    def _take(self, event: QKeyEvent) -> bool:
        return self.is_judging and self.queue_keys.take(event)

    @property
    def is_judging(self) -> bool:
        """Whether a criterion is in view to be judged."""
        return self._criterion is not None and self.stack.currentIndex() == 1

    def go_by(self, by: int) -> None:
        """Go to the criterion after or before the one in view, among those listed."""
        self._choose(self.criteria.next_to(self.criterion_shown, by))

    def take_level(self, digits: str) -> None:
        """Answer the level that was typed, or say why the office does not use it."""
        if self._criterion is None:
            return
        try:
            check_answer(self._criterion.kind, digits, self.contents_shown.policy)
        except DeskError as error:
            self._refuse(str(error))
        else:
            self.answer(digits)

    # -- sealing ------------------------------------------------------------------------------------------------------

    def ask_to_seal(self) -> None:
        """Ask to seal, or lead to the first gap and say what it is."""
        self.keep()
        if self._is_due:
            return
        missing = self._desk.judging.missing_to_seal(self.contents_shown.case)
        if not missing:
            SealDialog(self._desk, self.contents_shown, self._draft.unsure(), self).open()
            return
        first = next(one for one in self.contents_shown.criteria if one.key == missing[0].part)
        self._mend(first)
        self._list_missing(missing)
        count = len({one.part for one in missing})
        are = "criterion is" if count == 1 else "criteria are"
        self.form.problem.show_problem(f"{count} {are} not ready to seal. The first: {missing[0].message}")

    def _list_missing(self, missing: Sequence[Missing]) -> None:
        if self.height() < look().theme.grown(LEAST_TO_LIST):
            missing = ()  # the way to the first alone, as the form says it
        if missing or "to_seal" in self.__dict__:
            criteria = self._contents.criteria if self._contents is not None else ()
            list_missing(self.to_seal, missing, criteria, self._mend, narrow=self.panes.is_narrow)

    def _mend(self, criterion: CriterionRow) -> None:
        """Go to a criterion that is not ready to seal, and to what it lacks."""
        self._choose(criterion)
        self.panes.bring(JUDGEMENT)
        if self._answer:
            self.form.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._begin_answer()

    @property
    def contents_shown(self) -> CaseContents:
        assert self._contents is not None
        return self._contents

    @property
    def criterion_shown(self) -> CriterionRow:
        assert self._criterion is not None
        return self._criterion
