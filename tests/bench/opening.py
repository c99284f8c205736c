"""Opens the real window on a store and ends once it has painted what was asked for; run by `start`, counted there.

    python tests/bench/opening.py bare|people|cases|judging STORE CASE

bare: an empty QMainWindow, for comparison. people: the names one signs in by. cases: the first page of the case list.
judging: the answers of the one case at review. The passphrase is passed over: opening a key is slow on purpose and
would drown what is counted.
"""

import sys
from functools import partial
from pathlib import Path
from typing import Any


def bare() -> None:
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication([])
    window = QMainWindow()
    window.show()
    application.processEvents()


def real(until: str, store: Path, case: str) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from rpl_desk.app import run
    from rpl_desk.ui.preferences import Preferences

    application = QApplication([])
    steps = {"people": sign_in_page, "cases": case_list, "judging": partial(judging_page, case=case)}
    left = list(steps.values())[: list(steps).index(until) + 1]

    def look() -> None:
        window = next((one for one in application.topLevelWidgets() if type(one).__name__ == "MainWindow"), None)
        if window is None or not left[0](window, ask=False):
            return
        application.processEvents()  # what has just been read is painted now, as in the bare window
        left.pop(0)
        if left:
            left[0](window, ask=True)
        else:
            application.quit()

    timer = QTimer()
    timer.setInterval(200)  # looking costs little where the program runs fifty times slower than it does by itself
    timer.timeout.connect(look)
    timer.start()
    run(store, preferences=Preferences.in_file(store.with_suffix(".ini")))


def sign_in_page(window: Any, *, ask: bool) -> bool:
    """Tell whether the people of the office are shown."""
    return window.sign_in.isVisible() and window.sign_in.people.model().rowCount() > 0


def case_list(window: Any, *, ask: bool) -> bool:
    """Sit an assessor at the desk, then tell whether the case list shows rows."""
    if ask:
        when_open(window, lambda: sit_down(window))
        return False
    return window.place == "cases" and window.page.model.rowCount() > 0


def judging_page(window: Any, *, ask: bool, case: str) -> bool:
    """Go to the judging of the case at review, then tell whether it is shown."""
    if ask:
        window.go("case", (case, "judging"))
        return False
    return window.place == "case" and window.isVisible()


def when_open(window: Any, then: Any) -> None:
    from PySide6.QtCore import QTimer

    if window._desk is None:
        QTimer.singleShot(20, lambda: when_open(window, then))
    else:
        then()


def sit_down(window: Any) -> None:
    from datetime import timedelta

    person = next(one for one in window._desk.people.people() if one.name == "Assessor One")
    window._desk.session.begin(person, timedelta(minutes=15))
    window.sign_in.signed_in.emit(person)


if __name__ == "__main__":
    bare() if sys.argv[1] == "bare" else real(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
