"""The text of evidence, taken once from each stored file by whatever reads it apart, and kept for search."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from threading import Lock
from time import sleep
from typing import Any, Protocol

from ..domain.errors import DeskError, StorageProblem
from ..domain.evidence import EvidenceRow
from ..domain.passages import PageWords
from ..domain.preview import DocumentKind, Flow, NotWanted
from ..domain.rows import dataclass
from ..domain.searching import Coverage
from ..reading.preview import Preview
from ..store import blobs, text_queries
from ..store.database import Action, Reader
from .session import Service

Progress = Callable[[int, int], None]

KEEP_TEXT = "keep text"
"""The action that keeps what search looks into; nothing that people work on changes by it."""

PAUSE = 0.002
"""Seconds between two parts of a text: the lock to write goes to whoever asks first, not to who waits longest."""


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


def pages_of(read: Reader, sha256: str) -> tuple[PageWords, ...]:
    """Return the kept text of a stored file, page by page; nothing where it was not read yet or has none."""
    return text_queries.pages(read, sha256)


class TextService(Service):
    """Fills and reads the text of evidence. The text is derived: it can be taken again from the bytes at any time.

    Filling needs somebody signed in and is nobody's work: it does not keep the desk from locking itself.
    """

    def pages(self, sha256: str) -> tuple[PageWords, ...]:
        """Return the kept text of a stored file; evidence may be read by everybody signed in."""
        _ = self._me
        with self._database.reading() as read:
            return pages_of(read, sha256)

    def waiting(self) -> tuple[EvidenceRow, ...]:
        """Return an item for each file of the register whose text was not taken yet."""
        _ = self._session.user
        with self._database.reading() as read:
            return text_queries.waiting(read)

    def coverage(self, case_id: int | None = None) -> Coverage:
        """Return how much of the evidence search can look into, of the store or of one case."""
        _ = self._session.user
        with self._database.reading() as read:
            return text_queries.coverage(read, case_id)

    def filling(self) -> "Filling":
        """Return a run that takes the text of every file that waits, each in a worker process of its own."""
        return Filling(self)

    def fill(self, open_document: Open, progress: Progress | None = None) -> Filled:
        """Take the text of every file that waits; a file that cannot be read is noted so.

        progress: told before each page how many files are done and how many there are; what it raises ends the run,
        and the file being read waits for the next.
        """
        items, notes = self.waiting(), []

        def told(number: int) -> Callable[[], None]:
            return lambda: None if progress is None else progress(number, len(items))

        for number, item in enumerate(items):
            note = self.take(item, open_document, told(number))
            if note:
                notes.append(f"{item.key} {item.file_name}: {note}")
        told(len(items))()
        return Filled(len(items), tuple(notes))

    def take(self, item: EvidenceRow, open_document: Open, before_page: Callable[[], None] = lambda: None) -> str:
        """Take the text of one item's file; returns in words why there is none, empty when there is."""
        before_page()
        pages: list[PageWords] = []
        note = "It is kept sealed and not opened." if item.kept_sealed else ""
        if not note:
            try:
                data = self._bytes(item)
            except StorageProblem as problem:  # damaged, or the disk failed: it is tried again the next time
                return str(problem)
            try:
                with open_document(data, item.media_type, item.key) as opened:
                    pages = list(_pages(opened, before_page))
            except DeskError as error:
                note = str(error)
        if not note and not any(one.text.strip() for one in pages):
            note = "It holds no text."
        before_page()
        self._keep(item.sha256, pages, note)
        return note

    def take_about(self, item: EvidenceRow, before_file: Callable[[], None] = lambda: None) -> None:
        """Take what one item's file says of itself beside its text: its author, the heads of a letter, remarks.

        A file that cannot be opened says nothing that is known to be all.
        """
        before_file()
        try:
            with Preview.open(self._bytes(item), item.media_type, item.key) as opened:
                said, whole = list(opened.about().words), opened.about().whole
                if opened.outline.kind in (DocumentKind.FLOW, DocumentKind.MAIL):
                    said += _remarks(opened.flow())
        except StorageProblem:  # damaged, or the disk failed: it is tried again the next time
            return
        except DeskError:
            said, whole = [], False
        with self._keeping() as action:
            text_queries.keep_about(action, item.sha256, said, whole=whole)

    def _keep(self, sha256: str, pages: Sequence[PageWords], note: str) -> None:
        """Keep a text part by part, so that nobody's work waits for a long one; ended in the middle, it is begun anew.

        A text that somebody put in its place meanwhile stays.
        """
        with self._database.reading() as read:
            left = text_queries.is_under_way(read, sha256)
        while left:
            with self._keeping() as action:
                left = text_queries.clear(action, sha256)
        first, *others = text_queries.parts_of(sha256, pages)
        with self._keeping() as action:
            going = text_queries.begin(action, sha256, pages, note, first, whole=not others)
        for number, rows in enumerate(others, 1):
            if going:
                sleep(PAUSE)
                with self._keeping() as action:
                    going = text_queries.add(action, sha256, rows, whole=number == len(others))

    def _keeping(self) -> AbstractContextManager[Action]:
        return self._database.action(KEEP_TEXT, by="device", subject="text")

    def _bytes(self, item: EvidenceRow) -> bytes:
        _ = self._session.user
        with self._database.reading() as read:
            return b"".join(blobs.pieces(read, item.sha256))


class Filling:
    """One run over the files that wait. `run` blocks its thread; `stop` may be called from any other and ends the
    worker at once, so that `run` returns within the time one file takes to be written."""

    def __init__(self, texts: TextService) -> None:
        self._texts = texts
        self._lock = Lock()
        self._stopped = False
        self._preview: Preview | None = None

    def run(self, progress: Progress | None = None) -> Filled | None:
        """Take what waits; returns None when it was stopped. Raises what `TextService.fill` raises."""

        def told(done: int, total: int) -> None:
            if self._stopped:
                raise NotWanted
            if progress is not None:
                progress(done, total)

        try:
            return self._texts.fill(self._open, told)
        except NotWanted:
            if not self._stopped:
                raise
            return None

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            preview = self._preview
        if preview is not None:
            preview.close()

    def _open(self, data: bytes, media_type: str, name: str) -> Preview:
        preview = Preview(data, media_type, name)
        with self._lock:
            if self._stopped:
                raise NotWanted
            self._preview = preview
        return preview.start()


def _remarks(flow: Flow) -> list[tuple[str, str]]:
    """Return our own words beside a document's, once each: they name who changed it and whose a remark is."""
    notes = (note for one in flow.blocks for note in (one.note, *(span.note for span in one.spans)) if note)
    return [("changes and remarks", note) for note in dict.fromkeys(notes)]


def _pages(opened: Opened, before_page: Callable[[], None]) -> list[PageWords]:
    kind = str(getattr(opened.outline.kind, "value", opened.outline.kind))
    if kind == "pages":
        found = []
        for number, page in enumerate(opened.outline.pages):
            before_page()
            taken = opened.page_text(number, boxes=False)
            found.append(PageWords(number, page.label, taken.text, taken.extractor))
        return found
    if kind in ("flow", "mail"):
        flow = opened.flow()
        return [PageWords(None, "", flow.text, flow.extractor)]
    return []
