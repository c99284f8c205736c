"""What the panel agreed, as a table that reads and prints: units or outcomes down, findings across."""

from collections.abc import Iterator

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.credit import roll_up, unit_credit
from rpl_desk.domain.credit_working import programme_working, unit_working
from rpl_desk.domain.framework import SHORT_NAMES, Characteristic
from rpl_desk.domain.judgements import LEVEL_KINDS, CriterionKind, CriterionRow, answer_words
from rpl_desk.domain.rows import dataclass


@dataclass(frozen=True, slots=True)
class ProfileCell:
    """One agreed answer in words. `level` and its `step` from the best fit are None for answers that are no level."""

    words: str
    level: int | None = None
    step: int | None = None


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """One row: what it is about, and the agreed answers by column; None where nothing is judged."""

    name: str
    cells: tuple[ProfileCell | None, ...]


NOT_SETTLED = ProfileCell("not settled")


def profile_of(contents: CaseContents) -> tuple[tuple[str, ...], tuple[ProfileLine, ...]]:
    """Return the headings and lines of a case's findings, in the order of its criteria.

    A level's step is counted from the best fit of its own row, or from the fit of the whole where the row has none.
    """
    kinds = {one.kind for one in contents.criteria}
    if CriterionKind.CHARACTERISTIC not in kinds:
        return ("Finding",), tuple(ProfileLine(one.label, (_said(contents, one, None),)) for one in contents.criteria)
    groups: dict[str, dict[str, CriterionRow]] = {}
    for one in contents.criteria:
        column = one.characteristic.value if one.characteristic is not None else one.kind.value
        groups.setdefault(one.group, {})[column] = one
    columns = [one.value for one in Characteristic] + [CriterionKind.BEST_FIT.value, CriterionKind.POINTS.value]
    headings = (*(SHORT_NAMES[one] for one in Characteristic), "Best fit", "Points")
    overall = next((fit for key, fit in _fits(contents) if key == "all.fit"), None)
    lines = []
    for group, row in groups.items():
        own = row.get(CriterionKind.BEST_FIT.value)
        fit = _level(contents, own) if own is not None else overall
        cells = tuple(_said(contents, row[column], fit) if column in row else None for column in columns)
        lines.append(ProfileLine(group, cells))
    return headings, tuple(lines)


def hours_lines(contents: CaseContents) -> tuple[str, ...]:
    """Return how the programme's hours become points, unit by unit and both ways; empty where no hours are kept."""
    units = [unit_credit(unit, contents.unit_activities(unit), contents.policy) for unit in contents.units]
    if not any(one.hours.high for one in units):
        return ()
    programme, policy = contents.programme, contents.policy
    bounds = (None, None) if programme is None else (programme.minimum_points, programme.maximum_points)
    lines = []
    for unit in contents.units:
        steps = unit_working(unit, contents.unit_activities(unit), policy)
        lines.append(f"{unit.key} {unit.title}: " + ". ".join(one.words for one in steps))
    whole = programme_working(units, roll_up(units, policy, *bounds), policy, *bounds, {})
    return (*lines, *(one.words for one in whole))


def _fits(contents: CaseContents) -> Iterator[tuple[str, int | None]]:
    for one in contents.criteria:
        if one.kind is CriterionKind.BEST_FIT:
            yield one.key, _level(contents, one)


def _level(contents: CaseContents, criterion: CriterionRow) -> int | None:
    finding = contents.finding_of.get(criterion.id)
    return int(finding.answer) if finding is not None and finding.answer.isdecimal() else None


def _said(contents: CaseContents, criterion: CriterionRow, fit: int | None) -> ProfileCell:
    finding = contents.finding_of.get(criterion.id)
    if finding is None or not finding.answer:
        return NOT_SETTLED
    words = answer_words(criterion.kind, finding.answer)
    if criterion.kind is CriterionKind.POINTS:
        return ProfileCell(finding.answer)
    level = _level(contents, criterion)
    if criterion.kind not in LEVEL_KINDS or level is None:
        return ProfileCell(words)
    return ProfileCell(words, level, 0 if fit is None else level - fit)
