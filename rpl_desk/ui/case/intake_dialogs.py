"""Giving a role on a case, and declaring an interest."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.people import ROLE_WORDS, PersonRow, Role
from rpl_desk.ui.forms.ui_give_role import Ui_GiveRole
from rpl_desk.ui.forms.ui_interest import Ui_Interest
from rpl_desk.ui.widgets import DeskDialog

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


class RoleDialog(DeskDialog):
    """Gives somebody a role; where roles may not meet, the chair may allow it with a reason."""

    def __init__(self, desk: "Desk", case: CaseRow, parent: QWidget) -> None:
        super().__init__("Give a role", parent)
        self._desk, self._case = desk, case
        self.ui = self.add_form(Ui_GiveRole)
        for one in desk.people.people():
            self.ui.person_combo.addItem(one.name, one)
        for role, words in ROLE_WORDS.items():
            self.ui.role_combo.addItem(words, role)
        self.set_act("Give the role", "user-plus")

    def accept(self) -> None:
        person, role = self.ui.person_combo.currentData(), Role(self.ui.role_combo.currentData())
        assert isinstance(person, PersonRow)
        try:
            self._desk.intake.give_role(self._case, person, role, self.ui.reason_edit.text())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()


class InterestDialog(DeskDialog):
    """Records a conflict of interest."""

    def __init__(self, desk: "Desk", case: CaseRow, parent: QWidget) -> None:
        super().__init__(
            "Declare an interest", parent, note="Who declares an interest leaves while the case is decided."
        )
        self._desk, self._case = desk, case
        self.ui = self.add_form(Ui_Interest)
        for one in desk.people.people():
            self.ui.person_combo.addItem(one.name, one)
        self.set_act("Record it", "check")

    def accept(self) -> None:
        person, statement = self.ui.person_combo.currentData(), self.ui.statement_edit.text()
        try:
            self._desk.intake.declare_interest(self._case, person, statement)
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()
