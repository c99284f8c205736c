"""Judging forms: made for one assessor and one case, brought back, and taken into that assessor's own draft.

A form is proved by a key that never leaves the store: the salt of the assessor's own row. So a form of another case,
person or revision is told from theirs, and one that was put together outside is not taken for ours.
"""

import hashlib
import hmac
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from ..domain.cases import CaseRow, Stage
from ..domain.contents import CaseContents
from ..domain.errors import DeskError, NotAllowed, NotFound, Problem, Refused, RuleViolation, StorageProblem
from ..domain.framework import EditionRow
from ..domain.judgements import AssessmentRow, AssessmentState, JudgementRow, check_answer
from ..domain.judging_forms import (
    USUAL_STRENGTH,
    FormAnswer,
    FormPassage,
    FormPlan,
    JudgingForm,
    ReturnedFormRow,
    form_for,
    form_shape,
    plan_for,
)
from ..domain.own_notes import OwnNoteRow
from ..domain.passages import LinkedPassage, typed_anchor
from ..domain.people import PersonRow
from ..domain.rows import dataclass
from ..sealing.canonical import canonical, misfits, parse
from ..store import passage_queries, queries, tables
from ..store.database import Reader
from .exchange_keys import chair_of
from .judging import JudgingService
from .office import OfficeService
from .own_notes import keep_note
from .own_work import OwnWork
from .people import PeopleService
from .undo import Recorder, UndoStacks
from .versions import keep_earlier
from .words import tidy

PROOF_TAG = b"rpl-desk/judging-form/1\0"


