"""The blind gate: the one place that says whose judgements a person may read, and who may know a claimant.

Before the chair reveals, an assessor sees their own work and of the others only whether it is sealed; so does
everybody else, the chair and the administrator included. After it, who was asked for a third opinion still sees none
of it until they have given theirs. Every statement that reads assessments, judgements, passages,
links, tests of evidence, findings, what was written or the log passes through here.

Where the office hides claimants, who prepares a case and does not judge it knows the claimant; everybody else does from
the reveal of the identity on. `store.veil` covers the names in every row read for a person, by what is said here.
"""

from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    Text,
    and_,
    cast,
    exists,
    literal,
    not_,
    or_,
    select,
)

from ..domain.cases import Stage
from ..domain.identity import Seen
from ..domain.judgements import AssessmentState
from ..domain.people import JUDGING, OfficeRole, Role
from .tables import (
    assessment,
    audit_entry,
    case,
    case_role,
    evidence,
    exercise,
    exercise_assessor,
    finding,
    identity,
    identity_look,
    passage,
    person,
    third_opinion,
    withdrawal,
    written,
)

Id = int | BindParameter[int]
"""The id of a row, or the place of one in a statement that is written once."""

Viewer = Id | ScalarSelect[Any]
"""Who reads: the id of a person, or a select of it."""

BLIND_ACTIONS = (
    *("judge", "seal", "reopen assessment", "undo", "redo", "read evidence", "test evidence"),
    *("keep draft", "drop draft"),
    *("keep gap statement", "name comparator", "remove comparator"),
    *("rely on statement", "stop relying on statement"),
    *("mark passage", "change passage", "confirm passage", "remove passage", "take in marks"),
    "hand out marked copy",
    *("link passage", "change link", "unlink passage"),
    *("take in form", "lay form ready", "take in packet"),
)
"""Actions whose very entry in the log would tell how far somebody is."""

OWN_ACTIONS = ("keep own note",)
"""Actions on what a person keeps for themselves: told to nobody else, ever, and to no record."""


