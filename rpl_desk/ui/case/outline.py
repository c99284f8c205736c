"""A moment's outline round a pane, where a key led nowhere further; the status line says the same in words."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from rpl_desk.ui.theme import look

SHOWN_MS = 600
WIDE = 3


class Outline(QWidget):
    """Lies over `pane` for a moment; what is under it is used as before."""

    def __init__(self, pane: QWidget) -> None:
        super().__init__(pane)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(pane.rect())
        self.show()
        self.raise_()
        QTimer.singleShot(SHOWN_MS, self, self.deleteLater)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(look().theme.colour("accent"), WIDE))
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
