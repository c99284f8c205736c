"""Turns a theme into what Qt understands: palette, style sheet, coloured drawings."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QAbstractSpinBox, QCalendarWidget, QComboBox, QLabel, QProxyStyle, QStyledItemDelegate

from rpl_desk.paths import resource
from rpl_desk.ui.tokens import BESIDE_SHARE, COLOURS, HEIGHT, ICON, RADIUS, SPACE, STROKE, TYPE, WIDTH, Theme

_Group, _Role = QPalette.ColorGroup, QPalette.ColorRole

_ROLES = {
    _Role.Window: "canvas",
    _Role.WindowText: "text",
    _Role.Base: "surface",
    _Role.AlternateBase: "raised",
    _Role.Text: "text",
    _Role.Button: "surface",
    _Role.ButtonText: "text",
    _Role.BrightText: "bad",
    _Role.Highlight: "accent",
    _Role.HighlightedText: "onaccent",
    _Role.ToolTipBase: "text",
    _Role.ToolTipText: "surface",
    _Role.PlaceholderText: "text3",
    _Role.Link: "accent",
    _Role.LinkVisited: "accent",
    _Role.Accent: "accent",
    _Role.Light: "raised",
    _Role.Midlight: "line",
    _Role.Mid: "line",
    _Role.Dark: "field",
    _Role.Shadow: "line",
}
_DISABLED = (_Role.WindowText, _Role.Text, _Role.ButtonText)


def palette(theme: Theme) -> QPalette:
    """Return the palette for what the style sheet does not reach: page grounds, selection, links, placeholders."""
    made = QPalette()
    for role, token in _ROLES.items():
        made.setColor(role, QColor(theme.code(token)))
    for role in _DISABLED:
        made.setColor(_Group.Disabled, role, QColor(theme.code("text3")))
    return made


def choice_left(theme: Theme) -> int:
    """Return where the words of a large choice begin: behind its key cap, in pixels."""
    return theme.height("key") + 2 * SPACE["m"]


def style_sheet(theme: Theme, images: dict[str, Path]) -> str:
    """Return the style sheet with its `@name` places filled; raises KeyError for a place nobody fills.

    images: the pictures a style sheet can only take from files, by place name.
    """
    places = {token: theme.code(token) for token in COLOURS[theme.name]}
    places |= {f"pt_{role}": f"{theme.points(role):g}pt" for role in TYPE}
    # A style sheet's heights leave out the 1 px edges.
    places |= {f"h_{name}": f"{theme.height(name) - 2}px" for name in HEIGHT}
    places |= {f"w_{name}": f"{pixels}px" for name, pixels in WIDTH.items()}
    places |= {f"r_{name}": f"{pixels}px" for name, pixels in RADIUS.items()}
    places |= {f"in_{name}": f"{pixels - 1}px" for name, pixels in RADIUS.items()}  # what lies inside a 1 px edge
    places |= {f"s_{name}": f"{pixels}px" for name, pixels in SPACE.items()}
    places |= {f"icon_{name}": f"{theme.icon(name)}px" for name in ICON}
    places |= {f"beside_{name}": f"{round(theme.icon(name) / BESIDE_SHARE)}px" for name in ICON}
    # A radio button's dot is what its thick edge leaves free; one place more than half keeps it round.
    tick, dot = theme.height("tick"), round(theme.height("tick") / 3)
    places |= {"w_tick": f"{tick - 2}px", "r_radio": f"{tick // 2}px"}
    places |= {"radio_dot": f"{dot}px", "w_radio": f"{tick - 2 * dot}px", "r_filter": f"{theme.height('small') // 2}px"}
    left = choice_left(theme)
    places |= {"choice_left": f"{left}px", "choice_left_in": f"{left - 1}px"}
    places["soft_edge"] = theme.code("line" if theme.high_contrast else "sunken")
    places["off_edge"] = "dashed" if theme.high_contrast else "solid"  # there no grey is left to show it
    places |= {name: f'url("{path.as_posix()}")' for name, path in images.items()}
    template = resource("style/desk.qss").read_text(encoding="utf-8")
    return re.sub(r"@(\w+)", lambda place: places[place[1]], template)


class DeskStyle(QProxyStyle):
    """Fusion, with what neither it nor a style sheet can be told."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def polish(self, thing: Any) -> Any:
        if isinstance(thing, QAbstractSpinBox) and thing.lineEdit() is not None:
            # Qt 6.11 places a spin box's text at its very edge, whatever padding the style sheet asks for.
            thing.lineEdit().setTextMargins(SPACE["s"], 0, 0, 0)
        elif isinstance(thing, QComboBox) and not thing.property("listed"):
            # Fusion draws the open list as a menu, which no style sheet reaches.
            thing.setItemDelegate(QStyledItemDelegate(thing))
            thing.setProperty("listed", True)
        elif isinstance(thing, QCalendarWidget):
            # Qt writes the weekend in a red of its own. Imported here, as this class brings 116 names of properties.
            from PySide6.QtGui import QTextCharFormat

            for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
                thing.setWeekdayTextFormat(day, QTextCharFormat())
            thing.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        elif isinstance(thing, QLabel) and thing.inherits("QTipLabel"):
            thing.setTextFormat(Qt.TextFormat.PlainText)  # a tool tip may say a title or a name from outside
        return super().polish(thing)


@lru_cache(maxsize=256)
def drawing(name: str) -> str:
    """Return the SVG text of `resources/icons/<name>.svg`; raises FileNotFoundError for a name we do not ship."""
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


def coloured_svg(name: str, colour: str, stroke: float = STROKE) -> str:
    """Return an icon's SVG with its strokes in `colour` (`#RRGGBB`), `stroke` wide in its own 24-unit box."""
    return drawing(name).replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{stroke}"')
