"""What the panel has before it when it decides: what was asked for, agreed, counted and settled."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.judgements import FindingState, answer_words
from rpl_desk.ui.case.profile import hours_lines
from rpl_desk.ui.case.profile_table import ProfileTable
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import Chip, LevelChip, Paragraph, empty_layout, label, rule


class DecisionFacts(QWidget):
    """Read only; filled again whenever the case is read."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE["l"], SPACE["l"], SPACE["l"], SPACE["l"])
        self._column.setSpacing(SPACE["s"])

    def show_case(self, contents: CaseContents) -> None:
        empty_layout(self._column)
        self._asked(contents)
        self._agreed(contents)
        self._hours(contents)
        self._settled(contents)
        self._column.addStretch(1)

    def _title(self, words: str) -> None:
        if self._column.count():
            self._column.addSpacing(SPACE["s"])
            self._column.addWidget(rule())
            self._column.addSpacing(SPACE["s"])
        self._column.addWidget(label(words, "label"))

    def _asked(self, contents: CaseContents) -> None:
        self._title("Asked for")
        case, row = contents.case, QHBoxLayout()
        row.setSpacing(SPACE["s"])
        if case.proposed_level is not None:
            row.addWidget(LevelChip(case.proposed_level, decided=False))
            row.addWidget(label("level"))
            row.addSpacing(SPACE["s"])
        if case.proposed_points is not None:
            row.addWidget(label(str(case.proposed_points), "strong"))
        row.addWidget(label("no credit points" if case.proposed_points is None else "credit points"))
        row.addStretch(1)
        self._column.addLayout(row)

    def _agreed(self, contents: CaseContents) -> None:
        self._title("Agreed by the assessors")
        table = ProfileTable(contents)
        self._column.addWidget(table)
        if any(cell is not None and cell.level is not None for line in table.lines for cell in line.cells):
            self._column.addWidget(
                Paragraph("Darker is above the best fit, paler below. The best fit is a judgement.", "caption")
            )

    def _hours(self, contents: CaseContents) -> None:
        lines = hours_lines(contents)
        if lines:
            self._title("Hours and credit")
            for words in lines:
                self._column.addWidget(Paragraph(words, "small"))

    def _settled(self, contents: CaseContents) -> None:
        found = [
            (one, contents.finding_of[one.id])
            for one in contents.criteria
            if one.id in contents.finding_of and contents.finding_of[one.id].state is not FindingState.AGREED
        ]
        agreed = len(contents.findings) - len(found)
        self._title(f"Differences, {len(found)} settled and {agreed} agreed from the start")
        for criterion, finding in found:
            row = QHBoxLayout()
            row.setSpacing(SPACE["s"])
            row.addWidget(label(criterion.label, "smallstrong", wrap=True), 1)
            settled = finding.state is FindingState.SETTLED
            words = answer_words(criterion.kind, finding.answer) if settled else "not settled"
            row.addWidget(Chip(words, "settled" if settled else "decision required"))
            self._column.addLayout(row)
            if finding.reason:
                self._column.addWidget(Paragraph(finding.reason, "small", tone="second"))
            if finding.dissent:
                self._column.addWidget(Paragraph(f"Dissent: {finding.dissent}", "small", tone="unsure"))
            self._column.addSpacing(SPACE["xs"])
