"""A case as it was handed in: held against the store, and written into it inside an action."""

from datetime import date
from typing import Any, Protocol

from ..domain.cases import CHECKS, CaseKind, CaseRow, CheckAnswer, CheckGroup, Stage, next_reference
from ..domain.credit import check_hours
from ..domain.errors import Problem
from ..domain.intake import CaseFile, IntakeProgramme, IntakeUnit
from ..domain.people import PersonRow, Role, role_conflict
from ..domain.policy import Policy
from ..store import queries, tables
from ..store.database import Action, Reader
from .hiding import hide_claimant


def problems_of(read: Reader, file: CaseFile) -> list[Problem]:
    """Return what in the intake does not fit this store: a reference that is taken, people who are not there."""
    found: list[Problem] = []
    known = {one.email: one for one in queries.rows(read, PersonRow)}
    taken = file.reference and queries.rows(read, CaseRow, tables.case.c.reference == file.reference)
    if taken:
        found.append(Problem("reference", f"{file.reference} is a case of this store already."))
    given: dict[str, list[Role]] = {}
    for number, one in enumerate(file.people):
        place, address = f"people[{number}]", one.email.casefold()
        person = known.get(address)
        if person is None:
            found.append(Problem(f"{place}.email", f"{one.email} is not a person of this office. Add them first."))
        elif person.retired_at is not None:
            found.append(Problem(f"{place}.email", f"{person.name} has left the office."))
        elif conflict := role_conflict(given.get(address, []), one.role):
            found.append(Problem(f"{place}.role", f"{person.name}: {conflict}"))
        given.setdefault(address, []).append(one.role)
    return found


def add_case(action: Action, file: CaseFile) -> int:
    """Write the case itself, at intake under the office's policy of now, and return its id; then `add_parts`."""
    office = queries.office(action.read)
    today = action.now.date()
    claimant, programme = file.claimant, file.programme
    policy = Policy.from_plain(queries.plain(office.policy))
    return action.insert(
        tables.case,
        reference=file.reference or _free_reference(action, file.kind, today),
        kind=file.kind,
        stage=Stage.INTAKE,
        title=file.title,
        opened_on=today,
        due_on=file.due_on,
        owner=programme.owner if programme else "",
        agreement=file.agreement,
        agreed_on=file.agreed_on,
        claimant=claimant.name if claimant else "",
        claimant_reference=claimant.reference if claimant else "",
        claimant_email=claimant.email if claimant else "",
        situation=claimant.situation if claimant else None,
        wish=claimant.wish if claimant else None,
        assessment_plan=claimant.assessment_plan if claimant else "",
        declared_on=claimant.declared_on if claimant else None,
        proposed_level=file.proposed_level,
        proposed_points=file.proposed_points,
        framework_id=office.framework_id,
        policy=office.policy,
        blind=policy.blind_review,
    )


def add_parts(action: Action, case_id: int, file: CaseFile) -> None:
    """Write the checks of a case's kind with what was answered, its programme, and whether its claimant is hidden."""
    given = {(check.group, check.key): check for check in file.checks}
    for group, key in _checks_for(file.kind):
        check = given.get((group, key))
        action.insert(
            tables.case_check,
            case_id=case_id,
            group=group,
            key=key,
            answer=check.answer if check else CheckAnswer.OPEN,
            note=check.note if check else "",
        )
    if file.programme is not None:
        add_programme(action, case_id, file.programme)
    policy = Policy.from_plain(queries.plain(queries.office(action.read).policy))
    if policy.hide_claimant and not file.kind.is_credit_rating:
        hide_claimant(action, case_id)


class Writes(Protocol):
    """An action, or what remembers how to take back what it adds."""

    def insert(self, table: Any, **values: Any) -> int: ...


def add_programme(action: Writes, case_id: int, programme: IntakeProgramme) -> None:
    """Write a programme with its units and entry requirements."""
    action.insert(
        tables.programme,
        case_id=case_id,
        title=programme.title,
        kind=programme.kind,
        owner=programme.owner,
        award=programme.award,
        minimum_points=programme.minimum_points,
        maximum_points=programme.maximum_points,
        award_points=programme.award_points,
    )
    for number, unit in enumerate(programme.units, start=1):
        add_unit(action, case_id, number, unit)
    for number, text in enumerate(programme.entry_requirements, start=1):
        action.insert(tables.entry_requirement, case_id=case_id, number=number, text=text)


def add_unit(action: Writes, case_id: int, number: int, unit: IntakeUnit) -> int:
    """Write a unit with its outcomes and activities, and return its id."""
    unit_id = action.insert(
        tables.unit,
        case_id=case_id,
        number=number,
        title=unit.title,
        requirement=unit.requirement,
        proposed_level=unit.proposed_level,
        proposed_points=unit.proposed_points,
        imported_from=unit.imported_from,
        imported_level=unit.imported_level,
        imported_points=unit.imported_points,
    )
    for order, outcome in enumerate(unit.outcomes, start=1):
        lines = "\n".join(outcome.assessment_criteria)
        action.insert(
            tables.outcome,
            case_id=case_id,
            unit_id=unit_id,
            number=order,
            text=outcome.text,
            assessment_criteria=lines,
        )
    for activity in unit.activities:
        check_hours(activity.low, activity.high)
        action.insert(
            tables.activity,
            case_id=case_id,
            unit_id=unit_id,
            kind=activity.kind,
            low=activity.low,
            high=activity.high,
            note=activity.note,
        )
    return unit_id


def _free_reference(action: Action, kind: CaseKind, today: date) -> str:
    start = f"{kind.prefix}-{today.year}-"
    column = tables.case.c.reference
    last = queries.largest(action.read, column, column.startswith(start))
    return next_reference(kind, today.year, int(last.rsplit("-", 1)[1]) if last else 0)


def _checks_for(kind: CaseKind) -> list[tuple[CheckGroup, str]]:
    groups = []
    if kind.is_credit_rating:
        groups.append(CheckGroup.ELIGIBILITY)
    if kind is CaseKind.CREDIT_RATING_THIRD_PARTY:
        groups.append(CheckGroup.DUE_DILIGENCE)
    return [(group, key) for group in groups for key in CHECKS[group]]
