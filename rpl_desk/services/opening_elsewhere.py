"""A copy of an item for another program: written to a folder of one's own, marked as from outside, and logged."""

import shutil
import tempfile
from pathlib import Path

from ..domain.errors import RuleViolation, StorageProblem
from ..domain.evidence import EvidenceRow
from ..from_outside import mark_from_outside
from ..store.database import Database
from .case_folder import file_names
from .evidence import EvidenceService, Progress
from .session import Service, Session


class ElsewhereService(Service):
    """The copies go when the desk is locked or closed; what another program saved of them is its own."""

    def __init__(self, database: Database, session: Session, *, evidence: EvidenceService) -> None:
        super().__init__(database, session)
        self._evidence = evidence
        self._folder: Path | None = None

    def copy(self, row: EvidenceRow, progress: Progress | None = None) -> Path:
        """Write a copy that cannot be written to, and return where it lies; opening it is the window's.

        Raises RuleViolation for an item kept sealed, NotAllowed where the claimant is hidden from the person signed
        in, StorageProblem.
        """
        if row.kept_sealed:
            raise RuleViolation(
                f"{row.key} is kept sealed, so it is given to no program. Hand out the original where it must be read."
            )
        name = Path(file_names((row,))[row.id]).name
        try:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="rpl-desk-"))
                self._session.at_end(self.put_away)
            target = Path(tempfile.mkdtemp(dir=self._folder)) / name
        except OSError as error:
            raise StorageProblem(f"No copy can be written: {error.strerror or error}.") from error
        self._evidence.hand_out(row, target, progress, act="open evidence elsewhere")
        mark_from_outside(target)
        target.chmod(0o400)
        return target

    def put_away(self) -> None:
        """Remove every copy; one that another program holds on to, as Windows lets it, stays in the person's folder."""
        folder, self._folder = self._folder, None
        if folder is None:
            return
        for path in folder.rglob("*"):
            path.chmod(0o700)  # Windows removes no file that cannot be written to
        shutil.rmtree(folder, ignore_errors=True)
