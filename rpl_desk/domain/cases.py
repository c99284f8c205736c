"""Cases: their kinds, their stages and what each kind needs before it may be reviewed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class CaseKind(StrEnum):
    CREDIT_RATING_OWN = "credit_rating_own"
    CREDIT_RATING_THIRD_PARTY = "credit_rating_third_party"
    RPL_CREDIT_SPECIFIC = "rpl_credit_specific"
    RPL_CREDIT_GENERAL = "rpl_credit_general"
    RPL_ENTRY = "rpl_entry"
    RPL_FORMATIVE = "rpl_formative"
    CREDIT_TRANSFER = "credit_transfer"

    @property
    def is_credit_rating(self) -> bool:
        return self in (CaseKind.CREDIT_RATING_OWN, CaseKind.CREDIT_RATING_THIRD_PARTY)

    @property
    def prefix(self) -> str:
        """How references of this kind begin."""
        return "CR" if self.is_credit_rating else "RPL"


KIND_WORDS = {
    CaseKind.CREDIT_RATING_OWN: "Credit rating, own",
    CaseKind.CREDIT_RATING_THIRD_PARTY: "Credit rating, third party",
    CaseKind.RPL_CREDIT_SPECIFIC: "RPL for credit, specific",
    CaseKind.RPL_CREDIT_GENERAL: "RPL for credit, general",
    CaseKind.RPL_ENTRY: "RPL for entry",
    CaseKind.RPL_FORMATIVE: "RPL, formative",
    CaseKind.CREDIT_TRANSFER: "Credit transfer",
}


class Stage(StrEnum):
    INTAKE = "intake"
    REVIEW = "review"
    RECONCILE = "reconcile"
    PANEL = "panel"
    DECIDED = "decided"
    SIGNED = "signed"
    RELEASED = "released"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    APPEAL = "appeal"


PATH = (
    Stage.INTAKE,
    Stage.REVIEW,
    Stage.RECONCILE,
    Stage.PANEL,
    Stage.DECIDED,
    Stage.SIGNED,
    Stage.RELEASED,
)
"""The guided path, in order; the other stages stand beside it."""


class Situation(StrEnum):
    """What a claimant's learning is certified by."""

    NO_CERTIFICATE = "no_certificate"
    CERTIFICATE_NOT_ON_SCQF = "certificate_not_on_scqf"
    CERTIFICATE_ON_SCQF = "certificate_on_scqf"


class Wish(StrEnum):
    """What a claimant wants recognition for."""

    PERSONAL = "personal"
    ENTRY = "entry"
    CREDIT = "credit"


class CheckGroup(StrEnum):
    ELIGIBILITY = "eligibility"
    DUE_DILIGENCE = "due_diligence"


class CheckAnswer(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    OPEN = "open"


CHECKS: dict[CheckGroup, dict[str, str]] = {
    CheckGroup.ELIGIBILITY: {
        "learning_outcomes": "It is described by learning outcomes",
        "minimum_hours": "It takes at least 10 notional hours",
        "formal_assessment": "It is formally assessed and the results are recorded",
        "quality_assurance": "It is quality assured internally and externally",
    },
    CheckGroup.DUE_DILIGENCE: {
        "quality_systems": "Quality systems and governance",
        "assessment_independence": "Assessment and marking independence",
        "staff_qualifications": "Staff qualifications",
        "internal_verification": "Internal verification",
        "learner_support": "Learner support",
        "stability": "Stability and capacity",
    },
}
"""The criteria for credit rating and the areas looked into for a third party, in our own words.

Source: SCQF Handbook, the criteria for credit rating; the due-diligence areas follow product.md and are the office's.
"""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case; its policy and framework edition were frozen when it was opened.

    `waiting_from` is the stage where a stopped clock resumes.
    """

    id: int
    revision: int
    reference: str
    kind: CaseKind
    stage: Stage
    waiting_from: Stage | None
    waiting_reason: str
    title: str
    opened_on: date
    due_on: date | None
    owner: str
    agreement: str
    agreed_on: date | None
    claimant: str
    claimant_reference: str
    claimant_email: str
    situation: Situation | None
    wish: Wish | None
    assessment_plan: str
    declared_on: date | None
    proposed_level: int | None
    proposed_points: int | None
    framework_id: int
    policy: str
    meeting_id: int | None
    revealed_at: datetime | None
    revealed_by: int | None
    decided_level: int | None
    decided_points: int | None
    outcome: str


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One eligibility or due-diligence answer of a case."""

    id: int
    revision: int
    case_id: int
    group: CheckGroup
    key: str
    answer: CheckAnswer
    note: str


@dataclass(frozen=True, slots=True)
class StageChangeRow:
    """One dated step of a case; none is skipped silently."""

    id: int
    revision: int
    case_id: int
    stage: Stage
    entered_at: datetime
    person_id: int
    reason: str
