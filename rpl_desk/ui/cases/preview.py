"""What the chosen case is and where it stands, beside the list."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from rpl_desk.domain.cases import KIND_WORDS, PATH, Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.people import ROLE_WORDS, Role
from rpl_desk.domain.rows import dataclass
from rpl_desk.services.cases import CaseListRow, NextStep, Progress
from rpl_desk.ui.cases.words import NEXT, letter
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    Avatar,
    ElidedLabel,
    KindBadge,
    LevelChip,
    Paragraph,
    StageState,
    button,
    icon_button,
    icon_spot,
    label,
    rule,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

_ICONS = {
    StageState.DONE: ("circle-check", "good"),
    StageState.NOW: ("circle-dot", "accent"),
    StageState.TODO: ("circle", "text3"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of where a case stands: words, what is counted, how far it is."""

    words: str
    detail: str
    state: StageState


def standing(stage: Stage, progress: Progress) -> tuple[Standing, ...]:
    """Return where a case stands, part by part, from what the person may see."""
    at = PATH.index(_on_the_path(stage, progress))
    judged = f"{progress.judged} of {progress.criteria} by you" if progress.judged else _many(progress.criteria, "")
    unsure = f", {progress.unsure} unsure" if progress.unsure else ""
    sealed = f"{progress.sealed} of {progress.assessors}" + (", revealed" if progress.revealed else "")
    settled = progress.differences - progress.open_differences
    differences = f"{progress.open_differences} open, {settled} settled" if progress.differences else "none"
    all_sealed = 0 < progress.assessors == progress.sealed
    lines = (
        ("Intake", f"{progress.missing} missing" if progress.missing else "complete", 0, at > 0),
        ("Evidence", _many(progress.evidence, "item"), 0, at > 0),
        ("Criteria", judged + unsure, 1, at > 1 or all_sealed),
        ("Sealed", sealed, 1, at > 1 or all_sealed),
        ("Differences", differences if progress.revealed else "", 2, at > 2),
        ("Decision", "", 3, at > 3),
        ("Signed", f"{progress.signed} of {progress.signatures}" if at > 3 else "", 4, at > 4),
    )
    return tuple(
        Standing(words, detail, StageState.DONE if done else StageState.NOW if part == at else StageState.TODO)
        for words, detail, part, done in lines
    )


def _on_the_path(stage: Stage, progress: Progress) -> Stage:
    """Return the stage itself, or for a case beside the path the stage its counts tell of."""
    if stage in PATH:
        return stage
    if 0 < progress.signatures == progress.signed:
        return Stage.SIGNED
    if progress.revealed:
        return Stage.RECONCILE
    return Stage.REVIEW if progress.sealed else Stage.INTAKE


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}" if what else str(count)


