"""Small paint functions shared by delegates, widgets and the page viewer.

Each takes the painter, a rectangle, the theme and what to show, fills no more than the rectangle, and leaves the
painter as it was.
"""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPen

from rpl_desk.ui.icons import paint_icon
from rpl_desk.ui.tokens import RADIUS, SPACE, WIDTH, Theme
from rpl_desk.ui.widgets.signs import Sign, Tone

CENTRE = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def paint_box(
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float,
    ground: QColor | None,
    edge: QColor | None = None,
    width: float = 1,
    style: Qt.PenStyle = Qt.PenStyle.SolidLine,
) -> None:
    """Draw a rounded box with its edge inside `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    half = width / 2 if edge is not None else 0
    painter.setPen(QPen(edge, width, style) if edge is not None else Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(ground) if ground is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius, radius)
    painter.restore()


def paint_text(
    painter: QPainter,
    rect: QRect,
    theme: Theme,
    text: str,
    role: str = "small",
    token: str = "text",
    *,
    weight: int | None = None,
    align: Qt.AlignmentFlag = LEFT,
) -> int:
    """Draw one line of text, elided at the end when it must be; returns the width used in pixels."""
    painter.save()
    font = theme.font(role, weight)
    painter.setFont(font)
    painter.setPen(theme.colour(token))
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, align | Qt.TextFlag.TextSingleLine, shown)
    painter.restore()
    return min(rect.width(), metrics.horizontalAdvance(text))


def paint_sign(painter: QPainter, rect: QRect, theme: Theme, sign: Sign, token: str | None = None) -> None:
    """Draw only the mark or icon of a sign, at the centre of `rect`."""
    ink = token or sign.tone.ink
    if sign.icon:
        paint_icon(painter, rect, sign.icon, ink, state=True)
    elif sign.mark:
        painter.save()
        painter.setFont(theme.font("small", 700))
        painter.setPen(theme.colour(ink))
        painter.drawText(rect, CENTRE, sign.mark)
        painter.restore()


def chip_size(theme: Theme, words: str, sign: Sign | None = None) -> QSize:
    """Return the size of a chip with these words, in logical pixels."""
    metrics = QFontMetrics(theme.font("small", 500))
    signed = sign is not None and bool(sign.mark or sign.icon)
    width = metrics.horizontalAdvance(words) + 2 * SPACE["s"] + 2
    return QSize(width + (theme.icon("inline") + 6 if signed else 0), theme.height("chip"))


def paint_chip(painter: QPainter, rect: QRect, theme: Theme, words: str, sign: Sign, *, outlined: bool = False) -> None:
    """Draw a chip: the sign in its box, then the words. Outlined chips carry the sign's edge pattern."""
    edge = None
    if outlined:
        edge = theme.colour(sign.tone.edge)
    elif theme.high_contrast:
        edge = theme.colour("line")
    ground = theme.colour("surface" if outlined else sign.tone.ground)
    paint_box(painter, rect, RADIUS["chip"], ground, edge, 1, sign.edge if outlined else Qt.PenStyle.SolidLine)
    inner = rect.adjusted(SPACE["s"], 0, -SPACE["s"] + 1, 0)
    ink = "text" if outlined and sign.tone in (Tone.NEUTRAL, Tone.ACCENT) else sign.tone.ink
    if sign.mark or sign.icon:
        box = QRect(inner.left(), rect.top(), theme.icon("inline"), rect.height())
        paint_sign(painter, box, theme, sign, ink)
        inner.setLeft(box.right() + 1 + 6)
    paint_text(painter, inner, theme, words, "small", ink, weight=500)


def level_size(theme: Theme) -> QSize:
    return QSize(theme.height("level_chip"), theme.height("level_chip"))


def paint_level(painter: QPainter, rect: QRect, theme: Theme, level: int | None, *, decided: bool) -> None:
    """Draw a level: outlined when asked for, filled when decided, a dash when there is none."""
    if level is None:
        paint_text(painter, rect, theme, "–", "body", "text3", align=CENTRE)
        return
    edge = theme.colour("field") if not decided else theme.colour("line") if theme.high_contrast else None
    paint_box(painter, rect, RADIUS["chip"], theme.colour("accentsoft" if decided else "surface"), edge)
    ink = "accenttext" if decided else "text"
    paint_text(painter, rect, theme, str(level), "body", ink, weight=700, align=CENTRE)


