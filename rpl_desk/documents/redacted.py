"""A redacted copy as PDF: every page a picture on which the areas are black, and nothing of the source besides.

No text, link, note, attachment, script or description of the source is carried over, so nothing can lie underneath.
"""

from collections.abc import Iterable
from io import BytesIO

from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ..domain.rows import dataclass

DOTS = 200
"""To an inch of the page."""

_QUALITY = 85


@dataclass(frozen=True, slots=True)
class CoveredPage:
    """A page as it was drawn: rows of `stride` bytes from the top, of blue, green, red and 255 for each dot.

    boxes: what is black, in dots. across, down: in points.
    """

    width: int
    height: int
    stride: int
    pixels: bytes | bytearray | memoryview
    boxes: tuple[tuple[int, int, int, int], ...]
    across: float
    down: float


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
