"""One unit: its hours, the points a rater sets in place of those the hours give, and a rating from elsewhere."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rpl_desk.domain.cases import CaseKind
from rpl_desk.domain.credit import Hours
from rpl_desk.domain.credit_sheet import UnitSheet
from rpl_desk.domain.programmes import ActivityRow, Requirement
from rpl_desk.ui.case.credit.hours_model import HoursModel, Keep
from rpl_desk.ui.case.credit.hours_table import HoursTable
from rpl_desk.ui.case.credit.kept_group import KeptGroup
from rpl_desk.ui.case.intake_form import level_typed, whole_typed
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import Framed, Panel, Paragraph, Segments, button, chip_row, key_hint, label

EditUnit = Callable[[dict[str, Any]], None]
"""Keeps fields of the unit shown; raises DeskError."""


class UnitForm(QWidget):
    """saved, refused: something was kept, or was not and why. removing: an activity to take away."""

    saved = Signal()
    refused = Signal(str)
    removing = Signal(object)

    def __init__(self, keep: Keep, edit: EditUnit) -> None:
        super().__init__()
        self._edit = edit
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["l"], SPACE["l"], SPACE["l"], SPACE["l"])
        column.setSpacing(SPACE["m"])
        self.hours = HoursModel(keep, self)
        self.hours.refused.connect(self.refused)
        self.hours.kept.connect(self.saved)
        self.table = HoursTable(self.hours)
        self.table.removing.connect(self._remove)
        self._framed = Framed(self.table)
        column.addWidget(self._framed)
        column.addWidget(self._below())
        self.taken = Segments(
            "Taken by every learner", [(Requirement.MANDATORY, "Mandatory", ""), (Requirement.OPTIONAL, "Optional", "")]
        )
        self.taken.chosen.connect(lambda value: self.change({"requirement": value}))
        column.addWidget(self._points())
        column.addWidget(self._elsewhere())
        column.addStretch(1)
        for group in (self.override, self.imported):
            group.saved.connect(self.saved)
            group.refused.connect(self.refused)

    def _below(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["s"])
        self.total = label("", "strong", wrap=True)
        column.addWidget(self.total)
        self.add = button("Add hours", icon_name="plus")
        self.add.clicked.connect(self.table.add)
        self.away = button("Remove the line", icon_name="trash-2", kind="danger")
        self.away.clicked.connect(lambda: self._remove(self.table.currentIndex().row()))
        self.tools = chip_row(
            self.add, self.away, key_hint(["Enter"], "write"), key_hint(["Ins"], "add"), key_hint(["Del"], "remove")
        )
        column.addWidget(self.tools)
        self.hint = Paragraph(
            "Hours are those of a typical learner: 12.5, a range such as 40-45, or 12.5 x 12 for each of 12 weeks."
            " Contact is a part of them and adds nothing.",
            "caption",
            tone="second",
        )
        column.addWidget(self.hint)
        return made

    def _points(self) -> Panel:
        self.override = KeptGroup("Points", self._save_override)
        self.proposed = Paragraph("", tone="second")
        self.override.box.addWidget(self.proposed)
        row = QHBoxLayout()
        row.setSpacing(SPACE["m"])
        row.addWidget(label("Taken by", "label"))
        row.addWidget(self.taken, 0, Qt.AlignmentFlag.AlignLeft)
        row.addStretch(1)
        self.override.box.addLayout(row)
        self._set = QWidget()
        column = QVBoxLayout(self._set)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["m"])
        column.addWidget(
            self.override.line("points_override", "Set the points to", "Leave empty for what the hours give.")
        )
        column.addWidget(self.override.text("override_reason", "Why these points replace them"))
        self.override.box.addWidget(self._set)
        return self.override

    def _elsewhere(self) -> Panel:
        self.imported = KeptGroup("Rated elsewhere", self._save_imported)
        self.imported.box.addWidget(
            self.imported.line("imported_from", "Rated by", "An imported unit keeps its originator's rating.")
        )
        self.imported.side_by_side(
            self.imported.line("imported_level", "At level"),
            self.imported.line("imported_points", "With credit points"),
        )
        return self.imported

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_unit(self, sheet: UnitSheet, kind: CaseKind, *, is_open: bool) -> None:
        """Show a unit; fields being typed in keep their words."""
        unit, credit = sheet.unit, sheet.credit
        self.hours.show_unit(sheet, is_open=is_open)
        transferred = kind is CaseKind.CREDIT_TRANSFER and not sheet.activities
        self._framed.setVisible(not transferred and self.hours.rowCount() > 0)
        contact = [said.contact for _, said in sheet.activities if said.contact is not None]
        words = f"{credit.hours.words} notional hours in all" if sheet.activities else "No hours are recorded."
        if contact:
            words += f", {sum(contact, Hours(0, 0)).words} of them in contact"
        self.total.setText(words)
        self.total.setVisible(not transferred)
        self.tools.setVisible(is_open and not transferred)
        self.hint.setVisible(is_open and not transferred)
        given = "No points are proposed yet." if credit.proposed is None else f"The hours give {credit.proposed}."
        if credit.is_imported:
            given = "The points are those of the rating elsewhere."
        elif sheet.agreed is not None:
            given += f" The panel agreed {sheet.agreed}."
        self.proposed.setText(given)
        self.taken.set_value(unit.requirement)
        self.taken.setEnabled(is_open)
        self.override.show_row(
            unit.id,
            {"points_override": _said(unit.points_override), "override_reason": unit.override_reason},
            is_open=is_open,
        )
        self.imported.show_row(
            unit.id,
            {
                "imported_from": unit.imported_from,
                "imported_level": _said(unit.imported_level),
                "imported_points": _said(unit.imported_points),
            },
            is_open=is_open,
        )
        # What a rater sets does not touch a rating from elsewhere.
        self._set.setVisible(not credit.is_imported and (is_open or unit.points_override is not None))
        self.imported.setVisible(is_open or credit.is_imported)

    # -- changing -----------------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Keep at once what is typed and not kept yet."""
        self.table.keep()
        self.override.keep()
        self.imported.keep()

    def forget(self) -> None:
        """Drop what was typed here and refused, for a change that is taken back."""
        self.hours.forget()
        self.override.forget()
        self.imported.forget()

    def change(self, values: dict[str, Any]) -> None:
        """Keep fields of the unit, from a control that is chosen and not typed in."""
        self.override.attempt(lambda: self._edit(values))

    def _save_override(self, texts: dict[str, str]) -> None:
        points = whole_typed(texts["points_override"])
        self._edit({"points_override": points, "override_reason": texts["override_reason"] if points else ""})

    def _save_imported(self, texts: dict[str, str]) -> None:
        self._edit(
            {
                "imported_from": texts["imported_from"],
                "imported_level": level_typed(texts["imported_level"]),
                "imported_points": whole_typed(texts["imported_points"]),
            }
        )

    def _remove(self, row: int) -> None:
        activity: ActivityRow | None = self.hours.activity(row)
        if activity is None:
            self.refused.emit("Go to the line of an activity first; then it can be removed.")
        else:
            self.removing.emit(activity)


def _said(number: int | None) -> str:
    return "" if number is None else str(number)
