"""A few fields that are kept together: typed text that is refused stays, and comes back with its unit."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from rpl_desk.domain.errors import DeskError
from rpl_desk.ui.autosave import Autosave
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import GrowingText, Panel, label, labelled

Texts = Mapping[str, str]


class KeptGroup(Panel):
    """`save` is given the texts of all fields by name; it raises DeskError for what cannot be kept."""

    saved = Signal()
    refused = Signal(str)

    def __init__(self, title: str, save: Callable[[dict[str, str]], None]) -> None:
        super().__init__()
        self.fields: dict[str, QLineEdit | QPlainTextEdit] = {}
        self._left: dict[int, dict[str, str]] = {}
        self._row, self._filling = 0, False
        self.autosave = Autosave(lambda: save(self.texts()), self)
        self.autosave.saved.connect(self._after_save)
        self.autosave.refused.connect(self.refused)
        self.box.addWidget(label(title, "title3"))

    def line(self, name: str, words: str, hint: str = "") -> QWidget:
        """Return a field of one line, to be placed."""
        field = QLineEdit()
        field.textEdited.connect(self._touched)
        return self._add(name, field, labelled(words, field, hint))

    def text(self, name: str, words: str, hint: str = "") -> QWidget:
        """Return a field of several lines, to be placed."""
        field = GrowingText(1)
        field.textChanged.connect(self._touched)
        return self._add(name, field, labelled(words, field, hint))

    def side_by_side(self, *made: QWidget) -> None:
        """Put fields beside one another."""
        row = QHBoxLayout()
        row.setSpacing(SPACE["m"])
        for one in made:
            row.addWidget(one, 1)
        self.box.addLayout(row)

    def texts(self) -> dict[str, str]:
        return {name: _text(field) for name, field in self.fields.items()}

    def show_row(self, row: int, values: Texts, *, is_open: bool) -> None:
        """Show the stored values of a row, 0 for none; what was typed there and refused comes back instead."""
        if self._row != row and self.autosave.is_due:
            self._left[self._row] = self.texts()
            self.autosave.forget()
        typing = self._row == row and self.autosave.is_due
        self._row, self._filling = row, True
        left = self._left.pop(row, None) if is_open else None
        for name, field in self.fields.items():
            field.setReadOnly(not is_open)
            if not typing:
                _put(field, (left or values)[name])
        self._filling = False
        if left is not None:
            self.autosave.touch()

    def keep(self) -> None:
        self.autosave.now()

    def attempt(self, act: Callable[[], None]) -> None:
        """Do what a control that is chosen, and not typed in, asks for; a refusal is told."""
        try:
            act()
        except DeskError as error:
            self.refused.emit(str(error))
        else:
            self.saved.emit()

    def forget(self) -> None:
        """Drop what is typed and not kept, for a change that is taken back."""
        self.autosave.forget()
        self._left.pop(self._row, None)

    def _add(self, name: str, field: QLineEdit | QPlainTextEdit, made: QWidget) -> QWidget:
        self.fields[name] = field
        self.autosave.watch(field)
        return made

    def _touched(self, *_: object) -> None:
        if not self._filling:
            self.autosave.touch()

    def _after_save(self) -> None:
        self._left.pop(self._row, None)
        self.saved.emit()


def _text(field: QLineEdit | QPlainTextEdit) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def _put(field: QLineEdit | QPlainTextEdit, words: str) -> None:
    if _text(field).strip() == words:  # a blank just typed at the end stays under the cursor
        return
    if isinstance(field, QLineEdit):
        field.setText(words)
    else:
        field.setPlainText(words)
