"""Dialogs about people's keys: a code for a new person, making a key with it, certifying it, ending one."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from rpl_desk.domain.people import Ending, OfficeRole, PersonRow
from rpl_desk.ui.tasks import in_background
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    DeskDialog,
    Panel,
    Paragraph,
    PassphraseField,
    TickLine,
    button,
    label,
    labelled,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.ui.office.page import OfficePage

ENDINGS = (
    ("has left the office", Ending.LEFT),
    ("has forgotten the passphrase", Ending.FORGOTTEN),
    ("others may know the passphrase", Ending.COMPROMISED),
)


class KeyDialog(DeskDialog):
    """Runs its one act in a task, since opening a key takes a moment, and shows what came of it in its place."""

    def __init__(self, title: str, parent: QWidget, note: str) -> None:
        super().__init__(title, parent, note=note)
        self.answer = Panel("dashed", padding=SPACE["m"], spacing=SPACE["s"])
        self.answer.hide()
        self._is_done = False

    def finish_body(self) -> None:
        """Put the place of the answer under the fields."""
        self.body.addWidget(self.answer)
        self.body.addStretch(1)

    def run(self, act: Any, done: Any) -> None:
        """Do `act` in the background; `done` gets its result."""
        self.refused.clear()
        self.setEnabled(False)

        def finished(result: Any) -> None:
            self.setEnabled(True)
            done(result)

        in_background(self, lambda _: act(), finished, self._refused)

    def show_answer(self, title: str, code: str, words: str) -> None:
        """Show a code or fingerprint large, to be written down; after that the dialog only closes."""
        self._is_done = True
        self.code = label(code, "title2", wrap=True)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.setAccessibleName(f"{title}: {code}")
        copy = button("Copy", icon_name="copy", size="small")
        copy.setAccessibleName(f"Copy: {title}")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(code))
        self.answer.box.addWidget(label(title, "label"))
        self.answer.box.addWidget(self.code)
        self.answer.box.addWidget(Paragraph(words, "small", tone="second"))
        self.answer.box.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.answer.show()
        self.act.hide()
        self.not_now.setText("Done")
        self.not_now.setFocus()

    def accept(self) -> None:
        if self._is_done:
            super().accept()
        else:
            self.try_it()

    def try_it(self) -> None:
        raise NotImplementedError

    def _refused(self, sentence: str) -> None:
        self.setEnabled(True)
        self.refuse(sentence)


class InviteDialog(KeyDialog):
    """Adds a person without a key and shows the code that lets them make one."""

    def __init__(self, desk: "Desk", page: "OfficePage", person: PersonRow | None = None) -> None:
        words = "The person makes their own key with it, here or at another time. Nobody else learns the passphrase."
        super().__init__("Give an enrolment code", page, words)
        self._desk, self._page, self._person = desk, page, person
        self.name, self.email = QLineEdit(), QLineEdit()
        self.administrator = TickLine("An administrator of the office")
        self.body.addWidget(labelled("Name", self.name))
        self.body.addWidget(labelled("E-mail address", self.email))
        self.body.addWidget(self.administrator)
        if person is not None:
            self.name.setText(person.name)
            self.email.setText(person.email)
            for one in (self.name, self.email, self.administrator):
                one.setEnabled(False)
        self.finish_body()
        self.set_act("Make the code", "key-round")

    def try_it(self) -> None:
        name, email, person = self.name.text(), self.email.text(), self._person
        administrator = self.administrator.isChecked()

        def act() -> str:
            if person is not None:
                return self._desk.enrolment.renew_code(person)
            return self._desk.enrolment.invite(email, name, administrator=administrator)[1]

        self.run(act, self._made)

    def _made(self, code: str) -> None:
        words = "It works once, within 24 hours: on the sign-in page under “I have an enrolment code”."
        self.show_answer(f"Code for {self.name.text()}", code, words)
        self._page.reload()


class EnrolDialog(KeyDialog):
    """Makes one's own key with a code, before anybody is signed in."""

    def __init__(self, desk: "Desk", parent: QWidget) -> None:
        super().__init__("Make your key", parent, "With the code you were given, and a passphrase that is yours alone.")
        self._desk = desk
        self.person, self.code_edit = QComboBox(), QLineEdit()
        for one in desk.enrolment.invited():
            self.person.addItem(one.name, one)
        self.words, self.again = PassphraseField(name="New passphrase"), PassphraseField(name="New passphrase again")
        suggestion = QLineEdit(desk.people.suggested_passphrase())
        suggestion.setReadOnly(True)
        self.body.addWidget(labelled("Who are you?", self.person))
        self.body.addWidget(labelled("Enrolment code", self.code_edit, "16 letters and figures; it works once"))
        self.body.addWidget(labelled("Five words nobody would guess, if you like them", suggestion))
        self.body.addWidget(labelled("Passphrase, at least 15 characters", self.words))
        self.body.addWidget(labelled("The same again", self.again))
        self.finish_body()
        self.set_act("Make my key", "key-round")

    def try_it(self) -> None:
        person: PersonRow | None = self.person.currentData()
        if person is None:
            self.refuse("Nobody waits for a key. An administrator makes a code on the Office page.")
        elif self.words.text() != self.again.text():
            self.refuse("The two passphrases are not the same. Type them again.")
        else:
            email, code, words = person.email, self.code_edit.text(), self.words.text()
            self.run(lambda: self._desk.enrolment.enrol(email, code, words), self._made)

    def _made(self, mark: str) -> None:
        self.words.clear_words()
        self.again.clear_words()
        words = "Read it out to a custodian, who certifies it; then you can sign in. It goes on the roster sheet."
        self.show_answer("Fingerprint of your key", mark, words)


