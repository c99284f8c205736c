"""The sheet Credit of the decision workbook: hours, points, and how every figure came about."""

from collections.abc import Iterable, Iterator

from ..domain.record import DecisionRecord
from ..domain.record_units import RecordAdvice, RecordReckoned, RecordUnit
from .record_words import plain
from .sheets import Column, Row, Tone, Value, number

CREDIT = (
    Column("Unit", 7),
    Column("Title", 22),
    Column("Line", 12),
    Column("Item", 44),
    Column("Low hours", 8, text=False),
    Column("High hours", 8, text=False),
    Column("Proposed points", 10, text=False),
    Column("Override points", 10, text=False),
    Column("Asked level", 8, text=False),
    Column("Asked points", 8, text=False),
    Column("Level", 8, text=False),
    Column("Points", 8, text=False),
    Column("Imported from", 15),
    Column("Imported level", 10, text=False),
    Column("Imported points", 10, text=False),
    Column("Result", 12),
    Column("Note", 32),
)
RESULTS = {True: "met", False: "not met", None: "cannot tell"}


def credit_rows(record: DecisionRecord) -> Iterator[Row]:
    """Give each unit's activities, outcomes and total, then the programme's roundings, working and checks."""
    for unit in record.units:
        yield from _unit(unit)
    credit = record.credit
    for item, points in (
        ("Sum of the rounded units", credit.sum_of_rounded),
        ("Rounded sum of the hours", credit.rounded_sum),
        ("Least points with the options", credit.minimum_points),
        ("Most points with the options", credit.maximum_points),
    ):
        if points is not None:
            yield Row(_credit_line("", "", "programme", item, points=points))
    yield Row(_credit_line("", "", "rule", credit.rule))
    for step in credit.working:
        yield Row(_credit_line("", "", "working", step))
    yield from _reckoned("", "", credit.reckoned, credit.checks)
    decision = record.decision
    if decision.level is not None or decision.points is not None:
        total = _credit_line("", "", "decision", decision.words, level=decision.level, points=decision.points)
        yield Row(total, Tone.STRONG)


def _reckoned(unit: str, title: str, steps: Iterable[RecordReckoned], checks: Iterable[RecordAdvice]) -> Iterator[Row]:
    """Give a working line by line, each with its rule, and what was checked."""
    for step in steps:
        yield Row(_credit_line(unit, title, "working", step.words, note=step.rule))
    for check in checks:
        yield Row(_credit_line(unit, title, "check", check.words, result=RESULTS[check.met], note=check.source))


def _unit(unit: RecordUnit) -> Iterator[Row]:
    for one in unit.activities:
        hours = number(one.low_hours), number(one.high_hours)
        yield Row(_credit_line(unit.key, unit.title, "activity", one.words, hours=hours, note=one.note))
    for outcome in unit.outcomes:
        yield Row(_credit_line(unit.key, unit.title, "outcome", outcome.text, note=outcome.key))
    yield from _reckoned(unit.key, unit.title, unit.reckoned, unit.checks)
    yield Row(
        (
            *(unit.key, unit.title, "unit", plain(unit.requirement), number(unit.low_hours), number(unit.high_hours)),
            *(unit.proposed_points, unit.override_points, unit.asked_level, unit.asked_points),
            *(unit.level, unit.points, unit.imported_from, unit.imported_level, unit.imported_points),
            *("", unit.override_reason),
        ),
        Tone.STRONG,
    )


def _credit_line(
    unit: str,
    title: str,
    line: str,
    item: str,
    *,
    hours: tuple[Value, Value] = (None, None),
    level: int | None = None,
    points: int | None = None,
    result: str = "",
    note: str = "",
) -> tuple[Value, ...]:
    asked_and_given = (None, None, None, None, level, points)
    return (unit, title, line, item, *hours, *asked_and_given, None, None, None, result, note)
