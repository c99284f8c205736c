"""Amending a signed decision: a new version is decided and signed, and takes the place of the one that stood."""

from typing import Any

from ..domain.after import AmendmentRow, LockState, Version, VoidingRow
from ..domain.cases import CaseRow, Stage
from ..domain.decisions import OUTCOME_WORDS, DecisionRow, RecordRow
from ..domain.errors import NotFound, RuleViolation
from ..domain.people import Role
from ..store import after_queries, queries, tables
from ..store.database import Action
from . import amendments
from .intake import IntakeService
from .session import Service
from .words import named


class AmendingService(Service):
    """A signed decision is never edited. The chair amends it, and every version stays."""

    def __init__(self, *shared: Any, intake: IntakeService) -> None:
        super().__init__(*shared)
        self._intake = intake

    def amend(self, case: CaseRow, reason: str, *, reconcile: bool = False) -> None:
        """Open the next version of a signed decision, by the chair, with a reason; it starts from what was decided.

        reconcile: also open the findings again. The signed version stands until all have signed the new one.
        Raises RuleViolation for a case whose decision is not signed, or is under appeal.
        """
        reason = named(reason, "decision that is amended")
        with self._database.reading() as read:
            self._must_hold(read, case.id, (Role.CHAIR,), "amend a signed decision")
            case = queries.case_by_id(read, case.id)
        self._must_stand_at(case, Stage.SIGNED, Stage.RELEASED)
        operation = amendments.new_operation()
        with self._action("amend decision", case, operation) as action:
            self.begin(action, case, reason, operation, reconcile=reconcile, stage_before=case.stage)

    def begin(
        self,
        action: Action,
        case: CaseRow,
        reason: str,
        operation: str,
        *,
        reconcile: bool,
        stage_before: Stage,
        appeal_id: int | None = None,
    ) -> None:
        """Begin an amendment inside an action, and take the case back to the panel or to what it reconciled."""
        found = after_queries.standing(action.read, case.id)
        if found is None:
            raise RuleViolation(f"No signed decision on {case.reference} stands, so there is none to amend.")
        record, decision = found
        last = queries.rows_of(action.read, DecisionRow, order="version", case_id=case.id)[-1]
        action.insert(
            tables.amendment,
            case_id=case.id,
            record_id=record.id,
            stage_before=stage_before.value,
            reason=reason,
            person_id=self._me.id,
            begun_at=action.now,
            appeal_id=appeal_id,
        )
        amendments.new_version(action, case.id, last.version + 1, decision)
        amendments.note_unlocking(action, case.id, LockState.SIGNED, reason, operation, self._me.id)
        self._intake.move(action, case, Stage.RECONCILE if reconcile else Stage.PANEL, f"Amendment: {reason}")

    def drop(self, case: CaseRow, reason: str) -> None:
        """Let an amendment be before it is decided, by the chair, with a reason; the signed version stands."""
        reason = named(reason, "amendment that is dropped")
        with self._database.reading() as read:
            self._must_hold(read, case.id, (Role.CHAIR,), "drop an amendment")
            case = queries.case_by_id(read, case.id)
            amending = after_queries.open_amendment(read, case.id)
        if amending is None:
            raise NotFound(f"No amendment of {case.reference} is under way.")
        if case.stage is Stage.DECIDED:
            raise RuleViolation("The amendment is decided already. Take that decision back first, then drop it.")
        self._must_stand_at(case, Stage.RECONCILE, Stage.PANEL)
        if amending.appeal_id is not None:
            raise RuleViolation("An appeal was upheld, so its amendment is not dropped. Decide it.")
        back = Stage(amending.stage_before)
        with self._action("drop amendment", case) as action:
            amendments.drop(action, amending, reason)
            self._intake.move(action, case, back, f"Amendment dropped: {reason}", back_to=back)

    def under_way(self, case_id: int) -> AmendmentRow | None:
        """Return the amendment of a case that is under way, None where there is none."""
        _ = self._me
        with self._database.reading() as read:
            return after_queries.open_amendment(read, case_id)

    def versions(self, case_id: int) -> tuple[Version, ...]:
        """Return every version of a case's record that everybody signed, the oldest first, and which of them stands."""
        _ = self._me
        with self._database.reading() as read:
            records = {one.id: one for one in queries.records(read, case_id)}
            decisions = {one.version: one for one in queries.rows_of(read, DecisionRow, case_id=case_id)}
            standing = after_queries.standing(read, case_id)
            final = after_queries.final_records(read, case_id)
        found = []
        for row in records.values():
            stands = standing is not None and row.id == standing[0].id
            if stands or row.id in final:
                found.append(_version(row, decisions[row.version], final.get(row.id), records, stands=stands))
        return tuple(found)


def _version(
    row: RecordRow,
    decision: DecisionRow,
    end: AmendmentRow | VoidingRow | None,
    records: dict[int, RecordRow],
    *,
    stands: bool,
) -> Version:
    ended, reason = "", "" if end is None else end.reason
    if isinstance(end, VoidingRow):
        ended = f"voided on {end.voided_at:%Y-%m-%d}"
    elif end is not None and end.by_record_id is not None:
        ended = f"superseded by version {records[end.by_record_id].version} on {end.done_at:%Y-%m-%d}"
    elif end is not None:
        ended = "being amended"
    return Version(
        version=row.version,
        decided_on=decision.decided_on,
        outcome_words="" if decision.outcome is None else OUTCOME_WORDS[decision.outcome],
        level=decision.level,
        points=decision.points,
        stands=stands,
        ended=ended,
        reason=reason,
    )
