"""Cases: their kinds, their stages and what each kind needs before it may be reviewed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from .credit import HOURS_PER_POINT, basis_hours, figure, is_imported, total_hours
from .errors import RuleViolation
from .people import JUDGING, Role, incompatible_roles
from .programmes import UnitRow

if TYPE_CHECKING:
    from .contents import CaseContents


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


_BEFORE_SIGNED = (Stage.INTAKE, Stage.REVIEW, Stage.RECONCILE, Stage.PANEL, Stage.DECIDED)
_MAY_WAIT = _BEFORE_SIGNED[:-1]

MOVES: Mapping[Stage, frozenset[Stage]] = {
    Stage.INTAKE: frozenset({Stage.REVIEW, Stage.WAITING, Stage.WITHDRAWN}),
    Stage.REVIEW: frozenset({Stage.RECONCILE, Stage.WAITING, Stage.WITHDRAWN}),
    Stage.RECONCILE: frozenset({Stage.PANEL, Stage.WAITING, Stage.WITHDRAWN}),
    Stage.PANEL: frozenset({Stage.DECIDED, Stage.WAITING, Stage.WITHDRAWN}),
    Stage.DECIDED: frozenset({Stage.SIGNED, Stage.PANEL, Stage.WITHDRAWN}),
    Stage.SIGNED: frozenset({Stage.RELEASED, Stage.APPEAL}),
    Stage.RELEASED: frozenset({Stage.APPEAL}),
    Stage.WAITING: frozenset({*_MAY_WAIT, Stage.WITHDRAWN}),
    Stage.WITHDRAWN: frozenset(),
    Stage.APPEAL: frozenset(),
}
"""Where a case may go from each stage. The stages are the office's way of working, not a rule of the framework."""


def needs_reason(stage: Stage, to: Stage) -> bool:
    """Return whether this step is refused without a reason."""
    beside = (Stage.WAITING, Stage.WITHDRAWN, Stage.APPEAL)
    return to in beside or (stage is Stage.DECIDED and to is Stage.PANEL)


def check_move(case_stage: Stage, to: Stage, reason: str, waiting_from: Stage | None = None) -> None:
    """Raise RuleViolation unless a case may go from one stage to another.

    waiting_from: the stage a waiting case stopped at; it resumes there and nowhere else.
    """
    if to not in MOVES[case_stage]:
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


def missing_for_review(contents: "CaseContents") -> list[Missing]:
    """Return everything a case still lacks before it may be reviewed, in the order a person meets it.

    `part` is "subject", "claimant", "programme", "checks", "people" or "evidence".

    Source: SCQF credit rating criteria explained (SCQF Partnership) for outcomes, ten hours, assessment and quality
    assurance; product.md for what a claim needs. The number of judges is an office setting.
    """
    found = [*_subject_gaps(contents)]
    if contents.case.kind.is_credit_rating:
        found += _rated_programme_gaps(contents)
    else:
        found += _claimant_gaps(contents)
        found += _claimed_gaps(contents)
    found += _check_gaps(contents)
    found += _people_gaps(contents)
    if not contents.evidence:
        found.append(Missing("evidence", "No evidence is registered. Add at least one item."))
    return found


def _subject_gaps(contents: "CaseContents") -> Iterator[Missing]:
    case, permitted = contents.case, contents.policy.permitted_levels
    if not case.title.strip():
        yield Missing("subject", "The case has no title.")
    if case.proposed_level is not None and case.proposed_level not in permitted:
        yield Missing("subject", f"Level {case.proposed_level} is not one of the levels this office may use.")
    if case.kind is CaseKind.RPL_CREDIT_GENERAL and case.proposed_level is None:
        yield Missing("subject", "Say which level is claimed.")
    if case.kind is CaseKind.CREDIT_RATING_THIRD_PARTY:
        if not case.owner.strip():
            yield Missing("subject", "Name the owner of the programme.")
        if not case.agreement.strip():
            yield Missing("subject", "Record the agreement with the owner of the programme.")


def _claimant_gaps(contents: "CaseContents") -> Iterator[Missing]:
    case = contents.case
    if not case.claimant.strip():
        yield Missing("claimant", "Name the claimant.")
    if case.situation is None:
        yield Missing("claimant", "Say whether the learning has a certificate, and whether that is on the SCQF.")
    if case.wish is None:
        yield Missing("claimant", "Say what the claimant wants recognition for.")
    if case.declared_on is None:
        yield Missing("claimant", "The claimant has not yet declared that the work is their own.")
    # Credit transfer rests on a rating already made, so there is no assessment to plan.
    if case.kind is not CaseKind.CREDIT_TRANSFER and not case.assessment_plan.strip():
        yield Missing("claimant", "Record the assessment plan agreed with the claimant.")


