"""Where a decision says other than what was found of the whole: allowed, as the panel decides, but never unnoticed."""

from .contents import CaseContents
from .judgements import CriterionKind, answer_words


def departures(contents: CaseContents) -> tuple[str, ...]:
    """Return a sentence for the level and one for the points that a draft decides otherwise than the findings."""
    decision, said = contents.decision, []
    for kind in (CriterionKind.BEST_FIT, CriterionKind.POINTS):
        decided = None if decision is None else decision.level if kind is CriterionKind.BEST_FIT else decision.points
        found = [
            contents.finding_of[one.id].answer
            for one in contents.criteria
            if one.kind is kind and one.unit_id is None and one.id in contents.finding_of
        ]
        if decided is not None and len(found) == 1 and found[0].isdecimal() and int(found[0]) != decided:
            was, now = answer_words(kind, found[0]), answer_words(kind, str(decided))
            said.append(f"The finding on the whole is {was}; this decides {now}.")
    return tuple(said)
