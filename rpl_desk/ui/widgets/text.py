"""Labels: always plain text, sized by role, never cut short without saying the whole."""

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from rpl_desk.ui.icons import paint_icon
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE, TYPE


def label(text: str = "", role: str = "body", *, tone: str | None = None, wrap: bool = False) -> QLabel:
    """Return a plain-text label. Roles and tones are those of the style sheet."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    made.setProperty("role", role)
    if tone is not None:
        made.setProperty("tone", tone)
    return made


def set_tone(widget: QWidget, tone: str | None) -> None:
    """Change a widget's `tone` and restyle it."""
    set_property(widget, "tone", tone or "")


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Change a property the style sheet asks for, and restyle the widget; nothing happens when it is the same.

    One that was never styled is styled as it is first seen; styled before, it would be again wherever it is moved.
    """
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class ElidedLabel(QLabel):
    """One line that shortens itself; the whole text stays in its tool tip and its accessible name."""

    def __init__(self, text: str = "", role: str = "body", *, tone: str | None = None) -> None:
        super().__init__()
        self._full = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        if tone is not None:
            self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.set_full_text(text)

    @property
    def full_text(self) -> str:
        return self._full

    def set_full_text(self, text: str) -> None:
        self._full = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._full) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        self.ensurePolished()
        metrics = QFontMetrics(self.font())
        return QSize(min(self.sizeHint().width(), metrics.horizontalAdvance("Mmmmm…")), metrics.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        metrics = QFontMetrics(self.font())
        shown = metrics.elidedText(self._full, Qt.TextElideMode.ElideRight, max(self.width(), 1))
        if shown != self.text():
            self.setText(shown)
        self.setToolTip("" if shown == self._full else self._full)


MOST_HEIGHTS = 32
"""Widths a paragraph keeps its height for; a window being drawn wider asks for many."""


class Paragraph(QLabel):
    """Wrapped plain text with the line height of its role, for reasons, descriptors and signed words.

    Raises ValueError for a role of the style sheet that has no line height, such as "strong": asked for only at
    layout, inside Qt, it would end the program.
    """

    def __init__(self, text: str = "", role: str = "body", *, tone: str | None = None) -> None:
        if role not in TYPE:
            raise ValueError(f"A paragraph's role is one of {', '.join(TYPE)}, not {role}.")
        super().__init__(text)
        self._role = role
        self._heights: dict[tuple[str, int, int], int] = {}  # by text, width and line, of one font
        self._font_measured: QFont | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("role", role)
        if tone is not None:
            self.setProperty("tone", tone)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the text in pixels; Qt asks five times for each showing, so it is kept."""
        self.ensurePolished()
        font = self.font()
        if font != self._font_measured or len(self._heights) >= MOST_HEIGHTS:
            self._font_measured = font
            self._heights.clear()
        key = (self.text(), width, self._line())
        if key not in self._heights:
            self._heights[key] = self._lay_out(width)[1]
        return self._heights[key]

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        longest = QFontMetrics(self.font()).horizontalAdvance(self.text())
        width = min(longest + 2, 60 * QFontMetrics(self.font()).averageCharWidth())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        self.ensurePolished()
        metrics = QFontMetrics(self.font())
        longest = max((metrics.horizontalAdvance(word) for word in self.text().split()), default=0)
        return QSize(min(longest + 2, 20 * metrics.averageCharWidth()), self._line())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        layouts, _ = self._lay_out(self.width())
        for layout in layouts:
            layout.draw(painter, QPointF(0, 0))

    def _line(self) -> int:
        return look().theme.line(self._role)

    def _lay_out(self, width: int) -> tuple[list[QTextLayout], int]:
        self.ensurePolished()
        line_height, top = self._line(), 0.0
        option = QTextOption(Qt.AlignmentFlag.AlignLeading)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layouts = []
        for text in self.text().split("\n"):
            layout = QTextLayout(text, self.font())
            layout.setTextOption(option)
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(max(width, 1))
                line.setPosition(QPointF(0, top + (line_height - line.height()) / 2))
                top += line_height
            layout.endLayout()
            layouts.append(layout)
            if not text:
                top += line_height / 2
        return layouts, round(top)


class Heading(QWidget):
    """A title with a second line beside it on one baseline; the second line gives way first."""

    def __init__(self, title: str = "", role: str = "title1", note_role: str = "body") -> None:
        super().__init__()
        self.title = ElidedLabel(title, role)
        self.note = ElidedLabel("", note_role, tone="second")
        for part in (self.title, self.note):
            part.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        title, note = self.title.sizeHint(), self.note.sizeHint()
        return QSize(title.width() + SPACE["m"] + note.width(), max(title.height(), self._note_top() + note.height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.title.minimumSizeHint().width(), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.StyleChange):
            self.updateGeometry()
            self._place()
        return super().event(event)

    def set_words(self, title: str, note: str) -> None:
        self.title.set_full_text(title)
        self.set_note(note)

    def set_note(self, note: str) -> None:
        self.note.set_full_text(note)
        self._place()

    def _note_top(self) -> int:
        """Return how far down the note begins for both to stand on one line."""
        title, note = QFontMetrics(self.title.font()), QFontMetrics(self.note.font())
        return max(0, title.ascent() - note.ascent())

    def _place(self) -> None:
        title, note = self.title.sizeHint(), self.note.sizeHint()
        top = max(0, (self.height() - self.sizeHint().height()) // 2)
        width = min(title.width(), self.width())
        self.title.setGeometry(0, top, width, title.height())
        left = width + SPACE["m"]
        rest = self.width() - left
        # Half a word helps nobody: where the note has no room it is left to the tool tip.
        shown = rest >= min(note.width(), self.note.minimumSizeHint().width())
        self.note.setVisible(shown and bool(self.note.full_text))
        self.note.setGeometry(left, top + self._note_top(), max(0, min(rest, note.width())), note.height())
        self.setToolTip("" if shown else f"{self.title.full_text}\n{self.note.full_text}")


class IconLabel(QWidget):
    """An icon and a line of words beside it, read aloud as the words."""

    def __init__(self, icon: str, words: str, role: str = "body", token: str = "text2", *, elide: bool = False) -> None:
        super().__init__()
        self._icon = IconSpot(icon, token, "status" if role in ("caption", "label") else "inline")
        self.words: QLabel = ElidedLabel(words, role) if elide else label(words, role)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.words, 1)
        self.set_tone(token)

    def set(self, icon: str, words: str, token: str = "text2") -> None:
        self._icon.set(icon, token)
        if isinstance(self.words, ElidedLabel):
            self.words.set_full_text(words)
        else:
            self.words.setText(words)
        self.set_tone(token)

    def set_tone(self, token: str) -> None:
        set_tone(self.words, {"text2": "second", "text3": "third", "text": ""}.get(token, token))


class IconSpot(QWidget):
    """A drawn icon that takes no focus and is not read aloud."""

    def __init__(self, icon: str, token: str, size: str) -> None:
        super().__init__()
        self._icon, self._token, self._size = icon, token, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set(self, icon: str, token: str) -> None:
        self._icon, self._token = icon, token
        self.update()

    def sizeHint(self) -> QSize:
        side = look().theme.icon(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_icon(QPainter(self), QRect(0, 0, self.width(), self.height()), self._icon, self._token)


def icon_spot(icon: str, token: str = "text2", size: str = "button") -> QWidget:
    """Return a drawn icon; sizes are those of the tokens (`status`, `inline`, `button`, `rail`, `welcome`)."""
    return IconSpot(icon, token, size)
