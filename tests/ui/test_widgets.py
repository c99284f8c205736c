"""The parts pages are made of: named, workable by keyboard, never cut short."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from rpl_desk.ui.tokens import RADIUS, Theme, ThemeName
from rpl_desk.ui.widgets import (
    Avatar,
    Chip,
    DeskDialog,
    ElidedLabel,
    FlowLayout,
    GapSplitter,
    Heading,
    LevelCells,
    LevelChip,
    Paragraph,
    PassphraseField,
    QueryLine,
    RefusedBox,
    Segments,
    StageStrip,
    StatusBar,
    TickLine,
    Toast,
    button,
    label,
    refuse,
)
from rpl_desk.ui.widgets.overlay import Veil
from rpl_desk.ui.widgets.small import initials
from tests.ui.gallery import STAGES, Gallery
from tests.ui.helpers import clipped, grab, unnamed


def shown(qtbot, widget):
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    return widget


def name_of(widget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def role_of(widget):
    return QAccessible.queryAccessibleInterface(widget).role()


@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize("scale", [100, 200])
def test_every_part_is_named_and_fits_in_every_theme(qtbot, desk_look, theme, scale):
    gallery = shown(qtbot, Gallery())
    gallery.resize(1440, 900)
    desk_look.change(name=theme, scale=scale)
    picture = grab(gallery, f"gallery-{theme}-{scale}")
    assert clipped(gallery) == []
    assert unnamed(gallery) == []
    canvas = Theme(theme).colour("canvas")
    assert picture.toImage().pixelColor(8, gallery.height() // 2) == canvas


def test_the_sweep_finds_what_has_no_name(qtbot):
    page = QWidget()
    column = QVBoxLayout(page)
    column.addWidget(QToolButton())
    column.addWidget(QComboBox())
    column.addWidget(QLineEdit())
    shown(qtbot, page)
    assert [words.split()[0] for words in unnamed(page)] == ["QToolButton", "QComboBox", "QLineEdit"]


def test_the_sweep_finds_words_that_are_cut(qtbot):
    page = QWidget()
    short, tall = label("Words that do not fit"), label("Words that wrap into several lines", wrap=True)
    press = QPushButton("A button too narrow")
    for part, size in ((short, (40, 20)), (tall, (60, 20)), (press, (50, 36))):
        part.setParent(page)
        part.setFixedSize(*size)
    shown(qtbot, page)
    assert clipped(page) == [short.text(), tall.text(), press.text()]


def test_text_is_shown_as_it_was_typed(qtbot):
    marked = "<b>Not</b> a heading & not a link"
    for made in (label(marked), Chip(marked), Paragraph(marked), ElidedLabel(marked)):
        qtbot.addWidget(made)
        assert made.textFormat() == Qt.TextFormat.PlainText
        assert name_of(made) == marked


def test_a_shortened_label_keeps_the_whole_text_for_the_tool_tip_and_the_reader(qtbot):
    whole = "Certificate in Peer Support Practice, second edition"
    made = ElidedLabel(whole)
    made.setFixedWidth(120)
    shown(qtbot, made)
    assert made.text() != whole
    assert made.toolTip() == whole
    assert name_of(made) == whole
    made.setFixedWidth(900)
    assert (made.text(), made.toolTip()) == (whole, "")


@pytest.mark.parametrize("role", ["strong", "smallstrong", "rubbish"])
def test_a_paragraph_in_a_role_without_line_height_is_refused_where_it_is_made(desk_look, role):
    with pytest.raises(ValueError, match=f"A paragraph's role is one of display, .*, not {role}"):
        Paragraph("Words that wrap", role)


def test_a_paragraph_takes_its_lines_from_the_type_scale(qtbot, desk_look):
    made = Paragraph("word " * 60, "reading")
    shown(qtbot, made)
    narrow, wide = made.heightForWidth(200), made.heightForWidth(600)
    line = Theme().line("reading")
    assert narrow % line == 0
    assert narrow > 2 * wide
    desk_look.change(scale=200)
    assert made.heightForWidth(200) > 2 * narrow


def test_a_flow_wraps_when_it_has_no_room(qtbot):
    page = QWidget()
    flow = FlowLayout(page)
    for place in range(12):
        flow.addWidget(Chip(f"Chip {place}", "settled"))
    page.resize(1400, 200)
    shown(qtbot, page)
    assert flow.heightForWidth(1400) == Theme().height("chip")
    assert flow.heightForWidth(300) > 3 * Theme().height("chip")
    assert flow.itemAt(12) is None
    assert flow.takeAt(12) is None


class TestLevelCells:
    @pytest.fixture
    def cells(self, qtbot):
        made = LevelCells("Level for Practice")
        made.resize(500, 40)
        return shown(qtbot, made)

    def start(self, cells, qtbot):
        cells.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.waitUntil(lambda: cells.cell(1).hasFocus())

    def press(self, qtbot, *keys):
        for key in keys:
            qtbot.keyClick(QApplication.focusWidget(), key)

    def test_nothing_is_chosen_at_first_and_moving_chooses_nothing(self, cells, qtbot):
        self.start(cells, qtbot)
        with qtbot.assertNotEmitted(cells.chosen):
            self.press(qtbot, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_End, Qt.Key.Key_Right)
        assert cells.level() is None
        assert cells.cell(12).hasFocus()

    def test_space_chooses_where_the_arrows_led(self, cells, qtbot):
        self.start(cells, qtbot)
        self.press(qtbot, Qt.Key.Key_Right, Qt.Key.Key_Right)
        with qtbot.waitSignal(cells.chosen) as told:
            self.press(qtbot, Qt.Key.Key_Space)
        assert told.args == [3]
        assert [level for level in range(1, 13) if cells.cell(level).isChecked()] == [3]

    def test_a_digit_chooses_at_once_and_a_second_makes_ten_to_twelve(self, cells, qtbot):
        self.start(cells, qtbot)
        told = []
        cells.chosen.connect(told.append)
        self.press(qtbot, Qt.Key.Key_8)
        self.press(qtbot, Qt.Key.Key_1, Qt.Key.Key_2)
        assert told == [8, 1, 12]
        assert cells.level() == 12
        self.press(qtbot, Qt.Key.Key_0)
        assert cells.level() == 12

    def test_tab_stops_once_at_the_chosen_level(self, qtbot):
        page = QWidget()
        column = QVBoxLayout(page)
        cells, after = LevelCells(), button("Save")
        column.addWidget(cells)
        column.addWidget(after)
        cells.set_level(9)
        shown(qtbot, page)
        cells.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.waitUntil(lambda: cells.cell(9).hasFocus())
        qtbot.keyClick(cells.cell(9), Qt.Key.Key_Tab)
        assert after.hasFocus()
        qtbot.keyClick(after, Qt.Key.Key_Backtab)
        assert cells.cell(9).hasFocus()

    def test_a_press_chooses_and_pressing_again_keeps(self, cells, qtbot):
        for _ in range(2):
            qtbot.mouseClick(cells.cell(7), Qt.MouseButton.LeftButton)
            assert cells.level() == 7
            assert cells.cell(7).isChecked()

    def test_each_level_is_read_aloud_as_a_choice(self, cells):
        assert name_of(cells.cell(7)) == "Level for Practice: 7"
        assert role_of(cells.cell(7)) == QAccessible.Role.RadioButton
        cells.set_level(7)
        assert QAccessible.queryAccessibleInterface(cells.cell(7)).state().checked
        cells.set_level(None)
        assert not QAccessible.queryAccessibleInterface(cells.cell(7)).state().checked

    def test_it_becomes_two_rows_of_six_without_room(self, cells):
        cells.resize(220, 80)
        assert [cells.cell(level).y() for level in (1, 6)] == [0, 0]
        assert cells.cell(7).y() > 0
        assert cells.cell(7).x() == 0
        assert cells.heightForWidth(220) > 2 * cells.cell(1).height()

    def test_a_level_that_is_not_offered_cannot_be_chosen(self, cells, qtbot):
        cells.set_level(11)
        cells.set_levels(range(5, 9))
        assert cells.level() is None
        with pytest.raises(KeyError):
            cells.set_level(11)
        with qtbot.assertNotEmitted(cells.chosen):
            cells.type_digit(4)


def is_current(strip, key) -> bool:
    part = strip.part(key)
    return part.property("current") == "true" and part.accessibleDescription() == "shown below"


class TestStageStrip:
    @pytest.fixture
    def strip(self, qtbot):
        made = StageStrip()
        made.set_parts(STAGES, "criteria")
        return shown(qtbot, made)

    def test_every_part_is_a_button_that_says_how_far_it_is(self, strip):
        assert name_of(strip.part("intake")) == "Intake, done"
        assert name_of(strip.part("criteria")) == "Criteria 18/23, 2 unsure, now"
        assert role_of(strip.part("signed")) == QAccessible.Role.Button
        assert [part.key for part in STAGES if is_current(strip, part.key)] == ["criteria"]

    def test_the_keyboard_reaches_and_opens_every_part(self, strip, qtbot):
        strip.part("intake").setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.waitUntil(lambda: strip.part("intake").hasFocus())
        opened = []
        strip.opened.connect(opened.append)
        for _ in STAGES:
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert opened == [part.key for part in STAGES]

    def test_the_underline_stays_until_the_page_is_there(self, strip, qtbot):
        qtbot.mouseClick(strip.part("decision"), Qt.MouseButton.LeftButton)
        assert is_current(strip, "criteria")
        assert not is_current(strip, "decision")
        strip.set_current("decision")
        assert is_current(strip, "decision")

    def test_new_counts_keep_the_focus_where_it_was(self, strip, qtbot):
        strip.part("sealed").setFocus()
        qtbot.waitUntil(lambda: strip.part("sealed").hasFocus())
        strip.set_parts([replace(part, words=f"{part.words} now") for part in STAGES], "sealed")
        assert strip.part("sealed").hasFocus()
        assert name_of(strip.part("intake")) == "Intake now, done"
        strip.set_parts(STAGES[:3], "criteria")
        with pytest.raises(KeyError):
            strip.part("sealed")


def test_a_tick_with_long_words_wraps_and_is_one_thing_to_a_reader(qtbot):
    page = QWidget()
    words = "Employs a range of the field's professional practices, skills, techniques or materials."
    line = TickLine(words)
    QVBoxLayout(page).addWidget(line)
    page.resize(260, 300)
    shown(qtbot, page)
    assert line.heightForWidth(200) > 3 * line.heightForWidth(900) / 2
    assert clipped(page) == []
    assert (name_of(line), role_of(line)) == (words, QAccessible.Role.CheckBox)
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=line.rect().center())
    assert line.isChecked()
    qtbot.keyClick(line, Qt.Key.Key_Space)
    assert not line.isChecked()


def test_levels_asked_for_and_decided_are_told_apart_in_words(qtbot):
    asked, decided, none = LevelChip(8, decided=False), LevelChip(8, decided=True), LevelChip(None, decided=True)
    for made in (asked, decided, none):
        qtbot.addWidget(made)
    assert [name_of(made) for made in (asked, decided, none)] == [
        "Level 8, asked for",
        "Level 8, decided",
        "No level",
    ]


@pytest.mark.parametrize(
    ("name", "letters"), [("Assessor One", "AO"), ("Chair", "C"), ("Mary Ann Evans", "ME"), ("", "")]
)
def test_initials_are_first_and_last(name, letters, qtbot):
    assert initials(name) == letters
    made = Avatar(name)
    qtbot.addWidget(made)
    assert made.text() == letters


def test_a_refused_button_says_why_and_stays_pressable_by_its_key(qtbot):
    made = button("Seal")
    made.setShortcut("Ctrl+Shift+S")
    shown(qtbot, made)
    refuse(made, "5 to judge", "Seal")
    assert made.text() == "Seal: 5 to judge"
    with qtbot.waitSignal(made.clicked):
        qtbot.keyClick(made, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    refuse(made, None, "Seal")
    assert (made.text(), made.property("refused")) == ("Seal", "false")


def test_a_refusal_stands_in_its_place_and_goes_when_there_is_nothing_to_say(qtbot):
    page = QWidget()
    box = RefusedBox()
    QVBoxLayout(page).addWidget(box)
    shown(qtbot, page)
    assert not box.isVisible()
    box.show_problem("3 present, 4 needed. The decision waits.")
    assert box.isVisible()
    assert box.text() == "3 present, 4 needed. The decision waits."
    box.clear()
    assert not box.isVisible()


def test_segments_choose_one(qtbot):
    made = Segments("Colours", [("light", "Light", "sun"), ("dark", "Dark", "moon")])
    shown(qtbot, made)
    assert made.value() is None
    with qtbot.waitSignal(made.chosen) as told:
        qtbot.mouseClick(made.findChildren(QPushButton)[1], Qt.MouseButton.LeftButton)
    assert told.args == ["dark"]
    made.set_value("light")
    assert made.value() == "light"
    assert name_of(made.findChildren(QPushButton)[0]) == "Colours: Light"


def test_a_late_backup_becomes_a_button(qtbot):
    bar = shown(qtbot, StatusBar())
    bar.set_backup("Backup 3 hours old, checked")
    assert not [made for made in bar.findChildren(QPushButton) if made.isVisible() and "Backup" in made.text()]
    bar.set_backup("Last backup 9 days ago. Make one now", late=True)
    late = next(made for made in bar.findChildren(QPushButton) if made.text().startswith("Last backup"))
    with qtbot.waitSignal(bar.backup_asked):
        qtbot.mouseClick(late, Qt.MouseButton.LeftButton)


class TestPassphraseField:
    @pytest.fixture
    def field(self, qtbot):
        return shown(qtbot, PassphraseField(name="Chair One's passphrase"))

    def test_it_hides_what_is_typed_until_asked(self, field, qtbot):
        qtbot.keyClicks(field, "a sample passphrase")
        assert field.displayText() != "a sample passphrase"
        qtbot.mouseClick(field.findChild(QToolButton), Qt.MouseButton.LeftButton)
        assert field.displayText() == "a sample passphrase"

    def test_hidden_words_cannot_be_copied(self, field, qtbot):
        QGuiApplication.clipboard().setText("before")
        field.setText("a sample passphrase")
        field.selectAll()
        field.copy()
        assert QGuiApplication.clipboard().text() == "before"

    def test_clearing_hides_what_is_typed_next_and_leaves_nothing_to_undo(self, field, qtbot):
        qtbot.keyClicks(field, "a sample passphrase")
        field.show_words(True)
        field.clear_words()
        field.undo()
        assert field.text() == ""
        assert field.echoMode() == QLineEdit.EchoMode.Password


def test_a_query_is_asked_after_a_pause_and_at_once_on_enter(qtbot):
    line = shown(qtbot, QueryLine("Search cases"))
    with qtbot.waitSignal(line.asked) as told:
        qtbot.keyClicks(line.edit, "peer ")
    assert told.args == ["peer"]
    with qtbot.waitSignal(line.asked):
        qtbot.keyClick(line.edit, Qt.Key.Key_Return)
    qtbot.keyClick(line.edit, Qt.Key.Key_Escape)
    assert line.text() == ""


class TestDialog:
    @pytest.fixture
    def window(self, qtbot):
        made = QWidget()
        made.resize(900, 600)
        return shown(qtbot, made)

    @pytest.fixture
    def dialog(self, window, qtbot):
        made = DeskDialog("Seal your judgement", window)
        made.field = PassphraseField()
        made.body.addWidget(made.field)
        made.set_act("Seal 23 answers", "stamp")
        made.open()
        made.activateWindow()
        qtbot.waitUntil(lambda: made.field.hasFocus())
        return made

    def test_it_stands_over_the_veiled_window_and_takes_the_veil_away(self, window, dialog, qtbot):
        veil = window.findChild(Veil)
        assert veil.isVisible()
        assert veil.size() == window.size()
        middle = window.geometry().center() - dialog.geometry().center()
        assert middle.manhattanLength() <= 4
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()
        assert window.findChild(Veil) is None or not window.findChild(Veil).isVisible()

    def test_the_keyboard_stays_inside(self, dialog, qtbot):
        seen = []
        for _ in range(6):
            seen.append(QApplication.focusWidget())
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert seen == 2 * [dialog.field, dialog.not_now, dialog.act]

    def test_a_refusal_keeps_it_open_and_says_why(self, dialog, qtbot):
        height = dialog.height()
        dialog.refuse("That is not Chair One's passphrase. Try again in 4 seconds.")
        assert dialog.isVisible()
        assert dialog.refused.isVisible()
        assert dialog.height() > height

    def test_it_never_outgrows_its_window(self, window, dialog, desk_look, qtbot):
        for _ in range(60):
            dialog.body.addWidget(QLabel("A line of the signed text."))
        dialog.refuse("Something to say.")
        desk_look.change(scale=200)
        dialog.refuse("Something else to say.")
        assert dialog.height() <= window.height() - 24
        assert dialog.width() <= window.width() - 24
        assert dialog.act.isVisible()


def test_a_toast_offers_to_undo_and_only_the_latest_stays(qtbot):
    window = QWidget()
    window.resize(800, 500)
    shown(qtbot, window)
    undone = []
    Toast(window, "First mark removed.", lambda: undone.append("first"))
    latest = Toast(window, "Mark removed.", lambda: undone.append("latest"))
    assert [made for made in window.findChildren(Toast) if made.isVisible()] == [latest]
    qtbot.mouseClick(latest.undo, Qt.MouseButton.LeftButton)
    assert undone == ["latest"]
    assert not latest.isVisible()


def test_a_toast_stays_while_its_button_is_in_focus(qtbot):
    window = shown(qtbot, QWidget())
    toast = Toast(window, "Mark removed.", lambda: None)
    assert toast._timer.isActive()
    toast.undo.setFocus()
    qtbot.waitUntil(lambda: not toast._timer.isActive())


def test_radii_of_the_ring_follow_the_part():
    assert LevelCells().cell(1).property("radius") == RADIUS["chip"]


def test_a_note_stands_on_its_titles_baseline_and_gives_way_first(qtbot):
    heading = Heading("Cases")
    heading.set_note("4 open, 2 decided")
    qtbot.addWidget(heading)
    heading.resize(600, heading.sizeHint().height())
    heading.show()
    title, note = heading.title, heading.note
    base = title.y() + QFontMetrics(title.font()).ascent()
    assert base == note.y() + QFontMetrics(note.font()).ascent()
    heading.resize(title.sizeHint().width() + 10, heading.height())
    assert not note.isVisible() and "4 open" in heading.toolTip()


def test_a_normal_state_is_told_calmly_and_a_problem_is_not(qtbot):
    box = RefusedBox("notice")
    qtbot.addWidget(box)
    box.show_info("Signed. A later change is a new version.", "lock")
    assert (box.property("part"), box.text()) == ("info", "Signed. A later change is a new version.")
    box.show_problem("The clock is stopped.")
    assert box.property("part") == "notice"
    box.clear()
    assert box.isHidden()


def test_a_divider_moves_by_arrow_keys_and_leaves_a_gap(qtbot):
    left, right = QWidget(), QWidget()
    splitter = GapSplitter("the list", (left, 200), (right, 400))
    qtbot.addWidget(splitter)
    splitter.resize(616, 100)
    splitter.show()
    assert right.x() - left.geometry().right() - 1 == 16
    before, handle = left.width(), splitter.handle(1)
    assert handle.accessibleName() == "Width of the list"
    qtbot.keyClick(handle, Qt.Key.Key_Right)
    assert left.width() > before


def test_a_tool_tip_shows_markup_from_outside_as_it_stands(qtbot):
    made = label("title")
    qtbot.addWidget(made)
    made.show()
    QToolTip.showText(made.mapToGlobal(QPoint(2, 2)), '<b>bold</b> <img src="picture.png">', made)
    try:
        (tip,) = [one for one in QApplication.topLevelWidgets() if one.inherits("QTipLabel") and one.isVisible()]
        assert isinstance(tip, QLabel) and tip.textFormat() is Qt.TextFormat.PlainText and "<b>" in tip.text()
    finally:
        QToolTip.hideText()


def test_text_from_outside_is_shown_as_it_stands_and_links_nowhere(qtbot):
    markup = '<b>bold</b> <a href="https://example.ac.uk">link</a> <img src="picture.png">'
    for made in (label(markup), ElidedLabel(markup), Paragraph(markup)):
        qtbot.addWidget(made)
        assert made.textFormat() is Qt.TextFormat.PlainText
        assert not made.openExternalLinks()
    refused = RefusedBox()
    qtbot.addWidget(refused)
    refused.show_problem(markup)
    shown = refused.findChildren(QLabel)
    assert markup in [one.text() for one in shown]
    assert {one.textFormat() for one in shown if one.text()} == {Qt.TextFormat.PlainText}
