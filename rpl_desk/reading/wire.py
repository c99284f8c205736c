"""The bytes between the application and the worker, and how many of them each side takes.

A frame is a head of 9 bytes (a mark, the length of `facts`, the length of `body`), then JSON facts, then raw bytes.
The application knows before it reads how much a request may answer; whatever says more is not read at all.
"""

import json
import math
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO

HEAD = struct.Struct("<BII")
ASK, ANSWER, FAULT = b"?.!"  # the marks: a request, its answer, or why there is none

MEGABYTE = 1 << 20
MOST_DOCUMENT = 100 * MEGABYTE
MOST_PAGES = 5_000
MOST_BOOKMARKS = 2_000
MOST_ATTACHMENTS = 500
MOST_FACTS = 2 * MEGABYTE
MOST_MARKS = 8 * MEGABYTE
MOST_SIDE = 5_000
MOST_PIXELS = 32_000_000
PIXEL = 4  # bytes: blue, green, red and one that is always 255
MOST_PICTURE = MOST_PIXELS * PIXEL
MOST_PAGE_CHARACTERS = 200_000
MOST_FLOW_TEXT = 4 * MEGABYTE  # bytes of UTF-8
MOST_BLOCKS = 50_000
MOST_SPANS = 20_000  # in one block
MOST_FLOW = 12 * MEGABYTE
MOST_ABOUT = 2 * MEGABYTE  # bytes of what a file says of itself

ROWS_SHOWN, COLUMNS_SHOWN = 1_000, 100

# For one request; a request that takes longer or more is given up and the worker with it.
SECONDS = 10.0
PROCESSOR_SECONDS = 8
MEMORY = 512 * MEGABYTE


Check = Callable[[int, Any, int], None]
Room = Callable[[Any, int], bytearray | memoryview]
"""Given facts that were checked and a size in bytes, returns room for the body."""


class Malformed(Exception):
    """The other side sent what it may not."""


def write_frame(stream: BinaryIO, mark: int, facts: Any, body: bytes | bytearray | memoryview = b"") -> None:
    """Write one frame and see it off."""
    packed = json.dumps(facts, separators=(",", ":"), ensure_ascii=True).encode("ascii")
    _write_all(stream, HEAD.pack(mark, len(packed), len(body)) + packed)
    _write_all(stream, body)


def hand_over(stream: BinaryIO, facts: Any, body: bytes | bytearray | memoryview = b"") -> None:
    """Write a request to a process that may have ended: what it said before is read next, or that it said nothing."""
    with suppress(OSError):
        write_frame(stream, ASK, facts, body)


def _write_all(stream: BinaryIO, data: bytes | bytearray | memoryview) -> None:
    view = memoryview(data).cast("B") if data else memoryview(b"")
    while view:
        view = view[stream.write(view) :]  # a pipe may take less than it is given


def pixels_for(across: float, down: float, width: int, scale: float) -> tuple[int, int]:
    """Return width and height in pixels of a page of so many points, inside the limits.

    width: pixels wanted across, or 0 to use `scale`, pixels for each point. Both sides reckon it: the application makes
    room while the worker draws.
    """
    across, down = sane(across), sane(down)
    if width > 0:
        scale = width / across
    scale = min(scale, MOST_SIDE / max(across, down), math.sqrt(MOST_PIXELS / (across * down)))
    return min(max(round(across * scale), 1), MOST_SIDE), min(max(int(down * scale), 1), MOST_SIDE)


def sane(length: float) -> float:
    """Return a length in points between 1 and 20,000, whatever the document says."""
    return min(max(length, 1.0), 20_000.0) if math.isfinite(length) else 1.0


def plain_room(facts: Any, size: int) -> bytearray:
    return bytearray(size)


def read_frame(
    stream: BinaryIO, most_facts: int, check: Check, room: Room = plain_room
) -> tuple[int, Any, bytearray | memoryview]:
    """Return mark, facts and body; raises EOFError where nothing follows, Malformed or what `check` raises.

    check: called with mark, facts and the size of the body before any room is made for the body.
    """
    mark, facts_size, body_size = HEAD.unpack(read_exactly(stream, HEAD.size))
    if facts_size > most_facts:
        raise Malformed("the facts are larger than they may be")
    facts = parsed(bytes(read_exactly(stream, facts_size)))
    check(mark, facts, body_size)
    body = room(facts, body_size) if body_size else bytearray()
    fill(stream, body)
    return mark, facts, body


def read_exactly(stream: BinaryIO, size: int) -> bytearray:
    """Return exactly so many bytes; raises EOFError when the stream ends before."""
    held = bytearray(size)
    fill(stream, held)
    return held


def fill(stream: BinaryIO, room: bytearray | memoryview) -> None:
    """Read until the room is full; raises EOFError when the stream ends before."""
    view, done = memoryview(room), 0
    while done < len(view):
        count = stream.readinto(view[done:])  # type: ignore[attr-defined]
        if not count:
            raise EOFError
        done += count


def parsed(packed: bytes) -> Any:
    """Return what JSON says; raises Malformed. Deep nesting, long numbers and NaN end here too."""
    try:
        return json.loads(packed, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Malformed("facts are not JSON") from None


def _refuse(constant: str) -> None:
    raise ValueError(constant)
