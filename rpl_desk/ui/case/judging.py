"""The judging queue: one criterion at a time, words and evidence beside it, kept as typed, sealed at the end."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from rpl_desk.domain.cases import Missing, Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.credit import total_hours
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import EvidenceRow
from rpl_desk.domain.judgements import (
    LEVEL_KINDS,
    MET,
    NOT_MET,
    PARTLY,
    UNSURE,
    AssessmentRow,
    AssessmentState,
    CriterionKind,
    CriterionRow,
    JudgementRow,
    check_answer,
    missing_to_seal,
)
from rpl_desk.domain.passages import LinkedPassage
from rpl_desk.domain.people import Role
from rpl_desk.domain.programmes import ACTIVITY_WORDS
from rpl_desk.ui.announcer import say
from rpl_desk.ui.autosave import Autosave
from rpl_desk.ui.case.answer_form import LEVELS, MET_OR_NOT, AnswerForm
from rpl_desk.ui.case.criteria_list import CriteriaList, Standing
from rpl_desk.ui.case.evidence_map import EvidenceMapDialog
from rpl_desk.ui.case.form_dialog import JudgingFormDialog, fillers
from rpl_desk.ui.case.level_finder import LevelFinder
from rpl_desk.ui.case.panes import Panes
from rpl_desk.ui.case.reading_pane import ReadingPane
from rpl_desk.ui.case.sealed import COMMITMENT_SHOWN, sealed_rows
from rpl_desk.ui.layout import bring_label, scrolled
from rpl_desk.ui.page import CasePart, Spot
from rpl_desk.ui.preferences import AfterSaving, Preferences
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.tokens import SECOND_DIGIT_MS, SPACE
from rpl_desk.ui.widgets import (
    Avatar,
    Chip,
    DeskDialog,
    EmptyState,
    Panel,
    Paragraph,
    SectionHead,
    Toast,
    button,
    empty_layout,
    icon_button,
    label,
    labelled,
    refuse,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

CRITERIA, EVIDENCE, JUDGEMENT = range(3)
_LETTERS = {"M": MET, "T": PARTLY, "X": NOT_MET}


class JudgingPart(CasePart):
    """One's own judgements, and of others only whether they have sealed.

    preferences: where the dividers stand, where saving goes next, whether single letters act; None remembers nothing.
    """

    keys = (
        ("J K", "Next and previous criterion"),
        ("G then digits", "Set a level"),
        ("M T X", "Met, partly, not met"),
        ("U", "Unsure"),
        ("[ ]", "Slide the level finder"),
        ("Ctrl+P", "Print the levels in view, with the edition and the day"),
        ("F1", "On a statement: what its words mean"),
        ("W", "Evidence map: which items bear on which criteria"),
        ("Ctrl+J", "Judging form as Excel: make it, bring it back"),
        ("Ctrl+Z  Ctrl+Shift+Z", "Undo and redo"),
        ("R", "Write the reason, where nothing is being read or selected; Esc goes back"),
        ("Ctrl+Enter", "Save and go to the next"),
        *ReadingPane.keys,
    )

    def __init__(self, desk: "Desk", preferences: Preferences | None = None) -> None:
        super().__init__()
        self._desk, self._preferences = desk, preferences
        self._after = preferences.after_saving if preferences is not None else AfterSaving.UNJUDGED
        self._contents: CaseContents | None = None
        self._mine: AssessmentRow | None = None
        self._judgements: dict[int, JudgementRow] = {}
        self._passages: dict[int, list[LinkedPassage]] = {}
        self._relied: dict[int, list[str]] = {}
        self._criterion: CriterionRow | None = None
        self._answer = ""
        self._digits = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        column.addWidget(self.stack)
        self.overview = QWidget()
        self._overview = QVBoxLayout(self.overview)
        self._overview.setContentsMargins(SPACE["xl"], SPACE["xl"], SPACE["xl"], SPACE["xl"])
        self._overview.setSpacing(SPACE["m"])
        self._area = scrolled(self.overview)
        self.stack.addWidget(self._area)
        self.panes = self._queue()
        self.stack.addWidget(self.panes)
        self.autosave = Autosave(self._save, self)
        self.autosave.saved.connect(self._saved)
        self.autosave.refused.connect(self.form.problem.show_problem)
        self.autosave.watch(self.form.reason, self.form.no_passage, self.form.points)
        self._digit_timer = QTimer(self)
        self._digit_timer.setSingleShot(True)
        self._digit_timer.setInterval(SECOND_DIGIT_MS)
        self._digit_timer.timeout.connect(self._end_digits)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.save_and_next)
        by_form = QShortcut(QKeySequence("Ctrl+J"), self)
        by_form.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        by_form.activated.connect(self.show_form)
        paper = QShortcut(QKeySequence("Ctrl+P"), self)
        paper.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paper.activated.connect(self._print_levels)
        for keys, redo in (("Ctrl+Z", False), ("Ctrl+Shift+Z", True)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self.reading.undo, redo=redo))

    # -- what is on the page ------------------------------------------------------------------------------------------

    def _queue(self) -> Panes:
        self.criteria = CriteriaList(key_hints=self._single_keys)
        self.criteria.take_key = self._take
        self.criteria.chosen.connect(self._choose)
        self.criteria.entered.connect(self._begin_answer)
        self.finder = LevelFinder(lambda: self._desk.session.now().date())
        self.finder.explain(self._desk.office.descriptor_words())
        self.finder.ticked.connect(self._rely)
        self.finder.slid.connect(self._mark_in_view)
        self.subject = Panel("surface")
        self.subject_words = Paragraph("", "reading")
        self.subject_details = Paragraph("", "small", tone="second")
        self.subject.box.addWidget(self.subject_words)
        self.subject.box.addWidget(self.subject_details)
        self.subject.box.addStretch(1)
        self.reading = ReadingPane(self._desk, self._keep_text, self._preferences, key_hints=self._single_keys)
        self.viewer, self.marking, self.passages = self.reading.viewer, self.reading.marking, self.reading.passages
        self.viewer.handed_out.connect(lambda _: self._go_to_register())
        self.reading.changed.connect(self._marks_changed)
        self.reading.refused.connect(self._refuse)
        self.reading.criterion_asked.connect(self._choose)
        self.reading.undone.connect(self._undone)
        self.reading.take_outside = self._take
        self.reading.needed.connect(lambda: self.panes.bring(EVIDENCE))
        self.map = icon_button("map", "Evidence map, key W" if self._single_keys else "Evidence map")
        self.map.clicked.connect(self.show_map)
        self.viewer.add_to_head(self.map)
        above = QWidget()
        words = QVBoxLayout(above)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addWidget(self.finder)
        self.subject_scroll = scrolled(self.subject)
        self.subject_head = SectionHead("What is judged")
        words.addWidget(self.subject_head)
        words.addWidget(self.subject_scroll)
        self.form = AnswerForm()
        self.form.show_after(self._after)
        self.form.answered.connect(self.answer)
        self.form.typed.connect(self._typed)
        self.form.next_asked.connect(self.save_and_next)
        self.form.after_chosen.connect(self._choose_after)
        self.form.seal.clicked.connect(self.ask_to_seal)
        self.form.by_form.clicked.connect(self.show_form)
        judgement = QSplitter(Qt.Orientation.Vertical)
        judgement.setChildrenCollapsible(False)
        judgement.addWidget(above)
        judgement.addWidget(self.form)
        judgement.setSizes([450, 550])
        if self._preferences is not None:
            self._preferences.follow_divider(judgement, "judging-words")
        panes = [("Criteria", self.criteria, 232), ("Evidence", self.reading, 588), ("Judgement", judgement, 560)]
        return Panes("judging-evidence", panes, self._preferences)

    @property
    def _single_keys(self) -> bool:
        return self._preferences is None or self._preferences.single_keys

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, contents: CaseContents) -> None:
        """Show a case, or the same one again: then what is being typed, and the place in it, stay as they are."""
        mine = self._desk.judging.mine(contents.case.id)
        same = self._mine is not None and mine is not None and self._mine.id == mine.id
        if same:
            self.autosave.now()
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
                self._show(self._left()[0] if self._left() else contents.criteria[0])
            else:
                self._show_kept(kept)
            self._show_standing()
            self.stack.setCurrentIndex(1)
        else:
            self._let_go()
            self._show_overview(contents)
            self.stack.setCurrentIndex(0)

    def _let_go(self) -> None:
        """Drop everything of the last person or case from the window."""
        self.autosave.forget()
        self._criterion, self._answer = None, ""
        self._judgements, self._passages, self._relied = {}, {}, {}
        self.form.empty()
        self.reading.let_go()
        self.criteria.show_criteria((), Standing())
        self.criteria.current = None

    def _read(self) -> None:
        case_id, mine = self.contents_shown.case.id, self._mine
        assert mine is not None
        self._judgements = {
            one.criterion_id: one for one in self._desk.judging.judgements(case_id) if one.assessment_id == mine.id
        }
        self._passages = self.reading.read_passages(self.contents_shown.case, self.contents_shown.criteria)
        self._relied = {}
        for ticked in self._desk.judging.relied_on(case_id):
            if ticked.assessment_id == mine.id:
                self._relied.setdefault(ticked.criterion_id, []).append(ticked.statement)

    def _show(self, criterion: CriterionRow) -> None:
        contents, judgement = self.contents_shown, self._judgements.get(criterion.id)
        self._criterion = criterion
        self.reading.show_criterion(criterion)
        self._answer = judgement.answer if judgement is not None else ""
        self.criteria.select(criterion)
        self.form.problem.clear()
        self.form.show_criterion(contents, criterion, judgement)
        self.autosave.forget()
        by_level = criterion.kind in LEVEL_KINDS
        self.finder.setVisible(by_level)
        self.subject_head.setVisible(not by_level)
        self.subject_scroll.setVisible(not by_level)
        if by_level:
            level = int(self._answer) if self._answer.isdecimal() else _asked(contents, criterion)
            self.finder.show_characteristic(
                self._desk.office.framework_of(contents.case),
                criterion.characteristic,
                level,
                self._relied.get(criterion.id, ()),
                about=criterion.label,
            )
        else:
            self.subject_head.title.setText(criterion.group)
            self.subject_words.setText(criterion.text)
            self.subject_details.setText(_details(contents, criterion))
        self._mark_in_view()
        self._show_passages()

    def _show_kept(self, criterion: CriterionRow) -> None:
        """Show what is kept for the criterion in view, and leave texts alone that say the same or are not kept yet."""
        judgement = self._judgements.get(criterion.id)
        kept = (judgement.reason, judgement.no_passage_reason) if judgement is not None else ("", "")
        now = tuple(text.strip() for text in self.form.texts())
        if not self.autosave.is_due and now != kept:
            self._show(criterion)
        else:
            self._show_passages()

    def _show_passages(self) -> None:
        criterion = self.criterion_shown
        self.reading.show_linked(self._passages.get(criterion.id, ()), criterion)
        self._show_answer()

    def _show_answer(self) -> None:
        criterion = self.criterion_shown
        self.form.show_answer(criterion, self._answer, linked=bool(self._passages.get(criterion.id)))
        self.form.show_profile(self.contents_shown.criteria, criterion, self._judgements)

    def _print_levels(self) -> None:
        if not self.finder.isHidden():
            self.finder.ask_printer()

    def _mark_in_view(self) -> None:
        self.form.levels.set_in_view(self.finder.in_view)

    def _missing(self) -> list[Missing]:
        passages = [one for each in self._passages.values() for one in each]
        return missing_to_seal(self.contents_shown.criteria, self._judgements.values(), passages)

    def _left(self) -> list[CriterionRow]:
        """Return the criteria that are not ready to seal, in order."""
        parts = {one.part for one in self._missing()}
        return [one for one in self.contents_shown.criteria if one.key in parts]

    def _show_standing(self) -> None:
        left = {one.id for one in self._left()}
        given = self._judgements
        self.criteria.show_criteria(
            self.contents_shown.criteria,
            Standing(
                answers={key: one.answer for key, one in given.items()},
                begun=frozenset(key for key, one in given.items() if one.answer or one.reason or one.no_passage_reason),
                ready=frozenset(one.id for one in self.contents_shown.criteria if one.id not in left),
                passages=Counter({key: len(rows) for key, rows in self._passages.items()}),
            ),
        )
        self.counted.emit(f"{self._unsure()} unsure" if self._unsure() else "")
        if left:
            refuse(self.form.seal, f"{len(left)} to judge", "Seal")
        else:
            refuse(self.form.seal, None, "Seal your judgements")

    def _unsure(self) -> int:
        return sum(one.answer == UNSURE for one in self._judgements.values())

    # -- who judges, for those who do not or no longer ----------------------------------------------------------------

    def _show_overview(self, contents: CaseContents) -> None:
        empty_layout(self._overview)
        add = self._overview.addWidget
        if not contents.assessments:
            add(EmptyState("circle", "Criteria are judged once the review has begun."))
            self._overview.addStretch(1)
            return
        add(label("Judged apart", "title2"))
        revealed = contents.case.revealed_at is not None
        words = (
            "Everybody's sealed judgements stand side by side under Differences."
            if revealed
            else "Each assessor judges alone. What they judge is shown once all have sealed and the chair reveals."
        )
        add(Paragraph(words, tone="second"))
        for one in contents.assessments:
            add(self._who(contents, one))
        if fillers(contents, self._desk.session.user):
            by_form = button("Judging forms", icon_name="file-spreadsheet")
            by_form.setToolTip("Judging form as Excel: make it, bring it back (Ctrl+J)")
            by_form.clicked.connect(self.show_form)
            add(by_form, 0, Qt.AlignmentFlag.AlignLeft)
        if contents.case.stage is Stage.WAITING and self._mine is not None and not _is_sealed(self._mine):
            add(Paragraph("The clock is stopped. Your own draft is kept and opens again with the case."))
        if self._mine is not None and _is_sealed(self._mine):
            add(label("Your sealed judgements", "title2"))
            code = self._mine.commitment[:COMMITMENT_SHOWN]
            add(label(f"You have sealed. Commitment for the cover sheet: {code}", "strong", wrap=True))
            case_id = contents.case.id
            given = self._desk.judging.judgements(case_id), self._desk.judging.passages(case_id)
            add(sealed_rows(contents, self._mine, *given))
        self._overview.addStretch(1)

    def _who(self, contents: CaseContents, assessment: AssessmentRow) -> Panel:
        name = contents.people[assessment.person_id].name
        sealed = _is_sealed(assessment)
        panel = Panel(across=True, padding=SPACE["m"])
        panel.box.addWidget(Avatar(name))
        panel.box.addWidget(label(name, "strong", wrap=True), 1)
        panel.box.addWidget(Chip("Sealed" if sealed else "Not sealed yet", "settled" if sealed else "plain"))
        if sealed and self._may_reopen(contents):
            again = button("Reopen", icon_name="undo-2", kind="danger", size="small")
            again.setAccessibleName(f"Reopen the judgements of {name}")
            again.clicked.connect(partial(self._ask_to_reopen, assessment, name))
            panel.box.addWidget(again)
        return panel

    def _may_reopen(self, contents: CaseContents) -> bool:
        me = self._desk.session.user.id
        chair = any(one.person_id == me and one.role is Role.CHAIR for one in contents.roles)
        return chair and contents.case.stage is Stage.REVIEW

    def _ask_to_reopen(self, assessment: AssessmentRow, name: str) -> None:
        ReopenDialog(self._desk, self.contents_shown, assessment, name, self).open()

    def show_form(self) -> JudgingFormDialog | None:
        """Make judging forms and bring them back; None where the person has none to make now."""
        if self._contents is None or not fillers(self._contents, self._desk.session.user):
            return None
        self._end_digits()
        self.autosave.now()
        if self.autosave.is_due:  # refused: what was typed must be kept before a form is held against the draft
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
        self._end_digits()
        self.autosave.now()
        if self.autosave.is_due:  # refused: the text stays in view until it can be kept
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
        self._end_digits()
        self.autosave.now()
        if self.autosave.is_due or self._after is AfterSaving.STAY:
            return
        here = self._criterion
        if self._after is AfterSaving.NEXT:
            following = [one for one in self.contents_shown.criteria if one.position > here.position][:1]
        else:
            left = [one for one in self._left() if one.id != here.id]
            following = [one for one in left if one.position > here.position] or left
        if following:
            self._choose(following[0])
            self._back_to_list()
        else:
            words = "Last criterion" if self._left() else "All criteria are judged"
            self._tell(f"{words}; {self._unsure()} unsure")

    def _choose_after(self, where: AfterSaving) -> None:
        self._after = where
        self.form.show_after(where)
        if self._preferences is not None:
            self._preferences.after_saving = where

    def _back_to_list(self) -> None:
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
        self._judgements[criterion.id] = self._desk.judging.judge(
            self.contents_shown.case, criterion, self._answer, *self.form.texts()
        )

    def _saved(self) -> None:
        self.form.problem.clear()
        self.said.emit(f"Saved {as_text(self._desk.session.now()).rsplit(' ', 1)[-1]}")
        if self._criterion is not None:
            self._show_standing()
            self._show_answer()

    def keep(self) -> None:
        self.autosave.now()

    def start(self) -> None:
        if self._criterion is not None:
            self._back_to_list()

    def show_spot(self, spot: Spot) -> None:
        """Go to the answer or the passage of one's own that a search found."""
        contents = self.contents_shown
        criterion = next((one for one in contents.criteria if one.key == spot.criterion), None)
        if self.stack.currentIndex() == 0:  # sealed: what was found stands among the sealed judgements
            bring_label(self._area, self.overview, criterion.label if criterion is not None else "")
            return
        if criterion is None:
            linked = {one.passage_id: key for key, each in self._passages.items() for one in each}
            criterion = next((one for one in contents.criteria if one.id == linked.get(spot.passage_id)), None)
        if criterion is not None:
            self._choose(criterion)
        if spot.passage_id:
            self.panes.bring(EVIDENCE)
            self.marking.go_to(spot.passage_id)
        else:
            self.panes.bring(JUDGEMENT)

    # -- passages -----------------------------------------------------------------------------------------------------

    def _go_to_register(self) -> None:
        self.went.emit("case", (self.contents_shown.case.reference, "evidence"))

    def _keep_text(self) -> None:
        self.autosave.now()

    def _refuse(self, sentence: str) -> None:
        self.form.problem.show_problem(sentence)

    def _marks_changed(self) -> None:
        self._read()
        self._show_passages()
        self._saved()

    def show_map(self) -> EvidenceMapDialog:
        """Show which items bear on which criteria, from one's own links; a cell leads to its passages."""
        assert self._mine is not None
        self.autosave.now()
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
        here = [one for one in self._passages.get(criterion.id, ()) if one.evidence_id == item.id]
        if here:
            self.marking.go_to(here[0].passage_id)
        else:
            self.viewer.show_item(item.id)

    def _undone(self, words: str) -> None:
        self._show(self.criterion_shown)
        Toast(self.window(), words)

    def _rely(self, statement: str, relied: bool) -> None:
        criterion = self.criterion_shown
        if self._try(lambda: self._desk.judging.rely(self.contents_shown.case, criterion, statement, relied)):
            return
        self.finder.show_characteristic(
            self._desk.office.framework_of(self.contents_shown.case),
            criterion.characteristic,
            relied=self._relied.get(criterion.id, ()),
        )

    def _try(self, act: Callable[[], Any]) -> bool:
        self.autosave.now()
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
        if self._criterion is None or self.stack.currentIndex() != 1:
            return False
        if event.key() == Qt.Key.Key_Escape:
            self._end_digits()
            if self.criteria.list.hasFocus():
                return False  # the frame may lead back to where one came from
            if not self.reading.end_painting():
                self._back_to_list()
            return True
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if not plain or not self._single_keys:
            return False
        digits = self._digit_timer.isActive() and event.text().isdecimal()
        if not digits and self.reading.take_key(event):
            self._end_digits()
            return True
        return self.take_key(event.text().upper())

    def take_key(self, key: str) -> bool:
        """Act on a single key; returns whether it was one of ours."""
        if self._digit_timer.isActive() and key.isdecimal() and key.isascii():
            self._type_digit(key)
            return True
        self._end_digits()
        kind, criterion = self.form.kinds.currentIndex(), self.criterion_shown
        match key:
            case "J" | "K":
                self._choose(self.criteria.next_to(criterion, 1 if key == "J" else -1))
            case "[" | "]" if criterion.kind in LEVEL_KINDS:
                self.finder.slide(1 if key == "]" else -1)
            case "W":
                self.show_map()
            case "R":
                self.panes.bring(JUDGEMENT)
                self.form.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)
            case "G" if kind == LEVELS:
                self._digits = ""
                self._digit_timer.start()
            case "U":
                self.answer(UNSURE)
            case "M" | "T" | "X" if kind == MET_OR_NOT:
                self.answer(_LETTERS[key])
            case _:
                return False
        return True

    def _type_digit(self, digit: str) -> None:
        """Take a digit after G; "1" waits a moment for the second digit of 10 to 12."""
        self._digits += digit
        if self._digits == "1":
            self._digit_timer.start()
        else:
            self._end_digits()

    def _end_digits(self) -> None:
        self._digit_timer.stop()
        digits, self._digits = self._digits, ""
        if digits and self._criterion is not None:
            try:
                check_answer(self._criterion.kind, digits, self.contents_shown.policy)
            except DeskError as error:
                self.form.problem.show_problem(str(error))
            else:
                self.answer(digits)

    # -- sealing ------------------------------------------------------------------------------------------------------

    def ask_to_seal(self) -> None:
        """Ask to seal, or lead to the first gap and say what it is."""
        self.autosave.now()
        if self.autosave.is_due:
            return
        missing = self._desk.judging.missing_to_seal(self.contents_shown.case)
        if not missing:
            SealDialog(self._desk, self.contents_shown, self._unsure(), self).open()
            return
        first = next(one for one in self.contents_shown.criteria if one.key == missing[0].part)
        self._choose(first)
        self.panes.bring(JUDGEMENT)
        count = len({one.part for one in missing})
        are = "criterion is" if count == 1 else "criteria are"
        self.form.problem.show_problem(f"{count} {are} not ready to seal. The first: {missing[0].message}")
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


