"""Putting a case off, with the reason, and the plain questions of a running meeting."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.panels import MeetingRow
from rpl_desk.services.meetings import AgendaLine
from rpl_desk.ui.forms.ui_reason import Ui_Reason
from rpl_desk.ui.widgets import DeskDialog

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


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
