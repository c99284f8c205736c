"""The chair confirms a decision, or takes it back with a reason."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.decisions import OUTCOME_WORDS
from rpl_desk.domain.departures import departures
from rpl_desk.domain.errors import DeskError
from rpl_desk.ui.forms.ui_reason import Ui_Reason
from rpl_desk.ui.widgets import DeskDialog, Paragraph

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


class ConfirmDialog(DeskDialog):
    """The chair says aloud what was decided, then confirms; `accepted` means it is decided."""

    def __init__(self, desk: "Desk", contents: CaseContents, parent: QWidget) -> None:
        super().__init__("Confirm the decision", parent, note=f"{contents.case.reference}  {contents.case.title}")
        self._desk, self._contents = desk, contents
        decision = contents.decision
        assert decision is not None and decision.outcome is not None
        gives = "" if decision.level is None else f": {decision.points} credit points at SCQF level {decision.level}"
        self.body.addWidget(Paragraph(f"{OUTCOME_WORDS[decision.outcome]}{gives}.", "reading"))
        for one in departures(contents):
            self.body.addWidget(Paragraph(one, "reading"))
        self.body.addWidget(
            Paragraph(
                "The record is frozen with this: everything decided and what it rests on. Then the signatories sign,"
                " each with their own passphrase. Until all have signed you can take it back, with a reason."
            )
        )
        self.set_act("Confirm the decision", "stamp")

    def accept(self) -> None:
        try:
            self._desk.decisions.decide(self._contents.case)
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()


class TakeBackDialog(DeskDialog):
    """Takes a decision back to the panel, with the reason; `accepted` means it is back."""

    def __init__(self, desk: "Desk", contents: CaseContents, parent: QWidget) -> None:
        super().__init__(
            "Take the decision back",
            parent,
            note="The record made of it is kept, marked as superseded, with any signature.",
        )
        self._desk, self._contents = desk, contents
        self.ui = self.add_form(Ui_Reason)
        self.ui.reason_label.setText("Reason, printed in the next record")
        self.set_act("Take it back", "undo-2")

    def accept(self) -> None:
        try:
            self._desk.decisions.take_back(self._contents.case, self.ui.reason_edit.text())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()