def _is_sealed(assessment: AssessmentRow) -> bool:
    return assessment.state is AssessmentState.SEALED


def _asked(contents: CaseContents, criterion: CriterionRow) -> int | None:
    """Return the level that was asked for, where the finder begins; None where none was."""
    unit = next((one for one in contents.units if one.id == criterion.unit_id), None)
    return (unit.proposed_level if unit is not None else None) or contents.case.proposed_level


def _details(contents: CaseContents, criterion: CriterionRow) -> str:
    """Return what stands under the words of a criterion: an outcome's assessment criteria, or a unit's hours."""
    if criterion.kind is CriterionKind.POINTS:
        hours = [one for one in contents.activities if one.unit_id == criterion.unit_id]
        return "\n".join(f"{ACTIVITY_WORDS[one.kind].capitalize()}: {total_hours([one]).words} hours" for one in hours)
    outcome = next((one for one in contents.outcomes if one.id == criterion.outcome_id), None)
    return outcome.assessment_criteria if outcome is not None else ""


class SealDialog(DeskDialog):
    """Says what sealing means, seals, and shows the commitment."""

    def __init__(self, desk: "Desk", contents: CaseContents, unsure: int, part: JudgingPart) -> None:
        super().__init__("Seal your judgements", part, note=f"{contents.case.reference}  {contents.case.title}")
        self._desk, self._contents, self._part = desk, contents, part
        self.sealed: AssessmentRow | None = None
        self.words = Paragraph(
            "After this your answers, reasons and passages stay as they are. Nobody sees them before all assessors have"
            " sealed and the chair reveals. Only the chair can reopen them, with a reason that is printed."
        )
        self.body.addWidget(self.words)
        self.unsure = Paragraph(
            f"You are unsure about {unsure} of {len(contents.criteria)} criteria. The panel settles each of them.",
            tone="second",
        )
        self.unsure.setVisible(bool(unsure))
        self.body.addWidget(self.unsure)
        self.code = label("", "title2")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.hide()
        self.body.addWidget(self.code)
        self.copy_code = button("Copy", icon_name="copy")
        self.copy_code.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.code.text()))
        self.copy_code.hide()
        self.buttons.insertWidget(1, self.copy_code)
        self.set_act("Seal", "stamp")

    def accept(self) -> None:
        if self.sealed is not None:
            super().accept()
            return
        try:
            self.sealed = self._desk.judging.seal(self._contents.case)
        except DeskError as error:
            self.refuse(str(error))
            return
        self.title.setText("Sealed")
        self.words.setText("Write this commitment on the cover sheet. It shows later that nothing was changed.")
        self.unsure.hide()
        self.code.setText(self.sealed.commitment[:COMMITMENT_SHOWN])
        self.code.show()
        self.copy_code.show()
        self.not_now.hide()
        self.set_act("Done", "check")

    def done(self, result: int) -> None:
        super().done(result)
        if self.sealed is not None:
            self._part.changed.emit()


class ReopenDialog(DeskDialog):
    """Gives sealed judgements back to their assessor, with the chair's reason."""

    def __init__(
        self, desk: "Desk", contents: CaseContents, assessment: AssessmentRow, name: str, part: JudgingPart
    ) -> None:
        super().__init__(
            f"Reopen the judgements of {name}", part, note="What was sealed is kept beside what comes after."
        )
        self._desk, self._contents, self._assessment, self._part = desk, contents, assessment, part
        self.reason = QLineEdit()
        self.body.addWidget(labelled("Reason, printed in the record", self.reason))
        self.set_act("Reopen", "undo-2")

    def accept(self) -> None:
        try:
            self._desk.judging.reopen(self._contents.case, self._assessment, self.reason.text())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()
            self._part.changed.emit()
