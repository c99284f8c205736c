"""Gap statements: what is missing for an outcome, and what would count, in an assessor's words for the claimant.

One is drafted from what the assessor answered; the draft is a start to write from, and never kept by itself.
"""

from collections.abc import Iterable

from .contents import CaseContents
from .judgements import MET_KINDS, NOT_MET, PARTLY, CriterionRow, FindingRow, JudgementRow
from .rows import dataclass

_SHOWN = {PARTLY: "is shown in part", NOT_MET: "is not shown"}


@dataclass(frozen=True, slots=True)
class GapRow:
    """One assessor's gap statement on one criterion, as they wrote it."""

    id: int
    revision: int
    assessment_id: int
    criterion_id: int
    missing: str
    would_count: str


@dataclass(frozen=True, slots=True)
class GapDraft:
    """What a gap statement may start from; made of the criterion's and the assessor's own words alone."""

    missing: str
    would_count: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What the panel may tell a claimant about a finding: the statements of the assessors, by their number."""

    criterion: CriterionRow
    answer: str
    statements: tuple[tuple[int, GapRow], ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Each statement in one line: the criterion, what is missing, what would count."""
        return tuple(
            f"{self.criterion.label}: {' '.join(f'{one.missing} {one.would_count}'.split())}"
            for _, one in self.statements
        )


def wants_gap(criterion: CriterionRow, answer: str) -> bool:
    """Tell whether an answer leaves a gap to state: an outcome, requirement or transfer partly met or not met."""
    return criterion.kind in MET_KINDS and answer in _SHOWN


def drafted(contents: CaseContents, criterion: CriterionRow, judgement: JudgementRow) -> GapDraft | None:
    """Return what to start a gap statement from, None where the answer leaves no gap.

    Nothing is added to what stands in the case: what is missing is the criterion with the assessor's own reason, and
    what would count are the outcome's assessment criteria, else the criterion again.
    """
    if not wants_gap(criterion, judgement.answer):
        return None
    outcome = next((one for one in contents.outcomes if one.id == criterion.outcome_id), None)
    asked = outcome.assessment_criteria.strip() if outcome is not None else ""
    subject = criterion.text.strip().rstrip(".")
    missing = f"“{subject}” {_SHOWN[judgement.answer]}. {judgement.reason.strip()}".strip()
    return GapDraft(missing, f"Evidence that shows: {asked or subject}".rstrip(".") + ".")


def panel_gaps(
    criteria: Iterable[CriterionRow],
    findings: Iterable[FindingRow],
    gaps: Iterable[GapRow],
    numbers: dict[int, int],
) -> tuple[Gap, ...]:
    """Return the gaps that the panel's findings leave, in order; a statement on what the panel found met is left out.

    numbers: the number of each assessor by their assessment.
    """
    found = {one.criterion_id: one.answer for one in findings}
    said: dict[int, list[tuple[int, GapRow]]] = {}
    for one in gaps:
        if one.missing or one.would_count:
            said.setdefault(one.criterion_id, []).append((numbers[one.assessment_id], one))
    return tuple(
        Gap(one, found[one.id], tuple(sorted(said.get(one.id, []), key=lambda each: each[0])))
        for one in criteria
        if wants_gap(one, found.get(one.id, ""))
    )
