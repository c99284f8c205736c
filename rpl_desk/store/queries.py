"""What is asked of a store: cases with all that belongs to them, as far as somebody may see it, and the office."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from ..domain.cases import CaseRow, CheckRow, Stage, StageChangeRow
from ..domain.comparators import ComparatorRow
from ..domain.contents import CaseContents
from ..domain.decisions import (
    ConditionRow,
    DecisionRow,
    RecommendationRow,
    RecordRow,
    SignatureRow,
)
from ..domain.evidence import (
    AuthenticityRow,
    ClaimRow,
    EvidenceRow,
    EvidenceTestRow,
    EvidenceVersionRow,
    OriginRow,
)
from ..domain.gaps import GapRow
from ..domain.judgements import AssessmentRow, AssessmentState, CriterionRow, FindingRow, JudgementRow, ReliedRow
from ..domain.meetings import SittingRow
from ..domain.own_notes import EarlierAnswerRow, OwnNoteRow
from ..domain.panels import AbsenceRow, ActingChairRow, AttendanceRow, BreakRow, MeetingRow
from ..domain.passages import LinkedPassage, LinkRow
from ..domain.people import (
    CaseRoleRow,
    CertificateRow,
    InterestRow,
    PersonRow,
)
from ..domain.programmes import ActivityRow, EntryRequirementRow, OutcomeRow, ProgrammeRow, UnitRow
from ..domain.withdrawals import WithdrawalRow
from . import passage_queries, tables, visibility
from .compiling import planned
from .office_queries import office as office
from .office_queries import office_policy as office_policy
from .office_queries import plain as plain
from .office_queries import policy_of as policy_of
from .office_queries import protection as protection
from .plans import Plan
from .row_plans import only as only
from .row_plans import rows_among as rows_among
from .row_plans import rows_of as rows_of
from .row_plans import rows_of_each
from .rows import (
    TABLE_OF as TABLE_OF,
)  # so that who asks needs one name
from .rows import (
    Read as Read,
)
from .rows import (
    Revision as Revision,
)
from .rows import (
    all_tracked as all_tracked,
)
from .rows import (
    columns as columns,
)
from .rows import (
    largest as largest,
)
from .rows import (
    one as one,
)
from .rows import (
    revised as revised,
)
from .rows import (
    revised_where as revised_where,
)
from .rows import (
    rows as rows,
)
from .rows import (
    select_rows as select_rows,
)
from .rows import (
    total as total,
)
from .veil import veiled


def case_by_id(read: Read, case_id: int) -> CaseRow:
    return only(rows_of(read, CaseRow, id=case_id), "such case")


def case_of_item(read: Read, evidence_id: int) -> int:
    """Return the id of the case an item belongs to."""
    found = read(select(tables.evidence.c.case_id).where(tables.evidence.c.id == evidence_id))
    return int(only(found, "such evidence")[0])


def case_by_reference(read: Read, reference: str) -> CaseRow:
    return only(rows_of(read, CaseRow, reference=reference), f"case {reference}")


def contents(read: Read, case_id: int, viewer: int) -> CaseContents:
    """Return everything of a case that `viewer` may see, judgements apart."""
    return contents_of(read, case_by_id(read, case_id), viewer)


_OF_CASE: Mapping[str, tuple[type[Any], str]] = {
    "programmes": (ProgrammeRow, "id"),
    "units": (UnitRow, "number"),
    "outcomes": (OutcomeRow, "number"),
    "activities": (ActivityRow, "id"),
    "entry_requirements": (EntryRequirementRow, "number"),
    "checks": (CheckRow, "id"),
    "roles": (CaseRoleRow, "id"),
    "interests": (InterestRow, "id"),
    "evidence": (EvidenceRow, "number"),
    "criteria": (CriterionRow, "position"),
    "stages": (StageChangeRow, "id"),
    "withdrawals": (WithdrawalRow, "id"),
    "decisions": (DecisionRow, "version"),
}
_OF_DECISION: Mapping[str, tuple[type[Any], str]] = {
    "conditions": (ConditionRow, "id"),
    "recommendations": (RecommendationRow, "id"),
}
_OF_MEETING: Mapping[str, tuple[type[Any], str]] = {
    "attendance": (AttendanceRow, "id"),
    "sittings": (SittingRow, "id"),
    "absences": (AbsenceRow, "id"),
    "breaks": (BreakRow, "id"),
    "acting": (ActingChairRow, "id"),
}
"""What belongs to a case, its decision and its meeting, by the name of its field: each a kind, and what orders it."""


def contents_of(read: Read, case: CaseRow, viewer: int) -> CaseContents:
    """Return what `contents` does of a case that was just read."""
    found = rows_of_each(read, _OF_CASE, case_id=case.id)
    programmes, decisions = found.pop("programmes"), found.pop("decisions")
    decision = next((one for one in reversed(decisions) if not one.superseded), None)
    found |= dict.fromkeys(_OF_DECISION, ()) | dict.fromkeys(_OF_MEETING, ())
    if decision is not None:
        found |= rows_of_each(read, _OF_DECISION, decision_id=decision.id)
    meeting = None
    if case.meeting_id is not None:
        meeting = only(rows_of(read, MeetingRow, id=case.meeting_id), "meeting")
        found |= rows_of_each(read, _OF_MEETING, meeting_id=meeting.id)
    sittings = found.pop("sittings")
    return CaseContents(
        case=case,
        policy=policy_of(case),
        programme=programmes[0] if programmes else None,
        people={row.id: row for row in rows_of(read, PersonRow)},
        assessments=assessments(read, case.id, viewer),
        findings=findings(read, case.id, viewer),
        owed=owed_opinions(read, case, viewer),
        decision=decision,
        meeting=meeting,
        sitting=sittings[0] if sittings else None,
        **found,
    )


def certificates(read: Read) -> dict[int, CertificateRow]:
    """Return every certificate the store's authority made, by id."""
    return {row.id: row for row in rows_of(read, CertificateRow)}


