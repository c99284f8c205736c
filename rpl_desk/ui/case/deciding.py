"""The panel's decision: drafted in words and figures that people choose, confirmed by the chair."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rpl_desk.domain.cases import Missing, Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.decisions import AWARDING, OUTCOME_WORDS, OUTCOMES, Outcome
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import day_words
from rpl_desk.domain.people import Role
from rpl_desk.ui.announcer import say
from rpl_desk.ui.autosave import Autosave
from rpl_desk.ui.case.profile import hours_lines, profile_of
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.page import CasePart
from rpl_desk.ui.tables import RowTableModel, as_text
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    DeskDialog,
    DeskTable,
    EmptyState,
    LevelCells,
    LevelChip,
    Panel,
    Paragraph,
    RefusedBox,
    button,
    button_row,
    chip_row,
    empty_layout,
    icon_button,
    label,
    labelled,
    refuse,
    rule,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

LETTERS = {
    Outcome.RATED: "R",
    Outcome.RATED_WITH_CONDITIONS: "C",
    Outcome.REFERRED_BACK: "B",
    Outcome.NOT_RATED: "N",
    Outcome.FULL_CREDIT: "F",
    Outcome.PART_CREDIT: "P",
    Outcome.NO_CREDIT: "N",
    Outcome.MORE_EVIDENCE: "E",
    Outcome.ENTRY: "E",
    Outcome.ADVANCED_ENTRY: "A",
    Outcome.NOT_SUPPORTED: "N",
    Outcome.PROFILE: "P",
}
CHORD_MS = 600
NO_POINTS = 0


class DecidingPart(CasePart):
    """Keeps the panel's draft as it is typed; nothing is chosen until somebody chooses it."""

    keys = (
        ("S then D", "Choose the outcome by its letter"),
        ("Ctrl+Enter", "Confirm the decision, or go to what is missing"),
    )

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._contents: CaseContents | None = None
        self._filling = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        column.addWidget(self.stack)
        self.early = EmptyState("circle", "The panel decides once every difference is settled.")
        self.stack.addWidget(self.early)
        self.form = QWidget()
        self.stack.addWidget(scrolled(self.form))
        self._build(QVBoxLayout(self.form))
        self.autosave = Autosave(self._save, self)
        self.autosave.saved.connect(self._after_save)
        self.autosave.refused.connect(self.problem.show_problem)
        for text in self._texts.values():
            text.textChanged.connect(self._touched)
            self.autosave.watch(text)
        self.points.valueChanged.connect(self._touched)
        self._chord = QTimer(self)
        self._chord.setSingleShot(True)
        self._chord.setInterval(CHORD_MS)
        self._armed = QTimer(self)
        self._armed.setSingleShot(True)
        self._armed.setInterval(5 * CHORD_MS)
        self._add_keys()

    # -- what is on the page ------------------------------------------------------------------------------------------

    def _build(self, column: QVBoxLayout) -> None:
        column.setContentsMargins(SPACE["xl"], SPACE["xl"], SPACE["xl"], SPACE["xl"])
        column.setSpacing(SPACE["l"])
        self.notice = RefusedBox("notice")
        column.addWidget(self.notice)
        self.problem = RefusedBox()
        column.addWidget(self.problem)
        facts = Panel()
        facts.box.addWidget(label("What the panel agreed", "title3"))
        self._facts = QVBoxLayout()
        self._facts.setSpacing(SPACE["s"])
        facts.box.addLayout(self._facts)
        column.addWidget(facts)
        decision = Panel()
        decision.box.addWidget(label("Decision", "title3"))
        self._outcomes_row = QVBoxLayout()
        decision.box.addLayout(self._outcomes_row)
        self.outcomes: dict[Outcome, QPushButton] = {}
        self.awarding = QWidget()
        award = QVBoxLayout(self.awarding)
        award.setContentsMargins(0, 0, 0, 0)
        self.levels = LevelCells("Level")
        self.levels.chosen.connect(self._touched)
        self.points = QSpinBox()
        self.points.setRange(NO_POINTS, 9999)
        self.points.setSpecialValueText("not said yet")
        self.points.setMaximumWidth(180)
        award.addWidget(
            labelled("SCQF level", self.levels, "The panel's judgement of best fit. The program proposes none.")
        )
        award.addWidget(labelled("SCQF credit points", self.points))
        self.advice = Paragraph("", "small", tone="second")
        award.addWidget(self.advice)
        decision.box.addWidget(self.awarding)
        self._texts: dict[str, QPlainTextEdit] = {}
        for name, words, hint in (
            (
                "level_rationale",
                "Why this level",
                "Says what of the evidence and of the descriptors carries the level, and what was weighed against it.",
            ),
            (
                "credit_rationale",
                "How the credit was reached",
                "Says which hours or outcomes count, and why they are believable.",
            ),
            (
                "dissent",
                "Dissent, printed in the record",
                "Who would have decided otherwise, and why. Leave empty when nobody.",
            ),
        ):
            text = QPlainTextEdit()
            text.setTabChangesFocus(True)
            text.setMinimumHeight(96 if name != "dissent" else 64)
            self._texts[name] = text
            decision.box.addWidget(labelled(words, text, hint))
        column.addWidget(decision)
        self.conditions = _Rows("Conditions", "Add a condition", ConditionLine)
        self.recommendations = _Rows("Recommendations", "Add a recommendation", RecommendationLine)
        for rows in (self.conditions, self.recommendations):
            rows.touched = self._touched
            column.addWidget(rows)
        panel = Panel()
        panel.box.addWidget(label("Meeting", "title3"))
        self.meeting = QComboBox()
        self.meeting.activated.connect(self._put_on)
        panel.box.addWidget(labelled("Decided at the meeting of", self.meeting))
        self.meeting_words = Paragraph("", tone="second")
        panel.box.addWidget(self.meeting_words)
        column.addWidget(panel)
        self.back = button("Take the decision back", icon_name="undo-2", kind="danger")
        self.back.clicked.connect(lambda: TakeBackDialog(self._desk, self).open())
        self.confirm = button("Confirm the decision", icon_name="stamp", kind="primary", size="large")
        self.confirm.clicked.connect(self.ask_to_confirm)
        column.addLayout(button_row(self.back, self.confirm))
        column.addStretch(1)

    def _add_keys(self) -> None:
        def key(sequence: str, act: Callable[[], None]) -> None:
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

        key("Ctrl+Return", self.ask_to_confirm)
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
        ready = contents.case.stage in (Stage.PANEL, Stage.DECIDED, Stage.SIGNED, Stage.RELEASED, Stage.APPEAL)
        self.stack.setCurrentIndex(1 if ready else 0)
        if ready:
            self._fill(contents)

    def _fill(self, contents: CaseContents) -> None:
        self._filling = True
        decision = contents.decision
        drafting = contents.case.stage is Stage.PANEL
        self._show_facts(contents)
        self._show_outcomes(contents)
        self.levels.set_levels(contents.policy.permitted_levels)
        self.levels.set_level(decision.level if decision else None)
        self.points.setValue(decision.points or NO_POINTS if decision else NO_POINTS)
        for name, text in self._texts.items():
            words = getattr(decision, name) if decision else ""
            if text.toPlainText() != words and not text.hasFocus():
                text.setPlainText(words)
        if not self._has_focus_in(self.conditions):
            self.conditions.fill([(one.text, one.owner, one.due_on, one.shown_by) for one in contents.conditions])
        if not self._has_focus_in(self.recommendations):
            self.recommendations.fill([(one.text,) for one in contents.recommendations])
        self._show_meeting(contents)
        for widget in (self.awarding, *self._texts.values(), self.conditions, self.recommendations, self.meeting):
            widget.setEnabled(drafting)
        for made in self.outcomes.values():
            made.setEnabled(drafting)
        chair = self._is_chair(contents)
        self.back.setVisible(contents.case.stage is Stage.DECIDED and chair)
        self.confirm.setVisible(drafting)
        self.notice.show_problem("" if drafting else _frozen_words(contents))
        self._filling = False
        self._show_missing()

    def _show_facts(self, contents: CaseContents) -> None:
        empty_layout(self._facts)
        case = contents.case
        asked = QHBoxLayout()
        asked.addWidget(label("Asked for", "small", tone="second"))
        if case.proposed_level is not None:
            asked.addWidget(LevelChip(case.proposed_level, decided=False))
        points = "no credit points" if case.proposed_points is None else f"{case.proposed_points} credit points"
        asked.addWidget(label(points, "body"))
        asked.addStretch(1)
        self._facts.addLayout(asked)
        headings, lines = profile_of(contents)
        columns: dict[str, Callable[[Any], Any]] = {"": lambda line: line.name}
        for place, heading in enumerate(headings):
            columns[heading] = _cell(place)
        model = RowTableModel(columns, lambda: list(lines), parent=self)
        model.reload()
        table = DeskTable("Findings by unit and characteristic", model)
        table.fit_columns()
        table.setMinimumHeight(
            table.horizontalHeader().sizeHint().height() + (min(len(lines), 8) + 1) * table.rowHeight(0)
        )
        self._facts.addWidget(table)
        for words in hours_lines(contents):
            self._facts.addWidget(Paragraph(words, "small", tone="second"))

    def _show_outcomes(self, contents: CaseContents) -> None:
        wanted = OUTCOMES[contents.case.kind]
        if tuple(self.outcomes) != wanted:
            empty_layout(self._outcomes_row)
            self.outcomes = {}
            for one in wanted:
                words = contents.policy.labels.get(one.value, OUTCOME_WORDS[one])
                made = button(f"{LETTERS[one]}   {words}", kind="choice")
                made.setCheckable(True)
                made.setAccessibleName(words)
                made.clicked.connect(lambda _=False, one=one: self.choose(one))
                self.outcomes[one] = made
            self._outcomes_row.addWidget(chip_row(*self.outcomes.values()))
        chosen = contents.decision.outcome if contents.decision else None
        self._mark(chosen)

    def _mark(self, chosen: Outcome | None) -> None:
        for one, made in self.outcomes.items():
            made.setChecked(one is chosen)
        self.awarding.setVisible(chosen in AWARDING)
        self.conditions.setVisible(chosen is Outcome.RATED_WITH_CONDITIONS)

    def _show_meeting(self, contents: CaseContents) -> None:
        self.meeting.clear()
        self.meeting.addItem("No meeting", None)
        for one in self._desk.panels.meetings():
            self.meeting.addItem(f"{day_words(one.held_on)}, {one.place}", one)
            if contents.meeting is not None and one.id == contents.meeting.id:
                self.meeting.setCurrentIndex(self.meeting.count() - 1)
        present = sum(one.present is True for one in contents.attendance)
        self.meeting_words.setText(
            "The decision is dated today, and no quorum is counted."
            if contents.meeting is None
            else f"{present} present, quorum {contents.meeting.quorum}."
        )

    def _show_missing(self) -> None:
        missing = self._missing()
        refuse(self.confirm, f"{len(missing)} missing" if missing else None, "Confirm the decision")
        self.confirm.setToolTip("\n".join(one.message for one in missing))
        advice = self._desk.decisions.advice(self._contents.case.id) if self._contents is not None else ()
        self.advice.setText("\n".join(f"{one.words} ({one.source})" for one in advice))
        self.advice.setVisible(bool(advice))

    def _missing(self) -> list[Missing]:
        if self._contents is None or self._contents.case.stage is not Stage.PANEL:
            return []
        return self._desk.decisions.missing(self._contents.case.id)

    def _is_chair(self, contents: CaseContents) -> bool:
        me = self._desk.session.user.id
        return any(one.person_id == me and one.role is Role.CHAIR for one in contents.roles)

    @staticmethod
    def _has_focus_in(widget: QWidget) -> bool:
        focus = widget.window().focusWidget()
        return focus is not None and widget.isAncestorOf(focus)

    # -- drafting -----------------------------------------------------------------------------------------------------

    def choose(self, outcome: Outcome) -> None:
        """Keep the outcome the panel chose."""
        assert self._contents is not None
        try:
            values: dict[str, Any] = {"outcome": outcome}
            if outcome not in AWARDING:
                values |= {"level": None, "points": None}
            self._desk.decisions.draft(self._contents.case, **values)
            if outcome is not Outcome.RATED_WITH_CONDITIONS and self._contents.conditions:
                self._desk.decisions.set_conditions(self._contents.case, [])
        except DeskError as error:
            self.problem.show_problem(str(error))
            self._mark(self._contents.decision.outcome if self._contents.decision else None)
        else:
            self._mark(outcome)
            self._after_save()
            self.changed.emit()

    def _chord_start(self) -> None:
        self._chord.start()

    def _arm(self) -> None:
        if self._chord.isActive():
            self._armed.start()
            say(self, "Choose the outcome by its letter")
            next(iter(self.outcomes.values())).setFocus()

    def choose_by_letter(self, letter: str) -> None:
        """Choose the outcome with this letter, once S and D have opened the choice."""
        if self._armed.isActive():
            self._armed.stop()
            for one in self.outcomes:
                if LETTERS[one] == letter:
                    self.choose(one)

    def _touched(self, *_: object) -> None:
        if not self._filling:
            self.autosave.touch()

    def _save(self) -> None:
        contents = self._contents
        if contents is None or contents.case.stage is not Stage.PANEL:
            return
        values: dict[str, Any] = {name: text.toPlainText() for name, text in self._texts.items()}
        if self.awarding.isVisibleTo(self.form):
            values["level"] = self.levels.level()
            values["points"] = self.points.value() or None
        now = contents.decision
        if now is None or any(getattr(now, name) != value for name, value in values.items()):
            self._desk.decisions.draft(contents.case, **values)
        conditions = self.conditions.values()
        if conditions != [(one.text, one.owner, one.due_on, one.shown_by) for one in contents.conditions]:
            self._desk.decisions.set_conditions(contents.case, conditions)
        texts = [text for (text,) in self.recommendations.values()]
        if texts != [one.text for one in contents.recommendations]:
            self._desk.decisions.set_recommendations(contents.case, texts)

    def _after_save(self) -> None:
        assert self._contents is not None
        self.problem.clear()
        self._contents = self._desk.intake.contents(self._contents.case.id)
        self.said.emit(f"Saved {as_text(self._desk.session.now()).rsplit(' ', 1)[-1]}")
        self._show_missing()

    def keep(self) -> None:
        self.autosave.now()

    def start(self) -> None:
        if self.outcomes:
            next(iter(self.outcomes.values())).setFocus()

    def _put_on(self) -> None:
        meeting = self.meeting.currentData()
        if meeting is None or self._contents is None:
            return
        try:
            self._desk.panels.put_on(meeting, self._contents.case)
        except DeskError as error:
            self.problem.show_problem(str(error))
        self.changed.emit()

    # -- confirming ---------------------------------------------------------------------------------------------------

    def ask_to_confirm(self) -> None:
        """Ask the chair to confirm, or lead to the first gap."""
        self.autosave.now()
        if self._contents is None or self._contents.case.stage is not Stage.PANEL:
            return
        missing = self._missing()
        if missing:
            self.problem.show_problem("\n".join(one.message for one in missing))
            self._lead_to(missing[0])
        else:
            ConfirmDialog(self._desk, self._contents, self).open()

    def _lead_to(self, gap: Missing) -> None:
        fields: dict[str, QWidget] = {
            "outcome": next(iter(self.outcomes.values())),
            "level": self.levels,
            "points": self.points,
            "panel": self.meeting,
            **self._texts,
        }
        if gap.part in fields:
            fields[gap.part].setFocus()
        elif gap.part == "conditions":
            self.conditions.add.setFocus()

    @property
    def case_shown(self) -> CaseContents:
        assert self._contents is not None
        return self._contents


