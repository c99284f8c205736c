"""A new case by hand: its kind, its title, and whom or what it is about."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rpl_desk.domain.cases import KIND_WORDS, CaseKind
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.intake import CaseFile, IntakeClaimant, IntakeProgramme
from rpl_desk.services.intake import IntakeService
from rpl_desk.ui.forms.ui_new_case import Ui_NewCase
from rpl_desk.ui.widgets import DeskDialog

NO_PROGRAMME = (CaseKind.RPL_CREDIT_GENERAL, CaseKind.RPL_FORMATIVE)


class NewCaseDialog(DeskDialog):
    """Opens a case and stays open, with the reason, when a rule says no.

    opened: the new case.
    """

    opened = Signal(object)

    def __init__(self, intake: IntakeService, parent: QWidget) -> None:
        super().__init__("New case", parent, note="It begins at intake; everything else is filled in there.")
        self._intake = intake
        inside = QWidget()
        self.ui = Ui_NewCase()
        self.ui.setupUi(inside)
        self.body.addWidget(inside)
        for kind, words in KIND_WORDS.items():
            self.ui.kind_combo.addItem(words, kind.value)
        self.ui.kind_combo.currentIndexChanged.connect(self._fit_kind)
        self.set_act("Open the case", "plus")
        self._fit_kind()
        self.ui.title_edit.setFocus()

    @property
    def kind(self) -> CaseKind:
        return CaseKind(self.ui.kind_combo.currentData())

    def accept(self) -> None:
        ui, kind = self.ui, self.kind
        title = ui.title_edit.text().strip()
        if not title:
            self.refuse("Give the case a title.")
            ui.title_edit.setFocus()
            return
        if not kind.is_credit_rating and not ui.claimant_edit.text().strip():
            self.refuse("Say whose learning it is.")
            ui.claimant_edit.setFocus()
            return
        named = title if kind.is_credit_rating else ui.programme_edit.text().strip()
        claimant = None if kind.is_credit_rating else IntakeClaimant(ui.claimant_edit.text())
        programme = IntakeProgramme(named, owner=ui.owner_edit.text()) if named else None
        try:
            case = self._intake.open_case(CaseFile(kind, title, programme=programme, claimant=claimant))
        except DeskError as error:
            self.refuse(str(error))
            return
        super().accept()
        self.opened.emit(case)

    def _fit_kind(self, *_: object) -> None:
        ui, rating = self.ui, self.kind.is_credit_rating
        with_programme = not rating and self.kind not in NO_PROGRAMME
        if not with_programme:
            ui.programme_edit.clear()
        if not rating and not with_programme:
            ui.owner_edit.clear()
        for widgets, shown in (
            ((ui.claimant_label, ui.claimant_edit), not rating),
            ((ui.programme_label, ui.programme_edit), with_programme),
            ((ui.owner_label, ui.owner_edit), rating or with_programme),
        ):
            for widget in widgets:
                widget.setVisible(shown)
        ui.title_label.setText("Title of the programme" if rating else "Title")
        self.refuse("")
