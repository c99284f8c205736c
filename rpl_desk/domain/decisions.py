"""Decisions: outcomes by kind of case, conditions, recommendations and signatures."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from .cases import CaseKind


class Outcome(StrEnum):
    RATED = "rated"
    RATED_WITH_CONDITIONS = "rated_with_conditions"
    REFERRED_BACK = "referred_back"
    NOT_RATED = "not_rated"
    FULL_CREDIT = "full_credit"
    PART_CREDIT = "part_credit"
    NO_CREDIT = "no_credit"
    MORE_EVIDENCE = "more_evidence"
    ENTRY = "entry"
    ADVANCED_ENTRY = "advanced_entry"
    NOT_SUPPORTED = "not_supported"
    PROFILE = "profile"


_RATING = (Outcome.RATED, Outcome.RATED_WITH_CONDITIONS, Outcome.REFERRED_BACK, Outcome.NOT_RATED)
_CREDIT = (Outcome.FULL_CREDIT, Outcome.PART_CREDIT, Outcome.NO_CREDIT, Outcome.MORE_EVIDENCE)

OUTCOMES: dict[CaseKind, tuple[Outcome, ...]] = {
    CaseKind.CREDIT_RATING_OWN: _RATING,
    CaseKind.CREDIT_RATING_THIRD_PARTY: _RATING,
    CaseKind.RPL_CREDIT_SPECIFIC: _CREDIT,
    CaseKind.RPL_CREDIT_GENERAL: _CREDIT,
    CaseKind.RPL_ENTRY: (Outcome.ENTRY, Outcome.ADVANCED_ENTRY, Outcome.NOT_SUPPORTED),
    CaseKind.RPL_FORMATIVE: (Outcome.PROFILE,),
    CaseKind.CREDIT_TRANSFER: _CREDIT,
}

OUTCOME_WORDS = {
    Outcome.RATED: "Rated",
    Outcome.RATED_WITH_CONDITIONS: "Rated with conditions",
    Outcome.REFERRED_BACK: "Referred back",
    Outcome.NOT_RATED: "Not rated",
    Outcome.FULL_CREDIT: "Full credit",
    Outcome.PART_CREDIT: "Part credit",
    Outcome.NO_CREDIT: "No credit",
    Outcome.MORE_EVIDENCE: "More evidence asked for",
    Outcome.ENTRY: "Entry supported",
    Outcome.ADVANCED_ENTRY: "Advanced entry supported",
    Outcome.NOT_SUPPORTED: "Not supported",
    Outcome.PROFILE: "Skills profile, no credit",
}

AWARDING = frozenset({Outcome.RATED, Outcome.RATED_WITH_CONDITIONS, Outcome.FULL_CREDIT, Outcome.PART_CREDIT})
"""Outcomes that carry a level and credit points."""


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """The panel's decision, as drafted and then decided; every version is kept."""

    id: int
    revision: int
    case_id: int
    version: int
    outcome: Outcome | None
    level: int | None
    points: int | None
    level_rationale: str
    credit_rationale: str
    dissent: str
    decided_on: date | None
    review_on: date | None
    superseded: bool


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """A condition: who owns it, when it is due and how it is shown to be met."""

    id: int
    revision: int
    decision_id: int
    number: int
    text: str
    owner: str
    due_on: date | None
    shown_by: str


@dataclass(frozen=True, slots=True)
class RecommendationRow:
    id: int
    revision: int
    decision_id: int
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A frozen decision record as stored: its canonical bytes are what people sign."""

    id: int
    revision: int
    case_id: int
    version: int
    sha256: str
    body: bytes
    made_at: datetime
    superseded: bool


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """One person's signature over one record; `payload` and `certificate` are kept as they were signed."""

    id: int
    revision: int
    record_id: int
    position: int
    role: str
    person_id: int
    operation: str
    payload: bytes
    signature: bytes
    certificate_id: int
    receipt: str
    signed_at: datetime
