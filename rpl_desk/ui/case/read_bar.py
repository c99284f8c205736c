"""The foot under an item: whether one has read it, and the key that says so. Nothing is noted as read by itself."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from rpl_desk.domain.evidence import EvidenceRow
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.viewer.viewer import EvidenceViewer
from rpl_desk.ui.widgets import ElidedLabel, IconLabel, button, key_hint


class ReadBar(QFrame):
    """turned: the person asks to note the item as read (true), or as not read after all.

    Once every page has been in view it proposes the mark, and still waits for the person.
    """

    turned = Signal(bool)

    def __init__(self, viewer: EvidenceViewer, *, key_hints: bool = True) -> None:
        super().__init__()
        self._viewer = viewer
        self._row: EvidenceRow | None = None
        self._read = self._may_turn = False
        self._seen: dict[str, set[int]] = {}
        self.setProperty("part", "foot")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE["l"], SPACE["s"], SPACE["m"], SPACE["s"])
        row.setSpacing(SPACE["m"])
        self.state = IconLabel("circle", "", "small")
        row.addWidget(self.state)
        self.seen = ElidedLabel("", "small", tone="second")
        row.addWidget(self.seen, 1)
        self.hint = key_hint(["R"], "")
        row.addWidget(self.hint)
        self._key_hints = key_hints
        self.turn = button("Mark as read", icon_name="check", size="small")
        self.turn.clicked.connect(lambda: self.turned.emit(not self._read))
        row.addWidget(self.turn)
        viewer.opened.connect(lambda _: self._look())
        viewer.pages.turned_to.connect(lambda _: self._look())

    def show_item(self, row: EvidenceRow | None, *, read: bool, may_turn: bool) -> None:
        """Show an item's state; without an item, or a part in judging the case, the bar is not there."""
        self._row, self._read = row, read
        self.setVisible(row is not None)
        self.turn.setVisible(may_turn)
        self.hint.setVisible(may_turn and self._key_hints)
        if row is None:
            return
        self.state.set(*(("circle-check", "Read", "good") if read else ("circle", "Not read yet", "text2")))
        self.turn.setText("Not read after all" if read else "Mark as read")
        self.turn.setAccessibleName(f"{self.turn.text()}: {row.key}")
        self._may_turn = may_turn
        self._look()

    def _look(self) -> None:
        """Note the page in view, and say how much of the item was in view since the program was opened."""
        row, outline = self._row, self._viewer.outline
        shown = self._viewer.item
        if row is None or shown is None or shown.sha256 != row.sha256 or outline is None or not outline.pages:
            self.seen.set_full_text("")
            return
        seen, count = self._seen.setdefault(row.sha256, set()), len(outline.pages)
        seen.add(self._viewer.pages.page)
        if not self._viewer.pages.verticalScrollBar().maximum():
            seen.update(range(count))
        if self._read or not self._may_turn:
            words = ""
        elif len(seen) >= count:
            words = "The page was in view." if count == 1 else f"All {count} pages were in view. Have you read it?"
        else:
            words = f"{len(seen)} of {count} pages were in view."
        self.seen.set_full_text(words)
