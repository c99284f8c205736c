"""The appeals against a signed decision: each with its day, who hears it and how it ended, and the next step of it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from rpl_desk.domain.after import due_words
from rpl_desk.domain.appeals import APPEAL_WORDS, Appeal, AppealOutcome
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.ui.case.appeal_dialogs import AcknowledgeDialog, DecideAppealDialog, LodgeDialog, MembersDialog
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    DeskDialog,
    IconLabel,
    Panel,
    Paragraph,
    button,
    chip_row,
    empty_layout,
    label,
    refuse,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

LODGE, ACKNOWLEDGE, MEMBERS, DECIDE = "Lodge an appeal", "Acknowledge it", "Say who hears it", "Decide the appeal"
PREPARERS = "an administrator, the chair or the secretary does this"
_SIGNS = {
    AppealOutcome.UPHELD: ("pen-line", "part"),
    AppealOutcome.NOT_UPHELD: ("circle-check", "good"),
    AppealOutcome.WITHDRAWN: ("undo-2", "text2"),
}


class AppealsPanel(Panel):
    """While an appeal is open the signed decision stands; one that is upheld begins an amendment."""

    changed = Signal()

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._contents: CaseContents | None = None
        self._open: Appeal | None = None
        self.box.addWidget(label("Appeals", "title3"))
        self.words = Paragraph("", tone="second")
        self.box.addWidget(self.words)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(SPACE["m"])
        self.box.addLayout(self.lines)
        self.lodge = button(LODGE, icon_name="scale")
        self.acknowledge = button(ACKNOWLEDGE, icon_name="check")
        self.members = button(MEMBERS, icon_name="users")
        self.decide = button(DECIDE, icon_name="gavel")
        for made, key, ask in (
            (self.lodge, "Ctrl+Shift+A", self.ask_to_lodge),
            (self.acknowledge, "Ctrl+Shift+K", self.ask_to_acknowledge),
            (self.members, "Ctrl+Shift+H", self.ask_who_hears),
            (self.decide, "Ctrl+Shift+J", self.ask_to_decide),
        ):
            made.setShortcut(key)
            made.clicked.connect(ask)
        self.box.addWidget(chip_row(self.lodge, self.acknowledge, self.members, self.decide))

    def show_case(self, contents: CaseContents) -> None:
        self._contents = contents
        found = self._desk.appeals.appeals(contents.case.id)
        self._open = next((one for one in found if one.row.is_open), None)
        may_lodge = contents.case.stage in (Stage.SIGNED, Stage.RELEASED)
        self.words.setText(self._in_time(contents) if may_lodge else self._state(found))
        empty_layout(self.lines)
        for one in found:
            self._add(one)
        self.lodge.setVisible(may_lodge)
        for made in (self.acknowledge, self.members, self.decide):
            made.setVisible(self._open is not None)
        prepares = contents.is_prepared_by(self._desk.session.user)
        for made, words in ((self.lodge, LODGE), (self.acknowledge, ACKNOWLEDGE), (self.members, MEMBERS)):
            refuse(made, None if prepares else PREPARERS, words)
        hears = self._open is not None and self._desk.session.user.id in {one.id for one in self._open.members}
        refuse(self.decide, None if hears or prepares else "who hears it does this", DECIDE)

    def _in_time(self, contents: CaseContents) -> str:
        last = self._desk.appeals.last_day(contents.case.id)
        if last is None:
            return "The decision is not released yet. Once it is, the days to appeal in are counted."
        if last < self._desk.session.now().date():
            return f"Appeals were in time until {as_text(last)}. One that comes later is heard only with a reason."
        return f"An appeal is in time until {as_text(last)}."

    @staticmethod
    def _state(found: tuple[Appeal, ...]) -> str:
        if any(one.row.is_open for one in found):
            return "The signed decision stands until the appeal is decided."
        return "" if found else "No appeal was lodged."

    def _add(self, one: Appeal) -> None:
        row, today = one.row, self._desk.session.now().date()
        if row.outcome is None:
            icon, token = ("triangle-alert", "bad") if row.hear_by < today else ("scale", "text2")
            state = f"to be decided by {as_text(row.hear_by)}, {due_words(row.hear_by, today)}"
        else:
            icon, token = _SIGNS[row.outcome]
            state = f"{APPEAL_WORDS[row.outcome].lower()}, {as_text(row.decided_on)}"
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(IconLabel(icon, f"Appeal {row.number}: {state}", "strong", token))
        column.addWidget(Paragraph(row.grounds))
        for words in _said(one):
            column.addWidget(Paragraph(words, "small", tone="second"))
        self.lines.addLayout(column)

    # -- the steps ----------------------------------------------------------------------------------------------------

    def ask_to_lodge(self) -> LodgeDialog:
        """Ask when an appeal was received, from whom and on what grounds."""
        dialog = LodgeDialog(self._desk, self._shown, self)
        self._show(dialog)
        return dialog

    def ask_to_acknowledge(self) -> AcknowledgeDialog:
        """Ask when the open appeal was acknowledged."""
        dialog = AcknowledgeDialog(self._desk, self._shown, self._appeal, self)
        self._show(dialog)
        return dialog

    def ask_who_hears(self) -> MembersDialog:
        """Ask who hears the open appeal, of those who may."""
        dialog = MembersDialog(self._desk, self._shown, self._appeal, self)
        self._show(dialog)
        return dialog

    def ask_to_decide(self) -> DecideAppealDialog:
        """Ask how the open appeal ended, and why."""
        dialog = DecideAppealDialog(self._desk, self._shown, self._appeal, self)
        self._show(dialog)
        return dialog

    def _show(self, dialog: DeskDialog) -> None:
        dialog.accepted.connect(self.changed)
        dialog.open()

    @property
    def _shown(self) -> CaseContents:
        assert self._contents is not None
        return self._contents

    @property
    def _appeal(self) -> Appeal:
        assert self._open is not None
        return self._open


def _said(one: Appeal) -> list[str]:
    """Return in sentences what is known of an appeal beside its grounds."""
    row, hear = one.row, ", ".join(member.name for member in one.members)
    said = [f"Lodged by {row.lodged_by}, {as_text(row.lodged_on)}. Received here by {one.received_by}."]
    said += [f"Ground: {row.ground}"] if row.ground else []
    said += [f"It came late, and is heard because: {row.late_reason}"] if row.late_reason else []
    if row.acknowledged_on is not None:
        said.append(f"Acknowledged {as_text(row.acknowledged_on)}.")
    elif row.is_open:
        said.append("Not acknowledged yet.")
    if row.heard_on is not None:
        said.append(f"Heard {as_text(row.heard_on)} by {hear}.")
    elif row.is_open:
        said.append(f"To be heard by {hear}." if hear else "Nobody is named to hear it yet.")
    if row.outcome is not None:
        said.append(f"Recorded by {one.decided_by}: {row.reasons}")
    return said
