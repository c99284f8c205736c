"""The size of a picture, read from its header alone; no picture is decoded.

Each reader gives every width and height that the file declares (pages, frames and canvas), in pixels.
Sources: PNG third edition 11.2.1; ITU-T T.81 B.2.2; GIF89a 18 and 20; TIFF 6.0 section 2 and BigTIFF; RFC 9649;
ISO/IEC 23008-12 6.5.3; for BMP, the bitmap headers of the Windows GDI reference.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

Sizes = Iterator[tuple[int, int]]

# How many pieces of a picture are looked at; a file with more is built to keep a reader busy.
MOST_SEGMENTS = 20_000
MOST_GIF_BLOCKS = 1_000_000
MOST_TIFF_ENTRIES = 1_000_000


class BadPicture(Exception):
    """The header breaks its format; the text is the end of a sentence."""


def sizes_of(kind: str, stream: BinaryIO, size: int) -> list[tuple[int, int]]:
    """Return the declared sizes of a picture (`kind` as in `READERS`) of `size` bytes; raises BadPicture."""
    found = list(READERS[kind](stream, size))
    if not found:
        raise BadPicture("does not say how large the picture is")
    if any(width == 0 or height == 0 for width, height in found):
        raise BadPicture("says the picture has no width or no height")
    return found


def _take(stream: BinaryIO, count: int) -> bytes:
    piece = stream.read(count)
    if len(piece) != count:
        raise BadPicture("is cut short")
    return piece


def _take_at(stream: BinaryIO, offset: int, count: int, size: int) -> bytes:
    if offset + count > size:
        raise BadPicture("points outside the file")
    stream.seek(offset)
    return _take(stream, count)


def _png(stream: BinaryIO, size: int) -> Sizes:
    head = _take_at(stream, 8, 25, size)
    length, name, width, height = struct.unpack(">I4sII", head[:16])
    if length != 13 or name != b"IHDR" or zlib.crc32(head[4:21]) != struct.unpack(">I", head[21:])[0]:
        raise BadPicture("has a damaged header")
    yield width, height


def _jpeg(stream: BinaryIO, size: int) -> Sizes:
    stream.seek(2)
    for _ in range(MOST_SEGMENTS):
        if _take(stream, 1) != b"\xff":
            raise BadPicture("has a damaged header")
        marker = 0xFF
        while marker == 0xFF:  # any number of fill bytes may stand before a marker
            marker = _take(stream, 1)[0]
        if marker in (0xD9, 0xDA):
            return
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            continue
        (length,) = struct.unpack(">H", _take(stream, 2))
        if length < 2 or stream.tell() + length - 2 > size:
            raise BadPicture("points outside the file")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">xHH", _take(stream, 5))
            yield width, height
            return
        stream.seek(length - 2, 1)
    raise BadPicture("has too many pieces")


def _gif(stream: BinaryIO, size: int) -> Sizes:
    stream.seek(6)
    width, height, flags = struct.unpack("<HHBxx", _take(stream, 7))
    yield width, height
    stream.seek(_gif_colours(flags), 1)
    blocks = 0
    while (mark := stream.read(1)) not in (b";", b""):  # some programs leave out the closing mark
        if mark == b",":
            left, top, width, height, flags = struct.unpack("<HHHHB", _take(stream, 9))
            yield left + width, top + height
            stream.seek(_gif_colours(flags) + 1, 1)
        elif mark == b"!":
            stream.seek(1, 1)
        else:
            raise BadPicture("has a damaged header")
        while length := _take(stream, 1)[0]:
            stream.seek(length, 1)
            blocks += 1
            if blocks > MOST_GIF_BLOCKS:
                raise BadPicture("has too many pieces")


def _gif_colours(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _tiff(stream: BinaryIO, size: int) -> Sizes:
    head = _take_at(stream, 0, 8, size)
    order = "<" if head[:2] == b"II" else ">"
    big = struct.unpack(order + "H", head[2:4])[0] == 43
    count_format, entry_format, link_format = ("Q", "HHQ8s", "Q") if big else ("H", "HHI4s", "I")
    link = order + link_format
    where = struct.unpack(link, _take_at(stream, 8, 8, size) if big else head[4:8])[0]
    seen: set[int] = set()
    entries_left = MOST_TIFF_ENTRIES
    while where:
        if where in seen or len(seen) >= MOST_SEGMENTS:
            raise BadPicture("has pages that go round in a circle")
        seen.add(where)
        entries = struct.Struct(order + count_format)
        entry = struct.Struct(order + entry_format)
        (count,) = entries.unpack(_take_at(stream, where, entries.size, size))
        entries_left -= count
        if entries_left < 0:
            raise BadPicture("has too many pieces")
        table = _take_at(stream, where + entries.size, count * entry.size, size)
        tags = {tag: _tiff_number(order, form, value) for tag, form, _, value in entry.iter_unpack(table)}
        if 256 not in tags or 257 not in tags:
            raise BadPicture("does not say how large the picture is")
        yield tags[256], tags[257]
        (where,) = struct.unpack(link, _take(stream, struct.calcsize(link)))


def _tiff_number(order: str, form: int, value: bytes) -> int:
    """Return an unsigned number kept in a tag; 0 for a tag that keeps something else."""
    sizes = {1: "B", 3: "H", 4: "I", 16: "Q"}
    if form not in sizes or struct.calcsize(sizes[form]) > len(value):
        return 0
    return int(struct.unpack_from(order + sizes[form], value)[0])


def _bmp(stream: BinaryIO, size: int) -> Sizes:
    length, _, start, head = struct.unpack("<IIII", _take_at(stream, 2, 16, size))
    if start > size or length not in (0, size):
        raise BadPicture("is not as long as it says")
    if head == 12:  # the oldest head
        width, height = struct.unpack("<HH", _take(stream, 4))
    elif 40 <= head <= 256:
        width, height = struct.unpack("<ii", _take(stream, 8))
    else:
        raise BadPicture("has a damaged header")
    if width < 0:
        raise BadPicture("has a damaged header")
    yield width, abs(height)  # rows may stand from the top, told by a negative height


def _webp(stream: BinaryIO, size: int) -> Sizes:
    (length,) = struct.unpack("<I", _take_at(stream, 4, 4, size))
    if length + 8 not in (size, size - 1):
        raise BadPicture("is not as long as it says")
    where = 12
    for _ in range(MOST_SEGMENTS):
        if where + 8 > size:
            return
        name, length = struct.unpack("<4sI", _take_at(stream, where, 8, size))
        if where + 8 + length > size:
            raise BadPicture("points outside the file")
        body = stream.read(min(length, 40))
        yield from _webp_size(name, body)
        if name == b"ANMF" and len(body) >= 34:  # one frame, which holds a picture of its own
            yield from _webp_size(body[16:20], body[24:])
        where += 8 + length + length % 2
    raise BadPicture("has too many pieces")


def _webp_size(name: bytes, body: bytes) -> Sizes:
    if name in (b"VP8X", b"ANMF"):
        at = 4 if name == b"VP8X" else 6
        if len(body) < at + 6:
            raise BadPicture("is cut short")
        yield int.from_bytes(body[at : at + 3], "little") + 1, int.from_bytes(body[at + 3 : at + 6], "little") + 1
    elif name == b"VP8 ":
        if len(body) < 10 or body[3:6] != b"\x9d\x01\x2a":
            raise BadPicture("has a damaged header")
        width, height = struct.unpack("<HH", body[6:10])
        yield width & 0x3FFF, height & 0x3FFF
    elif name == b"VP8L":
        if len(body) < 5 or body[0] != 0x2F:
            raise BadPicture("has a damaged header")
        bits = int.from_bytes(body[1:5], "little")
        yield (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def _heic(stream: BinaryIO, size: int) -> Sizes:
    start, end = _only(stream, b"meta", 0, size)
    start, end = _only(stream, b"iprp", start + 4, end)
    start, end = _only(stream, b"ipco", start, end)
    for name, inner, inner_end in _boxes(stream, start, end):
        if name == b"ispe":
            width, height = struct.unpack(">4xII", _take_at(stream, inner, 12, inner_end))
            yield width, height


def _only(stream: BinaryIO, wanted: bytes, start: int, end: int) -> tuple[int, int]:
    """Return where the content of the one box of this name lies."""
    found = [(inner, inner_end) for name, inner, inner_end in _boxes(stream, start, end) if name == wanted]
    if len(found) != 1:
        raise BadPicture("does not say how large the picture is")
    return found[0]


def _boxes(stream: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Give the name, start and end of each box's content between two offsets."""
    for _ in range(MOST_SEGMENTS):
        if start == end:
            return
        length, name = struct.unpack(">I4s", _take_at(stream, start, 8, end))
        head = 8
        if length == 1:
            (length,) = struct.unpack(">Q", _take_at(stream, start + 8, 8, end))
            head = 16
        elif length == 0:
            length = end - start
        if length < head or start + length > end:
            raise BadPicture("points outside the file")
        yield name, start + head, start + length
        start += length
    raise BadPicture("has too many pieces")


READERS: dict[str, Callable[[BinaryIO, int], Sizes]] = {
    "png": _png,
    "jpg": _jpeg,
    "gif": _gif,
    "tif": _tiff,
    "bmp": _bmp,
    "webp": _webp,
    "heic": _heic,
}
