"""A number typed after its key: one digit, or two where the first may have a second, within a moment."""

from PySide6.QtCore import QObject, QTimer, Signal

from rpl_desk.ui.tokens import SECOND_DIGIT_MS


class TypedNumber(QObject):
    """`typed` gives the digits once they are whole: at the second digit, or when none follows.

    waits_after: the first digit that waits for a second, "1" for a level of 10 to 12; none where it is empty.
    """

    typed = Signal(str)

    def __init__(self, parent: QObject, waits_after: str = "") -> None:
        super().__init__(parent)
        self._waits_after = waits_after
        self._digits = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SECOND_DIGIT_MS)
        self._timer.timeout.connect(self.end)

    @property
    def are_awaited(self) -> bool:
        return self._timer.isActive()

    def begin(self) -> None:
        """Take digits from now on, for a moment."""
        self._digits = ""
        self._timer.start()

    def take(self, digit: str) -> None:
        """Take a digit, and wait a moment for the next where one may follow."""
        self._digits += digit
        if self._digits == self._waits_after:
            self._timer.start()
        else:
            self.end()

    def end(self) -> None:
        """Wait no longer, and say what was typed."""
        self._timer.stop()
        digits, self._digits = self._digits, ""
        if digits:
            self.typed.emit(digits)
