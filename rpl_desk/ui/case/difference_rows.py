"""A difference between sealed answers: closed a line, open both sides in full and the panel's finding."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.judgements import (
    LEVEL_KINDS,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    PARTLY,
    UNSURE,
    CriterionKind,
    CriterionRow,
    Difference,
    FindingRow,
    FindingState,
    JudgementRow,
    answer_words,
    route,
)
from rpl_desk.domain.passages import LinkedPassage
from rpl_desk.domain.rows import dataclass
from rpl_desk.ui.case.answer_form import PointsSpin
from rpl_desk.ui.case.passages_list import place_words
from rpl_desk.ui.icons import icon
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    Avatar,
    Chip,
    ChipButton,
    FlowLayout,
    LevelCells,
    LevelChip,
    Panel,
    Paragraph,
    Segments,
    TickLine,
    button,
    chip_row,
    label,
    labelled,
    set_property,
)

# Widths at 100 % text of the columns of closed rows, which stand under one another.
KIND_WIDTH, SIDE_WIDTH, STATE_WIDTH, NAME_WIDTH = 120, 118, 176, 240
NO_FINDING = ("", UNSURE)
"""Answers an assessor may give that settle nothing."""
NUMBER_SIGNS = ("one", "two", "three", "four", "five")


@dataclass(frozen=True, slots=True)
class Side:
    """What one assessor sealed; chips are passages, their words and the name of their sign."""

    number: int
    name: str
    answer: str
    reason: str
    chips: tuple[tuple[str, str], ...]
    passages: tuple[LinkedPassage, ...]


def sides_of(
    contents: CaseContents,
    difference: Difference,
    judgements: Iterable[JudgementRow],
    passages: Iterable[LinkedPassage],
) -> tuple[Side, ...]:
    """Return both sides of a difference, or up to five, in the order of the assessors' numbers.

    A passage is used by both where another assessor tied the same page of the same item to this criterion.
    """
    given = {one.assessment_id: one for one in judgements if one.criterion_id == difference.criterion_id}
    linked = [one for one in passages if one.criterion_id == difference.criterion_id]
    items = {one.id: one for one in contents.evidence}
    users: dict[tuple[int, str], set[int]] = {}
    for one in linked:
        users.setdefault((one.evidence_id, one.page), set()).add(one.assessment_id)
    found = []
    for assessment in sorted(contents.assessments, key=lambda each: each.number):
        if assessment.number not in difference.answers:
            continue
        judgement = given.get(assessment.id)
        own = tuple(one for one in linked if one.assessment_id == assessment.id)
        chips = tuple(
            (
                place_words(items[one.evidence_id], one),
                "both" if len(users[one.evidence_id, one.page]) > 1 else NUMBER_SIGNS[assessment.number - 1],
            )
            for one in own
        )
        found.append(
            Side(
                assessment.number,
                contents.people[assessment.person_id].name,
                difference.answers[assessment.number],
                judgement.reason if judgement is not None else "",
                chips,
                own,
            )
        )
    return tuple(found)


def short_answer(kind: CriterionKind, answer: str) -> str:
    """Return an answer for a narrow column: the bare figure of a level, else its words."""
    return answer if kind in LEVEL_KINDS and answer.isdecimal() else answer_words(kind, answer)


def kind_words(difference: Difference) -> str:
    """Return what differs and by how much: "level, by 2", "points", "outcome"."""
    kind = difference.kind
    words = "level" if kind in LEVEL_KINDS else kind.value
    return words if difference.by is None else f"{words}, by {difference.by}"


class DifferenceRow(QFrame):
    """`turned` asks to open or close it, `settle_asked`, `discuss_asked` and `place_asked` (a passage) for those acts.

    What is typed into an open row stays in it while it is closed.
    """

    turned = Signal()
    settle_asked = Signal()
    discuss_asked = Signal()
    place_asked = Signal(object)

    def __init__(
        self,
        contents: CaseContents,
        criterion: CriterionRow,
        difference: Difference,
        finding: FindingRow,
        sides: tuple[Side, ...],
        *,
        wide: bool,
        editable: bool,
    ) -> None:
        super().__init__()
        self.criterion, self.difference, self.finding, self.sides = criterion, difference, finding, sides
        self._contents, self._editable = contents, editable
        self.is_open = False
        self.editor: FindingEditor | None = None
        self._boxes: dict[int, tuple[Panel, LevelChip | None]] = {}
        self.setProperty("part", "panel")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE["xs"], SPACE["xs"], SPACE["m"], SPACE["xs"])
        self._column.setSpacing(0)
        self.head = button(criterion.label, icon_name="chevron-right", kind="rowhead")
        self.head.clicked.connect(self.turned)
        self.state = Chip(*self._state())
        self._column.addLayout(self._head_line(wide))
        if not wide:
            facts = chip_row(label(kind_words(difference), "small", tone="second"), *self._side_marks())
            facts.setContentsMargins(SPACE["m"], 0, 0, SPACE["s"])
            self._column.addWidget(facts)
        self._body = QWidget()
        self._inside = QVBoxLayout(self._body)
        self._inside.setContentsMargins(SPACE["m"], SPACE["s"], 0, SPACE["s"])
        self._inside.setSpacing(SPACE["m"])
        self._column.addWidget(self._body)
        self._body.hide()
        self._name_head()

    # -- the line -----------------------------------------------------------------------------------------------------

    def _head_line(self, wide: bool) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(SPACE["s"])
        line.addWidget(self.head)
        line.addStretch(1)
        if wide:
            grown = look().theme.grown
            what = label(kind_words(self.difference), "small", tone="second")
            what.setFixedWidth(grown(KIND_WIDTH))
            line.addWidget(what)
            for mark in self._side_marks():
                mark.setFixedWidth(grown(SIDE_WIDTH))
                line.addWidget(mark)
            spot_of_state = QWidget()
            spot_of_state.setFixedWidth(grown(STATE_WIDTH))
            spot = QHBoxLayout(spot_of_state)
            spot.setContentsMargins(0, 0, 0, 0)
            spot.addStretch(1)
            spot.addWidget(self.state)
            line.addWidget(spot_of_state)
        else:
            line.addWidget(self.state)
        return line

    def _side_marks(self) -> list[QWidget]:
        marks = []
        for side in self.sides:
            made = QWidget()
            row = QHBoxLayout(made)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(SPACE["s"])
            row.addWidget(Avatar(side.name, letters=f"A{side.number}"))
            row.addWidget(label(short_answer(self.criterion.kind, side.answer), "smallstrong"), 1)
            marks.append(made)
        return marks

    def _state(self) -> tuple[str, str]:
        finding = self.finding
        if finding.state is FindingState.SETTLED:
            said = short_answer(self.criterion.kind, finding.answer)
            at = "Settled at" if said.isdecimal() else "Settled:"
            return f"{at} {said}", "settled"
        if finding.state is FindingState.DISCUSS:
            return "Discuss", "discuss"
        if route(self.difference, self._contents.policy) == "adjudicate":
            return "To adjudicator", "adjudicator"
        return "Decision required", "decision required"

    def _name_head(self) -> None:
        said = ", ".join(f"{one.name} {answer_words(self.criterion.kind, one.answer)}" for one in self.sides)
        self.head.setAccessibleName(
            f"{self.criterion.label}, {kind_words(self.difference)}, {said}, {self.state.text()}"
        )
        self.head.setAccessibleDescription("open" if self.is_open else "closed")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.is_open:
            super().mousePressEvent(event)
        else:
            self.turned.emit()

    # -- open ---------------------------------------------------------------------------------------------------------

    def set_open(self, is_open: bool) -> None:
        """Open or close the row."""
        if is_open and not self._boxes:
            self._fill()
        self.is_open = is_open
        set_property(self, "part", "open" if is_open else "panel")
        self.head.setIcon(icon("chevron-down" if is_open else "chevron-right", "text2", beside=True))
        self._body.setVisible(is_open)
        self._name_head()

    def _fill(self) -> None:
        boxes = QWidget()
        across = QHBoxLayout(boxes) if len(self.sides) < 3 and self._is_roomy else QVBoxLayout(boxes)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(SPACE["m"])
        for side in self.sides:
            across.addWidget(self._box(side), 1)
        self._inside.addWidget(boxes)
        if self._editable:
            self.editor = FindingEditor(self._contents, self.criterion, self.finding, self.sides)
            self.editor.chosen.connect(self._mark)
            self.editor.settle.clicked.connect(self.settle_asked)
            self.editor.discuss.clicked.connect(self.discuss_asked)
            self.editor.enter_pressed.connect(self.settle_asked)
            self._inside.addWidget(self.editor)
            self._mark()
        elif self.finding.reason:
            self._inside.addWidget(Paragraph(f"Finding: {self.finding.reason}"))
            if self.finding.dissent:
                self._inside.addWidget(Paragraph(f"Dissent: {self.finding.dissent}", tone="second"))

    @property
    def _is_roomy(self) -> bool:
        return look().theme.scale < 150

    def _box(self, side: Side) -> Panel:
        panel = Panel(padding=SPACE["m"], spacing=SPACE["s"])
        head = QHBoxLayout()
        head.setSpacing(SPACE["s"])
        head.addWidget(Avatar(side.name, letters=f"A{side.number}"))
        head.addWidget(label(side.name, "strong", wrap=True), 1)
        level = None
        if self.criterion.kind in LEVEL_KINDS and side.answer.isdecimal():
            level = LevelChip(int(side.answer), decided=False)
            head.addWidget(level)
        else:
            head.addWidget(label(answer_words(self.criterion.kind, side.answer), "strong"))
        panel.box.addLayout(head)
        panel.box.addWidget(Paragraph(side.reason or "No reason given.", tone=None if side.reason else "second"))
        panel.box.addStretch(1)
        if side.chips:
            panel.box.addWidget(chip_row(*self._chips(side)))
        self._boxes[side.number] = (panel, level)
        return panel

    def _chips(self, side: Side) -> list[QWidget]:
        made: list[QWidget] = []
        for (words, sign), passage in zip(side.chips, side.passages, strict=True):
            used = "used by both" if sign == "both" else f"used by {side.name} alone"
            chip = ChipButton(words, sign)
            chip.setAccessibleName(f"{words}, {used}")
            chip.setToolTip(passage.quotation or passage.note)
            chip.clicked.connect(partial(self.place_asked.emit, passage))
            made.append(chip)
        return made

    def _mark(self) -> None:
        """Give the box of the side taken its edge; the other never fades."""
        assert self.editor is not None
        for side in self.sides:
            taken = self.editor.side == side.number
            panel, level = self._boxes[side.number]
            set_property(panel, "part", "chosen" if taken else "panel")
            if level is not None:
                level.set(int(side.answer), decided=taken)

    @property
    def reason(self) -> QPlainTextEdit:
        """The reason of an open row that may be settled."""
        assert self.editor is not None
        return self.editor.reason


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a finding editor: the side taken (0 for another answer), its answer, the reason, any dissent."""

    side: int | None
    answer: str
    reason: str
    dissent: str


