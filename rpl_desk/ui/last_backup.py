"""The backup before a file is closed: made beside the window, and shown where it takes more than a moment."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from rpl_desk.ui.work_dialog import WorkDialog

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

SHOWN_AFTER_MS = 400  # what is done by then needs no word


class LastBackup(WorkDialog):
    """`finished` once the backup that was due is made, or somebody closes without it; `begin` starts it."""

    def __init__(self, desk: "Desk", parent: QWidget) -> None:
        super().__init__(
            "Backing up before closing",
            parent,
            bar="Backing up",
            note="What was done since the last backup is copied and checked. It is all saved in the file already, so"
            " closing without a backup loses nothing of it.",
        )
        self._desk = desk
        self.area.hide()
        self.not_now.setText("Close without a backup")

    def begin(self) -> None:
        self.work(lambda progress: self._desk.backups.make_unasked(progress), lambda made: self.accept())
        QTimer.singleShot(SHOWN_AFTER_MS, self, self._show_where_busy)

    def gave_up(self) -> None:
        """Say why no backup was made, and let the person close without one."""
        self.open()

    def _show_where_busy(self) -> None:
        if self.is_busy:
            self.open()
