"""Marks as the viewer shows them: their ground and under-edge on the page, and the grips at the ends of the chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from rpl_desk.domain.rows import dataclass
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import MARKS
from rpl_desk.ui.viewer.geometry import Box
from rpl_desk.ui.viewer.selection import At

EDGE = 2
EDGE_APART = 3  # between the under-edges of marks that overlap
MOST_EDGES = 4  # under-edges below one another; the next begins at the top again
_AROUND = (-4, -4, 4, EDGE_APART * MOST_EDGES)  # how far what is drawn of a mark reaches outside it
GRIP = 5.0  # half the side of a grip, in pixels
EDGES = {"+": Qt.PenStyle.SolidLine, "~": Qt.PenStyle.DashLine, "−": Qt.PenStyle.DotLine, "=": Qt.PenStyle.SolidLine}
PENDING_EDGE = Qt.PenStyle.DashDotDotLine
MARK_OF = {"supports": "+", "partly": "~", "contradicts": "−", "both": "=", "one": "1", "two": "2"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked place of the item shown.

    key: the passage's id. sign: a name of SIGNS (supports, partly, contradicts, both, one, two). boxes: what it covers
    by page, in points of the page's own space. start, end: in a text without pages, where `exact` stands. words: how it
    is read aloud.
    label: what stands on a wide stripe. ends: first and last place of a text on pages. is_whole: it is of the whole
    item and lies nowhere in it. is_pending: it was asked for and is not kept yet.
    """

    key: int
    sign: str
    boxes: Mapping[int, tuple[Box, ...]] = field(default_factory=dict)
    words: str = ""
    is_area: bool = False
    start: int | None = None
    end: int | None = None
    label: str = ""
    ends: tuple[At, At] | None = None
    is_whole: bool = False
    is_pending: bool = False
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """The marks of a page where they are drawn, in pixels: what each covers, how deep it lies, and its stripe."""

    marks: tuple[Mark, ...]
    places: Sequence[tuple[QRectF, ...]]
    depths: Sequence[int]
    stripes: Sequence[tuple[Mark, QRectF]]


def paint_marks(painter: QPainter, marks: Placed, chosen: int, within: QRectF) -> None:
    """Draw the marks of one page over its picture, as far as they lie within; the chosen one (a key) is outlined.

    Grounds are multiplied with the page, so that ink stays ink and overlapping marks can both be seen; their
    under-edges stand one below the other.
    """
    placed = []
    for mark, places, depth in zip(marks.marks, marks.places, marks.depths, strict=True):
        rects = [rect for rect in places if rect.adjusted(*_AROUND).intersects(within)]
        if rects:
            placed.append((mark, rects, depth))
    painter.save()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    for mark, rects, _ in placed:
        ground = QColor(_colours(mark)[0])
        for rect in rects:
            painter.fillRect(rect, ground)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    for mark, rects, depth in placed:
        _, edge = _colours(mark)
        kind = EDGES.get(MARK_OF.get(mark.sign, "1"), Qt.PenStyle.DashLine)
        pen = QPen(QColor(edge), EDGE, PENDING_EDGE if mark.is_pending else kind)
        below = QPointF(0, (depth % MOST_EDGES) * EDGE_APART)
        for rect in rects:
            painter.setPen(pen)
            if mark.is_area:
                inset = depth % MOST_EDGES * EDGE_APART
                painter.drawRect(rect.adjusted(inset, inset, -inset, -inset))
            else:
                painter.drawLine(rect.bottomLeft() + below, rect.bottomRight() + below)
            if mark.key == chosen:
                painter.setPen(QPen(look().theme.colour("focus"), 1))
                painter.drawRect(rect.adjusted(-2, -2, 2, 2))
    painter.restore()


def depths(marks: Sequence[Sequence[Box]]) -> list[int]:
    """Return for each mark the least depth, from 0, that no earlier mark it overlaps has."""
    found: list[int] = []
    for place, boxes in enumerate(marks):
        taken = {found[other] for other in range(place) if _meet(boxes, marks[other])}
        found.append(next(depth for depth in range(place + 1) if depth not in taken))
    return found


def _meet(one: Sequence[Box], other: Sequence[Box]) -> bool:
    return any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for a in one for b in other)


def _colours(mark: Mark) -> tuple[str, str]:
    return MARKS[MARK_OF.get(mark.sign, "1")]


def grips(way: QTransform, mark: Mark, page: int) -> list[tuple[bool, QPointF]]:
    """Return the grips of a marked text on a page, in pixels: whether each is at the end, and where."""
    boxes, found = mark.boxes.get(page, ()), []
    if mark.ends is not None and boxes:
        first, last = mark.ends
        if page == first.page:
            left, bottom, _, _ = boxes[0]
            found.append((False, way.map(QPointF(left, bottom))))
        if page == last.page:
            _, bottom, right, _ = boxes[-1]
            found.append((True, way.map(QPointF(right, bottom))))
    return found


def grip_at(point: QPointF, placed: Sequence[tuple[bool, QPointF]]) -> bool | None:
    """Tell whether the grip at a point is one at the end; None where there is none."""
    return next((at_end for at_end, at in placed if (at - point).manhattanLength() <= 2 * GRIP), None)


def paint_grips(painter: QPainter, placed: Sequence[tuple[bool, QPointF]]) -> None:
    theme = look().theme
    painter.setPen(QPen(theme.colour("surface"), 1))
    painter.setBrush(theme.colour("focus"))
    for _, at in placed:
        painter.drawEllipse(at, GRIP, GRIP)
    painter.setBrush(Qt.BrushStyle.NoBrush)
