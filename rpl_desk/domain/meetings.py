"""A meeting as it runs: its order, its times, who is out of the room, and what is minuted."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from .errors import RuleViolation
from .panels import ON_BREAK, AbsenceRow, chairing, counted, in_room, must_leave, of_panel, on_break, quorum_words
from .rows import dataclass

if TYPE_CHECKING:
    from .contents import CaseContents

PLANNED_MINUTES = 20
"""Estimated for a case of which nobody has said how long it takes; a convention of ours."""

ANNOUNCED_MINUTES = 10
"""How long before its estimated time the next case is announced; source: interaction.md, meeting mode."""

_EXACT = 9
"""Groups up to which every order is weighed; beyond that the next group is the one for which fewest leave."""


@dataclass(frozen=True, slots=True)
class SittingRow:
    """When a meeting is planned to begin (`begins` as HH:MM local time, or empty), and when it did and ended."""

    id: int
    revision: int
    meeting_id: int
    begins: str
    opened_at: datetime | None
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None


@dataclass(frozen=True, slots=True)
class AgendaItemRow:
    """A case's place in the order of a meeting. minutes: estimated. put_off: why it was left for another meeting."""

    id: int
    revision: int
    meeting_id: int
    case_id: int
    position: int
    minutes: int
    lead_id: int | None
    taken_at: datetime | None
    closed_at: datetime | None
    put_off: str


@dataclass(frozen=True, slots=True)
class MinuteRow:
    """What was noted at a meeting of one case, or of the meeting itself where `case_id` is None."""

    id: int
    revision: int
    meeting_id: int
    case_id: int | None
    text: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class MinutesRow:
    """One version of a meeting's minutes, frozen when drafted; `body` is canonical JSON. reason: what was corrected."""

    id: int
    revision: int
    meeting_id: int
    version: int
    sha256: str
    body: bytes
    made_at: datetime
    made_by: int
    reason: str
    confirmed_at: datetime | None
    confirmed_by: int | None


class Leaver(NamedTuple):
    """Somebody who must be out of the room while a case is decided; `why` in words, with what was declared."""

    person_id: int
    name: str
    why: str


class ToOrder(NamedTuple):
    """A case as ordering needs it: its id, who must leave for it, and the day it is due."""

    key: int
    leaving: frozenset[int]
    due_on: date | None


def order_by_conflicts(cases: Sequence[ToOrder]) -> list[int]:
    """Return the cases' ids so that people leave the room as few times as possible.

    Cases for which the same people leave follow one another; a group comes where fewest have to get up for it. Among
    orders that are equal in that, the case that is due first comes first. With more than 9 groups each next group is
    the one for which fewest leave, which need not be the best order.
    """
    groups: dict[frozenset[int], list[ToOrder]] = {}
    for one in sorted(cases, key=lambda one: (one.due_on or date.max, one.key)):
        groups.setdefault(one.leaving, []).append(one)
    found = _best(list(groups)) if len(groups) <= _EXACT else _nearest(list(groups))
    return [one.key for leaving in found for one in groups[leaving]]


def times_left(order: Sequence[frozenset[int]]) -> int:
    """Return how often somebody leaves the room over an order of cases, each given by who must leave for it."""
    out: frozenset[int] = frozenset()
    count = 0
    for leaving in order:
        count += len(leaving - out)
        out = leaving
    return count


def _best(groups: list[frozenset[int]]) -> list[frozenset[int]]:
    """Weigh every order, keeping for each set of groups and its last the cheapest way there."""
    if not groups:
        return []
    places = range(len(groups))
    ways: dict[tuple[frozenset[int], int], tuple[int, list[int]]] = {
        (frozenset({one}), one): (len(groups[one]), [one]) for one in places
    }
    for size in range(2, len(groups) + 1):
        longer: dict[tuple[frozenset[int], int], tuple[int, list[int]]] = {}
        for chosen in combinations(places, size):
            taken = frozenset(chosen)
            for last in chosen:
                rest = taken - {last}
                longer[taken, last] = min(
                    (cost + len(groups[last] - groups[before]), [*way, last])
                    for before in rest
                    for cost, way in (ways[rest, before],)
                )
        ways = longer
    return [groups[place] for place in min(ways.values())[1]]


def _nearest(groups: list[frozenset[int]]) -> list[frozenset[int]]:
    left, found, out = list(groups), [], frozenset[int]()
    while left:
        chosen = min(left, key=lambda one: (len(one - out), left.index(one)))
        left.remove(chosen)
        found.append(chosen)
        out = chosen
    return found


