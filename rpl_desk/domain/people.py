"""People of the office, their roles on a case, and who may not hold which roles together."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

from .rows import dataclass


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

PREPARING = (Role.CHAIR, Role.SECRETARY)
"""Roles whose holders prepare a case; an administrator of the office does too."""

PANEL = frozenset({Role.CHAIR, Role.MEMBER, Role.RATER, Role.ASSESSOR, Role.VETTER})
"""Roles counted for quorum; a secretary and an adviser are in the room but not of the panel."""


INDEPENDENT = frozenset({Role.CHAIR, Role.RATER, Role.ASSESSOR, Role.VETTER})
"""Roles nobody takes on with a declared interest; a member with one leaves the room instead. An office convention."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of the office. `uid` is the stable name that keys and records use."""

    id: int
    revision: int
    uid: str
    email: str
    name: str
    office_role: OfficeRole
    retired_at: datetime | None

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words if len(words) < 2 else (words[0], words[-1]))).upper()


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


_AUTHOR = "who wrote or delivers it may not judge, vet or chair it."
_ADVISER = "who advised on the case may not judge, vet or chair it."

INCOMPATIBLE: tuple[tuple[Role, Role, str], ...] = (
    (Role.AUTHOR, Role.RATER, _AUTHOR),
    (Role.AUTHOR, Role.ASSESSOR, _AUTHOR),
    (Role.AUTHOR, Role.VETTER, _AUTHOR),
    (Role.AUTHOR, Role.CHAIR, _AUTHOR),
    (Role.ADVISER, Role.RATER, _ADVISER),
    (Role.ADVISER, Role.ASSESSOR, _ADVISER),
    (Role.ADVISER, Role.VETTER, _ADVISER),
    (Role.ADVISER, Role.CHAIR, _ADVISER),
    (Role.RATER, Role.VETTER, "the rater and the vetter are two people."),
    (Role.ASSESSOR, Role.VETTER, "the assessor and the vetter are two people."),
)
"""Roles one person may not hold together on one case, with the reason.

Source: SCQF Handbook for vetting by people who did not propose the rating; SCQF guidance on the recognition of prior
learning for advice kept apart from assessment. The other pairs are an office convention. The chair may override any.
"""


def role_conflict(held: Collection[Role], new: Role) -> str | None:
    """Return why a person with these roles on a case may not also take the new one; None where they may."""
    for one, other, reason in INCOMPATIBLE:
        if (one is new and other in held) or (other is new and one in held):
            return reason
    return None


def incompatible_roles(roles: Iterable[CaseRoleRow]) -> list[tuple[int, str]]:
    """Return each person of a case whose roles may not meet, with the reason; an override of either role allows it."""
    rows = list(roles)
    found = []
    for position, row in enumerate(rows):
        for earlier in rows[:position]:
            reason = role_conflict((earlier.role,), row.role)
            overridden = row.override_reason.strip() or earlier.override_reason.strip()
            if earlier.person_id == row.person_id and reason and not overridden:
                found.append((row.person_id, reason))
    return found


def may_judge(roles: Collection[Role], has_interest: bool) -> bool:
    """Return whether a person judges on a case: as rater or assessor, with no declared interest."""
    return not has_interest and any(one in JUDGING for one in roles)


@dataclass(frozen=True, slots=True)
class WrappedKeyRow:
    """A private key as it is kept: wrapped by its owner's passphrase. `purpose` is "sign" or "authority"."""

    id: int
    revision: int
    person_id: int
    purpose: str
    body: bytes
    public: bytes
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """The authority's word that a public key is a person's, as it was signed."""

    id: int
    revision: int
    person_id: int
    serial: int
    body: bytes
    signature: bytes
    retired_at: datetime | None
    retired_reason: str


class Ending(StrEnum):
    """Why a key is no longer used."""

    LEFT = "left"
    FORGOTTEN = "forgotten"
    COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True)
class SessionKeyRow:
    """The key of a session as its person's key certified it: canonical JSON and the signature over it."""

    id: int
    revision: int
    session: str
    certificate_id: int
    body: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class ExchangeKeyRow:
    """The public key that things are sealed to for a person: canonical JSON and their signature over it."""

    id: int
    revision: int
    certificate_id: int
    body: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """A one-time code that was handed out, by its digest, and the request that was signed after it was typed."""

    id: int
    revision: int
    person_id: int
    code_digest: str
    expires_at: datetime
    body: bytes | None
    signature: bytes | None


@dataclass(frozen=True, slots=True)
class KeyEndingRow:
    """The end of a key, as the authority and, where two are needed, another person signed it."""

    id: int
    revision: int
    certificate_id: int
    kind: Ending
    body: bytes
    authority_signature: bytes
    second_certificate_id: int | None
    second_signature: bytes | None


@dataclass(frozen=True, slots=True)
class FoundingRow:
    """That the authority of the office was founded anew: what its people signed, and what the lost key had signed."""

    id: int
    revision: int
    body: bytes


@dataclass(frozen=True, slots=True)
class AnchorPlaceRow:
    """The folder outside the store that notes on the log go to; empty for none."""

    id: int
    revision: int
    folder: str


@dataclass(frozen=True, slots=True)
class UnlockFailureRow:
    """How often in a row a person's passphrase was given wrongly, and when last."""

    id: int
    revision: int
    person_id: int
    failures: int
    last_at: datetime
