"""The office's backups in the window: made, checked, rehearsed with, restored, and what needs attention said."""

import shutil
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.services.cases import CaseFilter
from rpl_desk.store.place import MANIFEST
from rpl_desk.ui.main_window import MainWindow
from rpl_desk.ui.office.backups_part import BackupsPart
from rpl_desk.ui.office.page import BACKUPS, OfficePage
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, unnamed

LONG = 20_000


@pytest.fixture
def signed_in(desk: Desk) -> Desk:
    desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    return desk


@pytest.fixture
def page(qtbot, signed_in: Desk) -> OfficePage:
    made = OfficePage(signed_in)
    qtbot.addWidget(made)
    made.resize(1200, 1000)
    made.show()
    made.reload()
    with qtbot.waitSignal(made.backups.told):
        made.show_part(BACKUPS)
    return made


def waited(qtbot, part: BackupsPart, act) -> None:
    """Do something that ends in a sentence, and wait until the list was read again after it."""
    with qtbot.waitSignal(part.told, timeout=LONG):
        act()


def test_an_empty_list_says_what_to_do(page: OfficePage):
    part = page.backups
    assert part.empty.isVisible() and not part.list.isVisible()
    assert "No backup of this file counts yet" in part.warnings.text()
    assert "There is no second place" in part.warnings.text()
    assert unnamed(page) == [] and clipped(page) == []


def test_backing_up_now_lists_it_and_the_warnings_go(qtbot, page: OfficePage, tmp_path: Path):
    part, stick = page.backups, tmp_path / "stick"
    stick.mkdir()
    waited(qtbot, part, lambda: part.keep_at(stick))
    assert "holds no backup of this file yet" in part.warnings.text()
    waited(qtbot, part, part.now.click)
    assert "is made and verified, in both places" in part.done_words.text()
    assert part.warnings.text() == ""
    (one,) = part._rows.rows
    assert one.where == "both places" and not one.fault
    assert part.list.currentIndex().isValid() and not part.work.isVisible()
    grab(page, "office-backups")


def test_a_job_that_is_stopped_leaves_nothing(qtbot, page: OfficePage, signed_in: Desk):
    part = page.backups

    def act() -> None:
        part.now.click()
        assert part.cancel.isVisible() and not part.now.isEnabled()
        part.cancel.click()

    waited(qtbot, part, act)
    assert part.done_words.text() == "Stopped. Nothing was changed."
    assert part.now.isEnabled() and part._rows.rows == []
    assert not list(signed_in.backups.first_place().glob("*"))


def test_a_second_place_that_is_gone_is_said_until_it_is_back(qtbot, page: OfficePage, tmp_path: Path):
    part, stick = page.backups, tmp_path / "stick"
    stick.mkdir()
    waited(qtbot, part, lambda: part.keep_at(stick))
    shutil.rmtree(stick)
    waited(qtbot, part, part.now.click)
    assert "cannot be reached" in part.warnings.text() and "not in the second place yet" in part.warnings.text()
    stick.mkdir()
    waited(qtbot, part, part.now.click)
    assert part.warnings.text() == "" and part._rows.rows[0].where == "both places"


