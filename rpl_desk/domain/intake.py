"""What an intake holds, whichever way it came: a case folder and an intake workbook give the same rows.

`CaseFile` is checked data: hours are tenths of an hour, dates are dates, words are enumerations.
"""

from datetime import date

from .cases import CaseKind, CheckAnswer, CheckGroup, Situation, Wish
from .evidence import EvidenceKind, Sensitivity
from .people import Role
from .programmes import ActivityKind, ProgrammeKind, Requirement
from .rows import dataclass


@dataclass(frozen=True, slots=True)
class IntakeActivity:
    kind: ActivityKind
    low: int
    high: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class IntakeOutcome:
    text: str
    assessment_criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IntakeUnit:
    title: str
    requirement: Requirement = Requirement.MANDATORY
    proposed_level: int | None = None
    proposed_points: int | None = None
    imported_from: str = ""
    imported_level: int | None = None
    imported_points: int | None = None
    outcomes: tuple[IntakeOutcome, ...] = ()
    activities: tuple[IntakeActivity, ...] = ()


@dataclass(frozen=True, slots=True)
class IntakeProgramme:
    title: str
    kind: ProgrammeKind = ProgrammeKind.PROGRAMME
    owner: str = ""
    award: str = ""
    award_points: int | None = None
    minimum_points: int | None = None
    maximum_points: int | None = None
    units: tuple[IntakeUnit, ...] = ()
    entry_requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IntakeClaimant:
    name: str
    reference: str = ""
    email: str = ""
    situation: Situation | None = None
    wish: Wish | None = None
    assessment_plan: str = ""
    declared_on: date | None = None


@dataclass(frozen=True, slots=True)
class IntakeCheck:
    group: CheckGroup
    key: str
    answer: CheckAnswer
    note: str = ""


@dataclass(frozen=True, slots=True)
class IntakePerson:
    """A person of the office by e-mail, with a role on the case."""

    email: str
    role: Role


@dataclass(frozen=True, slots=True)
class IntakeOrigin:
    """Out of which file of the same intake one came: the `part`-th attached there, from 1, and what it is called."""

    file: str
    part: int
    name: str


@dataclass(frozen=True, slots=True)
class IntakeEvidence:
    """A register entry and the file that holds it, by its name beside the intake.

    kept_sealed: why a file that the gate refuses is kept unopened.
    """

    file: str
    title: str
    kind: EvidenceKind
    learned_on: date | None = None
    made_on: date | None = None
    received_on: date | None = None
    source: str = ""
    supplier: str = ""
    language: str = ""
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    currency_exception: str = ""
    attached_to: IntakeOrigin | None = None
    kept_sealed: str = ""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case as handed in. `reference` is empty where the office is to give the next one."""

    kind: CaseKind
    title: str
    reference: str = ""
    due_on: date | None = None
    agreement: str = ""
    agreed_on: date | None = None
    proposed_level: int | None = None
    proposed_points: int | None = None
    programme: IntakeProgramme | None = None
    claimant: IntakeClaimant | None = None
    checks: tuple[IntakeCheck, ...] = ()
    people: tuple[IntakePerson, ...] = ()
    evidence: tuple[IntakeEvidence, ...] = ()
