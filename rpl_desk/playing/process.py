"""The process that decodes one recording and puts its sound out. It is given bytes and nothing else.

It is started by `player.Player`. It loads Qt's player and finds the sound output with a moment of silence of our own,
gives up its rights (`guards.lock_player`), and only then takes the recording: from memory, so that a recording that
names other files or addresses finds none.
"""

import mmap
import struct
from threading import Thread
from typing import Any, BinaryIO

from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer, QVideoFrame, QVideoSink

from ..reading import guards
from ..reading.wire import ANSWER, MOST_DOCUMENT, Malformed, read_frame, write_frame
from .protocol import BEAT_MS, MOST_HIGH, MOST_WIDE, SLOT, SLOTS

_PRIMING_MS = 1_500
_UNSEEN_MS = 2_000  # played so long without a picture, a video is said to have none that can be shown

_Status, _State, _Error = QMediaPlayer.MediaStatus, QMediaPlayer.PlaybackState, QMediaPlayer.Error


def main() -> None:
    """Serve one recording from standard input to standard output until the input ends."""
    source, target = open(0, "rb", buffering=0), open(1, "wb", buffering=0)  # noqa: SIM115 - the pipes
    _, hello, _ = read_frame(source, 1 << 12, _no_body)
    application = QGuiApplication(["player"])
    number = hello.get("shared")
    shared = mmap.mmap(number, SLOT * SLOTS) if number is not None else None
    _prime()
    say(target, {"say": "ready", "guards": guards.lock_player()})
    _, _, data = read_frame(source, 1 << 12, _document)
    playing = Playing(bytes(data), target, shared)
    del data
    commands = Commands()
    commands.came.connect(playing.do)
    commands.ended.connect(application.quit)
    Thread(target=commands.read, args=(source,), daemon=True).start()
    application.exec()


def say(target: BinaryIO, facts: dict[str, Any], body: bytes | memoryview = b"") -> None:
    write_frame(target, ANSWER, facts, body)


class Commands(QObject):
    """Reads what the application asks, on a thread of its own."""

    came = Signal(dict)
    ended = Signal()

    def read(self, source: BinaryIO) -> None:
        try:
            while True:
                _, request, _ = read_frame(source, 1 << 12, _no_body)
                self.came.emit(request)
        except EOFError:
            self.ended.emit()


