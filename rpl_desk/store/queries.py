"""What is read from a store: frozen rows of the domain, or ids for the windowed lists."""

import json
from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, select

from ..domain.after import (
    AmendmentRow,
    AppealMemberRow,
    AppealRow,
    ConditionMetRow,
    LetterTextRow,
    ReviewRow,
    UnlockingRow,
    VoidingRow,
)
from ..domain.calibration import ExerciseAnswerRow, ExerciseAssessorRow, ExerciseRow
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
from ..domain.errors import NotFound
from ..domain.evidence import (
    AuthenticityRow,
    ClaimRow,
    EvidenceReadRow,
    EvidenceRow,
    EvidenceTestRow,
    EvidenceVersionRow,
    OriginRow,
    RecordDraftRow,
)
from ..domain.framework import EditionRow
from ..domain.gaps import GapRow
from ..domain.identity import IdentityRow, LookRow
from ..domain.judgements import AssessmentRow, AssessmentState, CriterionRow, FindingRow, JudgementRow, ReliedRow
from ..domain.judging_forms import ReturnedFormRow
from ..domain.meetings import AgendaItemRow, MinuteRow, MinutesRow, SittingRow
from ..domain.own_notes import EarlierAnswerRow, OwnNoteRow
from ..domain.panels import AbsenceRow, AttendanceRow, MeetingRow
from ..domain.passages import LinkedPassage, LinkRow
from ..domain.people import (
    AnchorPlaceRow,
    CaseRoleRow,
    CertificateRow,
    EnrolmentRow,
    InterestRow,
    KeyEndingRow,
    PersonRow,
    SessionKeyRow,
    UnlockFailureRow,
    WrappedKeyRow,
)
from ..domain.policy import OfficeRow, Policy
from ..domain.programmes import ActivityRow, EntryRequirementRow, OutcomeRow, ProgrammeRow, UnitRow
from ..domain.rows import dataclass
from ..domain.third_opinions import ThirdOpinionRow
from . import passage_queries, tables, visibility
from .database import Reader
from .plans import Plan, Row
from .tables import metadata
from .veil import veiled

Read = Reader

TABLE_OF: dict[type[Any], Table] = {
    AbsenceRow: tables.absence,
    ActivityRow: tables.activity,
    AmendmentRow: tables.amendment,
    AppealMemberRow: tables.appeal_member,
    AppealRow: tables.appeal,
    LetterTextRow: tables.letter_text,
    UnlockingRow: tables.unlocking,
    VoidingRow: tables.voiding,
    AgendaItemRow: tables.agenda_item,
    AnchorPlaceRow: tables.anchor_place,
    AssessmentRow: tables.assessment,
    AttendanceRow: tables.attendance,
    AuthenticityRow: tables.authenticity,
    CaseRoleRow: tables.case_role,
    CaseRow: tables.case,
    CertificateRow: tables.certificate,
    CheckRow: tables.case_check,
    ClaimRow: tables.evidence_claim,
    ComparatorRow: tables.comparator,
    ConditionMetRow: tables.condition_met,
    ConditionRow: tables.condition,
    CriterionRow: tables.criterion,
    DecisionRow: tables.decision,
    EarlierAnswerRow: tables.earlier_answer,
    EditionRow: tables.framework_edition,
    EntryRequirementRow: tables.entry_requirement,
    EnrolmentRow: tables.enrolment,
    EvidenceReadRow: tables.evidence_read,
    ExerciseAnswerRow: tables.exercise_answer,
    ExerciseAssessorRow: tables.exercise_assessor,
    ExerciseRow: tables.exercise,
    EvidenceRow: tables.evidence,
    EvidenceTestRow: tables.evidence_test,
    EvidenceVersionRow: tables.evidence_version,
    FindingRow: tables.finding,
    IdentityRow: tables.identity,
    GapRow: tables.gap_statement,
    InterestRow: tables.interest,
    JudgementRow: tables.judgement,
    KeyEndingRow: tables.key_ending,
    MeetingRow: tables.meeting,
    MinuteRow: tables.minute,
    MinutesRow: tables.minutes,
    OfficeRow: tables.office,
    OriginRow: tables.evidence_origin,
    OutcomeRow: tables.outcome,
    LinkRow: tables.link,
    LookRow: tables.identity_look,
    OwnNoteRow: tables.own_note,
    PersonRow: tables.person,
    ProgrammeRow: tables.programme,
    RecommendationRow: tables.recommendation,
    RecordDraftRow: tables.record_draft,
    RecordRow: tables.record,
    ReliedRow: tables.relied_statement,
    ReturnedFormRow: tables.returned_form,
    ReviewRow: tables.review,
    SessionKeyRow: tables.session_key,
    SignatureRow: tables.signature,
    SittingRow: tables.sitting,
    StageChangeRow: tables.stage_change,
    ThirdOpinionRow: tables.third_opinion,
    UnitRow: tables.unit,
    UnlockFailureRow: tables.unlock_failure,
    WrappedKeyRow: tables.wrapped_key,
}


