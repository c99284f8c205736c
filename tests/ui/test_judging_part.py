"""The judging queue driven by its widgets and read back through the services."""

from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.errors import RuleViolation
from rpl_desk.domain.evidence import Stance
from rpl_desk.domain.judgements import LEVEL_KINDS, AssessmentState, CriterionKind
from rpl_desk.ui.case.comparing import ComparingPart
from rpl_desk.ui.case.judging import JudgingPart
from rpl_desk.ui.case.judging_dialogs import ReopenDialog, SealDialog
from rpl_desk.ui.case.judging_queue import EVIDENCE, JUDGEMENT
from rpl_desk.ui.case.statement_text import StatementText
from rpl_desk.ui.preferences import AfterSaving, Preferences
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, in_focus, unnamed

MARKER = "marmalade"
CTRL = Qt.KeyboardModifier.ControlModifier


def shown(qtbot, desk: Desk, case: CaseRow, preferences: Preferences | None = None, size=(1380, 700)) -> JudgingPart:
    part = JudgingPart(desk, preferences)
    qtbot.addWidget(part)
    part.resize(*size)
    part.show()
    part.show_case(desk.intake.contents(case.id))
    part.changed.connect(lambda: part.show_case(desk.intake.contents(case.id)))
    part.start()
    in_focus(qtbot, part)
    return part


def texts(widget: QWidget) -> str:
    """Return everything the widgets inside say or hold: words, fields, models, tool tips and accessible names."""
    said: list[str] = []
    for one in widget.findChildren(QWidget):
        said += [one.toolTip(), one.accessibleName(), one.accessibleDescription(), one.windowTitle()]
        if isinstance(one, QLabel | QAbstractButton | QLineEdit):
            said.append(one.text())
        elif isinstance(one, QPlainTextEdit | QTextEdit):
            said.append(one.toPlainText())
        elif isinstance(one, QAbstractItemView | QComboBox):
            said += cells(one.model())
    return "\n".join(said)


def cells(model: QAbstractItemModel) -> list[str]:
    roles = (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.UserRole,
    )
    return [
        str(model.index(row, column).data(role))
        for row in range(model.rowCount())
        for column in range(model.columnCount())
        for role in roles
    ]


def press(qtbot, keys: str) -> None:
    """Type where the keyboard stands, as a person without a mouse does."""
    for key in keys:
        qtbot.keyClicks(QGuiApplication.focusObject(), key)


def enter_to_save(qtbot) -> None:
    qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Return, CTRL)


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.REVIEW)


@pytest.fixture
def claim(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.REVIEW, CaseKind.RPL_CREDIT_SPECIFIC)


# -- look -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "theme", "scale"),
    [
        *(((1380, 700), theme, scale) for theme in ThemeName for scale in (100, 200)),
        ((1306, 560), ThemeName.LIGHT, 100),
        ((900, 560), ThemeName.LIGHT, 100),
        ((900, 560), ThemeName.LIGHT, 200),
    ],
)
def test_everything_is_named_and_nothing_is_cut_off(qtbot, desk: Desk, case: CaseRow, size, theme, scale):
    look().change(name=theme, scale=scale)
    with sample.as_person(desk, "one"):
        criteria = desk.judging.criteria(case.id)
        desk.judging.judge(case, criteria[0], "6", "Begun.")
        desk.judging.judge(case, criteria[1], "9", "Begun.")
        desk.judging.link(case, criteria[0], desk.evidence.register(case.id)[0], page="4", quotation="as shown " * 20)
        part = shown(qtbot, desk, case, size=size)
        for place in (0, 5, 6):  # a characteristic with a passage, a best fit with its profile, points
            part.select(place)
            for pane in range(3):
                part.panes.bring(pane)
                qtbot.waitUntil(lambda: clipped(part) == [])
                assert unnamed(part) == []
        part.passages.ask()
        part.ask_to_seal()
        qtbot.waitUntil(lambda: clipped(part) == [])
        grab(part, f"judging-{size[0]}-{theme.value}-{scale}")
        assert unnamed(part) == []
        assert part.width() == size[0]


