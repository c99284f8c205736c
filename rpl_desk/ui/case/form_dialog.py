"""Judging forms in the window: made as Excel workbooks, brought back, looked at, taken in, and sealed."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QProgressBar, QWidget

from rpl_desk.domain.cases import Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.judgements import AssessmentState, answer_words
from rpl_desk.domain.judging_forms import EFFECT_WORDS, FormLine, FormPlan, ReturnedFormRow
from rpl_desk.domain.people import PersonRow
from rpl_desk.domain.sealings import CODE_LENGTH
from rpl_desk.ui.asking import WORKBOOKS, ask_file, ask_where
from rpl_desk.ui.tables import RowTableModel, as_text
from rpl_desk.ui.tasks import in_background
from rpl_desk.ui.theme import look
from rpl_desk.ui.widgets import DeskDialog, DeskTable, Paragraph, PassphraseField, button, button_row, label, labelled

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.judging_forms import Brought

WIDE = 860


def fillers(contents: CaseContents, me: PersonRow) -> list[PersonRow]:
    """Return whose forms a person may make or bring in now: their own, and everybody's by who prepares the case."""
    if contents.case.stage is not Stage.REVIEW:
        return []
    prepares = contents.is_prepared_by(me)
    people = [
        contents.people[one.person_id]
        for one in contents.assessments
        if one.state is not AssessmentState.SEALED and (prepares or one.person_id == me.id)
    ]
    return sorted(people, key=lambda one: one.id != me.id)


