"""The form of the panel's decision: outcome, level and credit, reasons, conditions, the meeting. It keeps nothing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QPlainTextEdit, QSpinBox, QVBoxLayout, QWidget

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.decisions import AWARDING, OUTCOME_WORDS, OUTCOMES, Outcome
from rpl_desk.domain.evidence import day_words
from rpl_desk.domain.meetings import room_of
from rpl_desk.domain.panels import MeetingRow, must_leave
from rpl_desk.ui.case.decision_rows import ConditionLine, RecommendationLine, Rows
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    Chip,
    ChoiceButton,
    GrowingText,
    IconLabel,
    LevelCells,
    Panel,
    Paragraph,
    RefusedBox,
    chip_row,
    empty_layout,
    key_hint,
    label,
    labelled,
    retitle,
)

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
NO_POINTS = 0
_TEXTS = (
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
)
_WHY = {
    True: (_TEXTS[0][1], _TEXTS[0][2]),
    False: ("Why", "Says what of the evidence carries the outcome, and what was weighed against it."),
}
"""Heading and hint of the reason, by whether anything is awarded."""


class DecisionForm(QWidget):
    """chosen: an outcome was pressed. touched: anything else was changed by hand. moved: a meeting was picked."""

    chosen = Signal(object)
    touched = Signal()
    moved = Signal(object)

    def __init__(self, *, single_keys: bool = True) -> None:
        super().__init__()
        self._single_keys = single_keys
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["l"], SPACE["l"], SPACE["l"], SPACE["l"])
        column.setSpacing(SPACE["l"])
        self.notice, self.problem = RefusedBox("notice"), RefusedBox()
        self.outcomes: dict[Outcome, ChoiceButton] = {}
        self.texts: dict[str, QPlainTextEdit] = {}
        self._text_rows: dict[str, QWidget] = {}
        self._awards = True  # or may do so yet
        self.conditions = Rows("Conditions", "Add a condition", ConditionLine)
        self.recommendations = Rows("Recommendations", "Add a recommendation", RecommendationLine)
        for widget in (
            self.notice,
            self.problem,
            self._decision(),
            self.conditions,
            self.recommendations,
            self._meeting(),
        ):
            column.addWidget(widget)
        column.addStretch(1)
        for text in self.texts.values():
            text.textChanged.connect(self.touched)
        self.levels.chosen.connect(lambda _: self.touched.emit())
        self.points.valueChanged.connect(lambda _: self.touched.emit())
        for rows in (self.conditions, self.recommendations):
            rows.touched = self.touched.emit

    def _decision(self) -> Panel:
        panel = Panel()
        head = QHBoxLayout()
        head.addWidget(label("Outcome", "title3"), 1)
        self._hint = key_hint(["S", "D"], "then its letter")
        head.addWidget(self._hint)
        panel.box.addLayout(head)
        self._outcomes_row = QVBoxLayout()
        panel.box.addLayout(self._outcomes_row)
        self.awarding = QWidget()
        grid = QGridLayout(self.awarding)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE["xl"])
        self.levels = LevelCells("Level")
        self.points = QSpinBox()
        self.points.setRange(NO_POINTS, 9999)
        self.points.setSpecialValueText("not said yet")
        level = labelled("SCQF level", self.levels, "The panel's judgement of best fit. The program proposes none.")
        grid.addWidget(level, 0, 0)
        grid.addWidget(labelled("SCQF credit points", self.points), 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 1)
        self.advice = Paragraph("", "small", tone="second")
        grid.addWidget(self.advice, 1, 0, 1, 2)
        panel.box.addWidget(self.awarding)
        for name, words, hint in _TEXTS:
            text = self.texts[name] = GrowingText(1 if name == "dissent" else 3)
            row = self._text_rows[name] = labelled(words, text, hint)
            panel.box.addWidget(row)
        return panel

    def _meeting(self) -> Panel:
        panel = self.meeting_panel = Panel()
        panel.box.addWidget(label("Meeting", "title3"))
        self.meeting = QComboBox()
        self.meeting.activated.connect(lambda _: self.moved.emit(self.meeting.currentData()))
        panel.box.addWidget(labelled("Decided at the meeting of", self.meeting))
        self._room = QVBoxLayout()
        self._room.setSpacing(SPACE["s"])
        panel.box.addLayout(self._room)
        return panel

    # -- filling ------------------------------------------------------------------------------------------------------

    def show_case(self, contents: CaseContents, meetings: tuple[MeetingRow, ...], *, drafting: bool) -> None:
        """Show the decision as it is kept; a box that holds the keyboard keeps what is typed in it."""
        decision = contents.decision
        self._show_outcomes(contents)
        self.levels.set_levels(contents.policy.permitted_levels)
        self.levels.set_level(decision.level if decision else None)
        self.points.setValue(decision.points or NO_POINTS if decision else NO_POINTS)
        for name, text in self.texts.items():
            words = getattr(decision, name) if decision else ""
            if text.toPlainText() != words and not text.hasFocus():
                text.setPlainText(words)
        if not _has_focus_in(self.conditions):
            self.conditions.fill([(one.text, one.owner, one.due_on, one.shown_by) for one in contents.conditions])
        if not _has_focus_in(self.recommendations):
            self.recommendations.fill([(one.text,) for one in contents.recommendations])
        self._show_meeting(contents, meetings)
        self._freeze(not drafting)

    def mark(self, outcome: Outcome | None) -> None:
        """Show an outcome as the chosen one, and only what belongs to it."""
        for one, made in self.outcomes.items():
            made.setChecked(one is outcome)
        awards = outcome is None or outcome in AWARDING
        self.awarding.setVisible(outcome in AWARDING)
        retitle(self._text_rows["level_rationale"], self.texts["level_rationale"], *_WHY[awards])
        self._awards = awards
        self._show_texts()
        self.conditions.setVisible(outcome is Outcome.RATED_WITH_CONDITIONS)

    def show_advice(self, words: str) -> None:
        self.advice.setText(words)
        self.advice.setVisible(bool(words))

    def field_of(self, part: str) -> QWidget | None:
        """Return the field a gap is mended in; None for a part that is not of this form."""
        fields: dict[str, QWidget] = {
            "outcome": next(iter(self.outcomes.values()), self),
            "level": self.levels,
            "points": self.points,
            "panel": self.meeting,
            "conditions": self.conditions.add,
            **self.texts,
        }
        return fields.get(part)

    def _freeze(self, frozen: bool) -> None:
        for made in self.outcomes.values():
            made.setEnabled(not frozen)
            made.setVisible(not frozen or made.isChecked())
        self._hint.setVisible(not frozen and self._single_keys)
        self.levels.setEnabled(not frozen)
        self.points.setReadOnly(frozen)
        for text in self.texts.values():
            text.setReadOnly(frozen)
        self._show_texts()
        for rows in (self.conditions, self.recommendations):
            rows.freeze(frozen)
        if frozen:
            self.recommendations.setVisible(bool(self.recommendations.lines))
        else:
            self.recommendations.show()
        self.meeting.setEnabled(not frozen)

    def _show_texts(self) -> None:
        """Show the reasons there are words in, and while it is drafted those the outcome asks for."""
        for name, text in self.texts.items():
            asked = not text.isReadOnly() and (self._awards or name != "credit_rationale")
            self._text_rows[name].setVisible(asked or bool(text.toPlainText()))

    def _show_outcomes(self, contents: CaseContents) -> None:
        wanted = OUTCOMES[contents.case.kind]
        if tuple(self.outcomes) != wanted:
            empty_layout(self._outcomes_row)
            self.outcomes = {}
            for one in wanted:
                made = ChoiceButton(LETTERS[one], contents.policy.labels.get(one.value, OUTCOME_WORDS[one]))
                made.clicked.connect(lambda _=False, one=one: self.chosen.emit(one))
                self.outcomes[one] = made
            self._outcomes_row.addWidget(chip_row(*self.outcomes.values()))
        self.mark(contents.decision.outcome if contents.decision else None)

    def _show_meeting(self, contents: CaseContents, meetings: tuple[MeetingRow, ...]) -> None:
        self.meeting.clear()
        self.meeting.addItem("No meeting", None)
        for one in meetings:
            self.meeting.addItem(f"{day_words(one.held_on)}, {one.place}", one)
            if contents.meeting is not None and one.id == contents.meeting.id:
                self.meeting.setCurrentIndex(self.meeting.count() - 1)
        empty_layout(self._room)
        meeting = contents.meeting
        if meeting is None:
            self._room.addWidget(Paragraph("The decision is dated today, and no quorum is counted.", tone="second"))
            return
        room = room_of(contents)
        row = QHBoxLayout()
        row.addWidget(Chip(room.quorum, "settled" if room.count >= room.needed else "decision required"))
        row.addStretch(1)
        self._room.addLayout(row)
        statements = {one.person_id: f"declared: {one.statement}" for one in contents.interests}
        for person in sorted(must_leave(contents.interests, contents.roles)):
            why = statements.get(person, "helped to make it")
            words = f"{contents.people[person].name} must leave, {why}"
            self._room.addWidget(IconLabel("door-open", words, "small", "part", elide=True))


def _has_focus_in(widget: QWidget) -> bool:
    focus = widget.window().focusWidget()
    return focus is not None and widget.isAncestorOf(focus)
