"""What the window has imported when it first shows something: the libraries that are not needed yet are not there."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from tests import office as sample

DOCUMENTS = {"reportlab", "openpyxl", "pikepdf", "pyhanko", "PIL", "lxml"}
ELSEWHERE = {f"rpl_desk.services.{name}" for name in ("exchange", "decisions", "packets", "verifying", "meetings")}
OPENING = {"sqlalchemy", "cryptography", "jsonschema", "asyncio"}

PROBE = """
import json, sys
from datetime import timedelta
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from rpl_desk.app import run
from rpl_desk.ui import main_window
from rpl_desk.ui.main_window import MainWindow
from rpl_desk.ui.preferences import Preferences

store, case = Path(sys.argv[1]), sys.argv[2]
found = {}
main_window.READY_AFTER_MS = 600_000

def loaded():
    ours = {name for name in sys.modules if name.startswith("rpl_desk.services.")}
    return sorted(ours | {name.partition(".")[0] for name in sys.modules})

def begin():
    window = next(one for one in application.topLevelWidgets() if isinstance(one, MainWindow))
    model = window.sign_in.people.model()

    def named():
        if model.rowCount() and "names" not in found:
            found["names"] = loaded()
            QTimer.singleShot(10, judge)

    def judge():
        if window._desk is None:
            QTimer.singleShot(10, judge)
            return
        person = next(one for one in window._desk.reception.people() if one.name == "Assessor One")
        window._desk.session.begin(person, timedelta(minutes=15))
        window.sign_in.signed_in.emit(person)
        listed()

    def listed():
        if not window.page.model.rowCount():
            QTimer.singleShot(10, listed)
            return
        found["cases"] = loaded()
        window.go("case", (case, "judging"))
        found["judging"] = loaded()
        import openpyxl, rpl_desk.services.exchange
        found["control"] = loaded()
        print(json.dumps(found))
        window.close()

    model.modelReset.connect(named)

application = QApplication([])
QTimer.singleShot(0, begin)
run(store, preferences=Preferences.in_file(store.with_suffix(".ini")))
"""


@pytest.fixture
def imported(office: Path, tmp_path: Path) -> dict[str, set[str]]:
    """The libraries imported when the names are shown, when a case can be judged, and after one import by hand."""
    with Desk.open(office) as desk:
        case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    command = [sys.executable, "-c", PROBE, str(office), case.reference]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return {stage: set(names) for stage, names in json.loads(done.stdout).items()}


def test_nothing_that_can_wait_is_imported_before_it_is_used(imported):
    assert imported["names"] & (OPENING | DOCUMENTS) == set()
    assert imported["cases"] & (OPENING | DOCUMENTS) == set()
    assert imported["judging"] & (DOCUMENTS | ELSEWHERE) == set()
    # So that an empty answer means something: what is in use at each stage is seen.
    assert {"PySide6", "sqlcipher3", "rpl_desk"} <= imported["names"]
    assert {"PySide6", "sqlcipher3", "rpl_desk"} <= imported["cases"]
    assert {"sqlalchemy", "cryptography", "rpl_desk.services.judging"} <= imported["judging"]
    assert {"openpyxl", "rpl_desk.services.exchange"} <= imported["control"]
