"""The hours of each unit, how they become points, and the checks made beforehand."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from rpl_desk.domain.record_units import RecordAdvice, RecordReckoned, RecordUnit

from .pdf_flow import LEFT, QUIET, SMALL, SMALL_BOLD, SMALL_STRONG, Column, cell
from .pdf_fonts import Span, width_of, wrap
from .record_pages import RecordPages
from .record_words import hours, plain, points_words, unit_facts, unit_name, whole
from .tagged import Node

CHECK_ANSWERS = {"pass": "✓ pass", "fail": "✕ fail", "open": "open"}
MET = {True: "✓ yes", False: "✕ no", None: "cannot tell"}
CHECK_GROUPS = {"eligibility": "Eligibility for credit rating", "due_diligence": "Due diligence on the third party"}


def units(doc: RecordPages) -> None:
    flow = doc.flow
    if not doc.record.units:
        return
    flow.heading(2, "Units and hours", follows=110)
    for unit in doc.record.units:
        flow.together(partial(unit_and_hours, doc, unit))


def unit_and_hours(doc: RecordPages, unit: RecordUnit) -> None:
    flow = doc.flow
    flow.heading(3, unit_name(unit), follows=70)
    flow.text(Span(unit_facts(unit), QUIET))
    outcome_list(doc, unit)
    hours_and_points(doc, unit)


def hours_and_points(doc: RecordPages, unit: RecordUnit) -> None:
    """Print the hours of a unit by activity, how its points came about, and what was checked of it."""
    flow = doc.flow
    if unit.activities:
        rows = [
            [
                cell(one.words, heading=True),
                cell(hours(one.low_hours, one.high_hours), align="right"),
                cell(one.note),
            ]
            for one in unit.activities
        ]
        total = hours(unit.low_hours, unit.high_hours)
        rows.append(
            [
                cell("All notional hours", SMALL_STRONG, heading=True),
                cell(total, SMALL_BOLD, "right"),
                cell(points_words(unit)),
            ]
        )
        columns = [Column("Activity", 190), Column("Hours", 70, "right"), Column("Note", 0)]
        flow.table(columns, rows, pad=2.6, last_strong=True)
    elif unit.low_hours:
        total = f"{hours(unit.low_hours, unit.high_hours)} notional hours"
        flow.text(Span(". ".join(part for part in (total, points_words(unit)) if part) + ".", SMALL))
    reckoned(doc, "How the points came about", unit.reckoned)
    advice(doc, unit.checks)


def outcome_list(doc: RecordPages, unit: RecordUnit) -> None:
    if not unit.outcomes:
        return
    flow = doc.flow
    numbered = Node("L", flow.root, attributes="/O /List /ListNumbering /Decimal")
    for one in unit.outcomes:
        item = Node("LI", numbered)
        indent = width_of(f"{one.key}  ", SMALL_STRONG) + 2
        flow.need(SMALL.leading)
        flow.put(wrap([Span(one.key, SMALL_STRONG)], indent), Node("Lbl", item), SMALL.leading, LEFT, flow.y, indent)
        flow.text(Span(one.text, SMALL), after=1.5, parent=item, x=LEFT + indent, tag="LBody")
    flow.y -= 4


def credit(doc: RecordPages) -> None:
    credit = doc.record.credit
    bounds = (
        ""
        if credit.minimum_points is None
        else str(credit.minimum_points)
        if credit.maximum_points in (None, credit.minimum_points)
        else f"{credit.minimum_points} to {credit.maximum_points}"
    )
    doc.facts(
        "Credit",
        [
            ("Rule", credit.rule),
            ("Units rounded, then added", whole(credit.sum_of_rounded, "points")),
            ("Hours added, then rounded", whole(credit.rounded_sum, "points")),
            ("Points of the programme", bounds),
            ("Working", "\n".join(credit.working)),
        ],
    )
    reckoned(doc, "How the credit came about", credit.reckoned)
    advice(doc, credit.checks)


def reckoned(doc: RecordPages, title: str, steps: Sequence[RecordReckoned]) -> None:
    """Print a working line by line, each with its rule, so that it can be followed by hand."""
    if steps:
        doc.flow.space(6)
        rows = [[cell(one.words, heading=True), cell(one.rule, QUIET)] for one in steps]
        doc.flow.table([Column(title, 0), Column("By which rule", 200)], rows, pad=2.6)


def advice(doc: RecordPages, checks: Sequence[RecordAdvice]) -> None:
    if checks:
        doc.flow.space(8)
        rows = [[cell(one.words, heading=True), cell(MET[one.met]), cell(one.source)] for one in checks]
        doc.flow.table([Column("Checked, as advice", 0), Column("Met", 70), Column("Source", 170)], rows)


def checks(doc: RecordPages) -> None:
    flow = doc.flow
    for group, members in groupby(doc.record.checks, key=lambda one: one.group):
        flow.heading(2, CHECK_GROUPS.get(group, plain(group).capitalize()))
        rows = [
            [
                cell(one.words, heading=True),
                cell(CHECK_ANSWERS.get(one.answer, one.answer), SMALL_STRONG),
                cell(one.note),
            ]
            for one in members
        ]
        flow.table([Column("Criterion", 200), Column("Answer", 62), Column("Note", 0)], rows)
