"""Evidence is read for search beside the window: quietly, stopped when asked, and never after the store has closed."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.evidence import EvidenceKind
from rpl_desk.services.evidence import details_for
from rpl_desk.ui.main_window import MainWindow
from rpl_desk.ui.search import filling as filling_module
from tests import office as sample


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(filling_module, "AFTER_SIGN_IN_MS", 0)
    monkeypatch.setattr(filling_module, "AFTER_CHANGE_MS", 0)


@pytest.fixture
def case(office: Path, tmp_path: Path) -> CaseRow:
    with Desk.open(office) as desk:
        made = sample.open_case(desk, tmp_path)
        with sample.as_person(desk, "admin"):
            for number in range(5):
                add(desk, made, tmp_path, f"heron{number}")
    return made


def add(desk: Desk, case: CaseRow, folder: Path, word: str) -> None:
    path = folder / f"{word}.txt"
    path.write_text(f"A {word} by the lochan.", encoding="utf-8")
    desk.evidence.add(case, path, details_for(path, EvidenceKind.OTHER, word))


@pytest.fixture
def window(qtbot, preferences, office, case):
    made = MainWindow(preferences)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.use_desk(Desk.open(office))
    yield made
    made.close()


def seat(window: MainWindow, who: str = "admin") -> Desk:
    desk = window._desk
    assert desk is not None
    desk.session.begin(sample.person(desk, who), timedelta(minutes=15))
    window._enter(sample.person(desk, who))
    return desk


def test_what_waits_is_read_after_sign_in_and_the_status_bar_says_how_far(qtbot, window):
    told: list[str] = []
    window.filling.told.connect(told.append)
    desk = seat(window)
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    assert window.status._work.isVisible() and window.status._stop.isVisible()
    assert window.status._stop.accessibleName() == "Stop reading evidence for search"
    qtbot.waitUntil(lambda: told[-1] == "", timeout=20_000)
    assert told[0] == "Reading evidence for search: 1 of 6" and "Reading evidence for search: 6 of 6" in told
    assert not window.status._work.isVisible() and not window.status._stop.isVisible()
    assert desk.texts.coverage().waiting == 0 and len(desk.search.newest("heron3").hits) == 1


def test_evidence_that_comes_in_is_read_too_and_the_answer_in_view_follows(qtbot, window, case, tmp_path):
    desk = seat(window)
    qtbot.waitUntil(lambda: desk.texts.coverage().waiting == 0, timeout=20_000)
    window.search()
    page = window.page
    page.ask("kestrel")
    qtbot.waitUntil(lambda: page._answered is not None and page._answered.typed == "kestrel")
    assert page.model.lines == []
    add(desk, case, tmp_path, "kestrel")
    qtbot.waitUntil(lambda: len(page.model.lines) == 2, timeout=20_000)


def test_reading_stops_at_once_when_asked_and_goes_on_when_asked_again(qtbot, window):
    desk = seat(window)
    qtbot.waitUntil(lambda: window.status._stop.isVisible(), timeout=10_000)
    qtbot.mouseClick(window.status._stop, Qt.MouseButton.LeftButton)
    left = desk.texts.coverage().waiting
    assert not window.filling.is_reading and not window.status._work.isVisible() and left > 0
    window.filling.evidence_came()  # the person's word holds
    assert not window.filling._soon.isActive()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_Y, both)
    qtbot.waitUntil(lambda: desk.texts.coverage().waiting == 0, timeout=20_000)


def test_locking_ends_the_reading_and_the_next_sign_in_goes_on(qtbot, window):
    desk = seat(window)
    qtbot.waitUntil(lambda: window.filling.is_reading, timeout=10_000)
    window.lock()
    size = desk.database.head().size
    assert not window.filling.is_reading and not window.filling._soon.isActive()
    window.filling.start()  # nobody is signed in
    assert not window.filling.is_reading
    qtbot.wait(200)
    assert desk.database.head().size == size
    seat(window, "two")
    qtbot.waitUntil(lambda: desk.texts.coverage().waiting == 0, timeout=20_000)


def test_closing_the_store_while_it_reads_leaves_one_whole_file(qtbot, window, office):
    seat(window)
    qtbot.waitUntil(lambda: window.filling.is_reading, timeout=10_000)
    window.close_store()
    assert not window.filling.is_reading
    assert sorted(path.name for path in office.parent.glob(f"{office.name}*")) == [office.name]
    before = office.read_bytes()
    qtbot.wait(200)
    assert office.read_bytes() == before
    with Desk.open(office) as again:
        assert again.check() == []


def test_reading_does_not_reload_what_people_work_on(qtbot, window):
    desk = seat(window)
    window.go("register")
    reloaded: list[int] = []
    window._reload_soon.timeout.connect(lambda: reloaded.append(1))
    qtbot.waitUntil(lambda: desk.texts.coverage().waiting == 0, timeout=20_000)
    assert reloaded == []
