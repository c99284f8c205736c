"""The stripes of marks in the margin: in lanes so that none overlap, at either side, narrow or with words."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QTransform

from rpl_desk.domain.rows import dataclass
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import RADIUS, SPACE, WIDTH
from rpl_desk.ui.viewer.geometry import Box, Spot, lanes, mapped
from rpl_desk.ui.viewer.marks import Mark
from rpl_desk.ui.widgets.paint import CENTRE, paint_box, paint_sign, paint_stripe, paint_text
from rpl_desk.ui.widgets.signs import SIGNS

GAP = 4
LEAST_LANES = 2  # there is always room for so many, so that a second mark moves nothing
NARROWEST = 10
WORDS_WIDTH = 84  # of a stripe with words, at 100 % text


@dataclass(frozen=True, slots=True)
class StripeStyle:
    """at_right: of the page. wide: the criterion's code beside the sign."""

    at_right: bool = False
    wide: bool = False

    @property
    def width(self) -> int:
        return look().theme.grown(WORDS_WIDTH) if self.wide else WIDTH["stripe"]


@dataclass(frozen=True, slots=True)
class StripeRoom:
    """The margin there is for stripes: how wide one is, and on which side; `margin` in pixels, all lanes together."""

    width: float
    margin: float
    at_right: bool

    @classmethod
    def for_lanes(cls, needed: int, style: StripeStyle, room: float) -> "StripeRoom":
        """Return the margin for so many lanes; stripes become narrower before the margin takes a third of `room`."""
        count = max(needed, 1 if style.wide else LEAST_LANES)
        width = max(min(style.width, room / 3 / count - GAP), NARROWEST)
        return cls(width, count * (width + GAP) + SPACE["m"], style.at_right)

    def left_of(self, lane: int, near: float) -> float:
        """Return where a lane begins; `near` is the edge of the page it stands at."""
        if self.at_right:
            return near + SPACE["s"] + lane * (self.width + GAP)
        return near - SPACE["s"] - (lane + 1) * (self.width + GAP) + GAP


Marked = Sequence[tuple[Mark, tuple[Box, ...]]]


def _spans(way: QTransform, marks: Marked) -> list[tuple[float, float]]:
    """Return upper and lower end of each mark's stripe: as tall as the mark, and never too small to be clicked."""
    spans, least = [], look().theme.height("least")
    for _, boxes in marks:
        rects = [mapped(way, box) for box in boxes]
        top, bottom = min(rect.top() for rect in rects), max(rect.bottom() for rect in rects)
        spans.append((top, max(bottom, top + least)))
    return spans


def lanes_needed(way: QTransform, marks: Marked) -> int:
    """Return how many stripes stand side by side at most."""
    return max(lanes(_spans(way, marks)), default=-1) + 1


def stripes(way: QTransform, marks: Marked, spot: Spot, room: StripeRoom) -> list[tuple[Mark, QRectF]]:
    """Return where the stripes of one page's marks stand, beside the page."""
    near, spans = (spot.left + spot.width if room.at_right else spot.left), _spans(way, marks)
    return placed([mark for mark, _ in marks], spans, near, room)


def placed(
    marks: Iterable[Mark], spans: Sequence[tuple[float, float]], near: float, room: StripeRoom
) -> list[tuple[Mark, QRectF]]:
    """Return a stripe for each mark, in the lane it takes; `near` is the edge of what is marked."""
    return [
        (mark, QRectF(room.left_of(lane, near), top, room.width, bottom - top))
        for mark, (top, bottom), lane in zip(marks, spans, lanes(spans), strict=True)
    ]


def paint_stripes(
    painter: QPainter, stood: Iterable[tuple[Mark, QRectF]], chosen: int, *, labels: bool = False
) -> None:
    """Draw the stripes, with the mark's label for `labels`; the chosen one (a key) has a ring of its own."""
    theme = look().theme
    for mark, rect in stood:
        square: QRect = rect.toRect()
        if labels and mark.label and rect.width() >= _width_with(mark.label):
            _paint_with_words(painter, square, mark)
        else:
            paint_stripe(painter, square, theme, SIGNS[mark.sign])
        if mark.key == chosen:
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRect(square.adjusted(-2, -2, 2, 2))


def _width_with(words: str) -> int:
    """Return how wide a stripe with these words is; a code is shown whole or not at all."""
    theme = look().theme
    return (
        QFontMetrics(theme.font("caption", 600)).horizontalAdvance(words) + theme.icon("inline") + 2 * SPACE["xs"] + 2
    )


def _paint_with_words(painter: QPainter, rect: QRect, mark: Mark) -> None:
    theme, sign = look().theme, SIGNS[mark.sign]
    ground = sign.tone.ground
    paint_box(painter, rect, RADIUS["key"], theme.colour(ground), theme.colour(sign.tone.edge), 1, sign.edge)
    ink = theme.legible_on(ground, sign.tone.ink)
    across = rect.adjusted(SPACE["xs"], 0, -SPACE["xs"], 0)
    if sign.mark or sign.icon:
        box = QRect(across.left(), rect.top(), theme.icon("inline"), rect.height())
        paint_sign(painter, box, theme, sign, ink)
        across.setLeft(box.right() + 2)
    paint_text(painter, across, theme, mark.label, "caption", ink, weight=600, align=CENTRE)
