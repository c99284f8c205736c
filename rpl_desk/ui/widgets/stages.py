"""The stage strip: where a case stands, and the way to each part of it."""

from enum import StrEnum

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from rpl_desk.domain.rows import dataclass
from rpl_desk.ui.icons import icon
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import BESIDE_SHARE
from rpl_desk.ui.widgets.layouts import FlowLayout, empty_layout
from rpl_desk.ui.widgets.text import set_property


class StageState(StrEnum):
    DONE = "done"
    NOW = "now"
    TODO = "to do"


@dataclass(frozen=True, slots=True)
class StagePart:
    """One part of the strip: its key, its words with any count ("Criteria 18/23, 2 unsure"), how far it is.

    counted: what the count is of, in a sentence; empty where nothing is counted.
    """

    key: str
    words: str
    state: StageState
    counted: str = ""


_ICONS = {
    StageState.DONE: ("circle-check", "good"),
    StageState.NOW: ("circle-dot", "accent"),
    StageState.TODO: ("circle", "text3"),
}


class _StageButton(QPushButton):
    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "stage")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_part(self, part: StagePart) -> None:
        self.setText(part.words)
        self.setIcon(icon(*_ICONS[part.state], beside=True))
        self.setAccessibleName(f"{part.words}, {part.state}")
        self.setToolTip(part.counted)

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
        self._flow = FlowLayout(self, across=4, down=0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_parts(self, parts: list[StagePart], current: str) -> None:
        """Show these parts, with the part `current` underlined; the same parts keep their buttons and the focus."""
        if [part.key for part in parts] != list(self._buttons):
            empty_layout(self._flow)
            self._buttons = {part.key: _StageButton() for part in parts}
            for key, made in self._buttons.items():
                made.clicked.connect(lambda _checked=False, key=key: self.opened.emit(key))
                self._flow.addWidget(made)
        for part in parts:
            self._buttons[part.key].show_part(part)
        self.set_current(current)

    def set_current(self, key: str) -> None:
        for each, made in self._buttons.items():
            set_property(made, "current", "true" if each == key else "false")
            here = "shown below" if each == key else ""
            made.setAccessibleDescription(". ".join(part for part in (here, made.toolTip()) if part))

    def part(self, key: str) -> QPushButton:
        return self._buttons[key]
