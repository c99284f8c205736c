"""A damaged file in the window: said once it was found twice, and a backup, a salvage or a look at it offered."""

from datetime import timedelta
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.room import LITTLE
from rpl_desk.store import room
from rpl_desk.ui.damaged import READ, RESTORE, SALVAGE, DamagedDialog
from rpl_desk.ui.main_window import MainWindow
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.salvaged import SalvagedDialog
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, in_focus, unnamed

WAIT = 20_000


@pytest.fixture
def window(qtbot, desk_look, preferences: Preferences):
    made = MainWindow(preferences)
    qtbot.addWidget(made)
    made.resize(1280, 860)
    made.show()
    made.activateWindow()
    yield made
    made.close()


def cut_short(store: Path) -> bytes:
    data = store.read_bytes()
    store.write_bytes(data[: len(data) - 3 * 4096])
    return store.read_bytes()


def offered(qtbot, window: MainWindow, store: Path) -> DamagedDialog:
    """Open a damaged store, and the dialog of what can be done about it."""
    window.open_store(store)
    qtbot.waitUntil(window.welcome.damaged.isVisible, timeout=WAIT)
    assert "is damaged" in window.welcome.refused.text()
    in_focus(qtbot, window.welcome.damaged)
    window.welcome.damaged.click()
    (dialog,) = window.findChildren(DamagedDialog)
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=WAIT)
    return dialog


def choose(dialog: DamagedDialog, way: str) -> None:
    dialog.way.set_value(way)
    dialog.way.chosen.emit(way)


@pytest.mark.parametrize("theme", [ThemeName.LIGHT, ThemeName.DARK])
def test_what_can_be_done_is_offered_in_plain_words(qtbot, window, office: Path, theme):
    look().change(name=theme, scale=100)
    before = cut_short(office)
    dialog = offered(qtbot, window, office)
    for way in (RESTORE, SALVAGE, READ):
        choose(dialog, way)
        grab(window, f"damaged-{way}-{theme}")
        assert unnamed(dialog) == [] and clipped(dialog) == []
    choose(dialog, RESTORE)
    dialog.accept()
    assert "e-mail address" in dialog.refused.text() and dialog.isVisible()
    dialog.reject()
    assert office.read_bytes() == before


def test_a_salvaged_file_is_made_opened_for_reading_and_marked_above_every_page(qtbot, window, office: Path):
    before = cut_short(office)
    dialog = offered(qtbot, window, office)
    choose(dialog, SALVAGE)
    dialog.act.click()
    made = office.with_name("sample-college.salvaged.rpldesk")
    qtbot.waitUntil(lambda: window._desk is not None, timeout=WAIT)
    assert window._desk.database.path == made and window._desk.database.read_only
    bar = window.held
    assert "opens for reading only" in bar.text() and bar.isVisible()
    assert "verified by signature" in window.sign_in.refused.text()
    window._desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    window._enter(sample.person(window._desk, "admin"))
    assert window.place == "cases" and bar.isVisible() and not window.store_watch.is_checking
    bar.buttons[0].click()
    (shown,) = window.findChildren(SalvagedDialog)
    qtbot.waitUntil(lambda: not shown.is_busy, timeout=WAIT)
    assert "Not saved. audit_entry 1: this entry of the log is lost." in shown.lines.toPlainText()
    assert (
        "Unverified. person 1: " in shown.lines.toPlainText() and "compare it with the roster" in shown.summary.text()
    )
    assert unnamed(shown) == []
    grab(window, "salvaged")
    shown.reject()
    window.close_store()
    assert window.held is None and office.read_bytes() == before


def test_a_damaged_file_can_be_looked_at(qtbot, window, office: Path):
    before = cut_short(office)
    dialog = offered(qtbot, window, office)
    choose(dialog, READ)
    dialog.act.click()
    qtbot.waitUntil(lambda: window._desk is not None, timeout=WAIT)
    assert "is damaged and open for reading only" in window.banner.text()
    window.close_store()
    assert office.read_bytes() == before


def test_a_backup_takes_the_place_of_the_damaged_file(qtbot, window, office: Path):
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        desk.backups.make()
    damaged = cut_short(office)
    dialog = offered(qtbot, window, office)
    assert dialog.backup.count() == 1
    dialog.email.setText(sample.address("admin"))
    dialog.passphrase.setText(sample.passphrase("admin"))
    dialog.accept()
    assert "reason" in dialog.refused.text()
    dialog.reason.setText("The file was damaged")
    dialog.act.click()
    qtbot.waitUntil(lambda: window._desk is not None, timeout=WAIT)
    assert not window._desk.database.read_only and not window.banner.isVisible()
    kept = [one for one in office.parent.iterdir() if one.is_file() and one.read_bytes() == damaged]
    assert len(kept) == 1 and kept[0] != office


def test_an_encrypted_damaged_file_is_salvaged_with_a_passphrase(qtbot, window, sealed: Path):
    data = sealed.read_bytes()
    sealed.write_bytes(data[: len(data) - 3 * 4096])
    window.open_store(sealed)
    qtbot.waitUntil(lambda: window.sign_in.enter.isEnabled(), timeout=WAIT)
    names = [one.name for one in window.sign_in._rows.rows]
    window.sign_in.people.setCurrentIndex(window.sign_in._rows.index(names.index(sample.PEOPLE["admin"]), 0))
    window.sign_in.passphrase.setText(sample.passphrase("admin"))
    window.sign_in.sign_in()
    qtbot.waitUntil(window.welcome.damaged.isVisible, timeout=WAIT)
    window.welcome.damaged.click()
    (dialog,) = window.findChildren(DamagedDialog)
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=WAIT)
    choose(dialog, SALVAGE)
    dialog.email.setText(sample.address("admin"))
    dialog.passphrase.setText(sample.passphrase("admin"))
    dialog.act.click()
    made = sealed.with_name("office.salvaged.rpldesk")
    qtbot.waitUntil(made.exists, timeout=WAIT)
    qtbot.waitUntil(lambda: window.sign_in.enter.isEnabled(), timeout=WAIT)
    assert window.sign_in._locked == made


def test_little_room_is_said_above_every_page_and_some_is_kept_while_the_file_is_open(
    qtbot, window, office: Path, monkeypatch
):
    window.open_store(office)
    qtbot.waitUntil(lambda: window._desk is not None, timeout=WAIT)
    window._desk.session.begin(sample.person(window._desk, "admin"), timedelta(minutes=15))
    window._enter(sample.person(window._desk, "admin"))
    monkeypatch.setattr(room, "BALLAST_BYTES", 100_000)
    monkeypatch.setattr(room, "free_room", lambda _: LITTLE)
    window.room_watch.look()
    qtbot.waitUntil(room.ballast_of(office).exists, timeout=WAIT)
    qtbot.waitUntil(window.room_watch._due.isActive, timeout=WAIT)
    monkeypatch.setattr("rpl_desk.services.room.free_room", lambda _: LITTLE - 1)
    window.room_watch.look()
    qtbot.waitUntil(window.banner.isVisible, timeout=WAIT)
    assert "Only 499 MB are free" in window.banner.text()
    grab(window, "little-room")
    window.close_store()
    assert not window.banner.isVisible() and not room.ballast_of(office).exists()
