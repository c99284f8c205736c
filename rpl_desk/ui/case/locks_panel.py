"""The table of unlocking: what is closed in a case, who may open it again, and why it was opened before."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rpl_desk.domain.after import Lock, LockState
from rpl_desk.domain.contents import CaseContents
from rpl_desk.ui.case.decision_dialogs import TakeBackDialog
from rpl_desk.ui.case.standing_dialogs import SealedDialog, findings_dialog
from rpl_desk.ui.case.standing_panel import CHAIR_ONLY, is_chair
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    Chip,
    DeskDialog,
    IconLabel,
    Panel,
    Paragraph,
    button,
    empty_layout,
    label,
    refuse,
    rule,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

OPEN = "Open again"


class LocksPanel(Panel):
    """Each line says whether it is closed now, and the line that is has the button that opens it."""

    changed = Signal()

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._contents: CaseContents | None = None
        self.box.addWidget(label("What is closed, and who may open it", "title3"))
        self.box.addWidget(Paragraph("Opening needs a reason, which the next record prints.", tone="second"))
        self.lines, self.given = QVBoxLayout(), QVBoxLayout()
        self.lines.setSpacing(SPACE["m"])
        self.box.addLayout(self.lines)
        self.box.addWidget(rule())
        self.box.addWidget(label("Opened again so far", "label"))
        self.box.addLayout(self.given)
        self.open_again = button(OPEN, icon_name="undo-2", size="small")
        self.open_again.setShortcut("Ctrl+U")
        self.open_again.clicked.connect(self.ask)
        self.box.addWidget(self.open_again)
        self._state = ""

    def show_case(self, contents: CaseContents) -> None:
        self._contents = contents
        table = self._desk.locks.table(contents.case.id)
        empty_layout(self.lines)
        for one in table:
            self.lines.addWidget(_line(one))
        empty_layout(self.given)
        reasons = self._desk.locks.reasons(contents.case.id)
        for when, what, who, reason in reasons:
            self.given.addWidget(Paragraph(f"{as_text(when)}, {what}, by {who}: {reason}", "small"))
        if not reasons:
            self.given.addWidget(Paragraph("Nothing.", "small", tone="second"))
        closed = [one for one in table if one.holds and one.state in _DIALOGS]
        self.open_again.setVisible(bool(closed))
        if closed:
            self._state = closed[-1].state
            why = None if is_chair(self._desk, contents) else CHAIR_ONLY
            refuse(self.open_again, why, f"{OPEN}: {closed[-1].what.lower()}")

    def ask(self) -> DeskDialog:
        """Ask for the reason to open again what is closed now."""
        assert self._contents is not None
        dialog: DeskDialog
        match self._state:
            case LockState.SEALED:
                dialog = SealedDialog(self._desk, self._contents, self)
            case LockState.RECONCILED:
                dialog = findings_dialog(self._desk, self._contents.case, self)
            case _:
                dialog = TakeBackDialog(self._desk, self._contents, self)
        dialog.accepted.connect(self.changed)
        dialog.open()
        return dialog


_DIALOGS = (LockState.SEALED, LockState.RECONCILED, LockState.DECIDED)


def _line(one: Lock) -> QWidget:
    made = QWidget()
    row, words = QHBoxLayout(made), QVBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    words.setSpacing(0)
    words.addWidget(IconLabel("lock" if one.holds else "circle", f"{one.what}: {one.who}", "strong", "text2"))
    words.addWidget(Paragraph(one.how, "small", tone="second"))
    row.addLayout(words, 1)
    if one.holds:
        row.addWidget(Chip("Open now" if one.state == "draft" else "Closed now", "plain"))
    return made
