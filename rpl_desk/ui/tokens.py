"""Every colour and size of the window, in one place; no other file names one."""

import sys
from enum import StrEnum
from functools import lru_cache

from PySide6.QtGui import QColor, QFont

from rpl_desk.domain.rows import dataclass


class ThemeName(StrEnum):
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


SCALES = (100, 125, 150, 175, 200)  # per cent of the text sizes below

FAMILIES = ("Atkinson Hyperlegible Next", "DejaVu Sans")  # the second draws the signs the first lacks

COLOURS: dict[ThemeName, dict[str, str]] = {
    ThemeName.LIGHT: {
        "canvas": "#F6F4EF",
        "surface": "#FFFFFF",
        "sunken": "#EDEAE2",
        "raised": "#FBFAF7",
        "line": "#DDD8CD",
        "field": "#857F71",
        "text": "#1D2326",
        "text2": "#4B5458",
        "text3": "#5E676B",
        "accent": "#14566B",
        "onaccent": "#FFFFFF",
        "accentsoft": "#DFECEF",
        "accenttext": "#0E4658",
        "accenthover": "#0E4658",
        "good": "#1B6842",
        "goodsoft": "#E1F1E6",
        "part": "#835000",
        "partsoft": "#FBEED3",
        "bad": "#A1272C",
        "badsoft": "#FBE5E3",
        "unsure": "#574798",
        "unsuresoft": "#ECE8F7",
        "diff": "#FFE9A8",
        "focus": "#0A63CF",
        "h1": "#F0F5F6",
        "h2": "#CFE2E7",
        "h3": "#8FBAC6",
        "h4": "#14566B",
        "paper": "#FFFFFF",
        "ink": "#22282B",
    },
    ThemeName.DARK: {
        "canvas": "#14181B",
        "surface": "#1C2125",
        "sunken": "#101416",
        "raised": "#22282C",
        "line": "#353D42",
        "field": "#7F8B91",
        "text": "#ECEAE5",
        "text2": "#BBC2C5",
        "text3": "#9FA8AC",
        "accent": "#82C9DC",
        "onaccent": "#08222A",
        "accentsoft": "#17353F",
        "accenttext": "#B5E2EE",
        "accenthover": "#B5E2EE",
        "good": "#86D3A6",
        "goodsoft": "#173527",
        "part": "#EBBB6B",
        "partsoft": "#3A2D14",
        "bad": "#F4A6A0",
        "badsoft": "#452322",
        "unsure": "#C5B8F5",
        "unsuresoft": "#2D2748",
        "diff": "#5A4A12",
        "focus": "#7DB4FF",
        "h1": "#1E2A2F",
        "h2": "#24444E",
        "h3": "#306575",
        "h4": "#82C9DC",
        "paper": "#E8E4DB",
        "ink": "#22282B",
    },
    ThemeName.CONTRAST: {
        "canvas": "#000000",
        "surface": "#000000",
        "sunken": "#000000",
        "raised": "#000000",
        "line": "#FFFFFF",
        "field": "#FFFFFF",
        "text": "#FFFFFF",
        "text2": "#FFFFFF",
        "text3": "#E6E6E6",
        "accent": "#FFE14D",
        "onaccent": "#000000",
        "accentsoft": "#1F1B00",
        "accenttext": "#FFE14D",
        "accenthover": "#FFFFFF",
        "good": "#6BFF9E",
        "goodsoft": "#000000",
        "part": "#FFC95C",
        "partsoft": "#000000",
        "bad": "#FF9C94",
        "badsoft": "#000000",
        "unsure": "#D6C8FF",
        "unsuresoft": "#000000",
        "diff": "#4A3F00",
        "focus": "#00E0FF",
        "h1": "#000000",
        "h2": "#333333",
        "h3": "#6E6014",
        "h4": "#FFE14D",
        "paper": "#FFFFFF",
        "ink": "#000000",
    },
}

# Marks lie on paper, so they keep their colours in every theme: ground, under-edge.
MARKS: dict[str, tuple[str, str]] = {
    "+": ("#CBE9D5", "#1B6842"),
    "~": ("#FBE4B4", "#835000"),
    "−": ("#F8D3CF", "#A1272C"),
    "=": ("#CFE2E7", "#14566B"),
    "1": ("#EFEBE1", "#6B6557"),
    "2": ("#EFEBE1", "#6B6557"),
}

TURNED_OVER = "#FFFFFF"  # what a night page takes the difference from
VEIL_INK = "#1D2326"
VEIL_OPACITY = 0.58


@dataclass(frozen=True, slots=True)
class Type:
    """One role of text: size and line height in points at 100 %, and its weight."""

    points: float
    line: float
    weight: int = 400


