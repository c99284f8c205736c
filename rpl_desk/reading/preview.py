"""Pages, pictures and text of one document from outside, made by a worker process; the application parses nothing.

`with Preview.open(data, media_type, name="E04") as preview:` starts the worker. Any thread may ask; requests are done
one at a time, the most urgent first. Whatever the document does to the worker ends as `CannotPreview` with a sentence.
"""

import heapq
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Condition
from types import TracebackType
from typing import Any, Self, TypeVar

from ..domain.preview import About, CannotPreview, DocumentKind, Flow, KeptWords, NotWanted, Outline, PageText, Picture
from ..domain.recognition import MAY_BE_WRONG
from . import replies
from .link import WorkerFault, WorkerLink, no_attachment, sentence
from .recognition import SECONDS as RECOGNITION_SECONDS
from .recognition import Recognition
from .shared import settle
from .wire import MOST_DOCUMENT, PIXEL, SECONDS, Check, Malformed, Room, pixels_for, plain_room

__all__ = ["CannotPreview", "Flow", "NotWanted", "Outline", "PageText", "Picture", "Preview", "Wish"]

Answer = TypeVar("Answer")
PictureRoom = Callable[[int, int], bytearray | memoryview]

# A document whose worker had to be ended so often is left alone.
MOST_ENDED = 3
# A worker is replaced after so many seconds of work, long before its own limit ends it.
RETIRE_SECONDS = 60.0


class Wish:
    """How much a request is wanted. urgency: 0 for what is on screen, more for what may be looked at next."""

    def __init__(self, urgency: int = 0) -> None:
        self.urgency = urgency
        self.cancelled = False
        self._wake: Callable[[], None] | None = None

    def cancel(self) -> None:
        """Leave the request: it raises NotWanted, at once while it waits, else when the worker has answered."""
        self.cancelled = True
        if self._wake is not None:
            self._wake()


