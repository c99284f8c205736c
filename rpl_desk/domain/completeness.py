"""What each kind of case needs before it may be reviewed."""

from collections.abc import Iterator

from .cases import CHECKS, CaseKind, CheckAnswer, CheckGroup, Missing
from .contents import CaseContents
from .credit import HOURS_PER_POINT, basis_hours, figure, is_imported, total_hours
from .people import JUDGING, Role, incompatible_roles
from .programmes import UnitRow


def missing_for_review(contents: CaseContents) -> list[Missing]:
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


def _subject_gaps(contents: CaseContents) -> Iterator[Missing]:
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


def _claimant_gaps(contents: CaseContents) -> Iterator[Missing]:
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


def _rated_programme_gaps(contents: CaseContents) -> Iterator[Missing]:
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


def _claimed_gaps(contents: CaseContents) -> Iterator[Missing]:
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


def _outcome_gaps(contents: CaseContents, unit: UnitRow) -> Iterator[Missing]:
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


def _check_gaps(contents: CaseContents) -> Iterator[Missing]:
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


def _people_gaps(contents: CaseContents) -> Iterator[Missing]:
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
