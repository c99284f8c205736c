"""The conditions of a signed decision, followed until each is met: who showed it, when and with what."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from rpl_desk.domain.after import Followed, due_words
from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.people import PREPARING
from rpl_desk.ui.case.standing_dialogs import ReasonedDialog
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    DayField,
    DeskDialog,
    GrowingText,
    IconLabel,
    Panel,
    Paragraph,
    button,
    chip_row,
    empty_layout,
    label,
    labelled,
    refuse,
)
from rpl_desk.ui.widgets.days import HINT, day_needed

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

FOLLOWERS = "the chair or the secretary does this"


def who_follows(desk: "Desk", contents: CaseContents) -> str | None:
    """Return who follows a decision, None for somebody who does: the chair and the secretary of the case."""
    return None if contents.roles_of(desk.session.user.id) & set(PREPARING) else FOLLOWERS


class ConditionsPanel(Panel):
    """Each condition with whether it is met; one is confirmed, and a wrong confirmation withdrawn, by a dialog."""

    changed = Signal()

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._case: CaseRow | None = None
        self._followed: tuple[Followed, ...] = ()
        self.box.addWidget(label("Conditions", "title3"))
        self.words = Paragraph("", tone="second")
        self.box.addWidget(self.words)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(SPACE["m"])
        self.box.addLayout(self.lines)
        self.withdraw = button("Withdraw a confirmation", icon_name="undo-2")
        self.withdraw.setShortcut("Ctrl+Shift+G")
        self.withdraw.clicked.connect(self.ask_to_withdraw)
        self.confirm = button("Confirm a condition as met", icon_name="check")
        self.confirm.setShortcut("Ctrl+Shift+C")
        self.confirm.clicked.connect(self.ask_to_confirm)
        self.box.addWidget(chip_row(self.withdraw, self.confirm))

    def show_case(self, contents: CaseContents) -> None:
        self._case = contents.case
        self._followed = self._desk.after.conditions(contents.case.id)
        today = self._desk.session.now().date()
        met = sum(one.met is not None for one in self._followed)
        self.words.setText(
            f"{met} of {len(self._followed)} met. What is asked for changes only with the decision, by an amendment."
            if self._followed
            else "No decision that stands has conditions."
        )
        empty_layout(self.lines)
        for one in self._followed:
            self._add(one, today)
        why = who_follows(self._desk, contents)
        self.confirm.setVisible(met < len(self._followed))
        self.withdraw.setVisible(met > 0)
        refuse(self.confirm, why, "Confirm a condition as met")
        refuse(self.withdraw, why, "Withdraw a confirmation")

    def _add(self, one: Followed, today: date) -> None:
        due = one.condition.due_on
        if one.met is not None:
            icon, token, state = "circle-check", "good", "met"
            said = (
                f"Shown by {one.met.shown_by} on {as_text(one.met.shown_on)}, confirmed by {one.confirmed_by},"
                f" {as_text(one.met.confirmed_at)}: {one.met.shown_with}"
            )
        else:
            late = due is not None and due < today
            icon, token = ("triangle-alert", "bad") if late else ("circle-dashed", "text2")
            state = "open" if due is None else f"open, {due_words(due, today)}"
            said = f"Owner {one.condition.owner}, due {as_text(due)}. To be shown by: {one.condition.shown_by}"
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(IconLabel(icon, f"Condition {one.condition.number}: {state}", "strong", token))
        column.addWidget(Paragraph(one.condition.text))
        column.addWidget(Paragraph(said, "small", tone="second"))
        for gone in one.withdrawn:
            words = f"A confirmation of {as_text(gone.confirmed_at)} was withdrawn: {gone.withdrawn_reason}"
            column.addWidget(Paragraph(words, "small", tone="second"))
        self.lines.addLayout(column)

    def ask_to_confirm(self) -> "ConfirmMetDialog":
        """Ask which condition is met, who showed it, when and with what."""
        still = [one for one in self._followed if one.met is None]
        dialog = ConfirmMetDialog(self._desk, self._shown, still, self)
        self._open(dialog)
        return dialog

    def ask_to_withdraw(self) -> "WithdrawMetDialog":
        """Ask which confirmation was wrong, and why."""
        met = [one for one in self._followed if one.met is not None]
        dialog = WithdrawMetDialog(self._desk, self._shown, met, self)
        self._open(dialog)
        return dialog

    def _open(self, dialog: DeskDialog) -> None:
        dialog.accepted.connect(self.changed)
        dialog.open()

    @property
    def _shown(self) -> CaseRow:
        assert self._case is not None
        return self._case


class _Choice(QWidget):
    """Which of several conditions is meant, with its words below."""

    def __init__(self, offered: Sequence[Followed]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.numbers = QComboBox()
        for one in offered:
            self.numbers.addItem(f"Condition {one.condition.number}", one)
        column.addWidget(labelled("Which condition", self.numbers))
        self.words = Paragraph("", "reading")
        column.addWidget(self.words)
        self.numbers.currentIndexChanged.connect(self._show)
        self._show()

    def _show(self, *_: object) -> None:
        self.words.setText(self.chosen.condition.text)

    @property
    def chosen(self) -> Followed:
        found = self.numbers.currentData()
        assert isinstance(found, Followed)
        return found


class ConfirmMetDialog(DeskDialog):
    """Confirms that a condition is met; a wrong confirmation can be withdrawn, and stays to be read."""

    def __init__(self, desk: "Desk", case: CaseRow, still: Sequence[Followed], parent: QWidget) -> None:
        super().__init__(
            "Confirm a condition as met",
            parent,
            note="The signed record is not touched. A confirmation that was wrong can be withdrawn, with a reason.",
        )
        self._desk, self._case = desk, case
        self.choice = _Choice(still)
        self.body.addWidget(self.choice)
        self.asked = Paragraph("", "small", tone="second")
        self.body.addWidget(self.asked)
        self.by, self.on, self.shown_with = QLineEdit(), DayField(), GrowingText(least=2)
        self.body.addWidget(labelled("Who showed that it is met", self.by))
        self.body.addWidget(labelled("On which day", self.on, HINT))
        self.body.addWidget(labelled("With what: the evidence, or what was seen", self.shown_with))
        self.on.set_day(desk.session.now().date())
        self.choice.numbers.currentIndexChanged.connect(self._ask)
        self._ask()
        self.set_act("Confirm as met", "check")

    def _ask(self, *_: object) -> None:
        condition = self.choice.chosen.condition
        self.asked.setText(f"To be shown by: {condition.shown_by}")
        self.by.setText(condition.owner)

    def accept(self) -> None:
        try:
            self._desk.after.confirm_met(
                self._case,
                self.choice.chosen.condition.number,
                shown_by=self.by.text(),
                shown_on=day_needed(self.on.text(), "Say on what day it was shown."),
                shown_with=self.shown_with.toPlainText(),
            )
        except (DeskError, ValueError) as error:
            self.refuse(str(error))
        else:
            super().accept()


class WithdrawMetDialog(ReasonedDialog):
    """Takes back a confirmation that was wrong; it is kept with the reason, and the condition is open again."""

    def __init__(self, desk: "Desk", case: CaseRow, met: Sequence[Followed], parent: QWidget) -> None:
        super().__init__(
            "Withdraw a confirmation",
            "The condition is open again. What was confirmed is kept, with your reason.",
            parent,
            lambda reason: desk.after.withdraw_met(case, self.choice.chosen.condition.number, reason),
        )
        self.ui.reason_label.setText("Reason, kept in the case")
        self.choice = _Choice(met)
        self.body.insertWidget(0, self.choice)
        self.set_act("Withdraw the confirmation", "undo-2")
