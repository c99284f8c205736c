"""Writing down an interview, an observation or a testimony, which becomes an item of the register."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import EVIDENCE_WORDS, EvidenceKind, EvidenceRow
from rpl_desk.services.drafts import RecordDraft
from rpl_desk.ui.widgets import DayField, DeskDialog, GrowingText, Segments, button, label, labelled
from rpl_desk.ui.widgets.days import day_typed

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

WIDTH = 760
KINDS = {
    EvidenceKind.PROFESSIONAL_DISCUSSION: ("Interview", "Who was interviewed"),
    EvidenceKind.OBSERVATION: ("Observation", "Who was observed"),
    EvidenceKind.TESTIMONY: ("Testimony", "Who testifies"),
}
"""What can be written down here: its word, and how it asks for the person."""


class RecordDialog(DeskDialog):
    """Closing it keeps what is written as a draft; `recorded` is the new item once it is in the register."""

    def __init__(self, desk: "Desk", case: CaseRow, parent: QWidget) -> None:
        super().__init__(
            "Write down what was said or seen",
            parent,
            note="The words become the file of a new item, with a fingerprint of its own, and are not changed after.",
            width=WIDTH,
        )
        self._desk, self._case = desk, case
        self.recorded: EvidenceRow | None = None
        self.kind = Segments("Kind", [(one, words, "") for one, (words, _) in KINDS.items()])
        self.kind.chosen.connect(self._show_kind)
        self.body.addWidget(self.kind)
        self.heard, self.capacity, self.title_edit, self.by = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.day, self.text = DayField(), GrowingText(least=9, most=24)
        self._who = labelled("Who was interviewed", self.heard)
        self.body.addWidget(self._who)
        self.body.addWidget(
            labelled("Their role, or how they know the claimant", self.capacity, "Such as claimant, or line manager")
        )
        self.body.addWidget(labelled("On", self.day))
        self.body.addWidget(labelled("What was said or seen", self.text))
        self.body.addWidget(labelled("Title in the register", self.title_edit, "Without one, the kind and the person"))
        self.body.addWidget(labelled("Written down by", self.by))
        self.kept = label("", "caption")
        self.foot.insertWidget(1, self.kept)
        self.drop = button("Throw the draft away", icon_name="trash-2", kind="danger")
        self.drop.clicked.connect(self._throw_away)
        self.buttons.insertWidget(0, self.drop)
        self.not_now.setText("Keep as a draft")
        self.set_act("Put it in the register", "check")
        self.act.setDefault(False)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self.accept)
        self._fill(desk.drafts.draft(case))
        self.text.textChanged.connect(self._keep_draft)
        for field in (self.heard, self.capacity, self.title_edit, self.by, self.day):
            field.textChanged.connect(self._keep_draft)

    def _fill(self, draft: RecordDraft | None) -> None:
        begun = draft is not None
        if draft is None:
            draft = RecordDraft(next(iter(KINDS)), self._desk.session.now().date())
        self.kind.set_value(draft.kind)
        self.heard.setText(draft.heard)
        self.capacity.setText(draft.capacity)
        self.day.set_day(draft.held_on)
        self.text.setPlainText(draft.text)
        self.title_edit.setText(draft.title)
        self.by.setText(draft.recorded_by or self._desk.session.user.name)
        self._show_kind(draft.kind)
        self.drop.setVisible(begun)
        self.kept.setText("Your draft, as you left it." if begun else "")
        self.kept.setVisible(begun)

    def _show_kind(self, kind: object) -> None:
        assert isinstance(kind, EvidenceKind)
        words = KINDS[kind][1]
        self.heard.setAccessibleName(words)
        for one in self._who.findChildren(QLabel):
            if one.buddy() is self.heard:
                one.setText(words)
        self._keep_draft()

    # -- the draft ----------------------------------------------------------------------------------------------------

    def _draft(self) -> RecordDraft:
        kind = self.kind.value()
        assert isinstance(kind, EvidenceKind)
        try:
            day = day_typed(self.day.text())
        except ValueError:
            day = None
        return RecordDraft(
            kind,
            day,
            self.title_edit.text(),
            self.heard.text(),
            self.capacity.text(),
            self.by.text(),
            self.text.toPlainText(),
        )

    def _keep_draft(self) -> None:
        if self.recorded is None and self.isVisible():
            draft = self._draft()
            self._desk.drafts.keep(self._case, draft)
            self.kept.setText("Kept as a draft until it is in the register or the program closes.")
            self.kept.setVisible(draft.is_begun)
            self.drop.setVisible(draft.is_begun)

    def _throw_away(self) -> None:
        """Drop the draft; asked twice, since nothing brings it back."""
        if self.drop.text() != "Throw it away for good":
            self.drop.setText("Throw it away for good")
            return
        self._desk.drafts.drop(self._case)
        super().reject()

    # -- into the register --------------------------------------------------------------------------------------------

    def accept(self) -> None:
        draft = self._draft()
        try:
            day = day_typed(self.day.text())
            if day is None:
                raise ValueError("Say on what day it was.")
            heard = draft.heard.strip()
            capacity = f", {draft.capacity.strip()}" if heard and draft.capacity.strip() else ""
            self.recorded = self._desk.evidence.record_item(
                self._case,
                draft.kind,
                draft.title.strip() or f"{EVIDENCE_WORDS[draft.kind].capitalize()}, {heard or 'nobody named'}",
                draft.text,
                held_on=day,
                heard=heard + capacity,
                recorded_by=draft.recorded_by,
            )
        except (DeskError, ValueError) as error:
            self.refuse(str(error))
        else:
            self._desk.drafts.drop(self._case)
            super().accept()
