"""Buttons: one primary a screen, outlined or plain for the rest; a refused one says why in itself."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rpl_desk.ui.icons import icon, paint_icon
from rpl_desk.ui.style import choice_left
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import RADIUS
from rpl_desk.ui.widgets.paint import key_size, paint_box, paint_key
from rpl_desk.ui.widgets.text import icon_spot, label, set_property

_ICON_TOKENS = {"primary": "onaccent", "plain": "accent", "danger": "bad", "nav": "text2", "rail": "text2"}


def button(
    words: str, *, icon_name: str = "", kind: str = "outlined", size: str = "", parent: QWidget | None = None
) -> QPushButton:
    """Return a push button.

    kind: primary, outlined, plain, danger, filter, nav, rail, segment, choice. size: "", small or large.
    """
    made = QPushButton(words, parent)
    dress_button(made, kind=kind, icon_name=icon_name, size=size)
    return made


def dress_button(made: QPushButton, *, kind: str = "outlined", icon_name: str = "", size: str = "") -> None:
    """Give a button of a compiled form its kind, size and icon."""
    set_property(made, "kind", kind)
    if size:
        set_property(made, "fit", size)
    if icon_name:
        made.setProperty("icon_name", icon_name)
        _give_icon(made, _ICON_TOKENS.get(kind, "text"))
    made.setAutoDefault(kind == "primary")


def icon_button(icon_name: str, name: str, *, token: str = "text2", parent: QWidget | None = None) -> QToolButton:
    """Return a square button with an icon only; its name is its tool tip and what is read aloud."""
    made = QToolButton(parent)
    made.setIcon(icon(icon_name, token))
    made.setToolTip(name)
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


def refuse(made: QPushButton, why: str | None, words: str) -> None:
    """Show a button as refused, saying why in itself ("Seal: 5 to judge"), or with its own `words` again.

    It keeps its place and stays pressable: pressing it leads to the first gap. `why` None takes the refusal away.
    """
    key = made.shortcut()
    made.setText(words if why is None else f"{words}: {why}")
    made.setShortcut(key)  # Qt takes a button's key away with its old words
    if made.property("icon_name"):
        _give_icon(made, _ICON_TOKENS.get(made.property("kind"), "text") if why is None else "text3")
    set_property(made, "refused", "false" if why is None else "true")


def _give_icon(made: QPushButton, token: str) -> None:
    """Draw a button's icon in a colour that stands out from its ground."""
    made.setIcon(icon(made.property("icon_name"), token, beside=bool(made.text())))


class Segments(QFrame):
    """A few choices in one row, of which one holds; arrow keys move, like radio buttons."""

    chosen = Signal(object)

    def __init__(self, name: str, choices: Sequence[tuple[object, str, str]]) -> None:
        """name: what is chosen, read aloud with each choice; choices: value, words, icon name or ''."""
        super().__init__()
        self.setProperty("part", "field")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._values: list[object] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        for place, (value, words, icon_name) in enumerate(choices):
            made = _Segment(words, icon_name)
            made.setAccessibleName(f"{name}: {words}")
            made.setProperty("end", "first" if place == 0 else "last" if place == len(choices) - 1 else "")
            self._group.addButton(made, place)
            self._values.append(value)
            row.addWidget(made)
        self._group.idClicked.connect(self._tell)

    def value(self) -> object:
        place = self._group.checkedId()
        return None if place < 0 else self._values[place]

    def set_value(self, value: object) -> None:
        """Show a choice as the one that holds, without telling anybody; None lets go of the last one."""
        if value in self._values:
            self._group.button(self._values.index(value)).setChecked(True)
        elif (held := self._group.checkedButton()) is not None:
            self._group.setExclusive(False)  # only then can the last choice be taken back
            held.setAutoExclusive(False)
            held.setChecked(False)
            held.setAutoExclusive(True)
            self._group.setExclusive(True)

    def take_focus(self) -> None:
        """Put the keyboard on the choice that holds, or on the first."""
        (self._group.checkedButton() or self._group.button(0)).setFocus()

    def _tell(self, place: int) -> None:
        self.chosen.emit(self._values[place])


