"""A fault in the window: restoring comes first, then a break that two people sign, which stays in sight for ever."""

import contextlib
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from rpl_desk.desk import Desk
from rpl_desk.ui.main_window import MainWindow
from rpl_desk.ui.office.break_dialog import BreakDialog
from rpl_desk.ui.office.file_part import FilePart
from rpl_desk.ui.office.page import BACKUPS, OfficePage
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, unnamed

LONG = 20_000
NAME = "UPDATE person SET name = 'Chair Two' WHERE name = 'Chair One'"
ENTRY = "UPDATE audit_entry SET body = CAST(replace(body, 'operation', 'operating') AS BLOB) WHERE seq = 3"
KEY = "UPDATE certificate SET body = CAST(replace(body, 'Chair One', 'Chair Two') AS BLOB)"


def change(store: Path, *statements: str) -> None:
    with contextlib.closing(driver.connect(str(store))) as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount
        connection.commit()


def shown(qtbot, desk: Desk) -> OfficePage:
    page = OfficePage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 900)
    page.show()
    page.reload()
    page.show_part(3)
    return page


def checked(qtbot, part: FilePart) -> None:
    qtbot.mouseClick(part.check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(part.check.isEnabled, timeout=LONG)


def asked(qtbot, part: FilePart) -> BreakDialog:
    """Open the dialog, and wait until it has looked through the file."""
    dialog = part.ask_to_go_on()
    assert dialog is not None
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=LONG)
    return dialog


def sign(qtbot, dialog: BreakDialog, own: str, theirs: str) -> None:
    dialog.own.setText(own)
    dialog.theirs.setText(theirs)
    dialog.second.setCurrentIndex(dialog.second.findText("Chair Two"))
    qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("theme", [ThemeName.LIGHT, ThemeName.DARK])
def test_a_fault_offers_a_backup_first_and_then_two_people_go_on_openly(qtbot, office: Path, theme: ThemeName):
    look().change(name=theme, scale=150 if theme is ThemeName.DARK else 100)
    change(office, NAME, ENTRY)
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        page = shown(qtbot, desk)
        part = page.file
        assert not part.after_fault.isVisible() and not part.broken.isVisible()
        checked(qtbot, part)
        assert part.seek.isVisible() and part.restore.isVisible() and part.go_on.isVisible()
        assert part.after_fault.findChildren(QPushButton) == [part.seek, part.restore, part.go_on]
        with qtbot.waitSignal(part.refused, timeout=LONG) as said:
            qtbot.mouseClick(part.seek, Qt.MouseButton.LeftButton)
        assert "lies whole in any backup" in said.args[0] and part.go_on.isEnabled()
        assert unnamed(page) == [] and clipped(page) == []
        grab(page, f"fault-{theme.value}")
        with qtbot.waitSignal(page.backups.told, timeout=LONG):
            qtbot.mouseClick(part.restore, Qt.MouseButton.LeftButton)
        assert page.stack.currentIndex() == BACKUPS
        page.show_part(3)
        dialog = asked(qtbot, part)
        assert "person 2: is not as log entry" in dialog.found.text()
        assert dialog.names.text().startswith("The break will name: log entry 3, ")
        assert not dialog.act.isEnabled()  # before both say that no backup helps
        dialog.no_backup.setChecked(True)
        assert dialog.act.isEnabled() and unnamed(dialog) == [] and clipped(dialog) == []
        grab(page, f"break-{theme.value}")
        before = desk.database.head().size
        sign(qtbot, dialog, sample.passphrase("admin"), "")
        assert "Both type" in dialog.refused.text() and desk.database.head().size == before
        dialog.cause.setCurrentIndex(dialog.cause.findData("disk"))
        sign(qtbot, dialog, sample.passphrase("admin"), sample.passphrase("chair"))
        qtbot.waitUntil(lambda: "but for what the break names" in part.check_words.text(), timeout=LONG)
        assert not dialog.isVisible() and not part.after_fault.isVisible()
        assert "signed by Administrator One and Chair One" in part.broken.text()
        assert "a fault of the disk or memory" in part.broken.text()
        assert part.broken.isVisible() and part.log.model().index(0, 3).data() == "Break of the log recorded"
        assert unnamed(page) == [] and clipped(page) == []
        grab(page, f"broken-{theme.value}")
    with Desk.open(office) as desk, sample.as_person(desk, "chair"):  # whoever comes later sees it too
        page = shown(qtbot, desk)
        assert "a break was recorded on" in page.file.broken.text()


