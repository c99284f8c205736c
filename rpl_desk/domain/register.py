"""The decision register: what is kept of every decision in one line."""

from datetime import date

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
