"""Decisions: outcomes by kind of case, conditions, recommendations and signatures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from .cases import CaseKind, Missing
from .credit import rpl_limit, unit_worth
from .errors import RuleViolation
from .evidence import years_after
from .judgements import MET, MET_KINDS, FindingState
from .panels import ON_BREAK, chairing, counted, in_room, must_leave, of_panel, on_break, quorum_words
from .people import JUDGING, ROLE_WORDS, CaseRoleRow, InterestRow, PersonRow, Role
from .policy import Policy
from .rows import dataclass

if TYPE_CHECKING:
    from .contents import CaseContents
    from .programmes import UnitRow


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


_CREDIT_KINDS = (CaseKind.RPL_CREDIT_SPECIFIC, CaseKind.RPL_CREDIT_GENERAL, CaseKind.CREDIT_TRANSFER)
_ROLES = frozenset(Role)


class Conditional(Protocol):
    """A condition, as far as the rules need it."""

    @property
    def text(self) -> str: ...

    @property
    def owner(self) -> str: ...

    @property
    def due_on(self) -> date | None: ...

    @property
    def shown_by(self) -> str: ...


def check_decision(
    contents: "CaseContents",
    outcome: Outcome | None,
    level: int | None,
    points: int | None,
    level_rationale: str,
    credit_rationale: str,
    conditions: Sequence[Conditional],
    recommendations: Sequence[str],
) -> list[Missing]:
    """Return everything that keeps the panel from deciding so, in the order of the form.

    `part` is "outcome", "level", "points", "level_rationale", "credit_rationale", "conditions", "recommendations",
    "findings" or "panel". recommendations: their texts.

    Every decision says why: an award for its level and its points, any other outcome under either heading.

    Source: product.md for outcomes by kind. Cap, whole-unit rule, permitted levels and quorum are office settings.
    """
    if outcome is None:
        found = [Missing("outcome", "Choose an outcome.")]
    elif outcome not in OUTCOMES[contents.case.kind]:
        found = [Missing("outcome", f"{OUTCOME_WORDS[outcome]} is not an outcome of this kind of case.")]
    elif outcome in AWARDING:
        found = [
            *_level_gaps(contents.policy, level),
            *_points_gaps(contents, points),
            *_rationale_gaps(level_rationale, credit_rationale),
        ]
    else:
        words = OUTCOME_WORDS[outcome]
        found = [Missing("level", f"{words} carries no level.")] if level is not None else []
        found += [Missing("points", f"{words} carries no credit points.")] if points is not None else []
        if not level_rationale.strip() and not credit_rationale.strip():
            # Who appeals, or hands in again, needs to know why; so does who hears the appeal.
            found.append(Missing("level_rationale", f"Say why: {words} needs a written reason."))
    found += _condition_gaps(outcome, conditions)
    found += [
        Missing("recommendations", f"Recommendation {number} has no text.")
        for number, text in enumerate(recommendations, 1)
        if not text.strip()
    ]
    return [*found, *_finding_gaps(contents), *_quorum_gaps(contents)]


def _level_gaps(policy: Policy, level: int | None) -> Iterator[Missing]:
    if level is None:
        yield Missing("level", "Say which level the panel decided.")
    elif level not in policy.permitted_levels:
        yield Missing("level", f"Level {level} is not one of the levels this office may use.")


def _points_gaps(contents: "CaseContents", points: int | None) -> Iterator[Missing]:
    if points is None or not 1 <= points <= 9999:
        yield Missing("points", "Say how many credit points are given, a whole number from 1 to 9999.")
        return
    policy, programme, kind = contents.policy, contents.programme, contents.case.kind
    if kind in _CREDIT_KINDS and programme is not None and programme.award_points is not None:
        limit = rpl_limit(programme.award_points, policy.rpl_cap_percent)
        if points > limit:
            share = f"{policy.rpl_cap_percent} % of {programme.award_points}"
            yield Missing("points", f"At most {limit} points may come from prior learning, {share}.")
    if policy.whole_units_only and kind in (CaseKind.RPL_CREDIT_SPECIFIC, CaseKind.CREDIT_TRANSFER):
        yield from _whole_unit_gaps(contents, points)


def _whole_unit_gaps(contents: "CaseContents", points: int) -> Iterator[Missing]:
    whole = [unit for unit in contents.units if is_met_whole(contents, unit)]
    worth = {unit.key: unit_worth(unit, contents.unit_activities(unit), contents.policy) for unit in whole}
    unknown = [key for key, value in worth.items() if value is None]
    total = sum(value or 0 for value in worth.values())
    if unknown:
        yield Missing("points", f"Only whole units count here, and {', '.join(unknown)} has no credit points recorded.")
    elif points != total:
        yield Missing("points", f"Only whole units count here, and those that are met carry {total} points.")


def is_met_whole(contents: "CaseContents", unit: "UnitRow") -> bool:
    """Return whether the panel found every outcome of a unit met."""
    judged = [one for one in contents.criteria if one.unit_id == unit.id and one.kind in MET_KINDS]
    findings = [contents.finding_of.get(one.id) for one in judged]
    return bool(findings) and all(one is not None and one.answer == MET for one in findings)


def _rationale_gaps(level_rationale: str, credit_rationale: str) -> Iterator[Missing]:
    if not level_rationale.strip():
        yield Missing("level_rationale", "Say why this level fits best.")
    if not credit_rationale.strip():
        yield Missing("credit_rationale", "Say how the credit points were reached.")


def _condition_gaps(outcome: Outcome | None, conditions: Sequence[Conditional]) -> Iterator[Missing]:
    if outcome is Outcome.RATED_WITH_CONDITIONS and not conditions:
        yield Missing("conditions", "Add at least one condition, or choose Rated.")
    if outcome is not Outcome.RATED_WITH_CONDITIONS and conditions:
        yield Missing("conditions", "Conditions go with Rated with conditions only.")
    for number, one in enumerate(conditions, 1):
        gaps = (
            (one.text.strip(), "what is to be done"),
            (one.owner.strip(), "its owner"),
            (one.due_on, "the day it is due"),
            (one.shown_by.strip(), "how it is shown to be met"),
        )
        if lacking := [words for value, words in gaps if not value]:
            yield Missing("conditions", f"Condition {number} lacks {', '.join(lacking)}.")


def _finding_gaps(contents: "CaseContents") -> Iterator[Missing]:
    if contents.criteria and not contents.findings:
        yield Missing("findings", "The sealed judgements have not been compared yet.")
    criteria = {one.id: one for one in contents.criteria}
    for finding in contents.findings:
        if finding.state in (FindingState.OPEN, FindingState.DISCUSS):
            yield Missing("findings", f"{criteria[finding.criterion_id].label} is not settled yet.")


def _quorum_gaps(contents: "CaseContents") -> Iterator[Missing]:
    if (meeting := contents.meeting) is None:
        return
    here = in_room(contents.attendance, contents.absences)
    leaving = must_leave(contents.interests, contents.roles)
    if on_break(contents.breaks) is not None:
        yield Missing("panel", ON_BREAK)
    count = counted(of_panel(here, contents.roles, chairing(meeting, contents.acting)), leaving)
    if count < meeting.quorum:
        yield Missing("panel", quorum_words(count, meeting.quorum))
    if contents.sitting is not None and contents.sitting.is_open:  # before that nobody notes who goes and when
        for one in here:
            if one in leaving:
                yield Missing("panel", f"{contents.people[one].name} must leave the room first.")


def review_date(decided_on: date, years: int) -> date:
    """Return the day a decision is looked at again. The number of years is an office setting."""
    return years_after(decided_on, years)


@dataclass(frozen=True, slots=True)
class Signatory:
    """A signature the policy asks for, in the order of `position` from 1, and the people who may give it."""

    position: int
    role: Role
    role_words: str
    people: tuple[PersonRow, ...]


def _fills(role: Role) -> frozenset[Role]:
    """Return the roles on a case that may sign as this one: a rater is the assessor of a credit rating."""
    return JUDGING if role is Role.ASSESSOR else frozenset({role})


def required_signatories(
    policy: Policy, roles: Iterable[CaseRoleRow], people: Mapping[int, PersonRow]
) -> tuple[Signatory, ...]:
    """Return the signatures a decision needs, in the policy's order; people who have retired are left out.

    people: everybody by id. Which roles sign, and in which order, is an office setting.
    Raises RuleViolation where the policy names a role that no case has.
    """
    rows = list(roles)
    found = []
    for position, name in enumerate(policy.signatories, 1):
        if name not in _ROLES:
            raise RuleViolation(f"The office's settings ask {name!r} to sign, which is not a role on a case.")
        role = Role(name)
        filling = _fills(role)
        holders = dict.fromkeys(one.person_id for one in rows if one.role in filling)
        able = tuple(people[one] for one in holders if people[one].retired_at is None)
        found.append(Signatory(position, role, ROLE_WORDS[role], able))
    return tuple(found)


def check_signer(
    person_id: int,
    role: str,
    roles: Iterable[CaseRoleRow],
    interests: Iterable[InterestRow],
    already: Mapping[str, int],
) -> None:
    """Raise RuleViolation unless this person may sign the decision in this role.

    already: who has signed, by role. Nobody signs with a declared interest, nor what they wrote or deliver; one person
    signs in one role; who judged does not sign as vetter, nor the other way round. Office conventions for independence.
    """
    held = {one.role for one in roles if one.person_id == person_id}
    if role not in _ROLES:
        raise RuleViolation(f"{role!r} is not a role that signs a decision.")
    wanted = Role(role)
    words = ROLE_WORDS[wanted]
    if not held & _fills(wanted):
        raise RuleViolation(f"Only somebody who is {words} on this case may sign in that role.")
    if any(one.person_id == person_id for one in interests):
        raise RuleViolation("Nobody signs a decision in which they have declared an interest.")
    if Role.AUTHOR in held:
        raise RuleViolation("Nobody signs a decision on what they wrote or deliver.")
    if (wanted is Role.VETTER and held & JUDGING) or (wanted is Role.ASSESSOR and Role.VETTER in held):
        raise RuleViolation("The one who assesses and the one who vets sign as two people.")
    if wanted in already:
        raise RuleViolation(f"This decision is already signed in the role of {words}.")
    if person_id in already.values():
        raise RuleViolation("One person signs a decision in one role only.")
