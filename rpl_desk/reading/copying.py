"""Marked copies of PDFs from outside, made in a process of their own with a deadline on all of it."""

import json
from collections.abc import Sequence
from threading import Timer
from typing import Any, BinaryIO, cast

from ..domain.errors import DeskError
from ..domain.passages import Rectangle
from ..domain.rows import dataclass
from .link import WHY
from .starting import started
from .wire import ANSWER, FAULT, MEGABYTE, MOST_DOCUMENT, MOST_MARKS, Malformed, hand_over, read_frame

SECONDS = 30.0
_MOST_COPY = MOST_DOCUMENT + 16 * MEGABYTE


class CannotCopy(DeskError):
    """No marked copy can be made of a document; the sentence says why, and that the original is kept."""


@dataclass(frozen=True, slots=True)
class CopiedMark:
    """A mark as it goes into the copy: where, in which colour (red, green, blue from 0 to 1), by whom, in words.

    kind: text, area, or note for one without a place on its page.
    """

    page: int
    kind: str
    rectangles: tuple[Rectangle, ...]
    colour: tuple[float, float, float]
    author: str
    words: str


def marked_copy(
    data: bytes, marks: Sequence[CopiedMark], *, name: str, about: str, subject: str, made_at: str
) -> bytes:
    """Return a PDF with the marks as annotations; raises CannotCopy.

    name: how sentences call the document. about: what the note on the first page says; subject: what the file says of
    itself. made_at: a PDF date.
    """
    wanted = {
        "about": about,
        "subject": subject,
        "made_at": made_at,
        "marks": [
            {
                "page": one.page,
                "kind": one.kind,
                "rectangles": [list(box) for box in one.rectangles],
                "colour": list(one.colour),
                "author": one.author,
                "words": one.words,
            }
            for one in marks
        ],
    }
    packed = json.dumps(wanted).encode("ascii")
    if len(data) > MOST_DOCUMENT or len(packed) > MOST_MARKS:
        raise _sentence(name, "memory")
    return _made(data, packed, name)


def _made(data: bytes, packed: bytes, name: str) -> bytes:
    process = started("copier")
    late: list[bool] = []

    def stop() -> None:
        late.append(True)
        process.kill()

    timer = Timer(SECONDS, stop)
    timer.daemon = True
    timer.start()
    target, source = cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout)
    try:
        hand_over(target, {}, data)
        hand_over(target, {}, packed)
        mark, facts, body = read_frame(source, 1 << 12, _check)
    except (EOFError, OSError, Malformed, MemoryError):
        raise _sentence(name, "time" if late else "ended") from None
    finally:
        timer.cancel()
        process.kill()
        target.close()
        source.close()
        process.wait()
    if mark == FAULT:
        why = facts.get("why") if isinstance(facts, dict) else ""
        raise _sentence(name, why if why in WHY else "damaged")
    return bytes(body)


def _check(mark: int, facts: Any, size: int) -> None:
    if mark not in (ANSWER, FAULT) or size > _MOST_COPY or (mark == FAULT and size):
        raise Malformed("neither a copy nor a reason")


def _sentence(name: str, why: str) -> CannotCopy:
    return CannotCopy(f"No marked copy can be made of {name}: {WHY[why]}. The original is kept as it is.")
