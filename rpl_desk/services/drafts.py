"""What is being written down and not in the register yet: kept by person and case until it is, or the desk closes."""

from dataclasses import dataclass
from datetime import date

from ..domain.cases import CaseRow
from ..domain.evidence import EvidenceKind
from ..store.database import Database
from .session import Service, Session


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """An interview, observation or testimony as far as it is written; `capacity` is the role of who was heard."""

    kind: EvidenceKind
    held_on: date | None
    title: str = ""
    heard: str = ""
    capacity: str = ""
    recorded_by: str = ""
    text: str = ""

    @property
    def is_begun(self) -> bool:
        return bool(self.text.strip() or self.heard.strip() or self.title.strip())


class DraftService(Service):
    """One draft for each person and case, in memory: it outlives its window, a locked desk and another's turn at it."""

    def __init__(self, database: Database, session: Session) -> None:
        super().__init__(database, session)
        self._kept: dict[tuple[str, int], RecordDraft] = {}

    def draft(self, case: CaseRow) -> RecordDraft | None:
        """Return what the person signed in has begun to write down for a case; None for nothing."""
        return self._kept.get((self._me.uid, case.id))

    def keep(self, case: CaseRow, draft: RecordDraft) -> None:
        """Keep a draft as it stands; one with nothing in it is dropped."""
        place = (self._me.uid, case.id)
        if draft.is_begun:
            self._kept[place] = draft
        else:
            self._kept.pop(place, None)

    def drop(self, case: CaseRow) -> None:
        """Forget a draft: it is in the register now, or not wanted."""
        self._kept.pop((self._me.uid, case.id), None)
