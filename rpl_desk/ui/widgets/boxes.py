"""Boxes of a page: panels, heads, what was refused, what is empty, the status bar."""

from collections.abc import Callable

from PySide6.QtCore import QMargins, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from rpl_desk.ui.announcer import say
from rpl_desk.ui.icons import icon
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import RADIUS, SPACE
from rpl_desk.ui.widgets.buttons import button
from rpl_desk.ui.widgets.layouts import FlowLayout
from rpl_desk.ui.widgets.small import KeyCap
from rpl_desk.ui.widgets.text import ElidedLabel, IconLabel, IconSpot, Paragraph, icon_spot, label, set_property


class Panel(QFrame):
    """A ground with an edge and a layout of its own (`box`), downwards unless `across`.

    part: panel, raised, sunken, surface, canvas, foot, chosen, open, dashed, notice, words and others in desk.qss.
    """

    def __init__(
        self, part: str = "panel", *, across: bool = False, padding: int = SPACE["l"], spacing: int = SPACE["m"]
    ) -> None:
        super().__init__()
        self.setProperty("part", part)
        way = QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom
        self.box = QBoxLayout(way, self)
        self.box.setContentsMargins(QMargins(padding, padding, padding, padding))
        self.box.setSpacing(spacing)


class Framed(QFrame):
    """A list or table in a panel whose corners stay round over the view's square ones.

    ground: the colour token of what lies behind the panel.
    """

    def __init__(self, view: QAbstractScrollArea, ground: str = "canvas") -> None:
        super().__init__()
        self.setProperty("part", "panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(view)
        self._corners = _Corners(self, ground)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._corners.cover()


class _Corners(QWidget):
    def __init__(self, frame: QFrame, ground: str) -> None:
        super().__init__(frame)
        self._ground = ground
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def cover(self) -> None:
        frame = self.parentWidget()
        assert frame is not None
        self.setGeometry(frame.rect())
        side, inner = RADIUS["panel"], self.rect()
        squares = QRegion()
        for x in (0, inner.width() - side):
            for y in (0, inner.height() - side):
                squares = squares.united(QRect(x, y, side, side))
        self.setMask(squares)
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = look().theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        inside, outside = QPainterPath(), QPainterPath()
        inside.addRoundedRect(edge, RADIUS["panel"], RADIUS["panel"])
        outside.addRect(QRectF(self.rect()))
        painter.fillPath(outside.subtracted(inside), theme.colour(self._ground))
        painter.strokePath(inside, QPen(theme.colour("line"), 1))


def rule(*, upright: bool = False) -> QFrame:
    """Return a hairline."""
    made = QFrame()
    made.setProperty("part", "upright" if upright else "rule")
    return made


class SectionHead(QFrame):
    """The 44 px head of a pane: icon, title, a second line beside it, buttons at the right.

    rounded: for the head of a panel, whose upper corners it fills.
    """

    def __init__(self, title: str, note: str = "", icon_name: str = "", *, rounded: bool = False) -> None:
        super().__init__()
        self.setProperty("part", "head")
        self.setProperty("rounded", rounded)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE["l"], 0, SPACE["s"], 0)
        row.setSpacing(SPACE["s"])
        if icon_name:
            row.addWidget(icon_spot(icon_name, "accent"))
        self.title = label(title, "strong")
        self.note = ElidedLabel(note, "small", tone="second")
        row.addWidget(self.title)
        row.addWidget(self.note, 1)
        self._row = row

    def add(self, widget: QWidget) -> None:
        self._row.addWidget(widget)


class RefusedBox(QFrame):
    """Says in its place what did not happen, why, and what to do; hidden while there is nothing to say.

    part: `refused` for what did not happen, `notice` for what needs attention. `show_info` says calmly how things
    stand, with nothing to mend.
    """

    def __init__(self, part: str = "refused") -> None:
        super().__init__()
        self._part = part
        self.setProperty("part", part)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE["m"], SPACE["m"], SPACE["m"], SPACE["m"])
        row.setSpacing(SPACE["m"])
        self._sign = IconSpot(*_BOX_SIGNS[part], size="button")
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._words = Paragraph()
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        row.addWidget(self._words, 1)
        self.hide()

    def text(self) -> str:
        return self._words.text()

    def show_problem(self, sentence: str) -> None:
        """Show the sentence and have it read aloud; the empty sentence hides the box."""
        self._show(self._part, sentence, *_BOX_SIGNS[self._part])

    def show_info(self, sentence: str, icon_name: str = "info") -> None:
        """Show a sentence about a normal state, calmly; the empty sentence hides the box."""
        self._show("info", sentence, icon_name, "accent")

    def clear(self) -> None:
        self.show_problem("")

    def _show(self, part: str, sentence: str, icon_name: str, token: str) -> None:
        set_property(self, "part", part)
        self._sign.set(icon_name, token)
        changed = sentence != self._words.text()
        self._words.setText(sentence)
        self._words.updateGeometry()
        self.setVisible(bool(sentence))
        if sentence and (changed or part == "refused"):
            say(self, sentence)


_BOX_SIGNS: dict[str, tuple[str, str]] = {"refused": ("octagon-x", "bad"), "notice": ("triangle-alert", "part")}


