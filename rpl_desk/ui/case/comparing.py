"""From sealed judgements to findings: the reveal, then each difference settled with a reason."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from rpl_desk.domain.cases import Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.judgements import (
    LEVEL_KINDS,
    AssessmentState,
    CriterionKind,
    CriterionRow,
    Difference,
    FindingState,
    JudgementRow,
    answer_words,
    short_label,
)
from rpl_desk.domain.passages import LinkedPassage, overlap
from rpl_desk.domain.people import JUDGING, Role
from rpl_desk.ui.case.agreement import AgreementDialog
from rpl_desk.ui.case.difference_rows import (
    KIND_WIDTH,
    NAME_WIDTH,
    NUMBER_SIGNS,
    SIDE_WIDTH,
    STATE_WIDTH,
    DifferenceRow,
    Typed,
    sides_of,
)
from rpl_desk.ui.case.mark_places import lead_to, lies_in, mark_of
from rpl_desk.ui.case.panes import Panes
from rpl_desk.ui.case.sealed import COMMITMENT_SHOWN, sealed_rows
from rpl_desk.ui.layout import bring_label, scrolled
from rpl_desk.ui.page import CasePart, Spot, keyboard_kept
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.viewer.viewer import VIEWER_KEYS, EvidenceViewer
from rpl_desk.ui.widgets import (
    Avatar,
    Chip,
    DeskDialog,
    EmptyState,
    IconLabel,
    Panel,
    Paragraph,
    RefusedBox,
    Segments,
    button,
    button_row,
    chip_row,
    empty_layout,
    key_hint,
    label,
    refuse,
    rule,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.marking import MarkedPassage

DIFFERENCES, EVIDENCE = range(2)
ALL, LEVELS, POINTS, OUTCOMES = "All", "Level", "Points", "Outcomes"
OPEN_STATES = (FindingState.OPEN, FindingState.DISCUSS)
SEALED_WIDTH = 820


def group_of(kind: CriterionKind) -> str:
    """Return the tab a difference of this kind stands under."""
    return LEVELS if kind in LEVEL_KINDS else POINTS if kind is CriterionKind.POINTS else OUTCOMES


class ComparingPart(CasePart):
    """Before the reveal only who has sealed; after it each difference with both sides.

    preferences: whether single letters act; without them they do.
    """

    keys = (
        ("1 2", "Take a side in the open difference; the number after the last side opens another answer"),
        ("D", "Park it for discussion"),
        ("R", "Write the reason; Esc goes back"),
        ("Enter", "Settle and go to the next; without an answer, only go to the next"),
        ("J K", "Next and previous difference"),
        ("Ctrl+K", "How far the sealed answers agree"),
        *VIEWER_KEYS,
    )

    def __init__(self, desk: "Desk", preferences: Preferences | None = None) -> None:
        super().__init__()
        self._desk, self._preferences = desk, preferences
        self._contents: CaseContents | None = None
        self._shown: tuple[Any, ...] = ()
        self._wide = True
        self._open: int | None = None
        self._found: tuple[Difference, ...] = ()
        self._judgements: tuple[JudgementRow, ...] = ()
        self._passages: tuple[LinkedPassage, ...] = ()
        self._marked: tuple[MarkedPassage, ...] = ()
        self._place = 0
        self._is_chair = self._may_settle = False
        self.rows: dict[int, DifferenceRow] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack)
        before = QWidget()
        self._before = QVBoxLayout(before)
        self._before.setContentsMargins(SPACE["xl"], SPACE["xl"], SPACE["xl"], SPACE["xl"])
        self._before.setSpacing(SPACE["m"])
        self.stack.addWidget(scrolled(before))
        self.viewer = EvidenceViewer.of(desk, preferences)
        self.viewer.item_shown.connect(self._show_marks)
        self.panes = Panes(
            "comparing", [("Differences", self._after(), 940), ("Evidence", self.viewer, 440)], preferences
        )
        self.stack.addWidget(self.panes)
        self.problem = RefusedBox()
        outer.insertWidget(0, self.problem)
        look().changed.connect(self._lay_out_again)

    def _after(self) -> QWidget:
        made = self._list = QWidget()
        made.setMinimumWidth(360)
        made.installEventFilter(self)
        column = QVBoxLayout(made)
        column.setContentsMargins(SPACE["xl"], SPACE["l"], SPACE["xl"], 0)
        column.setSpacing(SPACE["s"])
        self._counts = QVBoxLayout()
        column.addLayout(self._counts)
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
        return made

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, contents: CaseContents) -> None:
        """Show a case; what was typed into its rows stays, and nothing is drawn again unless it changed."""
        me = self._desk.session.user.id
        same_case = self._contents is not None and self._contents.case.id == contents.case.id
        now = (me, contents.case, contents.findings, contents.assessments, contents.roles, contents.policy)
        if now == self._shown:
            return
        typed = self._typed() if same_case and self._shown[0] == me else {}
        if not same_case:
            self._open = None
            self.problem.clear()
        self._contents, self._shown = contents, now
        self._found = self._desk.reconciling.differences(contents.case.id)
        self._judgements = self._desk.judging.judgements(contents.case.id)
        self._passages = self._desk.judging.passages(contents.case.id)
        self._marked = self._desk.marking.passages(contents.case.id)
        self._is_chair = self._holds({Role.CHAIR})
        self._may_settle = contents.case.stage is Stage.RECONCILE and self._holds({Role.CHAIR, *JUDGING})
        self.rows = {}
        empty_layout(self._before)
        empty_layout(self._counts)
        empty_layout(self._column)
        if contents.case.revealed_at is None:
            self._show_sealed(contents)
        else:
            self._show_differences(contents, typed)
            self.viewer.show_items(contents.evidence)
        self.stack.setCurrentIndex(0 if contents.case.revealed_at is None else 1)

    def _typed(self) -> dict[int, tuple[Any, Typed]]:
        return {key: (row.finding, row.editor.typed()) for key, row in self.rows.items() if row.editor is not None}

    def _lay_out_again(self) -> None:
        """Draw the rows anew for another width or text size, with what was typed."""
        if self._contents is not None:
            contents, typed = self._contents, self._typed()
            if contents.case.revealed_at is not None:
                with keyboard_kept(self):
                    self.rows = {}
                    empty_layout(self._counts)
                    empty_layout(self._column)
                    self._show_differences(contents, typed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lay the rows out again when the list got another width, by the window or by its divider."""
        if event.type() == QEvent.Type.Resize and self.rows and self._is_wide() != self._wide:
            self._lay_out_again()
        return False

    def _is_wide(self) -> bool:
        """Tell whether the columns of a closed row fit into one line."""
        sides = len(self._contents.assessments) if self._contents is not None else 2
        needed = NAME_WIDTH + KIND_WIDTH + sides * SIDE_WIDTH + STATE_WIDTH + 2 * SPACE["block"]
        return self._list.width() >= look().theme.grown(needed)

    # -- before the reveal --------------------------------------------------------------------------------------------

    def _show_sealed(self, contents: CaseContents) -> None:
        add = self._before.addWidget
        if not contents.assessments:
            add(EmptyState("scale", "Judgements are compared once the review has begun and all have sealed."))
            self._before.addStretch(1)
            return
        add(label("Sealed judgements", "title2"))
        for one in contents.assessments:
            name, sealed = contents.people[one.person_id].name, one.state is AssessmentState.SEALED
            panel = Panel(across=True, padding=SPACE["m"])
            panel.box.addWidget(Avatar(name))
            panel.box.addWidget(label(name, "strong", wrap=True), 1)
            panel.box.addWidget(Chip("Sealed" if sealed else "Not sealed yet", "settled" if sealed else "plain"))
            add(panel)
        add(
            Paragraph(
                "The reveal shows everybody's sealed answers to everybody on the case, once, and is kept in the log.",
                tone="second",
            )
        )
        self.reveal = button("Reveal the judgements", icon_name="eye", kind="primary")
        waiting = self._desk.reconciling.waiting_for(contents.case.id)
        why = f"{waiting} still to seal" if waiting else None if self._is_chair else "the chair does this"
        refuse(self.reveal, why, "Reveal the judgements")
        self.reveal.clicked.connect(self.reveal_case)
        self._before.addLayout(button_row(self.reveal))
        self._before.addStretch(1)

    def _holds(self, roles: set[Role]) -> bool:
        me = self._desk.session.user.id
        return any(one.person_id == me and one.role in roles for one in self.contents_shown.roles)

    # -- after it -----------------------------------------------------------------------------------------------------

    def _show_differences(self, contents: CaseContents, typed: dict[int, tuple[Any, Typed]]) -> None:
        found = self._found
        agreed = [one for one in contents.criteria if contents.finding_of[one.id].state is FindingState.AGREED]
        still = [one for one in found if contents.finding_of[one.criterion_id].state in OPEN_STATES]
        self._wide = self._is_wide()
        self._show_counts(contents, found, len(still), len(agreed))
        self._fill_tabs(found)
        if not found:
            self._column.addWidget(EmptyState("circle-check", _no_differences(contents, len(agreed))))
        elif contents.case.stage is Stage.RECONCILE and not self._may_settle:
            self._column.addWidget(IconLabel("info", "The chair and the assessors of this case settle differences."))
        criteria = {one.id: one for one in contents.criteria}
        for one in found:
            row = DifferenceRow(
                contents,
                criteria[one.criterion_id],
                one,
                contents.finding_of[one.criterion_id],
                sides_of(contents, one, self._judgements, self._passages),
                wide=self._wide,
                editable=self._may_settle,
            )
            row.turned.connect(partial(self.open_row, one.criterion_id))
            row.settle_asked.connect(self.settle_open)
            row.discuss_asked.connect(self.park)
            row.place_asked.connect(self.show_place)
            self.rows[one.criterion_id] = row
            self._column.addWidget(row)
        for key, (finding, words) in typed.items():
            row_again = self.rows.get(key)
            if row_again is not None and row_again.finding == finding:
                self._set_open(key)
                if row_again.editor is not None:
                    row_again.editor.restore(words)
                row_again.set_open(False)
        self._show_agreed(contents, agreed)
        self._column.addStretch(1)
        if self._open not in self.rows:
            self._open = still[0].criterion_id if still else None
        self._set_open(self._open)
        self._show_tab()

    def show_agreement(self) -> None:
        """Say how far the sealed answers agree."""
        AgreementDialog(self._desk.reconciling.agreement(self.contents_shown.case.id), self).open()

    def _show_counts(self, contents: CaseContents, found: tuple[Difference, ...], still: int, agreed: int) -> None:
        numbers = []
        share = f"{100 * agreed / len(contents.criteria):.0f} % raw, from sealed answers"
        for number, words, note in (
            (
                len(found),
                "difference" if len(found) == 1 else "differences",
                f"{len(found) - still} settled, {still} open",
            ),
            (agreed, "agreed", share),
        ):
            spot = QWidget()
            row = QHBoxLayout(spot)
            row.setContentsMargins(0, 0, SPACE["l"], 0)
            row.setSpacing(SPACE["m"])
            row.addWidget(label(str(number), "title1"))
            lines = QVBoxLayout()
            lines.setSpacing(0)
            lines.addWidget(label(words, "strong"))
            lines.addWidget(label(note, "small", tone="second"))
            row.addLayout(lines)
            numbers.append(spot)
        self.sealed = button("Sealed judgements", icon_name="history")
        self.sealed.clicked.connect(lambda: SealedDialog(self._desk, self.contents_shown, self).open())
        self.agreement = button("Agreement", icon_name="chart-column")
        self.agreement.setShortcut("Ctrl+K")
        self.agreement.setToolTip("How far the sealed answers agree (Ctrl+K)")
        self.agreement.clicked.connect(self.show_agreement)
        acts: list[QWidget] = [self.agreement, self.sealed]
        kind, icon_name = ("outlined", "lock") if still else ("primary", "arrow-right")
        self.complete: QPushButton = button("Complete", icon_name=icon_name, kind=kind)
        if contents.case.stage is Stage.RECONCILE:
            why = f"{still} {'row' if still == 1 else 'rows'} open" if still else None
            refuse(self.complete, why, "Complete" if still else "Take the case to the panel")
            self.complete.setToolTip("\n".join(row.label for row in self._still_open(contents)))
            self.complete.clicked.connect(self.complete_case)
            acts.append(self.complete)
        head = QHBoxLayout()
        head.setSpacing(SPACE["m"])
        head.addWidget(chip_row(*numbers), 1)
        if self._wide:
            head.addWidget(chip_row(*acts), 0)
            self._counts.addLayout(head)
        else:
            self._counts.addLayout(head)
            self._counts.addWidget(chip_row(*acts))
        single = self._preferences is None or self._preferences.single_keys
        if single and found and contents.case.stage is Stage.RECONCILE:
            self._counts.addWidget(
                chip_row(
                    key_hint(["1", "2"], "take a side"),
                    key_hint(["D"], "discuss"),
                    key_hint(["↵"], "settle, next"),
                    across=SPACE["l"],
                )
            )

    def _still_open(self, contents: CaseContents) -> list[CriterionRow]:
        return [one for one in contents.criteria if contents.finding_of[one.id].state in OPEN_STATES]

    def _fill_tabs(self, found: tuple[Difference, ...]) -> None:
        held = self._tab
        counts = Counter(group_of(one.kind) for one in found)
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for name in (ALL, LEVELS, POINTS, OUTCOMES):
            count = len(found) if name == ALL else counts[name]
            if count or name == ALL:
                place = self.tabs.addTab(f"{name} {count}")
                self.tabs.setTabData(place, name)
                if name == held:
                    self.tabs.setCurrentIndex(place)
        self.tabs.blockSignals(False)
        self.tabs.setVisible(bool(found))

    @property
    def _tab(self) -> str:
        return str(self.tabs.tabData(self.tabs.currentIndex()) or ALL)

    def _show_tab(self, *_: object) -> None:
        tab = self._tab
        for row in self.rows.values():
            row.setVisible(tab in (ALL, group_of(row.difference.kind)))
        if self._open is not None and self.rows[self._open].isHidden():
            self._set_open(next(iter(self._in_view()), None))

    def _in_view(self) -> list[int]:
        return [key for key, row in self.rows.items() if not row.isHidden()]

    def _show_agreed(self, contents: CaseContents, agreed: list[CriterionRow]) -> None:
        if not agreed:
            return
        panel = Panel("dashed", padding=SPACE["s"], spacing=SPACE["xs"])
        line = QHBoxLayout()
        line.setSpacing(SPACE["m"])
        words = IconLabel("circle-check", f"{len(agreed)} agreed", "strong", "good")
        counts = Counter(one.group for one in agreed)
        groups = Paragraph(", ".join(f"{group}: {count}" for group, count in counts.items()), "small", tone="second")
        self.agreed = button("Show", kind="plain", size="small")
        self.agreed.setAccessibleName(f"Show the {len(agreed)} agreed answers")
        line.addWidget(words)
        line.addWidget(groups, 1)
        line.addWidget(self.agreed)
        panel.box.addLayout(line)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE["l"], 0, SPACE["l"], SPACE["s"])
        column.setSpacing(SPACE["xs"])
        for group in counts:
            column.addWidget(label(group, "smallstrong", wrap=True))
            for one in agreed:
                if one.group == group:
                    answer = contents.finding_of[one.id].answer
                    said = answer_words(one.kind, answer) if answer else "judged with the unit as a whole"
                    column.addWidget(label(f"{short_label(one.label)}: {said}", "small", wrap=True))
        inside.hide()
        panel.box.addWidget(inside)

        def turn() -> None:
            shown = inside.isHidden()
            inside.setVisible(shown)
            self.agreed.setText("Hide" if shown else "Show")

        self.agreed.clicked.connect(turn)
        self._column.addWidget(panel)

    # -- moving -------------------------------------------------------------------------------------------------------

    def open_row(self, criterion_id: int) -> None:
        """Open one difference, or close it; the others close, and what was typed stays in them."""
        self._set_open(None if self._open == criterion_id else criterion_id)

    def _set_open(self, criterion_id: int | None) -> None:
        self._open = criterion_id
        for key, row in self.rows.items():
            if row.is_open != (key == criterion_id):
                row.set_open(key == criterion_id)
        self._show_marks()

    def _step(self, by: int) -> None:
        keys = self._in_view()
        if keys:
            here = keys.index(self._open) + by if self._open in keys else 0
            self._go(keys[min(max(here, 0), len(keys) - 1)])

    def _following(self) -> int | None:
        """Return the next difference without a finding, round at the end; None when there is no other."""
        keys = self._in_view()
        here = keys.index(self._open) + 1 if self._open in keys else 0
        left = (key for key in keys[here:] + keys[:here] if self.rows[key].finding.state in OPEN_STATES)
        return next((key for key in left if key != self._open), None)

    def _go(self, criterion_id: int) -> None:
        self._set_open(criterion_id)
        row = self.rows[criterion_id]
        row.head.setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(row.head)

    def _go_on(self, criterion_id: int | None) -> None:
        """Go to a difference, or to what comes after them all."""
        if criterion_id is not None:
            self._go(criterion_id)
        elif not self._still_open(self.contents_shown):
            self._set_open(None)
            self.complete.setFocus(Qt.FocusReason.TabFocusReason)

    def start(self) -> None:
        if self._open is not None:
            self.rows[self._open].head.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_place(self, passage: LinkedPassage) -> None:
        """Bring a passage into view beside its difference."""
        self._show_marked(passage.passage_id)

    def _show_marked(self, passage_id: int) -> None:
        one = next((one for one in self._marked if one.passage.id == passage_id), None)
        if one is not None:
            self.panes.bring(EVIDENCE)
            self._place = one.passage.id
            lead_to(self.viewer, one)
            self._show_marks()

    def show_spot(self, spot: Spot) -> None:
        """Open the difference that a search found something in, or the sealed answer where all agree."""
        criterion = next((one for one in self.contents_shown.criteria if one.key == spot.criterion), None)
        if criterion is None or self.stack.currentIndex() == 0:
            return
        if criterion.id in self.rows:
            self.tabs.setCurrentIndex(0)
            self._go(criterion.id)
            self._show_marked(spot.passage_id)
        elif spot.assessor:
            dialog = SealedDialog(self._desk, self.contents_shown, self)
            dialog.open()
            dialog.bring_answer(spot.assessor, criterion)

    def _show_marks(self, *_: object) -> None:
        """Draw what the assessors marked for the open difference: used by both, or by one and whose."""
        linked = [one for one in self._marked if any(link.criterion_id == self._open for link in one.links)]
        marks = []
        for one in linked:
            if lies_in(one, self.viewer.item):
                others = [each for each in linked if each.assessor != one.assessor]
                both = any(overlap(one.passage.anchor, each.passage.anchor) for each in others)
                sign = "both" if both else NUMBER_SIGNS[one.assessor - 1]
                marks.append(mark_of(one, sign, "used by both" if both else f"used by {one.author} alone"))
        self.viewer.show_marks(marks, self._place)

    # -- keys ---------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take keys that the widget in focus left alone; text fields leave none of these."""
        row = self.rows[self._open] if self._open is not None else None
        single = self._preferences is None or self._preferences.single_keys
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        key = event.text().upper() if plain and single else ""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.rows:
            if row is not None and row.editor is not None and row.editor.answer:
                self.settle_open()
            else:
                self._go_on(self._following())
        elif event.key() == Qt.Key.Key_Escape and row is not None:
            row.head.setFocus(Qt.FocusReason.TabFocusReason)
        elif key in ("J", "K"):
            self._step(1 if key == "J" else -1)
        elif row is not None and row.editor is not None and key == "R":
            row.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif row is not None and row.editor is not None and key == "D":
            self.park()
        elif row is not None and row.editor is not None and key.isdecimal() and key.isascii():
            self.take_side(int(key))
        else:
            super().keyPressEvent(event)

    # -- acting -------------------------------------------------------------------------------------------------------

    def take_side(self, place: int) -> None:
        """Take the answer of the side at this place from 1; one past the last opens the choice of another."""
        row = self.rows[self._open] if self._open is not None else None
        if row is None or row.editor is None:
            return
        if 1 <= place <= len(row.sides):
            side = row.sides[place - 1]
            if not row.editor.take(side.number):
                said = answer_words(row.criterion.kind, side.answer)
                self.problem.show_problem(f"{side.name}'s answer is {said}. Take another side, or another answer.")
        elif place == len(row.sides) + 1:
            row.editor.take_other()

    def settle_open(self) -> None:
        """Record the finding of the open difference and open the next."""
        row = self.rows[self._open] if self._open is not None else None
        if row is None or row.editor is None:
            return
        typed = row.editor.typed()
        if not typed.answer:
            self.problem.show_problem("Take a side, or choose another answer, before settling.")
            return
        if row.editor.noted.isChecked() and not typed.dissent.strip():
            self.problem.show_problem("Say who dissents and why, or take the tick away.")
            row.editor.dissent.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        following = self._following()
        if self._try(
            lambda: self._desk.reconciling.settle(
                self.contents_shown.case, row.finding, typed.answer, typed.reason, typed.dissent
            )
        ):
            self._go_on(following)
        else:
            row.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def park(self) -> None:
        """Mark the open difference for the panel to talk about."""
        row = self.rows[self._open] if self._open is not None else None
        if row is not None:
            self._try(lambda: self._desk.reconciling.discuss(self.contents_shown.case, row.finding))

    def reveal_case(self) -> None:
        """Reveal, or say why not."""
        self._try(lambda: self._desk.reconciling.reveal(self.contents_shown.case))

    def complete_case(self) -> None:
        """Take the case to the panel, or go to the first row that is open."""
        still = self._still_open(self.contents_shown)
        if still:
            self.tabs.setCurrentIndex(0)
            self._go(still[0].id)
            self.problem.show_problem(f"{len(still)} differences have no finding yet. The first is {still[0].label}.")
        else:
            self._try(lambda: self._desk.reconciling.complete(self.contents_shown.case))

    def _try(self, act: Callable[[], None]) -> bool:
        try:
            act()
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


