"""The blind gate: the one place that says whose judgements a person may read.

Before the chair reveals, an assessor sees their own work and of the others only whether it is sealed; so does
everybody else, the chair and the administrator included. Every statement that reads assessments, judgements, passages,
findings or the log passes through here.
"""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, exists, not_, or_, select

from .tables import assessment, audit_entry, case, finding, person

Id = int | BindParameter[int]
"""The id of a row, or the place of one in a statement that is written once."""

BLIND_ACTIONS = ("judge", "link passage", "unlink passage", "seal", "reopen assessment")
"""Actions whose very entry in the log would tell how far somebody is."""


def open_to_all() -> ColumnElement[bool]:
    """The condition on `case` that its judgements are no longer, or never were, blind."""
    return or_(case.c.revealed_at.is_not(None), case.c.blind.is_(False))


def may_see_assessment(viewer: Id) -> ColumnElement[bool]:
    """The condition on `assessment` joined to `case` that `viewer` may read what is in it."""
    return or_(assessment.c.person_id == viewer, open_to_all())


def visible_assessments(viewer: Id, case_id: Id | None = None) -> Select[Any]:
    """Select the ids of the assessments whose contents `viewer` may read."""
    statement = select(assessment.c.id).join(case, assessment.c.case_id == case.c.id).where(may_see_assessment(viewer))
    return statement if case_id is None else statement.where(assessment.c.case_id == case_id)


def visible_findings(statement: Select[Any]) -> Select[Any]:
    """Narrow a select of findings to cases that were revealed."""
    revealed = select(case.c.id).where(open_to_all())
    return statement.where(finding.c.case_id.in_(revealed))


def visible_entries(statement: Select[Any], viewer_uid: str) -> Select[Any]:
    """Narrow a select of the log to entries that tell `viewer_uid` nothing about others' judging before the reveal."""
    blind_case = exists(
        select(case.c.id).where(audit_entry.c.subject == "case:" + case.c.reference, not_(open_to_all()))
    )
    return statement.where(
        not_(and_(audit_entry.c.action.in_(BLIND_ACTIONS), audit_entry.c.actor != viewer_uid, blind_case))
    )


def person_id_of(uid: str) -> Select[Any]:
    return select(person.c.id).where(person.c.uid == uid)
