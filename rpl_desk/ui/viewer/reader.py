"""One evidence item being read: asks its preview for pages and text beside the window, what is in view first."""

from collections.abc import Callable, Iterable
from functools import cache, partial
from threading import Condition, Thread
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.preview import Flow, NotWanted, Outline, PageText, Picture, Place


class Source(Protocol):
    """What an open preview answers; every call waits for a worker process and may raise CannotPreview."""

    @property
    def outline(self) -> Outline: ...
    def page_picture(self, number: int, *, width: int, room: Callable[[int, int], memoryview]) -> Picture: ...
    def page_text(self, number: int) -> PageText: ...
    def flow(self) -> Flow: ...
    def close(self) -> None: ...


class EvidenceReader(QObject):
    """Opens an item and answers by signals, which arrive on the window's thread.

    opened: its Outline. pictured: page, width asked for, (QImage, Place). texted: page, PageText. flowed: Flow.
    refused: the page or None for the whole item, and the DeskError.
    """

    opened = Signal(object)
    pictured = Signal(int, int, object)
    texted = Signal(int, object)
    flowed = Signal(object)
    refused = Signal(object, object)
    broke = Signal(object)  # anything that is no DeskError: our bug, raised again on the window's thread
    ended = Signal(object)
    _came = Signal(object, object)

    def __init__(self, open_source: Callable[[], Source]) -> None:
        super().__init__()  # no parent: it lives as long as its thread, which may outlive the viewer by one answer
        self._open = open_source
        self._asked: list[tuple[str, int, int]] = []
        self._closed = False
        self._source: Source | None = None
        self._turn = Condition()
        self.broke.connect(self._raise)
        self._came.connect(self._pass_on)
        keeper().take(self)
        self._thread = Thread(target=self._run, name="evidence reader", daemon=True)
        self._thread.start()

    def want(
        self,
        pictures: Iterable[tuple[int, int]],
        texts: Iterable[int],
        later: Iterable[tuple[int, int]] = (),
        *,
        flow: bool = False,
    ) -> None:
        """Ask for pages (number, width in pixels) and texts, most wanted first, and pictures for `later`;
        what was asked before and is not wanted any more is forgotten."""
        asked = [("picture", number, width) for number, width in pictures]
        asked += [("text", number, 0) for number in texts]
        asked += [("picture", number, width) for number, width in later]
        if flow:
            asked.append(("flow", 0, 0))
        with self._turn:
            self._asked = asked
            self._turn.notify()

    def close(self) -> None:
        """End the worker and forget what was asked; nothing is emitted any more."""
        with self._turn:
            self._closed, self._asked = True, []
            source = self._source
            self._turn.notify()
        if source is not None:
            source.close()

    def _pass_on(self, signal: Any, values: tuple[Any, ...]) -> None:
        """Tell on the window's thread what came, unless the reader was closed while it was on its way."""
        if not self._closed:
            signal.emit(*values)

    def _raise(self, error: Exception) -> None:
        raise error

    # -- on the reading thread ----------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._read()
        finally:
            self.ended.emit(self)

    def _read(self) -> None:
        source = self._try(None, self._open)
        with self._turn:
            self._source = source
            if self._closed and source is not None:
                source.close()
        if source is None:
            return
        self._tell(self.opened, source.outline)
        while (asked := self._next()) is not None:
            what, number, width = asked
            match what:
                case "picture":
                    drawn = self._try(number, partial(picture_of, source, number, width))
                    if drawn is not None:
                        self._tell(self.pictured, number, width, drawn)
                case "text":
                    text = self._try(number, partial(source.page_text, number))
                    if text is not None:
                        self._tell(self.texted, number, text)
                case _:
                    flow = self._try(None, source.flow)
                    if flow is not None:
                        self._tell(self.flowed, flow)

    def _next(self) -> tuple[str, int, int] | None:
        with self._turn:
            while not self._asked and not self._closed:
                self._turn.wait()
            return None if self._closed else self._asked.pop(0)

    def _try(self, page: int | None, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except NotWanted:
            return None
        except DeskError as error:
            self._tell(self.refused, page, error)
        except Exception as error:  # noqa: BLE001 - handed to the window's thread whole
            self._tell(self.broke, error)
        return None

    def _tell(self, signal: Any, *values: Any) -> None:
        self._came.emit(signal, values)


class Ending(Protocol):
    """What works on a thread of its own and tells of its end."""

    @property
    def ended(self) -> Any: ...


class _Keeper(QObject):
    """Holds every reader until its thread has ended: a signal sent from a thread needs its sender alive.

    It is told of the end itself, since no object may go while it is being told something.
    """

    def __init__(self) -> None:
        super().__init__()
        self._running: set[Ending] = set()

    def take(self, reader: Ending) -> None:
        self._running.add(reader)
        reader.ended.connect(self._let_go)

    def _let_go(self, reader: Ending) -> None:
        self._running.discard(reader)


@cache
def keeper() -> _Keeper:
    return _Keeper()


def picture_of(source: Source, number: int, width: int) -> tuple[QImage, Place]:
    """Return a page as an image for the screen, drawn straight into it, and how its own points lie."""
    images: list[QImage] = []

    def room(across: int, down: int) -> memoryview:
        images.append(QImage(across, down, QImage.Format.Format_RGB32))
        return memoryview(images[-1].bits())

    place = source.page_picture(number, width=width, room=room).place
    return images[-1], place
