"""Fields with something inside them: the passphrase with its eye, the query line with its glass."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from rpl_desk.ui.icons import icon
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import RADIUS, TYPING_PAUSE_MS
from rpl_desk.ui.widgets.paint import paint_box
from rpl_desk.ui.widgets.small import KeyCap
from rpl_desk.ui.widgets.text import Paragraph, icon_spot, label


class TickLine(QCheckBox):
    """A tick box whose words wrap, for statements longer than a line; Qt's own never does.

    `words` is the paragraph beside the box, for a page that marks parts of it.
    """

    def __init__(self, text: str, role: str = "small") -> None:
        super().__init__()
        self.setAccessibleName(text)
        self.words = Paragraph(text, role)
        self.words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        least = look().theme.height("least")
        return max(least, self.words.heightForWidth(max(1, width - self._indent())) + 4)

    def sizeHint(self) -> QSize:
        width = self.words.sizeHint().width() + self._indent()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.words.minimumSizeHint().width() + self._indent(), look().theme.height("least"))

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.words.setGeometry(self.rect().adjusted(self._indent(), 2, 0, -2))

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        # The box stands at the first line, not at the middle of them all.
        side = look().theme.height("tick")
        top = 2 + max(0, (look().theme.line("small") - side) // 2)
        option.rect = QRect(0, top, side, side)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorCheckBox, option, QPainter(self), self)

    def _indent(self) -> int:
        return look().theme.height("tick") + 10


class TextBox(QPlainTextEdit):
    """A field of plain text that needs no more room than its least height and takes what is left; Tab leaves it."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())


_TEXT_EDGES = 16  # padding and edge of a text box above and below its words


class GrowingText(QPlainTextEdit):
    """A text box as tall as its words, from `least` lines on; past `most` lines it scrolls."""

    def __init__(self, least: int = 3, most: int = 16) -> None:
        super().__init__()
        self._least, self._most = least, most
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._grow())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._grow()

    def _grow(self) -> None:
        line = self.fontMetrics().lineSpacing()
        words = int(self.document().size().height()) * line  # Qt counts a plain text's size in lines
        tall = min(max(words, self._least * line), self._most * line)
        fits = words <= self._most * line
        off, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(off if fits else needed)
        around = self.height() - self.viewport().height() if self.isVisible() else _TEXT_EDGES
        height = tall + max(around, _TEXT_EDGES) + round(2 * self.document().documentMargin())
        if height != self.minimumHeight():
            self.setFixedHeight(height)


class PassphraseField(QLineEdit):
    """Takes a passphrase; the eye shows it for as long as it is pressed in. Nothing can be copied from it hidden."""

    def __init__(self, parent: QWidget | None = None, *, name: str = "Passphrase") -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._eye: QAction = self.addAction(icon("eye", "text2"), QLineEdit.ActionPosition.TrailingPosition)
        self._eye.setCheckable(True)
        self._eye.setShortcut("Alt+V")
        self._eye.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._eye.toggled.connect(self.show_words)
        self.show_words(False)

    def show_words(self, shown: bool) -> None:
        self._eye.setChecked(shown)
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._eye.setIcon(icon("eye-off" if shown else "eye", "text2"))
        self._eye.setText("Hide the passphrase" if shown else "Show the passphrase")

    def clear_words(self) -> None:
        """Empty the field, its undo history with it, and hide what is typed next."""
        self.show_words(False)
        self.setText("")


class _QueryEdit(QLineEdit):
    """`blocks` tells where the line has words with a meaning; they lie on accent ground and stay text."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.blocks: Callable[[str], list[tuple[int, int]]] = lambda text: []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.textChanged.connect(self._pause.start)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, metrics = QPainter(self), look().theme, self.fontMetrics()
        painter.setClipRect(self.rect())
        # Qt tells only where the cursor stands, 5 px inside its rectangle; the line begins as far before it as its
        # words are wide, which holds when a long line is scrolled as well.
        text, cursor = self.text(), self.cursorRect()
        begin = cursor.x() + 5 - metrics.horizontalAdvance(text[: self.cursorPosition()])
        tall = min(metrics.height() + 8, self.height())
        for start, end in self.blocks(text):
            left = begin + metrics.horizontalAdvance(text[:start])
            width = metrics.horizontalAdvance(text[start:end])
            block = QRect(left - 4, (self.height() - tall) // 2, width + 8, tall)
            edge = theme.colour("line") if theme.high_contrast else None
            paint_box(painter, block, RADIUS["chip"], theme.colour("accentsoft"), edge)
        painter.end()
        super().paintEvent(event)

    def _ask(self) -> None:
        self._pause.stop()
        self.asked.emit(self.text().strip())


class QueryLine(QFrame):
    """A search field with a glass at the left, and the count and its key at the right.

    `asked` comes soon after the last key press, and at once on Enter; Esc empties the line.
    """

    asked = Signal(str)

    def __init__(self, name: str = "Search", placeholder: str = "", key: str = "/") -> None:
        super().__init__()
        self.setProperty("part", "field")
        self.edit = _QueryEdit()
        self.edit.setProperty("ring", "parent")
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(placeholder)
        self._count: QLabel = label("", "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(10)
        row.addWidget(icon_spot("search"))
        row.addWidget(self.edit, 1)
        row.addWidget(self._count)
        if key:
            row.addWidget(KeyCap(key))
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.edit.asked.connect(self.asked)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), look().theme.height("query"))

    def text(self) -> str:
        return self.edit.text()

    def set_text(self, text: str) -> None:
        self.edit.setText(text)

    def set_count(self, words: str) -> None:
        """Say how many rows answer, such as "9 of 24 shown"."""
        self._count.setText(words)
        self.edit.setAccessibleDescription(words)
