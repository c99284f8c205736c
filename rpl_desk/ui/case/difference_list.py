"""The differences of a case under tabs for their kinds, one open at a time, and below them what was agreed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from rpl_desk.domain.cases import Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.judgements import (
    LEVEL_KINDS,
    CriterionKind,
    CriterionRow,
    Difference,
    FindingRow,
    FindingState,
    JudgementRow,
)
from rpl_desk.domain.passages import LinkedPassage
from rpl_desk.domain.rows import dataclass
from rpl_desk.domain.third_opinions import Opinions
from rpl_desk.ui.case.agreed_panel import AgreedPanel
from rpl_desk.ui.case.comparing_head import ComparingHead
from rpl_desk.ui.case.difference_rows import KIND_WIDTH, NAME_WIDTH, SIDE_WIDTH, STATE_WIDTH, DifferenceRow
from rpl_desk.ui.case.difference_sides import sides_of
from rpl_desk.ui.case.finding_editor import Typed
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.page import keyboard_kept
from rpl_desk.ui.single_keys import Hint
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import EmptyState, IconLabel, empty_layout, rule

ALL, LEVELS, POINTS, OUTCOMES = "All", "Level", "Points", "Outcomes"
OPEN_STATES = (FindingState.OPEN, FindingState.DISCUSS)
Kept = Mapping[int, tuple[FindingRow, Typed]]
"""What was typed into open rows, by criterion, with the finding it was typed for."""


def group_of(kind: CriterionKind) -> str:
    """Return the tab a difference of this kind stands under."""
    return LEVELS if kind in LEVEL_KINDS else POINTS if kind is CriterionKind.POINTS else OUTCOMES


def still_open(contents: CaseContents) -> list[CriterionRow]:
    """Return the criteria without a finding, of a case that was revealed."""
    return [one for one in contents.criteria if contents.finding_of[one.id].state in OPEN_STATES]


@dataclass(frozen=True, slots=True)
class Compared:
    """A revealed case with its differences and everything sealed behind them."""

    contents: CaseContents
    found: tuple[Difference, ...]
    judgements: Sequence[JudgementRow]
    passages: Sequence[LinkedPassage]
    opinions: Opinions

    @property
    def still(self) -> list[CriterionRow]:
        """The criteria without a finding."""
        return still_open(self.contents)

    @property
    def agreed(self) -> list[CriterionRow]:
        finding_of = self.contents.finding_of
        return [one for one in self.contents.criteria if finding_of[one.id].state is FindingState.AGREED]


class DifferenceList(QWidget):
    """`moved` tells that another difference is open; `settle_asked`, `discuss_asked`, `place_asked`,
    `place_reached`, `third_asked` are of that one.

    hint: gives the single key of a command as it is now, so that it is shown.
    """

    moved = Signal()
    settle_asked = Signal()
    discuss_asked = Signal()
    place_asked = Signal(object)
    place_reached = Signal(object)
    third_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[int, DifferenceRow] = {}
        self.open: int | None = None
        self.agreed: AgreedPanel | None = None
        self.hint: Hint = str
        self._shown: Compared | None = None
        self.editable = False
        self._wide = True
        self.setMinimumWidth(360)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["xl"], SPACE["l"], SPACE["xl"], 0)
        column.setSpacing(SPACE["s"])
        self.head = ComparingHead()
        column.addWidget(self.head)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Kinds of difference")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.currentChanged.connect(self._show_tab)
        column.addWidget(self.tabs)
        column.addWidget(rule())
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(SPACE["xs"], SPACE["s"], SPACE["xs"], SPACE["l"])
        self._column.setSpacing(SPACE["s"])
        self._area = scrolled(inner)
        column.addWidget(self._area, 1)
        look().changed.connect(self.lay_out_again)

    # -- showing ------------------------------------------------------------------------------------------------------

    def clear(self) -> None:
        self.rows, self._shown = {}, None
        self.head.clear()
        empty_layout(self._column)

    def show_compared(self, shown: Compared, typed: Kept, *, editable: bool) -> None:
        """Draw every difference; typed: what stood in rows before, put back where the finding is still the same."""
        self.clear()
        contents, found, still, agreed = shown.contents, shown.found, shown.still, shown.agreed
        self._shown, self.editable, self._wide = shown, editable, self._is_wide(len(contents.assessments))
        self.head.show_counts(contents, len(found), still, len(agreed), wide=self._wide, hint=self.hint)
        self._fill_tabs(found)
        if not found:
            self._column.addWidget(EmptyState("circle-check", _no_differences(contents, len(agreed))))
        elif contents.case.stage is Stage.RECONCILE and not editable:
            self._column.addWidget(IconLabel("info", "The chair and the assessors of this case settle differences."))
        criteria = {one.id: one for one in contents.criteria}
        for one in found:
            row = DifferenceRow(
                contents,
                criteria[one.criterion_id],
                one,
                contents.finding_of[one.criterion_id],
                sides_of(contents, one, shown.judgements, shown.passages, shown.opinions.get(one.criterion_id)),
                third=shown.opinions.get(one.criterion_id),
                wide=self._wide,
                editable=editable,
                hint=self.hint,
            )
            row.turned.connect(partial(self.turn, one.criterion_id))
            row.settle_asked.connect(self.settle_asked)
            row.discuss_asked.connect(self.discuss_asked)
            row.place_asked.connect(self.place_asked)
            row.place_reached.connect(self.place_reached)
            row.third_asked.connect(self.third_asked)
            self.rows[one.criterion_id] = row
            self._column.addWidget(row)
        self._put_back(typed)
        self.agreed = AgreedPanel(contents, agreed) if agreed else None
        if self.agreed is not None:
            self._column.addWidget(self.agreed)
        self._column.addStretch(1)
        if self.open not in self.rows:
            self.open = next((one.id for one in still if one.id in self.rows), None)
        self.set_open(self.open)
        self._show_tab()

    def typed(self) -> Kept:
        """Return what stands in the rows that were opened."""
        return {key: (row.finding, row.editor.typed()) for key, row in self.rows.items() if row.editor is not None}

    def _put_back(self, typed: Kept) -> None:
        for key, (finding, words) in typed.items():
            row = self.rows.get(key)
            if row is not None and row.finding == finding:
                row.set_open(True)
                if row.editor is not None:
                    row.editor.restore(words)
                row.set_open(False)

    def lay_out_again(self) -> None:
        """Draw the rows anew for another width or text size, with what was typed."""
        if self._shown is not None:
            with keyboard_kept(self, self.start):
                self.show_compared(self._shown, self.typed(), editable=self.editable)

    def start(self) -> None:
        """Put the keyboard on the open difference."""
        if self.row is not None:
            self.row.head.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the rows out again when the list got another width, by the window or by its divider."""
        super().resizeEvent(event)
        if self._shown is not None and self.rows and self._is_wide(len(self._shown.contents.assessments)) != self._wide:
            self.lay_out_again()

    def _is_wide(self, sides: int) -> bool:
        """Tell whether the columns of a closed row fit into one line."""
        needed = NAME_WIDTH + KIND_WIDTH + sides * SIDE_WIDTH + STATE_WIDTH + 2 * SPACE["block"]
        return self.width() >= look().theme.grown(needed)

    # -- tabs ---------------------------------------------------------------------------------------------------------

    def _fill_tabs(self, found: Iterable[Difference]) -> None:
        held = self._tab
        counts = Counter(group_of(one.kind) for one in found)
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for name in (ALL, LEVELS, POINTS, OUTCOMES):
            count = counts.total() if name == ALL else counts[name]
            if count or name == ALL:
                place = self.tabs.addTab(f"{name} {count}")
                self.tabs.setTabData(place, name)
                if name == held:
                    self.tabs.setCurrentIndex(place)
        self.tabs.blockSignals(False)
        self.tabs.setVisible(bool(counts))

    @property
    def _tab(self) -> str:
        return str(self.tabs.tabData(self.tabs.currentIndex()) or ALL)

    def _show_tab(self, *_: object) -> None:
        tab = self._tab
        for row in self.rows.values():
            row.setVisible(tab in (ALL, group_of(row.difference.kind)))
        if self.open is not None and self.rows[self.open].isHidden():
            self.set_open(next(iter(self._in_view()), None))

    def _in_view(self) -> list[int]:
        return [key for key, row in self.rows.items() if not row.isHidden()]

    # -- moving -------------------------------------------------------------------------------------------------------

    @property
    def row(self) -> DifferenceRow | None:
        """The open difference."""
        return self.rows[self.open] if self.open is not None else None

    def turn(self, criterion_id: int) -> None:
        """Open one difference, or close it; the others close, and what was typed stays in them."""
        self.set_open(None if self.open == criterion_id else criterion_id)

    def set_open(self, criterion_id: int | None) -> None:
        self.open = criterion_id
        for key, row in self.rows.items():
            if row.is_open != (key == criterion_id):
                row.set_open(key == criterion_id)
        self.moved.emit()

    def step(self, by: int) -> None:
        keys = self._in_view()
        if keys:
            here = keys.index(self.open) + by if self.open in keys else 0
            self.go(keys[min(max(here, 0), len(keys) - 1)])

    def following(self) -> int | None:
        """Return the next difference without a finding, round at the end; None when there is no other."""
        keys = self._in_view()
        here = keys.index(self.open) + 1 if self.open in keys else 0
        left = (key for key in keys[here:] + keys[:here] if self.rows[key].finding.state in OPEN_STATES)
        return next((key for key in left if key != self.open), None)

    def go(self, criterion_id: int) -> None:
        """Open a difference, bring it into view and give it the focus."""
        self.set_open(criterion_id)
        row = self.rows[criterion_id]
        row.head.setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(row.head)

    def go_among_all(self, criterion_id: int) -> None:
        """Open a difference wherever it stands, out of the tab in view if need be."""
        self.tabs.setCurrentIndex(0)
        self.go(criterion_id)

    def go_on(self, criterion_id: int | None) -> None:
        """Go to a difference, or to what comes after them all."""
        if criterion_id is not None:
            self.go(criterion_id)
        elif self._shown is not None and not self._shown.still:
            self.set_open(None)
            self.head.complete.setFocus(Qt.FocusReason.TabFocusReason)


def _no_differences(contents: CaseContents, agreed: int) -> str:
    count = len(contents.assessments)
    if count == 1:
        return f"No differences. One assessor judged all {agreed} criteria."
    who = "Both" if count == 2 else f"All {count}"
    return f"No differences. {who} assessors gave the same answer to all {agreed} criteria."
