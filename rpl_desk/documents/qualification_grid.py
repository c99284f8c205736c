"""The qualification grid: units by section with level and credit, the bounds, and how the whole was reached.

On paper and as a workbook, both made from the decision record alone. The layout is our own.
"""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

from openpyxl import Workbook

from rpl_desk.domain.credit_working import bounds_words
from rpl_desk.domain.errors import StorageProblem
from rpl_desk.domain.record import DecisionRecord
from rpl_desk.domain.record_units import RecordUnit

from .credit_form import NOTICE
from .decision_sheets import proof_sheet
from .pdf_flow import SMALL_BOLD, SMALL_STRONG, Column, cell
from .record_credit import advice, reckoned
from .record_pages import RecordPages
from .record_words import hours, plain, unit_name
from .sheets import Column as SheetColumn
from .sheets import PrintLines, Row, Sheet, Styles, Tone, add_sheet, number, save
from .workbook import compare_workbook, read_bundle

GRID = (
    SheetColumn("Section", 14),
    SheetColumn("Unit", 8),
    SheetColumn("Title", 44),
    SheetColumn("SCQF level", 8, text=False),
    SheetColumn("SCQF credit points", 11, text=False),
    SheetColumn("Low hours", 10, text=False),
    SheetColumn("High hours", 10, text=False),
    SheetColumn("Rated by", 26),
)
OVERALL = (SheetColumn("Item", 34), SheetColumn("Value", 16), SheetColumn("How it was reached, or its rule", 90))


def sections(record: DecisionRecord) -> list[tuple[str, list[RecordUnit]]]:
    """Return the units under their sections, mandatory ones first, in the order of the record within each."""
    order = {"mandatory": 0, "optional": 1}
    units = sorted(record.units, key=lambda one: order.get(one.requirement, 2))
    return [(plain(name).capitalize(), list(found)) for name, found in groupby(units, key=lambda one: one.requirement)]


# -- on paper ---------------------------------------------------------------------------------------------------------


def grid(doc: RecordPages) -> None:
    flow = doc.flow
    columns = [
        Column("Unit", 0),
        Column("Level", 50, "center"),
        Column("Credit points", 80, "right"),
        Column("Hours", 80, "right"),
        Column("Rated by", 120),
    ]
    for section, units in sections(doc.record):
        flow.heading(2, section, follows=80)
        rows = [
            [
                cell(unit_name(one), SMALL_STRONG, heading=True),
                cell("–" if one.level is None else str(one.level), SMALL_BOLD, align="center"),
                cell("–" if one.points is None else str(one.points), SMALL_BOLD, align="right"),
                cell(hours(one.low_hours, one.high_hours), align="right"),
                cell(one.imported_from or doc.record.office.name),
            ]
            for one in units
        ]
        flow.table(columns, rows)


def overall(doc: RecordPages) -> None:
    record, decision = doc.record, doc.record.decision
    doc.facts(
        "How the whole was reached",
        [
            ("Decision", decision.words),
            ("SCQF level", "" if decision.level is None else str(decision.level)),
            ("Why this level", decision.level_rationale),
            ("SCQF credit points", "" if decision.points is None else str(decision.points)),
            ("Why these points", decision.credit_rationale),
            ("Points of the programme", bounds_words(record.credit.minimum_points, record.credit.maximum_points)),
            ("Award named", record.subject.award),
        ],
    )
    reckoned(doc, "How the credit came about", record.credit.reckoned)
    advice(doc, record.credit.checks)


# -- as a workbook ----------------------------------------------------------------------------------------------------


def grid_sheets(record: DecisionRecord, bundle: bytes) -> tuple[Sheet, ...]:
    """Return the sheets: the units, the whole with the notice that the layout is our own, and the signed record."""
    return (
        Sheet("Grid", GRID, tuple(_units(record)), keep=3),
        Sheet("Overall", OVERALL, tuple(_overall(record))),
        proof_sheet(bundle),
    )


def _units(record: DecisionRecord) -> Iterator[Row]:
    for section, units in sections(record):
        for one in units:
            yield Row(
                (
                    *(section, one.key, one.title, one.level, one.points),
                    *(number(one.low_hours), number(one.high_hours), one.imported_from or record.office.name),
                )
            )


def _overall(record: DecisionRecord) -> Iterator[Row]:
    decision, credit = record.decision, record.credit
    yield Row(("Decision", decision.words, ""), Tone.STRONG)
    yield Row(("SCQF level", decision.level, decision.level_rationale), Tone.STRONG)
    yield Row(("SCQF credit points", decision.points, decision.credit_rationale), Tone.STRONG)
    yield Row(("Least points of the programme", credit.minimum_points, ""))
    yield Row(("Most points of the programme", credit.maximum_points, ""))
    for step in credit.reckoned:
        yield Row(("Working", "", f"{step.words}. {step.rule}"))
    met = {True: "met", False: "not met", None: "cannot tell"}
    for check in credit.checks:
        yield Row(("Checked, as advice", met[check.met], f"{check.words} {check.source}"))
    yield Row(("Decision record", f"{record.reference} v{record.version}", f"Made at {record.made_at}"))
    yield Row(("This layout", "", NOTICE.partition(" It is made")[0]))
    yield Row(("To check it", "", "rpl-desk verify, then the name of this file. Needs no store."))


def grid_workbook(record: DecisionRecord, bundle: bytes, path: Path) -> None:
    """Write the grid and check it by reading it back; raises StorageProblem when it cannot be written.

    bundle: the signed record as text in UTF-8; it travels whole on the last sheet.
    """
    workbook, styles = Workbook(write_only=True), Styles()
    lines = PrintLines(
        left=record.office.name,
        right=f"Qualification grid {record.reference}, version {record.version}",
        foot=f"{record.reference}, version {record.version}",
    )
    for sheet in grid_sheets(record, bundle):
        add_sheet(workbook, sheet, styles, lines)

    def check(written: Path) -> None:
        data = written.read_bytes()
        if read_bundle(data) != bundle or compare_workbook(data, record, bundle, ()):
            raise StorageProblem(f"{path.name} did not read back as it was written. Try another folder or disk.")

    save(workbook, path, made_on=date.fromisoformat(record.made_at[:10]), check=check)
