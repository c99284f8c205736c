"""Meetings of the panel: who comes, whether enough are there, and the cases on the table."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QModelIndex, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import day_words
from rpl_desk.domain.panels import AttendanceRow, MeetingRow, quorum_words
from rpl_desk.domain.people import PersonRow
from rpl_desk.ui.layout import PageFrame, scrolled
from rpl_desk.ui.page import Page
from rpl_desk.ui.tables import ROW, RowTableModel
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    Avatar,
    Chip,
    DeskDialog,
    DeskTable,
    EmptyState,
    Framed,
    Panel,
    RefusedBox,
    Segments,
    TickLine,
    button,
    empty_layout,
    label,
    labelled,
    rule,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


class PanelsPage(Page):
    keys = (("Ctrl+N", "Call a meeting"), ("Enter", "Open the chosen case"))

    def __init__(self, desk: "Desk") -> None:
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
        split = QSplitter()
        split.addWidget(Framed(self.table))
        inner = QWidget()
        self._detail = QVBoxLayout(inner)
        self._detail.setContentsMargins(0, 0, SPACE["s"], 0)
        self._detail.setSpacing(SPACE["m"])
        self.detail.box.addWidget(scrolled(inner))
        split.addWidget(self.detail)
        split.setSizes([360, 640])
        split.setChildrenCollapsible(False)
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
        present = sum(one.present is True for one in attendance)
        self._detail.addWidget(label(f"Panel of {day_words(meeting.held_on)}", "title2", wrap=True))
        self._detail.addWidget(label(meeting.place or "No place given", tone="second", wrap=True))
        sign = "settled" if present >= meeting.quorum else "decision required"
        row = QHBoxLayout()
        row.addWidget(Chip(quorum_words(present, meeting.quorum), sign))
        row.addStretch(1)
        self._detail.addLayout(row)
        self._detail.addWidget(rule())
        self._detail.addWidget(label("Invited", "title3"))
        for one in attendance:
            self._detail.addWidget(self._attendance_row(meeting, one))
        self._detail.addWidget(rule())
        self._detail.addWidget(label("Cases on the table", "title3"))
        cases = self._desk.panels.cases(meeting)
        for case in cases:
            opened = button(f"{case.reference}  {case.title}", icon_name="folder-open", kind="plain")
            opened.clicked.connect(lambda _=False, case=case: self.went.emit("case", (case.reference, None)))
            self._detail.addWidget(opened)
        if not cases:
            self._detail.addWidget(label("No case is on the table yet.", tone="second", wrap=True))
        add = button("Put a case on the table", icon_name="plus")
        add.clicked.connect(lambda: self.ask_for_case(meeting))
        self._detail.addWidget(add)
        self._detail.addStretch(1)

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
        MeetingDialog(self._desk, self).open()

    def ask_for_case(self, meeting: MeetingRow) -> None:
        CaseDialog(self._desk, meeting, self).open()


class MeetingDialog(DeskDialog):
    """Calls a meeting: day, place, chair, members, quorum."""

    def __init__(self, desk: "Desk", page: PanelsPage) -> None:
        super().__init__("Call a meeting", page)
        self._desk, self._page = desk, page
        people = desk.people.people()
        self.day = QDateEdit(QDate.currentDate())
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("d MMMM yyyy")
        self.place = QLineEdit()
        self.chair, self.secretary = QComboBox(), QComboBox()
        self.secretary.addItem("Nobody yet", None)
        for one in people:
            self.chair.addItem(one.name, one)
            self.secretary.addItem(one.name, one)
        self.quorum = QSpinBox()
        self.quorum.setRange(1, 50)
        self.quorum.setValue(desk.office.policy().quorum)
        for words, field in (
            ("Held on", self.day),
            ("Place", self.place),
            ("Chair", self.chair),
            ("Secretary", self.secretary),
            ("Quorum", self.quorum),
        ):
            self.body.addWidget(labelled(words, field))
        self.body.addWidget(label("Members invited", "label"))
        self.members = [(one, TickLine(one.name)) for one in people]
        for _, tick in self.members:
            self.body.addWidget(tick)
        self.set_act("Call the meeting", "users")

    def accept(self) -> None:
        chosen = [one for one, tick in self.members if tick.isChecked()]
        try:
            self._desk.panels.call(
                date.fromisoformat(self.day.date().toString(Qt.DateFormat.ISODate)),
                self.place.text(),
                self.chair.currentData(),
                chosen,
                self.secretary.currentData(),
                self.quorum.value(),
            )
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()
            self._page.reload()


class CaseDialog(DeskDialog):
    """Puts a case on the table of a meeting."""

    def __init__(self, desk: "Desk", meeting: MeetingRow, page: PanelsPage) -> None:
        super().__init__("Put a case on the table", page, note=f"Panel of {day_words(meeting.held_on)}")
        self._desk, self._meeting, self._page = desk, meeting, page
        self.reference = QLineEdit()
        self.reference.setPlaceholderText("CR-2026-0012")
        self.body.addWidget(labelled("Reference of the case", self.reference))
        self.set_act("Put it on the table", "plus")

    def accept(self) -> None:
        try:
            case: CaseRow = self._desk.intake.case(self.reference.text().strip())
            self._desk.panels.put_on(self._meeting, case)
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()
            self._page.reload()
