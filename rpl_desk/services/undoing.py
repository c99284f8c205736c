"""Taking back what one did on a case, and making it again: one list, whatever it was."""

from typing import Any

from ..domain.cases import CaseRow, Stage
from ..store import queries
from .session import Service
from .undo import History, UndoStacks


class UndoService(Service):
    """One's own changes of a case: at intake, in the evidence register, in marks, judgements and findings."""

    def __init__(self, *shared: Any, stacks: UndoStacks) -> None:
        super().__init__(*shared)
        self._stacks = stacks

    def history(self, case_id: int) -> History:
        """Return what the person signed in can take back on a case, and make again; both empty once they sealed."""
        return self._stacks.history(self._me.uid, case_id)

    def undo(self, case: CaseRow) -> str:
        """Take back one's last change on a case, as a new logged action; returns its label."""
        return self._travel(case, redo=False)

    def redo(self, case: CaseRow) -> str:
        """Make again what was taken back last; returns its label."""
        return self._travel(case, redo=True)

    def _travel(self, case: CaseRow, *, redo: bool) -> str:
        travel = self._stacks.travel(self._me.uid, case.id, redo=redo)
        with self._database.reading() as read:
            at_intake = queries.case_by_id(read, case.id).stage is Stage.INTAKE
        # While judgements are blind so is that one was taken back; at intake nobody judges yet.
        name = f"{'redo' if redo else 'undo'} {travel.entry or ('intake change' if at_intake else '')}".strip()
        with self._action(name, case) as action:
            travel.apply(action)
        travel.arrive()
        return travel.label
