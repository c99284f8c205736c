"""An assessor withdraws and another is appointed by the window, which says that a judgement is needed."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.ui.case.judging import JudgingPart
from rpl_desk.ui.case.withdrawal_dialogs import AppointDialog, WithdrawDialog
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, unnamed
from tests.ui.test_judging_part import shown, texts


def pressed(part: JudgingPart, name: str) -> None:
    """Press the button that is called so by its words or its accessible name."""
    buttons = part.overview.findChildren(QPushButton)
    next(one for one in buttons if name in (one.text(), one.accessibleName())).click()


@pytest.mark.parametrize(("theme", "scale"), [(ThemeName.LIGHT, 100), (ThemeName.DARK, 200)])
def test_the_chair_lets_an_assessor_withdraw_and_appoints_another(
    qtbot, desk_look, desk: Desk, tmp_path: Path, theme: ThemeName, scale: int
):
    look().change(name=theme, scale=scale)
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        pressed(part, "Assessor Two judges no longer")
        dialog = part.findChild(WithdrawDialog)
        qtbot.waitUntil(lambda: clipped(dialog) == [])
        dialog.accept()
        assert "words" in dialog.refused.text()
        dialog.reason.setText("Taught the claimant.")
        dialog.accept()
        part.show_case(desk.intake.contents(case.id))
        assert "A second judgement is needed: Assessor Two withdrew." in texts(part.overview)
        qtbot.waitUntil(lambda: clipped(part) == [])
        assert unnamed(part) == []
        grab(part, f"withdrawn-{scale}")
        pressed(part, "Appoint an assessor")
        appoint = part.findChild(AppointDialog)
        assert unnamed(appoint) == []
        grab(part, f"appoint-{scale}")
        appoint.who.setCurrentText("Member One")
        appoint.accept()
        part.show_case(desk.intake.contents(case.id))
        assert desk.withdrawing.needed(case.id) == ""
        qtbot.waitUntil(lambda: "A second judgement is needed" not in texts(part.overview))
        assert "Member One" in texts(part.overview)


def test_an_office_that_shows_numbers_names_no_assessor_among_those_who_judge(qtbot, desk: Desk, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        desk.office.set_policy(name_assessors=False)
    case: CaseRow = sample.case_at(desk, tmp_path, Stage.REVIEW)
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        said = texts(part.overview)
        assert "Assessor 1" in said and "Reopen the judgements of Assessor 1" in said
        assert "Assessor One" not in said and "Assessor Two" not in said
        part.overview.withdraw_asked.emit(desk.judging.assessments(case.id)[1], "Assessor 2")
        dialog = part.findChild(WithdrawDialog)
        dialog.reason.setText("Not well.")
        dialog.accept()
        assert desk.withdrawing.needed(case.id).startswith("A second judgement is needed: Assessor 2 withdrew.")