@pytest.mark.parametrize("theme", [ThemeName.LIGHT, ThemeName.DARK])
def test_a_damaged_log_entry_is_put_back_from_a_backup_before_any_break(qtbot, office: Path, theme: ThemeName):
    look().change(name=theme, scale=150 if theme is ThemeName.DARK else 100)
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        desk.backups.make()
    change(office, ENTRY)
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        page = shown(qtbot, desk)
        part = page.file
        checked(qtbot, part)
        dialog = asked(qtbot, part)
        dialog.no_backup.setChecked(True)
        assert not dialog.act.isEnabled() and "put back first" in dialog.names.text()
        assert f"log entry 3: lies whole in {office.stem} log.txt" in dialog.refused.text()
        assert unnamed(dialog) == [] and clipped(dialog) == []
        grab(page, f"seek-break-{theme.value}")
        dialog.reject()
        grab(page, f"seek-{theme.value}")
        qtbot.mouseClick(part.seek, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: part.check_words.text().startswith("All is as it was left"), timeout=LONG)
        assert not part.after_fault.isVisible() and "Put back: log entry 3" in part.open_things.text()
        assert part.log.model().index(0, 3).data() == "Damaged log entries put back"
        assert unnamed(page) == [] and clipped(page) == []
        grab(page, f"sought-{theme.value}")
        assert desk.breaks.recorded() == ()


def test_a_wrong_passphrase_records_nothing_and_leaves_what_was_shown(qtbot, office: Path):
    change(office, NAME)
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        part = shown(qtbot, desk).file
        dialog = asked(qtbot, part)
        dialog.no_backup.setChecked(True)
        sign(qtbot, dialog, sample.passphrase("admin"), "not the words of the chair")
        qtbot.waitUntil(lambda: "not Chair Two's passphrase" in dialog.refused.text(), timeout=LONG)
        assert dialog.isVisible() and dialog.act.isEnabled()
        assert (dialog.own.text(), dialog.theirs.text()) == ("", "")
        assert desk.breaks.recorded() == ()
        dialog.reject()


def test_what_only_a_backup_brings_back_cannot_be_signed_away(qtbot, office: Path):
    change(office, KEY)
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        dialog = asked(qtbot, shown(qtbot, desk).file)
        dialog.no_backup.setChecked(True)
        assert not dialog.act.isEnabled()
        assert "Only restoring a backup helps" in dialog.names.text()
        assert "was not made by this store's authority" in dialog.refused.text()
        dialog.reject()


def test_only_an_administrator_is_asked(qtbot, office: Path):
    change(office, NAME)
    with Desk.open(office) as desk, sample.as_person(desk, "one"):
        part = shown(qtbot, desk).file
        with qtbot.waitSignal(part.refused) as said:
            assert part.ask_to_go_on() is None
        assert "administrator" in said.args[0]


def test_the_status_bar_tells_of_a_break_for_as_long_as_the_file_is_open(qtbot, office: Path, preferences):
    change(office, NAME)
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        ahead = desk.breaks.look()
        desk.breaks.record(
            ahead, "disk", sample.passphrase("admin"), sample.person(desk, "chair"), sample.passphrase("chair")
        )
    window = MainWindow(preferences)
    qtbot.addWidget(window)
    window.resize(1380, 900)
    window.show()
    try:
        window.open_store(office)
        qtbot.waitUntil(lambda: window._desk is not None, timeout=LONG)
        window._desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
        window._enter(sample.person(window._desk, "admin"))
        bar = window.status._broken
        assert not bar.isVisible()
        window.store_watch.look()
        qtbot.waitUntil(bar.isVisible, timeout=LONG)
        assert bar.text() == "1 break recorded"
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton)
        assert window.page.stack.currentIndex() == 3
        assert "a break was recorded on" in window.page.file.broken.text()
        assert clipped(window.status) == []
        grab(window, "break-window")
    finally:
        window.close()
