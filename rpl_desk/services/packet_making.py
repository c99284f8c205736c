"""Making a sealed packet, by an assessor elsewhere: of a filled judging form, or of what they sealed in a store there.

The judging form that the office made for them says what is judged and whom it is sealed to; its proof travels in the
packet, so that the office's store knows its own form again.
"""

import base64
import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..domain.carried import CarriedLink, carried_mark
from ..domain.cases import CaseRow
from ..domain.errors import Refused, RuleViolation
from ..domain.judgements import (
    AssessmentState,
    CriterionKind,
    CriterionRow,
    JudgementRow,
    answer_words,
    missing_to_seal,
)
from ..domain.judging_forms import USUAL_STRENGTH, FormAnswer, FormCriterion, FormPassage, JudgingForm
from ..domain.packets import (
    CONTENT_TYPE,
    PacketAnswer,
    PacketComparator,
    PacketContent,
    PacketGap,
    PacketPicture,
    packet_head,
)
from ..domain.passages import LinkedPassage, typed_anchor
from ..domain.rows import dataclass
from ..domain.sealings import CODE_LENGTH
from ..sealing.canonical import canonical
from ..sealing.exchange import seal_to
from ..store import queries
from ..whole_files import write_whole
from .carrying import CarryingService
from .comparators import ComparatorService
from .exchange_keys import public_of
from .gaps import GapService
from .judging import JudgingService
from .judging_forms import form_in
from .session import Service
from .words import tidy

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A judging form as it was made by the office, whether or not it was filled in, and whom it can be sealed to."""

    name: str
    body: bytes
    proof: str
    form: JudgingForm
    public: bytes
    answers: tuple[FormAnswer, ...]
    passages: tuple[FormPassage, ...]

    @property
    def chair(self) -> str:
        assert self.form.chair is not None
        return self.form.chair.name

    @property
    def fingerprint(self) -> str:
        assert self.form.chair is not None
        return self.form.chair.fingerprint


@dataclass(frozen=True, slots=True)
class Packed:
    """What was sealed; the code goes on the cover sheet, by which the chair knows the packet."""

    path: Path
    code: str
    chair: str


def open_filled(path: Path) -> FilledForm:
    """Read a judging form away from its office. Raises Refused with every problem at its cell, RuleViolation where it
    names no chair to seal to, or one whose key nobody vouches for."""
    from ..documents.judging_form_reader import open_form, read_answers
    from ..documents.sheet_reader import read_file

    opened = open_form(read_file(path))
    form = form_in(opened.body, path.name)
    if form.chair is None:
        raise RuleViolation(
            f"{path.name} names nobody to seal to. Ask the office for a fresh form once the chair of {form.case} has"
            " signed in there, or hand the filled form to the office."
        )
    public = public_of(form.chair, form.store)
    said = read_answers(opened, form)
    if said.problems:
        raise Refused(path.name, said.problems)
    return FilledForm(path.name, opened.body, opened.proof, form, public, said.answers, said.passages)


def missing_in(filled: FilledForm) -> list[str]:
    """Return what a filled form still needs before it can be sealed, in order."""
    rows = {one.key: _as_row(number, one) for number, one in enumerate(filled.form.criteria, 1)}
    given = [
        JudgementRow(0, 0, 0, rows[one.criterion].id, one.answer, one.reason, one.no_passage_reason, _NEVER)
        for one in filled.answers
    ]
    linked = [
        LinkedPassage(0, 0, 0, rows[one.criterion].id, 0, one.page, one.quotation, one.stance, 1, "", 0)
        for one in filled.passages
    ]
    return [one.message for one in missing_to_seal(rows.values(), given, linked)]


def seal_form(filled: FilledForm, target: Path) -> Packed:
    """Seal a filled form to its chair, in a new file. Raises RuleViolation while it is not whole, StorageProblem."""
    if missing := missing_in(filled):
        raise RuleViolation(f"{len(missing)} criteria of {filled.name} are not ready to seal. The first: {missing[0]}")
    items = {one.key: one.sha256 for one in filled.form.items}
    texts = {one.key: one.text for one in filled.form.criteria}
    places: dict[tuple[str, str, str], list[CarriedLink]] = {}
    for one in filled.passages:
        link = CarriedLink(
            one.criterion, texts[one.criterion], one.stance.value, one.strength or USUAL_STRENGTH, tidy(one.note)
        )
        places.setdefault((one.item, tidy(one.page), tidy(one.quotation)), []).append(link)
    marks = tuple(
        carried_mark(item, typed_anchor(items[item], page, quotation), "", links)
        for (item, page, quotation), links in places.items()
    )
    answers = tuple(
        PacketAnswer(one.criterion, one.answer, tidy(one.reason), tidy(one.no_passage_reason)) for one in filled.answers
    )
    content = PacketContent(
        CONTENT_TYPE, os.urandom(32).hex(), filled.body.decode(), filled.proof, answers, marks, (), (), (), (), (), ()
    )
    return _write(filled, target, content)


class PacketMakingService(Service):
    """What an assessor takes out of their own store, sealed to the chair of the office that asked them."""

    def __init__(
        self,
        *shared: Any,
        judging: JudgingService,
        carrying: CarryingService,
        gaps: GapService,
        comparators: ComparatorService,
    ) -> None:
        super().__init__(*shared)
        self._judging, self._carrying, self._gaps, self._comparators = judging, carrying, gaps, comparators

    def seal_own(self, case: CaseRow, filled: FilledForm, target: Path) -> Packed:
        """Seal what one sealed here to the chair whom the office's form names; the form itself stays as it came.

        Raises RuleViolation unless one has sealed, and the case here asks the same, of the same files, as the form.
        """
        mine = self._judging.mine(case.id)
        if mine is None or mine.state is not AssessmentState.SEALED:
            raise RuleViolation(f"Seal your judgements of {case.reference} first. A packet holds what was sealed.")
        with self._database.reading() as read:
            contents = queries.contents(read, case.id, self._me.id)
        here = [(one.key, one.kind, one.text) for one in contents.criteria]
        if here != [(one.key, one.kind, one.text) for one in filled.form.criteria]:
            raise RuleViolation(
                f"{filled.name} asks for other criteria than {case.reference} here. Judge the case as the office handed"
                " it over, or fill in the form."
            )
        if filled.answers or filled.passages:
            raise RuleViolation(
                f"{filled.name} is filled in. Seal that form itself, or choose it as the office made it."
            )
        keys = {one.id: one.key for one in contents.criteria}
        kinds = {one.id: one.kind for one in contents.criteria}
        judged = [one for one in self._judging.judgements(case.id) if one.assessment_id == mine.id and one.answer]
        for one in judged:
            if not _may_answer(filled.form, kinds[one.criterion_id], one.answer):
                said = answer_words(kinds[one.criterion_id], one.answer)
                raise RuleViolation(f"{keys[one.criterion_id]}: {said} is no answer for the office of {filled.name}.")
        files = {one.sha256 for one in filled.form.items}
        work, pictures = self._carrying.own_work(contents)
        if any(one.sha256 not in files for one in work.marks):
            raise RuleViolation(f"You marked a file that {filled.name} does not list. Ask the office for a fresh form.")
        content = PacketContent(
            CONTENT_TYPE,
            os.urandom(32).hex(),
            filled.body.decode(),
            filled.proof,
            tuple(
                PacketAnswer(keys[one.criterion_id], one.answer, one.reason, one.no_passage_reason) for one in judged
            ),
            work.marks,
            tuple(PacketPicture(digest, base64.b64encode(png).decode()) for digest, png in pictures.items()),
            work.statements,
            tuple(one for one in work.tests if one.sha256 in files),
            tuple(one for one in work.read if one.sha256 in files),
            tuple(
                PacketGap(keys[one.criterion_id], one.missing, one.would_count)
                for one in self._gaps.gaps(case.id)
                if one.assessment_id == mine.id
            ),
            tuple(
                PacketComparator(keys[one.criterion_id], one.title, one.owner, one.level, one.compared)
                for one in self._comparators.comparators(case.id)
                if one.assessment_id == mine.id
            ),
        )
        packed = _write(filled, target, content)
        with self._action("hand out sealed packet", case) as action:
            action.papers.append(hashlib.sha256(target.read_bytes()).hexdigest())
        return packed


def _may_answer(form: JudgingForm, kind: CriterionKind, answer: str) -> bool:
    if kind is CriterionKind.POINTS and answer.isdecimal():
        return int(answer) >= form.least_points
    return answer in form.answers(kind).values()


def _write(filled: FilledForm, target: Path, content: PacketContent) -> Packed:
    """Seal a content to the chair and write the packet, which never takes the place of another file."""
    body = canonical(content.to_plain())
    commitment = hashlib.sha256(body).hexdigest()
    head = packet_head(filled.public.hex(), commitment)
    sealed = base64.b64encode(seal_to(filled.public, body, canonical(head))).decode()
    write_whole(target, canonical(head | {"sealed": sealed}), replacing=False)
    return Packed(target, commitment[:CODE_LENGTH], filled.chair)


def _as_row(number: int, one: FormCriterion) -> CriterionRow:
    """Return a criterion of a form as rules ask for it; which unit it is of, its key says."""
    unit = sum(one.key.partition(".")[0].encode())
    return CriterionRow(number, 0, 0, number, one.key, one.kind, one.group, one.label, one.text, unit, None, None)