def newest_checkpoint(read: Read) -> str | None:
    """Return the newest signed note over the log, as it was written; None before the first."""
    table = tables.checkpoint
    found = read(select(table.c.note).order_by(table.c.size.desc()).limit(1))
    return str(found[0][0]) if found else None


def names(read: Read) -> dict[int, str]:
    """Return the name of everybody of the office, by id."""
    return dict(tuple(row) for row in read(select(tables.person.c.id, tables.person.c.name)))


def same_bytes(read: Read, case_id: int) -> list[tuple[str, EvidenceRow]]:
    """Return every register entry, of any case, whose bytes this case holds too, each with its case's reference."""
    mine = select(tables.evidence.c.sha256).where(tables.evidence.c.case_id == case_id)
    found = rows(read, EvidenceRow, tables.evidence.c.sha256.in_(mine))
    column = tables.case.c
    references = dict(
        tuple(row)
        for row in read(select(column.id, column.reference).where(column.id.in_({one.case_id for one in found})))
    )
    return [(references[one.case_id], one) for one in found]


@cache
def _visible(kind: Any) -> Plan[Any]:
    """Plan the rows that belong to those assessments of a `case` whose contents `viewer` may read."""
    visible = visibility.visible_assessments(bindparam("viewer"), bindparam("case"))
    column = TABLE_OF[kind].c
    return planned(kind, select_rows(kind).where(column.assessment_id.in_(visible)).order_by(column.id))


@cache
def _revealed_findings() -> Plan[FindingRow]:
    table = tables.finding
    statement = select_rows(FindingRow).where(table.c.case_id == bindparam("case")).order_by(table.c.id)
    return planned(FindingRow, visibility.visible_findings(statement, bindparam("viewer")))


