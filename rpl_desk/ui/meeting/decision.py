"""The decision within a meeting: the same form and the same services as on the case's own page, under one roof."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from rpl_desk.domain.cases import Missing, Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.meetings import room_of
from rpl_desk.ui.case.deciding import DecidingPart
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.widgets import SectionHead, refuse

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

CONFIRM = "Confirm the decision"


class MeetingDecision(DecidingPart):
    """asked_room: the person is led to the room, as what keeps the panel from deciding is who is in it."""

    asked_room = Signal()

    def __init__(self, desk: "Desk", keys_of: QWidget, preferences: Preferences | None = None) -> None:
        self._keys_of = keys_of
        super().__init__(desk, preferences)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.form.meeting_panel.hide()  # the meeting is the one that is running

    def _add_keys(self) -> None:
        self.add_keys_to(self._keys_of)

    def _lay_out(self, preferences: Preferences | None) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = SectionHead("Decision", icon_name="gavel", rounded=True)
        column.addWidget(self.head)
        column.addWidget(self.form)
        return made

    def _bring_form(self) -> None:
        """Nothing is in the way of the form here."""

    def show_case(self, contents: CaseContents) -> None:
        super().show_case(contents)
        by = self._desk.meetings.drafted_by(contents.case) if contents.decision is not None else None
        drafted = f"drafted by {by.name}, for the chair to confirm" if by is not None else "nothing is drafted yet"
        self.head.note.set_full_text(drafted if contents.case.stage is Stage.PANEL else "")
        ready = self.stack.currentIndex() == 1
        self.foot.setVisible(ready and self.foot.isVisibleTo(self.foot.parentWidget() or self))
        current = self.stack.currentWidget()
        for place in range(self.stack.count()):  # a stack is as tall as its tallest page unless told
            page = self.stack.widget(place)
            assert page is not None
            tall = QSizePolicy.Policy.Preferred if page is current else QSizePolicy.Policy.Ignored
            page.setSizePolicy(QSizePolicy.Policy.Preferred, tall)

    def _show_missing(self) -> None:
        super()._show_missing()
        why = self._room_words()
        self.confirm.setEnabled(not why)
        if why:
            refuse(self.confirm, "it waits", CONFIRM)
            self.confirm.setToolTip(why)
        if self.case_shown.case.stage is Stage.PANEL:
            self.form.notice.show_problem(why)

    def _room_words(self) -> str:
        """Why the panel may not decide as the room is; empty where it may."""
        contents = self._contents
        if contents is None or contents.meeting is None or contents.case.stage is not Stage.PANEL:
            return ""
        fresh = self._desk.intake.contents(contents.case.id)
        return room_of(fresh).why_not

    def _lead_to(self, gap: Missing) -> None:
        if gap.part == "panel":
            self.asked_room.emit()
        else:
            super()._lead_to(gap)
