"""A meeting planned in the window: its order by dragging and by keys, its times, its papers, its minutes."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.ui.panels.dialogs import MeetingDialog
from rpl_desk.ui.panels.minutes_dialog import MinutesDialog
from rpl_desk.ui.panels.page import PanelsPage
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, in_focus, unnamed


def shown(qtbot, desk: Desk) -> PanelsPage:
    page = PanelsPage(desk)
    qtbot.addWidget(page)
    page.resize(1380, 900)
    page.show()
    page.reload()
    qtbot.wait(20)
    return page


def three_cases(desk: Desk, folder: Path):
    cases = [sample.open_case(desk, folder) for _ in range(3)]
    meeting = sample.meeting_of(desk, *cases)
    with sample.as_person(desk, "admin"):
        for case in (cases[0], cases[2]):
            desk.intake.declare_interest(case, sample.person(desk, "member"), "Former line manager")
    return meeting, cases


def order_of(desk: Desk, meeting) -> list[int]:
    return [one.case.id for one in desk.meetings.order(meeting)]


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("theme", list(ThemeName))
def test_everything_is_named_and_nothing_is_cut_off(qtbot, desk: Desk, tmp_path: Path, theme, scale):
    three_cases(desk, tmp_path)
    look().change(name=theme, scale=scale)
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, desk)
        grab(page, f"panels-order-{theme.value}-{scale}")
        assert unnamed(page) == []
        assert clipped(page) == []


def test_a_case_is_dragged_to_another_place(qtbot, desk: Desk, tmp_path: Path):
    meeting, cases = three_cases(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, desk)
        order = page.meeting.order
        height = look().theme.height("row_two")
        view = order.viewport()
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(60, height // 2))
        for y in (height, 2 * height, 3 * height - 4):
            qtbot.mouseMove(view, QPoint(60, y))
            qtbot.wait(5)
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(60, 3 * height - 4))
        assert order_of(desk, meeting) == [cases[1].id, cases[2].id, cases[0].id]


def test_a_case_is_moved_by_keys_and_stays_chosen(qtbot, desk: Desk, tmp_path: Path):
    meeting, cases = three_cases(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, desk)
        in_focus(qtbot, page)
        order = page.meeting.order
        order.setFocus()
        order.setCurrentIndex(order.rows.index(0, 0))
        qtbot.keyClick(order, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        for _ in range(2):
            qtbot.keyClick(order, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert order_of(desk, meeting) == [cases[1].id, cases[2].id, cases[0].id]
        chosen = order.chosen()
        assert chosen is not None and chosen.case.id == cases[0].id


def test_grouping_planning_and_taking_off_are_kept(qtbot, desk: Desk, tmp_path: Path):
    meeting, cases = three_cases(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, desk)
        detail = page.meeting
        assert "2 times" in detail.times_left.text()
        detail.group.click()
        assert order_of(desk, meeting) == [cases[0].id, cases[2].id, cases[1].id]
        assert "once" in detail.times_left.text()
        detail.length.setValue(45)
        detail.begins.setText("9:30")
        detail.begins.editingFinished.emit()
        assert [one.starts for one in desk.meetings.order(meeting)] == ["09:30", "10:15", "10:35"]
        detail.begins.setText("half nine")
        detail.begins.editingFinished.emit()
        assert "not a time of day" in detail.problem.text()
        detail.take_off.click()
        assert order_of(desk, meeting) == [cases[2].id, cases[1].id]


def test_who_does_not_run_the_meeting_is_told_so(qtbot, desk: Desk, tmp_path: Path):
    meeting, cases = three_cases(desk, tmp_path)
    with sample.as_person(desk, "one"):
        page = shown(qtbot, desk)
        page.meeting.group.click()
        assert "runs a meeting" in page.meeting.problem.text()
        assert order_of(desk, meeting) == [one.id for one in cases]


def test_papers_are_written_beside_the_window_and_can_be_stopped(qtbot, desk: Desk, tmp_path: Path):
    three_cases(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, desk)
        page.meeting.write_agenda(tmp_path / "agenda.pdf")
        qtbot.waitUntil((tmp_path / "agenda.pdf").exists, timeout=20_000)
        page.meeting.write_pack(tmp_path / "pack")
        assert page.meeting.stop.isVisible()
        qtbot.waitUntil(lambda: "3 papers written" in page.meeting.problem.text(), timeout=20_000)
        assert len(list((tmp_path / "pack").glob("*.pdf"))) == 3
        page.meeting.write_pack(tmp_path / "stopped")
        page.meeting.stop.click()
        assert "stopped" in page.meeting.problem.text() and not page.meeting.bar.isVisible()


def test_minutes_are_drafted_corrected_and_confirmed_in_their_dialog(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    meeting = sample.meeting_of(desk, case)
    with sample.as_person(desk, "chair"):
        page = shown(qtbot, desk)
        page.meeting.ask_for_minutes()
        dialog = page.findChildren(MinutesDialog)[-1]
        dialog.draft.click()
        assert "not been opened" in dialog.refused.text()
        desk.meetings.open(meeting)
        dialog.draft.click()
        dialog.which.setCurrentIndex(1)
        dialog.text.setPlainText("The panel read the handbook.")
        dialog.correct.click()
        assert "needs some words" in dialog.refused.text()
        dialog.reason.setText("The minute was empty")
        dialog.correct.click()
        dialog.confirm.click()
        dialog.write_to(tmp_path / "minutes.pdf")
        qtbot.waitUntil(lambda: "Written" in dialog.refused.text(), timeout=20_000)
        assert [(one.version, bool(one.confirmed_at)) for one in desk.minutes.versions(meeting)] == [
            (1, False),
            (2, True),
        ]
        assert (tmp_path / "minutes.pdf").exists()
        qtbot.wait(30)
        grab(page, "minutes-dialog")
        assert unnamed(dialog) == []
        assert clipped(dialog) == []


def test_the_meeting_is_changed_somebody_invited_and_an_apology_noted(qtbot, desk: Desk, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        chair = sample.person(desk, "chair")
        meeting = desk.panels.call(desk.session.now().date(), "Room 2.14", chair, [])
        page = shown(qtbot, desk)
        page.meeting.ask_to_change()
        dialog = page.findChildren(MeetingDialog)[-1]
        grab(page, "meeting-change")
        dialog.ui.place_edit.setText("Room 3")
        dialog.ui.quorum_spin.setValue(2)
        ticks = {person.name: tick for person, tick in dialog.members}
        assert ticks["Chair One"].isChecked() and not ticks["Chair One"].isEnabled()
        ticks["Member One"].setChecked(True)
        dialog.accept()
        meeting = desk.panels.meeting(meeting.id)
        assert (meeting.place, meeting.quorum) == ("Room 3", 2)
        rows = {one.person_id: one for one in desk.panels.attendance(meeting)}
        member = sample.person(desk, "member")
        desk.panels.attend(rows[member.id], False)
        page.reload()
        field = next(one for one in page.findChildren(QLineEdit) if one.accessibleName() == "Apology of Member One")
        field.setText("at a funeral")
        field.editingFinished.emit()
        rows = {one.person_id: one for one in desk.panels.attendance(meeting)}
        assert (rows[member.id].present, rows[member.id].apology) == (False, "at a funeral")


def test_attendance_is_noted_by_keys_and_the_keyboard_stays_with_the_person(qtbot, desk: Desk, tmp_path: Path):
    meeting, _ = three_cases(desk, tmp_path)
    two = sample.person(desk, "two")
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, desk)
        in_focus(qtbot, page)
        page.meeting.present[two.id].take_focus()
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Right)
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Space)
        rows = {one.person_id: one.present for one in desk.panels.attendance(meeting)}
        assert rows[two.id] is False
        qtbot.waitUntil(lambda: page.meeting.present[two.id].isAncestorOf(page.focusWidget()))
