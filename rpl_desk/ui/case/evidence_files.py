"""Files on their way into the register and out of it: asked for, taken, kept sealed, handed out, opened, checked."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from rpl_desk.domain.evidence import EvidenceRow, EvidenceVersionRow, as_it_was
from rpl_desk.ui.asking import ask_files, ask_where
from rpl_desk.ui.case.evidence_jobs import EvidenceJobs
from rpl_desk.ui.case.evidence_state import EvidenceState
from rpl_desk.ui.case.keep_sealed_dialog import KeepSealedDialog, Refused
from rpl_desk.ui.case.notice_bar import NoticeBar

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

MAY_BE_KEPT = (
    "What is refused may be kept sealed where nothing better can be had: stored and hashed, and never opened here."
)


class EvidenceFiles(QObject):
    """Works for the page that shows `state`, and the item `row` chosen in it.

    added: the new items. refused: a sentence, or the empty one. `jobs` shows the work under way, `offer` what may be
    kept sealed.
    """

    added = Signal(list)
    refused = Signal(str)

    def __init__(
        self,
        desk: "Desk",
        page: QWidget,
        state: Callable[[], EvidenceState],
        row: Callable[[], EvidenceRow | None],
    ) -> None:
        super().__init__(page)
        self._desk, self._page, self._state, self._row = desk, page, state, row
        self._kept_out: Refused = ()
        self.jobs, self.offer = EvidenceJobs(desk), NoticeBar()
        self.jobs.added.connect(self.added)
        self.jobs.refused.connect(self.refused)
        self.jobs.kept_out.connect(self._offer)

    def let_go(self) -> None:
        """Forget what was refused in the last case."""
        self._offer(())

    # -- in -----------------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        ask_files(self._page, "Add evidence", self.add_files)

    def add_files(self, paths: list[Path]) -> None:
        """Take files through the gate and into the store beside the window; each refusal is told by its file."""
        self._offer(())
        self.jobs.add(self._state().case, paths)

    def _offer(self, refused: Refused) -> None:
        self._kept_out = tuple(refused)
        acts = [("Keep them sealed" if len(refused) > 1 else "Keep it sealed", self.keep_sealed)]
        self.offer.show_words(MAY_BE_KEPT if refused else "", acts if refused else ())

    def keep_sealed(self) -> KeepSealedDialog | None:
        """Ask why the files refused last are kept sealed; nothing where none was."""
        if not self._kept_out:
            return None
        dialog = KeepSealedDialog(self._desk, self._state().case, self._kept_out, self._page)
        dialog.finished.connect(lambda _: self._sealed(dialog.added))
        dialog.open()
        return dialog

    def _sealed(self, added: list[EvidenceRow]) -> None:
        if added:
            self._offer(())
            self.refused.emit("")
            self.added.emit(added)

    # -- out ----------------------------------------------------------------------------------------------------------

    def ask_where(self, version: EvidenceVersionRow | None = None) -> None:
        row = self._row()
        if row is None:
            return
        name = row.file_name if version is None else version.file_name
        ask_where(self._page, "Hand out the original", name, "", lambda path: self.hand_out(path, version))

    def hand_out(self, path: Path, version: EvidenceVersionRow | None = None) -> None:
        """Write the chosen item's original bytes to a file, or those of an earlier file of it."""
        row = self._row()
        assert row is not None
        self.jobs.hand_out(row if version is None else as_it_was(row, version), path)

    def open_elsewhere(self) -> None:
        """Give a copy of the chosen item to the machine's own program for such files."""
        row = self._row()
        if row is not None:
            self.jobs.open_elsewhere(row)

    def check_all(self) -> None:
        """Read every file of the case, earlier ones too, and hold it against its fingerprint."""
        state = self._state()
        rows = list(state.contents.evidence)
        rows += [as_it_was(row, one) for row in rows for one in state.versions_of(row)]
        self.jobs.check(rows)
