"""What an amendment does to the rows of a case, inside the action of the service that asks for it.

A signed record that is amended stands until every signature on the version after it is given; then, and not before, it
is superseded. An amendment that is dropped leaves everything as it stood.
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..domain.after import AmendmentRow, ConditionMetRow, LockState
from ..domain.contents import CaseContents
from ..domain.decisions import ConditionRow, DecisionRow, RecommendationRow, RecordRow
from ..domain.judgements import CriterionRow, FindingRow, FindingState
from ..domain.record import DecisionRecord, RecordAmended
from ..sealing.canonical import parse
from ..store import after_queries, queries, tables
from ..store.database import Action, Reader

_NOT_COPIED = ("id", "revision", "decision_id")


def new_operation() -> str:
    """Return a UUID for an act, made before it, so that rows can name the log's entry that will tell of it."""
    return str(uuid.uuid4())


def note_unlocking(action: Action, case_id: int, state: LockState, reason: str, operation: str, person_id: int) -> None:
    """Keep why something was opened again, for the log extract of the record."""
    action.insert(
        tables.unlocking,
        case_id=case_id,
        state=state,
        reason=reason,
        person_id=person_id,
        operation=operation,
        unlocked_at=action.now,
    )


def new_version(action: Action, case_id: int, version: int, before: DecisionRow | None) -> int:
    """Add the draft of a version, which starts from what the one before was, and return its id."""
    key = action.insert(
        tables.decision,
        case_id=case_id,
        version=version,
        outcome=before.outcome if before else None,
        level=before.level if before else None,
        points=before.points if before else None,
        level_rationale=before.level_rationale if before else "",
        credit_rationale=before.credit_rationale if before else "",
        dissent=before.dissent if before else "",
    )
    if before is not None:
        for kind, source in ((ConditionRow, tables.condition), (RecommendationRow, tables.recommendation)):
            for row in queries.rows(action.read, kind, source.c.decision_id == before.id):
                values = {name: getattr(row, name) for name in kind.__slots__ if name not in _NOT_COPIED}
                action.insert(source, decision_id=key, **values)
    return key


def decided_anew(read: Reader, contents: CaseContents) -> CaseContents:
    """Return a case without the meeting that decided it before, where its signed decision is being amended.

    Who was in that room says nothing of the amendment; a case put before a new meeting keeps that one.
    """
    amending = after_queries.open_amendment(read, contents.case.id)
    if amending is None or contents.meeting is None:
        return contents
    closed = contents.sitting.closed_at if contents.sitting else None
    over = closed is not None and closed <= amending.begun_at
    if contents.meeting.held_on >= amending.begun_at.date() and not over:
        return contents
    return replace(contents, meeting=None, attendance=(), sitting=None, absences=(), breaks=(), acting=())


def amended_by(read: Reader, case_id: int) -> tuple[RecordAmended, ...]:
    """Return what the next record says of the signed one that it amends; nothing where it amends none."""
    amending = after_queries.open_amendment(read, case_id)
    if amending is None:
        return ()
    (row,) = queries.rows_of(read, RecordRow, id=amending.record_id)
    decided_on = DecisionRecord.from_plain(parse(row.body)).decision.decided_on
    return (RecordAmended(row.version, row.sha256, decided_on, amending.reason),)


def outcome_of_standing(read: Reader, case_id: int) -> Mapping[str, Any]:
    """Return level, points and outcome of the decision that stands, as a case's row keeps them; empty without one."""
    found = after_queries.standing(read, case_id)
    decision = found[1] if found else None
    return {
        "decided_level": decision.level if decision else None,
        "decided_points": decision.points if decision else None,
        "outcome": decision.outcome.value if decision and decision.outcome else "",
    }


def finish(action: Action, case_id: int, record: RecordRow) -> None:
    """Let a record that everybody has now signed take the place of the one it amends, if any.

    Conditions that the new version keeps word for word stay confirmed as met.
    """
    amending = after_queries.open_amendment(action.read, case_id)
    if amending is None:
        return
    (before,) = queries.rows_of(action.read, RecordRow, id=amending.record_id)
    decisions = {one.version: one for one in queries.rows_of(action.read, DecisionRow, case_id=case_id)}
    action.update(tables.amendment, amending, by_record_id=record.id, done_at=action.now)
    action.update(tables.record, before, superseded=True)
    action.update(tables.decision, decisions[before.version], superseded=True)
    kept = {
        _said(one): one for one in queries.rows_of(action.read, ConditionRow, decision_id=decisions[record.version].id)
    }
    met = {
        one.condition_id: one
        for one in queries.rows_of(action.read, ConditionMetRow, case_id=case_id)
        if one.withdrawn_at is None
    }
    for old in queries.rows_of(action.read, ConditionRow, decision_id=decisions[before.version].id):
        if old.id in met and _said(old) in kept:
            was = met[old.id]
            action.insert(
                tables.condition_met,
                case_id=case_id,
                condition_id=kept[_said(old)].id,
                shown_by=was.shown_by,
                shown_on=was.shown_on,
                shown_with=was.shown_with,
                confirmed_by=was.confirmed_by,
                confirmed_at=was.confirmed_at,
            )


def _said(condition: ConditionRow) -> tuple[str, str, str]:
    return condition.text, condition.owner, condition.shown_by


def drop(action: Action, amending: AmendmentRow, reason: str) -> None:
    """Let an amendment be: its draft goes, and the findings are again those of the record that stands."""
    (standing,) = queries.rows_of(action.read, RecordRow, id=amending.record_id)
    for decision in queries.rows_of(action.read, DecisionRow, case_id=amending.case_id):
        if decision.version > standing.version and decision.decided_on is None:
            for condition in queries.rows_of(action.read, ConditionRow, decision_id=decision.id):
                action.delete(tables.condition, condition)
            for text in queries.rows_of(action.read, RecommendationRow, decision_id=decision.id):
                action.delete(tables.recommendation, text)
            action.delete(tables.decision, decision)
    said = {
        one.key: one.finding
        for one in DecisionRecord.from_plain(parse(standing.body)).criteria
        if one.finding is not None
    }
    keys = {one.id: one.key for one in queries.rows_of(action.read, CriterionRow, case_id=amending.case_id)}
    for finding in queries.rows_of(action.read, FindingRow, case_id=amending.case_id):
        was = said.get(keys[finding.criterion_id])
        if was is None:
            continue
        values = {
            "state": FindingState.AGREED if was.how == "agreed" else FindingState.SETTLED,
            "answer": was.answer,
            "reason": was.reason,
            "dissent": was.dissent,
        }
        if any(getattr(finding, name) != value for name, value in values.items()):
            action.update(tables.finding, finding, **values)
    action.update(tables.amendment, amending, dropped_at=action.now, dropped_reason=reason)
