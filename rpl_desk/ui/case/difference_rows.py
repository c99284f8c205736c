"""A difference between sealed answers: closed a line, open both sides in full and the panel's finding."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.judgements import (
    LEVEL_KINDS,
    CriterionRow,
    Difference,
    FindingRow,
    FindingState,
    answer_words,
    route,
)
from rpl_desk.domain.third_opinions import ThirdOpinionRow, third_wanted, why_waiting
from rpl_desk.ui.case.difference_sides import Side, kind_words, short_answer
from rpl_desk.ui.case.finding_editor import FindingEditor
from rpl_desk.ui.case.passage_cards import PassageCard
from rpl_desk.ui.icons import icon
from rpl_desk.ui.single_keys import Hint, with_key
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    Avatar,
    Chip,
    LevelChip,
    Panel,
    Paragraph,
    button,
    button_row,
    chip_row,
    label,
    set_property,
)

# Widths at 100 % text of the columns of closed rows, which stand under one another.
KIND_WIDTH, SIDE_WIDTH, STATE_WIDTH, NAME_WIDTH = 120, 118, 176, 240


class DifferenceRow(QFrame):
    """`turned` asks to open or close it, `settle_asked`, `discuss_asked`, `place_asked` (a passage), `third_asked` for
    those acts. place_reached: the keyboard came to a passage.

    What is typed into an open row stays in it while it is closed. third: the third opinion, where one was asked.
    editable: whether who reads it may settle it, once no third opinion is waited for.
    """

    turned = Signal()
    settle_asked = Signal()
    discuss_asked = Signal()
    place_asked = Signal(object)
    place_reached = Signal(object)
    third_asked = Signal()

    def __init__(
        self,
        contents: CaseContents,
        criterion: CriterionRow,
        difference: Difference,
        finding: FindingRow,
        sides: tuple[Side, ...],
        *,
        third: ThirdOpinionRow | None,
        wide: bool,
        editable: bool,
        hint: Hint = str,
    ) -> None:
        super().__init__()
        self.third = third
        self.criterion, self.difference, self.finding, self.sides = criterion, difference, finding, sides
        self._contents, self._editable, self._hint = contents, editable, hint
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
            row.addWidget(Avatar(side.name, letters=side.letters))
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
        if self.third is not None and self.third.is_waited_for:
            return f"Asked {self._third_name}", "adjudicator"
        if self.waits:
            return "Third opinion wanted", "adjudicator"
        return "Decision required", "decision required"

    @property
    def waits(self) -> bool:
        """Tell whether it cannot be settled before a third opinion, or a reason to go on without one."""
        still = self.finding.state is not FindingState.SETTLED
        return still and third_wanted(self.difference, self._contents.policy, self.third)

    @property
    def _is_discussed(self) -> bool:
        """Whether the office has levels this far apart discussed before they are settled."""
        still = self.finding.state is not FindingState.SETTLED
        levels = self.criterion.kind in LEVEL_KINDS and self.difference.by is not None
        return still and levels and route(self.difference, self._contents.policy) == "discuss"

    @property
    def _third_name(self) -> str:
        third = self.third
        if third is None or third.person_id is None or not self._contents.policy.name_assessors:
            return "the third assessor"
        return self._contents.people[third.person_id].name

    @property
    def why_waiting(self) -> str:
        name = self._third_name
        return why_waiting(
            self.difference, self._contents.policy, self.third, name[:1].upper() + name[1:] if self.waits else ""
        )

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
        if self.third is not None and self.third.person_id is None:
            self._inside.addWidget(Paragraph(f"No third opinion, because: {self.third.reason}", tone="second"))
        if self._editable and self._is_discussed:
            self._inside.addWidget(Paragraph(_discussed_words(self._contents.policy.discuss_from), tone="second"))
        if self.waits:
            self._inside.addWidget(self._waiting())
        elif self._editable:
            self.editor = FindingEditor(self._contents, self.criterion, self.finding, self.sides, hint=self._hint)
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

    def _waiting(self) -> QWidget:
        """Say why it cannot be settled yet, and who may, can mend that."""
        made = Panel("raised", padding=SPACE["m"], spacing=SPACE["s"])
        made.box.addWidget(Paragraph(self.why_waiting))
        if self._editable:
            again = self.third is not None
            self.ask = button("Ask somebody else" if again else "Ask for a third opinion", icon_name="scale")
            self.ask.setToolTip(with_key("Ask a third assessor, or go on without one", self._hint("T")))
            self.ask.clicked.connect(self.third_asked)
            made.box.addLayout(button_row(self.ask))
        return made

    @property
    def _is_roomy(self) -> bool:
        return look().theme.scale < 150

    def _box(self, side: Side) -> Panel:
        panel = Panel(padding=SPACE["m"], spacing=SPACE["s"])
        head = QHBoxLayout()
        head.setSpacing(SPACE["s"])
        head.addWidget(Avatar(side.name, letters=side.letters))
        head.addWidget(label(f"{side.name}, third opinion" if side.is_third else side.name, "strong", wrap=True), 1)
        level = None
        if self.criterion.kind in LEVEL_KINDS and side.answer.isdecimal():
            level = LevelChip(int(side.answer), decided=False)
            head.addWidget(level)
        else:
            head.addWidget(label(answer_words(self.criterion.kind, side.answer), "strong"))
        panel.box.addLayout(head)
        panel.box.addWidget(Paragraph(side.reason or "No reason given.", tone=None if side.reason else "second"))
        if side.sealed:
            panel.box.addWidget(Paragraph(side.sealed, "small", tone="second"))
        panel.box.addStretch(1)
        for (words, sign), passage in zip(side.chips, side.passages, strict=True):
            used = "used by both" if sign == "both" else f"used by {side.name} alone"
            panel.box.addWidget(PassageCard(words, sign, used, passage, self.place_asked.emit, self.place_reached.emit))
        self._boxes[side.number] = (panel, level)
        return panel

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


def _discussed_words(limit: int) -> str:
    """Say that levels this far apart go to discussion, as the office says."""
    apart = "1 level or more" if limit == 1 else f"{limit} levels or more"
    return f"The office has answers {apart} apart discussed before the finding."
