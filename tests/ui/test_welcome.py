"""The welcome page and setting up an office, read back from the store they make."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from rpl_desk.desk import Desk
from rpl_desk.services.unlocking import needs_key
from rpl_desk.ui.main_window import MainWindow
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.recovery_dialogs import CodesDialog
from rpl_desk.ui.set_up import SetUpDialog
from rpl_desk.ui.status import qt_is_safe
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from rpl_desk.ui.welcome import WelcomePage
from tests.ui.helpers import clipped, grab, unnamed

PASSPHRASE = "gravel lantern otter stencil"


@pytest.fixture
def page(qtbot, preferences: Preferences, office: Path) -> WelcomePage:
    preferences.remember_store(office)
    made = WelcomePage(preferences, with_sample=True)
    qtbot.addWidget(made)
    made.resize(1440, 860)
    made.show()
    return made


@pytest.mark.parametrize("name", ["sample", "set_up", "open_file"])
def test_each_way_in_is_taken_by_mouse_and_by_enter(qtbot, page, name):
    card = getattr(page, name)
    signal = {"sample": page.sample_asked, "set_up": page.set_up_asked, "open_file": page.file_asked}[name]
    with qtbot.waitSignal(signal):
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(signal):
        qtbot.keyClick(card, Qt.Key.Key_Return)


def test_stores_opened_before_are_offered_while_they_are_there(qtbot, page, office):
    rows = page._recent.findChildren(QPushButton)
    assert [row.accessibleName() for row in rows] == ["Open sample-college.rpldesk, on this computer"]
    with qtbot.waitSignal(page.opened) as opened:
        rows[0].click()
    assert opened.args == [office]
    office.unlink()
    page.show_recent()
    assert not page._recent.isVisible() and not page._recent_head.isVisible()


def test_text_size_and_colours_change_the_window_at_once(qtbot, page):
    for words, chosen in (("200", (ThemeName.LIGHT, 200)), ("Dark", (ThemeName.DARK, 200))):
        made = next(one for one in page.findChildren(QPushButton) if one.text() == words)
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
        assert (look().theme.name, look().theme.scale) == chosen
    look().change(scale=100)
    assert page.sizes.value() == 100 and page.colours.value() is ThemeName.DARK


def test_while_something_is_made_nothing_else_is_begun(page):
    page.show_busy("Making a sample office with its cases")
    page.show_progress(2, 8)
    assert page.progress.isVisible() and page.progress.value() == 2
    assert not page.set_up.isEnabled() and not page.sample.isEnabled()
    page.clear_problem()
    assert not page.progress.isVisible() and page.set_up.isEnabled()


@pytest.mark.parametrize(
    ("qt", "python", "safe"),
    [
        ((6, 11, 3), (3, 11, 7), True),
        ((6, 12, 0), (3, 11, 7), False),
        ((6, 12, 0), (3, 12, 0), True),
        ((6, 12, 1), (3, 11, 7), True),
    ],
)
def test_the_one_pair_of_versions_that_aborts_is_known(qt, python, safe):
    assert qt_is_safe(qt, python) is safe


# -- setting up an office ----------------------------------------------------------------------------------------------


@pytest.fixture
def dialog(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    made = SetUpDialog(window)
    made.open()
    yield made  # the window is kept until the test is over
    made.done(0)


def fill(dialog: SetUpDialog, path: Path, again: str = PASSPHRASE) -> None:
    dialog.ui.name_edit.setText("Sample Office")
    dialog.ui.unit_edit.setText("Quality")
    dialog.ui.person_edit.setText("Administrator Two")
    dialog.ui.email_edit.setText("Two@Example.ac.uk")
    dialog.passphrase.setText(PASSPHRASE)
    dialog.again.setText(again)
    dialog.ui.file_edit.setText(str(path))
    dialog.encrypted.set_value(False)


@pytest.mark.slow
def test_an_office_is_founded_where_it_was_said_and_its_administrator_signs_in(qtbot, dialog, tmp_path):
    fill(dialog, tmp_path / "our office")
    with qtbot.waitSignal(dialog.founded, timeout=60_000) as founded:
        qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
        assert not dialog.act.isEnabled() and not dialog.content.isEnabled()
        dialog.reject()
        assert dialog.isVisible()
    assert founded.args == [tmp_path / "our office.rpldesk"]
    with Desk.open(founded.args[0]) as desk:
        assert (desk.office.office().name, desk.office.office().unit) == ("Sample Office", "Quality")
        assert desk.sign_in("two@example.ac.uk", PASSPHRASE).name == "Administrator Two"


def test_whether_the_file_is_encrypted_has_to_be_said(dialog, tmp_path):
    fill(dialog, tmp_path / "office.rpldesk")
    dialog.encrypted.set_value(None)
    dialog.accept()
    assert "Say whether the file is to be encrypted" in dialog.refused.text()
    assert dialog.act.isEnabled() and list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_an_encrypted_office_is_founded_and_nobody_signs_in_before_the_codes_are_on_paper(qtbot, preferences, tmp_path):
    window = MainWindow(preferences)
    qtbot.addWidget(window)
    window.show()
    window._set_up()
    (dialog,) = window.findChildren(SetUpDialog)
    fill(dialog, tmp_path / "office.rpldesk")
    dialog.encrypted.set_value(True)
    dialog.accept()
    qtbot.waitUntil(lambda: window._desk is not None, timeout=60_000)
    (codes,) = window.findChildren(CodesDialog)
    assert codes.isVisible() and [one.number for one in codes._codes] == [1, 2]
    assert window.sign_in.type_back.isVisible() and window._desk.database.key is not None
    window.sign_in.passphrase.setText(PASSPHRASE)
    window.sign_in.sign_in()
    qtbot.waitUntil(lambda: "has not been typed back" in window.sign_in.refused.text(), timeout=60_000)
    codes.accept()
    for one in codes._codes:
        codes.fields[one.number].setText(one.code)
    codes.accept()
    qtbot.waitUntil(lambda: not codes.isVisible(), timeout=60_000)
    window.sign_in.sign_in()
    qtbot.waitUntil(lambda: window.places.currentWidget() is window.workplace, timeout=60_000)
    window.close()
    assert (tmp_path / "office.rpldesk-keys").exists() and needs_key(tmp_path / "office.rpldesk")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("again", "something else altogether", "not the same"),
        ("name_edit", " ", "needs some words"),
        ("file_edit", " ", "where the office file is to be kept"),
    ],
)
def test_a_refused_set_up_stays_open_keeps_its_words_and_makes_nothing(qtbot, dialog, tmp_path, field, value, words):
    fill(dialog, tmp_path / "office.rpldesk")
    (dialog.again if field == "again" else getattr(dialog.ui, field)).setText(value)
    dialog.accept()
    qtbot.waitUntil(lambda: bool(dialog.refused.text()), timeout=60_000)
    assert words in dialog.refused.text()
    assert dialog.isVisible() and dialog.act.isEnabled()
    assert dialog.ui.person_edit.text() == "Administrator Two"
    assert list(tmp_path.iterdir()) == []


def test_a_weak_passphrase_is_refused_in_words(qtbot, dialog, tmp_path):
    fill(dialog, tmp_path / "office.rpldesk", again="short")
    dialog.passphrase.setText("short")
    dialog.accept()
    qtbot.waitUntil(lambda: "at least 15" in dialog.refused.text(), timeout=20_000)


def test_five_words_are_suggested_readable_and_typed_twice(qtbot, dialog):
    qtbot.mouseClick(dialog.suggest, Qt.MouseButton.LeftButton)
    assert len(dialog.passphrase.text().split()) == 5
    assert dialog.again.text() == dialog.passphrase.text()
    assert dialog.passphrase.echoMode() is dialog.passphrase.EchoMode.Normal


def test_the_file_follows_the_offices_name_until_it_is_typed(qtbot, dialog, tmp_path):
    qtbot.keyClicks(dialog.ui.name_edit, "Sample: College/2")
    assert dialog.path.name == "sample-college-2.rpldesk"
    dialog.ui.file_edit.clear()
    qtbot.keyClicks(dialog.ui.file_edit, str(tmp_path / "mine"))
    qtbot.keyClicks(dialog.ui.name_edit, " and more")
    assert dialog.path == tmp_path / "mine.rpldesk"


@pytest.mark.parametrize("theme", [ThemeName.LIGHT, ThemeName.DARK])
@pytest.mark.parametrize("scale", [100, 200])
def test_everything_is_named_and_nothing_is_cut_off(qtbot, page, preferences, theme, scale):
    look().change(name=theme, scale=scale)
    page.show_problem("There is no store at that place. Locate it, or restore a backup.", Path("gone.rpldesk"))
    for size in ((1366, 720), (1440, 860)):
        page.resize(*size)
        qtbot.wait(20)
        assert unnamed(page) == []
        assert clipped(page) == []
        grab(page, f"welcome-{theme}-{scale}-{size[0]}")
    window = MainWindow(preferences)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    dialog = SetUpDialog(window)
    dialog.open()
    qtbot.wait(20)
    assert unnamed(dialog) == []
    assert clipped(dialog) == []
    grab(dialog, f"set-up-{theme}-{scale}")
    dialog.reject()