@cache
def select_rows(kind: Any) -> Select[Any]:
    """Select the columns that `kind` has, in its order; built once, as naming them costs more than reading them."""
    table = TABLE_OF[kind]
    return select(*(table.c[one.name] for one in fields(kind)))


@cache
def _plan_of(kind: Any, names: tuple[str, ...], order: str) -> Plan[Any]:
    table = TABLE_OF[kind]
    where = (table.c[name] == bindparam(name) for name in names)
    return Plan(kind, select_rows(kind).where(*where).order_by(table.c[order]))


def rows_of(read: Read, kind: type[Row], *, order: str = "id", **equal: int | str) -> tuple[Row, ...]:
    """Return the rows of one kind whose columns have these values; ten times as fast as `rows` where few are found."""
    plan: Plan[Row] = _plan_of(kind, tuple(equal), order)  # type: ignore[arg-type]  # a class is hashable
    return veiled(read, read.planned(plan, **equal))


@cache
def _among_plan(kind: Any, name: str) -> Plan[Any]:
    table = TABLE_OF[kind]
    keys = select(func.json_each(bindparam("keys")).table_valued("value").c.value)
    return Plan(kind, select_rows(kind).where(table.c[name].in_(keys)).order_by(table.c.id))


def rows_among(read: Read, kind: type[Row], keys: Collection[int | str], *, name: str = "id") -> tuple[Row, ...]:
    """Return the rows of one kind whose column holds one of these values, none where there is no value."""
    if not keys:
        return ()
    plan: Plan[Row] = _among_plan(kind, name)  # type: ignore[arg-type]  # a class is hashable
    return veiled(read, read.planned(plan, keys=json.dumps(list(keys))))


def rows(
    read: Read, kind: type[Row], *where: ColumnElement[bool], order: ColumnElement[Any] | None = None
) -> tuple[Row, ...]:
    """Return the rows of one kind that fit, in the order of their ids unless told."""
    table = TABLE_OF[kind]
    listed = select_rows(kind)  # type: ignore[arg-type]  # a class is hashable
    statement = listed.where(*where).order_by(table.c.id if order is None else order)
    return veiled(read, tuple(kind(*row) for row in read(statement)))


def one(read: Read, kind: type[Row], what: str, *where: ColumnElement[bool]) -> Row:
    """Return the one row that fits; raises NotFound naming `what`."""
    return _only(rows(read, kind, *where), what)


def _only(found: Sequence[Row], what: str) -> Row:
    if not found:
        raise NotFound(f"There is no {what} in this store.")
    return found[0]


def case_by_id(read: Read, case_id: int) -> CaseRow:
    return _only(rows_of(read, CaseRow, id=case_id), "such case")


def case_of_item(read: Read, evidence_id: int) -> int:
    """Return the id of the case an item belongs to."""
    found = read(select(tables.evidence.c.case_id).where(tables.evidence.c.id == evidence_id))
    return int(_only(found, "such evidence")[0])


def case_by_reference(read: Read, reference: str) -> CaseRow:
    return _only(rows_of(read, CaseRow, reference=reference), f"case {reference}")


