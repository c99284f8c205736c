"""The judging queue: one criterion at a time, words and evidence beside it, kept as typed, sealed at the end."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rpl_desk.domain.cases import Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.credit import unit_credit
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import STANCE_SIGNS, PassageRow, Stance
from rpl_desk.domain.framework import SHORT_NAMES, Characteristic
from rpl_desk.domain.judgements import (
    LEVEL_KINDS,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    PARTLY,
    UNSURE,
    AssessmentRow,
    AssessmentState,
    CriterionKind,
    CriterionRow,
    JudgementRow,
    answer_words,
    remarks_asked,
)
from rpl_desk.domain.people import Role
from rpl_desk.ui.autosave import Autosave
from rpl_desk.ui.case.level_finder import LevelFinder
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.page import CasePart
from rpl_desk.ui.tables import ROW, RowTableModel, as_text
from rpl_desk.ui.tokens import SPACE, Theme
from rpl_desk.ui.widgets import (
    Chip,
    DeskDialog,
    Framed,
    IconLabel,
    LevelCells,
    Panel,
    Paragraph,
    RefusedBox,
    SectionHead,
    Segments,
    button,
    button_row,
    chip_row,
    empty_layout,
    icon_button,
    label,
    labelled,
    refuse,
    row_list,
)
from rpl_desk.ui.widgets.paint import paint_state_box, paint_text
from rpl_desk.ui.widgets.signs import SIGNS

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

    from rpl_desk.desk import Desk

LEVEL_MS = 600
MET_SIGNS = {MET: "met", PARTLY: "partly", NOT_MET: "not met", UNSURE: "unsure"}


class JudgingPart(CasePart):
    """One's own judgements, and of others only whether they have sealed."""

    keys = (
        ("J K", "Next and previous criterion"),
        ("M T X U", "Met, partly, not met, unsure"),
        ("G then digits", "Set a level"),
        ("[ ]", "Slide the level finder"),
        ("R", "Write the reason; Esc goes back"),
        ("Ctrl+Enter", "Save and go to the next"),
    )

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._contents: CaseContents | None = None
        self._mine: AssessmentRow | None = None
        self._judgements: dict[int, JudgementRow] = {}
        self._passages: dict[int, list[PassageRow]] = {}
        self._criterion: CriterionRow | None = None
        self._answer = ""
        self._digits = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        column.addWidget(self.stack)
        self.others = QWidget()
        self._others = QVBoxLayout(self.others)
        self._others.setContentsMargins(SPACE["xl"], SPACE["xl"], SPACE["xl"], SPACE["xl"])
        self._others.setSpacing(SPACE["m"])
        self.stack.addWidget(scrolled(self.others))
        self.stack.addWidget(self._queue())
        self.autosave = Autosave(self._save, self)
        self.autosave.saved.connect(self._saved)
        self.autosave.refused.connect(self.problem.show_problem)
        for text in (self.reason, self.no_passage):
            text.textChanged.connect(self._typed)
            self.autosave.watch(text)
        self._level_timer = QTimer(self)
        self._level_timer.setSingleShot(True)
        self._level_timer.setInterval(LEVEL_MS)
        self._level_timer.timeout.connect(self._end_level)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.save_and_next)

    # -- what is on the page ------------------------------------------------------------------------------------------

    def _queue(self) -> QWidget:
        split = QSplitter()
        split.setChildrenCollapsible(False)
        self._model: RowTableModel[CriterionRow] = RowTableModel(
            {"Criterion": lambda one: one.label},
            lambda: list(self._contents.criteria) if self._contents else [],
            say=self._spoken,
            parent=self,
        )
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(SPACE["l"], SPACE["l"], SPACE["s"], SPACE["l"])
        self.count = SectionHead("Criteria")
        column.addWidget(self.count)
        self.list = row_list("Criteria", self._model, self._paint_criterion, "row")
        self.list.installEventFilter(self)
        self.list.selectionModel().currentChanged.connect(lambda now, _: self._choose(now))
        column.addWidget(Framed(self.list), 1)
        split.addWidget(left)
        middle = QWidget()
        centre = QVBoxLayout(middle)
        centre.setContentsMargins(SPACE["s"], SPACE["l"], SPACE["s"], SPACE["l"])
        centre.setSpacing(SPACE["m"])
        self.finder = LevelFinder()
        centre.addWidget(self.finder, 3)
        self.words = Panel()
        self.about = Paragraph("", "reading")
        self.words.box.addWidget(self.about)
        centre.addWidget(self.words)
        centre.addWidget(self._passage_panel(), 2)
        split.addWidget(middle)
        split.addWidget(self._answer_panel())
        split.setSizes([260, 520, 460])
        return split

    def _passage_panel(self) -> QWidget:
        panel = Panel(spacing=SPACE["s"])
        panel.box.addWidget(label("Passages this answer rests on", "title3"))
        self._chips = QVBoxLayout()
        panel.box.addLayout(self._chips)
        self.item, self.stance, self.strength = QComboBox(), QComboBox(), QComboBox()
        for one in Stance:
            self.stance.addItem(f"{STANCE_SIGNS[one]} {one.value}", one)
        for strength in (1, 2, 3):
            self.strength.addItem(str(strength), strength)
        self.strength.setCurrentIndex(1)
        self.page, self.quotation = QLineEdit(), QLineEdit()
        self.page.setPlaceholderText("4, or nothing for the whole item")
        self.page.setMaximumWidth(160)
        first = QHBoxLayout()
        first.addWidget(labelled("Evidence item", self.item), 2)
        first.addWidget(labelled("Page", self.page))
        first.addWidget(labelled("Stance", self.stance))
        first.addWidget(labelled("Strength", self.strength))
        panel.box.addLayout(first)
        self.link = button("Link the passage", icon_name="link")
        self.link.clicked.connect(self.link_passage)
        panel.box.addWidget(labelled("Words quoted", self.quotation))
        panel.box.addLayout(button_row(self.link))
        panel.box.addWidget(Paragraph("Read the item from the Evidence page; reading it here comes later.", "caption"))
        return scrolled(panel)

    def _answer_panel(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(SPACE["s"], SPACE["l"], SPACE["l"], SPACE["l"])
        column.setSpacing(SPACE["m"])
        self.title = label("", "title2", wrap=True)
        column.addWidget(self.title)
        self.problem = RefusedBox()
        column.addWidget(self.problem)
        self.levels = LevelCells("Level")
        self.levels.chosen.connect(lambda level: self.answer(str(level)))
        self.met = Segments("Answer", [(MET, "Met", ""), (PARTLY, "Partly", ""), (NOT_MET, "Not met", "")])
        self.met.chosen.connect(lambda value: self.answer(str(value)))
        self.points = QSpinBox()
        self.points.setRange(-1, 9999)
        self.points.setSpecialValueText("not said yet")
        self.points.setMaximumWidth(180)
        self.points.valueChanged.connect(self._points_changed)
        self.kinds = QStackedWidget()
        for field in (self.levels, self.met, self.points):
            self.kinds.addWidget(field)
        column.addWidget(labelled("Answer", self.kinds))
        self.unsure = button("Unsure", icon_name="circle-help", size="small")
        self.unsure.clicked.connect(lambda: self.answer(UNSURE))
        self.not_applicable = button("Not applicable", kind="plain", size="small")
        self.not_applicable.clicked.connect(lambda: self.answer(NOT_APPLICABLE))
        column.addWidget(chip_row(self.unsure, self.not_applicable))
        self.said_so = Paragraph("", "small", tone="second")
        column.addWidget(self.said_so)
        self.working = Paragraph("", "small", tone="second")
        column.addWidget(self.working)
        self.reason, self.no_passage = QPlainTextEdit(), QPlainTextEdit()
        for text in (self.reason, self.no_passage):
            text.setTabChangesFocus(True)
        self.no_passage.setMaximumHeight(72)
        column.addWidget(
            labelled("Reason", self.reason, "What in the evidence carries this answer, and what speaks against it."), 1
        )
        self.no_passage_box = labelled("Why no passage is needed", self.no_passage)
        column.addWidget(self.no_passage_box)
        column.addWidget(IconLabel("eye-off", "Nobody else sees this until you seal and the chair reveals.", "caption"))
        self.next = button("Save and next", icon_name="arrow-right", kind="primary")
        self.next.clicked.connect(self.save_and_next)
        self.seal = button("Seal your judgements", icon_name="stamp")
        self.seal.clicked.connect(self.ask_to_seal)
        column.addLayout(button_row(self.seal, self.next))
        return made

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, contents: CaseContents) -> None:
        same = self._contents is not None and self._contents.case.id == contents.case.id
        if same and self.autosave.is_due:
            self.autosave.now()
        self._contents = contents
        self._mine = self._desk.judging.mine(contents.case.id)
        open_to_me = self._mine is not None and self._mine.state is not AssessmentState.SEALED
        if contents.case.stage is Stage.REVIEW and open_to_me:
            self._read()
            self.stack.setCurrentIndex(1)
            kept = self._criterion.id if same and self._criterion is not None else None
            self._model.reload()
            ids = [one.id for one in contents.criteria]
            self._fill_items(contents)
            self.select(ids.index(kept) if kept in ids else self._first_open())
            self._show_counts()
        else:
            self.stack.setCurrentIndex(0)
            self._show_others(contents)

    def _read(self) -> None:
        assert self._contents is not None and self._mine is not None
        case_id, mine = self._contents.case.id, self._mine.id
        self._judgements = {
            one.criterion_id: one for one in self._desk.judging.judgements(case_id) if one.assessment_id == mine
        }
        self._passages = {}
        for one in self._desk.judging.passages(case_id):
            if one.assessment_id == mine:
                self._passages.setdefault(one.criterion_id, []).append(one)

    def _fill_items(self, contents: CaseContents) -> None:
        self.item.clear()
        for one in contents.evidence:
            self.item.addItem(f"{one.key}  {one.title}", one)
        self.link.setEnabled(bool(contents.evidence))

    def _show_others(self, contents: CaseContents) -> None:
        empty_layout(self._others)
        self._others.addWidget(label("Judged apart", "title2"))
        if contents.case.stage is Stage.INTAKE or not contents.assessments:
            self._others.addWidget(Paragraph("The criteria are laid down when the review begins.", tone="second"))
        for one in contents.assessments:
            sealed = one.state is AssessmentState.SEALED
            name = contents.people[one.person_id].name
            words = f"{name}: {'sealed' if sealed else 'not sealed yet'}"
            self._others.addWidget(
                IconLabel("circle-check" if sealed else "circle", words, "body", "good" if sealed else "text2")
            )
            if sealed and self._may_reopen(contents):
                again = button(f"Reopen the judgements of {name}", icon_name="undo-2", kind="danger")
                again.clicked.connect(partial(self._ask_to_reopen, one, name))
                self._others.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)
        if self._mine is not None and self._mine.state is AssessmentState.SEALED:
            self._read()
            self._others.addWidget(
                label(
                    f"You have sealed. Commitment for the cover sheet: {self._mine.commitment[:16]}",
                    "strong",
                    wrap=True,
                )
            )
            self._show_own(contents)
        elif contents.case.stage is Stage.REVIEW:
            self._others.addWidget(
                Paragraph("What they judge is shown once all have sealed and the chair reveals.", tone="second")
            )
        self._others.addStretch(1)

    def _show_own(self, contents: CaseContents) -> None:
        for one in contents.criteria:
            judgement = self._judgements.get(one.id)
            if judgement is None:
                continue
            panel = Panel(spacing=SPACE["xs"])
            panel.box.addWidget(label(f"{one.label}: {answer_words(one.kind, judgement.answer)}", "strong", wrap=True))
            panel.box.addWidget(Paragraph(judgement.reason))
            self._others.addWidget(panel)

    def _may_reopen(self, contents: CaseContents) -> bool:
        me = self._desk.session.user.id
        chair = any(one.person_id == me and one.role is Role.CHAIR for one in contents.roles)
        return chair and contents.case.stage is Stage.REVIEW

    def _ask_to_reopen(self, assessment: AssessmentRow, name: str) -> None:
        ReopenDialog(self._desk, self.contents_shown, assessment, name, self).open()

    # -- the list -----------------------------------------------------------------------------------------------------

    def _paint_criterion(
        self, painter: QPainter, rect: "QRect", theme: Theme, row: CriterionRow, selected: bool
    ) -> None:
        side = theme.height("chip")
        box = rect.adjusted(SPACE["m"], (rect.height() - side) // 2, 0, 0)
        box.setSize(box.size().scaled(side, side, Qt.AspectRatioMode.IgnoreAspectRatio))
        judgement = self._judgements.get(row.id)
        answer = judgement.answer if judgement is not None else ""
        if answer.isdecimal():
            paint_text(painter, box, theme, answer, "small", "accent", weight=700, align=Qt.AlignmentFlag.AlignCenter)
        else:
            draft = judgement is not None and judgement.reason
            sign = MET_SIGNS.get(answer, "draft" if draft else "empty")
            paint_state_box(painter, box, theme, SIGNS[sign])
        words = rect.adjusted(SPACE["m"] + side + SPACE["s"], 0, -SPACE["m"], 0)
        links = len(self._passages.get(row.id, []))
        paint_text(painter, words, theme, row.label, "small", weight=600 if selected else None)
        if links:
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            paint_text(painter, words, theme, str(links), "caption", "text3", align=align)

    def _spoken(self, row: CriterionRow) -> str:
        judgement = self._judgements.get(row.id)
        said = answer_words(row.kind, judgement.answer) if judgement is not None and judgement.answer else "not judged"
        return f"{row.label}, {said}, {len(self._passages.get(row.id, []))} passages"

    def _first_open(self) -> int:
        assert self._contents is not None
        places = [n for n, one in enumerate(self._contents.criteria) if not self._is_done(one)]
        return places[0] if places else 0

    def _is_done(self, criterion: CriterionRow) -> bool:
        judgement = self._judgements.get(criterion.id)
        return judgement is not None and bool(judgement.answer and judgement.reason)

    def select(self, place: int) -> None:
        """Show the criterion at this place of the list."""
        index = self._model.index(place, 0)
        self.list.setCurrentIndex(index)
        self._choose(index)

    def _choose(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if not isinstance(row, CriterionRow) or self._contents is None:
            return
        if self._criterion is not None and row.id != self._criterion.id:
            self.autosave.now()
        self._criterion = row
        contents, judgement = self._contents, self._judgements.get(row.id)
        self._answer = judgement.answer if judgement is not None else ""
        self.title.setText(row.label)
        finder = row.kind in LEVEL_KINDS
        self.finder.setVisible(finder)
        self.words.setVisible(not finder)
        self.about.setText(self._about(row))
        if finder:
            level = int(self._answer) if self._answer.isdecimal() else contents.case.proposed_level
            framework = self._desk.office.framework_of(contents.case)
            self.finder.show_characteristic(framework, row.characteristic or Characteristic.KNOWLEDGE, level)
        self.levels.set_levels(contents.policy.permitted_levels)
        self.kinds.setCurrentIndex(0 if finder else 2 if row.kind is CriterionKind.POINTS else 1)
        self.not_applicable.setVisible(row.kind is CriterionKind.CHARACTERISTIC)
        self.working.setText(self._working(row))
        self.reason.setPlainText(judgement.reason if judgement is not None else "")
        self.no_passage.setPlainText(judgement.no_passage_reason if judgement is not None else "")
        self._show_answer()
        self._show_passages()
        self.problem.clear()
        self.autosave.forget()

    def _about(self, row: CriterionRow) -> str:
        assert self._contents is not None
        outcome = next((one for one in self._contents.outcomes if one.id == row.outcome_id), None)
        lines = outcome.assessment_criteria if outcome is not None else ""
        return "\n".join(text for text in (row.text, lines) if text)

    def _working(self, row: CriterionRow) -> str:
        """Return the facts beside an answer: hours to points, or one's own profile; never an answer."""
        assert self._contents is not None
        unit = next((one for one in self._contents.units if one.id == row.unit_id), None)
        if row.kind is CriterionKind.POINTS and unit is not None:
            return unit_credit(unit, self._contents.unit_activities(unit), self._contents.policy).working
        if row.kind is CriterionKind.BEST_FIT:
            own = [
                one for one in self._contents.criteria if one.unit_id == row.unit_id and one.characteristic is not None
            ]
            said = [
                f"{SHORT_NAMES[one.characteristic]} {self._judgements[one.id].answer.replace('_', ' ')}"
                for one in own
                if one.characteristic is not None and one.id in self._judgements and self._judgements[one.id].answer
            ]
            remarks = remarks_asked(self._contents.criteria, self._judgements.values())
            asked = [one.message for one in remarks if one.part == row.key]
            return "\n".join(["Your profile: " + (", ".join(said) or "nothing judged yet") + ".", *asked])
        return ""

    # -- answering ----------------------------------------------------------------------------------------------------

    def answer(self, answer: str) -> None:
        """Keep an answer to the criterion in view at once."""
        if self._criterion is None:
            return
        self._answer = answer
        self._show_answer()
        self.autosave.touch()
        self.autosave.now()

    def _points_changed(self, points: int) -> None:
        if self._criterion is not None and self._criterion.kind is CriterionKind.POINTS and self._answer != str(points):
            self._answer = "" if points < 0 else str(points)
            self._show_answer()
            self.autosave.touch()

    def _show_answer(self) -> None:
        assert self._criterion is not None
        kind = self._criterion.kind
        level = int(self._answer) if kind in LEVEL_KINDS and self._answer.isdecimal() else None
        self.levels.set_level(level)
        if kind is CriterionKind.POINTS:
            self.points.blockSignals(True)
            self.points.setValue(int(self._answer) if self._answer.isdecimal() else -1)
            self.points.blockSignals(False)
        if self._answer in (MET, PARTLY, NOT_MET):
            self.met.set_value(self._answer)
        self.said_so.setText(f"Answered: {answer_words(kind, self._answer)}." if self._answer else "Not answered yet.")
        self._show_no_passage()

    def _show_no_passage(self) -> None:
        assert self._criterion is not None
        self.no_passage_box.setVisible(self._answer == MET and not self._passages.get(self._criterion.id))

    def _typed(self) -> None:
        if self._criterion is None:
            return
        judgement = self._judgements.get(self._criterion.id)
        now = (judgement.reason, judgement.no_passage_reason) if judgement is not None else ("", "")
        if (self.reason.toPlainText(), self.no_passage.toPlainText()) != now:
            self.autosave.touch()

    def _save(self) -> None:
        contents, criterion = self._contents, self._criterion
        if contents is None or criterion is None or self.stack.currentIndex() != 1:
            return
        kept = self._desk.judging.judge(
            contents.case, criterion, self._answer, self.reason.toPlainText(), self.no_passage.toPlainText()
        )
        self._judgements[criterion.id] = kept

    def _saved(self) -> None:
        self.problem.clear()
        self.said.emit(f"Saved {as_text(self._desk.session.now()).rsplit(' ', 1)[-1]}")
        self._show_counts()
        self.list.viewport().update()

    def _show_counts(self) -> None:
        assert self._contents is not None
        done = sum(self._is_done(one) for one in self._contents.criteria)
        self.count.note.set_full_text(f"{done}/{len(self._contents.criteria)}")
        unsure = sum(one.answer == UNSURE for one in self._judgements.values())
        self.counted.emit(f"{unsure} unsure" if unsure else "")
        missing = self._desk.judging.missing_to_seal(self._contents.case)
        refuse(self.seal, f"{len({one.part for one in missing})} to judge" if missing else None, "Seal your judgements")

    def keep(self) -> None:
        self.autosave.now()

    def start(self) -> None:
        self.list.setFocus()

    def save_and_next(self) -> None:
        """Save at once and go to the next criterion that is not judged; at the end, say so."""
        self.autosave.now()
        if self._contents is None or self._criterion is None or self.autosave.is_due:
            return
        rows = list(self._contents.criteria)
        here = next(n for n, one in enumerate(rows) if one.id == self._criterion.id)
        order = [*range(here + 1, len(rows)), *range(here)]
        left = [n for n in order if not self._is_done(rows[n])]
        if left:
            self.select(left[0])
            self.list.setFocus()
        else:
            unsure = sum(one.answer == UNSURE for one in self._judgements.values())
            self.said.emit(f"All criteria are judged; {unsure} unsure")

    # -- passages -----------------------------------------------------------------------------------------------------

    def _show_passages(self) -> None:
        assert self._criterion is not None and self._contents is not None
        empty_layout(self._chips)
        keys = {one.id: one.key for one in self._contents.evidence}
        for one in self._passages.get(self._criterion.id, []):
            row = QHBoxLayout()
            made = QWidget()
            made.setLayout(row)
            row.setContentsMargins(0, 0, 0, 0)
            page = f" p.{one.page}" if one.page else ""
            row.addWidget(Chip(f"{keys[one.evidence_id]}{page} {one.stance.value}, {one.strength}", one.stance.value))
            row.addWidget(label(f"“{one.quotation}”" if one.quotation else "", "small", tone="second", wrap=True), 1)
            away = icon_button("x", f"Remove {keys[one.evidence_id]}{page}")
            away.clicked.connect(partial(self.unlink, one))
            row.addWidget(away)
            self._chips.addWidget(made)
        self._show_no_passage()

    def link_passage(self) -> None:
        """Tie the item and page typed to the criterion in view."""
        item = self.item.currentData()
        if self._contents is None or self._criterion is None or item is None:
            return
        self._try(
            lambda: self._desk.judging.link(
                self.contents_shown.case,
                self.criterion_shown,
                item,
                page=self.page.text(),
                quotation=self.quotation.text(),
                stance=self.stance.currentData(),
                strength=self.strength.currentData(),
            )
        )
        self.page.clear()
        self.quotation.clear()

    def unlink(self, passage: PassageRow) -> None:
        """Take a passage of one's own away."""
        self._try(lambda: self._desk.judging.unlink(self.contents_shown.case, passage))

    def _try(self, act: Callable[[], Any]) -> None:
        try:
            act()
        except DeskError as error:
            self.problem.show_problem(str(error))
            return
        self._read()
        self._show_passages()
        self._saved()

    # -- keys ---------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            self.stack.currentIndex() != 1
            or self._criterion is None
            or event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        ):
            super().keyPressEvent(event)
            return
        if not self.take_key(event.text().upper()):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take single keys before the list searches by them."""
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            return plain and self._criterion is not None and self.take_key(event.text().upper())
        return False

    def take_key(self, key: str) -> bool:
        """Act on a single key; returns whether it was one of ours. Text fields take theirs before this is asked."""
        here = self.list.currentIndex().row()
        if self._level_timer.isActive() and key.isdecimal():
            self._digits += key
            self._level_timer.start()
        elif key in ("J", "K"):
            self.select(max(0, min(self._model.rowCount() - 1, here + (1 if key == "J" else -1))))
        elif key in ("[", "]"):
            self.finder.slide(1 if key == "]" else -1)
        elif key == "R":
            self.reason.setFocus()
        elif key == "G":
            self._digits = ""
            self._level_timer.start()
        elif key == "U":
            self.answer(UNSURE)
        elif key in ("M", "T", "X") and self.kinds.currentIndex() == 1:
            self.answer({"M": MET, "T": PARTLY, "X": NOT_MET}[key])
        elif key == "\x1b":
            self.list.setFocus()
        else:
            return False
        return True

    def _end_level(self) -> None:
        if self.kinds.currentIndex() == 0 and self._digits and self._contents is not None:
            if int(self._digits) in self._contents.policy.permitted_levels:
                self.answer(self._digits.lstrip("0"))
            else:
                self.problem.show_problem(f"{self._digits} is not a level this office uses.")

    # -- sealing ------------------------------------------------------------------------------------------------------

    def ask_to_seal(self) -> None:
        """Ask to seal, or lead to the first gap."""
        self.autosave.now()
        contents = self.contents_shown
        missing = self._desk.judging.missing_to_seal(contents.case)
        if not missing:
            SealDialog(self._desk, contents, self).open()
            return
        first = next((n for n, one in enumerate(contents.criteria) if one.key == missing[0].part), 0)
        self.select(first)
        count = len({one.part for one in missing})
        self.problem.show_problem(f"{count} criteria are not ready to seal. {missing[0].message}")
        self.reason.setFocus()

    @property
    def contents_shown(self) -> CaseContents:
        assert self._contents is not None
        return self._contents

    @property
    def criterion_shown(self) -> CriterionRow:
        assert self._criterion is not None
        return self._criterion


class SealDialog(DeskDialog):
    """Says what sealing means, seals, and shows the commitment."""

    def __init__(self, desk: "Desk", contents: CaseContents, part: JudgingPart) -> None:
        super().__init__("Seal your judgements", part, note=f"{contents.case.reference}  {contents.case.title}")
        self._desk, self._contents, self._part = desk, contents, part
        self.sealed: AssessmentRow | None = None
        self.words = Paragraph(
            "After this your answers, reasons and passages stay as they are. Nobody sees them before all assessors have"
            " sealed and the chair reveals. Only the chair can reopen them, with a reason that is printed."
        )
        self.body.addWidget(self.words)
        self.set_act("Seal", "stamp")

    def accept(self) -> None:
        if self.sealed is not None:
            super().accept()
            self._part.changed.emit()
            return
        try:
            self.sealed = self._desk.judging.seal(self._contents.case)
        except DeskError as error:
            self.refuse(str(error))
            return
        self.words.setText(f"Sealed. Write this commitment on the cover sheet: {self.sealed.commitment[:16]}")
        self.set_act("Done", "check")


class ReopenDialog(DeskDialog):
    """Gives sealed judgements back to their assessor, with the chair's reason."""

    def __init__(
        self, desk: "Desk", contents: CaseContents, assessment: AssessmentRow, name: str, part: JudgingPart
    ) -> None:
        super().__init__(
            f"Reopen the judgements of {name}", part, note="What was sealed is kept beside what comes after."
        )
        self._desk, self._contents, self._assessment, self._part = desk, contents, assessment, part
        self.reason = QLineEdit()
        self.body.addWidget(labelled("Reason, printed in the record", self.reason))
        self.set_act("Reopen", "undo-2")

    def accept(self) -> None:
        try:
            self._desk.judging.reopen(self._contents.case, self._assessment, self.reason.text())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()
            self._part.changed.emit()
