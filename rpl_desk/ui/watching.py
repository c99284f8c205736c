"""What the window does unasked for the store's sake: a look at what is new at each opening, the whole check weekly."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.tasks import Task, in_background

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.checking import Finding, StoreReport

AFTER_SIGN_IN_MS = 1200  # the first page comes first
WHOLE_AFTER_MS = 60_000  # somebody who only looks something up is not kept waiting at the close
WHOLE_EVERY = timedelta(days=7)


class StoreWatch(QObject):
    """found: sentences that need somebody's attention, once for each opening. told: how far the whole check is, then
    what it came to; empty where there is nothing to say. broken: how many breaks of the log are recorded.

    What the store looked like is remembered in the preferences of this machine: outside the store, so that an older
    copy put in its place shows.
    """

    found = Signal(list)
    told = Signal(str)
    broken = Signal(int)

    def __init__(self, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._desk: Desk | None = None
        self._clean = False
        self._tasks: list[Task] = []
        self._checking: Task | None = None
        self._soon, self._whole = QTimer(self), QTimer(self)
        for timer, delay, act in ((self._soon, AFTER_SIGN_IN_MS, self.look), (self._whole, WHOLE_AFTER_MS, self.check)):
            timer.setSingleShot(True)
            timer.setInterval(delay)
            timer.timeout.connect(act)

    def begin(self, desk: "Desk") -> None:
        """Somebody has signed in; what was looked at once is not looked at again until the store is opened anew."""
        if self._desk is not desk:
            self._desk, self._clean = desk, False
            self._soon.start()
        self._whole.start()

    def rest(self) -> None:
        """Nobody is signed in any more: nothing new is begun."""
        self._soon.stop()
        self._whole.stop()

    def end(self) -> None:
        """The store is about to close: remember it as it is now, if it was found whole."""
        self.rest()
        for task in self._tasks:
            task.cancel()
        self.stop()
        if self._desk is not None and self._clean:
            self._preferences.remember_seen(self._desk.seen())
        self._desk = None

    def look(self) -> None:
        """Check what came since this machine last saw the store, and tell of its recorded breaks."""
        desk = self._desk
        self.tell_breaks()
        if desk is not None:
            self._run(lambda _: desk.check_opening(self._preferences.seen(desk.office.office().store)), self._looked)

    def tell_breaks(self) -> None:
        """Tell how many breaks are recorded, which stays in sight for as long as the file is open."""
        desk = self._desk
        if desk is not None:
            in_background(
                self,
                lambda _: len(desk.breaks.recorded()),
                self.broken.emit,
                lambda sentence: self.found.emit([sentence]),
            )

    def check(self) -> None:
        """Check the whole store, where that was not done for a week."""
        desk = self._desk
        if desk is None or self._checking is not None:
            return
        last = self._preferences.checked_at(desk.office.office().store)
        if last is None or datetime.now(UTC) - last >= WHOLE_EVERY:
            self.told.emit("Checking the whole file")
            self._checking = in_background(
                self, lambda progress: desk.report(progress=progress), self._checked, self._not_checked, self._tell
            )

    @property
    def is_checking(self) -> bool:
        return self._checking is not None

    def stop(self) -> None:
        """Stop the whole check; it is begun again at the next sign-in."""
        if self._checking is not None:
            self._checking.cancel()
            self._checking = None
            self.told.emit("")

    def _tell(self, done: int, total: int) -> None:
        if self._checking is not None:
            self.told.emit(f"Checking the whole file: {100 * done // total} %")

    def _not_checked(self, sentence: str) -> None:
        self._checking = None
        self.told.emit("")
        self.found.emit([sentence])

    def _run(self, job: Any, done: Any) -> None:
        self._tasks = [in_background(self, job, done, lambda sentence: self.found.emit([sentence]))]

    def _looked(self, findings: "tuple[Finding, ...]") -> None:
        if self._desk is None:
            return
        changed = [str(one) for one in findings if one.kind == "changed"]
        self._clean = not changed
        if changed:
            self.found.emit(changed)
        else:
            self._preferences.remember_seen(self._desk.seen())

    def _checked(self, report: "StoreReport") -> None:
        if self._desk is None or self._checking is None:
            return
        self._checking = None
        changed = [str(one) for one in report.findings if one.kind == "changed"]
        if changed:
            self.told.emit("The file is not as it was left. See the Office page")
            self.found.emit(changed)
        else:
            but = ", but for what a break names" * any(one.kind == "acknowledged break" for one in report.findings)
            self.told.emit(f"Whole file checked: all is as it was left{but}")
            self._preferences.remember_checked(self._desk.office.office().store, datetime.now(UTC))
