"""Letting an assessor withdraw before the reveal, and appointing somebody in their place."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.judgements import AssessmentRow
from rpl_desk.ui.widgets import DeskDialog, Paragraph, labelled

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


class WithdrawDialog(DeskDialog):
    """Lets an assessor judge no longer, with a reason."""

    def __init__(
        self, desk: "Desk", contents: CaseContents, assessment: AssessmentRow, name: str, parent: QWidget
    ) -> None:
        note = "What they judged is kept, sealed and not counted. Somebody else judges in their place."
        super().__init__(f"{name} withdraws", parent, note=note)
        self._desk, self._contents, self._assessment = desk, contents, assessment
        self.reason = QLineEdit()
        self.body.addWidget(labelled("Reason, printed in the record", self.reason))
        self.set_act("Withdraw", "x", kind="danger")

    def accept(self) -> None:
        try:
            self._desk.withdrawing.withdraw(self._contents.case, self._assessment, self.reason.text())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()


class AppointDialog(DeskDialog):
    """Appoints somebody in the place of an assessor who withdrew."""

    def __init__(self, desk: "Desk", contents: CaseContents, why: str, parent: QWidget) -> None:
        super().__init__("Appoint an assessor", parent, note="They judge anew, and see nothing of what was judged.")
        self._desk, self._contents = desk, contents
        self.body.addWidget(Paragraph(why))
        self.who = QComboBox()
        people = desk.withdrawing.possible(contents.case.id)
        for one in people:
            self.who.addItem(one.name, one)
        hint = "Nobody who judges the case, withdrew from it or declared an interest."
        self.body.addWidget(labelled("Assessor", self.who, hint if people else f"{hint} There is nobody else."))
        self.set_act("Appoint", "user-plus")

    def accept(self) -> None:
        if self.who.currentData() is None:
            self.refuse("There is nobody left to appoint. Add a person to the office first.")
            return
        try:
            self._desk.withdrawing.appoint(self._contents.case, self.who.currentData())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()
