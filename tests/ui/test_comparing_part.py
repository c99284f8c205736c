"""Differences shown, settled and completed by the widgets and read back through the services."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.judgements import CriterionRow, FindingState
from rpl_desk.domain.page_text import rectangles
from rpl_desk.domain.passages import PageWords, text_anchor
from rpl_desk.ui.case.agreement import AgreementDialog
from rpl_desk.ui.case.comparing import ComparingPart
from rpl_desk.ui.case.packet_dialogs import RevealWithoutDialog
from rpl_desk.ui.case.sealed_dialog import SealedDialog
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from rpl_desk.ui.widgets import ChipButton
from tests import office as sample
from tests.ui.helpers import clipped, grab, in_focus, unnamed
from tests.ui.test_judging_part import press, texts

SIZE = (1380, 800)


def shown(qtbot, desk: Desk, case: CaseRow, preferences: Preferences | None = None, size=SIZE) -> ComparingPart:
    part = ComparingPart(desk, preferences)
    qtbot.addWidget(part)
    part.resize(*size)
    part.show()
    part.show_case(desk.intake.contents(case.id))
    part.changed.connect(lambda: part.show_case(desk.intake.contents(case.id)))
    part.start()
    in_focus(qtbot, part)
    return part


def answers(changes: dict[int, str]) -> Callable[[CriterionRow], str]:
    """Return answers that differ from the sample's at some positions."""
    return lambda criterion: changes.get(criterion.position) or sample.an_answer(criterion)


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    """Revealed with four differences: levels by one and by two, one unsure, points."""
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "two"):
        item = desk.evidence.register(case.id)[0]
        desk.judging.link(case, desk.judging.criteria(case.id)[1], item, page="9")
    sample.judge_all(desk, case, "two", answers({2: "7", 3: "10", 5: "unsure", 7: "5"}))
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
        return desk.intake.contents(case.id).case


def finding(desk: Desk, case: CaseRow, position: int):
    criterion = desk.judging.criteria(case.id)[position - 1]
    return next(one for one in desk.reconciling.findings(case.id) if one.criterion_id == criterion.id)


def chips(part: ComparingPart) -> list[str]:
    return [row.state.text() for row in part.rows.values()]


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize("size", [SIZE, (900, 560)])
def test_everything_is_named_and_nothing_is_cut_off(qtbot, desk: Desk, case: CaseRow, size, theme, scale):
    look().change(name=theme, scale=scale)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case, size=size)
        for place in (1, 3):
            part.take_side(place)
            qtbot.waitUntil(lambda: clipped(part) == [])
            assert unnamed(part) == []
            grab(part, f"comparing-{place}-{size[0]}-{theme.value}-{scale}")
        part.list.agreed.turn()
        part.list.head.sealed.click()
        qtbot.waitUntil(lambda: clipped(part) == [])
        assert unnamed(part) == []
        assert part.width() == size[0]


# -- before the reveal ------------------------------------------------------------------------------------------------


def test_before_the_reveal_only_who_has_sealed_is_said(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "member"):
        part = shown(qtbot, desk, case)
        said = texts(part)
        assert said.count("Not sealed yet") == 2  # the chip's words and its accessible name
        assert "as the specification shows" not in said
        assert part.before.reveal.text() == "Reveal the judgements: 1 still to seal"
    sample.judge_all(desk, case, "two")
    with sample.as_person(desk, "member"):
        part.show_case(desk.intake.contents(case.id))
        assert part.before.reveal.text() == "Reveal the judgements: the chair does this"
        part.before.reveal.click()
        assert "Only the chair" in part.problem.text()
        assert desk.intake.contents(case.id).case.revealed_at is None
    with sample.as_person(desk, "chair"):
        part.show_case(desk.intake.contents(case.id))
        part.before.reveal.click()
        assert desk.intake.contents(case.id).case.stage is Stage.RECONCILE
        assert "No differences. Both assessors gave the same answer to all 16 criteria." in texts(part)
        assert part.complete.text() == "Take the case to the panel"


