"""The order at the left of a running meeting: what is done, what is on the table, what comes next and when."""

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rpl_desk.domain.evidence import day_words
from rpl_desk.domain.meetings import ANNOUNCED_MINUTES, SittingRow
from rpl_desk.domain.panels import MeetingRow
from rpl_desk.services.meetings import AgendaLine, at_clock
from rpl_desk.ui.announcer import say
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.panels.order_list import OrderList
from rpl_desk.ui.tables import row_at
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import IconLabel, Panel, Paragraph, label


class OrderPane(QWidget):
    """taken: a line was activated and is to come on the table. moved: a line and its position from 1."""

    taken = Signal(object)
    moved = Signal(object, int)

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[AgendaLine] = []
        self._announced = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = Panel("surface", spacing=SPACE["xs"])
        self.title = label("", "title3", wrap=True)
        self.about = Paragraph("", "small", tone="second")
        head.box.addWidget(self.title)
        head.box.addWidget(self.about)
        column.addWidget(head)
        self.order = OrderList(lambda: self._lines, compact=True)
        self.order.moved.connect(self.moved)
        self.order.activated.connect(self._activated)
        inner = QWidget()
        listed = QVBoxLayout(inner)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.addWidget(self.order)
        listed.addStretch(1)
        column.addWidget(scrolled(inner), 1)
        self.foot = Panel("foot", spacing=SPACE["xs"])
        self.when = IconLabel("clock", "", "label", "text2")
        self.next = label("", "smallstrong", wrap=True)
        self.ask_in = Paragraph("", "small", tone="second")
        for one in (self.when, self.next, self.ask_in):
            self.foot.box.addWidget(one)
        column.addWidget(self.foot)

    def _activated(self, index: QModelIndex) -> None:
        if index.isValid():
            self.taken.emit(row_at(index))

    def show_order(self, meeting: MeetingRow, sitting: SittingRow | None, lines: list[AgendaLine]) -> None:
        """Show the cases as they stand; the one on the table is the chosen one."""
        self._lines = lines
        self.title.setText(f"Panel, {day_words(meeting.held_on)}")
        self.about.setText(_state_words(meeting, sitting))
        self.order.reload()
        for place, one in enumerate(lines):
            if one.is_up:
                self.order.setCurrentIndex(self.order.rows.index(place, 0))

    def show_next(self, line: AgendaLine | None, minutes: int | None) -> None:
        """Say what comes next and in how many minutes; within ten of them it is announced, once for each case."""
        self.foot.setVisible(line is not None)
        if line is None:
            return
        soon = minutes is not None and minutes <= ANNOUNCED_MINUTES
        when = "Next" if minutes is None else f"Next, in {minutes} minute{'' if minutes == 1 else 's'}"
        self.when.set("clock", when, "part" if soon else "text2")
        self.next.setText(f"Case {line.item.position}, {line.case.title}")
        lead = f"Lead {line.lead.name}. " if line.lead is not None else ""
        leave = ", ".join(one.name for one in line.leaving)
        self.ask_in.setText(f"{lead}{f'{leave} leaves.' if leave else 'Nobody leaves.'}")
        if soon and self._announced != line.case.id:
            self._announced = line.case.id
            say(self, f"{when}: case {line.item.position}. {lead}")


def _state_words(meeting: MeetingRow, sitting: SittingRow | None) -> str:
    parts = [meeting.place] if meeting.place else []
    if sitting is None or sitting.opened_at is None:
        parts.append(f"planned for {sitting.begins}" if sitting is not None and sitting.begins else "not opened yet")
    else:
        parts.append(f"opened {at_clock(sitting.opened_at)}")
        parts += [f"closed {at_clock(sitting.closed_at)}"] if sitting.closed_at else []
    return ", ".join(parts)
