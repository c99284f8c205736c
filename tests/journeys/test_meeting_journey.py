"""A whole meeting in the real window: four cases, a withdrawal for conflict, a lost quorum, a dissent, its minutes."""

from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.domain.decisions import Outcome
from rpl_desk.domain.meeting_papers import Minutes
from rpl_desk.sealing.canonical import parse
from rpl_desk.sealing.verify import Status
from rpl_desk.services.verifying import verify_file
from rpl_desk.ui.case.decision_dialogs import ConfirmDialog
from rpl_desk.ui.case.intake_dialogs import InterestDialog
from rpl_desk.ui.main_window import MainWindow
from rpl_desk.ui.meeting.dialogs import PutOffDialog
from rpl_desk.ui.meeting.page import MeetingPage
from rpl_desk.ui.panels.minutes_dialog import MinutesDialog
from tests import office as sample
from tests.journeys.test_window_journey import sign_in
from tests.ui.helpers import clipped, grab, in_focus, unnamed

SHIFTED = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def prepared(office: Path, tmp_path: Path):
    """Four cases the assessors are done with, before a meeting with a quorum of three."""
    with Desk.open(office) as desk:
        kinds = (
            CaseKind.CREDIT_RATING_OWN,
            CaseKind.RPL_CREDIT_GENERAL,
            CaseKind.CREDIT_RATING_OWN,
            CaseKind.CREDIT_RATING_OWN,
        )
        cases = [sample.case_at(desk, tmp_path, Stage.PANEL, kind) for kind in kinds]
        meeting = sample.meeting_of(desk, *cases)
    return cases, meeting


@pytest.fixture
def window(prepared, window: MainWindow) -> MainWindow:
    """The window, opened once the cases are there."""
    return window