def test_the_chair_reveals_without_waiting_once_the_reason_is_given(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        assert not part.before.without.isVisible()  # nobody has sealed: there is nothing to reveal
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "two"):
        assert not shown(qtbot, desk, case).before.without.isVisible()
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        part.before.without.click()
        dialog = part.findChild(RevealWithoutDialog)
        assert "Assessor Two will judge this case no longer." in texts(dialog)
        assert not dialog.passphrase.isVisible() and unnamed(dialog) == []
        dialog.accept()
        assert "Say why" in dialog.refused.text() and not desk.reconciling.findings(case.id)
        dialog.reason.setText("Ill, and the panel meets on Friday.")
        grab(part, "comparing-reveal-without")
        dialog.accept()
        qtbot.waitUntil(lambda: part.stack.currentIndex() == 1, timeout=20_000)
        assert desk.intake.contents(case.id).stages[-1].reason.endswith("Ill, and the panel meets on Friday.")


def test_before_the_review_it_says_what_comes(qtbot, desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "chair"):
        assert "once the review has begun" in texts(shown(qtbot, desk, case))


# -- differences ------------------------------------------------------------------------------------------------------


def test_differences_are_counted_by_kind_and_say_where_they_go(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        said = texts(part)
        assert "75 % raw, from sealed answers" in said
        assert "0 settled, 4 open" in said
        assert [part.tabs.tabText(place) for place in range(part.tabs.count())] == ["All 4", "Level 3", "Points 1"]
        assert chips(part) == [
            "Decision required", "Third opinion wanted", "Decision required", "Decision required",
        ]  # fmt: skip
        part.tabs.setCurrentIndex(2)
        assert [row.criterion.label for row in part.rows.values() if row.isVisible()] == ["Unit 1, Credit points"]
        assert part.rows[part.list.open].criterion.label == "Unit 1, Credit points"


def test_both_sides_stand_with_names_reasons_and_how_their_passages_were_used(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        row = part.rows[part.list.open]
        assert [(one.name, one.answer) for one in row.sides] == [("Assessor One", "8"), ("Assessor Two", "7")]
        assert row.sides[0].chips == (("E01 p.1", "both"),)
        assert row.sides[1].chips == (("E01 p.9", "two"), ("E01 p.1", "both"))
        said = texts(row)
        assert "Assessor One: as the specification shows." in said
        assert "Assessor Two: as the specification shows." in said
        assert {"E01 p.1", "E01 p.9"} <= {chip.text() for chip in row.findChildren(ChipButton)}


def test_every_difference_is_settled_by_keyboard_and_the_case_goes_to_the_panel(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        press(qtbot, "1R")
        press(qtbot, "Page 1 shows 8, not 2.")
        qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Return)
        assert (finding(desk, case, 2).answer, finding(desk, case, 2).reason) == ("8", "Page 1 shows 8, not 2.")
        assert chips(part)[0] == "Settled at 8"
        assert part.rows[part.list.open].criterion.position == 3
        assert part.rows[part.list.open].editor is None  # two levels apart: the office asks for a third opinion
        desk.thirds.go_without(case, finding(desk, case, 3), "Nobody else is free before the panel meets.")
        part.show_case(desk.intake.contents(case.id))
        press(qtbot, "3")
        press(qtbot, "9")
        qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Escape)
        press(qtbot, "R")
        press(qtbot, "Between the two.")
        qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Return)
        assert finding(desk, case, 3).answer == "9"
        press(qtbot, "2")  # Assessor Two is unsure here, which settles nothing
        assert "unsure" in part.problem.text()
        press(qtbot, "1R")
        press(qtbot, "Seen.")
        qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Return)
        press(qtbot, "2R")
        press(qtbot, "The hours were counted twice.")
        qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Return)
        assert finding(desk, case, 7).answer == "5"
        assert part.complete.text() == "Take the case to the panel"
        assert part.complete.hasFocus()
        qtbot.keyClick(part.complete, Qt.Key.Key_Space)
        assert desk.intake.contents(case.id).case.stage is Stage.PANEL
        sealed = [one.answer for one in desk.judging.judgements(case.id)]
        assert sealed.count("7") == 1 and sealed.count("unsure") == 1  # what was sealed stays


