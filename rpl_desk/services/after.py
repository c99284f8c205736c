"""After the decision: conditions followed until they are met, and the list of what is due."""

from datetime import date

from ..domain.after import ConditionMetRow, Due, Followed, in_order
from ..domain.cases import CaseRow, Stage
from ..domain.decisions import ConditionRow, DecisionRow
from ..domain.errors import NotFound, RuleViolation
from ..domain.people import Role
from ..store import queries, tables
from .session import Service
from .words import named

_SIGNED = (Stage.SIGNED, Stage.RELEASED)


class AfterService(Service):
    """What follows a signed decision. Nothing here changes the decision, its record or its signatures."""

    def conditions(self, case_id: int) -> tuple[Followed, ...]:
        """Return the conditions of the signed decision in their order, none before everybody has signed."""
        _ = self._me
        with self._database.reading() as read:
            return self._followed(read, queries.case_by_id(read, case_id))

    def confirm_met(self, case: CaseRow, number: int, *, shown_by: str, shown_on: date, shown_with: str) -> None:
        """Confirm, by the chair or the secretary of the case, that a condition is met.

        number: of the condition, as the record counts. shown_by: who showed it. shown_with: the evidence or the words.
        Raises RuleViolation when it is confirmed already, nothing is signed, or the day is before the decision or yet
        to come; NotFound when there is no such condition.
        """
        with self._action("confirm condition met", case) as action:
            case = queries.case_by_id(action.read, case.id)
            self._must_hold(action.read, case.id, (Role.CHAIR, Role.SECRETARY), "confirm that a condition is met")
            self._must_stand_at(case, *_SIGNED)
            found = [one for one in self._followed(action.read, case) if one.condition.number == number]
            if not found:
                raise NotFound(f"The decision on {case.reference} has no condition {number}.")
            if found[0].met is not None:
                raise RuleViolation(f"Condition {number} of {case.reference} is confirmed as met already.")
            decided_on = _standing(action.read, case).decided_on
            if decided_on is not None and shown_on < decided_on:
                raise RuleViolation(f"{shown_on} is before the decision of {decided_on}. Give the day it was shown.")
            if shown_on > action.now.date():
                raise RuleViolation(f"{shown_on} is yet to come. Give the day it was shown.")
            action.insert(
                tables.condition_met,
                case_id=case.id,
                condition_id=found[0].condition.id,
                shown_by=named(shown_by, "name of who showed the condition to be met"),
                shown_on=shown_on,
                shown_with=named(shown_with, "note of what showed the condition to be met"),
                confirmed_by=self._me.id,
                confirmed_at=action.now,
            )

    def due(self) -> tuple[Due, ...]:
        """Return every open condition and review day of signed decisions, what is overdue first."""
        _ = self._me
        today = self._session.now().date()
        found: list[Due] = []
        with self._database.reading() as read:
            met = {one.condition_id for one in queries.rows(read, ConditionMetRow)}
            for case in queries.rows(read, CaseRow, tables.case.c.stage.in_(_SIGNED)):
                decision = _standing(read, case)
                for one in queries.rows_of(read, ConditionRow, order="number", decision_id=decision.id):
                    if one.id not in met and one.due_on is not None:
                        about = (one.number, one.text, one.owner)
                        found.append(Due(case.reference, case.title, one.due_on, *about, overdue=one.due_on < today))
                day = decision.review_on
                if day is not None:
                    found.append(Due(case.reference, case.title, day, None, "", "", overdue=day < today))
        return in_order(found)

    def _followed(self, read: queries.Read, case: CaseRow) -> tuple[Followed, ...]:
        if case.stage not in _SIGNED:
            return ()
        met = {one.condition_id: one for one in queries.rows_of(read, ConditionMetRow, case_id=case.id)}
        names = queries.names(read)
        conditions = queries.rows_of(read, ConditionRow, order="number", decision_id=_standing(read, case).id)
        return tuple(
            Followed(one, met.get(one.id), names[met[one.id].confirmed_by] if one.id in met else "")
            for one in conditions
        )


def _standing(read: queries.Read, case: CaseRow) -> DecisionRow:
    """Return the newest decision of a signed case, which is the one that stands."""
    return queries.rows_of(read, DecisionRow, order="version", case_id=case.id)[-1]
