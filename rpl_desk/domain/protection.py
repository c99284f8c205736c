"""How the file of a store is kept: in the clear or encrypted, and the recovery codes that open it."""

from datetime import datetime

from .rows import dataclass

PROTECTS = (
    "Encryption protects the file, and every backup of it, when somebody else gets hold of them: a lost or stolen"
    " laptop or memory stick, a copy on a share, a disk that was thrown away. Without a passphrase or a recovery code"
    " nobody reads anything in it."
)
DOES_NOT_PROTECT = (
    "It does not protect a laptop that is switched on with the file open, nor against a program that watches what you"
    " type, nor documents you export. Whoever could open the file once can always open the copies they kept from then."
    " Names of the people who may open it stay readable beside it."
)
LOST = (
    "If everybody's passphrase and both recovery codes are lost, nobody can open the file again: not you, not us."
    " So two codes are printed, and typed back from the paper before work starts."
)


@dataclass(frozen=True, slots=True)
class RecoveryCode:
    """A recovery code while it is shown, this once; `number` stands on its sheet."""

    number: int
    code: str


@dataclass(frozen=True, slots=True)
class ProtectionRow:
    """What the store says of itself: whether its file is encrypted, and since when."""

    id: int
    revision: int
    encrypted: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class RecoveryCodeRow:
    """A recovery code: its number, never the code. It counts until it is replaced."""

    id: int
    revision: int
    number: int
    made_at: datetime
    confirmed_at: datetime | None
    used_at: datetime | None
    replaced_at: datetime | None
