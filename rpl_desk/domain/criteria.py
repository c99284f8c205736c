"""Which criteria a case of each kind is judged by."""

from collections.abc import Iterator
from dataclasses import replace

from .cases import CaseKind
from .contents import CaseContents
from .credit import is_imported
from .framework import SHORT_NAMES, Characteristic
from .judgements import CriterionKind
from .programmes import UnitRow
from .rows import dataclass


@dataclass(frozen=True, slots=True)
class NewCriterion:
    """A criterion to be judged, before it has a place in the store; its fields are those of CriterionRow."""

    position: int
    key: str
    kind: CriterionKind
    group: str
    label: str
    text: str
    unit_id: int | None = None
    outcome_id: int | None = None
    characteristic: Characteristic | None = None


def criteria_for(contents: CaseContents) -> tuple[NewCriterion, ...]:
    """Return what is judged in a case of this kind, in reading order, positions from 1.

    Labels stand alone ("Unit 2, Practice"); groups are headings ("Unit 2 Listening and recording"), under which
    `judgements.short_label` gives the rest.

    Source: product.md, "What is judged"; best fit as in SCQF credit rating criteria explained (SCQF Partnership).
    An imported unit keeps its originator's rating, so it is not judged again. The keys are ours. An office that rates
    by outcome judges each characteristic of each outcome too, before that of the unit, which stays a judgement of its
    own: nothing is computed from the outcomes.
    """
    kind = contents.case.kind
    if kind.is_credit_rating:
        found = [
            *(one for unit in contents.units if not is_imported(unit) for one in _rated_unit(unit, contents)),
            *_overall("Programme overall", "Programme", "the programme", fit=True),
        ]
    elif kind is CaseKind.RPL_CREDIT_SPECIFIC:
        found = [*_outcomes(contents), *_overall("Claim overall", "Claim", "the claim", fit=False)]
    elif kind is CaseKind.RPL_CREDIT_GENERAL:
        found = [*_profile("the learning shown"), *_overall("Claim overall", "Claim", "the learning shown", fit=True)]
    elif kind is CaseKind.RPL_FORMATIVE:
        found = [*_profile("the learning shown")]
    elif kind is CaseKind.RPL_ENTRY:
        found = [
            _criterion(one.key, CriterionKind.REQUIREMENT, "Entry requirements", f"Requirement {one.number}", one.text)
            for one in contents.entry_requirements
        ]
    else:
        found = [
            *(_transfer(unit) for unit in contents.units),
            *_overall("Claim overall", "Claim", "the claim", fit=False),
        ]
    return tuple(replace(one, position=position) for position, one in enumerate(found, 1))


def _criterion(
    key: str,
    kind: CriterionKind,
    group: str,
    label: str,
    text: str,
    unit_id: int | None = None,
    outcome_id: int | None = None,
    characteristic: Characteristic | None = None,
) -> NewCriterion:
    return NewCriterion(0, key, kind, group, label, text, unit_id, outcome_id, characteristic)


def _heading(unit: UnitRow) -> str:
    return f"Unit {unit.number} {unit.title}".strip()


def _rated_unit(unit: UnitRow, contents: CaseContents) -> Iterator[NewCriterion]:
    group, name = _heading(unit), f"Unit {unit.number}"
    if contents.policy.rate_by_outcome:
        yield from _rated_outcomes(unit, contents)
    for one, words in SHORT_NAMES.items():
        text = f"The level of what the unit asks for under {words}."
        kind = CriterionKind.CHARACTERISTIC
        yield _criterion(f"{unit.key}.{one}", kind, group, f"{name}, {words}", text, unit.id, characteristic=one)
    fit = "The level that fits the unit best as a whole."
    yield _criterion(f"{unit.key}.fit", CriterionKind.BEST_FIT, group, f"{name}, Best fit", fit, unit.id)
    points = "The credit points of the unit, from its notional hours."
    yield _criterion(f"{unit.key}.points", CriterionKind.POINTS, group, f"{name}, Credit points", points, unit.id)


def _rated_outcomes(unit: UnitRow, contents: CaseContents) -> Iterator[NewCriterion]:
    for outcome in contents.unit_outcomes(unit):
        name = f"Unit {unit.number}, Outcome {outcome.number}"
        for one, words in SHORT_NAMES.items():
            yield _criterion(
                f"{outcome.key(unit)}.{one}",
                CriterionKind.CHARACTERISTIC,
                name,
                f"{name}, {words}",
                f"The level under {words} of the outcome: {outcome.text}",
                unit.id,
                outcome.id,
                one,
            )


def _profile(subject: str) -> Iterator[NewCriterion]:
    for one, words in SHORT_NAMES.items():
        text = f"The level of {subject} under {words}."
        kind = CriterionKind.CHARACTERISTIC
        yield _criterion(f"all.{one}", kind, "Level by characteristic", words, text, characteristic=one)


def _overall(group: str, name: str, subject: str, *, fit: bool) -> Iterator[NewCriterion]:
    if fit:
        text = f"The level that fits {subject} best as a whole."
        yield _criterion("all.fit", CriterionKind.BEST_FIT, group, f"{name}, Best fit", text)
    yield _criterion("all.points", CriterionKind.POINTS, group, f"{name}, Credit points", f"The points of {subject}.")


def _outcomes(contents: CaseContents) -> Iterator[NewCriterion]:
    for unit in contents.units:
        for one in contents.unit_outcomes(unit):
            label = f"Unit {unit.number}, Outcome {one.number}"
            yield _criterion(
                one.key(unit), CriterionKind.OUTCOME, _heading(unit), label, one.text, unit.id, outcome_id=one.id
            )


def _transfer(unit: UnitRow) -> NewCriterion:
    text = (
        f"The credit carries over: rated by {unit.imported_from} at level {unit.imported_level} "
        f"with {unit.imported_points} points."
    )
    label = f"Unit {unit.number}, Transfer"
    return _criterion(f"{unit.key}.transfer", CriterionKind.TRANSFER, _heading(unit), label, text, unit.id)
