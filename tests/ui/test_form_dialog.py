"""Judging forms in the window, driven by the dialog and read back through the services."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.judgements import AssessmentState
from rpl_desk.ui.case.form_dialog import JudgingFormDialog
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.services.test_judging_forms import answer_all, fill, made
from tests.ui.helpers import clipped, grab, unnamed
from tests.ui.test_judging_part import shown


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.REVIEW)


def idle(qtbot, dialog: JudgingFormDialog) -> None:
    qtbot.waitUntil(lambda: dialog.bar.isHidden(), timeout=10_000)


def test_an_assessor_makes_a_form_and_brings_it_back_looks_at_it_takes_it_in_and_seals(
    qtbot, desk_look, desk, case, tmp_path
):
    with sample.as_person(desk, "two"):
        part = shown(qtbot, desk, case)
        first = part.criterion_shown
        part.answer("7")
        qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
        dialog = part.findChild(JudgingFormDialog)
        assert dialog.isVisible() and not dialog.who.isVisible()
        dialog.make_at(tmp_path / "form.xlsx")
        idle(qtbot, dialog)
        assert dialog.summary.text() == "form.xlsx is the judging form of Assessor Two."
        dialog.bring_in(fill(tmp_path / "form.xlsx", answer_all))
        idle(qtbot, dialog)
        assert dialog.summary.text() == "filled.xlsx changes 16 of 16 criteria, 1 of which you have answered otherwise."
        row = [dialog.model.index(0, column).data() for column in range(5)]
        assert row == [first.label, "level 7", "level 8", "Replaces your draft", "1"]
        assert dialog.missing.text() == "With it every criterion is ready to seal."
        assert (unnamed(dialog), clipped(dialog)) == ([], [])
        assert desk.judging.judgements(case.id)[0].answer == "7"
        qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
        idle(qtbot, dialog)
        assert part.form.reason.toPlainText() == "As the specification shows."
        part.keep()
        assert {one.answer for one in desk.judging.judgements(case.id)} == {"8", "6"}
        dialog.passphrase.setText("not the passphrase of anybody")
        qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
        idle(qtbot, dialog)
        assert "That is not Assessor Two's passphrase" in dialog.refused.text()
        assert desk.judging.mine(case.id).state is AssessmentState.DRAFT
        qtbot.wait(1100)  # the delay after a wrong passphrase
        dialog.passphrase.setText(sample.passphrase("two"))
        qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
        idle(qtbot, dialog)
        assert dialog.summary.text().startswith("Sealed. Commitment")
        dialog.reject()
        assert desk.judging.mine(case.id).state is AssessmentState.SEALED and part.stack.currentIndex() == 0


def test_the_office_lays_a_form_ready_and_its_assessor_is_told_of_it(qtbot, desk_look, desk, case, tmp_path):
    filled = fill(made(desk, case, tmp_path / "form.xlsx"), answer_all)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        dialog = part.show_form()
        assert [dialog.who.itemText(place) for place in range(dialog.who.count())] == ["Assessor One", "Assessor Two"]
        dialog.bring_in(filled)
        idle(qtbot, dialog)
        assert dialog.act.text() == "Lay it ready" and not dialog.table.isVisible()
        assert "level 8" not in dialog.details.text()
        qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
        idle(qtbot, dialog)
        assert dialog.summary.text() == "filled.xlsx is laid ready for Assessor Two."
        dialog.reject()
    with sample.as_person(desk, "two"):
        part = shown(qtbot, desk, case)
        assert part.form.head.note.full_text == "draft, a returned form waits"
        dialog = part.show_form()
        dialog.look_at(desk.forms.waiting(case)[0])
        idle(qtbot, dialog)
        assert dialog.act.text() == "Take it into your draft"


def test_every_problem_of_a_form_is_listed_and_nothing_can_be_taken_in(qtbot, desk_look, desk, case, tmp_path):
    def spoil(book) -> None:
        book["Judgements"]["C3"], book["Judgements"]["D4"] = "easier", "eight"

    with sample.as_person(desk, "two"):
        part = shown(qtbot, desk, case)
        dialog = part.show_form()
        dialog.bring_in(fill(made(desk, case, tmp_path / "form.xlsx", by="two"), spoil))
        idle(qtbot, dialog)
        assert dialog.refused.text() == "filled.xlsx was refused: 2 problems. Nothing was changed."
        assert "Judgements!C3: This locked cell was altered" in dialog.details.text()
        assert "Judgements!D4" in dialog.details.text() and not dialog.act.isVisible()
        assert desk.judging.judgements(case.id) == ()


def test_who_has_no_form_to_make_is_offered_none(qtbot, desk_look, desk, case):
    with sample.as_person(desk, "member"):
        assert shown(qtbot, desk, case).show_form() is None


@pytest.mark.parametrize(("theme", "scale"), [(ThemeName.LIGHT, 100), (ThemeName.DARK, 100), (ThemeName.LIGHT, 200)])
def test_nothing_in_the_dialog_is_cut_off(qtbot, desk_look, desk, case, tmp_path, theme, scale):
    desk_look.change(name=theme, scale=scale)
    with sample.as_person(desk, "two"):
        part = shown(qtbot, desk, case, size=(1440, 860))
        dialog = part.show_form()
        dialog.bring_in(fill(made(desk, case, tmp_path / "form.xlsx", by="two"), answer_all))
        idle(qtbot, dialog)
        assert (unnamed(dialog), clipped(dialog)) == ([], [])
        grab(part, f"judging-form-{theme.value}-{scale}")


def test_made_forms_open_as_workbooks_for_the_person_chosen(qtbot, desk_look, desk, case, tmp_path):
    with sample.as_person(desk, "chair"):
        dialog = shown(qtbot, desk, case).show_form()
        dialog.who.setCurrentIndex(1)
        dialog.make_at(tmp_path / "two.xlsx")
        idle(qtbot, dialog)
    assert load_workbook(tmp_path / "two.xlsx")["Guidance"]["B5"].value == "Assessor Two"
