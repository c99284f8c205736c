"""Search in the item being read: the line above it, the hits on it, and each hit read aloud with its page."""

from typing import Protocol

from PySide6.QtCore import QObject, Signal

from rpl_desk.ui.announcer import say
from rpl_desk.ui.viewer.find_bar import FindBar
from rpl_desk.ui.viewer.finding import Finding, Hit


class Searched(Protocol):
    """What shows hits: the pages of an item, or its flowing text."""

    def show_hits(self, hits: list[Hit], at: int) -> None: ...
    def bring_hit(self, hit: Hit) -> None: ...
    def select_hit(self, hit: Hit) -> None: ...


class ItemSearch(QObject):
    """Runs `bar` over what is being read. more_wanted: pages not read yet are to be searched too."""

    more_wanted = Signal()

    def __init__(self, bar: FindBar) -> None:
        super().__init__(bar)
        self.bar, self.finding = bar, Finding()
        self._view: Searched | None = None
        self._labels: tuple[str, ...] = ()
        self._count = self._near = 0
        bar.hide()
        bar.asked.connect(self.look_for)
        bar.stepped.connect(self.step)

    def show_item(self, view: Searched | None, count: int = 1, labels: tuple[str, ...] = ()) -> None:
        """Search another item from now on: `count` pages with their printed labels, or one text without any."""
        self.bar.hide()
        self.finding.forget()
        self._view, self._count, self._labels, self._near = view, count, labels, 0

    @property
    def is_open(self) -> bool:
        return self.bar.isVisible()

    def begin(self, page: int) -> None:
        """Open the line with the keyboard in it; what is found from `page` on comes first."""
        self._near = page
        self.bar.begin()
        self.more_wanted.emit()

    def end(self) -> Hit | None:
        """Put the line away; returns the hit that was in view."""
        hit = self.finding.current
        self.bar.hide()
        self.finding.stop()
        if self._view is not None:
            self._view.show_hits([], -1)
        return hit

    def take(self, page: int, text: str) -> None:
        """Know the text of a page, and search it when words are being looked for."""
        first = self.finding.current is None
        if self.finding.take(page, text) and self.is_open:
            self._show()
            if first:
                self._bring()

    def look_for(self, words: str, near: str = "") -> None:
        """Find words in the whole item, first within text `near`; pages not read yet are searched as they come."""
        self.finding.look_for(words, self._near, near)
        self.more_wanted.emit()
        self._show()
        self._bring()

    def step(self, by: int) -> None:
        self.finding.step(by)
        self._show()
        self._bring()

    def _show(self) -> None:
        finding, hit = self.finding, self.finding.current
        if self._view is not None:
            self._view.show_hits(finding.hits, finding.at)
        words = finding.snippet
        if hit is not None and self._labels:
            words = f"p.{self._labels[hit.page]}  {words}"
        self.bar.say_found(finding.at, len(finding.hits), words, searching=not finding.is_done(self._count))

    def _bring(self) -> None:
        hit = self.finding.current
        if hit is not None and self._view is not None:
            say(self.bar, f"{self.bar.count.text()}, {self.bar.hit.full_text}")
            self._view.bring_hit(hit)
