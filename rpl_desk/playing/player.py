"""A recording being played, as the application sees it: a process of its own is started, told what to do, and ended.

The player is given the recording's bytes and no path, no address, no store and no key. It decodes, puts the sound out
itself, and hands over pictures of bounded size. Whatever the recording does to it ends as one sentence.
"""

import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread
from typing import Any, BinaryIO, cast

from ..domain.errors import RuleViolation
from ..domain.playing import SPEEDS, Frame, Refused, Told
from ..reading.shared import SharedMemory
from ..reading.wire import MOST_DOCUMENT, PIXEL, Malformed, hand_over, read_frame
from . import protocol
from .protocol import MOST_HIGH, MOST_SAID, MOST_WIDE, SLOT, WHY
from .starting import started

OPEN_SECONDS, SILENT_SECONDS = 15.0, 6.0

Tell = Callable[[Told], None]


class Player:
    """A player process that holds one recording. One thread calls `run`; any thread may ask and `close`."""

    def __init__(self, data: bytes, name: str, open_seconds: float = OPEN_SECONDS) -> None:
        """data: the recording, as it passed the gate. name: how sentences call it ("E04")."""
        self._data, self._name, self._open_seconds = data, name, open_seconds
        self._closed = False
        self._asking = Lock()
        self._heard = time.monotonic()
        self._patience = open_seconds
        self._late = self._is_ready = False
        self._over = Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._shared = SharedMemory()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    # -- asking -------------------------------------------------------------------------------------------------------

    def play(self) -> None:
        self._ask({"do": "play"})

    def pause(self) -> None:
        self._ask({"do": "pause"})

    def go_to(self, moment: int) -> None:
        """Go on from a moment in milliseconds; what lies outside the recording is taken to its end."""
        self._ask({"do": "go", "moment": max(0, moment)})

    def set_speed(self, speed: float) -> None:
        """Play slower or faster; raises RuleViolation for a speed that is not one of `SPEEDS`."""
        if speed not in SPEEDS:
            raise RuleViolation(f"{speed} is not a speed: choose from {', '.join(map(str, SPEEDS))}.")
        self._ask({"do": "speed", "speed": speed})

    def set_volume(self, percent: int) -> None:
        self._ask({"do": "volume", "percent": min(max(percent, 0), 100)})

    def set_size(self, width: int, height: int) -> None:
        """Say how large pictures are wanted at most, in pixels."""
        self._ask({"do": "size", "width": min(max(width, 16), MOST_WIDE), "height": min(max(height, 16), MOST_HIGH)})

    def close(self) -> None:
        """End the player now; `run` returns and nothing more is told."""
        self._closed = True
        self._kill()

    def _ask(self, request: dict[str, Any]) -> None:
        process = self._process
        if process is None or process.stdin is None or self._closed:
            return
        with self._asking, suppress(ValueError):  # the pipes are closed: `run` says why
            hand_over(cast(BinaryIO, process.stdin), request)

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()

    # -- being told ---------------------------------------------------------------------------------------------------

    def run(self, tell: Tell) -> None:
        """Start the player and pass on what it says, until it ends or is closed; the last word may be a `Refused`."""
        why = ""
        try:
            if len(self._data) > MOST_DOCUMENT:
                raise Malformed("too large")
            self._start()
            self._talk(tell)
        except Malformed:
            why = "answer"
        except (EOFError, OSError, ValueError):  # ValueError: another thread closed the pipes
            why = (
                "ended" if self._is_ready else "part"
            )  # before it was given the recording, the recording is not to blame
        except _Fault as fault:
            why = str(fault)
        finally:
            self._end()
        if self._late:
            why = "time" if self._patience == self._open_seconds else "silent"
        if why and not self._closed:
            tell(Refused(sentence(self._name, why)))

    def _start(self) -> None:
        number = self._shared.number
        self._process = started("process", pass_on=() if number is None else (number,), is_heard=True)
        if self._closed:  # close() looked for a process before there was one
            self._kill()
        self._heard = time.monotonic()
        Thread(target=self._watch, name="player watch", daemon=True).start()

    def _talk(self, tell: Tell) -> None:
        assert self._process is not None
        source, target = cast(BinaryIO, self._process.stdout), cast(BinaryIO, self._process.stdin)
        with self._asking:
            hand_over(target, {"shared": self._shared.number})
        ready, _ = self._next(source)
        guards = protocol.words(ready.get("guards"))
        if ready["say"] != "ready":
            raise Malformed("not ready")
        self._is_ready = True
        with self._asking:
            hand_over(target, {}, self._data)
        self._data = b""
        while True:
            facts, body = self._next(source)
            match facts["say"]:
                case "opened":
                    self._patience = SILENT_SECONDS
                    tell(protocol.opened(facts, guards))
                case "at":
                    tell(protocol.at(facts))
                case "frame":
                    tell(self._frame(facts, body))
                    if facts.get("slot") is not None:
                        self._ask({"do": "taken", "slot": facts["slot"]})
                case "note":
                    tell(protocol.noted(facts))
                case "beat":
                    pass  # still opening; the time for that runs on
                case _:
                    raise Malformed("not a word of the player's")

    def _next(self, source: BinaryIO) -> tuple[dict[str, Any], bytearray | memoryview]:
        _, facts, body = read_frame(source, MOST_SAID, protocol.check_said)
        if facts["say"] != "beat":
            self._heard = time.monotonic()
        if facts["say"] == "fault":
            raise _Fault(protocol.word(facts.get("why"), WHY))
        return facts, body

    def _frame(self, facts: dict[str, Any], body: bytearray | memoryview) -> Frame:
        width, height = facts["width"], facts["height"]
        if facts.get("slot") is not None:
            body = self._shared.part(facts["slot"] * SLOT, width * height * PIXEL)
        return Frame(width, height, memoryview(body))

    def _watch(self) -> None:
        """End a player that has said nothing for too long."""
        while not self._over.wait(0.25):
            if time.monotonic() - self._heard > self._patience:
                self._late = True
                self._kill()
                return

    def _end(self) -> None:
        self._over.set()
        process = self._process
        if process is not None:
            process.kill()
            with self._asking:
                for stream in (process.stdin, process.stdout):
                    if stream is not None:
                        stream.close()
            process.wait()
        self._shared.close()


class _Fault(Exception):
    """The player said why it cannot go on; a word of `WHY`."""


def sentence(name: str, why: str) -> str:
    return f"{name} cannot be played here: {WHY[why]}. The original is kept; open it in its own program."
