"""A recording in the window: played and marked by keys, from a real player, with and without a picture."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from rpl_desk.domain.passages import Anchor, AnchorKind, checked_anchor
from rpl_desk.playing.player import Player
from rpl_desk.reading.preview import Preview
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from rpl_desk.ui.viewer.marks import Mark
from rpl_desk.ui.viewer.player_view import tenths
from rpl_desk.ui.viewer.time_strip import TimeStrip
from rpl_desk.ui.viewer.viewer import PLAYER, REFUSED, EvidenceViewer
from tests.playing.media_makers import video, wav
from tests.ui.helpers import clipped, grab, in_focus, unnamed
from tests.ui.test_viewer import item

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
WAIT = 20_000


@pytest.fixture
def opened(qtbot):
    viewers: list[EvidenceViewer] = []

    def open_one(data: bytes, media_type: str) -> EvidenceViewer:
        viewer = EvidenceViewer(
            lambda row: Preview.open(data, row.media_type, row.key), open_player=lambda row: Player(data, row.key)
        )
        viewers.append(viewer)
        qtbot.addWidget(viewer)
        viewer.resize(700, 700)
        viewer.show()
        viewer.show_items([item(1, media_type)])
        qtbot.waitUntil(lambda: viewer.stack.currentIndex() in (PLAYER, REFUSED), timeout=WAIT)
        qtbot.waitUntil(lambda: viewer.player.place.text() != "" or _is_refused(viewer), timeout=WAIT)
        in_focus(qtbot, viewer)
        viewer.view.setFocus()
        return viewer

    yield open_one
    for viewer in viewers:
        viewer.let_go()


def _is_refused(viewer: EvidenceViewer) -> bool:
    return viewer.stack.currentIndex() == REFUSED


def press(qtbot, viewer: EvidenceViewer, *keys: object) -> None:
    for key in keys:
        modifiers = Qt.KeyboardModifier.NoModifier
        if isinstance(key, tuple):
            key, modifiers = key
        if isinstance(key, str):
            qtbot.keyClicks(viewer.player.sight, key)
        else:
            qtbot.keyClick(viewer.player.sight, key, modifiers)


def test_space_plays_and_pauses_and_the_place_is_told_in_words(qtbot, opened):
    viewer = opened(wav(30), "audio/wav")
    player = viewer.player
    assert viewer.view.hasFocus() and player.sight.hasFocus()
    assert player.place.text() == "00:00:00 of 00:00:30"
    assert player.play_button.accessibleName() == "Play, Space"
    press(qtbot, viewer, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: player.is_playing and player.moment > 300, timeout=WAIT)
    assert player.play_button.accessibleName() == "Pause, Space"
    press(qtbot, viewer, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not player.is_playing, timeout=WAIT)


def test_arrow_keys_move_by_five_seconds_with_ctrl_by_one_and_stay_inside_the_recording(qtbot, opened):
    viewer = opened(wav(30), "audio/wav")
    player = viewer.player
    press(qtbot, viewer, Qt.Key.Key_Right, Qt.Key.Key_Right, (Qt.Key.Key_Left, CTRL))
    assert player.moment == 9_000
    qtbot.waitUntil(lambda: player._goal is None and player.moment == 9_000, timeout=WAIT)
    assert player.slider.value() == 9_000
    assert player.slider.accessibleDescription() == "00:00:09 of 00:00:30"
    press(qtbot, viewer, Qt.Key.Key_Home, Qt.Key.Key_Left)
    assert player.moment == 0
    press(qtbot, viewer, Qt.Key.Key_End, Qt.Key.Key_Right)
    assert player.moment == 30_000
    press(qtbot, viewer, ">", ">", "<", Qt.Key.Key_Down)
    assert (player.speed.currentText(), player.volume.value()) == ("1.25 ×", 90)


def test_the_slider_moves_the_recording(qtbot, opened):
    viewer = opened(wav(30), "audio/wav")
    player = viewer.player
    player.slider.setFocus()
    qtbot.keyClick(player.slider, Qt.Key.Key_PageUp)
    qtbot.keyClick(player.slider, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: player._goal is None and player.moment == 25_000, timeout=WAIT)


def test_a_stretch_is_marked_by_keys_and_its_ends_are_nudged(qtbot, opened):
    viewer = opened(wav(30), "audio/wav")
    settled: list[bool] = []
    viewer.settled.connect(lambda: settled.append(True))
    assert viewer.selection() is None and not viewer.has_selection
    assert "Press [ where the stretch starts" in viewer.how_to_select
    press(qtbot, viewer, Qt.Key.Key_Right, "[")
    assert viewer.player.span_words.text() == "from 00:00:05.0" and not settled
    press(qtbot, viewer, Qt.Key.Key_Right, Qt.Key.Key_Right, "]", (Qt.Key.Key_Left, SHIFT))
    press(qtbot, viewer, (Qt.Key.Key_Right, SHIFT | CTRL))
    assert settled == [True]
    assert viewer.player.span_words.text() == "00:00:05.0 to 00:00:14.1"
    anchor, picture = viewer.selection()
    assert anchor == checked_anchor(Anchor(AnchorKind.TIME, item(1).sha256, from_ms=5_000, to_ms=14_100))
    assert anchor.place == "00:00:05 to 00:00:14" and picture == b""
    press(qtbot, viewer, Qt.Key.Key_Escape)
    assert viewer.selection() is None and viewer.player.span_words.text() == ""


def test_an_end_never_passes_the_other(qtbot, opened):
    viewer = opened(wav(30), "audio/wav")
    press(qtbot, viewer, Qt.Key.Key_Right, "[", Qt.Key.Key_Right, "]")
    press(qtbot, viewer, *[(Qt.Key.Key_Left, SHIFT)] * 9)
    assert viewer.player.selection == (5_000, 5_000)
    press(qtbot, viewer, *[(Qt.Key.Key_Right, SHIFT)] * 40)
    assert viewer.player.selection == (5_000, 30_000)


def test_the_ends_of_a_mark_are_moved_by_arrow_keys_and_kept_when_the_key_is_let_go(qtbot, opened):
    viewer = opened(wav(30), "audio/wav")
    mark = Mark(7, "supports", start=10_000, end=20_000)
    viewer.begin_adjusting(mark, at_end=True)
    assert viewer.player.moment == 20_000
    with qtbot.waitSignal(viewer.adjusted):
        press(qtbot, viewer, Qt.Key.Key_Right)
    with qtbot.waitSignal(viewer.adjusted):
        press(qtbot, viewer, (Qt.Key.Key_Right, CTRL))
    assert (viewer.selection()[0].from_ms, viewer.selection()[0].to_ms) == (10_000, 21_100)


def test_marks_lie_along_the_recording_and_lead_to_their_place(qtbot, opened):
    viewer = opened(wav(30), "audio/wav")
    marks = (
        Mark(1, "supports", start=0, end=12_000, words="00:00:00 to 00:00:12 supports"),
        Mark(2, "contradicts", start=6_000, end=9_000, words="00:00:06 to 00:00:09 contradicts"),
        Mark(3, "plain", is_whole=True, words="the whole item"),
    )
    viewer.show_marks(marks, 2)
    strip = viewer.player.strip
    assert strip.accessibleName() == "2 marks on this recording"
    assert "contradicts" in strip.accessibleDescription() and "whole" not in strip.accessibleDescription()
    one, two = [rect for rect, _ in strip._placed(strip._wide)]
    assert not one.intersects(two) and one.right() < strip.width() / 2
    with qtbot.waitSignal(viewer.touched) as touched:
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=two.center().toPoint())
    assert touched.args == [2]
    viewer.player.go_to(7_000)
    assert viewer.marks_at_caret() == [2, 1]
    viewer.show_place(1, anchor=Anchor(AnchorKind.TIME, item(1).sha256, from_ms=6_000, to_ms=9_000))
    assert viewer.player.moment == 6_000


def test_a_link_opens_a_recording_at_its_place_and_locking_and_coming_back_keeps_the_place(qtbot, opened):
    viewer = opened(wav(30), "audio/wav")
    viewer.show_place(1, anchor=Anchor(AnchorKind.TIME, item(1).sha256, from_ms=21_000, to_ms=22_000))
    qtbot.waitUntil(lambda: viewer.player._goal is None and viewer.player.moment == 21_000, timeout=WAIT)
    process = viewer.player._feed.player._process
    viewer.hide()
    qtbot.waitUntil(lambda: process.poll() is not None, timeout=WAIT)
    assert viewer.player.sight.picture is None and viewer.player._feed is None
    viewer.show()
    qtbot.waitUntil(lambda: viewer.player.place.text() == "00:00:21 of 00:00:30", timeout=WAIT)
    qtbot.waitUntil(lambda: viewer.player._goal is None and viewer.player.moment == 21_000, timeout=WAIT)


def test_a_video_shows_its_picture_which_goes_with_the_mark(qtbot, opened):
    viewer = opened(video(), "video/mp4")
    sight = viewer.player.sight
    qtbot.waitUntil(lambda: sight.picture is not None, timeout=WAIT)
    assert sight.picture.pixelColor(20, 20).red() > 200
    viewer.player.go_to(2_000)
    qtbot.waitUntil(lambda: sight.picture.pixelColor(20, 20).blue() > 200, timeout=WAIT)
    press(qtbot, viewer, "[", "]")
    assert viewer.selection()[1].startswith(b"\x89PNG")


def test_a_recording_that_cannot_be_played_says_why_and_offers_the_original(qtbot, opened):
    viewer = opened(b"RIFF\x40\0\0\0WAVEfmt \x10\0\0\0" + bytes(40), "audio/wav")
    qtbot.waitUntil(lambda: _is_refused(viewer), timeout=WAIT)
    words = viewer.refusal.sentence.text()
    assert "E01 cannot be" in words and words.endswith("open it in its own program.")


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("name", list(ThemeName))
def test_everything_is_named_and_fits_at_every_size(qtbot, opened, name, scale):
    look().change(name=name, scale=scale)
    viewer = opened(wav(30), "audio/wav")
    press(qtbot, viewer, "[", Qt.Key.Key_Right, "]")
    qtbot.waitUntil(lambda: clipped(viewer) == [])
    assert unnamed(viewer) == []
    grab(viewer, f"player-{name.value}-{scale}")
    for each in (viewer.player.volume, viewer.player.span_words, viewer.player.speed, viewer.player.place):
        assert viewer.rect().contains(each.rect().translated(each.mapTo(viewer, each.rect().topLeft())))


def test_no_key_of_the_player_is_one_of_the_window(qtbot, opened):
    viewer = opened(wav(3), "audio/wav")
    taken = {shortcut.key() for shortcut in viewer.findChildren(QShortcut)}
    assert not taken & {QKeySequence(key) for key in ("Space", "Left", "Right", "Ctrl+Left", "Ctrl+Right", "[", "]")}


def test_moments_are_told_to_the_tenth():
    assert tenths(680_430) == "00:11:20.4"
    strip = TimeStrip()
    assert strip.marks_at(0) == []
