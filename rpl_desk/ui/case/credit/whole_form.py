"""The whole: the award a programme leads to, its total, and its bounds where units are optional."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from rpl_desk.domain.awards import Award
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.credit_sheet import CreditSheet
from rpl_desk.ui.case.credit.kept_group import KeptGroup
from rpl_desk.ui.case.credit.unit_list import standing
from rpl_desk.ui.case.intake_form import whole_typed
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import Panel, Paragraph, label, labelled

EditProgramme = Callable[[dict[str, Any]], None]
_NONE = "none named"


class WholeForm(QWidget):
    """saved, refused: something was kept, or was not and why."""

    saved = Signal()
    refused = Signal(str)

    def __init__(self, edit: EditProgramme, awards: Sequence[Award]) -> None:
        super().__init__()
        self._edit, self._awards = edit, awards
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["l"], SPACE["l"], SPACE["l"], SPACE["l"])
        column.setSpacing(SPACE["m"])
        panel = Panel()
        panel.box.addWidget(label("Credit", "title3"))
        self.units, self.total = Paragraph(""), label("", "strong", wrap=True)
        self.problems = Paragraph("", "small", tone="part")
        for one in (self.units, self.total, self.problems):
            panel.box.addWidget(one)
        column.addWidget(panel)
        self.group = KeptGroup("Award and bounds", self._save)
        self.award = QComboBox()
        self.award.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.award.setMinimumContentsLength(24)
        self.award.activated.connect(lambda _: self.group.attempt(lambda: edit({"award": self.award.currentData()})))
        self._named = labelled("Named award it leads to", self.award, "Checked against published figures, as advice.")
        self.group.box.addWidget(self._named)
        self._rows = {
            "award_points": self.group.line("award_points", "Credit of the award"),
            "minimum_points": self.group.line("minimum_points", "At least, with options"),
            "maximum_points": self.group.line("maximum_points", "At most, with options"),
        }
        self.group.side_by_side(*self._rows.values())
        self.group.saved.connect(self.saved)
        self.group.refused.connect(self.refused)
        column.addWidget(self.group)
        column.addStretch(1)

    def show_case(self, contents: CaseContents, sheet: CreditSheet, *, is_open: bool) -> None:
        """Show the whole of a case; fields being typed in keep their words."""
        self.units.setText("\n".join(f"{one.unit.key} {one.unit.title}: {standing(one)}" for one in sheet.units))
        self.total.setText(f"The whole: {sheet.headline}")
        self.problems.setText("\n".join(sheet.sums.problems if sheet.sums is not None else ()))
        for one in (self.units, self.problems):
            one.setVisible(bool(one.text()))
        programme = contents.programme
        if programme is None:
            self.group.hide()
            return
        texts = {name: _said(getattr(programme, name)) for name in self._rows}
        self._fill_awards(programme.award)
        self.award.setEnabled(is_open)
        self.group.show_row(programme.id, texts, is_open=is_open)
        # What is empty and cannot be filled any more is not shown.
        self._named.setVisible(is_open or bool(programme.award))
        for name, row in self._rows.items():
            row.setVisible(is_open or bool(texts[name]))
        self.group.setVisible(is_open or bool(programme.award) or any(texts.values()))

    def keep(self) -> None:
        self.group.keep()

    def forget(self) -> None:
        self.group.forget()

    def _fill_awards(self, named: str) -> None:
        if self.award.count() == 0:
            self.award.addItem(_NONE, "")
            for one in self._awards:
                self.award.addItem(one.title, one.title)
        by_id = {one.id: one.title for one in self._awards}
        wanted = by_id.get(named, named)
        if self.award.findData(wanted) < 0:
            self.award.addItem(f"{named}, not in the table", named)
        self.award.setCurrentIndex(self.award.findData(wanted))

    def _save(self, texts: dict[str, str]) -> None:
        self._edit({name: whole_typed(text) for name, text in texts.items()})


def _said(number: int | None) -> str:
    return "" if number is None else str(number)
