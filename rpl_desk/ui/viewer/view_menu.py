"""How an item is shown: its size, turning and colours, and where the stripes of its marks stand."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.viewer.flow_view import FlowView
from rpl_desk.ui.viewer.page_view import PageView
from rpl_desk.ui.viewer.stripes import StripeStyle

ZOOMS = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0)


class ViewMenu(QMenu):
    """Acts on the pages or on the text, whichever is in view; the keys act within `keys_on`.

    preferences: where the stripes stand is kept there; None remembers nothing.
    """

    def __init__(self, pages: PageView, flow: FlowView, keys_on: QWidget, preferences: Preferences | None) -> None:
        super().__init__(keys_on)
        self._pages, self._flow, self._preferences = pages, flow, preferences
        self._keys_on = keys_on
        self.paged = True
        self._add("Larger", "Alt++", lambda: self._step(1))
        self._add("Smaller", "Alt+-", lambda: self._step(-1))
        self.fit = self._add("Fit the width", "Alt+0", pages.fit_width)
        self.true_size = self._add("100 %", "Alt+1", lambda: self._size(1.0))
        self.sizes = self.addMenu("Size")
        for zoom in ZOOMS:
            self.sizes.addAction(f"{round(100 * zoom)} %").triggered.connect(lambda _, to=zoom: self._size(to))
        self.turn = self._add("Turn to the right", "Alt+R", lambda: pages.rotate(1))
        self.addSeparator()
        self.night = self._add("Night page, colours turned over", "Alt+N", self._recolour, checkable=True)
        self.contrast = self._add("High contrast page", "Alt+H", self._recolour, checkable=True)
        self.addSeparator()
        self.right = self._add("Stripes at the right", "Alt+S", self._restripe, checkable=True)
        self.wide = self._add("Stripes with criteria", "Alt+W", self._restripe, checkable=True)
        if preferences is not None:
            self.right.setChecked(preferences.stripes_at_right)
            self.wide.setChecked(preferences.stripes_wide)
        self._show_stripes()

    def _add(self, words: str, key: str, do: Callable[[], object], *, checkable: bool = False) -> QAction:
        act = QAction(words, self)
        act.setShortcut(QKeySequence(key))
        act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        act.setCheckable(checkable)
        act.triggered.connect(lambda *_: do())
        self.addAction(act)
        self._keys_on.addAction(act)
        return act

    def show_kind(self, *, paged: bool) -> None:
        """Offer what can be done with pages, or with a text without any."""
        self.paged = paged
        for act in (self.fit, self.turn, self.night, self.contrast):
            act.setEnabled(paged)

    def _step(self, by: int) -> None:
        if self.paged:
            self._pages.zoom_by(by)
        else:
            self._flow.text_size_by(by)

    def _size(self, size: float) -> None:
        if self.paged:
            self._pages.set_zoom(size)
        else:
            self._flow.set_text_size(size)

    @property
    def size_words(self) -> str:
        """How large the item is shown: "fits the width", "125 %"."""
        if self.paged:
            return "fits the width" if self._pages.fits_width else f"{round(100 * self._pages.zoom)} %"
        return f"text at {round(100 * self._flow.text_size)} %"

    def _recolour(self) -> None:
        self._pages.set_colours(night=self.night.isChecked(), contrast=self.contrast.isChecked())

    def _restripe(self) -> None:
        if self._preferences is not None:
            self._preferences.stripes_at_right = self.right.isChecked()
            self._preferences.stripes_wide = self.wide.isChecked()
        self._show_stripes()

    def _show_stripes(self) -> None:
        style = StripeStyle(self.right.isChecked(), self.wide.isChecked())
        self._pages.set_stripes(style)
        self._flow.set_stripes(style)