def paint_state_box(painter: QPainter, rect: QRect, theme: Theme, sign: Sign) -> None:
    """Draw what a criterion's answer is in a square or round box: empty, pencil, question mark, tick."""
    bare = sign.icon in ("", "pencil") and not sign.mark
    ground = theme.colour("surface" if bare else sign.tone.ground)
    radius = rect.height() / 2 if sign.round else RADIUS["chip"]
    paint_box(painter, rect, radius, ground, theme.colour(sign.tone.edge), 1, sign.edge)
    inset = max(3, rect.height() // 6)
    paint_sign(painter, rect.adjusted(inset, inset, -inset, -inset) if sign.icon else rect, theme, sign)


def paint_kind(painter: QPainter, rect: QRect, theme: Theme, letter: str) -> None:
    """Draw the badge of a case's kind: C in a square for credit rating, R in a circle for prior learning."""
    tone = Tone.UNSURE if letter == "R" else Tone.ACCENT
    radius = rect.height() / 2 if letter == "R" else RADIUS["chip"]
    paint_box(painter, rect, radius, theme.colour("surface"), theme.colour(tone.edge), 1.25)
    paint_text(painter, rect, theme, letter, "small", tone.edge, weight=700, align=CENTRE)


def mini_stage_size(theme: Theme, total: int = 7) -> QSize:
    return QSize(total * (WIDTH["stage_bar"] + 3) - 3, 10)


def paint_mini_stage(painter: QPainter, rect: QRect, theme: Theme, done: int, total: int = 7) -> None:
    """Draw the bars of a case's way: `done` filled, the next one taller, the rest outlined."""
    wide = WIDTH["stage_bar"]
    for place in range(total):
        now = place == done
        tall = 10 if now else 5
        bar = QRect(rect.left() + place * (wide + 3), rect.top() + (rect.height() - tall) // 2, wide, tall)
        ground = "accent" if place < done else "h3" if now else "surface"
        paint_box(painter, bar, 2, theme.colour(ground), theme.colour("accent" if place <= done else "field"))


def paint_heat(painter: QPainter, rect: QRect, theme: Theme, level: int | None, step: int) -> None:
    """Draw one cell of the profile: the level's number on the ground of its step.

    step: -1 below the best fit, 0 at it, 1 and 2 above; further away counts as the nearest of these.
    """
    ground = f"h{min(max(step, -1), 2) + 2}"
    edge = theme.colour("line") if theme.high_contrast else None
    shown = "surface" if level is None or theme.high_contrast else ground
    paint_box(painter, rect, RADIUS["key"], theme.colour(shown), edge)
    ink = "onaccent" if shown == "h4" else "text"
    paint_text(painter, rect, theme, "–" if level is None else str(level), "body", ink, weight=700, align=CENTRE)


def paint_avatar(painter: QPainter, rect: QRect, theme: Theme, initials: str, role: str = "caption") -> None:
    """Draw a person's initials in a circle."""
    edge = theme.colour("line") if theme.high_contrast else None
    paint_box(painter, rect, rect.height() / 2, theme.colour("accentsoft"), edge)
    paint_text(painter, rect, theme, initials, role, "accenttext", weight=700, align=CENTRE)


def key_size(theme: Theme, words: str) -> QSize:
    metrics = QFontMetrics(theme.font("caption", 600))
    height = theme.height("key")
    return QSize(max(height, metrics.horizontalAdvance(words) + 10), height)


def paint_key(painter: QPainter, rect: QRect, theme: Theme, words: str) -> None:
    """Draw a key cap."""
    paint_box(painter, rect, RADIUS["key"], theme.colour("raised"), theme.colour("line"))
    base = QPoint(rect.left() + 4, rect.bottom() - 1)
    painter.save()
    painter.setPen(theme.colour("line"))
    painter.drawLine(base, QPoint(rect.right() - 4, rect.bottom() - 1))
    painter.restore()
    paint_text(painter, rect, theme, words, "caption", "text2", weight=600, align=CENTRE)


def paint_stripe(painter: QPainter, rect: QRect, theme: Theme, sign: Sign) -> None:
    """Draw the margin stripe of a mark, its sign at the centre."""
    ground, edge = theme.colour(sign.tone.ground), theme.colour(sign.tone.edge)
    paint_box(painter, rect, RADIUS["key"], ground, edge, 1, sign.edge)
    paint_sign(painter, rect, theme, sign)
