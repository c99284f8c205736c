"""How an assessor finds each item of evidence: read or not, valid, authentic, current and sufficient, and the map."""

from ..domain.cases import CaseRow
from ..domain.errors import RuleViolation
from ..domain.evidence import NEEDS_NOTE, EvidenceReadRow, EvidenceRow, EvidenceTest, EvidenceTestRow, TestAnswer
from ..domain.evidence_map import EvidenceMap, evidence_map
from ..domain.judgements import AssessmentRow, CriterionRow
from ..domain.rows import dataclass
from ..store import queries, tables
from .own_work import OwnWork
from .undo import Recorder
from .words import tidy


@dataclass(frozen=True, slots=True)
class Appraisal:
    """One assessor's answer to a test of an item; `assessor` is the number, `author` as the office shows them."""

    row: EvidenceTestRow
    assessor: int
    author: str
    is_mine: bool


class AppraisingService(OwnWork):
    """What an assessor says of the items themselves; as blind as judgements are."""

    def tests(self, case_id: int) -> tuple[EvidenceTest, ...]:
        """Return what each item of a case is tested for, as the office's policy had it when the case was opened."""
        _ = self._me
        with self._database.reading() as read:
            return _tests_of(queries.case_by_id(read, case_id))

    def appraisals(self, case_id: int) -> tuple[Appraisal, ...]:
        """Return the answers one may see: one's own, and after the reveal everybody's."""
        with self._database.reading() as read:
            whose = self._authors(read, case_id)
            return tuple(
                Appraisal(one, *whose[one.assessment_id]) for one in queries.appraisals(read, case_id, self._me.id)
            )

    def answer(
        self, case: CaseRow, evidence: EvidenceRow, test: EvidenceTest, answer: TestAnswer, note: str = ""
    ) -> EvidenceTestRow:
        """Answer one test of an item; "no" and "partly" say why in the note. Raises RuleViolation."""
        with self._change("test evidence", case) as (recorder, mine):
            recorder.label = f"{evidence.key} {test.value}: {answer.value}"
            return self.put(recorder, mine, case, evidence, test, answer, note)

    def put(
        self,
        recorder: Recorder,
        mine: AssessmentRow,
        case: CaseRow,
        evidence: EvidenceRow,
        test: EvidenceTest,
        answer: TestAnswer,
        note: str,
    ) -> EvidenceTestRow:
        """Answer a test inside an action on one's own open assessment."""
        if test not in _tests_of(case):
            raise RuleViolation(f"{case.reference} does not test evidence for being {test.value}.")
        note = tidy(note)
        if answer in NEEDS_NOTE and not note:
            raise RuleViolation(f"Say in a note why {evidence.key} is {answer.value} for {test.value}.")
        table, read = tables.evidence_test, recorder.action.read
        item = self._item_of(read, case, evidence.id)
        values = {"answer": answer, "note": note, "answered_at": recorder.action.now.replace(microsecond=0)}
        where = (table.c.assessment_id == mine.id, table.c.evidence_id == item.id, table.c.test == test)
        found = queries.rows(read, EvidenceTestRow, *where)
        if found:
            recorder.update(table, found[0], **values)
        else:
            recorder.insert(table, assessment_id=mine.id, evidence_id=item.id, test=test, **values)
        return queries.one(read, EvidenceTestRow, "such answer", *where)

    def read_items(self, case_id: int) -> frozenset[int]:
        """Return the ids of the items the person signed in has read, in the file they have now."""
        with self._database.reading() as read:
            whose = {one.id: one.person_id for one in queries.assessments(read, case_id, self._me.id)}
            noted = queries.read_items(read, case_id, self._me.id)
            return frozenset(item for assessment, item in noted if whose[assessment] == self._me.id)

    def items_read(self, case_id: int) -> dict[int, frozenset[int]]:
        """Return the ids of the items read, by the number of the assessor: one's own, after the reveal everybody's."""
        with self._database.reading() as read:
            numbers = {one.id: one.number for one in queries.assessments(read, case_id, self._me.id)}
            found: dict[int, set[int]] = {}
            for assessment, item in queries.read_items(read, case_id, self._me.id):
                found.setdefault(numbers[assessment], set()).add(item)
            return {number: frozenset(items) for number, items in found.items()}

    def put_read(self, recorder: Recorder, mine: AssessmentRow, case: CaseRow, evidence: EvidenceRow) -> None:
        """Note inside an action on one's own open assessment that one has read an item."""
        table, read = tables.evidence_read, recorder.action.read
        item = self._item_of(read, case, evidence.id)
        found = queries.rows(read, EvidenceReadRow, table.c.assessment_id == mine.id, table.c.evidence_id == item.id)
        values = {"sha256": item.sha256, "read_at": recorder.action.now.replace(microsecond=0)}
        if found:
            recorder.update(table, found[0], **values)
        else:
            recorder.insert(table, assessment_id=mine.id, evidence_id=item.id, **values)

    def set_read(self, case: CaseRow, evidence: EvidenceRow, *, read: bool = True) -> None:
        """Note that one has read an item, or not yet after all; nothing is written where it is noted so already."""
        if (evidence.id in self.read_items(case.id)) is read:
            return
        with self._change("read evidence", case) as (recorder, mine):
            recorder.label = f"{evidence.key} {'read' if read else 'not read'}"
            if read:
                self.put_read(recorder, mine, case, evidence)
                return
            table = tables.evidence_read.c
            where = (table.assessment_id == mine.id, table.evidence_id == evidence.id)
            for noted in queries.rows(recorder.action.read, EvidenceReadRow, *where):
                recorder.delete(tables.evidence_read, noted)

    def evidence_map(self, case_id: int, assessor: int | None = None) -> EvidenceMap:
        """Return criteria against items: one's own before the reveal; after it everybody's, or one assessor's.

        assessor: a number on the case; None for all that one may see.
        """
        with self._database.reading() as read:
            numbers = {one.id: one.number for one in queries.assessments(read, case_id, self._me.id)}
            criterion, evidence = tables.criterion.c, tables.evidence.c
            items = queries.rows(read, EvidenceRow, evidence.case_id == case_id, order=evidence.number)
            return evidence_map(
                queries.rows(read, CriterionRow, criterion.case_id == case_id, order=criterion.position),
                items,
                [
                    one
                    for one in queries.passages(read, case_id, self._me.id)
                    if assessor in (None, numbers[one.assessment_id])
                ],
                claims={(one.criterion_id, one.evidence_id) for one in queries.claims(read, case_id)},
                read={
                    item
                    for one, item in queries.read_items(read, case_id, self._me.id)
                    if assessor in (None, numbers[one])
                },
                judged={
                    one.criterion_id
                    for one in queries.judgements(read, case_id, self._me.id)
                    if one.answer and assessor in (None, numbers[one.assessment_id])
                },
            )


def _tests_of(case: CaseRow) -> tuple[EvidenceTest, ...]:
    return tuple(EvidenceTest(one) for one in queries.policy_of(case).evidence_tests)