class Playing(QObject):
    """Plays the recording, and says where it stands and what it shows."""

    def __init__(self, data: bytes, target: BinaryIO, shared: mmap.mmap | None) -> None:
        super().__init__()
        self._target, self._shared = target, shared
        self._free = set(range(SLOTS))
        self._waiting: QVideoFrame | None = None
        self._most = QSize(960, 720)
        self._opened = self._ended = self._seen = False
        self._buffer = QBuffer(self)
        self._buffer.setData(data)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._sink = QVideoSink(self)
        self._player = QMediaPlayer(self)
        self._sound = QAudioOutput(
            self
        )  # also where there is none to be heard: without it sound never comes to its end
        self._player.setAudioOutput(self._sound)
        self._player.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._take)
        self._player.mediaStatusChanged.connect(self._changed)
        self._player.errorOccurred.connect(self._failed)
        self._player.setSourceDevice(self._buffer)
        self._beat = QTimer(self)
        self._beat.timeout.connect(self._say_where)
        self._beat.start(BEAT_MS)

    def do(self, request: dict[str, Any]) -> None:
        match request["do"]:
            case "play":
                if self._ended:
                    self._player.setPosition(0)
                self._ended = False
                self._player.play()
            case "pause":
                self._player.pause()
            case "go":
                self._ended = False
                self._player.setPosition(min(request["moment"], max(self._player.duration() - 1, 0)))
            case "speed":
                self._player.setPlaybackRate(request["speed"])
            case "volume":
                self._sound.setVolume(request["percent"] / 100)
            case "size":
                self._most = QSize(min(request["width"], MOST_WIDE), min(request["height"], MOST_HIGH))
                self._show(self._sink.videoFrame())
                return
            case "taken":
                self._free.add(request["slot"])
                waiting, self._waiting = self._waiting, None
                if waiting is not None:
                    self._show(waiting)
                return
        self._say_where()

    def _changed(self, status: QMediaPlayer.MediaStatus) -> None:
        if status in (_Status.LoadedMedia, _Status.BufferedMedia) and not self._opened:
            self._opened = True
            self._say_opened()
        elif status is _Status.EndOfMedia and not self._ended:
            self._ended = True
            if self._player.hasVideo() and not self._seen:
                self._say_unseen()
            self._player.setPosition(max(self._player.duration() - 1, 0))
            self._player.pause()  # from a stop it could not be moved about in, and would show its first picture
            self._say_where()
        elif status is _Status.InvalidMedia:
            say(self._target, {"say": "fault", "why": "damaged"})

    def _say_opened(self) -> None:
        player = self._player
        if not player.hasAudio() and not player.hasVideo():
            say(self._target, {"say": "fault", "why": "empty"})
            return
        length = max(player.duration(), 0)
        notes = ["no output"] if player.hasAudio() and QMediaDevices.defaultAudioOutput().isNull() else []
        notes += [] if length else ["no length"]
        facts = {"say": "opened", "length": length, "sound": player.hasAudio(), "picture": player.hasVideo()}
        say(self._target, facts | {"notes": notes})
        player.pause()  # shows the first picture

    def _failed(self, error: QMediaPlayer.Error, _: str) -> None:
        if error is not _Error.NoError:
            say(self._target, {"say": "fault", "why": "damaged"})

    def _say_where(self) -> None:
        if not self._opened:
            say(self._target, {"say": "beat"})
            return
        player = self._player
        is_playing = player.playbackState() is _State.PlayingState
        length = max(player.duration(), 0)
        moment = length if self._ended else max(player.position(), 0)
        say(
            self._target, {"say": "at", "moment": moment, "length": length, "playing": is_playing, "ended": self._ended}
        )
        if is_playing and player.hasVideo() and not self._seen and moment > _UNSEEN_MS:
            self._say_unseen()

    def _say_unseen(self) -> None:
        self._seen = True  # said once
        if self._player.hasAudio():
            say(self._target, {"say": "note", "note": "no picture"})
        else:
            say(self._target, {"say": "fault", "why": "coding"})

    def _take(self, frame: QVideoFrame) -> None:
        if frame.isValid():
            self._seen = True
            self._show(frame)

    def _show(self, frame: QVideoFrame) -> None:
        """Hand a picture over; while none was taken the newest waits, and those between are not shown."""
        if not frame.isValid():
            return
        if not self._free:
            self._waiting = frame
            return
        image = frame.toImage()
        if image.isNull():
            return
        if image.width() > self._most.width() or image.height() > self._most.height():
            ratio, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            image = image.scaled(self._most, ratio, smooth)
        image = image.convertToFormat(QImage.Format.Format_RGB32)
        pixels = memoryview(image.constBits()).cast("B")  # RGB32 rows have no gaps
        facts = {"say": "frame", "width": image.width(), "height": image.height()}
        if self._shared is None:
            say(self._target, facts, pixels)
            return
        slot = self._free.pop()
        self._shared[slot * SLOT : slot * SLOT + len(pixels)] = pixels
        say(self._target, facts | {"slot": slot})


def _prime() -> None:
    """Play a moment of silence, so that whatever Qt and the sound server load late is loaded while it may be."""
    rate, samples = 8_000, 400
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
    sound = b"RIFF" + struct.pack("<I4s", 36 + 2 * samples, b"WAVE") + form + b"data" + struct.pack("<I", 2 * samples)
    buffer, loop, player = QBuffer(), QEventLoop(), QMediaPlayer()
    buffer.setData(sound + bytes(2 * samples))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    player.setAudioOutput(QAudioOutput(player))
    player.setVideoSink(QVideoSink(player))
    ends = (_Status.EndOfMedia, _Status.InvalidMedia)
    player.mediaStatusChanged.connect(lambda status: loop.quit() if status in ends else None)
    player.setSourceDevice(buffer)
    player.play()
    QTimer.singleShot(_PRIMING_MS, loop.quit)
    loop.exec()
    player.stop()
    QVideoFrame(QImage(16, 16, QImage.Format.Format_RGB32)).toImage()


def _no_body(mark: int, facts: Any, size: int) -> None:
    if size:
        raise Malformed("a body where none belongs")


def _document(mark: int, facts: Any, size: int) -> None:
    if size > MOST_DOCUMENT:
        raise Malformed("too large")