def test_a_finding_without_words_is_refused_and_nothing_typed_is_lost(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        row = part.rows[part.list.open]
        part.settle_open()
        assert "Take a side" in part.problem.text()
        part.take_side(2)
        part.settle_open()
        assert "needs some words" in part.problem.text()
        assert row.reason.hasFocus()
        row.reason.setPlainText("Half typed")
        press(qtbot, "")
        desk.reconciling.discuss(case, finding(desk, case, 3))
        part.show_case(desk.intake.contents(case.id))
        again = part.rows[part.list.open]
        assert again is not row
        assert (again.reason.toPlainText(), again.editor.answer) == ("Half typed", "7")
        look().change(scale=200)
        assert part.rows[part.list.open].reason.toPlainText() == "Half typed"
        assert finding(desk, case, 2).state is FindingState.OPEN


def test_nothing_is_drawn_again_while_nothing_changed(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        row = part.rows[part.list.open]
        row.reason.setFocus()
        part.show_case(desk.intake.contents(case.id))
        assert part.rows[part.list.open] is row
        assert row.reason.hasFocus()


def test_a_difference_is_parked_and_a_dissent_is_noted(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        press(qtbot, "D")
        assert finding(desk, case, 2).state is FindingState.DISCUSS
        assert chips(part)[0] == "Discuss"
        row = part.rows[part.list.open]
        part.take_side(1)
        row.reason.setPlainText("The panel read page 1 again.")
        row.editor.noted.click()
        part.settle_open()
        assert "Say who dissents" in part.problem.text()
        row.editor.dissent.setText("Assessor Two holds to level 7.")
        part.settle_open()
        assert finding(desk, case, 2).dissent == "Assessor Two holds to level 7."


def test_a_finding_is_taken_back_and_made_again_by_key(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        part.take_side(1)
        part.list.row.reason.setPlainText("The specification shows it.")
        part.settle_open()
        assert finding(desk, case, 2).state is FindingState.SETTLED
        qtbot.keyClick(part.list.row.head, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert (finding(desk, case, 2).state, finding(desk, case, 2).answer) == (FindingState.OPEN, "")
        assert chips(part)[0] == "Decision required"
        qtbot.keyClick(
            part.list.row.head,
            Qt.Key.Key_Z,
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
        )
        assert finding(desk, case, 2).reason == "The specification shows it."
        part.complete_case()
        assert "no finding yet" in part.problem.text()
        part.taking_back.travel()
        part.taking_back.travel()
        assert part.problem.text() == "There is nothing to undo on this case."


def test_completing_too_early_leads_to_the_first_open_row(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        assert part.complete.text() == "Complete: 4 rows open"
        part.list.turn(list(part.rows)[3])
        part.complete.click()
        assert part.problem.text() == "4 differences have no finding yet. The first is Unit 1, Practice."
        assert part.rows[part.list.open].criterion.position == 2
        assert desk.intake.contents(case.id).case.stage is Stage.RECONCILE


def test_who_may_not_settle_reads_both_sides_and_is_told_why(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "member"):
        part = shown(qtbot, desk, case)
        row = part.rows[part.list.open]
        assert row.editor is None
        assert "Assessor Two: as the specification shows." in texts(row)
        assert "The chair and the assessors of this case settle differences." in texts(part)
        press(qtbot, "1D")
        assert finding(desk, case, 2).state is FindingState.OPEN


def test_single_letters_can_be_switched_off(qtbot, desk: Desk, case: CaseRow, preferences: Preferences):
    preferences.single_keys = False
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case, preferences)
        press(qtbot, "1D")
        assert part.rows[part.list.open].editor.answer == ""
        assert finding(desk, case, 2).state is FindingState.OPEN


def test_everybodys_sealed_judgements_can_be_read(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "member"):
        part = shown(qtbot, desk, case)
        part.list.head.sealed.click()
        dialog = part.findChild(SealedDialog)
        for one in desk.judging.assessments(case.id):
            said = texts(dialog.pages[one.id])
            assert one.commitment[:16] in said
            assert said.count("as the specification shows.") == 16


def test_outcomes_are_settled_by_their_words(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.RECONCILE, CaseKind.RPL_CREDIT_SPECIFIC)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        assert [part.tabs.tabText(place) for place in range(part.tabs.count())] == ["All 1", "Outcomes 1"]
        part.take_side(3)
        part.rows[part.list.open].editor.met.chosen.emit("not_met")
        part.rows[part.list.open].reason.setPlainText("Neither page shows it.")
        part.settle_open()
        assert finding(desk, case, 1).answer == "not_met"
        assert chips(part) == ["Settled: not met"]


def test_after_the_panel_took_it_findings_are_only_read(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        part.list.turn(next(iter(part.rows)))
        assert part.rows[part.list.open].editor is None
        assert "The panel read page 1 again." in texts(part)
        assert not part.complete.isVisible()


def test_a_chip_leads_to_its_place_and_marks_say_who_used_them(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    item = desk.evidence.register
    for who, spans in (("one", ((0, 4),)), ("two", ((2, 10), (11, 18)))):
        with sample.as_person(desk, who):
            row, criterion = item(case.id)[0], desk.judging.criteria(case.id)[1]
            with desk.evidence.preview(row) as preview:
                text = preview.page_text(0)
                words = PageWords(0, "1", text.text, text.extractor)
                for start, end in spans:
                    anchor = text_anchor(row.sha256, words, start, end, rectangles(text, start, end))
                    desk.marking.mark(case, row, anchor, criterion=criterion)
        sample.judge_all(desk, case, who, answers({2: "7"}) if who == "two" else sample.an_answer)
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
        part = shown(qtbot, desk, case)
        qtbot.waitUntil(lambda: part.viewer.pages.text_of(0) is not None)
        assert sorted(mark.sign for mark, _ in part.viewer.pages.marks_on(0)) == ["both", "both", "two"]
        row = part.rows[part.list.open]
        assert [len(side.chips) for side in row.sides] == [2, 3]  # each has one more, linked by hand
        led = []
        for chip in row.findChildren(ChipButton):
            qtbot.keyClick(chip, Qt.Key.Key_Return)
            led.append(part.viewer.pages.chosen)
        assert sorted(led) == sorted(one.passage_id for side in row.sides for one in side.passages)
        reached = []
        row.head.setFocus()
        for _ in led:
            while not isinstance(QGuiApplication.focusObject(), ChipButton):
                qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Tab)
            reached.append(part.viewer.pages.chosen)
            qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Tab)
        assert reached == led  # the evidence follows the keyboard, which stays on the card
        part.viewer.let_go()


def test_an_office_that_discusses_levels_says_so_where_they_are_settled(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        assert "The office has answers 1 level or more apart discussed before the finding." in texts(part)
        part.list.step(1)  # by two: that goes to a third opinion
        assert "discussed before the finding" not in texts(part.list.row)


@pytest.mark.parametrize("scale", [100, 200])
def test_the_agreement_of_sealed_answers_is_said_in_figures_and_plain_words(qtbot, desk_look, desk, case, scale):
    desk_look.change(name=ThemeName.LIGHT, scale=scale)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        part.list.head.agreement.click()
        dialog = part.findChild(AgreementDialog)
        levels = next(one.text() for one in dialog.words if one.text().startswith("Levels"))
        assert "Cohen's kappa" in levels and "Krippendorff's alpha (ordinal)" in levels and "few criteria" in levels
        assert (unnamed(dialog), clipped(dialog)) == ([], [])
        assert (unnamed(part), clipped(part)) == ([], [])
        grab(part, f"agreement-{scale}")
