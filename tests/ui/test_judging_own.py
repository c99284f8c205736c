"""What an assessor keeps for themselves in the judging queue, driven by keys and read back through the services."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.ui.case.outline import Outline
from rpl_desk.ui.case.own_panel import EarlierAnswers
from rpl_desk.ui.preferences import AfterSaving
from rpl_desk.ui.theme import look
from tests import office as sample
from tests.ui.helpers import clipped, grab, unnamed
from tests.ui.test_judging_part import enter_to_save, press, shown, texts


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.REVIEW)


def test_confidence_is_typed_after_its_key_and_taken_back_and_leaves_the_answer_alone(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        press(qtbot, "G8C1")
        assert part.form.own.confidence.value() == 1
        assert [one.confidence for one in desk.notes.notes(case.id)] == [1]
        assert [one.answer for one in desk.judging.judgements(case.id)] == ["8"]
        press(qtbot, "C0")
        assert part.form.own.confidence.value() is None
        assert [one.confidence for one in desk.notes.notes(case.id)] == [None]


def test_what_is_set_aside_is_counted_shown_and_asked_again_before_sealing(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        for one in desk.judging.criteria(case.id):
            desk.judging.judge(case, one, sample.an_answer(one), "As page 1 shows.")
        part = shown(qtbot, desk, case)
        with qtbot.waitSignal(part.counted) as counted:
            press(qtbot, "D")
        assert counted.args == ["1 set aside"]
        assert part.form.aside.isChecked()
        model = part.criteria.list.model()
        spoken = model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken == "Unit 1, Knowledge, level 8, set aside, not ready to seal, 0 passages"
        part.select(9)
        part.form.seal.click()
        assert part.criterion_shown.position == 1
        assert "The first: Unit 1, Knowledge is set aside." in part.form.problem.text()
        press(qtbot, "D")
        part.back_to_list()
        assert part.form.seal.text() == "Seal: 1 to judge"  # the keyboard stood on the answer, where D is no command
        press(qtbot, "D")
        assert part.form.seal.text() == "Seal your judgements"
        assert desk.cases.progress(case.id).set_aside == 0


def test_saving_goes_to_what_is_set_aside_last_and_by_each_mode(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        criteria = desk.judging.criteria(case.id)
        for one in criteria[3:]:
            desk.judging.judge(case, one, "unsure" if one.position == 12 else sample.an_answer(one), "Seen.")
        desk.notes.set_aside(case, criteria[0])
        part = shown(qtbot, desk, case)
        part.select(2)
        for after, places in (
            (AfterSaving.UNJUDGED, [2, 3]),
            (AfterSaving.ASIDE, [1, 1]),
            (AfterSaving.UNSURE, [12]),
            (AfterSaving.GROUP, [12]),
        ):
            part._choose_after(after)
            for place in places:
                part.save_and_next()
                assert part.criterion_shown.position == place, after
        part.select(1)
        part._choose_after(AfterSaving.GROUP)
        part.save_and_next()
        assert part.criterion_shown.position == 3
        with qtbot.waitSignal(part.said) as said:
            part._choose_after(AfterSaving.ASIDE)
            part.select(0)
            part.save_and_next()
        qtbot.waitUntil(lambda: part.form.findChild(Outline) is not None)
        qtbot.waitUntil(lambda: part.form.findChild(Outline) is None)
        assert said.args == ["No other criterion is set aside; 1 unsure, 1 set aside"]


def test_an_own_note_is_kept_as_typed_and_stands_there_again(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        assert not part.form.own.note_box.isVisible()
        press(qtbot, "Y")
        press(qtbot, "Ask about J K 12.")
        enter_to_save(qtbot)
        assert part.criterion_shown.position == 2
        assert part.form.own.text() == ""
        assert [one.note for one in desk.notes.notes(case.id)] == ["Ask about J K 12."]
        press(qtbot, "K")
        assert part.form.own.text() == "Ask about J K 12."
        assert part.form.own.note_box.isVisible()
        part.reading.undo()
        assert desk.notes.notes(case.id) == ()
        assert part.form.own.text() == ""


def test_what_was_answered_before_is_listed_with_who_and_when(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        assert not part.form.own.earlier.isVisible()
        press(qtbot, "F")
        assert part.findChild(EarlierAnswers) is None
        press(qtbot, "G7G9")
        assert part.form.own.earlier.text() == "Earlier answers (1)"
        press(qtbot, "F")
        dialog = part.findChild(EarlierAnswers)
        said = texts(dialog)
        assert "level 7" in said and "Assessor One, kept " in said and "level 9" not in said
        assert unnamed(dialog) == [] and clipped(dialog) == []


def test_an_answer_changed_elsewhere_meanwhile_is_not_written_over(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        press(qtbot, "G7")
        desk.judging.judge(case, part.criterion_shown, "8", "Said elsewhere.")
        part.form.reason.setPlainText("Typed here")
        part.keep()
        assert "changed elsewhere" in part.form.problem.text()
        assert part.form.reason.toPlainText() == "Typed here"
        assert [one.reason for one in desk.judging.judgements(case.id)] == ["Said elsewhere."]


def test_nothing_kept_for_oneself_stays_in_the_window_for_the_next_person(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        press(qtbot, "Y")
        press(qtbot, "quince")
        part.keep()
        assert "quince" in texts(part)
    with sample.as_person(desk, "two"):
        part.show_case(desk.intake.contents(case.id))
        assert "quince" not in texts(part)
        assert part.form.own.confidence.value() is None


@pytest.mark.parametrize(("scale", "width"), [(100, 1380), (200, 900)])
def test_it_fits_with_everything_open(qtbot, desk: Desk, case: CaseRow, scale: int, width: int):
    look().change(scale=scale)
    with sample.as_person(desk, "one"):
        first = desk.judging.criteria(case.id)[0]
        desk.judging.judge(case, first, "7", "Before.")
        desk.judging.judge(case, first, "8", "Now.")
        desk.notes.write(case, first, "Ask about the second task.")
        desk.notes.say_confidence(case, first, 2)
        desk.notes.set_aside(case, first)
        part = shown(qtbot, desk, case, size=(width, 700))
        part.select(0)
        part.panes.bring(2)
        qtbot.waitUntil(lambda: clipped(part) == [])
        assert unnamed(part) == []
        grab(part, f"judging-own-{scale}")
        assert part.width() == width
