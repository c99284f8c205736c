"""The minutes of a meeting: drafted from what was captured, corrected as versions, confirmed, printed."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import day_words
from rpl_desk.domain.panels import MeetingRow
from rpl_desk.domain.seals import SEALED
from rpl_desk.ui.asking import PDFS, ask_where
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.tasks import Task, in_background
from rpl_desk.ui.widgets import (
    DeskDialog,
    GrowingText,
    IconLabel,
    Paragraph,
    button,
    chip_row,
    empty_layout,
    label,
    labelled,
    rule,
)
from rpl_desk.ui.widgets.boxes import Panel

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


class MinutesDialog(DeskDialog):
    """Each act is done at once and shown here; the dialog is closed when the work is done."""

    def __init__(self, desk: "Desk", meeting: MeetingRow, parent: QWidget) -> None:
        super().__init__("Minutes", parent, note=f"Panel of {day_words(meeting.held_on)}", width=680)
        self._desk, self._meeting = desk, meeting
        self._task: Task | None = None
        self.versions = Panel("raised")
        self.body.addWidget(self.versions)
        self.draft = button("Draft from what was captured", icon_name="pen-line", kind="primary")
        self.draft.clicked.connect(lambda: self._do(lambda: desk.minutes.draft(meeting)))
        self.confirm = button("Confirm the newest version", icon_name="check")
        self.confirm.clicked.connect(self._confirm)
        self.print = button("Write as PDF", icon_name="printer")
        self.print.clicked.connect(self._ask_where)
        self.body.addWidget(chip_row(self.draft, self.confirm, self.print))
        self.body.addWidget(rule())
        self.body.addWidget(label("Correct a minute as a new version", "title3"))
        self.which = QComboBox()
        self.which.addItem("Of the meeting", None)
        for one in desk.meetings.order(meeting):
            self.which.addItem(f"{one.case.reference}  {one.case.title}", one.case)
        self.which.activated.connect(lambda _: self._show_minute())
        self.text = GrowingText(3)
        self.reason = QLineEdit()
        self.body.addWidget(labelled("Minute", self.which))
        self.body.addWidget(labelled("As it should read", self.text))
        self.body.addWidget(labelled("What is corrected", self.reason, "Printed in the new version."))
        self.correct = button("Keep the correction as a new version", icon_name="file-plus")
        self.correct.clicked.connect(self._correct)
        self.body.addWidget(chip_row(self.correct))
        self.not_now.setText("Close")
        self._show_minute()
        self._show()

    def _show(self) -> None:
        kept = self._desk.minutes.versions(self._meeting)
        empty_layout(self.versions.box)
        if not kept:
            self.versions.box.addWidget(Paragraph("Nothing is drafted yet.", tone="second"))
        for one in kept:
            state = f"confirmed {as_text(one.confirmed_at)}" if one.confirmed_at else "draft"
            words = f"Version {one.version}, {state}, made {as_text(one.made_at)}"
            sign = ("circle-check", "good") if one.confirmed_at else ("pencil", "accent")
            self.versions.box.addWidget(IconLabel(sign[0], words, "small", sign[1]))
            if one.reason:
                self.versions.box.addWidget(Paragraph(f"Corrected: {one.reason}", "small", tone="second"))
        settled = bool(kept) and kept[-1].confirmed_at is not None
        self.draft.setEnabled(not settled)
        self.confirm.setEnabled(bool(kept) and not settled)
        self.print.setEnabled(bool(kept))
        self.correct.setEnabled(bool(kept))
        self._fit()

    def _show_minute(self) -> None:
        self.text.setPlainText(self._desk.meetings.minute(self._meeting, self.which.currentData()))

    def _do(self, act: object) -> None:
        assert callable(act)
        try:
            act()
        except DeskError as error:
            self.refuse(str(error))
        else:
            self.refused.clear()
        self._show()

    def _confirm(self) -> None:
        newest = self._desk.minutes.versions(self._meeting)[-1]
        self._do(lambda: self._desk.minutes.confirm(self._meeting, newest))

    def _correct(self) -> None:
        case = self.which.currentData()
        texts = {None if case is None else case.id: self.text.toPlainText()}
        self._do(lambda: self._desk.minutes.correct(self._meeting, texts, self.reason.text()))
        if not self.refused.text():
            self.reason.clear()

    def _ask_where(self) -> None:
        name = f"minutes {self._meeting.held_on.isoformat()}.pdf"
        ask_where(self, "Write the minutes", name, PDFS, self.write_to)

    def write_to(self, path: Path) -> None:
        """Write the newest version as PDF beside the window, and say so here."""
        self.print.setEnabled(False)
        self._task = in_background(
            self,
            lambda _: self._desk.minutes.print(self._meeting, path),
            lambda _: self._written(f"Written: {path.name}. {self._desk.seals.not_sealed_because or SEALED}"),
            self._refused,
        )

    def _written(self, words: str) -> None:
        self._show()
        self.refused.show_info(words, "printer")
        self._fit()

    def _refused(self, sentence: str) -> None:
        self._show()
        self.refuse(sentence)
