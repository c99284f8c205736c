"""The line that searches the item being read."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from rpl_desk.ui.tokens import SPACE, TYPING_PAUSE_MS
from rpl_desk.ui.widgets import ElidedLabel, icon_button, icon_spot, label


class FindBar(QFrame):
    """asked: the words to find, soon after the last key. stepped: 1 or -1. closed: put it away.

    mark_asked: the hit in view is to be marked.
    """

    asked = Signal(str)
    stepped = Signal(int)
    closed = Signal()
    mark_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "foot")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE["m"], SPACE["s"], SPACE["s"], SPACE["s"])
        row.setSpacing(SPACE["s"])
        self.words = QLineEdit()
        self.words.setAccessibleName("Find in this item")
        self.words.setPlaceholderText("Find in this item")
        self.count = label("", "caption")
        self.hit = ElidedLabel("", "small", tone="second")
        self.back = icon_button("chevron-up", "Previous hit, Shift+Enter")
        self.on = icon_button("chevron-down", "Next hit, Enter")
        away = icon_button("x", "Close the search, Esc")
        self.back.clicked.connect(lambda: self.stepped.emit(-1))
        self.on.clicked.connect(lambda: self.stepped.emit(1))
        away.clicked.connect(self.closed)
        row.addWidget(icon_spot("search"))
        row.addWidget(self.words, 2)
        row.addWidget(self.count)
        row.addWidget(self.hit, 3)
        for widget in (self.back, self.on, away):
            row.addWidget(widget)
        mark = QShortcut(QKeySequence("Ctrl+Alt+1"), self)  # before the field takes it for a figure
        mark.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        mark.activated.connect(self.mark_asked)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.asked.emit(self.words.text()))
        self.words.textEdited.connect(lambda _: self._pause.start())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._pause.isActive():
                self._pause.stop()
                self.asked.emit(self.words.text())
            else:
                back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.stepped.emit(-1 if back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def begin(self) -> None:
        """Open with the keyboard in it and the words of before selected."""
        self.show()
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()

    def say_found(self, at: int, count: int, snippet: str, *, searching: bool) -> None:
        """Show how many hits there are and which one is in view (from 0, -1 for none)."""
        words = f"{at + 1} of {count}" if at >= 0 else f"{count} found"
        self.count.setText(f"{words}, still searching" if searching else words)
        self.words.setAccessibleDescription(self.count.text())
        self.hit.set_full_text(snippet)
        for widget in (self.back, self.on):
            widget.setEnabled(bool(count))
