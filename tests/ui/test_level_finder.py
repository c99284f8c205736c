"""The level finder: neighbours, words explained in place, and what is printed."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMarginsF, QPoint, Qt
from PySide6.QtGui import QFont, QPageLayout, QPdfWriter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QCheckBox

from rpl_desk.desk import Desk
from rpl_desk.domain.framework import Characteristic
from rpl_desk.reading.preview import Preview
from rpl_desk.ui.case.level_finder import LevelFinder
from rpl_desk.ui.case.statement_text import StatementText
from rpl_desk.ui.case.terms_dialog import TermsDialog
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, in_focus, unnamed

Line = QTextCharFormat.UnderlineStyle


@pytest.fixture
def finder(qtbot, desk: Desk) -> LevelFinder:
    with sample.as_person(desk, "one"):
        made = LevelFinder(lambda: date(2026, 11, 25))
        made.explain(desk.office.descriptor_words())
        framework = desk.office.framework()
    qtbot.addWidget(made)
    made.resize(760, 420)
    made.show()
    ticked = framework.cell(8, Characteristic.KNOWLEDGE)[0].id
    made.show_characteristic(framework, Characteristic.KNOWLEDGE, 8, [ticked], about="Unit 2, Knowledge")
    in_focus(qtbot, made)
    return made


def formats(text: StatementText) -> list[tuple[bool, Line]]:
    """Return weight and underline of each character as it is drawn."""
    cursor, found = QTextCursor(text._document), []
    for at in range(len(text.text())):
        cursor.setPosition(at + 1)
        ink = cursor.charFormat()
        found.append((ink.fontWeight() == QFont.Weight.Bold, ink.underlineStyle()))
    return found


def test_differing_words_and_glossary_words_are_told_by_more_than_colour(finder: LevelFinder):
    texts = finder.findChildren(StatementText)
    differing = next(one for one in texts if one.differing)
    start = differing.text().index(differing.differing[0])
    bold, under = formats(differing)[start]
    assert bold and under in (Line.SingleUnderline, Line.DashDotLine)
    termed = next(one for one in texts if one.found)
    for term in termed.found:
        assert formats(termed)[term.start][1] in (Line.DotLine, Line.DashDotLine)
    plain = next(one for one in texts if not one.differing and not one.found)
    assert set(formats(plain)) == {(False, Line.NoUnderline)}


def test_a_word_is_explained_under_the_mouse_on_focus_and_by_f1(qtbot, finder: LevelFinder):
    text = next(one for one in finder.findChildren(StatementText) if one.found and one.found[0].start < 60)
    tick = next(one for one in finder.findChildren(QCheckBox) if one.accessibleName().endswith(text.text()))
    told = {text.meaning_at(QPoint(x, y)) for x in range(2, text.width(), 4) for y in range(2, text.height(), 6)}
    assert text.meanings.splitlines()[0] in told and "" in told
    assert "F1" in tick.accessibleDescription()
    tick.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(tick, Qt.Key.Key_F1)
    dialog = finder.findChildren(TermsDialog)[0]
    assert dialog.isVisible() and unnamed(dialog) == []


def test_what_is_printed_says_levels_edition_ticks_and_the_day(finder: LevelFinder, tmp_path: Path):
    page = finder.page()
    words = page.toPlainText()
    assert all(f"Level {level}" in words for level in (7, 8, 9))
    assert "not the official text" in words and "Printed 25 Nov 2026" in words
    assert "Unit 2, Knowledge" in words
    assert words.count("☑") == 2  # the statement, and the line that says what the sign is
    path = tmp_path / "levels.pdf"
    writer = QPdfWriter(str(path))
    writer.setPageMargins(QMarginsF(15, 15, 15, 15), QPageLayout.Unit.Millimeter)
    page.print_(writer)
    with Preview.open(path.read_bytes(), "application/pdf") as preview:
        printed = " ".join(preview.page_text(0, boxes=False).text.split())
    assert "Level 9" in printed and "Printed 25 Nov 2026" in printed


@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize("scale", [100, 200])
def test_the_finder_is_named_and_nothing_is_cut_off(qtbot, finder: LevelFinder, theme, scale):
    look().change(name=theme, scale=scale)
    qtbot.waitUntil(lambda: clipped(finder) == [])
    assert unnamed(finder) == []
    grab(finder, f"finder-{theme.value}-{scale}")
