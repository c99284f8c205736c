"""Each assessor's own judgements: made apart, autosaved, sealed. Nobody reads another's before the chair reveals."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from ..domain.after import LockState
from ..domain.cases import CaseRow, Missing
from ..domain.errors import Conflict, NotAllowed, NotFound, RuleViolation
from ..domain.evidence import EvidenceRow, Stance
from ..domain.judgements import (
    AssessmentRow,
    AssessmentState,
    CriterionRow,
    JudgementRow,
    ReliedRow,
    answer_words,
    check_answer,
    missing_to_seal,
)
from ..domain.packets import judged_in
from ..domain.passages import LinkedPassage, LinkRow, PassageRow, typed_anchor
from ..domain.people import Role
from ..domain.sealings import Sealing, sealings
from ..sealing.canonical import canonical, parse, sha256_hex
from ..store import passage_queries, queries, tables
from ..store.passage_queries import anchor_columns
from .amendments import new_operation, note_unlocking
from .marking import MarkingService
from .office import OfficeService
from .own_notes import take_up
from .own_work import OwnWork
from .undo import Change, UndoStacks
from .versions import keep_earlier
from .words import named, tidy


class JudgingService(OwnWork):
    """What an assessor does with their own set of judgements."""

    def __init__(self, *shared: Any, marking: MarkingService, office: OfficeService, stacks: UndoStacks) -> None:
        super().__init__(*shared, stacks=stacks)
        self._marking, self._office = marking, office

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

    def passages(self, case_id: int) -> tuple[LinkedPassage, ...]:
        """Return the linked passages the person signed in may read, as with judgements."""
        with self._database.reading() as read:
            return queries.passages(read, case_id, self._me.id)

    def judge(
        self,
        case: CaseRow,
        criterion: CriterionRow,
        answer: str,
        reason: str = "",
        no_passage_reason: str = "",
        *,
        seen: int | None = None,
    ) -> JudgementRow:
        """Keep one answer; an empty answer or reason is kept too, as a draft. Raises RuleViolation once sealed.

        What stood there before is kept for its assessor where it was another version; an answer takes up again what
        was set aside. seen: the revision that was in view, 0 where there was none; raises Conflict where it is another
        by now, so that nothing is written over unseen.
        """
        if answer:
            check_answer(criterion.kind, answer, queries.policy_of(case), least_points=case.kind.least_points)
        values: dict[str, Any] = {
            "answer": answer,
            "reason": tidy(reason),
            "no_passage_reason": tidy(no_passage_reason),
        }
        said = (answer, values["reason"], values["no_passage_reason"])
        with self._action("judge", case) as action:
            mine = self._open_assessment(action, case)
            table = tables.judgement
            found = queries.rows_of(action.read, JudgementRow, assessment_id=mine.id, criterion_id=criterion.id)
            before = found[0] if found else None
            if seen is not None and seen != (before.revision if before is not None else 0):
                raise Conflict(
                    f"{criterion.label} was changed elsewhere since you opened it. What you typed is kept here."
                )
            now = action.now.replace(microsecond=0)
            values |= {"assessment_id": mine.id, "criterion_id": criterion.id, "saved_at": now}
            if before is not None:
                keep_earlier(action, before, said)
                action.update(table, before, **values)
                judged = replace(before, revision=before.revision + 1, **values)
            else:
                judged = JudgementRow(id=action.insert(table, **values), revision=1, **values)
            is_new = bool(answer) and (before is None or before.answer != answer)
            taken_up = take_up(action, mine, criterion.id) if is_new else ()
        self._remember(case, criterion, before, judged, taken_up)
        return judged

    def _remember(
        self,
        case: CaseRow,
        criterion: CriterionRow,
        before: JudgementRow | None,
        now: JudgementRow,
        taken_up: tuple[Change, ...],
    ) -> None:
        """Let the answer be taken back; words typed on are one step, however often they were saved."""
        change = Change(tables.judgement, now.id, None if before is None else _values(before), _values(now))
        if (before.answer if before is not None else "") != now.answer:
            words = answer_words(criterion.kind, now.answer)
            done = self._done(case, f"judge {criterion.key} {words}", (change, *taken_up))
            self._stacks.push(self._me.uid, case.id, done)
        else:
            done = self._done(case, f"reason for {criterion.key}", (change,))
            self._stacks.push(self._me.uid, case.id, done, typed_on=True)

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
    ) -> LinkedPassage:
        """Tie a place named by hand to a criterion; `page` is empty for the whole item."""
        marked = self._marking.mark(
            case,
            evidence,
            typed_anchor(evidence.sha256, tidy(page), tidy(quotation)),
            criterion=criterion,
            stance=stance,
            strength=strength,
            note=note,
        )
        with self._database.reading() as read:
            return passage_queries.linked(read, tables.link.c.id == marked.links[0].id)[0]

    def unlink(self, case: CaseRow, linked: LinkedPassage) -> None:
        """Take a link of one's own away again, and the passage with it where it was typed by hand and has no other."""
        with self._database.reading() as read:
            link = queries.one(read, LinkRow, "such link", tables.link.c.id == linked.id)
        self._marking.unlink(case, link)

    def relied_on(self, case_id: int) -> tuple[ReliedRow, ...]:
        """Return the descriptor statements ticked as relied on: one's own, and after the reveal everybody's."""
        with self._database.reading() as read:
            return queries.relied_statements(read, case_id, self._me.id)

    def rely(self, case: CaseRow, criterion: CriterionRow, statement: str, relied: bool = True) -> None:
        """Tick a descriptor statement as relied on for a criterion, or take the tick away; it judges nothing.

        statement: its id in the edition the case was opened under. Raises NotFound for one that edition has not.
        """
        edition = self._office.framework_of(case)
        if statement not in {one.id for one in edition.statements}:
            raise NotFound(f"{statement} is not a statement of {edition.title}.")
        with self._change("rely on statement" if relied else "stop relying on statement", case) as (recorder, mine):
            recorder.label = f"{'rely on' if relied else 'stop relying on'} {statement} for {criterion.key}"
            table = tables.relied_statement
            where = (table.c.assessment_id == mine.id, table.c.criterion_id == criterion.id)
            found = queries.rows(recorder.action.read, ReliedRow, *where, table.c.statement == statement)
            if relied and not found:
                recorder.insert(table, assessment_id=mine.id, criterion_id=criterion.id, statement=statement)
            elif found and not relied:
                recorder.delete(table, found[0])

    def set_aside(self, case_id: int) -> frozenset[int]:
        """Return the ids of the criteria that the person signed in has set aside to judge later."""
        with self._database.reading() as read:
            return frozenset(one.criterion_id for one in queries.own_notes(read, case_id, self._me.id) if one.postponed)

    def missing_to_seal(self, case: CaseRow) -> list[Missing]:
        """Return what the person's own judgements still need before they can be sealed; `part` is a criterion key."""
        mine = self.mine(case.id)
        if mine is None:
            raise NotAllowed(f"You do not judge {case.reference}.")
        return missing_to_seal(
            self.criteria(case.id),
            [one for one in self.judgements(case.id) if one.assessment_id == mine.id],
            [one for one in self.passages(case.id) if one.assessment_id == mine.id],
            self.set_aside(case.id),
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
                passage_queries.linked(action.read, tables.passage.c.assessment_id == mine.id),
                passage_queries.rows(action.read, tables.passage.c.assessment_id == mine.id),
                queries.rows(action.read, ReliedRow, tables.relied_statement.c.assessment_id == mine.id),
            )
            commitment = sha256_hex(body)
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
            sealed = queries.one(action.read, AssessmentRow, "such assessment", tables.assessment.c.id == mine.id)
        self._stacks.clear(self._me.uid, case.id)
        return sealed

    def sealings(self, case_id: int) -> tuple[Sealing, ...]:
        """Return every sealing of one's own judgements, oldest first, each with what it changed; nobody else's."""
        mine = self.mine(case_id)
        if mine is None:
            return ()
        table = tables.sealed_judgements
        names = (table.c.id, table.c.sealed_at, table.c.commitment, table.c.body)
        with self._database.reading() as read:
            kept = queries.columns(read, *names, where=table.c.assessment_id == mine.id)
        in_order = sorted(kept, key=lambda row: int(row[0]))
        sealed = [(at, str(code), judged_in(parse(bytes(body)))) for _, at, code, body in in_order]
        return sealings(self.criteria(case_id), sealed)

    def reopen(self, case: CaseRow, assessment: AssessmentRow, reason: str) -> None:
        """Give sealed judgements back to their assessor, by the chair, with a reason, before the reveal only."""
        reason, operation = named(reason, "reason for reopening"), new_operation()
        with self._database.reading() as read:
            self._must_hold(read, case.id, (Role.CHAIR,), "reopen sealed judgements")
            case = queries.case_by_id(read, case.id)
            sealed = queries.one(read, AssessmentRow, "such assessment", tables.assessment.c.id == assessment.id)
        if case.revealed_at is not None:
            raise RuleViolation(f"{case.reference} was revealed; its sealed judgements stay as they are.")
        if sealed.state is not AssessmentState.SEALED:
            raise RuleViolation("These judgements are not sealed.")
        if assessment.id not in {one.id for one in self.assessments(case.id)}:
            raise RuleViolation("Who judged this withdrew; what they sealed stays as it is.")
        with self._action("reopen assessment", case, operation) as action:
            note_unlocking(action, case.id, LockState.SEALED, reason, operation, self._me.id)
            action.update(tables.assessment, sealed, state=AssessmentState.REOPENED, sealed_at=None, commitment="")
            action.insert(
                tables.stage_change,
                case_id=case.id,
                stage=case.stage,
                entered_at=action.now,
                person_id=self._me.id,
                reason=f"Assessor {sealed.number}'s sealed judgements reopened: {reason}",
            )


