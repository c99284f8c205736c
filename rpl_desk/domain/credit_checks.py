"""Sense checks of hours and credit. All of them are advice: each names what it rests on, and none decides.

Only what a source read for the glossary or the table of awards says is called a rule. What is an office's own is
called its setting or convention, and what follows from the figures alone is called arithmetic.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from .awards import Advice
from .credit import HOURS_PER_POINT, RollUp, UnitCredit, double_counted, figure, reachable
from .credit_working import ARITHMETIC, CONVENTION, CRITERIA, HANDBOOK, OFFICE, PRACTICE, bounds_words
from .hours import disagreement, stated
from .policy import Policy
from .programmes import ACTIVITY_WORDS, ActivityKind, ActivityRow, Requirement, UnitRow

WEEK_HOURS = 168
"""Hours there are in a week; more in one week is taken for a slip of the pen."""


def unit_checks(unit: UnitRow, activities: Sequence[ActivityRow], credit: UnitCredit) -> tuple[Advice, ...]:
    """Return what a rater may ask about one unit's hours; a unit rated elsewhere keeps its rating and is not asked."""
    found = list(_figure_checks(unit, activities))
    if credit.is_imported:
        return tuple(found)
    hours = credit.counted_hours
    words = f"{unit.key}: {figure(hours)} notional hours; at least 10 can be credit rated."
    found.append(Advice(words, hours >= HOURS_PER_POINT, CRITERIA))
    if activities:
        found += _balance_checks(unit, activities, credit)
    if unit.proposed_points is not None and credit.proposed is not None:
        same = unit.proposed_points == credit.proposed
        words = f"{unit.key}: {unit.proposed_points} points asked for, the hours give {credit.proposed}."
        found.append(Advice(words, same, ARITHMETIC))
    return tuple(found)


def _figure_checks(unit: UnitRow, activities: Sequence[ActivityRow]) -> Iterator[Advice]:
    """Yield what does not come out even in the figures themselves, whoever rated the unit."""
    for one in activities:
        name = f"{unit.key} {ACTIVITY_WORDS[one.kind]}"
        if wrong := disagreement(one):
            yield Advice(f"{name}: {wrong}", False, ARITHMETIC)
        said = stated(one)
        if said.weeks is not None and said.figure.high > WEEK_HOURS * 10:
            yield Advice(f"{name}: {said.figure.words} hours are more than a week has.", False, ARITHMETIC)
        if said.contact is not None and said.contact.high > said.total.high:
            words = f"{said.contact.words} contact hours are more than the activity's {said.total.words}."
            yield Advice(f"{name}: {words}", False, ARITHMETIC)


def _balance_checks(unit: UnitRow, activities: Sequence[ActivityRow], credit: UnitCredit) -> Iterator[Advice]:
    """Yield whether all effort is counted: assessment, and what learners do beyond contact."""
    kinds = {one.kind for one in activities}
    assessed = bool(kinds & {ActivityKind.ASSESSMENT, ActivityKind.ASSESSMENT_PREPARATION})
    said = "has" if assessed else "has no"
    yield Advice(
        f"{unit.key} {said} hours for assessment or preparing for it; notional hours include them.", assessed, HANDBOOK
    )
    contact = sum(one.contact.high for one in map(stated, activities) if one.contact is not None)
    only_taught = kinds == {ActivityKind.TAUGHT}
    if contact or only_taught:
        beyond = contact < credit.hours.high and not only_taught
        words = (
            f"{unit.key}: {credit.hours.words} hours, {figure(Decimal(contact) / 10)} of them in contact."
            if contact
            else f"{unit.key}: all {credit.hours.words} hours are taught sessions."
        )
        yield Advice(
            f"{words} Notional hours also count practice and study on one's own.",
            beyond,
            HANDBOOK,
        )


def programme_checks(
    units: Sequence[UnitCredit], sums: RollUp, minimum: int | None, maximum: int | None, asked: int | None
) -> tuple[Advice, ...]:
    """Return what may be asked about the whole: both roundings, bounds, options, and what the owner asks for.

    asked: the points the owner asks for the whole; None where none are.
    """
    found = [Advice(words, False, f"{ARITHMETIC}, with the bounds the programme sets") for words in sums.problems]
    if sums.sum_of_rounded is not None and sums.rounded_sum is not None:
        same = sums.sum_of_rounded == sums.rounded_sum
        words = f"Rounding each unit gives {sums.sum_of_rounded} points, rounding the whole {sums.rounded_sum}."
        said = words if same else f"{words} The panel says which stands, and why."
        found.append(Advice(said, True if same else None, f"{CONVENTION}: both ways are shown"))
    optional = [one.points or 0 for one in units if one.requirement is Requirement.OPTIONAL]
    if optional and minimum is not None and (maximum is None or minimum <= maximum):
        totals = reachable(sums.mandatory_points, optional)
        fits = any(minimum <= one and (maximum is None or one <= maximum) for one in totals)
        verb = "reaches" if fits else "does not reach"
        words = f"A choice of whole optional units {verb} {bounds_words(minimum, maximum)}."
        found.append(Advice(words, fits, ARITHMETIC))
    if asked is not None and sums.sum_of_rounded is not None:
        within = sums.least <= asked <= sums.most if optional else asked == sums.sum_of_rounded
        size = f"{sums.least} to {sums.most}" if optional else f"{sums.sum_of_rounded}"
        found.append(Advice(f"{asked} points asked for the whole, its units carry {size}.", within, ARITHMETIC))
    return tuple(found)


def counted_before(claims: Sequence[tuple[str, str]]) -> tuple[Advice, ...]:
    """Return one line for each unit whose credit is used more than once, or one that says none was found.

    claims: a unit's title and the case that counts it, this case's own first.
    """
    twice = double_counted(claims)
    if not twice:
        words = "No unit of this claim is counted twice here, nor in another case of the same claimant in this store."
        return (Advice(words, True, PRACTICE),)
    return tuple(Advice(words, False, PRACTICE) for words in twice)


def points_by_level(units: Sequence[tuple[int | None, int | None]]) -> Mapping[int, int]:
    """Return the credit points at each level; units without a level or points are left out.

    units: the level and the points of each.
    """
    found: dict[int, int] = {}
    for level, points in units:
        if level is not None and points is not None:
            found[level] = found.get(level, 0) + points
    return found


def week_check(units: Sequence[tuple[str, Sequence[ActivityRow]]], policy: Policy) -> tuple[Advice, ...]:
    """Return whether the weekly hours of a unit stay under what the office asks about; its own setting, no rule."""
    source = f"{OFFICE}: more than {policy.weekly_hours_asked_about} hours a week are asked about"
    found = []
    for key, activities in units:
        weekly = sum(one.figure.high for one in map(stated, activities) if one.weeks is not None)
        if weekly > policy.weekly_hours_asked_about * 10:
            found.append(
                Advice(f"{key}: its weekly activities take {figure(Decimal(weekly) / 10)} hours.", False, source)
            )
    return tuple(found)