@cache
def _owed_opinions() -> Plan[int]:
    statement = visibility.owed_opinions(bindparam("viewer")).where(tables.third_opinion.c.case_id == bindparam("case"))
    return planned(int, statement.order_by(tables.third_opinion.c.id))


@cache
def _assessments() -> Plan[AssessmentRow]:
    table = tables.assessment
    statement = select_rows(AssessmentRow).add_columns(visibility.may_see_assessment(bindparam("viewer")).label("may"))
    joined = statement.join(tables.case, table.c.case_id == tables.case.c.id)
    counted = (table.c.case_id == bindparam("case"), visibility.is_counted())
    return planned(_as_seen, joined.where(*counted).order_by(table.c.number))


def _as_seen(*values: Any) -> AssessmentRow:
    """Return an assessment as its columns say, and less of it where the last value, whether it may be seen, is no."""
    row = AssessmentRow(*values[:-1])
    if values[-1]:
        return row
    state = AssessmentState.SEALED if row.state is AssessmentState.SEALED else AssessmentState.DRAFT
    return replace(row, revision=0, state=state, sealed_at=None, commitment="")


def assessments(read: Read, case_id: int, viewer: int) -> tuple[AssessmentRow, ...]:
    """Return a case's assessments, but of who withdrew; of those `viewer` may not read, whose and whether sealed."""
    return read.planned(_assessments(), viewer=viewer, case=case_id)


def judgements(read: Read, case_id: int, viewer: int) -> tuple[JudgementRow, ...]:
    """Return the judgements of a case that `viewer` may read."""
    plan = _visible(JudgementRow)
    return veiled(read, read.planned(plan, viewer=viewer, case=case_id))


def passages(read: Read, case_id: int, viewer: int) -> tuple[LinkedPassage, ...]:
    """Return the linked passages of a case that `viewer` may read, in the order they were linked."""
    return passage_queries.linked_of_case(read, case_id, viewer)


def links(read: Read, case_id: int, viewer: int) -> tuple[LinkRow, ...]:
    """Return the links of a case that `viewer` may read."""
    return rows(read, LinkRow, tables.link.c.passage_id.in_(visibility.visible_passages(viewer, case_id)))


@cache
def _read_items() -> Plan[tuple[int, int]]:
    noted, item = tables.evidence_read.c, tables.evidence.c
    statement = (
        select(noted.assessment_id, noted.evidence_id)
        .join(tables.evidence, (item.id == noted.evidence_id) & (item.sha256 == noted.sha256))
        .where(noted.assessment_id.in_(visibility.visible_assessments(bindparam("viewer"), bindparam("case"))))
    )
    return planned(lambda assessment, item: (assessment, item), statement)


def read_items(read: Read, case_id: int, viewer: int) -> tuple[tuple[int, int], ...]:
    """Return who has read what as far as `viewer` may know: assessment and item ids, of the file each item has now."""
    return read.planned(_read_items(), viewer=viewer, case=case_id)


def claims(read: Read, case_id: int) -> tuple[ClaimRow, ...]:
    """Return which items of a case its applicant claims for which criteria."""
    items = select(tables.evidence.c.id).where(tables.evidence.c.case_id == case_id)
    return rows(read, ClaimRow, tables.evidence_claim.c.evidence_id.in_(items))


def authenticity(read: Read, case_id: int) -> tuple[AuthenticityRow, ...]:
    """Return what was confirmed of the items of a case."""
    items = select(tables.evidence.c.id).where(tables.evidence.c.case_id == case_id)
    return rows(read, AuthenticityRow, tables.authenticity.c.evidence_id.in_(items))


def origins(read: Read, case_id: int) -> tuple[OriginRow, ...]:
    """Return out of which e-mails and PDFs the items of a case came."""
    items = select(tables.evidence.c.id).where(tables.evidence.c.case_id == case_id)
    return rows(read, OriginRow, tables.evidence_origin.c.evidence_id.in_(items))


