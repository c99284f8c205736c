"""Encryption on the Office page: put on, re-keyed, taken off, stopped; its codes made anew and typed back."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from rpl_desk.desk import Desk
from rpl_desk.domain.protection import RecoveryCode
from rpl_desk.services.unlocking import needs_key
from rpl_desk.ui.main_window import MainWindow
from rpl_desk.ui.office.encryption_part import ConvertDialog, EncryptionPart
from rpl_desk.ui.recovery_dialogs import CodesDialog
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, unnamed

WAIT = 60_000
LOOKS = [(ThemeName.LIGHT, 100), (ThemeName.DARK, 100), (ThemeName.LIGHT, 200)]


def part_of(window: MainWindow, desk: Desk) -> EncryptionPart:
    """Sit the administrator at an open desk, and go to the file on the Office page."""
    window.use_desk(desk)
    desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    window.sign_in.signed_in.emit(sample.person(desk, "admin"))
    window.go("office")
    window.page.show_part(3)
    return window.page.file.encryption


def agreed(qtbot, dialog: ConvertDialog, words: str = sample.passphrase("admin")) -> ConvertDialog:
    dialog.understood.setChecked(True)
    dialog.passphrase.setText(words)
    qtbot.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    return dialog


def codes_of(qtbot, window: MainWindow) -> CodesDialog:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(CodesDialog)), timeout=WAIT)
    return next(one for one in window.findChildren(CodesDialog) if one.isVisible())


def typed_back(qtbot, dialog: CodesDialog) -> Sequence[RecoveryCode]:
    dialog.accept()
    for one in dialog._codes:
        dialog.fields[one.number].setText(one.code)
    dialog.accept()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=WAIT)
    return dialog._codes


def log_of(desk: Desk) -> list[str]:
    with desk.database.connection() as raw:
        return [one for (one,) in raw.execute("SELECT action FROM audit_entry ORDER BY seq")]


def test_a_file_is_encrypted_in_the_window_and_work_goes_on_in_it(qtbot, window, office: Path):
    part = part_of(window, Desk.open(office))
    desk = window._desk
    assert part.state.text().startswith("Not encrypted") and part.encrypt.isVisible() and not part.decrypt.isVisible()
    dialog = part.ask_to_encrypt()
    dialog.accept()
    assert "Tick that you have read it" in dialog.refused.text()
    agreed(qtbot, dialog, "not the one at all, sorry")
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=WAIT)
    assert "That is not Administrator One's passphrase" in dialog.refused.text() and desk.database.key is None
    qtbot.wait(1100)  # the first growing delay, which the store keeps
    agreed(qtbot, dialog)
    assert not dialog.content.isEnabled() and dialog.not_now.text() == "Stop"
    codes = codes_of(qtbot, window)
    assert not dialog.isVisible() and [one.number for one in codes._codes] == [1, 2]
    typed_back(qtbot, codes)

    kept = office.with_name("sample-college.before-encryption.rpldesk")
    assert part.state.text().startswith("Encrypted since") and "It opens for Administrator One." in part.who.text()
    assert "Not yet for Assessor One, Assessor Two, Chair One, Member One" in part.who.text()
    assert part.codes.text().startswith("Recovery codes on paper: 1 since") and not part.type_back.isVisible()
    assert f"{kept.name}: it is not encrypted" in part.done_words.text() and kept.name in part.attention.text()
    assert log_of(desk)[-3:] == ["encrypt store", "confirm recovery code", "confirm recovery code"]
    desk.office.rename("Another name", "")
    assert desk.check() == []
    window.close_store()
    assert needs_key(office) and not needs_key(kept)
    sample.enter(office, "admin").close()


def test_a_change_that_is_stopped_leaves_the_file_as_it_was(qtbot, window, office: Path):
    part = part_of(window, Desk.open(office))
    dialog = agreed(qtbot, part.ask_to_encrypt())
    dialog.reject()  # the keys are being made still: nothing has been exchanged
    assert dialog.isVisible() and dialog.not_now.text() == "Stopping"
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=WAIT)
    assert window._desk.database.key is None and part.state.text().startswith("Not encrypted")
    assert not any(one.isVisible() for one in window.findChildren(CodesDialog))
    assert "encrypt store" not in log_of(window._desk) and window._desk.check() == []
    window.close_store()
    assert [one.name for one in office.parent.glob("*.rpldesk*")] == [office.name]


def test_an_encrypted_file_gets_a_new_key_new_codes_and_is_taken_into_the_clear(qtbot, window, sealed: Path):
    part = part_of(window, sample.enter(sealed, "admin"))
    desk = window._desk
    assert part.state.text().startswith("Encrypted") and not part.encrypt.isVisible() and part.rekey.isVisible()

    making = part.ask_for_new_codes()
    making.passphrase.setText(sample.passphrase("admin"))
    making.accept()
    codes = codes_of(qtbot, window)
    assert [one.number for one in codes._codes] == [3, 4]
    codes.reject()
    assert "Code 3 and 4 has not been typed back" in part.codes.text() and part.type_back.isVisible()

    before = desk.database.key.raw
    agreed(qtbot, part.ask_for_new_key())
    codes = codes_of(qtbot, window)
    assert [one.number for one in codes._codes] == [5, 6] and desk.database.key.raw != before
    typed_back(qtbot, codes)
    assert "Recovery codes on paper: 5" in part.codes.text()

    agreed(qtbot, part.ask_to_decrypt())
    qtbot.waitUntil(lambda: part.state.text().startswith("Not encrypted since"), timeout=WAIT)
    assert desk.database.key is None and desk.check() == []
    assert "change store key" in log_of(desk) and log_of(desk)[-1] == "decrypt store"
    window.close_store()
    assert not needs_key(sealed)


def test_who_is_no_administrator_is_refused_in_a_sentence(qtbot, window, sealed: Path):
    part = part_of(window, sample.enter(sealed, "one"))
    window._desk.sign_in(sample.address("one"), sample.passphrase("one"))
    dialog = agreed(qtbot, part.ask_to_decrypt(), sample.passphrase("one"))
    qtbot.waitUntil(lambda: not dialog.is_busy, timeout=WAIT)
    assert "Only an administrator" in dialog.refused.text() and window._desk.database.key is not None


@pytest.mark.parametrize(("theme", "scale"), LOOKS)
def test_the_part_and_its_questions_are_named_and_nothing_is_cut_off(qtbot, window, sealed: Path, theme, scale):
    look().change(name=theme, scale=scale)
    part = part_of(window, sample.enter(sealed, "admin"))
    qtbot.waitUntil(lambda: clipped(part) == [], timeout=WAIT)
    assert unnamed(part) == []
    grab(window, f"encryption-part-{theme}-{scale}")
    for name, ask in (
        ("rekey", part.ask_for_new_key),
        ("decrypt", part.ask_to_decrypt),
        ("encrypt", part.ask_to_encrypt),
    ):
        dialog = ask()
        dialog.refuse("That is not Administrator One's passphrase. Try again in 4 seconds.")
        qtbot.waitUntil(lambda dialog=dialog: clipped(dialog) == [], timeout=WAIT)
        assert unnamed(dialog) == []
        grab(window, f"encryption-{name}-{theme}-{scale}")
        dialog.reject()
