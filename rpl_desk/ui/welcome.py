"""The first page: look round, set up an office, or open a file; text size and colours to choose at once."""

from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from rpl_desk.ui.icons import product_mark
from rpl_desk.ui.navigation import THEME_WORDS
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.status import where_it_lies
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import RADIUS, SCALES, SPACE, Theme
from rpl_desk.ui.widgets import (
    CardButton,
    ElidedLabel,
    Panel,
    Paragraph,
    RefusedBox,
    Segments,
    button,
    chip_row,
    icon_spot,
    label,
)
from rpl_desk.ui.widgets.layouts import empty_layout
from rpl_desk.ui.widgets.paint import CENTRE, paint_box, paint_text

LEVELS = 12
MARK = 60
SIDE = 520  # the left side's width at 100 % text
CHOICES = 744  # the widest the choices become
LEAST_BARS = 120


class LevelStairs(QWidget):
    """Twelve bars, one a level: what the desk is about, drawn; not read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(LEAST_BARS)

    def sizeHint(self) -> QSize:
        return QSize(200, LEAST_BARS)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = look().theme, QPainter(self)
        painter.setClipRect(self.rect())
        step = (self.width() + SPACE["s"]) // LEVELS
        tallest = min(self.height(), theme.grown(220))
        for place in range(LEVELS):
            tall = round(tallest * (0.14 + 0.86 * place / (LEVELS - 1)))
            bar = QRect(place * step, self.height() - tall, step - SPACE["s"], tall + RADIUS["chip"])
            ground = f"h{2 + (place >= 4) + (place >= 8)}"
            edge = theme.colour("line") if theme.high_contrast else None
            paint_box(painter, bar, RADIUS["chip"], theme.colour(ground), edge)
            number = QRect(bar.left(), bar.top() + SPACE["xs"], bar.width(), theme.line("small"))
            ink = "onaccent" if ground == "h4" else "text"
            paint_text(painter, number, theme, str(place + 1), "small", ink, weight=700, align=CENTRE)


class WelcomePage(QWidget):
    """Where nobody has opened an office yet. It asks the window for everything.

    sample_asked, set_up_asked, file_asked: the three ways in. opened: a store to open. forgotten: one to forget.
    packet_asked: a judging form is to be sealed. damage_asked: what can be done about the file found damaged.
    read_asked: a store open elsewhere, and where, that is to be read.
    """

    sample_asked = Signal()
    set_up_asked = Signal()
    file_asked = Signal()
    packet_asked = Signal()
    damage_asked = Signal()
    opened = Signal(object)
    located = Signal(object)
    forgotten = Signal(object)
    read_asked = Signal(object, str)
    keys = (("Tab", "Next choice"), ("Enter", "Take the choice"))

    def __init__(self, preferences: Preferences, *, with_sample: bool) -> None:
        super().__init__()
        self._preferences = preferences
        self._missing: Path | None = None
        self._held: tuple[Path | None, str] = (None, "")
        self.sample = CardButton(
            "book-marked", "Look round with sample cases", "An office of a sample college. Nothing you do there counts."
        )
        self.set_up = CardButton(
            "file-plus", "Set up our office", "Name, first administrator and where to keep the file."
        )
        self.open_file = CardButton(
            "folder-open", "Open an office file", "A .rpldesk file on this computer or a stick."
        )
        self.seal_form = CardButton(
            "lock", "Seal a judging form", "Filled in for another office, whose chair alone can open it."
        )
        self.sample.setVisible(with_sample)
        self.sample.clicked.connect(self.sample_asked)
        self.set_up.clicked.connect(self.set_up_asked)
        self.open_file.clicked.connect(self.file_asked)
        self.seal_form.clicked.connect(self.packet_asked)
        self.refused = RefusedBox()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Making the sample office")
        self._busy_words = label("", "small", tone="second")
        self._busy = _column(SPACE["s"], self._busy_words, self.progress)
        self._busy.hide()
        self.locate = button("Locate the file", icon_name="search")
        self.forget = button("Forget it")
        self.locate.clicked.connect(lambda: self.located.emit(self._missing))
        self.forget.clicked.connect(self._forget)
        self.read = button("Open it here to read", icon_name="eye")
        self.read.clicked.connect(lambda: self.read_asked.emit(*self._held))
        self.damaged = button("See what can be done", icon_name="circle-help")
        self.damaged.clicked.connect(self.damage_asked)
        self._mend = chip_row(self.locate, self.forget, self.read, self.damaged)
        self._mend.hide()

        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._about())
        row.addWidget(self._choices(), 1)
        look().changed.connect(self._fit)
        self.show_recent()
        self._fit()

    # -- what the window tells ----------------------------------------------------------------------------------------

    def show_recent(self) -> None:
        """List the stores opened before, those that are still where they were."""
        empty_layout(self._recent.box)
        paths = self._preferences.recent_stores
        self._recent_head.setVisible(bool(paths))
        self._recent.setVisible(bool(paths))
        for path in paths:
            self._recent.box.addWidget(self._recent_row(path))

    def show_problem(
        self,
        sentence: str,
        missing: Path | None = None,
        held: Path | None = None,
        by: str = "",
        *,
        damaged: bool = False,
    ) -> None:
        """Say why a store did not open; a configured one that is missing can be located or forgotten.

        held, by: one that is open elsewhere, and in whose window; it can be read here. damaged: the page offers what
        can be done about that.
        """
        self._missing, self._held = missing, (held, by)
        self.refused.show_problem(sentence)
        self._mend.setVisible(missing is not None or held is not None or damaged)
        for one in (self.locate, self.forget):
            one.setVisible(missing is not None)
        self.read.setVisible(held is not None)
        self.damaged.setVisible(damaged)
        self.show_busy("")
        for first, is_offered in ((self.locate, missing is not None), (self.read, held is not None)):
            if is_offered:
                first.setFocus()
        if damaged:
            self.damaged.setFocus()

    def clear_problem(self) -> None:
        self.show_problem("")

    def show_busy(self, words: str) -> None:
        """Say what is being done, and take no other choice meanwhile; the empty text ends it."""
        self._busy_words.setText(words)
        self._busy.setVisible(bool(words))
        self.progress.setRange(0, 0)
        for choice in (self.sample, self.set_up, self.open_file, self.seal_form):
            choice.setEnabled(not words)

    def show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def start(self) -> None:
        (self.set_up if self.sample.isHidden() else self.sample).setFocus(Qt.FocusReason.TabFocusReason)

    # -- layout -------------------------------------------------------------------------------------------------------

    def _about(self) -> QWidget:
        side = QFrame()
        side.setProperty("part", "nav")
        column = QVBoxLayout(side)
        column.setContentsMargins(56, 56, 56, 0)
        column.setSpacing(SPACE["xl"])
        self._mark = label()
        column.addWidget(self._mark)
        column.addWidget(label("RPL Desk", "display"))
        column.addWidget(
            Paragraph(
                "The panel's desk for SCQF credit rating and recognition of prior learning. From evidence to a signed"
                " decision whose every sentence leads back to a page.",
                "reading",
                tone="second",
            )
        )
        for icon_name, words in (
            ("wifi-off", "Works without a network. Nothing leaves this computer."),
            ("file-lock", "One file holds everything, evidence included."),
            ("keyboard", "Everything can be done from the keyboard."),
        ):
            line = QHBoxLayout()
            line.setSpacing(SPACE["m"])
            line.addWidget(icon_spot(icon_name, "accent"), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(Paragraph(words), 1)
            column.addLayout(line)
        column.addWidget(LevelStairs(), 1)
        self._side = side
        return side

    def _choices(self) -> QScrollArea:
        inside = QWidget()
        inside.setProperty("scrolled", True)
        column = QVBoxLayout()
        column.setSpacing(SPACE["m"])
        column.addStretch(1)
        column.addWidget(label("Where would you like to begin?", "title1", wrap=True))
        column.addWidget(Paragraph("You can change your mind later; nothing here is final.", tone="second"))
        column.addSpacing(SPACE["s"])
        for widget in (
            self.refused,
            self._mend,
            self.sample,
            self.set_up,
            self.open_file,
            self.seal_form,
            self._busy,
        ):
            column.addWidget(widget)
        self._recent_head = label("Opened before", "label")
        self._recent = Panel("panel", padding=SPACE["s"], spacing=0)
        column.addSpacing(SPACE["m"])
        column.addWidget(self._recent_head)
        column.addWidget(self._recent)
        column.addSpacing(SPACE["m"])
        self.sizes = Segments(
            "Text size", [(scale, f"{scale} %" if scale == 100 else str(scale), "") for scale in SCALES]
        )
        self.sizes.chosen.connect(lambda scale: look().change(scale=scale))
        self.colours = Segments("Colours", [(name, *THEME_WORDS[name]) for name in THEME_WORDS])
        self.colours.chosen.connect(lambda name: look().change(name=name))
        column.addWidget(chip_row(_named("Text size", self.sizes), _named("Colours", self.colours), across=SPACE["xl"]))
        column.addStretch(2)
        middle = QHBoxLayout(inside)
        middle.setContentsMargins(SPACE["block"], SPACE["xl"], SPACE["block"], SPACE["xl"])
        holder = QWidget()
        holder.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        self._holder = holder
        middle.addStretch(1)
        middle.addWidget(holder, 100)
        middle.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        return scroll

    def _recent_row(self, path: Path) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(SPACE["s"], SPACE["s"], SPACE["s"], SPACE["s"])
        row.setSpacing(SPACE["m"])
        row.addWidget(icon_spot("file-lock", "text2"))
        row.addWidget(_column(0, ElidedLabel(path.name, "strong"), ElidedLabel(str(path.parent), "caption")), 1)
        open_it = button("Open", size="small")
        open_it.setAccessibleName(f"Open {where_it_lies(path)}")
        open_it.clicked.connect(lambda: self.opened.emit(path))
        row.addWidget(open_it)
        return made

    def _forget(self) -> None:
        self.forgotten.emit(self._missing)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self, *_: object) -> None:
        theme: Theme = look().theme
        self._mark.setPixmap(product_mark(theme.grown(MARK), self.devicePixelRatioF()))
        self._holder.setMaximumWidth(theme.grown(CHOICES))
        self._side.setFixedWidth(theme.grown(SIDE))
        # With large text or in a small window the words about the program give way to the choices.
        self._side.setVisible(self.width() >= theme.grown(SIDE) * 2)
        self.sizes.set_value(theme.scale)
        self.colours.set_value(theme.name)


def _column(spacing: int, *widgets: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing)
    for widget in widgets:
        column.addWidget(widget)
    return made


def _named(words: str, field: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE["s"])
    row.addWidget(label(words, "label"))
    row.addWidget(field)
    return made
