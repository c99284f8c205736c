"""A case's hours and credit on one sheet: each unit, the whole, the checks, and how every figure came about."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from .awards import Advice, Award, award_checks, load_awards, rpl_advice
from .cases import CaseRow, Stage
from .contents import CaseContents
from .credit import RollUp, UnitCredit, figure, roll_up, unit_credit, unit_worth
from .credit_checks import counted_before, points_by_level, programme_checks, unit_checks, week_check
from .credit_working import Step, claim_working, claimed_steps, ects_step, level_steps, programme_working, unit_working
from .decisions import Outcome, is_met_whole
from .hours import Stated, stated
from .judgements import CriterionKind
from .programmes import ActivityRow, Requirement, UnitRow
from .rows import dataclass


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """One unit. `agreed` are the points the panel agreed, None before the reveal or while they are not settled."""

    unit: UnitRow
    credit: UnitCredit
    activities: tuple[tuple[ActivityRow, Stated], ...]
    agreed: int | None
    working: tuple[Step, ...]
    checks: tuple[Advice, ...]


@dataclass(frozen=True, slots=True)
class CreditSheet:
    """`sums` is None for a case without units, `points` the credit of the whole as far as it is known.

    `working` and `checks` are those of the whole; each unit has its own. A claim is for credit towards an award.
    """

    reference: str
    is_claim: bool
    units: tuple[UnitSheet, ...]
    sums: RollUp | None
    points: int | None
    working: tuple[Step, ...]
    checks: tuple[Advice, ...]

    @property
    def headline(self) -> str:
        """The whole in one line: "240 h, 24 points"; of a claim its points alone."""
        hours = 0 if self.is_claim else sum(one.credit.counted_hours for one in self.units)
        parts = [f"{figure(hours)} h"] if hours else []
        parts.append(sizes_words(self.sizes) or "no points yet")
        return ", ".join(parts)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The credit of the whole: one figure, the least and the most with options, or none while it is not known."""
        if self.points is not None:
            return (self.points,)
        if self.sums is None or self.is_claim or not self.sums.most:
            return ()
        return (self.sums.least, self.sums.most)


def points_words(points: int) -> str:
    """Return "1 point" or "6 points"."""
    return f"{points} point{'' if points == 1 else 's'}"


def sizes_words(sizes: Sequence[int]) -> str:
    """Return "24 points" or "16 to 24 points"; empty for no size."""
    return f"{sizes[0]} to {sizes[1]} points" if len(sizes) > 1 else points_words(sizes[0]) if sizes else ""


def credit_sheet(
    contents: CaseContents, table: Mapping[str, Any], elsewhere: Sequence[tuple[str, str]] = ()
) -> CreditSheet:
    """Return the sheet of a case.

    table: the shipped table of awards as parsed. elsewhere: units the same claimant counts in other cases, by their
    titles, each with the case. Levels in it are agreed, imported or asked for; none is proposed.
    """
    units = tuple(_unit_sheet(contents, unit) for unit in contents.units)
    minimum, maximum = _bounds(contents)
    credits = [one.credit for one in units]
    sums = roll_up(credits, contents.policy, minimum, maximum) if credits else None
    points, whence = _points_of(contents, units, sums)
    working: list[Step] = []
    checks = [*week_check([(one.key, contents.unit_activities(one)) for one in contents.units], contents.policy)]
    if sums is not None and any(one.activities or one.credit.is_imported for one in units):
        agreed = {one.unit.key: one.agreed for one in units if one.agreed is not None}
        working += programme_working(credits, sums, contents.policy, minimum, maximum, agreed)
    if contents.case.kind.is_credit_rating:
        if sums is not None:
            checks += programme_checks(credits, sums, minimum, maximum, contents.case.proposed_points)
        steps, advice = _award(contents, units, load_awards(table), str(table["status"]))
        working += steps
        checks += advice
    elif contents.case.kind.gives_credit:
        steps, advice = _claim(contents, points, whence, elsewhere)
        working += steps
        checks += advice
    sheet = CreditSheet(
        reference=contents.case.reference,
        is_claim=not contents.case.kind.is_credit_rating,
        units=units,
        sums=sums,
        points=points,
        working=tuple(working),
        checks=tuple(checks),
    )
    sizes = sheet.sizes
    return replace(sheet, working=(*working, ects_step(sizes, str(table["ects"]["note"])))) if sizes else sheet


def _bounds(contents: CaseContents) -> tuple[int | None, int | None]:
    programme = contents.programme
    return (None, None) if programme is None else (programme.minimum_points, programme.maximum_points)


