"""Rows and whole cases for the tests of rules: small, complete, and changed by what a test is about."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from rpl_desk.domain.cases import CHECKS, CaseKind, CaseRow, CheckAnswer, CheckGroup, CheckRow, Situation, Stage, Wish
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.criteria import criteria_for
from rpl_desk.domain.decisions import ConditionRow
from rpl_desk.domain.evidence import EvidenceKind, EvidenceRow, Sensitivity, Stance
from rpl_desk.domain.judgements import CriterionRow, FindingRow, FindingState, JudgementRow
from rpl_desk.domain.panels import AttendanceRow, MeetingRow
from rpl_desk.domain.passages import LinkedPassage
from rpl_desk.domain.people import CaseRoleRow, InterestRow, OfficeRole, PersonRow, Role
from rpl_desk.domain.policy import Policy
from rpl_desk.domain.programmes import (
    ActivityKind,
    ActivityRow,
    EntryRequirementRow,
    OutcomeRow,
    ProgrammeKind,
    ProgrammeRow,
    Requirement,
    UnitRow,
)

NOW = datetime(2026, 5, 19, 14, 2, tzinfo=UTC)
ONE, TWO, CHAIR, MEMBER, SECRETARY, VETTER, OUTSIDER = 1, 2, 3, 4, 5, 6, 7


def person(person_id: int, name: str, **changes: Any) -> PersonRow:
    row = PersonRow(person_id, 1, f"uid-{person_id}", f"{person_id}@example.ac.uk", name, OfficeRole.MEMBER, None)
    return replace(row, **changes)


PEOPLE = {
    one.id: one
    for one in (
        person(ONE, "Assessor One"),
        person(TWO, "Assessor Two"),
        person(CHAIR, "Chair One"),
        person(MEMBER, "Member One"),
        person(SECRETARY, "Secretary One"),
        person(VETTER, "Vetter One"),
        person(OUTSIDER, "Person Seven"),
    )
}


def role(person_id: int, name: Role, override_reason: str = "") -> CaseRoleRow:
    return CaseRoleRow(person_id * 100 + list(Role).index(name), 1, 1, person_id, name, override_reason)


def interest(person_id: int) -> InterestRow:
    return InterestRow(person_id, 1, 1, person_id, "Former line manager", "2026-05-01T09:00:00Z")


def roles_for(kind: CaseKind) -> tuple[CaseRoleRow, ...]:
    judge = Role.RATER if kind.is_credit_rating else Role.ASSESSOR
    return role(ONE, judge), role(TWO, judge), role(CHAIR, Role.CHAIR), role(MEMBER, Role.MEMBER)


def unit(number: int = 1, **changes: Any) -> UnitRow:
    row = UnitRow(
        id=number,
        revision=1,
        case_id=1,
        number=number,
        title=f"Sample unit {number}",
        requirement=Requirement.MANDATORY,
        proposed_level=8,
        proposed_points=6,
        imported_from="",
        imported_level=None,
        imported_points=None,
        points_override=None,
        override_reason="",
    )
    return replace(row, **changes)


def imported_unit(number: int = 1, **changes: Any) -> UnitRow:
    return unit(number, imported_from="Sample Body", imported_level=7, imported_points=8, **changes)


def activity(unit_id: int, low: int, high: int | None = None) -> ActivityRow:
    """Tenths of an hour."""
    return ActivityRow(unit_id * 1000 + low, 1, 1, unit_id, ActivityKind.TAUGHT, low, low if high is None else high, "")


def outcome_row(unit_id: int, number: int = 1) -> OutcomeRow:
    return OutcomeRow(unit_id * 10 + number, 1, 1, unit_id, number, f"Do sample thing {number}", "")


def evidence_row(number: int = 1, **changes: Any) -> EvidenceRow:
    row = EvidenceRow(
        id=number,
        revision=1,
        case_id=1,
        number=number,
        title="Sample portfolio",
        kind=EvidenceKind.PORTFOLIO,
        file_name="portfolio.pdf",
        sha256=f"{number:064x}",
        size=100,
        media_type="application/pdf",
        learned_on=date(2024, 5, 1),
        made_on=None,
        received_on=None,
        source="",
        supplier="",
        language="en",
        sensitivity=Sensitivity.ORDINARY,
        currency_exception="",
        kept_sealed="",
    )
    return replace(row, **changes)


def case_row(kind: CaseKind, **changes: Any) -> CaseRow:
    claim = not kind.is_credit_rating
    third = kind is CaseKind.CREDIT_RATING_THIRD_PARTY
    row = CaseRow(
        id=1,
        revision=1,
        reference=f"{kind.prefix}-2026-0012",
        kind=kind,
        stage=Stage.INTAKE,
        waiting_from=None,
        waiting_reason="",
        title="Certificate in Peer Support Practice",
        opened_on=date(2026, 3, 2),
        due_on=None,
        owner="Sample Training Partner" if third else "",
        agreement="Agreement 7" if third else "",
        agreed_on=None,
        claimant="Sample Claimant" if claim else "",
        claimant_reference="",
        claimant_email="",
        situation=Situation.NO_CERTIFICATE if claim else None,
        wish=Wish.CREDIT if claim else None,
        assessment_plan="Portfolio and discussion" if claim else "",
        declared_on=date(2026, 3, 1) if claim else None,
        proposed_level=8,
        proposed_points=12,
        framework_id=1,
        policy="{}",
        meeting_id=None,
        revealed_at=None,
        revealed_by=None,
        decided_level=None,
        decided_points=None,
        outcome="",
    )
    return replace(row, **changes)


def check_rows(kind: CaseKind) -> tuple[CheckRow, ...]:
    groups = [CheckGroup.ELIGIBILITY] if kind.is_credit_rating else []
    if kind is CaseKind.CREDIT_RATING_THIRD_PARTY:
        groups.append(CheckGroup.DUE_DILIGENCE)
    pairs = [(group, key) for group in groups for key in CHECKS[group]]
    return tuple(CheckRow(n, 1, 1, group, key, CheckAnswer.PASS, "") for n, (group, key) in enumerate(pairs, 1))


def complete_case(kind: CaseKind, **changes: Any) -> CaseContents:
    """Return a case of this kind that lacks nothing for review; `changes` are fields of CaseContents."""
    transfer = kind is CaseKind.CREDIT_TRANSFER
    has_programme = kind not in (CaseKind.RPL_CREDIT_GENERAL, CaseKind.RPL_FORMATIVE)
    has_units = has_programme and kind is not CaseKind.RPL_ENTRY
    units = tuple((imported_unit if transfer else unit)(number) for number in (1, 2)) if has_units else ()
    programme = ProgrammeRow(1, 1, 1, "Sample programme", ProgrammeKind.PROGRAMME, "", "", None, None, 120)
    contents = CaseContents(
        case=case_row(kind),
        policy=Policy(),
        programme=programme if has_programme else None,
        units=units,
        outcomes=tuple(outcome_row(one.id, number) for one in units for number in (1, 2)),
        activities=tuple(activity(one.id, 600) for one in units),
        entry_requirements=(EntryRequirementRow(1, 1, 1, 1, "Two years of sample work"),)
        if kind is CaseKind.RPL_ENTRY
        else (),
        checks=check_rows(kind),
        roles=roles_for(kind),
        interests=(),
        people=PEOPLE,
        evidence=(evidence_row(),),
        criteria=(),
        assessments=(),
        findings=(),
        decision=None,
        conditions=(),
        recommendations=(),
        meeting=None,
        attendance=(),
        stages=(),
    )
    return replace(contents, **changes)


def criterion_rows(contents: CaseContents) -> tuple[CriterionRow, ...]:
    """Return what a case is judged by as stored rows; ids are positions."""
    return tuple(
        CriterionRow(
            one.position,
            1,
            1,
            one.position,
            one.key,
            one.kind,
            one.group,
            one.label,
            one.text,
            one.unit_id,
            one.outcome_id,
            one.characteristic,
        )
        for one in criteria_for(contents)
    )


def judgement(criterion_id: int, answer: str, reason: str = "Sample reason", none: str = "") -> JudgementRow:
    return JudgementRow(criterion_id, 1, 1, criterion_id, answer, reason, none, NOW)


def passage(criterion_id: int) -> LinkedPassage:
    return LinkedPassage(criterion_id, 1, 1, criterion_id, 1, "4", "", Stance.SUPPORTS, 2, "", criterion_id)


def finding(criterion_id: int, answer: str, state: FindingState = FindingState.AGREED) -> FindingRow:
    return FindingRow(criterion_id, 1, 1, criterion_id, state, answer, "", "", None)


def settled_case(kind: CaseKind, answer: str = "met", **changes: Any) -> CaseContents:
    """Return a case with its criteria and a settled finding on each."""
    contents = complete_case(kind)
    criteria = criterion_rows(contents)
    findings = tuple(finding(one.id, answer) for one in criteria)
    return replace(contents, **({"criteria": criteria, "findings": findings} | changes))


def condition(**changes: Any) -> ConditionRow:
    row = ConditionRow(1, 1, 1, 1, "Send the guidance", "Sample Training Partner", date(2026, 9, 30), "The guidance")
    return replace(row, **changes)


def meeting(quorum: int = 3) -> MeetingRow:
    return MeetingRow(1, 1, date(2026, 5, 28), "Room 2", quorum, CHAIR, SECRETARY)


def attendance(*present: int) -> tuple[AttendanceRow, ...]:
    return tuple(AttendanceRow(one, 1, 1, one, one in present, "") for one in PEOPLE)
