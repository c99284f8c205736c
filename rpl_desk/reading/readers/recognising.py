"""Words of pages that hold none of their own, recognised by Tesseract in the picture of the page.

Tesseract and its language data are loaded before the document is taken, and run in one thread.
Source: Tesseract's `baseapi.h` and `ltrresultiterator.h`, through tesserocr.
"""

import os
from array import array
from typing import Any

from ...domain.recognition import MAY_BE_WRONG
from ..wire import MOST_PAGE_CHARACTERS, PIXEL
from .base import Answer, Reader, Unreadable

os.environ["OMP_THREAD_LIMIT"] = "1"  # read when the library is loaded; the worker may have no second thread

import tesserocr

DPI = 300
_MOST_WIDE = 3_500

Edges = tuple[float, float, float, float]
Place = tuple[float, float, float, float, int]


class Recogniser(Reader):
    """A reader whose pages of no text are read by their picture; all else is the reader's own."""

    def __init__(self, folder: str, language: str) -> None:
        self._engine = tesserocr.PyTessBaseAPI(path=folder, lang=language)
        version = tesserocr.tesseract_version().split()[1]
        self.extractor = f"Tesseract {version} {language}"
        self._reader: Reader | None = None

    def take(self, reader: Reader) -> None:
        """Take over from the reader of the document that was opened."""
        self._reader = reader
        self.outline = reader.outline | {"notes": [*reader.outline["notes"], MAY_BE_WRONG]}
        if self.outline["kind"] == "picture":
            self.outline["kind"] = "pages"

    def picture(self, number: int, width: int, scale: float) -> Answer:
        assert self._reader is not None
        self._reader.room = self.room
        return self._reader.picture(number, width, scale)

    def text(self, number: int, boxes: bool) -> Answer:
        assert self._reader is not None
        if self._reader.outline["kind"] == "pages":
            facts, body = self._reader.text(number, boxes)
            if facts["characters"] and bytes(body[facts["boxes"] * 4 :]).strip():
                return facts, body
        return self._recognised(number, boxes)

    def flow(self) -> Answer:
        assert self._reader is not None
        return self._reader.flow()

    def about(self) -> list[tuple[str, str]]:
        assert self._reader is not None
        return self._reader.about()

    def _recognised(self, number: int, boxes: bool) -> Answer:
        reader = self._reader
        assert reader is not None
        reader.room = lambda size: memoryview(bytearray(size))
        if not 0 <= number < len(reader.outline["pages"]):
            raise Unreadable("page")
        across = reader.outline["pages"][number][0]
        points = reader.outline["kind"] == "pages"
        width = min(round(across * DPI / 72) if points else round(across), _MOST_WIDE)
        facts, pixels = reader.picture(number, width, 1.0)
        engine = self._engine
        engine.SetImageBytes(bytes(pixels), facts["width"], facts["height"], PIXEL, facts["stride"])
        engine.SetSourceResolution(round(72 * facts["width"] / across) if points else DPI)
        engine.Recognize()
        text, places = _words(engine, facts["place"], facts["width"], facts["height"])
        sure = max(0, min(100, engine.MeanTextConf()))
        engine.Clear()
        cut = len(text) > MOST_PAGE_CHARACTERS
        text, places = text[:MOST_PAGE_CHARACTERS], places[: 4 * MOST_PAGE_CHARACTERS]
        if not boxes:
            places = array("f")
        told = {"characters": len(text), "boxes": len(places), "extractor": self.extractor, "place": facts["place"]}
        return told | {"cut": cut, "confidence": sure}, places.tobytes() + text.encode("utf-8")


def _words(
    engine: Any, place: tuple[float, float, float, float, int], wide: int, high: int
) -> "tuple[str, array[float]]":
    """Return the recognised text with a line end behind each line, and four numbers for each of its characters.

    Each character takes an even share of its word's box; a space or line end has no place.
    """
    word_level, line_level = tesserocr.RIL.WORD, tesserocr.RIL.TEXTLINE
    text, places = [], array("f")
    found = engine.GetIterator()
    for word in tesserocr.iterate_level(found, word_level) if found is not None else ():
        if word.Empty(word_level):
            continue
        words = word.GetUTF8Text(word_level).replace("\0", "").replace("\r", "").strip()
        box = word.BoundingBox(word_level)
        end = "\n" if word.IsAtFinalElement(line_level, word_level) else " "
        if words and box is not None:
            left, upper, right, lower = box
            share = (right - left) / len(words)
            for at in range(len(words)):
                edges = left + at * share, upper, left + (at + 1) * share, lower
                places.extend(_on_page(place, edges, wide, high))
            text.append(words)
        elif not text:
            continue
        text.append(end)
        places.extend((0.0, 0.0, 0.0, 0.0))
    return "".join(text), places


def _on_page(place: Place, edges: Edges, wide: int, high: int) -> Edges:
    """Return left, bottom, right and top on the page of a box in its picture, counted in pixels from the upper left."""
    one, two = (_point(place, x / wide, y / high) for x, y in (edges[:2], edges[2:]))
    return min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1])


def _point(place: Place, x: float, y: float) -> tuple[float, float]:
    """Return the point of a page at shares x and y of its upright picture, from the upper left; see `page_text`."""
    left, bottom, right, top, turned = place
    across, up = right - left, top - bottom
    match turned:
        case 90:
            return left + y * across, bottom + x * up
        case 180:
            return right - x * across, bottom + y * up
        case 270:
            return right - y * across, top - x * up
        case _:
            return left + x * across, top - y * up
