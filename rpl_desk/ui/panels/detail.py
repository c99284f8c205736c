"""One meeting as it is planned: its room and times, its cases in order, who is invited, its papers."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import day_words
from rpl_desk.domain.panels import AttendanceRow, MeetingRow, quorum_words
from rpl_desk.domain.people import PersonRow
from rpl_desk.domain.seals import SEALED
from rpl_desk.services.meetings import AgendaLine
from rpl_desk.ui.asking import PDFS, ask_folder, ask_where
from rpl_desk.ui.panels.order_list import OrderList
from rpl_desk.ui.tables import row_at
from rpl_desk.ui.tasks import Task, in_background
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    Avatar,
    Chip,
    Framed,
    IconLabel,
    Panel,
    Paragraph,
    RefusedBox,
    Segments,
    button,
    chip_row,
    empty_layout,
    label,
    labelled,
    rule,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.papers import Pack


class MeetingDetail(QWidget):
    """changed: something of the meeting was changed. asked: for a case, as its reference. run: to run the meeting.

    add: to put a case on the table.
    """

    changed = Signal()
    asked = Signal(str)
    run = Signal(object)
    add = Signal(object)

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._meeting: MeetingRow | None = None
        self._people: dict[int, PersonRow] = {}
        self.present: dict[int, Segments] = {}
        self._filling = False
        self._task: Task | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE["xs"], 0, SPACE["s"], 0)
        self._column.setSpacing(SPACE["m"])
        self.problem = RefusedBox()
        self._head = QVBoxLayout()
        self._leaving = QVBoxLayout()
        self._invited = QVBoxLayout()
        self._invited.setSpacing(SPACE["s"])
        self._column.addWidget(self.problem)
        self._column.addLayout(self._head)
        self._column.addWidget(self._papers())
        self._column.addLayout(self._leaving)
        self._add_order()
        self._column.addWidget(rule())
        self._column.addLayout(self._invited)
        self._column.addStretch(1)

    def _papers(self) -> QWidget:
        self.start_run = button("Run the meeting", icon_name="play", kind="primary")
        self.start_run.setShortcut("Ctrl+Return")
        self.start_run.clicked.connect(lambda: self.run.emit(self._shown))
        self.agenda = button("Agenda as PDF", icon_name="file-text", size="small")
        self.agenda.setShortcut("Ctrl+Shift+G")
        self.agenda.clicked.connect(self._ask_for_agenda)
        self.pack = button("Paper pack", icon_name="printer", size="small")
        self.pack.setShortcut("Ctrl+Shift+P")
        self.pack.clicked.connect(self._ask_for_pack)
        self.minutes = button("Minutes", icon_name="pen-line", size="small")
        self.minutes.setShortcut("Ctrl+Shift+U")
        self.minutes.clicked.connect(self.ask_for_minutes)
        self.change = button("Change or invite", icon_name="user-plus", size="small")
        self.change.setShortcut("Ctrl+Shift+I")
        self.change.clicked.connect(self.ask_to_change)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Paper pack")
        self.stop = button("Stop", icon_name="x", size="small")
        self.stop.setAccessibleName("Stop writing the paper pack")
        self.stop.clicked.connect(self._stop)
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(chip_row(self.start_run, self.change, self.agenda, self.pack, self.minutes))
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        column.addLayout(row)
        self.bar.hide()
        self.stop.hide()
        return made

    def _add_order(self) -> None:
        self.title = label("", "title3")
        self.times_left = Paragraph("", "small", tone="second")
        self.begins = QLineEdit()
        self.begins.setPlaceholderText("10:00")
        self.begins.setMaxLength(5)
        self.begins.editingFinished.connect(self._begin_at)
        self.group = button("Group by who leaves", icon_name="users", size="small")
        self.group.setShortcut("Ctrl+G")
        self.group.clicked.connect(lambda: self._do(lambda: self._desk.meetings.group(self._shown)))
        put = button("Put a case on the table", icon_name="plus", size="small")
        put.setShortcut("Ctrl+Shift+N")
        put.clicked.connect(lambda: self.add.emit(self._shown))
        self._column.addWidget(self.title)
        self._column.addWidget(labelled("Begins at", self.begins, "Written as 10:00; the times follow from it."))
        self._column.addWidget(chip_row(self.group, put))
        self.nothing = Paragraph("No case is on the table yet.", tone="second")
        self._column.addWidget(self.nothing)
        self.order = OrderList(lambda: [] if self._meeting is None else list(self._desk.meetings.order(self._meeting)))
        self.order.moved.connect(self._move)
        self.order.activated.connect(
            lambda index: self.asked.emit(row_at(index).case.reference) if index.isValid() else None
        )
        self.order.selectionModel().currentChanged.connect(lambda *_: self._show_item())
        self.framed = Framed(self.order, "surface")
        self._column.addWidget(self.framed)
        self._column.addWidget(self.times_left)
        self._column.addWidget(self._item_bar())

    def _item_bar(self) -> QWidget:
        self.length = QSpinBox()
        self.length.setRange(1, 600)
        self.length.setSuffix(" min")
        self.length.setKeyboardTracking(False)
        self.length.valueChanged.connect(self._estimate)
        self.lead = QComboBox()
        self.lead.activated.connect(lambda _: self._name_lead())
        self.earlier = button("Earlier", icon_name="chevron-up", size="small")
        self.earlier.clicked.connect(lambda: self.order.move_chosen(-1))
        self.later = button("Later", icon_name="chevron-down", size="small")
        self.later.clicked.connect(lambda: self.order.move_chosen(1))
        self.take_off = button("Take off the table", icon_name="x", size="small")
        self.take_off.clicked.connect(self._take_off)
        self.item_bar = Panel("raised")
        self.item_name = label("", "smallstrong", wrap=True)
        self.item_bar.box.addWidget(self.item_name)
        fields = QHBoxLayout()
        fields.addWidget(labelled("Takes", self.length))
        fields.addWidget(labelled("Leads", self.lead), 1)
        self.item_bar.box.addLayout(fields)
        self.item_bar.box.addWidget(chip_row(self.earlier, self.later, self.take_off))
        return self.item_bar

    # -- showing ------------------------------------------------------------------------------------------------------

    @property
    def _shown(self) -> MeetingRow:
        assert self._meeting is not None
        return self._meeting

    def show_meeting(self, meeting: MeetingRow, people: dict[int, PersonRow]) -> None:
        """Show a meeting, or the same one read again."""
        if self._meeting is None or self._meeting.id != meeting.id:
            self.problem.clear()
        self._meeting, self._people = meeting, people
        attendance = self._desk.panels.attendance(meeting)
        sitting = self._desk.meetings.sitting(meeting)
        self._show_head(attendance)
        if not self.begins.hasFocus():
            self.begins.setText(sitting.begins if sitting else "")
        self.order.reload()
        lines = self.order.rows.rows
        self.title.setText(f"Running order, {len(lines)} case{'' if len(lines) == 1 else 's'}")
        self.nothing.setVisible(not lines)
        for one in (self.framed, self.times_left, self.item_bar, self.group):
            one.setVisible(bool(lines))
        self.times_left.setText(_times_words(self._desk.meetings.times_left(meeting)))
        self._show_leaving(lines)
        self._show_item()
        holder = self.window().focusWidget()
        held = next((key for key, one in self.present.items() if holder and one.isAncestorOf(holder)), None)
        empty_layout(self._invited)
        self.present = {}
        self._invited.addWidget(label(f"Invited, {len(attendance)}", "title3"))
        for row in attendance:
            self._invited.addWidget(self._attendance_row(row))
        if held in self.present:  # once the key that was pressed is over, and what was just made is shown
            QTimer.singleShot(0, self, lambda: self._give_back(held))

    def _give_back(self, person_id: int | None) -> None:
        if person_id in self.present:
            self.present[person_id].take_focus()

    def _show_head(self, attendance: tuple[AttendanceRow, ...]) -> None:
        meeting = self._shown
        empty_layout(self._head)
        present = sum(one.present is True for one in attendance)
        row = QHBoxLayout()
        row.addWidget(label(f"Panel of {day_words(meeting.held_on)}", "title2", wrap=True), 1)
        sign = "settled" if present >= meeting.quorum else "decision required"
        row.addWidget(Chip(quorum_words(present, meeting.quorum), sign))
        self._head.addLayout(row)
        words = [meeting.place or "No place given", f"chair {self._people[meeting.chair_id].name}"]
        if meeting.secretary_id is not None:
            words.append(f"secretary {self._people[meeting.secretary_id].name}")
        self._head.addWidget(Paragraph(" · ".join(words), tone="second"))

    def _show_leaving(self, lines: list[AgendaLine]) -> None:
        """Say who has to be out of the room for which case, and why."""
        empty_layout(self._leaving)
        found = [(who.name, f"{one.case.reference}, {who.why}") for one in lines for who in one.leaving]
        if not found:
            return
        box = Panel("leave", spacing=SPACE["s"])
        box.box.addWidget(IconLabel("door-open", "Must leave while the case is decided", "strong", "part"))
        for name, words in found:
            box.box.addWidget(Paragraph(f"{name}: {words}", "small"))
        self._leaving.addWidget(box)

    def _show_item(self) -> None:
        line = self.order.chosen()
        self.item_bar.setVisible(line is not None)
        if line is None:
            return
        self._filling = True
        self.item_name.setText(f"{line.case.reference}  {line.case.title}")
        self.length.setValue(line.item.minutes)
        self.lead.clear()
        self.lead.addItem("Its first assessor", None)
        for one in self._people.values():
            if one.retired_at is None:
                self.lead.addItem(one.name, one)
                if one.id == line.item.lead_id:
                    self.lead.setCurrentIndex(self.lead.count() - 1)
        place = self.order.currentIndex().row()
        self.earlier.setEnabled(place > 0)
        self.later.setEnabled(place < len(self.order.rows.rows) - 1)
        self.take_off.setEnabled(line.item.taken_at is None)
        self._filling = False

    def _attendance_row(self, row: AttendanceRow) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE["m"])
        person = self._people[row.person_id]
        line.addWidget(Avatar(person.name))
        role = ", chair" if person.id == self._shown.chair_id else ""
        line.addWidget(label(f"{person.name}{role}", wrap=True), 1)
        present = self.present[person.id] = Segments(
            f"{person.name} is", [(True, "Present", ""), (False, "Apologies", "")]
        )
        if row.present is not None:
            present.set_value(row.present)
        present.chosen.connect(lambda value: self._do(lambda: self._desk.panels.attend(row, bool(value))))
        line.addWidget(present)
        if row.present is not False:
            return made
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["xs"])
        column.addWidget(made)
        why = QLineEdit(row.apology)
        why.setAccessibleName(f"Apology of {person.name}")
        why.setPlaceholderText("What the apology says, printed in the minutes")
        why.editingFinished.connect(lambda: self._keep_apology(row, why.text()))
        column.addWidget(why)
        return whole

    def _keep_apology(self, row: AttendanceRow, words: str) -> None:
        if words.strip() != row.apology:
            self._do(lambda: self._desk.panels.attend(row, False, words))

    # -- acting -------------------------------------------------------------------------------------------------------

    def _do(self, act: object) -> None:
        """Do something and read the meeting again; a refusal is shown here and leaves it as it was."""
        assert callable(act)
        try:
            act()
        except DeskError as error:
            self.problem.show_problem(str(error))
        else:
            self.problem.clear()
        self.changed.emit()

    def _begin_at(self) -> None:
        sitting = self._desk.meetings.sitting(self._shown)
        if self.begins.text().strip() != (sitting.begins if sitting else ""):
            self._do(lambda: self._desk.meetings.begin_at(self._shown, self.begins.text()))

    def _move(self, line: AgendaLine, position: int) -> None:
        self._do(lambda: self._desk.meetings.place(self._shown, line.item, position))

    def _estimate(self, minutes: int) -> None:
        line = self.order.chosen()
        if not self._filling and line is not None:
            self._do(lambda: self._desk.meetings.estimate(self._shown, line.item, minutes))

    def _name_lead(self) -> None:
        line = self.order.chosen()
        if line is not None:
            self._do(lambda: self._desk.meetings.name_lead(self._shown, line.item, self.lead.currentData()))

    def _take_off(self) -> None:
        line = self.order.chosen()
        if line is not None:
            self._do(lambda: self._desk.panels.take_off(self._shown, line.case))

    # -- papers -------------------------------------------------------------------------------------------------------

    def ask_to_change(self) -> None:
        """Ask what is changed of the meeting, and who is invited besides."""
        from rpl_desk.ui.panels.dialogs import MeetingDialog

        dialog = MeetingDialog(self._desk, self, self._shown)
        dialog.accepted.connect(self.changed)
        dialog.open()

    def ask_for_minutes(self) -> None:
        """Open the minutes of the meeting."""
        from rpl_desk.ui.panels.minutes_dialog import MinutesDialog

        dialog = MinutesDialog(self._desk, self._shown, self)
        dialog.finished.connect(lambda _: self.changed.emit())
        dialog.open()

    def _ask_for_agenda(self) -> None:
        name = f"agenda {self._shown.held_on.isoformat()}.pdf"
        ask_where(self, "Write the agenda", name, PDFS, self.write_agenda)

    def write_agenda(self, path: Path) -> None:
        """Write the agenda beside the window and say so."""
        meeting = self._shown
        self._task = in_background(
            self,
            lambda _: self._desk.papers.print_agenda(meeting, path),
            lambda _: self.problem.show_info(f"The agenda is written: {path.name}. {self._seal_words()}", "printer"),
            self.problem.show_problem,
        )

    def _ask_for_pack(self) -> None:
        ask_folder(self, "Write the paper pack to a folder", self.write_pack)

    def write_pack(self, folder: Path) -> None:
        """Write the paper pack beside the window, with its progress; it can be stopped between two cases."""
        meeting = self._shown
        self.bar.setRange(0, 0)
        for one in (self.bar, self.stop):
            one.show()
        self.pack.setEnabled(False)
        self._task = in_background(
            self,
            lambda progress: self._desk.papers.print_pack(meeting, folder, progress),
            self._packed,
            self._not_packed,
            self._progressed,
        )

    def _progressed(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _packed(self, pack: "Pack") -> None:
        self._after_pack()
        words = f"{len(pack.files)} papers written"
        left_out = f"; left out, as you leave the room: {', '.join(pack.left_out)}" if pack.left_out else ""
        self.problem.show_info(f"{words}{left_out}. {self._seal_words()}", "printer")

    def _seal_words(self) -> str:
        return self._desk.seals.not_sealed_because or SEALED

    def _not_packed(self, sentence: str) -> None:
        self._after_pack()
        self.problem.show_problem(sentence)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._after_pack()
        self.problem.show_info("The paper pack was stopped. What was written is whole.", "printer")

    def _after_pack(self) -> None:
        for one in (self.bar, self.stop):
            one.hide()
        self.pack.setEnabled(True)


def _times_words(count: int) -> str:
    if not count:
        return "Nobody has to leave the room in this order."
    return f"In this order somebody leaves the room {'once' if count == 1 else f'{count} times'}."