def minutes_of(begins: str) -> int:
    """Return HH:MM as minutes from midnight; raises RuleViolation for anything else."""
    hour, colon, minute = begins.partition(":")
    if colon and hour.isdecimal() and minute.isdecimal() and len(minute) == 2 and int(hour) < 24 and int(minute) < 60:
        return int(hour) * 60 + int(minute)
    raise RuleViolation(f"{begins!r} is not a time of day. Write it as 10:00.")


def estimated_times(begins: str, minutes: Sequence[int]) -> tuple[str, ...]:
    """Return when each case is expected, as HH:MM; empty words where the meeting has no time to begin."""
    if not begins:
        return ("",) * len(minutes)
    at = minutes_of(begins)
    found = []
    for one in minutes:
        found.append(f"{at // 60 % 24:02}:{at % 60:02}")
        at += one
    return tuple(found)


def next_in(taken_at: datetime, planned: int, now: datetime) -> int:
    """Return in how many whole minutes the next case is expected, from when this one was taken up; never below 0."""
    left = taken_at + timedelta(minutes=planned) - now
    return max(0, round(left.total_seconds() / 60))


def out_during(
    absences: Sequence[AbsenceRow], case_id: int, begun: datetime | None, ended: datetime | None
) -> tuple[AbsenceRow, ...]:
    """Return who was out of the room while a case was on the table; nobody where it has not been.

    begun, ended: when the case came on the table and went off it, None where it has not. Times are kept to the second,
    so who left for this very case is known by the case and not by the clock.
    """
    if begun is None:
        return ()
    return tuple(
        one
        for one in absences
        if one.case_id == case_id
        or ((ended is None or one.left_at < ended) and (one.returned_at is None or one.returned_at > begun))
    )


def moved(order: Sequence[int], key: int, place: int) -> list[int]:
    """Return an order with one of its members at another place, counted from 0 and kept within the order."""
    rest = [one for one in order if one != key]
    place = min(max(place, 0), len(rest))
    return [*rest[:place], key, *rest[place:]]


def leavers(leaving: Collection[int], statements: Mapping[int, str], names: Mapping[int, str]) -> tuple[Leaver, ...]:
    """Return those who must leave with the reason, by name. statements: what was declared, by person id."""
    return tuple(
        Leaver(one, names[one], f"declared: {statements[one]}" if one in statements else "advised on it, or wrote it")
        for one in sorted(leaving, key=lambda one: names[one])
    )


@dataclass(frozen=True, slots=True)
class Room:
    """The room while a case is on the table. here: ids of those in it. out: absences that have not ended.

    leaving: those who came to the meeting and must be out of the room for this case. count: members who count for the
    quorum; needed: the meeting's own number. paused: the meeting is on a break.
    """

    here: tuple[int, ...]
    out: tuple[AbsenceRow, ...]
    leaving: tuple[Leaver, ...]
    count: int
    needed: int
    paused: bool = False

    @property
    def still_here(self) -> tuple[Leaver, ...]:
        """Those who must leave and have not."""
        return tuple(one for one in self.leaving if one.person_id in self.here)

    @property
    def may_decide(self) -> bool:
        return self.count >= self.needed and not self.still_here and not self.paused

    @property
    def quorum(self) -> str:
        return quorum_words(self.count, self.needed)

    @property
    def why_not(self) -> str:
        """Why the panel may not decide as the room is, in words; empty where it may."""
        words = [ON_BREAK] if self.paused else []
        words += [] if self.count >= self.needed else [quorum_words(self.count, self.needed)]
        words += [f"{one.name} must leave the room first." for one in self.still_here]
        return " ".join(words)


def room_of(contents: "CaseContents") -> Room:
    """Return the room of a case that is before a meeting."""
    meeting = contents.meeting
    assert meeting is not None
    here = in_room(contents.attendance, contents.absences)
    must = must_leave(contents.interests, contents.roles)
    came = {one.person_id for one in contents.attendance if one.present}
    return Room(
        here=here,
        out=tuple(one for one in contents.absences if one.returned_at is None),
        leaving=leavers(
            must & came,
            {one.person_id: one.statement for one in contents.interests},
            {key: one.name for key, one in contents.people.items()},
        ),
        count=counted(of_panel(here, contents.roles, chairing(meeting, contents.acting)), must),
        needed=meeting.quorum,
        paused=on_break(contents.breaks) is not None,
    )
