"""Going on where no backup brings back what was damaged: what a break would name, and both signatures under it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from rpl_desk.domain.breaks import CAUSES
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import Panel, Paragraph, PassphraseField, TickLine, label, labelled
from rpl_desk.ui.work_dialog import WorkDialog

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.breaking import Ahead
    from rpl_desk.services.recorded_breaks import Recorded

MOST_SHOWN = 40
MOST_FOUND = 3


class BreakDialog(WorkDialog):
    """recorded: the `Recorded` break, once an administrator and a second person have signed what was shown."""

    recorded = Signal(object)

    def __init__(self, desk: "Desk", parent: QWidget) -> None:
        note = (
            "Nothing is put right by it. Two people say openly what is not as it was left, and every check says so for"
        )
        super().__init__(
            "Go on with a recorded break", parent, bar="Checking the whole file", note=f"{note} ever. Restore first."
        )
        self._desk = desk
        self._ahead: Ahead | None = None
        self.body.addWidget(label("What is not as it was left", "label"))
        panel = Panel("words", padding=SPACE["m"], spacing=SPACE["xs"])
        self.found = Paragraph("Checking every row and every file against the log.")
        self.found.setAccessibleName("What is not as it was left")
        panel.box.addWidget(self.found)
        self.body.addWidget(panel)
        self.names = Paragraph("", tone="second")
        self.body.addWidget(self.names)
        self.no_backup = TickLine("No backup brings this back; both of us have read it")
        self.body.addWidget(self.no_backup)
        self.cause, self.second = QComboBox(), QComboBox()
        for name, words in CAUSES.items():
            self.cause.addItem(words.capitalize(), name)
        self.cause.setCurrentIndex(self.cause.findData("unknown"))
        me = desk.session.user
        for one in desk.people.people():
            if one.id != me.id:
                self.second.addItem(one.name, one)
        self.own = PassphraseField(name=f"{me.name}'s passphrase")
        self.theirs = PassphraseField(name="Passphrase of the second person")
        for title, field in (
            ("Cause, as far as it is known", self.cause),
            (f"{me.name}'s passphrase", self.own),
            ("Second person who signs", self.second),
            ("Their passphrase, typed by them", self.theirs),
        ):
            self.body.addWidget(labelled(title, field))
        self.set_act("Sign and record the break", "signature", kind="danger")
        self.act.setEnabled(False)
        self.no_backup.toggled.connect(self._allow)
        self.work(desk.breaks.look, self._show)
        self.no_backup.setFocus()

    def _show(self, ahead: "Ahead") -> None:
        lines = [*ahead.lines]
        more = [f"and {len(lines) - MOST_SHOWN} more"] if len(lines) > MOST_SHOWN else []
        self.found.setText("\n".join([*lines[:MOST_SHOWN], *more]) or "Nothing: all is as it was left.")
        if ahead.sought.found:
            self.names.setText("Log entries that lie whole in a backup are put back first, before any break.")
            self.refuse(" ".join(map(str, ahead.sought.found[:MOST_FOUND])))
        elif ahead.in_the_way:
            rest = len(ahead.in_the_way) - 1
            self.names.setText("A recorded break cannot cover this. Only restoring a backup helps.")
            self.refuse(f"{ahead.in_the_way[0]}" + (f" And {rest} more." if rest else ""))
        elif ahead.lines:
            self._ahead = ahead
            said = [f"The break will name: {ahead.damage.words()}.", *ahead.sought.not_read]
            self.names.setText(" ".join(said))
        self._allow()
        self._fit()

    def _allow(self, *_: object) -> None:
        self.act.setEnabled(self._ahead is not None and self.no_backup.isChecked() and not self.is_busy)

    def gave_up(self) -> None:
        """A wrong passphrase leaves what was shown; a file that cannot be looked through cannot be gone on from."""
        for one in (self.own, self.theirs):
            one.clear_words()
        if self._ahead is None:
            self.found.setText("It could not be told.")
        self._allow()

    def accept(self) -> None:
        ahead, second = self._ahead, self.second.currentData()
        own, theirs, cause = self.own.text(), self.theirs.text(), str(self.cause.currentData())
        if ahead is None or not self.act.isEnabled():
            return
        if second is None:
            self.refuse("Two people sign a break, and nobody else is in the office. Add a second person first.")
        elif not own or not theirs:
            self.refuse("Both type their own passphrases.")
            (self.theirs if own else self.own).setFocus()
        else:
            breaks = self._desk.breaks
            self.work(
                lambda progress: breaks.record(ahead, cause, own, second, theirs, progress=progress), self._recorded
            )

    def _recorded(self, made: "Recorded") -> None:
        for one in (self.own, self.theirs):
            one.clear_words()
        super().accept()
        self.recorded.emit(made)
