"""People of the office, their roles on a case, and who may not hold which roles together."""

from dataclasses import dataclass
from enum import StrEnum


class OfficeRole(StrEnum):
    """What a person may do in the office as a whole."""

    ADMINISTRATOR = "administrator"
    MEMBER = "member"


class Role(StrEnum):
    """What a person does on one case."""

    RATER = "rater"
    VETTER = "vetter"
    ASSESSOR = "assessor"
    ADVISER = "adviser"
    CHAIR = "chair"
    MEMBER = "member"
    SECRETARY = "secretary"
    AUTHOR = "author"


ROLE_WORDS = {
    Role.RATER: "rater",
    Role.VETTER: "vetter",
    Role.ASSESSOR: "assessor",
    Role.ADVISER: "adviser",
    Role.CHAIR: "chair",
    Role.MEMBER: "panel member",
    Role.SECRETARY: "secretary",
    Role.AUTHOR: "writes or delivers it",
}

JUDGING = frozenset({Role.RATER, Role.ASSESSOR})
"""Roles whose holders judge criteria."""

PANEL = frozenset({Role.CHAIR, Role.MEMBER, Role.RATER, Role.ASSESSOR, Role.VETTER})
"""Roles counted for quorum; a secretary and an adviser are in the room but not of the panel."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of the office. `uid` is the stable name that keys and records use."""

    id: int
    revision: int
    uid: str
    email: str
    name: str
    office_role: OfficeRole
    retired_at: str | None

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if word]
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@dataclass(frozen=True, slots=True)
class CaseRoleRow:
    """One person's role on one case; `override_reason` where the chair allowed roles that otherwise may not meet."""

    id: int
    revision: int
    case_id: int
    person_id: int
    role: Role
    override_reason: str


@dataclass(frozen=True, slots=True)
class InterestRow:
    """A declared conflict of interest of one person in one case."""

    id: int
    revision: int
    case_id: int
    person_id: int
    statement: str
    declared_at: str
