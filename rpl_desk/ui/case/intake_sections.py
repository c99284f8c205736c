"""The shorter sections of the intake: subject, claimant, checks, people."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from rpl_desk.domain.cases import CHECKS, CaseKind, CheckAnswer, CheckRow, Situation, Wish
from rpl_desk.domain.people import ROLE_WORDS
from rpl_desk.ui.case.intake_dialogs import InterestDialog, RoleDialog
from rpl_desk.ui.case.intake_form import IntakeForm, level_typed, whole_typed
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import Avatar, IconLabel, Panel, Paragraph, Segments, button, button_row, icon_button, rule

_NOT_SAID = ("not said yet", None)


def show_subject(form: IntakeForm) -> None:
    case, panel = form.contents.case, form.section("Subject")
    panel.box.addWidget(form.line(case, "title", "Title"))
    panel.box.addWidget(form.day(case, "due_on", "Due on"))
    if case.kind.is_credit_rating:
        panel.box.addWidget(form.line(case, "owner", "Owner of the programme"))
    if case.kind is CaseKind.CREDIT_RATING_THIRD_PARTY:
        panel.box.addWidget(form.line(case, "agreement", "Agreement with the owner"))
        panel.box.addWidget(form.day(case, "agreed_on", "Agreed on"))
    row = QHBoxLayout()
    row.setSpacing(SPACE["m"])
    row.addWidget(form.line(case, "proposed_level", "Level asked for", level_typed))
    row.addWidget(form.line(case, "proposed_points", "Credit points asked for", whole_typed))
    panel.box.addLayout(row)
    panel.box.addWidget(Paragraph("What is asked for is kept beside what is decided.", "caption"))


def show_claimant(form: IntakeForm) -> None:
    case, panel = form.contents.case, form.section("Claimant")
    panel.box.addWidget(form.line(case, "claimant", "Name"))
    panel.box.addWidget(form.line(case, "claimant_reference", "Reference"))
    panel.box.addWidget(form.line(case, "claimant_email", "E-mail address"))
    situations = [_NOT_SAID, *((one.value.replace("_", " "), one) for one in Situation)]
    panel.box.addWidget(form.choice(case, "situation", "Situation", situations))
    panel.box.addWidget(form.choice(case, "wish", "Wish", [_NOT_SAID, *((one.value, one) for one in Wish)]))
    panel.box.addWidget(form.text(case, "assessment_plan", "Assessment plan agreed with the claimant"))
    panel.box.addWidget(form.day(case, "declared_on", "Own work declared on"))


def show_checks(form: IntakeForm) -> None:
    group, panel = None, Panel()
    for row in form.contents.checks:
        if row.group is not group:
            group = row.group
            panel = form.section("Eligibility" if group.value == "eligibility" else "Due diligence")
        elif panel.box.count() > 1:
            panel.box.addWidget(rule())
        _check(form, panel, row)


def _check(form: IntakeForm, panel: Panel, row: CheckRow) -> None:
    words = CHECKS[row.group][row.key]
    panel.box.addWidget(Paragraph(words))
    line = QHBoxLayout()
    line.setSpacing(SPACE["m"])
    answer = Segments(words, [(one, one.value.capitalize(), "") for one in CheckAnswer])
    answer.set_value(row.answer)
    answer.setEnabled(form.is_open)
    answer.chosen.connect(lambda value: form.attempt(lambda: form.edit(row, {"answer": value})))
    line.addWidget(answer, 0, Qt.AlignmentFlag.AlignBottom)
    line.addWidget(form.line(row, "note", "Note"), 1)
    panel.box.addLayout(line)


def show_people(form: IntakeForm) -> None:
    """Show who does what on the case; roles are given and taken at any stage that the rules allow."""
    contents, panel = form.contents, form.section("People and roles")
    for held in contents.roles:
        line = QHBoxLayout()
        line.setSpacing(SPACE["m"])
        person = contents.people[held.person_id]
        words = f"{person.name}, {ROLE_WORDS[held.role]}"
        if held.override_reason:
            words += f" (allowed: {held.override_reason})"
        line.addWidget(Avatar(person.name))
        line.addWidget(Paragraph(words), 1)
        away = icon_button("trash-2", f"Take the role of {ROLE_WORDS[held.role]} from {person.name}")
        away.clicked.connect(partial(form.attempt, partial(form.desk.intake.take_role, contents.case, held)))
        line.addWidget(away)
        panel.box.addLayout(line)
    for one in contents.interests:
        name = contents.people[one.person_id].name
        panel.box.addWidget(IconLabel("triangle-alert", f"{name} declared: {one.statement}", "small", "part"))
    add = button("Give a role", icon_name="user-plus")
    add.clicked.connect(lambda: _ask(RoleDialog(form.desk, contents.case, form), form))
    declare = button("Declare an interest", icon_name="triangle-alert")
    declare.clicked.connect(lambda: _ask(InterestDialog(form.desk, contents.case, form), form))
    panel.box.addLayout(button_row(declare, add))


def _ask(dialog: RoleDialog | InterestDialog, form: IntakeForm) -> None:
    dialog.accepted.connect(form.changed)
    dialog.open()
