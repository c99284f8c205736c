"""What nothing reaches any more is collected on the window's thread alone."""

import gc
import threading
import weakref

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from rpl_desk.ui.collecting import Collector


class Cycle:
    def __init__(self) -> None:
        self.itself = self


class Lost(QWidget):
    """A widget with children that only a cycle of its own keeps alive, as a closed page can be."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        self.parts = [QLabel(str(number)) for number in range(20)]
        for part in self.parts:
            column.addWidget(part)
            part.owner = self  # type: ignore[attr-defined]
        self.itself = self


def busy_on_another_thread() -> None:
    """Allocate enough on another thread that Python would collect there."""

    def work() -> None:
        kept = [Cycle() for _ in range(200_000)]
        del kept

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def collected_on(lost: object) -> list[int]:
    """Return a list that will hold the thread which collects an object."""
    threads: list[int] = []
    weakref.finalize(lost, lambda: threads.append(threading.get_ident()))
    return threads


@pytest.fixture
def collector(qapp):
    was_on = gc.isenabled()
    collector = Collector(qapp)
    yield collector
    collector.stop()
    if not was_on:
        gc.disable()


def test_left_to_python_another_thread_collects(qapp):
    was_on = gc.isenabled()
    gc.collect()
    gc.enable()
    threads = collected_on(Cycle())
    busy_on_another_thread()
    if not was_on:
        gc.disable()
    assert threads and threads[0] != threading.main_thread().ident


def test_widgets_are_collected_on_the_window_s_thread(qtbot, collector):
    gc.collect()
    threads = [collected_on(Lost()) for _ in range(20)]
    busy_on_another_thread()
    assert not any(threads)  # the other thread left them alone
    for _ in range(30):
        gc.collect(0)  # so that the turn of the older generations comes
    qtbot.waitUntil(lambda: all(threads), timeout=30_000)
    assert {one for each in threads for one in each} == {threading.main_thread().ident}


def test_stopping_leaves_collecting_to_python(qapp):
    was_on = gc.isenabled()
    Collector(qapp).stop()
    assert gc.isenabled() and gc.get_freeze_count() == 0
    if not was_on:
        gc.disable()
