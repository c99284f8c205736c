"""Files that the gate refuses, kept sealed with a reason: stored and hashed, and never opened by the program."""

from dataclasses import replace
from pathlib import Path

from ..domain.cases import CaseRow
from ..domain.errors import RuleViolation
from ..domain.evidence import EvidenceRow
from ..domain.intake import IntakeEvidence
from ..reading.gate import LIMITS, GateRefusal, inspect, inspect_sealed
from ..store import queries, tables
from ..store.database import Database
from .evidence import EvidenceService, Found, Progress
from .session import Service, Session
from .words import named


def may_be_kept(path: Path) -> bool:
    """Tell whether a file that the gate refused may be kept sealed: any is, up to the size that the store takes."""
    return path.is_file() and path.stat().st_size <= LIMITS.file_bytes


class SealedFileService(Service):
    """A portfolio may not be turned away for being odd; what is odd in it is kept as it came."""

    def __init__(self, database: Database, session: Session, *, evidence: EvidenceService) -> None:
        super().__init__(database, session)
        self._evidence = evidence

    def add(
        self, case: CaseRow, path: Path, details: IntakeEvidence, reason: str, progress: Progress | None = None
    ) -> EvidenceRow:
        """Keep a refused file sealed in the register.

        An empty file is kept too: that nothing was in it is what was handed in. Raises RuleViolation where the gate
        takes the file, GateRefusal for one that is too large and for a folder, which are not kept in any way,
        NotAllowed, StorageProblem.
        """
        reason = named(reason, "reason why a refused file is kept")
        self._evidence.must_take_files(case)
        try:
            inspect(path, progress=progress)
        except GateRefusal:
            found = Found(path, inspect_sealed(path, progress=progress))
        else:
            raise RuleViolation(f"{path.name} can be taken as it is, so it is not kept sealed. Add it.")
        with self._evidence.adding("keep sealed file", case) as action:
            key = self._evidence.keep(action, case, replace(details, kept_sealed=reason), found, progress)
            return queries.one(action.read, EvidenceRow, "such evidence", tables.evidence.c.id == key)
