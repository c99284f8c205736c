"""Long work on evidence files, beside the window: taking them in, handing them out, checking their fingerprints."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.errors import DeskError, Refused
from rpl_desk.domain.evidence import EvidenceKind, EvidenceRow
from rpl_desk.ui.tasks import Progress, Task, in_background
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.viewer.elsewhere import give_copy
from rpl_desk.ui.widgets import Toast, button

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


MOST_TOLD = 6  # refusals that are told at once: more would leave no room for the register


def told(refusal: DeskError) -> str:
    """Return why a file was refused, in one line where it has one fault."""
    if not isinstance(refusal, Refused) or len(refusal.problems) > 1:
        return str(refusal)
    (problem,) = refusal.problems
    named = problem.message.startswith(refusal.source)
    return str(problem) if named else f"{refusal.source} was refused. {problem}"


def told_together(refused: Sequence[str], *, may_be_kept: Sequence[str]) -> str:
    """Return the first few of many refusals, those of files that may not even be kept sealed before the others."""
    first = [*(one for one in refused if one not in may_be_kept), *may_be_kept]
    left = len(first) - MOST_TOLD
    if left <= 0:
        return "\n".join(first)
    how = (
        "“Keep them sealed” says why each was"
        if len(may_be_kept) >= left
        else "Add them again, a few at a time, to read why"
    )
    return "\n".join([*first[:MOST_TOLD], f"{left} more {'was' if left == 1 else 'were'} refused too. {how}."])


class EvidenceJobs(QWidget):
    """The bar of the job that runs, with its stop; hidden while none does.

    added: the new items. refused: a sentence for each file that was not taken, or for what went wrong; empty when all
    went well. kept_out: the files that the gate refused and that may be kept sealed, each with its sentence.
    """

    added = Signal(list)
    refused = Signal(str)
    kept_out = Signal(list)

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._task: Task | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE["l"], SPACE["xs"], SPACE["m"], SPACE["xs"])
        self.bar = QProgressBar()
        row.addWidget(self.bar, 1)
        self.stop = button("Stop", icon_name="x", size="small")
        self.stop.clicked.connect(self._cancel)
        row.addWidget(self.stop)
        self.hide()

    @property
    def is_busy(self) -> bool:
        return self._task is not None

    def add(self, case: CaseRow, paths: Sequence[Path]) -> None:
        """Take files through the gate and into the store; each refusal is told by its file."""
        from rpl_desk.services.evidence import details_for
        from rpl_desk.services.kept_sealed import may_be_kept

        refused: list[str] = []
        kept_out: list[tuple[Path, str]] = []
        added: list[EvidenceRow] = []

        def job(progress: Progress) -> None:
            for place, path in enumerate(paths):
                progress(place, len(paths))
                try:
                    added.append(self._desk.evidence.add(case, path, details_for(path, EvidenceKind.OTHER)))
                except DeskError as error:
                    refused.append(told(error))
                    if isinstance(error, Refused) and may_be_kept(path):
                        kept_out.append((path, told(error)))

        def done(_: object) -> None:
            self._end(told_together(refused, may_be_kept=[why for _, why in kept_out]))
            self.kept_out.emit(kept_out)
            self.added.emit(added)

        if not self._begin("Adding files"):
            return
        self._task = in_background(self, job, done, self._end, self._tell)

    def hand_out(self, row: EvidenceRow, path: Path) -> None:
        """Write an item's original bytes to a file."""

        def done(_: object) -> None:
            self._end("")
            Toast(self.window(), f"{row.key} was handed out as {path.name}.")

        if not self._begin(f"Handing out {row.key}"):
            return
        self._task = in_background(
            self, lambda progress: self._desk.evidence.hand_out(row, path, progress), done, self._end, self._tell
        )

    def open_elsewhere(self, row: EvidenceRow) -> None:
        """Give a copy of an item to the program that the machine opens such files with."""

        def done(copy: Path) -> None:
            self._end(give_copy(self.window(), row, copy))

        if not self._begin(f"Opening {row.key}"):
            return
        self._task = in_background(
            self, lambda progress: self._desk.elsewhere.copy(row, progress), done, self._end, self._tell
        )

    def check(self, rows: Sequence[EvidenceRow]) -> None:
        """Read files to their end and hold them against their fingerprints."""

        def job(progress: Progress) -> None:
            for place, row in enumerate(rows):
                progress(place, len(rows))
                self._desk.evidence.verify(row)

        def done(_: object) -> None:
            self._end("")
            Toast(self.window(), f"All {len(rows)} files match their fingerprints.")

        if not self._begin("Checking fingerprints"):
            return
        self._task = in_background(self, job, done, self._end, self._tell)

    def _begin(self, words: str) -> bool:
        """Show the bar, unless another job runs; tells whether this one may."""
        if self.is_busy:
            self.refused.emit("Another job on files is still running. Wait until it is done, or stop it.")
            return False
        self.bar.setAccessibleName(words)
        self.bar.setRange(0, 0)
        self.stop.setAccessibleName(f"Stop: {words}")
        self.show()
        return True

    def _tell(self, done: int, total: int) -> None:
        self.bar.setRange(0, 1000)
        self.bar.setValue(1000 * done // max(total, 1))

    def _cancel(self) -> None:
        """Stop at the next file; what is in the register stays there."""
        if self._task is not None:
            self._task.cancel()
            self._end("")

    def _end(self, sentence: str) -> None:
        self._task = None
        self.hide()
        self.refused.emit(sentence)