class Preview:
    """An open document. Every request raises CannotPreview, or NotWanted when it was cancelled or the preview closed.

    A page that ends the worker costs that page: the next request starts another worker, up to three times.
    """

    def __init__(
        self,
        data: bytes,
        media_type: str,
        name: str = "This file",
        seconds: float = SECONDS,
        recognition: Recognition | None = None,
        kept: KeptWords | None = None,
    ) -> None:
        self._kept = kept
        self._data, self._media_type, self._name, self._recognition = data, media_type, name, recognition
        self._seconds = seconds if recognition is None else max(seconds, RECOGNITION_SECONDS)
        self._turns = _Turns()
        self._link: WorkerLink | None = None
        self._ended: list[str] = []
        self._outline: Outline | None = None

    @classmethod
    def open(
        cls,
        data: bytes,
        media_type: str,
        name: str = "This file",
        seconds: float = SECONDS,
        recognition: Recognition | None = None,
        kept: KeptWords | None = None,
    ) -> Self:
        """Start a worker for a document and return its preview; raises CannotPreview.

        media_type: as the gate told it. name: how sentences call the document ("E04"). seconds: most for one request.
        recognition: have pages and pictures that hold no words read by it; their `page_text` takes seconds, and says
        so in its `extractor` and `confidence`. kept: words that were recognised before, given in the place of the
        document's own.
        """
        return cls(data, media_type, name, seconds, recognition, kept).start()

    def start(self) -> Self:
        """Start the worker; raises CannotPreview, or NotWanted when another thread closes the preview meanwhile."""
        try:
            if len(self._data) > MOST_DOCUMENT:
                raise sentence(self._name, "memory")
            self._asked(Wish(), lambda link: None)
        except BaseException:
            self.close()
            raise
        return self

    @property
    def outline(self) -> Outline:
        """Kind, pages, bookmarks, attachments and notes; known from the start."""
        assert self._outline is not None
        return self._outline

    def page_picture(
        self,
        number: int,
        *,
        width: int = 0,
        scale: float = 1.0,
        wish: Wish | None = None,
        room: PictureRoom | None = None,
    ) -> Picture:
        """Return page `number`, from 0, drawn upright.

        width: pixels across; 0 takes `scale` instead, pixels for each point (150 dpi is 150 / 72). The picture is made
        smaller where its longest side would pass 5,000 pixels, or all of it 32 megapixels.
        room: given the picture's width and height, returns the 4 bytes for each pixel that it is to lie in. It is asked
        while the worker draws, and again should the picture turn out to be of another size.
        """
        request = {"do": "picture", "page": number, "width": width, "scale": scale}
        made: dict[tuple[int, int], bytearray | memoryview] = {}

        def make_room(across: int, down: int) -> bytearray | memoryview:
            if (across, down) not in made:
                made.clear()
                made[across, down] = bytearray(across * down * PIXEL) if room is None else room(across, down)
            return made[across, down]

        def expect() -> None:
            if 0 <= number < len(self.outline.pages):
                page = self.outline.pages[number]
                settle(make_room(*pixels_for(page.width, page.height, width, scale)))

        return self._answer(
            request,
            wish,
            replies.check_picture,
            replies.picture,
            lambda facts, size: make_room(facts["width"], facts["height"]),
            expect,
        )

    def page_text(self, number: int, *, boxes: bool = True, wish: Wish | None = None) -> PageText:
        """Return the text of page `number`, from 0, with the box of each character unless `boxes` is false."""
        if self._kept is not None and number in self._kept.pages:
            found = self._kept.page(number)
            return found if boxes else replace(found, boxes=())
        request = {"do": "text", "page": number, "boxes": boxes}
        return self._answer(request, wish, replies.check_text, replies.page_text)

    def flow(self, *, wish: Wish | None = None) -> Flow:
        """Return a document without pages of its own as text and blocks."""
        return self._answer({"do": "flow"}, wish, replies.check_flow, replies.flow)

    def about(self, *, wish: Wish | None = None) -> About:
        """Return what the file says of itself beside its text, such as its author."""
        return self._answer({"do": "about"}, wish, replies.check_about, replies.about)

    def attached(self, number: int, *, wish: Wish | None = None) -> bytes:
        """Return the bytes of an attachment, by its place in the outline's list, from 0, as the worker found them.

        They come from outside as the document does: they pass the gate before anything else reads them.
        """
        listed = self.outline.attachments
        name = listed[number].name if 0 <= number < len(listed) else str(number + 1)
        request = {"do": "attached", "number": number}
        try:
            return self._answer(request, wish, replies.check_attached, replies.attached)
        except CannotPreview as error:
            why = error.__cause__.why if isinstance(error.__cause__, WorkerFault) else "ended"
            raise no_attachment(self._name, name, why) from error

    def close(self) -> None:
        """End the worker; requests that wait or run raise NotWanted."""
        self._turns.close()
        link = self._link
        if link is not None:
            link.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _answer(
        self,
        request: dict[str, Any],
        wish: Wish | None,
        check: Check,
        take: Callable[[Any, bytearray | memoryview], Answer],
        room: Room = plain_room,
        meanwhile: Callable[[], object] | None = None,
    ) -> Answer:
        def ask(link: WorkerLink) -> Answer:
            facts, body = link.ask(request, check, room, meanwhile)
            try:
                return take(facts, body)
            except Malformed as fault:
                link.kill()
                raise WorkerFault("answer", detail=str(fault)) from None

        return self._asked(wish or Wish(), ask)

    def _asked(self, wish: Wish, ask: Callable[[WorkerLink], Answer]) -> Answer:
        with self._turns.turn(wish):
            if len(self._ended) >= MOST_ENDED:
                raise sentence(self._name, self._ended[-1])
            try:
                answer = ask(self._running())
            except WorkerFault as fault:
                if self._turns.closed or wish.cancelled:
                    raise NotWanted from None
                if not fault.alive:
                    self._link = None
                    self._ended.append(fault.why)
                raise sentence(self._name, fault.why) from fault
            if self._link is not None and self._link.used > RETIRE_SECONDS:
                self._link.kill()
                self._link = None
            if self._turns.closed or wish.cancelled:
                raise NotWanted
            return answer

    def _running(self) -> WorkerLink:
        """Return the worker, started and with the document open."""
        if self._link is None:
            link = WorkerLink(self._data, self._media_type, self._seconds, self._recognition)
            self._link = link
            if self._turns.closed:  # close() looked for a worker before there was one
                link.kill()
            try:
                self._outline = self._with_kept(replies.outline(link.open()))
            except Malformed as fault:
                link.kill()
                raise WorkerFault("answer", detail=str(fault)) from None
            except WorkerFault as fault:
                link.kill()
                fault.alive = False
                raise
        return self._link

    def _with_kept(self, outline: Outline) -> Outline:
        """Say of an outline what recognition says of it: its words may be wrong, and a picture is a page with words."""
        if self._kept is None:
            return outline
        kind = DocumentKind.PAGES if outline.kind is DocumentKind.PICTURE else outline.kind
        return replace(outline, kind=kind, notes=(*outline.notes, MAY_BE_WRONG))


class _Turns:
    """Lets one request in at a time: the most urgent, then the one that has waited longest."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._waiting: list[tuple[int, int, Wish]] = []
        self._numbers = itertools.count()
        self._busy = False
        self.closed = False

    @contextmanager
    def turn(self, wish: Wish) -> Iterator[None]:
        place = (wish.urgency, next(self._numbers), wish)
        with self._changed:
            wish._wake = self._notify
            heapq.heappush(self._waiting, place)
            while not (self.closed or wish.cancelled) and (self._busy or self._waiting[0] is not place):
                self._changed.wait()
            self._waiting.remove(place)
            heapq.heapify(self._waiting)
            if self.closed or wish.cancelled:
                self._changed.notify_all()
                raise NotWanted
            self._busy = True
        try:
            yield
        finally:
            with self._changed:
                self._busy = False
                self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify_all()