def contents(read: Read, case_id: int, viewer: int) -> CaseContents:
    """Return everything of a case that `viewer` may see, judgements apart."""
    case = case_by_id(read, case_id)

    def of_case(kind: type[Row], order: str = "id") -> tuple[Row, ...]:
        return rows_of(read, kind, order=order, case_id=case_id)

    decisions = of_case(DecisionRow, "version")
    decision = next((one for one in reversed(decisions) if not one.superseded), None)
    of_decision = -1 if decision is None else decision.id
    meeting = None if case.meeting_id is None else _only(rows_of(read, MeetingRow, id=case.meeting_id), "meeting")
    return CaseContents(
        case=case,
        policy=policy_of(case),
        programme=next(iter(of_case(ProgrammeRow)), None),
        units=of_case(UnitRow, "number"),
        outcomes=of_case(OutcomeRow),
        activities=of_case(ActivityRow),
        entry_requirements=of_case(EntryRequirementRow, "number"),
        checks=of_case(CheckRow),
        roles=of_case(CaseRoleRow),
        interests=of_case(InterestRow),
        people={row.id: row for row in rows_of(read, PersonRow)},
        evidence=of_case(EvidenceRow, "number"),
        criteria=of_case(CriterionRow, "position"),
        assessments=assessments(read, case_id, viewer),
        findings=findings(read, case_id),
        decision=decision,
        conditions=rows_of(read, ConditionRow, decision_id=of_decision),
        recommendations=rows_of(read, RecommendationRow, decision_id=of_decision),
        meeting=meeting,
        attendance=() if meeting is None else rows_of(read, AttendanceRow, meeting_id=meeting.id),
        stages=of_case(StageChangeRow),
        sitting=None if meeting is None else next(iter(rows_of(read, SittingRow, meeting_id=meeting.id)), None),
        absences=() if meeting is None else rows_of(read, AbsenceRow, meeting_id=meeting.id),
    )


def policy_of(case: CaseRow) -> Policy:
    """Return the policy that was frozen on the case when it was opened."""
    return _policy(case.policy)


@lru_cache(maxsize=32)  # many cases share a policy, and reading one takes as long as all the rows of a case
def _policy(text: str) -> Policy:
    return Policy.from_plain(plain(text))


def plain(text: str) -> dict[str, Any]:
    """Return the JSON object kept in a text column."""
    found: dict[str, Any] = json.loads(text)
    return found


def office(read: Read) -> OfficeRow:
    """Return the office that owns the store."""
    return _only(rows_of(read, OfficeRow), "office")


def office_policy(read: Read) -> Policy:
    """Return the office's settings as they are now."""
    return Policy.from_plain(plain(office(read).policy))


def certificates(read: Read) -> dict[int, CertificateRow]:
    """Return every certificate the store's authority made, by id."""
    return {row.id: row for row in rows_of(read, CertificateRow)}


def columns(
    read: Read,
    *wanted: ColumnElement[Any],
    where: ColumnElement[bool] | None = None,
    order: ColumnElement[Any] | None = None,
) -> list[tuple[Any, ...]]:
    """Return the named columns of every row of a table, or of those that fit."""
    statement = select(*wanted)
    if where is not None:
        statement = statement.where(where)
    return [tuple(row) for row in read(statement if order is None else statement.order_by(order))]


def newest_checkpoint(read: Read) -> str | None:
    """Return the newest signed note over the log, as it was written; None before the first."""
    table = tables.checkpoint
    found = read(select(table.c.note).order_by(table.c.size.desc()).limit(1))
    return str(found[0][0]) if found else None


def names(read: Read) -> dict[int, str]:
    """Return the name of everybody of the office, by id."""
    return dict(tuple(row) for row in read(select(tables.person.c.id, tables.person.c.name)))


class Revision(NamedTuple):
    """What an update needs of a row whose values are known already."""

    id: int
    revision: int


def revised(read: Read, table: Table, key: int) -> Revision:
    """Return a row's revision; raises NotFound."""
    found = revised_where(read, table, table.c.id == key)
    if found is None:
        raise NotFound(f"This {table.name.replace('_', ' ')} is not in the store any more.")
    return found


