"""Panel meetings and quorum."""

from dataclasses import dataclass
from datetime import date


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
