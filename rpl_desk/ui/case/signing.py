"""Who signs the record, in order, and who has."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.fingerprints import short_fingerprint
from rpl_desk.domain.people import PersonRow
from rpl_desk.ui.case.sign_dialog import SignDialog
from rpl_desk.ui.case.sign_several import SignSeveralDialog
from rpl_desk.ui.layout import Column, scrolled
from rpl_desk.ui.page import CasePart
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    EmptyState,
    IconLabel,
    Panel,
    Paragraph,
    Toast,
    button,
    empty_layout,
    label,
    labelled,
    rule,
)

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.decisions import ToSign


WIDE = 860  # of the page at 100 % text


class SigningPart(CasePart):
    """Each signature the office asks for, with the person who gave it or may give it."""

    keys = (
        ("Ctrl+Enter", "Sign, as the next who may"),
        ("Alt+Left, Alt+Right", "The record before, the next one, when several are signed in one act"),
    )

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._case: CaseRow | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        column.addWidget(self.stack)
        self.stack.addWidget(EmptyState("signature", "There is nothing to sign yet. The panel decides first."))
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(SPACE["xl"], SPACE["xl"], SPACE["xl"], SPACE["xl"])
        self._column.setSpacing(SPACE["l"])
        self.stack.addWidget(scrolled(Column(inner, WIDE)))
        self.buttons: list[tuple[ToSign, QComboBox, QWidget]] = []

    def show_case(self, contents: CaseContents) -> None:
        self._case = contents.case
        decided = contents.case.stage in (Stage.DECIDED, Stage.SIGNED, Stage.RELEASED, Stage.APPEAL)
        self.stack.setCurrentIndex(1 if decided else 0)
        if not decided:
            return
        empty_layout(self._column)
        self.buttons = []
        asked = self._desk.decisions.to_sign(contents.case.id)
        record = self._desk.decisions.current_record(contents.case.id)
        given = sum(one.signed_by is not None for one in asked)
        self._column.addWidget(label(f"{given} of {len(asked)} signed", "title2"))
        sha = short_fingerprint(record.sha256)
        self._column.addWidget(
            Paragraph(
                f"Record {contents.case.reference}, version {record.version}, made {as_text(record.made_at)},"
                f" fingerprint {sha}."
                " Each person signs these very bytes with their own passphrase; nobody has to sign out for it.",
                tone="second",
            )
        )
        waiting = next((one for one in asked if one.signed_by is None), None)
        for one in asked:
            self._column.addWidget(self._signature(one, contents, primary=one is waiting))
        self._column.addStretch(1)

    def _signature(self, asked: "ToSign", contents: CaseContents, *, primary: bool) -> Panel:
        panel = Panel()
        role = asked.signatory.role_words
        if asked.signed_by is not None:
            name = contents.people[asked.signed_by.person_id].name
            panel.box.addWidget(IconLabel("circle-check", f"{name}, {role}", "strong", "good"))
            panel.box.addWidget(label(f"Signed {as_text(asked.signed_by.signed_at)}", "small", tone="second"))
            panel.box.addWidget(rule())
            code = asked.signed_by.receipt
            receipt = label(code, "title3", wrap=True)
            receipt.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            copy = button("Copy", icon_name="copy", size="small")
            copy.setAccessibleName(f"Copy the receipt of {name}")
            copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(code))
            panel.box.addWidget(label("Receipt", "label"))
            row = QHBoxLayout()
            row.addWidget(receipt, 1)
            row.addWidget(copy)
            panel.box.addLayout(row)
            return panel
        panel.box.addWidget(IconLabel("circle-dot" if primary else "circle", f"To be signed by the {role}", "strong"))
        if not asked.signatory.people:
            panel.box.addWidget(Paragraph(f"Nobody is {role} of this case. Give somebody the role first.", tone="bad"))
            return panel
        row = QHBoxLayout()
        who = QComboBox()
        for person in asked.signatory.people:
            who.addItem(person.name, person)
        row.addWidget(labelled(f"Who signs as {role}", who), 1)
        sign = button("Sign", icon_name="signature", kind="primary" if primary else "outlined")
        sign.setAccessibleName(f"Sign as {role}")
        if primary:
            sign.setShortcut("Ctrl+Return")
        sign.clicked.connect(lambda: self.ask(asked, who.currentData()))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignBottom)
        panel.box.addLayout(row)
        several = button("Sign all that wait for them", icon_name="signature", size="small")
        several.setAccessibleName(f"Sign all records that wait for who signs as {role}")
        several.clicked.connect(lambda: self.ask_several(who.currentData()))
        panel.box.addWidget(several, 0, Qt.AlignmentFlag.AlignLeft)
        self.buttons.append((asked, who, sign))
        return panel

    def ask(self, asked: "ToSign", person: PersonRow) -> SignDialog:
        """Open the signing dialog for a person."""
        assert self._case is not None
        dialog = SignDialog(self._desk, self._case, asked, person, self)
        dialog.finished.connect(self._signed)
        dialog.open()
        return dialog

    def ask_several(self, person: PersonRow) -> SignSeveralDialog | None:
        """Open the dialog that shows and signs every record that waits for a person; a toast where it is only this."""
        waiting = self._desk.decisions.waiting_for(person)
        if len(waiting) < 2:
            Toast(self.window(), f"Only this record waits for {person.name}.")
            return None
        dialog = SignSeveralDialog(self._desk, person, waiting, self)
        dialog.finished.connect(self._signed)
        dialog.open()
        return dialog

    def _signed(self) -> None:
        self.changed.emit()

    def start(self) -> None:
        if self.buttons:
            self.buttons[0][2].setFocus()
