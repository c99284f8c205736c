"""Stroke icons in the theme's colours: one family, drawn at the screen's own resolution.

An icon looks up its colour when it is painted, so a change of theme needs only a repaint.
"""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from rpl_desk.ui.style import coloured_svg, drawing
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import BESIDE_SHARE, COLOURS, STATE_STROKE, STROKE, ThemeName

PRODUCT_MARK = "rpl-desk"


@lru_cache(maxsize=1024)
def _picture(name: str, colour: str, side: int, stroke: float) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(coloured_svg(name, colour, stroke).encode()))
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return pixmap


def picture(name: str, token: str, size: int, ratio: float, stroke: float = STROKE) -> QPixmap:
    """Return an icon as a pixmap of `size` logical pixels for a screen of `ratio` pixels each."""
    pixmap = QPixmap(_picture(name, look().theme.code(token), max(1, round(size * ratio)), stroke))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def paint_icon(painter: QPainter, rect: QRect, name: str, token: str, *, state: bool = False) -> None:
    """Draw an icon into the square at the centre of `rect`; `state` gives it the heavier stroke of a state."""
    side = min(rect.width(), rect.height())
    square = QRect(0, 0, side, side)
    square.moveCenter(rect.center())
    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(square, picture(name, token, side, ratio, STATE_STROKE if state else STROKE))


class _ThemeEngine(QIconEngine):
    """Paints one icon in the colours of the theme that holds at the time."""

    def __init__(self, name: str, token: str, *, beside: bool) -> None:
        super().__init__()
        self._name, self._token, self._beside = name, token, beside

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatio()
        side = min(rect.width(), rect.height())
        drawn = round(side * BESIDE_SHARE) if self._beside else side
        corner = rect.topLeft() + QPoint(0, (rect.height() - drawn) // 2)
        painter.drawPixmap(corner, picture(self._name, self._tone(mode), drawn, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, pixmap.rect(), mode, state)
        painter.end()
        return pixmap

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        return self.pixmap(size, mode, state)

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        return size

    def clone(self) -> QIconEngine:
        return _ThemeEngine(self._name, self._token, beside=self._beside)

    def _tone(self, mode: QIcon.Mode) -> str:
        if mode == QIcon.Mode.Disabled:
            return "text3"
        if mode == QIcon.Mode.Selected and self._token.startswith("text"):
            return "accenttext"
        return self._token


@lru_cache(maxsize=512)
def icon(name: str, token: str = "text", *, beside: bool = False) -> QIcon:
    """Return the icon `name` (a file of `resources/icons`, without `.svg`) drawn in a colour token.

    Its size is the button's `iconSize`; `beside` leaves room between it and the words of a button.
    Raises FileNotFoundError for a name we do not ship.
    """
    drawing(name)
    return QIcon(_ThemeEngine(name, token, beside=beside))


def product_mark(size: int, ratio: float = 1.0) -> QPixmap:
    """Return the product's mark, a tick over rising bars, `size` logical pixels square, in the theme's accent."""
    pixmap = QPixmap(_mark(max(1, round(size * ratio)), look().theme.name))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@lru_cache(maxsize=32)
def _mark(side: int, theme: ThemeName) -> QPixmap:
    printed, shown = COLOURS[ThemeName.LIGHT], COLOURS[theme]
    svg = drawing(PRODUCT_MARK)
    for token in ("onaccent", "accent"):
        svg = svg.replace(printed[token], shown[token])
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return pixmap