def sealed_body(
    case: CaseRow,
    person: str,
    criteria: Iterable[CriterionRow],
    judgements: Iterable[JudgementRow],
    links: Iterable[LinkedPassage],
    passages: Iterable[PassageRow],
    relied: Iterable[ReliedRow] = (),
) -> bytes:
    """Return the canonical bytes that sealing commits to, each link with the whole place it rests on.

    Version 1 named a place by page and quotation alone; its bytes are kept and stand.
    """
    keys = {row.id: row.key for row in criteria}
    places = {row.id: row.anchor for row in passages}
    linked: dict[int, list[dict[str, str | int | None]]] = {}
    statements: dict[int, list[str]] = {}
    for ticked in relied:
        statements.setdefault(ticked.criterion_id, []).append(ticked.statement)
    for one in links:
        said = {"evidence": one.evidence_id, "stance": one.stance.value, "strength": one.strength, "note": one.note}
        linked.setdefault(one.criterion_id, []).append(said | anchor_columns(places[one.passage_id]))
    return canonical(
        {
            "type": "rpl-desk/sealed-judgements/2",
            "case": case.reference,
            "person": person,
            "judgements": {
                keys[one.criterion_id]: {
                    "answer": one.answer,
                    "reason": one.reason,
                    "no_passage_reason": one.no_passage_reason,
                    "passages": linked.get(one.criterion_id, []),
                    "relied_on": sorted(statements.get(one.criterion_id, [])),
                }
                for one in judgements
            },
        }
    )


def _values(row: JudgementRow) -> dict[str, Any]:
    """Return a judgement's columns, without id and revision."""
    return {one.name: getattr(row, one.name) for one in fields(row) if one.name not in ("id", "revision")}
