"""Appeals against a signed decision: lodged, acknowledged, heard by people who took no part in it, and decided."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from ..domain.appeals import (
    APPEAL_WORDS,
    Appeal,
    AppealMemberRow,
    AppealOutcome,
    AppealRow,
    check_lodging,
    check_members,
    check_outcome,
    decide_appeal_by,
    last_day_to_appeal,
    why_not_hear,
)
from ..domain.cases import CaseRow, Stage
from ..domain.contents import CaseContents
from ..domain.decisions import RecordRow
from ..domain.errors import NotAllowed, NotFound, RuleViolation
from ..domain.people import PersonRow
from ..store import after_queries, queries, tables
from ..store.database import Reader
from .amending import AmendingService
from .amendments import new_operation
from .intake import IntakeService
from .session import Service
from .words import named, tidy


class AppealService(Service):
    """A decision stands while an appeal against it is open; one that is upheld begins an amendment of it."""

    def __init__(self, *shared: Any, intake: IntakeService, amending: AmendingService) -> None:
        super().__init__(*shared)
        self._intake, self._amending = intake, amending

    def appeals(self, case_id: int) -> tuple[Appeal, ...]:
        """Return the appeals against the decisions of a case, the oldest first."""
        _ = self._me
        with self._database.reading() as read:
            found = queries.rows_of(read, AppealRow, order="number", case_id=case_id)
            people = {one.id: one for one in queries.rows_of(read, PersonRow)}
            sitting = queries.rows_among(read, AppealMemberRow, [one.id for one in found], name="appeal_id")
        return tuple(
            Appeal(
                one,
                tuple(people[member.person_id] for member in sitting if member.appeal_id == one.id),
                people[one.received_by].name,
                "" if one.decided_by is None else people[one.decided_by].name,
            )
            for one in found
        )

    def last_day(self, case_id: int) -> date | None:
        """Return the last day on which an appeal is in time; None before the decision that stands was released."""
        me = self._me
        with self._database.reading() as read:
            found = after_queries.standing(read, case_id)
            if found is None:
                return None
            return _last_day(read, queries.contents(read, case_id, me.id), found[0])

    def who_may_hear(self, case_id: int) -> tuple[tuple[PersonRow, str | None], ...]:
        """Return everybody of the office who has not left, each with why they may not hear an appeal, None where so."""
        me = self._me
        with self._database.reading() as read:
            contents, signed = queries.contents(read, case_id, me.id), _signed(read, case_id)
        return tuple(
            (one, why_not_hear(one, contents, signed)) for one in contents.people.values() if one.retired_at is None
        )

    def lodge(
        self,
        case: CaseRow,
        *,
        lodged_on: date,
        lodged_by: str,
        grounds: str,
        ground: str = "",
        late_reason: str = "",
    ) -> AppealRow:
        """Note an appeal against the decision that stands, by who prepares the case.

        lodged_on: when it was received. grounds: in the words of who lodged it; ground: one of the office's list,
        where it keeps one. late_reason: why it is heard though it came late. Raises RuleViolation as `check_lodging`,
        and where no signed decision stands or it is being amended.
        """
        with self._action("lodge appeal", case) as action:
            read = action.read
            self._must_prepare(read, case.id)
            case = queries.case_by_id(read, case.id)
            self._must_stand_at(case, Stage.SIGNED, Stage.RELEASED)
            found = after_queries.standing(read, case.id)
            assert found is not None  # at these stages a decision stands
            record, decided_on = found[0], found[1].decided_on
            assert decided_on is not None
            policy = queries.office_policy(read)
            check_lodging(
                lodged_on,
                ground,
                late_reason,
                decided_on=decided_on,
                last_day=_last_day(read, queries.contents(read, case.id, self._me.id), record),
                today=action.now.date(),
                grounds=policy.appeal_grounds,
            )
            number = len(queries.rows_of(read, AppealRow, case_id=case.id)) + 1
            key = action.insert(
                tables.appeal,
                case_id=case.id,
                number=number,
                record_id=record.id,
                stage_before=case.stage.value,
                lodged_on=lodged_on,
                lodged_by=named(lodged_by, "name of who appeals"),
                ground=ground,
                grounds=named(grounds, "statement of what is appealed against"),
                late_reason=tidy(late_reason),
                hear_by=decide_appeal_by(lodged_on, policy.appeal_hearing_days),
                received_by=self._me.id,
                received_at=action.now,
            )
            self._intake.move(action, case, Stage.APPEAL, f"Appeal {number} lodged on {lodged_on}")
            return queries.one(read, AppealRow, "such appeal", tables.appeal.c.id == key)

    def acknowledge(self, case: CaseRow, day: date) -> None:
        """Note when the open appeal was acknowledged to who lodged it, by who prepares the case."""
        with self._action("acknowledge appeal", case) as action:
            self._must_prepare(action.read, case.id)
            appeal = _open(action.read, case)
            if not appeal.lodged_on <= day <= action.now.date():
                raise RuleViolation(
                    f"{day} is not a day from {appeal.lodged_on}, when the appeal was lodged, until today."
                )
            action.update(tables.appeal, appeal, acknowledged_on=day)

    def name_members(self, case: CaseRow, members: Sequence[PersonRow]) -> None:
        """Name who hears the open appeal, by who prepares the case, in the place of whoever was named before.

        Raises RuleViolation for people who took part in the decision, and for too few of them.
        """
        with self._action("name who hears appeal", case) as action:
            self._must_prepare(action.read, case.id)
            appeal = _open(action.read, case)
            self._check_members(action.read, case, members)
            wanted = {one.id for one in members}
            before = queries.rows_of(action.read, AppealMemberRow, appeal_id=appeal.id)
            for row in before:
                if row.person_id not in wanted:
                    action.delete(tables.appeal_member, row)
            for key in sorted(wanted - {row.person_id for row in before}):
                action.insert(tables.appeal_member, appeal_id=appeal.id, person_id=key)

    def decide(
        self,
        case: CaseRow,
        outcome: AppealOutcome,
        reasons: str,
        *,
        heard_on: date | None = None,
        reconcile: bool = False,
    ) -> None:
        """Record how the open appeal ended, by one of those who hear it; a withdrawal by who prepares the case.

        heard_on: not for one that was withdrawn. An appeal that is upheld begins an amendment with these reasons, from
        the findings where `reconcile` is true; otherwise the case stands again where it did. Raises NotAllowed for
        anybody else, and RuleViolation where those named may no longer hear it.
        """
        reasons, operation = named(reasons, "decision on an appeal"), new_operation()
        with self._action("decide appeal", case, operation) as action:
            read, case = action.read, queries.case_by_id(action.read, case.id)
            appeal = _open(read, case)
            check_outcome(outcome, appeal, heard_on, action.now.date())
            if outcome is AppealOutcome.WITHDRAWN:
                self._must_prepare(read, case.id)
            else:
                self._must_hear(read, case, appeal)
            action.update(
                tables.appeal,
                appeal,
                heard_on=heard_on,
                outcome=outcome,
                decided_on=action.now.date(),
                reasons=reasons,
                decided_by=self._me.id,
                decided_at=action.now,
            )
            said, before = (
                f"Appeal {appeal.number} {APPEAL_WORDS[outcome].lower()}: {reasons}",
                Stage(appeal.stage_before),
            )
            if outcome is AppealOutcome.UPHELD:
                self._amending.begin(
                    action, case, said, operation, reconcile=reconcile, stage_before=before, appeal_id=appeal.id
                )
            else:
                self._intake.move(action, case, before, said, back_to=before)

    def _must_hear(self, read: Reader, case: CaseRow, appeal: AppealRow) -> None:
        people = {one.id: one for one in queries.rows_of(read, PersonRow)}
        members = [people[one.person_id] for one in queries.rows_of(read, AppealMemberRow, appeal_id=appeal.id)]
        if not members:
            raise RuleViolation("Nobody is named to hear this appeal. Name who hears it first.")
        if self._me.id not in {one.id for one in members}:
            names = ", ".join(one.name for one in members)
            raise NotAllowed(f"Only those who hear this appeal may decide it: {names}.")
        self._check_members(read, case, members)

    def _check_members(self, read: Reader, case: CaseRow, members: Sequence[PersonRow]) -> None:
        contents = queries.contents(read, case.id, self._me.id)
        check_members(members, contents, _signed(read, case.id), queries.office_policy(read).appeal_members)


def _open(read: Reader, case: CaseRow) -> AppealRow:
    found = [one for one in queries.rows_of(read, AppealRow, case_id=case.id) if one.is_open]
    if not found:
        raise NotFound(f"No appeal against the decision on {case.reference} is open.")
    return found[0]


def _last_day(read: Reader, contents: CaseContents, record: RecordRow) -> date | None:
    released = (
        one.entered_at for one in contents.stages if one.stage is Stage.RELEASED and one.entered_at >= record.made_at
    )
    first = next(released, None)
    told_on = None if first is None else first.date()
    return last_day_to_appeal(told_on, queries.office_policy(read).appeal_days)


def _signed(read: Reader, case_id: int) -> frozenset[int]:
    """Return the ids of who signed any version of the record of a case."""
    found = [queries.signatures(read, one.id) for one in queries.records(read, case_id)]
    return frozenset(one.person_id for signatures in found for one in signatures)
