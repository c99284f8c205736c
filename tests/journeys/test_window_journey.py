"""The whole job in the real window: sign in, find, open, judge as two, reveal, agree, decide, sign as two, export."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.decisions import Outcome
from rpl_desk.sealing.verify import Status
from rpl_desk.services.verifying import verify_file
from rpl_desk.ui.case.decision_dialogs import ConfirmDialog
from rpl_desk.ui.case.judging_dialogs import SealDialog
from rpl_desk.ui.main_window import MainWindow
from tests import office as sample
from tests.ui.helpers import clipped, grab, unnamed


def sign_in(qtbot, window: MainWindow, who: str) -> Desk:
    if window.places.currentWidget() is window.workplace:
        window.lock()
    page = window.sign_in
    qtbot.waitUntil(lambda: bool(page._rows.rows), timeout=10_000)
    names = [row.name for row in page._rows.rows]
    page.people.setCurrentIndex(page._rows.index(names.index(sample.PEOPLE[who]), 0))
    qtbot.keyClicks(page.passphrase, sample.passphrase(who))
    qtbot.keyClick(page.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.places.currentWidget() is window.workplace, timeout=20_000)
    assert window._desk is not None
    return window._desk


def open_part(qtbot, window: MainWindow, reference: str, part: str):
    window.go("case", (reference, part))
    qtbot.wait(30)
    return window.page.parts[part]


def decide_and_sign(qtbot, window: MainWindow, reference: str) -> None:
    """Decide as the chair who sits there, level 8 and 12 points, and sign as assessor and chair."""
    deciding = open_part(qtbot, window, reference, "deciding")
    deciding.choose(Outcome.RATED)
    deciding.form.levels.choose(8)
    deciding.form.points.setValue(12)
    deciding.form.texts["level_rationale"].setPlainText("The whole sits best at level 8.")
    deciding.form.texts["credit_rationale"].setPlainText("120 hours are twelve points.")
    deciding.ask_to_confirm()
    deciding.findChildren(ConfirmDialog)[-1].accept()
    signing = open_part(qtbot, window, reference, "signing")
    for who in ("one", "chair"):
        asked, people, _ = signing.buttons[0]
        ask = signing.ask(asked, people.currentData())
        ask.passphrase.setText(sample.passphrase(who))
        ask.accept()
        qtbot.waitUntil(lambda ask=ask: ask.signed is not None, timeout=20_000)
        ask.accept()
        qtbot.wait(30)


def test_from_a_case_folder_to_signed_documents_in_the_window(qtbot, window: MainWindow, tmp_path: Path):
    desk = sign_in(qtbot, window, "admin")
    grab(window, "window-cases-empty")
    folder = tmp_path / "handed in"
    folder.mkdir()
    sample.write_case_folder(folder)
    dialog = window.page.ask_to_import()
    dialog.read(folder)
    qtbot.waitUntil(dialog.act.isEnabled, timeout=20_000)
    assert "would be opened" in dialog.summary.text()
    dialog.accept()
    qtbot.waitUntil(lambda: dialog.opened is not None, timeout=20_000)
    reference = dialog.opened.reference
    intake = open_part(qtbot, window, reference, "intake")
    intake.begin_review()
    for who in ("one", "two"):
        desk = sign_in(qtbot, window, who)
        judging = open_part(qtbot, window, reference, "judging")
        case = desk.intake.case(reference)
        for place, criterion in enumerate(desk.judging.criteria(case.id)):
            judging.select(place)
            answer = sample.differ(criterion) if who == "two" else sample.an_answer(criterion)
            judging.answer(answer)
            judging.form.reason.setPlainText(f"{sample.PEOPLE[who]}: as the specification shows.")
            judging.passages.link.click()
        judging.ask_to_seal()
        seal = judging.findChildren(SealDialog)[-1]
        seal.accept()
        assert seal.sealed is not None
        seal.accept()
    desk = sign_in(qtbot, window, "chair")
    comparing = open_part(qtbot, window, reference, "comparing")
    comparing.before.reveal.click()
    qtbot.wait(30)
    comparing.take_side(1)
    comparing.rows[comparing.list.open].reason.setPlainText("Page 1 shows it.")
    comparing.settle_open()
    comparing.complete_case()
    decide_and_sign(qtbot, window, reference)
    assert desk.intake.case(reference).stage is Stage.SIGNED
    exporting = open_part(qtbot, window, reference, "exporting")
    exporting.export_to(tmp_path / "out")
    qtbot.waitUntil(lambda: exporting.written.count() == 3, timeout=30_000)
    for path in (tmp_path / "out").iterdir():
        assert verify_file(path).status is Status.GOOD
    assert desk.check() == []


@pytest.mark.parametrize("size", [(1440, 900), (1366, 768)])
@pytest.mark.parametrize("scale", [100, 200])
def test_every_place_of_the_window_is_named_and_nothing_is_cut_off(qtbot, window, tmp_path, desk_look, scale, size):
    desk_look.change(scale=scale)
    window.resize(*size)
    qtbot.waitUntil(lambda: bool(window.sign_in._rows.rows), timeout=10_000)
    qtbot.wait(150)
    assert unnamed(window.sign_in) == []
    assert clipped(window.sign_in) == []
    grab(window, f"window-sign-in-{scale}-{size[0]}")
    desk = sign_in(qtbot, window, "admin")
    for kind in ("rpl_entry", "credit_rating_own", "rpl_credit_specific"):
        sample.open_case(desk, tmp_path, sample.CaseKind(kind))
    for name in ("cases", "panels", "register", "frameworks", "office"):
        window.go(name)
        qtbot.wait(150)
        grab(window, f"window-{name}-{scale}-{size[0]}")
        assert unnamed(window) == [], name
        assert clipped(window) == [], name


def test_locking_hides_everything_and_keeps_what_was_typed(qtbot, window: MainWindow, tmp_path: Path):
    desk = sign_in(qtbot, window, "admin")
    case = sample.open_case(desk, tmp_path)
    intake = open_part(qtbot, window, case.reference, "intake")
    title = intake.form.fields[0].widget
    title.setFocus()
    qtbot.keyClicks(title, " and more")
    window.lock()
    assert window.places.currentWidget() is window.sign_in
    desk = sign_in(qtbot, window, "admin")
    assert desk.intake.case(case.reference).title.endswith(" and more")


def test_keys_are_shown_and_places_reached_by_keyboard(qtbot, window: MainWindow):
    sign_in(qtbot, window, "admin")
    window.go("frameworks")
    assert window.place == "frameworks"
    window.back()
    assert window.place == "cases"
    window.show_keys()
    grab(window, "window-keys")
