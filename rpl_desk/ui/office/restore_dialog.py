"""Before a backup takes the file's place: what would be lost, the reason, and the administrator's passphrase."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from rpl_desk.domain.backups import HeldBackup, Losses, age, signed_words
from rpl_desk.domain.rows import dataclass
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import Panel, Paragraph, PassphraseField, TickLine, label, labelled
from rpl_desk.ui.work_dialog import WorkDialog

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """A restore that somebody has confirmed: `backup` takes the place of the file `store`."""

    backup: Path
    store: Path
    email: str
    passphrase: str
    reason: str


class RestoreDialog(WorkDialog):
    """asked: a `Wanted`, once what is lost was shown and confirmed; the window closes the file and does it."""

    asked = Signal(object)

    def __init__(self, desk: "Desk", one: HeldBackup, parent: QWidget) -> None:
        made = as_text(one.row.made_at)
        note = f"The file becomes what it was on {made}, {age(one.row.made_at, desk.session.now())} ago. The file as"
        super().__init__(
            "Restore a backup",
            parent,
            bar="Comparing the backup with the file",
            note=f"{note} it is now is kept beside it under another name.",
        )
        self._desk, self._one = desk, one
        self.body.addWidget(label("What would be lost", "label"))
        panel = Panel("words", padding=SPACE["m"], spacing=SPACE["xs"])
        self.lost = Paragraph("Comparing the backup with the file.")
        self.lost.setAccessibleName("What would be lost")
        panel.box.addWidget(self.lost)
        self.body.addWidget(panel)
        self.signed = Paragraph("", tone="second")
        self.body.addWidget(self.signed)
        self.reason, self.passphrase = QLineEdit(), PassphraseField()
        self.understood = TickLine("I have read what would be lost")
        self.body.addWidget(self.understood)
        self.body.addWidget(labelled("Reason", self.reason, "Kept in the log for good."))
        self.body.addWidget(labelled("Your passphrase", self.passphrase))
        self.set_act("Restore this backup", "undo-2", kind="danger")
        self.act.setEnabled(False)
        self.understood.toggled.connect(self._allow)
        self._known = False
        self.work(lambda _: desk.backups.losses(one.path), self._show)
        self.understood.setFocus()

    def _show(self, lost: Losses) -> None:
        self._known = True
        lines = list(lost.lines)
        more = [f"and {len(lines) - MOST_SHOWN} more lines"] if len(lines) > MOST_SHOWN else []
        self.lost.setText("\n".join([*lines[:MOST_SHOWN], *more]) or "Nothing: the backup holds all the file has.")
        self.signed.setText("" if lost.signed_by is None else signed_words(lost.signed_by))
        self._allow()

    def _allow(self, *_: object) -> None:
        self.act.setEnabled(self._known and self.understood.isChecked())

    def gave_up(self) -> None:
        """Nothing is restored blindly: where what is lost could not be told, the act stays closed."""
        if not self._known:
            self.lost.setText("It could not be told.")
        self._allow()

    def accept(self) -> None:
        reason, passphrase = self.reason.text().strip(), self.passphrase.text()
        if not self.act.isEnabled():
            return
        if not reason or not passphrase:
            self.refuse("Give a reason and your passphrase.")
            (self.passphrase if reason else self.reason).setFocus()
            return
        self.work(lambda _: self._heard(passphrase), lambda email: self._confirmed(email, passphrase, reason))

    def _heard(self, passphrase: str) -> str:
        """Return the address of who is signed in, whose passphrase it is: the file is not closed for a wrong one."""
        me = self._desk.backups.restorer()
        with self._desk.people.unlocked(me, passphrase):
            return me.email

    def _confirmed(self, email: str, passphrase: str, reason: str) -> None:
        self.passphrase.clear_words()
        super().accept()
        self.asked.emit(Wanted(self._one.path, self._desk.database.path, email, passphrase, reason))
