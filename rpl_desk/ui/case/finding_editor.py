"""The form under an open difference: a side or another answer, the reason, and any dissent."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
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
    FindingRow,
    answer_words,
)
from rpl_desk.domain.rows import dataclass
from rpl_desk.ui.case.answer_form import PointsSpin
from rpl_desk.ui.case.difference_sides import Side, short_answer
from rpl_desk.ui.single_keys import Hint, with_key
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import FlowLayout, LevelCells, Paragraph, Segments, TickLine, button, label, labelled

NO_FINDING = ("", UNSURE)
"""Answers an assessor may give that settle nothing."""
_STANDS = {False: "The sealed judgements stay as they are.", True: "It is given once. The finding stays the panel's."}


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a finding editor: the side taken (0 for another answer), its answer, the reason, any dissent."""

    side: int | None
    answer: str
    reason: str
    dissent: str


class FindingEditor(QFrame):
    """Takes a side or another answer, the reason, and a dissent; it keeps nothing itself.

    is_third: that it asks the third assessor for their opinion, which is no finding: no side to take, nothing to park,
    no dissent. finding: what was settled before, None for an opinion.
    """

    chosen = Signal()
    enter_pressed = Signal()

    def __init__(
        self,
        contents: CaseContents,
        criterion: CriterionRow,
        finding: FindingRow | None,
        sides: tuple[Side, ...],
        *,
        is_third: bool = False,
        hint: Hint = str,
    ) -> None:
        super().__init__()
        self._kind, self._sides, self.is_third, self._hint = criterion.kind, sides, is_third, hint
        self.side: int | None = None
        self.answer = ""
        self.setProperty("part", "raised")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["l"], SPACE["m"], SPACE["l"], SPACE["m"])
        column.setSpacing(SPACE["m"])
        choices = self._choices()
        column.addWidget(choices)  # shown or hidden only in its place: by itself it would be a window
        choices.setVisible(not is_third)
        self.other_box = self._other(contents)
        column.addWidget(self.other_box)
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.installEventFilter(self)
        does = "gives it" if is_third else "settles"
        below = f"What in the evidence decides it. Enter {does}, Shift+Enter starts a new line."
        column.addWidget(
            labelled("Reason for your opinion" if is_third else "Reason for the finding", self.reason, below)
        )
        self.noted = TickLine("Dissent noted, prints in the record")
        self.dissent = QLineEdit()
        self.dissent_box = labelled("Who dissents, and why", self.dissent)
        self.noted.toggled.connect(self.dissent_box.setVisible)
        self.noted.setVisible(not is_third)
        column.addWidget(self.noted)
        column.addWidget(self.dissent_box)
        self.settle = button("Give this opinion" if is_third else "Settle and next", icon_name="check", kind="primary")
        foot = QHBoxLayout()
        foot.setSpacing(SPACE["m"])
        foot.addWidget(Paragraph(_STANDS[is_third], "caption"), 1)
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
        self.discuss.setToolTip(with_key("Park it for the panel to talk about", self._hint("D")))
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
        words = "Your answer" if self.is_third else "Another answer"
        if self._kind in LEVEL_KINDS:
            self.levels = LevelCells(
                "Your level" if self.is_third else "Another level", contents.policy.permitted_levels
            )
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
            self.met = Segments(words, choices)
            self.met.chosen.connect(lambda value: self._answer_other(str(value)))
            field = self.met
        return labelled(words, field)

    def _fit(self) -> None:
        self.reason.setFixedHeight(4 * look().theme.line("body"))

    def _begin(self, finding: FindingRow | None) -> None:
        """Show what was settled before, where something was."""
        if finding is None:
            self.restore(Typed(0, "", "", ""))
            return
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
