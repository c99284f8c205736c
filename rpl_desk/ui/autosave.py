"""Text is kept within two seconds of the last key and whenever a field is left; nobody presses Save."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from ..domain.errors import DeskError

PAUSE_MS = 1200


class Autosave(QObject):
    """Calls `save` after a pause in typing and when a watched field loses the focus.

    A refusal (DeskError) is emitted as `refused` and what was typed stays in the window, unsaved and marked as such.
    """

    saved = Signal()
    refused = Signal(str)

    def __init__(self, save: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._save = save
        self._due = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.now)

    def watch(self, *fields: QWidget) -> None:
        """Save when one of these loses the keyboard; connect their change signals to `touch` yourself."""
        for field in fields:
            field.installEventFilter(self)

    def touch(self, *_: object) -> None:
        """Note a change; a slot for any change signal."""
        self._due = True
        self._timer.start()

    @property
    def is_due(self) -> bool:
        """Tell whether something typed is not saved yet."""
        return self._due

    def forget(self) -> None:
        """Drop the pending save, for a form that now shows something else."""
        self._due = False
        self._timer.stop()

    def now(self) -> None:
        """Save at once if anything changed."""
        self._timer.stop()
        if not self._due:
            return
        try:
            self._save()
        except DeskError as error:
            self.refused.emit(str(error))
        else:
            self._due = False
            self.saved.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.now()
        return False
