"""Looks now and then whether the disk of the open store has room, and has some kept for when it is full."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from rpl_desk.ui.tasks import Progress, in_background

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

FIRST_AFTER_MS = 3_000  # the first page comes first
EVERY_MS = 60_000


class RoomWatch(QObject):
    """told: what is to be said of the disk, empty where it has room."""

    told = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._desk: Desk | None = None
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self.look)

    def begin(self, desk: "Desk") -> None:
        """Somebody has signed in; a file that is open for reading only needs no room."""
        if self._desk is not desk and not desk.database.read_only:
            self._desk = desk
            self._due.start(FIRST_AFTER_MS)

    def end(self) -> None:
        """The file is about to close."""
        self._due.stop()
        self._desk = None

    def look(self) -> None:
        """Keep some room where none is kept yet, and tell how it stands."""
        desk = self._desk
        if desk is None:
            return

        def job(progress: Progress) -> str:
            desk.room.keep()
            return desk.room.words()

        in_background(self, job, lambda words: self._tell(desk, words), lambda sentence: self._tell(desk, sentence))

    def _tell(self, desk: "Desk", words: str) -> None:
        if desk is self._desk:
            self.told.emit(words)
            self._due.start(EVERY_MS)