def press(qtbot, page: MeetingPage, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key with the keyboard in the order, which is no text field."""
    in_focus(qtbot, page)
    page.order.order.setFocus()
    qtbot.keyClick(page.order.order, key, modifier)


def declare(page: MeetingPage, name: str, statement: str) -> None:
    page.ask_for_interest()
    dialog = page.findChildren(InterestDialog)[-1]
    dialog.ui.person_combo.setCurrentIndex(dialog.ui.person_combo.findText(name))
    dialog.ui.statement_edit.setText(statement)
    dialog.accept()


def draft(page: MeetingPage, outcome: Outcome, points: int | None = 12, dissent: str = "") -> None:
    part = page.decision
    part.choose(outcome)
    if points is not None:
        part.form.levels.set_level(8)
        part.form.levels.chosen.emit(8)
        part.form.points.setValue(points)
        part.form.texts["credit_rationale"].setPlainText("120 hours are twelve points.")
    part.form.texts["level_rationale"].setPlainText("The whole sits best at level 8.")
    part.form.texts["dissent"].setPlainText(dissent)
    part.keep()


def confirm(qtbot, page: MeetingPage) -> None:
    press(qtbot, page, Qt.Key.Key_Return, CONTROL)
    page.decision.findChildren(ConfirmDialog)[-1].accept()
    qtbot.wait(20)


def pressed(page: MeetingPage, name: str) -> None:
    next(one for one in page.room.findChildren(QPushButton) if one.accessibleName() == name).click()


def test_a_meeting_from_its_order_to_its_confirmed_minutes(qtbot, window: MainWindow, prepared, tmp_path: Path):
    cases, meeting = prepared
    desk = sign_in(qtbot, window, "chair")
    window.go("panels")
    window.page.meeting.group.click()
    window.page.meeting.start_run.click()
    page = window.page
    assert isinstance(page, MeetingPage)
    in_focus(qtbot, window)
    page.show_second_screen()
    press(qtbot, page, Qt.Key.Key_O, SHIFTED)
    page.of_meeting.setPlainText("Chair One opened the meeting.")

    # the first case: nobody leaves, one dissents
    press(qtbot, page, Qt.Key.Key_J)
    assert page.up is not None and page.up.case.id == cases[0].id
    assert cases[0].reference in page._second.case.text()
    qtbot.keyClick(page, Qt.Key.Key_M, CONTROL)
    qtbot.keyClicks(page.minute, "The panel found both units sound.")
    draft(page, Outcome.RATED, dissent="Assessor Two would have said level 7.")
    grab(window, "meeting-journey-dissent")
    confirm(qtbot, page)
    assert desk.intake.case(cases[0].reference).stage is Stage.DECIDED

    # the second: an interest comes up in the room, so the member withdraws, and three are still there
    press(qtbot, page, Qt.Key.Key_J)
    assert page.up.case.id == cases[1].id
    draft(page, Outcome.FULL_CREDIT, points=6)
    declare(page, "Member One", "Former line manager")
    assert "Member One must leave the room first." in page.decision.form.notice.text()
    press(qtbot, page, Qt.Key.Key_Return, CONTROL)
    assert page.decision.findChildren(ConfirmDialog)[1:] == []
    press(qtbot, page, Qt.Key.Key_L)
    member = sample.person(desk, "member")
    qtbot.waitUntil(page.room.ticks[member.id].hasFocus)
    qtbot.keyClick(page.room.ticks[member.id], Qt.Key.Key_Space)
    assert "Left at" in page.room.ticks[member.id].words.text()
    grab(window, "meeting-journey-withdrawal")
    confirm(qtbot, page)
    assert desk.intake.case(cases[1].reference).stage is Stage.DECIDED

    # the third: an assessor is called away while the member is still out, the quorum is lost, the case is put off
    press(qtbot, page, Qt.Key.Key_J)
    draft(page, Outcome.RATED)
    pressed(page, "Assessor Two: Left")
    assert "2 present, 3 needed. The decision waits." in page.decision.form.notice.text()
    assert not page.decision.confirm.isEnabled() and "waits" in page._second.state.text()
    grab(window, "meeting-journey-quorum")
    press(qtbot, page, Qt.Key.Key_Return, CONTROL)
    press(qtbot, page, Qt.Key.Key_O)
    dialog = page.findChildren(PutOffDialog)[-1]
    dialog.ui.reason_edit.setText("Below the quorum; it comes first at the next meeting.")
    dialog.accept()
    assert desk.intake.case(cases[2].reference).stage is Stage.PANEL

    # the fourth: both are back, and it is referred back
    press(qtbot, page, Qt.Key.Key_J)
    for who in ("Member One", "Assessor Two"):
        pressed(page, f"{who}: Back")
    assert page.decision.form.notice.text() == ""
    draft(page, Outcome.REFERRED_BACK, points=None)
    confirm(qtbot, page)
    assert not page.onward.isEnabled()
    assert unnamed(window) == [] and clipped(page) == []
    press(qtbot, page, Qt.Key.Key_O, SHIFTED)
    assert desk.meetings.sitting(meeting).closed_at is not None

    # minutes, from what was captured and nothing else
    qtbot.keyClick(page, Qt.Key.Key_U, SHIFTED)
    minutes = page.findChildren(MinutesDialog)[-1]
    minutes.draft.click()
    minutes.confirm.click()
    minutes.write_to(tmp_path / "minutes.pdf")
    qtbot.waitUntil(lambda: "Written" in minutes.refused.text(), timeout=20_000)
    minutes.reject()
    (row,) = desk.minutes.versions(meeting)
    said = Minutes.from_plain(parse(row.body))
    outcomes = [{fact.name: fact.value for fact in one.decision}.get("Outcome", "") for one in said.items]
    assert outcomes == ["Rated", "Full credit", "", "Referred back"]
    assert [one.dissent for one in said.items] == ["Assessor Two would have said level 7.", "", "", ""]
    out = [[who.name for who in one.out] for one in said.items]
    assert out[0] == [] and "Member One" in out[1] and "Assessor Two" in out[2]
    assert all(who.left and who.returned for one in said.items for who in one.out)
    assert said.items[2].put_off.startswith("Below the quorum")
    assert [one.minute for one in said.items] == ["The panel found both units sound.", "", "", ""]
    assert said.minute == "Chair One opened the meeting."
    document = pdfium.PdfDocument(tmp_path / "minutes.pdf")
    words = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    document.close()
    assert "Confirmed" in words and "Member One declared: Former line manager" in words

    # what was decided is the same decision record as ever, signed and checked as ever
    sample.sign_all(desk, cases[1])
    written = desk.exchange.export([desk.intake.case(cases[1].reference)], tmp_path / "out")
    assert {verify_file(one.path).status for one in written} == {Status.GOOD}
    record = parse(desk.decisions.current_record(cases[1].id).body)
    assert (record["meeting"]["left"], record["meeting"]["counted"]) == (["Member One"], 3)
    assert desk.check() == []


def test_a_locked_desk_shows_nothing_on_the_second_screen(qtbot, window: MainWindow, prepared):
    cases, meeting = prepared
    desk = sign_in(qtbot, window, "chair")
    window.go("meeting", meeting.id)
    page = window.page
    page.open_or_close()
    page.step(1)
    page.show_second_screen()
    page.minute.setPlainText("Kept before the lock")
    window.lock()
    assert not page._second.case.text()
    sign_in(qtbot, window, "chair")
    assert page._second.case.text() == cases[0].reference
    assert desk.meetings.minute(meeting, cases[0]) == "Kept before the lock"
