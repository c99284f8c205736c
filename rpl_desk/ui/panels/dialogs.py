"""Calling a meeting, and putting a case on its table."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import day_words
from rpl_desk.domain.panels import MeetingRow
from rpl_desk.ui.forms.ui_meeting import Ui_Meeting
from rpl_desk.ui.forms.ui_put_on_table import Ui_PutOnTable
from rpl_desk.ui.widgets import DeskDialog, TickLine

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


class MeetingDialog(DeskDialog):
    """Calls a meeting: day, place, chair, members, quorum; `called` is the meeting once it is accepted."""

    def __init__(self, desk: "Desk", parent: QWidget) -> None:
        super().__init__("Call a meeting", parent)
        self._desk = desk
        self.called: MeetingRow | None = None
        people = desk.people.people()
        self.ui = self.add_form(Ui_Meeting)
        self.ui.day_date.setDate(QDate.currentDate())
        self.ui.secretary_combo.addItem("Nobody yet", None)
        for one in people:
            self.ui.chair_combo.addItem(one.name, one)
            self.ui.secretary_combo.addItem(one.name, one)
        self.ui.quorum_spin.setValue(desk.office.policy().quorum)
        self.members = [(one, TickLine(one.name)) for one in people]
        for _, tick in self.members:
            self.ui.members_place.addWidget(tick)
        self.set_act("Call the meeting", "users")

    def accept(self) -> None:
        chosen = [one for one, tick in self.members if tick.isChecked()]
        try:
            self.called = self._desk.panels.call(
                date.fromisoformat(self.ui.day_date.date().toString(Qt.DateFormat.ISODate)),
                self.ui.place_edit.text(),
                self.ui.chair_combo.currentData(),
                chosen,
                self.ui.secretary_combo.currentData(),
                self.ui.quorum_spin.value(),
            )
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()


class CaseDialog(DeskDialog):
    """Puts a case on the table of a meeting."""

    def __init__(self, desk: "Desk", meeting: MeetingRow, parent: QWidget) -> None:
        super().__init__("Put a case on the table", parent, note=f"Panel of {day_words(meeting.held_on)}")
        self._desk, self._meeting = desk, meeting
        self.ui = self.add_form(Ui_PutOnTable)
        self.set_act("Put it on the table", "plus")

    def accept(self) -> None:
        try:
            case: CaseRow = self._desk.intake.case(self.ui.reference_edit.text().strip())
            self._desk.panels.put_on(self._meeting, case)
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()
