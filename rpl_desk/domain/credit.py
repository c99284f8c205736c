"""Notional hours and credit points: what hours add up to, what they propose and what a rater decides.

Source of the two figures everything here rests on (one point is ten notional hours of a typical learner, assessment
included; nothing under ten hours can be credit rated): SCQF Handbook, Credit Rating. How a part of a point is
rounded and which figure of a range counts are office settings, because no published rule was found.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Protocol

from .errors import RuleViolation
from .policy import Policy, RangeBasis, Rounding
from .programmes import Requirement, UnitRow
from .rows import dataclass

HOURS_PER_POINT = 10
MOST_HOURS = 20_000
"""More hours than this in one activity are taken for a slip of the pen; the figure is ours."""

_MODES = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.DOWN: ROUND_FLOOR, Rounding.UP: ROUND_CEILING}
_ROUNDING_WORDS = {
    Rounding.HALF_UP: "nearest whole point",
    Rounding.DOWN: "rounded down to",
    Rounding.UP: "rounded up to",
}
_BASIS_WORDS = {RangeBasis.LOW: "lower figure", RangeBasis.MIDDLE: "middle", RangeBasis.HIGH: "higher figure"}


class Ranged(Protocol):
    """Anything with hours from `low` to `high`, in tenths of an hour."""

    @property
    def low(self) -> int: ...

    @property
    def high(self) -> int: ...


def figure(number: Decimal) -> str:
    """Return a number as a person writes it: 58, 41.5, 4.25."""
    return f"{number.normalize():f}" if number else "0"


@dataclass(frozen=True, slots=True)
class Hours:
    """Notional hours, in tenths of an hour; `low` equals `high` for a single figure."""

    low: int
    high: int

    @property
    def low_hours(self) -> Decimal:
        return Decimal(self.low) / 10

    @property
    def high_hours(self) -> Decimal:
        return Decimal(self.high) / 10

    @property
    def words(self) -> str:
        low, high = figure(self.low_hours), figure(self.high_hours)
        return low if low == high else f"{low}-{high}"

    def __add__(self, other: "Hours") -> "Hours":
        return Hours(self.low + other.low, self.high + other.high)


def total_hours(activities: Iterable[Ranged]) -> Hours:
    """Return the hours of all activities together; each end of a range is added apart."""
    total = Hours(0, 0)
    for one in activities:
        total += Hours(one.low, one.high)
    return total


def check_hours(low: int, high: int) -> None:
    """Raise RuleViolation unless tenths of an hour from `low` to `high` can be an activity's hours.

    An activity may begin at 0 hours but not end there; the limit of 20,000 hours is ours.
    """
    hours = Hours(low, high)
    if low < 0 or high < 0:
        raise RuleViolation(f"{hours.words} hours: hours cannot be negative.")
    if high == 0:
        raise RuleViolation("0 hours: give the hours a typical learner needs, or leave the activity out.")
    if low > high:
        raise RuleViolation(f"{hours.words} hours: the lower figure of a range comes first.")
    if hours.high_hours > MOST_HOURS:
        raise RuleViolation(f"{hours.words} hours is more than {MOST_HOURS:,} hours. Check the figure.")


def basis_hours(hours: Hours, basis: RangeBasis) -> Decimal:
    """Return the single figure of a range, in hours, that points are proposed from. Which one is an office setting."""
    if basis is RangeBasis.LOW:
        return hours.low_hours
    if basis is RangeBasis.HIGH:
        return hours.high_hours
    return (hours.low_hours + hours.high_hours) / 2


def proposed_points(notional_hours: Decimal, rounding: Rounding = Rounding.HALF_UP) -> int:
    """Return the whole SCQF credit points to propose for a unit or programme, at least 1.

    notional_hours: hours a typical learner needs for the outcomes, assessment included.
    Raises RuleViolation under 10 hours, the least learning that can be credit rated.

    Source: SCQF Handbook, Credit Rating, for the rate and the minimum. The rounding is an office setting.
    """
    if notional_hours < HOURS_PER_POINT:
        raise RuleViolation(
            f"{figure(notional_hours)} notional hours is too little learning to credit rate; the least is 10."
        )
    return int((notional_hours / HOURS_PER_POINT).quantize(Decimal(1), _MODES[rounding]))


def check_points(points: int) -> None:
    """Raise RuleViolation unless `points` is a whole number from 1 to 9999; the upper limit is ours."""
    if not 1 <= points <= 9999:
        raise RuleViolation(f"{points} is not a whole number of credit points from 1 to 9999.")


def check_override(points: int, reason: str) -> None:
    """Raise RuleViolation unless a rater may put `points` in place of the proposed ones: in range, with a reason."""
    check_points(points)
    if not reason.strip():
        raise RuleViolation("Say why these credit points replace the ones the hours give.")


def is_imported(unit: UnitRow) -> bool:
    """Return whether the unit brings a rating that another body gave it."""
    return bool(unit.imported_from.strip()) or unit.imported_level is not None or unit.imported_points is not None


@dataclass(frozen=True, slots=True)
class UnitCredit:
    """A unit's hours and points. `proposed` is None under ten hours; `imported_from` names the originator."""

    key: str
    title: str
    requirement: Requirement
    hours: Hours
    proposed: int | None
    override: int | None
    override_reason: str
    imported_from: str
    imported_points: int | None
    basis: RangeBasis = RangeBasis.MIDDLE
    rounding: Rounding = Rounding.HALF_UP
    imported_level: int | None = None

    @property
    def is_imported(self) -> bool:
        """Tell whether the unit counts by the rating another body gave it."""
        return bool(self.imported_from) or self.imported_level is not None or self.imported_points is not None

    @property
    def points(self) -> int | None:
        """The points that stand: the originator's, else the rater's override, else what the hours give."""
        if self.is_imported:
            return self.imported_points
        return self.proposed if self.override is None else self.override

    @property
    def counted_hours(self) -> Decimal:
        """The hours points are proposed from."""
        return basis_hours(self.hours, self.basis)

    @property
    def working(self) -> str:
        """How the points were reached, to be followed by hand."""
        if self.is_imported:
            rated = "not stated" if self.imported_points is None else f"{self.imported_points}"
            return f"points as rated by {self.imported_from or 'an originator who is not named'}: {rated}"
        words = hours_working(self.hours, self.basis, self.rounding)
        if self.override is not None:
            words += f"; set to {self.override} by the rater: {self.override_reason.strip()}"
        return words


