"""The reviews of a signed decision: when the next one is due, and what came of those that were held."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rpl_desk.domain.after import due_words
from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.ui.case.conditions_panel import who_follows
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.widgets import (
    DayField,
    DeskDialog,
    GrowingText,
    IconLabel,
    Panel,
    Paragraph,
    button,
    chip_row,
    empty_layout,
    label,
    labelled,
    refuse,
)
from rpl_desk.ui.widgets.days import HINT, day_needed, day_typed

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

NOTE = "Note a review"


class ReviewsPanel(Panel):
    """A review changes nothing in the decision; where it finds the decision wrong, the decision is amended."""

    changed = Signal()

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._case: CaseRow | None = None
        self.box.addWidget(label("Reviews", "title3"))
        self.box.addWidget(
            Paragraph("A review changes nothing. Where it finds the decision wrong, amend the decision.", tone="second")
        )
        self.lines = QVBoxLayout()
        self.box.addLayout(self.lines)
        self.note = button(NOTE, icon_name="clipboard-check")
        self.note.setShortcut("Ctrl+Shift+V")
        self.note.clicked.connect(self.ask)
        self.box.addWidget(chip_row(self.note))

    def show_case(self, contents: CaseContents) -> None:
        self._case = contents.case
        today, due = self._desk.session.now().date(), self._desk.after.next_review(contents.case.id)
        empty_layout(self.lines)
        if due is None:
            self.lines.addWidget(Paragraph("No review is due: no decision that stands names a day.", tone="second"))
        else:
            icon, token = ("triangle-alert", "bad") if due < today else ("calendar", "text2")
            words = f"Next review {as_text(due)}, {due_words(due, today)}"
            self.lines.addWidget(IconLabel(icon, words, "strong", token))
        for one in self._desk.after.reviews(contents.case.id):
            words = f"Held {as_text(one.held_on)}, next on {as_text(one.next_on)}: {one.note}"
            self.lines.addWidget(Paragraph(words, "small"))
        self.note.setVisible(due is not None)
        refuse(self.note, who_follows(self._desk, contents), NOTE)

    def ask(self) -> "ReviewDialog":
        """Ask when a review was held, what came of it and when the next one is."""
        assert self._case is not None
        dialog = ReviewDialog(self._desk, self._case, self)
        dialog.accepted.connect(self.changed)
        dialog.open()
        return dialog


class ReviewDialog(DeskDialog):
    """Notes that the decision was looked at again."""

    def __init__(self, desk: "Desk", case: CaseRow, parent: QWidget) -> None:
        super().__init__(
            NOTE,
            parent,
            note="It is kept as noted. If it is wrong, note it again: the one noted last says when the next is due.",
        )
        self._desk, self._case = desk, case
        self.held, self.found, self.next = DayField(), GrowingText(least=2), DayField()
        self.held.set_day(desk.session.now().date())
        self.body.addWidget(labelled("Held on", self.held, HINT))
        self.body.addWidget(labelled("What came of it", self.found))
        years = desk.office.policy().review_years
        unless = f"Left empty: {years} year{'' if years == 1 else 's'} after this one, by the office's settings"
        self.body.addWidget(labelled("Next review on", self.next, unless))
        self.set_act(NOTE, "clipboard-check")

    def accept(self) -> None:
        try:
            self._desk.after.hold_review(
                self._case,
                day_needed(self.held.text(), "Say on what day the review was held."),
                self.found.toPlainText(),
                day_typed(self.next.text()),
            )
        except (DeskError, ValueError) as error:
            self.refuse(str(error))
        else:
            super().accept()
