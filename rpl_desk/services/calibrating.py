"""Calibration: a decided case frozen as an exercise, judged apart by chosen assessors, and how far they agreed.

An exercise has tables of its own: no list, count, register, search or statistic of cases reads them.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence

from ..domain.agreement import Agreement, agreements
from ..domain.calibration import (
    ExerciseAnswerRow,
    ExerciseAssessorRow,
    ExerciseRow,
    Frozen,
    FrozenCriterion,
    FrozenItem,
    by_characteristic,
    check_chosen,
    freeze,
    left_to_answer,
)
from ..domain.cases import CaseRow, Stage
from ..domain.errors import NotAllowed, NotFound, RuleViolation
from ..domain.evidence import EvidenceRow
from ..domain.identity import Seen
from ..domain.judgements import AssessmentRow, check_answer
from ..domain.people import OfficeRole, PersonRow, Role
from ..domain.policy import Policy
from ..domain.rows import dataclass
from ..sealing.canonical import canonical
from ..sealing.commitments import exercise_commitment
from ..store import calibration_queries, queries, tables
from ..store.database import Reader
from .hiding import identity_of, look_at
from .session import Service
from .words import named, tidy

DECIDED = (Stage.SIGNED, Stage.RELEASED)


@dataclass(frozen=True, slots=True)
class Participant:
    """An assessor of an exercise, as far as the person signed in may know: by name, and whether they have sealed."""

    id: int
    number: int
    person_id: int
    name: str
    is_sealed: bool
    excused: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise as the person signed in may see it.

    mine: their own part, None where they only set it. all_sealed: whether what everybody answered is open.
    """

    id: int
    title: str
    set_at: object
    set_by: str
    participants: tuple[Participant, ...]
    mine: ExerciseAssessorRow | None
    all_sealed: bool

    @property
    def name(self) -> str:
        return f"CAL-{self.id}"

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        waited = [one for one in self.participants if not one.excused]
        sealed = sum(one.is_sealed for one in waited)
        if self.all_sealed:
            return "all sealed, agreement shown"
        if self.mine is not None and self.mine.sealed_at is None and not self.mine.excused:
            return f"yours to judge; {sealed} of {len(waited)} sealed"
        return f"{sealed} of {len(waited)} sealed"


@dataclass(frozen=True, slots=True)
class Compared:
    """One criterion after all have sealed: answers with reasons by assessor number, and what the panel found."""

    criterion: FrozenCriterion
    answers: Mapping[int, tuple[str, str]]
    finding: str


@dataclass(frozen=True, slots=True)
class Results:
    """How far the assessors agreed, by characteristic and over all, and every criterion beside the panel's finding.

    judged_it_before: names of assessors who judged the case itself.
    """

    parts: tuple[Agreement, ...]
    whole: tuple[Agreement, ...]
    compared: tuple[Compared, ...]
    judged_it_before: tuple[str, ...]