@dataclass(frozen=True, slots=True)
class Brought:
    """A form that was read and found to be what it says: of this case, of this assessor, and as it was made."""

    name: str
    data: bytes
    form: JudgingForm
    assessment: AssessmentRow
    answers: tuple[FormAnswer, ...]
    passages: tuple[FormPassage, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


class TakenIn(NamedTuple):
    """What taking a form in did: how many answers and passages are new or changed, and what is still missing."""

    answers: int
    passages: int
    missing: int


class FormService(OwnWork):
    """Judging for people without the program, through a workbook."""

    def __init__(
        self,
        *shared: Any,
        judging: JudgingService,
        people: PeopleService,
        office: OfficeService,
        stacks: UndoStacks,
    ) -> None:
        super().__init__(*shared, stacks=stacks)
        self._judging, self._people, self._office = judging, people, office

    # -- out ----------------------------------------------------------------------------------------------------------

    def make(self, case: CaseRow, assessor: PersonRow, path: Path) -> None:
        """Write the form of one assessor, for themselves or by who prepares the case; nobody's answers are in it.

        Raises NotAllowed, RuleViolation where the case is not under review or they have sealed, or StorageProblem.
        """
        from ..documents.judging_form import write_judging_form

        with self._database.reading() as read:
            if assessor.id != self._me.id:
                self._must_prepare(read, case.id)
            self._must_stand_at(queries.case_by_id(read, case.id), Stage.REVIEW)
            contents = self._as_seen(case.id, assessor)
            assessment = _assessment_of(contents, assessor)
            _must_be_open(assessment, assessor, self._me)
            form = self._form(read, contents, assessor)
            body = canonical(form.to_plain())
            write = body, _proofs(read, assessment, body)[-1]
        write_judging_form(form, *write, path)
        with self._action("make judging form", case):
            pass  # nothing in the store changes, yet the log says who took a form out

    def _as_seen(self, case_id: int, assessor: PersonRow) -> CaseContents:
        """Return a case as its assessor sees it, whoever makes the form: a claimant hidden from them is not in it."""
        with self._database.reading(viewer=assessor.id) as read:
            return queries.contents(read, case_id, self._me.id)

    def _form(self, read: Reader, contents: CaseContents, assessor: PersonRow) -> JudgingForm:
        office = queries.office(read)
        return form_for(
            contents,
            assessor.id,
            self._office.framework_of(contents.case, read),
            chair_of(read, contents),
            store=office.store,
            office=office.name,
            made_on=self._session.now().date().isoformat(),
            edition=_edition(read, contents.case),
        )

    # -- back ---------------------------------------------------------------------------------------------------------

    def read(self, case: CaseRow, path: Path) -> Brought:
        """Read a form that came back; raises Refused with every problem at its sheet and cell, having kept nothing."""
        from ..documents.sheet_reader import read_file

        return self._read(case, read_file(path), path.name)

    def _read(self, case: CaseRow, data: bytes, name: str) -> Brought:
        from ..documents.judging_form_reader import open_form, read_answers

        try:
            opened = open_form(data)
        except StorageProblem as error:
            raise Refused(name, [Problem("", str(error))]) from error
        with self._database.reading() as read:
            contents = queries.contents(read, case.id, self._me.id)
            form = form_in(opened.body, name)
            assessment = self.bound(read, contents, opened.body, opened.proof, form, name)
        said = read_answers(opened, form)
        problems = [*said.problems, *_unfit(contents, said.answers), *_replaced(contents, form, said.passages)]
        if problems:
            raise Refused(name, problems)
        answers = tuple(
            FormAnswer(one.criterion, one.answer, tidy(one.reason), tidy(one.no_passage_reason), one.places)
            for one in said.answers
        )
        passages = tuple(
            FormPassage(
                *(
                    one.criterion,
                    one.item,
                    tidy(one.page),
                    tidy(one.quotation),
                    one.stance,
                    tidy(one.note),
                    one.place,
                    one.strength,
                )
            )
            for one in said.passages
        )
        return Brought(name, data, form, assessment, answers, passages)

    def bound(
        self, read: Reader, contents: CaseContents, body: bytes, proof: str, form: JudgingForm, name: str
    ) -> AssessmentRow:
        """Return whose form this is; raises Refused unless it was made here, for this case as it stands, and for them.

        Whoever prepares the case may bring in anybody's form, an assessor only their own.
        """

        def refuse(sentence: str) -> Refused:
            return Refused(name, [Problem("", sentence)])

        case = contents.case
        if form.store != queries.office(read).store:
            raise refuse(f"It was made in another office file, by {form.office}.")
        if form.case != case.reference:
            raise refuse(f"It is the form of {form.case}, not of {case.reference}. Bring it in there.")
        assessor = next((one for one in contents.people.values() if one.uid == form.assessor), None)
        assessment = next(
            (one for one in contents.assessments if assessor is not None and one.person_id == assessor.id), None
        )
        if assessor is None or assessment is None:
            raise refuse(f"{form.assessor_name}, whose form it is, does not judge {case.reference}.")
        if assessor.id != self._me.id:
            mine = any(one.person_id == self._me.id for one in contents.assessments)
            try:
                self._must_prepare(read, case.id)
            except NotAllowed as error:
                own = " Bring in your own." if mine else ""
                raise refuse(f"It is the form of {form.assessor_name}, not yours.{own}") from error
        _must_be_open(assessment, assessor, self._me)
        self._must_stand_at(case, Stage.REVIEW)
        proofs = _proofs(read, assessment, body)
        if not any(hmac.compare_digest(proof, one) for one in proofs):
            raise refuse("Its sheet Proof does not fit this store: it was altered, or not made by this program.")
        if not hmac.compare_digest(proof, proofs[-1]):
            raise refuse("It was made before the judgements it is for were sealed and reopened. Make a fresh form.")
        if form.edition != _edition(read, case):
            raise refuse("It was made under another edition of the level descriptors. Make a fresh form.")
        current = self._form(read, self._as_seen(case.id, assessor), assessor)
        if (form.criteria, form.levels, form.least_points) != (
            current.criteria,
            current.levels,
            current.least_points,
        ):
            raise refuse("The criteria of the case were changed since it was made. Make a fresh form.")
        return assessment

    def plan(self, case: CaseRow, brought: Brought) -> FormPlan:
        """Return what taking the form into one's own draft would change, and what would still be missing to seal.

        Raises NotAllowed for the form of somebody else, whose draft nobody but they may see.
        """
        self._must_be_own(brought)
        with self._database.reading() as read:
            contents = queries.contents(read, case.id, self._me.id)
            judgements = queries.judgements(read, case.id, self._me.id)
            linked = queries.passages(read, case.id, self._me.id)
            notes = queries.own_notes(read, case.id, self._me.id)
        return self._plan(contents, brought, judgements, linked, notes)

    def _plan(
        self,
        contents: CaseContents,
        brought: Brought,
        judgements: Iterable[JudgementRow],
        linked: Iterable[LinkedPassage],
        notes: Iterable[OwnNoteRow],
    ) -> FormPlan:
        mine = brought.assessment.id
        return plan_for(
            contents.criteria,
            {one.key: one.id for one in contents.evidence},
            brought.answers,
            brought.passages,
            [one for one in judgements if one.assessment_id == mine],
            [one for one in linked if one.assessment_id == mine],
            set_aside={one.criterion_id for one in notes if one.postponed},
            assessment_id=mine,
            now=self._session.now().replace(microsecond=0),
        )

    def take_in(self, case: CaseRow, brought: Brought) -> TakenIn:
        """Make one's own form one's draft: one action, which can be undone. Raises RuleViolation where it is no news.

        What the form leaves empty stays in the draft as it is, and nothing is taken away.
        """
        self._must_be_own(brought)
        self._must_be_news(brought)
        if not self.plan(case, brought).changes:
            raise RuleViolation(f"All that {brought.name} says stands in your draft already. Nothing was changed.")
        with self._change("take in form", case) as (recorder, mine):
            read = recorder.action.read
            contents = queries.contents(read, case.id, self._me.id)
            plan = self._plan(
                contents,
                brought,
                queries.judgements(read, case.id, self._me.id),
                queries.passages(read, case.id, self._me.id),
                queries.own_notes(read, case.id, self._me.id),
            )
            recorder.label = f"take in {brought.name}"
            self._write(recorder, mine, contents, plan)
            self._keep(recorder, brought)
        changed = sum(one.before != one.now for one in plan.lines)
        return TakenIn(changed, len(plan.new) + len(plan.changed), len(plan.missing))

    @staticmethod
    def _write(recorder: Recorder, mine: AssessmentRow, contents: CaseContents, plan: FormPlan) -> None:
        now = recorder.action.now.replace(microsecond=0)
        for line in plan.lines:
            if line.now is None or line.now == line.before:
                continue
            said = {
                "answer": line.now.answer,
                "reason": line.now.reason,
                "no_passage_reason": line.now.no_passage_reason,
                "saved_at": now,
            }
            if line.before is None:
                recorder.insert(tables.judgement, assessment_id=mine.id, criterion_id=line.criterion.id, **said)
            else:
                keep_earlier(
                    recorder.action, line.before, (line.now.answer, line.now.reason, line.now.no_passage_reason)
                )
                recorder.update(tables.judgement, line.before, **said)
            if line.now.answer and (line.before is None or line.before.answer != line.now.answer):
                keep_note(recorder, mine, line.criterion.id, postponed=False)
        criteria = {one.key: one.id for one in contents.criteria}
        items = {one.key: one for one in contents.evidence}
        for one in plan.new:
            item = items[one.item]
            anchor = typed_anchor(item.sha256, one.page, one.quotation)
            passage = recorder.insert(
                tables.passage,
                assessment_id=mine.id,
                evidence_id=item.id,
                made_at=now,
                **passage_queries.anchor_columns(anchor),
            )
            recorder.insert(
                tables.link,
                passage_id=passage,
                criterion_id=criteria[one.criterion],
                stance=one.stance,
                strength=one.strength or USUAL_STRENGTH,
                note=one.note,
            )
        for kept, one in plan.changed:
            recorder.update(
                tables.link,
                kept,
                stance=one.stance,
                strength=one.strength or kept.strength,
                note=one.note or kept.note,
            )

    def _keep(self, recorder: Recorder, brought: Brought) -> None:
        """Keep the form byte for byte, and note on every copy that was laid ready that it was taken in."""
        now = recorder.action.now
        waiting = [one for one in self._kept(recorder.action.read, brought) if one.taken_at is None]
        for one in waiting:
            recorder.update(tables.returned_form, one, taken_at=now)
        if not waiting:
            recorder.insert(
                tables.returned_form,
                assessment_id=brought.assessment.id,
                file_name=brought.name,
                sha256=brought.sha256,
                body=brought.data,
                person_id=self._me.id,
                brought_at=now,
                taken_at=now,
            )

    # -- laid ready by somebody else ----------------------------------------------------------------------------------

    def lay_ready(self, case: CaseRow, brought: Brought) -> None:
        """Keep somebody's returned form for them to look at and take in themselves; it answers nothing before.

        By who prepares the case. Raises RuleViolation where the same person laid the same form ready before.
        """
        with self._database.reading() as read:
            self._must_prepare(read, case.id)
            kept = [one for one in self._kept(read, brought) if one.person_id == self._me.id]
        if brought.assessment.person_id == self._me.id:
            raise RuleViolation("It is your own form. Look at it and take it in.")
        if kept:
            raise RuleViolation(f"{brought.name} was laid ready already, on {_day(kept[-1])}. Nothing was changed.")
        with self._action("lay form ready", case) as action:
            action.insert(
                tables.returned_form,
                assessment_id=brought.assessment.id,
                file_name=brought.name,
                sha256=brought.sha256,
                body=brought.data,
                person_id=self._me.id,
                brought_at=action.now,
            )

    def waiting(self, case: CaseRow) -> tuple[ReturnedFormRow, ...]:
        """Return the forms that were laid ready for the person signed in and that they have not taken in."""
        mine = self._judging.mine(case.id)
        if mine is None or mine.state is AssessmentState.SEALED:
            return ()
        with self._database.reading() as read:
            found = queries.rows(
                read,
                ReturnedFormRow,
                tables.returned_form.c.assessment_id == mine.id,
                tables.returned_form.c.taken_at.is_(None),
            )
        return found

    def read_waiting(self, case: CaseRow, row: ReturnedFormRow) -> Brought:
        """Read a form that was laid ready for oneself; raises Refused as `read` does."""
        brought = self._read(case, row.body, row.file_name)
        self._must_be_own(brought)
        return brought

    # -- sealing ------------------------------------------------------------------------------------------------------

    def seal(self, case: CaseRow, passphrase: str) -> AssessmentRow:
        """Seal one's own judgements after one's own passphrase; raises WrongPassphrase, or as `JudgingService.seal`."""
        with self._people.unlocked(self._me, passphrase):
            return self._judging.seal(case)

    # -- parts --------------------------------------------------------------------------------------------------------

    def _must_be_own(self, brought: Brought) -> None:
        if brought.assessment.person_id != self._me.id:
            raise NotAllowed(
                f"It is the form of {brought.form.assessor_name}. Only they can make it their draft and seal it."
            )

    def _must_be_news(self, brought: Brought) -> None:
        with self._database.reading() as read:
            taken = [one for one in self._kept(read, brought) if one.taken_at is not None]
        if taken:
            raise RuleViolation(
                f"{brought.name} was taken in already, on {taken[-1].taken_at:%d %B %Y}. Nothing was changed."
            )

    @staticmethod
    def _kept(read: Reader, brought: Brought) -> tuple[ReturnedFormRow, ...]:
        table = tables.returned_form
        where = (table.c.assessment_id == brought.assessment.id, table.c.sha256 == brought.sha256)
        return queries.rows(read, ReturnedFormRow, *where)


def _day(row: ReturnedFormRow) -> str:
    return f"{row.brought_at:%d %B %Y}"


def _assessment_of(contents: CaseContents, assessor: PersonRow) -> AssessmentRow:
    found = next((one for one in contents.assessments if one.person_id == assessor.id), None)
    if found is None:
        raise NotFound(f"{assessor.name} does not judge {contents.case.reference}.")
    return found


def _must_be_open(assessment: AssessmentRow, assessor: PersonRow, me: PersonRow) -> None:
    if assessment.state is AssessmentState.SEALED:
        whose = "You have sealed your" if assessor.id == me.id else f"{assessor.name} has sealed their"
        raise RuleViolation(f"{whose} judgements. Only the chair can reopen them, with a reason.")


def _edition(read: Reader, case: CaseRow) -> str:
    """Return the digest of the descriptors a case was opened under."""
    where = tables.framework_edition.c.id == case.framework_id
    return queries.one(read, EditionRow, "such edition", where).sha256


def _proofs(read: Reader, assessment: AssessmentRow, body: bytes) -> list[str]:
    """Return the proof of a form's bytes for each revision of the assessor's row up to now, the present one last.

    The row is read past the gate, which hides its revision from others, and only these digests leave here.
    """
    table = tables.assessment
    ((salt, revision),) = queries.columns(read, table.c.salt, table.c.revision, where=table.c.id == assessment.id)
    return [
        hmac.new(salt, PROOF_TAG + number.to_bytes(8, "big") + body, hashlib.sha256).hexdigest()
        for number in range(1, revision + 1)
    ]


def form_in(body: bytes, name: str) -> JudgingForm:
    """Return the form that a workbook says it is, of the canonical bytes in it; raises Refused for anything else."""
    try:
        plain = parse(body)
        kind = plain.get("type") if isinstance(plain, dict) else None
        if next(misfits(plain, form_shape(kind)), None) is not None:
            raise ValueError("of another shape")
        return JudgingForm.from_plain(plain)
    except (DeskError, ValueError) as error:
        message = "This sheet was altered, or is of a newer program. Fill in a fresh form."
        raise Refused(name, [Problem("Proof", message)]) from error


def _unfit(contents: CaseContents, answers: Iterable[FormAnswer]) -> list[Problem]:
    """Return the answers that do not fit their criterion."""
    kinds = {one.key: one.kind for one in contents.criteria}
    found = []
    for one in answers:
        if one.answer:
            try:
                check_answer(
                    kinds[one.criterion],
                    one.answer,
                    contents.policy,
                    least_points=contents.case.kind.least_points,
                )
            except RuleViolation as error:
                found.append(Problem(one.places[0], str(error)))
    return found


def _replaced(contents: CaseContents, form: JudgingForm, passages: Iterable[FormPassage]) -> list[Problem]:
    """Return the passages in items whose file is no longer the one the form names."""
    now = {one.key: one.sha256 for one in contents.evidence}
    then = {one.key: one.sha256 for one in form.items}
    return [
        Problem(one.place, f"{one.item} has another file now than when this form was made. Look at it in a fresh form.")
        for one in passages
        if now.get(one.item) != then[one.item]
    ]