def test_a_narrow_window_shows_one_pane_at_a_time_with_the_same_keys(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case, size=(900, 600))
        assert [pane.isVisible() for pane in (part.criteria, part.passages, part.form)] == [True, False, False]
        press(qtbot, "L")
        assert part.passages.page.hasFocus()
        qtbot.keyClick(part.passages.page, Qt.Key.Key_Escape)
        press(qtbot, "R")
        assert part.panes.tabs.currentIndex() == JUDGEMENT
        assert part.form.reason.hasFocus()


# -- judging without the mouse ----------------------------------------------------------------------------------------


def test_sixteen_criteria_are_judged_and_sealed_without_the_mouse(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        assert part.form.seal.text() == "Seal: 16 to judge"
        for criterion in desk.judging.criteria(case.id):
            assert part.criterion_shown.id == criterion.id
            if criterion.kind is CriterionKind.POINTS:
                qtbot.keyClick(part.criteria.list, Qt.Key.Key_Return)
                qtbot.keyClicks(part.form.points, "6")
                qtbot.keyClick(part.form.points, Qt.Key.Key_Escape)
            else:
                press(qtbot, "G8")
            press(qtbot, "R")
            press(qtbot, "As page 1 shows, J K M 12 [.")
            enter_to_save(qtbot)
        given = desk.judging.judgements(case.id)
        assert len(given) == 16
        assert {one.reason for one in given} == {"As page 1 shows, J K M 12 [."}
        assert {one.answer for one in given} == {"8", "6"}
        assert part.form.seal.text() == "Seal your judgements"
        part.form.seal.setFocus()
        qtbot.keyClick(part.form.seal, Qt.Key.Key_Space)
        dialog = part.findChild(SealDialog)
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
        mine = desk.judging.mine(case.id)
        assert mine.state is AssessmentState.SEALED
        assert dialog.code.text() == mine.commitment[:16]
        dialog.accept()
        assert mine.commitment[:16] in texts(part.overview)
        assert "As page 1 shows" in texts(part.overview)
        assert part.overview.findChildren(QPlainTextEdit) == []


def test_outcomes_are_answered_by_letter(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, claim)
        for letter, answer in (("M", "met"), ("T", "partly"), ("X", "not_met"), ("U", "unsure")):
            press(qtbot, letter)
            assert desk.judging.judgements(claim.id)[0].answer == answer
        assert part.form.met.value() is None
        press(qtbot, "JJ")
        assert part.criterion_shown.position == 3
        assert part.form.met.value() is None
        press(qtbot, "K")
        assert part.criterion_shown.position == 2


@pytest.mark.parametrize(("keys", "answer"), [("G8", "8"), ("G12", "12"), ("G10", "10")])
def test_a_level_is_typed_after_g(qtbot, desk: Desk, case: CaseRow, keys, answer):
    with sample.as_person(desk, "one"):
        shown(qtbot, desk, case)
        press(qtbot, keys)
        assert desk.judging.judgements(case.id)[0].answer == answer


def test_a_one_waits_for_its_second_digit_and_is_kept_without_it(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        shown(qtbot, desk, case)
        press(qtbot, "G1")
        assert desk.judging.judgements(case.id) == ()
        qtbot.waitUntil(lambda: [one.answer for one in desk.judging.judgements(case.id)] == ["1"])


def test_points_are_typed_after_g_too(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        part.select(6)
        press(qtbot, "G")
        qtbot.keyClicks(part.form.points, "12")
        enter_to_save(qtbot)
        assert [one.answer for one in desk.judging.judgements(case.id)] == ["12"]


def test_a_level_that_the_office_does_not_use_is_refused_in_words(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        press(qtbot, "G0")
        assert "is not a level this office may use" in part.form.problem.text()
        assert desk.judging.judgements(case.id) == ()


def test_single_letters_can_be_switched_off(qtbot, desk: Desk, case: CaseRow, preferences: Preferences):
    preferences.single_keys = False
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case, preferences)
        press(qtbot, "G8UR")
        assert desk.judging.judgements(case.id) == ()
        assert not part.form.reason.hasFocus()
        enter_to_save(qtbot)
        assert part.criterion_shown.position == 2


def test_where_saving_goes_is_remembered(qtbot, desk: Desk, case: CaseRow, preferences: Preferences):
    with sample.as_person(desk, "one"):
        criteria = desk.judging.criteria(case.id)
        desk.judging.judge(case, criteria[1], "8", "Done before.")
        part = shown(qtbot, desk, case, preferences)
        part.save_and_next()
        assert part.criterion_shown.position == 3
        part.select(0)
        part.form._after_actions[AfterSaving.NEXT].trigger()
        part.save_and_next()
        assert part.criterion_shown.position == 2
        part.form._after_actions[AfterSaving.STAY].trigger()
        part.save_and_next()
        assert part.criterion_shown.position == 2
        assert shown(qtbot, desk, case, preferences).form.after.text() == "Next: stay here"


# -- keeping ----------------------------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_by_itself_and_the_cursor_stays(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        press(qtbot, "R")
        press(qtbot, "Half a ")
        with qtbot.waitSignal(part.said) as said:
            pass
        assert said.args[0].startswith("Saved ")
        assert desk.judging.judgements(case.id)[0].reason == "Half a"
        part.show_case(desk.intake.contents(case.id))  # as every announcement of the store has it
        press(qtbot, "sentence")
        assert part.form.reason.toPlainText() == "Half a sentence"
        part.keep()
        assert desk.judging.judgements(case.id)[0].reason == "Half a sentence"


def test_a_refused_save_keeps_the_text_in_view(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        part.form.reason.setPlainText("Not lost")
        before = part.criterion_shown
        with sample.as_person(desk, "chair"):
            desk.intake.wait(case, "More evidence asked for.")
        part.select(3)
        assert part.criterion_shown == before
        assert part.form.reason.toPlainText() == "Not lost"
        assert "waiting" in part.form.problem.text()


def test_points_are_never_filled_in_and_the_working_is_shown(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        part.select(6)
        assert part.form.points.text() == "not said yet"
        assert part.form.working.text() == "18 h + 40 h = 58 h\n58 h / 10 = 5.8 → 6"
        part.form.points.setValue(5)
        part.keep()
        assert [one.answer for one in desk.judging.judgements(case.id)] == ["5"]


def test_the_best_fit_shows_ones_own_profile_and_asks_for_a_remark_but_no_level(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        for place, level in enumerate(("7", "8", "8", "9")):
            part.select(place)
            part.answer(level)
        part.select(5)
        model = part.form.profile.model()
        said = [model.index(0, column).data() for column in range(1, model.columnCount())]
        assert said == ["level 7", "level 8", "level 8", "level 9", "not judged"]
        assert "spans levels 7 to 9" in part.form.remark.words.text()
        assert part.form.levels.level() is None
        part.answer("8")
        assert part.form.seal.text() == "Seal: 16 to judge"  # answers wait for their reasons


def test_the_finder_marks_what_differs_and_always_says_what_it_is(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        part.select(1)
        assert part.finder.in_view == (7, 8, 9)
        press(qtbot, "]]]]]]")
        assert part.finder.level == 12
        assert part.finder.in_view == (11, 12)
        marked = [one for one in part.finder.findChildren(StatementText) if one.differing]
        assert marked
        assert all(one.accessibleDescription().startswith("Differs from the level below") for one in marked)
        for place in range(6):
            part.select(place)
            assert "not the official text" in part.finder.line.text()
        assert part.finder.characteristic.isVisible()  # a best fit looks at any of the five


# -- passages ---------------------------------------------------------------------------------------------------------


def test_a_passage_is_linked_stepped_to_and_removed_by_keyboard(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, claim)
        press(qtbot, "M")
        assert part.form.no_passage_box.isVisible()
        press(qtbot, "L")
        press(qtbot, "4")
        qtbot.keyClicks(part.passages.quotation, "as shown here")
        qtbot.keyClicks(part.passages.note, "in the second task")
        part.passages.stance.set_value(Stance.PARTLY)
        part.passages.strength.set_value(3)
        qtbot.keyClick(part.passages.note, Qt.Key.Key_Return)
        (passage,) = desk.judging.passages(claim.id)
        assert (passage.page, passage.quotation, passage.note) == ("4", "as shown here", "in the second task")
        assert (passage.stance, passage.strength) == (Stance.PARTLY, 3)
        assert not part.form.no_passage_box.isVisible()
        assert not part.passages.form.isVisible()
        qtbot.waitUntil(part.passages.rows[0].isVisible)
        press(qtbot, "N")
        assert part.passages.rows[0].hasFocus()
        assert part.passages.rows[0].accessibleName() == "E01 p.4, partly, strength 3"
        qtbot.keyClick(part.passages.rows[0], Qt.Key.Key_Delete)
        assert desk.judging.passages(claim.id) == ()
        assert part.panes.tabs.currentIndex() == EVIDENCE


def test_met_without_a_passage_is_ready_once_it_says_why(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, claim)
        left = len(desk.judging.criteria(claim.id))
        press(qtbot, "MR")
        press(qtbot, "Seen in the discussion.")
        part.keep()
        assert part.form.seal.text() == f"Seal: {left} to judge"
        qtbot.keyClicks(part.form.no_passage, "It was said, not written.")
        part.keep()
        assert part.form.seal.text() == f"Seal: {left - 1} to judge"


# -- the list ---------------------------------------------------------------------------------------------------------


def test_the_list_says_each_state_and_shows_only_what_is_left(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        criteria = desk.judging.criteria(case.id)
        desk.judging.judge(case, criteria[0], "8", "Ready.")
        desk.judging.judge(case, criteria[1], "", "Begun.")
        desk.judging.judge(case, criteria[2], "unsure", "Cannot tell.")
        part = shown(qtbot, desk, case)
        model = part.criteria.list.model()
        said = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(5)]
        assert said == [
            "Unit 1 Peer support basics, 2 of 7 ready, open",
            "Unit 1, Knowledge, level 8, 0 passages",
            "Unit 1, Practice, begun, not ready to seal, 0 passages",
            "Unit 1, Cognitive skills, unsure, 0 passages",
            "Unit 1, Communication, not judged, not ready to seal, 0 passages",
        ]
        part.criteria.left_only.click()
        assert model.index(1, 0).data() == "Unit 1, Practice"
        assert model.rowCount() == 3 + 14
        part.criteria.list.setCurrentIndex(model.index(0, 0))
        qtbot.keyClick(part.criteria.list, Qt.Key.Key_Left)
        assert model.index(1, 0).data() == "Unit 2 Listening and recording"


def test_sealing_too_early_leads_to_the_first_gap(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        criteria = desk.judging.criteria(case.id)
        desk.judging.judge(case, criteria[0], "8", "Ready.")
        part = shown(qtbot, desk, case)
        part.select(9)
        part.form.seal.click()
        assert part.criterion_shown.position == 2
        assert part.form.problem.text() == (
            "15 criteria are not ready to seal. The first: Unit 1, Practice is not judged yet."
        )
        assert part.findChild(SealDialog) is None
        assert part.to_seal.text() == "15 criteria are not ready to seal. The first 6:"
        assert [one.text() for one in part.to_seal.buttons][:2] == ["Unit 1, Practice", "Unit 1, Cognitive skills"]
        part.to_seal.buttons[1].click()
        assert part.criterion_shown.position == 3
        part.answer("8")
        part.form.reason.setPlainText("As the specification shows.")
        part.passages.link.click()
        part.keep()
        assert part.to_seal.text() == "14 criteria are not ready to seal. The first 6:"
        assert "Unit 1, Cognitive skills" not in [one.text() for one in part.to_seal.buttons]
    with sample.as_person(desk, "two"):
        part.show_case(desk.intake.contents(case.id))
        assert not part.to_seal.isVisible()  # what another lacks is nobody's business


def test_the_chair_reopens_with_a_reason(qtbot, desk: Desk, case: CaseRow):
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        (again,) = [one for one in part.findChildren(QAbstractButton) if one.text() == "Reopen"]
        again.click()
        dialog = part.findChild(ReopenDialog)
        dialog.accept()
        assert "words" in dialog.refused.text()
        dialog.reason.setText("A page was missing.")
        dialog.accept()
    with sample.as_person(desk, "one"):
        assert desk.judging.mine(case.id).state is AssessmentState.REOPENED
        part = shown(qtbot, desk, case)
        assert part.form.head.note.full_text == "reopened by the chair"
        assert part.form.reason.toPlainText() == "Assessor One: as the specification shows."


# -- blind ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("who", ["two", "chair", "member", "admin"])
def test_nothing_of_anothers_work_is_in_any_widget_before_the_reveal(qtbot, desk: Desk, case: CaseRow, who, sealed):
    plant(desk, case)
    if sealed:
        with sample.as_person(desk, "one"):
            commitment = desk.judging.seal(case).commitment
    with sample.as_person(desk, "one"):
        assert MARKER in texts(shown(qtbot, desk, case))
    with sample.as_person(desk, who):
        part = shown(qtbot, desk, case)
        comparing = ComparingPart(desk)
        qtbot.addWidget(comparing)
        comparing.show_case(desk.intake.contents(case.id))
        said = texts(part) + texts(comparing)
        assert MARKER not in said
        assert "level 11" not in said
        assert not sealed or commitment[:16] not in said


def test_nothing_of_the_last_person_stays_in_the_window(qtbot, desk: Desk, case: CaseRow):
    plant(desk, case)
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        part.passages.ask()
        part.passages.note.setText(MARKER)
        part.form.reason.setPlainText(f"{MARKER} typed and not kept")
    with sample.as_person(desk, "two"):
        part.show_case(desk.intake.contents(case.id))
        qtbot.wait(10)
        assert MARKER not in texts(part)
        assert desk.judging.judgements(case.id) == ()
    with sample.as_person(desk, "chair"):
        part.show_case(desk.intake.contents(case.id))
        assert MARKER not in texts(part)


def plant(desk: Desk, case: CaseRow) -> None:
    with sample.as_person(desk, "one"):
        item = desk.evidence.register(case.id)[0]
        for criterion in desk.judging.criteria(case.id):
            answer = "11" if criterion.kind in LEVEL_KINDS else "6"
            desk.judging.judge(case, criterion, answer, f"{MARKER} reason", f"{MARKER} why none")
            desk.judging.link(case, criterion, item, page="7", quotation=f"{MARKER} quoted", note=f"{MARKER} note")


def test_every_kind_of_case_is_judged(qtbot, desk: Desk, tmp_path: Path):
    for kind in CaseKind:
        folder = tmp_path / kind.value
        folder.mkdir()
        case = sample.case_at(desk, folder, Stage.REVIEW, kind)
        with sample.as_person(desk, "one"):
            part = shown(qtbot, desk, case)
            for place, criterion in enumerate(desk.judging.criteria(case.id)):
                part.select(place)
                assert criterion.text in texts(part)
                part.answer(sample.an_answer(criterion))
                part.form.reason.setPlainText("As the evidence shows.")
                part.passages.link.click()
            assert desk.judging.missing_to_seal(case) == []


def test_the_service_still_refuses_what_the_form_cannot_say(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"), pytest.raises(RuleViolation, match="not a level"):
        desk.judging.judge(case, desk.judging.criteria(case.id)[0], "13")


def test_statements_are_ticked_as_relied_on_and_words_explained_in_place(qtbot, desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        ticks = part.finder.findChildren(QCheckBox)
        assert ticks and not any(tick.isChecked() for tick in ticks)
        first = next(tick for tick in ticks if tick.toolTip())
        said = first.accessibleName().removeprefix("Relied on: ")
        word, _, meaning = first.toolTip().splitlines()[0].partition(": ")
        assert any(each in said.casefold() for each in word.casefold().split()) and len(meaning) > 10
        first.setFocus()
        qtbot.keyClick(first, Qt.Key.Key_Space)
        assert first.hasFocus()
        (relied,) = desk.judging.relied_on(case.id)
        assert relied.criterion_id == part.criterion_shown.id
        assert "1 ticked" in texts(part.finder)
        part.select(1)
        qtbot.waitUntil(lambda: "1 ticked" not in texts(part.finder))
        part.select(0)
        ticked = next(tick for tick in part.finder.findChildren(QCheckBox) if tick.isChecked())
        ticked.click()
        assert desk.judging.relied_on(case.id) == ()
