"""Opens the real window on a store and ends once it has painted what was asked for; run by `start`, counted there.

    python tests/bench/opening.py bare|libraries|people|cases|judging STORE CASE

bare: an empty QMainWindow, for comparison. libraries: the same, with SQLAlchemy, the driver and cryptography imported.
people: the names one signs in by. cases: the first page of the case list. judging: the answers of the case at review. The
passphrase is passed over: opening a key is slow on purpose and would drown what is counted. With it goes what a sign-in
imports to write its entry, which the window imports beside itself while the passphrase is typed. The process ends at the paint, whatever else goes on, and nothing is taken down. Under the
counter a second takes a minute, so what the window puts off by a while (imports, backups, looks at the store, text for search,
collecting) is put off by as many minutes: none of it is done before the paint in a start that nobody counts.
"""

import importlib
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

LOOK_AGAIN_MS = 20
COUNTING_SLOWS = 60


def bare(*, libraries: bool = False) -> None:
    if libraries:
        for name in ("sqlalchemy", "sqlcipher3.dbapi2", "cryptography.hazmat.primitives.asymmetric.ed25519"):
            importlib.import_module(name)
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication([])
    window = QMainWindow()
    window.show()
    application.processEvents()
    os._exit(0)


def real(until: str, store: Path, case: str) -> None:
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    from rpl_desk.app import run
    from rpl_desk.ui import backing_up, collecting, main_window, watching
    from rpl_desk.ui.preferences import Preferences
    from rpl_desk.ui.search import filling

    for module in (backing_up, filling, watching):
        module.AFTER_SIGN_IN_MS *= COUNTING_SLOWS
    watching.WHOLE_AFTER_MS *= COUNTING_SLOWS
    main_window.READY_AFTER_MS *= COUNTING_SLOWS
    backing_up.AT_CLOSING = False
    collecting.EVERY *= COUNTING_SLOWS

    class Painted(QObject):
        """Calls `then` after `widget` has been painted while `is_there` says yes."""

        def __init__(self, widget: Any, is_there: Callable[[], bool], then: Callable[[], object]) -> None:
            super().__init__(widget)
            self._widget, self._is_there, self._then = widget, is_there, then
            widget.installEventFilter(self)

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and self._is_there():
                self._widget.removeEventFilter(self)
                QTimer.singleShot(0, self._then)
            return False

    def reached(name: str, then: Callable[[], object]) -> None:
        if name == until:
            os._exit(0)
        then()

    def begin() -> None:
        window = next(one for one in application.topLevelWidgets() if type(one).__name__ == "MainWindow")
        people = window.sign_in.people

        def sign_in() -> None:
            if window._desk is None:
                QTimer.singleShot(LOOK_AGAIN_MS, sign_in)
                return
            person = next(one for one in window._desk.reception.people() if one.name == "Assessor One")
            window._desk.session.begin(person, timedelta(minutes=15))
            window.sign_in.signed_in.emit(person)
            table, model = window.page.table, window.page.model
            Painted(table.viewport(), lambda: model.rowCount() > 0, lambda: reached("cases", judge))

        def judge() -> None:
            window.go("case", (case, "judging"))
            Painted(window.page, lambda: True, lambda: reached("judging", lambda: None))

        Painted(people.viewport(), lambda: people.model().rowCount() > 0, lambda: reached("people", sign_in))

    application = QApplication([])
    QTimer.singleShot(0, begin)
    run(store, preferences=Preferences.in_file(store.with_suffix(".ini")))
    raise SystemExit(f"The window closed before it had shown {until}.")


if __name__ == "__main__":
    what = sys.argv[1]
    bare(libraries=what == "libraries") if what in ("bare", "libraries") else real(what, Path(sys.argv[2]), sys.argv[3])