def open_to(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `case` that its judgements are no longer, or never were, blind to `viewer`."""
    return or_(revealed_to(viewer), case.c.blind.is_(False))


def revealed_to(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `case` that it was revealed, and that `viewer` owes it no third opinion."""
    of_case = (third_opinion.c.case_id == case.c.id, case.c.stage == Stage.RECONCILE)
    return and_(case.c.revealed_at.is_not(None), not_(exists(owed_opinions(viewer).where(*of_case))))


def owed_opinions(viewer: Viewer) -> Select[Any]:
    """Select the criteria about which `viewer` was asked for a third opinion and has not given it.

    It is owed while the differences of the case are settled; afterwards nobody can give it.
    """
    return select(third_opinion.c.criterion_id).where(third_opinion.c.person_id == viewer, third_opinion.c.answer == "")


def may_see_assessment(viewer: Id) -> ColumnElement[bool]:
    """The condition on `assessment` joined to `case` that `viewer` may read what is in it."""
    return or_(assessment.c.person_id == viewer, open_to(viewer))


def is_counted() -> ColumnElement[bool]:
    """The condition on `assessment` that nobody withdrew from it: what they judged is kept and told to nobody."""
    return not_(exists(select(withdrawal.c.id).where(withdrawal.c.assessment_id == assessment.c.id)))


def visible_assessments(viewer: Id, case_id: Id | None = None) -> Select[Any]:
    """Select the ids of the assessments whose contents `viewer` may read."""
    statement = select(assessment.c.id).join(case, assessment.c.case_id == case.c.id)
    statement = statement.where(may_see_assessment(viewer), is_counted())
    return statement if case_id is None else statement.where(assessment.c.case_id == case_id)


def own_assessments(viewer: Id, case_id: Id) -> Select[Any]:
    """Select the id of the assessment of `viewer` on a case: what is kept for oneself stays so after the reveal."""
    return select(assessment.c.id).where(
        assessment.c.person_id == viewer, assessment.c.case_id == case_id, is_counted()
    )


def visible_passages(viewer: int, case_id: int) -> Select[Any]:
    """Select the ids of the passages of a case that `viewer` may read."""
    return select(passage.c.id).where(passage.c.assessment_id.in_(visible_assessments(viewer, case_id)))


def may_see_written(viewer: Id) -> ColumnElement[bool]:
    """The condition on `written` that `viewer` may find it: their own, and what belongs to a case open to them.

    It is asked of each hit by its key, so that a search costs by what it shows and not by what the store holds.
    """
    revealed = exists(select(case.c.id).where(case.c.id == written.c.case_id, open_to(viewer)))
    kept_back = exists(select(withdrawal.c.id).where(withdrawal.c.assessment_id == written.c.assessment_id))
    return or_(own_written(viewer), and_(revealed, not_(kept_back)))


def own_written(viewer: Id) -> ColumnElement[bool]:
    """The condition on `written` that it belongs to the viewer's own assessment."""
    mine = (assessment.c.id == written.c.assessment_id, assessment.c.person_id == viewer, is_counted())
    return exists(select(assessment.c.id).where(*mine))


def visible_findings(statement: Select[Any], viewer: Viewer = 0) -> Select[Any]:
    """Narrow a select of findings to cases that were revealed to `viewer`; 0 is nobody in particular, for rules.

    Each is asked about its own case: a list of all revealed cases cost 70 ms at each reading of a store of 50,000.
    """
    return statement.where(exists(select(case.c.id).where(case.c.id == finding.c.case_id, open_to(viewer))))


def visible_entries(statement: Select[Any], viewer_uid: str) -> Select[Any]:
    """Narrow a select of the log to entries that tell `viewer_uid` nothing about others' judging before the reveal.

    What a person keeps for themselves is never told of to anybody else; to nobody where `viewer_uid` is empty.
    """
    blind_case = exists(
        select(case.c.id).where(
            audit_entry.c.subject == "case:" + case.c.reference,
            not_(open_to(person_id_of(viewer_uid).scalar_subquery())),
        )
    )
    anothers = audit_entry.c.actor != viewer_uid
    blind_exercise = exists(
        select(exercise.c.id).where(
            audit_entry.c.subject == literal("exercise:") + cast(exercise.c.id, Text), not_(exercise_is_open())
        )
    )
    return statement.where(
        not_(and_(audit_entry.c.action.in_(OWN_ACTIONS), anothers)),
        not_(and_(audit_entry.c.action.in_(BLIND_ACTIONS), anothers, blind_case)),
        not_(and_(audit_entry.c.action == "answer exercise", anothers, blind_exercise)),
    )


def exercise_is_open() -> ColumnElement[bool]:
    """The condition on `exercise` that everybody who is waited for has sealed, and somebody has."""
    part = exercise_assessor.c
    of_it = part.exercise_id == exercise.c.id
    waited = exists(select(part.id).where(of_it, part.excused == "", part.sealed_at.is_(None)))
    return and_(exists(select(part.id).where(of_it, part.sealed_at.is_not(None))), not_(waited))


def visible_exercise_parts(viewer: int) -> Select[Any]:
    """Select the ids of the parts in exercises whose answers `viewer` may read: their own, and once all have sealed,
    every sealed one."""
    part = exercise_assessor.c
    opened = and_(exists(select(exercise.c.id).where(exercise.c.id == part.exercise_id, exercise_is_open())))
    return select(part.id).where(or_(part.person_id == viewer, and_(opened, part.sealed_at.is_not(None))))


def knows_claimant(viewer: Id) -> ColumnElement[bool]:
    """The condition on `identity` that `viewer` may know who the claimant of its case is."""

    def holds(*roles: Role) -> ColumnElement[bool]:
        held = case_role.c  # not asked of each case: lists of many hidden cases took four times as long
        mine = select(held.case_id).where(held.person_id == viewer, or_(*(held.role == one for one in sorted(roles))))
        return identity.c.case_id.in_(mine)

    runs = (person.c.id == viewer, person.c.office_role == OfficeRole.ADMINISTRATOR)
    administers = exists(select(person.c.id).where(*runs))
    prepares = or_(administers, holds(Role.CHAIR, Role.SECRETARY))
    return or_(identity.c.revealed_at.is_not(None), and_(prepares, not_(holds(*JUDGING))))


def hidden_cases(viewer: Id) -> Select[Any]:
    """Select the ids of the cases whose claimant is hidden from `viewer`."""
    return select(identity.c.case_id).where(not_(knows_claimant(viewer)))


def closed_items(viewer: Id) -> Select[Any]:
    """Select the ids of the items whose file `viewer` may not open: of hidden claimants, and not found fit to show."""
    look = identity_look.c
    fit = (look.evidence_id == evidence.c.id, look.sha256 == evidence.c.sha256, look.seen != Seen.WITHHELD)
    return select(evidence.c.id).where(
        evidence.c.case_id.in_(hidden_cases(viewer)), not_(exists(select(look.id).where(*fit)))
    )


def may_see_precedents(viewer: Id) -> ColumnElement[bool]:
    """The condition on `case` that `viewer` may see earlier decisions beside it: an assessor of it once they have
    sealed, blind or not, and everybody once the judgements are revealed."""
    mine = (assessment.c.case_id == case.c.id, assessment.c.person_id == viewer)
    sealed = exists(select(assessment.c.id).where(*mine, assessment.c.state == AssessmentState.SEALED))
    return or_(revealed_to(viewer), sealed)


def person_id_of(uid: str) -> Select[Any]:
    return select(person.c.id).where(person.c.uid == uid)
