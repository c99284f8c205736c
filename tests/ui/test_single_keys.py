"""Single keys are switched off, moved and set back by their person, and the keys sheet says them as they are."""

import importlib
import pkgutil
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

import rpl_desk.ui
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.errors import RuleViolation
from rpl_desk.domain.judgements import FindingState
from rpl_desk.ui.case.judging_keys import QUEUE_KEYS
from rpl_desk.ui.case.reading_pane import ReadingPane
from rpl_desk.ui.keys_dialog import KeysDialog
from rpl_desk.ui.keys_sheet import EVERYWHERE
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.single_keys import COMPARING, JUDGING, MOVABLE, PLAYING, SingleKeys
from rpl_desk.ui.theme import look
from rpl_desk.ui.viewer.player_view import PlayerView
from rpl_desk.ui.widgets import KeyCap
from tests import office as sample
from tests.ui.helpers import clipped, grab, in_focus, unnamed
from tests.ui.test_comparing_part import shown as comparing
from tests.ui.test_comparing_thirds import judged_by
from tests.ui.test_judging_part import press, shown, texts


@pytest.fixture
def claim(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.REVIEW, CaseKind.RPL_CREDIT_SPECIFIC)


@pytest.fixture
def keys(preferences: Preferences) -> SingleKeys:
    return SingleKeys(preferences)


@pytest.fixture
def dialog(qtbot, preferences: Preferences):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 800)
    window.show()
    made = KeysDialog(preferences, window)
    made.open()
    in_focus(qtbot, made)
    yield made
    window.hide()


def test_a_moved_key_acts_under_its_new_name_alone(keys: SingleKeys):
    assert keys.meaning(JUDGING, "m") == "M"
    keys.move(JUDGING, {"M": "Ö"})
    assert keys.meaning(JUDGING, "ö") == "M"
    assert keys.meaning(JUDGING, "m") == ""
    assert keys.hint(JUDGING)("M") == "Ö"
    keys.move(JUDGING, {})
    assert keys.meaning(JUDGING, "m") == "M"


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("T", "T is taken here: Partly"),
        ("4", "Digits are typed after other keys"),
        ("?", "is taken for this sheet"),
        ("MM", "one letter or sign"),
        (" ", "one letter or sign"),
    ],
)
def test_a_key_that_cannot_be_taken_is_refused_in_words_and_nothing_moves(keys: SingleKeys, key: str, words: str):
    with pytest.raises(RuleViolation) as refused:
        keys.move(JUDGING, {"M": key})
    assert words in str(refused.value)
    assert keys.moved(JUDGING) == {}


def test_two_keys_may_change_places(keys: SingleKeys):
    keys.move(JUDGING, {"M": "T", "T": "M"})
    assert (keys.meaning(JUDGING, "T"), keys.meaning(JUDGING, "M")) == ("M", "T")


def test_kept_keys_that_make_no_sense_are_passed_over(preferences: Preferences, keys: SingleKeys):
    preferences.moved_keys = {JUDGING: {"M": "T"}, "nowhere": {"A": "B"}}
    assert keys.moved(JUDGING) == {}
    assert keys.moved("nowhere") == {}
    preferences._settings.setValue("keys/moved", "not json")
    assert preferences.moved_keys == {}


def test_the_sheet_says_the_keys_as_they_are_now(preferences: Preferences, keys: SingleKeys):
    keys.move(JUDGING, {"M": "Ö", "+": "*"})
    said = dict(keys.shown(JUDGING, (*QUEUE_KEYS, *ReadingPane.keys)))
    assert said["Ö T X"] == "Met, partly, not met"
    assert said["* ~ -  1 2 3"].startswith("What the mark says")
    preferences.single_keys = False
    assert set(dict(keys.shown(JUDGING, QUEUE_KEYS))) == {
        "Ctrl+P",
        "F1",
        "Ctrl+J",
        "Ctrl+Z  Ctrl+Shift+Z",
        "Alt+Z",
        "Ctrl+Enter",
    }


def test_every_single_key_of_the_queue_can_be_moved():
    named = {name for line, _ in (*QUEUE_KEYS, *ReadingPane.keys) for name in line.split(" ") if len(name) == 1}
    assert {name for name in named if not name.isdecimal()} == set(MOVABLE[JUDGING])


def test_the_queue_judges_by_moved_keys_and_shows_them(qtbot, desk: Desk, claim: CaseRow, preferences: Preferences):
    SingleKeys(preferences).move(JUDGING, {"M": "*", "J": "$", "Q": "%", "W": "="})
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, claim, preferences)
        press(qtbot, "M")
        assert desk.judging.judgements(claim.id) == ()
        press(qtbot, "*")
        assert [one.answer for one in desk.judging.judgements(claim.id)] == ["met"]
        press(qtbot, "$")
        assert part.criterion_shown.position == 2
        said = texts(part)
        for words in ("Key $", "Key %", "Evidence map, key ="):
            assert words in said
        assert ("$ K", "Next and previous criterion") in part.keys


