"""The frame: opening stores, going about, locking, keys, text size and colours, and what it remembers."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.ui.keys_sheet import EVERYWHERE, KeysSheet
from rpl_desk.ui.main_window import MainWindow
from rpl_desk.ui.messages import ErrorDialog
from rpl_desk.ui.navigation import PLACES
from rpl_desk.ui.opening import Example
from rpl_desk.ui.pages import make_page
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SCALES, Theme, ThemeName
from rpl_desk.ui.widgets.text import Paragraph
from tests import office as sample
from tests.ui.helpers import clipped, grab, unnamed


@pytest.fixture
def window(qtbot, preferences: Preferences):
    made = MainWindow(preferences)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.activateWindow()
    yield made
    made.close()


class Clock:
    """A clock that stands still until it is put forward."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def seated(window: MainWindow, office: Path, who: str = "admin", clock=None) -> Desk:
    """Open the office and sit a person at it, without the half second a passphrase takes."""
    if window._desk is None:
        window.use_desk(Desk.open(office, clock=clock) if clock else Desk.open(office))
    desk = window._desk
    assert desk is not None
    desk.session.begin(sample.person(desk, who), timedelta(minutes=5))
    window.sign_in.signed_in.emit(sample.person(desk, who))
    return desk


def in_view(window: MainWindow) -> str:
    names = {window.welcome: "welcome", window.sign_in: "sign in", window.workplace: "desk"}
    return names[window.places.currentWidget()]


# -- opening -----------------------------------------------------------------------------------------------------------


def test_a_store_is_opened_beside_the_window_and_remembered(qtbot, window, office, preferences):
    window.open_store(office)
    assert in_view(window) == "sign in" and not window.sign_in.enter.isEnabled()
    qtbot.waitUntil(lambda: window._desk is not None, timeout=20_000)
    assert preferences.last_store == office and preferences.recent_stores == [office]
    assert window.sign_in.enter.isEnabled()
    window.close_store()
    assert in_view(window) == "welcome"
    with Desk.open(office) as again:
        assert again.check() == []


@pytest.mark.parametrize("fault", ["not ours", "in use", "short"])
def test_a_store_that_does_not_open_is_explained_on_the_welcome_page(qtbot, window, office, tmp_path, fault):
    path, holder = office, None
    if fault == "not ours":
        path = tmp_path / "letter.rpldesk"
        path.write_bytes(b"Dear panel")
    elif fault == "in use":
        holder = Desk.open(office)
    else:
        office.write_bytes(office.read_bytes()[:50_000])
    before = None if fault == "in use" else path.read_bytes()
    window.open_store(path)
    qtbot.waitUntil(window.welcome.refused.isVisible, timeout=20_000)
    said = {"not ours": "not a store of RPL Desk", "in use": "already open", "short": "damaged"}
    assert said[fault] in window.welcome.refused.text()
    assert not window.welcome.locate.isVisible() and window.welcome.read.isVisible() is (fault == "in use")
    if holder is not None:
        holder.close()
    else:
        assert path.read_bytes() == before


def test_a_second_window_on_a_judgement_only_reads_it_and_says_which_window_holds_it(
    qtbot, window, office, tmp_path, desk_look
):
    with Desk.open(office) as first:
        case = sample.case_at(first, tmp_path, Stage.REVIEW)
        with sample.as_person(first, "one"):
            first.judging.judge(case, first.judging.criteria(case.id)[0], "8", "Kept in the first window.")
        window.open_store(office)
        qtbot.waitUntil(window.welcome.read.isVisible, timeout=20_000)
        window.welcome.read.click()
        qtbot.waitUntil(lambda: window._desk is not None, timeout=20_000)
        desk = seated(window, office, "one")
        assert " is open by " in window.held.text() and " since " in window.held.text()
        window.go("case", (case.reference, "judging"))
        part = window.page.parts["judging"]
        part.select(0)
        assert part.form.reason.toPlainText() == "Kept in the first window."
        assert part.form.reason.isReadOnly() and not part.form.seal.isEnabled()
        qtbot.keyClicks(part.criteria.list, "g9")
        qtbot.waitUntil(lambda: "open for reading only" in part.form.problem.text(), timeout=10_000)
        assert part.form.levels.level() == 8
        qtbot.keyClicks(part.criteria.list, "j")
        assert part.criterion_shown.position == 2  # nothing waits to be kept, so one goes on reading
        assert unnamed(window) == [] and clipped(window) == []
        grab(window, "window-held")
        with sample.as_person(first, "one"):
            (mine,) = first.judging.judgements(case.id)
            assert (mine.answer, mine.reason) == ("8", "Kept in the first window.")
        assert desk.database.read_only
    window.held.buttons[0].click()
    qtbot.waitUntil(lambda: window._desk is not None and not window._desk.database.read_only, timeout=20_000)
    assert window.held is None


