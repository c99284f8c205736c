"""Rows as the domain knows them, read from the table of their kind: what every question to a store is made of."""

from dataclasses import fields
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, func, select

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
    FoundingRow,
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
from ..domain.removed import RemovedLineRow
from ..domain.seals import OfficeSealRow
from ..domain.third_opinions import ThirdOpinionRow
from ..domain.withdrawals import WithdrawalRow
from .action import Reader
from .plans import Row
from .row_plans import only, table_name
from .tables import metadata
from .veil import veiled

Read = Reader

TABLE_OF: dict[type[Any], Table] = {
    kind: metadata.tables[table_name(kind)]
    for kind in (
        AbsenceRow,
        ActingChairRow,
        ActivityRow,
        AgendaItemRow,
        AmendmentRow,
        AnchorPlaceRow,
        AppealMemberRow,
        AppealRow,
        AssessmentRow,
        AttendanceRow,
        AuthenticityRow,
        BackupRuleRow,
        BreakRow,
        CaseRoleRow,
        CaseRow,
        CertificateRow,
        CheckRow,
        ClaimRow,
        ComparatorRow,
        ConditionMetRow,
        ConditionRow,
        CriterionRow,
        DecisionRow,
        DrillRow,
        EarlierAnswerRow,
        EditionRow,
        EnrolmentRow,
        EntryRequirementRow,
        EvidenceReadRow,
        EvidenceRow,
        EvidenceTestRow,
        EvidenceVersionRow,
        ExchangeKeyRow,
        ExerciseAnswerRow,
        ExerciseAssessorRow,
        ExerciseRow,
        FindingRow,
        FoundingRow,
        GapRow,
        IdentityRow,
        InterestRow,
        JudgementRow,
        KeyEndingRow,
        LetterTextRow,
        LinkRow,
        LookRow,
        MeetingRow,
        MinuteRow,
        MinutesRow,
        OfficeRow,
        OfficeSealRow,
        OriginRow,
        OutcomeRow,
        OwnNoteRow,
        PersonRow,
        ProgrammeRow,
        ProtectionRow,
        RecommendationRow,
        RecordDraftRow,
        RecordRow,
        RecoveryCodeRow,
        ReliedRow,
        RemovedLineRow,
        RestoreRow,
        ReturnedFormRow,
        ReviewRow,
        SealedPacketRow,
        SessionKeyRow,
        SignatureRow,
        SittingRow,
        StageChangeRow,
        ThirdOpinionRow,
        UnitRow,
        UnlockFailureRow,
        UnlockingRow,
        VoidingRow,
        WithdrawalRow,
        WrappedKeyRow,
    )
}


@cache
def select_rows(kind: Any) -> Select[Any]:
    """Select the columns that `kind` has, in its order; built once, as naming them costs more than reading them."""
    table = TABLE_OF[kind]
    return select(*(table.c[one.name] for one in fields(kind)))


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
