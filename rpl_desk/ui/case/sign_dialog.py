"""The act of signing: a named person, the very bytes in words, their own passphrase, and the receipt."""

import uuid
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QShowEvent, QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rpl_desk.domain.decisions import SignatureRow
from rpl_desk.domain.fingerprints import short_fingerprint
from rpl_desk.domain.people import ROLE_WORDS, PersonRow
from rpl_desk.ui.announcer import say
from rpl_desk.ui.case.signed_words import evidence_signed, signed_words
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.tasks import in_background
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    Avatar,
    DeskDialog,
    IconLabel,
    Panel,
    Paragraph,
    PassphraseField,
    button,
    button_row,
    dress_button,
    label,
    rule,
)

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from rpl_desk.desk import Desk
    from rpl_desk.domain.cases import CaseRow
    from rpl_desk.services.decisions import ToSign

WIDTH = 1060
LEAST_TEXT = 140  # height of the signed text in the smallest window
AROUND_RECEIPT = 560
AROUND = 460  # of the window's height that head, foot and margins take at 100 % text


class SignDialog(DeskDialog):
    """Signs one record as one person; nobody else's session is needed, changed or enough.

    The operation's id is made once for the dialog, so that trying again never signs twice.
    """

    def __init__(self, desk: "Desk", case: "CaseRow", asked: "ToSign", person: PersonRow, parent: QWidget) -> None:
        role = ROLE_WORDS[asked.signatory.role]
        super().__init__(person.name, parent, note=f"Signing as {role} of {case.reference}", width=WIDTH)
        self._desk, self._case, self._asked, self._person = desk, case, asked, person
        self._operation = str(uuid.uuid4())
        self.signed: SignatureRow | None = None
        self._dress_head()
        columns = QHBoxLayout()
        columns.setSpacing(SPACE["xl"])
        columns.addLayout(self._words(), 17)
        columns.addLayout(self._beside(), 8)
        self.body.addLayout(columns)
        self.passphrase = PassphraseField(name=f"{person.name}'s passphrase")
        self.asking = label(f"{person.name}'s passphrase", "label")
        self.asking.setBuddy(self.passphrase)
        self.only = IconLabel(
            "info",
            f"Only {person.name} can give this. A signed record is never edited: a later change is a new version.",
            "caption",
            elide=True,
        )
        self.receipt = Panel("dashed", padding=SPACE["m"], spacing=SPACE["s"])
        self.receipt.hide()
        self.foot.setSpacing(SPACE["s"])
        self.foot.insertWidget(1, self.receipt)
        self.foot.insertWidget(2, self.asking)
        self.foot.addWidget(self.only)
        self.buttons.insertWidget(0, self.passphrase, 1)
        self.buttons.setStretch(1, 0)
        for made in (self.not_now, self.act):
            dress_button(made, size="large", kind="primary" if made is self.act else "outlined")
        self.set_act(f"Sign as {person.name}", "signature")
        self._wait = QTimer(self)
        self._wait.setInterval(1000)
        self._wait.timeout.connect(self._count_down)
        self._seconds = 0
        self.passphrase.setFocus()

    def _dress_head(self) -> None:
        """Put the signer first and large, with the order of signatures at the right."""
        row, names = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(SPACE["l"])
        row.addWidget(Avatar(self._person.name, large=True))
        for part in (self.title, self.note):
            self.head.removeWidget(part)
        self.title.setProperty("role", "title1")
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(self.note)
        names.addWidget(self.title)
        names.addStretch(1)
        row.addLayout(names, 1)
        row.addLayout(self._order())
        self.head.addLayout(row)
        self.head.addSpacing(SPACE["s"])
        self.head.addWidget(rule())

    def _order(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE["xs"])
        column.addStretch(1)
        asked = self._desk.decisions.to_sign(self._case.id)
        for place, one in enumerate(asked, 1):
            given = one.signed_by
            signer = [each for each in one.signatory.people if given is not None and each.id == given.person_id]
            names = ", ".join(person.name for person in signer or one.signatory.people)
            now = one.signatory.role is self._asked.signatory.role
            if given is not None:
                sign, when = ("circle-check", "good"), f"signed {as_text(given.signed_at)}"
            else:
                sign, when = ("circle-dot" if now else "circle", "accent"), "now" if now else "to sign"
            last = f", last of {len(asked)}" if place == len(asked) and now else ""
            line = IconLabel(sign[0], f"{names}, {one.signatory.role_words} · {when}{last}", "small", sign[1])
            line.set_tone("text" if now else "text2")
            column.addWidget(line)
        column.addStretch(1)
        return column

    def _words(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE["s"])
        column.addWidget(label("What you sign, word for word", "label"))
        panel, self._text = signed_words(self._asked.record.body)
        column.addWidget(panel, 1)
        return column

    def showEvent(self, event: QShowEvent) -> None:
        # Only the signed text scrolls: it takes what head, foot and margins leave of the window's height.
        self._give_text_room(AROUND)
        super().showEvent(event)

    def _give_text_room(self, around: int) -> None:
        parent = self.parentWidget()
        assert parent is not None
        room = parent.window().height() - look().theme.grown(around)
        self._text.setMinimumHeight(max(LEAST_TEXT, room))

    def _beside(self) -> QVBoxLayout:
        column = evidence_signed(self._asked.record.body)
        sha = self._asked.record.sha256
        column.addWidget(label("Fingerprint of the record", "label"))
        column.addWidget(label(short_fingerprint(sha), "small"))
        column.addStretch(1)
        return column

    # -- signing ------------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        if self.signed is not None:
            super().accept()
            return
        if self._wait.isActive() or not self.passphrase.text():
            self.refuse(
                f"Type {self._person.name}'s passphrase to sign." if not self.passphrase.text() else self._waiting()
            )
            return
        words = self.passphrase.text()
        self.setEnabled(False)
        in_background(
            self,
            lambda _: self._desk.decisions.sign(
                self._case,
                self._person,
                self._asked.signatory.role,
                words,
                shown=self._asked.record.body,
                operation=self._operation,
            ),
            self._show_receipt,
            self._refused,
        )

    def _refused(self, sentence: str) -> None:
        self.setEnabled(True)
        self.refuse(sentence)
        self.passphrase.clear()
        self.passphrase.setFocus()
        digits = [int(word) for word in sentence.split() if word.isdigit()]
        if "Try again in" in sentence and digits:
            self._seconds = digits[-1]
            self._wait.start()

    def _waiting(self) -> str:
        return f"Try again in {self._seconds} second{'' if self._seconds == 1 else 's'}."

    def _count_down(self) -> None:
        self._seconds -= 1
        if self._seconds <= 0:
            self._wait.stop()
            self.refuse("")
        else:
            self.refuse(self._waiting())

    def _show_receipt(self, signature: SignatureRow) -> None:
        self.setEnabled(True)
        self.signed = signature
        self.refuse("")
        self.passphrase.clear()
        for part in (self.asking, self.only, self.passphrase, self.not_now):
            part.hide()
        self.receipt.box.addWidget(label(f"Receipt of {self._person.name}'s signature", "strong"))
        self.code = label(signature.receipt, "title2", wrap=True)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.receipt.box.addWidget(self.code)
        self.receipt.box.addWidget(
            Paragraph("Write it in the minutes. It proves this signature and all that went before.", "small")
        )
        copy = button("Copy", icon_name="copy", size="small")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(signature.receipt))
        slip = button("Print slip", icon_name="printer", size="small")
        slip.clicked.connect(self._ask_printer)
        row = button_row(copy, slip)
        row.addStretch(1)
        row.takeAt(0)
        self.receipt.box.addLayout(row)
        self.receipt.show()
        self._give_text_room(AROUND_RECEIPT)
        self.buttons.setStretch(1, 1)
        self.set_act("Done", "check")
        self.refuse("")  # the dialog takes its height anew
        say(self, f"Signed. Receipt {signature.receipt}")

    def _ask_printer(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog

        dialog = QPrintDialog(self)
        dialog.accepted.connect(lambda: self.print_slip(dialog.printer()))
        QDialog.open(dialog)  # its own takes a receiver and its slot

    def print_slip(self, printer: "QPrinter") -> None:
        """Print the receipt with what it belongs to, for the signer's own papers."""
        assert self.signed is not None
        record = self._asked.record
        slip = QTextDocument()
        slip.setPlainText(
            f"Receipt of a signature\n\n{self.signed.receipt}\n\n"
            f"{self._person.name}, {ROLE_WORDS[self._asked.signatory.role]}\n"
            f"Signed {as_text(self.signed.signed_at)}\n"
            f"{self._case.reference}, {self._case.title}\n"
            f"Decision record, version {record.version}, SHA-256 {record.sha256}\n"
        )
        slip.print_(printer)

    @property
    def words_shown(self) -> str:
        """Everything the signer reads, for tests and screen readers."""
        return "\n".join(one.text() for one in self.findChildren(QLabel))
