"""What the services of an assessor's own work share: one action on one's own open assessment, to be taken back."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from ..domain.cases import CaseRow
from ..domain.errors import NotFound
from ..domain.evidence import EvidenceRow
from ..domain.judgements import AssessmentRow
from ..store import queries, tables
from ..store.database import Reader
from .session import Service
from .undo import Change, Done, Recorder, UndoStacks


class Author(NamedTuple):
    """Whose something is: their number on the case, their name or what stands for it, and whether it is one's own."""

    number: int
    name: str
    is_mine: bool


class OwnWork(Service):
    """An assessor's own work on a case, until they seal."""

    def __init__(self, *shared: Any, stacks: UndoStacks) -> None:
        super().__init__(*shared)
        self._stacks = stacks

    @contextmanager
    def _change(self, name: str, case: CaseRow) -> Iterator[tuple[Recorder, AssessmentRow]]:
        """Run one action on one's own open assessment, and remember how to take it back once it is saved."""
        with self._action(name, case) as action:
            recorder = Recorder(action)
            yield recorder, self._open_assessment(action, case)
        if recorder.changes:
            self._stacks.push(self._me.uid, case.id, self._done(case, recorder.label, recorder.changes))

    def _done(self, case: CaseRow, label: str, changes: Iterable[Change]) -> Done:
        """Return what was done as the stack takes it: it can be taken back while one's own assessment is open."""
        return Done(label, tuple(changes), lambda action: self._open_assessment(action, case))

    def _authors(self, read: Reader, case_id: int) -> dict[int, Author]:
        """Return who judges a case by the id of their assessment, named as the office shows them."""
        policy, names = queries.policy_of(queries.case_by_id(read, case_id)), queries.names(read)
        return {
            one.id: Author(
                one.number, policy.assessor_name(names[one.person_id], one.number), one.person_id == self._me.id
            )
            for one in queries.assessments(read, case_id, self._me.id)
        }

    @staticmethod
    def _item_of(read: Reader, case: CaseRow, evidence_id: int) -> EvidenceRow:
        """Return an item of a case as it is now; raises NotFound for one of another case."""
        item = queries.one(read, EvidenceRow, "such evidence", tables.evidence.c.id == evidence_id)
        if item.case_id != case.id:
            raise NotFound(f"{item.key} is not evidence of {case.reference}.")
        return item
