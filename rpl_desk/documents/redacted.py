"""A redacted copy as PDF: every page a picture on which the areas are black, with the words that can be seen in it.

No link, note, attachment, script or description of the source is carried over. The words lie unseen over the picture,
so that the copy can be searched and read aloud: only those handed in, which no area touches, and of these only where
the picture shows something in their place, so that text which nobody could see in the source does not come along.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import Any, cast

from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ..domain.rows import dataclass
from ..paths import resource

DOTS = 200
"""To an inch of the page."""

_QUALITY = 85
_SHOWS = 24  # of 255: how far lightest and darkest dot of a place are apart where something is to be seen in it
_BELOW = 0.21  # of the height of a letter's box, under the line it stands on

Edges = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Letter:
    """A character and where it stands in the copy: left, top, right and bottom in points from the upper left."""

    character: str
    edges: Edges


@dataclass(frozen=True, slots=True)
class CoveredPage:
    """A page as it was drawn: rows of `stride` bytes from the top, of blue, green, red and 255 for each dot.

    boxes: what is black, in dots. across, down: in points. words: letters of the words that nothing covers, in order.
    """

    width: int
    height: int
    stride: int
    pixels: bytes | bytearray | memoryview
    boxes: tuple[tuple[int, int, int, int], ...]
    across: float
    down: float
    words: tuple[tuple[Letter, ...], ...] = ()


def redacted_pdf(pages: Iterable[CoveredPage], *, title: str, subject: str, areas: str, most: int) -> bytes | None:
    """Return the copy; None as soon as it is larger than `most` bytes.

    areas: as JSON, kept in the file so that it tells what was covered.
    """
    out = BytesIO()
    canvas = Canvas(out, invariant=True, pageCompression=1)
    canvas.setTitle(title)
    canvas.setSubject(subject)
    canvas.setKeywords(areas)
    canvas.setCreator("RPL Desk")
    layer = _Layer(canvas)
    size = 0
    for page in pages:
        picture = covered(page)
        packed = BytesIO()
        picture.save(packed, "JPEG", quality=_QUALITY)
        size += packed.tell()
        if size > most:
            return None
        canvas.setPageSize((page.across, page.down))
        canvas.drawImage(ImageReader(packed), 0, 0, page.across, page.down)
        layer.write(page, picture)
        canvas.showPage()
    canvas.save()
    return out.getvalue() if len(out.getvalue()) <= most else None


def covered(page: CoveredPage) -> Image.Image:
    """Return a page with its areas black, before anything of it is packed."""
    picture = Image.frombytes("RGB", (page.width, page.height), bytes(page.pixels), "raw", "BGRX", page.stride, 1)
    draw = ImageDraw.Draw(picture)
    for left, top, right, bottom in page.boxes:
        draw.rectangle((left, top, right - 1, bottom - 1), fill="black")
    return picture


class _Layer:
    """Writes words unseen over the pictures of a copy."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas: Any = canvas
        # A font of its own: what ReportLab cuts out of a font belongs to one document at a time.
        self._font: Any = TTFont("Uncovered", str(resource("fonts/DejaVuSans.ttf")), asciiReadable=False)

    def write(self, page: CoveredPage, picture: Image.Image) -> None:
        grey, dots = picture.convert("L"), picture.width / page.across
        shown = [word for word in page.words if _shows(grey, word, dots)]
        code = [self._run(run, page.down) for word in shown for run in _runs(word)]
        if code:
            self._canvas._code.append("\n".join(["BT 3 Tr", *code, "0 Tr 100 Tz ET"]))

    def _run(self, letters: list[Letter], down: float) -> str:
        """Return the code of letters side by side, made as wide as they stand."""
        left, bottom = letters[0].edges[0], max(one.edges[3] for one in letters)
        right, high = max(one.edges[2] for one in letters), max(_height(one) for one in letters)
        words = "".join(one.character for one in letters)
        share = min(max(100 * (right - left) / (self._font.stringWidth(words, high) or 1), 1), 1000)
        drawn, document = [], self._canvas._doc
        for subset, codes in self._font.splitString(words, document):
            name = self._font.getSubsetInternalName(subset, document)
            drawn.append(f"{name} {high:.2f} Tf <{codes.hex()}> Tj")
        return f"{share:.2f} Tz 1 0 0 1 {left:.2f} {down - bottom + _BELOW * high:.2f} Tm {' '.join(drawn)}"


_LAST_CODE = 0xFFFF  # what ReportLab 5.1 tells a reader of the letters of a font is four digits long


def _runs(word: tuple[Letter, ...]) -> list[list[Letter]]:
    """Return the letters of a word as they are drawn: from left to right, whatever way their script runs.

    Letters that stand one under another, as in a margin, are drawn one by one.
    """
    letters = sorted((one for one in word if ord(one.character) <= _LAST_CODE), key=lambda one: one.edges[0])
    if not letters:
        return []
    middle = (letters[0].edges[1] + letters[0].edges[3]) / 2
    upright = all(one.edges[1] < middle < one.edges[3] for one in letters)
    return [letters] if upright else [[one] for one in letters]


def _height(one: Letter) -> float:
    return one.edges[3] - one.edges[1]


def _shows(grey: Image.Image, word: tuple[Letter, ...], dots: float) -> bool:
    """Tell whether something can be seen where a word stands; dots: to a point of the copy."""
    edges = [one.edges for one in word]
    box = (
        max(int(min(one[0] for one in edges) * dots), 0),
        max(int(min(one[1] for one in edges) * dots), 0),
        min(int(max(one[2] for one in edges) * dots) + 1, grey.width),
        min(int(max(one[3] for one in edges) * dots) + 1, grey.height),
    )
    if box[0] >= box[2] or box[1] >= box[3]:
        return False
    least, most = cast(tuple[int, int], grey.crop(box).getextrema())
    return most - least >= _SHOWS
