"""Two items side by side, each at its own place, with a divider that is dragged."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget

from rpl_desk.domain.evidence import EvidenceRow
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.theme import look
from rpl_desk.ui.viewer.viewer import EvidenceViewer

SIDE_BY_SIDE = 480  # from this width, at 100 % text, the items stand beside each other, else one under the other


class SideBySide(QWidget):
    """Holds `first` and, once it was asked for, a second viewer; `make` makes a viewer within a widget.

    made: the second viewer was made. active: the one the keyboard is in, or was in last. turned: that is another now.
    """

    made = Signal(object)
    turned = Signal(object)

    def __init__(
        self,
        make: Callable[[QWidget], EvidenceViewer],
        preferences: Preferences | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.second: EvidenceViewer | None = None
        self._make, self._items = make, tuple[EvidenceRow, ...]()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.splitter = QSplitter()
        self.splitter.setChildrenCollapsible(False)
        column.addWidget(self.splitter)
        self.first = self.active = make(self.splitter)
        if preferences is not None:
            preferences.follow_divider(self.splitter, "reading-beside")
        self._offer(self.first)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def _offer(self, viewer: EvidenceViewer) -> None:
        viewer.head.offer("Two items side by side", "Alt+B", self.toggle, keys_on=viewer)
        viewer.head.offer("To the other item", "F6", self.turn, keys_on=viewer)

    def show_items(self, items: Iterable[EvidenceRow]) -> None:
        """Show a register in both."""
        self._items = tuple(items)
        self.first.show_items(self._items)
        if self.second is not None and not self.second.isHidden():
            self.second.show_items(self._items)

    def let_go(self) -> None:
        """Close what is open in both, and go back to one."""
        self._items = ()
        self.first.let_go()
        if self.second is not None:
            self.second.let_go()
            self.second.hide()
        self._use(self.first)

    @property
    def is_open(self) -> bool:
        return self.second is not None and not self.second.isHidden()

    def toggle(self) -> None:
        """Show another item beside the one in view, or only the first again."""
        if self.second is not None and not self.second.isHidden():
            self.second.let_go()
            self.second.hide()
            self._use(self.first)
            self.first.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        if self.second is None:
            self.second = self._make(self.splitter)
            self._offer(self.second)
            self.made.emit(self.second)
        self.second.show()
        self._arrange()
        self.splitter.setSizes([1, 1] if self.splitter.sizes()[1] == 0 else self.splitter.sizes())
        self.second.show_items(self._items)
        if self.first.item is not None and len(self._items) > 1:
            ids = [one.id for one in self._items]
            self.second.go_to(ids[(ids.index(self.first.item.id) + 1) % len(ids)])
        self._use(self.second)
        self.second.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def turn(self) -> None:
        """Put the keyboard into the other item."""
        if self.second is not None and self.is_open:
            other = self.first if self.active is self.second else self.second
            self._use(other)
            other.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        for viewer in (self.first, self.second):
            if viewer is not None and now is not None and viewer.isAncestorOf(now):
                self._use(viewer)

    def _use(self, viewer: EvidenceViewer) -> None:
        if viewer is not self.active:
            self.active = viewer
            self.turned.emit(viewer)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < look().theme.grown(SIDE_BY_SIDE)
        self.splitter.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
