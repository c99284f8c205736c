"""The stage strip: where a case stands, and the way to each part of it."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from rpl_desk.ui.icons import icon
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import BESIDE_SHARE
from rpl_desk.ui.widgets.layouts import FlowLayout, empty_layout


class StageState(StrEnum):
    DONE = "done"
    NOW = "now"
    TODO = "to do"


@dataclass(frozen=True, slots=True)
class StagePart:
    """One part of the strip: its key, its words with any count ("Criteria 18/23, 2 unsure"), how far it is."""

    key: str
    words: str
    state: StageState


_ICONS = {
    StageState.DONE: ("circle-check", "good"),
    StageState.NOW: ("circle-dot", "accent"),
    StageState.TODO: ("circle", "text3"),
}


class _StageButton(QPushButton):
    def __init__(self, part: StagePart) -> None:
        super().__init__(part.words)
        self.setProperty("kind", "stage")
        self.setCheckable(True)
        self.setIcon(icon(*_ICONS[part.state], beside=True))
        self.setAccessibleName(f"{part.words}, {part.state}")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        # The current part is bold; room is kept for it, so that the strip does not shift.
        theme = look().theme
        words = QFontMetrics(theme.font("small", 600)).horizontalAdvance(self.text())
        return QSize(words + round(theme.icon("button") / BESIDE_SHARE) + 20, theme.height("stage") + 3)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class StageStrip(QWidget):
    """Every part is a button; `opened` gives its key. The place in view is underlined by `set_current`."""

    opened = Signal(str)

    def __init__(self, name: str = "Stages of this case") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._buttons: dict[str, _StageButton] = {}
        self._current = ""
        self._flow = FlowLayout(self, across=4, down=0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_parts(self, parts: list[StagePart], current: str) -> None:
        """Show these parts, with the part `current` underlined; keeps the keyboard focus on the same part."""
        focused = next((key for key, made in self._buttons.items() if made.hasFocus()), None)
        empty_layout(self._flow)
        self._buttons = {part.key: _StageButton(part) for part in parts}
        for key, made in self._buttons.items():
            made.clicked.connect(lambda _checked=False, key=key: self._open(key))
            self._flow.addWidget(made)
        self.set_current(current)
        if focused in self._buttons:
            self._buttons[focused].setFocus(Qt.FocusReason.OtherFocusReason)

    def set_current(self, key: str) -> None:
        self._current = key
        for each, made in self._buttons.items():
            made.setChecked(each == key)

    def part(self, key: str) -> QPushButton:
        return self._buttons[key]

    def _open(self, key: str) -> None:
        self.set_current(self._current)  # a click checks the button; only arriving there underlines it
        self.opened.emit(key)
