"""Tasks, announcements, preferences and messages: what stands behind the screens."""

import sys
import threading
from pathlib import Path
from threading import Event, Thread, current_thread, main_thread

import pytest
from PySide6.QtCore import QObject, QThreadPool, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QSplitter, QWidget
from shiboken6 import delete

from rpl_desk.domain.errors import RuleViolation
from rpl_desk.ui.announcer import Announcer
from rpl_desk.ui.messages import ErrorDialog, UnexpectedErrors, show_error
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.tasks import Cancelled, Task, stop_tasks
from rpl_desk.ui.tokens import Theme, ThemeName


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard = []

    @Slot(object)
    def hear(self, value) -> None:
        self.heard.append((value, current_thread() is main_thread()))

    @Slot(str, str)
    def hear_two(self, one, two) -> None:
        self.heard.append((one, two, current_thread() is main_thread()))


def test_a_task_gives_its_answer_on_the_window_thread(qtbot):
    listener, owner = Listener(), QObject()
    task = Task(lambda progress: [progress(1, 2), progress(2, 2), "done"][-1], owner)
    task.succeeded.connect(listener.hear)
    steps = []
    task.progressed.connect(lambda done, total: steps.append((done, total)))
    with qtbot.waitSignal(task.succeeded):
        task.start()
    qtbot.waitUntil(lambda: bool(listener.heard))
    assert listener.heard == [("done", True)]
    qtbot.waitUntil(lambda: steps == [(1, 2), (2, 2)])


def test_a_task_gives_its_error_whole(qtbot):
    def job(progress):
        raise RuleViolation("The disk is full.")

    task = Task(job, parent := QObject())
    with qtbot.waitSignal(task.failed) as told:
        task.start()
    assert str(told.args[0]) == "The disk is full."
    assert task.parent() is parent


def test_a_cancelled_task_stops_at_its_next_step(qtbot):
    begun, go_on = Event(), Event()

    def job(progress):
        begun.set()
        go_on.wait()
        progress(1, 10)
        return "too far"

    task = Task(job, parent := QObject())
    with qtbot.waitSignal(task.failed) as told:
        task.start()
        begun.wait()
        task.cancel()
        go_on.set()
    assert isinstance(told.args[0], Cancelled)
    assert parent.children() == [task]


def test_closing_waits_for_every_task(qtbot):
    owner, ended = QObject(), []

    def job(progress):
        try:
            while True:
                progress(0, 0)
        finally:
            ended.append(True)

    for _ in range(3):
        Task(job, owner).start()
    stop_tasks(owner)
    assert QThreadPool.globalInstance().activeThreadCount() == 0
    assert all(ended)


@pytest.mark.parametrize("ends", ["well", "refused"])
def test_a_task_whose_page_is_gone_stops_and_says_nothing(qtbot, ends):
    owner, begun, go_on, steps, last = QObject(), Event(), Event(), [], Event()

    def job(progress):
        try:
            begun.set()
            go_on.wait(10)
            if ends == "refused":
                raise RuleViolation("Not so.")
            for step in range(3):
                progress(step, 3)
                steps.append(step)
        finally:
            last.set()

    Task(job, owner).start()
    assert begun.wait(10)
    delete(owner)
    go_on.set()
    assert last.wait(10)
    QThreadPool.globalInstance().waitForDone()
    assert steps == []  # stopped at its first step; what it says goes nowhere and breaks nothing


def test_an_announcement_from_any_thread_arrives_on_the_window_thread(qtbot):
    announcer, listener = Announcer(), Listener()
    announcer.changed.connect(listener.hear_two)
    thread = Thread(target=announcer.announce, args=("decide case", "CR-2026-0012"))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(listener.heard))
    assert listener.heard == [("decide case", "CR-2026-0012", True)]


