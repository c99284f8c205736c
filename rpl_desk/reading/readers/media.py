"""How long a recording is, from a few fields of its container; sound and picture are never decoded here.

Sources: RIFF WAVE; ISO/IEC 14496-12 8.2.2 (`mvhd`); RFC 9559 (`Duration`, `TimestampScale`); for MP3 the frame header
of ISO/IEC 11172-3 2.4.1.3 and the count of frames that encoders write into the first one.
"""

import math
import struct
from collections.abc import Iterator

from .base import Reader, Unreadable

_MOST_BOXES = 10_000
_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_LOW_RATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SAMPLES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def open_document(data: bytearray, media_type: str) -> Reader:
    return MediaReader(data, media_type)


class MediaReader(Reader):
    def __init__(self, data: bytearray, media_type: str) -> None:
        view = memoryview(data)
        try:
            if media_type == "audio/wav":
                seconds = _wav(view)
            elif media_type == "audio/mpeg":
                seconds = _mp3(view)
            elif media_type == "video/webm":
                seconds = _webm(view)
            else:
                seconds = _mp4(view)
        except (struct.error, IndexError, ZeroDivisionError, ValueError):
            raise Unreadable("damaged") from None
        known = seconds is not None and math.isfinite(seconds) and 0 < seconds < 1_000_000
        self.outline = {
            "kind": "media",
            "media_type": media_type,
            "seconds": seconds if known else None,
            "notes": [] if known else ["The file does not say how long the recording is."],
        }


def _wav(view: memoryview) -> float | None:
    at, rate = 12, 0
    for _ in range(_MOST_BOXES):
        if at + 8 > len(view):
            return None
        name, size = struct.unpack_from("<4sI", view, at)
        if name == b"fmt ":
            (rate,) = struct.unpack_from("<I", view, at + 16)
        elif name == b"data":
            return float(min(size, len(view) - at - 8) / rate)
        at += 8 + size + size % 2
    return None


def _boxes(view: memoryview, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    for _ in range(_MOST_BOXES):
        if at + 8 > end:
            return
        size, name = struct.unpack_from(">I4s", view, at)
        head = 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", view, at + 8)
            head = 16
        size = size or end - at
        if size < head:
            raise ValueError("a box shorter than its head")
        yield name, at + head, min(at + size, end)
        at += size


def _mp4(view: memoryview) -> float | None:
    for name, start, end in _boxes(view, 0, len(view)):
        if name != b"moov":
            continue
        for inner, at, _ in _boxes(view, start, end):
            if inner == b"mvhd":
                form = ">IQ" if view[at] == 1 else ">II"
                scale, length = struct.unpack_from(form, view, at + (20 if view[at] == 1 else 12))
                return None if length in (0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF) else length / scale
    return None


def _mp3(view: memoryview) -> float | None:
    at = 0
    if bytes(view[:3]) == b"ID3":
        sizes = view[6:10]
        at = 10 + (sizes[0] << 21 | sizes[1] << 14 | sizes[2] << 7 | sizes[3])
    while at + 4 < len(view) and not (view[at] == 0xFF and view[at + 1] & 0xE6 == 0xE2):
        at += 1
        if at > 1 << 20:
            return None
    second, third, fourth = view[at + 1], view[at + 2], view[at + 3]
    version, one_channel = second >> 3 & 3, fourth >> 6 == 3
    rate = (_RATES if version == 3 else _LOW_RATES)[third >> 4]
    samples = _SAMPLES[version][third >> 2 & 3] if version in _SAMPLES else 0
    if not rate or not samples:
        return None
    mark = at + 4 + ((17 if one_channel else 32) if version == 3 else (9 if one_channel else 17))
    if bytes(view[mark : mark + 4]) in (b"Xing", b"Info") and view[mark + 7] & 1:
        (frames,) = struct.unpack_from(">I", view, mark + 8)
        return float(frames * (1152 if version == 3 else 576) / samples)
    return (len(view) - at) * 8 / (rate * 1000)


def _webm(view: memoryview) -> float | None:
    scale, length = 1_000_000, None
    for key, start, end in _elements(view, 0, len(view)):
        if key != 0x18538067:
            continue
        for inner, at, stop in _elements(view, start, end):
            if inner == 0x1549A966:
                for field, first, last in _elements(view, at, stop):
                    if field == 0x2AD7B1:
                        scale = int.from_bytes(view[first:last], "big")
                    elif field == 0x4489:
                        (length,) = struct.unpack(">f" if last - first == 4 else ">d", view[first:last])
                return None if length is None else length * scale / 1e9
    return None


def _elements(view: memoryview, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    for _ in range(_MOST_BOXES):
        if at + 2 > end:
            return
        key, at = _number(view, at, keep_mark=True)
        size, at = _number(view, at, keep_mark=False)
        stop = min(at + size, end)
        yield key, at, stop
        at = stop


def _number(view: memoryview, at: int, *, keep_mark: bool) -> tuple[int, int]:
    """Return a number of variable length and where it ends; a size of all ones means "to the end"."""
    width = 9 - view[at].bit_length()
    value = int.from_bytes(view[at : at + width], "big")
    if keep_mark:
        return value, at + width
    value &= (1 << 7 * width) - 1
    return (1 << 62 if value == (1 << 7 * width) - 1 else value), at + width