class JudgingFormDialog(DeskDialog):
    """Makes forms and brings them back; one's own is shown beside the draft before it is taken in.

    taken: one's draft has changed.
    """

    taken = Signal()

    def __init__(self, desk: "Desk", contents: CaseContents, parent: QWidget) -> None:
        case = contents.case
        super().__init__("Judging form", parent, note=f"{case.reference}  {case.title}", width=WIDE)
        self._desk, self._contents = desk, contents
        self._me = desk.session.user
        self._people = fillers(contents, self._me)
        self._brought: Brought | None = None
        self._plan: FormPlan | None = None
        self.is_sealed = False
        self._next: Callable[[], object] = self.reject
        self.not_now.setText("Close")
        self.intro = Paragraph(
            "The form is an Excel workbook for one assessor: criteria, level descriptors, the list of evidence, and"
            " white cells to fill. Nobody's answers are in it. Brought back, it becomes the draft of that assessor when"
            " they say so, and only they can seal it.",
            tone="second",
        )
        self.body.addWidget(self.intro)
        self.who = QComboBox()
        for person in self._people:
            self.who.addItem(person.name)
        self.who_line = labelled("Who fills it", self.who)
        self.who_line.setVisible(len(self._people) > 1)
        self.body.addWidget(self.who_line)
        self.make = button("Make the form", icon_name="file-spreadsheet")
        self.make.clicked.connect(self._ask_where)
        self.bring = button("Bring in a filled form", icon_name="upload")
        self.bring.clicked.connect(self._ask_what)
        self.body.addLayout(button_row(self.make, self.bring))
        for row in desk.forms.waiting(case):
            waiting = button(f"Look at {row.file_name}, laid ready {as_text(row.brought_at)}", icon_name="file-check")
            waiting.clicked.connect(lambda _=False, one=row: self.look_at(one))
            self.body.addLayout(button_row(waiting))
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Judging form")
        self.bar.setRange(0, 0)
        self.bar.hide()
        self.body.addWidget(self.bar)
        self.summary = label("", "strong", wrap=True)
        self.details = Paragraph("", "small")
        self.model: RowTableModel[Any] = RowTableModel(
            {
                "Criterion": lambda line: line.criterion.label,
                "In your draft": lambda line: _said(line, line.before),
                "After taking it in": lambda line: _said(line, line.now),
                "What happens": _effect,
                "Passages": lambda line: line.new_passages + line.changed_passages,
            },
            lambda: list(self._plan.lines) if self._plan is not None else [],
            parent=self,
        )
        self.table = DeskTable("What the form changes, by criterion", self.model, strong=3, give_way=(4, 1))
        self.missing = Paragraph("", "small")
        self.passphrase = PassphraseField(name="Your passphrase, to seal")
        self.passphrase_line = labelled("Your passphrase, to seal", self.passphrase)
        for widget in (self.summary, self.details, self.table, self.missing, self.passphrase_line):
            widget.hide()
            self.body.addWidget(widget)

    # -- out ----------------------------------------------------------------------------------------------------------

    def _ask_where(self) -> None:
        name = f"{self._contents.case.reference} {self.who.currentText()}.xlsx"
        ask_where(self, "Make the judging form", name, WORKBOOKS, self.make_at)

    def make_at(self, path: Path) -> None:
        """Write the form of the person chosen, beside the window."""
        person = self._people[self.who.currentIndex()]
        self._run(
            lambda _: self._desk.forms.make(self._contents.case, person, path),
            lambda _: self._tell(f"{path.name} is the judging form of {person.name}."),
        )

    # -- back ---------------------------------------------------------------------------------------------------------

    def _ask_what(self) -> None:
        ask_file(self, "Bring in a filled form", WORKBOOKS, self.bring_in)

    def bring_in(self, path: Path) -> None:
        """Read a form beside the window and show what it would change."""
        self._read(lambda: self._desk.forms.read(self._contents.case, path))

    def look_at(self, row: ReturnedFormRow) -> None:
        """Read a form that was laid ready and show what it would change."""
        self._read(lambda: self._desk.forms.read_waiting(self._contents.case, row))

    def _read(self, read: "Callable[[], Brought]") -> None:
        def job(_: object) -> "tuple[Brought, FormPlan | None]":
            brought = read()
            mine = brought.assessment.person_id == self._me.id
            return brought, self._desk.forms.plan(self._contents.case, brought) if mine else None

        self._run(job, lambda found: self._show(*found))

    def _show(self, brought: "Brought", plan: FormPlan | None) -> None:
        self._brought, self._plan = brought, plan
        if plan is None:
            self._tell(
                f"{brought.name} is the form of {brought.form.assessor_name} and can be read.",
                "Laid ready, it waits for them: they look at it, take it in and seal it themselves.",
            )
            self._offer(self._lay_ready, "Lay it ready", "check")
            return
        changed = sum(one.changes for one in plan.lines)
        replaced = sum(one.effect.value == "replaces" for one in plan.lines)
        words = f"{brought.name} changes {changed} of {len(plan.lines)} criteria"
        self._tell(f"{words}, {replaced} of which you have answered otherwise." if replaced else f"{words}.")
        self.model.reload()
        self.table.setMinimumHeight(look().theme.height("row") * (min(len(plan.lines), 8) + 1))
        self.table.fit_columns()
        self.table.show()
        self._show_missing(plan)
        if changed:
            self._offer(self._take_in, "Take it into your draft", "check")

    def _show_missing(self, plan: FormPlan) -> None:
        first = plan.missing[0].message if plan.missing else ""
        self.missing.setText(
            f"{len(plan.missing)} would still be missing before sealing. The first: {first}"
            if plan.missing
            else "With it every criterion is ready to seal."
        )
        self.missing.show()

    def _lay_ready(self) -> None:
        brought = self._brought
        assert brought is not None
        self._run(
            lambda _: self._desk.forms.lay_ready(self._contents.case, brought),
            lambda _: self._end(f"{brought.name} is laid ready for {brought.form.assessor_name}."),
        )

    def _take_in(self) -> None:
        brought = self._brought
        assert brought is not None
        self._run(lambda _: self._desk.forms.take_in(self._contents.case, brought), self._taken)

    def _taken(self, done: Any) -> None:
        self.taken.emit()
        self.table.hide()
        self.missing.hide()
        words = f"Taken in: {done.answers} answers or reasons and {done.passages} passages."
        if done.missing:
            self._end(f"{words} {done.missing} still missing before sealing.")
            return
        self._tell(
            words,
            "Every criterion is ready. Seal now with your passphrase, or close this and look through your draft first.",
        )
        self.passphrase_line.show()
        self.passphrase.setFocus()
        self._offer(self._seal, "Seal your judgements", "stamp")

    def _seal(self) -> None:
        typed = self.passphrase.text()
        self._run(lambda _: self._desk.forms.seal(self._contents.case, typed), self._sealed)

    def _sealed(self, assessment: Any) -> None:
        self.passphrase.clear_words()
        self.passphrase_line.hide()
        self._end(f"Sealed. Commitment for the cover sheet: {assessment.commitment[:CODE_LENGTH]}")
        self.is_sealed = True

    # -- what is shown ------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        self._next()

    def _run(self, job: Callable[[Any], Any], done: Callable[[Any], object]) -> None:
        """Run a job beside the window; meanwhile nothing else can be asked for."""
        if not self.bar.isHidden():
            return
        self.bar.show()
        self.refused.clear()

        def ended(result: Any) -> None:
            self.bar.hide()
            done(result)

        in_background(self, job, ended, self._refused)

    def _refused(self, report: str) -> None:
        """Say first what did not happen; a report of many problems goes below, where it can be scrolled."""
        self.bar.hide()
        first, _, rest = report.partition("\n")
        if rest:
            self.summary.hide()
            self.table.hide()
            self.missing.hide()
            self.act.hide()
            self.details.setText(rest)
            self.details.show()
        self.refuse(first)

    def _tell(self, words: str, more: str = "") -> None:
        self.summary.setText(words)
        self.summary.show()
        self.details.setText(more)
        self.details.setVisible(bool(more))
        self.table.hide()
        self.missing.hide()
        self.act.hide()
        self._fit()

    def _offer(self, act: Callable[[], None], words: str, icon_name: str) -> None:
        self._next = act
        self.set_act(words, icon_name)
        self._fit()

    def _end(self, words: str) -> None:
        self._tell(words)


def _said(line: FormLine, row: Any) -> str:
    return answer_words(line.criterion.kind, row.answer) if row is not None and row.answer else ""


def _effect(line: FormLine) -> str:
    return EFFECT_WORDS[line.effect].capitalize()
