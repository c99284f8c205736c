"""A recording being played, as the window sees it: opened and listened to beside the window's thread."""

from collections.abc import Callable
from threading import Lock, Thread
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.playing import At, Frame, Noted, Opened, Refused, Told
from rpl_desk.ui.viewer.reader import keeper


class Playable(Protocol):
    """A recording that can be played; `run` lasts until it ends or is closed, the rest may be called meanwhile."""

    def run(self, tell: Callable[[Told], None]) -> None: ...
    def play(self) -> None: ...
    def pause(self) -> None: ...
    def go_to(self, moment: int) -> None: ...
    def set_speed(self, speed: float) -> None: ...
    def set_volume(self, percent: int) -> None: ...
    def set_size(self, width: int, height: int) -> None: ...
    def close(self) -> None: ...


class PlayerFeed(QObject):
    """Opens a recording and answers by signals, which arrive on the window's thread.

    opened: an `Opened`. moved: an `At`. pictured: there is a newer `picture`. noted, refused: a sentence.
    """

    opened = Signal(object)
    moved = Signal(object)
    pictured = Signal()
    noted = Signal(str)
    refused = Signal(str)
    broke = Signal(object)  # anything that is no DeskError: our bug, raised again on the window's thread
    ended = Signal(object)
    _came = Signal(object, object)

    def __init__(self, open_player: Callable[[], Playable]) -> None:
        super().__init__()  # no parent: it lives as long as its thread, which may outlive the view by one word
        self._open = open_player
        self._lock = Lock()
        self._closed = False
        self._player: Playable | None = None
        self._picture: QImage | None = None
        self.broke.connect(self._raise)
        self._came.connect(self._pass_on)
        keeper().take(self)
        Thread(target=self._run, name="recording", daemon=True).start()

    @property
    def player(self) -> Playable | None:
        """The player, once the recording has been read from the store."""
        return self._player

    def picture(self) -> QImage | None:
        """Return the newest picture that was not taken yet."""
        with self._lock:
            taken, self._picture = self._picture, None
            return taken

    def close(self) -> None:
        """End the player; nothing is emitted any more."""
        with self._lock:
            self._closed = True
            player = self._player
        if player is not None:
            player.close()

    def _pass_on(self, signal: Any, values: tuple[Any, ...]) -> None:
        """Tell on the window's thread what came, unless the feed was closed while it was on its way."""
        if not self._closed:
            signal.emit(*values)

    def _raise(self, error: Exception) -> None:
        raise error

    # -- on the recording's thread ------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            player = self._open()
            with self._lock:
                self._player = player
                if self._closed:
                    player.close()
            player.run(self._take)
        except DeskError as error:
            self._take(Refused(str(error)))
        except Exception as error:  # noqa: BLE001 - handed to the window's thread whole
            self.broke.emit(error)
        finally:
            self.ended.emit(self)

    def _take(self, told: Told) -> None:
        if self._closed:
            return
        match told:
            case Opened():
                self._came.emit(self.opened, (told,))
            case At():
                self._came.emit(self.moved, (told,))
            case Frame():
                self._keep(told)
            case Noted(sentence):
                self._came.emit(self.noted, (sentence,))
            case Refused(sentence):
                self._came.emit(self.refused, (sentence,))

    def _keep(self, frame: Frame) -> None:
        """Copy a picture, whose bytes are lent; where the window has not taken the one before, this replaces it."""
        image = QImage(frame.pixels, frame.width, frame.height, 4 * frame.width, QImage.Format.Format_RGB32).copy()
        with self._lock:
            was, self._picture = self._picture, image
        if was is None:
            self._came.emit(self.pictured, ())
