"""The table of unlocking: who may open again what is closed, each time with a reason that the record prints."""

from datetime import datetime
from typing import Any

from ..domain.after import Lock, LockState, UnlockingRow, lock_table
from ..domain.cases import CaseRow, Stage
from ..domain.errors import NotFound, RuleViolation
from ..domain.judgements import AssessmentState
from ..domain.people import Role
from ..store import queries
from . import amendments
from .decisions import DecisionService
from .intake import IntakeService
from .judging import JudgingService
from .session import Service
from .words import named


class LockService(Service):
    """One door to what can be opened again. What is signed is opened by nobody: it is amended or voided."""

    def __init__(
        self, *shared: Any, intake: IntakeService, judging: JudgingService, decisions: DecisionService
    ) -> None:
        super().__init__(*shared)
        self._intake, self._judging, self._decisions = intake, judging, decisions

    def table(self, case_id: int) -> tuple[Lock, ...]:
        """Return the table of unlocking with what is closed in this case now."""
        with self._database.reading() as read:
            case = queries.case_by_id(read, case_id)
            sets = queries.assessments(read, case_id, self._me.id)
        sealed = sum(one.state is AssessmentState.SEALED for one in sets) if case.revealed_at is None else 0
        return lock_table(case.stage, sealed)

    def reasons(self, case_id: int) -> tuple[tuple[datetime, str, str, str], ...]:
        """Return when something of a case was opened again, what, by whom and why, the oldest first."""
        _ = self._me
        with self._database.reading() as read:
            given = queries.rows_of(read, UnlockingRow, order="id", case_id=case_id)
            names = queries.names(read)
        what = {one.state: one.what.lower() for one in lock_table(Stage.INTAKE, 0)}
        return tuple((one.unlocked_at, what[one.state], names[one.person_id], one.reason) for one in given)

    def unlock(self, case: CaseRow, state: LockState, reason: str, *, assessor: int | None = None) -> None:
        """Open again what is closed, by the chair, with a reason.

        assessor: whose sealed judgements, by their number; needed for those alone. Raises RuleViolation for what is
        signed, and where it is not closed; NotAllowed for anybody else.
        """
        if state is LockState.SIGNED:
            raise RuleViolation(
                f"Nobody unlocks a signed decision. Amend {case.reference} as a new version, or void it, with a reason."
            )
        if state is LockState.DECIDED:
            self._decisions.take_back(case, reason)
        elif state is LockState.RECONCILED:
            self._reopen_findings(case, reason)
        else:
            sets = {one.number: one for one in self._judging.assessments(case.id)}
            if assessor not in sets:
                raise NotFound(f"Say whose: {case.reference} has the assessors {', '.join(map(str, sorted(sets)))}.")
            self._judging.reopen(case, sets[assessor], reason)

    def _reopen_findings(self, case: CaseRow, reason: str) -> None:
        reason, operation = named(reason, "reason for opening the findings again"), amendments.new_operation()
        with self._database.reading() as read:
            self._must_hold(read, case.id, (Role.CHAIR,), "open the findings again")
            case = queries.case_by_id(read, case.id)
        self._must_stand_at(case, Stage.PANEL)
        with self._action("open findings again", case, operation) as action:
            amendments.note_unlocking(action, case.id, LockState.RECONCILED, reason, operation, self._me.id)
            self._intake.move(action, case, Stage.RECONCILE, reason)
