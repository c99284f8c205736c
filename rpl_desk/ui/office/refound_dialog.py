"""Founding the authority anew: who signs, each with a passphrase of their own, and which two hold it from then on."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from rpl_desk.ui.office.key_dialogs import KeyDialog
from rpl_desk.ui.widgets import Paragraph, PassphraseField, TickLine, label, labelled

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.ui.office.page import OfficePage


class RefoundDialog(KeyDialog):
    """Asks everybody who signs for their passphrase; a field that is left empty is of somebody who does not sign."""

    def __init__(self, desk: "Desk", page: "OfficePage") -> None:
        note = (
            "Where no custodian can open the authority any more, nothing brings its key back. At least half of the"
            " people enrolled can make another. Every check says so for ever: all keys rest on their word from then on."
        )
        super().__init__("Found the authority anew", page, note)
        self._desk, self._page = desk, page
        who, me = desk.refounding.electorate(), desk.session.user
        names = ", ".join(one.name for one in who.custodians)
        self.needed = Paragraph(
            f"{who.least} of {len(who.enrolled)} people sign at least. Who is a custodian now does not: {names}. What"
            " was signed stays signed. Documents handed out before count by a roster made afterwards, so print it, sign"
            " it by hand and hand it out. The office's seal ends; make a new one."
        )
        self.body.addWidget(self.needed)
        signing = [one for one in who.enrolled if one not in who.custodians]
        signing.sort(key=lambda one: (one.id != me.id, one.name))
        self.fields = {one: PassphraseField(name=f"{one.name}'s passphrase") for one in signing}
        self.body.addWidget(label("Who signs, each typing their own passphrase", "label"))
        for one, field in self.fields.items():
            self.body.addWidget(labelled(one.name, field))
        self.custodians = QComboBox(), QComboBox()
        for place, (title, box) in enumerate(
            zip(("First custodian", "Second custodian"), self.custodians, strict=True)
        ):
            for one in signing:
                box.addItem(one.name, one)
            box.setCurrentIndex(min(place, box.count() - 1))
            self.body.addWidget(labelled(title, box, "" if place else "Both become administrators of the office."))
        self.nobody = TickLine("No custodian can open the authority any more; all of us have read this")
        self.body.addWidget(self.nobody)
        self.finish_body()
        self.set_act("Sign and found it anew", "signature", kind="danger")

    def try_it(self) -> None:
        signing = [(one, field.text()) for one, field in self.fields.items() if field.text()]
        chosen = [box.currentData() for box in self.custodians]
        if not self.nobody.isChecked():
            self.refuse("Tick that no custodian can open the authority any more.")
            self.nobody.setFocus()
            return
        self.run(lambda: self._desk.refounding.refound(signing, [one for one in chosen if one is not None]), self._made)

    def _made(self, mark: str) -> None:
        for field in self.fields.values():
            field.clear_words()
            field.setEnabled(False)
        words = "Write the roster sheet now and have it signed by hand: whoever checks a document compares this."
        self.show_answer("Fingerprint of the new authority", mark, words)
        self._page.reload()

    def _refused(self, sentence: str) -> None:
        for field in self.fields.values():
            field.clear_words()
        super()._refused(sentence)
