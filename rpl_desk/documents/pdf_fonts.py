"""The fonts of printed documents, and text broken into lines that they can draw.

Every character is drawn: by Atkinson Hyperlegible Next, else by DejaVu Sans, else as a box with its number. A line that
is not drawn as it is written (right to left, boxes) carries its own words for whoever reads or copies it.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from reportlab.pdfbase.ttfonts import TTFont

from rpl_desk.paths import resource

from ..domain.rows import dataclass
from .scripts import base_level, is_right_to_left, levels, mirrored, shaped

_NEVER_DRAWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_TOKENS = re.compile(r" |[^ ]+")
BOX_TEXT = 0.58
BOX_ROOM = 0.14


class Face:
    """One font file; widths are in thousandths of the size."""

    def __init__(self, name: str) -> None:
        self.font: Any = TTFont(name, str(resource(f"fonts/{name}.ttf")), asciiReadable=False)
        face = self.font.face
        self._char = face.charWidths
        self.drawable = frozenset(
            char
            for code, glyph in face.charToGlyph.items()
            if glyph and unicodedata.category(char := chr(code)) not in _NEVER_DRAWN
        )
        self._words: dict[str, float] = {}

    def width(self, text: str) -> float:
        """Return the width of a text that this face can draw."""
        found = self._words.get(text)
        if found is None:
            char = self._char
            found = sum([char[ord(one)] for one in text])
            if len(self._words) < 20_000:
                self._words[text] = found
        return found


@cache
def face(name: str) -> Face:
    return Face(name)


REGULAR = "AtkinsonHyperlegibleNext_400Regular"
STRONG = "AtkinsonHyperlegibleNext_600SemiBold"
BOLD = "AtkinsonHyperlegibleNext_700Bold"
_FALLBACK = {REGULAR: "DejaVuSans", STRONG: "DejaVuSans-Bold", BOLD: "DejaVuSans-Bold"}


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: font, size and leading in points, colour as a PDF fill operator, rise above the line.

    link: where a click on it leads: "note-12" from a number to the passage, "cite-12" from there back; else empty.
    """

    font: str
    size: float
    leading: float
    colour: str
    rise: float = 0.0
    link: str = ""

    def but(self, **changes: Any) -> "Style":
        return replace(self, **changes)


class Span(NamedTuple):
    text: str
    style: Style


class Piece(NamedTuple):
    """A run of one font on one line; `boxed` is the number of a character no font draws."""

    text: str
    font: str
    style: Style
    width: float
    boxed: bool


class Line(NamedTuple):
    """Pieces from left to right; `actual` is what the line says where it is not drawn as it is written."""

    pieces: tuple[Piece, ...]
    width: float
    actual: str | None
    right_to_left: bool


class _Atom(NamedTuple):
    text: str
    drawn: str
    font: str
    style: Style
    width: float
    boxed: bool
    level: int


def width_of(text: str, style: Style) -> float:
    """Return the width in points of a text on one line."""
    return sum(line.width for line in wrap([Span(text, style)], 1e9))


def wrap(spans: Sequence[Span], width: float) -> list[Line]:
    """Break spans into lines no wider than `width` points; a line feed starts a new line."""
    lines: list[Line] = []
    for part in _paragraphs(spans):
        text, style = part[0]
        if len(part) == 1 and face(style.font).drawable.issuperset(text):
            lines.extend(_plain_lines(text, style, width))
        else:
            lines.extend(_mixed_lines(part, width))
    return lines


def _paragraphs(spans: Iterable[Span]) -> list[list[Span]]:
    parts: list[list[Span]] = [[]]
    for text, style in spans:
        first, *others = text.replace("\r\n", "\n").replace("\t", " ").split("\n")
        parts[-1].append(Span(first, style))
        parts.extend([Span(other, style)] for other in others)
    return [[span for span in part if span.text] or part[:1] for part in parts]


def _plain_lines(text: str, style: Style, width: float) -> list[Line]:
    """Break a text of one style that its own font draws whole."""
    main = face(style.font)
    scale = style.size / 1000
    limit = width / scale
    space = main.width(" ")
    lines: list[Line] = []

    def add(words: list[str], used: float, end: str) -> None:
        piece = Piece(" ".join(words) + end, style.font, style, used * scale, False)
        lines.append(Line((piece,), used * scale, None, False))

    words: list[str] = []
    used = 0.0
    for word in text.split(" "):
        wide = main.width(word)
        if words and used + space + wide > limit:
            add(words, used, " ")
            words, used = [], 0.0
        if wide > limit:
            *whole, word = _cut(word, main, limit)
            for part in whole:
                add([part], main.width(part), "")
            wide = main.width(word)
        used += wide + (space if words else 0.0)
        words.append(word)
    add(words, used, "")
    return lines


def _cut(word: str, main: Face, limit: float) -> list[str]:
    """Cut a word wider than a line into parts that fit."""
    parts, start, used = [], 0, 0.0
    for i, char in enumerate(word):
        wide = main.width(char)
        if i > start and used + wide > limit:
            parts.append(word[start:i])
            start, used = i, 0.0
        used += wide
    return [*parts, word[start:]]


