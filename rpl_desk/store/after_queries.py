"""Which signed decisions stand, which are being amended, and which stand no more."""

import json
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from ..domain.after import AmendmentRow, Due, DueKind, ReviewRow, VoidingRow
from ..domain.cases import FINAL
from ..domain.decisions import DecisionRow, RecordRow
from . import queries
from .action import Reader
from .tables import (
    amendment,
    audit_entry,
    case,
    condition,
    condition_met,
    decision,
    record,
    unlocking,
    voiding,
)
from .times import moment_text


def under_way() -> ColumnElement[bool]:
    """The condition on `amendment` that it is neither done nor dropped."""
    return and_(amendment.c.done_at.is_(None), amendment.c.dropped_at.is_(None))


def stands() -> ColumnElement[bool]:
    """The condition on `record` joined to `case` that it is the signed version that stands, amended or not."""
    amended = select(amendment.c.record_id).where(under_way())
    return and_(record.c.superseded.is_(False), or_(case.c.stage.in_(FINAL), record.c.id.in_(amended)))


def same_version() -> ColumnElement[bool]:
    """The condition that joins `decision` to `record`: a decision that was confirmed has the record of its version."""
    return and_(decision.c.case_id == record.c.case_id, decision.c.version == record.c.version)


def open_amendment(read: Reader, case_id: int) -> AmendmentRow | None:
    """Return the amendment of a case that is under way, None where there is none."""
    return next((one for one in queries.rows_of(read, AmendmentRow, case_id=case_id) if one.is_open), None)


def standing(read: Reader, case_id: int) -> tuple[RecordRow, DecisionRow] | None:
    """Return the signed record of a case that stands, with its decision; None before all signed, or once voided."""
    found = read(
        select(record.c.id, decision.c.id)
        .join_from(record, case, case.c.id == record.c.case_id)
        .join(decision, same_version())
        .where(record.c.case_id == case_id, stands())
    )
    if not found:
        return None
    (of_record,) = queries.rows_of(read, RecordRow, id=found[0][0])
    (of_decision,) = queries.rows_of(read, DecisionRow, id=found[0][1])
    return of_record, of_decision


def open_days(read: Reader, today: date) -> list[Due]:
    """Return every open condition and review day of the decisions that stand; the review noted last says the next.

    A claimant is revealed before their case is decided, so that nothing here is hidden from anybody.
    """
    met = select(condition_met.c.condition_id).where(condition_met.c.withdrawn_at.is_(None))
    standing = (
        select(record.c.id.label("record_id"), decision.c.id.label("decision_id"), case.c.id, case.c.reference)
        .add_columns(case.c.title, decision.c.review_on)
        .join_from(record, case, case.c.id == record.c.case_id)
        .join(decision, same_version())
        .where(stands())
        .subquery()
    )
    of_case = (standing.c.id, standing.c.reference, standing.c.title)
    conditions = (
        select(*of_case, condition.c.due_on, condition.c.number, condition.c.text, condition.c.owner)
        .join_from(standing, condition, condition.c.decision_id == standing.c.decision_id)
        .where(condition.c.due_on.is_not(None), condition.c.id.not_in(met))
    )
    noted = {one.record_id: one.next_on for one in queries.rows_of(read, ReviewRow)}
    reviews = select(*of_case, standing.c.review_on, standing.c.record_id).where(standing.c.review_on.is_not(None))
    found = []
    for case_id, reference, title, day, number, text, owner in read(conditions):
        found.append(Due(case_id, reference, title, DueKind.CONDITION, day, number, text, owner, overdue=day < today))
    for case_id, reference, title, first, record_id in read(reviews):
        day = noted.get(record_id, first)
        found.append(Due(case_id, reference, title, DueKind.REVIEW, day, None, "", "", overdue=day < today))
    return found


def final_records(read: Reader, case_id: int | None = None) -> dict[int, AmendmentRow | VoidingRow]:
    """Return by record what ended, or is about to end, a signed one: an amendment not dropped, or a voiding."""
    of_case: dict[str, int | str] = {} if case_id is None else {"case_id": case_id}
    found: dict[int, AmendmentRow | VoidingRow] = {}
    for one in queries.rows_of(read, AmendmentRow, order="id", **of_case):
        if one.dropped_at is None:
            found[one.record_id] = one
    found.update({one.record_id: one for one in queries.rows_of(read, VoidingRow, order="id", **of_case)})
    return found


def reasons_of_unlocking(read: Reader, case_id: int) -> dict[int, str]:
    """Return why something of a case was opened again, by the number of the log's entry."""
    listed = select(unlocking.c.operation, unlocking.c.reason).where(unlocking.c.case_id == case_id)
    given = {row[0]: row[1] for row in read(listed)}
    if not given:
        return {}
    found = read(select(audit_entry.c.seq, audit_entry.c.operation).where(audit_entry.c.operation.in_(list(given))))
    return {row[0]: given[row[1]] for row in found}


def ended(read: Reader) -> list[tuple[str, int, str, str, int | None, VoidingRow | None]]:
    """Return every record that was signed and stands no more, oldest first, without a person's name.

    Each is reference, version, SHA-256, when, the version that took its place, and the voiding.
    """
    after = record.alias()
    amended = read(
        select(case.c.reference, record.c.version, record.c.sha256, amendment.c.done_at, after.c.version)
        .join_from(amendment, record, record.c.id == amendment.c.record_id)
        .join(after, after.c.id == amendment.c.by_record_id)
        .join(case, case.c.id == amendment.c.case_id)
        .order_by(amendment.c.id)
    )
    made: list[tuple[str, int, str, str, int | None, VoidingRow | None]] = [
        (row[0], row[1], row[2], moment_text(row[3]), row[4], None) for row in amended
    ]
    of_record = {
        row[0]: (row[1], row[2], row[3])
        for row in read(
            select(record.c.id, case.c.reference, record.c.version, record.c.sha256)
            .join_from(voiding, record, record.c.id == voiding.c.record_id)
            .join(case, case.c.id == record.c.case_id)
        )
    }
    for one in queries.rows_of(read, VoidingRow):
        when = str(json.loads(one.payload)["signed_at"])
        made.append((*of_record[one.record_id], when, None, one))
    return made
