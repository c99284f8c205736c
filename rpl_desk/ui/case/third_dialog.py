"""Asks somebody for a third opinion on answers that lie far apart, or keeps why the panel goes on without one."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.judgements import CriterionRow, FindingRow
from rpl_desk.ui.case.commitment import COVER_SHEET, CommitmentLine
from rpl_desk.ui.theme import look
from rpl_desk.ui.widgets import DeskDialog, Paragraph, Segments, labelled

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

ASK, WITHOUT = "ask", "without"


class ThirdDialog(DeskDialog):
    """Changes the case when accepted, which is told by `accepted`; stays open with the reason when refused.

    is_chair: only the chair may go on without a third opinion.
    """

    def __init__(
        self, desk: "Desk", case: CaseRow, finding: FindingRow, why: str, parent: QWidget, *, is_chair: bool
    ) -> None:
        super().__init__("Third opinion", parent, note="The sealed judgements stay, and the finding stays the panel's.")
        self._desk, self._case, self._finding = desk, case, finding
        self.body.addWidget(Paragraph(why))
        self.how = Segments("What to do", [(ASK, "Ask a third assessor", ""), (WITHOUT, "Go on without", "")])
        self.how.chosen.connect(self._show)
        self.how.setVisible(is_chair)
        self.body.addWidget(self.how)
        self.who = QComboBox()
        people = desk.thirds.possible(case.id)
        for one in people:
            self.who.addItem(one.name, one)
        hint = (
            "Nobody who judged or revealed the case, or declared an interest. Ask who has not read the answers: until "
        )
        hint += "their opinion is given, none are shown to them."
        self.ask_box = labelled("Third assessor", self.who, hint if people else f"{hint} There is nobody else.")
        self.body.addWidget(self.ask_box)
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(4 * look().theme.line("body"))
        self.without_box = labelled("Why the panel goes on without one", self.reason, "It prints in the record.")
        self.body.addWidget(self.without_box)
        self.how.set_value(ASK)
        self._show(ASK)

    def _show(self, how: object) -> None:
        self.ask_box.setVisible(how == ASK)
        self.without_box.setVisible(how == WITHOUT)
        self.set_act("Ask for the opinion" if how == ASK else "Go on without", "check")

    def accept(self) -> None:
        try:
            if self.how.value() == WITHOUT:
                self._desk.thirds.go_without(self._case, self._finding, self.reason.toPlainText())
            elif self.who.currentData() is None:
                self.refuse("There is nobody left to ask. Add a person to the office, or go on without one.")
                return
            else:
                self._desk.thirds.ask(self._case, self._finding, self.who.currentData())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()


class OpinionSealedDialog(DeskDialog):
    """Says that a third opinion is sealed, and shows its commitment for the cover sheet."""

    def __init__(self, criterion: CriterionRow, commitment: str, parent: QWidget) -> None:
        super().__init__("Third opinion sealed", parent, note=criterion.label)
        self.body.addWidget(Paragraph(f"{COVER_SHEET} What others answered is shown to you now."))
        self.line = CommitmentLine(self)
        self.line.show(commitment)
        self.not_now.hide()
        self.set_act("Done", "check")
