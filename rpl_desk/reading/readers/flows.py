"""Builds a flow: one text, and blocks that point into it, inside the limits of `wire`."""

import json
import re
from typing import Any

from ..wire import MOST_BLOCKS, MOST_FLOW_TEXT, MOST_SPANS
from .base import Answer

MOST_NOTE = 300
# Room for the blocks beside the text; see `wire.MOST_FLOW`.
_MOST_BLOCK_BYTES = 6 << 20
# Everything below the space but tab and line feed, and lone surrogates, which UTF-8 cannot hold.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")


class Full(Exception):
    """No more of the document fits; what there is will be shown with a notice."""


def clean(text: str) -> str:
    """Return text with one kind of line end, and what cannot be shown as U+FFFD."""
    return _UNSEEN.sub(
        "\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    )


def one_line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


class Line:
    """Words of one block as they are gathered, with the pieces that are inserted, deleted, commented on or hidden."""

    def __init__(self) -> None:
        self.text = ""
        self.spans: list[list[Any]] = []

    def add(self, text: str, marks: tuple[tuple[str, str], ...] = ()) -> None:
        """Add words; marks: kind and note of each span that covers them. A span goes on where the last one ended."""
        text = clean(text)
        if not text:
            return
        start = len(self.text)
        self.text += text
        for kind, note in marks:
            note = note[:MOST_NOTE]
            for span in reversed(self.spans[-8:]):
                if span[1] == start and span[2] == kind and span[3] == note:
                    span[1] = len(self.text)
                    break
            else:
                if len(self.spans) < MOST_SPANS:
                    self.spans.append([start, len(self.text), kind, note])

    def join(self, other: "Line", between: str) -> None:
        """Add another line's words and spans behind `between`, on one line and without tabs."""
        self.text += between
        start = len(self.text)
        self.text += other.text.replace("\n", " ").replace("\t", " ")
        for first, last, kind, note in other.spans[: MOST_SPANS - len(self.spans)]:
            self.spans.append([first + start, last + start, kind, note])

    def __bool__(self) -> bool:
        return bool(self.text.strip())


class FlowBuilder:
    """Gathers blocks; `add` raises Full when nothing more fits."""

    def __init__(self, extractor: str) -> None:
        self._extractor = extractor
        self._pieces: list[str] = []
        self._blocks: list[list[Any]] = []
        self._at = self._bytes = self._block_bytes = 0

    def add(self, style: str, words: str | Line, level: int = 0, note: str = "") -> None:
        """Add a block of words, unless they and the note are empty."""
        line = words if isinstance(words, Line) else _plain(words)
        if not line and not note:
            return
        note = clean(note)[:MOST_NOTE]
        size = len(line.text.encode("utf-8")) + 1
        aside = 60 + 6 * len(note) + sum(50 + 6 * len(span[3]) for span in line.spans)
        if (
            self._bytes + size > MOST_FLOW_TEXT - 1_000
            or len(self._blocks) >= MOST_BLOCKS - 1
            or self._block_bytes + aside > _MOST_BLOCK_BYTES
        ):
            raise Full
        self._put(style, line, min(max(level, 0), 9), note)
        self._bytes += size
        self._block_bytes += aside

    def notice(self, words: str) -> None:
        """Add our own words; there is always room for a few."""
        if len(self._blocks) < MOST_BLOCKS:
            self._put("notice", _plain(words), 0, "")

    def _put(self, style: str, line: Line, level: int, note: str) -> None:
        start = self._at
        spans = [[first + start, last + start, kind, words] for first, last, kind, words in line.spans]
        self._blocks.append([style, start, start + len(line.text), level, note, spans])
        self._pieces.append(line.text)
        self._at += len(line.text) + 1

    def answer(self) -> Answer:
        text = "\n".join(self._pieces).encode("utf-8")
        blocks = json.dumps(self._blocks, separators=(",", ":")).encode("ascii")
        return {"text": len(text), "extractor": self._extractor}, text + blocks


def _plain(words: str) -> Line:
    line = Line()
    line.add(words)
    return line


def told(build: Any, flow: FlowBuilder) -> Answer:
    """Run `build(flow)`, and say so where the document did not fit."""
    try:
        build(flow)
    except Full:
        flow.notice("The document is longer than what is shown here. Open the original to see the rest.")
    return flow.answer()


def by_whom(what: str, author: str | None, when: str | None) -> str:
    """Return "comment by Assessor One, 2026-06-03" from what a document says of its author and date."""
    words = what + (f" by {one_line(author)[:80]}" if author else "")
    return words + (f", {when[:10]}" if when else "")
