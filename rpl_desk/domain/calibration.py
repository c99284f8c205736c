"""Calibration: a past case, frozen, judged anew by chosen assessors to see how far they agree. It decides nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from .agreement import Agreement, agreements
from .contents import CaseContents
from .errors import RuleViolation
from .evidence import EvidenceKind, EvidenceRow, Sensitivity
from .framework import SHORT_NAMES, Characteristic
from .identity import Mask, mask_of
from .judgements import CriterionKind
from .rows import dataclass

LEAST_ASSESSORS = 2
STAND_IN = "the claimant"
MARK = "Calibration exercise, not a live case"
"""What stands wherever an exercise shows."""

KIND_NAMES = {
    CriterionKind.BEST_FIT: "Best fit",
    CriterionKind.POINTS: "Credit points",
    CriterionKind.OUTCOME: "Learning outcomes",
    CriterionKind.REQUIREMENT: "Entry requirements",
    CriterionKind.TRANSFER: "Transfer",
}


@dataclass(frozen=True, slots=True)
class ExerciseRow:
    """One exercise: which case was frozen, under which edition and settings, and the frozen copy itself.

    body: canonical JSON as `Frozen.to_plain` gives it; sha256 is its digest.
    """

    id: int
    revision: int
    title: str
    case_id: int
    framework_id: int
    policy: str
    body: bytes
    sha256: str
    person_id: int
    set_at: datetime


@dataclass(frozen=True, slots=True)
class ExerciseAssessorRow:
    """One assessor of an exercise; `excused` says why their answers are waited for no longer."""

    id: int
    revision: int
    exercise_id: int
    person_id: int
    number: int
    sealed_at: datetime | None
    commitment: str
    excused: str


@dataclass(frozen=True, slots=True)
class ExerciseAnswerRow:
    """One assessor's answer to one criterion of an exercise, by the criterion's key."""

    id: int
    revision: int
    assessor_id: int
    key: str
    answer: str
    reason: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class FrozenCriterion:
    """A criterion as it was; `id` counts from 1 in their order, `unit_id` tells the units apart."""

    id: int
    key: str
    kind: CriterionKind
    group: str
    label: str
    text: str
    unit_id: int | None
    characteristic: Characteristic | None


@dataclass(frozen=True, slots=True)
class FrozenItem:
    """An item as it was, named by the digest of its file; `evidence_id` is its register entry."""

    evidence_id: int
    number: int
    title: str
    kind: EvidenceKind
    file_name: str
    sha256: str
    size: int
    media_type: str

    @property
    def key(self) -> str:
        return f"E{self.number:02d}"

    def as_row(self, case_id: int) -> EvidenceRow:
        """Return the item as a register entry, to be opened as any other; it stands in no register."""
        return EvidenceRow(
            id=self.evidence_id,
            revision=0,
            case_id=case_id,
            number=self.number,
            title=self.title,
            kind=self.kind,
            file_name=self.file_name,
            sha256=self.sha256,
            size=self.size,
            media_type=self.media_type,
            learned_on=None,
            made_on=None,
            received_on=None,
            source="",
            supplier="",
            language="",
            sensitivity=Sensitivity.ORDINARY,
            currency_exception="",
            kept_sealed="",
        )


@dataclass(frozen=True, slots=True)
class Frozen:
    """What is judged in an exercise. findings: what the panel found then, by key; nobody sees it before all sealed."""

    criteria: tuple[FrozenCriterion, ...]
    items: tuple[FrozenItem, ...]
    findings: Mapping[str, str]
    gives_points_from: int

    def to_plain(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "criteria": [asdict(one) for one in self.criteria],
            "items": [asdict(one) for one in self.items],
            "findings": dict(self.findings),
            "gives_points_from": self.gives_points_from,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Frozen":
        """Read what `to_plain` made."""
        criteria = (
            FrozenCriterion(
                **one
                | {
                    "kind": CriterionKind(one["kind"]),
                    "characteristic": Characteristic(one["characteristic"]) if one["characteristic"] else None,
                }
            )
            for one in plain["criteria"]
        )
        items = (FrozenItem(**one | {"kind": EvidenceKind(one["kind"])}) for one in plain["items"])
        return cls(tuple(criteria), tuple(items), plain["findings"], plain["gives_points_from"])

    def without_findings(self) -> "Frozen":
        return replace(self, findings={})


def freeze(contents: CaseContents, withheld: Iterable[int], other_names: str = "") -> Frozen:
    """Return a decided case as an exercise judges it, with its claimant's names covered throughout.

    withheld: ids of items kept from those who judge. other_names: further names of the claimant.
    """
    mask: Mask = mask_of(contents.case, STAND_IN, other_names)
    left_out = frozenset(withheld)
    found = {one.criterion_id: one.answer for one in contents.findings if one.answer}
    return Frozen(
        criteria=tuple(
            FrozenCriterion(
                number,
                one.key,
                one.kind,
                mask.text(one.group),
                mask.text(one.label),
                mask.text(one.text),
                one.unit_id,
                one.characteristic,
            )
            for number, one in enumerate(contents.criteria, start=1)
        ),
        items=tuple(
            FrozenItem(
                one.id,
                one.number,
                mask.text(one.title),
                one.kind,
                mask.text(one.file_name),
                one.sha256,
                one.size,
                one.media_type,
            )
            for one in contents.evidence
            if one.id not in left_out and not one.kept_sealed
        ),
        findings={one.key: found[one.id] for one in contents.criteria if one.id in found},
        gives_points_from=contents.case.kind.least_points,
    )


def check_chosen(people: Iterable[int]) -> None:
    """Raise RuleViolation unless enough different people are chosen to tell how far they agree."""
    if len(set(people)) < LEAST_ASSESSORS:
        raise RuleViolation("A calibration exercise needs at least two assessors: agreement is between people.")


def left_to_answer(criteria: Iterable[FrozenCriterion], answers: Iterable[ExerciseAnswerRow]) -> list[FrozenCriterion]:
    """Return what one assessor has still to answer, or to give a reason for, in order; level 1 is judged as a whole."""
    rows = list(criteria)
    given = {one.key: one for one in answers if one.answer}
    whole = {one.unit_id for one in rows if one.kind is CriterionKind.BEST_FIT and _is_one(given.get(one.key))}
    return [
        one
        for one in rows
        if not (one.kind is CriterionKind.CHARACTERISTIC and one.unit_id in whole)
        and (one.key not in given or not given[one.key].reason.strip())
    ]


def _is_one(answer: ExerciseAnswerRow | None) -> bool:
    return answer is not None and answer.answer == "1"


def by_characteristic(
    criteria: Iterable[FrozenCriterion], answers: Mapping[int, Mapping[int, str]]
) -> tuple[Agreement, ...]:
    """Return how far sealed answers agree on each characteristic, then on each other kind of criterion.

    answers: by criterion id, then by the assessor's number.
    """
    rows = list(criteria)
    parts: list[tuple[str, list[FrozenCriterion]]] = [
        (SHORT_NAMES[one], [row for row in rows if row.characteristic is one]) for one in Characteristic
    ]
    parts += [(name, [row for row in rows if row.kind is kind]) for kind, name in KIND_NAMES.items()]
    found = []
    for name, part in parts:
        of_part = {one.id: answers.get(one.id, {}) for one in part}
        found += [replace(one, name=name) for one in agreements(part, of_part)]
    return tuple(found)
