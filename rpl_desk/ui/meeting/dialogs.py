"""Putting a case off, with the reason, and the plain questions of a running meeting."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.panels import MeetingRow
from rpl_desk.domain.people import PersonRow, Role
from rpl_desk.services.meetings import AgendaLine
from rpl_desk.ui.forms.ui_interest import Ui_Interest
from rpl_desk.ui.forms.ui_reason import Ui_Reason
from rpl_desk.ui.widgets import DeskDialog, TickLine

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


class BreakDialog(DeskDialog):
    """Begins a break of the meeting; `accepted` means that it is on a break."""

    def __init__(self, desk: "Desk", meeting: MeetingRow, parent: QWidget) -> None:
        super().__init__("Break", parent, note="Nothing is decided until the meeting goes on.")
        self._desk, self._meeting = desk, meeting
        self.ui = self.add_form(Ui_Reason)
        self.ui.reason_label.setText("What for, if it should stand in the minutes")
        self.set_act("Begin the break", "pause")

    def accept(self) -> None:
        try:
            self._desk.meetings.pause(self._meeting, self.ui.reason_edit.text())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()


class ChairDialog(DeskDialog):
    """Asks who chairs the meeting from now; `accepted` means that they do. `not_given`: roles refused, and why."""

    def __init__(self, desk: "Desk", meeting: MeetingRow, people: Sequence[PersonRow], parent: QWidget) -> None:
        super().__init__("Who chairs", parent, note="From now on, until the chair takes it again. The minutes say so.")
        self._desk, self._meeting = desk, meeting
        self.not_given: list[str] = []
        self.ui = self.add_form(Ui_Interest)
        self.ui.person_label.setText("In the room")
        self.ui.statement_label.setText("Why the chair does not, printed in the minutes")
        for one in people:
            self.ui.person_combo.addItem(one.name, one)
        self.roles = TickLine("Give them the role of chair on the cases still to be decided, to confirm decisions")
        self.roles.setChecked(True)
        self.body.addWidget(self.roles)
        self.set_act("Let them chair", "gavel")

    def accept(self) -> None:
        person = self.ui.person_combo.currentData()
        try:
            if person.id == self._meeting.chair_id:
                self._desk.meetings.chair_again(self._meeting)
            else:
                self._desk.meetings.act_as_chair(self._meeting, person, self.ui.statement_edit.text())
        except DeskError as error:
            self.refuse(str(error))
            return
        if self.roles.isChecked():
            for case in self._desk.meetings.not_theirs(self._meeting, person):
                try:
                    self._desk.intake.give_role(case, person, Role.CHAIR)
                except DeskError as error:
                    self.not_given.append(f"{case.reference}: {error}")
        super().accept()


class PutOffDialog(DeskDialog):
    """Leaves the case on the table for another meeting; `accepted` means it is off the table."""

    def __init__(self, desk: "Desk", meeting: MeetingRow, line: AgendaLine, parent: QWidget) -> None:
        super().__init__("Put the case off", parent, note=f"{line.case.reference}  {line.case.title}")
        self._desk, self._meeting, self._line = desk, meeting, line
        self.ui = self.add_form(Ui_Reason)
        self.ui.reason_label.setText("Reason, printed in the minutes")
        self.set_act("Put it off", "pause")

    def accept(self) -> None:
        try:
            self._desk.meetings.put_off(self._meeting, self._line.item, self.ui.reason_edit.text())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()
