"""Calibration in the window: an exercise set, judged apart, sealed, and its agreement read."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.ui.office.calibration import ExcuseDialog, ResultsDialog, SetDialog
from rpl_desk.ui.office.exercise import ExerciseDialog
from rpl_desk.ui.office.page import OfficePage
from tests import office as sample
from tests.services.test_calibrating import judge, set_one
from tests.ui.helpers import clipped, grab, unnamed
from tests.ui.test_case_page import texts

TITLE = "Peer support, spring"


@pytest.fixture
def decided(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.SIGNED)


def office(qtbot, desk: Desk) -> OfficePage:
    page = OfficePage(desk)
    qtbot.addWidget(page)
    page.resize(1380, 860)
    page.show()
    page.reload()
    page.show_part(4)
    qtbot.wait(50)
    return page


def opened(qtbot, page: OfficePage, kind: type[QDialog]) -> QDialog:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in page.findChildren(kind)))
    qtbot.wait(50)
    return next(one for one in page.findChildren(kind) if one.isVisible())


def test_an_exercise_is_set_from_a_signed_case(qtbot, desk_look, desk: Desk, decided: CaseRow):
    with sample.as_person(desk, "admin"):
        page = office(qtbot, desk)
        page.calibration.judge()
        assert page.calibration.problem.isVisible()
        page.calibration.set_act.click()
        dialog = opened(qtbot, page, SetDialog)
        dialog.reference.setText(decided.reference)
        dialog.name.setText(TITLE)
        dialog.accept()
        assert "at least two assessors" in texts(dialog)
        dialog.everybody.click()
        assert [one.name for one, tick in dialog.people if tick.isChecked()] == ["Assessor One", "Assessor Two"]
        assert unnamed(dialog) == [] and clipped(dialog) == []
        dialog.accept()
        (made,) = desk.calibrating.exercises()
        assert [one.name for one in made.participants] == ["Assessor One", "Assessor Two"]
        qtbot.waitUntil(lambda: TITLE in texts(page.calibration))


@pytest.mark.parametrize("scale", (100, 200))
def test_an_assessor_judges_keeps_and_seals(qtbot, desk_look, desk: Desk, decided: CaseRow, scale: int):
    made = set_one(desk, decided, "one", "two")
    desk_look.change(scale=scale)
    with sample.as_person(desk, "one"):
        page = office(qtbot, desk)
        page.calibration.judge_act.click()
        dialog = opened(qtbot, page, ExerciseDialog)
        assert "Calibration exercise, not a live case" in texts(dialog)
        assert unnamed(dialog) == [] and clipped(dialog) == []
        qtbot.wait(400)
        grab(page, f"calibration-judging-{scale}")
        first = dialog.criterion
        dialog.answer.setCurrentText("level 8")
        dialog.reason.setPlainText("As the unit asks.")
        dialog.next.click()
        assert dialog.criterion != first
        dialog.accept()
        assert "criteria have no answer with a reason" in texts(dialog)
        dialog.reason.setPlainText("Begun.")
        dialog.reject()  # closing keeps what was typed
        said = {one.key: (one.answer, one.reason) for one in desk.calibrating.answers(made.id)}
        assert said[first.key] == ("8", "As the unit asks.")
        assert ("", "Begun.") in said.values()
        judge(desk, made.id, "one", seal=False)
        page.calibration.judge_act.click()
        dialog = opened(qtbot, page, ExerciseDialog)
        dialog.accept()
        assert desk.calibrating.exercise(made.id).mine.sealed_at is not None


def test_points_are_typed_and_what_does_not_fit_is_refused(qtbot, desk_look, desk: Desk, decided: CaseRow):
    made = set_one(desk, decided, "one", "two")
    with sample.as_person(desk, "one"):
        page = office(qtbot, desk)
        page.calibration.judge_act.click()
        dialog = opened(qtbot, page, ExerciseDialog)
        points = next(place for place, one in enumerate(dialog._frozen.criteria) if one.key == "U1.points")
        dialog.criteria.setCurrentIndex(points)
        dialog.answer.setEditText("many")
        dialog.next.click()
        assert "is not a whole number of credit points" in texts(dialog)
        assert dialog.criterion.key == "U1.points"
        dialog.answer.setEditText("6")
        dialog.next.click()
        assert ("U1.points", "6") in {(one.key, one.answer) for one in desk.calibrating.answers(made.id)}
        dialog.reject()


@pytest.mark.parametrize("scale", (100, 200))
def test_agreement_shows_once_all_have_sealed(qtbot, desk_look, desk: Desk, decided: CaseRow, scale: int):
    made = set_one(desk, decided, "one", "two", "member")
    judge(desk, made.id, "one")
    desk_look.change(scale=scale)
    with sample.as_person(desk, "admin"):
        page = office(qtbot, desk)
        page.calibration.results_act.click()
        assert "is blind until everybody has sealed: 1 of 3 sealed" in texts(page.calibration)
        page.calibration.excuse_act.click()
        excuse = opened(qtbot, page, ExcuseDialog)
        {one.name: tick for one, tick in excuse.people}["Member One"].setChecked(True)
        excuse.ui.reason_edit.setText("Away.")
        excuse.accept()
    judge(desk, made.id, "two", level="9")
    with sample.as_person(desk, "two"):
        page = office(qtbot, desk)
        page.calibration.results_act.click()
        dialog = opened(qtbot, page, ResultsDialog)
        said = texts(dialog)
        assert "Knowledge: 0 % of pairs of answers are the same" in said
        assert "Assessor One: level 8. marmalade of one" in said
        assert "the panel found level 8" in said
        assert unnamed(dialog) == [] and clipped(dialog) == []
        grab(page, f"calibration-results-{scale}")
