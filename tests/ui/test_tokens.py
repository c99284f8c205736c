"""Every colour pair the window uses can be read, in every theme, and no other file names a colour."""

import re
from pathlib import Path

import pytest

from rpl_desk.ui.style import drawing, style_sheet
from rpl_desk.ui.tokens import COLOURS, HEIGHT, MARKS, SCALES, TYPE, Theme, ThemeName

ROOT = Path(__file__).resolve().parents[2]
TEXT, CONTROL = 4.5, 3.0
GROUNDS = ["canvas", "surface", "sunken", "raised"]
TONES = ["good", "part", "bad", "unsure"]

PAIRS = [
    *((ink, ground, TEXT) for ink in ("text", "text2", "text3") for ground in GROUNDS),
    *((ink, "accentsoft", TEXT) for ink in ("text", "text2", "accenttext", "accent")),
    *(("accent", ground, TEXT) for ground in GROUNDS),
    *((tone, ground, TEXT) for tone in TONES for ground in (f"{tone}soft", "surface", "canvas")),
    *(("text", f"{tone}soft", TEXT) for tone in TONES),
    *((tone, "sunken", TEXT) for tone in ("good", "part", "unsure", "bad")),
    ("onaccent", "accent", TEXT),
    ("onaccent", "accenthover", TEXT),
    ("surface", "text", TEXT),
    ("text", "diff", TEXT),
    *(("text", heat, TEXT) for heat in ("h1", "h2", "h3")),
    ("onaccent", "h4", TEXT),
    ("ink", "paper", TEXT),
    *(("field", ground, CONTROL) for ground in GROUNDS),
    *(("focus", ground, CONTROL) for ground in GROUNDS),
    *(("accent", ground, CONTROL) for ground in ("surface", "canvas", "sunken")),
    *((tone, f"{tone}soft", CONTROL) for tone in TONES),
]


def luminance(code: str) -> float:
    parts = [int(code[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the WCAG 2 contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", list(ThemeName))
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_every_pair_can_be_read(theme, ink, ground, least):
    assert contrast(COLOURS[theme][ink], COLOURS[theme][ground]) >= least


def test_the_measure_finds_a_pair_that_is_too_faint():
    light = COLOURS[ThemeName.LIGHT]
    assert contrast(light["line"], light["surface"]) < CONTROL
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("ground", "edge"), MARKS.values(), ids=MARKS.keys())
def test_marks_on_paper_show_their_words_and_their_edge(ground, edge):
    for theme in ThemeName:
        assert contrast(COLOURS[theme]["ink"], ground) >= TEXT
    assert contrast(edge, ground) >= TEXT


def test_the_three_tables_name_the_same_tokens():
    names = [set(table) for table in COLOURS.values()]
    assert names[0] == names[1] == names[2]


COLOUR = re.compile(
    r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b|\brgba?\(|\bhsla?\(|QColor\(\s*[\d\"']|GlobalColor\.(?!transparent)"
)


def coloured_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if COLOUR.search(line)]


def test_no_other_file_names_a_colour():
    files = [*(ROOT / "rpl_desk" / "ui").rglob("*.py"), *(ROOT / "resources" / "style").glob("*.qss")]
    files += (ROOT / "forms").glob("*.ui")
    assert len(files) > 20
    found = {file.name: coloured_lines(file.read_text(encoding="utf-8")) for file in files if file.name != "tokens.py"}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_the_search_for_colours_finds_each_way_to_write_one():
    for line in ("color: #fff;", 'QColor("red")', "QColor(1, 2, 3)", "rgba(0, 0, 0, 9)", "Qt.GlobalColor.red"):
        assert coloured_lines(line) == [line]


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "resources" / "icons").glob("*.svg")))
def test_every_icon_takes_its_colour_from_the_theme(name):
    assert name == "rpl-desk" or ("currentColor" in drawing(name) and 'stroke-width="2"' in drawing(name))


@pytest.mark.parametrize("scale", SCALES)
def test_text_and_rows_grow_together(scale):
    theme = Theme(scale=scale)
    for role in TYPE:
        assert theme.points(role) == pytest.approx(Theme().points(role) * scale / 100)
        assert theme.line(role) >= theme.points(role)
    assert theme.height("row") == round(HEIGHT["row"] * scale / 100)


def test_nothing_clickable_is_under_24_pixels():
    clickable = set(HEIGHT) - {"key", "tick", "status"}
    assert all(HEIGHT[name] >= 24 for name in clickable)


def test_a_text_size_nobody_offers_is_refused():
    with pytest.raises(ValueError, match="110"):
        Theme(scale=110)


@pytest.mark.parametrize("theme", list(ThemeName))
def test_the_style_sheet_fills_every_place(theme, tmp_path):
    images = {
        name: tmp_path / f"{name}.svg"
        for name in ("i_tick", "i_part", "i_down", "i_up", "i_left", "i_right", "i_cross")
    }
    sheet = style_sheet(Theme(theme), images)
    assert "@" not in sheet.replace("an at sign", "")
    assert COLOURS[theme]["accent"] in sheet
