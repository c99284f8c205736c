"""Adding a person of the office who types a passphrase at once, and changing one's own."""

from typing import TYPE_CHECKING

from rpl_desk.domain.people import PersonRow
from rpl_desk.ui.forms.ui_passphrase import Ui_Passphrase
from rpl_desk.ui.forms.ui_person import Ui_Person
from rpl_desk.ui.tasks import in_background
from rpl_desk.ui.widgets import DeskDialog, TickLine

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.ui.office.page import OfficePage


class PersonDialog(DeskDialog):
    """Enrols a person, who types a passphrase of their own; the administrator's certifies the key."""

    def __init__(self, desk: "Desk", page: "OfficePage") -> None:
        super().__init__("Add a person", page, note="Let the person type their own passphrase here.")
        self._desk, self._page = desk, page
        self.ui = self.add_form(Ui_Person)
        self.administrator = TickLine("An administrator of the office")
        self.ui.administrator_place.addWidget(self.administrator)
        self.ui.again_edit.setAccessibleName("Their passphrase again")
        self.ui.suggestion_edit.setText(desk.people.suggested_passphrase())
        self.set_act("Add the person", "plus")

    def accept(self) -> None:
        if self.ui.passphrase_edit.text() != self.ui.again_edit.text():
            self.refuse("The two passphrases are not the same. Type them again.")
            return
        name, email = self.ui.name_edit.text(), self.ui.email_edit.text()
        words, own, administrator = (
            self.ui.passphrase_edit.text(),
            self.ui.own_edit.text(),
            self.administrator.isChecked(),
        )
        self.setEnabled(False)
        in_background(
            self,
            lambda _: self._desk.people.add(email, name, words, administrator=administrator, own_passphrase=own),
            self._added,
            self._refused,
        )

    def _refused(self, sentence: str) -> None:
        self.setEnabled(True)
        self.refuse(sentence)

    def _added(self, person: PersonRow) -> None:
        super().accept()
        self._page.reload()


class PassphraseDialog(DeskDialog):
    """Changes one's own passphrase; the key stays the same."""

    def __init__(self, desk: "Desk", page: "OfficePage") -> None:
        super().__init__("Change your passphrase", page, note="Your key, and all you signed with it, stay the same.")
        self._desk = desk
        self.ui = self.add_form(Ui_Passphrase)
        self.ui.again_edit.setAccessibleName("New passphrase again")
        self.set_act("Change the passphrase", "lock")

    def accept(self) -> None:
        if self.ui.new_edit.text() != self.ui.again_edit.text():
            self.refuse("The two new passphrases are not the same. Type them again.")
            return
        old, new = self.ui.old_edit.text(), self.ui.new_edit.text()
        self.setEnabled(False)
        in_background(self, lambda _: self._desk.people.change_passphrase(old, new), self._changed, self._refused)

    def _changed(self, _: object) -> None:
        super().accept()

    def _refused(self, sentence: str) -> None:
        self.setEnabled(True)
        self.refuse(sentence)
