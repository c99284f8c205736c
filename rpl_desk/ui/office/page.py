"""The office: its name and logo, its people with their keys, its settings, its log and the check of its file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rpl_desk.domain.errors import DeskError, Problem
from rpl_desk.domain.people import PersonRow, Role
from rpl_desk.domain.policy import RangeBasis, Rounding
from rpl_desk.services.words import action_words
from rpl_desk.ui.layout import Column, PageFrame, scrolled
from rpl_desk.ui.office.calibration import CalibrationPart
from rpl_desk.ui.office.dialogs import PassphraseDialog, PersonDialog, RetireDialog
from rpl_desk.ui.page import Page
from rpl_desk.ui.tables import ROW, RowTableModel
from rpl_desk.ui.tasks import in_background
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    DeskTable,
    Framed,
    Panel,
    Paragraph,
    RefusedBox,
    Segments,
    TickLine,
    Toast,
    button,
    button_row,
    chip_row,
    label,
    labelled,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

SETTINGS: tuple[tuple[str, str, str, int, int], ...] = (
    ("currency_years", "Evidence is current for", "years, counted from the date of learning to the panel", 1, 50),
    ("weekly_hours_asked_about", "Ask about more than", "hours of one unit in a week", 1, 168),
    ("rpl_cap_percent", "At most from prior learning", "percent of an award's credit", 0, 100),
    ("assessors", "Judged apart by", "assessors", 1, 5),
    ("discuss_from", "Discuss from", "levels apart", 1, 11),
    ("adjudicate_from", "To the adjudicator from", "levels apart", 1, 11),
    ("quorum", "Quorum", "of the panel present", 1, 50),
    ("working_days_target", "Target", "working days from intake to decision", 1, 365),
    ("review_years", "Reviewed after", "years", 1, 25),
    ("retention_years", "Kept for", "years", 1, 100),
    ("idle_lock_minutes", "Lock after", "minutes without a key", 1, 15),
)
ROUNDING_WORDS = {Rounding.HALF_UP: "to the nearest, halves up", Rounding.DOWN: "down", Rounding.UP: "up"}
BASIS_WORDS = {
    RangeBasis.LOW: "the lower figure",
    RangeBasis.MIDDLE: "the middle",
    RangeBasis.HIGH: "the higher figure",
}


class OfficePage(Page):
    keys = (
        ("Alt+1 to Alt+5", "Office, people, settings, file and log, calibration"),
        ("Ctrl+Enter", "In an exercise: keep the answer and go to the next criterion"),
    )

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.frame = PageFrame("Office")
        column.addWidget(self.frame)
        self.what = Segments(
            "Show",
            [
                (0, "Name and logo", ""),
                (1, "People", ""),
                (2, "Settings", ""),
                (3, "File and log", ""),
                (4, "Calibration", ""),
            ],
        )
        self.what.set_value(0)
        self.stack = QStackedWidget()
        self.what.chosen.connect(self.show_part)
        for place in range(5):
            shortcut = QShortcut(QKeySequence(f"Alt+{place + 1}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda place=place: self.show_part(place))
        self.frame.body.addWidget(chip_row(self.what))
        self.problem = RefusedBox()
        self.frame.body.addWidget(self.problem)
        self.frame.body.addWidget(self.stack, 1)
        self.calibration = CalibrationPart(desk)
        parts = (self._name_part(), self._people_part(), self._settings_part(), self._file_part(), self.calibration)
        for made in parts:
            self.stack.addWidget(made)

    def show_part(self, place: object) -> None:
        """Show the name, people, settings, file or calibration, counted from 0."""
        self.what.set_value(place)
        self.stack.setCurrentIndex(int(str(place)))

    def reload(self) -> None:
        office = self._desk.office.office()
        self.frame.set_note(office.name)
        self.name.setText(office.name)
        self.unit.setText(office.unit)
        self.logo_words.setText(
            "A logo is kept and printed." if office.logo else "No logo: documents print the name alone."
        )
        self._people.reload()
        self.people.fit_columns()
        self._show_settings()
        self.calibration.reload()
        self._log.reload()
        self.log.fit_columns()

    def start(self) -> None:
        self.name.setFocus()

    # -- name and logo ------------------------------------------------------------------------------------------------

    def _name_part(self) -> QWidget:
        panel = Panel()
        self.name, self.unit = QLineEdit(), QLineEdit()
        panel.box.addWidget(labelled("Name of the office", self.name, "Printed at the head of every document."))
        panel.box.addWidget(labelled("Second line", self.unit, "Such as: Quality office, credit rating body"))
        self.logo_words = Paragraph("", tone="second")
        panel.box.addWidget(self.logo_words)
        logo = button("Choose a logo", icon_name="upload")
        logo.clicked.connect(self._choose_logo)
        keep = button("Keep the name", icon_name="check", kind="primary")
        keep.clicked.connect(lambda: self._try(lambda: self._desk.office.rename(self.name.text(), self.unit.text())))
        panel.box.addLayout(button_row(logo, keep))
        return _upwards(Column(panel))

    def _choose_logo(self) -> None:
        where, _ = QFileDialog.getOpenFileName(self, "Choose a logo", "", "PNG pictures (*.png)")
        if where:
            self._try(lambda: self._desk.office.set_logo(Path(where)))

    # -- people -------------------------------------------------------------------------------------------------------

    def _people_part(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["m"])
        self._people: RowTableModel[tuple[PersonRow, str]] = RowTableModel(
            {
                "Name": lambda row: row[0].name,
                "Address": lambda row: row[0].email,
                "Role": lambda row: row[0].office_role.value,
                "Key": lambda row: row[1],
                "Left": lambda row: row[0].retired_at,
            },
            lambda: list(self._desk.people.fingerprints()),
            parent=self,
        )
        self.people = DeskTable("People of the office", self._people, stretch=1)
        column.addWidget(Framed(self.people), 1)
        roster = button("Write the roster", icon_name="download")
        roster.setToolTip("The keys' fingerprints, to hold a signed document against")
        roster.clicked.connect(self._write_roster)
        change = button("Change your passphrase", icon_name="lock")
        change.clicked.connect(lambda: PassphraseDialog(self._desk, self).open())
        retire = button("Has left", icon_name="log-out", kind="danger")
        retire.clicked.connect(self._retire)
        add = button("Add a person", icon_name="plus", kind="primary")
        add.clicked.connect(lambda: PersonDialog(self._desk, self).open())
        column.addLayout(button_row(roster, change, retire, add))
        return made

    def _write_roster(self) -> None:
        where, _ = QFileDialog.getSaveFileName(self, "Write the roster", "roster.json", "Rosters (*.json)")
        if where:
            from rpl_desk.services.exchange import write_whole

            self._try(lambda: write_whole(Path(where), self._desk.people.roster()))

    def _retire(self) -> None:
        row = self.people.currentIndex().data(ROW)
        if row is None:
            self.problem.show_problem("Choose the person in the table first.")
        else:
            RetireDialog(self._desk, row[0], self).open()

    # -- settings -----------------------------------------------------------------------------------------------------

    def _settings_part(self) -> QWidget:
        inner = Panel()
        inner.box.addWidget(
            Paragraph(
                "These hold for cases opened from now on; a case keeps the settings it was opened under.", tone="second"
            )
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE["m"])
        grid.setVerticalSpacing(SPACE["s"])
        self.numbers: dict[str, QSpinBox] = {}
        for place, (name, words, unit, least, most) in enumerate(SETTINGS):
            spin = QSpinBox()
            spin.setRange(least, most)
            spin.setAccessibleName(f"{words}, {unit}")
            title = label(words, "body")
            title.setBuddy(spin)
            grid.addWidget(title, place, 0)
            grid.addWidget(spin, place, 1)
            grid.addWidget(label(unit, "body", tone="second", wrap=True), place, 2)
            self.numbers[name] = spin
        grid.setColumnStretch(2, 1)
        inner.box.addLayout(grid)
        self.rounding, self.basis = QComboBox(), QComboBox()
        for one, words in ROUNDING_WORDS.items():
            self.rounding.addItem(words, one)
        for basis, words in BASIS_WORDS.items():
            self.basis.addItem(words, basis)
        inner.box.addWidget(labelled("Hours over ten are rounded", self.rounding))
        inner.box.addWidget(labelled("Points of a range of hours are proposed from", self.basis))
        self.blind = TickLine("Assessors judge apart: nobody sees another's judgements before the reveal")
        self.hides = TickLine("Those who judge do not know the claimant before the chair reveals who it is")
        self.whole = TickLine("Credit is given for whole units only")
        inner.box.addWidget(self.blind)
        inner.box.addWidget(self.hides)
        inner.box.addWidget(self.whole)
        inner.box.addWidget(label("Who signs a decision, in this order", "label"))
        self.signs = {
            role: TickLine(role.value) for role in (Role.ASSESSOR, Role.VETTER, Role.MEMBER, Role.SECRETARY, Role.CHAIR)
        }
        for tick in self.signs.values():
            inner.box.addWidget(tick)
        keep = button("Keep the settings", icon_name="check", kind="primary")
        keep.clicked.connect(self.keep_settings)
        inner.box.addLayout(button_row(keep))
        return scrolled(_upwards(Column(inner)))

    def _show_settings(self) -> None:
        policy = self._desk.office.policy()
        for name, spin in self.numbers.items():
            spin.setValue(getattr(policy, name))
        self.rounding.setCurrentIndex(self.rounding.findData(policy.rounding))
        self.basis.setCurrentIndex(self.basis.findData(policy.range_basis))
        self.blind.setChecked(policy.blind_review)
        self.hides.setChecked(policy.hide_claimant)
        self.whole.setChecked(policy.whole_units_only)
        for role, tick in self.signs.items():
            tick.setChecked(role.value in policy.signatories)

    def keep_settings(self) -> None:
        """Keep every setting as one audited change; a refusal says which does not do."""
        settings: dict[str, Any] = {name: spin.value() for name, spin in self.numbers.items()}
        settings |= {
            "rounding": self.rounding.currentData(),
            "range_basis": self.basis.currentData(),
            "blind_review": self.blind.isChecked(),
            "hide_claimant": self.hides.isChecked(),
            "whole_units_only": self.whole.isChecked(),
            "signatories": tuple(role.value for role, tick in self.signs.items() if tick.isChecked()),
        }
        self._try(lambda: self._desk.office.set_policy(**settings))

    # -- file and log -------------------------------------------------------------------------------------------------

    def _file_part(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["m"])
        row = QHBoxLayout()
        self.check_words = Paragraph("Everything in the file can be checked against its log.", tone="second")
        row.addWidget(self.check_words, 1)
        self.check = button("Check the file", icon_name="shield-check", kind="primary")
        self.check.clicked.connect(self.check_file)
        row.addWidget(self.check)
        column.addLayout(row)
        names: dict[str, str] = {}

        def lines() -> list[Any]:
            names.update({one.uid: one.name for one in self._desk.people.people(retired=True)})
            return list(self._desk.cases.log(limit=1000))

        self._log: RowTableModel[Any] = RowTableModel(
            {
                "Entry": lambda one: one.seq,
                "When": lambda one: one.at,
                "Who": lambda one: names.get(one.actor, one.actor),
                "What": lambda one: action_words(one.action),
                "About": lambda one: one.subject.removeprefix("case:"),
            },
            lines,
            parent=self,
        )
        self.log = DeskTable("Log of the store, newest first", self._log, strong=3, stretch=3)
        column.addWidget(Framed(self.log), 1)
        return made

    def check_file(self) -> None:
        """Check the whole store beside the window and say what was found."""
        self.check.setEnabled(False)
        self.check_words.setText("Checking every row and every file against the log.")
        in_background(self, self._desk.check, self._checked, self._not_checked)

    def _checked(self, problems: list[Problem]) -> None:
        self.check.setEnabled(True)
        if not problems:
            size = self._desk.database.head().size
            self.check_words.setText(f"All is as it was left: {size} log entries, every row and every file fits.")
            self.problem.clear()
            return
        self.check_words.setText(f"{len(problems)} fault{'' if len(problems) == 1 else 's'} found.")
        self.problem.show_problem("\n".join(str(one) for one in problems[:20]))

    def _not_checked(self, sentence: str) -> None:
        self.check.setEnabled(True)
        self.problem.show_problem(sentence)

    def _try(self, act: Any) -> None:
        try:
            act()
        except DeskError as error:
            self.problem.show_problem(str(error))
        else:
            self.problem.clear()
            self.said.emit("Saved")
            Toast(self.window(), "Kept.")
            self.reload()


def _upwards(inner: QWidget) -> QWidget:
    """Return a widget that keeps another at its top, as tall as that one needs to be."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, SPACE["s"], 0)
    column.addWidget(inner)
    column.addStretch(1)
    return made
