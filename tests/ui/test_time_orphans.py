"""Marks made on a recording that was replaced: listened to, and placed again by a person, never by themselves."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.evidence import EvidenceKind
from rpl_desk.domain.passages import Anchor, AnchorKind
from rpl_desk.services.evidence import details_for
from rpl_desk.ui.case.evidence import ORPHANS
from rpl_desk.ui.case.orphans import OrphansView
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.theme import look
from rpl_desk.ui.viewer.viewer import PLAYER
from tests import office as sample
from tests.playing.media_makers import wav
from tests.ui.helpers import clipped, grab, unnamed
from tests.ui.test_case_page import shown

CTRL = Qt.KeyboardModifier.ControlModifier
WAIT = 20_000
FROM, TO = 4_000, 9_000
SHORT, LONG = 6.0, 30.0


@pytest.fixture
def claim(desk: Desk, tmp_path: Path) -> CaseRow:
    """A claim with a recording that Assessor One marked a stretch of."""
    case = sample.case_at(desk, tmp_path, Stage.REVIEW, CaseKind.RPL_CREDIT_SPECIFIC)
    with sample.as_person(desk, "admin"):
        path = tmp_path / "interview.wav"
        path.write_bytes(wav(20))
        desk.evidence.add(case, path, details_for(path, EvidenceKind.OTHER))
    with sample.as_person(desk, "one"):
        item = recording(desk, case)
        criterion = desk.judging.criteria(case.id)[0]
        anchor = Anchor(AnchorKind.TIME, item.sha256, from_ms=FROM, to_ms=TO)
        desk.marking.mark(case, item, anchor, criterion=criterion)
    return case


def recording(desk: Desk, case: CaseRow):
    return next(one for one in desk.evidence.register(case.id) if one.media_type == "audio/wav")


def replaced(desk: Desk, case: CaseRow, tmp_path: Path, seconds: float) -> CaseRow:
    with sample.as_person(desk, "admin"):
        path = tmp_path / "again.wav"
        path.write_bytes(wav(seconds))
        desk.evidence.replace(case, recording(desk, case), path, "Recorded again.")
        return desk.intake.contents(case.id).case


def finding(qtbot, desk: Desk, claim: CaseRow, size=(1380, 860), preferences: Preferences | None = None) -> OrphansView:
    part = shown(qtbot, desk, claim, "evidence", size).parts["evidence"]
    if preferences is not None:
        part._preferences = preferences
    part.open_orphans()
    assert part.stack.currentIndex() == ORPHANS
    view = part.orphans
    view.panes.bring(1)
    qtbot.waitUntil(lambda: view.viewer.stack.currentIndex() == PLAYER, timeout=WAIT)
    qtbot.waitUntil(lambda: view.viewer.player.place.text() != "", timeout=WAIT)
    return view


def the_mark(desk: Desk, claim: CaseRow) -> Anchor:
    (only,) = (one for one in desk.marking.passages(claim.id) if one.passage.anchor.kind is AnchorKind.TIME)
    assert len(only.links) == 1
    return only.passage.anchor


def test_the_new_recording_stands_where_the_mark_began_and_nothing_is_chosen_yet(qtbot, desk, claim, tmp_path):
    claim = replaced(desk, claim, tmp_path, LONG)
    with sample.as_person(desk, "one"):
        before = the_mark(desk, claim)
        view = finding(qtbot, desk, claim)
        assert view.quoted.text() == "E02 00:00:04 to 00:00:09"
        assert "Listen" in view.found.text() and "press T" in view.found.text()
        qtbot.waitUntil(lambda: view.viewer.player.moment == FROM, timeout=WAIT)
        assert view.viewer.selection() is None
        assert view.yes.text() == "Confirm this place: choose it first"
        assert the_mark(desk, claim) == before


def test_the_same_times_are_taken_by_a_key_and_kept_only_when_confirmed(qtbot, desk, claim, tmp_path):
    claim = replaced(desk, claim, tmp_path, LONG)
    with sample.as_person(desk, "one"):
        before = the_mark(desk, claim)
        view = finding(qtbot, desk, claim)
        qtbot.keyClicks(view.list, "T")
        assert view.place.text() == "New place: 00:00:04 to 00:00:09"
        assert the_mark(desk, claim) == before
        qtbot.keyClick(view.list, Qt.Key.Key_Return, CTRL)
        moved = the_mark(desk, claim)
        assert (moved.sha256, moved.from_ms, moved.to_ms) == (recording(desk, claim).sha256, FROM, TO)
        assert desk.marking.orphans(claim.id) == ()


def test_another_stretch_is_chosen_by_keys_in_the_player(qtbot, desk, claim, tmp_path):
    claim = replaced(desk, claim, tmp_path, LONG)
    with sample.as_person(desk, "one"):
        view = finding(qtbot, desk, claim)
        qtbot.waitUntil(lambda: view.viewer.player.moment == FROM, timeout=WAIT)
        qtbot.keyClicks(view.list, "V")
        sight = view.viewer.player.sight
        qtbot.keyClick(sight, Qt.Key.Key_Right)
        qtbot.keyClicks(sight, "[")
        qtbot.keyClick(sight, Qt.Key.Key_Right)
        qtbot.keyClicks(sight, "]")
        assert view.place.text() == "New place: 00:00:09 to 00:00:14"
        qtbot.keyClick(sight, Qt.Key.Key_Return, CTRL)
        assert (the_mark(desk, claim).from_ms, the_mark(desk, claim).to_ms) == (9_000, 14_000)


def test_with_single_keys_switched_off_letters_do_nothing_and_the_buttons_do(qtbot, desk, claim, tmp_path):
    claim = replaced(desk, claim, tmp_path, LONG)
    preferences = Preferences.in_file(tmp_path / "likes.ini")
    preferences.single_keys = False
    with sample.as_person(desk, "one"):
        view = finding(qtbot, desk, claim, preferences=preferences)
        qtbot.keyClicks(view.list, "T")
        assert view.viewer.selection() is None
        view.same.click()
        assert view.place.text() == "New place: 00:00:04 to 00:00:09"


def test_a_shorter_recording_has_not_the_same_times_and_says_so(qtbot, desk, claim, tmp_path):
    claim = replaced(desk, claim, tmp_path, SHORT)
    with sample.as_person(desk, "one"):
        view = finding(qtbot, desk, claim)
        qtbot.keyClicks(view.list, "T")
        assert "ends at 00:00:06" in view.problem.text()
        assert view.viewer.selection() is None


@pytest.mark.parametrize("scale", [100, 200])
def test_what_is_asked_is_named_and_nothing_is_cut_off(qtbot, desk, claim, tmp_path, scale):
    claim = replaced(desk, claim, tmp_path, LONG)
    look().change(scale=scale)
    with sample.as_person(desk, "one"):
        view = finding(qtbot, desk, claim, (1366, 768))
        for place in (0, 1):
            view.panes.bring(place)
            qtbot.wait(100)
            grab(view, f"time-orphans-{place}-{scale}")
            assert unnamed(view) == [] and clipped(view) == []
        player = view.viewer.player
        assert all(one.height() >= one.minimumSizeHint().height() for one in (player.play_button, player.speed))
        player.speed.setFocus(Qt.FocusReason.TabFocusReason)
