"""Long jobs beside the window: plain functions that take `progress(done, total)` and know nothing of Qt."""

from collections.abc import Callable
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal

Progress = Callable[[int, int], None]


class Cancelled(Exception):
    """The person stopped the job; raised in the job by its own `progress` call, and given to `failed`."""


class Task(QObject):
    """One job in the thread pool; after `cancel`, the job's next `progress` call raises Cancelled.

    Connect its signals to methods of widgets: these then arrive on the UI thread.
    """

    progressed = Signal(int, int)
    succeeded = Signal(object)
    failed = Signal(object)

    def __init__(self, job: Callable[[Progress], Any], parent: QObject) -> None:
        super().__init__(parent)  # keeps the task alive until its last signal is delivered
        self._job, self._stop = job, Event()

    def start(self) -> None:
        QThreadPool.globalInstance().start(self._run)

    def cancel(self) -> None:
        self._stop.set()

    def _run(self) -> None:
        try:
            self.succeeded.emit(self._job(self._progress))
        except Exception as error:  # noqa: BLE001 - given to the window whole
            self.failed.emit(error)

    def _progress(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise Cancelled
        self.progressed.emit(done, total)


def stop_tasks(parent: QObject) -> None:
    """Cancel every task under `parent` and wait for the thread pool; a window does this when it closes."""
    for task in parent.findChildren(Task):
        task.cancel()
    QThreadPool.globalInstance().waitForDone()
