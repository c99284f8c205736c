"""Recovery codes in the window: opening a store with one, seeing new ones once, typing them back from paper."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from rpl_desk.domain.errors import DeskError, RuleViolation
from rpl_desk.domain.people import OfficeRole
from rpl_desk.domain.protection import RecoveryCode
from rpl_desk.ui.asking import PDFS, ask_where
from rpl_desk.ui.tasks import Progress
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.unlock import key_by_code
from rpl_desk.ui.widgets import Panel, Paragraph, PassphraseField, button, chip_row, label, labelled
from rpl_desk.ui.work_dialog import WorkDialog

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

HINT = "28 letters and figures; capitals, spaces and hyphens do not matter"
ONCE = (
    "They are shown this once. Write the sheet and print it, or copy them by hand; then type them back from the paper."
    " Closed before that, they are gone, nobody can sign in, and an administrator has to make new ones."
)
ON_PAPER = "From the paper, not from memory: so it is known that the page can be read."


class CodeField(QLineEdit):
    """Takes a recovery code, in sight so that a slip is seen; the system is to learn nothing of it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText("XXXX XXXX XXXX XXXX XXXX XXXX XXXX")
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)


class RecoverDialog(WorkDialog):
    """unlocked: what the code opened, from `services.unlocking`; the window opens the store with it.

    Nothing is written before: a wrong code leaves the file as it was.
    """

    unlocked = Signal(object)

    def __init__(self, path: Path, parent: QWidget) -> None:
        super().__init__(
            "Open with a recovery code",
            parent,
            bar="Trying the code",
            note=f"For {path.name}, when nobody's passphrase opens it. The code stands on a page in an envelope.",
        )
        self._path = path
        self.code = CodeField("Recovery code")
        self.body.addWidget(labelled("Recovery code", self.code, HINT))
        self.body.addWidget(
            Paragraph(
                "That it was used is written in the log. The code opens nothing after that: a new one takes its place"
                " at once, which is typed back from paper before anybody signs in. It signs nothing for anybody.",
                tone="second",
            )
        )
        self.set_act("Open the file", "key-round")

    def accept(self) -> None:
        if not self.act.isEnabled():
            return
        code, path = self.code.text(), self._path
        if not code.strip():
            self.refuse("Type the recovery code from its page.")
            self.code.setFocus()
            return
        self.work(lambda progress: key_by_code(path, code, progress), self._opened)

    def gave_up(self) -> None:
        super().gave_up()
        self.code.setFocus()

    def _opened(self, unlocked: object) -> None:
        self.code.clear()
        super().accept()
        self.unlocked.emit(unlocked)


