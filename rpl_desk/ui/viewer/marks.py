"""Marks as the viewer shows them: their ground and under-edge on the page, and a stripe with their sign beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import MARKS, WIDTH
from rpl_desk.ui.viewer.geometry import Box, lanes, mapped
from rpl_desk.ui.widgets.paint import paint_stripe
from rpl_desk.ui.widgets.signs import SIGNS

EDGE = 2
EDGES = {"+": Qt.PenStyle.SolidLine, "~": Qt.PenStyle.DashLine, "−": Qt.PenStyle.DotLine, "=": Qt.PenStyle.SolidLine}
MARK_OF = {"supports": "+", "partly": "~", "contradicts": "−", "both": "=", "one": "1", "two": "2"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked place of the item shown.

    key: the passage's id. sign: a name of SIGNS (supports, partly, contradicts, both, one, two). boxes: what it covers
    by page, in points of the page's own space; an empty mapping is the whole item. words: how it is read aloud.
    """

    key: int
    sign: str
    boxes: Mapping[int, tuple[Box, ...]] = field(default_factory=dict)
    words: str = ""
    is_area: bool = False
    start: int | None = None
    end: int | None = None


def paint_marks(painter: QPainter, way: QTransform, marks: Sequence[tuple[Mark, tuple[Box, ...]]], chosen: int) -> None:
    """Draw the marks of one page over its picture; the chosen one (a key) is outlined.

    Grounds are multiplied with the page, so that ink stays ink and overlapping marks can both be seen.
    """
    painter.save()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    for mark, boxes in marks:
        ground, _ = _colours(mark)
        for box in boxes:
            painter.fillRect(mapped(way, box), QColor(ground))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    for mark, boxes in marks:
        _, edge = _colours(mark)
        sign = MARK_OF.get(mark.sign, "1")
        pen = QPen(QColor(edge), EDGE, EDGES.get(sign, Qt.PenStyle.DashLine))
        for box in boxes:
            rect = mapped(way, box)
            painter.setPen(pen)
            if mark.is_area:
                painter.drawRect(rect)
            else:
                painter.drawLine(rect.bottomLeft(), rect.bottomRight())
            if mark.key == chosen:
                painter.setPen(QPen(look().theme.colour("focus"), 1))
                painter.drawRect(rect.adjusted(-2, -2, 2, 2))
    painter.restore()


def _colours(mark: Mark) -> tuple[str, str]:
    return MARKS[MARK_OF.get(mark.sign, "1")]


def stripes(way: QTransform, marks: Sequence[tuple[Mark, tuple[Box, ...]]], edge: float) -> list[tuple[Mark, QRectF]]:
    """Return where the stripes of one page's marks stand, to the left of `edge`, each as tall as its mark."""
    wide, gap, least = WIDTH["stripe"], 4, look().theme.height("least")
    spans = []
    for _, boxes in marks:
        rects = [mapped(way, box) for box in boxes]
        top, bottom = min(rect.top() for rect in rects), max(rect.bottom() for rect in rects)
        spans.append((top, max(bottom, top + least)))
    return [
        (mark, QRectF(edge - (lane + 1) * (wide + gap), top, wide, bottom - top))
        for (mark, _), (top, bottom), lane in zip(marks, spans, lanes(spans), strict=True)
    ]


def paint_stripes(painter: QPainter, placed: Sequence[tuple[Mark, QRectF]], chosen: int) -> None:
    """Draw the stripes; the chosen one (a key) has a ring of its own."""
    theme = look().theme
    for mark, rect in placed:
        square: QRect = rect.toRect()
        paint_stripe(painter, square, theme, SIGNS[mark.sign])
        if mark.key == chosen:
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRect(square.adjusted(-2, -2, 2, 2))
