"""Where a person switches the single letters off, or moves them to keys that suit their hand or keyboard."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from rpl_desk.domain.errors import RuleViolation
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.single_keys import COMPARING, JUDGING, MOVABLE, PICKING, PLAYING, SingleKeys, why_not
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import DeskDialog, Paragraph, TickLine, button, label

DIALOG_WIDTH = 620
PLACE_WORDS = {
    JUDGING: "Judging and reading beside it",
    PICKING: "One of the last nine criteria",
    COMPARING: "Differences",
    PLAYING: "A recording",
}
_WAYS_OUT = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KeyField(QLineEdit):
    """Shows one key; the next one pressed in it is `asked`. Tab, Enter and Esc do what they do everywhere."""

    asked = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAcceptDrops(False)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        look().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(look().theme.grown(56))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if event.key() in _WAYS_OUT:
            super().keyPressEvent(event)
        elif plain and event.text().strip():
            self.asked.emit(event.text().upper())


class KeysDialog(DeskDialog):
    """Says at once why a key cannot be taken, and keeps all of them at the end."""

    kept = Signal()

    def __init__(self, preferences: Preferences, parent: QWidget) -> None:
        super().__init__(
            "Change the keys",
            parent,
            note="Go to a key and press the one you want instead. This is kept for you, on this computer.",
            width=DIALOG_WIDTH,
        )
        self._preferences, self._keys = preferences, SingleKeys(preferences)
        self.single = TickLine("Single letters act as commands, outside text fields")
        self.single.setChecked(preferences.single_keys)
        self.body.addWidget(self.single)
        self.fields: dict[tuple[str, str], KeyField] = {}
        self._moved = {place: self._keys.moved(place) for place in MOVABLE}
        for place in MOVABLE:
            self._add(place)
        self.reset = button("Reset to default", icon_name="undo-2")
        self.reset.clicked.connect(self._reset)
        self.buttons.insertWidget(0, self.reset)
        self.set_act("Keep", "check")
        self._show()

    def _add(self, place: str) -> None:
        self.body.addWidget(label(PLACE_WORDS[place], "title3"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE["l"])
        grid.setVerticalSpacing(SPACE["s"])
        grid.setColumnStretch(1, 1)
        for row, (command, words) in enumerate(MOVABLE[place].items()):
            field = KeyField(f"Key for: {words}")
            field.asked.connect(lambda key, place=place, command=command: self._take(place, command, key))
            self.fields[place, command] = field
            grid.addWidget(field, row, 0)
            grid.addWidget(Paragraph(words, "small"), row, 1, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(grid)

    def _take(self, place: str, command: str, key: str) -> None:
        problem = why_not(place, command, key, self._moved[place])
        self.refuse(problem)
        if not problem:
            self._moved[place][command] = key
            self._show()

    def _reset(self) -> None:
        self._moved = {place: {} for place in MOVABLE}
        self.single.setChecked(True)
        self.refuse("")
        self._show()

    def _show(self) -> None:
        for (place, command), field in self.fields.items():
            field.setText(self._moved[place].get(command, command))

    def accept(self) -> None:
        try:
            for place, moved in self._moved.items():
                self._keys.move(place, moved)
        except RuleViolation as error:
            self.refuse(str(error))
            return
        self._preferences.single_keys = self.single.isChecked()
        super().accept()
        self.kept.emit()
