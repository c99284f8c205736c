"""Offers to recognise the words of a scan, shows how far that is, and lets it be stopped."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from rpl_desk.domain.evidence import EvidenceRow
from rpl_desk.domain.recognition import can_hold_scans
from rpl_desk.ui.announcer import say
from rpl_desk.ui.tasks import Task, in_background
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import Paragraph, button

if TYPE_CHECKING:
    from rpl_desk.services.recognising import RecognisingService

OFFER = "This page holds no words of its own: mark it by area, or have its words recognised."


class RecognitionBar(QFrame):
    """Stands over the pages while one of them holds no words. recognised: the item's words were kept."""

    recognised = Signal()

    def __init__(self, recognising: "RecognisingService | None") -> None:
        super().__init__()
        self._recognising = recognising
        self._item: EvidenceRow | None = None
        self._task: Task | None = None
        self.setProperty("part", "info")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE["m"], SPACE["s"], SPACE["m"], SPACE["s"])
        row.setSpacing(SPACE["m"])
        self.words = Paragraph()
        row.addWidget(self.words, 1)
        self.act = button("Recognise text", size="small")
        self.act.clicked.connect(self._begin_or_stop)
        row.addWidget(self.act)
        self.hide()

    @property
    def is_busy(self) -> bool:
        return self._task is not None

    def show_item(self, item: EvidenceRow | None) -> None:
        """Show nothing until a page without words comes; what is being recognised for another item is stopped."""
        now = item.id if item is not None else None
        if self._item is not None and self._item.id == now and self.is_busy:
            return
        self._stop()
        self._item = item
        self.hide()

    def offer(self) -> None:
        """Offer to recognise the words of the item in view, a page of which holds none."""
        item = self._item
        if item is None or self._recognising is None or self.is_busy or not can_hold_scans(item.media_type):
            return
        why_not = self._recognising.why_not()
        missing = self._recognising.languages().words
        self._show(f"This page holds no words of its own. {why_not}" if why_not else f"{OFFER} {missing}".strip())
        self.act.setVisible(not why_not)

    def _begin_or_stop(self) -> None:
        item, recognising = self._item, self._recognising
        if self.is_busy:
            self._stop()
            self._show("Stopped. Nothing of it was kept.")
        elif item is not None and recognising is not None:
            self.act.setText("Stop")
            self._show("Recognising the words.")
            self._task = in_background(
                self,
                lambda progress: recognising.recognise(item, progress),
                self._take,
                self._refuse,
                self._progress,
            )

    def _progress(self, done: int, total: int) -> None:
        if self.is_busy and done < total:
            self.words.setText(f"Recognising the words of page {done + 1} of {total}.")

    def _take(self, note: object) -> None:
        if not self.is_busy:
            return
        self._end()
        if note:
            self._show(str(note))
            self.act.hide()
        else:
            self.hide()
            say(self, "The words were recognised")
            self.recognised.emit()

    def _refuse(self, sentence: str) -> None:
        if self.is_busy:
            self._end()
            self._show(sentence)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._end()

    def _end(self) -> None:
        self._task = None
        self.act.setText("Recognise text")

    def _show(self, words: str) -> None:
        self.words.setText(words)
        self.show()
        say(self, words)
