"""The decision register: one row for each decision, ready to filter."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook

from ..domain.errors import StorageProblem
from ..domain.register import RegisterRow
from .sheets import Column, PrintLines, Row, Sheet, Styles, Value, add_sheet, save

NAME = "Register"


_COLUMNS: tuple[tuple[Column, Callable[[RegisterRow], Value]], ...] = (
    (Column("Reference", 14), lambda row: row.reference),
    (Column("Version", 9, text=False), lambda row: row.version),
    (Column("Kind", 20), lambda row: row.kind_words),
    (Column("Title", 34), lambda row: row.title),
    (Column("Owner", 22), lambda row: row.owner),
    (Column("Claimant", 18), lambda row: row.claimant),
    (Column("Claimant's reference", 13), lambda row: row.claimant_reference),
    (Column("Outcome", 18), lambda row: row.outcome_words),
    (Column("SCQF level", 8, text=False), lambda row: row.level),
    (Column("SCQF credit points", 11, text=False), lambda row: row.points),
    (Column("Decided on", 12), lambda row: row.decided_on),
    (Column("Signed on", 12), lambda row: row.signed_on),
    (Column("Review by", 12), lambda row: row.review_on),
    (Column("Open conditions", 12, text=False), lambda row: row.conditions_open),
    (Column("Status", 12), lambda row: row.status),
    (Column("Standing", 24), lambda row: row.standing),
    (Column("Record", 21), lambda row: row.record_sha256),
    (Column("Signed by", 26), lambda row: "; ".join(row.signatories)),
)
PERSONAL = frozenset({"Owner", "Claimant", "Claimant's reference", "Signed by"})
"""Columns that an anonymised register leaves out; an owner can be a person too."""


def decision_register(rows: Iterable[RegisterRow], path: Path, *, office: str, anonymised: bool, made_on: date) -> int:
    """Write the register and return how many decisions it holds; the rows may come from a generator.

    anonymised: leaves out who claimed, owned and signed, and the titles of claims, which can name a person.
    Raises StorageProblem when the file cannot be written.
    """
    shown = [(column, value) for column, value in _COLUMNS if not (anonymised and column.heading in PERSONAL)]
    values = [value for _, value in shown]

    def lines() -> Iterator[Row]:
        for row in rows:
            if anonymised and (row.claimant or row.claimant_reference):
                row = replace(row, title="")
            yield Row(tuple(value(row) for value in values))

    name = "Decision register, anonymised" if anonymised else "Decision register"
    workbook = Workbook(write_only=True)
    printed = PrintLines(left=office, right=name, foot=f"made on {made_on.isoformat()}")
    sheet = Sheet(NAME, tuple(column for column, _ in shown), lines(), keep=1)
    count = add_sheet(workbook, sheet, Styles(), printed)

    def check(written: Path) -> None:
        if rows_in(written) != count + 1:
            raise StorageProblem(f"{path.name} did not read back as it was written. Try another folder or disk.")

    save(workbook, path, made_on=made_on, check=check)
    return count


def rows_in(path: Path) -> int:
    """Return the rows of the written sheet, headings included, reading every part of the file; 0 when it is damaged.

    Reads in blocks: the sheet of a long register is a hundred megabytes before it is packed.
    """
    mark, count = b"<row ", 0
    try:
        with ZipFile(path) as archive:
            for name in archive.namelist():
                end = b""
                with archive.open(name) as part:
                    while block := part.read(1 << 20):
                        block = end + block
                        count += block.count(mark) if name == "xl/worksheets/sheet1.xml" else 0
                        end = block[1 - len(mark) :]
    except (BadZipFile, zlib.error):
        return 0
    return count
