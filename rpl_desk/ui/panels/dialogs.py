"""Calling a meeting, and putting a case on its table."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import day_words
from rpl_desk.domain.panels import MeetingRow
from rpl_desk.domain.people import PersonRow
from rpl_desk.ui.forms.ui_meeting import Ui_Meeting
from rpl_desk.ui.forms.ui_put_on_table import Ui_PutOnTable
from rpl_desk.ui.widgets import DeskDialog, TickLine

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


class MeetingDialog(DeskDialog):
    """Calls a meeting: day, place, chair, members, quorum; `called` is the meeting once it is accepted.

    meeting: one that is changed instead: its day, place, secretary and quorum, and who is invited besides.
    """

    def __init__(self, desk: "Desk", parent: QWidget, meeting: MeetingRow | None = None) -> None:
        super().__init__("Call a meeting" if meeting is None else "Change the meeting", parent)
        self._desk, self._meeting = desk, meeting
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
        if meeting is None:
            self.set_act("Call the meeting", "users")
        else:
            self._show_meeting(meeting)
            self.set_act("Change it", "check")

    def _show_meeting(self, meeting: MeetingRow) -> None:
        day = meeting.held_on
        self.ui.day_date.setDate(QDate(day.year, day.month, day.day))
        self.ui.place_edit.setText(meeting.place)
        self.ui.quorum_spin.setValue(meeting.quorum)
        for combo, key in ((self.ui.chair_combo, meeting.chair_id), (self.ui.secretary_combo, meeting.secretary_id)):
            for place in range(combo.count()):
                person = combo.itemData(place)
                if person is not None and person.id == key:
                    combo.setCurrentIndex(place)
        self.ui.chair_combo.setEnabled(False)
        invited = {one.person_id for one in self._desk.panels.attendance(meeting)}
        for person, tick in self.members:
            tick.setChecked(person.id in invited)
            tick.setEnabled(person.id not in invited)

    def accept(self) -> None:
        chosen = [one for one, tick in self.members if tick.isChecked() and tick.isEnabled()]
        try:
            self.called = self._call(chosen) if self._meeting is None else self._change(self._meeting, chosen)
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()

    def _day(self) -> date:
        return date.fromisoformat(self.ui.day_date.date().toString(Qt.DateFormat.ISODate))

    def _call(self, chosen: list[PersonRow]) -> MeetingRow:
        return self._desk.panels.call(
            self._day(),
            self.ui.place_edit.text(),
            self.ui.chair_combo.currentData(),
            chosen,
            self.ui.secretary_combo.currentData(),
            self.ui.quorum_spin.value(),
        )

    def _change(self, meeting: MeetingRow, chosen: list[PersonRow]) -> MeetingRow:
        secretary = self.ui.secretary_combo.currentData()
        values = {
            "held_on": self._day(),
            "place": self.ui.place_edit.text().strip(),
            "quorum": self.ui.quorum_spin.value(),
            "secretary_id": None if secretary is None else secretary.id,
        }
        if any(getattr(meeting, name) != value for name, value in values.items()):
            meeting = self._desk.meetings.change(meeting, **values)
        for person in chosen:
            self._desk.panels.invite(meeting, person)
        return meeting


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