class EmptyState(QWidget):
    """An icon, a sentence and at most one button, at the left of an empty pane."""

    def __init__(
        self, icon_name: str, sentence: str, action: str = "", act: Callable[[], object] | None = None
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["xl"], SPACE["xl"], SPACE["xl"], SPACE["xl"])
        column.setSpacing(SPACE["m"])
        column.addWidget(icon_spot(icon_name, "text3", "welcome"), 0, Qt.AlignmentFlag.AlignLeft)
        self.sentence = Paragraph(sentence, tone="second")
        column.addWidget(self.sentence)
        self.action: QPushButton | None = None
        if action:
            self.action = button(action)
            if act is not None:
                self.action.clicked.connect(act)
            column.addWidget(self.action, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def set_words(self, sentence: str) -> None:
        self.sentence.setText(sentence)


class StatusBar(QFrame):
    """Saved, backup and file at the left; work going on, counts, edition and keys at the right; always there."""

    backup_asked = Signal()
    break_asked = Signal()
    stop_asked = Signal()
    keys_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "status")
        self._flow = QHBoxLayout(self)
        self._flow.setContentsMargins(SPACE["l"], 3, SPACE["l"], 3)
        self._flow.setSpacing(20)
        self._saved = IconLabel("check", "", "label", "good")
        self._backup = IconLabel("shield-check", "", "caption", elide=True)
        self._late = button("", icon_name="clock", kind="plain", size="status")
        self._late.setIcon(icon("clock", "part", beside=True))
        self._late.clicked.connect(self.backup_asked)
        self._broken = button("", icon_name="triangle-alert", kind="plain", size="status")
        self._broken.setIcon(icon("triangle-alert", "part", beside=True))
        self._broken.clicked.connect(self.break_asked)
        self._file = IconLabel("laptop", "", "caption", elide=True)
        self._work = IconLabel("hourglass", "", "caption", elide=True)
        self._stop = button("Stop", kind="plain", size="status")
        self._stop.clicked.connect(self.stop_asked)
        self._counts = label("", "caption", tone="unsure")
        self._edition = ElidedLabel("", "caption", tone="second")
        self._keys = button("Keys", kind="plain", size="status")
        self._keys.setAccessibleName("Show all keys")
        self._keys.clicked.connect(self.keys_asked)
        for widget in (self._saved, self._backup, self._late, self._broken, self._file):
            self._flow.addWidget(widget)
            widget.hide()
        self._flow.addStretch(1)
        for working in (self._work, self._stop):
            self._flow.addWidget(working)
            working.hide()
        for right in (self._counts, self._edition, KeyCap("?"), self._keys):
            self._flow.addWidget(right)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_saved(self, words: str, *, kept: bool = True) -> None:
        """Say when the last change was saved; `kept` False shows that it was not."""
        self._saved.set("check" if kept else "octagon-x", words, "good" if kept else "bad")
        self._saved.setVisible(bool(words))

    def set_backup(self, words: str, *, late: bool = False) -> None:
        """Say how old the last backup is; past policy it becomes a button that asks for one."""
        self._backup.set("shield-check", words)
        self._late.setText(words)
        self._backup.setVisible(bool(words) and not late)
        self._late.setVisible(bool(words) and late)

    def set_breaks(self, count: int) -> None:
        """Say that breaks of the log are recorded, as a button that leads to what they are; 0 for none."""
        self._broken.setText("1 break recorded" if count == 1 else f"{count} breaks recorded")
        self._broken.setToolTip("Parts of this file were not as they were left, and two people said so. Show what")
        self._broken.setVisible(bool(count))

    def set_file(self, words: str) -> None:
        self._file.set("laptop", words)
        self._file.setVisible(bool(words))

    def set_work(self, words: str, stop: str = "") -> None:
        """Say what goes on beside the window; `stop` names the button that ends it, without it there is none."""
        self._work.set("hourglass" if stop else "info", words)
        self._work.setVisible(bool(words))
        self._stop.setAccessibleName(stop)
        self._stop.setToolTip(stop)
        self._stop.setVisible(bool(words and stop))

    def set_counts(self, words: str) -> None:
        self._counts.setText(words)

    def set_edition(self, words: str) -> None:
        self._edition.set_full_text(words)


def chip_row(*widgets: QWidget, across: int = 8) -> QWidget:
    """Return a row of chips or buttons that wraps when it has no room."""
    made = QWidget()
    flow = FlowLayout(made, across=across)
    for widget in widgets:
        flow.addWidget(widget)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made


def labelled(text: str, field: QWidget, hint: str = "") -> QWidget:
    """Return a field with its label above and a hint below, joined for screen readers."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE["xs"])
    title: QLabel = label(text, "label")
    title.setBuddy(field)
    if not field.accessibleName():
        field.setAccessibleName(text)
    column.addWidget(title)
    column.addWidget(field)
    if hint:
        field.setAccessibleDescription(hint)
        column.addWidget(Paragraph(hint, "caption"))
    return made


def retitle(made: QWidget, field: QWidget, text: str, hint: str) -> None:
    """Give a field that `labelled` made another label and hint."""
    title, _, below = (made.layout().itemAt(place).widget() for place in range(3))  # type: ignore[union-attr]
    assert isinstance(title, QLabel)
    assert isinstance(below, QLabel)
    title.setText(text)
    below.setText(hint)
    field.setAccessibleName(text)
    field.setAccessibleDescription(hint)
