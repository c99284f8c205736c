"""From a hit to its place: which part of the case shows it, and what to bring into view there."""

from typing import TYPE_CHECKING

from rpl_desk.domain.cases import Stage
from rpl_desk.domain.judgements import AssessmentState
from rpl_desk.domain.searching import Hit, HitKind
from rpl_desk.ui.page import Spot
from rpl_desk.ui.viewer.finding import ONE_OF

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

CaseSpot = tuple[str, str, Spot]
"""What the frame opens: a case's reference, a part of its page, and the place in it."""


def lead(desk: "Desk", hit: Hit) -> CaseSpot:
    """Return where a hit is shown to the person signed in; raises NotFound when its case is not there any more."""
    return hit.reference, _part(desk, hit), spot_of(hit)


def spot_of(hit: Hit) -> Spot:
    """Return a hit's place within the part that shows it."""
    found = dict.fromkeys(" ".join(piece.text.split()) for piece in hit.snippet if piece.is_hit)
    return Spot(
        evidence_id=hit.evidence_id,
        page_index=hit.page_index,
        passage_id=hit.passage_id,
        criterion=hit.criterion,
        assessor=hit.assessor,
        words=ONE_OF.join(sorted(found, key=len, reverse=True)),
        near=hit.text.strip("…").strip(),
    )


def _part(desk: "Desk", hit: Hit) -> str:
    match hit.kind:
        case HitKind.PAGE:
            return "evidence"
        case HitKind.RECORD:
            kept = {one.version: one for one in desk.decisions.records(hit.case_id)}
            current = hit.version in kept and not kept[hit.version].superseded
            return "deciding" if current else "exporting"
        case HitKind.FINDING:
            return "comparing"
    case = desk.intake.case(hit.reference)
    mine = desk.judging.mine(hit.case_id)
    is_mine = mine is not None and mine.number == hit.assessor
    drafting = is_mine and case.stage is Stage.REVIEW and mine is not None and mine.state is not AssessmentState.SEALED
    if drafting:
        return "judging"
    if hit.kind is HitKind.PASSAGE:
        return "evidence"
    return "judging" if is_mine and case.revealed_at is None else "comparing"
