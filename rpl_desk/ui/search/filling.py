"""Reads the text of evidence for search while people work: one file at a time, quietly, and stopped at once."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

from rpl_desk.domain.errors import DeskError, NotAllowed

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.texts import Filling

AFTER_SIGN_IN_MS = 3000  # the first pages are opened and read before any worker is started
AFTER_CHANGE_MS = 1500  # several files that come in together are read in one run


class TextFilling(QObject):
    """told: how far it is, "Reading evidence for search: 3 of 14", empty when nothing is being read; or why it ended.

    One run at a time, in a thread of its own, so that the window's own jobs never wait behind a long document.
    """

    told = Signal(str)
    _progressed = Signal(object, int, int)
    _ended = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._desk: Desk | None = None
        self._run: Filling | None = None
        self._again = self._declined = False
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.start)
        self._progressed.connect(self._tell)
        self._ended.connect(self._end)

    @property
    def is_reading(self) -> bool:
        return self._run is not None

    def begin(self, desk: "Desk") -> None:
        """Somebody has signed in: read what waits, a little later."""
        if not desk.database.read_only:
            self._desk, self._declined = desk, False
            self._soon.start(AFTER_SIGN_IN_MS)

    def evidence_came(self) -> None:
        """Evidence was added or replaced: read it too, unless the person has stopped the reading."""
        if self._run is not None:
            self._again = True
        elif self._desk is not None and not self._declined:
            self._soon.start(AFTER_CHANGE_MS)

    def start(self) -> None:
        """Read what waits now."""
        self._soon.stop()
        desk = self._desk
        if desk is None or self._run is not None or desk.session.is_locked:
            return
        run = self._run = desk.texts.filling()
        self._again = self._declined = False

        def job() -> None:
            try:
                run.run(lambda done, total: self._progressed.emit(run, done, total))
            except Exception as error:  # noqa: BLE001 - given to the window's thread whole
                self._ended.emit(run, error)
            else:
                self._ended.emit(run, None)

        self._pool.start(job)

    def turn(self) -> None:
        """The person stops the reading, until they start it again or sign in the next time; or starts it again."""
        if self._run is None:
            self.start()
        else:
            self._halt()
            self._declined = True

    def end(self) -> None:
        """Nobody is signed in any more, or the store is about to close: when this returns, nothing touches it."""
        self._halt()
        self._desk = None

    def _halt(self) -> None:
        self._soon.stop()
        run, self._run = self._run, None
        if run is not None:
            run.stop()
            self._pool.waitForDone()
            self.told.emit("")

    # -- back on the window's thread ----------------------------------------------------------------------------------

    def _tell(self, run: "Filling", done: int, total: int) -> None:
        if run is self._run and done < total:
            self.told.emit(f"Reading evidence for search: {done + 1} of {total}")

    def _end(self, run: "Filling", error: Exception | None) -> None:
        if run is not self._run:
            return
        self._run = None
        self.told.emit("")
        if error is not None:
            if not isinstance(error, DeskError):
                raise error
            if not isinstance(error, NotAllowed):  # the desk has locked itself: the next sign-in reads on
                self.told.emit(f"Evidence was not read for search. {error}")
        elif self._again:
            self._soon.start(AFTER_CHANGE_MS)
