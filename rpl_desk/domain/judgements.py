"""What is judged and how: criteria, answers, sealed assessments, differences and findings."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .framework import Characteristic


class CriterionKind(StrEnum):
    CHARACTERISTIC = "characteristic"
    BEST_FIT = "best_fit"
    POINTS = "points"
    OUTCOME = "outcome"
    REQUIREMENT = "requirement"
    TRANSFER = "transfer"


LEVEL_KINDS = frozenset({CriterionKind.CHARACTERISTIC, CriterionKind.BEST_FIT})
MET_KINDS = frozenset({CriterionKind.OUTCOME, CriterionKind.REQUIREMENT, CriterionKind.TRANSFER})

MET, PARTLY, NOT_MET, UNSURE, NOT_APPLICABLE = "met", "partly", "not_met", "unsure", "not_applicable"
"""Answers in words; a level or a number of points is answered by its digits."""

ANSWER_WORDS = {
    MET: "met",
    PARTLY: "partly met",
    NOT_MET: "not met",
    UNSURE: "unsure",
    NOT_APPLICABLE: "not applicable",
}


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One thing to judge. `key` is stable and readable: `U2.p`, `U2.fit`, `U2.points`, `U1.3`, `R1`, `all.fit`."""

    id: int
    revision: int
    case_id: int
    position: int
    key: str
    kind: CriterionKind
    group: str
    label: str
    text: str
    unit_id: int | None
    outcome_id: int | None
    characteristic: Characteristic | None


class AssessmentState(StrEnum):
    DRAFT = "draft"
    SEALED = "sealed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """One assessor's set of judgements on one case; `commitment` is the SHA-256 of what was sealed."""

    id: int
    revision: int
    case_id: int
    person_id: int
    number: int
    state: AssessmentState
    sealed_at: datetime | None
    commitment: str


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """One assessor's answer to one criterion. `no_passage_reason` says why a 'met' rests on no passage."""

    id: int
    revision: int
    assessment_id: int
    criterion_id: int
    answer: str
    reason: str
    no_passage_reason: str
    saved_at: datetime


class FindingState(StrEnum):
    AGREED = "agreed"
    OPEN = "open"
    DISCUSS = "discuss"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class FindingRow:
    """The panel's agreed answer to one criterion; `answer` is empty while the difference is open."""

    id: int
    revision: int
    case_id: int
    criterion_id: int
    state: FindingState
    answer: str
    reason: str
    dissent: str
    person_id: int | None
