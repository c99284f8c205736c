"""Each assessor's own judgements: made apart, autosaved, sealed. Nobody reads another's before the chair reveals."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..domain.cases import CaseRow, Missing, Stage
from ..domain.errors import NotAllowed, NotFound, RuleViolation
from ..domain.evidence import EvidenceRow, PassageRow, Stance
from ..domain.judgements import (
    AssessmentRow,
    AssessmentState,
    CriterionRow,
    JudgementRow,
    check_answer,
    missing_to_seal,
)
from ..domain.people import Role
from ..sealing.canonical import canonical
from ..store import queries, tables
from ..store.database import Action
from .session import Service
from .words import named, tidy


class JudgingService(Service):
    """What an assessor does with their own set of judgements."""

    def criteria(self, case_id: int) -> tuple[CriterionRow, ...]:
        """Return what is judged in a case, in order."""
        _ = self._me
        with self._database.reading() as read:
            return queries.rows_of(read, CriterionRow, order="position", case_id=case_id)

    def assessments(self, case_id: int) -> tuple[AssessmentRow, ...]:
        """Return who judges the case; of others before the reveal, only whether they have sealed."""
        with self._database.reading() as read:
            return queries.assessments(read, case_id, self._me.id)

    def mine(self, case_id: int) -> AssessmentRow | None:
        """Return the assessment of the person signed in, None where they do not judge this case."""
        return next((one for one in self.assessments(case_id) if one.person_id == self._me.id), None)

    def judgements(self, case_id: int) -> tuple[JudgementRow, ...]:
        """Return the judgements the person signed in may read: their own, and after the reveal everybody's."""
        with self._database.reading() as read:
            return queries.judgements(read, case_id, self._me.id)

    def passages(self, case_id: int) -> tuple[PassageRow, ...]:
        """Return the passages the person signed in may read, as with judgements."""
        with self._database.reading() as read:
            return queries.passages(read, case_id, self._me.id)

    def judge(
        self, case: CaseRow, criterion: CriterionRow, answer: str, reason: str = "", no_passage_reason: str = ""
    ) -> JudgementRow:
        """Keep one answer; an empty answer or reason is kept too, as a draft. Raises RuleViolation once sealed."""
        if answer:
            check_answer(criterion.kind, answer, queries.policy_of(case), least_points=case.kind.least_points)
        values: dict[str, Any] = {
            "answer": answer,
            "reason": tidy(reason),
            "no_passage_reason": tidy(no_passage_reason),
        }
        with self._action("judge", case) as action:
            mine = self._open_assessment(action, case)
            table = tables.judgement
            found = queries.rows_of(action.read, JudgementRow, assessment_id=mine.id, criterion_id=criterion.id)
            now = action.now.replace(microsecond=0)
            if found:
                action.update(table, found[0], saved_at=now, **values)
                return replace(found[0], revision=found[0].revision + 1, saved_at=now, **values)
            values |= {"assessment_id": mine.id, "criterion_id": criterion.id, "saved_at": now}
            return JudgementRow(id=action.insert(table, **values), revision=1, **values)

    def link(
        self,
        case: CaseRow,
        criterion: CriterionRow,
        evidence: EvidenceRow,
        *,
        page: str = "",
        quotation: str = "",
        stance: Stance = Stance.SUPPORTS,
        strength: int = 2,
        note: str = "",
    ) -> PassageRow:
        """Tie a place in an evidence item to a criterion; `page` is empty for the whole item."""
        if evidence.case_id != case.id or criterion.case_id != case.id:
            raise NotFound(f"{evidence.key} is not evidence of {case.reference}.")
        if strength not in (1, 2, 3):
            raise RuleViolation(f"{strength} is not a strength: it is 1, 2 or 3.")
        with self._action("link passage", case) as action:
            mine = self._open_assessment(action, case)
            key = action.insert(
                tables.passage,
                assessment_id=mine.id,
                criterion_id=criterion.id,
                evidence_id=evidence.id,
                page=tidy(page),
                quotation=tidy(quotation),
                stance=stance,
                strength=strength,
                note=tidy(note),
            )
            return queries.one(action.read, PassageRow, "such passage", tables.passage.c.id == key)

    def unlink(self, case: CaseRow, passage: PassageRow) -> None:
        """Take a passage of one's own away again."""
        with self._action("unlink passage", case) as action:
            mine = self._open_assessment(action, case)
            if passage.assessment_id != mine.id:
                raise NotAllowed("This passage belongs to another assessor.")
            action.delete(tables.passage, passage)

    def missing_to_seal(self, case: CaseRow) -> list[Missing]:
        """Return what the person's own judgements still need before they can be sealed; `part` is a criterion key."""
        mine = self.mine(case.id)
        if mine is None:
            raise NotAllowed(f"You do not judge {case.reference}.")
        return missing_to_seal(
            self.criteria(case.id),
            [one for one in self.judgements(case.id) if one.assessment_id == mine.id],
            [one for one in self.passages(case.id) if one.assessment_id == mine.id],
        )

    def seal(self, case: CaseRow) -> AssessmentRow:
        """Freeze one's judgements; the commitment is the SHA-256 of exactly what was sealed."""
        missing = self.missing_to_seal(case)
        if missing:
            first = missing[0].message
            raise RuleViolation(f"{len(missing)} criteria are not ready to seal. The first: {first}")
        with self._action("seal", case) as action:
            mine = self._open_assessment(action, case)
            body = sealed_body(
                case,
                self._me.uid,
                queries.rows(action.read, CriterionRow, tables.criterion.c.case_id == case.id),
                queries.rows(action.read, JudgementRow, tables.judgement.c.assessment_id == mine.id),
                queries.rows(action.read, PassageRow, tables.passage.c.assessment_id == mine.id),
            )
            commitment = hashlib.sha256(body).hexdigest()
            action.update(
                tables.assessment,
                mine,
                state=AssessmentState.SEALED,
                sealed_at=action.now,
                commitment=commitment,
            )
            action.insert(
                tables.sealed_judgements,
                assessment_id=mine.id,
                sealed_at=action.now,
                commitment=commitment,
                body=body,
            )
            return queries.one(action.read, AssessmentRow, "such assessment", tables.assessment.c.id == mine.id)

    def reopen(self, case: CaseRow, assessment: AssessmentRow, reason: str) -> None:
        """Give sealed judgements back to their assessor, by the chair, with a reason, before the reveal only."""
        named(reason, "reason for reopening")
        with self._database.reading() as read:
            self._must_hold(read, case.id, (Role.CHAIR,), "reopen sealed judgements")
            case = queries.case_by_id(read, case.id)
            sealed = queries.one(read, AssessmentRow, "such assessment", tables.assessment.c.id == assessment.id)
        if case.revealed_at is not None:
            raise RuleViolation(f"{case.reference} was revealed; its sealed judgements stay as they are.")
        if sealed.state is not AssessmentState.SEALED:
            raise RuleViolation("These judgements are not sealed.")
        with self._action("reopen assessment", case) as action:
            action.update(tables.assessment, sealed, state=AssessmentState.REOPENED, sealed_at=None, commitment="")
            action.insert(
                tables.stage_change,
                case_id=case.id,
                stage=case.stage,
                entered_at=action.now,
                person_id=self._me.id,
                reason=f"Assessor {sealed.number}'s sealed judgements reopened: {tidy(reason)}",
            )

    def _open_assessment(self, action: Action, case: CaseRow) -> AssessmentRow:
        """Return one's own assessment while it may still be written, judged from the store and not from memory."""
        self._must_stand_at(queries.case_by_id(action.read, case.id), Stage.REVIEW)
        found = queries.rows_of(action.read, AssessmentRow, case_id=case.id, person_id=self._me.id)
        if not found:
            raise NotAllowed(f"You do not judge {case.reference}.")
        if found[0].state is AssessmentState.SEALED:
            raise RuleViolation("You have sealed your judgements. Only the chair can reopen them, with a reason.")
        return found[0]


def sealed_body(
    case: CaseRow,
    person: str,
    criteria: Iterable[CriterionRow],
    judgements: Iterable[JudgementRow],
    passages: Iterable[PassageRow],
) -> bytes:
    """Return the canonical bytes that sealing commits to."""
    keys = {row.id: row.key for row in criteria}
    linked: dict[int, list[list[str | int]]] = {}
    for one in passages:
        linked.setdefault(one.criterion_id, []).append(
            [one.evidence_id, one.page, one.quotation, one.stance.value, one.strength, one.note]
        )
    return canonical(
        {
            "type": "rpl-desk/sealed-judgements/1",
            "case": case.reference,
            "person": person,
            "judgements": {
                keys[one.criterion_id]: {
                    "answer": one.answer,
                    "reason": one.reason,
                    "no_passage_reason": one.no_passage_reason,
                    "passages": linked.get(one.criterion_id, []),
                }
                for one in judgements
            },
        }
    )
