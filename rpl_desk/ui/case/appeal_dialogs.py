"""The steps of an appeal: lodged, acknowledged, heard by people who took no part in the decision, and decided."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from rpl_desk.domain.appeals import Appeal, AppealOutcome
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.people import PersonRow
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.widgets import (
    DayField,
    DeskDialog,
    GrowingText,
    Paragraph,
    Segments,
    TickLine,
    label,
    labelled,
)
from rpl_desk.ui.widgets.days import HINT, day_needed, day_typed

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

_ENDS = {
    AppealOutcome.UPHELD: ("Upheld", "Uphold the appeal", "pen-line"),
    AppealOutcome.NOT_UPHELD: ("Not upheld", "Do not uphold it", "check"),
    AppealOutcome.WITHDRAWN: ("Withdrawn", "Note that it was withdrawn", "undo-2"),
}


class _Step(DeskDialog):
    """One step of an appeal; stays open, with the sentence, when it is refused."""

    def _do(self) -> None:
        raise NotImplementedError

    def accept(self) -> None:
        try:
            self._do()
        except (DeskError, ValueError) as error:
            self.refuse(str(error))
        else:
            super().accept()


class LodgeDialog(_Step):
    """Notes that an appeal came in; the case is under appeal from then on."""

    def __init__(self, desk: "Desk", contents: CaseContents, parent: QWidget) -> None:
        policy = desk.office.policy()
        days = policy.appeal_hearing_days
        super().__init__(
            "Lodge an appeal",
            parent,
            note=f"It is to be decided within {days} day{'' if days == 1 else 's'} of its receipt, by the office's"
            " settings. The signed decision stands until then, and is neither amended nor voided.",
        )
        self._desk, self._case = desk, contents.case
        self._last = desk.appeals.last_day(contents.case.id)
        owner = contents.programme.owner if contents.programme is not None else ""
        self.on, self.by = DayField(), QLineEdit(contents.case.claimant or owner)
        self.on.set_day(desk.session.now().date())
        self.body.addWidget(labelled("Received on", self.on, HINT))
        self.body.addWidget(labelled("Who appeals", self.by))
        self.ground = QComboBox()
        self.ground.addItems(policy.appeal_grounds)
        self.ground.setCurrentIndex(-1)
        ground = labelled("Ground, of those the office accepts", self.ground)
        ground.setVisible(bool(policy.appeal_grounds))
        self.body.addWidget(ground)
        self.grounds = GrowingText(least=3)
        self.body.addWidget(labelled("What is appealed against, in their words", self.grounds))
        self.late = QLineEdit()
        self.late_box = labelled(
            "Why it is heard though it came late", self.late, f"Appeals were in time until {as_text(self._last)}."
        )
        self.body.addWidget(self.late_box)
        self.on.textChanged.connect(self._ask)
        self._ask()
        self.set_act("Lodge the appeal", "scale")

    def _ask(self, *_: object) -> None:
        """Ask why it is heard where the day typed is too late."""
        try:
            day: date | None = day_typed(self.on.text())
        except ValueError:
            return
        late = day is not None and self._last is not None and day > self._last
        if self.late_box.isVisibleTo(self) != late:
            self.late_box.setVisible(late)
            if self.isVisible():
                self.refit()

    def _do(self) -> None:
        self._desk.appeals.lodge(
            self._case,
            lodged_on=day_needed(self.on.text(), "Say on what day the appeal was received."),
            lodged_by=self.by.text(),
            grounds=self.grounds.toPlainText(),
            ground=self.ground.currentText(),
            late_reason=self.late.text() if self.late_box.isVisibleTo(self) else "",
        )


class AcknowledgeDialog(_Step):
    """Notes when who appeals was told that the appeal is received; a wrong day is put right the same way."""

    def __init__(self, desk: "Desk", contents: CaseContents, appeal: Appeal, parent: QWidget) -> None:
        super().__init__(
            f"Acknowledge appeal {appeal.row.number}",
            parent,
            note=f"When {appeal.row.lodged_by} was told of its receipt. A wrong day is put right here too.",
        )
        self._desk, self._case = desk, contents.case
        self.on = DayField()
        self.on.set_day(appeal.row.acknowledged_on or desk.session.now().date())
        self.body.addWidget(labelled("Acknowledged on", self.on, HINT))
        self.set_act("Keep the day", "check")

    def _do(self) -> None:
        self._desk.appeals.acknowledge(
            self._case, day_needed(self.on.text(), "Say on what day the appeal was acknowledged.")
        )


class MembersDialog(_Step):
    """Names who hears an appeal; who took part in the decision is listed apart, with the part they took."""

    def __init__(self, desk: "Desk", contents: CaseContents, appeal: Appeal, parent: QWidget) -> None:
        super().__init__(
            f"Who hears appeal {appeal.row.number}",
            parent,
            note="They decide it, each with their own sign-in. It can be changed until the appeal is decided.",
        )
        self._desk, self._case = desk, contents.case
        named, barred = {one.id for one in appeal.members}, []
        self.ticks: list[tuple[PersonRow, TickLine]] = []
        for one, why in desk.appeals.who_may_hear(contents.case.id):
            if why is not None:
                barred.append(f"{one.name} {why}.")
                continue
            tick = TickLine(one.name, "body")
            tick.setChecked(one.id in named)
            self.body.addWidget(tick)
            self.ticks.append((one, tick))
        if not self.ticks:
            self.body.addWidget(Paragraph("Everybody of the office took part. Add a person who did not."))
        if barred:
            self.body.addWidget(label("Who took part in the decision does not hear the appeal", "label"))
            self.body.addWidget(Paragraph("\n".join(barred), "small", tone="second"))
        self.set_act("Name them", "users")

    def _do(self) -> None:
        self._desk.appeals.name_members(self._case, [one for one, tick in self.ticks if tick.isChecked()])


class DecideAppealDialog(_Step):
    """Records how an appeal ended, by who hears it; that it was withdrawn, by who prepares the case."""

    def __init__(self, desk: "Desk", contents: CaseContents, appeal: Appeal, parent: QWidget) -> None:
        names = ", ".join(one.name for one in appeal.members) or "nobody yet"
        super().__init__(
            f"Decide appeal {appeal.row.number}",
            parent,
            note=f"Heard by: {names}. An outcome is kept for good.",
        )
        self._desk, self._case = desk, contents.case
        self.outcome = Segments("Outcome", [(one, words, "") for one, (words, _, _) in _ENDS.items()])
        self.outcome.chosen.connect(lambda _: self._show())
        self.body.addWidget(self.outcome)
        self.follows = Paragraph("What follows is said once you choose.", tone="second")
        self.body.addWidget(self.follows)
        self.heard = DayField()
        self.heard.set_day(desk.session.now().date())
        self.heard_box = labelled("Heard on", self.heard, HINT)
        self.body.addWidget(self.heard_box)
        self.reasons = GrowingText(least=3)
        self.body.addWidget(labelled("Reasons", self.reasons, "Where it is upheld, they print in the next record."))
        self.findings = TickLine("Open the findings again too, not the decision alone")
        self.body.addWidget(self.findings)
        self.findings.hide()
        self.set_act("Decide the appeal", "gavel")

    @property
    def _chosen(self) -> AppealOutcome | None:
        value = self.outcome.value()
        return None if value is None else AppealOutcome(str(value))

    def _show(self) -> None:
        chosen = self._chosen
        assert chosen is not None
        upheld = chosen is AppealOutcome.UPHELD
        self.follows.setText(
            "The next version of the decision is opened with these reasons. The signed one stands until all have signed"
            " the next, and the amendment cannot be dropped."
            if upheld
            else "The decision stands as it was signed, and the case is again where it was before the appeal."
        )
        self.heard_box.setVisible(chosen is not AppealOutcome.WITHDRAWN)
        self.findings.setVisible(upheld)
        _, words, icon = _ENDS[chosen]
        self.set_act(words, icon)
        self.refit()

    def _do(self) -> None:
        chosen = self._chosen
        if chosen is None:
            raise DeskError("Choose how the appeal ended.")
        withdrawn = chosen is AppealOutcome.WITHDRAWN
        self._desk.appeals.decide(
            self._case,
            chosen,
            self.reasons.toPlainText(),
            heard_on=None if withdrawn else day_needed(self.heard.text(), "Give the day the appeal was heard."),
            reconcile=chosen is AppealOutcome.UPHELD and self.findings.isChecked(),
        )