def _cell(place: int) -> Callable[[Any], str]:
    return lambda line: str(line.cells[place])


def _frozen_words(contents: CaseContents) -> str:
    if contents.case.stage is Stage.DECIDED:
        return "Decided. The record is frozen: people sign its bytes. The chair can take it back until all have signed."
    return "Signed. A signed decision is never edited: a later change is a new version."


class ConditionLine(QWidget):
    """One condition as typed."""

    def __init__(self, touched: Callable[[], None], values: tuple[Any, ...] = ("", "", None, "")) -> None:
        super().__init__()
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.text, self.owner, self.shown_by = QLineEdit(values[0]), QLineEdit(values[1]), QLineEdit(values[3])
        self.due = QDateEdit()
        self.due.setCalendarPopup(True)
        self.due.setDisplayFormat("d MMM yyyy")
        day = values[2]
        self.due.setDate(QDate(day.year, day.month, day.day) if day else QDate.currentDate().addMonths(3))
        self._dated = day is not None
        row.addWidget(labelled("What is to be done", self.text))
        second = QHBoxLayout()
        second.addWidget(labelled("Owner", self.owner), 1)
        second.addWidget(labelled("Due", self.due))
        second.addWidget(labelled("Shown to be met by", self.shown_by), 2)
        row.addLayout(second)
        for field in (self.text, self.owner, self.shown_by):
            field.textEdited.connect(lambda _: touched())
        self.due.dateChanged.connect(lambda _: touched())

    def value(self) -> tuple[str, str, date | None, str]:
        day = date.fromisoformat(self.due.date().toString(Qt.DateFormat.ISODate))
        return self.text.text().strip(), self.owner.text().strip(), day, self.shown_by.text().strip()


