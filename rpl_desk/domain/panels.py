"""Panel meetings and quorum."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from .people import PANEL, CaseRoleRow, InterestRow, Role
from .rows import dataclass

ON_BREAK = "The meeting is on a break. Go on with it first."


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting of the panel. `quorum` is how many of the panel must be present."""

    id: int
    revision: int
    held_on: date
    place: str
    quorum: int
    chair_id: int
    secretary_id: int | None


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """One invited person; `present` is None until the meeting says."""

    id: int
    revision: int
    meeting_id: int
    person_id: int
    present: bool | None
    apology: str


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """One person's time out of the room: from when to when, and the case that was on the table when they left."""

    id: int
    revision: int
    meeting_id: int
    case_id: int
    person_id: int
    reason: str
    left_at: datetime
    returned_at: datetime | None


@dataclass(frozen=True, slots=True)
class BreakRow:
    """A break of a meeting; the panel decides nothing until it is over."""

    id: int
    revision: int
    meeting_id: int
    reason: str
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ActingChairRow:
    """Who chairs a meeting in the place of its chair, why, and from when to when."""

    id: int
    revision: int
    meeting_id: int
    person_id: int
    reason: str
    from_at: datetime
    until_at: datetime | None


def on_break(breaks: Iterable[BreakRow]) -> BreakRow | None:
    """Return the break that has not ended; None while the meeting goes on."""
    return next((one for one in breaks if one.ended_at is None), None)


def acting_now(acting: Iterable[ActingChairRow]) -> ActingChairRow | None:
    """Return who chairs the meeting now in the place of its chair; None where its chair does."""
    return next((one for one in acting if one.until_at is None), None)


def chairing(meeting: MeetingRow, acting: Iterable[ActingChairRow]) -> int:
    """Return the id of who chairs the meeting now."""
    now = acting_now(acting)
    return meeting.chair_id if now is None else now.person_id


def in_room(attendance: Iterable[AttendanceRow], absences: Iterable[AbsenceRow]) -> tuple[int, ...]:
    """Return the ids of those who came and are not out of the room now."""
    out = {one.person_id for one in absences if one.returned_at is None}
    return tuple(one.person_id for one in attendance if one.present and one.person_id not in out)


def must_leave(interests: Iterable[InterestRow], roles: Iterable[CaseRoleRow]) -> frozenset[int]:
    """Return the ids of people who leave while the case is decided: those with an interest, its advisers and authors.

    An office convention: it keeps whoever helped or gains out of the room.
    """
    leaving = {one.person_id for one in interests}
    return frozenset(leaving | {one.person_id for one in roles if one.role in (Role.ADVISER, Role.AUTHOR)})


def of_panel(present: Iterable[int], roles: Iterable[CaseRoleRow], chair_id: int | None = None) -> frozenset[int]:
    """Return those present who are of the panel: by their role on the case, or as chair of the meeting."""
    members = {one.person_id for one in roles if one.role in PANEL}
    return frozenset(one for one in present if one in members or one == chair_id)


def counted(present: Iterable[int], leaving: Collection[int]) -> int:
    """Return how many count for quorum. present: ids of panel people in the room, see `of_panel`; each counts once."""
    return len(set(present) - set(leaving))


def is_quorate(present: Iterable[int], leaving: Collection[int], quorum: int) -> bool:
    """Return whether enough of the panel remain once those who must leave have left. Quorum is an office setting."""
    return counted(present, leaving) >= quorum


def quorum_words(count: int, quorum: int) -> str:
    """Return the quorum in words, such as "5 present, 4 needed"."""
    words = f"{count} present, {quorum} needed"
    return words if count >= quorum else f"{words}. The decision waits."
