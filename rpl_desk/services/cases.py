"""The case list, the register and the log: what the office looks over."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..domain.cases import Stage
from ..domain.judgements import AssessmentState, FindingState
from ..domain.people import JUDGING, Role
from ..store import queries
from ..store.queries import CaseFilter, CaseListRow, LogLine
from .session import Service

__all__ = ["CaseFilter", "CaseListRow", "CaseService", "NextStep", "Progress", "RegisterEntry"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a case is, as the strip says it: counts only of what the person may see."""

    missing: int
    evidence: int
    criteria: int
    judged: int
    unsure: int
    assessors: int
    sealed: int
    revealed: bool
    differences: int
    open_differences: int
    signatures: int
    signed: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the case waits for, in words, whether it waits for the person signed in, and on which page it is done.

    `page` is one of intake, evidence, judging, comparing, deciding, signing, exporting.
    """

    words: str
    mine: bool
    page: str


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A decision as the register lists it."""

    case_id: int
    reference: str
    version: int
    kind_words: str
    title: str
    owner: str
    claimant: str
    claimant_reference: str
    outcome_words: str
    level: int | None
    points: int | None
    decided_on: date
    signed_at: datetime | None
    review_on: date | None
    conditions: int
    stage: Stage
    sha256: str
    signatories: tuple[str, ...]


class CaseService(Service):
    """Reading over all cases; a list of ids is built once and its pages read by key, however long it is."""

    def ids(self, wanted: CaseFilter) -> "array[int]":
        """Return the ids of the cases that fit, sorted."""
        _ = self._me
        with self._database.connection() as connection:
            return queries.case_ids(connection, wanted)

    def page(self, ids: Sequence[int]) -> list[CaseListRow]:
        """Return the list rows of these ids, in their order."""
        _ = self._me
        with self._database.connection() as connection:
            return queries.case_page(connection, ids)

    def counts(self) -> dict[Stage, int]:
        """Return how many cases stand at each stage."""
        _ = self._me
        with self._database.reading() as read:
            return queries.stage_counts(read)

    def log(self, reference: str | None = None, limit: int = 500) -> tuple[LogLine, ...]:
        """Return the newest entries of the log, of one case or of the store, as far as the person may read them."""
        subject = None if reference is None else f"case:{reference}"
        with self._database.reading() as read:
            return queries.log_lines(read, self._me.uid, subject=subject, limit=limit)
