"""The record on paper and in sheets, checked after writing; copies; any document verified; the case's log."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.fingerprints import short_fingerprint
from rpl_desk.domain.seals import SEALED
from rpl_desk.services.words import action_words, who_words
from rpl_desk.ui.asking import RECORDS, ask_file, ask_folder
from rpl_desk.ui.case.copies import CarryingPanel, CopiesPanel
from rpl_desk.ui.case.panes import Panes
from rpl_desk.ui.case.paper_forms import FormsPanel
from rpl_desk.ui.layout import Column, scrolled
from rpl_desk.ui.page import CasePart
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.tables import RowTableModel, as_text
from rpl_desk.ui.tasks import Task, in_background
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    DeskTable,
    IconLabel,
    Panel,
    Paragraph,
    RefusedBox,
    SectionHead,
    TickLine,
    Toast,
    button,
    button_row,
    empty_layout,
    label,
    refuse,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.exchange import Exported

VERDICTS = {
    "good": ("shield-check", "Good: it is as it was signed.", "good"),
    "bad": ("octagon-x", "Not as it was signed.", "bad"),
    "unsigned": ("circle-dashed", "Not signed by all it asks for.", "part"),
    "ended": ("undo-2", "Signed as it says, and stands no more.", "part"),
    "unknown": ("circle-help", "It cannot be told.", "part"),
}


WIDE = 960  # of the documents at 100 % text: sentences, not fields


class ExportingPart(CasePart):
    keys = (
        ("Ctrl+E", "Export the decision"),
        ("Ctrl+Shift+G", "Write the credit rating form and the qualification grid"),
        ("Ctrl+M", "Marked copy of an evidence item"),
        ("Ctrl+Shift+R", "Redacted copy of an evidence item"),
        ("Ctrl+Shift+A", "In a redacted copy: draw an area"),
        ("Ctrl+B", "In a redacted copy: cover what is selected"),
        ("Ctrl+Shift+E", "Write the case folder"),
        ("Ctrl+Shift+M", "Take in my marks from a case folder"),
        ("Ctrl+Shift+V", "Verify a document"),
    )

    def __init__(self, desk: "Desk", preferences: Preferences | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._case: CaseRow | None = None
        self._task: Task | None = None
        self._folder = Path()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        self._build(QVBoxLayout(inner))
        documents = scrolled(Column(inner, WIDE))
        self.panes = Panes(
            "exporting", [("Documents", documents, 730), ("Log of this case", self._log_pane(), 650)], preferences
        )
        column.addWidget(self.panes)

    def _build(self, column: QVBoxLayout) -> None:
        column.setContentsMargins(SPACE["xl"], SPACE["xl"], SPACE["xl"], SPACE["xl"])
        column.setSpacing(SPACE["l"])
        self.notice = RefusedBox("notice")
        self.problem = RefusedBox()
        column.addWidget(self.notice)
        column.addWidget(self.problem)
        out = Panel()
        out.box.addWidget(label("Decision record", "title3"))
        self.nothing = Paragraph("There is nothing to export yet. The panel decides first.", tone="second")
        out.box.addWidget(self.nothing)
        self.records = QVBoxLayout()
        out.box.addLayout(self.records)
        self.pdf, self.xlsx, self.json = (
            TickLine("PDF, archival and tagged, with the signed record attached"),
            TickLine("Excel workbook, with the signed record on its last sheet"),
            TickLine("JSON, the signed record alone"),
        )
        for tick in (self.pdf, self.xlsx, self.json):
            tick.setChecked(True)
            out.box.addWidget(tick)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Export")
        self.bar.hide()
        self.stop = button("Stop exporting", kind="plain")
        self.stop.clicked.connect(self.stop_export)
        self.stop.hide()
        self.checking = label("", "caption")
        self.checking.hide()
        self.bar.setTextVisible(False)
        out.box.addWidget(self.bar)
        out.box.addLayout(button_row(self.checking, self.stop))
        self.written = QVBoxLayout()
        out.box.addLayout(self.written)
        self.seal_words = Paragraph("", "small", tone="second")
        self.seal_words.hide()
        out.box.addWidget(self.seal_words)
        self.open_folder = button("Open the folder", icon_name="folder-open")
        self.open_folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))))
        self.open_folder.hide()
        self.export = button("Export the decision", icon_name="download")
        self.export.setShortcut("Ctrl+E")
        self.export.clicked.connect(self._ask_where)
        self.release = button("Release the decision", icon_name="badge-check", kind="primary")
        self.release.clicked.connect(self.release_case)
        out.box.addLayout(button_row(self.open_folder, self.export, self.release))
        column.addWidget(out)
        self.forms = FormsPanel(self._desk)
        self.copies, self.carrying = CopiesPanel(self._desk), CarryingPanel(self._desk)
        for panel in (self.forms, self.copies, self.carrying):
            panel.changed.connect(self.changed)
            column.addWidget(panel)
        verify = Panel()
        verify.box.addWidget(label("Verify a document", "title3"))
        verify.box.addWidget(
            Paragraph(
                "Any exported PDF, workbook or JSON, of this case or another, is checked without the store.",
                tone="second",
            )
        )
        self.verdict = IconLabel("circle-help", "No document chosen yet.", "strong")
        verify.box.addWidget(self.verdict)
        self.facts = Paragraph("", "small")
        self.facts.hide()
        verify.box.addWidget(self.facts)
        choose = button("Verify a document", icon_name="shield-check")
        choose.setShortcut("Ctrl+Shift+V")
        choose.clicked.connect(self._ask_what)
        verify.box.addLayout(button_row(choose))
        column.addWidget(verify)
        column.addStretch(1)

    def _log_pane(self) -> QWidget:
        pane = QWidget()
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(SectionHead("Log of this case", icon_name="history"))
        holder = Panel("surface", padding=0)
        column.addWidget(holder, 1)
        names: dict[str, str] = {}

        def lines() -> list[Any]:
            if self._case is None:
                return []
            names.update({one.uid: one.name for one in self._desk.people.people(retired=True)})
            return list(self._desk.cases.log(self._case.reference))

        self._log: RowTableModel[Any] = RowTableModel(
            {
                "Entry": lambda one: one.seq,
                "When": lambda one: one.at,
                "Who": lambda one: who_words(names, one.actor, one.signer),
                "What": lambda one: action_words(one.action),
            },
            lines,
            parent=self,
        )
        self.log = DeskTable("Log of this case, newest first", self._log, strong=3, stretch=3)
        holder.box.addWidget(self.log)
        return pane

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, contents: CaseContents) -> None:
        self._case = contents.case
        records = self._desk.decisions.records(contents.case.id)
        self.nothing.setVisible(not records)
        for widget in (self.pdf, self.xlsx, self.json, self.export):
            widget.setVisible(bool(records))
        self.forms.show_case(contents)
        self.copies.show_case(contents)
        self.carrying.show_case(contents)
        empty_layout(self.records)
        for one in records:
            sha = short_fingerprint(one.sha256)
            words = f"Version {one.version}, made {as_text(one.made_at)}, fingerprint {sha}"
            self.records.addWidget(
                Paragraph(f"{words}{'. Superseded: kept, and not exported' if one.superseded else ''}", "small")
            )
        stage = contents.case.stage
        self.export.setEnabled(any(not one.superseded for one in records))
        draft = stage is Stage.DECIDED
        self.notice.show_problem(
            "Not everybody has signed yet: what is exported now says on every page what is missing." if draft else ""
        )
        self.release.setVisible(stage in (Stage.DECIDED, Stage.SIGNED))
        refuse(self.release, "not signed by all" if draft else None, "Release the decision")
        self._log.reload()
        self.log.fit_columns()

    def start(self) -> None:
        (self.copies.item if self.export.isHidden() else self.export).setFocus()

    # -- exporting ----------------------------------------------------------------------------------------------------

    def _ask_where(self) -> None:
        ask_folder(self, "Export to a folder", self.export_to)

    def export_to(self, folder: Path) -> None:
        """Write the chosen documents beside the window and list them."""
        assert self._case is not None
        if not (self.pdf.isChecked() or self.xlsx.isChecked() or self.json.isChecked()):
            self.problem.show_problem("Choose at least one of PDF, Excel and JSON.")
            return
        case, self._folder = self._case, folder
        pdf, xlsx, json = self.pdf.isChecked(), self.xlsx.isChecked(), self.json.isChecked()
        self.export.setEnabled(False)
        self.bar.setRange(0, 0)
        self.bar.show()
        self.stop.show()
        self._task = in_background(
            self,
            lambda progress: self._desk.exchange.export(
                [case], folder, pdf=pdf, xlsx=xlsx, json=json, checking=progress
            ),
            self._exported,
            self._refused,
            self._show_checking,
        )

    def _show_checking(self, done: int, total: int) -> None:
        self.checking.setText(f"Checking the whole file first: {100 * done // total} %")
        self.checking.show()
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def stop_export(self) -> None:
        """Stop while the file is being checked; documents that are being written already are finished and shown."""
        if self._task is not None:
            self._task.cancel()
            self.problem.show_problem("The export was stopped.")
            self._after()

    def _exported(self, files: "list[Exported]") -> None:
        self._after()
        self.problem.clear()
        empty_layout(self.written)
        for one in files:
            self.written.addWidget(
                IconLabel(
                    "shield-check", f"{one.path.name}, checked after writing, SHA-256 {one.sha256[:8]}", "small", "good"
                )
            )
        self.seal_words.setText(self._desk.seals.not_sealed_because or SEALED)
        self.seal_words.setVisible(any(one.path.suffix == ".pdf" for one in files))
        self.open_folder.show()
        Toast(self.window(), f"{len(files)} documents written to {self._folder.name}.")
        self._log.reload()

    def _refused(self, sentence: str) -> None:
        self._after()
        self.problem.show_problem(sentence)

    def _after(self) -> None:
        for shown in (self.bar, self.stop, self.checking):
            shown.hide()
        self.export.setEnabled(True)

    def release_case(self) -> None:
        """Release the decision; a refusal is shown here."""
        assert self._case is not None
        try:
            self._desk.decisions.release(self._case)
        except DeskError as error:
            self.problem.show_problem(str(error))
        else:
            self.problem.clear()
            self.changed.emit()

    # -- verifying ----------------------------------------------------------------------------------------------------

    def _ask_what(self) -> None:
        ask_file(self, "Verify a document", RECORDS, self.verify)

    def verify(self, path: Path) -> None:
        """Check a document beside the window and say in plain words what holds."""
        from rpl_desk.services.verifying import verify_file

        self.verdict.set("circle-dot", f"Checking {path.name}.")
        self.facts.hide()
        in_background(self, lambda _: verify_file(path), lambda found: self._verified(path, found), self._refused)

    def _verified(self, path: Path, found: Any) -> None:
        icon, words, tone = VERDICTS[found.status.value]
        self.verdict.set(icon, f"{path.name}. {words}", tone)
        self.facts.setText("\n".join([*(str(one) for one in found.problems), *found.facts]))
        self.facts.show()
