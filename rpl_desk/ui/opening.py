"""Opening, recovering, restoring and making store files beside the window, one at a time."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from rpl_desk.domain.errors import StorageProblem
from rpl_desk.domain.rows import dataclass
from rpl_desk.ui.tasks import Progress, Task
from rpl_desk.ui.unlock import open_as_it_may_be, recover

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.glance import Glance
    from rpl_desk.services.restoring import Restored
    from rpl_desk.services.unlocking import Unlocked
    from rpl_desk.ui.office.restore_dialog import Wanted
    from rpl_desk.ui.unlock import Recovered

PAINT_FIRST_MS = 20  # more than a screen's frame: what is imported next would keep the names from being painted


@dataclass(frozen=True, slots=True)
class Example:
    """The worked example: where it goes, how it is made, and its people's passphrase when a store is one."""

    place: Callable[[], Path]
    make: Callable[[Path, Progress], object]
    passphrase: Callable[[Path], str | None]


class StoreOpening(QObject):
    """Opens one store file at a time off the UI thread; what comes after another was asked for is let go again.

    expected: a file is looked for. seen: the glance at one in the clear, which is opened next; locked: path and glance
    of an encrypted one, which is not. opened, recovered: the open desk, and that which a recovery code opened, as
    `ui.unlock.Recovered`. restored: the `Restored` of a backup that took a store's place. made: the path of a store.
    failed: what was raised, also Cancelled. began: words for long work that is `progressed` by (done, total).
    """

    expected = Signal(object)
    seen = Signal(object)
    locked = Signal(object, object)
    opened = Signal(object)
    recovered = Signal(object)
    restored = Signal(object)
    made = Signal(object)
    failed = Signal(object)
    began = Signal(str)
    progressed = Signal(int, int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.wanted = Path()
        """What is being opened, or was last; the folder of what is being made."""
        self._awaited = False
        self._held_by = ""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAINT_FIRST_MS)
        self._soon.timeout.connect(self._open)

    def leave(self) -> None:
        """Await nothing any more: a file was opened, or somebody turned away from it."""
        self._awaited = False
        self._soon.stop()

    def open(self, path: Path, held_by: str = "") -> None:
        """Look at a store and, unless it is encrypted, open it once its names are painted.

        held_by: in whose window it is open; then it is opened here only to be read.
        """
        self._await(path)
        self._held_by = held_by
        self.expected.emit(path)

        def looked(progress: Progress) -> "tuple[Path, Glance | None]":
            from rpl_desk.services.glance import glance

            return path, glance(path)

        self._start(looked, self._show)

    def recover(self, unlocked: "Unlocked") -> None:
        """Open the file that was looked at with what a recovery code opened; from then on the code counts as used."""
        path = self.wanted
        self._await(path)
        self.expected.emit(path)
        self._start(lambda progress: recover(path, unlocked), self._take_recovered)

    def restore(self, wanted: "Wanted") -> None:
        """Put a backup in the place of a closed store; a refusal leaves that as it was."""

        def restored(progress: Progress) -> "Restored":
            from rpl_desk.services.restoring import restore

            return restore(
                wanted.backup,
                wanted.store,
                email=wanted.email,
                passphrase=wanted.passphrase,
                reason=wanted.reason,
                progress=progress,
            )

        self._await(wanted.store)
        self.began.emit(f"Restoring {wanted.backup.name}")
        self._start(restored, self.restored)

    def make(self, example: Example) -> None:
        """Make the worked example where it is not there yet."""
        path = example.place()

        def made(progress: Progress) -> Path:
            if path.exists():
                return path
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StorageProblem(f"{path.parent} could not be made: {error.strerror}.") from error
            example.make(path, progress)
            return path

        self._await(path.parent)
        self.began.emit("Making a sample office with its cases")
        self._start(made, self.made)

    def _await(self, path: Path) -> None:
        self.leave()
        self.wanted, self._awaited = path, True

    def _start(self, job: Callable[[Progress], Any], done: Any) -> None:
        task = Task(job, self)
        task.progressed.connect(self.progressed)
        task.succeeded.connect(done)
        task.failed.connect(self.failed)
        task.start()

    def _show(self, found: "tuple[Path, Glance | None]") -> None:
        path, glance = found
        if not self._awaits(path):
            return
        if glance is not None and glance.encrypted:  # what opens it is asked for on the page
            self.locked.emit(path, glance)
            return
        if glance is not None:
            self.seen.emit(glance)
        self._soon.start()

    def _open(self) -> None:
        path, held_by = self.wanted, self._held_by

        self._start(lambda progress: (path, open_as_it_may_be(path, held_by=held_by)), self._take)

    def _take(self, done: "tuple[Path, Desk]") -> None:
        path, desk = done
        if self._awaits(path):
            self.opened.emit(desk)
        else:
            desk.close()

    def _take_recovered(self, done: "Recovered") -> None:
        if self._awaits(done.path):
            self.recovered.emit(done)
        else:
            done.desk.close()

    def _awaits(self, path: Path) -> bool:
        return self._awaited and path == self.wanted
