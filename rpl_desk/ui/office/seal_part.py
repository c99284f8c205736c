"""The seal of the office in the window: which there is, and making, importing, opening and ending it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit

from rpl_desk.domain.seals import SEALED, WHAT_IT_PROVES, OfficeSealRow, SealKind
from rpl_desk.ui.asking import ask_file
from rpl_desk.ui.office.key_dialogs import KeyDialog
from rpl_desk.ui.widgets import Panel, Paragraph, PassphraseField, button, button_row, label, labelled

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


class SealPart(Panel):
    """Shows the seal in use with its fingerprint, and whether what is written now is sealed."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self.box.addWidget(label("Seal of the office", "title3"))
        self.state, self.words = Paragraph(""), Paragraph("", "small", tone="second")
        self.box.addWidget(self.state)
        self.box.addWidget(self.words)
        self.end = button("End the seal", icon_name="log-out", kind="danger")
        self.end.clicked.connect(lambda: EndSealDialog(desk, self).open())
        self.open_here = button("Open it here", icon_name="key-round")
        self.open_here.setToolTip("A custodian opens it for this sitting, whoever is signed in")
        self.open_here.clicked.connect(lambda: OpenSealDialog(desk, self).open())
        self.bring = button("Import a seal", icon_name="upload")
        self.bring.setToolTip("From a PKCS#12 file, ending in .p12 or .pfx")
        self.bring.clicked.connect(self._ask_which)
        self.make = button("Make a seal", icon_name="shield-check")
        self.make.clicked.connect(lambda: MakeSealDialog(desk, self).open())
        self.box.addLayout(button_row(self.end, self.open_here, self.bring, self.make))

    def reload(self) -> None:
        seals = self._desk.seals
        row, why_not = seals.current(), seals.not_sealed_because
        self.state.setText(why_not or SEALED)
        self.words.setText(WHAT_IT_PROVES if row is None else self._said(row))
        self.end.setEnabled(row is not None)
        self.open_here.setEnabled(row is not None and bool(why_not))

    def _said(self, row: OfficeSealRow) -> str:
        said = self._desk.seals.words_of(row)
        origin = "Made here" if row.kind is SealKind.MADE else "Imported"
        return (
            f"Fingerprint {said.code}. {origin} on {row.made_at:%d %B %Y}, for {said.subject}, issued by {said.issuer},"
            f" good until {said.until:%d %B %Y}. PDF readers show it as SHA-256 {said.sha256}. Hand out the roster anew"
            " when the seal changes."
        )

    def _ask_which(self) -> None:
        ask_file(
            self, "Import a seal", "Seals (*.p12 *.pfx)", lambda path: ImportSealDialog(self._desk, self, path).open()
        )


class _SealDialog(KeyDialog):
    """One act on the seal that a custodian's own passphrase opens."""

    def __init__(self, desk: "Desk", part: SealPart, title: str, note: str) -> None:
        super().__init__(title, part, note)
        self._desk, self._part = desk, part
        self.own = PassphraseField(name="Your passphrase")

    def finish_with(self, act: str, icon: str) -> None:
        self.body.addWidget(labelled("Your passphrase", self.own))
        self.finish_body()
        self.set_act(act, icon)

    def do(self, act: Callable[[], object]) -> None:
        self.run(act, self._done)

    def _done(self, _: object) -> None:
        self._is_done = True
        self.accept()
        self._part.reload()


class MakeSealDialog(_SealDialog):
    """Makes a key and a certificate of its own."""

    def __init__(self, desk: "Desk", part: SealPart) -> None:
        super().__init__(desk, part, "Make a seal", WHAT_IT_PROVES)
        if desk.seals.current() is not None:
            self.body.addWidget(Paragraph("It takes the place of the seal in use, which ends."))
        self.finish_with("Make the seal", "shield-check")

    def try_it(self) -> None:
        own = self.own.text()
        self.do(lambda: self._desk.seals.make(own))


class ImportSealDialog(_SealDialog):
    """Takes the seal from a PKCS#12 file."""

    def __init__(self, desk: "Desk", part: SealPart, path: Path) -> None:
        note = "The college's own certificate with its private key. The key is kept in the store, wrapped."
        super().__init__(desk, part, f"Import a seal from {path.name}", note)
        self._path = path
        self.password = PassphraseField(name="Password of the file")
        self.body.addWidget(labelled("Password of the file", self.password))
        self.finish_with("Import the seal", "upload")

    def try_it(self) -> None:
        password, own = self.password.text(), self.own.text()
        self.do(lambda: self._desk.seals.bring(self._path, password, own))


class EndSealDialog(_SealDialog):
    """Seals no more."""

    def __init__(self, desk: "Desk", part: SealPart) -> None:
        super().__init__(desk, part, "End the seal", "What it sealed stays sealed; the roster says when it ended.")
        self.reason = QLineEdit()
        self.body.addWidget(labelled("Why", self.reason))
        self.finish_with("End the seal", "log-out")

    def try_it(self) -> None:
        reason, own = self.reason.text(), self.own.text()
        self.do(lambda: self._desk.seals.end(reason, own))


class OpenSealDialog(_SealDialog):
    """A custodian opens the seal in somebody else's sitting."""

    def __init__(self, desk: "Desk", part: SealPart) -> None:
        note = "Until this sitting ends, PDFs written here are sealed. The custodian types their own passphrase."
        super().__init__(desk, part, "Open the seal here", note)
        self.custodian = QComboBox()
        for one in desk.enrolment.custodians():
            self.custodian.addItem(one.name, one)
        self.body.addWidget(labelled("Custodian", self.custodian))
        self.own.setAccessibleName("Passphrase of the custodian")
        self.body.addWidget(labelled("Passphrase of the custodian", self.own))
        self.finish_body()
        self.set_act("Open the seal", "key-round")

    def try_it(self) -> None:
        custodian, passphrase = self.custodian.currentData(), self.own.text()
        self.do(lambda: self._desk.seals.open(custodian, passphrase))
