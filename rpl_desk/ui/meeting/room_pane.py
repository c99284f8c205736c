"""The room at the right of a running meeting: who must leave, whether enough are there, who is in it and who is out."""

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.meetings import Room, room_of
from rpl_desk.domain.panels import ActingChairRow, AttendanceRow, MeetingRow
from rpl_desk.domain.people import ROLE_WORDS, PersonRow
from rpl_desk.services.meetings import at_clock
from rpl_desk.ui.meeting.people_signs import people_signs
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    Avatar,
    Chip,
    IconLabel,
    Panel,
    Paragraph,
    TickLine,
    button,
    chip_row,
    empty_layout,
    label,
    rule,
)


class RoomPane(QWidget):
    """left, back: a person has left the room, or is in it again. came: an attendance row and whether they are there.

    declare: an interest is to be declared in the case on the table. chair: somebody else is to chair the meeting.
    """

    left = Signal(object)
    back = Signal(object)
    came = Signal(object, bool)
    declare = Signal()
    chair = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.ticks: dict[int, TickLine] = {}
        self.acts: dict[int, QPushButton] = {}
        self.quorum = Chip("", "plain")
        self._shown: object = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE["l"], SPACE["l"], SPACE["l"], SPACE["l"])
        self._column.setSpacing(SPACE["m"])

    def start(self) -> None:
        """Put the keyboard on the first person who must leave and has not."""
        first = next((one for one in self.ticks.values() if not one.isChecked()), None)
        if first is not None:
            first.setFocus()

    def forget(self) -> None:
        """Draw everything anew the next time, as after a tick that was refused."""
        self._shown = None

    def show_room(
        self,
        meeting: MeetingRow,
        attendance: tuple[AttendanceRow, ...],
        people: dict[int, PersonRow],
        contents: CaseContents | None,
        acting: ActingChairRow | None,
        *,
        is_open: bool,
    ) -> None:
        """Show who is there; without a case on the table nobody leaves. acting: who chairs in the chair's place."""
        of_case = (
            None if contents is None else (contents.case.id, contents.roles, contents.interests, contents.absences)
        )
        now = (meeting, attendance, of_case, acting, is_open)
        if now == self._shown:
            return
        self._shown = now
        holder = self.window().focusWidget()
        focused = next((key for key, one in self.ticks.items() if one is holder), None)
        pressed = next((key for key, one in self.acts.items() if one is holder), None)
        empty_layout(self._column)
        self.ticks, self.acts = {}, {}
        room = room_of(contents) if contents is not None and contents.meeting is not None else None
        if room is not None and is_open:
            self._add_leaving(room, people)
        self._add_quorum(meeting, attendance, room)
        self._column.addWidget(rule())
        self._column.addWidget(label("In the room" if is_open else "Who is there", "title3"))
        if is_open:
            chair = button("Change who chairs", icon_name="gavel", size="small")
            chair.clicked.connect(self.chair)
            self._column.addWidget(chip_row(chair))
        out = {one.person_id: one for one in room.out} if room is not None else {}
        for row in attendance:
            person = people[row.person_id]
            if row.present and person.id in out:
                gone = out[person.id]
                words = f"out since {at_clock(gone.left_at)}"
                self._add_person(person, words, ("Back", self.back) if is_open else None, gone.reason)
            elif row.present:
                self._add_person(
                    person, _part(person, meeting, contents, acting), ("Left", self.left) if is_open and room else None
                )
            else:
                self._add_absent(row, person)
        self._column.addStretch(1)
        again = self.ticks.get(focused or 0) or self.acts.get(pressed or 0)
        if again is not None:  # the same person's, who has now left or is back
            give_keyboard(again, self)

    def _add_leaving(self, room: Room, people: dict[int, PersonRow]) -> None:
        gone = {one.person_id: one for one in room.out}
        box = Panel("leave", spacing=SPACE["s"])
        box.box.addWidget(IconLabel("door-open", "Must leave", "strong", "part"))
        if not room.leaving:
            box.box.addWidget(Paragraph("Nobody for this case.", "small", tone="second"))
        for one in room.leaving:
            is_out = one.person_id in gone
            time = f"left at {at_clock(gone[one.person_id].left_at)}" if is_out else "still in the room"
            tick = TickLine(f"{one.name}, {one.why}. {time[0].upper()}{time[1:]}.")
            tick.setChecked(is_out)
            person = people[one.person_id]
            tick.clicked.connect(
                lambda checked, person=person: self.left.emit(person) if checked else self.back.emit(person)
            )
            self.ticks[one.person_id] = tick
            box.box.addWidget(tick)
        declare = button("Declare an interest", icon_name="user-plus", size="small")
        declare.clicked.connect(self.declare)
        box.box.addWidget(chip_row(declare))
        self._column.addWidget(box)

    def _add_quorum(self, meeting: MeetingRow, attendance: tuple[AttendanceRow, ...], room: Room | None) -> None:
        count = sum(one.present is True for one in attendance) if room is None else room.count
        enough = count >= meeting.quorum
        words = f"{count} present, {meeting.quorum} needed"
        self.quorum = Chip(words, "settled" if enough else "decision required")
        self._column.addWidget(chip_row(label("Quorum", "title3"), self.quorum))
        came = sum(one.present is True for one in attendance)
        if came:
            self._column.addWidget(people_signs(count, max(0, came - count)))
        if room is not None and room.why_not:
            self._column.addWidget(Paragraph(room.why_not, "small", tone="part"))

    def _add_person(self, person: PersonRow, words: str, act: tuple[str, SignalInstance] | None, why: str = "") -> None:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE["s"])
        row.addWidget(Avatar(person.name))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(label(person.name, "small", wrap=True))
        names.addWidget(label(f"{words}{f', {why}' if why else ''}", "caption", tone="second", wrap=True))
        row.addLayout(names, 1)
        if act is not None:
            word, signal = act
            pressed = button(word, size="small")
            pressed.setAccessibleName(f"{person.name}: {word}")
            pressed.clicked.connect(lambda: signal.emit(person))
            self.acts[person.id] = pressed
            row.addWidget(pressed)
        self._column.addWidget(made)

    def _add_absent(self, row: AttendanceRow, person: PersonRow) -> None:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE["s"])
        line.addWidget(Avatar(person.name))
        words = "apologies" if row.present is False else "not noted yet"
        line.addWidget(label(f"{person.name}, {words}", "small", tone="second", wrap=True), 1)
        for word, there in (("Is here", True), ("Apologies", False)):
            if there or row.present is None:
                pressed = button(word, size="small")
                pressed.setAccessibleName(f"{person.name}: {word}")
                pressed.clicked.connect(lambda _=False, there=there: self.came.emit(row, there))
                self.acts.setdefault(person.id, pressed)
                line.addWidget(pressed)
        self._column.addWidget(made)


def give_keyboard(widget: QWidget, within: QWidget) -> None:
    """Put the keyboard on a widget that was just made; Qt shows it only later, and until then it takes none."""
    shown: QWidget | None = widget
    while shown is not None and shown is not within:
        shown.show()
        shown = shown.parentWidget()
    widget.setFocus()


def _part(person: PersonRow, meeting: MeetingRow, contents: CaseContents | None, acting: ActingChairRow | None) -> str:
    if acting is not None and person.id == acting.person_id:
        return f"chairs now: {acting.reason}"
    if person.id == meeting.chair_id:
        return "chair" if acting is None else "chair, does not chair now"
    roles = [] if contents is None else [ROLE_WORDS[one.role] for one in contents.roles if one.person_id == person.id]
    if person.id == meeting.secretary_id:
        return ", ".join([*roles, "minutes"])
    return ", ".join(roles) or ("invited" if contents is None else "no part in this case, not counted")
