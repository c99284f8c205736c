"""After the decision: which version stands, appeals, conditions, reviews and letters, and what is closed."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rpl_desk.domain.contents import CaseContents
from rpl_desk.ui.case.appeals_panel import AppealsPanel
from rpl_desk.ui.case.conditions_panel import ConditionsPanel
from rpl_desk.ui.case.letters_panel import LettersPanel
from rpl_desk.ui.case.locks_panel import LocksPanel
from rpl_desk.ui.case.reviews_panel import ReviewsPanel
from rpl_desk.ui.case.standing_panel import StandingPanel
from rpl_desk.ui.layout import Column, scrolled
from rpl_desk.ui.page import CasePart
from rpl_desk.ui.tokens import SPACE

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

WIDE = 960  # of the page at 100 % text: sentences, not fields


class AfterPart(CasePart):
    """Its panels each change one thing; nothing here edits what was signed."""

    keys = (
        ("Ctrl+Shift+M", "Amend the decision as a new version"),
        ("Ctrl+Shift+D", "Drop the amendment"),
        ("Ctrl+Shift+X", "Void the decision"),
        ("Ctrl+Shift+C", "Confirm a condition as met"),
        ("Ctrl+Shift+G", "Withdraw a confirmation"),
        ("Ctrl+Shift+V", "Note a review"),
        ("Ctrl+Shift+A", "Lodge an appeal"),
        ("Ctrl+Shift+K", "Acknowledge the appeal"),
        ("Ctrl+Shift+H", "Say who hears the appeal"),
        ("Ctrl+Shift+J", "Decide the appeal"),
        ("Ctrl+E", "Letter to the claimant"),
        ("Ctrl+Shift+O", "Letter to the owner"),
        ("Ctrl+Shift+W", "Wording of the letters"),
        ("Ctrl+U", "Open again what is closed"),
    )

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(SPACE["xl"], SPACE["xl"], SPACE["xl"], SPACE["xl"])
        column.setSpacing(SPACE["l"])
        self.standing, self.letters, self.locks = StandingPanel(desk), LettersPanel(desk), LocksPanel(desk)
        self.conditions, self.reviews, self.appeals = ConditionsPanel(desk), ReviewsPanel(desk), AppealsPanel(desk)
        self._panels = (self.standing, self.appeals, self.conditions, self.reviews, self.letters, self.locks)
        for panel in self._panels:
            panel.changed.connect(self.changed)
            column.addWidget(panel)
        column.addStretch(1)
        outer.addWidget(scrolled(Column(inner, WIDE)))

    def show_case(self, contents: CaseContents) -> None:
        for panel in self._panels:
            panel.show_case(contents)
