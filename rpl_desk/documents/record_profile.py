"""What the panel found at a glance: the level profile of units, or the outcomes of a claim."""

from collections.abc import Sequence
from decimal import Decimal

from rpl_desk.domain.record import RecordCriterion
from rpl_desk.domain.record_units import RecordUnit

from .pdf_flow import HEAT, NOTE, QUIET, SMALL_BOLD, SMALL_STRONG, Cell, Column, cell, fill
from .pdf_fonts import Span
from .record_pages import RecordPages
from .record_words import finding_words, hours, under, unit_name


def profile(doc: RecordPages) -> None:
    """Set the level profile: a row for each unit, a column for each characteristic."""
    found = {(one.unit, one.characteristic): one for one in doc.record.criteria if one.characteristic}
    fits = {one.unit: one.finding for one in doc.record.criteria if one.kind == "best_fit" and one.finding}
    letters = list(dict.fromkeys(letter for _, letter in found))
    if not found and not fits:
        return
    record, flow = doc.record, doc.flow
    rated = any(unit.key in fits or (unit.key, letters[0] if letters else "") in found for unit in record.units)
    first = "Unit" if rated else "Claim"
    by = "unit and characteristic" if rated else "characteristic"
    flow.heading(2, f"Profile by {by}" if letters else f"Level of each {first.lower()}")
    columns = [Column(first, 0), *(Column(letter.upper(), 32, "center") for letter in letters)]
    columns.append(Column("Best fit", 60, "center"))
    if rated:
        columns.append(Column("Hours", 62, "right"))
    columns.append(Column("Points", 54, "right"))
    rows = []
    for unit in record.units if rated else ():
        levels = [found.get((unit.key, letter)) for letter in letters]
        best = unit.level
        rows.append(
            [
                cell(f"{unit_name(unit)}{unit_note(doc, unit)}", heading=True),
                *(heat(one, best) for one in levels),
                cell("–" if best is None else str(best), SMALL_BOLD, "center"),
                cell(hours(unit.low_hours, unit.high_hours), align="right"),
                cell("–" if unit.points is None else str(unit.points), SMALL_BOLD, "right"),
            ]
        )
    whole = [cell("Programme" if rated else "Whole claim", heading=True)]
    if any((("", letter) in found) for letter in letters):
        whole += [heat(found.get(("", letter)), record.decision.level) for letter in letters]
    elif letters:
        whole.append(cell(rounding(doc), QUIET, "center", across=len(letters)))
    level, points = record.decision.level, record.decision.points
    whole.append(cell("–" if level is None else str(level), SMALL_BOLD, "center"))
    if rated:
        whole.append(cell(total_hours(doc), align="right"))
    whole.append(cell("–" if points is None else str(points), SMALL_BOLD, "right"))
    flow.table(columns, [*rows, whole], pad=4.2, last_strong=True)
    flow.y -= 6
    names = ". ".join(f"{letter.upper()}\u00a0{name}" for letter, name in characteristic_names(doc, letters))
    said = f"{names}. " if names else ""
    hour = "One point is ten notional hours. " if points is not None else ""
    flow.text(Span(f"{said}{hour}Levels are the panel's judgement; none is computed.", NOTE))


def unit_note(doc: RecordPages, unit: RecordUnit) -> str:
    return f" (rated by {unit.imported_from})" if unit.imported_from else ""


def characteristic_names(doc: RecordPages, letters: Sequence[str]) -> list[tuple[str, str]]:
    labels = {one.characteristic: under(one.group, one.label) for one in doc.record.criteria if one.characteristic}
    return [(letter, labels[letter]) for letter in letters]


def rounding(doc: RecordPages) -> str:
    credit = doc.record.credit
    if credit.sum_of_rounded is None or credit.rounded_sum is None:
        return ""
    if credit.sum_of_rounded == credit.rounded_sum:
        return f"both ways of rounding give {credit.rounded_sum}"
    return f"units rounded first {credit.sum_of_rounded}, sum rounded {credit.rounded_sum}"


def total_hours(doc: RecordPages) -> str:
    """Return the hours of all units together, where every learner takes them all."""
    units = doc.record.units
    if any(unit.requirement == "optional" or not unit.low_hours for unit in units):
        return ""
    low, high = (sum((Decimal(value) for value in side), Decimal()) for side in (
        [unit.low_hours for unit in units], [unit.high_hours or unit.low_hours for unit in units]
    ))  # fmt: skip
    return hours(str(low), str(high))


def outcomes(doc: RecordPages) -> None:
    """Set the answers to outcomes and entry requirements, in place of a profile."""
    asked = [one for one in doc.record.criteria if one.kind in ("outcome", "requirement", "transfer")]
    if not asked:
        return
    title = {"requirement": "Requirement", "transfer": "Unit"}.get(asked[0].kind, "Outcome")
    doc.flow.heading(2, f"{title}s and what the panel found")
    rows: list[list[Cell]] = []
    groups = len({one.group for one in asked})
    group, several = "", 1 < groups < len(asked)  # with one in each group, its name is the label
    for one in asked:
        found = finding_words(one.finding)
        if one.group != group and several:
            rows.append([cell(one.group, SMALL_STRONG, heading=True, across=3)])
        group = one.group
        label = under(group, one.label) if several or groups == 1 else group or one.label
        rows.append([cell(label, heading=True), cell(one.text), cell(found, SMALL_BOLD)])
    doc.flow.table(
        [Column(title, 84 if several or groups == 1 else 150), Column("What was claimed", 0), Column("Finding", 84)],
        rows,
    )


def heat(one: RecordCriterion | None, best: int | None) -> Cell:
    """Return a level in a cell shaded by its distance from the best fit, always with its number."""
    answer = one.finding.answer if one and one.finding else ""
    if not answer.isdigit():
        words = "n/a" if answer == "not_applicable" else "–"
        return cell(words, QUIET, "center")
    if best is None:
        return cell(answer, SMALL_BOLD, "center")
    step = max(0, min(int(answer) - best + 1, 3))
    style = SMALL_BOLD.but(colour=fill("#FFFFFF")) if step == 3 else SMALL_BOLD
    return cell(answer, style, "center", ground=HEAT[step])
