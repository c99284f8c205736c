"""Which version of the decision stands, how each that stands no more ended, and amending or voiding it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from rpl_desk.domain.after import Version
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.people import Role
from rpl_desk.ui.case.standing_dialogs import AmendDialog, ReasonedDialog, VoidDialog, drop_dialog
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.widgets import (
    IconLabel,
    Panel,
    Paragraph,
    RefusedBox,
    button,
    chip_row,
    empty_layout,
    label,
    refuse,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

CHAIR_ONLY = "the chair does this"


def is_chair(desk: "Desk", contents: CaseContents) -> bool:
    """Tell whether the person signed in is the chair of the case shown."""
    return Role.CHAIR in contents.roles_of(desk.session.user.id)


class StandingPanel(Panel):
    """A signed decision is never edited: here it is amended as a new version, or voided."""

    changed = Signal()

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._case: CaseRow | None = None
        self._stands = 0
        self.box.addWidget(label("The decision", "title3"))
        self.none = Paragraph("No decision on this case was signed by all yet.", tone="second")
        self.box.addWidget(self.none)
        self.problem = RefusedBox()
        self.box.addWidget(self.problem)
        self.lines = QVBoxLayout()
        self.box.addLayout(self.lines)
        self.drop = button("Drop the amendment", icon_name="undo-2", kind="danger")
        self.drop.setShortcut("Ctrl+Shift+D")
        self.drop.clicked.connect(self.ask_to_drop)
        self.void = button("Void the decision", icon_name="octagon-x", kind="danger")
        self.void.setShortcut("Ctrl+Shift+X")
        self.void.clicked.connect(self.ask_to_void)
        self.amend = button("Amend the decision", icon_name="pen-line")
        self.amend.setShortcut("Ctrl+Shift+M")
        self.amend.clicked.connect(self.ask_to_amend)
        self.box.addWidget(chip_row(self.drop, self.void, self.amend))

    def show_case(self, contents: CaseContents) -> None:
        self._case = contents.case
        versions = self._desk.amending.versions(contents.case.id)
        self._stands = next((one.version for one in versions if one.stands), 0)
        self.none.setVisible(not versions)
        self.problem.clear()
        empty_layout(self.lines)
        for one in versions:
            self._add(one)
        why = None if is_chair(self._desk, contents) else CHAIR_ONLY
        self.drop.setVisible(self._desk.amending.under_way(contents.case.id) is not None)
        refuse(self.drop, why, "Drop the amendment")
        for made, words in ((self.amend, "Amend the decision"), (self.void, "Void the decision")):
            made.setVisible(contents.case.stage in (Stage.SIGNED, Stage.RELEASED))
            refuse(made, why, words)

    def _add(self, one: Version) -> None:
        sign = ("circle-check", "good") if one.stands else ("undo-2", "part")
        gives = "" if one.level is None else f": level {one.level}, {one.points} credit points"
        words = f"Version {one.version}, decided {as_text(one.decided_on)}: {one.outcome_words}{gives}"
        self.lines.addWidget(IconLabel(sign[0], words, "strong", sign[1]))
        state = ", ".join(part for part in ("stands" if one.stands else "", one.ended) if part)
        why = f" Reason: {one.reason}" if one.reason else ""
        self.lines.addWidget(Paragraph(f"{state[:1].upper()}{state[1:]}.{why}", "small", tone="second"))

    def ask_to_amend(self) -> AmendDialog:
        """Ask the chair why, and open the next version."""
        dialog = AmendDialog(self._desk, self._shown, self._stands, self)
        self._open(dialog)
        return dialog

    def ask_to_drop(self) -> ReasonedDialog:
        """Ask the chair why the amendment is dropped."""
        dialog = drop_dialog(self._desk, self._shown, self)
        self._open(dialog)
        return dialog

    def ask_to_void(self) -> VoidDialog | None:
        """Show the chair what voiding signs; where it cannot be voided, say why instead."""
        try:
            dialog = VoidDialog(self._desk, self._shown, self)
        except DeskError as error:
            self.problem.show_problem(str(error))
            return None
        dialog.finished.connect(lambda _: self.changed.emit())
        dialog.open()
        return dialog

    def _open(self, dialog: ReasonedDialog) -> None:
        dialog.accepted.connect(self.changed)
        dialog.open()

    @property
    def _shown(self) -> CaseRow:
        assert self._case is not None
        return self._case
