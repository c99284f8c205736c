"""The item being read in the register: its present file, or an earlier one to look at, and whether one has read it."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rpl_desk.domain.evidence import EvidenceRow, EvidenceVersionRow, as_it_was
from rpl_desk.ui.case.mark_places import lead_to, lies_in, mark_of
from rpl_desk.ui.case.notice_bar import NoticeBar
from rpl_desk.ui.case.read_bar import ReadBar
from rpl_desk.ui.page import Spot
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.viewer.viewer import EvidenceViewer

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.marking import MarkedPassage


class ItemPane(QWidget):
    """hand_out_asked: the original is asked for, of an earlier file or (None) of the present one.

    present_asked: the person asks to read the present file again. turned: to note the item as read, or not.
    """

    hand_out_asked = Signal(object)
    present_asked = Signal()
    turned = Signal(bool)

    def __init__(self, desk: "Desk", preferences: Preferences | None, *, key_hints: bool) -> None:
        super().__init__()
        self._items: tuple[EvidenceRow, ...] = ()
        self._version: EvidenceVersionRow | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.viewer = EvidenceViewer.of(desk, preferences)
        self.viewer.refusal.offer("Hand out the original", lambda: self.hand_out_asked.emit(self._version))
        self.earlier = NoticeBar("info")
        self.read_bar = ReadBar(self.viewer, key_hints=key_hints)
        self.read_bar.turned.connect(self.turned)
        for widget, stretch in ((self.earlier, 0), (self.viewer, 1), (self.read_bar, 0)):
            column.addWidget(widget, stretch)

    def show_items(self, items: Iterable[EvidenceRow]) -> None:
        """Show a register; while an earlier file is read, it stands in its item's place."""
        self._items = tuple(items)
        earlier = self._version
        self.viewer.show_items(
            as_it_was(one, earlier) if earlier is not None and one.id == earlier.evidence_id else one
            for one in self._items
        )

    def let_go(self) -> None:
        """Drop everything of the last case or person from the window."""
        self.viewer.let_go()
        self._items = ()
        self._say_earlier(None, "")

    def show_earlier(self, version: EvidenceVersionRow | None, who: str = "") -> None:
        """Show an earlier file in its item's place, or (None) the present one again; who: replaced it."""
        self._say_earlier(version, who)
        self.show_items(self._items)

    def leave_earlier(self, item_id: int) -> None:
        """Show the present file again of an item that is left for another."""
        if self._version is not None and self._version.evidence_id != item_id:
            self.show_earlier(None)

    def _say_earlier(self, version: EvidenceVersionRow | None, who: str) -> None:
        self._version = version
        if version is None:
            self.earlier.show_words("")
            return
        acts: list[tuple[str, Callable[[], object]]] = [
            ("Back to the present file", self.present_asked.emit),
            ("Hand it out", partial(self.hand_out_asked.emit, version)),
        ]
        self.earlier.show_words(
            f"This is an earlier file, {version.file_name}, to read only. It was replaced"
            f" {as_text(version.replaced_at)} by {who}: {version.reason}",
            acts,
        )

    def show_spot(self, spot: Spot, passage: "MarkedPassage | None") -> None:
        """Bring the page or words that a search found into view, or the passage it found."""
        if passage is None:
            self.viewer.show_place(spot.evidence_id, page=spot.page_index, phrase=spot.words, near=spot.near)
            return
        lead_to(self.viewer, passage)
        lies_here = lies_in(passage, self.viewer.item)
        marks = [mark_of(passage, "plain", f"passage of {passage.author}")] if lies_here else []
        self.viewer.show_marks(marks, spot.passage_id)
