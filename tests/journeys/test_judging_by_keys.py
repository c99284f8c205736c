"""An assessor judges a whole programme in the real window with the keyboard alone, and moves a key on the way."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.intake import IntakeActivity, IntakeOutcome, IntakeProgramme, IntakeUnit
from rpl_desk.domain.judgements import AssessmentState, CriterionKind
from rpl_desk.domain.programmes import ActivityKind
from rpl_desk.ui.case.judging_dialogs import SealDialog
from rpl_desk.ui.keys_dialog import KeysDialog
from rpl_desk.ui.keys_sheet import KeysSheet
from rpl_desk.ui.main_window import MainWindow
from rpl_desk.ui.single_keys import JUDGING
from tests import office as sample
from tests.ui.test_judging_part import enter_to_save, press

REFERENCE = "CR-2026-0001"


def open_programme(desk: Desk, folder: Path) -> CaseRow:
    """Return a programme of three units in review: 23 criteria."""
    units = tuple(
        IntakeUnit(
            f"Part {number}",
            proposed_level=8,
            proposed_points=6,
            outcomes=(IntakeOutcome("Explain what peer support is"),),
            activities=(IntakeActivity(ActivityKind.TAUGHT, 600, 600),),
        )
        for number in (1, 2, 3)
    )
    programme = IntakeProgramme("Certificate in Peer Support Practice", owner="Sample Training Partner", units=units)
    case = sample.open_case(desk, folder, programme=programme, proposed_points=18)
    with sample.as_person(desk, "admin"):
        desk.intake.begin_review(case)
    return case


@pytest.fixture
def window(qtbot, office: Path, preferences, desk_look, tmp_path: Path):
    made = MainWindow(preferences)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    desk = Desk.open(office)
    made.use_desk(desk)
    open_programme(desk, tmp_path)
    desk.session.begin(sample.person(desk, "one"), timedelta(minutes=15))
    made.sign_in.signed_in.emit(sample.person(desk, "one"))
    yield made
    made.close()


class Mouse(QObject):
    """Notes every press of a button of the mouse, wherever in the program."""

    presses = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.presses += event.type() == QEvent.Type.MouseButtonPress
        return False


@pytest.fixture
def mouse(qapp):
    made = Mouse()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)
    assert made.presses == 0


def key(qtbot, code: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QGuiApplication.focusObject(), code, modifier)


def test_twenty_three_criteria_are_judged_and_sealed_without_the_mouse(qtbot, window: MainWindow, mouse: Mouse):
    desk = window._desk
    window.go("case", (REFERENCE, "judging"))
    part = window.page.parts["judging"]
    qtbot.waitUntil(part.criteria.list.hasFocus)
    case = part.contents_shown.case
    criteria = desk.judging.criteria(case.id)
    assert len(criteria) == 23
    press(qtbot, "D")  # the first is set aside, and comes again at the end
    enter_to_save(qtbot)
    for criterion in [*criteria[1:], criteria[0]]:
        assert part.criterion_shown.id == criterion.id
        if criterion.kind is CriterionKind.POINTS:
            key(qtbot, Qt.Key.Key_Return)
            press(qtbot, "6")
            key(qtbot, Qt.Key.Key_Escape)
        elif criterion.position == 2:
            press(qtbot, "U")
        else:
            press(qtbot, "G8")
            press(qtbot, "C3")
        press(qtbot, "Y")
        press(qtbot, "Ask.")
        key(qtbot, Qt.Key.Key_Escape)
        press(qtbot, "R")
        press(qtbot, "As page 1 shows: J K 12.")
        enter_to_save(qtbot)
    given = desk.judging.judgements(case.id)
    assert len(given) == 23
    assert {one.reason for one in given} == {"As page 1 shows: J K 12."}
    assert {one.answer for one in given} == {"8", "6", "unsure"}
    assert {one.note for one in desk.notes.notes(case.id)} == {"Ask."}
    assert "1 unsure" in window.status._counts.text()
    part.form.seal.setFocus()
    key(qtbot, Qt.Key.Key_Space)
    dialog = part.findChild(SealDialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert desk.judging.mine(case.id).state is AssessmentState.SEALED
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert desk.check() == []


def test_a_key_moved_in_the_sheet_acts_at_once_on_the_page_in_view(qtbot, window: MainWindow, mouse: Mouse):
    window.go("case", (REFERENCE, "judging"))
    part = window.page.parts["judging"]
    qtbot.waitUntil(part.criteria.list.hasFocus)
    window.show_keys()
    sheet = window.findChild(KeysSheet)
    sheet.change.setFocus()
    qtbot.keyClick(sheet.change, Qt.Key.Key_Space)
    dialog = window.findChild(KeysDialog)
    field = dialog.fields[JUDGING, "J"]
    field.setFocus()
    qtbot.keyClicks(field, "!")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    part = window.page.parts["judging"]
    qtbot.waitUntil(part.criteria.list.hasFocus)
    place = part.criterion_shown.position
    press(qtbot, "J")
    assert part.criterion_shown.position == place
    press(qtbot, "!")
    assert part.criterion_shown.position == place + 1
    assert ("! K", "Next and previous criterion") in window.page.keys
