"""Starts the window: first the frame on the screen, then the store, then everything else when it is first used."""

import sys
from pathlib import Path

import PySide6
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from .ui.collecting import Collector
from .ui.icons import product_mark
from .ui.main_window import MainWindow
from .ui.messages import UnexpectedErrors
from .ui.opening import Example
from .ui.preferences import Preferences
from .ui.status import qt_is_safe
from .ui.tasks import Progress
from .ui.theme import look

ICON_SIDES = (16, 32, 64, 128)
ICON_AFTER_MS = 200  # the taskbar's picture is drawn once the window has its first


def worked_example() -> Example:
    """Return the worked example; the module that makes it opens stores, so it is imported when it is asked for."""

    def place() -> Path:
        from .example import default_place

        return default_place()

    def make(path: Path, progress: Progress) -> object:
        from .example import make_example

        return make_example(path, progress)

    def passphrase(path: Path) -> str | None:
        from .example import EXAMPLE_PASSPHRASE, is_example

        return EXAMPLE_PASSPHRASE if is_example(path) else None

    return Example(place, make, passphrase)


def run(store: Path | None = None, *, preferences: Preferences | None = None) -> int:
    """Open the window and return the exit status when it is closed.

    store: the store to open; None opens the one opened last, or the welcome page.
    """
    if not qt_is_safe(tuple(map(int, PySide6.__version_info__[:3]))):
        print(  # noqa: T201 - there is no window to say it in
            "PySide6 6.12.0 stops without a word on Python 3.11. Install PySide6 6.11.3, or use Python 3.12.",
            file=sys.stderr,
        )
        return 1
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("RPL Desk")
    QGuiApplication.setDesktopFileName("rpl-desk")
    kept = preferences or Preferences.of_this_person()
    look().start(application, kept.theme)
    errors = UnexpectedErrors(application)
    errors.install()
    window = MainWindow(kept, worked_example(), store or kept.last_store)
    window.show()
    QTimer.singleShot(ICON_AFTER_MS, application, lambda: application.setWindowIcon(_mark()))
    collector = Collector(application)
    status = application.exec()
    collector.stop()
    return status


def _mark() -> QIcon:
    mark = QIcon()
    for side in ICON_SIDES:
        mark.addPixmap(product_mark(side))
    return mark