class CasePreview(QFrame):
    """Shows one case and the button that takes its next step.

    opened: reference and part. closed: the person is done with a preview that lies over the list.
    """

    opened = Signal(str, str)
    closed = Signal()

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self.setProperty("part", "panel")
        self.setAccessibleName("The chosen case")
        self._desk = desk
        self._shown: int | None = None
        self.next: NextStep | None = None
        self._row: CaseListRow | None = None
        self._column = QVBoxLayout()
        scroll = self._scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(scroll)
        self.step = button("", kind="primary")
        self.step.clicked.connect(self._take_step)
        self._closable = False

    def _begin(self) -> QWidget:
        """Start a new sheet; what is filled into a sheet before it is first shown stays hidden otherwise."""
        sheet = QWidget()
        sheet.setProperty("scrolled", True)
        self._column = QVBoxLayout(sheet)
        self._column.setContentsMargins(20, SPACE["l"], 20, SPACE["l"])
        self._column.setSpacing(SPACE["m"])
        return sheet

    def set_closable(self, closable: bool) -> None:
        """Offer a button that closes the preview, for when it lies over the list."""
        self._closable = closable

    def show_nothing(self) -> None:
        self._row = self.next = None
        sheet = self._begin()
        self._column.addWidget(Paragraph("Choose a case to see where it stands.", "small", tone="second"))
        self._column.addStretch(1)
        self._scroll.setWidget(sheet)

    def show_case(self, row: CaseListRow) -> None:
        """Read and show a case."""
        self._row = row
        standing_now = self._desk.cases.standing(row.id)
        contents, progress, self.next = standing_now.contents, standing_now.progress, standing_now.step
        sheet = self._begin()
        self._column.addLayout(self._head(row))
        self._column.addWidget(Paragraph(row.title, "title2"))
        self._column.addWidget(Paragraph(_about(row, contents), "small", tone="second"))
        self.step = button(self.next.words, icon_name=NEXT[row.stage][0], kind="primary")
        self.step.clicked.connect(self._take_step)
        self._column.addWidget(self.step)
        if not self.next.mine:
            self._column.addWidget(Paragraph("This waits for somebody else.", "caption"))
        self._column.addWidget(label("Where it stands", "label"))
        self._column.addLayout(_standing_grid(standing(row.stage, progress)))
        self._column.addWidget(rule())
        self._column.addWidget(label("Asked for, kept beside what is decided", "label", wrap=True))
        self._column.addLayout(_asked(row))
        self._column.addWidget(rule())
        self._column.addWidget(label("People", "label"))
        self._add_people(contents)
        self._column.addStretch(1)
        self._scroll.setWidget(sheet)

    def _head(self, row: CaseListRow) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(SPACE["s"])
        head.addWidget(KindBadge(letter(row.kind)))
        head.addWidget(label(row.reference, "small", tone="second"))
        head.addStretch(1)
        if self._closable:
            close = icon_button("x", "Close the preview (Space)")
            close.clicked.connect(self.closed)
            head.addWidget(close)
        return head

    def _add_people(self, contents: CaseContents) -> None:
        held: dict[int, list[Role]] = {}
        for role in contents.roles:
            held.setdefault(role.person_id, []).append(role.role)
        me = self._desk.session.user.id
        for person_id, roles in held.items():
            person = contents.people[person_id]
            line = QHBoxLayout()
            line.setSpacing(SPACE["s"])
            line.addWidget(Avatar(person.name))
            line.addWidget(label(person.name, "small"))
            words = ", ".join(ROLE_WORDS[role] for role in roles)
            line.addWidget(ElidedLabel(f"{words} · you" if person_id == me else words, "caption"), 1)
            self._column.addLayout(line)
        if not held:
            self._column.addWidget(Paragraph("Nobody has a role on this case yet.", "small", tone="second"))

    def _take_step(self) -> None:
        if self._row is not None and self.next is not None:
            self.opened.emit(self._row.reference, self.next.page)


def _about(row: CaseListRow, contents: CaseContents) -> str:
    hours = sum(one.high for one in contents.activities) / 10
    parts = [
        KIND_WORDS[row.kind],
        row.claimant or row.owner,
        _many(len(contents.units), "unit") if contents.units else "",
        f"{hours:g} notional hours" if hours else "",
    ]
    return " · ".join(part for part in parts if part)


def _standing_grid(lines: tuple[Standing, ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(SPACE["s"])
    grid.setVerticalSpacing(SPACE["s"])
    grid.setColumnStretch(2, 1)
    for row, line in enumerate(lines):
        top = Qt.AlignmentFlag.AlignTop
        words = label(line.words, "smallstrong" if line.state is StageState.NOW else "small")
        words.setAccessibleName(f"{line.words}: {line.detail or line.state}, {line.state}")
        grid.addWidget(icon_spot(*_ICONS[line.state], "inline"), row, 0, top)
        grid.addWidget(words, row, 1, top)
        if line.detail:
            grid.addWidget(Paragraph(line.detail, "caption"), row, 2)
    return grid


def _asked(row: CaseListRow) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(SPACE["s"])
    line.addWidget(LevelChip(row.proposed_level, decided=False))
    line.addWidget(label("level", "small"))
    line.addSpacing(SPACE["m"])
    line.addWidget(label("–" if row.proposed_points is None else str(row.proposed_points), "smallstrong"))
    line.addWidget(label("credit points", "small"))
    line.addStretch(1)
    return line
