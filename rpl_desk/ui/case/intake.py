"""The intake as a guided list: what each kind of case needs, what is missing, and where to mend it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from rpl_desk.domain.cases import CHECKS, CaseKind, CaseRow, CheckAnswer, CheckRow, Missing, Situation, Stage, Wish
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.credit import figure, roll_up, unit_credit
from rpl_desk.domain.errors import Conflict, DeskError
from rpl_desk.domain.people import ROLE_WORDS, PersonRow, Role
from rpl_desk.domain.programmes import ACTIVITY_WORDS, ActivityKind, ProgrammeKind, ProgrammeRow, Requirement, UnitRow
from rpl_desk.ui.autosave import Autosave
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.page import CasePart
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    DeskDialog,
    IconLabel,
    Panel,
    Paragraph,
    RefusedBox,
    Segments,
    button,
    button_row,
    empty_layout,
    icon_button,
    label,
    labelled,
    refuse,
    rule,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

SECTIONS = (
    ("subject", "Subject"),
    ("programme", "Programme, units and hours"),
    ("claimant", "Claimant"),
    ("checks", "Eligibility and due diligence"),
    ("people", "People and roles"),
    ("evidence", "Evidence"),
)
Turn = Callable[[str], Any]


class Field:
    """One field of a row of the intake, kept by itself: a refusal leaves what was typed."""

    def __init__(self, part: "IntakePart", row: Any, name: str, widget: QLineEdit | QPlainTextEdit, turn: Turn) -> None:
        self._part, self._row, self._name, self.widget, self._turn = part, row, name, widget, turn
        value = getattr(row, name)
        self._shown = value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
        if isinstance(widget, QLineEdit):
            widget.setText(self._shown)
            widget.textEdited.connect(self._touched)
        else:
            widget.setPlainText(self._shown)
            widget.setTabChangesFocus(True)
            widget.textChanged.connect(self._touched)
        self.autosave = Autosave(self._save, widget)
        self.autosave.watch(widget)
        self.autosave.saved.connect(part.after_save)
        self.autosave.refused.connect(part.problem.show_problem)

    def text(self) -> str:
        return self.widget.text() if isinstance(self.widget, QLineEdit) else self.widget.toPlainText()

    def _touched(self, *_: object) -> None:
        if self.text() != self._shown:
            self.autosave.touch()

    def _save(self) -> None:
        self._part.edit(self._row, {self._name: self._turn(self.text())})
        self._shown = self.text()


class IntakePart(CasePart):
    """Everything before the review; afterwards the same page, to be read."""

    keys = (("Ctrl+Enter", "Begin the review, or go to what is missing"),)

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._contents: CaseContents | None = None
        self._section = "subject"
        self._fields: list[Field] = []
        self._saving = False
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["xl"], SPACE["l"], SPACE["xl"], SPACE["l"])
        column.setSpacing(SPACE["m"])
        self.notice, self.problem = RefusedBox("notice"), RefusedBox()
        column.addWidget(self.notice)
        column.addWidget(self.problem)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        left = Panel(padding=SPACE["m"], spacing=SPACE["xs"])
        self._list = QVBoxLayout()
        left.box.addLayout(self._list)
        left.box.addWidget(rule())
        left.box.addWidget(label("What is missing", "label"))
        inner = QWidget()
        self._missing_list = QVBoxLayout(inner)
        self._missing_list.setContentsMargins(0, 0, 0, 0)
        left.box.addWidget(scrolled(inner), 1)
        split.addWidget(left)
        self._form_holder = QWidget()
        self._form = QVBoxLayout(self._form_holder)
        self._form.setContentsMargins(0, 0, SPACE["s"], 0)
        self._form.setSpacing(SPACE["m"])
        self._area = scrolled(self._form_holder)
        split.addWidget(self._area)
        split.setSizes([300, 800])
        column.addWidget(split, 1)
        self.begin = button("Begin the review", icon_name="arrow-right", kind="primary")
        self.begin.setShortcut("Ctrl+Return")
        self.begin.clicked.connect(self.begin_review)
        column.addLayout(button_row(self.begin))

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, contents: CaseContents) -> None:
        if self._saving:
            return
        same = self._contents is not None and self._contents.case.id == contents.case.id
        if same and any(one.widget.hasFocus() for one in self._fields) and self._contents is not None:
            # Somebody is typing: the rows are read again, the field keeps its text.
            self._contents = contents
            self._show_missing()
            return
        if not same:
            self._section = "subject"
        self._contents = contents
        self._show_missing()
        self._fill()

    @property
    def shown(self) -> CaseContents:
        assert self._contents is not None
        return self._contents

    @property
    def _open_now(self) -> bool:
        return self.shown.case.stage is Stage.INTAKE

    def _missing(self) -> list[Missing]:
        return self._desk.intake.missing(self.shown.case.id) if self._open_now else []

    def _sections(self) -> list[tuple[str, str]]:
        kind = self.shown.case.kind
        hidden = set()
        if kind.is_credit_rating:
            hidden.add("claimant")
        else:
            hidden.add("checks")
        return [one for one in SECTIONS if one[0] not in hidden]

    def _show_missing(self) -> None:
        missing = self._missing()
        empty_layout(self._list)
        for key, words in self._sections():
            count = sum(one.part == key for one in missing)
            made = button(f"{words}{f', {count} missing' if count else ''}", kind="nav")
            made.setCheckable(True)
            made.setAutoExclusive(True)
            made.setChecked(key == self._section)
            made.clicked.connect(partial(self.open_section, key))
            self._list.addWidget(made)
        empty_layout(self._missing_list)
        for one in missing:
            row = QHBoxLayout()
            holder = QWidget()
            holder.setLayout(row)
            row.setContentsMargins(0, 0, 0, 0)
            go = icon_button("arrow-right", f"Go to: {one.message}")
            go.clicked.connect(partial(self.open_section, one.part))
            row.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Paragraph(one.message, "small"), 1)
            self._missing_list.addWidget(holder)
        if not missing:
            words = "Nothing: the case is ready for review." if self._open_now else "The intake is complete."
            self._missing_list.addWidget(IconLabel("circle-check", words, "small", "good"))
        self._missing_list.addStretch(1)
        refuse(self.begin, f"{len(missing)} missing" if missing else None, "Begin the review")
        self.begin.setVisible(self._open_now)
        self.notice.show_problem(
            "" if self._open_now else "The intake is over, so it can be read and no longer changed."
        )

    def open_section(self, key: str) -> None:
        """Show one section of the intake; evidence has a page of its own."""
        self.keep()
        if key == "evidence":
            self.went.emit("case", (self.shown.case.reference, "evidence"))
            return
        self._section = key if key in dict(self._sections()) else "subject"
        self._show_missing()
        self._fill()

    def _fill(self) -> None:
        empty_layout(self._form)
        self._fields = []
        {
            "subject": self._subject,
            "programme": self._programme,
            "claimant": self._claimant,
            "checks": self._checks,
            "people": self._people,
        }[self._section]()
        self._form.addStretch(1)
        if not self._open_now:
            self._form_holder.setEnabled(self._section == "people")
        else:
            self._form_holder.setEnabled(True)

    # -- fields -------------------------------------------------------------------------------------------------------

    def _line(self, row: Any, name: str, words: str, turn: Turn = str.strip, hint: str = "") -> QWidget:
        field = Field(self, row, name, QLineEdit(), turn)
        self._fields.append(field)
        return labelled(words, field.widget, hint)

    def _text(self, row: Any, name: str, words: str, hint: str = "") -> QWidget:
        text = QPlainTextEdit()
        text.setMinimumHeight(96)
        field = Field(self, row, name, text, str.strip)
        self._fields.append(field)
        return labelled(words, text, hint)

    def _choice(self, row: Any, name: str, words: str, choices: list[tuple[str, Any]]) -> QWidget:
        combo = QComboBox()
        for said, value in choices:
            combo.addItem(said, value)
        combo.setCurrentIndex(max(0, combo.findData(getattr(row, name))))
        combo.activated.connect(lambda _: self._try(lambda: self.edit(row, {name: combo.currentData()})))
        return labelled(words, combo)

    def _section_panel(self, title: str) -> Panel:
        panel = Panel()
        panel.box.addWidget(label(title, "title3"))
        self._form.addWidget(panel)
        return panel

    def _subject(self) -> None:
        case = self.shown.case
        panel = self._section_panel("Subject")
        panel.box.addWidget(self._line(case, "title", "Title"))
        panel.box.addWidget(self._line(case, "due_on", "Due on", _day, "2026-05-28, or nothing"))
        if case.kind.is_credit_rating:
            panel.box.addWidget(self._line(case, "owner", "Owner of the programme"))
        if case.kind is CaseKind.CREDIT_RATING_THIRD_PARTY:
            panel.box.addWidget(self._line(case, "agreement", "Agreement with the owner"))
            panel.box.addWidget(self._line(case, "agreed_on", "Agreed on", _day, "2026-05-28"))
        row = QHBoxLayout()
        row.addWidget(self._line(case, "proposed_level", "Level asked for", _level))
        row.addWidget(self._line(case, "proposed_points", "Credit points asked for", _whole))
        panel.box.addLayout(row)
        panel.box.addWidget(Paragraph("What is asked for is kept beside what is decided.", "caption"))

    def _claimant(self) -> None:
        case = self.shown.case
        panel = self._section_panel("Claimant")
        panel.box.addWidget(self._line(case, "claimant", "Name"))
        panel.box.addWidget(self._line(case, "claimant_reference", "Reference"))
        panel.box.addWidget(self._line(case, "claimant_email", "E-mail address"))
        said = [("not said yet", None)]
        panel.box.addWidget(
            self._choice(
                case, "situation", "Situation", [*said, *((one.value.replace("_", " "), one) for one in Situation)]
            )
        )
        panel.box.addWidget(self._choice(case, "wish", "Wish", [*said, *((one.value, one) for one in Wish)]))
        panel.box.addWidget(self._text(case, "assessment_plan", "Assessment plan agreed with the claimant"))
        panel.box.addWidget(self._line(case, "declared_on", "Own work declared on", _day, "2026-05-28"))

    def _programme(self) -> None:
        contents = self.shown
        panel = self._section_panel("Programme")
        programme = contents.programme
        if programme is None:
            panel.box.addWidget(Paragraph("No programme is named yet.", tone="second"))
            self._add_line(panel, "Title of the programme", "Add the programme", self._desk.intake.add_programme)
            return
        self._programme_fields(panel, programme)
        if contents.case.kind is CaseKind.RPL_ENTRY:
            panel = self._section_panel("Entry requirements")
            for one in contents.entry_requirements:
                panel.box.addLayout(self._with_remove(self._line(one, "text", f"Requirement {one.number}"), one))
            self._add_line(panel, "Another requirement", "Add", self._desk.intake.add_entry_requirement)
            return
        for unit in contents.units:
            self._unit(unit)
        units = [unit_credit(unit, contents.unit_activities(unit), contents.policy) for unit in contents.units]
        panel = self._section_panel("Units")
        if any(one.hours.high for one in units):
            sums = roll_up(units, contents.policy, programme.minimum_points, programme.maximum_points)
            for words in sums.working[-2:]:
                panel.box.addWidget(Paragraph(words, "small", tone="second"))
            for words in sums.problems:
                panel.box.addWidget(Paragraph(words, "small", tone="part"))
        self._add_line(panel, "Title of another unit", "Add the unit", self._desk.intake.add_unit)

    def _programme_fields(self, panel: Panel, row: ProgrammeRow) -> None:
        panel.box.addWidget(self._line(row, "title", "Title"))
        panel.box.addWidget(
            self._choice(row, "kind", "Kind", [(one.value.replace("_", "-"), one) for one in ProgrammeKind])
        )
        panel.box.addWidget(self._line(row, "award", "Named award, where it leads to one"))
        three = QHBoxLayout()
        three.addWidget(self._line(row, "award_points", "Credit of the award", _whole))
        three.addWidget(self._line(row, "minimum_points", "At least, with options", _whole))
        three.addWidget(self._line(row, "maximum_points", "At most, with options", _whole))
        panel.box.addLayout(three)

    def _unit(self, unit: UnitRow) -> None:
        contents = self.shown
        panel = self._section_panel(f"Unit {unit.number}")
        panel.box.addLayout(self._with_remove(self._line(unit, "title", "Title"), unit))
        panel.box.addWidget(self._choice(unit, "requirement", "Taken by", [(one.value, one) for one in Requirement]))
        if contents.case.kind is CaseKind.CREDIT_TRANSFER:
            panel.box.addWidget(self._line(unit, "imported_from", "Rated by"))
            row = QHBoxLayout()
            row.addWidget(self._line(unit, "imported_level", "At level", _level))
            row.addWidget(self._line(unit, "imported_points", "With credit points", _whole))
            panel.box.addLayout(row)
            return
        row = QHBoxLayout()
        row.addWidget(self._line(unit, "proposed_level", "Level asked for", _level))
        row.addWidget(self._line(unit, "proposed_points", "Points asked for", _whole))
        panel.box.addLayout(row)
        panel.box.addWidget(label("Learning outcomes", "label"))
        for outcome in contents.unit_outcomes(unit):
            panel.box.addLayout(self._with_remove(self._line(outcome, "text", f"Outcome {outcome.number}"), outcome))
        self._add_line(panel, "Another learning outcome", "Add", partial(self._add_outcome, unit))
        panel.box.addWidget(label("Notional hours", "label"))
        for activity in contents.unit_activities(unit):
            line = QHBoxLayout()
            words = ACTIVITY_WORDS[activity.kind]
            hours = figure(activity.low_hours)
            if activity.low != activity.high:
                hours += f" to {figure(activity.high_hours)}"
            line.addWidget(
                label(f"{words}: {hours} hours{f', {activity.note}' if activity.note else ''}", wrap=True), 1
            )
            away = icon_button("trash-2", f"Remove {words}")
            away.clicked.connect(partial(self._remove, activity))
            line.addWidget(away)
            panel.box.addLayout(line)
        panel.box.addLayout(self._add_hours(unit))
        credit = unit_credit(unit, contents.unit_activities(unit), contents.policy)
        panel.box.addWidget(Paragraph(credit.working, "small", tone="second"))

    def _add_hours(self, unit: UnitRow) -> QHBoxLayout:
        row = QHBoxLayout()
        kind, hours = QComboBox(), QLineEdit()
        for one, words in ACTIVITY_WORDS.items():
            kind.addItem(words, one)
        hours.setPlaceholderText("12.5, or 40-45")
        add = button("Add hours", icon_name="plus", size="small")
        add.clicked.connect(lambda: self._try(lambda: self._add_activity(unit, kind.currentData(), hours.text())))
        row.addWidget(labelled("Activity", kind), 1)
        row.addWidget(labelled("Hours", hours), 1)
        row.addWidget(add, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def _add_activity(self, unit: UnitRow, kind: ActivityKind, text: str) -> None:
        low, high = hours_typed(text)
        self._desk.intake.add_activity(unit, kind, low, high)

    def _add_outcome(self, unit: UnitRow, _: CaseRow, text: str) -> None:
        self._desk.intake.add_outcome(unit, text)

    def _add_line(self, panel: Panel, words: str, act: str, add: Callable[[CaseRow, str], None]) -> None:
        row = QHBoxLayout()
        field = QLineEdit()
        made = button(act, icon_name="plus", size="small")
        made.clicked.connect(lambda: self._try(lambda: add(self.shown.case, field.text())))
        field.returnPressed.connect(made.click)
        row.addWidget(labelled(words, field), 1)
        row.addWidget(made, 0, Qt.AlignmentFlag.AlignBottom)
        panel.box.addLayout(row)

    def _with_remove(self, field: QWidget, row: Any) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(field, 1)
        away = icon_button("trash-2", "Remove")
        away.clicked.connect(partial(self._remove, row))
        line.addWidget(away, 0, Qt.AlignmentFlag.AlignBottom)
        return line

    def _remove(self, row: Any) -> None:
        self.keep()
        self._try(lambda: self._desk.intake.remove(row))

    def _checks(self) -> None:
        group = None
        panel = Panel()
        for row in self.shown.checks:
            if row.group is not group:
                group = row.group
                panel = self._section_panel("Eligibility" if group.value == "eligibility" else "Due diligence")
            self._check(panel, row)

    def _check(self, panel: Panel, row: CheckRow) -> None:
        words = CHECKS[row.group][row.key]
        panel.box.addWidget(label(words, "strong", wrap=True))
        line = QHBoxLayout()
        answer = Segments(words, [(one, one.value.capitalize(), "") for one in CheckAnswer])
        answer.set_value(row.answer)
        answer.chosen.connect(lambda value: self._try(lambda: self.edit(row, {"answer": value})))
        line.addWidget(answer, 0, Qt.AlignmentFlag.AlignBottom)
        line.addWidget(self._line(row, "note", "Note"), 1)
        panel.box.addLayout(line)
        panel.box.addWidget(rule())

    def _people(self) -> None:
        contents = self.shown
        panel = self._section_panel("People and roles")
        for held in contents.roles:
            line = QHBoxLayout()
            person = contents.people[held.person_id]
            words = f"{person.name}, {ROLE_WORDS[held.role]}"
            if held.override_reason:
                words += f" (allowed: {held.override_reason})"
            line.addWidget(label(words, wrap=True), 1)
            away = icon_button("trash-2", f"Take the role of {ROLE_WORDS[held.role]} from {person.name}")
            away.clicked.connect(partial(self._take_role, held))
            line.addWidget(away)
            panel.box.addLayout(line)
        for one in contents.interests:
            name = contents.people[one.person_id].name
            panel.box.addWidget(IconLabel("triangle-alert", f"{name} declared: {one.statement}", "small", "part"))
        add = button("Give a role", icon_name="user-plus")
        add.clicked.connect(lambda: RoleDialog(self._desk, self).open())
        declare = button("Declare an interest", icon_name="triangle-alert")
        declare.clicked.connect(lambda: InterestDialog(self._desk, self).open())
        panel.box.addLayout(button_row(declare, add))

    def _take_role(self, held: Any) -> None:
        self._try(lambda: self._desk.intake.take_role(self.shown.case, held))

    # -- changing -----------------------------------------------------------------------------------------------------

    def edit(self, row: Any, values: dict[str, Any]) -> None:
        """Change fields of a row as it stands now; a field changed by somebody else meanwhile is a Conflict."""
        now = self._now(row)
        for name in values:
            if getattr(now, name) != getattr(row, name) and getattr(now, name) != values[name]:
                stored, mine = getattr(now, name), values[name]
                raise Conflict(
                    f"Somebody else changed this meanwhile. Stored now: {stored}. Yours: {mine}."
                    " Type it again to keep yours."
                )
        self._desk.intake.edit(now, **values)

    def _now(self, row: Any) -> Any:
        """Return the row as the store holds it: other fields of it may have been saved since it was shown."""
        contents = self._desk.intake.contents(self.shown.case.id)
        if isinstance(row, CaseRow):
            return contents.case
        if isinstance(row, ProgrammeRow):
            return contents.programme
        every: tuple[Any, ...] = (
            *contents.units,
            *contents.outcomes,
            *contents.activities,
            *contents.checks,
            *contents.entry_requirements,
        )
        return next(one for one in every if type(one) is type(row) and one.id == row.id)

    def after_save(self) -> None:
        """Say that it was saved and count again what is missing; the field being typed in stays as it is."""
        self.problem.clear()
        self.said.emit(f"Saved {as_text(self._desk.session.now()).rsplit(' ', 1)[-1]}")
        self._saving = True
        self._contents = self._desk.intake.contents(self.shown.case.id)
        self._show_missing()
        self.changed.emit()
        self._saving = False

    def _try(self, act: Callable[[], Any]) -> None:
        try:
            act()
        except DeskError as error:
            self.problem.show_problem(str(error))
        else:
            self.after_save()
            self._fill()

    def keep(self) -> None:
        for one in self._fields:
            one.autosave.now()

    def start(self) -> None:
        if self._fields:
            self._fields[0].widget.setFocus()

    def begin_review(self) -> None:
        """Begin the review, or lead to the first thing missing."""
        self.keep()
        missing = self._missing()
        if missing:
            self.problem.show_problem(missing[0].message)
            self.open_section(missing[0].part)
            return
        try:
            self._desk.intake.begin_review(self.shown.case)
        except DeskError as error:
            self.problem.show_problem(str(error))
        else:
            self.problem.clear()
            self.changed.emit()


class RoleDialog(DeskDialog):
    """Gives somebody a role; where roles may not meet, the chair may allow it with a reason."""

    def __init__(self, desk: "Desk", part: IntakePart) -> None:
        super().__init__("Give a role", part)
        self._desk, self._part = desk, part
        self.person, self.role = QComboBox(), QComboBox()
        for one in desk.people.people():
            self.person.addItem(one.name, one)
        for role, words in ROLE_WORDS.items():
            self.role.addItem(words, role)
        self.reason = QLineEdit()
        self.body.addWidget(labelled("Person", self.person))
        self.body.addWidget(labelled("Role", self.role))
        self.body.addWidget(labelled("Why roles that otherwise may not meet are allowed (the chair)", self.reason))
        self.set_act("Give the role", "user-plus")

    def accept(self) -> None:
        person, role = self.person.currentData(), Role(self.role.currentData())
        assert isinstance(person, PersonRow)
        try:
            self._desk.intake.give_role(self._part.shown.case, person, role, self.reason.text())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()
            self._part.changed.emit()


class InterestDialog(DeskDialog):
    """Records a conflict of interest."""

    def __init__(self, desk: "Desk", part: IntakePart) -> None:
        super().__init__("Declare an interest", part, note="Who declares an interest leaves while the case is decided.")
        self._desk, self._part = desk, part
        self.person, self.statement = QComboBox(), QLineEdit()
        for one in desk.people.people():
            self.person.addItem(one.name, one)
        self.body.addWidget(labelled("Person", self.person))
        self.body.addWidget(labelled("Interest", self.statement))
        self.set_act("Record it", "check")

    def accept(self) -> None:
        try:
            self._desk.intake.declare_interest(self._part.shown.case, self.person.currentData(), self.statement.text())
        except DeskError as error:
            self.refuse(str(error))
        else:
            super().accept()
            self._part.changed.emit()


def hours_typed(text: str) -> tuple[int, int]:
    """Return typed hours, `12.5` or `40-45`, as tenths of an hour; raises DeskError saying how to type them."""
    pieces = [piece.strip() for piece in text.replace("–", "-").split("-")]
    try:
        tenths = [Decimal(piece) * 10 for piece in pieces]
    except InvalidOperation as error:
        raise DeskError(f"{text!r} is not a number of hours. Type 12.5, or a range such as 40-45.") from error
    if len(tenths) not in (1, 2) or any(one != int(one) for one in tenths):
        raise DeskError(f"{text!r} is not a number of hours. Type 12.5, or a range such as 40-45; one decimal at most.")
    return int(tenths[0]), int(tenths[-1])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise DeskError(f"{text!r} is not a day. Type it as 2026-05-28, or leave it empty.") from error


def _whole(text: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isdecimal():
        raise DeskError(f"{text!r} is not a whole number.")
    return int(text)


def _level(text: str) -> int | None:
    return _whole(text.casefold().replace("level", ""))
