"""What is asked for about an item: another file in its place, who confirms it, and why an older one still counts."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import EvidenceRow
from rpl_desk.ui.asking import ask_file
from rpl_desk.ui.tasks import Progress
from rpl_desk.ui.widgets import DayField, DeskDialog, Paragraph, button, labelled
from rpl_desk.ui.widgets.days import day_needed
from rpl_desk.ui.work_dialog import WorkDialog

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


class ReplaceDialog(WorkDialog):
    """Puts another file in an item's place; the earlier one is kept. `replaced` is the item as it then stands."""

    def __init__(self, desk: "Desk", case: CaseRow, row: EvidenceRow, parent: QWidget) -> None:
        super().__init__(
            f"Replace the file of {row.key}",
            parent,
            bar="Storing the new file",
            note="The earlier file is kept and can be read as before. Marks made on it wait until each has a place in"
            " the new one.",
        )
        self._desk, self._case, self._row = desk, case, row
        self.path: Path | None = None
        self.replaced: EvidenceRow | None = None
        self.body.addWidget(Paragraph(f"{row.title}\nNow: {row.file_name}", "small", tone="second"))
        self.file = Paragraph("No file chosen yet.")
        self.pick = button("Choose the new file", icon_name="folder-open")
        self.pick.clicked.connect(self._ask)
        self.body.addWidget(self.pick, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.file)
        self.reason = QLineEdit()
        self.body.addWidget(labelled("Reason, kept with the earlier file", self.reason, "Such as: the signed copy"))
        self.set_act("Replace it", "upload")

    def _ask(self) -> None:
        ask_file(self, f"The new file of {self._row.key}", "", self.choose)

    def choose(self, path: Path) -> None:
        """Take the file that is to stand there."""
        self.path = path
        self.file.setText(f"New: {path.name}")
        self.reason.setFocus()

    def accept(self) -> None:
        path, reason = self.path, self.reason.text()
        if path is None:
            self.refuse("Choose the new file first.")
            return
        if self.is_busy:
            return
        if not reason.strip():
            self.refuse("Say why the file is replaced; the reason is kept with the earlier file.")
            self.reason.setFocus()
            return

        def job(progress: Progress) -> EvidenceRow:
            row = self._desk.evidence.replace(self._case, self._row, path, reason, progress)
            self._desk.texts.take(row, lambda *_: self._desk.evidence.preview(row))
            return row

        self.work(job, self._stored)

    def _stored(self, row: EvidenceRow) -> None:
        self.replaced = row
        super().accept()


class ConfirmDialog(DeskDialog):
    """Keeps that somebody confirmed whose work an item is."""

    def __init__(self, desk: "Desk", case: CaseRow, row: EvidenceRow, parent: QWidget) -> None:
        super().__init__(
            f"Confirm whose work {row.key} is", parent, note="It holds for the file the item has now, and is kept."
        )
        self._desk, self._case, self._row = desk, case, row
        self.who, self.capacity, self.how, self.day = QLineEdit(), QLineEdit(), QLineEdit(), DayField()
        self.day.set_day(desk.session.now().date())
        self.body.addWidget(labelled("Who confirms it", self.who))
        self.body.addWidget(labelled("In what capacity", self.capacity, "Such as line manager, or issuing body"))
        self.body.addWidget(labelled("How", self.how, "Such as signed statement, or checked with the issuer"))
        self.body.addWidget(labelled("On", self.day))
        self.set_act("Keep it", "signature")

    def accept(self) -> None:
        try:
            day = day_needed(self.day.text(), "Say on what day it was confirmed.")
            self._desk.evidence.confirm_authenticity(
                self._case,
                self._row,
                confirmed_by=self.who.text(),
                capacity=self.capacity.text(),
                how=self.how.text(),
                confirmed_on=day,
            )
        except (DeskError, ValueError) as error:
            self.refuse(str(error))
        else:
            super().accept()


class ExceptionDialog(DeskDialog):
    """Records why an older item still counts; no words take the exception away again."""

    def __init__(self, desk: "Desk", case: CaseRow, row: EvidenceRow, note: str, parent: QWidget) -> None:
        super().__init__(f"Why {row.key} still counts", parent, note=note)
        self._desk, self._case, self._row = desk, case, row
        self.reason = QLineEdit(row.currency_exception)
        self.body.addWidget(
            labelled("Reason, printed in the record", self.reason, "Such as: used every week in the work since")
        )
        self.set_act("Record it", "check")

    def accept(self) -> None:
        try:
            self._desk.evidence.edit(self._case, self._row, currency_exception=self.reason.text())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()
