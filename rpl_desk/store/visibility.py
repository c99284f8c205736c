"""The blind gate: the one place that says whose judgements a person may read.

Before the chair reveals, an assessor sees their own work and of the others only whether it is sealed; so does
everybody else, the chair and the administrator included. Every statement that reads assessments, judgements, passages,
links, tests of evidence, findings, what was written or the log passes through here.
"""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, exists, not_, or_, select

from .tables import assessment, audit_entry, case, finding, passage, person, written

Id = int | BindParameter[int]
"""The id of a row, or the place of one in a statement that is written once."""

BLIND_ACTIONS = (
    *("judge", "seal", "reopen assessment", "undo", "redo", "read evidence", "test evidence"),
    *("keep draft", "drop draft"),
    *("keep gap statement", "name comparator", "remove comparator"),
    *("rely on statement", "stop relying on statement"),
    *("mark passage", "change passage", "confirm passage", "remove passage", "take in marks"),
    "hand out marked copy",
    *("link passage", "change link", "unlink passage"),
    *("take in form", "lay form ready"),
)
"""Actions whose very entry in the log would tell how far somebody is."""

OWN_ACTIONS = ("keep own note",)
"""Actions on what a person keeps for themselves: told to nobody else, ever, and to no record."""


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


def own_assessments(viewer: Id, case_id: Id) -> Select[Any]:
    """Select the id of the assessment of `viewer` on a case: what is kept for oneself stays so after the reveal."""
    return select(assessment.c.id).where(assessment.c.person_id == viewer, assessment.c.case_id == case_id)


def visible_passages(viewer: int, case_id: int) -> Select[Any]:
    """Select the ids of the passages of a case that `viewer` may read."""
    return select(passage.c.id).where(passage.c.assessment_id.in_(visible_assessments(viewer, case_id)))


def may_see_written(viewer: Id) -> ColumnElement[bool]:
    """The condition on `written` that `viewer` may find it: their own, and what belongs to a case that is open to all.

    It is asked of each hit by its key, so that a search costs by what it shows and not by what the store holds.
    """
    own = exists(
        select(assessment.c.id).where(assessment.c.id == written.c.assessment_id, assessment.c.person_id == viewer)
    )
    revealed = exists(select(case.c.id).where(case.c.id == written.c.case_id, open_to_all()))
    return or_(own, revealed)


def visible_findings(statement: Select[Any]) -> Select[Any]:
    """Narrow a select of findings to cases that were revealed.

    Each is asked about its own case: a list of all revealed cases cost 70 ms at each reading of a store of 50,000.
    """
    return statement.where(exists(select(case.c.id).where(case.c.id == finding.c.case_id, open_to_all())))


def visible_entries(statement: Select[Any], viewer_uid: str) -> Select[Any]:
    """Narrow a select of the log to entries that tell `viewer_uid` nothing about others' judging before the reveal.

    What a person keeps for themselves is never told of to anybody else; to nobody where `viewer_uid` is empty.
    """
    blind_case = exists(
        select(case.c.id).where(audit_entry.c.subject == "case:" + case.c.reference, not_(open_to_all()))
    )
    anothers = audit_entry.c.actor != viewer_uid
    return statement.where(
        not_(and_(audit_entry.c.action.in_(OWN_ACTIONS), anothers)),
        not_(and_(audit_entry.c.action.in_(BLIND_ACTIONS), anothers, blind_case)),
    )


def person_id_of(uid: str) -> Select[Any]:
    return select(person.c.id).where(person.c.uid == uid)