class FindingEditor(QFrame):
    """Takes a side or another answer, the reason, and a dissent; it keeps nothing itself."""

    chosen = Signal()
    enter_pressed = Signal()

    def __init__(
        self, contents: CaseContents, criterion: CriterionRow, finding: FindingRow, sides: tuple[Side, ...]
    ) -> None:
        super().__init__()
        self._kind, self._sides = criterion.kind, sides
        self.side: int | None = None
        self.answer = ""
        self.setProperty("part", "raised")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["l"], SPACE["m"], SPACE["l"], SPACE["m"])
        column.setSpacing(SPACE["m"])
        column.addWidget(self._choices())
        self.other_box = self._other(contents)
        column.addWidget(self.other_box)
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.installEventFilter(self)
        hint = "What in the evidence decides it. Enter settles, Shift+Enter starts a new line."
        column.addWidget(labelled("Reason for the finding", self.reason, hint))
        self.noted = TickLine("Dissent noted, prints in the record")
        self.dissent = QLineEdit()
        self.dissent_box = labelled("Who dissents, and why", self.dissent)
        self.noted.toggled.connect(self.dissent_box.setVisible)
        column.addWidget(self.noted)
        column.addWidget(self.dissent_box)
        self.settle = button("Settle and next", icon_name="check", kind="primary")
        foot = QHBoxLayout()
        foot.setSpacing(SPACE["m"])
        foot.addWidget(Paragraph("The sealed judgements stay as they are.", "caption"), 1)
        foot.addWidget(self.settle)
        column.addLayout(foot)
        look().changed.connect(self._fit)
        self._fit()
        self._begin(finding)

    def _choices(self) -> QWidget:
        made = QWidget()
        flow = FlowLayout(made)
        flow.addWidget(label("Finding", "strong"))
        self.takes: dict[int, QPushButton] = {}
        for place, side in enumerate(self._sides, 1):
            if side.answer in NO_FINDING:
                continue
            words = f"{place}   {short_answer(self._kind, side.answer)} as {side.name}"
            take = self._choice(words, f"{answer_words(self._kind, side.answer)} as {side.name}, key {place}")
            take.clicked.connect(partial(self.take, side.number))
            self.takes[side.number] = take
            flow.addWidget(take)
        key = len(self._sides) + 1
        self.other = self._choice(f"{key}   Another answer", f"Another answer, key {key}")
        self.other.clicked.connect(self.take_other)
        flow.addWidget(self.other)
        self.discuss = button("Discuss", icon_name="message-square", size="small")
        self.discuss.setToolTip("Park it for the panel to talk about, key D")
        flow.addWidget(self.discuss)
        return made

    @staticmethod
    def _choice(words: str, name: str) -> QPushButton:
        made = button(words, size="small")
        made.setCheckable(True)
        made.setAccessibleName(name)
        return made

    def _other(self, contents: CaseContents) -> QWidget:
        self.levels: LevelCells | None = None
        if self._kind in LEVEL_KINDS:
            self.levels = LevelCells("Another level", contents.policy.permitted_levels)
            self.levels.chosen.connect(lambda level: self._answer_other(str(level)))
            self.not_applicable = self._choice("Not applicable", "Not applicable")
            self.not_applicable.clicked.connect(lambda: self._answer_other(NOT_APPLICABLE))
            self.not_applicable.setVisible(self._kind is CriterionKind.CHARACTERISTIC)
            field: QWidget = QWidget()
            row = QVBoxLayout(field)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(self.levels)
            row.addWidget(self.not_applicable, 0, Qt.AlignmentFlag.AlignLeft)
        elif self._kind is CriterionKind.POINTS:
            self.points = PointsSpin()
            self.points.set_least(contents.case.kind.least_points)
            self.points.valueChanged.connect(lambda: self._answer_other(self.points.answer()))
            field = self.points
        else:
            choices = [(one, answer_words(self._kind, one).capitalize(), "") for one in (MET, PARTLY, NOT_MET)]
            self.met = Segments("Another answer", choices)
            self.met.chosen.connect(lambda value: self._answer_other(str(value)))
            field = self.met
        return labelled("Another answer", field)

    def _fit(self) -> None:
        self.reason.setFixedHeight(4 * look().theme.line("body"))

    def _begin(self, finding: FindingRow) -> None:
        """Show what was settled before, where something was."""
        taken = (one.number for one in self._sides if one.answer == finding.answer)
        side = next(taken, 0) if finding.answer else None
        self.restore(Typed(side, finding.answer, finding.reason, finding.dissent))

    # -- choosing -----------------------------------------------------------------------------------------------------

    def take(self, number: int) -> bool:
        """Take the answer of the assessor with this number; returns False where it cannot be a finding."""
        if number not in self.takes:
            return False
        self.side = number
        self.answer = next(one.answer for one in self._sides if one.number == number)
        self._show()
        return True

    def take_other(self) -> None:
        """Open the choice of another answer and go to it."""
        self.side, self.answer = 0, ""
        self._show()
        if self.levels is not None:
            self.levels.setFocus(Qt.FocusReason.TabFocusReason)
        elif self._kind is CriterionKind.POINTS:
            self.points.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.met.findChildren(QPushButton)[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _answer_other(self, answer: str) -> None:
        if self.side == 0:
            self.answer = answer
            self._show()

    def _show(self) -> None:
        for number, take in self.takes.items():
            take.setChecked(number == self.side)
        self.other.setChecked(self.side == 0)
        self.other_box.setVisible(self.side == 0)
        other = self.answer if self.side == 0 else ""
        if self.levels is not None:
            self.levels.set_level(int(other) if other.isdecimal() else None)
            self.not_applicable.setChecked(other == NOT_APPLICABLE)
        elif self._kind is CriterionKind.POINTS:
            if self.points.answer() != other:
                self.points.set_answer(other)
        else:
            self.met.set_value(other or None)
        self.chosen.emit()

    # -- what stands in it --------------------------------------------------------------------------------------------

    def typed(self) -> Typed:
        """Return what stands in the form."""
        dissent = self.dissent.text() if self.noted.isChecked() else ""
        return Typed(self.side, self.answer, self.reason.toPlainText(), dissent)

    def restore(self, typed: Typed) -> None:
        """Put back what stood in the form."""
        self.side, self.answer = typed.side, typed.answer
        self.reason.setPlainText(typed.reason)
        self.dissent.setText(typed.dissent)
        self.noted.setChecked(bool(typed.dissent))
        self.dissent_box.setVisible(bool(typed.dissent))
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.enter_pressed.emit()
                return True
        return False
