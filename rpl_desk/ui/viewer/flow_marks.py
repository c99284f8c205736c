"""How marks and hits are drawn in a text without pages: a ground and an under-edge for each stretch of it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from PySide6.QtGui import QColor, QPen, QTextCharFormat, QTextFormat

from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import MARKS
from rpl_desk.ui.viewer.marks import MARK_OF, Mark

_UNDERLINES = {
    "+": QTextCharFormat.UnderlineStyle.SingleUnderline,
    "~": QTextCharFormat.UnderlineStyle.DashUnderline,
    "−": QTextCharFormat.UnderlineStyle.DotLine,
    "=": QTextCharFormat.UnderlineStyle.SingleUnderline,
}


def pieces(marks: Sequence[Mark]) -> Iterator[tuple[int, int, tuple[Mark, ...]]]:
    """Yield the stretches of the text with the marks that lie on each, so that overlapping ones are all drawn."""
    edges = sorted({edge for mark in marks for edge in (mark.start, mark.end) if edge is not None})
    for start, end in pairwise(edges):
        here = tuple(mark for mark in marks if (mark.start or 0) <= start and end <= (mark.end or 0))
        if here:
            yield start, end, here


def mark_ink(marks: Sequence[Mark], chosen: int) -> QTextCharFormat:
    """Return how a stretch under these marks is drawn: grounds one over the other, the chosen one's under-edge."""
    shown = next((mark for mark in marks if mark.key == chosen), marks[0])
    sign = MARK_OF.get(shown.sign, "1")
    ink = QTextCharFormat()
    ink.setBackground(_together(MARKS[MARK_OF.get(mark.sign, "1")][0] for mark in marks))
    ink.setForeground(look().theme.colour("ink"))
    kept = _UNDERLINES.get(sign, QTextCharFormat.UnderlineStyle.DashUnderline)
    ink.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashDotDotLine if shown.is_pending else kept)
    ink.setUnderlineColor(QColor(MARKS[sign][1]))
    if shown.key == chosen:
        ink.setProperty(QTextFormat.Property.OutlinePen.value, QPen(look().theme.colour("focus")))
    return ink


def _together(grounds: Iterable[str]) -> QColor:
    """Return colours multiplied, as they are where marks overlap on a page."""
    red = green = blue = 1.0
    for code in grounds:
        colour = QColor(code)
        red, green, blue = red * colour.redF(), green * colour.greenF(), blue * colour.blueF()
    return QColor.fromRgbF(red, green, blue)


def hit_ink(*, here: bool) -> QTextCharFormat:
    """Return how a hit of a search is drawn; `here` is the one in view."""
    ink = QTextCharFormat()
    ink.setBackground(look().theme.colour("accentsoft" if here else "diff"))
    ink.setProperty(QTextFormat.Property.OutlinePen.value, look().theme.colour("focus"))
    return ink
