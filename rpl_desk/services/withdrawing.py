"""Assessors who withdraw before the reveal, and whoever is appointed in their place."""

from typing import Any

from ..domain.cases import CaseRow, Stage
from ..domain.contents import CaseContents
from ..domain.errors import NotFound, RuleViolation
from ..domain.judgements import AssessmentRow, AssessmentState
from ..domain.people import JUDGING, CaseRoleRow, PersonRow
from ..domain.withdrawals import free_place, judgement_needed, possible_instead, why_not_judge
from ..store import queries, tables
from ..store.database import Action
from .intake import IntakeService
from .session import Service
from .undo import UndoStacks
from .words import named


class WithdrawingService(Service):
    """Who judges a case may change while it is judged; what was judged is kept and told to nobody."""

    def __init__(self, *shared: Any, intake: IntakeService, stacks: UndoStacks) -> None:
        super().__init__(*shared)
        self._intake, self._stacks = intake, stacks

    def needed(self, case_id: int) -> str:
        """Return the sentence that another judgement is needed, and why; empty where none is."""
        return judgement_needed(self._contents(case_id))

    def possible(self, case_id: int) -> tuple[PersonRow, ...]:
        """Return who may judge in place of who withdrew."""
        return possible_instead(self._contents(case_id))

    def withdraw(self, case: CaseRow, assessment: AssessmentRow, reason: str) -> None:
        """Let an assessor judge no longer, with a reason, before the reveal; by themselves or who prepares the case.

        What they judged stays in the store as it is: it counts nowhere, and nobody reads it.
        """
        reason = named(reason, "reason for withdrawing")
        contents = self._judged(case)
        held = next((one for one in contents.assessments if one.id == assessment.id), None)
        if held is None:
            raise NotFound(f"This assessor does not judge {case.reference}.")
        if held.person_id != self._me.id:
            with self._database.reading() as read:
                self._must_prepare(read, case.id)
        with self._action("withdraw assessor", contents.case) as action:
            self.take_off(action, held, reason)
            self._intake.note(action, contents.case, f"Assessor {held.number} withdrew: {reason}")
        self._stacks.clear(contents.people[held.person_id].uid, case.id)

    def take_off(self, action: Action, held: AssessmentRow, reason: str) -> None:
        """Let an assessor judge no longer, inside an action; what they judged counts nowhere from then on."""
        roles = queries.rows_of(action.read, CaseRoleRow, case_id=held.case_id, person_id=held.person_id)
        judging = [one for one in roles if one.role in JUDGING]
        action.insert(
            tables.withdrawal,
            case_id=held.case_id,
            assessment_id=held.id,
            person_id=held.person_id,
            number=held.number,
            role=judging[0].role,
            reason=reason,
            withdrawn_by=self._me.id,
            withdrawn_at=action.now,
        )
        for one in judging:
            action.delete(tables.case_role, one)

    def appoint(self, case: CaseRow, person: PersonRow) -> None:
        """Appoint somebody in the place of who withdrew, before the reveal, by who prepares the case.

        They judge anew, under the number that became free. Raises RuleViolation where no place is free.
        """
        contents = self._judged(case)
        with self._database.reading() as read:
            self._must_prepare(read, case.id)
        place = free_place(contents)
        if place is None:
            raise RuleViolation(f"Nobody is missing among those who judge {case.reference}.")
        if why := why_not_judge(person, (place.role,), contents):
            raise RuleViolation(why)
        with self._action("appoint assessor", contents.case) as action:
            self._intake.add_role(action, case.id, person, place.role)
            action.insert(
                tables.assessment,
                case_id=case.id,
                person_id=person.id,
                number=place.number,
                state=AssessmentState.DRAFT,
            )
            words = f"{person.name} judges in place of Assessor {place.number}, who withdrew."
            self._intake.note(action, contents.case, words)

    def _contents(self, case_id: int) -> CaseContents:
        with self._database.reading() as read:
            return queries.contents(read, case_id, self._me.id)

    def _judged(self, case: CaseRow) -> CaseContents:
        """Return a case that is being judged; raises RuleViolation where it is not, or was revealed."""
        contents = self._contents(case.id)
        self._must_stand_at(contents.case, Stage.REVIEW)
        if contents.case.revealed_at is not None:
            raise RuleViolation(f"{case.reference} was revealed; who judged it stays as it is.")
        return contents
