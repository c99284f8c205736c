"""From sealed judgements to findings: the reveal, then each difference settled with a reason."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from rpl_desk.domain.cases import Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import PassageRow
from rpl_desk.domain.judgements import (
    ANSWER_WORDS,
    LEVEL_KINDS,
    CriterionKind,
    CriterionRow,
    Difference,
    FindingRow,
    FindingState,
    JudgementRow,
    answer_words,
    route,
)
from rpl_desk.domain.people import Role
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.page import CasePart
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    Avatar,
    Chip,
    EmptyState,
    IconLabel,
    Panel,
    Paragraph,
    RefusedBox,
    Segments,
    TickLine,
    button,
    button_row,
    chip_row,
    empty_layout,
    label,
    labelled,
    refuse,
    rule,
    set_property,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

ALL, LEVELS, POINTS, OUTCOMES = "all", "levels", "points", "outcomes"


def group_of(kind: CriterionKind) -> str:
    """Return the tab a difference of this kind stands under."""
    return LEVELS if kind in LEVEL_KINDS else POINTS if kind is CriterionKind.POINTS else OUTCOMES


class ComparingPart(CasePart):
    """Before the reveal only who has sealed; after it each difference with both sides."""

    keys = (
        ("1 to 5", "Take a side in the open difference"),
        ("D", "Park it for discussion"),
        ("Ctrl+Enter", "Settle and go to the next"),
    )

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._contents: CaseContents | None = None
        self._tab = ALL
        self._open: int | None = None
        self.rows: dict[int, DifferenceRow] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(SPACE["xl"], SPACE["xl"], SPACE["xl"], SPACE["xl"])
        self._column.setSpacing(SPACE["m"])
        self.problem = RefusedBox()
        outer.addWidget(self.problem)
        outer.addWidget(scrolled(inner), 1)
        for key in "12345":
            self._key(key, partial(self.take_side, int(key)))
        self._key("D", self.park)
        self._key("Ctrl+Return", self.settle_open)

    def _key(self, key: str, act: object) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, contents: CaseContents) -> None:
        if self._contents is not None and self._contents.case.id != contents.case.id:
            self._open = None
        typed = self.rows[self._open].typed() if self._open in self.rows and self._open is not None else None
        self._contents = contents
        empty_layout(self._column)
        self.rows = {}
        if contents.case.revealed_at is None:
            self._show_sealed(contents)
        else:
            self._show_differences(contents)
        if typed is not None and self._open in self.rows and self._open is not None:
            self.rows[self._open].restore(*typed)
        self._column.addStretch(1)

    def _show_sealed(self, contents: CaseContents) -> None:
        if not contents.assessments:
            self._column.addWidget(
                EmptyState("scale", "Judgements are compared once the review has begun and all have sealed.")
            )
            return
        self._column.addWidget(label("Sealed judgements", "title2"))
        for name, sealed in self._sealed(contents):
            words = f"{name}: {'sealed' if sealed else 'not sealed yet'}"
            self._column.addWidget(
                IconLabel("circle-check" if sealed else "circle", words, "body", "good" if sealed else "text2")
            )
        self._column.addWidget(
            Paragraph(
                "The reveal shows everybody's sealed answers to everybody on the case, once, and is kept in the log.",
                tone="second",
            )
        )
        self.reveal = button("Reveal the judgements", icon_name="eye", kind="primary")
        waiting = sum(not sealed for _, sealed in self._sealed(contents))
        me = self._desk.session.user.id
        chair = any(one.person_id == me and one.role is Role.CHAIR for one in contents.roles)
        why = f"{waiting} still to seal" if waiting else None if chair else "the chair does"
        refuse(self.reveal, why, "Reveal the judgements")
        self.reveal.clicked.connect(self.reveal_case)
        self._column.addLayout(button_row(self.reveal))

    def _sealed(self, contents: CaseContents) -> list[tuple[str, bool]]:
        return [(contents.people[one.person_id].name, one.state.value == "sealed") for one in contents.assessments]

    def _show_differences(self, contents: CaseContents) -> None:
        found = self._desk.reconciling.differences(contents.case.id)
        findings = {one.criterion_id: one for one in self._desk.reconciling.findings(contents.case.id)}
        criteria = {one.id: one for one in contents.criteria}
        agreed = [one for one in contents.criteria if findings[one.id].state is FindingState.AGREED]
        still = [one for one in findings.values() if one.state in (FindingState.OPEN, FindingState.DISCUSS)]
        head = QHBoxLayout()
        head.setSpacing(SPACE["l"])
        for number, words, note in (
            (len(found), "differences", f"{len(found) - len(still)} settled, {len(still)} open"),
            (len(agreed), "agreed", _share(len(agreed), len(contents.criteria))),
        ):
            head.addWidget(label(str(number), "title1"))
            text = QVBoxLayout()
            text.addWidget(label(words, "strong"))
            text.addWidget(label(note, "small", tone="second"))
            head.addLayout(text)
        head.addStretch(1)
        self._column.addLayout(head)
        if found:
            kinds = [(ALL, "All")] + [(one, one.capitalize()) for one in (LEVELS, POINTS, OUTCOMES)]
            counts = {one: sum(one in (ALL, group_of(each.kind)) for each in found) for one, _ in kinds}
            tabs = Segments("Show", [(one, f"{words} {counts[one]}", "") for one, words in kinds if counts[one]])
            tabs.set_value(self._tab if counts.get(self._tab) else ALL)
            tabs.chosen.connect(self._show_tab)
            self._column.addWidget(tabs)
        else:
            self._column.addWidget(
                IconLabel(
                    "circle-check",
                    f"No differences. All assessors gave the same answer to all {len(agreed)} criteria.",
                    "body",
                    "good",
                )
            )
        editable = contents.case.stage is Stage.RECONCILE
        if self._open is None and still:
            self._open = next(
                one.criterion_id for one in found if one.criterion_id in {each.criterion_id for each in still}
            )
        judgements = self._desk.judging.judgements(contents.case.id)
        passages = self._desk.judging.passages(contents.case.id)
        for one in found:
            if self._tab not in (ALL, group_of(one.kind)):
                continue
            row = DifferenceRow(
                contents,
                criteria[one.criterion_id],
                one,
                findings[one.criterion_id],
                [each for each in judgements if each.criterion_id == one.criterion_id],
                passages,
                opened=one.criterion_id == self._open,
                editable=editable,
            )
            row.title.clicked.connect(partial(self.open_row, one.criterion_id))
            row.settle.clicked.connect(self.settle_open)
            row.discuss.clicked.connect(self.park)
            self.rows[one.criterion_id] = row
            self._column.addWidget(row)
        self._show_agreed(agreed, findings)
        if editable:
            self.complete = button("Take the case to the panel", icon_name="arrow-right", kind="primary")
            refuse(self.complete, f"{len(still)} open" if still else None, "Take the case to the panel")
            self.complete.clicked.connect(self.complete_case)
            self._column.addLayout(button_row(self.complete))

    def _show_agreed(self, agreed: list[CriterionRow], findings: dict[int, FindingRow]) -> None:
        panel = Panel("dashed", spacing=SPACE["xs"])
        self.agreed = button(f"{len(agreed)} agreed: show", icon_name="chevron-right", kind="plain")
        panel.box.addWidget(self.agreed, 0, Qt.AlignmentFlag.AlignLeft)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE["l"], 0, 0, 0)
        for one in agreed:
            answer = findings[one.id].answer
            column.addWidget(
                label(f"{one.label}: {answer_words(one.kind, answer) if answer else 'not judged'}", "small", wrap=True)
            )
        inside.hide()
        panel.box.addWidget(inside)

        def turn() -> None:
            inside.setVisible(not inside.isVisible())
            self.agreed.setText(f"{len(agreed)} agreed: {'hide' if inside.isVisible() else 'show'}")

        self.agreed.clicked.connect(turn)
        self._column.addWidget(panel)

    def _show_tab(self, tab: object) -> None:
        self._tab = str(tab)
        assert self._contents is not None
        self.show_case(self._contents)

    def open_row(self, criterion_id: int) -> None:
        """Open one difference; the others close."""
        self._open = None if self._open == criterion_id else criterion_id
        assert self._contents is not None
        self.show_case(self._contents)

    def start(self) -> None:
        if self._open in self.rows and self._open is not None:
            self.rows[self._open].title.setFocus()

    # -- acting -------------------------------------------------------------------------------------------------------

    def reveal_case(self) -> None:
        """Reveal, or say why not."""
        self._try(lambda: self._desk.reconciling.reveal(self.contents_shown.case))

    def complete_case(self) -> None:
        """Take the case to the panel, or say what is open."""
        self._try(lambda: self._desk.reconciling.complete(self.contents_shown.case))

    def take_side(self, assessor: int) -> None:
        """Take the answer of an assessor in the open difference."""
        if self._open in self.rows and self._open is not None:
            self.rows[self._open].take_side(assessor)

    def settle_open(self) -> None:
        """Record the finding of the open difference and open the next."""
        if self._open is None or self._open not in self.rows:
            return
        row = self.rows[self._open]
        answer, reason, dissent = row.typed()
        if not answer:
            self.problem.show_problem("Take a side, or choose another answer, before settling.")
            return
        here = self._open
        self._open = None
        if not self._try(
            lambda: self._desk.reconciling.settle(self.contents_shown.case, row.finding, answer, reason, dissent)
        ):
            self._open = here

    def park(self) -> None:
        """Mark the open difference for the panel to talk about."""
        if self._open is not None and self._open in self.rows:
            finding = self.rows[self._open].finding
            self._try(lambda: self._desk.reconciling.discuss(self.contents_shown.case, finding))

    def _try(self, act: object) -> bool:
        try:
            act()  # type: ignore[operator]
        except DeskError as error:
            self.problem.show_problem(str(error))
            return False
        self.problem.clear()
        self.changed.emit()
        return True

    @property
    def contents_shown(self) -> CaseContents:
        assert self._contents is not None
        return self._contents


class DifferenceRow(Panel):
    """One difference: closed a line, open both sides and the finding."""

    def __init__(
        self,
        contents: CaseContents,
        criterion: CriterionRow,
        difference: Difference,
        finding: FindingRow,
        judgements: list[JudgementRow],
        passages: tuple[PassageRow, ...],
        *,
        opened: bool,
        editable: bool,
    ) -> None:
        super().__init__("open" if opened else "panel", spacing=SPACE["m"])
        self.criterion, self.difference, self.finding = criterion, difference, finding
        self._answer = finding.answer
        self._boxes: dict[int, Panel] = {}
        head = QHBoxLayout()
        self.title = button(criterion.label, icon_name="chevron-down" if opened else "chevron-right", kind="plain")
        head.addWidget(self.title)
        by = "" if difference.by is None else f"differs by {difference.by}"
        sides = "   ".join(
            f"{n}: {answer_words(criterion.kind, said)}" for n, said in sorted(difference.answers.items())
        )
        head.addWidget(label(by, "small", tone="second"))
        head.addStretch(1)
        head.addWidget(label(sides, "small"))
        head.addWidget(self._state(contents, finding))
        self.box.addLayout(head)
        self.settle: QPushButton = button("Settle and next", icon_name="check", kind="primary")
        self.discuss: QPushButton = button("Discuss", icon_name="message-square")
        self.reason, self.dissent = QPlainTextEdit(), QLineEdit()
        if opened:
            self._open(contents, judgements, passages, editable)
        else:
            self.settle.setParent(self)
            self.discuss.setParent(self)
            self.settle.hide()
            self.discuss.hide()

    def _state(self, contents: CaseContents, finding: FindingRow) -> Chip:
        if finding.state is FindingState.SETTLED:
            return Chip(f"Settled: {answer_words(self.criterion.kind, finding.answer)}", "settled")
        if finding.state is FindingState.DISCUSS:
            return Chip("Discuss", "discuss")
        if route(self.difference, contents.policy) == "adjudicate":
            return Chip("To adjudicator", "adjudicator")
        return Chip("Decision required", "decision required")

    def _open(
        self, contents: CaseContents, judgements: list[JudgementRow], passages: tuple[PassageRow, ...], editable: bool
    ) -> None:
        numbers = {one.id: one for one in contents.assessments}
        sides = QHBoxLayout()
        sides.setSpacing(SPACE["m"])
        for one in sorted(judgements, key=lambda each: numbers[each.assessment_id].number):
            assessment = numbers[one.assessment_id]
            sides.addWidget(
                self._side(contents, assessment.number, contents.people[assessment.person_id].name, one, passages), 1
            )
        self.box.addLayout(sides)
        if not editable:
            if self.finding.reason:
                self.box.addWidget(Paragraph(f"Finding: {self.finding.reason}"))
            if self.finding.dissent:
                self.box.addWidget(Paragraph(f"Dissent: {self.finding.dissent}", tone="second"))
            return
        self.box.addWidget(rule())
        row: list[QWidget] = [label("Finding", "strong")]
        for number, answer in sorted(self.difference.answers.items()):
            side = button(
                f"{answer_words(self.criterion.kind, answer)}, as assessor {number}", kind="choice", size="small"
            )
            side.clicked.connect(partial(self.take_side, number))
            row.append(side)
        self.other = QLineEdit()
        self.other.setMaximumWidth(140)
        self.other.setPlaceholderText("another answer")
        self.other.setAccessibleName("Another answer: a level, points, met, partly or not met")
        self.other.textEdited.connect(self._type_other)
        row.append(self.other)
        self.box.addWidget(chip_row(*row))
        self.chosen = Paragraph("", "small", tone="second")
        self.box.addWidget(self.chosen)
        self.reason.setTabChangesFocus(True)
        self.reason.setMaximumHeight(96)
        self.reason.setPlainText(self.finding.reason)
        self.box.addWidget(labelled("Reason for the finding", self.reason))
        self.noted = TickLine("Dissent noted, prints in the record")
        self.noted.setChecked(bool(self.finding.dissent))
        self.dissent.setText(self.finding.dissent)
        self.dissent_box = labelled("Who dissents, and why", self.dissent)
        self.dissent_box.setVisible(bool(self.finding.dissent))
        self.noted.toggled.connect(self.dissent_box.setVisible)
        self.box.addWidget(self.noted)
        self.box.addWidget(self.dissent_box)
        self.box.addWidget(Paragraph("The sealed judgements stay as they are.", "caption"))
        self.box.addLayout(button_row(self.discuss, self.settle))
        self._show_answer()

    def _side(
        self, contents: CaseContents, number: int, name: str, one: JudgementRow, passages: tuple[PassageRow, ...]
    ) -> Panel:
        panel = Panel("raised", spacing=SPACE["s"])
        head = QHBoxLayout()
        head.addWidget(Avatar(name))
        head.addWidget(label(name, "strong", wrap=True), 1)
        head.addWidget(label(answer_words(self.criterion.kind, one.answer), "strong"))
        panel.box.addLayout(head)
        panel.box.addWidget(Paragraph(one.reason))
        keys = {item.id: item.key for item in contents.evidence}
        on_this = [each for each in passages if each.criterion_id == self.criterion.id]
        chips: list[QWidget] = []
        for each in on_this:
            if each.assessment_id == one.assessment_id:
                both = len(
                    {
                        that.assessment_id
                        for that in on_this
                        if (that.evidence_id, that.page) == (each.evidence_id, each.page)
                    }
                )
                sign = "both" if both > 1 else "one" if number == 1 else "two" if number == 2 else "plain"
                page = f" p.{each.page}" if each.page else ""
                chips.append(Chip(f"{keys[each.evidence_id]}{page}", sign, outlined=True))
        if chips:
            panel.box.addWidget(chip_row(*chips))
        panel.box.addStretch(1)
        self._boxes[number] = panel
        return panel

    def take_side(self, number: int) -> None:
        """Take this assessor's answer as the finding; the other side never fades."""
        if number in self.difference.answers and self._boxes:
            self._answer = self.difference.answers[number]
            self._show_answer()

    def _type_other(self, text: str) -> None:
        words = {said: answer for answer, said in ANSWER_WORDS.items()} | {answer: answer for answer in ANSWER_WORDS}
        typed = text.strip().casefold().removeprefix("level ").strip()
        self._answer = words.get(typed, typed.replace(" ", "_"))
        self._show_answer()

    def _show_answer(self) -> None:
        said = answer_words(self.criterion.kind, self._answer) if self._answer else ""
        self.chosen.setText(
            f"The finding will be: {said}." if said else "Decision required: take a side, or type another answer."
        )
        for number, panel in self._boxes.items():
            taken = bool(self._answer) and self.difference.answers[number] == self._answer
            set_property(panel, "part", "chosen" if taken else "raised")

    def typed(self) -> tuple[str, str, str]:
        """Return answer, reason and dissent as they stand."""
        return self._answer, self.reason.toPlainText(), self.dissent.text() if self.dissent.isEnabled() else ""

    def restore(self, answer: str, reason: str, dissent: str) -> None:
        """Put back what was being typed before the page was read again."""
        if self._boxes and hasattr(self, "chosen"):
            self._answer = answer
            self.reason.setPlainText(reason)
            self.dissent.setText(dissent)
            self._show_answer()


def _share(count: int, of: int) -> str:
    return f"{round(100 * count / of)} % of {of} criteria, from sealed answers" if of else ""
