"""What the panel agreed, as a table that reads and prints: units or outcomes down, findings across."""

from dataclasses import dataclass

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.credit import roll_up, unit_credit
from rpl_desk.domain.framework import SHORT_NAMES, Characteristic
from rpl_desk.domain.judgements import CriterionKind, answer_words


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """One row: what it is about, and the agreed answers by column; empty where nothing is agreed."""

    name: str
    cells: tuple[str, ...]


def profile_of(contents: CaseContents) -> tuple[tuple[str, ...], tuple[ProfileLine, ...]]:
    """Return the headings and lines of a case's findings, in the order of its criteria."""
    kinds = {one.kind for one in contents.criteria}
    if CriterionKind.CHARACTERISTIC not in kinds:
        return ("Finding",), tuple(
            ProfileLine(one.label, (_said(contents, one.id, one.kind),)) for one in contents.criteria
        )
    lines: dict[str, dict[str, str]] = {}
    for one in contents.criteria:
        column = one.characteristic.value if one.characteristic is not None else one.kind.value
        lines.setdefault(one.group, {})[column] = _figure(contents, one.id)
    columns = [one.value for one in Characteristic] + [CriterionKind.BEST_FIT.value, CriterionKind.POINTS.value]
    headings = (*(SHORT_NAMES[one] for one in Characteristic), "Best fit", "Points")
    return headings, tuple(
        ProfileLine(group, tuple(cells.get(column, "") for column in columns)) for group, cells in lines.items()
    )


def hours_lines(contents: CaseContents) -> tuple[str, ...]:
    """Return how the programme's hours become points, both ways; empty where no hours are kept."""
    units = [unit_credit(unit, contents.unit_activities(unit), contents.policy) for unit in contents.units]
    if not any(one.hours.high for one in units):
        return ()
    programme = contents.programme
    minimum = programme.minimum_points if programme else None
    maximum = programme.maximum_points if programme else None
    return roll_up(units, contents.policy, minimum, maximum).working


def _figure(contents: CaseContents, criterion_id: int) -> str:
    finding = contents.finding_of.get(criterion_id)
    return finding.answer.replace("_", " ") if finding is not None else ""


def _said(contents: CaseContents, criterion_id: int, kind: CriterionKind) -> str:
    finding = contents.finding_of.get(criterion_id)
    return answer_words(kind, finding.answer) if finding is not None and finding.answer else "not settled"
