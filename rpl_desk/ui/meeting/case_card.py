"""The case on the table in large type: only what may be read aloud."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rpl_desk.domain.cases import KIND_WORDS
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.judgements import FindingState
from rpl_desk.services.meetings import AgendaLine, at_clock
from rpl_desk.ui.case.profile_table import ProfileTable
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import Chip, IconLabel, LevelChip, Panel, Paragraph, chip_row, empty_layout, label


class CaseCard(Panel):
    """Filled again whenever the case is read; read only."""

    def __init__(self) -> None:
        super().__init__(padding=SPACE["xl"])
        self._shown: object = None
        self._column = QVBoxLayout()
        self._column.setSpacing(SPACE["m"])
        self.box.addLayout(self._column)

    def show_case(self, contents: CaseContents, line: AgendaLine, number: int, total: int) -> None:
        """Show the case; number and total say which of how many it is."""
        now = (
            *(contents.case, contents.programme, contents.findings, contents.criteria, len(contents.evidence)),
            *(line.item, line.starts, number, total),
        )
        if now == self._shown:  # a draft is kept every few seconds, and nothing of the card changes with it
            return
        self._shown = now
        empty_layout(self._column)
        case = contents.case
        when = at_clock(line.item.taken_at) or line.starts
        planned = ", ".join(part for part in (when, f"{line.item.minutes} minutes planned") if part)
        self._column.addWidget(
            chip_row(
                Chip(f"Case {number} of {total}", outlined=True),
                label(case.reference, "reference"),
                IconLabel("clock", planned, "small"),
            )
        )
        self.name = Paragraph(case.claimant or case.title, "display")
        self._column.addWidget(self.name)
        about = [KIND_WORDS[case.kind]] + ([case.title] if case.claimant and case.title != case.claimant else [])
        about += [contents.programme.title] if contents.programme is not None else []
        self._column.addWidget(Paragraph(". ".join(dict.fromkeys(about)) + ".", "reading", tone="second"))
        facts = QHBoxLayout()
        facts.setSpacing(SPACE["block"])
        for title, inner in (
            ("Asked for", _asked(contents)),
            ("Findings", _findings(contents)),
            (
                "Evidence",
                label(f"{len(contents.evidence)} item{'' if len(contents.evidence) == 1 else 's'}", "reading"),
            ),
        ):
            facts.addWidget(_titled(title, inner), 0, Qt.AlignmentFlag.AlignTop)
        facts.addStretch(1)
        self._column.addLayout(facts)
        if contents.findings:
            self._column.addWidget(label("Agreed by the assessors", "label"))
            self._column.addWidget(ProfileTable(contents))


def _titled(title: str, inner: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE["xs"])
    column.addWidget(label(title, "label"))
    column.addWidget(inner)
    return made


def _items(count: int) -> str:
    return f"{count} item{'' if count == 1 else 's'}"


def _asked(contents: CaseContents) -> QWidget:
    case = contents.case
    parts: list[QWidget] = []
    if case.proposed_level is not None:
        parts += [LevelChip(case.proposed_level, decided=False), label("level", "reading")]
    if case.proposed_points is not None:
        parts += [label(str(case.proposed_points), "title2"), label("credit points", "reading")]
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE["s"])
    for part in parts or [label("no level and no points", "reading")]:
        row.addWidget(part)
    return made


def _findings(contents: CaseContents) -> QWidget:
    states = [one.state for one in contents.findings]
    if not states:
        return label("not compared yet", "reading")
    unsettled = sum(one in (FindingState.OPEN, FindingState.DISCUSS) for one in states)
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE["s"])
    row.addWidget(Chip(f"{len(states) - unsettled} agreed", "settled"))
    row.addWidget(Chip(f"{unsettled} open", "decision required" if unsettled else "plain"))
    return made
