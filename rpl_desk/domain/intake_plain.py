"""A case in the published shape of what is handed in, as `intake_reader` reads it back."""

from datetime import date
from enum import StrEnum
from typing import Any

from .intake import CaseFile, IntakeActivity, IntakeEvidence, IntakeProgramme
from .intake_reader import SCHEMA


def to_plain(case: CaseFile) -> dict[str, Any]:
    """Return the case in the published shape, empty fields left out; `read_case` gives the same case back."""
    return {"schema": SCHEMA} | _filled(
        kind=case.kind,
        reference=case.reference,
        title=case.title,
        due_on=case.due_on,
        agreement=case.agreement,
        agreed_on=case.agreed_on,
        proposed_level=case.proposed_level,
        proposed_points=case.proposed_points,
        programme=case.programme and _plain_programme(case.programme),
        claimant=case.claimant and _plain_fields(case.claimant),
        checks=[_plain_fields(check) for check in case.checks],
        people=[_plain_fields(person) for person in case.people],
        evidence=[_plain_evidence(item) for item in case.evidence],
    )


def _plain_evidence(item: IntakeEvidence) -> dict[str, Any]:
    origin = item.attached_to
    return _plain_fields(item) | _filled(attached_to=origin and _plain_fields(origin))


def _plain_programme(programme: IntakeProgramme) -> dict[str, Any]:
    units = [
        _plain_fields(unit)
        | _filled(
            outcomes=[_plain_fields(outcome) for outcome in unit.outcomes],
            activities=[
                _filled(kind=activity.kind, hours=_plain_hours(activity), note=activity.note)
                for activity in unit.activities
            ],
        )
        for unit in programme.units
    ]
    return _plain_fields(programme) | _filled(units=units)


def _plain_hours(activity: IntakeActivity) -> Any:
    low, high = (tenths // 10 if tenths % 10 == 0 else tenths / 10 for tenths in (activity.low, activity.high))
    return low if low == high else {"low": low, "high": high}


def _plain_fields(row: Any) -> dict[str, Any]:
    return _filled(**{name: getattr(row, name) for name in row.__slots__})


def _filled(**values: Any) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, StrEnum):
            return str(value)
        return list(value) if isinstance(value, tuple) else value

    return {name: plain(value) for name, value in values.items() if value is not None and value not in ("", (), [])}