class CertifyDialog(KeyDialog):
    """Certifies a key a person made, once both have compared its fingerprint."""

    def __init__(self, desk: "Desk", person: PersonRow, mark: str, page: "OfficePage") -> None:
        super().__init__(f"Certify the key of {person.name}", page, "Let the person read out the fingerprint they saw.")
        self._desk, self._person, self._page = desk, person, page
        self.mark = label(mark, "title2", wrap=True)
        self.mark.setAccessibleName(f"Fingerprint: {mark}")
        self.same = TickLine("The fingerprint the person has is this one, letter by letter")
        self.own = PassphraseField(name="Your passphrase")
        self.body.addWidget(self.mark)
        self.body.addWidget(self.same)
        self.body.addWidget(labelled("Your passphrase, as a custodian", self.own))
        self.finish_body()
        self.set_act("Certify the key", "shield-check")

    def try_it(self) -> None:
        if not self.same.isChecked():
            self.refuse("Compare the fingerprint with the person first.")
            return
        own = self.own.text()
        self.run(lambda: self._desk.enrolment.certify(self._person, own), self._certified)

    def _certified(self, _: str) -> None:
        self._is_done = True
        self.accept()
        self._page.reload()


class CustodianDialog(KeyDialog):
    """Gives the authority's key to a second administrator."""

    def __init__(self, desk: "Desk", page: "OfficePage") -> None:
        note = "Two should hold it: who is away then stops nobody, and a forgotten passphrase costs nothing."
        super().__init__("Second custodian of the authority", page, note)
        self._desk, self._page = desk, page
        self.person = QComboBox()
        held = desk.enrolment.custodians()
        for one in desk.people.people():
            if one.office_role is OfficeRole.ADMINISTRATOR and one not in held:
                self.person.addItem(one.name, one)
        self.body.addWidget(Paragraph(f"Custodian now: {', '.join(one.name for one in held)}."))
        self.own, self.theirs = PassphraseField(name="Your passphrase"), PassphraseField(name="Their passphrase")
        self.body.addWidget(labelled("Administrator who becomes a custodian", self.person))
        self.body.addWidget(labelled("Your passphrase", self.own))
        self.body.addWidget(labelled("Their passphrase, typed by them", self.theirs))
        self.finish_body()
        self.set_act("Make them a custodian", "shield-check")

    def try_it(self) -> None:
        person, own, theirs = self.person.currentData(), self.own.text(), self.theirs.text()
        if person is None:
            self.refuse("There is no other administrator with a key. Add one first.")
            return
        self.run(lambda: self._desk.enrolment.make_custodian(person, own, theirs), self._made)

    def _made(self, _: object) -> None:
        self._is_done = True
        self.accept()
        self._page.reload()


