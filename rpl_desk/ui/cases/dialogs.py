"""Opening a case by hand, and importing one from a folder or a workbook after seeing what it would do."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from rpl_desk.domain.cases import KIND_WORDS, CaseKind, CaseRow
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.intake import CaseFile, IntakeClaimant, IntakeProgramme
from rpl_desk.ui.asking import WORKBOOKS, ask_file, ask_folder, ask_where
from rpl_desk.ui.forms.ui_new_case import Ui_NewCase
from rpl_desk.ui.tasks import in_background
from rpl_desk.ui.widgets import DeskDialog, Paragraph, button, button_row, chip_row, labelled

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.exchange import Handed


class NewCaseDialog(DeskDialog):
    """Opens a case with as little as makes it one; the intake asks for the rest."""

    def __init__(self, desk: "Desk", parent: QWidget) -> None:
        super().__init__(
            "New case", parent, note="The intake asks for everything else, and nothing has to be known now."
        )
        self._desk = desk
        self.opened: CaseRow | None = None
        self.ui = self.add_form(Ui_NewCase)
        for kind, words in KIND_WORDS.items():
            self.ui.kind_combo.addItem(words, kind)
        self.ui.kind_combo.currentIndexChanged.connect(self._fit_kind)
        self._fit_kind()
        self.set_act("Open the case", "plus")

    @property
    def kind(self) -> CaseKind:
        return CaseKind(self.ui.kind_combo.currentData())

    def _fit_kind(self) -> None:
        rating = self.kind.is_credit_rating
        for fields, shown in (
            ((self.ui.claimant_label, self.ui.claimant_edit), not rating),
            ((self.ui.programme_label, self.ui.programme_edit), not rating),
            ((self.ui.owner_label, self.ui.owner_edit), rating),
        ):
            for field in fields:
                field.setVisible(shown)
        self.ui.title_label.setText("Title of the programme" if rating else "Title")

    def accept(self) -> None:
        rating = self.kind.is_credit_rating
        title, claimant = self.ui.title_edit.text().strip(), self.ui.claimant_edit.text().strip()
        programme = title if rating else self.ui.programme_edit.text().strip()
        owner = self.ui.owner_edit.text().strip() if rating else ""
        if not title:
            self.refuse("A case needs a title.")
            return
        if not rating and not claimant:
            self.refuse("Say who claims; a sample or a reference will do for now.")
            return
        file = CaseFile(
            self.kind,
            title,
            programme=IntakeProgramme(programme, owner=owner) if programme else None,
            claimant=None if rating else IntakeClaimant(claimant),
        )
        try:
            self.opened = self._desk.intake.open_case(file)
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()


class ImportDialog(DeskDialog):
    """Reads a case folder or an intake workbook, says what it would do, then does it."""

    def __init__(self, desk: "Desk", parent: QWidget) -> None:
        super().__init__(
            "Import a case", parent, note="A folder with case.json and its evidence, or a filled intake workbook."
        )
        self._desk = desk
        self.opened: CaseRow | None = None
        self._handed: Handed | None = None
        folder = button("Choose a case folder", icon_name="folder-open")
        folder.clicked.connect(self._choose_folder)
        workbook = button("Choose a workbook", icon_name="file-spreadsheet")
        workbook.clicked.connect(self._choose_workbook)
        template = button("Write an empty workbook", icon_name="download", kind="plain")
        template.clicked.connect(self._choose_template)
        self.body.addWidget(chip_row(folder, workbook, template))
        self.summary = Paragraph("")
        self.body.addWidget(self.summary)
        self.problems = QPlainTextEdit()
        self.problems.setReadOnly(True)
        self.problems.setMinimumHeight(160)
        self.problem_box = labelled("What keeps it out", self.problems)
        self.copy = button("Copy the list", icon_name="copy", size="small")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.problems.toPlainText()))
        self.body.addWidget(self.problem_box)
        self.body.addLayout(button_row(self.copy))
        self.problem_box.hide()
        self.copy.hide()
        self.set_act("Import the case", "package-open")
        self.act.setEnabled(False)

    def _choose_folder(self) -> None:
        ask_folder(self, "Choose a case folder", self.read)

    def _choose_workbook(self) -> None:
        ask_file(self, "Choose a workbook", WORKBOOKS, self.read)

    def _choose_template(self) -> None:
        ask_where(self, "Write an empty workbook", "intake.xlsx", WORKBOOKS, self.write_template)

    def write_template(self, path: Path) -> None:
        """Write an empty intake workbook, beside the window."""
        in_background(self, lambda _: self._desk.exchange.template(path), self._wrote, self._refused)

    def _wrote(self, _: object) -> None:
        self.summary.setText(
            "The workbook is written. Fill it in, put the evidence files beside it, then choose it here."
        )

    def read(self, path: Path) -> None:
        """Read a source and try it without keeping anything, beside the window."""
        self._handed = None
        self.act.setEnabled(False)
        self.summary.setText(f"Reading {path.name}.")

        def job(_: object) -> "tuple[Handed, CaseRow]":
            handed = self._desk.exchange.read(path)
            return handed, self._desk.exchange.import_handed(handed, dry_run=True)

        in_background(self, job, self._read, self._refused)

    def _read(self, found: "tuple[Handed, CaseRow]") -> None:
        self._handed, case = found
        self.problem_box.hide()
        self.copy.hide()
        count = len(self._handed.files)
        self.summary.setText(
            f"{case.reference} would be opened: {case.title}, {KIND_WORDS[case.kind]}, with {count} evidence"
            f" file{'' if count == 1 else 's'}. Nothing is changed yet."
        )
        self.act.setEnabled(True)
        self.act.setFocus()

    def _refused(self, sentence: str) -> None:
        heading, _, rest = sentence.partition("\n")
        self.summary.setText(heading)
        self.problems.setPlainText(rest)
        self.problem_box.setVisible(bool(rest))
        self.copy.setVisible(bool(rest))

    def accept(self) -> None:
        if self._handed is None:
            return
        handed = self._handed
        self.act.setEnabled(False)
        in_background(self, lambda _: self._desk.exchange.import_handed(handed), self._imported, self._refused)

    def _imported(self, case: CaseRow) -> None:
        self.opened = case
        super().accept()
