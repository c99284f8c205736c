"""Finding words in what is read, pages and flowing text alike: the same in capitals, or broken over lines."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_FOUND = 2_000


ONE_OF = " | "


def pattern_of(words: str) -> "re.Pattern[str] | None":
    """Return what finds these words in order with any white space between; " | " divides choices. None for none."""
    choices = [r"\s+".join(map(re.escape, each.split())) for each in words.split(ONE_OF) if each.split()]
    return re.compile("|".join(choices), re.IGNORECASE) if choices else None


def places(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each hit, in order."""
    pattern = pattern_of(words)
    if pattern is not None:
        for number, found in enumerate(pattern.finditer(text)):
            if number >= MOST_FOUND:
                return
            yield found.span()


def snippet(text: str, start: int, end: int, around: int = 40) -> str:
    """Return a hit with the words about it, on one line."""
    first, last = max(0, start - around), min(len(text), end + around)
    words = " ".join(text[first:last].split())
    return f"{'…' if first else ''}{words}{'…' if last < len(text) else ''}"


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """One hit of a search: page from 0 (0 too in a text without pages), stretch of its text."""

    page: int
    start: int
    end: int


class Finding:
    """What some words hit in an item whose pages become known one by one; a text without pages is its page 0.

    hits: in reading order. at: the one in view, -1 for none.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Know nothing of the item any more."""
        self._texts: dict[int, str] = {}
        self.stop()

    def stop(self) -> None:
        """Look for nothing; the texts stay known."""
        self.words, self.hits, self.at = "", list[Hit](), -1
        self._page, self._near = 0, ""
        self._searched: set[int] = set()

    def take(self, page: int, text: str) -> bool:
        """Know the text of a page; returns whether it was searched."""
        self._texts[page] = text
        if not self.words or page in self._searched:
            return False
        now = self.current
        self._look_on(page)
        self.hits.sort()
        self.at = self.hits.index(now) if now is not None else self._first()
        return True

    def look_for(self, words: str, page: int = 0, near: str = "") -> None:
        """Find words in every page known so far; the first hit from `page` on, within text `near`, comes into view."""
        self.stop()
        self.words, self._page, self._near = words.strip(), page, near
        for each in sorted(self._texts) if self.words else ():
            self._look_on(each)
        self.at = self._first()

    def _first(self) -> int:
        """Return the hit to begin with, -1 while there is none."""
        here = next((one.page for one in self.hits if one.page >= self._page), None)
        if here is None:
            return min(0, len(self.hits) - 1)
        start = next(places(self._texts[here], self._near), (0, 0))[0]
        near = (n for n, one in enumerate(self.hits) if one.page == here and one.start >= start)
        return next(near, next(n for n, one in enumerate(self.hits) if one.page == here))

    def _look_on(self, page: int) -> None:
        self._searched.add(page)
        self.hits += [Hit(page, *span) for span in places(self._texts[page], self.words)]

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) hit, round at the ends."""
        if self.hits:
            self.at = (self.at + by) % len(self.hits)

    @property
    def current(self) -> Hit | None:
        return self.hits[self.at] if 0 <= self.at < len(self.hits) else None

    @property
    def snippet(self) -> str:
        """The hit in view with the words about it."""
        hit = self.current
        return snippet(self._texts[hit.page], hit.start, hit.end) if hit is not None else ""

    def unknown(self, pages: Iterable[int], near: int) -> list[int]:
        """Return the pages whose text is not known, the nearest to `near` first."""
        return sorted((each for each in pages if each not in self._texts), key=lambda each: abs(each - near))

    def is_done(self, pages: int) -> bool:
        """Tell whether every one of so many pages was searched."""
        return not self.words or len(self._searched) >= pages
