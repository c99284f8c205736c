"""What is drawn of a page: its sheet and picture, what a search found, the selection and the caret."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap, QTransform

from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import TURNED_OVER, ThemeName
from rpl_desk.ui.viewer.geometry import Box, mapped
from rpl_desk.ui.widgets.paint import CENTRE, paint_text

DARKEST, LIGHTEST = 72, 184  # greys that become black and white on a page of high contrast
ALIKE = 2  # pixels by which a picture and its place may differ and still be shown as it is
SELECTED = 0.28  # how much of a selection's colour lies over the page


def paint_sheet(
    painter: QPainter, rect: QRectF, picture: QPixmap | None, said: str, *, quarter: int, night: bool
) -> None:
    """Draw a page: its picture, or `said` in its place until there is one."""
    theme = look().theme
    painter.fillRect(rect, theme.colour("paper"))
    if picture is not None:
        _paint_picture(painter, rect, picture, quarter, night=night)
    else:
        paint_text(painter, rect.toRect().adjusted(24, 0, -24, 0), theme, said, "body", "ink", align=CENTRE)
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5))


def _paint_picture(painter: QPainter, rect: QRectF, picture: QPixmap, quarter: int, *, night: bool) -> None:
    theme = look().theme
    painter.save()
    if quarter:
        painter.translate(rect.center())
        painter.rotate(90 * quarter)
        turned = quarter % 2 == 1
        wide, high = (rect.height(), rect.width()) if turned else (rect.width(), rect.height())
        target = QRectF(-wide / 2, -high / 2, wide, high)
    else:
        target = rect
    square = target.toRect()
    if abs(picture.width() - square.width()) <= ALIKE and abs(picture.height() - square.height()) <= ALIKE:
        painter.drawPixmap(square.topLeft(), picture)  # a page rounded to another pixel is not drawn anew for it
    else:
        painter.drawPixmap(square, picture)
    painter.restore()
    if night:
        _cover(painter, rect, QPainter.CompositionMode.CompositionMode_Difference, QColor(TURNED_OVER))
    elif theme.name is ThemeName.DARK:
        _cover(painter, rect, QPainter.CompositionMode.CompositionMode_Multiply, theme.colour("paper"))


def _cover(painter: QPainter, rect: QRectF, how: QPainter.CompositionMode, colour: QColor) -> None:
    painter.save()
    painter.setCompositionMode(how)
    painter.fillRect(rect, colour)
    painter.restore()


def paint_found(painter: QPainter, way: QTransform, boxes: Iterable[Box], *, here: bool) -> None:
    """Draw round one hit of a search; `here` is the one in view."""
    painter.setPen(QPen(look().theme.colour("focus" if here else "part"), 2 if here else 1))
    for box in boxes:
        painter.drawRect(mapped(way, box).adjusted(-1, -1, 1, 1))


def paint_selected(painter: QPainter, way: QTransform, boxes: Sequence[Box]) -> None:
    ground = QColor(look().theme.colour("focus"))
    ground.setAlphaF(SELECTED)
    for box in boxes:
        painter.fillRect(mapped(way, box), ground)


def paint_area(painter: QPainter, way: QTransform, box: Box) -> None:
    painter.setPen(QPen(look().theme.colour("focus"), 2, Qt.PenStyle.DashLine))
    painter.drawRect(mapped(way, box))


def paint_caret(painter: QPainter, way: QTransform, box: Box) -> None:
    rect = mapped(way, box)
    stroke = QRect(rect.topLeft().toPoint(), rect.bottomLeft().toPoint()).adjusted(-1, 0, 0, 0)
    painter.fillRect(stroke, look().theme.colour("focus"))


def sharpened(picture: QImage) -> QImage:
    """Return a picture in greys of high contrast: what is rather dark is black, what is rather light white."""
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    table = QImage(grey.constBits(), grey.width(), grey.height(), grey.bytesPerLine(), QImage.Format.Format_Indexed8)
    steps = (min(max(round((value - DARKEST) * 255 / (LIGHTEST - DARKEST)), 0), 255) for value in range(256))
    table.setColorTable([0xFF000000 | step << 16 | step << 8 | step for step in steps])
    return table.convertToFormat(QImage.Format.Format_RGB32)
