"""What meeting mode is made of: its head, the order, the table in the middle and the room. `MeetingPage` runs it."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from rpl_desk.ui.case.panes import Panes
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.meeting.case_card import CaseCard
from rpl_desk.ui.meeting.decision import MeetingDecision
from rpl_desk.ui.meeting.order_pane import OrderPane
from rpl_desk.ui.meeting.room_pane import RoomPane
from rpl_desk.ui.page import Page
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.single_keys import SingleKeys
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    Chip,
    EmptyState,
    GrowingText,
    Heading,
    Panel,
    RefusedBox,
    TickLine,
    button,
    chip_row,
    icon_button,
    key_hint,
    label,
    labelled,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

TABLE = 1  # the place of the middle pane


class MeetingFrame(Page):
    """Lays the parts out; none of its buttons does anything by itself."""

    def __init__(self, desk: "Desk", preferences: Preferences | None) -> None:
        super().__init__()
        self._desk = desk
        self._single_keys = SingleKeys(preferences).on
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        self.problem = RefusedBox()
        column.addWidget(self.problem)
        self.order, self.room = OrderPane(), RoomPane()
        self.card, self.decision = CaseCard(), MeetingDecision(desk, self, preferences)
        self.panes = Panes(
            "meeting",
            [("Order", self.order, 290), ("Case", self._table(), 770), ("Room", self._room_pane(), 310)],
            preferences,
        )
        self.panes.tabs.setCurrentIndex(TABLE)
        column.addWidget(self.panes, 1)

    def _head(self) -> QWidget:
        head = Panel("header", across=True, padding=SPACE["m"])
        back = icon_button("arrow-left", "Back to the meetings")
        back.clicked.connect(lambda: self.went.emit("panels", None))
        self.heading = Heading("Meeting", "title2", "small")
        self.state = Chip("not opened", "plain")
        self.second_screen = button("Second screen", icon_name="monitor", size="small")
        self.minutes = button("Minutes", icon_name="pen-line", size="small")
        self.pause = button("Break", icon_name="pause", size="small")
        self.gate = button("Open the meeting", icon_name="play", size="small")
        self.onward = button("Next case", icon_name="arrow-right", size="small")
        for widget in (back, self.state):
            head.box.addWidget(widget)
        head.box.insertWidget(1, self.heading, 1)
        row = chip_row(self.second_screen, self.minutes, self.pause, self.gate, self.onward)
        head.box.addWidget(row, 2)
        return head

    def _table(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inner = QWidget()
        listed = QVBoxLayout(inner)
        listed.setContentsMargins(SPACE["l"], SPACE["l"], SPACE["l"], SPACE["l"])
        listed.setSpacing(SPACE["l"])
        listed.addWidget(self.card)
        listed.addWidget(self._minute_panel())
        listed.addWidget(self.decision)
        listed.addStretch(1)
        self.area: QScrollArea = scrolled(inner)
        column.addWidget(self.area, 1)
        column.addWidget(self.decision.foot)
        self.middle = QStackedWidget()
        self.middle.addWidget(self._between_cases())
        self.middle.addWidget(made)
        return self.middle

    def _minute_panel(self) -> Panel:
        panel = Panel()
        self.minute = GrowingText(3)
        panel.box.addWidget(labelled("Minute of this case", self.minute, "Kept as you type, and printed as it stands."))
        self.put_off = button("Put this case off", icon_name="pause", size="small")
        self.to_case = button("Open the case", icon_name="folder-open", size="small")
        panel.box.addWidget(chip_row(key_hint(["Ctrl+M"], "minute"), self.put_off, self.to_case))
        return panel

    def _room_pane(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scrolled(self.room), 1)
        foot = Panel("foot", spacing=SPACE["s"])
        self.names = TickLine("Names on the second screen")
        foot.box.addWidget(label("Second screen: case number and state", "caption", tone="second", wrap=True))
        foot.box.addWidget(self.names)
        column.addWidget(foot)
        return made

    def _between_cases(self) -> QWidget:
        """Return what stands in the middle while no case is on the table."""
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(SPACE["l"], SPACE["l"], SPACE["l"], SPACE["l"])
        column.setSpacing(SPACE["l"])
        self.waiting = EmptyState("users", "")
        column.addWidget(self.waiting)
        self.of_meeting = GrowingText(4)
        self.meeting_minute = Panel()
        hint = "Who opened it, what was said besides the cases. Kept as you type."
        self.meeting_minute.box.addWidget(labelled("Minute of the meeting", self.of_meeting, hint))
        column.addWidget(self.meeting_minute)
        column.addStretch(1)
        return scrolled(inner)