class RecommendationLine(QWidget):
    """One recommendation as typed."""

    def __init__(self, touched: Callable[[], None], values: tuple[Any, ...] = ("",)) -> None:
        super().__init__()
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.text = QLineEdit(values[0])
        self.text.textEdited.connect(lambda _: touched())
        row.addWidget(labelled("Recommendation", self.text))

    def value(self) -> tuple[str]:
        return (self.text.text().strip(),)


class _Rows(Panel):
    """A list of like lines that can be added to and taken from."""

    def __init__(self, title: str, add: str, line: type[ConditionLine] | type[RecommendationLine]) -> None:
        super().__init__()
        self._line = line
        self.touched: Callable[[], None] = lambda: None
        self.box.addWidget(label(title, "title3"))
        self._column = QVBoxLayout()
        self._column.setSpacing(SPACE["m"])
        self.box.addLayout(self._column)
        self.lines: list[Any] = []
        self.add = button(add, icon_name="plus")
        self.add.clicked.connect(self._add_empty)
        self.box.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def fill(self, rows: list[tuple[Any, ...]]) -> None:
        if [one.value() for one in self.lines] == rows:
            return
        empty_layout(self._column)
        self.lines = []
        for row in rows:
            self._append(row)

    def values(self) -> list[Any]:
        return [one.value() for one in self.lines]

    def _add_empty(self) -> None:
        self._append(None)
        self.lines[-1].text.setFocus()
        self.touched()

    def _append(self, values: tuple[Any, ...] | None) -> None:
        line = self._line(self._tell) if values is None else self._line(self._tell, values)
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(line, 1)
        away = icon_button("trash-2", f"Remove {len(self.lines) + 1}")
        away.clicked.connect(lambda: self._remove(line, made))
        row.addWidget(away, 0, Qt.AlignmentFlag.AlignBottom)
        self.lines.append(line)
        self._column.addWidget(made)
        self._column.addWidget(rule())

    def _remove(self, line: Any, made: QWidget) -> None:
        self.lines.remove(line)
        made.hide()
        made.deleteLater()
        self.touched()

    def _tell(self) -> None:
        self.touched()


