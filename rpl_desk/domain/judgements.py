"""Judgements: criteria and their answers, sealed assessments, differences and findings."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from .cases import Missing
from .errors import RuleViolation
from .framework import Characteristic
from .passages import LinkedPassage
from .policy import Policy
from .rows import dataclass


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

REMARK_FROM = 2
"""Levels between characteristics from which a remark is asked for."""


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
class ReliedRow:
    """A descriptor statement, by its id, that an assessor ticked as relied on for a criterion."""

    id: int
    revision: int
    assessment_id: int
    criterion_id: int
    statement: str


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


def check_answer(kind: CriterionKind, answer: str, policy: Policy, least_points: int = 0) -> None:
    """Raise RuleViolation unless the answer fits the criterion.

    A level is one the office may use; a characteristic may be "not_applicable"; points are whole, `least_points` to
    9999 (a credit rating asks for 1, a claim may be given 0); outcomes, requirements and transfers are answered met,
    partly or not_met. "unsure" always fits.
    """
    if answer == UNSURE or (answer == NOT_APPLICABLE and kind is CriterionKind.CHARACTERISTIC):
        return
    number = _figure(answer)
    if kind in LEVEL_KINDS and number not in policy.permitted_levels:
        levels = ", ".join(map(str, policy.permitted_levels))
        raise RuleViolation(f"{answer or 'Nothing'} is not a level this office may use. Choose one of {levels}.")
    if kind is CriterionKind.POINTS and (number is None or number < least_points):
        raise RuleViolation(
            f"{answer or 'Nothing'} is not a whole number of credit points from {least_points} to 9999."
        )
    if kind in MET_KINDS and answer not in (MET, PARTLY, NOT_MET):
        raise RuleViolation(f"{answer or 'Nothing'} is not an answer here. Choose met, partly met, not met or unsure.")


def check_finding(kind: CriterionKind, answer: str, policy: Policy, least_points: int = 0) -> None:
    """Raise RuleViolation unless the panel may settle the criterion so: as `check_answer`, but never "unsure".

    An assessor may be unsure and seal it; the panel settles what was left open. Office convention.
    """
    if answer == UNSURE:
        raise RuleViolation("The panel's finding cannot be unsure: settle it, or leave it to be discussed.")
    check_answer(kind, answer, policy, least_points)


def _figure(answer: str) -> int | None:
    """Return the level or points an answer gives; None for words, and for figures not in plain form ("08", "8.0")."""
    return int(answer) if re.fullmatch(r"0|[1-9][0-9]{0,3}", answer) else None


def answer_words(kind: CriterionKind, answer: str) -> str:
    """Return an answer as people read it: "level 8", "24 points", "partly met", "unsure"."""
    if not answer:
        return "not answered"
    if answer in ANSWER_WORDS:
        return ANSWER_WORDS[answer]
    if kind is CriterionKind.POINTS:
        return f"{answer} point{'' if answer == '1' else 's'}"
    return f"level {answer}"


def short_label(label: str) -> str:
    """Return a criterion's label as it stands under its heading: "Unit 2, Practice" is "Practice" there."""
    return label.rpartition(", ")[2]


def spread(levels: Iterable[int]) -> int:
    """Return how many levels lie between the lowest and the highest; 0 for none."""
    found = list(levels)
    return max(found) - min(found) if found else 0


def criteria_left(criteria: Iterable[CriterionRow], judgements: Iterable[JudgementRow]) -> tuple[CriterionRow, ...]:
    """Return the criteria one assessor has still to answer, in order.

    Level 1 is judged as one whole: where a unit's best fit is 1, its characteristics need no answer.
    Source: the SCQF descriptors, whose level 1 is one sentence under all five characteristics.
    """
    rows = list(criteria)
    answers = {one.criterion_id: one.answer for one in judgements if one.answer}
    whole = {one.unit_id for one in rows if one.kind is CriterionKind.BEST_FIT and answers.get(one.id) == "1"}
    return tuple(
        one
        for one in rows
        if one.id not in answers and not (one.kind is CriterionKind.CHARACTERISTIC and one.unit_id in whole)
    )


def missing_to_seal(
    criteria: Iterable[CriterionRow],
    judgements: Iterable[JudgementRow],
    passages: Iterable[LinkedPassage],
    set_aside: Collection[int] = (),
) -> list[Missing]:
    """Return what one assessor still owes before sealing, in order; `part` is the criterion's key.

    Each criterion has an answer and a reason; "met" has a linked passage or a typed reason why none. "unsure" is an
    answer and may be sealed; what was set aside, by the criterion's id, is asked again first. An office convention
    throughout.
    """
    rows = list(criteria)
    given = {one.criterion_id: one for one in judgements if one.answer}
    linked = {one.criterion_id for one in passages}
    left = {one.id for one in criteria_left(rows, given.values())}
    found = []
    for row in rows:
        judgement = given.get(row.id)
        if row.id in set_aside:
            found.append(Missing(row.key, f"{row.label} is set aside. Judge it, or take it up again."))
        elif row.id in left:
            found.append(Missing(row.key, f"{row.label} is not judged yet."))
        elif judgement is not None and not judgement.reason.strip():
            found.append(Missing(row.key, f"{row.label} needs a reason."))
        elif judgement is not None and _met_on_nothing(judgement, linked):
            found.append(Missing(row.key, f"{row.label}: link a passage, or say why none is needed."))
    return found


