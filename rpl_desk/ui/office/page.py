"""The office: its name and logo, its people with their keys, its settings, its log and the check of its file."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLineEdit,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.languages import language_words
from rpl_desk.domain.people import PersonRow, Role
from rpl_desk.domain.policy import RangeBasis, Rounding
from rpl_desk.ui.asking import PDFS, ask_file, ask_where
from rpl_desk.ui.layout import Column, PageFrame, scrolled
from rpl_desk.ui.office.backups_part import BackupsPart
from rpl_desk.ui.office.calibration import CalibrationPart
from rpl_desk.ui.office.dialogs import PassphraseDialog, PersonDialog
from rpl_desk.ui.office.file_part import FilePart
from rpl_desk.ui.office.key_dialogs import CertifyDialog, CostDialog, CustodianDialog, EndKeyDialog, InviteDialog
from rpl_desk.ui.office.seal_part import SealPart
from rpl_desk.ui.page import Page
from rpl_desk.ui.tables import ROW, RowTableModel
from rpl_desk.ui.tasks import in_background
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    DeskTable,
    Framed,
    GrowingText,
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
    from rpl_desk.services.recognising import RecognisingService

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
    ("appeal_days", "Appeals within", "days of the letter", 1, 365),
    ("appeal_hearing_days", "Appeals decided within", "days of their receipt", 1, 365),
    ("appeal_members", "Appeals heard by at least", "who took no part in the decision", 1, 15),
    ("idle_lock_minutes", "Lock after", "minutes without a key", 1, 15),
)
ROUNDING_WORDS = {Rounding.HALF_UP: "to the nearest, halves up", Rounding.DOWN: "down", Rounding.UP: "up"}
BASIS_WORDS = {
    RangeBasis.LOW: "the lower figure",
    RangeBasis.MIDDLE: "the middle",
    RangeBasis.HIGH: "the higher figure",
}


BACKUPS = 5  # the place of the part among the others


class OfficePage(Page):
    """restoring: a `Wanted`, the backup that the window is to put in the file's place. quiet: whether what the window
    does with the file by itself is to rest."""

    restoring = Signal(object)
    quiet = Signal(bool)
    keys = (
        ("Alt+1 to Alt+6", "Office, people, settings, file and log, calibration, backups"),
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
                (BACKUPS, "Backups", ""),
            ],
        )
        self.what.set_value(0)
        self.stack = QStackedWidget()
        self.what.chosen.connect(self.show_part)
        for place in range(6):
            shortcut = QShortcut(QKeySequence(f"Alt+{place + 1}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda place=place: self.show_part(place))
        self.frame.body.addWidget(chip_row(self.what))
        self.problem = RefusedBox()
        self.frame.body.addWidget(self.problem)
        self.frame.body.addWidget(self.stack, 1)
        self.file = FilePart(desk)
        self.file.refused.connect(self.problem.show_problem)
        self.file.quiet.connect(self.quiet)
        self.file.changed.connect(self.reload)
        self.file.backups_asked.connect(lambda: self.show_part(BACKUPS))
        self.calibration = CalibrationPart(desk)
        self.backups = BackupsPart(desk)
        self.backups.refused.connect(self.problem.show_problem)
        self.backups.restoring.connect(self.restoring)
        for made in (
            self._name_part(),
            self._people_part(),
            self._settings_part(),
            self.file,
            self.calibration,
            self.backups,
        ):
            self.stack.addWidget(made)

    def show_part(self, place: object) -> None:
        """Show the name, people, settings, file, calibration or backups, counted from 0."""
        self.what.set_value(place)
        self.stack.setCurrentIndex(int(str(place)))
        if place == BACKUPS:
            self.backups.reload()

    def reload(self) -> None:
        office = self._desk.office.office()
        self.frame.set_note(office.name)
        self.name.setText(office.name)
        self.unit.setText(office.unit)
        self.logo_words.setText(
            "A logo is kept and printed." if office.logo else "No logo: documents print the name alone."
        )
        self.seal.reload()
        self._people.reload()
        self.people.fit_columns()
        held = self._desk.enrolment.custodians()
        names = " and ".join(one.name for one in held)
        self.custody.setText(
            f"Keys are certified and ended by {names}."
            + (" Make a second one, so that nobody is stopped when one is away." if len(held) == 1 else "")
        )
        self._show_settings()
        self.calibration.reload()
        self.file.reload()
        if self.stack.currentWidget() is self.backups:
            self.backups.reload()

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
        self.seal = SealPart(self._desk)
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["m"])
        column.addWidget(panel)
        column.addWidget(self.seal)
        return scrolled(_upwards(Column(both)))

    def _choose_logo(self) -> None:
        def chosen(path: Path) -> None:
            self._try(lambda: self._desk.office.set_logo(path))

        ask_file(self, "Choose a logo", "PNG pictures (*.png)", chosen)

    # -- people -------------------------------------------------------------------------------------------------------

    def _people_part(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE["m"])
        self._people: RowTableModel[tuple[PersonRow, str, str]] = RowTableModel(
            {
                "Name": lambda row: row[0].name,
                "Address": lambda row: row[0].email,
                "Role": lambda row: row[0].office_role.value,
                "Key": lambda row: row[1],
                "State": lambda row: row[2],
                "Left": lambda row: row[0].retired_at,
            },
            self._people_rows,
            parent=self,
        )
        self.people = DeskTable("People of the office", self._people, stretch=1)
        column.addWidget(Framed(self.people), 1)
        self.custody = Paragraph("", tone="second")
        column.addWidget(self.custody)
        roster = button("Write the roster", icon_name="download")
        roster.setToolTip("The keys' fingerprints, to hold a signed document against")
        roster.clicked.connect(self._write_roster)
        sheet = button("Roster sheet", icon_name="printer")
        sheet.setToolTip("The same on paper, to be signed by hand")
        sheet.clicked.connect(self._write_sheet)
        change = button("Change your passphrase", icon_name="lock")
        change.clicked.connect(lambda: PassphraseDialog(self._desk, self).open())
        custodian = button("Second custodian", icon_name="users")
        custodian.clicked.connect(lambda: CustodianDialog(self._desk, self).open())
        refound = button("No custodian left", icon_name="users", kind="danger")
        refound.setToolTip("Where nobody can open the authority any more, the people enrolled found it anew")
        refound.clicked.connect(self._refound)
        cost = button("Harder to guess", icon_name="shield-check")
        cost.setToolTip("Let each guess at a passphrase cost more, where machines have become faster")
        cost.clicked.connect(lambda: CostDialog(self._desk, self).open())
        end = button("End a key", icon_name="log-out", kind="danger")
        end.clicked.connect(lambda: self._with_chosen(lambda person: EndKeyDialog(self._desk, person, self).open()))
        certify = button("Certify a key", icon_name="shield-check")
        certify.clicked.connect(lambda: self._with_chosen(self._certify))
        code = button("Give a code", icon_name="key-round")
        code.setToolTip("A new person, or one whose code has run out, makes their key with it")
        code.clicked.connect(self._invite)
        add = button("Add a person", icon_name="plus", kind="primary")
        add.clicked.connect(lambda: PersonDialog(self._desk, self).open())
        column.addWidget(chip_row(roster, sheet, change, custodian, refound, cost, end, certify, code, add))
        return made

    def _people_rows(self) -> list[tuple[PersonRow, str, str]]:
        """Return everybody with the fingerprint of their key and how it stands."""
        waiting, invited = dict(self._desk.enrolment.waiting()), set(self._desk.enrolment.invited())

        def state(person: PersonRow, mark: str) -> str:
            if person.retired_at is not None:
                return "has left"
            if person in invited:
                return "has a code"
            return "to be certified" if person in waiting else "in use" if mark else "none yet"

        return [
            (person, waiting.get(person, "" if person in invited else mark), state(person, mark))
            for person, mark in self._desk.people.fingerprints()
        ]

    def _write_roster(self) -> None:
        self._write("Write the roster", "roster.json", "Rosters (*.json)", self._desk.people.roster)

    def _write_sheet(self) -> None:
        self._write("Write the roster sheet", "roster.pdf", PDFS, self._desk.people.roster_sheet)

    def _write(self, title: str, name: str, filters: str, make: Callable[[], bytes]) -> None:
        def chosen(path: Path) -> None:
            from rpl_desk.whole_files import write_whole

            in_background(self, lambda _: write_whole(path, make()), self._written, self.problem.show_problem)

        ask_where(self, title, name, filters, chosen)

    def _written(self, _: object) -> None:
        self.problem.clear()
        Toast(self.window(), "Written.")

    def _with_chosen(self, act: Callable[[PersonRow], object]) -> None:
        row = self.people.currentIndex().data(ROW)
        if row is None:
            self.problem.show_problem("Choose the person in the table first.")
        else:
            self.problem.clear()
            act(row[0])

    def _refound(self) -> None:
        from rpl_desk.ui.office.refound_dialog import RefoundDialog

        RefoundDialog(self._desk, self).open()

    def _certify(self, person: PersonRow) -> None:
        waiting = dict(self._desk.enrolment.waiting())
        if person in waiting:
            CertifyDialog(self._desk, person, waiting[person], self).open()
        else:
            self.problem.show_problem(f"{person.name} has made no key that waits to be certified.")

    def _invite(self) -> None:
        """Give a code to somebody new; to the person chosen, where that is one whose code has run out."""
        row = self.people.currentIndex().data(ROW)
        again = row is not None and row[0] in self._desk.enrolment.invited()
        InviteDialog(self._desk, self, row[0] if again else None).open()

    # -- settings -----------------------------------------------------------------------------------------------------

    def _settings_part(self) -> QWidget:
        inner = Panel()
        inner.box.addWidget(
            Paragraph(
                "These hold for cases opened from now on; a case keeps the settings it was opened under. Reviews and"
                " appeals go by the settings of the day.",
                tone="second",
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
        self.by_outcome = TickLine("In credit rating, the level of each outcome is judged too, before that of its unit")
        inner.box.addWidget(self.by_outcome)
        inner.box.addWidget(self.blind)
        inner.box.addWidget(self.hides)
        self.named = TickLine("Differences show the assessors' names; without this, their numbers")
        inner.box.addWidget(self.named)
        inner.box.addWidget(self.whole)
        inner.box.addWidget(label("Who signs a decision, in this order", "label"))
        self.signs = {
            role: TickLine(role.value) for role in (Role.ASSESSOR, Role.VETTER, Role.MEMBER, Role.SECRETARY, Role.CHAIR)
        }
        for tick in self.signs.values():
            inner.box.addWidget(tick)
        self.grounds = GrowingText(least=2)
        inner.box.addWidget(
            labelled(
                "Grounds of an appeal, one a line",
                self.grounds,
                "As your office's own procedure names them. Left empty: any, in the words of who appeals.",
            )
        )
        self.languages, self.language_words = QLineEdit(), Paragraph("", "small", tone="second")
        inner.box.addWidget(
            labelled(
                "Scans are read in", self.languages, "As Tesseract calls the languages: eng gla. Holds for every case."
            )
        )
        inner.box.addWidget(self.language_words)
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
        self.by_outcome.setChecked(policy.rate_by_outcome)
        self.blind.setChecked(policy.blind_review)
        self.hides.setChecked(policy.hide_claimant)
        self.named.setChecked(policy.name_assessors)
        self.whole.setChecked(policy.whole_units_only)
        for role, tick in self.signs.items():
            tick.setChecked(role.value in policy.signatories)
        self.grounds.setPlainText("\n".join(policy.appeal_grounds))
        self.languages.setText(" ".join(policy.recognition_languages))
        self.language_words.setText(language_note(self._desk.recognising))

    def keep_settings(self) -> None:
        """Keep every setting as one audited change; a refusal says which does not do."""
        settings: dict[str, Any] = {name: spin.value() for name, spin in self.numbers.items()}
        settings |= {
            "rounding": self.rounding.currentData(),
            "range_basis": self.basis.currentData(),
            "rate_by_outcome": self.by_outcome.isChecked(),
            "blind_review": self.blind.isChecked(),
            "hide_claimant": self.hides.isChecked(),
            "name_assessors": self.named.isChecked(),
            "whole_units_only": self.whole.isChecked(),
            "recognition_languages": tuple(self.languages.text().split()),
            "appeal_grounds": tuple(filter(None, map(str.strip, self.grounds.toPlainText().splitlines()))),
            "signatories": tuple(role.value for role, tick in self.signs.items() if tick.isChecked()),
        }
        self._try(lambda: self._desk.office.set_policy(**settings))

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


def language_note(recognising: "RecognisingService") -> str:
    """Return which languages this machine can read scans in, what is missing of those wanted, and how to add it."""
    found, why_not = recognising.languages(), recognising.why_not()
    here = f"Here: {', '.join(map(language_words, found.here))}." if found.here else ""
    return "\n".join(filter(None, (here, why_not or found.words)))


def _upwards(inner: QWidget) -> QWidget:
    """Return a widget that keeps another at its top, as tall as that one needs to be."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, SPACE["s"], 0)
    column.addWidget(inner)
    column.addStretch(1)
    return made
