"""The bytes between the application and the worker, and how many of them each side takes.

A frame is a head of 9 bytes (a mark, the length of `facts`, the length of `body`), then JSON facts, then raw bytes.
The application knows before it reads how much a request may answer; whatever says more is not read at all.
"""

import json
import struct
from collections.abc import Callable
from typing import Any, BinaryIO

HEAD = struct.Struct("<BII")
ASK, ANSWER, FAULT = b"?.!"  # the marks: a request, its answer, or why there is none

MEGABYTE = 1 << 20
MOST_DOCUMENT = 100 * MEGABYTE
MOST_PAGES = 5_000
MOST_BOOKMARKS = 2_000
MOST_ATTACHMENTS = 500
MOST_FACTS = 2 * MEGABYTE
MOST_SIDE = 5_000
MOST_PIXELS = 32_000_000
PIXEL = 3
MOST_PAGE_CHARACTERS = 200_000
MOST_FLOW_TEXT = 4 * MEGABYTE  # bytes of UTF-8
MOST_BLOCKS = 50_000
MOST_SPANS = 20_000  # in one block
MOST_FLOW = 12 * MEGABYTE

ROWS_SHOWN, COLUMNS_SHOWN = 1_000, 100

# For one request; a request that takes longer or more is given up and the worker with it.
SECONDS = 10.0
PROCESSOR_SECONDS = 8
MEMORY = 512 * MEGABYTE


Check = Callable[[int, Any, int], None]


class Malformed(Exception):
    """The other side sent what it may not."""


def write_frame(stream: BinaryIO, mark: int, facts: Any, body: bytes | bytearray | memoryview = b"") -> None:
    """Write one frame and see it off."""
    packed = json.dumps(facts, separators=(",", ":"), ensure_ascii=True).encode("ascii")
    _write_all(stream, HEAD.pack(mark, len(packed), len(body)) + packed)
    _write_all(stream, body)


def _write_all(stream: BinaryIO, data: bytes | bytearray | memoryview) -> None:
    view = memoryview(data).cast("B") if data else memoryview(b"")
    while view:
        view = view[stream.write(view) :]  # a pipe may take less than it is given


def read_frame(stream: BinaryIO, most_facts: int, check: Check) -> tuple[int, Any, bytearray]:
    """Return mark, facts and body; raises EOFError where nothing follows, Malformed or what `check` raises.

    check: called with mark, facts and the size of the body before any room is made for the body.
    """
    mark, facts_size, body_size = HEAD.unpack(read_exactly(stream, HEAD.size))
    if facts_size > most_facts:
        raise Malformed("the facts are larger than they may be")
    facts = parsed(bytes(read_exactly(stream, facts_size)))
    check(mark, facts, body_size)
    return mark, facts, read_exactly(stream, body_size)


def read_exactly(stream: BinaryIO, size: int) -> bytearray:
    """Return exactly so many bytes; raises EOFError when the stream ends before."""
    held = bytearray(size)
    view, done = memoryview(held), 0
    while done < size:
        count = stream.readinto(view[done:])  # type: ignore[attr-defined]
        if not count:
            raise EOFError
        done += count
    return held


def parsed(packed: bytes) -> Any:
    """Return what JSON says; raises Malformed. Deep nesting, long numbers and NaN end here too."""
    try:
        return json.loads(packed, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Malformed("facts are not JSON") from None


def _refuse(constant: str) -> None:
    raise ValueError(constant)
