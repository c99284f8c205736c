"""Hours and credit driven by the keyboard and read back through the service."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.domain.credit import Hours
from rpl_desk.domain.hours import Stated, stated
from rpl_desk.domain.programmes import ActivityKind, Requirement
from rpl_desk.ui.autosave import PAUSE_MS
from rpl_desk.ui.case.credit.hours_model import CONTACT, HOURS, KIND, LEFT, TOTAL, WEEKS, WORDS
from rpl_desk.ui.case.credit.part import WORKING, CreditPart
from rpl_desk.ui.case.credit.unit_list import WHOLE
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from rpl_desk.ui.widgets import Toast
from tests import office as sample
from tests.ui.helpers import clipped, grab, in_focus, unnamed


def shown(qtbot, desk: Desk, case, size=(1380, 860)) -> CreditPart:
    part = CreditPart(desk)
    qtbot.addWidget(part)
    part.resize(*size)
    part.show()
    part.show_case(desk.intake.contents(case.id))
    part.changed.connect(lambda: part.show_case(desk.intake.contents(case.id)))
    qtbot.wait(20)
    return part


def kept(desk: Desk, case, number=1):
    contents = desk.intake.contents(case.id)
    return [(one.kind, stated(one)) for one in contents.unit_activities(contents.units[number - 1])]


def working(part: CreditPart) -> str:
    """Return the whole of how it came about as a screen reader says it."""
    return part.working.area.accessibleDescription()


def cell(part: CreditPart, row: int, column: int):
    return part.unit.hours.index(row, column)


def written_in(part: CreditPart) -> QLineEdit:
    """Return the field of the cell that is written in now; earlier ones are closed and about to go."""
    return next(one for one in part.unit.table.findChildren(QLineEdit) if one.isVisible())


def type_in(qtbot, part: CreditPart, row: int, column: int, text: str, end=Qt.Key.Key_Return) -> None:
    """Go to a cell, type over it, and leave it by a key."""
    in_focus(qtbot, part)
    part.unit.table.setFocus()
    part.unit.table.setCurrentIndex(cell(part, row, column))
    qtbot.keyClick(part.unit.table, Qt.Key.Key_Return)
    field = written_in(part)
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, text)
    if end is not None:
        qtbot.keyClick(field, end)


@pytest.fixture
def case(desk: Desk, tmp_path: Path):
    return sample.open_case(desk, tmp_path)


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize("stage", [Stage.INTAKE, Stage.PANEL])
def test_everything_is_named_and_nothing_is_cut_off(qtbot, desk: Desk, tmp_path: Path, stage, theme, scale):
    case = sample.case_at(desk, tmp_path, stage)
    look().change(name=theme, scale=scale)
    with sample.as_person(desk, "chair"):
        if stage is Stage.INTAKE:
            said = Stated(Hours(125, 150), 12, Hours(360, 360), "in the clinic")
            desk.credit.add_hours(desk.intake.contents(case.id).units[0], ActivityKind.PRACTICE, said)
        part = shown(qtbot, desk, case)
        for at, name in ((part.shown.units[0].id, "unit"), (WHOLE, "whole")):
            part.open_unit(at)
            for place in range(3):
                part.panes.bring(place)
                qtbot.wait(20)
                grab(part, f"credit-{stage.value}-{name}-{theme.value}-{scale}-{place}")
                assert unnamed(part) == []
                assert clipped(part) == []
                if not part.panes.is_narrow:
                    break


def test_hours_are_written_by_keys_week_by_week_and_the_points_follow(qtbot, desk: Desk, case):
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        in_focus(qtbot, part)
        qtbot.keyClick(part.unit.table, Qt.Key.Key_Insert)
        field = written_in(part)
        qtbot.keyClicks(field, "12.5 x 12")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert kept(desk, case)[-1] == (ActivityKind.ONLINE, Stated(Hours(125, 125), 12))
        assert "18 h + 40 h + 12.5 h x 12 weeks = 208 h" in working(part)
        assert "208 h / 10 = 20.8 → 21" in working(part)
        type_in(qtbot, part, 2, CONTACT, "3 x 12", Qt.Key.Key_Tab)
        qtbot.keyClicks(written_in(part), "in the clinic")
        qtbot.keyClick(written_in(part), Qt.Key.Key_Return)
        assert kept(desk, case)[-1][1] == Stated(Hours(125, 125), 12, Hours(360, 360), "in the clinic")
        assert "Of these in contact: 36 h of 208 h" in working(part)
        assert part.unit.total.text() == "208 notional hours in all, 36 of them in contact"
        type_in(qtbot, part, 2, WEEKS, "")  # then 36 hours of contact would be more than the 12.5 of the activity
        assert "Contact is a part of the hours" in part.problem.text()
        assert kept(desk, case)[-1][1].weeks == 12


def test_tab_goes_past_the_cell_that_is_reckoned(qtbot, desk: Desk, case):
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        type_in(qtbot, part, 0, WEEKS, "2", Qt.Key.Key_Tab)
        assert part.unit.table.currentIndex().column() == CONTACT
        assert cell(part, 0, TOTAL).data() == "36"
        assert not cell(part, 0, TOTAL).flags() & Qt.ItemFlag.ItemIsEditable


def test_a_pause_in_typing_keeps_the_hours_and_the_field_stays(qtbot, desk: Desk, case):
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        type_in(qtbot, part, 2, HOURS, "14-20", end=None)
        qtbot.waitUntil(lambda: len(kept(desk, case)) == 3, timeout=4 * PAUSE_MS)
        field = written_in(part)
        assert field.text() == "14-20"
        qtbot.keyClicks(field, ".5")
        part.keep()
        assert kept(desk, case)[-1][1].figure == Hours(140, 205)
        assert len(kept(desk, case)) == 3


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        (HOURS, "many", "is not a number of hours"),
        (HOURS, "0", "0 hours"),
        (HOURS, "50-40", "comes first"),
        (WEEKS, "some", "is not a number of weeks"),
        (CONTACT, "400", "Contact is a part of the hours"),
    ],
)
def test_what_is_refused_is_told_and_stays_in_its_cell(qtbot, desk: Desk, case, column, text, words):
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        before = kept(desk, case)
        type_in(qtbot, part, 0, column, text)
        assert words in part.problem.text()
        assert cell(part, 0, column).data() == f"! {text}" and cell(part, 0, column).data(LEFT) == text
        assert kept(desk, case) == before
        part.open_unit(WHOLE)
        part.open_unit(part.shown.units[0].id)
        assert cell(part, 0, column).data(LEFT) == text
        type_in(qtbot, part, 0, column, "12")
        assert cell(part, 0, column).data(LEFT) is None and part.problem.text() == ""


def test_a_kind_is_chosen_from_the_list(qtbot, desk: Desk, case):
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        in_focus(qtbot, part)
        part.unit.table.setCurrentIndex(cell(part, 0, KIND))
        qtbot.keyClick(part.unit.table, Qt.Key.Key_F2)
        combo = part.unit.table.findChild(QComboBox)
        combo.setCurrentIndex(combo.findData(ActivityKind.WORK_BASED))
        combo.activated.emit(combo.currentIndex())
        assert kept(desk, case)[0][0] is ActivityKind.WORK_BASED
        part.unit.table.setCurrentIndex(cell(part, 2, KIND))
        part.unit.hours.setData(cell(part, 2, KIND), ActivityKind.ASSESSMENT)
        type_in(qtbot, part, 2, HOURS, "6")
        assert kept(desk, case)[-1] == (ActivityKind.ASSESSMENT, Stated(Hours(60, 60)))


def test_a_line_is_removed_and_brought_back_by_keys(qtbot, desk: Desk, case):
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        before = kept(desk, case)
        in_focus(qtbot, part)
        part.unit.table.setFocus()
        part.unit.table.setCurrentIndex(cell(part, 0, WORDS))
        qtbot.keyClick(part.unit.table, Qt.Key.Key_Delete)
        assert kept(desk, case) == before[1:]
        qtbot.keyClick(part, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert set(kept(desk, case)) == set(before)
        qtbot.keyClick(part, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        assert kept(desk, case) == before[1:]
        part.taking_back.travel()
        part.unit.table.setCurrentIndex(cell(part, 0, WORDS))
        part.unit.away.click()
        assert len(kept(desk, case)) == 1
        toast = next(one for one in part.findChildren(Toast) if one.undo is not None and one.isVisible())
        qtbot.mouseClick(toast.undo, Qt.MouseButton.LeftButton)
        assert len(kept(desk, case)) == 2
        part.taking_back.travel(redo=True)
        assert part.taking_back.button.isEnabled() and part.taking_back.button.toolTip().startswith("Undo: remove U1 ")


def test_the_line_that_adds_is_not_removed(qtbot, desk: Desk, case):
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        part.unit.table.setCurrentIndex(cell(part, 2, HOURS))
        part.unit.away.click()
        assert "Go to the line of an activity" in part.problem.text()
        assert len(kept(desk, case)) == 2


def test_an_override_is_kept_once_it_has_its_reason(qtbot, desk: Desk, case):
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        fields = part.unit.override.fields
        qtbot.keyClicks(fields["points_override"], "8")
        part.keep()
        assert "Say why" in part.problem.text()
        part.open_unit(part.shown.units[1].id)
        assert fields["points_override"].text() == ""
        part.open_unit(part.shown.units[0].id)
        assert fields["points_override"].text() == "8"  # refused words come back with their unit
        qtbot.keyClicks(fields["override_reason"], "A long placement")
        part.keep()
        assert desk.intake.contents(case.id).units[0].points_override == 8
        assert "Set to 8 instead of 6: A long placement" in working(part)
        assert part.problem.text() == ""
        part.taking_back.travel()
        assert fields["points_override"].text() == "" and fields["override_reason"].toPlainText() == ""


def test_a_rating_from_elsewhere_keeps_its_points(qtbot, desk: Desk, case):
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        fields = part.unit.imported.fields
        for name, text in (("imported_from", "Sample Body"), ("imported_level", "level 7"), ("imported_points", "9")):
            qtbot.keyClicks(fields[name], text)
        part.keep()
        assert "Rated by Sample Body: 9 points at level 7" in working(part)
        assert not part.unit.override.fields["points_override"].isVisible()
        part.open_unit(WHOLE)
        assert "Sum of rounded units (U1, U2): 9 + 6 = 15" in working(part)


def test_options_award_and_bounds_of_the_whole(qtbot, desk: Desk, case):
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        part.open_unit(part.shown.units[1].id)
        part.unit.change({"requirement": Requirement.OPTIONAL})
        part.open_unit(WHOLE)
        qtbot.keyClicks(part.whole.group.fields["minimum_points"], "6")
        qtbot.keyClicks(part.whole.group.fields["maximum_points"], "10")
        part.keep()
        assert "A learner can finish with 6 points within 6 to 10 points" in working(part)
        place = part.whole.award.findText("Higher National Certificate (unit-based design)")
        part.whole.award.setCurrentIndex(place)
        part.whole.award.activated.emit(place)
        assert "at least 96 asked for" in working(part)
        part.taking_back.travel()
        assert part.whole.award.currentData() == ""
        assert desk.intake.contents(case.id).programme.award == ""


def test_units_are_gone_through_and_the_working_reached_by_keys(qtbot, desk: Desk, case):
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        in_focus(qtbot, part)
        first, second = (one.id for one in part.shown.units)
        alt = Qt.KeyboardModifier.AltModifier
        for key, at in ((Qt.Key.Key_Down, second), (Qt.Key.Key_Down, WHOLE), (Qt.Key.Key_Up, second)):
            qtbot.keyClick(part, key, alt)
            assert part._at == at
        qtbot.keyClick(part, Qt.Key.Key_H, alt)
        assert part.working.area.hasFocus()
        assert "62 h / 10 = 6.2 → 6" in part.working.area.accessibleDescription()
        assert first != second and part.panes.tabs.currentIndex() in (0, WORKING)


@pytest.mark.parametrize("who", ["one", "chair"])
def test_after_the_intake_everybody_reads_and_nobody_writes(qtbot, desk: Desk, tmp_path: Path, who):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    with sample.as_person(desk, who):
        part = shown(qtbot, desk, case)
        assert "intake is over" in part.notice.text()
        assert part.unit.hours.rowCount() == 2
        assert not cell(part, 0, HOURS).flags() & Qt.ItemFlag.ItemIsEditable
        assert part.unit.override.fields["points_override"].isReadOnly()
        assert not part.unit.add.isVisible()
        assert "Agreed by the panel: 6" in working(part)


@pytest.mark.parametrize("kind", [CaseKind.RPL_ENTRY, CaseKind.RPL_FORMATIVE])
def test_a_case_that_ends_without_credit_says_so(qtbot, desk: Desk, tmp_path: Path, kind):
    case = sample.open_case(desk, tmp_path, kind)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        assert part.stack.currentIndex() == 0


def test_a_claim_shows_what_is_still_to_be_studied(qtbot, desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path, CaseKind.RPL_CREDIT_GENERAL)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        assert part._at == (part.shown.units[0].id if part.shown.units else WHOLE)
        part.open_unit(WHOLE)
        assert "Still to be studied: 120 - 12 = 108 points" in working(part)
