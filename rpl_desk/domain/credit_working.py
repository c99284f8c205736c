"""How hours become points and points an award, line by line, to be followed by hand; each line names its rule.

Points are proposed from hours. A level is never proposed: it is the panel's judgement.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from .credit import (
    HOURS_PER_POINT,
    Hours,
    RollUp,
    UnitCredit,
    basis_hours,
    ects,
    figure,
    reachable,
    rpl_limit,
    rpl_share,
    unit_credit,
)
from .hours import Noted, Stated, stated
from .policy import Policy, RangeBasis, Rounding
from .programmes import Requirement, UnitRow
from .rows import dataclass

HANDBOOK = "SCQF Handbook"
CRITERIA = "SCQF credit rating criteria explained (SCQF Partnership)"
PRACTICE = "General assessment and RPL practice"
ARITHMETIC = "Arithmetic"
OFFICE = "Office setting"
CONVENTION = "Office convention"

_NOTIONAL = f"Hours a typical learner needs, all learning and assessment included. {HANDBOOK}"
_RATE = f"One credit point is ten notional hours. {HANDBOOK}"
_LEAST = f"Learning of fewer than ten notional hours is not credit rated. {CRITERIA}"
_CONTACT = f"Contact is a part of the notional hours and is never added or taken for them. {HANDBOOK}"
_ROUNDED = {
    Rounding.HALF_UP: f"{OFFICE}: to the nearest whole point, halves up",
    Rounding.DOWN: f"{OFFICE}: a part of a point is dropped",
    Rounding.UP: f"{OFFICE}: a part of a point counts as a whole one",
}
_BASIS = {
    RangeBasis.LOW: f"{OFFICE}: the lower figure of a range counts",
    RangeBasis.MIDDLE: f"{OFFICE}: the middle of a range counts",
    RangeBasis.HIGH: f"{OFFICE}: the higher figure of a range counts",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a working: what is reckoned, and the rule it follows with where that comes from."""

    words: str
    rule: str


def unit_working(
    unit: UnitRow, activities: Sequence[Noted], policy: Policy, agreed: int | None = None
) -> tuple[Step, ...]:
    """Return how a unit's hours become its points. agreed: the points the panel agreed, once it has."""
    credit = unit_credit(unit, activities, policy)
    steps = _hours_steps([stated(one) for one in activities], credit.hours, policy)
    if credit.is_imported:
        points = "not stated" if unit.imported_points is None else f"{unit.imported_points}"
        level = "" if unit.imported_level is None else f" at level {unit.imported_level}"
        by = unit.imported_from.strip() or "an originator who is not named"
        steps.append(
            Step(
                f"Rated by {by}: {points} points{level}",
                f"{CONVENTION}: an imported unit keeps its originator's rating",
            )
        )
    elif not activities:
        steps.append(Step("No hours are recorded, so no points are proposed", _LEAST))
    else:
        steps += _points_steps(credit, policy)
    if credit.override is not None and not credit.is_imported:
        instead = "" if credit.proposed is None else f" instead of {credit.proposed}"
        reason = unit.override_reason.strip()
        steps.append(
            Step(f"Set to {credit.override}{instead}: {reason}", f"{CONVENTION}: an override gives its reason")
        )
    if agreed is not None:
        steps.append(Step(f"Agreed by the panel: {agreed}", "The points are the panel's judgement"))
    return tuple(steps)


def _hours_steps(lines: Sequence[Stated], total: Hours, policy: Policy) -> list[Step]:
    """Return how the hours of the activities come to the hours of the unit, each end of a range by itself."""
    if not lines:
        return []
    ranged = any(one.total.low != one.total.high for one in lines)
    if not ranged:
        steps = [Step(_sum([one.how for one in lines], total.words), _NOTIONAL)]
    else:
        low, high = ([_end(one, upper=upper) for one in lines] for upper in (False, True))
        steps = [
            Step("Lower figures: " + _sum(low, figure(total.low_hours)), _NOTIONAL),
            Step("Higher figures: " + _sum(high, figure(total.high_hours)), _NOTIONAL),
        ]
        counted = figure(basis_hours(total, policy.range_basis))
        ends = (figure(total.low_hours), figure(total.high_hours))
        reckoned = {
            RangeBasis.LOW: f"{counted} h counts",
            RangeBasis.MIDDLE: f"({ends[0]} h + {ends[1]} h) / 2 = {counted} h",
            RangeBasis.HIGH: f"{counted} h counts",
        }
        steps.append(Step(reckoned[policy.range_basis], _BASIS[policy.range_basis]))
    contact = [one.contact for one in lines if one.contact is not None]
    if contact:
        parts = " + ".join(f"{one.words} h" for one in contact)
        together = sum(contact, Hours(0, 0)).words
        reckoned_contact = parts if len(contact) == 1 else f"{parts} = {together} h"
        steps.append(Step(f"Of these in contact: {reckoned_contact} of {total.words} h", _CONTACT))
    return steps