def _no_differences(contents: CaseContents, agreed: int) -> str:
    count = len(contents.assessments)
    if count == 1:
        return f"No differences. One assessor judged all {agreed} criteria."
    who = "Both" if count == 2 else f"All {count}"
    return f"No differences. {who} assessors gave the same answer to all {agreed} criteria."


class SealedDialog(DeskDialog):
    """Everybody's sealed judgements, one person at a time, as they were sealed."""

    def __init__(self, desk: "Desk", contents: CaseContents, part: ComparingPart) -> None:
        note = f"{contents.case.reference}  {contents.case.title}"
        super().__init__("Sealed judgements", part, note=note, width=SEALED_WIDTH)
        self.not_now.setText("Close")
        self._assessments = contents.assessments
        judgements = desk.judging.judgements(contents.case.id)
        passages = desk.judging.passages(contents.case.id)
        people = [(one.id, contents.people[one.person_id].name, "") for one in contents.assessments]
        self.who = Segments("Assessor", people)
        self.who.set_value(people[0][0])
        self.who.chosen.connect(self._show)
        self.body.addWidget(self.who)
        self.pages: dict[int, QWidget] = {}
        for one in contents.assessments:
            page = QWidget()
            column = QVBoxLayout(page)
            column.setContentsMargins(0, 0, 0, 0)
            code = label(f"Commitment {one.commitment[:COMMITMENT_SHOWN]}", "small", tone="second")
            column.addWidget(code)
            column.addWidget(sealed_rows(contents, one, judgements, passages))
            self.pages[one.id] = page
            self.body.addWidget(page)
        self._show(people[0][0])

    def bring_answer(self, number: int, criterion: CriterionRow) -> None:
        """Show the answer of one assessor, by their number on the case, to a criterion."""
        one = next((one for one in self._assessments if one.number == number), None)
        if one is not None:
            self.who.set_value(one.id)
            self._show(one.id)
            bring_label(self.area, self.pages[one.id], criterion.label)

    def _show(self, key: object) -> None:
        for each, page in self.pages.items():
            page.setVisible(each == key)
