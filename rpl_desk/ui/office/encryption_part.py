"""How the office's file is kept, in the clear or encrypted, and the acts that change it."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from rpl_desk.domain.protection import DOES_NOT_PROTECT, LOST, PROTECTS
from rpl_desk.ui.recovery_dialogs import CodesDialog, NewCodesDialog
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.tasks import Cancelled, Progress
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    Panel,
    Paragraph,
    PassphraseField,
    RefusedBox,
    TickLine,
    button,
    chip_row,
    label,
    labelled,
)
from rpl_desk.ui.work_dialog import WorkDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rpl_desk.desk import Desk
    from rpl_desk.domain.protection import RecoveryCode
    from rpl_desk.services.encryption import Converted, Protected

    Act = Callable[[str, Progress], Converted]

AWAKE_MS = 20_000  # somebody waits for a long conversion without a key: the desk does not lock over it
IN_THE_CLEAR = "whoever gets hold of this file, or of a backup of it, can read everything in it."
COLLEAGUES = "After that it opens for you alone, until each colleague has signed in once while you have it open."
KEPT = (
    "A new file is made and checked whole before it takes the place of this one, which is kept beside it under another"
    " name. Stopped before that, or without room, all stays as it is."
)


class EncryptionPart(Panel):
    """Shows whether the file is encrypted, since when, for whom it opens and how its recovery codes stand.

    quiet: True while the file is being changed, so that the window's own work on it rests; False after that. changed:
    the file is kept in another way now.
    """

    quiet = Signal(bool)
    changed = Signal()

    def __init__(self, desk: "Desk") -> None:
        super().__init__(padding=SPACE["m"], spacing=SPACE["s"])
        self._desk = desk
        self.box.addWidget(label("Encryption of the file", "label"))
        self.state, self.who, self.codes = Paragraph(""), Paragraph("", tone="second"), Paragraph("", tone="second")
        self.attention, self.done_words = RefusedBox("notice"), RefusedBox("notice")
        for one in (self.state, self.who, self.codes, self.attention, self.done_words):
            self.box.addWidget(one)
        self.encrypt = button("Encrypt this file", icon_name="file-lock", size="small")
        self.encrypt.clicked.connect(self.ask_to_encrypt)
        self.rekey = button("Change the key", icon_name="refresh-cw", size="small")
        self.rekey.setToolTip("After somebody left who could open the file")
        self.rekey.clicked.connect(self.ask_for_new_key)
        self.type_back = button("Type the recovery codes back", icon_name="pen-line", size="small")
        self.type_back.clicked.connect(lambda: self.show_codes())
        self.new_codes = button("New recovery codes", icon_name="key-round", size="small")
        self.new_codes.clicked.connect(self.ask_for_new_codes)
        self.decrypt = button("Stop encrypting", icon_name="log-out", kind="danger", size="small")
        self.decrypt.clicked.connect(self.ask_to_decrypt)
        self.box.addWidget(chip_row(self.encrypt, self.type_back, self.new_codes, self.rekey, self.decrypt))

    def reload(self) -> None:
        """Show how the file is kept now."""
        seen = self._desk.encryption.state()
        since = f" since {as_text(seen.since)}" if seen.since else ""
        self.state.setText(
            f"Encrypted{since}. {PROTECTS}" if seen.encrypted else f"Not encrypted{since}: {IN_THE_CLEAR}"
        )
        self.who.setText(_who_words(seen))
        self.codes.setText(_code_words(seen))
        lines = [
            f"{one.name} is an old file of this office. Delete it once the new one is as it should be."
            for one in seen.kept
        ]
        if seen.used is not None:
            lines.insert(0, f"Recovery code {seen.used.number} opened this file on {as_text(seen.used.used_at)}.")
        self.attention.show_problem("\n".join(lines))
        for one, shown in (
            (self.encrypt, not seen.encrypted),
            (self.type_back, seen.encrypted and bool(_waiting(seen))),
            (self.new_codes, seen.encrypted),
            (self.rekey, seen.encrypted),
            (self.decrypt, seen.encrypted),
        ):
            one.setVisible(shown)
            one.setEnabled(not self._desk.database.read_only)
        for paragraph in (self.who, self.codes):
            paragraph.setVisible(seen.encrypted)

    # -- the acts -----------------------------------------------------------------------------------------------------

    def ask_to_encrypt(self) -> "ConvertDialog":
        """Ask whether the file is to be encrypted, say what that is worth, and do it."""
        return self._ask(
            ConvertDialog(
                self._desk,
                self,
                "Encrypt this file",
                (PROTECTS, DOES_NOT_PROTECT, LOST, KEPT, COLLEAGUES),
                "I have read what it protects, and what happens when everything is lost",
                self._desk.encryption.encrypt,
                "Encrypting",
            ),
            "is not encrypted, and neither are the backups made until now",
        )

    def ask_for_new_key(self) -> "ConvertDialog":
        """Put the file under a new key, with new recovery codes."""
        return self._ask(
            ConvertDialog(
                self._desk,
                self,
                "Change the key of this file",
                (
                    "After somebody left who could open the file: what they kept from before still opens for them, what"
                    " is written from now on does not. Both recovery codes are replaced.",
                    KEPT,
                    COLLEAGUES,
                ),
                "I know that my colleagues have to sign in once while I have it open",
                self._desk.encryption.rekey,
                "Changing the key",
            ),
            "still opens with the old key, as do the backups made until now",
        )

    def ask_to_decrypt(self) -> "ConvertDialog":
        """Take the encryption off the file."""
        return self._ask(
            ConvertDialog(
                self._desk,
                self,
                "Stop encrypting this file",
                (
                    "From then on whoever gets hold of this file, or of a backup made after it, can read everything in"
                    " it. The recovery codes open nothing any more.",
                    KEPT,
                ),
                "I know that the file can be read by whoever has it",
                self._desk.encryption.decrypt,
                "Taking the encryption off",
                kind="danger",
            ),
            "is the encrypted one",
        )

    def ask_for_new_codes(self) -> NewCodesDialog:
        """Replace both recovery codes."""
        dialog = NewCodesDialog(self._desk, self)
        dialog.made.connect(self._show_new)
        dialog.open()
        return dialog

    def show_codes(self, codes: "Sequence[RecoveryCode]" = (), words: str = "") -> CodesDialog:
        """Show new recovery codes, and have those that are not on paper yet typed back."""
        dialog = CodesDialog(self._desk, self, codes, words)
        dialog.finished.connect(lambda _: self.changed.emit())
        dialog.open()
        return dialog

    def _show_new(self, codes: "Sequence[RecoveryCode]") -> None:
        self.reload()
        self.show_codes(codes, "The codes before open nothing any more. Destroy their pages.")

    def _ask(self, dialog: "ConvertDialog", kept: str) -> "ConvertDialog":
        dialog.begun.connect(lambda: self.quiet.emit(True))
        dialog.finished.connect(lambda _: self._rest(dialog))
        dialog.converted.connect(lambda done: self._converted(done, kept))
        self.done_words.clear()
        dialog.open()
        return dialog

    def _rest(self, dialog: "ConvertDialog") -> None:
        if dialog.was_begun:
            self.quiet.emit(False)

    def _converted(self, done: "Converted", kept: str) -> None:
        self.done_words.show_info(f"The file before is kept as {done.kept.name}: it {kept}.")
        self.changed.emit()
        if done.codes:
            self.show_codes(done.codes, "Nobody can sign in before both are typed back from paper.")


class ConvertDialog(WorkDialog):
    """Changes how the file is kept, once what it means was read, with the administrator's passphrase.

    begun: it is being done. converted: a `Converted`, when it was. Closing it meanwhile stops it, up to the moment at
    which the new file takes the old one's place; it then stays open until it is known which of the two came about.
    """

    begun = Signal()
    converted = Signal(object)

    def __init__(
        self,
        desk: "Desk",
        parent: QWidget,
        title: str,
        words: Iterable[str],
        understood: str,
        act: "Act",
        bar: str,
        *,
        kind: str = "primary",
    ) -> None:
        """words: what it means, a paragraph each. understood: what is ticked before. bar: what the bar is called."""
        super().__init__(title, parent, bar=bar)
        self._desk, self._do, self._name = desk, act, title
        self.was_begun = False
        for one in words:
            self.body.addWidget(Paragraph(one))
        self.understood = TickLine(understood)
        self.passphrase = PassphraseField(name="Your passphrase")
        self.body.addWidget(self.understood)
        self.body.addWidget(labelled("Your passphrase, as an administrator", self.passphrase))
        self._awake = QTimer(self)
        self._awake.setInterval(AWAKE_MS)
        self._awake.timeout.connect(desk.session.touch)
        self.set_act(title, "file-lock", kind=kind)

    def accept(self) -> None:
        if not self.act.isEnabled():
            return
        if not self.understood.isChecked():
            self.refuse("Tick that you have read it first.")
            self.understood.setFocus()
            return
        if not self.passphrase.text():
            self.refuse("Give your passphrase.")
            self.passphrase.setFocus()
            return
        passphrase, act = self.passphrase.text(), self._do

        def job(progress: Progress) -> "Converted | None":
            try:
                return act(passphrase, progress)
            except Cancelled:
                return None

        self.was_begun = True
        self.begun.emit()
        self.content.setEnabled(False)
        self.not_now.setText("Stop")
        self._awake.start()
        self.work(job, self._ended)

    def gave_up(self) -> None:
        super().gave_up()
        self._rest()
        self.passphrase.setFocus()
        self.passphrase.selectAll()

    def reject(self) -> None:
        if self._task is None:
            super().reject()
            return
        self._task.cancel()
        self.not_now.setEnabled(False)
        self.not_now.setText("Stopping")

    def _ended(self, done: "Converted | None") -> None:
        self._rest()
        self.passphrase.clear_words()
        if done is None:
            super().reject()
            return
        super().accept()
        self.converted.emit(done)

    def _rest(self) -> None:
        self._awake.stop()
        self.content.setEnabled(True)
        self.not_now.setEnabled(True)
        self.not_now.setText("Not now")


def _waiting(seen: "Protected") -> tuple[int, ...]:
    return tuple(one.number for one in seen.codes if one.confirmed_at is None)


def _who_words(seen: "Protected") -> str:
    words = f"It opens for {', '.join(seen.opening)}." if seen.opening else "It opens for nobody by themselves."
    if seen.without:
        names = ", ".join(one.name for one in seen.without)
        words += f" Not yet for {names}: they sign in once while somebody has it open."
    return words


def _code_words(seen: "Protected") -> str:
    waiting = _waiting(seen)
    paper = [f"{one.number} since {as_text(one.confirmed_at)}" for one in seen.codes if one.confirmed_at is not None]
    words = f"Recovery codes on paper: {', '.join(paper)}." if paper else "No recovery code is on paper yet."
    if waiting:
        words += (
            f" Code {' and '.join(map(str, waiting))} has not been typed back from paper: nobody can sign in before"
            " that is done."
        )
    return words
