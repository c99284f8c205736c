"""Signing in: people, passphrases, waiting after a wrong one, and what the worked example says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from rpl_desk.desk import Desk
from rpl_desk.services.glance import Glance
from rpl_desk.ui.sign_in import SignInPage
from rpl_desk.ui.tables import row_at
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, unnamed


class Clock:
    """A clock that stands still until it is put forward."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(office: Path, clock: Clock):
    with Desk.open(office, clock=clock) as desk:
        yield desk


@pytest.fixture
def page(qtbot, timed: Desk) -> SignInPage:
    made = SignInPage()
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show_desk(timed)
    made.show()
    made.activateWindow()
    return made


def test_the_office_and_everybody_in_it_are_shown(page, timed):
    assert page._office.text() == "Sample College"
    names = [page._rows.index(row, 0).data() for row in range(page._rows.rowCount())]
    assert names == sorted(sample.PEOPLE.values())
    said = page._rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Administrator One, Administrator of the office"
    assert page.passphrase.echoMode() is QLineEdit.EchoMode.Password
    assert not page.sample.isVisible()


def test_the_right_passphrase_opens_the_desk_and_leaves_nothing_in_the_field(qtbot, page, timed):
    page.choose(sample.person(timed, "chair"))
    qtbot.keyClicks(page.passphrase, sample.passphrase("chair"))
    with qtbot.waitSignal(page.signed_in, timeout=20_000) as signed_in:
        qtbot.keyClick(page.passphrase, Qt.Key.Key_Return)
        assert not page.enter.isEnabled() and page.enter.text() == "Opening the key"
    assert signed_in.args[0].name == "Chair One" == timed.session.user.name
    assert page.passphrase.text() == "" and not page.passphrase.isUndoAvailable()


def test_a_wrong_passphrase_says_whose_and_counts_down(qtbot, page, timed, clock):
    page.choose(sample.person(timed, "one"))
    for number, wait in enumerate((1, 2), start=1):
        page._countdown.setInterval(60_000)
        qtbot.keyClicks(page.passphrase, f"not the kettle {number}")
        qtbot.mouseClick(page.enter, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda wait=wait: page._wait >= wait, timeout=20_000)
        assert "That is not Assessor One's passphrase." in page.refused.text()
        assert f"Try again in {page._wait} s" == page.enter.text() and not page.enter.isEnabled()
        page._count_down()
        while page._wait:
            page._count_down()
        assert page.enter.isEnabled() and page.enter.text() == "Sign in"
        page.passphrase.clear_words()
        clock.forward(seconds=90)
    qtbot.keyClicks(page.passphrase, sample.passphrase("one"))
    with qtbot.waitSignal(page.signed_in, timeout=20_000):
        qtbot.mouseClick(page.enter, Qt.MouseButton.LeftButton)
    assert page.refused.text() == ""


def test_another_person_need_not_wait_and_sees_no_words_of_the_first(qtbot, page, timed):
    page._countdown.setInterval(60_000)
    page.choose(sample.person(timed, "one"))
    qtbot.keyClicks(page.passphrase, "not the kettle")
    qtbot.mouseClick(page.enter, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page._wait > 0, timeout=20_000)
    page.choose(sample.person(timed, "two"))
    assert page.passphrase.text() == "" and page.refused.text() == ""
    assert page.enter.isEnabled() and page.enter.text() == "Sign in"


def test_no_passphrase_is_asked_for_by_name(qtbot, page, timed):
    page.choose(sample.person(timed, "member"))
    qtbot.mouseClick(page.enter, Qt.MouseButton.LeftButton)
    assert page.refused.text() == "Type Member One's passphrase."
    assert page.passphrase.hasFocus()


def test_who_asks_to_sign_in_before_the_file_is_open_signs_in_when_it_is(qtbot, page, timed, tmp_path):
    page.show_opening("office.rpldesk")
    assert not page.people.isEnabled() and page.passphrase.text() == ""
    page.show_glance(Glance("Sample College", "Quality office", None, timed.people.people()))
    page.choose(sample.person(timed, "two"))
    qtbot.keyClicks(page.passphrase, sample.passphrase("two"))
    qtbot.keyClick(page.passphrase, Qt.Key.Key_Return)
    assert not page.enter.isEnabled() and page.enter.text() == "Opening the file"
    with qtbot.waitSignal(page.signed_in, timeout=20_000) as signed:
        page.show_desk(timed)
    assert signed.args[0].name == "Assessor Two"


def test_what_is_being_typed_stays_when_the_file_turns_out_open(qtbot, page, timed):
    page.show_opening("office.rpldesk")
    page.show_glance(Glance("Sample College", "Quality office", None, timed.people.people()))
    page.choose(sample.person(timed, "one"))
    qtbot.keyClicks(page.passphrase, "one keeps")
    page.show_desk(timed)
    page.start()
    assert page.passphrase.text() == "one keeps" and page.enter.isEnabled()
    assert row_at(page.people.currentIndex()).name == "Assessor One"
    page.show_opening("another.rpldesk")
    assert page.passphrase.text() == "" and page.people.model().rowCount() == 0


def test_the_worked_example_shows_everybodys_passphrase(qtbot, page, timed):
    page.show_desk(timed, "sample kettles sing")
    assert page.sample.isVisible() and "sample kettles sing" in page.sample.text()
    page.show_desk(timed)
    assert not page.sample.isVisible()


@pytest.mark.parametrize("theme", [ThemeName.LIGHT, ThemeName.DARK])
@pytest.mark.parametrize("scale", [100, 200])
def test_everything_is_named_and_nothing_is_cut_off(qtbot, page, timed, theme, scale):
    look().change(name=theme, scale=scale)
    page.show_desk(timed, "sample kettles sing at the quiet harbour")
    page.refused.show_problem("That is not Chair One's passphrase. Try again in 4 seconds.")
    qtbot.waitUntil(lambda: clipped(page) == [])
    assert unnamed(page) == []
    grab(page, f"sign-in-{theme}-{scale}")
