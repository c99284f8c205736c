"""A case handed in: what importing it would do, then the import itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QProgressBar, QWidget

from rpl_desk.domain.cases import KIND_WORDS, CaseRow
from rpl_desk.domain.errors import DeskError, Refused
from rpl_desk.domain.intake import CaseFile
from rpl_desk.services.exchange import ExchangeService, Handed
from rpl_desk.ui.tasks import Cancelled, Progress, Task
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import DeskDialog, Paragraph, button, label

WIDTH = 680
LINES_SHOWN = 10


def summary(case: CaseFile) -> list[tuple[str, str]]:
    """Return what a case holds, line by line, before it is imported."""
    units = case.programme.units if case.programme else ()
    asked = [
        "" if case.proposed_level is None else f"level {case.proposed_level}",
        "" if case.proposed_points is None else f"{case.proposed_points} credit points",
    ]
    lines = [
        ("Kind", KIND_WORDS[case.kind]),
        ("Title", case.title),
        ("Reference", case.reference or "the next one of this office"),
        ("Claimant", case.claimant.name if case.claimant else ""),
        ("Programme", case.programme.title if case.programme else ""),
        ("Asked for", ", ".join(part for part in asked if part)),
        ("Units", f"{len(units)} with {sum(len(unit.outcomes) for unit in units)} learning outcomes" if units else ""),
        ("Evidence", ", ".join(item.file for item in case.evidence)),
        ("People", ", ".join(f"{one.email} ({one.role})" for one in case.people)),
    ]
    return [(words, detail) for words, detail in lines if detail]


class ImportDialog(DeskDialog):
    """Reads and tries the import in a task, shows what it would do or every problem, and imports when told.

    imported: the case.
    """

    imported = Signal(object)

    def __init__(self, exchange: ExchangeService, source: Path, parent: QWidget) -> None:
        super().__init__("Import a case", parent, note=source.name, width=WIDTH)
        self._exchange, self._source = exchange, source
        self._handed: Handed | None = None
        self.reading = Paragraph("Reading the case and its files")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Reading the case")
        self.problems = QPlainTextEdit()
        self.problems.setAccessibleName("Problems found")
        self.problems.setReadOnly(True)
        self.problems.setTabChangesFocus(True)
        self.problems.hide()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE["l"])
        self._grid.setVerticalSpacing(SPACE["s"])
        self._grid.setColumnStretch(1, 1)
        for widget in (self.reading, self._bar, self.problems):
            self.body.addWidget(widget)
        self.body.addLayout(self._grid)
        self.copy = button("Copy", icon_name="copy", kind="plain")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.problems.toPlainText()))
        self.copy.hide()
        self.buttons.insertWidget(0, self.copy)
        self.set_act("Import the case", "download")
        self.act.setEnabled(False)
        self._start(self._read, self._show)

    def accept(self) -> None:
        if self._handed is None or not self.act.isEnabled():
            return
        self._set_busy("Importing the case and its files")
        self._start(self._import, self._done)

    def reject(self) -> None:
        for task in self.findChildren(Task):
            task.cancel()
        super().reject()

    def _read(self, progress: Progress) -> Handed:
        progress(0, 2)
        handed = self._exchange.read(self._source)
        progress(1, 2)
        self._exchange.import_handed(handed, dry_run=True)
        return handed

    def _import(self, progress: Progress) -> CaseRow:
        assert self._handed is not None
        progress(0, 1)
        return self._exchange.import_handed(self._handed)

    def _start(self, job: Callable[[Progress], Any], then: Callable[[Any], None]) -> None:
        task = Task(job, self)
        task.succeeded.connect(then)
        task.failed.connect(self._fail)
        task.start()

    def _show(self, handed: Handed) -> None:
        self._handed = handed
        self._set_busy("")
        self.reading.setText("Nothing is changed yet. Importing opens this case:")
        self.reading.show()
        for row, (words, detail) in enumerate(summary(handed.case)):
            self._grid.addWidget(label(words, "label"), row, 0)
            self._grid.addWidget(Paragraph(detail, "small"), row, 1)
        self.refuse("")

    def _done(self, case: CaseRow) -> None:
        super().accept()
        self.imported.emit(case)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            return
        self._set_busy("")
        self.act.setEnabled(False)
        if not isinstance(error, DeskError):
            raise error
        if isinstance(error, Refused):
            count = len(error.problems)
            self.problems.setPlainText("\n".join(str(problem) for problem in error.problems))
            self.problems.setMinimumHeight(min(count + 2, LINES_SHOWN) * look().theme.line("body"))
            self.problems.show()
            self.copy.show()
            self.refuse(f"{error.source} was refused: {count} problem{'' if count == 1 else 's'}. Nothing was changed.")
            self.problems.setFocus()
        else:
            self.refuse(str(error))

    def _set_busy(self, words: str) -> None:
        self.reading.setText(words)
        self.reading.setVisible(bool(words))
        self._bar.setVisible(bool(words))
        self.act.setEnabled(not words)
