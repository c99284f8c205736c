"""The look of the whole application: one theme at a time, set on the QApplication, changed in one place."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from rpl_desk.ui.focus import FocusKeeper
from rpl_desk.ui.fonts import load_fonts
from rpl_desk.ui.style import DeskStyle, coloured_svg, palette, style_sheet
from rpl_desk.ui.tokens import STATE_STROKE, STROKE, Theme, ThemeName

# Pictures that Qt's style sheets can only take from a file: icon, colour token, stroke.
_IMAGES = {
    "i_tick": ("check", "onaccent", STATE_STROKE + 1),
    "i_part": ("minus", "onaccent", STATE_STROKE + 1),
    "i_down": ("chevron-down", "text2", STROKE),
    "i_up": ("chevron-up", "text2", STROKE),
    "i_left": ("chevron-left", "text2", STROKE),
    "i_right": ("chevron-right", "text2", STROKE),
    "i_cross": ("x", "text2", STROKE),
}


class Look(QObject):
    """The theme that holds now. Widgets read `theme` when they paint; `changed` comes after all is restyled."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._images = QTemporaryDir()
        self._ring: FocusKeeper | None = None

    @property
    def theme(self) -> Theme:
        return self._theme

    def start(self, application: QApplication, theme: Theme) -> None:
        """Load the fonts, set the style and the first theme, and begin to show the focus ring."""
        load_fonts()
        application.setStyle(DeskStyle())
        self._show(application, theme)
        if self._ring is None:
            self._ring = FocusKeeper(application, lambda: self._theme)

    def change(self, *, name: ThemeName | None = None, scale: int | None = None) -> None:
        """Change the colours, the text size in per cent, or both, and restyle every window."""
        theme = Theme(name or self._theme.name, scale or self._theme.scale)
        application = QApplication.instance()
        if theme != self._theme and isinstance(application, QApplication):
            self._show(application, theme)

    def _show(self, application: QApplication, theme: Theme) -> None:
        self._theme = theme
        application.setPalette(palette(theme))
        application.setFont(theme.font("body"))
        application.setStyleSheet(style_sheet(theme, self._write_images()))
        self.changed.emit(theme)

    def _write_images(self) -> dict[str, Path]:
        folder = Path(self._images.path())
        files = {}
        for place, (name, token, stroke) in _IMAGES.items():
            # Qt caches pictures by file name, so the name carries the colour.
            files[place] = folder / f"{name}-{self._theme.code(token)[1:]}.svg"
            files[place].write_text(coloured_svg(name, self._theme.code(token), stroke), encoding="utf-8")
        return files


@cache
def look() -> Look:
    """Return the application's one look, as there is one palette and one style sheet."""
    return Look()


def platform_theme() -> ThemeName:
    """Return the theme the platform asks for: its high-contrast mode, its dark mode, or light."""
    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return ThemeName.CONTRAST
    return ThemeName.DARK if hints.colorScheme() == Qt.ColorScheme.Dark else ThemeName.LIGHT