def test_the_differences_are_settled_by_moved_keys_and_say_them(
    qtbot, desk: Desk, tmp_path: Path, preferences: Preferences
):
    SingleKeys(preferences).move(COMPARING, {"J": "%", "R": "=", "D": "!"})
    case = judged_by(desk, tmp_path, 2)
    with sample.as_person(desk, "chair"):
        part = comparing(qtbot, desk, case, preferences)
        first, second = part.rows
        press(qtbot, "J")
        assert part.list.open == first
        press(qtbot, "%")
        assert part.list.open == second
        press(qtbot, "D")
        assert desk.intake.contents(case.id).finding_of[second].state is FindingState.OPEN
        press(qtbot, "!")
        assert desk.intake.contents(case.id).finding_of[second].state is FindingState.DISCUSS
        press(qtbot, "=")
        assert part.list.row.reason.hasFocus()
        assert ("% K", "Next and previous difference") in part.keys
        assert "Park it for the panel to talk about, key !" in texts(part)
        assert {"=", "!"} <= {one.text() for one in part.list.head.findChildren(KeyCap)}


def test_no_single_key_acts_on_the_differences_once_they_are_off(
    qtbot, desk: Desk, tmp_path: Path, preferences: Preferences
):
    preferences.single_keys = False
    case = judged_by(desk, tmp_path, 2)
    with sample.as_person(desk, "chair"):
        part = comparing(qtbot, desk, case, preferences)
        held = part.list.open
        press(qtbot, "J1D")
        assert part.list.open == held and part.list.row.editor.answer == ""
        assert all(one.state is not FindingState.DISCUSS for one in desk.intake.contents(case.id).findings)
        assert not {"1 2", "J K", "D", "T", "R"} & set(dict(part.keys))
        assert part.list.head.findChildren(KeyCap) == []


@pytest.mark.parametrize("on", [True, False])
def test_a_recording_obeys_moved_keys_and_the_switch(qtbot, preferences: Preferences, on: bool):
    SingleKeys(preferences).move(PLAYING, {">": "!", "[": "$"})
    preferences.single_keys = on
    view = PlayerView(SingleKeys(preferences))
    qtbot.addWidget(view)
    slowest = view.speed.currentText()
    for typed in (">", "!"):
        view._take_letter(QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, typed))
    assert (view.speed.currentIndex() == view.speed.findText(slowest) + 1) is on
    assert (view.from_here.toolTip(), view.speed.toolTip()) == (
        ("Start here, key $", "Speed, keys < and !") if on else ("Start here", "Speed")
    )


def test_a_key_is_moved_by_pressing_another_and_a_conflict_says_why(
    qtbot, preferences: Preferences, dialog: KeysDialog
):
    field = dialog.fields[JUDGING, "M"]
    field.setFocus()
    qtbot.keyClicks(field, "t")
    assert "T is taken here: Partly" in dialog.refused.text()
    assert field.text() == "M"
    qtbot.keyClicks(field, "%")
    assert dialog.refused.text() == ""
    assert field.text() == "%"
    dialog.single.click()
    with qtbot.waitSignal(dialog.kept):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert preferences.moved_keys == {JUDGING: {"M": "%"}}
    assert not preferences.single_keys


def test_the_keys_are_reset_to_default_and_nothing_is_kept_before_that_is_meant(
    preferences: Preferences, keys: SingleKeys, dialog: KeysDialog
):
    keys.move(JUDGING, {"M": "Ö"})
    dialog._take(JUDGING, "X", "!")
    dialog.reset.click()
    assert (dialog.fields[JUDGING, "X"].text(), dialog.fields[JUDGING, "M"].text()) == ("X", "M")
    assert keys.moved(JUDGING) == {"M": "Ö"}
    dialog.accept()
    assert keys.moved(JUDGING) == {}
    assert preferences.single_keys


@pytest.mark.parametrize("scale", [100, 200])
def test_the_dialog_is_named_and_nothing_is_cut_off(qtbot, dialog: KeysDialog, scale: int):
    look().change(scale=scale)
    qtbot.waitUntil(lambda: clipped(dialog) == [])
    assert unnamed(dialog) == []
    grab(dialog, f"keys-dialog-{scale}")


def test_no_page_has_a_key_that_does_something_else_everywhere():
    everywhere = {_plain(key) for keys, _ in EVERYWHERE for key in keys.split("  ")} - {"esc"}
    pages = list(_classes_with_keys())
    assert len(pages) > 10
    twice = [
        f"{page.__name__}: {key}"
        for page in pages
        for keys, _ in page.keys
        for key in keys.split("  ")
        if _plain(key) in everywhere
    ]
    assert twice == []


def _classes_with_keys():
    for module in pkgutil.walk_packages(rpl_desk.ui.__path__, "rpl_desk.ui."):
        for one in vars(importlib.import_module(module.name)).values():
            if (
                isinstance(one, type)
                and one.__module__ == module.name
                and isinstance(getattr(one, "keys", None), tuple)
            ):
                yield one


def _plain(key: str) -> str:
    return key.lower().replace(" ", "")
