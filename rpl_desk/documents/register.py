"""The decision register: one row for each decision, ready to filter."""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook

from ..domain.errors import StorageProblem
from ..domain.register import RegisterRow
from .decision_sheets import PROOF, proof_sheet
from .sheet_reader import ReadCell, read_workbook
from .sheets import Column, PrintLines, Row, Sheet, Styles, Value, add_sheet, close_pages, save
from .workbook import Meanings, frame_differences, in_short, read_bundle, read_rows, sheet_differences, wanted_row

NAME = "Register"
REGISTER_TYPE = "rpl-desk/register/1"
PROOF_NOTE = (
    "This sheet says who answers for this register and what each of its rows was, cut into pieces. RPL Desk reads it to"
    " check the register; please leave it as it is."
)

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


Vouch = Callable[[dict[str, Any]], bytes]
"""Takes what a register holds, as plain JSON values, and returns the proof of who answers for it, empty for none."""


def decision_register(
    rows: Iterable[RegisterRow],
    path: Path,
    *,
    office: str,
    store: str,
    anonymised: bool,
    made_on: date,
    vouch: Vouch | None = None,
) -> int:
    """Write the register and return how many decisions it holds; the rows may come from a generator.

    anonymised: leaves out who claimed, owned and signed, and the titles of claims, which can name a person.
    store: of the office, its UUID. vouch: called once all rows are known; what it gives travels on the sheet Proof.
    Raises StorageProblem when the file cannot be written.
    """
    digests: list[str] = []
    shown = [(column, value) for column, value in _COLUMNS if not (anonymised and column.heading in PERSONAL)]
    values = [value for _, value in shown]

    def lines() -> Iterator[Row]:
        for row in rows:
            if anonymised and (row.claimant or row.claimant_reference):
                row = replace(row, title="")
            cells = tuple(value(row) for value in values)
            if vouch is not None:
                digests.append(_digest(wanted_row(cells)))
            yield Row(cells)

    name = "Decision register, anonymised" if anonymised else "Decision register"
    workbook, styles = Workbook(write_only=True), Styles()
    printed = PrintLines(left=office, right=name, foot=f"made on {made_on.isoformat()}")
    sheet = Sheet(NAME, tuple(column for column, _ in shown), lines(), keep=1)
    count = add_sheet(workbook, sheet, styles, printed)
    bundle = b""
    if vouch is not None:
        paper = {
            "type": REGISTER_TYPE,
            "store": store,
            "office": office,
            "made_on": made_on.isoformat(),
            "anonymised": anonymised,
            "columns": [column.heading for column, _ in shown],
            "rows": digests,
        }
        try:
            bundle = vouch(paper)
        except BaseException:
            close_pages(workbook)
            raise
        if bundle:
            add_sheet(workbook, proof_sheet(bundle, PROOF_NOTE), styles, printed)

    def check(written: Path) -> None:
        if rows_in(written) != count + 1 or (bundle and read_bundle(written) != bundle):
            raise StorageProblem(f"{path.name} did not read back as it was written. Try another folder or disk.")

    save(workbook, path, made_on=made_on, check=check)
    return count


def compare_register(data: bytes, paper: dict[str, Any], bundle: bytes) -> tuple[str, ...]:
    """Return every difference between a register and what its paper says it held, each as a sentence with its row.

    paper: as `decision_register` gave it to be vouched for. Raises StorageProblem when the workbook cannot be read.
    """
    book = read_workbook(data)
    found = list(frame_differences(book, (NAME, PROOF)))
    sheets = {sheet.name: sheet for sheet in book.sheets}
    if PROOF in sheets:
        found.extend(sheet_differences(proof_sheet(bundle, PROOF_NOTE), sheets[PROOF].cells))
    if NAME in sheets:
        found.extend(_row_differences(sheets[NAME].cells, paper))
    return tuple(found)


def _row_differences(cells: Iterable[ReadCell], paper: dict[str, Any]) -> Iterator[str]:
    rows: list[Meanings] = []
    yield from read_rows(NAME, cells, rows)
    columns, digests = paper.get("columns"), paper.get("rows")
    if not isinstance(columns, list) or not isinstance(digests, list):
        yield "The proof of the register does not say what it held."
        return
    if not rows or rows[0] != wanted_row(str(one) for one in columns):
        yield f"The headings of the sheet {NAME} are not those the register was made with."
    there = [_digest(row) for row in rows[1:]]
    matcher = SequenceMatcher(None, [str(one) for one in digests], there, autojunk=False)
    for kind, low, high, first, last in matcher.get_opcodes():
        if kind in ("replace", "insert"):
            for at in range(first, last):
                yield f"{NAME}!A{at + 2}: the row {in_short(rows[at + 1])} is not as the register was made."
        if kind in ("replace", "delete") and high - low > last - first:
            gone = high - low - (last - first)
            yield f"{NAME}!A{last + 2}: here {gone:,} {'row is' if gone == 1 else 'rows are'} missing."


def _digest(row: Meanings) -> str:
    """Return what stands for a row in the proof: 128 bits of the SHA-256 of what its cells say."""
    says = [[column, kind, _says(kind, value)] for column, (kind, value) in sorted(row.items())]
    return hashlib.sha256(json.dumps(says, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()[:32]


def _says(kind: str, value: Any) -> str:
    """Return one text for what a cell says, whichever program kept it."""
    if kind == "moment":
        return str(value.isoformat())
    return f"{value:.6f}" if kind == "number" else str(value)


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