def test_a_missing_store_can_be_located_or_forgotten(qtbot, window, office, preferences, tmp_path):
    preferences.remember_store(office)
    moved = Path(shutil.move(office, tmp_path / "moved.rpldesk"))
    window.open_store(office)
    qtbot.waitUntil(window.welcome.locate.isVisible, timeout=20_000)
    assert "There is no store at" in window.welcome.refused.text() and not office.exists()
    window._open_found(moved, office)
    qtbot.waitUntil(lambda: window._desk is not None, timeout=20_000)
    assert preferences.recent_stores == [moved] and preferences.last_store == moved
    window.close_store()
    moved.unlink()
    window.open_store(moved)
    qtbot.waitUntil(window.welcome.forget.isVisible, timeout=20_000)
    qtbot.mouseClick(window.welcome.forget, Qt.MouseButton.LeftButton)
    assert preferences.last_store is None and window.welcome.refused.text() == ""


def test_the_example_is_made_with_progress_then_opened_and_says_its_passphrase(qtbot, office, preferences, tmp_path):
    place = tmp_path / "examples" / "sample.rpldesk"

    def make(path: Path, progress) -> None:
        progress(1, 2)
        shutil.copy(office, path)
        progress(2, 2)

    example = Example(lambda: place, make, lambda path: "a sample passphrase" if path == place else None)
    window = MainWindow(preferences, example)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.welcome.sample_asked):
        qtbot.mouseClick(window.welcome.sample, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window._desk is not None, timeout=20_000)
    assert window.sign_in.sample.isVisible() and "a sample passphrase" in window.sign_in.sample.text()
    window.close_store()
    window.open_store(office)
    qtbot.waitUntil(lambda: window._desk is not None, timeout=20_000)
    assert not window.sign_in.sample.isVisible()
    window.close()


# -- going about -------------------------------------------------------------------------------------------------------


def test_every_place_is_reached_by_its_key_and_by_its_button(qtbot, window, office):
    seated(window, office)
    for number, place in enumerate(PLACES, start=1):
        qtbot.keyClick(window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier)
        assert window.place == place.name and window.navigation.button(place.name).isChecked()
    for place in PLACES:
        qtbot.mouseClick(window.navigation.button(place.name), Qt.MouseButton.LeftButton)
        assert window.place == place.name
    assert len(window.pages._pages) == len(PLACES)
    with pytest.raises(ValueError, match="no page"):
        make_page("cellar", window._desk, window._preferences)


def test_back_walks_the_places_in_turn_and_stops_at_the_first(qtbot, window, office, tmp_path):
    desk = seated(window, office)
    case = sample.open_case(desk, tmp_path)
    window.go("register")
    window.page.went.emit("case", (case.reference, "evidence"))
    assert window.place == "case" and window.navigation.is_rail and window.navigation.button("cases").isChecked()
    for wanted in ("register", "cases", "cases"):
        qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
        assert window.place == wanted
    assert not window.navigation.is_rail


def test_nothing_is_reached_before_somebody_has_signed_in(qtbot, window, office):
    window.use_desk(Desk.open(office))
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    window.back()
    assert in_view(window) == "sign in" and window.pages._pages == {}


def test_a_change_in_the_store_reloads_the_page_in_view(qtbot, window, office, tmp_path):
    desk = seated(window, office)
    page = window.page
    qtbot.waitUntil(lambda: page._task is None)
    assert page.model.rowCount() == 0
    sample.open_case(desk, tmp_path)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)


def test_what_a_page_says_stands_in_the_status_bar(window, office):
    seated(window, office)
    window.page.said.emit("Saved 14:02")
    window.page.counted.emit("2 unsure")
    assert window.status._saved.words.text() == "Saved 14:02" and window.status._counts.text() == "2 unsure"
    window.page.said.emit("Not saved. The disk is full.")
    assert window.status._saved.words.property("tone") == "bad"
    assert window.status._file.words.full_text == "sample-college.rpldesk, on this computer"
    assert window.status._edition.full_text.endswith("not the official text")


