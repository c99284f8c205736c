"""After the decision: conditions followed until they are met, reviews, and the list of what is due."""

from datetime import date

from ..domain.after import ConditionMetRow, Due, DueKind, Followed, ReviewRow, in_order
from ..domain.appeals import AppealMemberRow, AppealRow
from ..domain.cases import FINAL, CaseRow
from ..domain.decisions import ConditionRow, DecisionRow, RecordRow, review_date
from ..domain.errors import NotFound, RuleViolation
from ..domain.people import Role
from ..store import after_queries, queries, tables
from ..store.database import Reader
from .session import Service
from .words import named

_FOLLOWING = (Role.CHAIR, Role.SECRETARY)


class AfterService(Service):
    """What follows a signed decision. Nothing here changes the decision, its record or its signatures.

    A decision that is being amended is followed as it stands until the new version has every signature.
    """

    def conditions(self, case_id: int) -> tuple[Followed, ...]:
        """Return the conditions of the signed decision in their order, none before everybody has signed."""
        _ = self._me
        with self._database.reading() as read:
            return self._followed(read, case_id)

    def confirm_met(self, case: CaseRow, number: int, *, shown_by: str, shown_on: date, shown_with: str) -> None:
        """Confirm, by the chair or the secretary of the case, that a condition is met.

        number: of the condition, as the record counts. shown_by: who showed it. shown_with: the evidence or the words.
        Raises RuleViolation when it is confirmed already, nothing is signed, or the day is before the decision or yet
        to come; NotFound when there is no such condition.
        """
        with self._action("confirm condition met", case) as action:
            self._must_hold(action.read, case.id, _FOLLOWING, "confirm that a condition is met")
            _, decision = self._standing(action.read, case)
            found = self._condition(action.read, case, number)
            if found.met is not None:
                raise RuleViolation(f"Condition {number} of {case.reference} is confirmed as met already.")
            if decision.decided_on is not None and shown_on < decision.decided_on:
                raise RuleViolation(
                    f"{shown_on} is before the decision of {decision.decided_on}. Give the day it was shown."
                )
            if shown_on > action.now.date():
                raise RuleViolation(f"{shown_on} is yet to come. Give the day it was shown.")
            action.insert(
                tables.condition_met,
                case_id=case.id,
                condition_id=found.condition.id,
                shown_by=named(shown_by, "name of who showed the condition to be met"),
                shown_on=shown_on,
                shown_with=named(shown_with, "note of what showed the condition to be met"),
                confirmed_by=self._me.id,
                confirmed_at=action.now,
            )

    def withdraw_met(self, case: CaseRow, number: int, reason: str) -> None:
        """Withdraw a confirmation that was wrong, by the chair or the secretary, with a reason; it is kept, and open.

        Raises RuleViolation when the condition is not confirmed, NotFound when there is none of that number.
        """
        with self._action("withdraw confirmation", case) as action:
            self._must_hold(action.read, case.id, _FOLLOWING, "withdraw that a condition is met")
            self._standing(action.read, case)
            found = self._condition(action.read, case, number)
            if found.met is None:
                raise RuleViolation(f"Condition {number} of {case.reference} is not confirmed as met.")
            action.update(
                tables.condition_met,
                found.met,
                withdrawn_by=self._me.id,
                withdrawn_at=action.now,
                withdrawn_reason=named(reason, "confirmation that is withdrawn"),
            )

    def hold_review(self, case: CaseRow, held_on: date, note: str, next_on: date | None = None) -> ReviewRow:
        """Note that a standing decision was reviewed, by the chair or the secretary, and when it is looked at next.

        note: what came of it. next_on: follows from the office's settings where it is None.
        """
        with self._action("hold review", case) as action:
            self._must_hold(action.read, case.id, _FOLLOWING, "note a review")
            record, decision = self._standing(action.read, case)
            if held_on > action.now.date():
                raise RuleViolation(f"{held_on} is yet to come. Give the day the review was held.")
            if decision.decided_on is not None and held_on < decision.decided_on:
                raise RuleViolation(f"{held_on} is before the decision of {decision.decided_on}.")
            following = next_on or review_date(held_on, queries.office_policy(action.read).review_years)
            if following <= held_on:
                raise RuleViolation(f"The next review of {following} would not come after this one of {held_on}.")
            key = action.insert(
                tables.review,
                case_id=case.id,
                record_id=record.id,
                held_on=held_on,
                note=named(note, "note of what came of the review"),
                next_on=following,
                person_id=self._me.id,
            )
            return queries.one(action.read, ReviewRow, "such review", tables.review.c.id == key)

    def reviews(self, case_id: int) -> tuple[ReviewRow, ...]:
        """Return the reviews that were noted of a case's decisions, in the order they were."""
        _ = self._me
        with self._database.reading() as read:
            return queries.rows_of(read, ReviewRow, case_id=case_id)

    def next_review(self, case_id: int) -> date | None:
        """Return when the decision that stands is reviewed next; None where none stands or it names no day."""
        _ = self._me
        with self._database.reading() as read:
            found = after_queries.standing(read, case_id)
            if found is None:
                return None
            record, decision = found
            held = queries.rows_of(read, ReviewRow, record_id=record.id)
        return held[-1].next_on if held else decision.review_on

    def due(self) -> tuple[Due, ...]:
        """Return open conditions, review days and open appeals of decisions that stand, what is overdue first."""
        _ = self._me
        today = self._session.now().date()
        with self._database.reading() as read:
            found = after_queries.open_days(read, today)
            appeals = [one for one in queries.rows_of(read, AppealRow) if one.is_open]
            sitting = queries.rows_among(read, AppealMemberRow, [one.id for one in appeals], name="appeal_id")
            names = queries.names(read)
            cases = {one.id: one for one in queries.rows_among(read, CaseRow, [one.case_id for one in appeals])}
        for appeal in appeals:
            found.append(
                Due(
                    case_id=appeal.case_id,
                    reference=cases[appeal.case_id].reference,
                    title=cases[appeal.case_id].title,
                    kind=DueKind.APPEAL,
                    due_on=appeal.hear_by,
                    number=appeal.number,
                    text=f"by {appeal.lodged_by}, lodged on {appeal.lodged_on}",
                    owner=", ".join(names[one.person_id] for one in sitting if one.appeal_id == appeal.id),
                    overdue=appeal.hear_by < today,
                )
            )
        return in_order(found)

    def _standing(self, read: Reader, case: CaseRow) -> tuple[RecordRow, DecisionRow]:
        found = after_queries.standing(read, case.id)
        if found is None:
            self._must_stand_at(queries.case_by_id(read, case.id), *sorted(FINAL))
            raise NotFound(f"No signed decision on {case.reference} stands.")
        return found

    def _condition(self, read: Reader, case: CaseRow, number: int) -> Followed:
        found = [one for one in self._followed(read, case.id) if one.condition.number == number]
        if not found:
            raise NotFound(f"The decision on {case.reference} has no condition {number}.")
        return found[0]

    def _followed(self, read: Reader, case_id: int) -> tuple[Followed, ...]:
        found = after_queries.standing(read, case_id)
        if found is None:
            return ()
        said = queries.rows_of(read, ConditionMetRow, case_id=case_id)
        names = queries.names(read)
        met = {one.condition_id: one for one in said if one.withdrawn_at is None}
        return tuple(
            Followed(
                one,
                met.get(one.id),
                names[met[one.id].confirmed_by] if one.id in met else "",
                tuple(row for row in said if row.condition_id == one.id and row.withdrawn_at is not None),
            )
            for one in queries.rows_of(read, ConditionRow, order="number", decision_id=found[1].id)
        )
