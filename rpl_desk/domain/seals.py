"""The seal the office puts on the PDFs it hands out."""

from datetime import datetime
from enum import StrEnum

from .rows import dataclass


class SealKind(StrEnum):
    """Where the key of a seal comes from."""

    MADE = "made"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class OfficeSealRow:
    """A seal of the office, in use until `ended_at`. certificate: DER. others: PEM of those that lead to its issuer.

    wrapped: the private key, which opens with the authority's key alone.
    """

    id: int
    revision: int
    kind: SealKind
    certificate: bytes
    others: bytes
    wrapped: bytes
    made_at: datetime
    made_by: int
    ended_at: datetime | None
    ended_reason: str


HOLDERS = "a custodian of the authority"
SEALED = "The PDFs written here are sealed by the office."
NOT_SEALED = "The PDFs are not sealed"
NO_SEAL = f"{NOT_SEALED}: the office has no seal. What is signed inside them is proved without one."
NOT_OPEN = f"{NOT_SEALED}: the office's seal is not open here. {HOLDERS.capitalize()} opens it, for this sitting."
WHAT_IT_PROVES = (
    "A seal made here proves that this office's key sealed a file, and that nothing in it changed since. It is not a"
    " qualified certificate: PDF readers say that its issuer is unknown, so compare its fingerprint with the roster."
)
