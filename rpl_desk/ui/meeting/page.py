"""Meeting mode: the order at the left, the case on the table in the middle, the room at the right."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QPlainTextEdit

from rpl_desk.domain.cases import Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.meetings import SittingRow, next_in, room_of
from rpl_desk.domain.panels import AttendanceRow, BreakRow, MeetingRow, acting_now, chairing, in_room, on_break
from rpl_desk.domain.people import PersonRow
from rpl_desk.services.meetings import AgendaLine
from rpl_desk.ui.announcer import say
from rpl_desk.ui.autosave import Autosave
from rpl_desk.ui.case.intake_dialogs import InterestDialog
from rpl_desk.ui.meeting.dialogs import BreakDialog, ChairDialog, PutOffDialog
from rpl_desk.ui.meeting.frame import TABLE, MeetingFrame
from rpl_desk.ui.meeting.second_screen import SecondScreen
from rpl_desk.ui.page import keyboard_kept
from rpl_desk.ui.panels.minutes_dialog import MinutesDialog
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.tables import time_words
from rpl_desk.ui.widgets import dress_button

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

CLOCK_MS = 15_000
KEYS = (
    ("J  K", "Next case, previous case"),
    ("Ctrl+M", "Write the minute, of the meeting where no case is on the table"),
    ("S then D", "Choose the outcome by its letter"),
    ("Ctrl+Enter", "Confirm the decision, or go to what is missing"),
    ("Ctrl+G", "Take what the assessors say is missing, and would count, into the recommendations"),
    ("L", "To who must leave; Space notes that they have left"),
    ("I", "Declare an interest in this case"),
    ("O", "Put this case off"),
    ("G", "Go to this case: to its evidence, or to its signatures once it is decided"),
    ("Alt+Up  Alt+Down", "In the order: move a case"),
    ("Ctrl+Shift+O", "Open or close the meeting"),
    ("Ctrl+Shift+B", "Begin a break, or go on after it"),
    ("Ctrl+Shift+H", "Say who chairs the meeting from now"),
    ("Ctrl+Shift+S", "Second screen on or off"),
    ("Ctrl+Shift+U", "Minutes of the meeting"),
)
SINGLE = ("J  K", "S then D", "L", "I", "O", "G")
"""Those of them that are single letters, which a person may switch off."""


class MeetingPage(MeetingFrame):
    """Runs one meeting. What is typed is kept within two seconds; every act is in the store as soon as it is made."""

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """What the keys do here; single letters only where they act."""
        return tuple(one for one in KEYS if self._single_keys or one[0] not in SINGLE)

    def __init__(self, desk: "Desk", preferences: Preferences | None = None) -> None:
        super().__init__(desk, preferences)
        self._meeting: MeetingRow | None = None
        self._sitting: SittingRow | None = None
        self._paused: BreakRow | None = None
        self._lines: list[AgendaLine] = []
        self._contents: CaseContents | None = None
        self._people: dict[int, PersonRow] = {}
        self._filling = False
        self._second: SecondScreen | None = None
        self.autosave = Autosave(self._keep_minute, self)
        self.autosave.saved.connect(self._say_saved)
        self.autosave.refused.connect(self._not_saved)
        for box in (self.minute, self.of_meeting):
            box.textChanged.connect(self._touched)
        self.autosave.watch(self.minute, self.of_meeting)
        self.order.taken.connect(self.take_up)
        self.order.moved.connect(
            lambda line, place: self._do(lambda: desk.meetings.place(self._shown, line.item, place))
        )
        self.room.left.connect(self._leave)
        self.room.back.connect(lambda person: self._do(lambda: desk.meetings.come_back(self._shown, person)))
        self.room.came.connect(lambda row, there: self._do(lambda: desk.panels.attend(row, there)))
        self.room.declare.connect(self.ask_for_interest)
        self.room.chair.connect(self.ask_who_chairs)
        self.decision.changed.connect(self.reload)
        self.decision.said.connect(self.said)
        self.decision.asked_room.connect(self.to_room)
        for made, act in (
            (self.second_screen, self.show_second_screen),
            (self.minutes, self.ask_for_minutes),
            (self.pause, self.pause_or_go_on),
            (self.gate, self.open_or_close),
            (self.onward, lambda: self.step(1)),
            (self.put_off, self.ask_to_put_off),
            (self.to_case, self.open_case),
        ):
            made.clicked.connect(act)
        self.names.toggled.connect(lambda _: self._show_second())
        self._clock = QTimer(self)
        self._clock.setInterval(CLOCK_MS)
        self._clock.timeout.connect(self._tick)
        self._add_keys()

    def _add_keys(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "J": lambda: self.step(1),
            "K": lambda: self.step(-1),
            "L": self.to_room,
            "I": self.ask_for_interest,
            "O": self.ask_to_put_off,
            "G": self.open_case,
            "Ctrl+M": self.to_minute,
            "Ctrl+Shift+O": self.open_or_close,
            "Ctrl+Shift+B": self.pause_or_go_on,
            "Ctrl+Shift+H": self.ask_who_chairs,
            "Ctrl+Shift+S": self.show_second_screen,
            "Ctrl+Shift+U": self.ask_for_minutes,
        }
        for key, act in keys.items():
            if len(key) == 1 and not self._single_keys:
                continue
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # -- showing ------------------------------------------------------------------------------------------------------

    @property
    def _shown(self) -> MeetingRow:
        assert self._meeting is not None
        return self._meeting

    @property
    def up(self) -> AgendaLine | None:
        """The case on the table."""
        return next((one for one in self._lines if one.is_up), None)

    @property
    def following(self) -> AgendaLine | None:
        """The case that comes next: the first after the one on the table that is neither decided nor put off."""
        at = self.up.item.position if self.up is not None else 0
        return next(
            (one for one in self._lines if one.item.position > at and not one.decided and not one.item.put_off), None
        )

    def open_meeting(self, key: int) -> None:
        """Show a meeting by its number."""
        if self._meeting is None or self._meeting.id != key:
            self.problem.clear()
        self._meeting = self._desk.panels.meeting(key)
        self.reload()

    def reload(self) -> None:
        if self._meeting is not None:
            with keyboard_kept(self, self.start):
                self._read_again(self._meeting)

    def _read_again(self, meeting: MeetingRow) -> None:
        self._people = {one.id: one for one in self._desk.people.people(retired=True)}
        self._meeting = self._desk.panels.meeting(meeting.id)
        self._sitting = self._desk.meetings.sitting(self._meeting)
        self._paused = on_break(self._desk.meetings.breaks(self._meeting))
        self._lines = list(self._desk.meetings.order(self._meeting))
        attendance = self._desk.panels.attendance(self._meeting)
        self._show_head(attendance)
        self.order.show_order(self._meeting, self._sitting, self._lines)
        up = self.up
        is_open = self._sitting is not None and self._sitting.is_open
        contents = None if up is None else self._desk.intake.contents(up.case.id)
        if contents is not None and (contents.meeting is None or contents.meeting.id != self._meeting.id):
            contents = None  # it has gone to another meeting since
        self._show_case(contents, up)
        self.room.show_room(
            self._meeting,
            attendance,
            self._people,
            contents,
            acting_now(self._desk.meetings.acting(self._meeting)),
            is_open=is_open,
        )
        self._tick()

    def _show_head(self, attendance: tuple[AttendanceRow, ...]) -> None:
        sitting = self._sitting
        is_open = sitting is not None and sitting.is_open
        over = sitting is not None and sitting.closed_at is not None
        paused = self._paused is not None
        words = "on a break" if paused else "in session" if is_open else "closed" if over else "not opened"
        self.state.set(words, "late" if paused else "settled" if is_open else "locked" if over else "empty")
        runs = self._desk.meetings.runs(self._shown)
        self.gate.setText("Close the meeting" if is_open else "Open it again" if over else "Open the meeting")
        dress_button(
            self.gate, kind="outlined" if is_open or over else "primary", icon_name="lock" if is_open else "play"
        )
        self.gate.setEnabled(runs)
        self.pause.setVisible(is_open)
        self.pause.setEnabled(runs)
        self.pause.setText("Go on" if paused else "Break")
        dress_button(self.pause, kind="primary" if paused else "outlined", icon_name="play" if paused else "pause")
        self.onward.setEnabled(runs and is_open and not paused and self.following is not None)
        decided = sum(one.decided for one in self._lines)
        present = sum(one.present is True for one in attendance)
        self.heading.set_words("Meeting", f"{decided} of {len(self._lines)} cases decided, {present} came")

    def _show_case(self, contents: CaseContents | None, up: AgendaLine | None) -> None:
        same = self._contents is not None and contents is not None and self._contents.case.id == contents.case.id
        if not same:
            self.keep()
        self._contents = contents
        self.middle.setCurrentIndex(0 if contents is None else 1)
        self.decision.foot.setVisible(contents is not None)
        if contents is None or up is None:
            is_open = self._sitting is not None and self._sitting.is_open
            over = self._sitting is not None and self._sitting.closed_at is not None
            shut = "The meeting is closed." if over else "The meeting is not open yet. Note who is there, then open it."
            words = "No case is on the table. Take up the next one." if is_open else shut
            self.waiting.set_words(words)
            self._fill(self.of_meeting, self._desk.meetings.minute(self._shown), same=True)
            self.meeting_minute.setVisible(self._sitting is not None and self._sitting.opened_at is not None)
            self.of_meeting.setReadOnly(not self._desk.meetings.runs(self._shown))
            return
        self.card.show_case(contents, up, up.item.position, len(self._lines))
        self._fill(self.minute, self._desk.meetings.minute(self._shown, contents.case), same=same)
        runs = self._desk.meetings.runs(self._shown)
        self.minute.setReadOnly(not runs)
        self.put_off.setEnabled(runs and not up.decided)
        self.to_case.setText("Sign the record" if contents.case.stage is Stage.DECIDED else "Open the case")
        self.decision.show_case(contents)
        if not same:
            self.area.verticalScrollBar().setValue(0)
            say(self, f"Case {up.item.position} of {len(self._lines)}, {contents.case.title}. {self._room_words()}")

    def _fill(self, box: QPlainTextEdit, kept: str, *, same: bool) -> None:
        """Show what is kept, unless something typed into the same box is not kept yet."""
        if not (same and self.autosave.is_due) and box.toPlainText() != kept:
            self._filling = True
            box.setPlainText(kept)
            self._filling = False

    def _room_words(self) -> str:
        if self._contents is None:
            return ""
        room = room_of(self._contents)
        leave = ", ".join(one.name for one in room.still_here)
        return f"{f'Must leave: {leave}. ' if leave else ''}{room.quorum}"

    def _tick(self) -> None:
        up = self.up
        now = self._desk.session.now()
        minutes = None
        if up is not None and up.item.taken_at is not None:
            minutes = next_in(up.item.taken_at, up.item.minutes, now)
        self.order.show_next(self.following, minutes)
        self._show_second()

    # -- running ------------------------------------------------------------------------------------------------------

    def _do(self, act: Callable[[], object]) -> None:
        """Do something and show the meeting as it is then; a refusal is said at the top and changes nothing."""
        self.keep()
        try:
            act()
        except DeskError as error:
            self.problem.show_problem(str(error))
            self.room.forget()
        else:
            self.problem.clear()
        self.reload()

    def open_or_close(self) -> None:
        """Open the meeting, or close one that is open."""
        is_open = self._sitting is not None and self._sitting.is_open
        self._do(lambda: (self._desk.meetings.close if is_open else self._desk.meetings.open)(self._shown))

    def pause_or_go_on(self) -> None:
        """Ask what a break is for and begin it, or go on with the meeting after one."""
        if self._sitting is None or not self._sitting.is_open:
            self.problem.show_info("The meeting is not open, so it has no breaks.")
        elif self._paused is not None:
            self._do(lambda: self._desk.meetings.go_on(self._shown))
        else:
            self.keep()
            dialog = BreakDialog(self._desk, self._shown, self)
            dialog.accepted.connect(self.reload)
            dialog.open()

    def ask_who_chairs(self) -> None:
        """Ask who of those in the room chairs the meeting from now."""
        if self._sitting is None or not self._sitting.is_open:
            self.problem.show_info("The meeting is not open. Its chair is named where it is planned.")
            return
        self.keep()
        here = in_room(self._desk.panels.attendance(self._shown), self._desk.meetings.absences(self._shown))
        now = chairing(self._shown, self._desk.meetings.acting(self._shown))
        others = [self._people[one] for one in here if one != now]
        if not others:
            self.problem.show_info("Nobody else is in the room who could chair the meeting.")
            return
        dialog = ChairDialog(self._desk, self._shown, others, self)
        dialog.accepted.connect(lambda: self._chair_changed(dialog.not_given))
        dialog.open()

    def _chair_changed(self, not_given: list[str]) -> None:
        self.reload()
        if not_given:
            self.problem.show_problem("\n".join(not_given))
        else:
            self.problem.clear()

    def take_up(self, line: AgendaLine) -> None:
        """Bring a case on the table."""
        self._do(lambda: self._desk.meetings.take_up(self._shown, line.item))
        self.panes.bring(TABLE)

    def step(self, by: int) -> None:
        """Bring the next or the previous case of the order on the table; the next passes over what is decided."""
        if by > 0:
            line = self.following
        else:
            at = self.up.item.position if self.up is not None else len(self._lines) + 1
            line = next((one for one in reversed(self._lines) if one.item.position < at), None)
        if line is None:
            self.problem.show_info("This is the last case." if by > 0 else "This is the first case.")
        else:
            self.take_up(line)

    def _leave(self, person: PersonRow) -> None:
        contents = self._contents
        if contents is not None:
            self._do(lambda: self._desk.meetings.leave(self._shown, contents.case, person))

    def to_room(self) -> None:
        """Put the keyboard on who must leave."""
        self.panes.bring(TABLE + 1)
        self.room.start()
        if self._contents is not None and (why := room_of(self._contents).why_not):
            self.problem.show_problem(why)

    def to_minute(self) -> None:
        """Put the keyboard into the minute."""
        self.panes.bring(TABLE)
        if self._contents is None:
            self.of_meeting.setFocus()
        else:
            self.minute.setFocus()
            self.area.ensureWidgetVisible(self.minute)

    def ask_for_interest(self) -> None:
        """Ask who has an interest in the case on the table."""
        if self._contents is None:
            return
        dialog = InterestDialog(self._desk, self._contents.case, self)
        dialog.accepted.connect(self.reload)
        dialog.open()

    def ask_to_put_off(self) -> None:
        """Ask why the case on the table is left for another meeting."""
        if self.up is None or self.up.decided:
            return
        self.keep()
        dialog = PutOffDialog(self._desk, self._shown, self.up, self)
        dialog.accepted.connect(self.reload)
        dialog.open()

    def open_case(self) -> None:
        """Go to the page of the case on the table: to its signatures once it is decided, else to its evidence."""
        if self._contents is not None:
            case = self._contents.case
            self.went.emit("case", (case.reference, "signing" if case.stage is Stage.DECIDED else "evidence"))

    def ask_for_minutes(self) -> None:
        """Open the minutes of the meeting."""
        self.keep()
        dialog = MinutesDialog(self._desk, self._shown, self)
        dialog.finished.connect(lambda _: self.reload())
        dialog.open()

    # -- keeping ------------------------------------------------------------------------------------------------------

    def _touched(self) -> None:
        if not self._filling:
            self.autosave.touch()

    def _keep_minute(self) -> None:
        if self._meeting is not None:
            case = None if self._contents is None else self._contents.case
            box = self.of_meeting if case is None else self.minute
            self._desk.meetings.keep_minute(self._meeting, case, box.toPlainText())

    def _say_saved(self) -> None:
        self.said.emit(f"Saved {time_words(self._desk.session.now())}")

    def _not_saved(self, sentence: str) -> None:
        self.problem.show_problem(sentence)
        self.said.emit("Not saved")

    def keep(self) -> None:
        self.autosave.now()
        self.decision.keep()

    def start(self) -> None:
        if self._contents is not None:
            self.decision.start()
        else:
            self.order.order.setFocus()

    # -- second screen ------------------------------------------------------------------------------------------------

    def show_second_screen(self) -> None:
        """Open the second screen, or close it where it is open."""
        if self._second is None:
            self._second = SecondScreen(self)
        if self._second.isVisible():
            self._second.close()
        else:
            self._second.place()
            self._show_second()

    def _show_second(self) -> None:
        if self._second is None:
            return
        if not self.isVisible() or self._desk.session.is_locked:
            self._second.blank()
            return
        self._second.show_state(
            self.up, len(self._lines), self._public_state(), self.following, names=self.names.isChecked()
        )

    def _public_state(self) -> str:
        contents = self._contents
        if self._paused is not None:
            return "On a break."
        if contents is None:
            return ""
        if contents.case.stage is not Stage.PANEL:
            return "Decided." if self.up is not None and self.up.decided else "Being heard."
        return "Being decided." if room_of(contents).may_decide else "The decision waits."

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()
        if self._second is not None:
            self._second.blank()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()
        self._show_second()