def _mixed_lines(spans: list[Span], width: float) -> list[Line]:
    """Break a paragraph of several styles, scripts or fonts."""
    whole = "".join(span.text for span in spans)
    turned = is_right_to_left(whole)
    base = base_level(whole) if turned else 0
    atoms: list[_Atom] = []
    if turned:
        depth, drawn, at = levels(whole, base), shaped(whole), 0
        for text, style in spans:
            end = at + len(text)
            atoms.extend(_clusters(text, drawn[at:end], depth[at:end], style))
            at = end
    else:
        for text, style in spans:
            drawable = face(style.font).drawable
            for token in _TOKENS.findall(text):
                if drawable.issuperset(token):
                    wide = face(style.font).width(token) * style.size / 1000
                    atoms.append(_Atom(token, token, style.font, style, wide, False, 0))
                else:
                    atoms.extend(_clusters(token, list(token), [0] * len(token), style))
    rows: list[list[_Atom]] = [[]]
    used = 0.0
    for word in _words(atoms, width):
        wide = sum(atom.width for atom in word)
        if rows[-1] and used + wide > width and word[0].text != " ":
            rows.append([])
            used = 0.0
        for atom in word:
            if rows[-1] and used + atom.width > width and atom.text != " ":
                rows.append([])
                used = 0.0
            rows[-1].append(atom)
            used += atom.width
    return [_line(row, base) for row in rows]


def _clusters(text: str, drawn: list[str], depth: list[int], style: Style) -> list[_Atom]:
    """Return an atom for each character with the marks that belong to it."""
    atoms: list[_Atom] = []
    for char, shape, level in zip(text, drawn, depth, strict=True):
        follows = not shape or unicodedata.combining(char) or "\ufe00" <= char <= "\ufe0f"
        if follows and atoms and not atoms[-1].boxed:
            last = atoms[-1]
            mark = shape if shape and face(last.font).drawable.issuperset(shape) and unicodedata.combining(char) else ""
            wide = last.width + (face(last.font).width(mark) * style.size / 1000 if mark else 0.0)
            atoms[-1] = last._replace(text=last.text + char, drawn=last.drawn + mark, width=wide)
            continue
        if level % 2:
            shape = mirrored(shape)
        for font in (style.font, _FALLBACK[style.font]):
            fitting = next((one for one in (shape, char) if one and face(font).drawable.issuperset(one)), None)
            if fitting:
                wide = face(font).width(fitting) * style.size / 1000
                atoms.append(_Atom(char, fitting, font, style, wide, False, level))
                break
        else:
            number = f"{ord(char):04X}"
            small = face(style.font).width(number) * style.size * BOX_TEXT / 1000
            atoms.append(_Atom(char, number, style.font, style, small + style.size * BOX_ROOM * 2.4, True, level))
    return atoms


def _words(atoms: list[_Atom], width: float) -> list[list[_Atom]]:
    """Group atoms into words and single spaces; a word too wide for a line is cut."""
    words: list[list[_Atom]] = []
    fresh = True
    for atom in atoms:
        if atom.text == " ":
            words.append([atom])
            fresh = True
            continue
        parts = [atom]
        if atom.width > width and len(atom.drawn) > 1 and atom.text == atom.drawn:
            main, scale = face(atom.font), atom.style.size / 1000
            parts = [
                atom._replace(text=part, drawn=part, width=main.width(part) * scale)
                for part in _cut(atom.text, main, width / scale)
            ]
        if fresh:
            words.append([])
            fresh = False
        words[-1].extend(parts)
    return words


def _line(row: list[_Atom], base: int) -> Line:
    """Put one line's atoms in the order they are drawn in."""
    actual = "".join(atom.text for atom in row)
    last = len(row)
    while last and row[last - 1].text == " ":  # UAX 9, L1: spaces at the end of a line take the paragraph's level
        last -= 1
    ordered = row[:last]
    highest = max((atom.level for atom in ordered), default=0)
    for level in range(highest, 0, -1):  # L2
        i = 0
        while i < len(ordered):
            if ordered[i].level < level:
                i += 1
                continue
            end = next((j for j in range(i, len(ordered)) if ordered[j].level < level), len(ordered))
            ordered[i:end] = reversed(ordered[i:end])
            i = end
    width = sum(atom.width for atom in ordered)
    if not base:
        ordered.extend(row[last:])
    pieces: list[Piece] = []
    for atom in ordered:
        before = pieces[-1] if pieces else None
        if before and not atom.boxed and not before.boxed and (before.font, before.style) == (atom.font, atom.style):
            pieces[-1] = before._replace(text=before.text + atom.drawn, width=before.width + atom.width)
        else:
            pieces.append(Piece(atom.drawn, atom.font, atom.style, atom.width, atom.boxed))
    same = not highest and all(atom.text == atom.drawn and not atom.boxed for atom in row)
    return Line(tuple(pieces), width, None if same else actual, bool(base))
