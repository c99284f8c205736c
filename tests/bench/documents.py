"""Measures what leaves as paper or sheet: the decision record as PDF, and the register as Excel."""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from rpl_desk.documents.record_pdf import record_pdf
from rpl_desk.documents.register import decision_register
from rpl_desk.domain.record import DecisionRecord
from rpl_desk.domain.register import RegisterRow
from tests.bench.canvas_floor import drawing, marks_of
from tests.factories import plain_bytes, sample_record

Run = Callable[[], object]


def documents(rounds: int, folder: Path) -> None:
    """Print the ratios of both documents to their floors; each round takes floors and product in turn."""
    record = sample_record()
    record_to_pdf("record to PDF", record, rounds)
    record_to_pdf("  the same with 12 times the criteria", many_pages(record), max(2, rounds // 2))
    register(10_000, max(3, rounds // 2), folder)


def record_to_pdf(name: str, record: DecisionRecord, rounds: int) -> None:
    """Draw, tag and finish a record as PDF/A-3a and PDF/UA-1, against its bare pages."""
    bundle = plain_bytes({"type": "rpl-desk/signed-record/1", "record": record.to_plain(), "signatures": []})

    def product() -> bytes:
        return record_pdf(record, bundle, [], "0" * 64)

    pages = marks_of(product())
    compare(
        f"{name}, {len(pages)} pages", [("canvas alone, same fonts and marks", "2", drawing(pages))], product, rounds
    )


def many_pages(record: DecisionRecord) -> DecisionRecord:
    return replace(record, criteria=record.criteria * 12, evidence=record.evidence * 20, log=record.log * 40)


def register(count: int, rounds: int, folder: Path) -> None:
    """Write, check and put in place a styled register, against openpyxl styled cell by cell and openpyxl bare."""
    rows = [
        RegisterRow(
            f"CR-2026-{n:05d}",
            1,
            "Credit rating, own",
            f"Certificate {n}",
            "Sample Training Partner",
            "",
            "",
            "Rated",
            8,
            12,
            date(2026, 5, 28),
            date(2026, 5, 28),
            date(2031, 5, 28),
            0,
            "signed",
            "8f31 c0a7 52de 914b",
            ("Assessor One", "Chair One"),
        )
        for n in range(count)
    ]

    names = [one.name for one in fields(RegisterRow)]

    def values(row: RegisterRow) -> list[Any]:
        shown = [getattr(row, name) for name in names]
        return [*shown[:-1], "; ".join(row.signatories)]

    def styled() -> None:
        book = Workbook()
        sheet = book.active
        sheet.title = "Register"
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(values(row), 1):
                cell = sheet.cell(number, column, value)
                cell.font = Font(name="Calibri", size=10, color="1D2326")
                cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
                cell.border = Border(bottom=Side("thin", color="DDD8CD"))
                if isinstance(value, date):
                    cell.number_format = "d mmm yyyy"
        sheet.freeze_panes, sheet.auto_filter.ref = "B2", sheet.dimensions
        book.save(folder / "styled.xlsx")

    def streamed() -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Register")
        look = Font(name="Calibri", size=10, color="1D2326")
        aligned = Alignment(horizontal="left", vertical="top", wrap_text=True)
        edge, ground = Border(bottom=Side("thin", color="DDD8CD")), PatternFill()
        for row in rows:
            cells = []
            for value in values(row):
                cell = WriteOnlyCell(sheet, value)
                cell.font, cell.alignment, cell.border, cell.fill = look, aligned, edge, ground
                if isinstance(value, date):
                    cell.number_format = "d mmm yyyy"
                cells.append(cell)
            sheet.append(cells)
        book.save(folder / "streamed.xlsx")

    def bare() -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Register")
        for row in rows:
            sheet.append(values(row))
        book.save(folder / "bare.xlsx")

    def product() -> None:
        decision_register(
            rows,
            folder / "register.xlsx",
            office="Sample College",
            store="",
            anonymised=False,
            made_on=date(2026, 5, 28),
            vouch=lambda paper: json.dumps(paper).encode(),  # with what stands for each row, as the program writes it
        )

    floors: list[tuple[str, str, Run]] = [
        ("openpyxl, a style made for each cell", "0.75", styled),
        ("openpyxl write-only, styles shared", "", streamed),
        ("openpyxl write-only, no styles", "", bare),
    ]
    compare(f"register of {count:,} rows", floors, product, rounds)


def compare(name: str, floors: list[tuple[str, str, Run]], product: Run, rounds: int) -> None:
    """Run the floors and the product in turn and print the median of the product's per-round ratio to each."""
    runs = [run for _, _, run in floors] + [product]
    for run in runs:
        run()
    spent: list[list[float]] = []
    for _ in range(rounds):
        spent.append([_cpu(run) for run in runs])
    for at, (floor, target, _) in enumerate(floors):
        found = statistics.median(one[-1] / max(one[at], 1e-9) for one in spent)
        print(
            f"{name + ' / ' + floor:80} {found:6.2f}x   target {target or '-':5}"
            f" floor {statistics.median(one[at] for one in spent) * 1000:9.1f} ms"
            f"   product {statistics.median(one[-1] for one in spent) * 1000:9.1f} ms"
        )


def _cpu(run: Run) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start
