"""Third opinions on answers that lie far apart: asked, answered, or gone without for a reason."""

from typing import Any

from ..domain.cases import CaseRow, Stage
from ..domain.contents import CaseContents
from ..domain.errors import NotAllowed, RuleViolation
from ..domain.judgements import CriterionRow, FindingRow, FindingState, check_finding, route
from ..domain.people import JUDGING, PersonRow, Role
from ..domain.third_opinions import Opinions, ThirdOpinionRow, check_third, possible_thirds, why_waiting
from ..sealing.canonical import canonical, sha256_hex
from ..store import queries, tables
from .reconciling import ReconcilingService, opinions_of
from .session import Service
from .words import named


class ThirdOpinionService(Service):
    """What comes of an office's difference limits once the judgements are revealed."""

    def __init__(self, *shared: Any, reconciling: ReconcilingService) -> None:
        super().__init__(*shared)
        self._reconciling = reconciling

    def opinions(self, case_id: int) -> Opinions:
        """Return the third opinions of a case by criterion, none before the reveal; for who owes one, that alone."""
        with self._database.reading() as read:
            owed = queries.owed_opinions(read, queries.case_by_id(read, case_id), self._me.id)
            return {key: one for key, one in opinions_of(read, case_id).items() if not owed or key in owed}

    def possible(self, case_id: int) -> tuple[PersonRow, ...]:
        """Return who may be asked: nobody who judged the case, has an interest in it, or may not judge it."""
        with self._database.reading() as read:
            return possible_thirds(queries.contents(read, case_id, self._me.id))

    def why_waiting(self, case_id: int, criterion_id: int) -> str:
        """Return the sentence that keeps a difference from being settled; empty where nothing does."""
        with self._database.reading() as read:
            contents = queries.contents(read, case_id, self._me.id)
            opinion = opinions_of(read, case_id).get(criterion_id)
        difference = next(
            (one for one in self._reconciling.differences(case_id) if one.criterion_id == criterion_id), None
        )
        if difference is None:
            return ""
        asked = opinion.person_id if opinion is not None and contents.policy.name_assessors else None
        name = contents.people[asked].name if asked is not None else ""
        return why_waiting(difference, contents.policy, opinion, name)

    def ask(self, case: CaseRow, finding: FindingRow, person: PersonRow) -> None:
        """Ask somebody who has not judged the case, by its chair or an assessor; another person may be asked later."""
        contents, opinion = self._about(case, finding, {Role.CHAIR, *JUDGING}, "ask a third assessor")
        check_third(person, contents)
        with self._action("ask third assessor", contents.case) as action:
            values = {"person_id": person.id, "asked_by": self._me.id, "asked_at": action.now, "reason": ""}
            if opinion is None:
                action.insert(
                    tables.third_opinion, case_id=contents.case.id, criterion_id=finding.criterion_id, **values
                )
            else:
                action.update(tables.third_opinion, opinion, **values)

    def go_without(self, case: CaseRow, finding: FindingRow, reason: str) -> None:
        """Record, by the chair, why the panel settles a far difference without a third opinion."""
        contents, opinion = self._about(case, finding, {Role.CHAIR}, "go on without a third opinion")
        with self._action("go without third assessor", contents.case) as action:
            values = {
                "person_id": None,
                "asked_by": self._me.id,
                "asked_at": action.now,
                "reason": named(reason, "reason for going on without a third opinion"),
            }
            if opinion is None:
                action.insert(
                    tables.third_opinion, case_id=contents.case.id, criterion_id=finding.criterion_id, **values
                )
            else:
                action.update(tables.third_opinion, opinion, **values)

    def give(self, case: CaseRow, criterion: CriterionRow, answer: str, reason: str) -> str:
        """Answer as the third assessor who was asked, once, before seeing what others answered, and seal it.

        Returns the commitment, the SHA-256 of exactly what was sealed. The finding stays the panel's.
        """
        with self._database.reading() as read:
            case = queries.case_by_id(read, case.id)
            opinion = opinions_of(read, case.id).get(criterion.id)
        self._must_stand_at(case, Stage.RECONCILE)
        if opinion is None or opinion.person_id != self._me.id:
            raise NotAllowed("Only the third assessor who was asked may answer this.")
        if opinion.answer:
            raise RuleViolation("This third opinion was given already. It stays as it is.")
        check_finding(criterion.kind, answer, queries.policy_of(case), least_points=case.kind.least_points)
        reason = named(reason, "third opinion")
        body = opinion_body(case, self._me.uid, criterion, answer, reason)
        commitment = sha256_hex(body)
        with self._action("give third opinion", case) as action:
            action.update(
                tables.third_opinion,
                opinion,
                answer=answer,
                reason=reason,
                given_at=action.now,
                commitment=commitment,
                body=body,
            )
        return commitment

    def _about(
        self, case: CaseRow, finding: FindingRow, roles: set[Role], what: str
    ) -> tuple[CaseContents, ThirdOpinionRow | None]:
        """Return the case and the opinion there is; refuses who may not ask, and what is not far apart or answered."""
        with self._database.reading() as read:
            self._must_hold(read, case.id, roles, what)
            self._reconciling.must_owe_none(read, queries.case_by_id(read, case.id))
            contents = queries.contents(read, case.id, self._me.id)
            opinion = opinions_of(read, case.id).get(finding.criterion_id)
        self._must_stand_at(contents.case, Stage.RECONCILE)
        differences = self._reconciling.differences(case.id)
        difference = next((one for one in differences if one.criterion_id == finding.criterion_id), None)
        if difference is None or route(difference, contents.policy) != "adjudicate":
            raise RuleViolation(
                "No third opinion is asked for here: the office asks for one where levels lie "
                f"{contents.policy.adjudicate_from} or more apart."
            )
        if finding.state is FindingState.SETTLED:
            raise RuleViolation("This difference is settled already. Open it again before a third opinion is asked.")
        if opinion is not None and opinion.answer:
            raise RuleViolation("This third opinion was given already. It stays as it is.")
        return contents, opinion


def opinion_body(case: CaseRow, person: str, criterion: CriterionRow, answer: str, reason: str) -> bytes:
    """Return the canonical bytes that giving a third opinion commits to; person: their uid."""
    return canonical(
        {
            "type": "rpl-desk/third-opinion/1",
            "case": case.reference,
            "person": person,
            "criterion": criterion.key,
            "answer": answer,
            "reason": reason,
        }
    )
