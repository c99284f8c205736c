"""Rows as the domain knows them, read from the table of their kind: what every question to a store is made of."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, select

from ..domain.after import (
    AmendmentRow,
    ConditionMetRow,
    LetterTextRow,
    ReviewRow,
    UnlockingRow,
    VoidingRow,
)
from ..domain.appeals import AppealMemberRow, AppealRow
from ..domain.backups import BackupRuleRow, DrillRow, RestoreRow
from ..domain.calibration import ExerciseAnswerRow, ExerciseAssessorRow, ExerciseRow
from ..domain.cases import CaseRow, CheckRow, StageChangeRow
from ..domain.comparators import ComparatorRow
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
from ..domain.judgements import AssessmentRow, CriterionRow, FindingRow, JudgementRow, ReliedRow
from ..domain.judging_forms import ReturnedFormRow
from ..domain.meetings import AgendaItemRow, MinuteRow, MinutesRow, SittingRow
from ..domain.own_notes import EarlierAnswerRow, OwnNoteRow
from ..domain.packets import SealedPacketRow
from ..domain.panels import AbsenceRow, ActingChairRow, AttendanceRow, BreakRow, MeetingRow
from ..domain.passages import LinkRow
from ..domain.people import (
    AnchorPlaceRow,
    CaseRoleRow,
    CertificateRow,
    EnrolmentRow,
    ExchangeKeyRow,
    InterestRow,
    KeyEndingRow,
    PersonRow,
    SessionKeyRow,
    UnlockFailureRow,
    WrappedKeyRow,
)
from ..domain.policy import OfficeRow
from ..domain.programmes import ActivityRow, EntryRequirementRow, OutcomeRow, ProgrammeRow, UnitRow
from ..domain.protection import ProtectionRow, RecoveryCodeRow
from ..domain.seals import OfficeSealRow
from ..domain.third_opinions import ThirdOpinionRow
from ..domain.withdrawals import WithdrawalRow
from . import tables
from .action import Reader
from .plans import Plan, Row
from .tables import metadata
from .veil import veiled

Read = Reader

TABLE_OF: dict[type[Any], Table] = {
    AbsenceRow: tables.absence,
    ActingChairRow: tables.acting_chair,
    ActivityRow: tables.activity,
    AmendmentRow: tables.amendment,
    AppealMemberRow: tables.appeal_member,
    AppealRow: tables.appeal,
    LetterTextRow: tables.letter_text,
    ReviewRow: tables.review,
    UnlockingRow: tables.unlocking,
    VoidingRow: tables.voiding,
    AgendaItemRow: tables.agenda_item,
    AnchorPlaceRow: tables.anchor_place,
    AssessmentRow: tables.assessment,
    AttendanceRow: tables.attendance,
    AuthenticityRow: tables.authenticity,
    BackupRuleRow: tables.backup_rule,
    BreakRow: tables.meeting_break,
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
    DrillRow: tables.restore_drill,
    EarlierAnswerRow: tables.earlier_answer,
    EditionRow: tables.framework_edition,
    EntryRequirementRow: tables.entry_requirement,
    EnrolmentRow: tables.enrolment,
    EvidenceReadRow: tables.evidence_read,
    ExchangeKeyRow: tables.exchange_key,
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
    OfficeSealRow: tables.office_seal,
    OriginRow: tables.evidence_origin,
    OutcomeRow: tables.outcome,
    LinkRow: tables.link,
    LookRow: tables.identity_look,
    OwnNoteRow: tables.own_note,
    PersonRow: tables.person,
    ProgrammeRow: tables.programme,
    ProtectionRow: tables.protection,
    RecommendationRow: tables.recommendation,
    RecordDraftRow: tables.record_draft,
    RecordRow: tables.record,
    RecoveryCodeRow: tables.recovery_code,
    ReliedRow: tables.relied_statement,
    RestoreRow: tables.store_restore,
    ReturnedFormRow: tables.returned_form,
    SealedPacketRow: tables.sealed_packet,
    SessionKeyRow: tables.session_key,
    SignatureRow: tables.signature,
    SittingRow: tables.sitting,
    StageChangeRow: tables.stage_change,
    ThirdOpinionRow: tables.third_opinion,
    WithdrawalRow: tables.withdrawal,
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


def rows_of_each(
    read: Read, kinds: Mapping[str, tuple[type[Any], str]], **equal: int | str
) -> dict[str, tuple[Any, ...]]:
    """Return what `rows_of` does for several kinds at once, by name; each comes with the column that orders it."""
    names = tuple(equal)
    plans = [_plan_of(kind, names, order) for kind, order in kinds.values()]  # type: ignore[arg-type]  # as above
    found = [veiled(read, one) for one in read.planned_each(plans, equal)]
    return dict(zip(kinds, found, strict=True))


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
    return only(rows(read, kind, *where), what)


def only(found: Sequence[Row], what: str) -> Row:
    """Return the one row of those found; raises NotFound naming `what`."""
    if not found:
        raise NotFound(f"There is no {what} in this store.")
    return found[0]


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


def all_tracked() -> tuple[Table, ...]:
    """Return the tables whose rows the log vouches for."""
    return tuple(table for table in metadata.sorted_tables if "salt" in table.columns)
