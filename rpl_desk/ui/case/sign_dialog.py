"""The act of signing: a named person, the very bytes in words, their own passphrase, and the receipt."""

import uuid
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rpl_desk.domain.decisions import SignatureRow
from rpl_desk.domain.people import ROLE_WORDS, PersonRow
from rpl_desk.ui.announcer import say
from rpl_desk.ui.tasks import in_background
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    Avatar,
    DeskDialog,
    IconLabel,
    Panel,
    Paragraph,
    PassphraseField,
    button,
    label,
    labelled,
    rule,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.domain.cases import CaseRow
    from rpl_desk.services.decisions import ToSign

WIDTH = 1060


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
        who = QHBoxLayout()
        who.setSpacing(SPACE["m"])
        who.addWidget(Avatar(person.name, large=True))
        self.head.insertLayout(0, who)
        self.head.removeWidget(self.title)
        self.title.setProperty("role", "title1")
        who.addWidget(self.title, 1)
        columns = QHBoxLayout()
        columns.setSpacing(SPACE["xl"])
        columns.addLayout(self._words(), 3)
        columns.addLayout(self._beside(), 2)
        self.body.addLayout(columns)
        self.passphrase = PassphraseField(name=f"{person.name}'s passphrase")
        self.asking = labelled(
            f"{person.name}'s passphrase",
            self.passphrase,
            f"Only {person.name} can give this. A signed record is never edited: a later change is a new version.",
        )
        self.receipt = Panel("dashed", padding=SPACE["m"], spacing=SPACE["s"])
        self.receipt.hide()
        self.foot.insertWidget(1, self.asking)
        self.foot.insertWidget(2, self.receipt)
        self.set_act(f"Sign as {person.name}", "signature")
        self._wait = QTimer(self)
        self._wait.setInterval(1000)
        self._wait.timeout.connect(self._count_down)
        self._seconds = 0
        self.passphrase.setFocus()

    def _words(self) -> QVBoxLayout:
        from rpl_desk.services.verifying import words_of

        column = QVBoxLayout()
        column.addWidget(label("What you sign, word for word", "label"))
        panel = Panel("words")
        for part in words_of(self._asked.record.body):
            panel.box.addWidget(label(part.heading, "strong", wrap=True))
            for text in part.paragraphs:
                panel.box.addWidget(Paragraph(text, "reading"))
        column.addWidget(panel)
        column.addStretch(1)
        return column

    def _beside(self) -> QVBoxLayout:
        from rpl_desk.services.verifying import record_of

        record = record_of(self._asked.record.body)
        column = QVBoxLayout()
        column.addWidget(label(f"Evidence, {len(record.evidence)} items", "label"))
        items = Panel(padding=SPACE["m"], spacing=SPACE["s"])
        for place, item in enumerate(record.evidence):
            if place:
                items.box.addWidget(rule())
            row = QHBoxLayout()
            row.addWidget(label(item.key, "smallstrong"))
            row.addWidget(label(item.title, "small", wrap=True), 1)
            row.addWidget(label(f"{item.sha256[:4]} {item.sha256[4:8]}", "small", tone="second"))
            items.box.addLayout(row)
        column.addWidget(items)
        column.addWidget(label("Order of signatures", "label"))
        for one in self._desk.decisions.to_sign(self._case.id):
            names = ", ".join(person.name for person in one.signatory.people)
            now = one.signatory.role is self._asked.signatory.role
            icon = "circle-check" if one.signed_by else "circle-dot" if now else "circle"
            when = ", signed" if one.signed_by else ", now" if now else ""
            column.addWidget(IconLabel(icon, f"{one.signatory.role_words}: {names}{when}", "small"))
        sha = self._asked.record.sha256
        column.addWidget(label("Fingerprint of the record", "label"))
        column.addWidget(label(" ".join(sha[at : at + 4] for at in range(0, 16, 4)), "small"))
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
        self.asking.hide()
        self.receipt.box.addWidget(label(f"Receipt of {self._person.name}'s signature", "strong"))
        self.code = label(signature.receipt, "title2", wrap=True)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.receipt.box.addWidget(self.code)
        self.receipt.box.addWidget(
            Paragraph("Write it in the minutes. It proves this signature and all that went before.", "small")
        )
        copy = button("Copy", icon_name="clipboard-check")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(signature.receipt))
        self.receipt.box.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.receipt.show()
        self.set_act("Done", "check")
        say(self, f"Signed. Receipt {signature.receipt}")

    @property
    def words_shown(self) -> str:
        """Everything the signer reads, for tests and screen readers."""
        return "\n".join(one.text() for one in self.findChildren(QLabel))
