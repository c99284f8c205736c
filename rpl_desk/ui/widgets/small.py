"""Small drawn labels: chips, levels, badges, initials, key caps. Each is read aloud as its words."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QWidget

from rpl_desk.ui.theme import look
from rpl_desk.ui.widgets import paint
from rpl_desk.ui.widgets.signs import SIGNS
from rpl_desk.ui.widgets.text import label


class _Drawn(QLabel):
    """A label that is drawn by a paint function and as large as that needs."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Chip(_Drawn):
    """A state in words with its sign; `sign` is a name of `SIGNS`, "plain" has none."""

    def __init__(self, words: str, sign: str = "plain", *, outlined: bool = False) -> None:
        super().__init__(words, words)
        self._sign, self._outlined = SIGNS[sign], outlined

    def set(self, words: str, sign: str) -> None:
        self._sign = SIGNS[sign]
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return paint.chip_size(look().theme, self.text(), self._sign)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.paint_chip(QPainter(self), self.rect(), look().theme, self.text(), self._sign, outlined=self._outlined)


class ChipButton(QAbstractButton):
    """A chip that leads somewhere: pressed like a button, by click, Space or Enter."""

    def __init__(self, words: str, sign: str = "plain", *, outlined: bool = True) -> None:
        super().__init__()
        self._sign, self._outlined = SIGNS[sign], outlined
        self.setText(words)
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return paint.chip_size(look().theme, self.text(), self._sign)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.paint_chip(QPainter(self), self.rect(), look().theme, self.text(), self._sign, outlined=self._outlined)


class LevelChip(_Drawn):
    """A level in a square: outlined when asked for, filled when decided, a dash for none."""

    def __init__(self, level: int | None, *, decided: bool) -> None:
        super().__init__("", "")
        self.set(level, decided=decided)

    def set(self, level: int | None, *, decided: bool) -> None:
        self._level, self._decided = level, decided
        self.setText("–" if level is None else str(level))
        said = "decided" if decided else "asked for"
        self.setAccessibleName("No level" if level is None else f"Level {level}, {said}")
        self.update()

    def sizeHint(self) -> QSize:
        return paint.level_size(look().theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.paint_level(QPainter(self), self.rect(), look().theme, self._level, decided=self._decided)


class KindBadge(_Drawn):
    """C in a square for credit rating, R in a circle for recognition of prior learning."""

    def __init__(self, letter: str) -> None:
        super().__init__(letter, "RPL case" if letter == "R" else "Credit-rating case")

    def sizeHint(self) -> QSize:
        side = look().theme.height("badge")
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.paint_kind(QPainter(self), self.rect(), look().theme, self.text())


class StateBox(_Drawn):
    """The state of one answer in a box: empty, pencil, question mark, tick."""

    def __init__(self, sign: str, name: str) -> None:
        super().__init__("", name)
        self._sign = SIGNS[sign]

    def sizeHint(self) -> QSize:
        side = look().theme.height("chip")
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.paint_state_box(QPainter(self), self.rect(), look().theme, self._sign)


class MiniStage(_Drawn):
    """Seven bars for a case's way; only the words beside it are read aloud, so give it them as its name."""

    def __init__(self, done: int, name: str, total: int = 7) -> None:
        super().__init__("", name)
        self._done, self._total = done, total

    def sizeHint(self) -> QSize:
        return paint.mini_stage_size(look().theme, self._total)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.paint_mini_stage(QPainter(self), self.rect(), look().theme, self._done, self._total)


def initials(name: str) -> str:
    """Return up to two letters for a person's circle: "Assessor One" gives AO."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class Avatar(_Drawn):
    """A person's initials in a circle, read aloud as the name."""

    def __init__(self, name: str, *, letters: str = "", large: bool = False) -> None:
        super().__init__(letters or initials(name), name)
        self._large = large

    def show_person(self, name: str, letters: str = "") -> None:
        self.setText(letters or initials(name))
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        side = look().theme.grown(52 if self._large else 28)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        role = "title3" if self._large else "caption"
        paint.paint_avatar(QPainter(self), self.rect(), look().theme, self.text(), role)


class KeyCap(_Drawn):
    """A key as it is printed on the keyboard."""

    def __init__(self, key: str) -> None:
        super().__init__(key, f"Key {key}")

    def sizeHint(self) -> QSize:
        return paint.key_size(look().theme, self.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.paint_key(QPainter(self), self.rect(), look().theme, self.text())


def key_hint(keys: list[str], words: str) -> QWidget:
    """Return one or two key caps and what they do."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(5)
    for key in keys:
        row.addWidget(KeyCap(key))
    row.addWidget(label(words, "caption"))
    return made