class CodesDialog(WorkDialog):
    """Shows new recovery codes this once, and takes them typed back from paper; without codes it only does that.

    confirmed: every code that counts was typed back.
    """

    confirmed = Signal()

    def __init__(self, desk: "Desk", parent: QWidget, codes: Sequence[RecoveryCode] = (), words: str = "") -> None:
        """words: what happened, such as which code these take the place of."""
        super().__init__("Recovery codes", parent, bar="Comparing the codes", note=words)
        self._desk, self._codes = desk, tuple(codes)
        self.fields: dict[int, CodeField] = {}
        shown, typing = Panel("words", padding=SPACE["m"], spacing=SPACE["s"]), Panel("surface", padding=0)
        for one in self._codes:
            shown.box.addWidget(label(f"Recovery code {one.number}", "label"))
            words_of = label(one.code, "title2", wrap=True)
            words_of.setAccessibleName(f"Recovery code {one.number}: {one.code}")
            words_of.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # read aloud from the keyboard, and not to be copied
            shown.box.addWidget(words_of)
        shown.box.addWidget(Paragraph(ONCE, "small", tone="second"))
        self.sheet = button("Write the sheet", icon_name="printer")
        self.sheet.setToolTip("A PDF with a page for each code, to print; delete the file after that")
        self.sheet.clicked.connect(self._choose_sheet)
        self.written = Paragraph("", "small", tone="second")
        self.written.hide()
        shown.box.addWidget(chip_row(self.sheet))
        shown.box.addWidget(self.written)
        typing.box.addWidget(Paragraph(ON_PAPER, tone="second"))
        for number in desk.encryption.unconfirmed():
            field = self.fields[number] = CodeField(f"Recovery code {number}")
            typing.box.addWidget(labelled(f"Recovery code {number}", field, HINT))
        self.again = button("Show the codes again", icon_name="eye", kind="plain", size="small")
        self.again.clicked.connect(lambda: self._turn(typing=False))
        self.again.setVisible(bool(self._codes))
        typing.box.addWidget(chip_row(self.again))
        self._shown, self._typing = shown, typing
        self.body.addWidget(shown)
        self.body.addWidget(typing)
        self._turn(typing=not self._codes)

    @property
    def is_typing(self) -> bool:
        """Whether the codes are being typed back, out of sight."""
        return not self._typing.isHidden()

    def accept(self) -> None:
        if not self.act.isEnabled():
            return
        if not self.is_typing:
            self._turn(typing=True)
            return
        for number, field in self.fields.items():
            if not field.text().strip():
                self.refuse(f"Type recovery code {number} from its page.")
                field.setFocus()
                return
        typed = [(number, field.text()) for number, field in self.fields.items()]
        self.work(partial(self._compare, typed), self._compared)

    def write_sheet(self, path: Path) -> None:
        """Write the codes as a PDF to print, a page for each."""
        office, store, codes = self._desk.office.office().name, self._desk.database.path.name, self._codes

        def job(progress: Progress) -> Path:
            from rpl_desk.services.encryption import sheet
            from rpl_desk.whole_files import write_whole

            write_whole(path, sheet(office, store, codes))
            return path

        self.work(job, self._written)

    def _choose_sheet(self) -> None:
        ask_where(self, "Write the sheet", "recovery-codes.pdf", PDFS, self.write_sheet)

    def _written(self, path: Path) -> None:
        self.act.setEnabled(True)
        self.written.setText(
            f"Written to {path}. Print it, then delete that file: the codes belong on paper, in two envelopes, in two"
            " places."
        )
        self.written.show()
        self.refit()

    def _compare(self, typed: list[tuple[int, str]], progress: Progress) -> tuple[int, ...]:
        for done, (number, code) in enumerate(typed):
            progress(done, len(typed))
            try:
                self._desk.encryption.confirm(code)
            except DeskError as error:
                raise RuleViolation(f"Recovery code {number}: {error}") from error
        return self._desk.encryption.unconfirmed()

    def _compared(self, left: tuple[int, ...]) -> None:
        if left:
            self.act.setEnabled(True)
            self.refuse(f"Recovery code {left[0]} is still to be typed: the same code was given twice.")
            self.fields[left[0]].setFocus()
            return
        super().accept()
        self.confirmed.emit()

    def _turn(self, *, typing: bool) -> None:
        self._shown.setVisible(not typing)
        self._typing.setVisible(typing)
        self.refused.clear()
        self.set_act("Compare them" if typing else "I have them on paper", "check")
        if self.isVisible():
            self.refit()
        if typing and self.fields:
            next(iter(self.fields.values())).setFocus()


class NewCodesDialog(WorkDialog):
    """made: the new recovery codes, in place of both before. Works before anybody is signed in, as no work starts then.

    An administrator does it by their passphrase: where somebody is signed in, that is they.
    """

    made = Signal(object)

    def __init__(self, desk: "Desk", parent: QWidget) -> None:
        super().__init__(
            "New recovery codes",
            parent,
            bar="Making the codes",
            note="The codes before open nothing from then on. Destroy their pages when the new ones are on paper.",
        )
        self._desk = desk
        self.person = QComboBox()
        for one in desk.people.people():
            if one.office_role is OfficeRole.ADMINISTRATOR:
                self.person.addItem(one.name, one)
        if not desk.session.is_locked:
            self.person.setCurrentIndex(max(self.person.findText(desk.session.user.name), 0))
        self.passphrase = PassphraseField()
        self.body.addWidget(labelled("Administrator", self.person))
        self.body.addWidget(labelled("Their passphrase", self.passphrase))
        self.set_act("Make new codes", "key-round")

    def accept(self) -> None:
        if not self.act.isEnabled():
            return
        person, words, encryption = self.person.currentData(), self.passphrase.text(), self._desk.encryption
        self.work(lambda _: encryption.new_codes(person, words), self._made)

    def _made(self, codes: tuple[RecoveryCode, ...]) -> None:
        self.passphrase.clear_words()
        super().accept()
        self.made.emit(codes)
