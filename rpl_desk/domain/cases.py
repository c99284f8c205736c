"""Cases: their kinds, their stages and the steps between them."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from .errors import RuleViolation
from .rows import dataclass


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

    @property
    def gives_credit(self) -> bool:
        """Tell whether a case of this kind can end with credit points."""
        return self not in (CaseKind.RPL_ENTRY, CaseKind.RPL_FORMATIVE)

    @property
    def least_points(self) -> int:
        """The fewest credit points a judge may answer: a rating is of at least one point, a claim may be given none."""
        return 1 if self.is_credit_rating else 0


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
    VOIDED = "voided"


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


_BEFORE_SIGNED = (Stage.INTAKE, Stage.REVIEW, Stage.RECONCILE, Stage.PANEL, Stage.DECIDED)
_MAY_WAIT = _BEFORE_SIGNED[:-1]
_AFTER_SIGNED = (Stage.APPEAL, Stage.PANEL, Stage.RECONCILE, Stage.VOIDED)  # the middle two by an amendment alone

MOVES: Mapping[Stage, frozenset[Stage]] = {
    Stage.INTAKE: frozenset({Stage.REVIEW, Stage.WAITING, Stage.WITHDRAWN}),
    Stage.REVIEW: frozenset({Stage.RECONCILE, Stage.WAITING, Stage.WITHDRAWN}),
    Stage.RECONCILE: frozenset({Stage.PANEL, Stage.WAITING, Stage.WITHDRAWN}),
    Stage.PANEL: frozenset({Stage.DECIDED, Stage.RECONCILE, Stage.WAITING, Stage.WITHDRAWN}),
    Stage.DECIDED: frozenset({Stage.SIGNED, Stage.PANEL, Stage.WITHDRAWN}),
    Stage.SIGNED: frozenset({Stage.RELEASED, *_AFTER_SIGNED}),
    Stage.RELEASED: frozenset(_AFTER_SIGNED),
    Stage.WAITING: frozenset({*_MAY_WAIT, Stage.WITHDRAWN}),
    Stage.WITHDRAWN: frozenset(),
    Stage.APPEAL: frozenset({Stage.PANEL, Stage.RECONCILE}),
    Stage.VOIDED: frozenset(),
}
"""Where a case may go from each stage. The stages are the office's way of working, not a rule of the framework."""

FINAL = frozenset({Stage.SIGNED, Stage.RELEASED, Stage.APPEAL})
"""Stages that a case reaches only with every signature its record asks for, and at which its decision stands."""


def needs_reason(stage: Stage, to: Stage) -> bool:
    """Return whether this step is refused without a reason: those beside the path, and those back along it."""
    beside = (Stage.WAITING, Stage.WITHDRAWN, Stage.APPEAL, Stage.VOIDED)
    back = stage is not Stage.WAITING and stage in PATH and to in PATH and PATH.index(to) < PATH.index(stage)
    return to in beside or back or stage is Stage.APPEAL


def check_move(
    case_stage: Stage, to: Stage, reason: str, waiting_from: Stage | None = None, back_to: Stage | None = None
) -> None:
    """Raise RuleViolation unless a case may go from one stage to another.

    waiting_from: the stage a waiting case stopped at; it resumes there and nowhere else. back_to: where a signed case
    stood before an amendment that is dropped, or before an appeal that is not upheld.
    """
    if to is case_stage:
        raise RuleViolation(f"This case is at {to} already.")
    if to not in MOVES[case_stage] and to is not back_to:
        raise RuleViolation(f"A case at {case_stage} cannot go to {to}.")
    if case_stage is Stage.WAITING and to is not Stage.WITHDRAWN and to is not waiting_from:
        raise RuleViolation(f"This case waits at {waiting_from or 'no known stage'}, so it cannot go on to {to}.")
    if needs_reason(case_stage, to) and not reason.strip():
        raise RuleViolation(f"Give a reason for moving the case from {case_stage} to {to}.")


@dataclass(frozen=True, slots=True)
class Missing:
    """Something still to do, in one sentence; `part` names the place to mend it, so that a screen can lead there."""

    part: str
    message: str


_REFERENCE = re.compile(r"(CR|RPL)-[0-9]{4}-[0-9]{4,6}")


def next_reference(kind: CaseKind, year: int, last_number: int) -> str:
    """Return the reference after `last_number` of that year, such as "CR-2026-0012". The form is ours."""
    return f"{kind.prefix}-{year:04d}-{last_number + 1:04d}"


def check_reference(text: str) -> None:
    """Raise RuleViolation unless the text has the form of a reference; the form is an office convention."""
    if not _REFERENCE.fullmatch(text):
        raise RuleViolation(f"{text!r} is not a case reference. It looks like CR-2026-0012 or RPL-2026-0034.")
