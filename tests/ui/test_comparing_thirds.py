"""Two, three and five assessors settled by keyboard, a third opinion asked and given, names or numbers by policy."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.intake import IntakePerson
from rpl_desk.domain.people import Role
from rpl_desk.ui.case.passage_cards import PassageCard
from rpl_desk.ui.case.third_dialog import OpinionSealedDialog, ThirdDialog
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, in_focus, unnamed
from tests.ui.test_comparing_part import finding, shown
from tests.ui.test_judging_part import press, texts

EXTRA = ("three", "four", "five")


def judged_by(desk: Desk, tmp_path: Path, count: int, *, far: bool = False, **policy) -> CaseRow:
    """Return a revealed case of so many assessors: each a step from the first on criterion 1, the last unsure on 2."""
    names = ("one", "two", *EXTRA)[:count]
    with sample.as_person(desk, "admin"):
        for who in names[2:]:
            desk.people.add(
                sample.address(who),
                f"Assessor {who.capitalize()}",
                sample.passphrase(who),
                own_passphrase=sample.passphrase("admin"),
            )
        desk.office.set_policy(assessors=count, **policy)
    people = [IntakePerson(sample.address("chair"), Role.CHAIR)]
    people += [IntakePerson(sample.address(who), Role.ASSESSOR) for who in names]
    case = sample.open_case(desk, tmp_path, people=tuple(people))
    with sample.as_person(desk, "admin"):
        desk.intake.begin_review(case)
    for place, who in enumerate(names):
        level = str(8 + (2 if far else 1) * (place == count - 1))
        last = who == names[-1]

        def answer(criterion, level=level, last=last):
            if criterion.position == 1:
                return level
            return "unsure" if criterion.position == 2 and last else sample.an_answer(criterion)

        sample.judge_all(desk, case, who, answer)
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
        return desk.intake.contents(case.id).case


def enter(qtbot) -> None:
    qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Return)


@pytest.mark.parametrize("count", [2, 3, 5])
def test_so_many_assessors_are_settled_without_the_mouse(qtbot, desk: Desk, tmp_path: Path, count: int):
    case = judged_by(desk, tmp_path, count)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case, size=(1380, 860))
        row = part.list.row
        assert [one.number for one in row.sides] == list(range(1, count + 1))
        assert len(row.findChildren(PassageCard)) == count
        assert "“Sample evidence”" in texts(row)
        qtbot.waitUntil(lambda: clipped(part) == [])
        assert unnamed(part) == []
        grab(part, f"comparing-of-{count}")
        press(qtbot, f"{count}R")
        press(qtbot, "The last has it.")
        enter(qtbot)
        assert (finding(desk, case, 1).answer, finding(desk, case, 1).reason) == ("9", "The last has it.")
        press(qtbot, f"{count + 1}")  # another answer: the level is typed
        press(qtbot, "7")
        qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Escape)
        press(qtbot, "R")
        press(qtbot, "None of these.")
        enter(qtbot)
        assert finding(desk, case, 2).answer == "7"
        assert part.complete.hasFocus()
        qtbot.keyClick(part.complete, Qt.Key.Key_Space)
        assert desk.intake.contents(case.id).case.stage is Stage.PANEL


def test_a_third_opinion_is_asked_and_given_and_a_side_of_it_taken_by_keyboard(qtbot, desk: Desk, tmp_path: Path):
    case = judged_by(desk, tmp_path, 2, far=True)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        row = part.list.row
        assert (row.state.text(), row.editor) == ("Third opinion wanted", None)
        assert "From 2 on the office asks for a third opinion" in texts(row)
        press(qtbot, "T")
        dialog = part.findChild(ThirdDialog)
        assert [dialog.who.itemText(place) for place in range(dialog.who.count())] == [
            "Administrator One",
            "Member One",
        ]
        assert (unnamed(dialog), clipped(dialog)) == ([], [])
        grab(part, "third-dialog")
        dialog.who.setFocus()
        press(qtbot, "Member")
        enter(qtbot)
        qtbot.waitUntil(lambda: not dialog.isVisible())
        assert part.list.row.state.text() == "Asked Member One"
    with sample.as_person(desk, "member"):
        theirs = shown(qtbot, desk, case)
        assert theirs.rows == {} and "It is given blind" in texts(theirs.third)
        assert not any(name in texts(theirs) for name in ("Assessor One", "Assessor Two", "level 10"))
        assert (unnamed(theirs), clipped(theirs)) == ([], [])
        grab(theirs, "third-opinion")
        theirs.give_opinion(desk.judging.criteria(case.id)[0])
        assert "Choose your answer" in texts(theirs.problem)
        press(qtbot, "8")
        qtbot.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Escape)
        press(qtbot, "R")
        press(qtbot, "The page says eight.")
        enter(qtbot)
        opinion = desk.thirds.opinions(case.id)[finding(desk, case, 1).criterion_id]
        assert (opinion.answer, opinion.reason) == ("8", "The page says eight.")
        sealed = theirs.findChild(OpinionSealedDialog)
        assert sealed.line.code.text() == opinion.commitment[:16]
        assert (unnamed(sealed), clipped(sealed)) == ([], [])
        grab(theirs, "third-sealed")
        enter(qtbot)
        qtbot.waitUntil(lambda: not sealed.isVisible())
        assert [one.name for one in theirs.list.row.sides] == ["Assessor One", "Assessor Two", "Member One"]
    with sample.as_person(desk, "chair"):
        theirs.close()
        part.show_case(desk.intake.contents(case.id))
        in_focus(qtbot, part)
        part.list.go(finding(desk, case, 1).criterion_id)
        assert [one.name for one in part.list.row.sides] == ["Assessor One", "Assessor Two", "Member One"]
        assert opinion.commitment[:16] in texts(part.list.row)
        press(qtbot, "3R")
        press(qtbot, "As the third assessor says.")
        enter(qtbot)
        assert finding(desk, case, 1).answer == "8"


@pytest.mark.parametrize("scale", [100, 200])
def test_the_chair_goes_on_without_a_third_opinion_for_a_reason(qtbot, desk_look, desk: Desk, tmp_path: Path, scale):
    desk_look.change(name=ThemeName.DARK, scale=scale)
    case = judged_by(desk, tmp_path, 2, far=True)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        qtbot.waitUntil(lambda: clipped(part) == [])
        grab(part, f"third-wanted-{scale}")
        part.list.row.ask.click()
        dialog = part.findChild(ThirdDialog)
        dialog.how.chosen.emit("without")
        dialog.how.set_value("without")
        assert dialog.reason.isVisible() and not dialog.who.isVisible()
        dialog.accept()
        assert "words" in dialog.refused.text()
        dialog.reason.setPlainText("Nobody else knows the field.")
        qtbot.waitUntil(lambda: clipped(dialog) == [])
        dialog.accept()
        assert part.list.row.editor is not None
        assert "No third opinion, because: Nobody else knows the field." in texts(part.list.row)


def test_an_office_that_shows_numbers_names_no_assessor_beside_the_differences(qtbot, desk: Desk, tmp_path: Path):
    case = judged_by(desk, tmp_path, 3, name_assessors=False)
    with sample.as_person(desk, "chair"):
        look().change(scale=100)
        part = shown(qtbot, desk, case)
        said = texts(part.list)
        assert [one.name for one in part.list.row.sides] == ["Assessor 1", "Assessor 2", "Assessor 3"]
        assert not any(f"Assessor {name}" in said.replace("Assessor One:", "") for name in ("Two, ", "Three, "))
        part.list.head.sealed.click()
