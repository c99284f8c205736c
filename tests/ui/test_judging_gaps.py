"""Gap statements in the judging queue, driven by keys and read back through the services."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.ui.theme import look
from tests import office as sample
from tests.ui.helpers import clipped, grab, unnamed
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
