"""Calibration in the office: the exercises one sets or judges, and how far their assessors agreed."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from rpl_desk.domain.agreement import in_words
from rpl_desk.domain.calibration import MARK
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.judgements import answer_words
from rpl_desk.ui.forms.ui_reason import Ui_Reason
from rpl_desk.ui.tables import ROW, RowTableModel
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    DeskDialog,
    DeskTable,
    Framed,
    Paragraph,
    RefusedBox,
    TickLine,
    button,
    button_row,
    label,
    labelled,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.calibrating import Compared, Exercise, Results

WIDE = 860
NOTHING = "Choose the exercise in the table first."


class CalibrationPart(QWidget):
    """The exercises one has to do with, as a table; everything about them is kept apart from the cases."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["m"])
        column.addWidget(
            Paragraph(
                "A signed case, frozen, is judged anew by assessors apart from each other. Once all have sealed,"
                " their agreement is shown. An exercise is no case: it is in no list, register, count or search.",
                tone="second",
            )
        )
        self.problem = RefusedBox()
        column.addWidget(self.problem)
        self._model: RowTableModel[Exercise] = RowTableModel(
            {
                "Exercise": lambda row: row.name,
                "Title": lambda row: row.title,
                "Set by": lambda row: row.set_by,
                "Set": lambda row: row.set_at,
                "State": lambda row: row.state,
            },
            lambda: list(desk.calibrating.exercises()),
            parent=self,
        )
        self.table = DeskTable("Calibration exercises", self._model, strong=1, stretch=1)
        self.table.activated.connect(lambda _: self.judge())
        column.addWidget(Framed(self.table), 1)
        self.set_act = button("Set an exercise", icon_name="plus")
        self.set_act.clicked.connect(self._set)
        self.excuse_act = button("Excuse an assessor", icon_name="log-out")
        self.excuse_act.clicked.connect(self._excuse)
        self.results_act = button("Agreement", icon_name="scale")
        self.results_act.clicked.connect(self.show_results)
        self.judge_act = button("Judge", icon_name="arrow-right", kind="primary")
        self.judge_act.clicked.connect(self.judge)
        column.addLayout(button_row(self.set_act, self.excuse_act, self.results_act, self.judge_act))

    def reload(self) -> None:
        kept = self._chosen()
        self._model.reload()
        keys = [one.id for one in self._model.rows]
        if keys:
            self.table.selectRow(keys.index(kept.id) if kept is not None and kept.id in keys else 0)
        self.table.fit_columns()

    def _chosen(self) -> "Exercise | None":
        found: Exercise | None = self.table.currentIndex().data(ROW)
        return found

    def judge(self) -> None:
        """Open the chosen exercise to be judged; one's sealed answers can be read there and not changed."""
        chosen = self._chosen()
        if chosen is None:
            self.problem.show_problem(NOTHING)
        elif chosen.mine is None or chosen.mine.excused:
            self.problem.show_problem(f"You do not judge {chosen.name}.")
        else:
            from rpl_desk.ui.office.exercise import ExerciseDialog  # brings the viewer, which the office has no need of

            self.problem.clear()
            self._open(ExerciseDialog(self._desk, chosen, self))

    def show_results(self) -> None:
        """Show how far the assessors agreed, or say that it is blind yet."""
        chosen = self._chosen()
        if chosen is None:
            self.problem.show_problem(NOTHING)
            return
        try:
            found = self._desk.calibrating.results(chosen.id)
        except DeskError as error:
            self.problem.show_problem(str(error))
        else:
            self.problem.clear()
            self._open(ResultsDialog(chosen, found, self))

    def _set(self) -> None:
        self._open(SetDialog(self._desk, self))

    def _excuse(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            self.problem.show_problem(NOTHING)
        else:
            self._open(ExcuseDialog(self._desk, chosen, self))

    def _open(self, dialog: DeskDialog) -> None:
        dialog.finished.connect(self.reload)
        dialog.open()


class SetDialog(DeskDialog):
    """Freezes a signed case and gives it to assessors."""

    def __init__(self, desk: "Desk", parent: QWidget) -> None:
        super().__init__("Set a calibration exercise", parent, note="Choose a signed case; it stays as it is.")
        self._desk = desk
        self.reference, self.name = QLineEdit(), QLineEdit()
        self.body.addWidget(labelled("Reference of the case", self.reference, "Such as CR-2026-0012"))
        self.body.addWidget(
            labelled("Title of the exercise", self.name, "What the assessors know it by; best without the outcome")
        )
        head = QHBoxLayout()
        head.addWidget(label("Assessors", "label"), 1)
        self.everybody = button("All who judge here", icon_name="check", kind="plain", size="small")
        self.everybody.clicked.connect(self._tick_all)
        head.addWidget(self.everybody)
        self.body.addLayout(head)
        self.people = [(one, TickLine(one.name)) for one in desk.people.people()]
        for _, tick in self.people:
            self.body.addWidget(tick)
        self.set_act("Set it", "check")

    def _tick_all(self) -> None:
        """Tick everybody who has a part in judging a case of this office."""
        judging = {one.id for one in self._desk.calibrating.assessors()}
        for person, tick in self.people:
            tick.setChecked(tick.isChecked() or person.id in judging)

    def accept(self) -> None:
        try:
            case = self._desk.intake.case(self.reference.text().strip())
            chosen = [person for person, tick in self.people if tick.isChecked()]
            self._desk.calibrating.set_exercise(case, self.name.text(), chosen)
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()


class ExcuseDialog(DeskDialog):
    """Waits for an assessor's answers no longer, with a reason."""

    def __init__(self, desk: "Desk", exercise: "Exercise", parent: QWidget) -> None:
        super().__init__(
            f"Excuse an assessor of {exercise.name}", parent, note="Nobody reads what they answered so far."
        )
        self._desk, self._exercise = desk, exercise
        waited = [one for one in exercise.participants if not one.is_sealed and not one.excused]
        self.people = [(one, TickLine(one.name)) for one in waited]
        for _, tick in self.people:
            self.body.addWidget(tick)
        if not waited:
            self.body.addWidget(Paragraph("Nobody is waited for."))
        self.ui = self.add_form(Ui_Reason)
        self.set_act("Excuse", "log-out")

    def accept(self) -> None:
        chosen = [one for one, tick in self.people if tick.isChecked()]
        if not chosen:
            self.refuse("Choose who is waited for no longer.")
            return
        try:
            for one in chosen:
                self._desk.calibrating.excuse(self._exercise.id, one, self.ui.reason_edit.text())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()


class ResultsDialog(DeskDialog):
    """How far the assessors agreed, by characteristic, and every criterion with each answer and the panel's finding."""

    def __init__(self, exercise: "Exercise", found: "Results", parent: QWidget) -> None:
        super().__init__(
            f"Agreement in {exercise.name}, {exercise.title}",
            parent,
            note=f"{MARK}. From sealed answers only; no figure decides anything.",
            width=WIDE,
        )
        self.not_now.setText("Close")
        names = {one.number: one.name for one in exercise.participants}
        if found.judged_it_before:
            self.body.addWidget(
                Paragraph(f"Judged the case itself before: {', '.join(found.judged_it_before)}.", "small")
            )
        self.words = [Paragraph(in_words(one), "small") for one in (*found.parts, *found.whole)]
        self.body.addWidget(label("By characteristic", "title3"))
        for one in self.words[: len(found.parts)]:
            self.body.addWidget(one)
        self.body.addWidget(label("Over all", "title3"))
        for one in self.words[len(found.parts) :]:
            self.body.addWidget(one)
        self.body.addWidget(label("Every criterion", "title3"))
        for compared in found.compared:
            head, answers = _lines(compared, names)
            self.body.addWidget(label(head, "strong", wrap=True))
            for words in answers:
                self.body.addWidget(Paragraph(words, "small"))


def _lines(compared: "Compared", names: dict[int, str]) -> tuple[str, list[str]]:
    """Return what stands over a criterion, and a line for each answer to it."""
    criterion = compared.criterion
    panel = f"; the panel found {answer_words(criterion.kind, compared.finding)}" if compared.finding else ""
    answers = [
        f"{names[number]}: {answer_words(criterion.kind, answer)}. {reason}"
        for number, (answer, reason) in sorted(compared.answers.items())
    ]
    return f"{criterion.key} {criterion.label}{panel}", answers
