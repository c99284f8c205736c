"""The decision register and the log as people read them: a decision, or an entry, in one line."""

from datetime import date, datetime

from .rows import dataclass


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A decision as the register shows it; `record_sha256` is the short form printed on the record.

    standing: whether it stands, and else, in words, since when and by what not.
    """

    reference: str
    version: int
    kind_words: str
    title: str
    owner: str
    claimant: str
    claimant_reference: str
    outcome_words: str
    level: int | None
    points: int | None
    decided_on: date | None
    signed_on: date | None
    review_on: date | None
    conditions_open: int
    status: str
    record_sha256: str
    signatories: tuple[str, ...]
    standing: str = "stands"


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry of the audit log, as a person reads it; `signer` is whose signature it took, which may be another's."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    hash: str
    signer: str | None