def versions(read: Read, case_id: int) -> tuple[EvidenceVersionRow, ...]:
    """Return the earlier files of the items of a case."""
    items = select(tables.evidence.c.id).where(tables.evidence.c.case_id == case_id)
    return rows(read, EvidenceVersionRow, tables.evidence_version.c.evidence_id.in_(items))


def appraisals(read: Read, case_id: int, viewer: int) -> tuple[EvidenceTestRow, ...]:
    """Return the answers to the tests of a case's items that `viewer` may read."""
    visible = visibility.visible_assessments(viewer, case_id)
    return rows(read, EvidenceTestRow, tables.evidence_test.c.assessment_id.in_(visible))


def relied_statements(read: Read, case_id: int, viewer: int) -> tuple[ReliedRow, ...]:
    """Return the descriptor statements relied on in a case that `viewer` may read."""
    visible = visibility.visible_assessments(viewer, case_id)
    return rows(read, ReliedRow, tables.relied_statement.c.assessment_id.in_(visible))


def comparators(read: Read, case_id: int, viewer: int) -> tuple[ComparatorRow, ...]:
    """Return the comparators of a case that `viewer` may read."""
    plan = _visible(ComparatorRow)
    return veiled(read, read.planned(plan, viewer=viewer, case=case_id))


def gaps(read: Read, case_id: int, viewer: int) -> tuple[GapRow, ...]:
    """Return the gap statements of a case that `viewer` may read."""
    plan = _visible(GapRow)
    return veiled(read, read.planned(plan, viewer=viewer, case=case_id))


@cache
def _own(kind: Any) -> Plan[Any]:
    """Plan the rows that belong to the assessment of `viewer` on a `case`, which nobody else ever reads."""
    own = visibility.own_assessments(bindparam("viewer"), bindparam("case"))
    column = TABLE_OF[kind].c
    return planned(kind, select_rows(kind).where(column.assessment_id.in_(own)).order_by(column.id))


def own_notes(read: Read, case_id: int, viewer: int) -> tuple[OwnNoteRow, ...]:
    """Return what `viewer` keeps for themselves on a case."""
    return read.planned(_own(OwnNoteRow), viewer=viewer, case=case_id)


def earlier_answers(read: Read, case_id: int, viewer: int) -> tuple[EarlierAnswerRow, ...]:
    """Return what `viewer` answered before they changed it, oldest first."""
    return read.planned(_own(EarlierAnswerRow), viewer=viewer, case=case_id)


def findings(read: Read, case_id: int, viewer: int = 0) -> tuple[FindingRow, ...]:
    """Return the findings of a case, none before its judgements were revealed to `viewer`; 0 for rules."""
    return veiled(read, read.planned(_revealed_findings(), case=case_id, viewer=viewer))


def owed_opinions(read: Read, case: CaseRow, viewer: int) -> tuple[int, ...]:
    """Return the criteria of a case about which `viewer` still owes a third opinion."""
    if case.stage is not Stage.RECONCILE:
        return ()
    return read.planned(_owed_opinions(), case=case.id, viewer=viewer)


def records(read: Read, case_id: int) -> tuple[RecordRow, ...]:
    return rows_of(read, RecordRow, order="version", case_id=case_id)


@cache
def _standing_signatures() -> Plan[int]:
    table, record = tables.signature, tables.record
    standing = select(record.c.id).where(record.c.case_id == bindparam("case"), record.c.superseded.is_(False))
    newest = standing.order_by(record.c.version.desc()).limit(1).scalar_subquery()
    return planned(int, select(table.c.id).where(table.c.record_id == newest))


def signed_so_far(read: Read, case_id: int) -> int:
    """Return how many have signed the standing record of a case, 0 where it has none."""
    return len(read.planned(_standing_signatures(), case=case_id))


def signatures(read: Read, record_id: int) -> tuple[SignatureRow, ...]:
    return rows_of(read, SignatureRow, order="position", record_id=record_id)
