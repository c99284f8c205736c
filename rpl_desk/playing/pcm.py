"""Samples of sound as bytes: found in a WAV file, made silent between two moments, and written as a WAV file again.

Sources: Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0" (RIFF WAVE, LIST INFO);
`WAVEFORMATEXTENSIBLE` in the Windows driver reference.
"""

import struct
from collections.abc import Iterable
from typing import Any, NamedTuple

MOST_RATE, MOST_CHANNELS = 384_000, 8
WIDTHS = (1, 2, 3, 4)
"""Bytes of one sample."""

_MOST_CHUNKS = 10_000
_PLAIN, _EXTENSIBLE = 1, 0xFFFE
_PLAIN_KIND = bytes.fromhex("0100000000001000800000aa00389b71")


class Form(NamedTuple):
    """rate: frames a second. width: bytes of one sample; one byte counts from 128, more are signed."""

    rate: int
    channels: int
    width: int

    @property
    def frame(self) -> int:
        return self.channels * self.width

    @property
    def silence(self) -> bytes:
        """One silent byte."""
        return b"\x80" if self.width == 1 else b"\x00"


Spans = Iterable[tuple[int, int]]
"""From and to in milliseconds."""


def samples_of(data: Any) -> tuple[Form, memoryview] | None:
    """Return the samples of a WAV file as they lie in it; None where they are packed, or it is damaged."""
    view, at, form = memoryview(data), 12, None
    for _ in range(_MOST_CHUNKS):
        if at + 8 > len(view):
            return None
        name, size = struct.unpack_from("<4sI", view, at)
        body = view[at + 8 : at + 8 + size]
        if name == b"fmt ":
            form = _form(body)
        elif name == b"data":
            if form is None:
                return None
            return form, body[: len(body) // form.frame * form.frame]
        at += 8 + size + size % 2
    return None


def _form(body: memoryview) -> Form | None:
    if len(body) < 16:
        return None
    tag, channels, rate, _, frame, bits = struct.unpack_from("<HHIIHH", body)
    if tag == _EXTENSIBLE and (len(body) < 40 or bytes(body[24:40]) != _PLAIN_KIND):
        return None
    sound = tag in (_PLAIN, _EXTENSIBLE) and 1 <= channels <= MOST_CHANNELS and 1 <= rate <= MOST_RATE
    if not sound or bits % 8 or bits // 8 not in WIDTHS or frame != channels * bits // 8:
        return None
    return Form(rate, channels, bits // 8)


def stretches(form: Form, spans: Spans, size: int) -> list[tuple[int, int]]:
    """Return the bytes that lie in the spans, whole frames, the last of which may be cut by the end."""
    found = []
    for start, end in spans:
        first, last = start * form.rate // 1_000, -(-end * form.rate // 1_000)
        found.append((min(first * form.frame, size), min(last * form.frame, size)))
    return found


def silence(form: Form, spans: Spans, sound: bytearray) -> None:
    """Make the spans silent."""
    for first, last in stretches(form, spans, len(sound)):
        sound[first:last] = form.silence * (last - first)


def is_silent(form: Form, spans: Spans, sound: bytes | bytearray | memoryview) -> bool:
    return all(
        bytes(sound[first:last]) == form.silence * (last - first) for first, last in stretches(form, spans, len(sound))
    )


def wav_file(form: Form, sound: bytes | bytearray | memoryview, comment: str) -> bytes:
    """Return samples as a WAV file that says in words what it is, and nothing else."""
    words = comment.encode("utf-8") + b"\0"
    info = b"INFO" + b"ICMT" + struct.pack("<I", len(words)) + words + b"\0" * (len(words) % 2)
    head = struct.pack("<HHIIHH", _PLAIN, form.channels, form.rate, form.rate * form.frame, form.frame, 8 * form.width)
    chunks = b"".join(name + struct.pack("<I", len(body)) + body for name, body in ((b"fmt ", head), (b"LIST", info)))
    tail = b"\0" * (len(sound) % 2)
    size = 4 + len(chunks) + 8 + len(sound) + len(tail)
    return b"".join(
        (b"RIFF", struct.pack("<I", size), b"WAVE", chunks, b"data", struct.pack("<I", len(sound)), sound, tail)
    )