class _Segment(QPushButton):
    """One choice of a row; its icon follows whether it is chosen."""

    def __init__(self, words: str, icon_name: str) -> None:
        super().__init__(words)
        self._icon_name = icon_name
        self.setCheckable(True)
        self.setAutoExclusive(True)  # read aloud as one of several
        self.setProperty("kind", "segment")
        if icon_name:
            self._recolour(self.isChecked())
            self.toggled.connect(self._recolour)

    def sizeHint(self) -> QSize:
        # The chosen one is heavier; room is kept for it, so that nothing moves.
        return super().sizeHint() + QSize(look().theme.grown(8), 0)

    def _recolour(self, checked: bool) -> None:
        self.setIcon(icon(self._icon_name, "onaccent" if checked else "text", beside=True))


class ChoiceButton(QPushButton):
    """One of a few large choices, with its letter in a key cap; the chosen one carries a tick."""

    def __init__(self, letter: str, words: str) -> None:
        super().__init__(words)
        self._letter = letter
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setProperty("kind", "choice")
        self.setAccessibleName(words)
        self.setAccessibleDescription(f"letter {letter}")

    def sizeHint(self) -> QSize:
        # The chosen one is heavier and ticked; room is kept for both, so that nothing moves.
        theme = look().theme
        words = QFontMetrics(theme.font("reading", 600)).horizontalAdvance(self.text())
        width = choice_left(theme) + words + theme.icon("inline") + 2 * _CHOICE_EDGE
        return QSize(width, theme.height("large"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme, painter = look().theme, QPainter(self)
        cap = QRect(QPoint(0, 0), key_size(theme, self._letter))
        cap.moveCenter(QPoint(_CHOICE_EDGE + cap.width() // 2, self.rect().center().y()))
        paint_key(painter, cap, theme, self._letter)
        if self.isChecked():
            side = theme.icon("inline")
            tick = QRect(self.width() - _CHOICE_EDGE - side, (self.height() - side) // 2, side, side)
            paint_icon(painter, tick, "check", "accenttext", state=True)


_CHOICE_EDGE = 12  # of a choice: from its edge to the key cap, and to the tick


class CardButton(QPushButton):
    """A wide button with an icon, a title, a sentence and an arrow, as on the welcome page."""

    def __init__(self, icon_name: str, title: str, sentence: str) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setProperty("radius", RADIUS["panel"])
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 16, 24, 16)
        row.setSpacing(18)
        row.addWidget(IconTile(icon_name))
        words = QVBoxLayout()
        words.setSpacing(2)
        for part in (label(title, "title3"), label(sentence, "small", tone="second", wrap=True)):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            words.addWidget(part)
        row.addLayout(words, 1)
        row.addWidget(icon_spot("chevron-right", "text3"))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        assert layout is not None
        return layout.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        return layout.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        return layout.totalMinimumSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class IconTile(QLabel):
    """An icon on a soft square."""

    def __init__(self, icon_name: str) -> None:
        super().__init__()
        self._icon = icon_name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        side = 2 * look().theme.icon("welcome") - 2
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = look().theme, QPainter(self)
        edge = theme.colour("line") if theme.high_contrast else None
        paint_box(painter, self.rect(), RADIUS["button"], theme.colour("accentsoft"), edge)
        side = theme.icon("welcome")
        square = QRect(0, 0, side, side)
        square.moveCenter(self.rect().center())
        paint_icon(painter, square, self._icon, "accent")


def button_row(*made: QWidget, spacing: int = 12) -> QHBoxLayout:
    """Return a row with the buttons at its right end."""
    row = QHBoxLayout()
    row.setSpacing(spacing)
    row.addStretch(1)
    for one in made:
        row.addWidget(one)
    return row
