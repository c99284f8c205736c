"""What a person is writing down for a case and has not put in the register yet; nobody else reads it."""

from datetime import date

from ..domain.cases import CaseRow
from ..domain.evidence import EvidenceKind, RecordDraftRow
from ..store import queries, tables
from .session import Service


class DraftService(Service):
    """One draft for each person and case, kept in the store while it is typed and gone once it is an item."""

    def draft(self, case: CaseRow) -> RecordDraftRow | None:
        """Return what the person signed in has begun to write down for a case; None for nothing."""
        with self._database.reading() as read:
            found = queries.rows_of(read, RecordDraftRow, case_id=case.id, person_id=self._me.id)
        return found[0] if found else None

    def keep(
        self,
        case: CaseRow,
        kind: EvidenceKind,
        *,
        held_on: date | None = None,
        title: str = "",
        heard: str = "",
        capacity: str = "",
        recorded_by: str = "",
        text: str = "",
    ) -> None:
        """Keep a draft as it stands, to the letter; nothing is written where it stands so already."""
        values = {
            "kind": kind,
            "held_on": held_on,
            "title": title,
            "heard": heard,
            "capacity": capacity,
            "recorded_by": recorded_by,
            "text": text,
        }
        kept = self.draft(case)
        if kept is not None and all(getattr(kept, name) == value for name, value in values.items()):
            return
        with self._action("keep draft", case) as action:
            if kept is None:
                action.insert(tables.record_draft, case_id=case.id, person_id=self._me.id, **values)
            else:
                action.update(tables.record_draft, kept, **values)

    def drop(self, case: CaseRow) -> None:
        """Throw a draft away: it is in the register now, or not wanted."""
        kept = self.draft(case)
        if kept is not None:
            with self._action("drop draft", case) as action:
                action.delete(tables.record_draft, kept)
