"""Parts of a recording made silent in a copy of its sound, by a process of its own with a deadline on all of it.

What comes back is samples, and nothing of the recording's own file: no title, no picture, no words. They are looked at
again here before they are believed to be silent where they should be.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Timer
from typing import Any, BinaryIO, cast

from ..domain.errors import DeskError
from ..domain.playing import LONGEST_MS
from ..domain.rows import dataclass
from ..reading.wire import ANSWER, MOST_DOCUMENT, Malformed, hand_over, read_frame
from . import pcm, protocol
from .starting import started

SECONDS = 240.0

WHY = {
    "time": "making it took too long",
    "ended": "it stopped the process that makes it",
    "answer": "the answer of the process that makes it made no sense",
    "damaged": "the recording is damaged, has no sound, or is recorded in a way that this program does not know",
    "long": "it is too long for one evidence file, even as speech on a telephone. Cut it into parts in another program",
    "memory": "making it needs more memory than is safe",
    "part": "a part that is needed to decode it is not installed on this machine",
}

Progress = Callable[[int, int], None]


class CannotSilence(DeskError):
    """No copy with silent parts can be made of a recording; the sentence says why, and that the original is kept."""


@dataclass(frozen=True, slots=True)
class Silenced:
    """The sound of a recording. as_it_was: the samples outside the spans are the recording's own, bit by bit."""

    form: pcm.Form
    sound: bytes | bytearray | memoryview
    as_it_was: bool

    @property
    def milliseconds(self) -> int:
        return len(self.sound) // self.form.frame * 1_000 // self.form.rate

    @property
    def words(self) -> str:
        """How the sound is written, such as "44,100 samples a second, 2 channels"."""
        channels = "1 channel" if self.form.channels == 1 else f"{self.form.channels} channels"
        return f"{self.form.rate:,} samples a second, {channels}"


def silenced(
    data: bytes,
    media_type: str,
    spans: Sequence[tuple[int, int]],
    *,
    name: str,
    seconds: float,
    most: int,
    progress: Progress | None = None,
) -> Silenced:
    """Return the sound of a recording with the spans, in milliseconds, silent; raises CannotSilence.

    name: how sentences call it ("E04"). seconds: how long the file says it is, 0 where it does not. most: bytes.
    progress: told seconds done and in all; what it raises ends the work.
    """
    if len(data) > MOST_DOCUMENT:
        raise sentence(name, "memory")
    process = started("silencer")
    late: list[bool] = []
    ready = False

    def stop() -> None:
        late.append(True)
        process.kill()

    timer = Timer(SECONDS, stop)
    timer.daemon = True
    timer.start()
    target, source = cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout)
    try:
        wanted = {"media_type": media_type, "spans": list(spans), "seconds": seconds, "most": most}
        hand_over(target, wanted)
        if _next(source, most)[0]["say"] != "ready":
            raise Malformed("not ready")
        ready = True
        hand_over(target, {}, data)
        while True:
            facts, body = _next(source, most)
            if facts["say"] != "at":
                return _taken(facts, body, spans, name)
            moment = protocol.whole(facts.get("moment"), 0, LONGEST_MS)
            if progress is not None:
                progress(moment // 1_000, max(int(seconds), moment // 1_000))
    except (Malformed, MemoryError):
        raise sentence(name, "answer") from None
    except (EOFError, OSError):
        raise sentence(name, "time" if late else "ended" if ready else "part") from None
    finally:
        timer.cancel()
        process.kill()
        for stream in (target, source):
            with suppress(OSError):
                stream.close()
        process.wait()


def _taken(
    facts: dict[str, Any], body: bytearray | memoryview, spans: Sequence[tuple[int, int]], name: str
) -> Silenced:
    if facts["say"] == "fault":
        raise sentence(name, protocol.word(facts.get("why"), WHY))
    if facts["say"] != "made":
        raise Malformed("not a word of the silencer's")
    listed = facts.get("form")
    if not isinstance(listed, list) or len(listed) != 3:
        raise Malformed("a form that is none")
    form = pcm.Form(
        protocol.whole(listed[0], 1, pcm.MOST_RATE),
        protocol.whole(listed[1], 1, pcm.MOST_CHANNELS),
        protocol.whole(listed[2], pcm.WIDTHS[0], pcm.WIDTHS[-1]),
    )
    if len(body) % form.frame or not pcm.is_silent(form, spans, body):
        raise Malformed("sound where silence was asked for")
    return Silenced(form, body, facts.get("as_it_was") is True)


def _next(source: BinaryIO, most: int) -> tuple[dict[str, Any], bytearray | memoryview]:
    def check(mark: int, facts: Any, size: int) -> None:
        if mark != ANSWER or not isinstance(facts, dict) or not isinstance(facts.get("say"), str):
            raise Malformed("not an answer")
        if size > (most if facts["say"] == "made" else 0):
            raise Malformed("more than may be")

    _, facts, body = read_frame(source, protocol.MOST_SAID, check)
    return facts, body


def sentence(name: str, why: str) -> CannotSilence:
    return CannotSilence(f"No redacted copy can be made of {name}: {WHY[why]}. The original is kept as it is.")
