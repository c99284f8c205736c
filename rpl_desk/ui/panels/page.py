"""Meetings of the panel: the list of them, and the one that is chosen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from rpl_desk.domain.panels import MeetingRow
from rpl_desk.domain.people import PersonRow
from rpl_desk.ui.layout import PageFrame, scrolled
from rpl_desk.ui.page import Page, keyboard_kept
from rpl_desk.ui.panels.detail import MeetingDetail
from rpl_desk.ui.panels.dialogs import CaseDialog, MeetingDialog
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.tables import ROW, RowTableModel
from rpl_desk.ui.widgets import (
    DeskTable,
    EmptyState,
    Framed,
    GapSplitter,
    Panel,
    button,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

LIST_WIDTH = 360


class PanelsPage(Page):
    keys = (
        ("Ctrl+N", "Call a meeting"),
        ("Ctrl+Enter", "Run the chosen meeting"),
        ("Ctrl+Shift+I", "Change the meeting, or invite somebody"),
        ("Ctrl+Shift+N", "Put a case on the table"),
        ("Ctrl+G", "Order the cases so that people leave as seldom as possible"),
        ("Alt+Up  Alt+Down", "Move the chosen case earlier or later"),
        ("Enter", "Open the chosen case"),
        ("Ctrl+Shift+G", "Agenda as PDF"),
        ("Ctrl+Shift+P", "Paper pack"),
        ("Ctrl+Shift+U", "Minutes"),
    )

    def __init__(self, desk: "Desk", preferences: Preferences | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._people: dict[int, PersonRow] = {}
        self._selecting = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.frame = PageFrame("Panels")
        column.addWidget(self.frame)
        self.call = button("Call a meeting", icon_name="plus")
        self.call.setShortcut("Ctrl+N")
        self.call.clicked.connect(self.ask_for_meeting)
        self.frame.head.addWidget(self.call)
        self._meetings: RowTableModel[MeetingRow] = RowTableModel(
            {"Held on": lambda row: row.held_on, "Place": lambda row: row.place},
            lambda: list(desk.panels.meetings()),
            parent=self,
        )
        self.table = DeskTable("Meetings", self._meetings, stretch=1)
        self.table.selectionModel().currentChanged.connect(lambda now, _: None if self._selecting else self._show(now))
        self.detail = Panel()
        self.detail.setMinimumWidth(320)
        self.meeting = MeetingDetail(desk)
        self.meeting.changed.connect(self._read_again)
        self.meeting.asked.connect(lambda reference: self.went.emit("case", (reference, None)))
        self.meeting.run.connect(lambda meeting: self.went.emit("meeting", meeting.id))
        self.meeting.add.connect(self.ask_for_case)
        self.detail.box.addWidget(scrolled(self.meeting))
        split = GapSplitter("the list of meetings", (Framed(self.table), LIST_WIDTH), (self.detail, 760))
        if preferences is not None:
            preferences.follow_divider(split, "panels")
        self.stack = QStackedWidget()
        self.stack.addWidget(split)
        self.stack.addWidget(
            EmptyState(
                "users",
                "No meeting is called yet. Cases can be decided without one.",
                "Call a meeting",
                self.call.click,
            )
        )
        self.frame.body.addWidget(self.stack, 1)

    def _read_again(self) -> None:
        with keyboard_kept(self, self.start):
            self.reload()

    def reload(self) -> None:
        kept = self._chosen()
        self._people = {one.id: one for one in self._desk.people.people(retired=True)}
        self._selecting = True  # the meeting is shown once, not once more for each change of the selection
        self._meetings.reload()
        self.stack.setCurrentIndex(0 if self._meetings.rows else 1)
        self.frame.set_note(f"{len(self._meetings.rows)} called")
        rows = [one.id for one in self._meetings.rows]
        place = rows.index(kept.id) if kept is not None and kept.id in rows else 0
        if rows:
            self.table.selectRow(place)
            self._show(self._meetings.index(place, 0))
        self._selecting = False
        self.table.fit_columns()

    def start(self) -> None:
        self.table.setFocus()

    def _chosen(self) -> MeetingRow | None:
        found = self.table.currentIndex().data(ROW)
        return found if isinstance(found, MeetingRow) else None

    def _show(self, index: QModelIndex) -> None:
        meeting = index.data(ROW)
        self.detail.setVisible(isinstance(meeting, MeetingRow))
        if isinstance(meeting, MeetingRow):
            self.meeting.show_meeting(meeting, self._people)

    # -- dialogs ------------------------------------------------------------------------------------------------------

    def ask_for_meeting(self) -> None:
        dialog = MeetingDialog(self._desk, self)
        dialog.accepted.connect(self.reload)
        dialog.open()

    def ask_for_case(self, meeting: MeetingRow) -> None:
        dialog = CaseDialog(self._desk, meeting, self)
        dialog.accepted.connect(self.reload)
        dialog.open()
