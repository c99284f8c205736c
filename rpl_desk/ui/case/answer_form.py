"""One's own answer to one criterion: level, met or points, with its reason. Nothing here proposes an answer."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.credit_working import unit_working
from rpl_desk.domain.judgements import (
    LEVEL_KINDS,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    PARTLY,
    UNSURE,
    CriterionKind,
    CriterionRow,
    JudgementRow,
    answer_words,
    remarks_asked,
)
from rpl_desk.ui.case.comparator_panel import ComparatorPanel
from rpl_desk.ui.case.gap_panel import GapPanel
from rpl_desk.ui.case.own_panel import OwnPanel
from rpl_desk.ui.case.own_profile import ProfileTable, own_profiles
from rpl_desk.ui.case.profile import hours_lines
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.preferences import AfterSaving
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    IconLabel,
    KeyCap,
    LevelCells,
    Paragraph,
    RefusedBox,
    SectionHead,
    Segments,
    TextBox,
    button,
    chip_row,
    icon_button,
    label,
    labelled,
)

AFTER_WORDS = {
    AfterSaving.UNJUDGED: "Next: unjudged",
    AfterSaving.GROUP: "Next: in this group",
    AfterSaving.UNSURE: "Next: unsure",
    AfterSaving.ASIDE: "Next: set aside",
    AfterSaving.NEXT: "Next: in order",
    AfterSaving.STAY: "Next: stay here",
}
REASON_HINT = "What in the evidence carries this answer, and what speaks against it."
LEVELS, MET_OR_NOT, POINTS = range(3)


class PointsSpin(QSpinBox):
    """Credit points, or nothing said yet; the wheel turns it only while it is being used."""

    def __init__(self) -> None:
        super().__init__()
        self.setSpecialValueText("not said yet")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_least(1)

    def set_least(self, points: int) -> None:
        """Take points from here to 9999; one step below is "not said yet"."""
        self.setRange(points - 1, 9999)

    def answer(self) -> str:
        return "" if self.value() == self.minimum() else str(self.value())

    def set_answer(self, answer: str) -> None:
        self.setValue(int(answer) if answer.isdecimal() else self.minimum())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class AnswerForm(QWidget):
    """Says what the assessor did: `answered` gives an answer chosen, `typed` that a text changed, `next_asked` is Save,
    `aside_asked` sets the criterion aside or takes it up again.

    It keeps nothing itself.
    """

    answered = Signal(str)
    typed = Signal()
    next_asked = Signal()
    after_chosen = Signal(object)
    aside_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self._levels: tuple[int, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = SectionHead("Your judgement")
        self.seal = button("Seal your judgements", icon_name="stamp", size="small")
        self.by_form = icon_button("file-spreadsheet", "Judging form as Excel: make it, bring it back (Ctrl+J)")
        self.head.add(self.by_form)
        self.head.add(self.seal)
        column.addWidget(self.head)
        inner = QWidget()
        column.addWidget(scrolled(inner), 1)  # in its place before it is filled: what is moved is styled anew
        body = QVBoxLayout(inner)
        body.setContentsMargins(SPACE["l"], SPACE["m"], SPACE["l"], SPACE["m"])
        body.setSpacing(SPACE["s"])
        self._fill_body(body)
        column.addWidget(self._foot())

    def _fill_body(self, body: QVBoxLayout) -> None:
        self.problem = RefusedBox()
        body.addWidget(self.problem)
        self.title = label("", "title3")
        self.unsure = button("Unsure", icon_name="circle-help", size="small")
        self.unsure.setCheckable(True)
        self.unsure.clicked.connect(lambda: self.answered.emit(UNSURE))
        self.not_applicable = button("Not applicable", kind="plain", size="small")
        self.not_applicable.setCheckable(True)
        self.not_applicable.clicked.connect(lambda: self.answered.emit(NOT_APPLICABLE))
        self.aside = button("Set aside", icon_name="clock", size="small")
        self.aside.setCheckable(True)
        self.aside.setToolTip("Judge it later; sealing asks again")
        self.aside.clicked.connect(self.aside_asked)
        body.addWidget(chip_row(self.title, self.unsure, self.aside, self.not_applicable))
        self.profile = ProfileTable()
        self.profile_box = labelled("Your own profile", self.profile)
        body.addWidget(self.profile_box)
        self.remark = IconLabel("message-square", "", "small", "part")
        self.remark.words.setWordWrap(True)
        body.addWidget(self.remark)
        self.working = Paragraph("", "small", tone="second")
        body.addWidget(self.working)
        self.levels = LevelCells("Level")
        self.levels.chosen.connect(lambda level: self.answered.emit(str(level)))
        self.met = Segments("Answer", [(MET, "Met", "check"), (PARTLY, "Partly", ""), (NOT_MET, "Not met", "x")])
        self.met.chosen.connect(lambda value: self.answered.emit(str(value)))
        self.points = PointsSpin()
        self.points.setAccessibleName("Credit points")
        self.points.valueChanged.connect(self._points_changed)
        self.kinds = QStackedWidget()
        for field in (self.levels, self.met, self.points):
            page = QWidget()
            row = QHBoxLayout(page)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(field, int(field is self.levels))
            if field is not self.levels:
                row.addStretch(1)
            self.kinds.addWidget(page)
        self.answer_title = label("Answer", "label")
        body.addWidget(self.answer_title)
        body.addWidget(self.kinds)
        self.said = Paragraph("", "small", tone="second")
        body.addWidget(self.said)
        self.reason, self.no_passage = TextBox(), TextBox()
        for text in (self.reason, self.no_passage):
            text.textChanged.connect(self._text_changed)
        self.no_passage_box = labelled("Why no passage is needed", self.no_passage)
        body.addWidget(labelled("Reason", self.reason, REASON_HINT), 1)
        body.addWidget(self.no_passage_box)
        self.comparators = ComparatorPanel()
        self.comparators.hide()
        body.addWidget(self.comparators)
        self.gap = GapPanel()
        self.gap.hide()
        body.addWidget(self.gap)
        self.own = OwnPanel()
        body.addWidget(self.own)
        alone = IconLabel("eye-off", "Nobody else sees this until you seal.", "caption")
        alone.words.setWordWrap(True)
        body.addWidget(alone)
        look().changed.connect(self._fit)
        self._fit()

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("part", "foot")
        self.after = button("", kind="plain")
        self.after.setProperty("menu", "true")
        menu = QMenu(self.after)
        group = QActionGroup(menu)
        self._after_actions: dict[AfterSaving, QAction] = {}
        for where, words in AFTER_WORDS.items():
            action = menu.addAction(words)
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _=False, where=where: self.after_chosen.emit(where))
            self._after_actions[where] = action
        self.after.setMenu(menu)
        self.next = button("Save and next", icon_name="arrow-right", kind="primary")
        self.next.clicked.connect(self.next_asked)
        row = QHBoxLayout(foot)
        row.setContentsMargins(SPACE["s"], SPACE["m"], SPACE["l"], SPACE["m"])
        row.setSpacing(SPACE["m"])
        row.addWidget(self.after)
        row.addStretch(1)
        row.addWidget(KeyCap("Ctrl ↵"))
        row.addWidget(self.next)
        return foot

    def _fit(self) -> None:
        line = look().theme.line("body")
        self.reason.setMinimumHeight(3 * line)
        self.no_passage.setMinimumHeight(3 * line)
        self.no_passage.setMaximumHeight(4 * line)

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_after(self, where: AfterSaving) -> None:
        """Say where "Save and next" goes."""
        self.after.setText(AFTER_WORDS[where])
        self._after_actions[where].setChecked(True)

    def show_criterion(self, contents: CaseContents, criterion: CriterionRow, judgement: JudgementRow | None) -> None:
        """Show another criterion with what is kept for it; what was typed before is replaced."""
        self._filling = True
        self.title.setText(criterion.label)
        self.title.setToolTip(criterion.text)
        self.title.setAccessibleDescription(criterion.text)
        levels = contents.policy.permitted_levels
        if levels != self._levels:
            self._levels = levels
            self.levels.set_levels(levels)
        self.points.set_least(contents.case.kind.least_points)
        kind = criterion.kind
        place = LEVELS if kind in LEVEL_KINDS else POINTS if kind is CriterionKind.POINTS else MET_OR_NOT
        self.kinds.setCurrentIndex(place)
        self.answer_title.setText(("Level", "Answer", "Credit points")[place])
        self.answer_title.setBuddy((self.levels, self.met, self.points)[place])
        self.not_applicable.setVisible(kind is CriterionKind.CHARACTERISTIC)
        self.working.setText(working_words(contents, criterion))
        self.working.setVisible(bool(self.working.text()))
        self.reason.setPlainText(judgement.reason if judgement is not None else "")
        self.no_passage.setPlainText(judgement.no_passage_reason if judgement is not None else "")
        self._filling = False

    def show_answer(self, criterion: CriterionRow, answer: str, *, linked: bool) -> None:
        """Mark an answer, and ask why no passage where "met" has none."""
        self._filling = True
        in_words = answer in (UNSURE, NOT_APPLICABLE)
        level = int(answer) if criterion.kind in LEVEL_KINDS and answer.isdecimal() else None
        self.levels.set_level(level if level in self._levels else None)
        self.met.set_value(answer or None)
        if criterion.kind is CriterionKind.POINTS and self.points.answer() != answer:
            self.points.set_answer(answer)
        self.unsure.setChecked(answer == UNSURE)
        self.not_applicable.setChecked(answer == NOT_APPLICABLE)
        said = answer_words(criterion.kind, answer)
        self.said.setText(f"Your answer: {said}." if answer else "")
        self.said.setVisible(in_words)
        self.no_passage_box.setVisible(answer == MET and not linked)
        self._filling = False

    def show_profile(
        self, criteria: Sequence[CriterionRow], criterion: CriterionRow, judgements: Mapping[int, JudgementRow]
    ) -> None:
        """Show one's own profile where a best fit is judged, and ask for a remark where it is far apart."""
        fit = criterion.kind is CriterionKind.BEST_FIT
        profiles = own_profiles(criteria, criterion, judgements) if fit else ()
        self.profile.show_profiles(profiles)
        self.profile_box.setVisible(bool(profiles))
        asked = [one.message for one in remarks_asked(criteria, judgements.values()) if one.part == criterion.key]
        self.remark.set("message-square", asked[0] if asked else "", "part")
        self.remark.setVisible(bool(asked))

    @property
    def answer_field(self) -> QWidget:
        """Where the keyboard goes to give the answer."""
        segment = self.met.findChildren(QPushButton)[0]
        return (self.levels, segment, self.points)[self.kinds.currentIndex()]

    def texts(self) -> tuple[str, str]:
        """Return the reason and why no passage is needed, as typed."""
        return self.reason.toPlainText(), self.no_passage.toPlainText()

    def empty(self) -> None:
        """Let go of everything typed, so that nothing of it stays in the window."""
        self._filling = True
        for text in (self.reason, self.no_passage):
            text.clear()
        self.title.clear()
        self.title.setToolTip("")
        self.title.setAccessibleDescription("")
        self.said.setText("")
        self.profile.show_profiles(())
        self.remark.set("message-square", "", "part")
        self.problem.clear()
        self.own.empty()
        self.aside.setChecked(False)
        self._filling = False

    def _points_changed(self) -> None:
        if not self._filling:
            self.answered.emit(self.points.answer())

    def _text_changed(self) -> None:
        if not self._filling:
            self.typed.emit()


def working_words(contents: CaseContents, criterion: CriterionRow) -> str:
    """Return how the hours become points, for a criterion about points; the assessor still says the points."""
    if criterion.kind is not CriterionKind.POINTS:
        return ""
    unit = next((one for one in contents.units if one.id == criterion.unit_id), None)
    if unit is None:
        return "\n".join(hours_lines(contents))
    steps = unit_working(unit, contents.unit_activities(unit), contents.policy)
    return "\n".join(one.words for one in steps)
