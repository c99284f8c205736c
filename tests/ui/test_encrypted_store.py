"""An encrypted office in the window: opened by a passphrase or a recovery code, and nothing changed by a wrong one."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from rpl_desk.desk import Desk
from rpl_desk.sealing.recovery import new_code
from rpl_desk.services.unlocking import unlock_by_code
from rpl_desk.store import key_files
from rpl_desk.ui.main_window import MainWindow
from rpl_desk.ui.recovery_dialogs import CodesDialog, NewCodesDialog, RecoverDialog
from rpl_desk.ui.tables import row_at
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, in_focus, unnamed

WAIT = 20_000
LOOKS = [(ThemeName.LIGHT, 100), (ThemeName.DARK, 100), (ThemeName.LIGHT, 200)]


def at_the_door(qtbot, window: MainWindow, store: Path) -> MainWindow:
    window.open_store(store)
    qtbot.waitUntil(lambda: window.sign_in.enter.isEnabled(), timeout=WAIT)
    return window


def choose(window: MainWindow, who: str) -> None:
    rows = window.sign_in._rows.rows
    place = [one.name for one in rows].index(sample.PEOPLE[who])
    window.sign_in.people.setCurrentIndex(window.sign_in._rows.index(place, 0))


def give(qtbot, window: MainWindow, who: str, words: str) -> None:
    choose(window, who)
    window.sign_in.passphrase.setText(words)
    qtbot.keyClick(window.sign_in.passphrase, Qt.Key.Key_Return)


def kept(store: Path) -> dict[str, bytes]:
    """Return the store and its key files as they are on the disk."""
    return {one.name: one.read_bytes() for one in store.parent.iterdir() if one.name.startswith(store.name)}


def dialog_of(window: MainWindow, kind: type[QDialog]):
    (found,) = [one for one in window.findChildren(kind) if one.isVisible()]
    return found


def log_of(desk: Desk) -> list[str]:
    with desk.database.connection() as raw:
        return [one for (one,) in raw.execute("SELECT action FROM audit_entry ORDER BY seq")]


# -- by a passphrase --------------------------------------------------------------------------------------------------


def test_a_passphrase_opens_the_file_and_signs_in_with_one_try(qtbot, window, sealed: Path, monkeypatch):
    from rpl_desk.sealing import wrapping

    runs = []
    honest = wrapping.Argon2id
    monkeypatch.setattr(wrapping, "Argon2id", lambda **given: runs.append(given) or honest(**given))
    at_the_door(qtbot, window, sealed)
    assert window._desk is None and window.sign_in._office.text() == sealed.name
    assert [one.name for one in window.sign_in._rows.rows] == sorted(sample.PEOPLE.values())
    give(qtbot, window, "chair", sample.passphrase("chair"))
    assert window.sign_in.enter.text() == "Opening the file" and not window.sign_in.enter.isEnabled()
    qtbot.waitUntil(lambda: window.places.currentWidget() is window.workplace, timeout=WAIT)
    assert window._desk.session.user.name == "Chair One" and len(runs) == 1
    assert window.windowTitle() == "Sample College – RPL Desk"
    window.lock()
    assert window.sign_in._office.text() == "Sample College" and not window.sign_in.recover.isVisible()
    assert row_at(window.sign_in.people.currentIndex()).name == "Chair One"
    give(qtbot, window, "one", sample.passphrase("one"))
    qtbot.waitUntil(lambda: window.places.currentWidget() is window.workplace, timeout=WAIT)
    assert window._desk.session.user.name == "Assessor One"


def test_a_wrong_passphrase_is_one_sentence_and_changes_nothing(qtbot, window, sealed: Path):
    before = kept(sealed)
    at_the_door(qtbot, window, sealed)
    window.sign_in._countdown.setInterval(60_000)
    give(qtbot, window, "two", "not the one at all, sorry")
    qtbot.waitUntil(lambda: window.sign_in._wait > 0, timeout=WAIT)
    said = window.sign_in.refused.text()
    assert said == "That is not Assessor Two's passphrase. Try again in 1 second." and "\n" not in said
    assert window._desk is None and not window.sign_in.enter.isEnabled()
    window.sign_in.other.click()
    assert window.places.currentWidget() is window.welcome
    assert kept(sealed) == before


def test_who_leaves_while_it_opens_finds_it_closed(qtbot, window, sealed: Path):
    at_the_door(qtbot, window, sealed)
    give(qtbot, window, "one", sample.passphrase("one"))
    window.sign_in.other.click()
    with qtbot.waitSignal(window.sign_in.unlocked, timeout=WAIT) as opened:
        pass
    assert window._desk is None and window.places.currentWidget() is window.welcome
    assert not opened.args[0].desk.database.is_open
    sample.enter(sealed, "one").close()


def test_a_file_that_should_be_encrypted_and_is_not_is_said_and_not_opened(qtbot, window, office: Path, sealed: Path):
    """Somebody put a file in the clear where the encrypted one lay: its key file tells."""
    sealed.write_bytes(office.read_bytes())
    before = kept(sealed)
    window.open_store(sealed)
    qtbot.waitUntil(window.welcome.refused.isVisible, timeout=WAIT)
    assert "though its key file says that it should be" in window.welcome.refused.text()
    assert window._desk is None and kept(sealed) == before


def test_a_lost_key_file_is_said(qtbot, window, sealed: Path):
    for one in key_files.paths_of(sealed):
        one.unlink()
    window.open_store(sealed)
    qtbot.waitUntil(window.welcome.refused.isVisible, timeout=WAIT)
    assert "its key file is missing" in window.welcome.refused.text()


# -- by a recovery code -----------------------------------------------------------------------------------------------


def asked_for_code(qtbot, window: MainWindow, store: Path) -> RecoverDialog:
    at_the_door(qtbot, window, store)
    in_focus(qtbot, window.sign_in)
    qtbot.keyClick(window.sign_in.people, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: bool(window.findChildren(RecoverDialog)), timeout=WAIT)
    return dialog_of(window, RecoverDialog)


def test_a_wrong_code_is_one_sentence_and_cancel_goes_back(qtbot, window, sealed: Path):
    before = kept(sealed)
    dialog = asked_for_code(qtbot, window, sealed)
    for words, said in (
        ("", "Type the recovery code"),
        ("ABCD", "4 characters; a recovery code has 28"),
        (new_code(), "no recovery code of this store that still counts"),
    ):
        dialog.code.setText(words)
        dialog.accept()
        qtbot.waitUntil(lambda: not dialog.is_busy, timeout=WAIT)
        assert said in dialog.refused.text() and "\n" not in dialog.refused.text()
    dialog.reject()
    assert window.places.currentWidget() is window.sign_in and window._desk is None
    assert kept(sealed) == before


def test_a_code_opens_it_once_is_told_of_and_replaced_before_anybody_signs_in(qtbot, window, sealed: Path):
    used, other = sample.codes_of(sealed)
    dialog = asked_for_code(qtbot, window, sealed)
    dialog.code.setText(used.lower().replace(" ", ""))
    dialog.accept()
    qtbot.waitUntil(lambda: window._desk is not None, timeout=WAIT)
    desk = window._desk
    assert "Recovery code 1 opened office.rpldesk, which is in its log" in window.sign_in.refused.text()
    assert "recovery code used" in log_of(desk) and desk.session.is_locked

    codes = dialog_of(window, CodesDialog)
    (new,) = codes._codes
    assert new.number == 3 and list(codes.fields) == [3]
    codes.reject()  # put off: nobody gets in, and the page says what is to be done
    give(qtbot, window, "admin", sample.passphrase("admin"))
    qtbot.waitUntil(lambda: "Recovery code 3 has not been typed back" in window.sign_in.refused.text(), timeout=WAIT)
    assert window.sign_in.type_back.isVisible()

    typing = window.sign_in.show_codes()
    assert typing.is_typing
    typing.fields[3].setText(other)  # a code of this store, and not the one that is asked for
    typing.accept()
    qtbot.waitUntil(lambda: not typing.is_busy, timeout=WAIT)
    assert "Recovery code 3 is still to be typed" in typing.refused.text()
    typing.fields[3].setText(new.code)
    typing.accept()
    qtbot.waitUntil(lambda: not typing.isVisible(), timeout=WAIT)
    assert not window.sign_in.type_back.isVisible()
    give(qtbot, window, "admin", sample.passphrase("admin"))
    qtbot.waitUntil(lambda: window.places.currentWidget() is window.workplace, timeout=WAIT)
    assert desk.check() == []
    window.close_store()
    for code, opens in ((used, False), (other, True), (new.code, True)):
        try:
            unlock_by_code(sealed, code).drop()
        except Exception:  # noqa: BLE001 - whatever it says, it does not open
            assert not opens
        else:
            assert opens


def test_codes_lost_before_they_were_on_paper_are_made_anew_without_signing_in(qtbot, window, tmp_path: Path):
    store = tmp_path / "office.rpldesk"
    Desk.found(
        store,
        name="Sample College",
        admin_name=sample.PEOPLE["admin"],
        admin_email=sample.address("admin"),
        passphrase=sample.passphrase("admin"),
        cost=sample.Cost(),
        encrypted=True,
    )
    at_the_door(qtbot, window, store)
    give(qtbot, window, "admin", sample.passphrase("admin"))
    qtbot.waitUntil(lambda: window.sign_in.new_codes.isVisible(), timeout=WAIT)
    assert "Recovery code 1 and 2 has not been typed back" in window.sign_in.refused.text()
    making: NewCodesDialog = window.sign_in.make_codes()
    making.passphrase.setText("not the one at all, sorry")
    making.accept()
    qtbot.waitUntil(lambda: not making.is_busy, timeout=WAIT)
    assert "not Administrator One's passphrase" in making.refused.text()
    qtbot.wait(1100)  # the first growing delay, which the store keeps
    making.passphrase.setText(sample.passphrase("admin"))
    making.accept()
    qtbot.waitUntil(lambda: not making.isVisible(), timeout=WAIT)
    codes = dialog_of(window, CodesDialog)
    assert [one.number for one in codes._codes] == [3, 4]

    codes.write_sheet(tmp_path / "sheet.pdf")
    qtbot.waitUntil(lambda: codes.written.isVisible(), timeout=WAIT)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    codes.accept()
    assert codes.is_typing and not codes.sheet.isVisible()
    for one in codes._codes:
        codes.fields[one.number].setText(codes._codes[0].code)
    codes.accept()
    qtbot.waitUntil(lambda: not codes.is_busy, timeout=WAIT)
    assert "Recovery code 4 is still to be typed" in codes.refused.text()
    codes.fields[4].setText(codes._codes[1].code)
    codes.accept()
    qtbot.waitUntil(lambda: not codes.isVisible(), timeout=WAIT)
    give(qtbot, window, "admin", sample.passphrase("admin"))
    qtbot.waitUntil(lambda: window.places.currentWidget() is window.workplace, timeout=WAIT)


# -- how it looks -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("theme", "scale"), LOOKS)
def test_the_page_and_its_dialogs_are_named_and_nothing_is_cut_off(qtbot, window, sealed: Path, theme, scale):
    look().change(name=theme, scale=scale)
    at_the_door(qtbot, window, sealed)
    qtbot.waitUntil(lambda: clipped(window.sign_in) == [], timeout=WAIT)
    grab(window, f"encrypted-door-{theme}-{scale}")
    dialog = window.sign_in.ask_for_code()
    dialog.refuse("That is no recovery code of this store that still counts. A code is replaced once used.")
    qtbot.waitUntil(lambda: clipped(dialog) == [], timeout=WAIT)
    assert unnamed(dialog) == []
    grab(window, f"encrypted-recover-{theme}-{scale}")
    dialog.code.setText(sample.codes_of(sealed)[0])
    dialog.accept()
    qtbot.waitUntil(lambda: window._desk is not None, timeout=WAIT)
    codes = dialog_of(window, CodesDialog)
    qtbot.waitUntil(lambda: clipped(codes) == [], timeout=WAIT)
    assert unnamed(codes) == []
    grab(window, f"encrypted-codes-{theme}-{scale}")
    codes.accept()
    qtbot.waitUntil(lambda: clipped(codes) == [], timeout=WAIT)
    assert unnamed(codes) == []
    grab(window, f"encrypted-typing-{theme}-{scale}")
    codes.reject()
    qtbot.waitUntil(lambda: clipped(window.sign_in) == [], timeout=WAIT)
    assert unnamed(window.sign_in) == []
    grab(window, f"encrypted-after-{theme}-{scale}")
    making = window.sign_in.make_codes()
    qtbot.waitUntil(lambda: clipped(making) == [], timeout=WAIT)
    assert unnamed(making) == []
    grab(window, f"encrypted-new-codes-{theme}-{scale}")