def test_the_title_names_the_office_and_no_person_or_case(window, office, tmp_path):
    desk = seated(window, office)
    case = sample.open_case(desk, tmp_path, sample.CaseKind.RPL_ENTRY)
    window.go("case", (case.reference, None))
    assert window.windowTitle() == "Sample College – RPL Desk"
    window.close_store()
    assert window.windowTitle() == "RPL Desk"


# -- locking -----------------------------------------------------------------------------------------------------------


def test_the_desk_locks_by_key_and_the_same_person_finds_their_place_again(qtbot, window, office):
    desk = seated(window, office)
    window.go("register")
    page = window.page
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert in_view(window) == "sign in" and desk.session.is_locked
    assert not page.isVisible()
    seated(window, office)
    assert window.place == "register" and window.page is page


def test_another_person_finds_nothing_of_the_first(window, office):
    seated(window, office)
    window.go("register")
    window.lock()
    seated(window, office, "two")
    assert window.place == "cases" and list(window.pages._pages) == ["cases"]
    assert len(window.pages._trail) == 1
    assert window.navigation._person.full_text == "Assessor Two"


def test_the_desk_locks_after_the_idle_minutes_and_not_before(window, office, clock):
    seated(window, office, clock=clock)
    window._watch.stop()
    clock.forward(minutes=5)
    window._lock_when_left()
    assert in_view(window) == "desk"
    clock.forward(seconds=1)
    window._lock_when_left()
    assert in_view(window) == "sign in"


def test_a_clock_behind_the_log_is_told_over_the_desk_that_opens(window, office, clock):
    with Desk.open(office, clock=lambda: clock() + timedelta(days=1)) as desk:
        desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    window.use_desk(Desk.open(office, clock=clock))
    window._desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    window.sign_in.signed_in.emit(sample.person(window._desk, "admin"))
    assert in_view(window) == "desk"
    (dialog,) = window.findChildren(ErrorDialog)
    assert dialog.isVisible() and "Set the clock right" in dialog.findChild(Paragraph).text()
    dialog.reject()


def test_a_key_press_keeps_the_desk_open_but_does_not_open_it_again(qtbot, window, office, clock):
    desk = seated(window, office, clock=clock)
    window._watch.stop()
    clock.forward(minutes=4)
    press = QEvent(QEvent.Type.KeyPress)
    assert window.eventFilter(window.windowHandle(), press) is False
    clock.forward(minutes=4)
    assert not desk.session.is_locked
    clock.forward(minutes=2)
    assert window.eventFilter(window.windowHandle(), press) is True
    assert in_view(window) == "sign in"


def test_locking_closes_what_lies_over_the_page(window, office):
    seated(window, office)
    dialog = window.page.ask_for_new()
    assert dialog.isVisible()
    window.lock()
    assert not dialog.isVisible() and in_view(window) == "sign in"


def test_nothing_stays_in_sight_whatever_goes_wrong_at_locking(window, office):
    desk = seated(window, office)
    desk.sign_in(sample.address("admin"), sample.passphrase("admin"))

    def fails(action: str, subject: str) -> None:
        raise RuntimeError("a fault of ours")

    desk.database.subscribe(fails)
    with pytest.raises(RuntimeError, match="a fault of ours"):
        window.lock()
    assert in_view(window) == "sign in" and desk.session.is_locked


# -- keys and look -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Question])
def test_the_sheet_of_keys_lists_the_page_in_view_and_what_works_everywhere(qtbot, window, office, key):
    seated(window, office)
    window.page.start()
    qtbot.keyClick(window.page.table, key)
    sheet = window.findChildren(KeysSheet)[-1]
    assert sheet.isVisible()
    said = [label.text() for label in sheet.findChildren(QLabel)]
    for _, words in (*EVERYWHERE, *window.page.keys):
        assert words in said
    assert clipped(sheet) == [] and unnamed(sheet) == []
    window.show_keys()
    assert len([one for one in window.findChildren(KeysSheet) if one.isVisible()]) == 1
    sheet.reject()


def test_a_question_mark_in_a_text_field_is_only_a_question_mark(qtbot, window, office):
    seated(window, office)
    window.page.query.edit.setFocus()
    window.page.query.edit.clear()
    qtbot.keyClicks(window.page.query.edit, "why?")
    assert window.page.query.text() == "why?" and not window.findChildren(KeysSheet)


