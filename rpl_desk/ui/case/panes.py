"""Panes side by side with dividers one can drag; in a narrow window one pane at a time, under tabs."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QTabBar, QVBoxLayout, QWidget

from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import NARROW

Pane = tuple[str, QWidget, int]  # title, widget, width at first


class Panes(QWidget):
    """`panes` stand from left to right; `name` is what the dividers are kept under.

    Under a style sheet Qt styles a whole tree again whenever it gets a parent. So who has panes full of controls gives
    none here, makes each in `splitter`, and then calls `lay_out`.
    """

    def __init__(
        self, name: str, panes: list[Pane], preferences: Preferences | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._preferences = name, preferences
        self._panes: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Panes")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.hide()
        column.addWidget(self.tabs)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        column.addWidget(self.splitter, 1)
        if panes:
            self.lay_out(panes)

    def lay_out(self, panes: list[Pane]) -> None:
        """Show the panes beside each other."""
        self._panes = [pane for _, pane, _ in panes]
        for place, (title, pane, _) in enumerate(panes):
            self.tabs.addTab(title)
            self.splitter.addWidget(pane)
            self.splitter.setStretchFactor(place, int(place > 0))
        self.splitter.setSizes([width for _, _, width in panes])
        if self._preferences is not None:
            self._preferences.follow_divider(self.splitter, self._name)
        self.tabs.currentChanged.connect(self._arrange)
        look().changed.connect(self._arrange)

    @property
    def is_narrow(self) -> bool:
        return self.width() < look().theme.grown(NARROW)

    def bring(self, place: int) -> None:
        """Make sure that a pane can be seen."""
        self.tabs.setCurrentIndex(place)

    def minimumSizeHint(self) -> QSize:
        """Return the room of the widest pane, as one pane alone is all that must fit."""
        least = self.splitter.minimumSizeHint()
        return QSize(max((pane.minimumSizeHint().width() for pane in self._panes), default=0), least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self, *_: object) -> None:
        narrow = self.is_narrow
        self.tabs.setVisible(narrow)
        for place, pane in enumerate(self._panes):
            pane.setVisible(not narrow or place == self.tabs.currentIndex())
