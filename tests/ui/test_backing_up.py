"""A backup that is due is made beside the window; how it stands is said in the status bar until it goes well."""

import shutil
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.services.backups import verify_backup
from rpl_desk.ui import backing_up
from rpl_desk.ui.backing_up import BackupWatch
from rpl_desk.ui.last_backup import LastBackup
from rpl_desk.ui.main_window import MainWindow
from rpl_desk.ui.preferences import Preferences
from tests import office as sample
from tests.ui.helpers import clipped, grab, unnamed

LONG = 20_000


@pytest.fixture
def watch(qapp, desk: Desk):
    made = BackupWatch(qapp)
    desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    made.begin(desk)
    yield made
    made.end()
    made.deleteLater()


def said(qtbot, watch: BackupWatch) -> list:
    with qtbot.waitSignal(watch.told, timeout=LONG) as signal:
        watch.run()
    return signal.args


def test_one_is_made_where_there_was_work_and_none_where_there_was_not(qtbot, watch: BackupWatch, desk: Desk, tmp_path):
    assert said(qtbot, watch) == ["No second place for backups", True]
    assert len(desk.backups.backups()) == 1
    said(qtbot, watch)
    assert len(desk.backups.backups()) == 1
    sample.open_case(desk, tmp_path)
    said(qtbot, watch)
    assert len(desk.backups.backups()) == 2


def test_what_went_wrong_stays_said_until_it_goes_well(qtbot, watch: BackupWatch, desk: Desk, tmp_path: Path):
    stick = tmp_path / "stick"
    stick.mkdir()
    desk.anchors.choose_folder(stick)
    assert said(qtbot, watch) == ["Backed up, and checked", False]
    shutil.rmtree(stick)
    assert said(qtbot, watch) == ["The second place of backups is out of reach", True]
    stick.mkdir()
    assert said(qtbot, watch) == ["Backed up, and checked", False]


def test_a_first_place_that_takes_nothing_is_said(qtbot, watch: BackupWatch, desk: Desk):
    desk.backups.first_place().write_bytes(b"a file where the folder goes")
    assert said(qtbot, watch) == ["The last backup was not made. See why", True]
    assert "No backup was made" in desk.backups.problem
    desk.backups.first_place().unlink()
    assert said(qtbot, watch)[0] == "No second place for backups"
    assert desk.backups.problem == ""


def test_the_status_bar_leads_to_the_backups(qtbot, office: Path, preferences: Preferences):
    window = MainWindow(preferences)
    qtbot.addWidget(window)
    window.show()
    desk = Desk.open(office)
    window.use_desk(desk)
    window._enter(desk.sign_in(sample.address("admin"), sample.passphrase("admin")))
    with qtbot.waitSignal(window.backing_up.told, timeout=LONG):
        window.backing_up.run()
    assert window.status._late.isVisible() and window.status._late.text() == "No second place for backups"
    window.status._late.click()
    assert window.place == "office" and window.page.stack.currentWidget() is window.page.backups
    window.close()


@pytest.fixture
def closing(qtbot, office: Path, preferences: Preferences, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """The window with an office open in which somebody has worked, that makes a last backup when it is closed."""
    monkeypatch.setattr(backing_up, "AT_CLOSING", True)
    window = MainWindow(preferences)
    qtbot.addWidget(window)
    window.show()
    desk = Desk.open(office)
    window.use_desk(desk)
    window._enter(desk.sign_in(sample.address("admin"), sample.passphrase("admin")))
    desk.office.rename("East College", "Quality office")
    return window


def backups_of(office: Path) -> list[Path]:
    return sorted(office.with_name(f"{office.stem} backups").glob("*.rpldesk"))


def test_what_was_worked_is_backed_up_before_the_window_closes(qtbot, office: Path, closing: MainWindow):
    closing.close()
    assert closing.isVisible() and closing._desk is not None
    closing.close()  # once more changes nothing
    qtbot.waitUntil(lambda: not closing.isVisible(), timeout=LONG)
    (made,) = backups_of(office)
    assert closing._desk is None and verify_backup(made).signed_by == "Administrator One"
    with Desk.open(office) as desk:
        assert desk.backups.is_backed_up()


def test_nothing_is_copied_at_closing_where_nothing_was_worked_since(qtbot, office: Path, closing: MainWindow):
    closing._desk.backups.make_unasked()
    closing.close()
    qtbot.waitUntil(lambda: not closing.isVisible(), timeout=LONG)
    assert len(backups_of(office)) == 1


def test_a_last_backup_that_fails_says_why_and_the_file_is_closed_without_it(qtbot, office, closing: MainWindow):
    closing._desk.backups.first_place().write_bytes(b"a file where the folder goes")
    closing.close()
    qtbot.waitUntil(lambda: [one for one in closing.findChildren(LastBackup) if one.isVisible()] != [], timeout=LONG)
    (dialog,) = closing.findChildren(LastBackup)
    assert "No backup was made" in dialog.refused.text() and closing.isVisible()
    grab(dialog, "last-backup-refused")
    assert unnamed(dialog) == [] and clipped(dialog) == []
    dialog.not_now.click()
    qtbot.waitUntil(lambda: not closing.isVisible(), timeout=LONG)
    assert closing._desk is None and Desk.open(office).close() is None


def test_whoever_goes_back_to_the_start_leaves_a_backup_too(qtbot, office: Path, closing: MainWindow):
    closing.lock()
    closing.sign_in.left.emit()
    qtbot.waitUntil(lambda: closing.places.currentWidget() is closing.welcome, timeout=LONG)
    assert len(backups_of(office)) == 1
    closing.close()
    assert not closing.isVisible()