class CostDialog(KeyDialog):
    """Lets a guess at anybody's passphrase cost what this machine can bear; it only ever rises."""

    memory = 0
    """MiB that a guess is to take; 0 finds out what this machine bears."""

    def __init__(self, desk: "Desk", page: "OfficePage") -> None:
        note = (
            "Who has a copy of the file can try passphrases on it. How much each try may cost is measured here, which"
            " takes some seconds. It is never lowered, so do this on the slowest machine in use."
        )
        super().__init__("Make passphrases harder to guess", page, note)
        self._desk = desk
        self.now = Paragraph(f"Now {_cost_words(desk.people.guess_cost())}")
        self.body.addWidget(self.now)
        self.own = PassphraseField(name="Your passphrase")
        self.body.addWidget(labelled("Your passphrase, as a custodian", self.own))
        self.finish_body()
        self.set_act("Measure and raise it", "shield-check")

    def try_it(self) -> None:
        own = self.own.text()
        self.run(lambda: self._desk.people.strengthen(own, self.memory), self._raised)

    def _raised(self, cost: Any) -> None:
        self._is_done = True
        self.own.clear_words()
        words = "The office asks as much of a guess already; nothing was changed."
        if cost is not None:
            words = f"From now on {_cost_words(cost)} Everybody else's keys follow when they next sign in."
        self.told = Paragraph(words)
        self.answer.box.addWidget(self.told)
        self.answer.show()
        self.act.hide()
        self.not_now.setText("Done")
        self.not_now.setFocus()


def _cost_words(cost: Any) -> str:
    """Say what a guess costs. cost: the KiB of `memory` and the `passes` over it."""
    return f"a guess at a passphrase takes {cost.memory // 1024} MiB of memory, {cost.passes} times over."


class EndKeyDialog(KeyDialog):
    """Ends a person's key: they have left, forgot their passphrase, or others may know it."""

    def __init__(self, desk: "Desk", person: PersonRow, page: "OfficePage") -> None:
        note = "What they signed stays valid. Nothing new can be signed with this key."
        super().__init__(f"End the key of {person.name}", page, note)
        self._desk, self._person, self._page = desk, person, page
        self.kind, self.reason = QComboBox(), QLineEdit()
        for words, kind in ENDINGS:
            self.kind.addItem(f"{person.name} {words}" if kind is not Ending.COMPROMISED else words.capitalize(), kind)
        self.second, self.second_words = QComboBox(), PassphraseField(name="Passphrase of who vouches")
        me = desk.session.user
        for one in desk.people.people():
            if one.id not in (person.id, me.id):
                self.second.addItem(one.name, one)
        self.own = PassphraseField(name="Your passphrase")
        self.vouching = [
            labelled("Who knows the person and vouches for them", self.second),
            labelled("Their passphrase, typed by them", self.second_words),
        ]
        self.body.addWidget(labelled("What happened", self.kind))
        self.body.addWidget(labelled("Reason, kept in the log", self.reason))
        for field in self.vouching:
            self.body.addWidget(field)
        self.body.addWidget(labelled("Your passphrase, as a custodian", self.own))
        self.finish_body()
        self.kind.currentIndexChanged.connect(self._show_vouching)
        self._show_vouching()
        self.set_act("End the key", "log-out", kind="danger")

    def _chosen(self) -> Ending:
        return Ending(self.kind.currentData())  # Qt gives back the plain word

    def _show_vouching(self) -> None:
        for one in self.vouching:
            one.setVisible(self._chosen() is Ending.FORGOTTEN)

    def try_it(self) -> None:
        enrolment, person, reason, own = self._desk.enrolment, self._person, self.reason.text(), self.own.text()
        kind, second, words = self._chosen(), self.second.currentData(), self.second_words.text()
        if kind is Ending.LEFT:
            self.run(lambda: enrolment.has_left(person, reason, own), self._left)
        elif kind is Ending.FORGOTTEN:
            self.run(lambda: (enrolment.forgotten(person, reason, own, second, words), ()), self._ended)
        else:
            self.run(lambda: enrolment.compromised(person, reason, own), self._ended)

    def _left(self, _: object) -> None:
        self._is_done = True
        self.accept()
        self._page.reload()

    def _ended(self, result: Any) -> None:
        code, doubtful = result
        words = "It works once, within 24 hours."
        if self._chosen() is Ending.COMPROMISED:
            words += " Signed since the last anchor outside the store, to be looked at by the panel: "
            words += "; ".join(f"{one.reference}, {one.signed_at}" for one in doubtful) or "nothing"
            words += "."
        self.show_answer(f"Code for {self._person.name} to make a new key", code, words)
        self._page.reload()
