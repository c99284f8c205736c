"""What is judged, in its own words: the level descriptors in view, or the outcome with what belongs to it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.credit import total_hours
from rpl_desk.domain.judgements import LEVEL_KINDS, CriterionKind, CriterionRow
from rpl_desk.domain.programmes import ACTIVITY_WORDS
from rpl_desk.ui.case.level_finder import LevelFinder
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.widgets import Panel, Paragraph, SectionHead

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


class JudgedWords(QWidget):
    """The level finder where a level is judged, else the words of the criterion."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.finder = LevelFinder(lambda: desk.session.now().date())
        self.finder.explain(desk.office.descriptor_words())
        subject = Panel("surface")
        self._words = Paragraph("", "reading")
        self._details = Paragraph("", "small", tone="second")
        subject.box.addWidget(self._words)
        subject.box.addWidget(self._details)
        subject.box.addStretch(1)
        self._scroll = scrolled(subject)
        self._head = SectionHead("What is judged")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.finder, self._head, self._scroll):
            column.addWidget(widget)

    def show_criterion(
        self, contents: CaseContents, criterion: CriterionRow, answer: str, relied: Sequence[str]
    ) -> None:
        """Show another criterion; the finder begins at the level answered, else at the one that was asked for."""
        by_level = criterion.kind in LEVEL_KINDS
        self.finder.setVisible(by_level)
        self._head.setVisible(not by_level)
        self._scroll.setVisible(not by_level)
        if by_level:
            level = int(answer) if answer.isdecimal() else asked_level(contents, criterion)
            framework = self._desk.office.framework_of(contents.case)
            self.finder.show_characteristic(framework, criterion.characteristic, level, relied, about=criterion.label)
        else:
            self._head.title.setText(criterion.group)
            self._words.setText(criterion.text)
            self._details.setText(details(contents, criterion))

    def show_relied(self, contents: CaseContents, criterion: CriterionRow, relied: Sequence[str]) -> None:
        """Show which statements are ticked, where the finder stands."""
        self.finder.show_characteristic(
            self._desk.office.framework_of(contents.case), criterion.characteristic, relied=relied
        )

    def print_levels(self) -> None:
        if not self.finder.isHidden():
            self.finder.ask_printer()


def asked_level(contents: CaseContents, criterion: CriterionRow) -> int | None:
    """Return the level that was asked for, where the finder begins; None where none was."""
    unit = next((one for one in contents.units if one.id == criterion.unit_id), None)
    return (unit.proposed_level if unit is not None else None) or contents.case.proposed_level


def details(contents: CaseContents, criterion: CriterionRow) -> str:
    """Return what stands under the words of a criterion: an outcome's assessment criteria, or a unit's hours."""
    if criterion.kind is CriterionKind.POINTS:
        hours = [one for one in contents.activities if one.unit_id == criterion.unit_id]
        return "\n".join(f"{ACTIVITY_WORDS[one.kind].capitalize()}: {total_hours([one]).words} hours" for one in hours)
    outcome = next((one for one in contents.outcomes if one.id == criterion.outcome_id), None)
    return outcome.assessment_criteria if outcome is not None else ""