def _end(one: Stated, *, upper: bool) -> str:
    tenths = one.figure.high if upper else one.figure.low
    return Stated(Hours(tenths, tenths), one.weeks).how


def _sum(parts: Sequence[str], total: str) -> str:
    words = " + ".join(parts)
    return words if words == f"{total} h" else f"{words} = {total} h"


def _points_steps(credit: UnitCredit, policy: Policy) -> list[Step]:
    hours = figure(credit.counted_hours)
    if credit.proposed is None:
        return [Step(f"{hours} h is under 10 h, so no points are proposed", _LEAST)]
    return [Step(f"{hours} h / 10 = {_tenth(credit.counted_hours)} → {credit.proposed}", _rate(policy))]


def _rate(policy: Policy) -> str:
    return f"{_RATE}. {_ROUNDED[policy.rounding]}"


def _tenth(hours: Decimal) -> str:
    return figure(hours / HOURS_PER_POINT)


def programme_working(
    units: Sequence[UnitCredit],
    sums: RollUp,
    policy: Policy,
    minimum: int | None,
    maximum: int | None,
    agreed: Mapping[str, int],
) -> tuple[Step, ...]:
    """Return how the units come to the programme, in both roundings, with its options and what the panel agreed.

    agreed: the points the panel agreed, by the unit's key; empty before the reveal.
    """
    steps = []
    standing = [(one.key, one.points) for one in units if one.points is not None]
    if standing:
        words = " + ".join(f"{points}" for _, points in standing)
        total = f" = {sums.sum_of_rounded}" if len(standing) > 1 else ""
        keys = ", ".join(key for key, _ in standing)
        steps.append(
            Step(f"Sum of rounded units ({keys}): {words}{total}", f"{CONVENTION}: both ways of adding are shown")
        )
    if sums.rounded_sum is not None:
        steps.append(Step(f"Rounded sum: {_rounded_sum(units, sums)}", _rate(policy)))
    optional = [one for one in units if one.requirement is Requirement.OPTIONAL]
    if optional:
        steps += _option_steps(units, optional, sums, minimum, maximum)
    if agreed:
        words = " + ".join(f"{points}" for points in agreed.values())
        total = f" = {sum(agreed.values())}" if len(agreed) > 1 else ""
        keys = ", ".join(agreed)
        steps.append(Step(f"Agreed by the panel ({keys}): {words}{total}", "The points are the panel's judgement"))
    return tuple(steps)


def _rounded_sum(units: Sequence[UnitCredit], sums: RollUp) -> str:
    """Return hours added and rounded once; the points of imported units come on top as they are."""
    hours = [one.counted_hours for one in units if not one.is_imported and one.hours.high]
    imported = [one.imported_points for one in units if one.imported_points is not None]
    total = sum(hours, Decimal(0))
    words = " + ".join(f"{figure(one)} h" for one in hours)
    begin = f"{words} = {figure(total)} h; " if len(hours) > 1 else ""
    exact = total / HOURS_PER_POINT + sum(imported)
    added = "".join(f" + {one} imported" for one in imported)
    reckoned = f"{figure(total)} h / 10{added}" if hours else " + ".join(f"{one} imported" for one in imported)
    return f"{begin}{reckoned} = {figure(exact)} → {sums.rounded_sum}"


def _option_steps(
    units: Sequence[UnitCredit], optional: Sequence[UnitCredit], sums: RollUp, minimum: int | None, maximum: int | None
) -> list[Step]:
    rule = f"{ARITHMETIC}: every learner takes the mandatory units and a choice of the optional ones"
    mandatory = [one.points or 0 for one in units if one.requirement is Requirement.MANDATORY]
    steps = []
    for name, points in (("Mandatory", mandatory), ("Optional", [one.points or 0 for one in optional])):
        words = " + ".join(map(str, points)) or "none"
        steps.append(Step(f"{name} units: {words}" + (f" = {sum(points)}" if len(points) > 1 else ""), rule))
    totals = reachable(sums.mandatory_points, [one.points or 0 for one in optional])
    within = [one for one in totals if (minimum or 0) <= one and (maximum is None or one <= maximum)]
    bounds = bounds_words(minimum, maximum)
    said = f"A learner can finish with {either(within)} points" if within else "No choice of units gives a total"
    steps.append(Step(f"{said}{f' within {bounds}' if bounds else ''}", f"{rule}, within the programme's bounds"))
    return steps


