"""Everybody's sealed judgements, read as they were sealed."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.judgements import CriterionRow
from rpl_desk.domain.sealings import CODE_LENGTH
from rpl_desk.ui.case.difference_sides import assessor_name
from rpl_desk.ui.case.sealed import sealed_rows
from rpl_desk.ui.layout import bring_label
from rpl_desk.ui.widgets import DeskDialog, Segments, label

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

SEALED_WIDTH = 820


class SealedDialog(DeskDialog):
    """Everybody's sealed judgements, one person at a time, as they were sealed."""

    def __init__(self, desk: "Desk", contents: CaseContents, part: QWidget) -> None:
        note = f"{contents.case.reference}  {contents.case.title}"
        super().__init__("Sealed judgements", part, note=note, width=SEALED_WIDTH)
        self.not_now.setText("Close")
        self._assessments = contents.assessments
        judgements = desk.judging.judgements(contents.case.id)
        passages = desk.judging.passages(contents.case.id)
        gaps, held = desk.gaps.gaps(contents.case.id), desk.comparators.comparators(contents.case.id)
        people = [(one.id, assessor_name(contents, one), "") for one in contents.assessments]
        self.who = Segments("Assessor", people)
        self.who.set_value(people[0][0])
        self.who.chosen.connect(self._show)
        self.body.addWidget(self.who)
        self.pages: dict[int, QWidget] = {}
        for one in contents.assessments:
            page = QWidget()
            column = QVBoxLayout(page)
            column.setContentsMargins(0, 0, 0, 0)
            code = label(f"Commitment {one.commitment[:CODE_LENGTH]}", "small", tone="second")
            column.addWidget(code)
            column.addWidget(sealed_rows(contents, one, judgements, passages, gaps=gaps, comparators=held))
            self.pages[one.id] = page
            self.body.addWidget(page)
        self._show(people[0][0])

    def bring_answer(self, number: int, criterion: CriterionRow) -> None:
        """Show the answer of one assessor, by their number on the case, to a criterion."""
        one = next((one for one in self._assessments if one.number == number), None)
        if one is not None:
            self.who.set_value(one.id)
            self._show(one.id)
            bring_label(self.area, self.pages[one.id], criterion.label)

    def _show(self, key: object) -> None:
        for each, page in self.pages.items():
            page.setVisible(each == key)