def _claim(
    contents: CaseContents, points: int | None, whence: str, elsewhere: Sequence[tuple[str, str]]
) -> tuple[tuple[Step, ...], tuple[Advice, ...]]:
    """Hold a claim against its award, the office's limit, and the credit its claimant counts already."""
    worth = {one: unit_worth(one, contents.unit_activities(one), contents.policy) for one in contents.units}
    met = [one for one in contents.units if is_met_whole(contents, one)]
    steps = claimed_steps([(one.key, points) for one, points in worth.items()], [one.key for one in met])
    advice: tuple[Advice, ...] = ()
    if points is not None:
        total = contents.programme.award_points if contents.programme else None
        steps += claim_working(points, whence, total, contents.policy.rpl_cap_percent)
        advice = (rpl_advice(points, total, contents.policy.rpl_cap_percent),)
    own = [(one.title, contents.case.reference) for one in contents.units]
    return steps, (*advice, *counted_before([*own, *elsewhere])) if own else advice


def _unit_sheet(contents: CaseContents, unit: UnitRow) -> UnitSheet:
    activities = contents.unit_activities(unit)
    agreed = _finding(contents, unit, CriterionKind.POINTS)
    credit = unit_credit(unit, activities, contents.policy)
    return UnitSheet(
        unit=unit,
        credit=credit,
        activities=tuple((one, stated(one)) for one in activities),
        agreed=agreed,
        working=unit_working(unit, activities, contents.policy, agreed),
        checks=unit_checks(unit, activities, credit),
    )


def _finding(contents: CaseContents, unit: UnitRow, kind: CriterionKind) -> int | None:
    """Return the whole number the panel agreed on for a unit; None before the reveal and while it is not settled."""
    for one in contents.criteria:
        finding = contents.finding_of.get(one.id)
        if one.unit_id == unit.id and one.kind is kind and finding is not None and finding.answer.isdecimal():
            return int(finding.answer)
    return None


def _points_of(contents: CaseContents, units: Sequence[UnitSheet], sums: RollUp | None) -> tuple[int | None, str]:
    """Return the credit of the whole and where that figure comes from, the most binding first."""
    decision, case = contents.decision, contents.case
    if decision is not None and decision.points is not None:
        decided = case.stage in (Stage.DECIDED, Stage.SIGNED, Stage.RELEASED, Stage.APPEAL)
        return decision.points, "as decided" if decided else "as the panel has drafted"
    if case.kind.is_credit_rating:
        optional = any(one.unit.requirement is Requirement.OPTIONAL for one in units)
        whole = None if sums is None else sums.sum_of_rounded
        if sums is not None and optional:
            whole = sums.most if sums.least == sums.most else None
        return whole, "from the units"
    worth = [unit_worth(one.unit, [row for row, _ in one.activities], contents.policy) for one in units]
    known = [one for one in worth if one is not None]
    if known:
        return sum(known), "the units claimed"
    return case.proposed_points, "as claimed"


def _award(
    contents: CaseContents, units: Sequence[UnitSheet], awards: Sequence[Award], status: str
) -> tuple[tuple[Step, ...], tuple[Advice, ...]]:
    """Hold the programme against the award it names: levels agreed, else imported, else asked for."""
    programme, decision = contents.programme, contents.decision
    named = programme.award.strip() if programme else ""
    if not named:
        return (), ()
    award = next((one for one in awards if named in (one.id, one.title)), None)
    if award is None:
        return (), (Advice(f"{named} is not in the table of awards, so its credit is not checked.", None, status),)
    level = (decision.level if decision is not None else None) or contents.case.proposed_level
    if level is None:
        return (), (Advice(f"{award.title}: no level is asked for or decided yet.", None, "; ".join(award.sources)),)
    agreed = {one.unit.key: _finding(contents, one.unit, CriterionKind.BEST_FIT) for one in units}
    lines = [
        (
            one.unit.key,
            agreed[one.unit.key] or one.unit.imported_level or one.unit.proposed_level,
            one.credit.points if one.agreed is None else one.agreed,
        )
        for one in units
    ]
    steps = level_steps(lines, agreed=any(agreed.values()))
    return steps, award_checks(award, level, points_by_level([(at, points) for _, at, points in lines]))


def same_claimant(one: CaseRow, other: CaseRow) -> bool:
    """Return whether two cases are of one person: by the office's reference, or by name where one has none."""
    if one.claimant_reference.strip() and other.claimant_reference.strip():
        return _plain(one.claimant_reference) == _plain(other.claimant_reference)
    return bool(one.claimant.strip()) and _plain(one.claimant) == _plain(other.claimant)


def counted_units(contents: CaseContents) -> tuple[tuple[str, str], ...]:
    """Return the units whose credit a case counts, by title, each with the case and how it counts them.

    Full credit counts every unit, part credit those whose outcomes were all met, an open claim those it claims.
    A case that ended without credit, or was withdrawn, counts none.
    """
    case = contents.case
    if case.kind.is_credit_rating or not case.kind.gives_credit or case.stage is Stage.WITHDRAWN:
        return ()
    if not case.outcome:
        return tuple((one.title, f"{case.reference} (claimed)") for one in contents.units)
    if case.outcome == Outcome.FULL_CREDIT:
        given = contents.units
    elif case.outcome == Outcome.PART_CREDIT:
        given = tuple(one for one in contents.units if is_met_whole(contents, one))
    else:
        given = ()
    return tuple((one.title, f"{case.reference} (credit given)") for one in given)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