def hours_working(hours: Hours, basis: RangeBasis, rounding: Rounding) -> str:
    """Return how hours become points, such as "58 hours / 10 = 5.8, nearest whole point 6"."""
    counted = basis_hours(hours, basis)
    begin = f"{hours.words} hours"
    if hours.low != hours.high:
        begin += f", {_BASIS_WORDS[basis]} {figure(counted)}"
    if counted < HOURS_PER_POINT:
        return f"{begin}: under 10 hours, so no points"
    points = proposed_points(counted, rounding)
    return f"{begin} / 10 = {figure(counted / HOURS_PER_POINT)}, {_ROUNDING_WORDS[rounding]} {points}"


def unit_credit(unit: UnitRow, activities: Iterable[Ranged], policy: Policy) -> UnitCredit:
    """Return the hours and points of one unit. An imported unit keeps its originator's rating, whatever its hours."""
    hours = total_hours(activities)
    counted = basis_hours(hours, policy.range_basis)
    rateable = counted >= HOURS_PER_POINT and not is_imported(unit)
    return UnitCredit(
        key=unit.key,
        title=unit.title,
        requirement=unit.requirement,
        hours=hours,
        proposed=proposed_points(counted, policy.rounding) if rateable else None,
        override=unit.points_override,
        override_reason=unit.override_reason,
        imported_from=unit.imported_from.strip(),
        imported_points=unit.imported_points,
        basis=policy.range_basis,
        rounding=policy.rounding,
        imported_level=unit.imported_level,
    )


def unit_worth(unit: UnitRow, activities: Iterable[Ranged], policy: Policy) -> int | None:
    """Return the points a unit carries: as imported or overridden, else as its owner states, else from its hours."""
    if is_imported(unit) or unit.points_override is not None or unit.proposed_points is None:
        return unit_credit(unit, activities, policy).points
    return unit.proposed_points


def reachable(mandatory: int, optional: Iterable[int]) -> tuple[int, ...]:
    """Return every total a learner can finish with: the mandatory points and any choice of the optional units."""
    totals = {mandatory}
    for points in optional:
        totals |= {one + points for one in totals}
    return tuple(sorted(totals))


@dataclass(frozen=True, slots=True)
class RollUp:
    """A programme's points, added both ways.

    `sum_of_rounded` adds the points that stand for each unit; None while no unit has any.
    `rounded_sum` adds the hours, and the points of imported units, and rounds once; None under one point.
    `least` and `most` are the points a learner can finish with, optional units and the programme's bounds considered.
    """

    sum_of_rounded: int | None
    rounded_sum: int | None
    mandatory_points: int
    optional_points: int
    least: int
    most: int
    working: tuple[str, ...]
    problems: tuple[str, ...]