TYPE: dict[str, Type] = {
    "display": Type(30, 36, 600),
    "title1": Type(20, 25.5, 600),
    "title2": Type(15, 19.5, 600),
    "title3": Type(12, 16.5, 600),
    "reading": Type(11.25, 16.5),
    "body": Type(10.5, 15),
    "small": Type(9.75, 13.5),
    "caption": Type(9, 12),
}

SPACE = {"xs": 4, "s": 8, "m": 12, "l": 16, "xl": 24, "block": 32}
RADIUS = {"key": 4, "chip": 6, "button": 8, "panel": 12, "dialog": 14}
# Logical pixels at 100 % text; `Theme.height` lets them grow with the text.
HEIGHT = {
    "small": 30,
    "button": 36,
    "large": 44,
    "field": 36,
    "query": 42,
    "chip": 24,
    "key": 20,
    "tick": 17,
    "level_cell": 32,
    "level_chip": 26,
    "badge": 26,
    "row": 34,
    "row_two": 54,
    "head": 44,
    "nav": 38,
    "stage": 40,
    "case_header": 88,
    "status": 30,
    "least": 24,
}
WIDTH = {"nav": 224, "rail": 60, "stripe": 22, "stage_bar": 13, "level_cell": 30, "sign_dialog": 1060, "dialog": 560}
ICON = {"status": 14, "inline": 16, "button": 18, "rail": 20, "welcome": 24}
BESIDE_SHARE = 0.75  # of a button's icon box the drawing takes; the rest keeps it clear of the words
STROKE = 1.75  # of icons, in their own 24-unit box
STATE_STROKE = 2.2  # of icons that are a state
RING = 2  # focus ring: its width, and how far it stays clear of the edge
POINT_PIXELS = 4 / 3  # logical pixels in a point at 96 dpi
# On a Mac a point is one logical pixel, so the same picture needs a third more of them.
PLATFORM_POINT = POINT_PIXELS if sys.platform == "darwin" else 1.0
LEAST_CONTRAST = 4.5  # of text on its ground
NARROW = 1180  # under this width, at 100 % text, panes become tabs
VEIL_FADE_MS = 120
TOAST_MS = 6000
TYPING_PAUSE_MS = 150
SECOND_DIGIT_MS = 600


@lru_cache(maxsize=512)
def _colour(code: str) -> QColor:
    return QColor(code)


@lru_cache(maxsize=256)
def _font(points: float, weight: int, italic: bool) -> QFont:
    font = QFont(list(FAMILIES))
    font.setPointSizeF(points)
    font.setWeight(QFont.Weight(weight))
    font.setItalic(italic)
    for feature in ("tnum", "zero"):  # figures under one another; nought is not the letter O
        font.setFeature(QFont.Tag(feature), 1)
    return font


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as `#RRGGBB`, 1 to 21. Source: WCAG 2.2, relative luminance."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(code: str) -> float:
    parts = (int(code[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@dataclass(frozen=True, slots=True)
class Theme:
    """One colour table at one text size; what every paint function is given."""

    name: ThemeName = ThemeName.LIGHT
    scale: int = 100

    def __post_init__(self) -> None:
        if self.scale not in SCALES:
            raise ValueError(f"Text size is one of {SCALES} per cent, not {self.scale}.")

    @property
    def high_contrast(self) -> bool:
        return self.name is ThemeName.CONTRAST

    def code(self, token: str) -> str:
        """Return the colour of a token as `#RRGGBB`."""
        return COLOURS[self.name][token]

    def colour(self, token: str) -> QColor:
        return _colour(self.code(token))

    def points(self, role: str) -> float:
        """Return a type role's size in this platform's points at this text size."""
        return TYPE[role].points * PLATFORM_POINT * self.scale / 100

    def line(self, role: str) -> int:
        """Return a type role's line height in logical pixels at this text size."""
        return round(TYPE[role].line * POINT_PIXELS * self.scale / 100)

    def legible_on(self, ground: str, ink: str) -> str:
        """Return the token `ink` where it can be read on the token `ground`, else the ink that is read best there."""
        if contrast(self.code(ground), self.code(ink)) >= LEAST_CONTRAST:
            return ink
        return max(("text", "canvas", "ink", "paper"), key=lambda each: contrast(self.code(ground), self.code(each)))

    def font(self, role: str = "body", weight: int | None = None, *, italic: bool = False) -> QFont:
        return QFont(_font(self.points(role), weight or TYPE[role].weight, italic))

    def height(self, name: str) -> int:
        """Return the height of a part in logical pixels; it grows with the text."""
        return self.grown(HEIGHT[name])

    def icon(self, name: str) -> int:
        """Return an icon's side in logical pixels; icons grow half as fast as the text beside them."""
        return round(ICON[name] * (100 + self.scale) / 200)

    def grown(self, pixels: float) -> int:
        return round(pixels * self.scale / 100)