def revised_where(read: Read, table: Table, *where: ColumnElement[bool]) -> Revision | None:
    """Return id and revision of the first row that fits, None where none does."""
    found = read(select(table.c.id, table.c.revision).where(*where))
    return Revision(*found[0]) if found else None


def largest(read: Read, column: ColumnElement[Any], *where: ColumnElement[bool]) -> Any:
    """Return the largest value of a column, None where there is no row."""
    return read(select(func.max(column)).where(*where))[0][0]


def total(read: Read, column: ColumnElement[Any], *where: ColumnElement[bool]) -> int:
    """Return the sum of a column, 0 where there is no row."""
    return int(read(select(func.coalesce(func.sum(column), 0)).where(*where))[0][0])


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
def _visible(kind: Any, assessment: ColumnElement[Any]) -> Plan[Any]:
    """Plan the rows that belong to those assessments of a `case` whose contents `viewer` may read."""
    visible = visibility.visible_assessments(bindparam("viewer"), bindparam("case"))
    return Plan(kind, select_rows(kind).where(assessment.in_(visible)).order_by(TABLE_OF[kind].c.id))


@cache
def _revealed_findings() -> Plan[FindingRow]:
    table = tables.finding
    statement = select_rows(FindingRow).where(table.c.case_id == bindparam("case")).order_by(table.c.id)
    return Plan(FindingRow, visibility.visible_findings(statement))


def assessments(read: Read, case_id: int, viewer: int) -> tuple[AssessmentRow, ...]:
    """Return a case's assessments; of those `viewer` may not read, only whose they are and whether they are sealed."""
    table = tables.assessment
    visible = {row.id for row in read.planned(_visible(AssessmentRow, table.c.id), viewer=viewer, case=case_id)}
    found = rows_of(read, AssessmentRow, order="number", case_id=case_id)
    return tuple(
        row
        if row.id in visible
        else AssessmentRow(
            id=row.id,
            revision=0,
            case_id=row.case_id,
            person_id=row.person_id,
            number=row.number,
            state=AssessmentState.SEALED if row.state is AssessmentState.SEALED else AssessmentState.DRAFT,
            sealed_at=None,
            commitment="",
        )
        for row in found
    )


def judgements(read: Read, case_id: int, viewer: int) -> tuple[JudgementRow, ...]:
    """Return the judgements of a case that `viewer` may read."""
    plan = _visible(JudgementRow, tables.judgement.c.assessment_id)
    return veiled(read, read.planned(plan, viewer=viewer, case=case_id))


def passages(read: Read, case_id: int, viewer: int) -> tuple[LinkedPassage, ...]:
    """Return the linked passages of a case that `viewer` may read, in the order they were linked."""
    return passage_queries.linked_of_case(read, case_id, viewer)


def links(read: Read, case_id: int, viewer: int) -> tuple[LinkRow, ...]:
    """Return the links of a case that `viewer` may read."""
    return rows(read, LinkRow, tables.link.c.passage_id.in_(visibility.visible_passages(viewer, case_id)))


def read_items(read: Read, case_id: int, viewer: int) -> tuple[tuple[int, int], ...]:
    """Return who has read what as far as `viewer` may know: assessment and item ids, of the file each item has now."""
    noted, item = tables.evidence_read.c, tables.evidence.c
    statement = (
        select(noted.assessment_id, noted.evidence_id)
        .join(tables.evidence, (item.id == noted.evidence_id) & (item.sha256 == noted.sha256))
        .where(noted.assessment_id.in_(visibility.visible_assessments(viewer, case_id)))
    )
    return tuple((row[0], row[1]) for row in read(statement))


def claims(read: Read, case_id: int) -> tuple[ClaimRow, ...]:
    """Return which items of a case its applicant claims for which criteria."""
    items = select(tables.evidence.c.id).where(tables.evidence.c.case_id == case_id)
    return rows(read, ClaimRow, tables.evidence_claim.c.evidence_id.in_(items))


def authenticity(read: Read, case_id: int) -> tuple[AuthenticityRow, ...]:
    """Return what was confirmed of the items of a case."""
    items = select(tables.evidence.c.id).where(tables.evidence.c.case_id == case_id)
    return rows(read, AuthenticityRow, tables.authenticity.c.evidence_id.in_(items))


