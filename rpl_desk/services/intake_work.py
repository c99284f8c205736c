"""What the services share that prepare a case at intake: one action on it, to be taken back until the review begins."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..domain.cases import CaseRow, CheckRow, Stage
from ..domain.programmes import ActivityRow, EntryRequirementRow, OutcomeRow, ProgrammeRow, UnitRow
from ..store import queries
from ..store.database import Action
from .session import Service
from .undo import Done, Recorder, Step, UndoStacks, nothing

IntakeRow = CaseRow | ProgrammeRow | UnitRow | OutcomeRow | ActivityRow | CheckRow | EntryRequirementRow


class IntakeWork(Service):
    """Work on a case before anybody judges, by who prepares it."""

    def __init__(self, *shared: Any, stacks: UndoStacks) -> None:
        super().__init__(*shared)
        self._stacks = stacks

    @contextmanager
    def _change(
        self,
        name: str,
        row: IntakeRow,
        label: str,
        *,
        typed_on: bool = False,
        may: Step = nothing,
        then: Step = nothing,
    ) -> Iterator[Recorder]:
        """Run one action on the case of a row, and remember how to take it back once it is saved.

        typed_on: words only; then it is one thing to take back, however often they were saved. may, then: as of `Done`,
        beside the rule that the intake is open.
        """
        case = self._at_intake(row)

        def still(action: Action) -> None:
            self._at_intake(case)
            may(action)

        with self._action(name, case) as action:
            recorder = Recorder(action, label)
            yield recorder
            then(action)
        if recorder.changes:
            done = Done(recorder.label, tuple(recorder.changes), still, then)
            self._stacks.push(self._me.uid, case.id, done, typed_on=typed_on)

    def _at_intake(self, row: IntakeRow) -> CaseRow:
        """Return the row's case as it stands, or refuse when its intake is over or not this person's to prepare."""
        with self._database.reading() as read:
            case = queries.case_by_id(read, row.id if isinstance(row, CaseRow) else row.case_id)
            self._must_prepare(read, case.id)
        self._must_stand_at(case, Stage.INTAKE)
        return case
