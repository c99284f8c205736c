"""Gap statements in the judging queue, driven by keys and read back through the services."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.ui.case.deciding import DecidingPart
from rpl_desk.ui.case.sealed_dialog import SealedDialog
from rpl_desk.ui.theme import look
from tests import office as sample
from tests.ui.helpers import clipped, grab, in_focus, unnamed
from tests.ui.test_judging_part import enter_to_save, press, shown, texts


@pytest.fixture
def claim(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.REVIEW, CaseKind.RPL_CREDIT_SPECIFIC)


def test_a_statement_is_begun_from_the_answer_written_on_and_kept(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, claim)
        assert not part.form.gap.isVisible()
        press(qtbot, ".")
        assert not part.form.gap.missing.hasFocus()
        press(qtbot, "X")
        assert part.form.gap.isVisible()
        press(qtbot, "R")
        press(qtbot, "No example is given.")
        qtbot.keyClick(part.form.reason, Qt.Key.Key_Escape)
        press(qtbot, ".")
        assert part.form.gap.missing.hasFocus()
        field = part.form.gap.missing
        qtbot.waitUntil(lambda: field.visibleRegion().boundingRect().height() == field.height())
        assert part.form.gap.texts()[0].endswith("is not shown. No example is given.")
        assert not part.form.gap.draft.isVisible()
        part.form.gap.would_count.setFocus()
        part.form.gap.would_count.selectAll()
        press(qtbot, "Two examples, J K.")
        enter_to_save(qtbot)
        (kept,) = desk.gaps.gaps(claim.id)
        assert kept.would_count == "Two examples, J K."
        assert part.criterion_shown.position == 2
        assert part.form.gap.texts() == ("", "")
        press(qtbot, "K")
        assert part.form.gap.texts() == (kept.missing, kept.would_count)


def test_a_statement_on_what_is_met_after_all_is_put_away_and_stays_kept(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        first = desk.judging.criteria(claim.id)[0]
        desk.judging.judge(claim, first, "partly", "Half of it.")
        desk.gaps.write(claim, first, "The other half.", "")
        part = shown(qtbot, desk, claim)
        part.select(0)
        assert part.form.gap.texts() == ("The other half.", "")
        press(qtbot, "M")
        assert not part.form.gap.isVisible()
        press(qtbot, "T")
        assert part.form.gap.isVisible()
        assert part.form.gap.texts() == ("The other half.", "")
    with sample.as_person(desk, "two"):
        part.show_case(desk.intake.contents(claim.id))
        assert "The other half." not in texts(part)


@pytest.mark.parametrize(("scale", "width"), [(100, 1380), (200, 900)])
def test_it_fits_and_is_named(qtbot, desk: Desk, claim: CaseRow, scale: int, width: int):
    look().change(scale=scale)
    with sample.as_person(desk, "one"):
        first = desk.judging.criteria(claim.id)[0]
        desk.judging.judge(claim, first, "partly", "Half of it.")
        part = shown(qtbot, desk, claim, size=(width, 900))
        part.select(0)
        part.panes.bring(2)
        qtbot.waitUntil(lambda: clipped(part) == [])
        assert unnamed(part) == []
        grab(part, f"judging-gap-{scale}")
        assert part.width() == width


def test_the_panel_takes_the_statements_into_its_recommendations_and_writes_on(qtbot, desk: Desk, claim: CaseRow):
    for who in ("one", "two"):
        with sample.as_person(desk, who):
            first = desk.judging.criteria(claim.id)[0]
            for one in desk.judging.criteria(claim.id):
                answer = "not_met" if one == first else sample.an_answer(one)
                desk.judging.judge(claim, one, answer, "As the account shows.", "It was said.")
            desk.gaps.write(claim, first, f"{who}: No example.", "Two\nexamples.")
            desk.notes.write(claim, first, "quince")
            desk.judging.seal(claim)
            part = shown(qtbot, desk, claim)
            assert "What would count: Two\nexamples." in texts(part.overview)
            assert "Your own note, which nobody else sees: quince" in texts(part.overview)
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(claim)
        window = QWidget()
        qtbot.addWidget(window)
        sealed = SealedDialog(desk, desk.intake.contents(claim.id), window)
        assert "What is missing: two: No example." in texts(sealed)
        assert "quince" not in texts(sealed)
        case = desk.intake.case(claim.reference)
        desk.reconciling.complete(case)
        deciding = DecidingPart(desk)
        qtbot.addWidget(deciding)
        deciding.resize(1400, 900)
        deciding.show()
        deciding.show_case(desk.intake.contents(claim.id))
        in_focus(qtbot, deciding)
        assert deciding.gaps.isVisible()
        assert desk.intake.contents(claim.id).recommendations == ()
        qtbot.keyClick(deciding, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
        assert [one.text for one in desk.intake.contents(claim.id).recommendations] == [
            "Unit 1, Outcome 1: one: No example. Two examples.",
            "Unit 1, Outcome 1: two: No example. Two examples.",
        ]
        assert not deciding.gaps.isVisible()
        assert unnamed(deciding) == []
        grab(deciding, "deciding-gaps")
