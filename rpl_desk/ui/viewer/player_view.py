"""A recording in the window: its picture, where it stands, and stretches of it to mark; all of it by keys."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from rpl_desk.domain.passages import Anchor, AnchorKind, clock_words
from rpl_desk.domain.playing import SPEEDS, At, Opened
from rpl_desk.ui.announcer import say
from rpl_desk.ui.icons import icon
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.single_keys import PLAYING, SingleKeys, with_key
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.viewer.capture import png
from rpl_desk.ui.viewer.marks import Mark
from rpl_desk.ui.viewer.player_feed import Playable, PlayerFeed
from rpl_desk.ui.viewer.player_screen import Screen
from rpl_desk.ui.viewer.time_strip import TimeStrip
from rpl_desk.ui.widgets import FlowLayout, Panel, RefusedBox, button, icon_button, icon_spot, label

STEP, SMALL_STEP, TENTH, JUMP = 5_000, 1_000, 100, 30_000  # milliseconds
SEEK_MS = 60  # moves of the slider are gathered so long
NEAR = 300  # milliseconds round where it was told to go, in which the player has come there
BEATS = 8  # times it says where it stands, after which it is believed wherever that is
PICTURE_WIDE = 320  # of the picture kept with a mark

PLAYER_KEYS = (
    ("Space", "Play and pause a recording"),
    ("Left  Right", "Back and on by 5 seconds, with Ctrl by 1 second"),
    ("[  ]", "The stretch to mark starts or ends here; with Shift the arrow keys move that end by 1 second"),
    ("<  >", "Slower and faster; Up and Down for the volume"),
)


class PlayerView(QWidget):
    """Plays one recording at a time.

    selected: the chosen stretch changed. touched: a mark was clicked (key). adjusted: an end of a mark was moved and
    let go; read `anchor`. settled: a stretch has both its ends. refused: why the recording cannot be played.
    keys: the single keys as a person has them.
    """

    selected = Signal()
    settled = Signal()
    touched = Signal(int)
    adjusted = Signal()
    refused = Signal(str)

    def __init__(self, keys: SingleKeys | None = None) -> None:
        super().__init__()
        self._keys = keys or SingleKeys(None)
        self._feed: PlayerFeed | None = None
        self._opened: Opened | None = None
        self._at = At(0, 0, False, False)
        self._goal: int | None = None
        self._beats = 0
        self._start: int | None = None
        self._end: int | None = None
        self._moves_end = True
        self._adjusting = self._moved = False
        self.notes = RefusedBox("notice")
        self.sight = Screen()
        self.setFocusProxy(self.sight)
        self.sight.resized.connect(self._tell_size)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Position")
        self.slider.setSingleStep(STEP)
        self.slider.setPageStep(JUMP)
        self.slider.valueChanged.connect(self._slide)
        self.strip = TimeStrip()
        self.strip.touched.connect(self.touched)
        self._seek = QTimer(self)
        self._seek.setSingleShot(True)
        self._seek.setInterval(SEEK_MS)
        self._seek.timeout.connect(lambda: self.go_to(self.slider.value()))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        held = QWidget()
        whole.addWidget(
            scrolled(held, leaves_keys=True)
        )  # in a low window with large text there is no room for all of it
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notes)
        column.addWidget(self.sight, 1)
        below = Panel("head", padding=SPACE["m"], spacing=SPACE["s"])
        for widget in (self.slider, self.strip):
            below.box.addWidget(widget)
        below.box.addLayout(self._controls())
        column.addWidget(below)
        self.let_go()

    def _controls(self) -> FlowLayout:
        row = FlowLayout(across=SPACE["s"], down=SPACE["s"])
        self.play_button = icon_button("play", "Play, Space")
        self.play_button.clicked.connect(self.play_or_pause)
        row.addWidget(self.play_button)
        for words, name, by in (
            ("−5 s", "Back 5 seconds, Left", -STEP),
            ("−1 s", "Back 1 second, Ctrl+Left", -SMALL_STEP),
            ("+1 s", "On 1 second, Ctrl+Right", SMALL_STEP),
            ("+5 s", "On 5 seconds, Right", STEP),
        ):
            step = button(words, kind="plain", size="small")
            step.setAccessibleName(name)
            step.setToolTip(name)
            step.clicked.connect(lambda _=False, by=by: self.step(by))
            row.addWidget(step)
        self.place = label("", "strong")
        row.addWidget(self.place)
        self.from_here = button("Start here", kind="plain", size="small")
        self.to_here = button("End here", kind="plain", size="small")
        for made, key, end in ((self.from_here, "[", False), (self.to_here, "]", True)):
            made.setToolTip(with_key(made.text(), self._keys.hint(PLAYING)(key)))
            made.clicked.connect(lambda _=False, end=end: self.set_end(at_end=end))
            row.addWidget(made)
        self.span_words = label("", "small", tone="second")
        row.addWidget(self.span_words)
        self.speed = QComboBox()
        self.speed.setAccessibleName("Speed")
        hint = self._keys.hint(PLAYING)
        self.speed.setToolTip(f"Speed, keys {hint('<')} and {hint('>')}" if self._keys.on else "Speed")
        for speed in SPEEDS:
            self.speed.addItem(f"{speed:g} ×", speed)
        self.speed.setCurrentIndex(SPEEDS.index(1.0))
        self.speed.currentIndexChanged.connect(self._tell_speed)
        row.addWidget(self.speed)
        row.addWidget(self._volume())
        return row

    def _volume(self) -> QWidget:
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setAccessibleName("Volume")
        self.volume.setToolTip("Volume, keys Up and Down")
        self.volume.setRange(0, 100)
        self.volume.setSingleStep(10)
        self.volume.setPageStep(20)
        self.volume.setValue(100)
        self.volume.setMinimumWidth(80)
        self.volume.valueChanged.connect(self._tell_volume)
        held = QWidget()
        inside = QHBoxLayout(held)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SPACE["xs"])
        inside.addWidget(icon_spot("volume-2"))
        inside.addWidget(self.volume)
        return held

    # -- one recording ------------------------------------------------------------------------------------------------

    def show_recording(self, open_player: Callable[[], Playable], name: str) -> None:
        """Open a recording, paused at its start or at the moment last gone to. name: what it is called ("E05")."""
        self.let_go()
        self.sight.setAccessibleName(f"Recording {name}")
        self.sight.show_words("Opening the recording.")
        feed = self._feed = PlayerFeed(open_player)
        feed.opened.connect(self._take_opened)
        feed.moved.connect(self._take_at)
        feed.pictured.connect(self._take_picture)
        feed.noted.connect(self._add_note)
        feed.refused.connect(self._take_refusal)

    def let_go(self) -> None:
        """End the player and show nothing of the recording any more."""
        feed, self._feed = self._feed, None
        if feed is not None:
            for signal in (feed.opened, feed.moved, feed.pictured, feed.noted, feed.refused):
                signal.disconnect()
            feed.close()
        self._opened, self._goal = None, None
        self._at = At(0, 0, False, False)
        self._seek.stop()
        self.clear_selection()
        self.notes.clear()
        self.sight.show_words("")
        self.strip.show_marks((), 0)
        self._show_place()

    @property
    def moment(self) -> int:
        """Where the recording stands, in milliseconds."""
        return self._goal if self._goal is not None else self._at.moment

    @property
    def length(self) -> int:
        """How long the recording is, in milliseconds; 0 until it is open."""
        return self._at.length

    @property
    def is_playing(self) -> bool:
        return self._at.is_playing

    def _take_opened(self, opened: Opened) -> None:
        self._opened = opened
        for note in opened.notes:
            self._add_note(note)
        self.sight.show_words("" if opened.has_picture else "Sound only", "" if opened.has_picture else "volume-2")
        self._at = At(0, opened.length, False, False)
        self._tell_size()
        self._tell_volume()
        self._tell_speed()
        if self._goal is not None:
            self.go_to(self._goal)
        self._show_place()

    def _take_at(self, at: At) -> None:
        was, self._at = self._at, at
        self._beats += 1
        if self._goal is not None and (abs(at.moment - self._goal) < NEAR or self._beats > BEATS):
            self._goal = None  # until then it may be from before the player was told to go there
        self._show_place()
        if at.has_ended and not was.has_ended:
            say(self.sight, "The end of the recording")

    def _take_picture(self) -> None:
        picture = self._feed.picture() if self._feed is not None else None
        if picture is not None:
            self.sight.show_picture(picture)

    def _add_note(self, sentence: str) -> None:
        self.notes.show_problem("\n".join(filter(None, (self.notes.text(), sentence))))

    def _take_refusal(self, sentence: str) -> None:
        self.let_go()
        self.refused.emit(sentence)

    # -- playing ------------------------------------------------------------------------------------------------------

    @property
    def _player(self) -> Playable | None:
        return self._feed.player if self._feed is not None and self._opened is not None else None

    def play_or_pause(self) -> None:
        player = self._player
        if player is None:
            return
        if self._at.is_playing:
            player.pause()
            say(self.sight, f"Paused at {clock_words(self._at.moment)}")
        else:
            player.play()

    def go_to(self, moment: int) -> None:
        """Go on from a moment in milliseconds, now or once the recording is open."""
        length = self._at.length
        moment = max(0, min(moment, length) if length else moment)
        self._goal, self._beats = moment, 0
        if self._player is not None:
            self._player.go_to(moment)
        self._show_place()

    def step(self, by: int) -> None:
        """Go on (or back) by so many milliseconds."""
        self.go_to(self.moment + by)
        say(self.sight, clock_words(self.moment))

    def _slide(self, _: int) -> None:
        self._seek.start()

    def _tell_speed(self, *_: object) -> None:
        if self._player is not None:
            self._player.set_speed(self.speed.currentData())

    def _tell_volume(self, *_: object) -> None:
        if self._player is not None:
            self._player.set_volume(self.volume.value())

    def _tell_size(self) -> None:
        if self._player is not None:
            size = self.sight.size() * self.devicePixelRatioF()
            self._player.set_size(size.width(), size.height())

    def _show_place(self) -> None:
        length, moment = self._at.length, self.moment
        words = f"{clock_words(moment)} of {clock_words(length)}"
        self.place.setText(words if self._opened is not None else "")
        self.slider.setEnabled(self._opened is not None)
        self.slider.setAccessibleDescription(words)
        if not self.slider.isSliderDown() and not self._seek.isActive():
            with QSignalBlocker(self.slider):
                self.slider.setRange(0, length)
                self.slider.setValue(moment)
        self.strip.show_length(length)
        does = "Pause" if self._at.is_playing else "Play"
        if self.play_button.accessibleName() != f"{does}, Space":
            self.play_button.setIcon(icon(does.lower(), "text2"))
            self.play_button.setAccessibleName(f"{does}, Space")
            self.play_button.setToolTip(f"{does}, Space")

    # -- marks and the chosen stretch ---------------------------------------------------------------------------------

    def show_marks(self, marks: Iterable[Mark], chosen: int = 0) -> None:
        """Show the marks of the recording; their `start` and `end` are milliseconds."""
        self.strip.show_marks(marks, chosen)

    def marks_at_caret(self) -> list[int]:
        """Return the keys of the marks that hold where the recording stands, the shortest first."""
        return self.strip.marks_at(self.moment)

    @property
    def selection(self) -> tuple[int, int] | None:
        """The chosen stretch in milliseconds; an end not chosen yet is where the recording stands."""
        if self._start is None and self._end is None:
            return None
        ends = [self.moment if end is None else end for end in (self._start, self._end)]
        return min(ends), max(ends)

    def set_end(self, *, at_end: bool) -> None:
        """Let the stretch to mark start or end where the recording stands."""
        if self._opened is None:
            return
        if at_end:
            self._end = self.moment
        else:
            self._start = self.moment
            if self._end is not None and self._end < self.moment:
                self._end = None
        self._moves_end = at_end
        self._adjusting = False
        self._show_span()
        if at_end and self._start is not None:
            self.settled.emit()
        say(self.sight, f"The stretch {'ends' if at_end else 'starts'} at {tenths(self.moment)}")

    def choose(self, first: int, last: int) -> None:
        """Choose a stretch of the recording, in milliseconds, and stand at its start."""
        self._start, self._end, self._moves_end, self._adjusting = first, last, True, False
        self.go_to(first)
        self._show_span()
        say(self.sight, f"The stretch from {tenths(first)} to {tenths(last)} is chosen")

    def adjust(self, first: int, last: int, *, at_end: bool) -> None:
        """Let the arrow keys move one end of a marked stretch; `adjusted` follows when a key is let go."""
        self._start, self._end, self._moves_end, self._adjusting = first, last, at_end, True
        self.go_to(last if at_end else first)
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._show_span()
        say(self.sight, f"Arrow keys move the {'end' if at_end else 'start'} by a second, with Ctrl by a tenth")

    def move_end(self, by: int) -> None:
        """Move the end chosen last by so many milliseconds, and the recording with it."""
        if self.selection is None:
            self._start, self._moves_end = self.moment, True
        was = self._end if self._moves_end else self._start
        least, most = (self._start or 0, self._at.length) if self._moves_end else (0, self._end or self._at.length)
        now = min(max((self.moment if was is None else was) + by, least), most)
        if self._moves_end:
            self._end = now
        else:
            self._start = now
        self.go_to(now)
        self._show_span()
        say(self.sight, tenths(now))

    def anchor(self, sha256: str) -> tuple[Anchor, bytes] | None:
        """Return the chosen stretch of the recording of these bytes, with its picture as PNG where it has one."""
        span = self.selection
        if span is None or self._opened is None:
            return None
        return Anchor(AnchorKind.TIME, sha256, from_ms=span[0], to_ms=span[1]), self._picture()

    def _picture(self) -> bytes:
        """Return the picture in view as a small PNG; empty where there is none."""
        picture = self.sight.picture
        if picture is None:
            return b""
        wide = min(picture.width(), PICTURE_WIDE)
        return png(QPixmap.fromImage(picture.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)))

    def clear_selection(self) -> None:
        self._start = self._end = None
        self._adjusting = self._moved = False
        self._show_span()

    def _show_span(self) -> None:
        span = self.selection
        words = ""
        if span is not None:
            begun = self._end is None and not self._adjusting
            words = f"from {tenths(span[0])}" if begun else f"{tenths(span[0])} to {tenths(span[1])}"
        self.span_words.setText(words)
        self.strip.show_span(span if self._end is not None or span is None else (span[0], span[0]))
        self.selected.emit()

    # -- keys ---------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that play; the rest are left to whoever holds the view."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self._opened is None or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
            return
        match event.key():
            case Qt.Key.Key_Space if not control:
                self.play_or_pause()
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                way = 1 if event.key() == Qt.Key.Key_Right else -1
                if shift or self._adjusting:
                    self.move_end(way * (TENTH if control else SMALL_STEP))
                    self._moved = self._adjusting
                else:
                    self.step(way * (SMALL_STEP if control else STEP))
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self.volume.setValue(self.volume.value() + (10 if event.key() == Qt.Key.Key_Up else -10))
            case Qt.Key.Key_Home | Qt.Key.Key_End:
                self.go_to(0 if event.key() == Qt.Key.Key_Home else self._at.length)
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown if not control:
                self.step(JUMP if event.key() == Qt.Key.Key_PageDown else -JUMP)
            case Qt.Key.Key_Escape if self._start is not None or self._end is not None:
                self.clear_selection()
            case _:
                self._take_letter(event)

    def _take_letter(self, event: QKeyEvent) -> None:
        match command := self._keys.meaning(PLAYING, event.text()):
            case "[" | "]":
                self.set_end(at_end=command == "]")
            case "<" | ">":
                way = 1 if command == ">" else -1
                self.speed.setCurrentIndex(min(max(self.speed.currentIndex() + way, 0), self.speed.count() - 1))
                say(self.sight, f"Speed {self.speed.currentText()}")
            case _:
                event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """What a key press moved is kept once it is let go."""
        if self._moved and not event.isAutoRepeat():
            self._moved = False
            self.adjusted.emit()
        super().keyReleaseEvent(event)


def tenths(moment: int) -> str:
    """Return a moment with tenths of a second: "00:11:20.4"."""
    return f"{clock_words(moment)}.{moment % 1_000 // 100}"
