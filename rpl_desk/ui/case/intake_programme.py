"""The programme of a case: its title and credit, units, learning outcomes and notional hours."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit

from rpl_desk.domain.cases import CaseKind
from rpl_desk.domain.credit import roll_up, unit_credit
from rpl_desk.domain.hours import stated, stated_typed
from rpl_desk.domain.programmes import (
    ACTIVITY_WORDS,
    ActivityKind,
    ActivityRow,
    ProgrammeKind,
    ProgrammeRow,
    Requirement,
    UnitRow,
)
from rpl_desk.ui.case.intake_form import IntakeForm, level_typed, whole_typed
from rpl_desk.ui.widgets import Panel, Paragraph, button, icon_button, label, labelled


def show_programme(form: IntakeForm) -> None:
    """Fill the form with the programme: for entry its requirements, for a claim or a rating its units."""
    contents, intake = form.contents, form.desk.intake
    panel = form.section("Programme")
    programme = contents.programme
    if programme is None:
        panel.box.addWidget(Paragraph("No programme is named yet.", tone="second"))
        form.adder(panel, "Title of the programme", "Add the programme", intake.add_programme)
        return
    _programme_fields(form, panel, programme)
    if contents.case.kind is CaseKind.RPL_ENTRY:
        panel = form.section("Entry requirements")
        for one in contents.entry_requirements:
            panel.box.addLayout(form.removable(form.line(one, "text", f"Requirement {one.number}"), one))
        form.adder(panel, "Another requirement", "Add", intake.add_entry_requirement)
        return
    for unit in contents.units:
        _unit(form, unit)
    _all_units(form, programme)


def _programme_fields(form: IntakeForm, panel: Panel, row: ProgrammeRow) -> None:
    kinds = [(one.value.replace("_", "-"), one) for one in ProgrammeKind]
    panel.box.addWidget(form.line(row, "title", "Title"))
    panel.box.addWidget(form.choice(row, "kind", "Kind", kinds))
    panel.box.addWidget(form.line(row, "award", "Named award, where it leads to one"))
    three = QHBoxLayout()
    three.addWidget(form.line(row, "award_points", "Credit of the award", whole_typed))
    three.addWidget(form.line(row, "minimum_points", "At least, with options", whole_typed))
    three.addWidget(form.line(row, "maximum_points", "At most, with options", whole_typed))
    panel.box.addLayout(three)


def _unit(form: IntakeForm, unit: UnitRow) -> None:
    contents = form.contents
    panel = form.section(f"Unit {unit.number}")
    panel.box.addLayout(form.removable(form.line(unit, "title", "Title"), unit))
    panel.box.addWidget(form.choice(unit, "requirement", "Taken by", [(one.value, one) for one in Requirement]))
    row = QHBoxLayout()
    if contents.case.kind is CaseKind.CREDIT_TRANSFER:
        panel.box.addWidget(form.line(unit, "imported_from", "Rated by"))
        row.addWidget(form.line(unit, "imported_level", "At level", level_typed))
        row.addWidget(form.line(unit, "imported_points", "With credit points", whole_typed))
        panel.box.addLayout(row)
        return
    row.addWidget(form.line(unit, "proposed_level", "Level asked for", level_typed))
    row.addWidget(form.line(unit, "proposed_points", "Points asked for", whole_typed))
    panel.box.addLayout(row)
    panel.box.addWidget(label("Learning outcomes", "label"))
    for outcome in contents.unit_outcomes(unit):
        panel.box.addLayout(form.removable(form.line(outcome, "text", f"Outcome {outcome.number}"), outcome))
    form.adder(panel, "Another learning outcome", "Add", lambda _, text: form.desk.intake.add_outcome(unit, text))
    panel.box.addWidget(label("Notional hours", "label"))
    for activity in contents.unit_activities(unit):
        panel.box.addLayout(_activity(form, activity))
    if form.is_open:
        panel.box.addLayout(_add_hours(form, unit))
    credit = unit_credit(unit, contents.unit_activities(unit), contents.policy)
    panel.box.addWidget(Paragraph(credit.working, "small", tone="second"))


def _activity(form: IntakeForm, activity: ActivityRow) -> QHBoxLayout:
    line, words = QHBoxLayout(), ACTIVITY_WORDS[activity.kind]
    said = stated(activity)
    total = f" = {said.total.words} h" if said.weeks is not None else ""
    contact = f", {said.contact.words} h of them in contact" if said.contact is not None else ""
    line.addWidget(Paragraph(f"{words}: {said.how}{total}{contact}{f'; {said.words}' if said.words else ''}"), 1)
    if form.is_open:
        away = icon_button("trash-2", f"Remove {words}")
        away.clicked.connect(partial(form.remove, activity))
        line.addWidget(away)
    return line


def _add_hours(form: IntakeForm, unit: UnitRow) -> QHBoxLayout:
    row, kind, hours = QHBoxLayout(), QComboBox(), QLineEdit()
    for one, words in ACTIVITY_WORDS.items():
        kind.addItem(words, one)
    hours.setPlaceholderText("12.5, 40-45, or 12.5 x 12")

    def added() -> None:
        form.desk.credit.add_hours(unit, ActivityKind(kind.currentData()), stated_typed(hours.text()))

    add = button("Add hours", icon_name="plus")
    add.clicked.connect(lambda: form.attempt(added))
    row.addWidget(labelled("Activity", kind), 1)
    row.addWidget(labelled("Hours", hours), 1)
    row.addWidget(add, 0, Qt.AlignmentFlag.AlignBottom)
    return row


def _all_units(form: IntakeForm, programme: ProgrammeRow) -> None:
    contents = form.contents
    units = [unit_credit(unit, contents.unit_activities(unit), contents.policy) for unit in contents.units]
    counted = any(one.hours.high for one in units)
    if not counted and not form.is_open:
        return
    panel = form.section("All units")
    if counted:
        sums = roll_up(units, contents.policy, programme.minimum_points, programme.maximum_points)
        for words in sums.working[-2:]:
            panel.box.addWidget(Paragraph(words, "small", tone="second"))
        for words in sums.problems:
            panel.box.addWidget(Paragraph(words, "small", tone="part"))
    form.adder(panel, "Title of another unit", "Add the unit", form.desk.intake.add_unit)