class ConfirmDialog(DeskDialog):
    """The chair says aloud what was decided, then confirms."""

    def __init__(self, desk: "Desk", contents: CaseContents, part: DecidingPart) -> None:
        super().__init__("Confirm the decision", part, note=f"{contents.case.reference}  {contents.case.title}")
        self._desk, self._contents, self._part = desk, contents, part
        decision = contents.decision
        assert decision is not None and decision.outcome is not None
        gives = "" if decision.level is None else f": {decision.points} credit points at SCQF level {decision.level}"
        self.body.addWidget(Paragraph(f"{OUTCOME_WORDS[decision.outcome]}{gives}.", "reading"))
        self.body.addWidget(
            Paragraph(
                "The record is frozen with this: everything decided and what it rests on. Then the signatories sign,"
                " each with their own passphrase. Until all have signed you can take it back, with a reason."
            )
        )
        self.set_act("Confirm the decision", "stamp")

    def accept(self) -> None:
        try:
            self._desk.decisions.decide(self._contents.case)
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()
            self._part.changed.emit()


class TakeBackDialog(DeskDialog):
    """Takes a decision back to the panel, with the reason."""

    def __init__(self, desk: "Desk", part: DecidingPart) -> None:
        super().__init__(
            "Take the decision back",
            part,
            note="The record made of it is kept, marked as superseded, with any signature.",
        )
        self._desk, self._part = desk, part
        self.reason = QLineEdit()
        self.body.addWidget(labelled("Reason, printed in the next record", self.reason))
        self.set_act("Take it back", "undo-2")

    def accept(self) -> None:
        try:
            self._desk.decisions.take_back(self._part.case_shown.case, self.reason.text())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()
            self._part.changed.emit()
