"""What an assessor holds a best fit against: their own until the reveal, everybody's afterwards."""

from typing import Any

from ..domain.cases import CaseRow
from ..domain.comparators import ComparatorRow, check_comparator
from ..domain.errors import NotAllowed, NotFound
from ..domain.judgements import CriterionRow
from ..store import queries, tables
from .own_work import OwnWork
from .words import tidy


class ComparatorService(OwnWork):
    """Written beside the judgement, no part of what its commitment covers; once sealed it stands."""

    def comparators(self, case_id: int) -> tuple[ComparatorRow, ...]:
        """Return the comparators of a case that the person signed in may read, in the order they were named."""
        with self._database.reading() as read:
            return queries.comparators(read, case_id, self._me.id)

    def add(
        self, case: CaseRow, criterion: CriterionRow, *, title: str, level: int, compared: str, owner: str = ""
    ) -> ComparatorRow:
        """Name a comparator beside a best fit. Raises RuleViolation for one without title, level or comparison."""
        if criterion.case_id != case.id:
            raise NotFound(f"{criterion.key} is not a criterion of {case.reference}.")
        values: dict[str, Any] = {
            "title": tidy(title),
            "owner": tidy(owner),
            "level": level,
            "compared": tidy(compared),
        }
        check_comparator(criterion, values["title"], level, values["compared"])
        with self._change("name comparator", case) as (recorder, mine):
            recorder.label = f"comparator for {criterion.key}"
            key = recorder.insert(tables.comparator, assessment_id=mine.id, criterion_id=criterion.id, **values)
            return queries.one(recorder.action.read, ComparatorRow, "such comparator", tables.comparator.c.id == key)

    def remove(self, case: CaseRow, row: ComparatorRow) -> None:
        """Take a comparator of one's own away again."""
        with self._change("remove comparator", case) as (recorder, mine):
            if row.assessment_id != mine.id:
                raise NotAllowed("This comparator belongs to another assessor.")
            where = tables.criterion.c.id == row.criterion_id
            criterion = queries.one(recorder.action.read, CriterionRow, "such criterion", where)
            recorder.label = f"take away comparator for {criterion.key}"
            recorder.delete(tables.comparator, row)
