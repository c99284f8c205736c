"""What is credit rated, or what credit is claimed towards: a programme, its units, outcomes and hours."""

from decimal import Decimal
from enum import StrEnum

from .rows import dataclass


class ProgrammeKind(StrEnum):
    """A micro-credential is a small programme."""

    PROGRAMME = "programme"
    MICRO_CREDENTIAL = "micro_credential"


class ActivityKind(StrEnum):
    """What learners spend their notional hours on."""

    TAUGHT = "taught"
    ONLINE = "online"
    SELF_DIRECTED = "self_directed"
    WORK_BASED = "work_based"
    PRACTICE = "practice"
    ASSESSMENT_PREPARATION = "assessment_preparation"
    ASSESSMENT = "assessment"


ACTIVITY_WORDS = {
    ActivityKind.TAUGHT: "taught sessions",
    ActivityKind.ONLINE: "online learning",
    ActivityKind.SELF_DIRECTED: "self-directed study",
    ActivityKind.WORK_BASED: "work-based learning",
    ActivityKind.PRACTICE: "practice",
    ActivityKind.ASSESSMENT_PREPARATION: "preparing for assessment",
    ActivityKind.ASSESSMENT: "assessment",
}


class Requirement(StrEnum):
    """Whether every learner takes the unit."""

    MANDATORY = "mandatory"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme as a case holds it. Points are whole SCQF credit points; None where the owner set no bound."""

    id: int
    revision: int
    case_id: int
    title: str
    kind: ProgrammeKind
    owner: str
    award: str
    minimum_points: int | None
    maximum_points: int | None
    award_points: int | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit. `points_override` replaces the proposed points, with its reason; imported units keep their rating."""

    id: int
    revision: int
    case_id: int
    number: int
    title: str
    requirement: Requirement
    proposed_level: int | None
    proposed_points: int | None
    imported_from: str
    imported_level: int | None
    imported_points: int | None
    points_override: int | None
    override_reason: str

    @property
    def key(self) -> str:
        return f"U{self.number}"


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """A learning outcome of a unit, with its assessment criteria as plain lines."""

    id: int
    revision: int
    case_id: int
    unit_id: int
    number: int
    text: str
    assessment_criteria: str

    def key(self, unit: UnitRow) -> str:
        return f"{unit.key}.{self.number}"


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """Notional hours of one activity of a unit, in tenths of an hour; `low` equals `high` for a single figure."""

    id: int
    revision: int
    case_id: int
    unit_id: int
    kind: ActivityKind
    low: int
    high: int
    note: str

    @property
    def low_hours(self) -> Decimal:
        return Decimal(self.low) / 10

    @property
    def high_hours(self) -> Decimal:
        return Decimal(self.high) / 10


@dataclass(frozen=True, slots=True)
class EntryRequirementRow:
    """One entry requirement of a programme, judged in an RPL-for-entry case."""

    id: int
    revision: int
    case_id: int
    number: int
    text: str

    @property
    def key(self) -> str:
        return f"R{self.number}"