def roll_up(units: Sequence[UnitCredit], policy: Policy, minimum: int | None, maximum: int | None) -> RollUp:
    """Add up a programme's units in both roundings and hold them against its minimum and maximum points.

    A programme with optional units is one size within its bounds; one without must itself lie within them.
    Source: SCQF Handbook, Credit Rating, for points as hours over ten; showing both roundings is an office convention.
    """
    points = [one.points for one in units if one.points is not None]
    by_hours = [one for one in units if not one.is_imported]
    imported = sum(one.imported_points or 0 for one in units)
    hours = sum((one.counted_hours for one in by_hours), Decimal(0))
    exact = hours / HOURS_PER_POINT + imported
    rounded = int(exact.quantize(Decimal(1), _MODES[policy.rounding])) if exact >= 1 else None
    mandatory, optional = (
        sum(one.points or 0 for one in units if one.requirement is requirement) for requirement in Requirement
    )
    has_optional = any(one.requirement is Requirement.OPTIONAL for one in units)
    least, most = mandatory, mandatory + optional
    problems = [f"{one.key} {one.title} has no credit points yet." for one in units if one.points is None]
    problems += _bound_problems(mandatory, most, has_optional, minimum, maximum)
    if has_optional:
        least = max(least, minimum or 0)
        most = most if maximum is None else min(most, maximum)
    working = [f"{one.key} {one.title}: {one.working}" for one in units]
    if points:
        working.append(f"sum of rounded units: {' + '.join(map(str, points))} = {sum(points)}")
    if rounded is not None:
        begin = f"{figure(hours)} hours / 10" + (f" + {imported} imported" if imported else "")
        working.append(f"rounded sum: {begin} = {figure(exact)}, {_ROUNDING_WORDS[policy.rounding]} {rounded}")
    return RollUp(
        sum(points) if points else None, rounded, mandatory, optional, least, most, tuple(working), tuple(problems)
    )


def _bound_problems(
    mandatory: int, all_points: int, has_optional: bool, minimum: int | None, maximum: int | None
) -> list[str]:
    found = []
    if minimum is not None and maximum is not None and minimum > maximum:
        found.append(f"The minimum of {minimum} points is over the maximum of {maximum}.")
    if has_optional and minimum is None:
        found.append("There are optional units, so the programme needs a minimum number of points.")
    if minimum is not None and all_points < minimum:
        found.append(f"All units together carry {all_points} points, under the minimum of {minimum}.")
    if maximum is not None and mandatory > maximum:
        which = "The mandatory units" if has_optional else "The units"
        found.append(f"{which} carry {mandatory} points, over the maximum of {maximum}.")
    return found


def rpl_limit(programme_points: int, percent: int) -> int:
    """Return the most whole points of an award that may come from prior learning.

    The percentage is an office setting. A part of a point is dropped.
    Raises RuleViolation when the percentage is not 0 to 100 or the points are negative.
    """
    if not 0 <= percent <= 100:
        raise RuleViolation(f"The limit on prior learning is a percentage from 0 to 100, not {percent}.")
    if programme_points < 0:
        raise RuleViolation(f"An award cannot carry {programme_points} points.")
    return programme_points * percent // 100


def rpl_share(points: int, programme_points: int) -> Decimal:
    """Return the share of an award that `points` are, in percent to one decimal, halves up."""
    if programme_points < 1:
        raise RuleViolation("The award's total credit points are needed to say what share this is.")
    return (Decimal(points) * 100 / programme_points).quantize(Decimal("0.1"), ROUND_HALF_UP)


def ects(points: int) -> Decimal:
    """Return ECTS credits at two SCQF points to one.

    Source: `award-credit.json`: the usual working rate; no page stating it was read, so show it as a guide.
    """
    return Decimal(points) / 2


def double_counted(claims: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return a sentence for each unit whose credit is claimed more than once.

    claims: a unit's key or title, and the reference of the case or award that counts it, in the order they were made.
    Names are compared without regard to capitals and spacing.
    Source: general assessment and RPL practice (glossary, "double counting").
    """
    places: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for unit, reference in claims:
        key = " ".join(unit.split()).casefold()
        names.setdefault(key, unit)
        places.setdefault(key, []).append(reference)
    return tuple(
        f"{names[key]} is counted more than once: {', '.join(found)}."
        for key, found in places.items()
        if len(found) > 1
    )
