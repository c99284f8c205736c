"""The panel's decision: what was agreed at the left, the draft at the right, and the chair's word below both."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from rpl_desk.domain.cases import Missing, Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.decisions import AWARDING, Outcome
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.panels import MeetingRow
from rpl_desk.domain.people import Role
from rpl_desk.ui.announcer import say
from rpl_desk.ui.autosave import Autosave
from rpl_desk.ui.case.decision_dialogs import ConfirmDialog, TakeBackDialog
from rpl_desk.ui.case.decision_facts import DecisionFacts
from rpl_desk.ui.case.decision_form import LETTERS, DecisionForm
from rpl_desk.ui.case.panes import Panes
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.page import CasePart
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.single_keys import SingleKeys
from rpl_desk.ui.tables import time_words
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import ElidedLabel, EmptyState, Panel, SectionHead, button, refuse

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

CHORD_MS = 600
FACTS, FORM = 0, 1
_DECIDING = (Stage.PANEL, Stage.DECIDED, Stage.SIGNED, Stage.RELEASED, Stage.APPEAL)


class DecidingPart(CasePart):
    """Keeps the panel's draft as it is typed; nothing is chosen until somebody chooses it."""

    keys = (
        ("S then D", "Choose the outcome by its letter"),
        ("Ctrl+G", "Take what the assessors say is missing, and would count, into the recommendations"),
        ("Ctrl+Enter", "Confirm the decision, or go to what is missing"),
    )

    def __init__(self, desk: "Desk", preferences: Preferences | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._single_keys = SingleKeys(preferences).on
        self._contents: CaseContents | None = None
        self._filling = False
        self.facts, self.form = DecisionFacts(), DecisionForm(single_keys=self._single_keys)
        self.foot = self._make_foot()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        column.addWidget(self.stack)
        self.early = EmptyState("circle", "The panel decides once every difference is settled.")
        self.stack.addWidget(self.early)
        self.stack.addWidget(self._lay_out(preferences))
        self.autosave = Autosave(self._save, self)
        self.autosave.saved.connect(self._after_save)
        self.autosave.refused.connect(self.form.problem.show_problem)
        self.form.touched.connect(self._touched)
        self.form.chosen.connect(self.choose)
        self.form.moved.connect(self._put_on)
        self.autosave.watch(*self.form.texts.values())
        self.gaps = button("Take in gap statements", icon_name="list-checks", kind="plain", size="small")
        self.gaps.setToolTip(
            "What is missing and what would count, as the assessors wrote it, where it is not met (Ctrl+G)"
        )
        self.gaps.clicked.connect(self.take_gaps)
        self.form.recommendations.offer(self.gaps)
        self._chord = _once(self, CHORD_MS)
        self._armed = _once(self, 5 * CHORD_MS)
        self._add_keys()

    def _lay_out(self, preferences: Preferences | None) -> QWidget:
        """Return what is shown once the panel may decide: the facts beside the form, its foot below."""
        decision = _pane("Decision", "gavel", self.form, "canvas")
        layout = decision.layout()
        assert layout is not None
        layout.addWidget(self.foot)
        self.panes = Panes(
            "deciding",
            [
                ("What was agreed", _pane("What was agreed", "scale", self.facts, "surface"), 585),
                ("Decision", decision, 795),
            ],
            preferences,
        )
        return self.panes

    def _bring_form(self) -> None:
        """Make sure that the form can be seen."""
        self.panes.bring(FORM)

    def _make_foot(self) -> Panel:
        foot = Panel("foot", across=True, padding=SPACE["m"])
        self.said_below = ElidedLabel("", "small", tone="second")
        self.back = button("Take the decision back", icon_name="undo-2", kind="danger")
        self.back.clicked.connect(self.ask_to_take_back)
        self.confirm = button("Confirm the decision", icon_name="stamp", kind="primary", size="large")
        self.confirm.clicked.connect(self.ask_to_confirm)
        foot.box.addWidget(self.said_below, 1)
        foot.box.addWidget(self.back)
        foot.box.addWidget(self.confirm)
        return foot

    def _add_keys(self) -> None:
        self.add_keys_to(self)

    def add_keys_to(self, owner: QWidget) -> None:
        """Let the keys of deciding act wherever in `owner` the keyboard is."""

        def key(sequence: str, act: Callable[[], None]) -> None:
            shortcut = QShortcut(QKeySequence(sequence), owner)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

        key("Ctrl+Return", self.ask_to_confirm)
        key("Ctrl+G", self.take_gaps)
        if not self._single_keys:
            return
        key("S", self._chord_start)
        key("D", self._arm)
        for letter in sorted(set(LETTERS.values())):
            key(letter, lambda letter=letter: self.choose_by_letter(letter))  # type: ignore[misc]

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, contents: CaseContents) -> None:
        same = self._contents is not None and self._contents.case.id == contents.case.id
        if same and self.autosave.is_due:
            self.autosave.now()
            return
        self._contents = contents
        ready = contents.case.stage in _DECIDING
        self.stack.setCurrentIndex(1 if ready else 0)
        if not ready:
            return
        self._filling = True
        drafting = contents.case.stage is Stage.PANEL
        self.facts.show_case(contents)
        self.form.show_case(contents, self._desk.panels.meetings(), drafting=drafting)
        chair = self._is_chair(contents)
        self.back.setVisible(contents.case.stage is Stage.DECIDED and chair)
        self.confirm.setVisible(drafting)
        self.foot.setVisible(drafting or self.back.isVisibleTo(self.foot))
        self.said_below.set_full_text(_below(contents, chair))
        amending = contents.case.stage is Stage.PANEL and self._desk.amending.under_way(contents.case.id)
        words = self._amending_words(contents) if amending else "" if drafting else _frozen_words(contents)
        self.form.notice.show_info(words, "pen-line" if amending else "lock")
        self._filling = False
        self.gaps.setVisible(bool(self._gap_sentences()))
        self._show_missing()

    def _show_missing(self) -> None:
        missing = self._missing()
        refuse(self.confirm, f"{len(missing)} missing" if missing else None, "Confirm the decision")
        self.confirm.setToolTip("\n".join(one.message for one in missing))
        advice = self._desk.decisions.advice(self.case_shown.case.id)
        self.form.show_advice("\n".join(f"{one.words} ({one.source})" for one in advice))

    def _amending_words(self, contents: CaseContents) -> str:
        stands = next(one for one in self._desk.amending.versions(contents.case.id) if one.stands)
        return (
            f"This decision is amended: {stands.reason} Version {stands.version} stands until all have signed this one."
            " The amendment can be dropped on the page After."
        )

    def _missing(self) -> list[Missing]:
        if self._contents is None or self._contents.case.stage is not Stage.PANEL:
            return []
        return self._desk.decisions.missing(self._contents.case.id)

    def _gap_sentences(self) -> list[str]:
        """Return the gap statements that are no recommendation yet, while the panel drafts."""
        if self._contents is None or self._contents.case.stage is not Stage.PANEL:
            return []
        there = {text for (text,) in self.form.recommendations.values()}
        found = [text for gap in self._desk.gaps.of_panel(self._contents.case.id) for text in gap.sentences]
        return [text for text in found if text not in there]

    def take_gaps(self) -> None:
        """Add the assessors' gap statements to the recommendations, to be written on; say so where there are none."""
        sentences = self._gap_sentences()
        if not sentences:
            say(self, "No gap statement is left to take in")
            return
        self._bring_form()
        self.form.recommendations.append([(text,) for text in sentences])
        self.autosave.now()
        self.gaps.setVisible(False)

    def _is_chair(self, contents: CaseContents) -> bool:
        return Role.CHAIR in contents.roles_of(self._desk.session.user.id)

    # -- drafting -----------------------------------------------------------------------------------------------------

    def choose(self, outcome: Outcome) -> None:
        """Keep the outcome the panel chose."""
        contents = self.case_shown
        try:
            values: dict[str, Any] = {"outcome": outcome}
            if outcome not in AWARDING:
                values |= {"level": None, "points": None}
            self._desk.decisions.draft(contents.case, **values)
            if outcome is not Outcome.RATED_WITH_CONDITIONS and contents.conditions:
                self._desk.decisions.set_conditions(contents.case, [])
        except DeskError as error:
            self.form.problem.show_problem(str(error))
            self.form.mark(contents.decision.outcome if contents.decision else None)
        else:
            self.form.mark(outcome)
            self._after_save()
            self.changed.emit()

    def _chord_start(self) -> None:
        self._chord.start()

    def _arm(self) -> None:
        if self._chord.isActive() and self.form.outcomes:
            self._armed.start()
            self._bring_form()
            say(self, "Choose the outcome by its letter")
            next(iter(self.form.outcomes.values())).setFocus()

    def choose_by_letter(self, letter: str) -> None:
        """Choose the outcome with this letter, once S and D have opened the choice."""
        if self._armed.isActive():
            self._armed.stop()
            for one in self.form.outcomes:
                if LETTERS[one] == letter:
                    self.choose(one)

    def _touched(self) -> None:
        if not self._filling:
            self.autosave.touch()

    def _save(self) -> None:
        contents, form = self._contents, self.form
        if contents is None or contents.case.stage is not Stage.PANEL:
            return
        values: dict[str, Any] = {name: text.toPlainText() for name, text in form.texts.items()}
        if form.awarding.isVisibleTo(form):
            values["level"] = form.levels.level()
            values["points"] = form.points.value() or None
        now = contents.decision
        if now is None or any(getattr(now, name) != value for name, value in values.items()):
            self._desk.decisions.draft(contents.case, **values)
        conditions = form.conditions.values()
        if conditions != [(one.text, one.owner, one.due_on, one.shown_by) for one in contents.conditions]:
            self._desk.decisions.set_conditions(contents.case, conditions)
        texts = [text for (text,) in form.recommendations.values()]
        if texts != [one.text for one in contents.recommendations]:
            self._desk.decisions.set_recommendations(contents.case, texts)

    def _after_save(self) -> None:
        self.form.problem.clear()
        self._contents = self._desk.intake.contents(self.case_shown.case.id)
        self.said.emit(f"Saved {time_words(self._desk.session.now())}")
        self._show_missing()

    def keep(self) -> None:
        self.autosave.now()

    def start(self) -> None:
        self._bring_form()
        first = next(iter(self.form.outcomes.values()), None)
        if first is not None:
            (first if first.isEnabled() else self.form.texts["level_rationale"]).setFocus()

    def _put_on(self, meeting: MeetingRow | None) -> None:
        if meeting is None or self._contents is None:
            return
        try:
            self._desk.panels.put_on(meeting, self._contents.case)
        except DeskError as error:
            self.form.problem.show_problem(str(error))
        self.changed.emit()

    # -- confirming ---------------------------------------------------------------------------------------------------

    def ask_to_confirm(self) -> None:
        """Ask the chair to confirm, or lead to the first gap."""
        self.autosave.now()
        if self._contents is None or self._contents.case.stage is not Stage.PANEL:
            return
        missing = self._missing()
        if missing:
            self.form.problem.show_problem("\n".join(one.message for one in missing))
            self._lead_to(missing[0])
            return
        dialog = ConfirmDialog(self._desk, self._contents, self)
        dialog.accepted.connect(self.changed)
        dialog.open()

    def ask_to_take_back(self) -> None:
        """Ask the chair why the decision is taken back."""
        dialog = TakeBackDialog(self._desk, self.case_shown, self)
        dialog.accepted.connect(self.changed)
        dialog.open()

    def _lead_to(self, gap: Missing) -> None:
        field = self.form.field_of(gap.part)
        if field is not None:
            self._bring_form()
            field.setFocus()

    @property
    def case_shown(self) -> CaseContents:
        assert self._contents is not None
        return self._contents


def _pane(title: str, icon_name: str, inner: QWidget, ground: str) -> QWidget:
    """Return a pane with its head, whose content scrolls on its own."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(SectionHead(title, icon_name=icon_name))
    holder = Panel(ground, padding=0)
    holder.box.addWidget(scrolled(inner))
    column.addWidget(holder, 1)
    return made


def _once(parent: QWidget, milliseconds: int) -> QTimer:
    made = QTimer(parent)
    made.setSingleShot(True)
    made.setInterval(milliseconds)
    return made


def _below(contents: CaseContents, chair: bool) -> str:
    if contents.case.stage is not Stage.PANEL:
        return ""
    names = ", ".join(one.name for one in contents.holders(Role.CHAIR)) or "The chair"
    return "You confirm aloud, then here" if chair else f"{names} confirms"


def _frozen_words(contents: CaseContents) -> str:
    if contents.case.stage is Stage.DECIDED:
        return "Decided. The record is frozen: people sign its bytes. The chair can take it back until all have signed."
    return "Signed. A signed decision is never edited: a later change is a new version."
