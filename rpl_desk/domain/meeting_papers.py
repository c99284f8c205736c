"""What is printed of a meeting: agenda, the paper of each case, minutes. Text and whole numbers only.

Made once from what was captured; the documents are made from these alone. Times of day are the clock on the wall, as
HH:MM, and dates are ISO text. What is not known is empty, never guessed.
"""

from typing import Any

from .errors import Problem, Refused
from .plain import taken_apart, taken_in
from .rows import dataclass

MINUTES_TYPE = "rpl-desk/minutes/1"
UNPROVEN_TYPE = "rpl-desk/minutes-unproven/1"
"""Minutes with who confirmed them by the office's file alone, whose log nobody had signed then."""
PAPER_TYPES = ("rpl-desk/agenda/1", "rpl-desk/case-paper/1", MINUTES_TYPE)


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """A case on the agenda; `leaving` are the names of those who leave for it, without the reason."""

    number: int
    reference: str
    title: str
    kind_words: str
    starts: str
    minutes: int
    lead: str
    leaving: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """times_left: how often somebody leaves the room in this order."""

    type: str
    office: str
    unit: str
    meeting: int
    held_on: str
    place: str
    begins: str
    chair: str
    secretary: str
    invited: tuple[str, ...]
    apologies: tuple[str, ...]
    quorum: int
    times_left: int
    entries: tuple[AgendaEntry, ...]
    made_at: str
    made_for: str


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class PaperCriterion:
    """One criterion with the answers the reader may see, each as "Assessor One: level 8. Reason", and the finding."""

    group: str
    label: str
    answers: tuple[str, ...]
    finding: str
    reason: str
    dissent: str


@dataclass(frozen=True, slots=True)
class PaperItem:
    key: str
    title: str
    kind: str
    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PaperCondition:
    number: int
    text: str
    owner: str
    due_on: str
    shown_by: str


@dataclass(frozen=True, slots=True)
class CasePaper:
    """One case of a paper pack, as far as the person it is printed for may see it; `withheld` says what they may not.

    unit: what the office calls itself besides its name.
    """

    type: str
    office: str
    unit: str
    meeting: int
    held_on: str
    number: int
    total: int
    starts: str
    minutes: int
    reference: str
    title: str
    lead: str
    leaving: tuple[str, ...]
    facts: tuple[Fact, ...]
    people: tuple[Fact, ...]
    criteria: tuple[PaperCriterion, ...]
    evidence: tuple[PaperItem, ...]
    draft: tuple[Fact, ...]
    conditions: tuple[PaperCondition, ...]
    recommendations: tuple[str, ...]
    withheld: str
    made_at: str
    made_for: str


@dataclass(frozen=True, slots=True)
class MinutedAbsence:
    name: str
    why: str
    left: str
    returned: str


@dataclass(frozen=True, slots=True)
class MinutedItem:
    """What was captured of one case. decision: what the record says, empty where none was made at the meeting.

    record: version and SHA-256 of the record it was taken from.
    """

    number: int
    reference: str
    title: str
    kind_words: str
    taken: str
    closed: str
    out: tuple[MinutedAbsence, ...]
    quorum: str
    decision: tuple[Fact, ...]
    conditions: tuple[PaperCondition, ...]
    recommendations: tuple[str, ...]
    dissent: str
    record: str
    put_off: str
    minute: str


@dataclass(frozen=True, slots=True)
class MinutedBreak:
    reason: str
    began: str
    ended: str


@dataclass(frozen=True, slots=True)
class MinutedActing:
    """Who chaired in the chair's place; `until` is empty where they did so to the end."""

    name: str
    why: str
    begun: str
    until: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """One version of a meeting's minutes. corrected: why it replaces the one before, empty for the first.

    zone: how the times of day stand to UTC. log_size, log_head: the audit log when this was drafted. anchor: the line
    of the newest signed note on the log then, by which a paper copy vouches for all before it; empty before the first.
    """

    type: str
    version: int
    corrected: str
    office: str
    unit: str
    store: str
    meeting: int
    held_on: str
    place: str
    begins: str
    opened: str
    closed: str
    zone: str
    chair: str
    secretary: str
    present: tuple[str, ...]
    apologies: tuple[str, ...]
    not_noted: tuple[str, ...]
    quorum: int
    breaks: tuple[MinutedBreak, ...]
    acting: tuple[MinutedActing, ...]
    minute: str
    items: tuple[MinutedItem, ...]
    log_size: int
    log_head: str
    anchor: str
    made_at: str
    made_by: str

    @classmethod
    def from_plain(cls, plain: Any) -> "Minutes":
        """Read minutes from plain JSON values; raises Refused naming every field that does not fit."""
        problems: list[Problem] = []
        kind = plain.get("type") if isinstance(plain, dict) else None
        if kind != MINUTES_TYPE:
            raise Refused("The minutes", [Problem("type", f"This program reads {MINUTES_TYPE}; this says {kind!r}.")])
        made = taken_in(cls, plain, problems, 1)
        if problems:
            raise Refused("The minutes", problems)
        assert isinstance(made, Minutes)
        return made


def plain_of(paper: Agenda | CasePaper | Minutes) -> dict[str, Any]:
    """Return a paper as plain JSON values."""
    plain: dict[str, Any] = taken_apart(paper, 1)
    return plain
