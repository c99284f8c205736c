"""The process that makes parts of one recording silent, hands back its sound, and goes. It is given bytes and no more.

Samples that lie in a WAV file as they are stay as they are; any other recording is decoded by FFmpeg, which comes with
Qt. Like the player it loads what it needs with silence of our own, and gives up its rights before it takes a recording.
"""

from typing import Any, BinaryIO

from PySide6.QtCore import QBuffer, QCoreApplication, QEventLoop, QIODevice, QObject
from PySide6.QtMultimedia import QAudioBuffer, QAudioDecoder, QAudioFormat

from ..reading import guards
from ..reading.wire import ANSWER, MOST_DOCUMENT, Malformed, read_frame, write_frame
from .pcm import Form, samples_of, silence, wav_file

# How finely sound is written, the best first; what would grow too large is decoded again for the next.
LADDER = (Form(44_100, 2, 2), Form(44_100, 1, 2), Form(22_050, 1, 2), Form(16_000, 1, 2), Form(8_000, 1, 2))
ROOM_MS = 50  # decoders and players may differ by so much on where in packed sound a moment lies
_TELL_EVERY_MS = 10_000


class TooLong(Exception):
    """The sound is larger than it may be."""


def main() -> None:
    """Take a recording from standard input, and write its sound to standard output."""
    source, target = open(0, "rb", buffering=0), open(1, "wb", buffering=0)  # noqa: SIM115 - the pipes
    application = QCoreApplication(["silencer"])
    _, wanted, _ = read_frame(source, 1 << 20, _no_body)
    _prime()
    _say(target, {"say": "ready", "guards": guards.lock_player()})
    _, _, data = read_frame(source, 1 << 12, _document)
    facts: dict[str, Any] = {"say": "fault", "why": "damaged"}
    sound: bytes | bytearray = b""
    try:
        found = _silenced(bytes(data), wanted, lambda moment: _say(target, {"say": "at", "moment": moment}))
        if found is not None:
            form, sound, as_it_was = found
            facts = {"say": "made", "form": list(form), "as_it_was": as_it_was}
    except TooLong:
        facts["why"] = "long"
    except MemoryError:
        facts["why"] = "memory"
    write_frame(target, ANSWER, facts, sound)
    del application


def _silenced(data: bytes, wanted: dict[str, Any], tell: Any) -> tuple[Form, bytearray, bool] | None:
    spans, most = wanted["spans"], wanted["most"]
    plain = samples_of(data) if wanted["media_type"] == "audio/wav" else None
    if plain is not None and len(plain[1]) <= most:
        form, sound = plain[0], bytearray(plain[1])
        silence(form, spans, sound)
        return form, sound, True
    wide = [(max(start - ROOM_MS, 0), end + ROOM_MS) for start, end in spans]
    for form in LADDER:
        if wanted["seconds"] * form.rate * form.frame > most:
            continue
        try:
            decoded = Decoding(data, form, most, tell).run()
        except TooLong:
            continue
        if decoded is None:
            return None
        silence(form, wide, decoded)
        return form, decoded, False
    raise TooLong


class Decoding(QObject):
    """The sound of one recording in the form wanted, from its first moment on; None where there is none."""

    def __init__(self, data: bytes, form: Form, most: int, tell: Any) -> None:
        super().__init__()
        self._form, self._most, self._tell = form, most, tell
        self._sound = bytearray()
        self._told = 0
        self._why: type[Exception] | None = None
        self._over = False
        self._loop = QEventLoop(self)
        self._buffer = QBuffer(self)
        self._buffer.setData(data)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._decoder = QAudioDecoder(self)
        wanted = QAudioFormat()
        wanted.setSampleRate(form.rate)
        wanted.setChannelCount(form.channels)
        wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._decoder.setAudioFormat(wanted)
        self._decoder.setSourceDevice(self._buffer)
        self._decoder.bufferReady.connect(self._take_all)
        self._decoder.finished.connect(self._end)
        self._decoder.error.connect(self._end)

    def run(self) -> bytearray | None:
        """Decode to the end; raises TooLong."""
        self._decoder.start()
        if not self._over:
            self._loop.exec()
        self._decoder.stop()
        if self._why is not None:
            raise self._why
        return self._sound or None

    def _end(self, *_: object) -> None:
        self._take_all()
        self._over = True
        self._loop.quit()

    def _take_all(self) -> None:
        while self._why is None and self._decoder.bufferAvailable():
            buffer = self._decoder.read()
            if not buffer.isValid():
                return
            self._take(buffer)

    def _take(self, buffer: QAudioBuffer) -> None:
        """Add what was decoded where its moment is: a gap in the recording stays as long as it was."""
        form = self._form
        moment = max(buffer.startTime(), 0) // 1_000
        ahead = moment * form.rate // 1_000 * form.frame - len(self._sound)
        if ahead > ROOM_MS * form.rate // 1_000 * form.frame:
            self._check(ahead)
            self._sound += bytes(ahead)
        piece = memoryview(buffer.constData())[: buffer.byteCount()]
        self._check(len(piece))
        self._sound += piece
        if moment >= self._told + _TELL_EVERY_MS:
            self._told = moment
            self._tell(moment)

    def _check(self, more: int) -> None:
        if len(self._sound) + more > self._most:
            self._why = TooLong
            self._over = True
            self._loop.quit()


def _prime() -> None:
    """Decode a moment of silence, so that whatever Qt loads late is loaded while it may be."""
    form = Form(8_000, 1, 2)
    Decoding(wav_file(form, bytes(2 * form.rate), ""), form, 1 << 20, lambda _: None).run()


def _say(target: BinaryIO, facts: dict[str, Any]) -> None:
    write_frame(target, ANSWER, facts)


def _no_body(mark: int, facts: Any, size: int) -> None:
    if size:
        raise Malformed("a body where none belongs")


def _document(mark: int, facts: Any, size: int) -> None:
    if size > MOST_DOCUMENT:
        raise Malformed("larger than a recording may be")
