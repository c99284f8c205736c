"""The level typed after its key: one digit, or two of 10 to 12 within a moment."""

from PySide6.QtCore import QObject, QTimer, Signal

from rpl_desk.ui.tokens import SECOND_DIGIT_MS


class LevelDigits(QObject):
    """`typed` gives the digits once they are whole: at the second digit, or when none follows."""

    typed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
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
        """Take a digit; "1" waits a moment for the second digit of 10 to 12."""
        self._digits += digit
        if self._digits == "1":
            self._timer.start()
        else:
            self.end()

    def end(self) -> None:
        """Wait no longer, and say what was typed."""
        self._timer.stop()
        digits, self._digits = self._digits, ""
        if digits:
            self.typed.emit(digits)
