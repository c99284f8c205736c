"""Evidence items, the passages marked in them, and the rules about currency and double counting."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EvidenceKind(StrEnum):
    PORTFOLIO = "portfolio"
    REFLECTIVE_ACCOUNT = "reflective_account"
    CERTIFICATE = "certificate"
    TRANSCRIPT = "transcript"
    WORK_PRODUCT = "work_product"
    TESTIMONY = "testimony"
    PROFESSIONAL_DISCUSSION = "professional_discussion"
    OBSERVATION = "observation"
    SIMULATION = "simulation"
    ASSESSMENT_ON_DEMAND = "assessment_on_demand"
    CV = "cv"
    OTHER = "other"


EVIDENCE_WORDS = {
    EvidenceKind.PORTFOLIO: "portfolio",
    EvidenceKind.REFLECTIVE_ACCOUNT: "reflective account",
    EvidenceKind.CERTIFICATE: "certificate",
    EvidenceKind.TRANSCRIPT: "transcript",
    EvidenceKind.WORK_PRODUCT: "work product",
    EvidenceKind.TESTIMONY: "testimony",
    EvidenceKind.PROFESSIONAL_DISCUSSION: "professional discussion",
    EvidenceKind.OBSERVATION: "observation",
    EvidenceKind.SIMULATION: "simulation",
    EvidenceKind.ASSESSMENT_ON_DEMAND: "assessment on demand",
    EvidenceKind.CV: "CV",
    EvidenceKind.OTHER: "other",
}


class Sensitivity(StrEnum):
    ORDINARY = "ordinary"
    PERSONAL = "personal"
    SPECIAL = "special"


class Stance(StrEnum):
    SUPPORTS = "supports"
    PARTLY = "partly"
    CONTRADICTS = "contradicts"


STANCE_SIGNS = {Stance.SUPPORTS: "+", Stance.PARTLY: "~", Stance.CONTRADICTS: "−"}


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One register entry. `sha256` names the stored bytes; `kept_sealed` says why a refused file is kept unopened."""

    id: int
    revision: int
    case_id: int
    number: int
    title: str
    kind: EvidenceKind
    file_name: str
    sha256: str
    size: int
    media_type: str
    learned_on: date | None
    made_on: date | None
    received_on: date | None
    source: str
    supplier: str
    language: str
    sensitivity: Sensitivity
    currency_exception: str
    kept_sealed: str

    @property
    def key(self) -> str:
        return f"E{self.number:02d}"


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A place in an evidence item that one assessor ties to a criterion.

    `page` is the page as printed or counted ("4", "iii", "12-13"), empty for the whole item; `strength` is 1 to 3.
    """

    id: int
    revision: int
    assessment_id: int
    criterion_id: int
    evidence_id: int
    page: str
    quotation: str
    stance: Stance
    strength: int
    note: str
