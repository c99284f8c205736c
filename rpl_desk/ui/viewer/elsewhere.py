"""An item in another program: a copy given to the one that the machine opens such files with."""

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from rpl_desk.domain.evidence import EvidenceRow
from rpl_desk.ui.tasks import Progress, Task, in_background
from rpl_desk.ui.widgets import Toast


class Copies(Protocol):
    """Writes the copies; see `ElsewhereService`."""

    def copy(self, row: EvidenceRow, progress: Progress | None = None) -> Path: ...


class OpenElsewhere(QObject):
    """Opens items of a viewer. problem: why one was not opened, or the empty sentence."""

    problem = Signal(str)

    def __init__(self, copies: Copies, viewer: QWidget) -> None:
        super().__init__(viewer)
        self._copies, self._viewer = copies, viewer
        self._task: Task | None = None

    def open(self, item: EvidenceRow | None) -> None:
        """Write a copy beside the window and give it to its own program; nothing while one is being written."""
        if item is None or self._task is not None:
            return
        self.problem.emit("")
        self._task = in_background(
            self,
            lambda progress: self._copies.copy(item, progress),
            lambda copy: self._end(give_copy(self._viewer.window(), item, copy)),
            self._end,
        )

    def _end(self, sentence: str) -> None:
        self._task = None
        self.problem.emit(sentence)


def give_copy(window: QWidget, item: EvidenceRow, copy: Path) -> str:
    """Give an item's copy to its own program and say so; returns why that was not possible, empty when it was."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
        return f"This machine has no program that opens {item.file_name}. Hand out the original instead."
    Toast(window, f"A copy of {item.key} was given to its own program. It goes when the desk is locked.")
    return ""
