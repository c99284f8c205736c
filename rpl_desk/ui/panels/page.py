"""Meetings of the panel: who comes, whether enough are there, who must leave, and the cases on the table."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import day_words
from rpl_desk.domain.panels import AttendanceRow, MeetingRow, must_leave, quorum_words
from rpl_desk.domain.people import PersonRow
from rpl_desk.ui.layout import PageFrame, scrolled
from rpl_desk.ui.page import Page
from rpl_desk.ui.panels.dialogs import CaseDialog, MeetingDialog
from rpl_desk.ui.panels.rows import case_list
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.tables import ROW, RowTableModel, row_at
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    Avatar,
    Chip,
    DeskTable,
    EmptyState,
    Framed,
    GapSplitter,
    IconLabel,
    Panel,
    Paragraph,
    RefusedBox,
    Segments,
    button,
    empty_layout,
    label,
    rule,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

LIST_WIDTH = 360


class PanelsPage(Page):
    keys = (("Ctrl+N", "Call a meeting"), ("Enter", "Open the chosen case"))

    def __init__(self, desk: "Desk", preferences: Preferences | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._people: dict[int, PersonRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.frame = PageFrame("Panels")
        column.addWidget(self.frame)
        self.call = button("Call a meeting", icon_name="plus", kind="primary")
        self.call.setShortcut("Ctrl+N")
        self.call.clicked.connect(self.ask_for_meeting)
        self.frame.head.addWidget(self.call)
        self.problem = RefusedBox()
        self.frame.body.addWidget(self.problem)
        self._meetings: RowTableModel[MeetingRow] = RowTableModel(
            {"Held on": lambda row: row.held_on, "Place": lambda row: row.place},
            lambda: list(desk.panels.meetings()),
            parent=self,
        )
        self.table = DeskTable("Meetings", self._meetings, stretch=1)
        self.table.selectionModel().currentChanged.connect(lambda now, _: self._show(now))
        self.detail = Panel()
        self.detail.setMinimumWidth(320)
        inner = QWidget()
        self._detail = QVBoxLayout(inner)
        self._detail.setContentsMargins(SPACE["xs"], 0, SPACE["s"], 0)
        self._detail.setSpacing(SPACE["m"])
        self.detail.box.addWidget(scrolled(inner))
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

    def reload(self) -> None:
        kept = self._chosen()
        self._people = {one.id: one for one in self._desk.people.people(retired=True)}
        self._meetings.reload()
        self.stack.setCurrentIndex(0 if self._meetings.rows else 1)
        self.frame.set_note(f"{len(self._meetings.rows)} called")
        rows = [one.id for one in self._meetings.rows]
        place = rows.index(kept.id) if kept is not None and kept.id in rows else 0
        if rows:
            self.table.selectRow(place)
            self._show(self._meetings.index(place, 0))
        self.table.fit_columns()

    def start(self) -> None:
        self.table.setFocus()

    def _chosen(self) -> MeetingRow | None:
        found = self.table.currentIndex().data(ROW)
        return found if isinstance(found, MeetingRow) else None

    # -- one meeting --------------------------------------------------------------------------------------------------

    def _show(self, index: QModelIndex) -> None:
        meeting = index.data(ROW)
        empty_layout(self._detail)
        if not isinstance(meeting, MeetingRow):
            return
        attendance = self._desk.panels.attendance(meeting)
        cases = [self._desk.intake.contents(one.id) for one in self._desk.panels.cases(meeting)]
        self._show_head(meeting, attendance)
        self._show_leaving(cases)
        self._show_cases(meeting, cases)
        self._detail.addWidget(rule())
        self._detail.addWidget(label(f"Invited, {len(attendance)}", "title3"))
        for one in attendance:
            self._detail.addWidget(self._attendance_row(meeting, one))
        self._detail.addStretch(1)

    def _show_head(self, meeting: MeetingRow, attendance: tuple[AttendanceRow, ...]) -> None:
        present = sum(one.present is True for one in attendance)
        row = QHBoxLayout()
        row.addWidget(label(f"Panel of {day_words(meeting.held_on)}", "title2", wrap=True), 1)
        sign = "settled" if present >= meeting.quorum else "decision required"
        row.addWidget(Chip(quorum_words(present, meeting.quorum), sign))
        self._detail.addLayout(row)
        chair = self._people[meeting.chair_id].name
        words = [meeting.place or "No place given", f"chair {chair}"]
        if meeting.secretary_id is not None:
            words.append(f"secretary {self._people[meeting.secretary_id].name}")
        self._detail.addWidget(Paragraph(" · ".join(words), tone="second"))

    def _show_leaving(self, cases: list[CaseContents]) -> None:
        """Say who has to be out of the room for which case, and why."""
        lines = []
        for contents in cases:
            why = {one.person_id: one.statement for one in contents.interests}
            for person in sorted(must_leave(contents.interests, contents.roles)):
                reason = f"declared: {why[person]}" if person in why else "advised the claimant or wrote the programme"
                lines.append((contents.people[person].name, f"{contents.case.reference}, {reason}"))
        if not lines:
            return
        box = Panel("leave", spacing=SPACE["s"])
        box.box.addWidget(IconLabel("door-open", "Must leave while the case is decided", "strong", "part"))
        for name, words in lines:
            box.box.addWidget(Paragraph(f"{name}: {words}", "small"))
        self._detail.addWidget(box)

    def _show_cases(self, meeting: MeetingRow, cases: list[CaseContents]) -> None:
        head = QHBoxLayout()
        head.addWidget(label(f"Cases on the table, {len(cases)}", "title3"), 1)
        add = button("Put a case on the table", icon_name="plus", size="small")
        add.clicked.connect(lambda: self.ask_for_case(meeting))
        head.addWidget(add)
        self._detail.addLayout(head)
        if not cases:
            self._detail.addWidget(Paragraph("No case is on the table yet.", tone="second"))
            return
        shown = case_list(cases)
        shown.activated.connect(
            lambda index: self.went.emit("case", (row_at(index).case.reference, None)) if index.isValid() else None
        )
        self.cases = shown
        self._detail.addWidget(Framed(shown, "surface"))

    def _attendance_row(self, meeting: MeetingRow, row: AttendanceRow) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE["m"])
        person = self._people[row.person_id]
        line.addWidget(Avatar(person.name))
        role = "chair" if person.id == meeting.chair_id else ""
        line.addWidget(label(f"{person.name}{f', {role}' if role else ''}", wrap=True), 1)
        present = Segments(f"{person.name} is", [(True, "Present", ""), (False, "Apologies", "")])
        if row.present is not None:
            present.set_value(row.present)
        present.chosen.connect(lambda value: self._attend(row, bool(value)))
        line.addWidget(present)
        return made

    def _attend(self, row: AttendanceRow, present: bool) -> None:
        try:
            self._desk.panels.attend(row, present)
        except DeskError as error:
            self.problem.show_problem(str(error))
        else:
            self.problem.clear()
        self.reload()

    # -- dialogs ------------------------------------------------------------------------------------------------------

    def ask_for_meeting(self) -> None:
        dialog = MeetingDialog(self._desk, self)
        dialog.accepted.connect(self.reload)
        dialog.open()

    def ask_for_case(self, meeting: MeetingRow) -> None:
        dialog = CaseDialog(self._desk, meeting, self)
        dialog.accepted.connect(self.reload)
        dialog.open()