def origins(read: Read, case_id: int) -> tuple[OriginRow, ...]:
    """Return of which e-mails the items of a case were parts."""
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
    plan = _visible(ComparatorRow, tables.comparator.c.assessment_id)
    return veiled(read, read.planned(plan, viewer=viewer, case=case_id))


def gaps(read: Read, case_id: int, viewer: int) -> tuple[GapRow, ...]:
    """Return the gap statements of a case that `viewer` may read."""
    plan = _visible(GapRow, tables.gap_statement.c.assessment_id)
    return veiled(read, read.planned(plan, viewer=viewer, case=case_id))


@cache
def _own(kind: Any, assessment: ColumnElement[Any]) -> Plan[Any]:
    """Plan the rows that belong to the assessment of `viewer` on a `case`, which nobody else ever reads."""
    own = visibility.own_assessments(bindparam("viewer"), bindparam("case"))
    return Plan(kind, select_rows(kind).where(assessment.in_(own)).order_by(TABLE_OF[kind].c.id))


def own_notes(read: Read, case_id: int, viewer: int) -> tuple[OwnNoteRow, ...]:
    """Return what `viewer` keeps for themselves on a case."""
    return read.planned(_own(OwnNoteRow, tables.own_note.c.assessment_id), viewer=viewer, case=case_id)


def earlier_answers(read: Read, case_id: int, viewer: int) -> tuple[EarlierAnswerRow, ...]:
    """Return what `viewer` answered before they changed it, oldest first."""
    return read.planned(_own(EarlierAnswerRow, tables.earlier_answer.c.assessment_id), viewer=viewer, case=case_id)


def findings(read: Read, case_id: int) -> tuple[FindingRow, ...]:
    """Return the findings of a case, none before its judgements were revealed."""
    return veiled(read, read.planned(_revealed_findings(), case=case_id))


def records(read: Read, case_id: int) -> tuple[RecordRow, ...]:
    return rows_of(read, RecordRow, order="version", case_id=case_id)


def signatures(read: Read, record_id: int) -> tuple[SignatureRow, ...]:
    return rows_of(read, SignatureRow, order="position", record_id=record_id)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry of the audit log, as a person reads it."""

    seq: int
    at: Any
    actor: str
    action: str
    subject: str
    hash: str


def log_lines(read: Read, viewer_uid: str, *, subject: str | None = None, limit: int = 500) -> tuple[LogLine, ...]:
    """Return the newest entries first, without those that would tell of others' judging before the reveal."""
    entry = tables.audit_entry.c
    statement: Select[Any] = select(entry.seq, entry.at, entry.actor, entry.action, entry.subject, entry.hash)
    if subject is not None:
        statement = statement.where(entry.subject == subject)
    statement = visibility.visible_entries(statement, viewer_uid).order_by(entry.seq.desc()).limit(limit)
    return tuple(LogLine(*row) for row in read(statement))


def stage_counts(read: Read) -> dict[Stage, int]:
    """Return how many cases stand at each stage."""
    column = tables.case.c.stage
    return {row[0]: row[1] for row in read(select(column, func.count()).group_by(column))}


def all_tracked() -> tuple[Table, ...]:
    """Return the tables whose rows the log vouches for."""
    return tuple(table for table in metadata.sorted_tables if "salt" in table.columns)


def signed_by(read: Read, person_id: int) -> list[tuple[str, datetime, str, int]]:
    """Return a person's sign-offs: case reference, when, receipt, and the size of the log at each."""
    sign, record, case = tables.signature, tables.record, tables.case
    found = read(
        select(case.c.reference, sign.c.signed_at, sign.c.receipt, sign.c.payload)
        .join(record, record.c.id == sign.c.record_id)
        .join(case, case.c.id == record.c.case_id)
        .where(sign.c.person_id == person_id)
        .order_by(sign.c.id)
    )
    return [(reference, at, receipt, int(json.loads(payload)["log_size"])) for reference, at, receipt, payload in found]