def _met_on_nothing(judgement: JudgementRow, linked: Collection[int]) -> bool:
    has_ground = judgement.criterion_id in linked or bool(judgement.no_passage_reason.strip())
    return judgement.answer == MET and not has_ground


def remarks_asked(criteria: Iterable[CriterionRow], judgements: Iterable[JudgementRow]) -> list[Missing]:
    """Return a request for a remark where characteristics lie two or more levels apart; it never blocks sealing.

    A unit is asked about by its own characteristics; those of its outcomes are read in its profile.
    `part` is the key of the best fit, or of the last characteristic where a profile has none. Office convention.
    """
    rows = list(criteria)
    answers = {one.criterion_id: one.answer for one in judgements}
    found = []
    for unit_id in dict.fromkeys(one.unit_id for one in rows):
        of_unit = [one for one in rows if one.unit_id == unit_id]
        judged = [one for one in of_unit if one.kind is CriterionKind.CHARACTERISTIC and one.outcome_id is None]
        levels = [level for one in judged if (level := _figure(answers.get(one.id, ""))) is not None]
        if spread(levels) >= REMARK_FROM:
            place = next((one for one in of_unit if one.kind is CriterionKind.BEST_FIT), judged[-1])
            message = f"{place.group} spans levels {min(levels)} to {max(levels)}. Add a remark on how they fit."
            found.append(Missing(place.key, message))
    return found


class Judged(Protocol):
    """A criterion, as far as comparing answers needs it."""

    @property
    def id(self) -> int: ...

    @property
    def key(self) -> str: ...

    @property
    def kind(self) -> CriterionKind: ...

    @property
    def unit_id(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Difference:
    """A criterion the panel must settle. `answers` by assessor, "" where that assessor had none to give.

    `by` is how many levels or points apart, None unless every answer is a figure.
    """

    criterion_id: int
    key: str
    kind: CriterionKind
    by: int | None
    answers: Mapping[int, str]


def differences(criteria: Iterable[Judged], answers: Mapping[int, Mapping[int, str]]) -> tuple[Difference, ...]:
    """Return the criteria on which sealed answers do not agree, in the order of `criteria`.

    answers: by criterion id, then by assessor. The order of assessors makes no difference. "unsure" agrees with
    nothing, itself included. Where everybody judged a unit at level 1, as one whole, its characteristics do not differ.
    """
    rows = list(criteria)
    assessors = sorted({assessor for given in answers.values() for assessor in given})
    fits = [(one.unit_id, answers.get(one.id, {})) for one in rows if one.kind is CriterionKind.BEST_FIT]
    whole = {unit for unit, given in fits if assessors and all(given.get(one) == "1" for one in assessors)}
    found = []
    for one in rows:
        if one.kind is CriterionKind.CHARACTERISTIC and one.unit_id in whole:
            continue
        given = {assessor: answers.get(one.id, {}).get(assessor, "") for assessor in assessors}
        values = set(given.values())
        if values != {""} and (len(values) > 1 or UNSURE in values):
            figures = [number for value in values if (number := _figure(value)) is not None]
            by = spread(figures) if len(figures) == len(values) else None
            found.append(Difference(one.id, one.key, one.kind, by, given))
    return tuple(found)


def agreed(criteria: Iterable[Judged], answers: Mapping[int, Mapping[int, str]]) -> dict[int, str]:
    """Return the answer that every assessor gave, by criterion id, where they all gave the same sure one."""
    rows = list(criteria)
    apart = {one.criterion_id for one in differences(rows, answers)}
    assessors = {assessor for given in answers.values() for assessor in given}
    found = {}
    for one in rows:
        given = answers.get(one.id, {})
        if one.id not in apart and given.keys() == assessors and len(set(given.values())) == 1:
            found[one.id] = next(iter(given.values()))
    return found


def route(difference: Difference, policy: Policy) -> Literal["settle", "discuss", "adjudicate"]:
    """Return where a difference goes: levels far enough apart to an adjudicator, all else to discussion.

    How far is enough is an office setting, `adjudicate_from`; so is `discuss_from`, below which levels are settled
    without more ado.
    """
    if difference.kind not in LEVEL_KINDS or difference.by is None:
        return "discuss"
    if difference.by >= policy.adjudicate_from:
        return "adjudicate"
    return "discuss" if difference.by >= policy.discuss_from else "settle"
