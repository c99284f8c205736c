"""What the window notices of its store unasked, and what its Office page checks and shows."""

import contextlib
import shutil
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from PySide6.QtCore import QThreadPool

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.ui.office.page import OfficePage
from rpl_desk.ui.watching import StoreWatch
from tests import office as sample
from tests.ui.helpers import clipped, unnamed


@pytest.fixture
def watch(qapp, preferences):
    made = StoreWatch(preferences, qapp)
    made.said = []
    made.found.connect(made.said.extend)
    made.words = []
    made.told.connect(made.words.append)
    yield made
    made.end()


def test_an_older_copy_put_in_place_of_the_store_is_noticed(qtbot, watch, preferences, office: Path, tmp_path: Path):
    older = shutil.copy(office, tmp_path / "older.rpldesk")
    with Desk.open(office) as desk:
        desk.sign_in(sample.address("chair"), sample.passphrase("chair"))
        desk.people.sign_out()
        store = desk.office.office().store
        watch.begin(desk)
        watch.look()
        qtbot.waitUntil(lambda: preferences.seen(store) is not None)
        watch.end()
        assert preferences.seen(store) == desk.seen()
    assert watch.said == []
    with Desk.open(older) as desk:
        before = preferences.seen(store)
        watch.begin(desk)
        watch.look()
        qtbot.waitUntil(lambda: watch.said != [])
        watch.end()
    assert "this is an older copy" in watch.said[0]
    assert preferences.seen(store) == before


def test_the_whole_check_runs_once_a_week(qtbot, watch, preferences, desk: Desk):
    store = desk.office.office().store
    watch.begin(desk)
    watch.check()
    qtbot.waitUntil(lambda: preferences.checked_at(store) is not None, timeout=20_000)
    first = preferences.checked_at(store)
    assert watch.words[0] == "Checking the whole file"
    assert watch.words[-1] == "Whole file checked: all is as it was left"
    watch.check()
    assert preferences.checked_at(store) == first and watch.said == [] and not watch.is_checking


def test_a_whole_check_that_is_stopped_counts_for_nothing(qtbot, watch, preferences, desk: Desk):
    watch.begin(desk)
    watch.check()
    assert watch.is_checking
    watch.stop()
    QThreadPool.globalInstance().waitForDone()
    qtbot.wait(20)  # what the job sent last arrives
    assert not watch.is_checking and watch.words[-1] == ""
    assert preferences.checked_at(desk.office.office().store) is None and watch.said == []


def test_a_row_that_was_changed_is_said_by_the_whole_check(qtbot, watch, preferences, office: Path):
    with contextlib.closing(driver.connect(str(office))) as connection:
        connection.execute("UPDATE person SET name = 'Chair Two' WHERE name = 'Chair One'")
        connection.commit()
    with Desk.open(office) as desk:
        watch.begin(desk)
        watch.check()
        qtbot.waitUntil(lambda: watch.said != [], timeout=20_000)
        watch.end()
        assert preferences.checked_at(desk.office.office().store) is None
    assert any(one.startswith("person 2:") for one in watch.said)
    assert "not as it was left" in watch.words[-1]


def test_the_office_page_checks_against_roster_and_anchor_and_keeps_anchors_outside(qtbot, desk: Desk, tmp_path: Path):
    desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    (tmp_path / "roster.json").write_bytes(desk.people.roster())
    (tmp_path / "outside").mkdir()
    page = OfficePage(desk)
    qtbot.addWidget(page)
    page.reload()
    desk.people.sign_out()
    desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    page.file.keep_at(tmp_path / "outside")
    qtbot.waitUntil(lambda: (tmp_path / "outside" / "anchors.txt").is_file())
    page.reload()
    assert str(tmp_path / "outside") in page.file.place_words.text()
    dialog = page.file.ask_for_proofs()
    dialog.accept()
    assert dialog.isVisibleTo(page) and "Give the roster" in dialog.refused.text()
    dialog.roster.setText(str(tmp_path / "roster.json"))
    dialog.anchor.setText(page.file.anchor.text())
    dialog.accept()
    qtbot.waitUntil(lambda: "All is as it was left" in page.file.check_words.text(), timeout=20_000)
    assert "Complete up to entry" in page.file.open_things.text()
    assert "not signed yet" in page.file.open_things.text()


def test_the_office_page_checks_a_document_against_its_own_roster_and_log(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.SIGNED)
    with sample.as_person(desk, "admin"):
        (written,) = desk.exchange.export([case], tmp_path, pdf=False, xlsx=False)
        page = OfficePage(desk)
        qtbot.addWidget(page)
        page.file.check_document(written.path)
        qtbot.waitUntil(lambda: "good, as it was signed" in page.file.open_things.text())
        assert "In the log of this office it fits" in page.file.open_things.text()
        altered = tmp_path / "altered.json"
        altered.write_bytes(written.path.read_bytes().replace(b'"level":8', b'"level":9'))
        page.file.check_document(altered)
        qtbot.waitUntil(lambda: "not as it was signed" in page.file.open_things.text())
        assert "is not what Chair One signed" in page.file.open_things.text()


@pytest.mark.parametrize("scale", [100, 200])
def test_file_and_log_are_named_and_not_cut_off(qtbot, desk: Desk, desk_look, scale: int):
    desk_look.change(scale=scale)
    desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    desk.people.sign_out()
    desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    page = OfficePage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 820)
    page.show()
    for part in (1, 3):
        page.show_part(part)
        page.reload()
        qtbot.wait(50)
        assert unnamed(page) == []
        assert clipped(page) == []
    desk_look.change(scale=100)
