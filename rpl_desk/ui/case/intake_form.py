"""The fields of the intake, each kept by itself, and the small lines they stand in."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import Conflict, DeskError
from rpl_desk.domain.programmes import ProgrammeRow
from rpl_desk.ui.autosave import Autosave
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import (
    DayField,
    GrowingText,
    Panel,
    button,
    empty_layout,
    icon_button,
    label,
    labelled,
)
from rpl_desk.ui.widgets.days import HINT, day_typed

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

Turn = Callable[[str], Any]


class Field:
    """One field of a row of the intake, kept by itself: a refusal leaves what was typed."""

    def __init__(self, form: "IntakeForm", row: Any, name: str, widget: QLineEdit | QPlainTextEdit, turn: Turn) -> None:
        self._form, self._row, self._name, self.widget, self._turn = form, row, name, widget, turn
        self._shown = as_text(getattr(row, name))
        widget.setReadOnly(not form.is_open)
        if isinstance(widget, QLineEdit):
            widget.setText(self._shown)
            widget.textEdited.connect(self._touched)
        else:
            widget.setPlainText(self._shown)
            widget.textChanged.connect(self._touched)
        self.autosave = Autosave(self._save, widget)
        self.autosave.watch(widget)
        self.autosave.saved.connect(form.saved)
        self.autosave.refused.connect(form.refused)

    def text(self) -> str:
        return self.widget.text() if isinstance(self.widget, QLineEdit) else self.widget.toPlainText()

    def _touched(self, *_: object) -> None:
        if self.text() != self._shown:
            self.autosave.touch()

    def _save(self) -> None:
        self._form.edit(self._row, {self._name: self._turn(self.text())})
        self._shown = self.text()


class IntakeForm(QWidget):
    """Panels of fields over one case, made anew by each section.

    saved: a field was kept. refused: the sentence of a change that was not made. changed: something was added or taken
    away, so that the section is to be made again. removed: it was taken away.
    """

    saved = Signal()
    refused = Signal(str)
    changed = Signal()
    removed = Signal()

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self.desk = desk
        self.is_open = True
        self.fields: list[Field] = []
        self._contents: CaseContents | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, SPACE["s"], 0)
        self._column.setSpacing(SPACE["m"])

    @property
    def contents(self) -> CaseContents:
        assert self._contents is not None
        return self._contents

    def begin(self, contents: CaseContents, *, is_open: bool) -> None:
        """Empty the form for a section of these contents; not open, it can be read and not changed."""
        empty_layout(self._column)
        self._contents, self.is_open, self.fields = contents, is_open, []

    def end(self) -> None:
        for place in range(self._column.count()):
            item = self._column.itemAt(place)
            made = None if item is None else item.widget()
            if made is not None:
                made.show()  # a layout shows what it is given a turn later, and a field takes the keyboard before that
        self._column.addStretch(1)

    def keep(self) -> None:
        for one in self.fields:
            one.autosave.now()

    # -- what a section is made of ------------------------------------------------------------------------------------

    def section(self, title: str) -> Panel:
        panel = Panel()
        panel.box.addWidget(label(title, "title3"))
        self._column.addWidget(panel)
        return panel

    def line(self, row: Any, name: str, words: str, turn: Turn = str.strip, hint: str = "") -> QWidget:
        field = Field(self, row, name, QLineEdit(), turn)
        self.fields.append(field)
        return labelled(words, field.widget, hint if self.is_open else "")

    def day(self, row: Any, name: str, words: str) -> QWidget:
        field = Field(self, row, name, DayField(), _day)
        self.fields.append(field)
        return labelled(words, field.widget, HINT if self.is_open else "")

    def text(self, row: Any, name: str, words: str, hint: str = "") -> QWidget:
        field = Field(self, row, name, GrowingText(), str.strip)
        self.fields.append(field)
        return labelled(words, field.widget, hint if self.is_open else "")

    def choice(self, row: Any, name: str, words: str, choices: list[tuple[str, Any]]) -> QWidget:
        if not self.is_open:
            said = next((said for said, value in choices if value == getattr(row, name)), "")
            shown = QLineEdit(said)
            shown.setReadOnly(True)
            return labelled(words, shown)
        combo = QComboBox()
        for said, value in choices:
            combo.addItem(said, value)
        combo.setCurrentIndex(max(0, combo.findData(getattr(row, name))))
        combo.activated.connect(lambda _: self.attempt(lambda: self.edit(row, {name: combo.currentData()})))
        return labelled(words, combo)

    def adder(self, panel: Panel, words: str, act: str, add: Callable[[CaseRow, str], None]) -> None:
        """Add a line to type something new in, with the button that adds it; nothing in a closed intake."""
        if not self.is_open:
            return
        row, field = QHBoxLayout(), QLineEdit()
        made = button(act, icon_name="plus")
        made.clicked.connect(lambda: self.attempt(lambda: add(self.contents.case, field.text())))
        field.returnPressed.connect(made.click)
        row.addWidget(labelled(words, field), 1)
        row.addWidget(made, 0, Qt.AlignmentFlag.AlignBottom)
        panel.box.addLayout(row)

    def removable(self, field: QWidget, row: Any) -> QHBoxLayout:
        """Return a field with the button that takes its row away, which a closed intake lacks."""
        line = QHBoxLayout()
        line.addWidget(field, 1)
        if self.is_open:
            away = icon_button("trash-2", "Remove")
            away.clicked.connect(partial(self.remove, row))
            line.addWidget(away, 0, Qt.AlignmentFlag.AlignBottom)
        return line

    # -- changing -----------------------------------------------------------------------------------------------------

    def remove(self, row: Any) -> None:
        self.keep()
        if self.attempt(lambda: self.desk.intake.remove(row)):
            self.removed.emit()

    def attempt(self, act: Callable[[], Any]) -> bool:
        """Do something that changes more than one field, and ask for the section anew; a refusal is told."""
        try:
            act()
        except DeskError as error:
            self.refused.emit(str(error))
            return False
        self.changed.emit()
        return True

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
        self.desk.intake.edit(now, **values)

    def _now(self, row: Any) -> Any:
        """Return the row as the store holds it: other fields of it may have been saved since it was shown."""
        contents = self.desk.intake.contents(self.contents.case.id)
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


def whole_typed(text: str) -> int | None:
    """Return a typed whole number, None for nothing; raises DeskError."""
    if not text.strip():
        return None
    if not text.strip().isdecimal():
        raise DeskError(f"{text!r} is not a whole number.")
    return int(text)


def level_typed(text: str) -> int | None:
    """Return a typed level, with or without the word; raises DeskError."""
    return whole_typed(text.casefold().replace("level", ""))


def _day(text: str) -> date | None:
    try:
        return day_typed(text)
    except ValueError as error:
        raise DeskError(str(error)) from error
