"""The panel's decision driven by its widgets and read back through the services."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.domain.decisions import Outcome
from rpl_desk.ui.case.deciding import DecidingPart
from rpl_desk.ui.case.decision_dialogs import ConfirmDialog, TakeBackDialog
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, shown_part, unnamed


def shown(qtbot, desk: Desk, case) -> DecidingPart:
    part = DecidingPart(desk)
    shown_part(qtbot, desk, part, case, (1140, 900))
    return part


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize("stage", [Stage.RECONCILE, Stage.PANEL, Stage.DECIDED])
def test_everything_is_named_and_nothing_is_cut_off(qtbot, desk: Desk, tmp_path: Path, stage, theme, scale):
    case = sample.case_at(desk, tmp_path, stage)
    look().change(name=theme, scale=scale)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        if stage is Stage.PANEL:
            part.choose(Outcome.RATED_WITH_CONDITIONS)
            part.form.conditions.add.click()
            qtbot.wait(200)
        grab(part, f"deciding-{stage}-{theme.value}-{scale}")
        assert unnamed(part) == []
        assert clipped(part) == []


def test_the_panel_decides_by_its_widgets_and_nothing_is_chosen_for_it(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        assert not any(one.isChecked() for one in part.form.outcomes.values())
        assert part.form.levels.level() is None and part.form.points.value() == 0
        assert "missing" in part.confirm.text()
        part.choose(Outcome.RATED)
        part.form.levels.set_level(8)
        part.form.levels.chosen.emit(8)
        part.form.points.setValue(12)
        part.form.texts["level_rationale"].setPlainText("The whole sits best at level 8.")
        part.form.texts["credit_rationale"].setPlainText("120 hours are twelve points.")
        part.keep()
        row = desk.intake.contents(case.id).decision
        assert (row.outcome, row.level, row.points) == (Outcome.RATED, 8, 12)
        assert part.confirm.text() == "Confirm the decision"
        part.ask_to_confirm()
        asked = part.findChild(ConfirmDialog)
        said = [one.text() for one in asked.findChildren(QLabel) if "The finding" in one.text()]
        assert said == ["The finding on the whole is 6 points; this decides 12 points."]  # the level is as found
        asked.accept()
        assert desk.intake.contents(case.id).case.stage is Stage.DECIDED
        assert "frozen" in part.form.notice.text()
        assert part.form.texts["level_rationale"].isReadOnly()
        assert not part.form.texts["dissent"].isVisible()


def test_where_nothing_is_awarded_the_reason_asks_for_no_level(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        why, credit = part.form.texts["level_rationale"], part.form.texts["credit_rationale"]
        part.start()
        assert why.accessibleName() == "Why this level" and credit.isVisible()
        part.choose(Outcome.NOT_RATED)
        headings = [one.text() for one in part.form.findChildren(QLabel) if one.buddy() is why]
        assert headings == ["Why"] and why.accessibleName() == "Why"
        assert not credit.isVisible()
        part.choose(Outcome.RATED)
        assert why.accessibleName() == "Why this level" and credit.isVisible()


def test_conditions_are_kept_and_go_with_their_outcome(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        part.choose(Outcome.RATED_WITH_CONDITIONS)
        part.form.conditions.add.click()
        line = part.form.conditions.lines[0]
        qtbot.keyClicks(line.text, "Send the marking guidance.")
        qtbot.keyClicks(line.owner, "Sample Training Partner")
        qtbot.keyClicks(line.shown_by, "the guidance")
        part.keep()
        (kept,) = desk.intake.contents(case.id).conditions
        assert (kept.text, kept.owner, kept.shown_by) == (
            "Send the marking guidance.",
            "Sample Training Partner",
            "the guidance",
        )
        part.choose(Outcome.RATED)
        assert desk.intake.contents(case.id).conditions == ()


def test_the_outcome_is_chosen_by_letter_only_after_s_and_d(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL, CaseKind.RPL_CREDIT_SPECIFIC)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        part.choose_by_letter("N")
        assert desk.intake.contents(case.id).decision is None
        part._chord_start()
        part._arm()
        part.choose_by_letter("N")
        assert desk.intake.contents(case.id).decision.outcome is Outcome.NO_CREDIT


def test_a_decision_is_taken_back_with_a_reason(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.DECIDED)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        qtbot.mouseClick(part.back, Qt.MouseButton.LeftButton)
        dialog = part.findChild(TakeBackDialog)
        dialog.accept()
        assert dialog.isVisible() and "words" in dialog.refused.text()
        dialog.ui.reason_edit.setText("A condition was left out.")
        dialog.accept()
        assert desk.intake.contents(case.id).case.stage is Stage.PANEL
        assert part.form.texts["level_rationale"].toPlainText() == "The whole sits best at level 8."


def test_who_is_not_chair_is_told_so(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    with sample.as_person(desk, "member"):
        part = shown(qtbot, desk, case)
        part.choose(Outcome.NOT_RATED)
        assert "Only the" in part.form.problem.text()
