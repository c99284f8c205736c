"""What an assessor keeps for themselves on a case: notes, how sure they are, what is set aside, what was before."""

from typing import Any

from ..domain.cases import CaseRow
from ..domain.errors import NotFound
from ..domain.judgements import AssessmentRow, AssessmentState, CriterionRow
from ..domain.own_notes import EarlierAnswerRow, OwnNoteRow, check_confidence
from ..store import queries, tables
from ..store.database import Action
from .own_work import OwnWork
from .undo import Change, Recorder
from .words import tidy


class OwnNoteService(OwnWork):
    """Read and written by its author alone; others are told neither what it says nor that it is there."""

    def notes(self, case_id: int) -> tuple[OwnNoteRow, ...]:
        """Return one's own notes on a case; none for who does not judge it."""
        with self._database.reading() as read:
            return queries.own_notes(read, case_id, self._me.id)

    def earlier(self, case_id: int) -> tuple[EarlierAnswerRow, ...]:
        """Return what one answered on a case before changing it, oldest first."""
        with self._database.reading() as read:
            return queries.earlier_answers(read, case_id, self._me.id)

    def write(self, case: CaseRow, criterion: CriterionRow, note: str) -> None:
        """Keep one's own note on a criterion, at any stage of the case; empty takes it away."""
        self._keep(case, criterion, f"own note on {criterion.key}", note=tidy(note))

    def set_aside(self, case: CaseRow, criterion: CriterionRow, aside: bool = True) -> None:
        """Set a criterion aside to be judged later, or take it up again; raises RuleViolation once sealed."""
        self._keep(case, criterion, f"{'set aside' if aside else 'take up'} {criterion.key}", postponed=aside)

    def say_confidence(self, case: CaseRow, criterion: CriterionRow, confidence: int | None) -> None:
        """Keep how sure one is of an answer, 1 to 3, None for nothing said; raises RuleViolation once sealed."""
        check_confidence(confidence)
        self._keep(case, criterion, f"confidence on {criterion.key}", confidence=confidence)

    def _keep(self, case: CaseRow, criterion: CriterionRow, label: str, **values: Any) -> None:
        if criterion.case_id != case.id:
            raise NotFound(f"{criterion.key} is not a criterion of {case.reference}.")
        kept = next((one for one in self.notes(case.id) if one.criterion_id == criterion.id), None)
        if kept is not None and all(getattr(kept, name) == value for name, value in values.items()):
            return
        if kept is None and not any(values.values()):
            return
        with self._action("keep own note", case) as action:
            mine = self._own_assessment(action, case) if "note" in values else self._open_assessment(action, case)
            recorder = Recorder(action, label)
            keep_note(recorder, mine, criterion.id, **values)
        done = self._done(case, label, recorder.changes)
        if mine.state is AssessmentState.SEALED or not done.changes:
            return
        self._stacks.push(self._me.uid, case.id, done, typed_on="note" in values)


def keep_note(recorder: Recorder, mine: AssessmentRow, criterion_id: int, **values: Any) -> None:
    """Change one's own note on a criterion; nothing is written where it stands so already."""
    found = queries.rows_of(recorder.action.read, OwnNoteRow, assessment_id=mine.id, criterion_id=criterion_id)
    if found and any(getattr(found[0], name) != value for name, value in values.items()):
        recorder.update(tables.own_note, found[0], **values)
    elif not found and any(values.values()):
        recorder.insert(tables.own_note, assessment_id=mine.id, criterion_id=criterion_id, **values)


def take_up(action: Action, mine: AssessmentRow, criterion_id: int) -> tuple[Change, ...]:
    """End the setting aside of a criterion that is answered now; returns what changed."""
    recorder = Recorder(action)
    keep_note(recorder, mine, criterion_id, postponed=False)
    return tuple(recorder.changes)
