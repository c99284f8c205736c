"""A caret and a selection in the texts of a document's pages, moved by character, word and line."""

from collections.abc import Mapping
from dataclasses import dataclass

from rpl_desk.domain.page_text import next_line, rectangles
from rpl_desk.domain.passages import Rectangle
from rpl_desk.domain.preview import PageText
from rpl_desk.ui.viewer.caret import character_edge, line_around, word_edge


@dataclass(frozen=True, slots=True, order=True)
class At:
    """A place in the text: page from 0, and characters before it on that page."""

    page: int
    offset: int


class TextSelection:
    """`texts` are the pages whose text is known, by number; others are passed over until they come.

    caret: where the keyboard stands. anchor: where a selection began, None without one.
    """

    def __init__(self, texts: Mapping[int, PageText]) -> None:
        self._texts = texts
        self.caret: At | None = None
        self.anchor: At | None = None
        self.forget()

    def forget(self) -> None:
        self.caret = self.anchor = None
        self._covered: tuple[tuple[tuple[int, int, int], ...], dict[int, tuple[Rectangle, ...]]] = ((), {})

    @property
    def span(self) -> tuple[At, At] | None:
        """First and last place of the selected text, without white space at its ends; None when that is nothing."""
        if self.caret is None or self.anchor is None or self.caret == self.anchor:
            return None
        first, last = min(self.caret, self.anchor), max(self.caret, self.anchor)
        one, other = self._texts.get(first.page), self._texts.get(last.page)
        if one is None or other is None:
            return None
        words = one.text[first.offset : last.offset if first.page == last.page else len(one.text)]
        start = first.offset + len(words) - len(words.lstrip())
        end = len(other.text[: last.offset].rstrip())
        return (At(first.page, start), At(last.page, end)) if (first.page, start) < (last.page, end) else None

    def boxes(self) -> dict[int, tuple[Rectangle, ...]]:
        """Return what the selection covers, by page."""
        now = tuple(self._stretches())  # asked several times while it is drawn, and long to find for a whole page
        if now != self._covered[0]:
            self._covered = now, {page: tuple(rectangles(self._texts[page], *of)) for page, *of in now}
        return self._covered[1]

    def words(self) -> str:
        return "\n".join(self._texts[page].text[start:end] for page, start, end in self._stretches())

    def _stretches(self) -> list[tuple[int, int, int]]:
        span = self.span
        if span is None:
            return []
        first, last = span
        found = [
            (
                page,
                first.offset if page == first.page else 0,
                last.offset if page == last.page else len(self._texts[page].text),
            )
            for page in range(first.page, last.page + 1)
            if page in self._texts
        ]
        return [each for each in found if each[2] > each[1]]

    def put(self, caret: At, *, keep: bool) -> None:
        """Put the caret somewhere; `keep` selects from where it stood, or from where the selection began."""
        if not keep:
            self.anchor = None
        elif self.anchor is None:
            self.anchor = self.caret or caret
        self.caret = caret

    def beside(self, caret: At, by: int, *, by_word: bool) -> At:
        """Return the place one character or word on (1) or back (-1), over the page's end where the next is known."""
        step = word_edge if by_word else character_edge
        offset = step(self._texts[caret.page], caret.offset, by)
        return At(caret.page, offset) if offset != caret.offset else self._over(caret, by) or caret

    def below(self, caret: At, by: int) -> At | None:
        """Return the place in the line below (1) or above (-1); None where there is none."""
        offset = next_line(self._texts[caret.page], caret.offset, back=by < 0)
        return At(caret.page, offset) if offset is not None else self._over(caret, by)

    def line_edge(self, caret: At, *, end: bool) -> At:
        first, last = line_around(self._texts[caret.page], caret.offset)
        return At(caret.page, last if end else first)

    def _over(self, caret: At, by: int) -> At | None:
        other = self._texts.get(caret.page + by)
        return None if other is None else At(caret.page + by, 0 if by > 0 else len(other.text))
