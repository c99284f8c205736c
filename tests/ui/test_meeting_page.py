"""Meeting mode driven by its widgets and keys, and read back through the services."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.domain.decisions import Outcome
from rpl_desk.ui.case.decision_dialogs import ConfirmDialog
from rpl_desk.ui.case.intake_dialogs import InterestDialog
from rpl_desk.ui.meeting.dialogs import BreakDialog, ChairDialog, PutOffDialog
from rpl_desk.ui.meeting.page import MeetingPage
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, in_focus, unnamed


def shown(qtbot, desk: Desk, meeting, size=(1380, 900)) -> MeetingPage:
    page = MeetingPage(desk)
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    page.open_meeting(meeting.id)
    qtbot.wait(30)
    return page


def running(desk: Desk, *cases):
    meeting = sample.meeting_of(desk, *cases)
    with sample.as_person(desk, "chair"):
        desk.meetings.open(meeting)
        desk.meetings.take_up(meeting, desk.meetings.order(meeting)[0].item)
    return meeting


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize("state", ["planned", "running"])
def test_everything_is_named_and_nothing_is_cut_off(qtbot, desk: Desk, tmp_path: Path, state, theme, scale):
    cases = [sample.case_at(desk, tmp_path, Stage.PANEL, CaseKind.RPL_CREDIT_GENERAL), sample.open_case(desk, tmp_path)]
    meeting = running(desk, *cases) if state == "running" else sample.meeting_of(desk, *cases)
    look().change(name=theme, scale=scale)
    with sample.as_person(desk, "chair"):
        desk.intake.declare_interest(cases[0], sample.person(desk, "member"), "Former line manager")
        page = shown(qtbot, desk, meeting, (1380, 900))
        for pane in range(3) if page.panes.is_narrow else (1,):
            page.panes.bring(pane)
            qtbot.wait(30)
            grab(page, f"meeting-{state}-{theme.value}-{scale}-{pane}")
            assert unnamed(page) == []
            assert clipped(page) == []


def test_a_case_is_decided_from_the_keyboard_through_the_one_way_to_decide(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    meeting = sample.meeting_of(desk, case)
    with sample.as_person(desk, "chair"):
        page = shown(qtbot, desk, meeting)
        in_focus(qtbot, page)
        qtbot.keyClick(page, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        assert desk.meetings.sitting(meeting).is_open
        page.order.order.setFocus()
        qtbot.keyClick(page.order.order, Qt.Key.Key_J)
        assert page.up is not None and page.up.case.id == case.id
        qtbot.keyClick(page, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(page.minute.hasFocus)
        qtbot.keyClicks(page.minute, "The panel just named both sound.")
        assert page.minute.toPlainText() == "The panel just named both sound."  # J, S, D, N are letters in a text
        page.room.setFocus()
        page.decision.start()
        first = next(iter(page.decision.form.outcomes.values()))
        for key in (Qt.Key.Key_S, Qt.Key.Key_D, Qt.Key.Key_R):
            qtbot.keyClick(first, key)
        assert desk.intake.contents(case.id).decision.outcome is Outcome.RATED
        page.decision.form.levels.set_level(8)
        page.decision.form.levels.chosen.emit(8)
        page.decision.form.points.setValue(12)
        page.decision.form.texts["level_rationale"].setPlainText("The whole sits best at level 8.")
        page.decision.form.texts["credit_rationale"].setPlainText("120 hours are twelve points.")
        qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        page.decision.findChildren(ConfirmDialog)[-1].accept()
        assert desk.intake.case(case.reference).stage is Stage.DECIDED
        assert desk.meetings.minute(meeting, case) == "The panel just named both sound."
    assert desk.check() == []


def test_from_the_table_one_goes_to_the_evidence_and_once_decided_to_the_signatures(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    meeting = running(desk, case)
    with sample.as_person(desk, "chair"):
        page = shown(qtbot, desk, meeting)
        for part, words in (("evidence", "Open the case"), ("signing", "Sign the record")):
            assert page.to_case.text() == words
            with qtbot.waitSignal(page.went) as went:
                page.to_case.click()
            assert went.args == ["case", (case.reference, part)]
            if part == "evidence":
                sample.decide(desk, case)
                page.reload()


def test_below_the_quorum_the_decision_waits_and_says_why(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    meeting = running(desk, case)
    with sample.as_person(desk, "chair"):
        page = shown(qtbot, desk, meeting)
        page.ask_for_interest()
        dialog = page.findChildren(InterestDialog)[-1]
        member = sample.person(desk, "member")
        dialog.ui.person_combo.setCurrentIndex(dialog.ui.person_combo.findText(member.name))
        dialog.ui.statement_edit.setText("Former line manager")
        dialog.accept()
        assert "Member One must leave the room first." in page.decision.form.notice.text()
        assert page.decision.confirm.text() == "Confirm the decision: it waits"
        page.room.ticks[member.id].click()
        assert page.decision.form.notice.text() == ""
        (gone,) = desk.meetings.absences(meeting)
        assert (gone.person_id, gone.returned_at) == (member.id, None)
        desk.meetings.leave(meeting, case, sample.person(desk, "two"), "called away")
        page.reload()
        assert "2 present, 3 needed. The decision waits." in page.decision.form.notice.text()
        page.decision.ask_to_confirm()
        assert page.decision.findChildren(ConfirmDialog) == []
        back = next(
            one for one in page.room.findChildren(type(page.gate)) if one.accessibleName() == "Assessor Two: Back"
        )
        back.click()
        assert page.decision.form.notice.text() == ""


def test_the_order_goes_on_and_back_and_the_next_is_announced(qtbot, desk: Desk, tmp_path: Path):
    cases = [sample.case_at(desk, tmp_path, Stage.PANEL), *(sample.open_case(desk, tmp_path) for _ in range(2))]
    meeting = running(desk, *cases)
    with sample.as_person(desk, "chair"):
        page = shown(qtbot, desk, meeting)
        assert "20 minutes" in page.order.when.words.text()
        assert page.order.next.text().startswith("Case 2")
        page.step(1)
        assert page.up.case.id == cases[1].id
        page.step(-1)
        assert page.up.case.id == cases[0].id
        page.ask_to_put_off()
        dialog = page.findChildren(PutOffDialog)[-1]
        dialog.accept()
        assert "needs some words" in dialog.refused.text()
        dialog.ui.reason_edit.setText("The handbook is missing")
        dialog.accept()
        assert page.up is None and page.following.case.id == cases[1].id
        for _ in range(2):
            page.step(1)
        assert page.up.case.id == cases[2].id and not page.onward.isEnabled()


def test_the_second_screen_shows_no_name_until_names_are_switched_on(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL, CaseKind.RPL_CREDIT_GENERAL)
    other = sample.case_at(desk, tmp_path, Stage.PANEL, CaseKind.RPL_CREDIT_GENERAL)
    meeting = running(desk, case, other)

    def words(page) -> str:
        second = page._second
        return " ".join(one.text() for one in (second.number, second.case, second.name, second.state, second.next))

    with sample.as_person(desk, "chair"):
        page = shown(qtbot, desk, meeting)
        page.show_second_screen()
        said = words(page)
        assert "Case 1 of 2" in said and case.reference in said and other.reference in said and "Being decided." in said
        assert "Claimant" not in said and "One" not in said
        grab(page._second, "meeting-second-screen")
        page.names.setChecked(True)
        assert "Claim of Sample Claimant A" in words(page)
        page.names.setChecked(False)
        assert "Claimant" not in words(page)
        page.hide()
        assert case.reference not in words(page)
        assert clipped(page._second) == []


def test_what_is_typed_stays_when_the_meeting_is_read_again(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    meeting = running(desk, case)
    with sample.as_person(desk, "chair"):
        page = shown(qtbot, desk, meeting)
        page.minute.setPlainText("Half a sen")
        page.reload()
        assert page.minute.toPlainText() == "Half a sen"
        qtbot.waitUntil(lambda: desk.meetings.minute(meeting, case) == "Half a sen", timeout=5_000)


def test_what_is_said_besides_the_cases_is_minuted_between_them(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    meeting = sample.meeting_of(desk, case)
    with sample.as_person(desk, "chair"):
        page = shown(qtbot, desk, meeting)
        assert not page.meeting_minute.isVisible()
        page.open_or_close()
        page.of_meeting.setPlainText("The chair welcomed everybody.")
        page.step(1)
        assert desk.meetings.minute(meeting) == "The chair welcomed everybody."
        assert desk.meetings.minute(meeting, case) == "" == page.minute.toPlainText()
        page.minute.setPlainText("Of the case.")
        page.open_or_close()
        assert desk.meetings.minute(meeting, case) == "Of the case."
        assert page.of_meeting.toPlainText() == "The chair welcomed everybody."


def test_single_letters_do_nothing_once_they_are_switched_off(qtbot, desk: Desk, tmp_path: Path, preferences):
    cases = [sample.case_at(desk, tmp_path, Stage.PANEL), sample.open_case(desk, tmp_path)]
    meeting = running(desk, *cases)
    preferences.single_keys = False
    with sample.as_person(desk, "chair"):
        page = MeetingPage(desk, preferences)
        qtbot.addWidget(page)
        page.resize(1380, 900)
        page.show()
        page.open_meeting(meeting.id)
        in_focus(qtbot, page)
        page.order.order.setFocus()
        for key in (Qt.Key.Key_J, Qt.Key.Key_S, Qt.Key.Key_D, Qt.Key.Key_R):
            qtbot.keyClick(page.order.order, key)
        assert page.up.case.id == cases[0].id
        assert desk.intake.contents(cases[0].id).decision is None
        assert [key for key, _ in page.keys if len(key) == 1 or "then" in key] == []
        qtbot.keyClick(page.order.order, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(page.minute.hasFocus)


def test_who_only_looks_on_changes_nothing(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    meeting = running(desk, case)
    with sample.as_person(desk, "member"):
        page = shown(qtbot, desk, meeting)
        assert not page.gate.isEnabled() and page.minute.isReadOnly()
        page.step(1)
        page.open_or_close()
        assert "runs a meeting" in page.problem.text()
        assert desk.meetings.sitting(meeting).is_open
        desk.intake.declare_interest(case, sample.person(desk, "member"), "Former line manager")
        page.reload()
        page.room.ticks[sample.person(desk, "member").id].click()
        assert not page.room.ticks[sample.person(desk, "member").id].isChecked()
        assert desk.meetings.absences(meeting) == ()


def test_what_would_fill_the_gaps_is_taken_in_at_the_meeting_too(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW, CaseKind.RPL_CREDIT_SPECIFIC)
    for who in ("one", "two"):
        with sample.as_person(desk, who):
            first, *rest = desk.judging.criteria(case.id)
            for one in (first, *rest):
                desk.judging.judge(case, one, "not_met" if one is first else sample.an_answer(one), "Read.", "Said.")
            desk.gaps.write(case, first, "No example.", "Two examples.")
            desk.judging.seal(case)
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
        desk.reconciling.complete(case)
        page = shown(qtbot, desk, running(desk, case))
        page.order.order.setFocus()
        in_focus(qtbot, page)
        qtbot.keyClick(page.order.order, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
        assert "Two examples." in desk.intake.contents(case.id).recommendations[0].text


def test_the_keyboard_stays_with_the_person_who_left_and_came_back(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    meeting = running(desk, case)
    two = sample.person(desk, "two")
    with sample.as_person(desk, "chair"):
        page = shown(qtbot, desk, meeting)
        in_focus(qtbot, page)
        page.room.acts[two.id].setFocus()
        for words in ("Assessor Two: Back", "Assessor Two: Left"):
            qtbot.keyClick(page.room.acts[two.id], Qt.Key.Key_Space)
            assert page.room.acts[two.id].hasFocus() and page.room.acts[two.id].accessibleName() == words


def test_a_break_stops_the_decision_until_the_meeting_goes_on(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    meeting = running(desk, case)
    with sample.as_person(desk, "chair"):
        page = shown(qtbot, desk, meeting)
        in_focus(qtbot, page)
        keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        qtbot.keyClick(page, Qt.Key.Key_B, keys)
        dialog = page.findChildren(BreakDialog)[-1]
        dialog.ui.reason_edit.setText("Tea")
        dialog.accept()
        assert (page.state.text(), page.pause.text(), page.onward.isEnabled()) == ("on a break", "Go on", False)
        assert "on a break" in page.decision.form.notice.text()
        grab(page, "meeting-break")
        in_focus(qtbot, page)
        qtbot.keyClick(page, Qt.Key.Key_B, keys)
        assert (page.state.text(), page.pause.text()) == ("in session", "Break")
        assert page.decision.form.notice.text() == ""
        assert [one.reason for one in desk.meetings.breaks(meeting)] == ["Tea"]


def test_who_chairs_is_changed_and_gets_the_role_of_chair_where_the_rules_allow(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    meeting = running(desk, case)
    member = sample.person(desk, "member")
    with sample.as_person(desk, "chair"):
        page = shown(qtbot, desk, meeting)
        page.ask_who_chairs()
        dialog = page.findChildren(ChairDialog)[-1]
        grab(dialog, "meeting-chair")
        dialog.ui.person_combo.setCurrentIndex(dialog.ui.person_combo.findText(member.name))
        dialog.accept()
        assert "needs some words" in dialog.refused.text()
        assert dialog.ui.person_combo.findText("Chair One") == -1
        dialog.ui.statement_edit.setText("The chair was called away")
        dialog.accept()
        assert page.problem.isHidden()
        assert desk.meetings.not_theirs(meeting, member) == ()
        assert [one.person_id for one in desk.meetings.acting(meeting)] == [member.id]
