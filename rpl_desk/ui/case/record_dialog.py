"""Writing down an interview, an observation or a testimony, which becomes an item of the register."""

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import EVIDENCE_WORDS, EvidenceKind, EvidenceRow
from rpl_desk.ui.autosave import Autosave
from rpl_desk.ui.tables import time_words
from rpl_desk.ui.widgets import DayField, DeskDialog, GrowingText, Segments, button, label, labelled
from rpl_desk.ui.widgets.days import day_needed, day_typed

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
    """What is typed is kept in the store as it is typed; `recorded` is the new item once it is in the register."""

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
        self.autosave = Autosave(self._keep_draft, self)
        self.autosave.saved.connect(self._draft_kept)
        self.autosave.refused.connect(self.refuse)
        self._fill()
        self.text.textChanged.connect(self.autosave.touch)
        for field in (self.heard, self.capacity, self.title_edit, self.by, self.day):
            field.textChanged.connect(self.autosave.touch)
            self.autosave.watch(field)
        self.autosave.watch(self.text)

    def _fill(self) -> None:
        draft, today = self._desk.drafts.draft(self._case), self._desk.session.now().date()
        self.day.set_day(draft.held_on if draft is not None else today)
        self.by.setText(self._desk.session.user.name)
        if draft is not None:
            self.heard.setText(draft.heard)
            self.capacity.setText(draft.capacity)
            self.text.setPlainText(draft.text)
            self.title_edit.setText(draft.title)
            self.by.setText(draft.recorded_by)
            self.kept.setText("Your draft, as you left it.")
        self.drop.setVisible(draft is not None)
        self.kept.setVisible(draft is not None)
        self.kind.set_value(draft.kind if draft is not None else next(iter(KINDS)))
        self._name_person()

    def _show_kind(self, _: object) -> None:
        self._name_person()
        self.autosave.touch()

    def _name_person(self) -> None:
        """Ask for the person in the words of the kind."""
        words = KINDS[self._kind][1]
        self.heard.setAccessibleName(words)
        for one in self._who.findChildren(QLabel):
            if one.buddy() is self.heard:
                one.setText(words)

    # -- the draft ----------------------------------------------------------------------------------------------------

    @property
    def _kind(self) -> EvidenceKind:
        kind = self.kind.value()
        assert isinstance(kind, EvidenceKind)
        return kind

    def _typed(self) -> dict[str, Any]:
        return {
            "title": self.title_edit.text(),
            "heard": self.heard.text(),
            "capacity": self.capacity.text(),
            "recorded_by": self.by.text(),
            "text": self.text.toPlainText(),
        }

    def _keep_draft(self) -> None:
        day: date | None = None
        with suppress(ValueError):  # half a day is typed: the rest is kept, and the register asks for the whole of it
            day = day_typed(self.day.text())
        self._desk.drafts.keep(self._case, self._kind, held_on=day, **self._typed())

    def _draft_kept(self) -> None:
        when = time_words(self._desk.session.now())
        self.kept.setText(f"Kept {when} as your draft; nobody else sees it.")
        self.kept.show()
        self.drop.show()

    def reject(self) -> None:
        self.autosave.now()
        super().reject()

    def _throw_away(self) -> None:
        """Drop the draft; asked twice, since nothing brings it back."""
        if self.drop.text() != "Throw it away for good":
            self.drop.setText("Throw it away for good")
            return
        self.autosave.forget()
        self._desk.drafts.drop(self._case)
        super().reject()

    # -- into the register --------------------------------------------------------------------------------------------

    def accept(self) -> None:
        self.autosave.now()
        typed, heard = self._typed(), self.heard.text().strip()
        capacity = f", {self.capacity.text().strip()}" if heard and self.capacity.text().strip() else ""
        try:
            day = day_needed(self.day.text(), "Say on what day it was.")
            self.recorded = self._desk.evidence.record_item(
                self._case,
                self._kind,
                typed["title"].strip() or f"{EVIDENCE_WORDS[self._kind].capitalize()}, {heard or 'nobody named'}",
                typed["text"],
                held_on=day,
                heard=heard + capacity,
                recorded_by=typed["recorded_by"],
            )
        except (DeskError, ValueError) as error:
            self.refuse(str(error))
        else:
            self._desk.drafts.drop(self._case)
            super().accept()
