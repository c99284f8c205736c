"""Assessors who withdrew before the reveal, and the sentence that another judgement is needed in their place.

That their work is kept, sealed and not counted is an office convention; so is that somebody else judges anew.
"""

from collections.abc import Collection
from datetime import datetime

from .cases import Stage
from .contents import CaseContents
from .judgements import AssessmentState
from .people import JUDGING, PersonRow, Role, role_conflict
from .rows import dataclass

_ORDINALS = ("first", "second", "third", "fourth", "fifth")


@dataclass(frozen=True, slots=True)
class WithdrawalRow:
    """That an assessor no longer judges: `number` and `role` are what they were, free for who takes their place."""

    id: int
    revision: int
    case_id: int
    assessment_id: int
    person_id: int
    number: int
    role: Role
    reason: str
    withdrawn_by: int
    withdrawn_at: datetime


def seats(contents: CaseContents) -> int:
    """Return how many judgements a case that is being judged waits for: those there are, and those still needed."""
    return len(contents.assessments) + places_free(contents)


def places_free(contents: CaseContents) -> int:
    """Return how many assessors are missing after somebody withdrew; 0 where none did, or enough are left."""
    if not contents.withdrawals or contents.case.stage is not Stage.REVIEW:
        return 0
    return max(contents.policy.assessors - len(contents.assessments), 0)


def judgement_needed(contents: CaseContents) -> str:
    """Return the sentence that another judgement is needed, and why; empty where none is."""
    if contents.case.stage is not Stage.REVIEW:
        return ""
    if places_free(contents):
        gone = contents.withdrawals[-1]
        return (
            f"A {_ordinal(len(contents.assessments) + 1)} judgement is needed: "
            f"{contents.assessor_name(gone.person_id, gone.number)} withdrew. What they judged is kept, sealed and not "
            "counted. Appoint somebody in their place."
        )
    interested = {one.person_id for one in contents.interests}
    for one in contents.assessments:
        person, sealed = contents.people[one.person_id], one.state is AssessmentState.SEALED
        if person.id in interested or (person.retired_at is not None and not sealed):
            why = "has declared an interest" if person.id in interested else "has left the office without sealing"
            return (
                f"A {_ordinal(len(contents.assessments))} judgement is needed: "
                f"{contents.assessor_name(person.id, one.number)} {why}. Withdraw them, and appoint somebody in their "
                "place."
            )
    return ""


def _ordinal(number: int) -> str:
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else f"{number}th"


def free_place(contents: CaseContents) -> WithdrawalRow | None:
    """Return the withdrawal whose number is free for somebody else, None where no place is free."""
    taken = {one.number for one in contents.assessments}
    free = (one for one in contents.withdrawals if one.number not in taken)
    return next(free, None) if places_free(contents) else None


def why_not_judge(person: PersonRow, roles: Collection[Role], contents: CaseContents) -> str:
    """Return why this person may not judge in place of who withdrew, or as a third; empty where they may.

    roles: each of those they would judge in. They have not judged it before, nor withdrawn from it, have no declared
    interest, are not retired, and hold no role that may not meet one of these.
    """
    if person.retired_at is not None:
        return f"{person.name} has left the office."
    if any(one.person_id == person.id for one in contents.assessments):
        return f"{person.name} judges this case already. Somebody else is needed."
    if any(one.person_id == person.id for one in contents.withdrawals):
        return f"{person.name} withdrew from judging this case."
    if any(one.person_id == person.id for one in contents.interests):
        return f"{person.name} has declared an interest in this case."
    held = contents.roles_of(person.id)
    conflict = next((why for role in sorted(roles) if (why := role_conflict(held, role))), None)
    return f"{person.name} cannot judge this case: {conflict}" if conflict else ""


def possible_instead(contents: CaseContents) -> tuple[PersonRow, ...]:
    """Return everybody of the office who may judge in place of who withdrew, by name."""
    role = contents.withdrawals[-1].role if contents.withdrawals else min(JUDGING)
    may = (one for one in contents.people.values() if not why_not_judge(one, (role,), contents))
    return tuple(sorted(may, key=lambda one: one.name))