def test_a_damaged_backup_is_named_and_not_restored(qtbot, page: OfficePage, signed_in: Desk):
    part = page.backups
    made = signed_in.backups.make()
    data = bytearray(made.path.read_bytes())
    data[len(data) // 2] ^= 1
    made.path.write_bytes(bytes(data))
    waited(qtbot, part, part.reload)
    waited(qtbot, part, part.check.click)
    assert "its bytes are not those of its manifest" in part.done_words.text()
    made.path.write_bytes(bytes(data[:-4096]))
    waited(qtbot, part, part.reload)
    assert part._rows.rows[0].fault and "Does not count" in part._rows.index(0, 2).data()
    assert part.ask_to_restore() is None and "is no backup" in page.problem.text()


def test_a_rehearsal_is_dated_and_a_failed_one_is_said(qtbot, page: OfficePage, signed_in: Desk):
    part = page.backups
    made = signed_in.backups.make()
    waited(qtbot, part, part.rehearse.click)
    assert "put in place and checked whole" in part.done_words.text()
    assert "went well" in part.standing.text()
    made.path.write_bytes(made.path.read_bytes()[:-1] + b"!")
    waited(qtbot, part, part.rehearse.click)
    assert "The rehearsal with" in part.done_words.text() and "failed" in part.standing.text()


def test_the_numbers_are_kept(qtbot, page: OfficePage, signed_in: Desk):
    part = page.backups
    part.numbers["minutes"].setValue(45)
    waited(qtbot, part, part.keep_rules)
    assert signed_in.backups.rules().minutes == 45


def test_what_would_be_lost_is_shown_before_anything_is_asked(qtbot, page: OfficePage, signed_in: Desk, tmp_path: Path):
    part = page.backups
    signed_in.backups.make()
    case = sample.case_at(signed_in, tmp_path, Stage.SIGNED)
    signed_in.sign_in(sample.address("admin"), sample.passphrase("admin"))
    waited(qtbot, part, part.reload)
    dialog = part.ask_to_restore()
    assert dialog is not None and not dialog.act.isEnabled()
    qtbot.waitUntil(lambda: case.reference in dialog.lost.text(), timeout=LONG)
    assert "Sign-off by Chair One" in dialog.lost.text() and "opened since" in dialog.lost.text()
    assert not dialog.act.isEnabled()
    dialog.understood.setChecked(True)
    assert dialog.act.isEnabled()
    dialog.accept()
    assert "Give a reason and your passphrase" in dialog.refused.text()
    dialog.reason.setText("The disk was damaged.")
    dialog.passphrase.setText("not the passphrase at all")
    dialog.accept()
    qtbot.waitUntil(lambda: "passphrase" in dialog.refused.text() and dialog.act.isEnabled(), timeout=LONG)
    assert dialog.isVisible() and unnamed(dialog) == [] and clipped(dialog) == []
    grab(page, "office-backups-restore")
    dialog.reject()


def test_an_assessor_may_not_restore(qtbot, page: OfficePage, signed_in: Desk):
    signed_in.backups.make()
    waited(qtbot, page.backups, page.backups.reload)
    signed_in.sign_in(sample.address("one"), sample.passphrase("one"))
    assert page.backups.ask_to_restore() is None
    assert "Only an administrator" in page.problem.text()


def test_a_restore_runs_in_the_window_and_ends_at_the_sign_in(qtbot, office: Path, preferences: Preferences, tmp_path):
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        before = sample.open_case(desk, tmp_path).reference
        desk.backups.make()
        after = sample.open_case(desk, tmp_path).reference
    window = MainWindow(preferences)
    qtbot.addWidget(window)
    window.show()
    window.use_desk(Desk.open(office))
    desk = window._desk
    window._enter(desk.sign_in(sample.address("admin"), sample.passphrase("admin")))
    window.go("office")
    part = window.page.backups
    waited(qtbot, part, lambda: window.page.show_part(BACKUPS))
    dialog = part.ask_to_restore()
    qtbot.waitUntil(lambda: after in dialog.lost.text(), timeout=LONG)
    dialog.understood.setChecked(True)
    dialog.reason.setText("The wrong case was opened.")
    dialog.passphrase.setText(sample.passphrase("admin"))
    dialog.accept()
    qtbot.waitUntil(lambda: "holds now" in window.sign_in.refused.text(), timeout=LONG)
    assert "before restore" in window.sign_in.refused.text()
    assert window._desk is not desk
    with sample.as_person(window._desk, "admin"):
        assert [one.reference for one in window._desk.cases.page(list(window._desk.cases.ids(CaseFilter())))] == [
            before
        ]
        (restored,) = window._desk.backups.restores()
        assert restored.reason == "The wrong case was opened."
    window.close()


def test_a_refused_restore_says_why_and_the_file_is_as_it_was(qtbot, office: Path, preferences: Preferences):
    from rpl_desk.ui.office.restore_dialog import Wanted

    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        made = desk.backups.make().path
    head = office.read_bytes()
    made.with_name(made.name + MANIFEST).unlink()
    window = MainWindow(preferences)
    qtbot.addWidget(window)
    window.show()
    window.restore_backup(Wanted(made, office, sample.address("admin"), sample.passphrase("admin"), "A try."))
    qtbot.waitUntil(lambda: "has no manifest" in window.welcome.refused.text(), timeout=LONG)
    assert office.read_bytes() == head
    window.close()


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("name", ["light", "dark"])
def test_it_is_named_and_not_cut_off(qtbot, page: OfficePage, signed_in: Desk, desk_look, scale: int, name: str):
    signed_in.backups.make()
    desk_look.change(scale=scale, name=ThemeName(name))
    waited(qtbot, page.backups, page.backups.reload)
    qtbot.wait(50)
    grab(page, f"office-backups-{name}-{scale}")
    assert unnamed(page) == [] and clipped(page) == []
    desk_look.change(scale=100, name=ThemeName.LIGHT)
