"""Long jobs beside the window: plain functions that take `progress(done, total)` and know nothing of Qt."""

from collections.abc import Callable
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal
from shiboken6 import isValid

from rpl_desk.domain.errors import DeskError

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
            self._tell("succeeded", self._job(self._progress))
        except Exception as error:
            if not self._tell("failed", error) and not isinstance(error, Cancelled | DeskError):
                raise

    def _progress(self, done: int, total: int) -> None:
        if self._stop.is_set() or not self._tell("progressed", done, total):
            raise Cancelled

    def _tell(self, signal: str, *what: object) -> bool:
        """Emit a signal; False where what it is for has gone meanwhile, such as the page of who was at the desk."""
        try:
            getattr(self, signal).emit(*what)
        except RuntimeError:
            if isValid(self):
                raise
            return False
        return True


def in_background(
    parent: QObject,
    job: Callable[[Progress], Any],
    done: Callable[[Any], object],
    refused: Callable[[str], object],
    progressed: Callable[[int, int], object] | None = None,
) -> Task:
    """Run a job and come back on the UI thread: with its result, or with the sentence of a refusal.

    A cancelled job comes back with neither; anything else that goes wrong is our bug and travels on.
    """
    task = Task(job, parent)
    ends = _Ends(task, done, refused, progressed)
    task.succeeded.connect(ends.succeed)
    task.failed.connect(ends.fail)
    task.progressed.connect(ends.progress)
    task.start()
    return task


class _Ends(QObject):
    """Receives a task's signals on the thread it was made on, which plain functions would not."""

    def __init__(
        self,
        task: Task,
        done: Callable[[Any], object],
        refused: Callable[[str], object],
        progressed: Callable[[int, int], object] | None,
    ) -> None:
        super().__init__(task)
        self._done, self._refused, self._progressed = done, refused, progressed

    def succeed(self, result: object) -> None:
        self._done(result)

    def fail(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            return
        if not isinstance(error, DeskError):
            raise error
        self._refused(str(error))

    def progress(self, done: int, total: int) -> None:
        if self._progressed is not None:
            self._progressed(done, total)


def stop_tasks(parent: QObject) -> None:
    """Cancel every task under `parent` and wait for the thread pool; a window does this when it closes."""
    for task in parent.findChildren(Task):
        task.cancel()
    QThreadPool.globalInstance().waitForDone()
