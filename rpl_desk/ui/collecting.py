"""Keeps Python's collection of unreachable objects on the window's thread.

Python collects on whichever thread allocates next. When that is a job's thread and what it finds are widgets, Shiboken
6.11 puts them on a list to be deleted on the window's thread one by one, children after the parent that has already
deleted them, and the program ends in a segmentation fault. So collection is switched off and done here, by a timer.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 500  # ms
OLDEST_EVERY = 20  # collections of the middle generation before one of all, as all takes longest


def collect_due() -> None:
    """Collect the oldest generation whose turn has come, by Python's own thresholds."""
    young, middle, old = gc.get_count()
    most_young, most_middle, _ = gc.get_threshold()
    if young <= most_young:
        return
    if middle <= most_middle:
        gc.collect(0)
    else:
        gc.collect(2 if old > OLDEST_EVERY else 1)


class Collector(QObject):
    """Collects on the thread it was made on, until `stop`. What there is when it starts is never looked at again."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(collect_due)
        self._timer.start()

    def stop(self) -> None:
        """Leave collecting to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
