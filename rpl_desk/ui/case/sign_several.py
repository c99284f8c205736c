"""Several records signed in one act: each is shown from its bytes first, each gets its own signature and receipt."""

import uuid
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.decisions import SignatureRow
from rpl_desk.domain.people import PersonRow
from rpl_desk.ui.announcer import say
from rpl_desk.ui.case.signed_words import evidence_signed, signed_words
from rpl_desk.ui.tasks import in_background
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import DeskDialog, IconLabel, Panel, PassphraseField, button, label, labelled

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.decisions import ToSign

WIDTH = 1060
LEAST_TEXT = 140
AROUND = 520  # of the window's height that head, foot and margins take at 100 % text


class SignSeveralDialog(DeskDialog):
    """Shows one record after the other; only when each was shown, the passphrase is asked, once.

    The operations' ids are made once for the dialog, so that trying again never signs a record twice.
    """

    def __init__(
        self, desk: "Desk", person: PersonRow, waiting: "tuple[tuple[CaseRow, ToSign], ...]", parent: QWidget
    ) -> None:
        note = f"Signing {len(waiting)} records in one act; each is shown first and gets its own signature"
        super().__init__(person.name, parent, note=note, width=WIDTH)
        self._desk, self._person, self._waiting = desk, person, waiting
        self._operations = [str(uuid.uuid4()) for _ in waiting]
        self.signed: tuple[SignatureRow, ...] = ()
        self._seen: set[int] = set()
        self._texts: list[QScrollArea] = []
        self.which = label("", "strong", wrap=True)
        self.pages = QStackedWidget()
        for _, asked in waiting:
            self.pages.addWidget(self._page(asked))
        self.before = button("Record before", icon_name="arrow-left", size="small")
        self.after = button("Next record", icon_name="arrow-right", size="small")
        self.before.setShortcut("Alt+Left")
        self.after.setShortcut("Alt+Right")
        self.before.clicked.connect(lambda: self.show_record(self.pages.currentIndex() - 1))
        self.after.clicked.connect(lambda: self.show_record(self.pages.currentIndex() + 1))
        top = QHBoxLayout()
        top.addWidget(self.which, 1)
        top.addWidget(self.before)
        top.addWidget(self.after)
        self.shown = QWidget()
        inside = QVBoxLayout(self.shown)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(top)
        inside.addWidget(self.pages, 1)
        self.body.addWidget(self.shown, 1)
        self.passphrase = PassphraseField(name=f"{person.name}'s passphrase")
        self.receipts = Panel("dashed", padding=SPACE["m"], spacing=SPACE["s"])
        self.receipts.hide()
        self.asking = labelled(f"{person.name}'s passphrase", self.passphrase)
        self.body.addWidget(self.receipts)
        self.foot.insertWidget(1, self.asking)
        self.set_act(f"Sign {len(waiting)} records as {person.name}", "signature")
        self.show_record(0)

    def _page(self, asked: "ToSign") -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE["xl"])
        panel, area = signed_words(asked.record.body)
        self._texts.append(area)
        beside = evidence_signed(asked.record.body)
        beside.addStretch(1)
        row.addWidget(panel, 17)
        row.addLayout(beside, 8)
        return made

    def show_record(self, place: int) -> None:
        """Show one of the records, counted from 0; the last one shown lets the person sign."""
        if not 0 <= place < len(self._waiting):
            return
        self.pages.setCurrentIndex(place)
        self._seen.add(place)
        case, asked = self._waiting[place]
        words = f"Record {place + 1} of {len(self._waiting)}: {case.reference}, {case.title}, as"
        self.which.setText(f"{words} {asked.signatory.role_words}")
        say(self, self.which.text())
        self.before.setEnabled(place > 0)
        self.after.setEnabled(place + 1 < len(self._waiting))
        all_seen = len(self._seen) == len(self._waiting)
        self.passphrase.setEnabled(all_seen)
        self.act.setEnabled(all_seen)
        self.act.setToolTip("" if all_seen else "Look at every record first")
        (self.passphrase if all_seen else self.after).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        parent = self.parentWidget()
        assert parent is not None
        room = max(LEAST_TEXT, parent.window().height() - look().theme.grown(AROUND))
        for one in self._texts:
            one.setMinimumHeight(room)
        super().showEvent(event)

    def accept(self) -> None:
        from rpl_desk.services.decisions import SignOne

        if self.signed:
            super().accept()
            return
        words = self.passphrase.text()
        if not words or not self.act.isEnabled():
            self.refuse(f"Look at every record, then type {self._person.name}'s passphrase.")
            return
        acts = [
            SignOne(case, asked.signatory.role, asked.record.body, operation)
            for (case, asked), operation in zip(self._waiting, self._operations, strict=True)
        ]
        self.setEnabled(False)
        in_background(
            self,
            lambda _: self._desk.decisions.sign_several(acts, self._person, words),
            self._show_receipts,
            self._refused,
        )

    def _refused(self, sentence: str) -> None:
        self.setEnabled(True)
        self.passphrase.clear_words()
        self.refuse(sentence)
        self.passphrase.setFocus()

    def _show_receipts(self, made: tuple[SignatureRow, ...]) -> None:
        self.setEnabled(True)
        self.signed = made
        self.refuse("")
        self.passphrase.clear_words()
        lines = [f"{case.reference}: {one.receipt}" for (case, _), one in zip(self._waiting, made, strict=True)]
        self.receipts.box.addWidget(IconLabel("circle-check", "Signed. Receipts, for the minutes", "strong", "good"))
        for line in lines:
            self.receipts.box.addWidget(label(line, "small", wrap=True))
        copy = button("Copy all", icon_name="copy", size="small")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText("\n".join(lines)))
        self.receipts.box.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        for one in (self.shown, self.asking):
            one.hide()
        self.receipts.show()
        self.not_now.hide()
        self.set_act("Done", "check")
        say(self, f"{len(made)} records signed.")
