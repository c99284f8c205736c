"""The page in view as a field: "3 of 12"; a number or a printed label typed there leads to its page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import label


class PageBox(QWidget):
    """asked: go to a page, from 0. refused: there is no such page. left: the keyboard goes back to the pages."""

    asked = Signal(int)
    refused = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._labels: tuple[str, ...] = ()
        self._page = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE["xs"])
        self.field = QLineEdit()
        self.field.setAccessibleName("Page, by its number or the label printed on it, Ctrl+G")
        self.field.setProperty("fit", "small")
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.returnPressed.connect(self._go)
        self.field.editingFinished.connect(self._restore)
        self.of = label("", "small", tone="second")
        row.addWidget(self.field)
        row.addWidget(self.of)
        look().changed.connect(self._fit)

    def show_labels(self, labels: tuple[str, ...]) -> None:
        """Know the pages by their printed labels."""
        self._labels = labels
        self.of.setText(f"of {len(labels)}")
        self._fit()

    def show_page(self, page: int) -> None:
        self._page = page
        if not self.field.hasFocus():
            self._restore()
        printed = self._labels[page] if page < len(self._labels) else ""
        other = f", printed {printed}" if printed and printed != str(page + 1) else ""
        self.field.setToolTip(f"Page {page + 1} of {len(self._labels)}{other}, Ctrl+G")

    def start(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _fit(self, *_: object) -> None:
        widest = max(len(str(len(self._labels))), 2)
        self.field.ensurePolished()
        self.field.setFixedWidth(QFontMetrics(self.field.font()).horizontalAdvance("0" * (widest + 1)) + 24)

    def _restore(self) -> None:
        self.field.setText(str(self._page + 1))

    def _go(self) -> None:
        """A number is counted from the first page; what is no such number is sought among the printed labels."""
        typed = self.field.text().strip()
        if typed.isdecimal() and 1 <= int(typed) <= len(self._labels):
            self.asked.emit(int(typed) - 1)
        elif typed in self._labels:
            self.asked.emit(self._labels.index(typed))
        else:
            count = len(self._labels)
            self.refused.emit(f"There is no page {typed or 'without a number'} here. Type a number from 1 to {count}.")
            return
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._restore()
            self.left.emit()
        else:
            super().keyPressEvent(event)
