"""The two acts on a whole set of judgements: sealing one's own, and the chair's giving sealed ones back."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.judgements import AssessmentRow
from rpl_desk.ui.case.commitment import COVER_SHEET, CommitmentLine
from rpl_desk.ui.page import CasePart
from rpl_desk.ui.widgets import DeskDialog, Paragraph, labelled

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


class SealDialog(DeskDialog):
    """Says what sealing means, seals, and shows the commitment."""

    def __init__(self, desk: "Desk", contents: CaseContents, unsure: int, part: CasePart) -> None:
        super().__init__("Seal your judgements", part, note=f"{contents.case.reference}  {contents.case.title}")
        self._desk, self._contents, self._part = desk, contents, part
        self.sealed: AssessmentRow | None = None
        self.words = Paragraph(
            "After this your answers, reasons and passages stay as they are. Nobody sees them before all assessors have"
            " sealed and the chair reveals. Only the chair can reopen them, with a reason that is printed."
        )
        self.body.addWidget(self.words)
        self.unsure = Paragraph(
            f"You are unsure about {unsure} of {len(contents.criteria)} criteria. The panel settles each of them.",
            tone="second",
        )
        self.unsure.setVisible(bool(unsure))
        self.body.addWidget(self.unsure)
        self._line = CommitmentLine(self)
        self.code, self.copy_code = self._line.code, self._line.copy
        self.set_act("Seal", "stamp")

    def accept(self) -> None:
        if self.sealed is not None:
            super().accept()
            return
        try:
            self.sealed = self._desk.judging.seal(self._contents.case)
        except DeskError as error:
            self.refuse(str(error))
            return
        self.title.setText("Sealed")
        self.words.setText(COVER_SHEET)
        self.unsure.hide()
        self._line.show(self.sealed.commitment)
        self.not_now.hide()
        self.set_act("Done", "check")

    def done(self, result: int) -> None:
        super().done(result)
        if self.sealed is not None:
            self._part.changed.emit()


class ReopenDialog(DeskDialog):
    """Gives sealed judgements back to their assessor, with the chair's reason."""

    def __init__(
        self, desk: "Desk", contents: CaseContents, assessment: AssessmentRow, name: str, part: CasePart
    ) -> None:
        super().__init__(
            f"Reopen the judgements of {name}", part, note="What was sealed is kept beside what comes after."
        )
        self._desk, self._contents, self._assessment, self._part = desk, contents, assessment, part
        self.reason = QLineEdit()
        self.body.addWidget(labelled("Reason, printed in the record", self.reason))
        self.set_act("Reopen", "undo-2")

    def accept(self) -> None:
        try:
            self._desk.judging.reopen(self._contents.case, self._assessment, self.reason.text())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()
            self._part.changed.emit()
