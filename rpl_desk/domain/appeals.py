"""Appeals against a signed decision: whether one is in time, when it is to be decided, and who may not hear it.

No rule here is the framework's. Grounds, periods and how many hear an appeal are settings of the office; that nobody
who took part in a decision hears the appeal against it is a convention of ours, which our draft of the letter states.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from .errors import RuleViolation
from .people import ROLE_WORDS, PersonRow, Role
from .rows import dataclass

if TYPE_CHECKING:
    from .contents import CaseContents


class AppealOutcome(StrEnum):
    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    WITHDRAWN = "withdrawn"


APPEAL_WORDS = {
    AppealOutcome.UPHELD: "Upheld",
    AppealOutcome.NOT_UPHELD: "Not upheld",
    AppealOutcome.WITHDRAWN: "Withdrawn by who lodged it",
}


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal against a signed record.

    ground: one of the office's list, empty where it keeps none; grounds: in the words of who lodged it. late_reason:
    why it is heard though it came late, empty where it did not. hear_by: when the office means to have decided it.
    """

    id: int
    revision: int
    case_id: int
    number: int
    record_id: int
    stage_before: str
    lodged_on: date
    lodged_by: str
    ground: str
    grounds: str
    late_reason: str
    hear_by: date
    received_by: int
    received_at: datetime
    acknowledged_on: date | None
    heard_on: date | None
    outcome: AppealOutcome | None
    decided_on: date | None
    reasons: str
    decided_by: int | None
    decided_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.outcome is None


@dataclass(frozen=True, slots=True)
class AppealMemberRow:
    """Somebody who hears an appeal."""

    id: int
    revision: int
    appeal_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal with the people who hear it, and the names of who received it and who recorded its outcome."""

    row: AppealRow
    members: tuple[PersonRow, ...]
    received_by: str
    decided_by: str


def last_day_to_appeal(told_on: date | None, appeal_days: int) -> date | None:
    """Return the last day on which an appeal is in time; None before anybody was told of the decision.

    told_on: when the decision was released. appeal_days: the office's setting.
    """
    return None if told_on is None else told_on + timedelta(days=appeal_days)


def decide_appeal_by(lodged_on: date, hearing_days: int) -> date:
    """Return the day by which an appeal is to be decided. The number of days is an office setting."""
    return lodged_on + timedelta(days=hearing_days)


def check_lodging(
    lodged_on: date,
    ground: str,
    late_reason: str,
    *,
    decided_on: date,
    last_day: date | None,
    today: date,
    grounds: Collection[str],
) -> None:
    """Raise RuleViolation unless an appeal may be lodged so.

    decided_on: the day of the decision. last_day: as `last_day_to_appeal`. grounds: those the office accepts, empty
    where it keeps no list. An appeal that came late is heard only with a reason, which is the office's to give.
    """
    if lodged_on > today:
        raise RuleViolation(f"{lodged_on} is yet to come. Give the day the appeal was received.")
    if lodged_on < decided_on:
        raise RuleViolation(f"{lodged_on} is before the decision of {decided_on}. Give the day it was received.")
    if grounds and ground not in grounds:
        raise RuleViolation(f"Choose one of the grounds this office accepts: {'; '.join(grounds)}.")
    if not grounds and ground:
        raise RuleViolation("This office keeps no list of grounds. Give them in the words of who appeals alone.")
    if last_day is not None and lodged_on > last_day and not late_reason.strip():
        raise RuleViolation(f"Appeals were in time until {last_day}. Say why this one is heard though it came late.")


def why_not_hear(person: PersonRow, contents: "CaseContents", signed: Collection[int]) -> str | None:
    """Return why somebody may not hear an appeal in a case, None for who may.

    signed: the ids of who signed any version of its record.
    """
    key = person.id
    roles = sorted(contents.roles_of(key))
    if person.retired_at is not None:
        return "has left the office"
    if any(one.person_id == key for one in contents.interests):
        return "declared an interest in the case"
    if Role.AUTHOR in roles:
        return "writes or delivers what was decided on"
    if roles:
        return f"is {' and '.join(ROLE_WORDS[one] for one in roles)} on the case"
    if any(one.person_id == key for one in contents.withdrawals):
        return "judged the case before withdrawing"
    if key in signed:
        return "signed the decision"
    if any(one.person_id == key and one.present for one in contents.attendance):
        return "was at the meeting that decided"
    return None


def check_members(members: Sequence[PersonRow], contents: "CaseContents", signed: Collection[int], least: int) -> None:
    """Raise RuleViolation unless these people may hear an appeal in a case.

    least: how many hear one, an office setting. signed: as in `why_not_hear`.
    """
    for one in members:
        if why := why_not_hear(one, contents, signed):
            raise RuleViolation(f"{one.name} {why}. Nobody who took part in a decision hears the appeal against it.")
    if len({one.id for one in members}) < least:
        raise RuleViolation(f"At least {least} {'person hears' if least == 1 else 'people hear'} an appeal here.")


def check_outcome(outcome: AppealOutcome, appeal: AppealRow, heard_on: date | None, today: date) -> None:
    """Raise RuleViolation unless an appeal may end so: it was heard on a day since it was lodged, or was withdrawn."""
    if outcome is AppealOutcome.WITHDRAWN:
        if heard_on is not None:
            raise RuleViolation("An appeal that was withdrawn was not heard. Leave the day of its hearing empty.")
        return
    if heard_on is None:
        raise RuleViolation("Give the day the appeal was heard.")
    if heard_on > today:
        raise RuleViolation(f"{heard_on} is yet to come. Give the day the appeal was heard.")
    if heard_on < appeal.lodged_on:
        raise RuleViolation(f"{heard_on} is before the appeal was lodged on {appeal.lodged_on}.")
