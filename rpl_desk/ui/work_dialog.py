"""A dialog whose act takes a while: it is done beside the window, behind a bar, and closing the dialog stops it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QProgressBar, QWidget

from rpl_desk.ui.tasks import Progress, Task, in_background
from rpl_desk.ui.tokens import WIDTH
from rpl_desk.ui.widgets import DeskDialog

Job = Callable[[Progress], Any]


class WorkDialog(DeskDialog):
    """One job at a time: `work` shows the bar and holds the act back, `look_up` does neither.

    A job that is refused leaves the dialog open with the reason; override `gave_up` for what else that needs.
    """

    def __init__(self, title: str, parent: QWidget, *, bar: str, note: str = "", width: int = WIDTH["dialog"]) -> None:
        """bar: what the bar is called, "Adding the files"."""
        super().__init__(title, parent, note=note, width=width)
        self._task: Task | None = None
        self.bar = QProgressBar()
        self.bar.setAccessibleName(bar)
        self.bar.hide()
        self.foot.insertWidget(1, self.bar)

    @property
    def is_busy(self) -> bool:
        return self._task is not None

    def work(self, job: Job, done: Callable[[Any], object]) -> None:
        """Do the dialog's act; `done` is given its result on the window's thread."""
        self.refused.clear()
        self.act.setEnabled(False)
        self.bar.setRange(0, 0)
        self.bar.show()
        self._fit()
        self._begin(job, done)

    def look_up(self, job: Job, done: Callable[[Any], object]) -> None:
        """Find out what the dialog is to show."""
        self._begin(job, done)

    def gave_up(self) -> None:
        """Make ready for another try; the reason is told already."""
        self.act.setEnabled(True)

    def done(self, result: int) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        super().done(result)

    def _begin(self, job: Job, done: Callable[[Any], object]) -> None:
        def end(result: Any) -> None:
            if self._task is task:  # not one that the dialog was closed over
                self._end()
                done(result)

        def refuse(sentence: str) -> None:
            if self._task is task:
                self._end()
                self.refuse(sentence)
                self.gave_up()

        task = in_background(self, job, end, refuse, self._tell)
        self._task = task

    def _end(self) -> None:
        self._task = None
        self.bar.hide()

    def _tell(self, done: int, total: int) -> None:
        # a bar counts in 32 bits, and bytes may be more
        self.bar.setRange(0, 1000)
        self.bar.setValue(1000 * done // max(total, 1))
