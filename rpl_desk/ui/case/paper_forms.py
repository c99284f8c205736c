"""The forms of a decided case: credit rating form and qualification grid, a panel of the documents part."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from rpl_desk.domain.contents import CaseContents
from rpl_desk.ui.asking import ask_folder
from rpl_desk.ui.case.copies import Working
from rpl_desk.ui.widgets import TickLine, Toast, button, button_row, refuse

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.exchange import Exported


class FormsPanel(Working):
    """Writes the chosen forms beside the window, made from the decision record alone."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(
            desk,
            "Forms of the decision",
            "Made from the decision record alone, in a layout of our own: no official form of the SCQF Partnership or"
            " of any other body.",
        )
        self._folder = Path()
        self.form = TickLine("Credit rating form, PDF: level and rationale, hours and credit, for each unit")
        self.grid = TickLine("Qualification grid, PDF")
        self.grid_sheet = TickLine("Qualification grid, Excel workbook")
        for tick in (self.form, self.grid, self.grid_sheet):
            tick.setChecked(True)
            self.box.addWidget(tick)
        self.open_folder = button("Open the folder", icon_name="folder-open")
        self.open_folder.setAccessibleName("Open the folder of the forms")
        self.open_folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))))
        self.open_folder.hide()
        self.write = button("Write the forms", icon_name="download")
        self.write.setShortcut("Ctrl+Shift+G")
        self.write.clicked.connect(self._ask_where)
        self._finish()
        self.box.addLayout(button_row(self.open_folder, self.write))

    def show_case(self, contents: CaseContents) -> None:
        self._case = contents.case
        decided = any(not one.superseded for one in self._desk.decisions.records(contents.case.id))
        self.form.setVisible(contents.case.kind.is_credit_rating)
        refuse(self.write, None if decided else "the panel decides first", "Write the forms")

    def _ask_where(self) -> None:
        ask_folder(self, "Write the forms to a folder", self.write_to)

    def write_to(self, folder: Path) -> None:
        """Write the chosen forms and list them."""
        assert self._case is not None
        case, self._folder = self._case, folder
        form = self.form.isChecked() and case.kind.is_credit_rating
        grid, sheet = self.grid.isChecked(), self.grid_sheet.isChecked()
        if not (form or grid or sheet):
            self.problem.show_problem("Choose at least one form.")
            return
        self._work(
            lambda _: self._desk.exchange.forms(case, folder, credit_form=form, grid=grid, grid_sheet=sheet),
            self._written,
        )

    def _written(self, files: "list[Exported]") -> None:
        for one in files:
            self._tell("shield-check", f"{one.path.name}, checked after writing, SHA-256 {one.sha256[:8]}")
        self.open_folder.show()
        Toast(self.window(), f"{len(files)} forms written to {self._folder.name}.")
        self.changed.emit()
