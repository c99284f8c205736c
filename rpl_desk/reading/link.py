"""One worker process as the application sees it: started, asked, and ended, with a deadline on everything."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Timer
from typing import IO, Any, BinaryIO, cast

from ..domain.preview import CannotPreview
from .recognition import PROCESSOR_SECONDS as LONG_SECONDS
from .recognition import Recognition
from .shared import SharedMemory
from .starting import started
from .wire import (
    ANSWER,
    FAULT,
    MOST_FACTS,
    MOST_PICTURE,
    SECONDS,
    Check,
    Malformed,
    Room,
    hand_over,
    plain_room,
    read_frame,
)

_PIECE = 4 << 20

WHY = {
    "time": "reading it took too long",
    "memory": "reading it needs more memory than is safe",
    "ended": "it stopped the reader",
    "answer": "the reader's answer made no sense",
    "damaged": "it is damaged, or not what its name says",
    "locked": "it is locked with a password",
    "empty": "it holds nothing to show",
    "kind": "files of this kind are not shown here",
    "page": "it has no such page",
    "attached": "it has no such attachment",
    "packed": "what is attached is a message or an object of its own, which only its own program takes out",
    "start": "the reader could not be started",
    "part": "a part that is needed to read it is not installed",
}


class WorkerFault(Exception):
    """Why there is no answer: a word of `WHY`; `alive` when the worker can be asked for something else."""

    def __init__(self, why: str, *, alive: bool = False, detail: str = "") -> None:
        super().__init__(f"{why} ({detail})" if detail else why)
        self.why, self.alive = why, alive


def no_attachment(name: str, attached: str, why: str) -> CannotPreview:
    """Return the sentence for an attachment that cannot be taken out of a document."""
    return CannotPreview(
        f"“{attached}” cannot be taken out of {name}: {WHY[why]}. Open the original in its own program, save the"
        " file from there, and add it."
    )


def sentence(name: str, why: str) -> CannotPreview:
    return CannotPreview(f"{name} cannot be previewed: {WHY[why]}. The original is kept; open it in its own program.")


class WorkerLink:
    """A running worker that holds one document. One thread at a time may call `ask`; any thread may call `kill`."""

    def __init__(
        self,
        data: bytes | memoryview,
        media_type: str,
        seconds: float = SECONDS,
        recognition: Recognition | None = None,
    ) -> None:
        self._seconds = seconds
        self._late = Event()
        self._shared = SharedMemory()
        hello: dict[str, Any] = {"media_type": media_type, "shared": self._shared.number}
        if recognition is not None:
            hello |= {"recognise": [recognition.folder, recognition.language], "processor": LONG_SECONDS}
        self._hello = (hello, data)
        self._process = started("worker", pass_on=() if self._shared.number is None else (self._shared.number,))
        self.used = 0.0
        _widen(self._process.stdout)

    @property
    def pid(self) -> int:
        return self._process.pid

    def open(self) -> Any:
        """Hand over the document and return the outline's facts; raises as `ask`."""
        hello, data = self._hello
        with self._deadline():
            self._exchange(hello, b"", check_nothing)
            facts, _ = self._exchange({}, data, check_nothing)
        return facts

    def ask(
        self,
        request: dict[str, Any],
        check: Check,
        room: Room = plain_room,
        meanwhile: Callable[[], object] | None = None,
    ) -> tuple[Any, bytearray | memoryview]:
        """Return facts and body of the answer; raises WorkerFault, and the worker is gone unless `alive` says not.

        check: called with mark, facts and body size before there is room for the body; raises Malformed. room: makes
        it, for facts that were checked. meanwhile: what to do while the worker works.
        """
        with self._deadline():
            return self._exchange(request, b"", check, room, meanwhile)

    def kill(self) -> None:
        """End the worker now and wait until it is gone."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait()
        self._shared.close()

    @contextmanager
    def _deadline(self) -> Iterator[None]:
        timer = Timer(self._seconds, self._too_late)
        timer.daemon = True
        timer.start()
        try:
            yield
        except Malformed as fault:
            self.kill()
            raise WorkerFault("answer", detail=str(fault)) from None
        except MemoryError:
            self.kill()
            raise WorkerFault("memory") from None
        except (EOFError, OSError, ValueError):  # ValueError: another thread closed the pipes
            self.kill()
            raise WorkerFault(self._end_word(), detail=f"ended with {self._process.returncode}") from None
        finally:
            timer.cancel()

    def _exchange(
        self,
        request: Any,
        data: bytes | memoryview,
        check: Check,
        room: Room = plain_room,
        meanwhile: Callable[[], object] | None = None,
    ) -> tuple[Any, bytearray | memoryview]:
        source, target = cast(BinaryIO, self._process.stdout), cast(BinaryIO, self._process.stdin)
        hand_over(target, request, data)
        if meanwhile is not None:
            meanwhile()
        mark, facts, body = read_frame(source, MOST_FACTS, _checked(check), room)
        self.used = facts["used"]
        if mark == FAULT:
            raise WorkerFault(facts["why"], alive=True, detail=facts["detail"])
        if facts.get("shared"):
            found = self._shared.first(facts["shared"])
            body = room(facts, len(found))
            _copy(found, memoryview(body))
        return facts, body

    def _too_late(self) -> None:
        self._late.set()
        self._process.kill()

    def _end_word(self) -> str:
        """Return why the worker is gone: the clock, the limit on processor time (signal 24), or something else."""
        return "time" if self._late.is_set() or self._process.returncode == -24 else "ended"


def _copy(found: memoryview, room: memoryview) -> None:
    """Copy a picture in pieces: no other thread of the application runs while one is copied."""
    for start in range(0, len(found), _PIECE):
        room[start : start + _PIECE] = found[start : start + _PIECE]


def check_nothing(mark: int, facts: Any, size: int) -> None:
    """Take no body."""
    if size:
        raise Malformed("a body where none belongs")


def _checked(check: Check) -> Check:
    def look(mark: int, facts: Any, size: int) -> None:
        if not isinstance(facts, dict) or not isinstance(facts.get("used"), (int, float)):
            raise Malformed("facts are not facts")
        if mark == FAULT:
            if facts.get("why") not in WHY or not isinstance(facts.get("detail"), str) or size:
                raise Malformed("a fault without a reason")
        elif mark == ANSWER:
            shared = facts.get("shared", 0)
            if type(shared) is not int or not 0 <= shared <= MOST_PICTURE or (shared and size):
                raise Malformed("a body that is nowhere")
            check(mark, facts, size or shared)
        else:
            raise Malformed("neither answer nor fault")

    return look


def _widen(pipe: IO[bytes] | None) -> None:
    """Let a pipe hold a megabyte where the system can, so that a picture comes in few steps."""
    if sys.platform == "linux" and pipe is not None:
        import fcntl

        with suppress(OSError):  # the person's share of pipe memory is used up; the usual 64 kB will do
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 1 << 20)
