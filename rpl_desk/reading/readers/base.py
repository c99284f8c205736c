"""What every reader answers, and why it may not; without `dataclasses`, whose import the worker is spared."""

import json
from collections.abc import Callable
from typing import Any

from ..wire import MOST_ABOUT

Answer = tuple[dict[str, Any], bytes | bytearray | memoryview]


INCOMPLETE = ("", "")


class Unreadable(Exception):
    """The document, or a part of it, cannot be read; the word is one of `preview.WHY`."""


class Reader:
    """One open document; `outline` holds the fields of `preview.Outline`. A reader answers what its kind promises.

    room: returns so many bytes to draw a picture in; the body of the picture's answer is what it returned.
    """

    outline: dict[str, Any]
    room: Callable[[int], memoryview]

    def picture(self, number: int, width: int, scale: float) -> Answer:
        raise Unreadable("kind")

    def text(self, number: int, boxes: bool) -> Answer:
        raise Unreadable("kind")

    def flow(self) -> Answer:
        raise Unreadable("kind")

    def about(self) -> list[tuple[str, str]]:
        """Return what the file says of itself beside its text: where it stands, and the words.

        `INCOMPLETE` among it says that there is more that could not be read.
        """
        return [INCOMPLETE]

    def attached(self, number: int) -> Answer:
        """Return the bytes of an attachment, by its place in the outline's list, from 0."""
        raise Unreadable("attached")


def told_about(reader: Reader) -> Answer:
    """Return what a file says of itself, with the names inside its outline, as far as the limits allow."""
    outline = reader.outline
    found = [("name of an attached file", name) for name, _, _ in outline.get("attachments", ())]
    found += [("bookmark", title) for title, _, _ in outline.get("bookmarks", ())]
    said = reader.about()
    whole = INCOMPLETE not in said
    kept: list[tuple[str, str]] = []
    room = MOST_ABOUT // 8  # a character takes at most six bytes in JSON
    for where, words in dict.fromkeys([*found, *said]):
        words = " ".join(words.split())
        if not words:
            continue
        room -= len(where) + len(words) + 8
        if room < 0:
            whole = False
            break
        kept.append((where[:100], words))
    return {"whole": whole}, json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace")
