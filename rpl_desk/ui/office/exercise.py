"""Judging an exercise: the frozen files above, one criterion after the other below, kept as it is typed."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QWidget

from rpl_desk.domain.calibration import MARK, FrozenCriterion
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.judgements import (
    LEVEL_KINDS,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    PARTLY,
    UNSURE,
    CriterionKind,
    answer_words,
)
from rpl_desk.ui.announcer import say
from rpl_desk.ui.theme import look
from rpl_desk.ui.viewer.viewer import EvidenceViewer
from rpl_desk.ui.widgets import DeskDialog, GrowingText, IconLabel, Paragraph, button, chip_row, labelled

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.calibrating import Exercise

WIDTH = 1060
VIEWER_HEIGHT = 260  # at 100 % text


class ExerciseDialog(DeskDialog):
    """One assessor's part of an exercise. What is typed is kept on going on and on closing; sealed, it is only read."""

    def __init__(self, desk: "Desk", exercise: "Exercise", parent: QWidget) -> None:
        super().__init__(
            f"{exercise.name}, {exercise.title}",
            parent,
            note="Nobody else sees your answers until every assessor has sealed.",
            width=WIDTH,
        )
        self._desk, self._exercise = desk, exercise
        self._frozen = desk.calibrating.frozen(exercise.id)
        self._policy = desk.calibrating.policy(exercise.id)
        self._place = 0
        self._shown = ("", "")
        assert exercise.mine is not None
        self._is_open = exercise.mine.sealed_at is None
        self.body.addWidget(IconLabel("scale", MARK, "strong", "part"))
        self.viewer = EvidenceViewer(desk.evidence.preview, None, desk.evidence.player)
        self.viewer.setFixedHeight(look().theme.grown(VIEWER_HEIGHT))
        self.body.addWidget(self.viewer)
        self.criteria = QComboBox()
        self.body.addWidget(labelled("Criterion", self.criteria))
        self.text = Paragraph("")
        self.body.addWidget(self.text)
        self.answer, self.reason = QComboBox(), GrowingText()
        self.body.addWidget(labelled("Your answer", self.answer))
        self.body.addWidget(labelled("Reason", self.reason))
        self.back = button("Previous", icon_name="arrow-left")
        self.next = button("Keep and next", icon_name="arrow-right")
        self.back.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        self.body.addWidget(chip_row(self.back, self.next))
        for keys, by in (("Ctrl+Return", 1), ("Ctrl+Shift+Return", -1)):
            QShortcut(QKeySequence(keys), self).activated.connect(lambda by=by: self.step(by))
        self.not_now.setText("Close")
        if self._is_open:
            self.set_act("Seal the answers", "lock")
        self.reason.setReadOnly(not self._is_open)
        self.answer.setEnabled(self._is_open)
        for one in self._frozen.criteria:
            self.criteria.addItem("", one)
        self._name_criteria()
        left = {one.key for one in desk.calibrating.left(exercise.id)}
        self._place = next((place for place, one in enumerate(self._frozen.criteria) if one.key in left), 0)
        self.criteria.setCurrentIndex(self._place)
        self.criteria.currentIndexChanged.connect(self._go)
        self._show()
        self.viewer.show_items([desk.calibrating.item(exercise.id, one) for one in self._frozen.items])

    # -- criteria -----------------------------------------------------------------------------------------------------

    @property
    def criterion(self) -> FrozenCriterion:
        return self._frozen.criteria[self._place]

    def step(self, by: int) -> None:
        """Keep the answer and go to the next criterion (1) or the previous (-1); the last one stays."""
        place = self._place + by
        if 0 <= place < self.criteria.count():
            self.criteria.setCurrentIndex(place)
        elif self.keep():
            say(self, "Last criterion" if by > 0 else "First criterion")

    def _go(self, place: int) -> None:
        if place == self._place:
            return
        if not self.keep():
            self.criteria.setCurrentIndex(self._place)
            return
        self._place = place
        self._show()

    def _own(self) -> dict[str, tuple[str, str]]:
        mine = self._exercise.mine
        assert mine is not None
        found = self._desk.calibrating.answers(self._exercise.id)
        return {one.key: (one.answer, one.reason) for one in found if one.assessor_id == mine.id}

    def _name_criteria(self) -> None:
        own = self._own()
        for place, one in enumerate(self._frozen.criteria):
            answer, _ = own.get(one.key, ("", ""))
            self.criteria.setItemText(place, f"{one.key} {one.label}: {answer_words(one.kind, answer)}")

    def _show(self) -> None:
        one = self.criterion
        self._shown = self._own().get(one.key, ("", ""))
        self.text.setText(one.text)
        self.answer.clear()
        self.answer.setEditable(one.kind is CriterionKind.POINTS)
        for answer in ("", *self._choices(one)):
            points = one.kind is CriterionKind.POINTS and answer not in ("", UNSURE)
            self.answer.addItem(answer if points else answer_words(one.kind, answer), answer)
        answer, reason = self._shown
        if one.kind is CriterionKind.POINTS and answer not in ("", UNSURE):
            self.answer.setEditText(answer)
        else:
            self.answer.setCurrentIndex(max(0, self.answer.findData(answer)))
        self.reason.setPlainText(reason)
        self.back.setEnabled(self._place > 0)

    def _choices(self, one: FrozenCriterion) -> tuple[str, ...]:
        if one.kind in LEVEL_KINDS:
            levels = tuple(map(str, self._policy.permitted_levels))
            apart = (NOT_APPLICABLE,) if one.kind is CriterionKind.CHARACTERISTIC else ()
            return (*levels, UNSURE, *apart)
        return (UNSURE,) if one.kind is CriterionKind.POINTS else (MET, PARTLY, NOT_MET, UNSURE)

    # -- keeping ------------------------------------------------------------------------------------------------------

    def _typed(self) -> tuple[str, str]:
        text = self.answer.currentText().strip()
        place = self.answer.findText(text)
        answer = self.answer.itemData(place) if place >= 0 else text
        return str(answer), self.reason.toPlainText().strip()

    def keep(self) -> bool:
        """Keep what is typed; returns whether it was kept, or said why not."""
        typed = self._typed()
        if not self._is_open or typed == self._shown:
            return True
        try:
            self._desk.calibrating.answer(self._exercise.id, self.criterion, *typed)
        except DeskError as error:
            self.refuse(str(error))
            return False
        self.refused.clear()
        self._shown = typed
        self._name_criteria()
        return True

    def accept(self) -> None:
        """Seal the answers, or lead to the first that is missing."""
        if not self.keep():
            return
        if left := self._desk.calibrating.left(self._exercise.id):
            self.criteria.setCurrentIndex(self._frozen.criteria.index(left[0]))
            self.refuse(f"{len(left)} criteria have no answer with a reason. This is the first.")
            return
        try:
            self._desk.calibrating.seal(self._exercise.id)
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()

    def reject(self) -> None:
        if self.keep():
            super().reject()

    def done(self, result: int) -> None:
        self.viewer.let_go()
        super().done(result)
