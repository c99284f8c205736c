"""Where pages, marks and stripes lie: plain arithmetic between a page's own points and the pixels it is shown at."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from rpl_desk.domain.preview import Page, Place
from rpl_desk.domain.rows import dataclass

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points of a page's own space, y upwards."""

GAP = 16  # between pages, in pixels
LEAST_ZOOM, MOST_ZOOM = 0.5, 3.0
PIXELS_A_POINT = 4 / 3  # at 100 %


def upright(place: Place) -> QTransform:
    """Return the way from a page's own points to points of the page as it is shown, y downwards from its top left."""
    wide, high = place.right - place.left, place.top - place.bottom
    match place.rotation % 360:
        case 90:
            return QTransform(0, 1, 1, 0, -place.bottom, -place.left)
        case 180:
            return QTransform(-1, 0, 0, 1, place.left + wide, -place.bottom)
        case 270:
            return QTransform(0, -1, -1, 0, place.bottom + high, place.left + wide)
        case _:
            return QTransform(1, 0, 0, -1, -place.left, place.bottom + high)


def turned(width: float, height: float, quarter: int) -> QTransform:
    """Return the way of a page `width` by `height` turned clockwise by `quarter` quarter turns, back at its corner."""
    match quarter % 4:
        case 1:
            return QTransform(0, 1, -1, 0, height, 0)
        case 2:
            return QTransform(-1, 0, 0, -1, width, height)
        case 3:
            return QTransform(0, -1, 1, 0, 0, width)
        case _:
            return QTransform()


@dataclass(frozen=True, slots=True)
class Spot:
    """One page in the column of pages: its rectangle in pixels of the whole column."""

    left: float
    top: float
    width: float
    height: float

    @property
    def rect(self) -> QRectF:
        return QRectF(self.left, self.top, self.width, self.height)

    @property
    def bottom(self) -> float:
        return self.top + self.height


class Column:
    """Pages one under another at one zoom; `margin` is the room beside them for stripes, in pixels.

    zoom: pixels for each point, divided by PIXELS_A_POINT. quarter: quarter turns clockwise that the reader made.
    at_right: the margin is at the right of the pages.
    """

    def __init__(
        self,
        pages: Sequence[Page],
        zoom: float,
        quarter: int,
        margin: float,
        least_width: float,
        *,
        at_right: bool = False,
    ) -> None:
        self.scale, self.quarter = zoom * PIXELS_A_POINT, quarter
        sizes = [(page.width, page.height) if quarter % 2 == 0 else (page.height, page.width) for page in pages]
        widest = max((wide for wide, _ in sizes), default=0.0) * self.scale
        self.width = max(widest + margin + GAP, least_width)
        middle = (GAP if at_right else margin) + (self.width - margin - GAP) / 2
        self.spots: list[Spot] = []
        top = float(GAP)
        for wide, high in sizes:
            across, down = wide * self.scale, high * self.scale
            self.spots.append(Spot(middle - across / 2, top, across, down))
            top += down + GAP
        self.height = top
        self._tops = [spot.top for spot in self.spots]

    def page_at(self, y: float) -> int:
        """Return the page that stands at this height, or the one above the gap there."""
        return max(0, bisect_right(self._tops, y) - 1)

    def pages_between(self, top: float, bottom: float) -> range:
        """Return the pages of which anything lies between two heights."""
        if not self.spots:
            return range(0)
        first = self.page_at(top)
        if self.spots[first].bottom < top:
            first += 1
        return range(first, min(self.page_at(bottom) + 1, len(self.spots)))

    def way(self, number: int, place: Place, page: Page) -> QTransform:
        """Return the way from a page's own points to pixels of the column."""
        spot = self.spots[number]
        return (
            upright(place)
            * turned(page.width, page.height, self.quarter)
            * QTransform.fromScale(self.scale, self.scale)
            * QTransform.fromTranslate(spot.left, spot.top)
        )


def mapped(way: QTransform, box: Box) -> QRectF:
    """Return a box of a page's own points in pixels."""
    left, bottom, right, top = box
    return way.mapRect(QRectF(QPointF(left, bottom), QPointF(right, top)).normalized())


def fitting_zoom(pages: Sequence[Page], quarter: int, room: float, margin: float) -> float:
    """Return the zoom at which the widest page just fits into `room` pixels."""
    widest = max((page.width if quarter % 2 == 0 else page.height for page in pages), default=595.0)
    return min(max((room - margin - GAP) / (widest * PIXELS_A_POINT), LEAST_ZOOM / 2), MOST_ZOOM)


def lanes(spans: Iterable[tuple[float, float]]) -> list[int]:
    """Return for each span, from top to bottom, the lane of stripes it takes so that none overlap (0 is next the page).

    spans: first and last height of each mark, in any order; the answer is in the same order.
    """
    numbered = sorted(enumerate(spans), key=lambda each: (each[1][0], -each[1][1]))
    ends: list[float] = []
    found: dict[int, int] = {}
    for place, (first, last) in numbered:
        lane = next((number for number, end in enumerate(ends) if end <= first), len(ends))
        if lane == len(ends):
            ends.append(last)
        else:
            ends[lane] = last
        found[place] = lane
    return [found[place] for place in range(len(found))]
