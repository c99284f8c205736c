"""What every reader answers, and why it may not; without `dataclasses`, whose import the worker is spared."""

from collections.abc import Callable
from typing import Any

Answer = tuple[dict[str, Any], bytes | bytearray | memoryview]


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

    def attached(self, number: int) -> Answer:
        """Return the bytes of an attachment, by its place in the outline's list, from 0."""
        raise Unreadable("attached")
