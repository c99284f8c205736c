"""Makes the backups that are due while people work, beside the window, and says in the status bar how they stand."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from rpl_desk.ui.tasks import Progress, Task, in_background

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.domain.backups import BackupOverview

AFTER_SIGN_IN_MS = 20_000  # the first pages come first
MINUTE_MS = 60_000
AT_CLOSING = True


class BackupWatch(QObject):
    """told: words for the status bar, and whether they ask for attention; they stay until the next try goes well.

    One backup at a time: soon after a file is opened, then as often as the office says, and at closing, where there was
    work.
    """

    told = Signal(str, bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._desk: Desk | None = None
        self._task: Task | None = None
        self._closing: Desk | None = None
        self._last_runs = False
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self.run)

    def begin(self, desk: "Desk") -> None:
        """Somebody has signed in; a file that is open for reading only is not backed up."""
        if self._desk is not desk and not desk.database.read_only:
            self._desk = desk
            self._due.start(AFTER_SIGN_IN_MS)

    def end(self) -> None:
        """The file is about to close: a backup under way is stopped, and leaves nothing."""
        self._due.stop()
        self._desk = None
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self.told.emit("", False)

    def holds_closing(self, desk: "Desk", window: QWidget, then: Callable[[], object]) -> bool:
        """Make what is due before a file is closed, and call `then` after that; False where it can close at once.

        A machine that is being switched off does not wait for it.
        """
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        if not AT_CLOSING or desk.database.read_only or application.isSavingSession():
            return False
        if self._closing is desk:
            return self._last_runs
        from rpl_desk.ui.last_backup import LastBackup

        self.end()
        self._closing, self._last_runs = desk, True
        last = LastBackup(desk, window)

        def made(result: int) -> None:
            self._last_runs = False
            QTimer.singleShot(0, window, then)  # once the dialog is done with itself

        last.finished.connect(made)
        last.begin()
        return True

    def run(self) -> None:
        """Make the backup that is due, if there was work since the last one."""
        desk = self._desk
        if desk is None or self._task is not None:
            return

        def job(progress: Progress) -> "BackupOverview":
            desk.backups.make_unasked(progress)
            return desk.backups.overview()

        self._task = in_background(
            self, job, lambda seen: self._made(desk, seen), lambda sentence: self._failed(desk, sentence)
        )

    def _made(self, desk: "Desk", seen: "BackupOverview") -> None:
        if desk is self._desk:
            self._task = None
            words = short_words(seen, datetime.now(UTC))
            self.told.emit(words or "Backed up, and checked", bool(words))
            self._due.start(seen.rules.minutes * MINUTE_MS)

    def _failed(self, desk: "Desk", sentence: str) -> None:
        if desk is self._desk:
            self._task = None
            self.told.emit("The last backup was not made. See why", True)
            self._due.start(desk.backups.rules().minutes * MINUTE_MS)


def short_words(seen: "BackupOverview", now: datetime) -> str:
    """Return the first thing that needs attention, short enough for the status bar; empty where nothing does."""
    from rpl_desk.domain.backups import age, is_late

    if seen.second is None:
        return "No second place for backups"
    if not seen.reachable:
        return "The second place of backups is out of reach"
    if seen.problem:
        return "The last backup is not in its second place. See why"
    outside = seen.newest_outside
    if outside is None or is_late(outside, now, seen.rules.late_days):
        return f"Last backup {age(outside, now)} ago. Make one now" if outside else "No backup in the second place"
    return ""