def test_text_size_and_colours_change_by_key_within_their_ends_and_are_remembered(qtbot, window, preferences):
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    for wanted in (*SCALES[1:], SCALES[-1]):
        qtbot.keyClick(window, Qt.Key.Key_Plus, control)
        assert look().theme.scale == wanted
    qtbot.keyClick(window, Qt.Key.Key_Minus, control)
    assert look().theme.scale == SCALES[-2]
    qtbot.keyClick(window, Qt.Key.Key_0, control)
    qtbot.keyClick(window, Qt.Key.Key_Minus, control)
    assert look().theme.scale == 100
    for wanted in (ThemeName.DARK, ThemeName.CONTRAST, ThemeName.LIGHT, ThemeName.DARK):
        qtbot.keyClick(window, Qt.Key.Key_T, control | shift)
        assert look().theme.name is wanted
    assert preferences.theme == Theme(ThemeName.DARK, 100)


def test_the_menu_of_text_and_colours_ticks_what_holds(qtbot, window, office):
    seated(window, office)
    menu = window.navigation._look_menu
    next(one for one in menu.actions() if one.text() == "Dark").trigger()
    next(one for one in menu.actions() if one.text() == "Text at 150 %").trigger()
    menu.aboutToShow.emit()
    assert [one.text() for one in menu.actions() if one.isChecked()] == ["Text at 150 %", "Dark"]


@pytest.mark.parametrize(("width", "scale", "rail"), [(1440, 100, False), (1100, 100, True), (1440, 150, True)])
def test_the_navigation_becomes_a_rail_when_room_is_short(window, office, width, scale, rail):
    seated(window, office)
    look().change(scale=scale)
    window.resize(width, 800)
    assert window.navigation.is_rail is rail
    button = window.navigation.button("register")
    assert (button.text(), bool(button.toolTip())) == (("", True) if rail else ("Register", False))
    assert unnamed(window.navigation) == [] and clipped(window.navigation) == []
    grab(window, f"frame-{width}-{scale}")


def test_the_windows_place_is_remembered(qtbot, window, preferences):
    window.resize(800, 570)  # the offscreen platform's screen is 800 pixels wide
    window.close()
    again = MainWindow(preferences)
    qtbot.addWidget(again)
    assert again.size() == window.size()


# -- starting ----------------------------------------------------------------------------------------------------------

START = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from rpl_desk.app import run
from rpl_desk.ui.main_window import MainWindow
from rpl_desk.ui.preferences import Preferences

HEAVY = ("sqlalchemy", "reportlab", "openpyxl", "pikepdf", "pyhanko", "rpl_desk.desk", "rpl_desk.example")
seen = {}

class Watched(MainWindow):
    def showEvent(self, event):
        super().showEvent(event)
        seen["frame"] = [name for name in HEAVY if name in sys.modules]

    def use_desk(self, desk):
        super().use_desk(desk)
        seen["open"] = [name for name in HEAVY if name in sys.modules]
        QTimer.singleShot(0, self.close)

import rpl_desk.app
rpl_desk.app.MainWindow = Watched
status = run(Path(sys.argv[1]), preferences=Preferences.in_file(Path(sys.argv[2])))
print(status, seen["frame"], seen["open"])
"""


def test_the_frame_stands_before_the_store_is_opened_and_no_document_writer_is_loaded(office, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", START, str(office), str(tmp_path / "preferences.ini")],
        capture_output=True,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
        timeout=120,
        check=True,
    )
    status, frame, opened = done.stdout.strip().split(" [")
    assert (status, frame) == ("0", "]")
    assert "rpl_desk.desk" in opened
    assert not any(name in opened for name in ("sqlalchemy", "reportlab", "openpyxl", "pikepdf"))


def test_a_machine_that_slept_is_locked_when_it_wakes(window, office, clock):
    seated(window, office, clock=clock)
    window._watch.stop()
    window._lock_when_left()
    clock.forward(seconds=15)
    window._lock_when_left()
    assert in_view(window) == "desk"
    clock.forward(seconds=16)
    window._lock_when_left()
    assert in_view(window) == "sign in"


def test_a_sleep_before_anybody_sat_down_again_locks_nobody_out(window, office, clock):
    seated(window, office, clock=clock)
    window._watch.stop()
    window._lock_when_left()
    window.lock()
    clock.forward(minutes=3)
    window._desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    window.sign_in.signed_in.emit(sample.person(window._desk, "admin"))
    window._watch.stop()
    window._lock_when_left()
    assert in_view(window) == "desk"