def _rated_programme_gaps(contents: "CaseContents") -> Iterator[Missing]:
    if contents.programme is None:
        yield Missing("programme", "Describe the programme to be credit rated.")
    if not contents.units:
        yield Missing("programme", "The programme needs at least one unit.")
    for unit in contents.units:
        if is_imported(unit):
            yield from _imported_gaps(unit)
            continue
        yield from _outcome_gaps(contents, unit)
        hours = basis_hours(total_hours(contents.unit_activities(unit)), contents.policy.range_basis)
        if hours < HOURS_PER_POINT:
            yield Missing("programme", f"{_named(unit)} has {figure(hours)} notional hours; it needs at least 10.")


def _claimed_gaps(contents: "CaseContents") -> Iterator[Missing]:
    """What is claimed: units with outcomes, entry requirements, or units rated elsewhere, by the kind of case."""
    kind = contents.case.kind
    if kind in (CaseKind.RPL_CREDIT_SPECIFIC, CaseKind.RPL_ENTRY) and contents.programme is None:
        yield Missing("programme", "Name the programme this is claimed towards.")
    if kind is CaseKind.RPL_CREDIT_SPECIFIC:
        if not contents.units:
            yield Missing("programme", "Name at least one unit that is claimed.")
        for unit in contents.units:
            yield from _outcome_gaps(contents, unit)
    if kind is CaseKind.RPL_ENTRY and not contents.entry_requirements:
        yield Missing("programme", "List the entry requirements of the programme.")
    if kind is CaseKind.CREDIT_TRANSFER:
        if not contents.units:
            yield Missing("programme", "Name at least one credit-rated unit to transfer.")
        for unit in contents.units:
            yield from _imported_gaps(unit)


def _outcome_gaps(contents: "CaseContents", unit: UnitRow) -> Iterator[Missing]:
    if not contents.unit_outcomes(unit):
        yield Missing("programme", f"{_named(unit)} has no learning outcomes.")


def _imported_gaps(unit: UnitRow) -> Iterator[Missing]:
    if not unit.imported_from.strip():
        yield Missing("programme", f"{_named(unit)} does not say who rated it.")
    if unit.imported_level is None:
        yield Missing("programme", f"{_named(unit)} lacks the level it was rated at.")
    if unit.imported_points is None:
        yield Missing("programme", f"{_named(unit)} lacks the credit points it was rated with.")


def _named(unit: UnitRow) -> str:
    return f"Unit {unit.number} {unit.title}".strip()


def _check_gaps(contents: "CaseContents") -> Iterator[Missing]:
    kind = contents.case.kind
    answers = {(one.group, one.key): one.answer for one in contents.checks}
    if kind.is_credit_rating:
        for key, words in CHECKS[CheckGroup.ELIGIBILITY].items():
            answer = answers.get((CheckGroup.ELIGIBILITY, key), CheckAnswer.OPEN)
            if answer is CheckAnswer.OPEN:
                yield Missing("checks", f"{words}: not answered yet.")
            elif answer is CheckAnswer.FAIL:
                yield Missing("checks", f"{words}: answered no, so it cannot be credit rated.")
    if kind is CaseKind.CREDIT_RATING_THIRD_PARTY:
        for key, words in CHECKS[CheckGroup.DUE_DILIGENCE].items():
            if answers.get((CheckGroup.DUE_DILIGENCE, key), CheckAnswer.OPEN) is CheckAnswer.OPEN:
                yield Missing("checks", f"{words}: not looked into yet.")


def _people_gaps(contents: "CaseContents") -> Iterator[Missing]:
    judges, chairs = contents.holders(*JUDGING), contents.holders(Role.CHAIR)
    needed = contents.policy.assessors
    if len(judges) < needed:
        yield Missing("people", f"{len(judges)} of {needed} assessors are named.")
    if not chairs:
        yield Missing("people", "Name the chair.")
    interested = {one.person_id for one in contents.interests}
    for person in dict.fromkeys((*judges, *chairs)):
        if person.id in interested:
            yield Missing("people", f"{person.name} has declared an interest, so may not judge or chair this case.")
    for person_id, reason in incompatible_roles(contents.roles):
        yield Missing("people", f"{contents.people[person_id].name}: {reason}")


_REFERENCE = re.compile(r"(CR|RPL)-[0-9]{4}-[0-9]{4,6}")


def next_reference(kind: CaseKind, year: int, last_number: int) -> str:
    """Return the reference after `last_number` of that year, such as "CR-2026-0012". The form is ours."""
    return f"{kind.prefix}-{year:04d}-{last_number + 1:04d}"


def check_reference(text: str) -> None:
    """Raise RuleViolation unless the text has the form of a reference; the form is an office convention."""
    if not _REFERENCE.fullmatch(text):
        raise RuleViolation(f"{text!r} is not a case reference. It looks like CR-2026-0012 or RPL-2026-0034.")