def bounds_words(minimum: int | None, maximum: int | None) -> str:
    """Return a programme's bounds in words: "16 to 24 points"; empty where it has none."""
    if minimum is None and maximum is None:
        return ""
    if maximum is None:
        return f"at least {minimum} points"
    if minimum is None:
        return f"at most {maximum} points"
    return f"{minimum} points" if minimum == maximum else f"{minimum} to {maximum} points"


def either(numbers: Sequence[int]) -> str:
    """Return "12, 18 or 24"; of many numbers the first two and the last."""
    if len(numbers) > 8:
        return f"{numbers[0]}, {numbers[1]} … {numbers[-1]}"
    words = [str(one) for one in numbers]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def level_steps(units: Sequence[tuple[str, int | None, int | None]], *, agreed: bool) -> tuple[Step, ...]:
    """Return the credit at each level, from the key, level and points of each unit; what lacks either is left out.

    agreed: whether any level is the panel's; else all are imported or asked for. The program proposes none.
    """
    by_level: dict[int, list[tuple[str, int]]] = {}
    for key, level, points in units:
        if level is not None and points is not None:
            by_level.setdefault(level, []).append((key, points))
    whose = "agreed by the panel, imported or asked for" if agreed else "imported or asked for"
    steps = []
    for level, lines in sorted(by_level.items()):
        steps.append(Step(f"Credit at level {level}: {_keyed(lines)}", f"Levels as {whose}; none is proposed here"))
    return tuple(steps)


def ects_step(sizes: Sequence[int], note: str) -> Step:
    """Return the line in ECTS, at two points to one. sizes: one figure, or the least and the most.

    note: what the shipped table says of that rate.
    """
    points = " to ".join(map(str, sizes))
    credits = " to ".join(figure(ects(one)) for one in sizes)
    return Step(f"{points} SCQF points / 2 = {credits} ECTS credits, as a guide", note)


def claimed_steps(units: Sequence[tuple[str, int | None]], met: Sequence[str]) -> tuple[Step, ...]:
    """Return what the units claimed are worth together, and those the panel found met whole.

    units: the key and the points of each, as imported, set, stated by its owner or given by its hours.
    met: the keys of units whose outcomes were all found met; empty before the reveal.
    """
    worth = [(key, points) for key, points in units if points is not None]
    rule = "Points as imported, as set, as their owner states, or from the hours"
    steps = [Step(f"Units claimed: {_keyed(worth)}", rule)] if worth else []
    whole = [(key, points) for key, points in worth if key in met]
    if whole:
        steps.append(
            Step(f"Of these with every outcome met: {_keyed(whole)}", "The findings are the panel's judgement")
        )
    return tuple(steps)


def _keyed(units: Sequence[tuple[str, int]]) -> str:
    """Return "8 (U1) + 6 (U2) = 14"."""
    words = " + ".join(f"{points} ({key})" for key, points in units)
    return words + (f" = {sum(points for _, points in units)}" if len(units) > 1 else "")


def claim_working(points: int, whence: str, award_points: int | None, percent: int) -> tuple[Step, ...]:
    """Return a claim's share of the award, the office's limit on it, and the credit still to be studied.

    points: credit claimed, drafted or given; whence says which. percent: the most of an award from prior learning.
    """
    said = Step(f"Credit from prior learning: {points} points, {whence}", ARITHMETIC)
    if not award_points:
        unknown = "The award's total credit points are not recorded, so share and rest cannot be told"
        return said, Step(unknown, ARITHMETIC)
    limit = rpl_limit(award_points, percent)
    exact = Decimal(award_points) * percent / 100
    dropped = "" if exact == limit else f" → {limit}"
    over = ", as more is claimed than the award has" if points > award_points else ""
    rest = max(award_points - points, 0)
    return (
        said,
        Step(
            f"Share of the award: {points} / {award_points} = {figure(rpl_share(points, award_points))} %", ARITHMETIC
        ),
        Step(
            f"Limit: {award_points} x {percent} % = {figure(exact)}{dropped} points at most",
            f"{OFFICE}: at most {percent} % of an award from prior learning; a part of a point is dropped",
        ),
        Step(f"Still to be studied: {award_points} - {points} = {rest} points{over}", ARITHMETIC),
    )