class CalibrationService(Service):
    """Setting exercises, judging them apart, and reading what came of it."""

    def set_exercise(self, case: CaseRow, title: str, people: Sequence[PersonRow]) -> Exercise:
        """Freeze a signed case and give it to assessors; by an administrator, or the chair of that case.

        title: what the assessors know it by; it is best without what was decided. Raises NotAllowed, RuleViolation.
        """
        me, title = self._me, named(title, "calibration exercise")
        with self._database.reading(unveiled=True) as read:
            if me.office_role is not OfficeRole.ADMINISTRATOR:
                self._must_hold(read, case.id, (Role.CHAIR,), "set it as an exercise; an administrator may too")
            contents = queries.contents(read, case.id, me.id)
            hidden = identity_of(read, case.id)
            withheld = [
                one.id
                for one in contents.evidence
                if (look := look_at(read, one)) is not None and look.seen is Seen.WITHHELD
            ]
        self._must_stand_at(contents.case, *DECIDED)
        check_chosen([one.id for one in people])
        if gone := [one.name for one in people if one.retired_at is not None]:
            raise RuleViolation(f"{gone[0]} has left the office.")
        frozen = freeze(contents, withheld, hidden.other_names if hidden is not None else "")
        body = canonical(frozen.to_plain())
        with self._database.action("set exercise", by=me.uid, subject="exercise") as action:
            key = action.insert(
                tables.exercise,
                title=title,
                case_id=case.id,
                framework_id=contents.case.framework_id,
                policy=contents.case.policy,
                body=body,
                sha256=hashlib.sha256(body).hexdigest(),
                person_id=me.id,
                set_at=action.now,
            )
            for number, person in enumerate(people, start=1):
                action.insert(tables.exercise_assessor, exercise_id=key, person_id=person.id, number=number)
            action.subject = _subject(key)
        return self.exercise(key)

    def assessors(self) -> tuple[PersonRow, ...]:
        """Return everybody of the office who has a part in judging a case, by name: all an exercise may be given to."""
        _ = self._me
        with self._database.reading() as read:
            return calibration_queries.assessors(read)

    # -- reading ------------------------------------------------------------------------------------------------------

    def exercises(self) -> tuple[Exercise, ...]:
        """Return the exercises the person signed in judges, set or, as administrator, oversees; the newest first."""
        me = self._me
        with self._database.reading() as read:
            keys = calibration_queries.exercises_of(read, me.id, all_of_them=self._oversees)
            return tuple(self._exercise(read, key) for key in keys)

    def exercise(self, key: int) -> Exercise:
        """Return one exercise; raises NotFound for one the person has nothing to do with."""
        with self._database.reading() as read:
            self._must_have_to_do(read, key)
            return self._exercise(read, key)

    def frozen(self, key: int) -> Frozen:
        """Return what is judged; what the panel found then is in it only once everybody has sealed."""
        with self._database.reading() as read:
            self._must_have_to_do(read, key)
            found = _frozen(self._row(read, key))
            return found if calibration_queries.is_open(read, key) else found.without_findings()

    def policy(self, key: int) -> Policy:
        """Return the settings the case was judged under."""
        with self._database.reading() as read:
            self._must_have_to_do(read, key)
            return Policy.from_plain(queries.plain(self._row(read, key).policy))

    def item(self, key: int, item: FrozenItem) -> EvidenceRow:
        """Return an item of an exercise as a register entry, to be opened by `EvidenceService.preview`."""
        with self._database.reading() as read:
            self._must_have_to_do(read, key)
            row = self._row(read, key)
        if item not in _frozen(row).items:
            raise NotFound(f"{item.key} is not an item of this exercise.")
        return item.as_row(row.case_id)

    def answers(self, key: int) -> tuple[ExerciseAnswerRow, ...]:
        """Return the answers the person may read: their own, and once everybody has sealed all that were sealed."""
        with self._database.reading() as read:
            self._must_have_to_do(read, key)
            return calibration_queries.answers(read, key, self._me.id)

    def left(self, key: int) -> list[FrozenCriterion]:
        """Return what the person has still to answer, or to give a reason for."""
        mine = self.exercise(key).mine
        if mine is None:
            return []
        own = [one for one in self.answers(key) if one.assessor_id == mine.id]
        return left_to_answer(self.frozen(key).criteria, own)

    def results(self, key: int) -> Results:
        """Return how far the assessors agreed; raises RuleViolation before everybody has sealed."""
        exercise = self.exercise(key)
        if not exercise.all_sealed:
            raise RuleViolation(f"{exercise.name} is blind until everybody has sealed: {exercise.state}.")
        frozen = self.frozen(key)
        numbers = {one.id: one.number for one in exercise.participants}
        said: dict[str, dict[int, tuple[str, str]]] = {}
        for one in self.answers(key):
            said.setdefault(one.key, {})[numbers[one.assessor_id]] = (one.answer, one.reason)
        answers = {
            one.id: {number: answer for number, (answer, _) in said.get(one.key, {}).items() if answer}
            for one in frozen.criteria
        }
        with self._database.reading(unveiled=True) as read:
            judged = queries.rows_of(read, AssessmentRow, case_id=self._row(read, key).case_id)
        before = {one.person_id for one in judged}
        return Results(
            parts=by_characteristic(frozen.criteria, answers),
            whole=agreements(frozen.criteria, answers),
            compared=tuple(
                Compared(one, said.get(one.key, {}), frozen.findings.get(one.key, "")) for one in frozen.criteria
            ),
            judged_it_before=tuple(one.name for one in exercise.participants if one.person_id in before),
        )

    # -- judging ------------------------------------------------------------------------------------------------------

    def answer(self, key: int, criterion: FrozenCriterion, answer: str, reason: str) -> None:
        """Keep one's own answer to one criterion; raises RuleViolation for what does not fit, and once sealed."""
        frozen = self.frozen(key)
        if criterion not in frozen.criteria:
            raise NotFound(f"{criterion.key} is not judged in this exercise.")
        if answer:
            check_answer(criterion.kind, answer, self.policy(key), least_points=frozen.gives_points_from)
        values = {"answer": answer, "reason": tidy(reason)}
        with self._database.action("answer exercise", by=self._me.uid, subject=_subject(key)) as action:
            mine = self._open_part(action.read, key)
            kept = queries.rows_of(action.read, ExerciseAnswerRow, assessor_id=mine.id, key=criterion.key)
            if kept:
                action.update(tables.exercise_answer, kept[0], **values, saved_at=action.now)
            else:
                place = {"assessor_id": mine.id, "key": criterion.key, "saved_at": action.now}
                action.insert(tables.exercise_answer, **place, **values)

    def seal(self, key: int) -> ExerciseAssessorRow:
        """Freeze one's own answers; raises RuleViolation while one is missing or has no reason."""
        if left := self.left(key):
            raise RuleViolation(f"{len(left)} criteria have no answer with a reason. The first: {left[0].label}.")
        with self._database.action("seal exercise", by=self._me.uid, subject=_subject(key)) as action:
            mine = self._open_part(action.read, key)
            own = queries.rows_of(action.read, ExerciseAnswerRow, assessor_id=mine.id)
            sealed = exercise_commitment(
                self._row(action.read, key).sha256, self._me.uid, [(one.key, one.answer, one.reason) for one in own]
            )
            action.update(tables.exercise_assessor, mine, sealed_at=action.now, commitment=sealed)
            return queries.rows_of(action.read, ExerciseAssessorRow, id=mine.id)[0]

    def excuse(self, key: int, participant: Participant, reason: str) -> None:
        """Wait for somebody's answers no longer, with a reason; by who set the exercise, or an administrator."""
        reason = named(reason, "excuse of an assessor")
        with self._database.reading() as read:
            self._must_have_to_do(read, key)
            if self._row(read, key).person_id != self._me.id and not self._oversees:
                raise NotAllowed("Only who set the exercise, or an administrator, may excuse an assessor of it.")
        with self._database.action("excuse from exercise", by=self._me.uid, subject=_subject(key)) as action:
            row = queries.rows_of(action.read, ExerciseAssessorRow, id=participant.id)[0]
            if row.sealed_at is not None:
                raise RuleViolation(f"{participant.name} has sealed, so nobody waits for them.")
            action.update(tables.exercise_assessor, row, excused=reason)

    # -- parts --------------------------------------------------------------------------------------------------------

    @property
    def _oversees(self) -> bool:
        return self._me.office_role is OfficeRole.ADMINISTRATOR

    def _must_have_to_do(self, read: Reader, key: int) -> None:
        if key not in calibration_queries.exercises_of(read, self._me.id, all_of_them=self._oversees):
            raise NotFound(f"There is no calibration exercise {key} that you set or judge.")

    @staticmethod
    def _row(read: Reader, key: int) -> ExerciseRow:
        return queries.one(read, ExerciseRow, "such calibration exercise", tables.exercise.c.id == key)

    def _open_part(self, read: Reader, key: int) -> ExerciseAssessorRow:
        found = queries.rows_of(read, ExerciseAssessorRow, exercise_id=key, person_id=self._me.id)
        if not found or found[0].excused:
            raise NotAllowed("You do not judge this exercise.")
        if found[0].sealed_at is not None:
            raise RuleViolation("You have sealed your answers to this exercise; they stay as they are.")
        return found[0]

    def _exercise(self, read: Reader, key: int) -> Exercise:
        row, names = self._row(read, key), queries.names(read)
        assessors = queries.rows_of(read, ExerciseAssessorRow, order="number", exercise_id=key)
        return Exercise(
            id=row.id,
            title=row.title,
            set_at=row.set_at,
            set_by=names[row.person_id],
            participants=tuple(
                Participant(
                    one.id, one.number, one.person_id, names[one.person_id], one.sealed_at is not None, one.excused
                )
                for one in assessors
            ),
            mine=next((one for one in assessors if one.person_id == self._me.id), None),
            all_sealed=calibration_queries.is_open(read, key),
        )


def _subject(key: int) -> str:
    return f"exercise:{key}"


def _frozen(row: ExerciseRow) -> Frozen:
    return Frozen.from_plain(json.loads(row.body))
