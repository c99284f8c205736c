"""The intake as a guided list: what each kind of case needs, what is missing, and where to mend it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rpl_desk.domain.cases import Missing, Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.ui.case.intake_form import IntakeForm
from rpl_desk.ui.case.intake_identity import show_identity
from rpl_desk.ui.case.intake_programme import show_programme
from rpl_desk.ui.case.intake_sections import show_checks, show_claimant, show_people, show_subject
from rpl_desk.ui.case.removed_dialog import RemovedDialog
from rpl_desk.ui.case.taking_back import UNDO_KEYS, TakingBack
from rpl_desk.ui.layout import Column, scrolled
from rpl_desk.ui.page import CasePart
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.tables import time_words
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    GapSplitter,
    IconLabel,
    Panel,
    Paragraph,
    RefusedBox,
    button,
    button_row,
    empty_layout,
    icon_button,
    label,
    refuse,
    rule,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

SECTIONS = {
    "subject": ("Subject", show_subject),
    "programme": ("Programme, units and hours", show_programme),
    "claimant": ("Claimant", show_claimant),
    "checks": ("Eligibility and due diligence", show_checks),
    "people": ("People and roles", show_people),
    "identity": ("Identity", show_identity),
}
EVIDENCE = "evidence"  # has a page of its own


class IntakePart(CasePart):
    """Everything before the review; afterwards the same page, to be read."""

    keys = (
        ("Ctrl+Enter", "Begin the review, or go to what is missing"),
        *UNDO_KEYS,
        ("Ctrl+Shift+R", "What was taken out, to be put back"),
    )

    def __init__(self, desk: "Desk", preferences: Preferences | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._contents: CaseContents | None = None
        self._section = "subject"
        self._saving = False
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["xl"], SPACE["l"], SPACE["xl"], SPACE["l"])
        column.setSpacing(SPACE["m"])
        self.notice, self.problem = RefusedBox("notice"), RefusedBox()
        column.addWidget(self.notice)
        column.addWidget(self.problem)
        self.form = IntakeForm(desk)
        self.form.saved.connect(self.after_save)
        self.form.refused.connect(self.problem.show_problem)
        self.form.changed.connect(self._after_change)
        self.form.removed.connect(self._offer_back)
        split = GapSplitter("the list of sections", (self._guide(), 320), (scrolled(Column(self.form)), 900))
        if preferences is not None:
            preferences.follow_divider(split, "intake")
        column.addWidget(split, 1)
        self.begin = button("Begin the review", icon_name="arrow-right", kind="primary")
        self.begin.setShortcut("Ctrl+Return")
        self.begin.clicked.connect(self.begin_review)
        self.taking_back = TakingBack(
            desk,
            self,
            lambda: None if self._contents is None else self._contents.case,
            before=self.keep,
            after=self._after_change,
            refused=self.problem.show_problem,
        )
        self.taken_out = button("Taken out", icon_name="trash-2")
        self.taken_out.setShortcut("Ctrl+Shift+R")
        self.taken_out.clicked.connect(self.show_removed)
        column.addLayout(button_row(self.taking_back.button, self.taken_out, self.begin))

    def _guide(self) -> Panel:
        panel, inner = Panel(padding=SPACE["m"]), QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(SPACE["xs"], SPACE["xs"], SPACE["xs"], SPACE["xs"])
        column.setSpacing(SPACE["s"])
        self._list, self._missing_list = QVBoxLayout(), QVBoxLayout()
        self._list.setSpacing(2)
        column.addLayout(self._list)
        column.addWidget(rule())
        column.addWidget(label("What is missing", "label"))
        column.addLayout(self._missing_list)
        column.addStretch(1)
        self._guide_inner, self._guide_area = inner, scrolled(inner)
        panel.box.addWidget(self._guide_area)
        return panel

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, contents: CaseContents) -> None:
        if self._saving:
            return
        same = self._contents is not None and self._contents.case.id == contents.case.id
        self._contents = contents
        if same and any(one.widget.hasFocus() for one in self.form.fields):
            # Somebody is typing: the rows are read again, the field keeps its text.
            self._show_missing()
            return
        if not same:
            self._section = "subject"
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

    def _sections(self) -> dict[str, str]:
        hidden = {"claimant" if self.shown.case.kind.is_credit_rating else "checks"}
        if self._desk.identity.hiding(self.shown.case.id) is None:
            hidden.add("identity")
        return {key: words for key, (words, _) in SECTIONS.items() if key not in hidden} | {EVIDENCE: "Evidence"}

    def _show_missing(self) -> None:
        missing = self._missing()
        empty_layout(self._list)
        for key, words in self._sections().items():
            count = sum(one.part == key for one in missing)
            made = button(f"{words}{f', {count} missing' if count else ''}", kind="nav")
            made.setCheckable(True)
            made.setAutoExclusive(True)
            made.setChecked(key == self._section)
            made.clicked.connect(partial(self.open_section, key))
            self._list.addWidget(made)
        empty_layout(self._missing_list)
        for one in missing:
            self._missing_list.addWidget(self._gap(one))
        if not missing:
            words = "Nothing: the case is ready for review." if self._open_now else "Nothing: the intake is complete."
            self._missing_list.addWidget(IconLabel("circle-check", words, "small", "good"))
        # The names of the sections are never cut short: the divider stops at them.
        bar = self._guide_area.verticalScrollBar().sizeHint().width()
        self._guide_area.setMinimumWidth(self._guide_inner.minimumSizeHint().width() + bar)
        refuse(self.begin, f"{len(missing)} missing" if missing else None, "Begin the review")
        self.begin.setVisible(self._open_now)
        removed = len(self._desk.intake.removed(self.shown.case.id)) if self._open_now else 0
        self.taken_out.setVisible(bool(removed))
        self.taken_out.setText(f"Taken out  {removed}")
        self.taking_back.show_button(is_open=self._open_now)
        self.notice.show_info(
            "" if self._open_now else "The intake is over, so it can be read and no longer changed.", "lock"
        )

    def _gap(self, gap: Missing) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        go = icon_button("arrow-right", f"Go to: {gap.message}")
        go.clicked.connect(partial(self.open_section, gap.part))
        row.addWidget(Paragraph(gap.message, "small"), 1)
        row.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
        return holder

    def open_section(self, key: str) -> None:
        """Show one section of the intake; evidence has a page of its own."""
        self.keep()
        if key == EVIDENCE:
            self.went.emit("case", (self.shown.case.reference, EVIDENCE))
            return
        self._section = key if key in self._sections() else "subject"
        self._show_missing()
        self._fill()

    def _fill(self) -> None:
        self.form.begin(self.shown, is_open=self._open_now)
        SECTIONS[self._section][1](self.form)
        self.form.end()

    # -- changing -----------------------------------------------------------------------------------------------------

    def after_save(self) -> None:
        """Say that it was saved and count again what is missing; the field being typed in stays as it is."""
        self.problem.clear()
        self.said.emit(f"Saved {time_words(self._desk.session.now())}")
        self._saving = True
        self._contents = self._desk.intake.contents(self.shown.case.id)
        self._show_missing()
        self.changed.emit()
        self._saving = False

    def _after_change(self) -> None:
        self.after_save()
        self._fill()

    def show_removed(self) -> RemovedDialog:
        """Show what was taken out of this intake and can be put back."""
        self.keep()
        dialog = RemovedDialog(self._desk, self.shown, self)
        dialog.put_back.connect(self._after_change)
        dialog.open()
        return dialog

    def _offer_back(self) -> None:
        """Offer to put back what was just taken away; the keyboard goes there, as the field it was in is gone."""
        self.taking_back.button.setFocus(Qt.FocusReason.OtherFocusReason)
        said = self._desk.undoing.history(self.shown.case.id).undo[0]
        self.taking_back.offer(said.removeprefix("remove "))

    def keep(self) -> None:
        self.form.keep()

    def start(self) -> None:
        if self.form.fields:
            self.form.fields[0].widget.setFocus()

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
