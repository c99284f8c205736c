"""Gap statements: what is missing and what would count, written by each assessor, gathered for the panel's letter."""

from ..domain.cases import CaseRow
from ..domain.errors import NotFound, RuleViolation
from ..domain.gaps import Gap, GapDraft, GapRow, drafted, panel_gaps, wants_gap
from ..domain.judgements import CriterionRow, JudgementRow
from ..store import queries, tables
from .own_work import OwnWork
from .undo import Recorder
from .words import tidy


class GapService(OwnWork):
    """One's own statements until they are sealed, everybody's once they are revealed."""

    def gaps(self, case_id: int) -> tuple[GapRow, ...]:
        """Return the gap statements of a case that the person signed in may read."""
        with self._database.reading() as read:
            return queries.gaps(read, case_id, self._me.id)

    def drafts(self, case: CaseRow) -> dict[int, GapDraft]:
        """Return what one's own gap statements may start from, by criterion id, where one's answer leaves a gap."""
        with self._database.reading() as read:
            contents = queries.contents(read, case.id, self._me.id)
            mine = next((one.id for one in contents.assessments if one.person_id == self._me.id), None)
            given = {
                one.criterion_id: one
                for one in queries.judgements(read, case.id, self._me.id)
                if one.assessment_id == mine
            }
        made = {one.id: drafted(contents, one, given[one.id]) for one in contents.criteria if one.id in given}
        return {key: draft for key, draft in made.items() if draft is not None}

    def write(self, case: CaseRow, criterion: CriterionRow, missing: str, would_count: str) -> None:
        """Keep one's own gap statement; both empty take it away. Raises RuleViolation where the answer leaves no gap.

        It is written beside the judgement and is no part of what the commitment covers; once sealed it stands.
        """
        if criterion.case_id != case.id:
            raise NotFound(f"{criterion.key} is not a criterion of {case.reference}.")
        values = {"missing": tidy(missing), "would_count": tidy(would_count)}
        kept = self._own(case, criterion)
        if {name: getattr(kept, name) if kept is not None else "" for name in values} == values:
            return
        with self._action("keep gap statement", case) as action:
            mine = self._open_assessment(action, case)
            given = queries.rows_of(action.read, JudgementRow, assessment_id=mine.id, criterion_id=criterion.id)
            if any(values.values()) and not (given and wants_gap(criterion, given[0].answer)):
                raise RuleViolation(
                    f"{criterion.label} is not answered partly or not met, so it leaves no gap to state."
                )
            recorder = Recorder(action)
            if kept is not None:
                recorder.update(tables.gap_statement, kept, **values)
            else:
                recorder.insert(tables.gap_statement, assessment_id=mine.id, criterion_id=criterion.id, **values)
        done = self._done(case, f"gap statement on {criterion.key}", recorder.changes)
        self._stacks.push(self._me.uid, case.id, done, typed_on=True)

    def _own(self, case: CaseRow, criterion: CriterionRow) -> GapRow | None:
        with self._database.reading() as read:
            mine = {one.id for one in queries.assessments(read, case.id, self._me.id) if one.person_id == self._me.id}
        found = (one for one in self.gaps(case.id) if one.assessment_id in mine and one.criterion_id == criterion.id)
        return next(found, None)

    def of_panel(self, case_id: int) -> tuple[Gap, ...]:
        """Return the gaps the panel's findings leave, with what the assessors wrote on them; none before the reveal."""
        with self._database.reading() as read:
            contents = queries.contents(read, case_id, self._me.id)
            gaps = queries.gaps(read, case_id, self._me.id)
        numbers = {one.id: one.number for one in contents.assessments}
        return panel_gaps(contents.criteria, contents.findings, gaps, numbers)
