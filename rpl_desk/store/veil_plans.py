"""What the veil asks where somebody is hidden: who, from whom, and which case a row belongs to."""

from functools import cache

from sqlalchemy import bindparam, select

from . import visibility
from .compiling import planned
from .plans import Plan
from .tables import assessment, case, decision, evidence, identity, passage
from .veil import Claimant, Place


@cache
def claimant() -> Plan[Claimant]:
    """Plan what is hidden of the claimant of a `case` from `viewer`; no row where they may know."""
    known = (case.c.claimant, case.c.claimant_reference, case.c.claimant_email)
    statement = select(*known, identity.c.pseudonym, identity.c.other_names).join_from(case, identity)
    hidden = visibility.hidden_cases(bindparam("viewer")).where(identity.c.case_id == bindparam("case"))
    return planned(Claimant, statement.where(case.c.id == bindparam("case"), case.c.id.in_(hidden)))


@cache
def place(column: str) -> Plan[Place]:
    """Plan where a row lies whose own column of this name leads to its case."""
    if column == "decision_id":
        statement = select(decision.c.case_id, decision.c.case_id).where(decision.c.id == bindparam("key"))
    elif column == "evidence_id":
        statement = select(evidence.c.case_id, evidence.c.case_id).where(evidence.c.id == bindparam("key"))
    elif column == "passage_id":
        joined = assessment.join(passage, passage.c.assessment_id == assessment.c.id)
        statement = select(assessment.c.case_id, assessment.c.person_id).select_from(joined)
        return planned(Place, statement.where(passage.c.id == bindparam("key")))
    else:
        statement = select(assessment.c.case_id, assessment.c.person_id).where(assessment.c.id == bindparam("key"))
        return planned(Place, statement)
    return planned(lambda key, _: Place(key, None), statement)
