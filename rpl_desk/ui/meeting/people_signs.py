"""The quorum as people: one sign for each who counts, a dashed one for each who came and does not."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from rpl_desk.ui.icons import paint_icon
from rpl_desk.ui.theme import look
from rpl_desk.ui.widgets import chip_row
from rpl_desk.ui.widgets.paint import paint_box

SIDE = 28  # of a sign at 100 % text


class PersonSign(QWidget):
    """Drawn only: the words beside the signs say how many count and how many are needed."""

    def __init__(self, *, counts: bool) -> None:
        super().__init__()
        self._counts = counts
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = look().theme.grown(SIDE)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = look().theme, QPainter(self)
        rect = self.rect().adjusted(1, 1, -1, -1)
        inner = QRect(0, 0, rect.width() // 2, rect.height() // 2)
        inner.moveCenter(rect.center())
        if self._counts:
            paint_box(painter, rect, rect.height() / 2, theme.colour("goodsoft"), theme.colour("good"))
            paint_icon(painter, inner, "user", "good", state=True)
        else:
            edge = theme.colour("field")
            paint_box(painter, rect, rect.height() / 2, None, edge, style=Qt.PenStyle.DashLine)
            paint_icon(painter, inner, "x", "text3", state=True)


def people_signs(counted: int, others: int) -> QWidget:
    """Return the signs of those who count and of those who came and do not, in lines that wrap."""
    return chip_row(*(PersonSign(counts=place < counted) for place in range(counted + others)), across=6)
