"""The register of decisions, and what the log and a person's sign-offs say, as lists for people to read."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from ..domain.cases import FINAL, KIND_WORDS, Stage
from ..domain.decisions import OUTCOME_WORDS
from ..domain.fingerprints import short_fingerprint
from ..domain.register import LogLine, RegisterRow
from . import tables, visibility
from .after_queries import same_version
from .rows import Read
from .tables.columns import Day

_REPLACING = tables.record.alias("replacing")


def log_lines(read: Read, viewer_uid: str, *, subject: str | None = None, limit: int = 500) -> tuple[LogLine, ...]:
    """Return the newest entries first, without those that would tell of others' judging before the reveal."""
    entry = tables.audit_entry.c
    signature, person = tables.signature.c, tables.person.c
    statement: Select[Any] = (
        select(entry.seq, entry.at, entry.actor, entry.action, entry.subject, entry.hash, person.uid)
        .join_from(tables.audit_entry, tables.signature, signature.operation == entry.operation, isouter=True)
        .join(tables.person, person.id == signature.person_id, isouter=True)
    )
    if subject is not None:
        statement = statement.where(entry.subject == subject)
    statement = visibility.visible_entries(statement, viewer_uid).order_by(entry.seq.desc()).limit(limit)
    return tuple(LogLine(*row) for row in read(statement))


def register(read: Read) -> list[RegisterRow]:
    """Return one row for every decision that stands, waits for signatures, or stood once, by reference and version."""
    case, record, decision, signature = (tables.case.c, tables.record.c, tables.decision.c, tables.signature.c)
    amendment, voiding = tables.amendment.c, tables.voiding.c
    conditions = (
        select(func.count())
        .where(
            tables.condition.c.decision_id == decision.id,
            tables.condition.c.id.not_in(
                select(tables.condition_met.c.condition_id).where(tables.condition_met.c.withdrawn_at.is_(None))
            ),
        )
        .correlate(tables.decision)
        .scalar_subquery()
    )
    reviewed = (
        select(tables.review.c.next_on)
        .where(tables.review.c.record_id == record.id)
        .order_by(tables.review.c.id.desc())
        .limit(1)
        .correlate(tables.record)
        .scalar_subquery()
    )
    statement = (
        select(
            record.id,
            case.reference,
            record.version,
            case.kind,
            case.title,
            case.owner,
            case.claimant,
            case.claimant_reference,
            decision.outcome,
            decision.level,
            decision.points,
            decision.decided_on,
            func.coalesce(reviewed, decision.review_on, type_=Day()),
            conditions,
            case.stage,
            record.sha256,
            amendment.id,
            amendment.done_at,
            _REPLACING.c.version,
            voiding.voided_at,
        )
        .join_from(tables.case, tables.record, record.case_id == case.id)
        .join(tables.decision, same_version())
        .join(tables.amendment, (amendment.record_id == record.id) & amendment.dropped_at.is_(None), isouter=True)
        .join(_REPLACING, _REPLACING.c.id == amendment.by_record_id, isouter=True)
        .join(tables.voiding, voiding.record_id == record.id, isouter=True)
        .where(or_(record.superseded.is_(False), amendment.id.is_not(None), voiding.id.is_not(None)))
        .order_by(case.reference, record.version)
    )
    signed: dict[int, list[tuple[str, date]]] = {}
    names = select(signature.record_id, tables.person.c.name, signature.signed_at).join_from(
        tables.signature, tables.person, signature.person_id == tables.person.c.id
    )
    for record_id, name, signed_at in read(names.order_by(signature.position)):
        signed.setdefault(record_id, []).append((name, signed_at.date()))
    found = []
    for row in read(statement):
        if row[19] is not None:
            standing = f"voided on {row[19]:%Y-%m-%d}"
        elif row[17] is not None:
            standing = f"superseded by version {row[18]} on {row[17]:%Y-%m-%d}"
        elif row[16] is not None:
            standing = "stands, being amended"
        else:
            standing = "stands" if row[14] in FINAL else "not signed by all yet"
            standing += ", under appeal" if row[14] is Stage.APPEAL else ""
        found.append(
            RegisterRow(
                reference=row[1],
                version=row[2],
                kind_words=KIND_WORDS[row[3]],
                title=row[4],
                owner=row[5],
                claimant=row[6],
                claimant_reference=row[7],
                outcome_words=OUTCOME_WORDS[row[8]],
                level=row[9],
                points=row[10],
                decided_on=row[11],
                signed_on=max((day for _, day in signed.get(row[0], [])), default=None),
                review_on=row[12],
                conditions_open=row[13],
                status=row[14].value,
                record_sha256=short_fingerprint(row[15]),
                signatories=tuple(name for name, _ in signed.get(row[0], [])),
                standing=standing,
            )
        )
    return found


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
