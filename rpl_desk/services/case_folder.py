"""A case of this store as the folder that it could have been handed in by: its names of files, and its `case.json`."""

import re
from pathlib import Path

from ..domain.carried import CASE_FILE, MARKS_FILE, PICTURES
from ..domain.contents import CaseContents
from ..domain.evidence import EvidenceRow
from ..domain.intake import (
    CaseFile,
    IntakeActivity,
    IntakeCheck,
    IntakeClaimant,
    IntakeEvidence,
    IntakeOrigin,
    IntakeOutcome,
    IntakePerson,
    IntakeProgramme,
    IntakeUnit,
)
from ..reading.names import path_fault

_UNFIT = re.compile(r'[\\:*?"<>|\x00-\x1f]')


def file_names(items: "tuple[EvidenceRow, ...]") -> dict[int, str]:
    """Return a name for each item's file by its id: its own where every system can hold it, else its key."""
    taken = {CASE_FILE, MARKS_FILE}
    names = {}
    for one in items:
        name = one.file_name
        unfit = path_fault(name) or _UNFIT.search(name) or name.casefold().startswith(f"{PICTURES}/")
        if unfit or any(part != part.strip(" .") or not part for part in name.split("/")):
            name = f"{one.key}{Path(one.file_name).suffix if not _UNFIT.search(Path(one.file_name).suffix) else ''}"
        if name.casefold() in taken:
            folder, _, last = name.rpartition("/")
            name = f"{folder}/{one.key} {last}" if folder else f"{one.key} {last}"
        taken.add(name.casefold())
        names[one.id] = name
    return names


def case_file_of(contents: CaseContents, names: dict[int, str], origins: dict[int, IntakeOrigin]) -> CaseFile:
    """Return a case as it would be handed in; names, origins: of the evidence files, by the item's id."""
    case = contents.case
    claimant = None
    if not case.kind.is_credit_rating:
        claimant = IntakeClaimant(
            case.claimant,
            case.claimant_reference,
            case.claimant_email,
            case.situation,
            case.wish,
            case.assessment_plan,
            case.declared_on,
        )
    return CaseFile(
        kind=case.kind,
        title=case.title,
        reference=case.reference,
        due_on=case.due_on,
        agreement=case.agreement,
        agreed_on=case.agreed_on,
        proposed_level=case.proposed_level,
        proposed_points=case.proposed_points,
        programme=_programme(contents),
        claimant=claimant,
        checks=tuple(IntakeCheck(one.group, one.key, one.answer, one.note) for one in contents.checks),
        people=tuple(IntakePerson(contents.people[one.person_id].email, one.role) for one in contents.roles),
        evidence=tuple(
            IntakeEvidence(
                file=names[one.id],
                title=one.title,
                kind=one.kind,
                learned_on=one.learned_on,
                made_on=one.made_on,
                received_on=one.received_on,
                source=one.source,
                supplier=one.supplier,
                language=one.language,
                sensitivity=one.sensitivity,
                currency_exception=one.currency_exception,
                attached_to=origins.get(one.id),
                kept_sealed=one.kept_sealed,
            )
            for one in contents.evidence
        ),
    )


def _programme(contents: CaseContents) -> IntakeProgramme | None:
    programme = contents.programme
    if programme is None:
        return None
    return IntakeProgramme(
        title=programme.title,
        kind=programme.kind,
        owner=programme.owner,
        award=programme.award,
        award_points=programme.award_points,
        minimum_points=programme.minimum_points,
        maximum_points=programme.maximum_points,
        units=tuple(
            IntakeUnit(
                title=unit.title,
                requirement=unit.requirement,
                proposed_level=unit.proposed_level,
                proposed_points=unit.proposed_points,
                imported_from=unit.imported_from,
                imported_level=unit.imported_level,
                imported_points=unit.imported_points,
                outcomes=tuple(
                    IntakeOutcome(one.text, tuple(one.assessment_criteria.splitlines()))
                    for one in contents.unit_outcomes(unit)
                ),
                activities=tuple(
                    IntakeActivity(one.kind, one.low, one.high, one.note) for one in contents.unit_activities(unit)
                ),
            )
            for unit in contents.units
        ),
        entry_requirements=tuple(one.text for one in contents.entry_requirements),
    )
