"""The application's look: fonts, palette, icons, the focus ring, and what must not break underneath."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QFontDatabase, QFontInfo, QFontMetricsF, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rpl_desk.paths import resource
from rpl_desk.ui.focus import _Ring
from rpl_desk.ui.icons import icon, product_mark
from rpl_desk.ui.tokens import COLOURS, RING, Theme, ThemeName
from rpl_desk.ui.widgets import QueryLine, button, label


def test_void_calls_keep_none_alive():
    # PySide6 6.12.0 on Python before 3.12 drops a reference to None at each call and aborts after some thousands.
    thing, before = QObject(), sys.getrefcount(None)
    for _ in range(500):
        thing.setObjectName("x")
    assert sys.getrefcount(None) > before - 50


@pytest.mark.parametrize("weight", [400, 500, 600, 700])
def test_the_shipped_font_is_used_at_each_weight(weight):
    info = QFontInfo(Theme().font("body", weight))
    assert info.family() == "Atkinson Hyperlegible Next"
    assert info.weight() == weight


def test_figures_stand_under_one_another():
    metrics = QFontMetricsF(Theme().font())
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("0000")


def test_signs_that_the_first_font_lacks_come_from_the_second():
    assert "DejaVu Sans" in QFontDatabase.families()
    assert QFontMetricsF(Theme().font()).horizontalAdvance("✓") > 0


@pytest.mark.parametrize("theme", list(ThemeName))
def test_a_change_of_theme_changes_palette_style_sheet_and_icons(theme, desk_look, qapp):
    drawn = icon("lock", "accent")
    desk_look.change(name=theme)
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == COLOURS[theme]["canvas"]
    assert COLOURS[theme]["accent"] in qapp.styleSheet()
    picture = drawn.pixmap(QSize(48, 48)).toImage()
    colours = {
        picture.pixelColor(x, y).name().upper()
        for x in range(48)
        for y in range(48)
        if picture.pixelColor(x, y).alpha() == 255
    }
    assert COLOURS[theme]["accent"] in colours


def test_changed_is_told_once_and_only_for_a_change(desk_look, qtbot):
    with qtbot.waitSignal(desk_look.changed) as told:
        desk_look.change(scale=150)
    assert told.args == [Theme(ThemeName.LIGHT, 150)]
    with qtbot.assertNotEmitted(desk_look.changed):
        desk_look.change(scale=150)


def test_text_grows_with_the_text_size(desk_look, qtbot):
    shown = label("Certificate in Peer Support Practice", "title2")
    qtbot.addWidget(shown)
    shown.show()
    narrow = shown.sizeHint().width()
    desk_look.change(scale=200)
    assert shown.sizeHint().width() == pytest.approx(2 * narrow, rel=0.05)


def test_icons_outlive_their_copies(qtbot):
    buttons = []
    for place in range(300):
        made = QPushButton()
        qtbot.addWidget(made)
        made.setIcon(QIcon(icon("lock" if place % 2 else "check", "text")))
        made.icon().pixmap(QSize(18, 18), QIcon.Mode.Disabled)
        buttons.append(made)
    assert not any(made.icon().isNull() for made in buttons)


def test_an_icon_we_do_not_ship_is_refused():
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")


def test_the_product_mark_follows_the_theme(desk_look):
    light = product_mark(60).toImage().pixelColor(30, 4).name().upper()
    desk_look.change(name=ThemeName.DARK)
    dark = product_mark(60).toImage().pixelColor(30, 4).name().upper()
    assert (light, dark) == (COLOURS[ThemeName.LIGHT]["accent"], COLOURS[ThemeName.DARK]["accent"])


def test_the_fonts_and_icons_carry_their_licences():
    assert "SIL Open Font License" in resource("fonts/OFL-AtkinsonHyperlegibleNext.txt").read_text(encoding="utf-8")
    assert "Bitstream" in resource("fonts/LICENSE-DejaVuSans.txt").read_text(encoding="utf-8")
    assert "ISC License" in resource("icons/LICENSE-Lucide.txt").read_text(encoding="utf-8")


@pytest.fixture
def form(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    row.setContentsMargins(20, 20, 20, 20)
    window.first, window.second, window.field = button("First"), button("Second"), QLineEdit()
    for part in (window.first, window.second, window.field):
        row.addWidget(part)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    window.first.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: window.first.hasFocus())
    qtbot.keyClick(window.first, Qt.Key.Key_Shift)  # whatever was pressed before, the keyboard was last
    return window


def ring_of(window: QWidget) -> QWidget:
    return window.findChild(_Ring)


def test_the_ring_stands_two_pixels_clear_of_the_control_in_focus(form, qtbot):
    reach = 2 * RING
    for part in (form.first, form.second, form.field):
        assert ring_of(form).isVisible()
        assert ring_of(form).geometry() == part.geometry().adjusted(-reach, -reach, reach, reach)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)


def test_a_drawn_field_and_a_full_pane_carry_the_ring_where_it_can_be_seen(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    query, rows = QueryLine("Search"), QListView()
    rows.setProperty("ring", "inside")
    for part in (query, rows):
        column.addWidget(part)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    query.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: query.edit.hasFocus())
    reach = 2 * RING
    assert ring_of(window).geometry() == query.geometry().adjusted(-reach, -reach, reach, reach)
    qtbot.keyClick(query.edit, Qt.Key.Key_Tab)
    assert ring_of(window).geometry() == rows.geometry().adjusted(RING, RING, -RING, -RING)


def test_a_press_of_the_mouse_shows_no_ring_until_a_key_is_pressed(form, qtbot, monkeypatch):
    monkeypatch.setattr(QGuiApplication, "mouseButtons", lambda: Qt.MouseButton.LeftButton)
    form.second.setFocus(Qt.FocusReason.MouseFocusReason)
    monkeypatch.undo()
    assert not ring_of(form).isVisible()
    qtbot.keyClick(form.second, Qt.Key.Key_Shift)
    assert ring_of(form).isVisible()


def test_the_ring_follows_its_control_when_that_moves(form, qtbot):
    form.resize(form.width() + 200, form.height() + 60)
    qtbot.waitUntil(lambda: ring_of(form).geometry().center() == form.first.geometry().center())


def test_the_ring_lets_the_mouse_through(form, qtbot):
    assert form.childAt(form.first.geometry().center()) is form.first
    with qtbot.waitSignal(form.first.clicked):
        qtbot.mouseClick(form.first, Qt.MouseButton.LeftButton)


def test_the_ring_goes_with_a_control_that_is_hidden(form, qtbot):
    form.first.hide()
    qtbot.waitUntil(lambda: ring_of(form).geometry().center() != form.first.geometry().center())
    form.second.setFocus()
    form.second.deleteLater()
    qtbot.waitUntil(lambda: form.field.hasFocus() or not ring_of(form).isVisible())


def test_the_ring_stays_within_what_is_scrolled_into_view(qtbot):
    window = QScrollArea()
    qtbot.addWidget(window)
    inner = QWidget()
    column = QVBoxLayout(inner)
    made = [button(f"Button {place}") for place in range(30)]
    for each in made:
        column.addWidget(each)
    window.setWidget(inner)
    window.resize(300, 200)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    made[0].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: made[0].hasFocus())
    assert ring_of(window).isVisible()
    window.verticalScrollBar().setValue(window.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: not ring_of(window).isVisible())
    window.verticalScrollBar().setValue(0)
    qtbot.waitUntil(lambda: ring_of(window).isVisible())


def test_the_program_leaves_without_a_complaint_after_showing_everything():
    code = (
        "from PySide6.QtWidgets import QApplication; a = QApplication([]);"
        "from rpl_desk.ui.theme import look; from rpl_desk.ui.tokens import Theme, ThemeName;"
        "look().start(a, Theme()); from tests.ui.gallery import Gallery; g = Gallery(); g.show(); a.processEvents();"
        "[(look().change(name=n, scale=s), a.processEvents(), g.grab()) for n in ThemeName for s in (100, 200)]"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stderr.replace("This plugin does not support propagateSizeHints()\n", "")
    assert (done.returncode, said) == (0, "")
