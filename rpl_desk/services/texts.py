"""The text of evidence, taken once from each stored file by whatever reads it apart, and kept for search."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from ..domain.errors import DeskError
from ..domain.evidence import EvidenceRow
from ..domain.passages import PageWords
from ..store import blobs, queries, text_queries
from .session import Service

Progress = Callable[[int, int], None]


class Opened(Protocol):
    """A document opened apart from the application, as `reading.preview.Preview` is.

    outline: has `kind` (pages, picture, flow, mail or media) and `pages`, each with the `label` printed on it.
    page_text, flow: give `text` and `extractor`, the name and version of what extracted it.
    """

    @property
    def outline(self) -> Any: ...

    def page_text(self, number: int, *, boxes: bool = ...) -> Any: ...

    def flow(self) -> Any: ...


Open = Callable[[bytes, str, str], AbstractContextManager[Opened]]
"""Opens bytes of a media type under a name for sentences ("E04"); raises DeskError where it cannot."""


@dataclass(frozen=True, slots=True)
class Filled:
    """How many files were read for their text, and in words why some gave none."""

    read: int
    notes: tuple[str, ...]


def pages_of(read: queries.Read, sha256: str) -> tuple[PageWords, ...]:
    """Return the kept text of a stored file, page by page; nothing where it was not read yet or has none."""
    return text_queries.pages(read, sha256)


class TextService(Service):
    """Fills and reads the text of evidence. The text is derived: it can be taken again from the bytes at any time."""

    def pages(self, sha256: str) -> tuple[PageWords, ...]:
        """Return the kept text of a stored file; evidence may be read by everybody signed in."""
        _ = self._me
        with self._database.reading() as read:
            return pages_of(read, sha256)

    def waiting(self) -> tuple[EvidenceRow, ...]:
        """Return an item for each file of the register whose text was not taken yet."""
        _ = self._me
        with self._database.reading() as read:
            return text_queries.waiting(read)

    def fill(self, open_document: Open, progress: Progress | None = None) -> Filled:
        """Take the text of every file that waits, one transaction for each; a file that cannot be read is noted so."""
        items, notes = self.waiting(), []
        for number, item in enumerate(items):
            if progress is not None:
                progress(number, len(items))
            note = self.take(item, open_document)
            if note:
                notes.append(f"{item.key} {item.file_name}: {note}")
        return Filled(len(items), tuple(notes))

    def take(self, item: EvidenceRow, open_document: Open) -> str:
        """Take the text of one item's file; returns in words why there is none, empty when there is."""
        _ = self._me
        with self._database.reading() as read:
            data = b"".join(blobs.pieces(read, item.sha256))
        pages: list[PageWords] = []
        note = "It is kept sealed and not opened." if item.kept_sealed else ""
        if not note:
            try:
                with open_document(data, item.media_type, item.key) as opened:
                    pages = list(_pages(opened))
            except DeskError as error:
                note = str(error)
        if not note and not any(one.text.strip() for one in pages):
            note = "It holds no text."
        with self._database.action("keep text", by="device", subject="text") as action:
            text_queries.keep(action, item.sha256, pages, note)
        return note


def _pages(opened: Opened) -> list[PageWords]:
    kind = str(getattr(opened.outline.kind, "value", opened.outline.kind))
    if kind == "pages":
        found = []
        for number, page in enumerate(opened.outline.pages):
            taken = opened.page_text(number, boxes=False)
            found.append(PageWords(number, page.label, taken.text, taken.extractor))
        return found
    if kind in ("flow", "mail"):
        flow = opened.flow()
        return [PageWords(None, "", flow.text, flow.extractor)]
    return []