class TestPreferences:
    def again(self, preferences, tmp_path):
        preferences.save()
        return Preferences.in_file(tmp_path / "preferences.ini")

    def test_the_look_is_kept(self, preferences, tmp_path):
        preferences.theme = Theme(ThemeName.DARK, 150)
        assert self.again(preferences, tmp_path).theme == Theme(ThemeName.DARK, 150)

    @pytest.mark.parametrize(("key", "value"), [("look/theme", "purple"), ("look/scale", "110"), ("look/scale", "x")])
    def test_a_setting_that_makes_no_sense_is_passed_over(self, preferences, key, value):
        preferences._settings.setValue(key, value)
        assert preferences.theme.scale == 100
        assert preferences.theme.name in set(ThemeName)

    def test_the_latest_stores_come_first_and_lost_ones_are_left_out(self, preferences, tmp_path):
        paths = [tmp_path / f"Büro, {place}; sample.rpldesk" for place in range(10)]
        for path in paths:
            path.touch()
            preferences.remember_store(path)
        preferences.remember_store(paths[5])
        paths[9].unlink()
        kept = self.again(preferences, tmp_path).recent_stores
        assert kept[0] == paths[5]
        assert len(kept) == 7
        preferences.forget_store(paths[5])
        assert paths[5] not in preferences.recent_stores

    def test_a_window_stands_where_it_stood(self, preferences, tmp_path, qtbot):
        window, later = QWidget(), QWidget()
        qtbot.addWidget(window)
        qtbot.addWidget(later)
        window.resize(640, 360)
        preferences.keep_geometry(window, "main")
        assert self.again(preferences, tmp_path).restore_geometry(later, "main")
        assert later.size() == window.size()
        assert not preferences.restore_geometry(later, "never seen")

    def test_a_divider_stays_where_it_was_dragged(self, preferences, tmp_path, qtbot):
        def splitter():
            made = QSplitter()
            qtbot.addWidget(made)
            for _ in range(2):
                made.addWidget(QWidget())
            made.resize(400, 100)
            return made

        first = splitter()
        preferences.follow_divider(first, "review")
        first.moveSplitter(120, 1)
        second = splitter()
        self.again(preferences, tmp_path).follow_divider(second, "review")
        assert second.saveState() == first.saveState()

    def test_single_keys_can_be_switched_off(self, preferences, tmp_path):
        assert preferences.single_keys
        preferences.single_keys = False
        assert not self.again(preferences, tmp_path).single_keys


class TestMessages:
    @pytest.fixture
    def window(self, qtbot):
        made = QWidget()
        made.resize(800, 600)
        qtbot.addWidget(made)
        with qtbot.waitExposed(made):
            made.show()
        return made

    def words(self, dialog):
        return [each.text() for each in dialog.content.findChildren(QWidget) if hasattr(each, "text")]

    def test_an_error_of_ours_is_shown_as_it_is(self, window):
        dialog = show_error(window, RuleViolation("This case is decided already."))
        assert "This case is decided already." in self.words(dialog)
        assert not dialog.details.isVisible()
        dialog.reject()

    def test_anything_else_comes_with_details_to_copy(self, window, qtbot):
        try:
            raise ZeroDivisionError("sample fault")
        except ZeroDivisionError as error:
            dialog = show_error(window, error)
        assert "ZeroDivisionError: sample fault" in dialog.details.toPlainText()
        dialog.copy.click()
        assert "sample fault" in QGuiApplication.clipboard().text()
        dialog.reject()

    def test_a_fault_in_any_thread_is_logged_and_shown(self, window, qtbot, caplog, monkeypatch):
        monkeypatch.setattr(sys, "excepthook", sys.excepthook)
        monkeypatch.setattr(threading, "excepthook", threading.excepthook)
        errors = UnexpectedErrors(window)
        errors.install()

        def fault():
            raise KeyError("sample key")

        thread = Thread(target=fault)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: bool(window.findChildren(ErrorDialog)))
        assert "sample key" in caplog.text
        dialog = window.findChild(ErrorDialog)
        assert "KeyError" in dialog.details.toPlainText()
        shown = {made.text() for made in dialog.findChildren(QPushButton) if made.isVisible()}
        assert shown == {"Copy details", "Close"}
        dialog.reject()


def test_preferences_of_this_person_are_not_touched_by_tests(preferences, tmp_path):
    preferences.remember_store(Path(tmp_path / "a.rpldesk"))
    preferences.save()
    assert "a.rpldesk" in (tmp_path / "preferences.ini").read_text(encoding="utf-8")
