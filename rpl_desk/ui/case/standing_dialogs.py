"""A signed decision is amended or voided, an amendment dropped, findings opened again: each by the chair, with why."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from rpl_desk.domain.after import LockState, VoidingRow
from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.judgements import AssessmentState
from rpl_desk.ui.forms.ui_reason import Ui_Reason
from rpl_desk.ui.office.key_dialogs import KeyDialog
from rpl_desk.ui.widgets import DeskDialog, Panel, Paragraph, PassphraseField, RefusedBox, TickLine, label, labelled

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

NO_REASON = "…"
"""Stands in the words of a voiding until a reason is typed."""


class ReasonedDialog(DeskDialog):
    """Does one act with a reason that is printed; stays open, with the sentence, when it is refused."""

    def __init__(self, title: str, note: str, parent: QWidget, act: Callable[[str], object]) -> None:
        super().__init__(title, parent, note=note)
        self._do = act
        self.ui = self.add_form(Ui_Reason)
        self.ui.reason_label.setText("Reason, printed in the record")

    def accept(self) -> None:
        try:
            self._do(self.ui.reason_edit.text())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()


class AmendDialog(ReasonedDialog):
    """Opens the next version of a signed decision."""

    def __init__(self, desk: "Desk", case: CaseRow, version: int, parent: QWidget) -> None:
        super().__init__(
            "Amend the decision",
            f"Version {version} is not touched. It stands until everybody has signed the next version, which says that"
            f" it supersedes version {version}, and why.",
            parent,
            lambda reason: desk.amending.amend(case, reason, reconcile=self.findings.isChecked()),
        )
        self.findings = TickLine("Open the findings again too, not the decision alone")
        self.body.addWidget(self.findings)
        self.set_act("Open the next version", "pen-line")


def drop_dialog(desk: "Desk", case: CaseRow, parent: QWidget) -> ReasonedDialog:
    """Return the dialog that lets an amendment be, so that the signed version goes on standing."""
    made = ReasonedDialog(
        "Drop the amendment",
        "What was drafted for the next version goes, and the findings are again as they were signed.",
        parent,
        lambda reason: desk.amending.drop(case, reason),
    )
    made.set_act("Drop the amendment", "undo-2", kind="danger")
    return made


def findings_dialog(desk: "Desk", case: CaseRow, parent: QWidget) -> ReasonedDialog:
    """Return the dialog that opens again the findings that the panel completed."""
    made = ReasonedDialog(
        "Open the findings again",
        "The case goes back to where the panel agrees its findings. Nothing that was agreed is lost.",
        parent,
        lambda reason: desk.locks.unlock(case, LockState.RECONCILED, reason),
    )
    made.set_act("Open the findings again", "undo-2")
    return made


class SealedDialog(ReasonedDialog):
    """Gives sealed judgements back to their assessor, before the reveal."""

    def __init__(self, desk: "Desk", contents: CaseContents, parent: QWidget) -> None:
        super().__init__(
            "Open sealed judgements again",
            "What was sealed is kept beside what comes after.",
            parent,
            lambda reason: desk.locks.unlock(contents.case, LockState.SEALED, reason, assessor=self.who.currentData()),
        )
        self.who = QComboBox()
        for one in contents.assessments:
            if one.state is AssessmentState.SEALED:
                self.who.addItem(contents.people[one.person_id].name, one.number)
        self.body.insertWidget(0, labelled("Whose", self.who))
        self.set_act("Open again", "undo-2")


class VoidDialog(KeyDialog):
    """Voids a signed decision, signed by the chair with their own passphrase over the words shown."""

    def __init__(self, desk: "Desk", case: CaseRow, parent: QWidget) -> None:
        super().__init__("Void the decision", parent, f"{case.reference}  {case.title}")
        self._desk, self._case = desk, case
        self._shown = desk.decisions.current_record(case.id).sha256
        self.voided: VoidingRow | None = None
        warning = RefusedBox("notice")
        warning.show_problem(
            "This cannot be taken back. The decision stands no more and nothing takes its place: no credit, level or"
            " place that it gave counts from now on. To correct a decision, amend it instead."
        )
        self.body.addWidget(warning)
        self.reason = QLineEdit()
        self.body.addWidget(labelled("Reason, covered by your signature", self.reason))
        self.body.addWidget(label("What you sign, word for word", "label"))
        words = Panel("sunken", padding=12)
        self.words = Paragraph("", "reading")
        words.box.addWidget(self.words)
        self.body.addWidget(words)
        self.passphrase = PassphraseField(name="Your passphrase")
        self.body.addWidget(labelled(f"{desk.session.user.name}'s passphrase", self.passphrase))
        self.finish_body()
        self.set_act("Void the decision", "octagon-x", kind="danger")
        self.reason.textChanged.connect(lambda _: self._show_words())
        self._show_words()

    def _show_words(self) -> None:
        self.words.setText("\n".join(self._desk.voiding.words(self._case, self.reason.text().strip() or NO_REASON)))

    def try_it(self) -> None:
        reason, passphrase, shown = self.reason.text(), self.passphrase.text(), self._shown
        if not reason.strip():
            self.refuse("Say why the decision is voided. The reason is kept, and your signature covers it.")
            self.reason.setFocus()
            return
        self.run(lambda: self._desk.voiding.void(self._case, reason, passphrase, shown=shown), self._done)

    def _done(self, voided: VoidingRow) -> None:
        self.voided = voided
        self.passphrase.clear_words()
        for field in (self.reason, self.passphrase):
            field.setEnabled(False)
        self.show_answer(
            "Receipt of your signature",
            voided.receipt,
            "Hand out a new roster: whoever checks the record with it learns that it stands no more.",
        )
        self.refit()
