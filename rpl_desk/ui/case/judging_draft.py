"""What one assessor has kept so far on one case: read whole, then asked by criterion. No widget."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from rpl_desk.domain.cases import Missing
from rpl_desk.domain.comparators import ComparatorRow
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.gaps import GapRow
from rpl_desk.domain.judgements import UNSURE, AssessmentRow, CriterionRow, JudgementRow, missing_to_seal
from rpl_desk.domain.own_notes import EarlierAnswerRow, OwnNoteRow
from rpl_desk.domain.passages import LinkedPassage
from rpl_desk.ui.case.criteria_list import Standing
from rpl_desk.ui.preferences import AfterSaving

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


class OwnDraft:
    """One's own answers, links and ticks, by criterion id; empty until `read`."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self.clear()

    def clear(self) -> None:
        """Drop everything of the last person or case."""
        self._criteria: tuple[CriterionRow, ...] = ()
        self._mine = 0
        self.judgements: dict[int, JudgementRow] = {}
        self.passages: Mapping[int, Sequence[LinkedPassage]] = {}
        self.relied: dict[int, list[str]] = {}
        self.notes: dict[int, OwnNoteRow] = {}
        self.earlier: dict[int, list[EarlierAnswerRow]] = {}
        self.gaps: dict[int, GapRow] = {}
        self.comparators: dict[int, list[ComparatorRow]] = {}

    def read(self, contents: CaseContents, mine: AssessmentRow, passages: Mapping[int, list[LinkedPassage]]) -> None:
        """Read everything again; the passages are those the reading pane has just read."""
        case_id = contents.case.id
        self._criteria = contents.criteria
        self.judgements = {
            one.criterion_id: one for one in self._desk.judging.judgements(case_id) if one.assessment_id == mine.id
        }
        self.passages = passages
        self.relied = {}
        for ticked in self._desk.judging.relied_on(case_id):
            if ticked.assessment_id == mine.id:
                self.relied.setdefault(ticked.criterion_id, []).append(ticked.statement)
        self._mine = mine.id
        self.read_own(case_id)

    def read_own(self, case_id: int) -> None:
        """Read again what one keeps beside one's answers."""
        self.gaps = {one.criterion_id: one for one in self._desk.gaps.gaps(case_id) if one.assessment_id == self._mine}
        self.comparators = {}
        for row in self._desk.comparators.comparators(case_id):
            if row.assessment_id == self._mine:
                self.comparators.setdefault(row.criterion_id, []).append(row)
        self.notes = {one.criterion_id: one for one in self._desk.notes.notes(case_id)}
        self.earlier = {}
        for before in self._desk.notes.earlier(case_id):
            self.earlier.setdefault(before.criterion_id, []).append(before)

    @property
    def aside(self) -> frozenset[int]:
        """The ids of the criteria that were set aside to be judged later."""
        return frozenset(one.criterion_id for one in self.notes.values() if one.postponed)

    def missing(self) -> list[Missing]:
        """Return what is owed before sealing; `part` is a criterion's key."""
        linked = [one for each in self.passages.values() for one in each]
        return missing_to_seal(self._criteria, self.judgements.values(), linked, self.aside)

    def left(self) -> list[CriterionRow]:
        """Return the criteria that are not ready to seal, in order."""
        parts = {one.part for one in self.missing()}
        return [one for one in self._criteria if one.key in parts]

    def unsure(self) -> int:
        return sum(one.answer == UNSURE for one in self.judgements.values())

    def counts(self) -> str:
        """Return what is unsure and what is set aside, in words; empty for nothing."""
        found = [(self.unsure(), "unsure"), (len(self.aside), "set aside")]
        return ", ".join(f"{count} {words}" for count, words in found if count)

    def following(self, here: CriterionRow, after: AfterSaving) -> CriterionRow | None:
        """Return where saving leads from a criterion, None where nothing of that kind is left.

        Everything but the next in order begins again at the top after the last; what is set aside comes last among
        what is left to judge, and is not gone to in a group.
        """
        if after is AfterSaving.STAY:
            return None
        others = [one for one in self._criteria if one.id != here.id]
        onward = [one for one in others if one.position > here.position]
        if after is AfterSaving.NEXT:
            return onward[0] if onward else None
        left, aside = {one.id for one in self.left()}, self.aside
        unsure = {key for key, one in self.judgements.items() if one.answer == UNSURE}
        group = {one.id for one in others if one.group == here.group} & left - aside
        wanted: Mapping[AfterSaving, Sequence[Collection[int]]] = {
            AfterSaving.UNJUDGED: [left - aside, left & aside],
            AfterSaving.GROUP: [group],
            AfterSaving.UNSURE: [unsure],
            AfterSaving.ASIDE: [aside],
        }
        around = [*onward, *(one for one in others if one.position < here.position)]
        return next((one for ids in wanted[after] for one in around if one.id in ids), None)

    def last_words(self, after: AfterSaving) -> str:
        """Return what to say where saving leads nowhere."""
        if not self.left():
            return "All criteria are judged"
        kinds = {
            AfterSaving.GROUP: "Nothing more is left in this group",
            AfterSaving.UNSURE: "No other criterion is unsure",
            AfterSaving.ASIDE: "No other criterion is set aside",
        }
        return kinds.get(after, "Last criterion")

    def standing(self) -> Standing:
        """Return how far the judging is, as the list of criteria shows it."""
        left, given = {one.id for one in self.left()}, self.judgements
        return Standing(
            answers={key: one.answer for key, one in given.items()},
            begun=frozenset(key for key, one in given.items() if one.answer or one.reason or one.no_passage_reason),
            ready=frozenset(one.id for one in self._criteria if one.id not in left),
            aside=self.aside,
            passages=Counter({key: len(rows) for key, rows in self.passages.items()}),
        )

    def criterion_of(self, passage_id: int) -> CriterionRow | None:
        """Return the criterion a passage of one's own bears on, None where it bears on none."""
        linked = {one.passage_id: key for key, each in self.passages.items() for one in each}
        return next((one for one in self._criteria if one.id == linked.get(passage_id)), None)
