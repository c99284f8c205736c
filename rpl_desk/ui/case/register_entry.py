"""What the register says of one evidence item, kept as it is typed; its bytes never change."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import EVIDENCE_WORDS, EvidenceKind, EvidenceRow, Sensitivity
from rpl_desk.ui.autosave import Autosave
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import DayField, Paragraph, labelled
from rpl_desk.ui.widgets.days import HINT, day_typed

DAYS = (("learned_on", "Date of learning"), ("made_on", "Made on"), ("received_on", "Received on"))
TEXTS = (
    ("title", "Title"),
    ("source", "Source"),
    ("supplier", "Supplied by"),
    ("language", "Language"),
    ("currency_exception", "Why an older item still counts"),
)


Save = Callable[[EvidenceRow, dict[str, Any]], EvidenceRow]


class RegisterEntry(QWidget):
    """The form of one item. save: keeps values of an item and returns it as it then stands; saved: it did."""

    saved = Signal()
    refused = Signal(str)

    def __init__(self, save: Save) -> None:
        super().__init__()
        self._keep = save
        self.row: EvidenceRow | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(SPACE["l"], SPACE["m"], SPACE["l"], SPACE["l"])
        column.setSpacing(SPACE["m"])
        outer.addWidget(scrolled(inner), 1)
        self.words = Paragraph("", "small", tone="second")
        column.addWidget(self.words)
        self.kind, self.sensitivity = QComboBox(), QComboBox()
        for kind, words in EVIDENCE_WORDS.items():
            self.kind.addItem(words, kind)
        for one in Sensitivity:
            self.sensitivity.addItem(one.value, one)
        self.fields: dict[str, QLineEdit] = {}
        self.autosave = Autosave(self.save, self)
        self.autosave.saved.connect(self.saved)
        self.autosave.refused.connect(self.refused)
        column.addWidget(labelled("Kind", self.kind))
        for name, words in (*TEXTS[:1], *DAYS, *TEXTS[1:]):
            field = DayField() if name in dict(DAYS) else QLineEdit()
            if name in dict(DAYS):
                field.setToolTip(HINT)
            field.textEdited.connect(self.autosave.touch)
            self.autosave.watch(field)
            self.fields[name] = field
            column.addWidget(labelled(words, field))
        column.addWidget(labelled("Sensitivity", self.sensitivity))
        for combo in (self.kind, self.sensitivity):
            combo.activated.connect(self.autosave.touch)
        column.addStretch(1)

    def show_entry(self, row: EvidenceRow | None, words: str, *, may_change: bool) -> None:
        """Show an item; what is being typed into a field of the same item stays. words: who may change it, or when."""
        if self.autosave.is_due:
            self.autosave.now()
        self.row = row
        self.words.setText(words)
        self.words.setVisible(bool(words))
        for field in (*self.fields.values(), self.kind, self.sensitivity):
            field.setEnabled(may_change and row is not None)
        for name, _ in DAYS:  # a hint in a field that cannot be typed in would read as its date
            self.fields[name].setPlaceholderText(
                "such as 28 May 2026" if self.fields[name].isEnabled() else "not known"
            )
        if row is None:
            for field in self.fields.values():
                field.clear()
            return
        self.kind.setCurrentIndex(self.kind.findData(row.kind))
        self.sensitivity.setCurrentIndex(self.sensitivity.findData(row.sensitivity))
        for name, field in self.fields.items():
            value = getattr(row, name)
            words = as_text(value)
            if field.text() != words and not field.hasFocus():
                field.setText(words)
        self.autosave.forget()

    def save(self) -> None:
        """Keep what was typed; raises DeskError naming the field that cannot be kept."""
        if self.row is None:
            return
        values: dict[str, Any] = {name: self.fields[name].text().strip() for name, _ in TEXTS}
        for name, words in DAYS:
            values[name] = _day(self.fields[name].text(), words)
        values |= {
            "kind": EvidenceKind(self.kind.currentData()),
            "sensitivity": Sensitivity(self.sensitivity.currentData()),
        }
        if any(getattr(self.row, name) != value for name, value in values.items()):
            self.row = self._keep(self.row, values)


def _day(text: str, what: str) -> date | None:
    """Return a typed day, None for nothing; raises DeskError naming the field."""
    try:
        return day_typed(text)
    except ValueError as error:
        raise DeskError(f"{what}: {error}") from error
