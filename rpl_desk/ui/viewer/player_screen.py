"""The picture of a recording, or words in its place."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from rpl_desk.ui.icons import paint_icon
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets.paint import CENTRE, paint_text

LEAST_HEIGHT = 96  # at 100 % text: an icon with words under it


class Screen(QWidget):
    """Shows the picture of a recording as large as it fits, or words in its place."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.picture: QImage | None = None
        self._words, self._icon = "", ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look().changed.connect(self._size)
        self._size()

    def _size(self, *_: object) -> None:
        self.setMinimumHeight(look().theme.grown(LEAST_HEIGHT))

    def show_picture(self, picture: QImage) -> None:
        self.picture = picture
        self.update()

    def show_words(self, words: str, icon_name: str = "") -> None:
        """Show words, below an icon where one is named, and no picture."""
        self.picture, self._words, self._icon = None, words, icon_name
        self.setAccessibleDescription(words)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = look().theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("canvas"))
        if self.picture is not None:
            size = self.picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            room = QRect(QPoint((self.width() - size.width()) // 2, (self.height() - size.height()) // 2), size)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(room, self.picture)
        elif self._words:
            tall, side = theme.line("body"), theme.icon("welcome") * 2
            middle = self.rect().center()
            if self._icon:
                paint_icon(painter, QRect(middle - QPoint(side // 2, side), QSize(side, side)), self._icon, "text3")
            top = middle.y() + (SPACE["s"] if self._icon else -tall)
            where = QRect(SPACE["m"], top, self.width() - 2 * SPACE["m"], tall * 2)
            paint_text(painter, where, theme, self._words, "body", "text2", align=CENTRE)
