"""The decision workbook: written from a signed record, read back, and compared with what its record gives."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from ..domain.errors import StorageProblem
from ..domain.record import DecisionRecord
from .decision_sheets import PROOF, bundle_text, decision_sheets
from .sheet_reader import ReadCell, ReadWorkbook, read_file, read_workbook
from .sheets import PrintLines, Sheet, Styles, Value, add_sheet, save, shown_text, visible
from .signature_line import SignatureLine

DIFFERENCES_SHOWN = 1_000

# Number formats under which a cell shows what it holds; words, sections or fewer decimals could show another value.
_OPEN_FORMATS = {"general", "@", "0.0", "d mmm yyyy", "d mmm yyyy hh:mm:ss"}
_WHOLE_FORMATS = {"0", "#,##0"}
_FORMAT_SPELLING = re.compile(r"\\(?=[-:/. ])|\[\$-[0-9A-Fa-f]+\]|;@$")  # ways programs write the same format

Meaning = tuple[str, Any]
"""What a cell says, by kind: text, number, moment, formula, other or nothing."""

Meanings = dict[int, Meaning]
"""The filled cells of a row by column."""

NOTHING: Meaning = ("nothing", "nothing")


def decision_workbook(record: DecisionRecord, bundle: bytes, signatures: Sequence[SignatureLine], path: Path) -> None:
    """Write the decision workbook and check it by reading it back.

    bundle: the signed record as text in UTF-8; it travels whole on the last sheet.
    Equal arguments give equal bytes. Raises StorageProblem when the file cannot be written.
    """
    workbook, styles = Workbook(write_only=True), Styles()
    lines = PrintLines(
        left=record.office.name,
        right=f"Decision record {record.reference}, version {record.version}",
        foot=f"{record.reference}, version {record.version}",
    )
    for sheet in decision_sheets(record, bundle, signatures):
        add_sheet(workbook, sheet, styles, lines)

    def check(written: Path) -> None:
        data = written.read_bytes()
        if read_bundle(data) != bundle or compare_workbook(data, record, bundle, signatures):
            raise StorageProblem(f"{path.name} did not read back as it was written. Try another folder or disk.")

    save(workbook, path, made_on=date.fromisoformat(record.made_at[:10]), check=check)


def read_bundle(source: Path | bytes) -> bytes:
    """Return the signed record's text from the sheet Proof, byte for byte.

    Raises StorageProblem when the file is no workbook of ours or a piece of the record is missing.
    """
    data = source if isinstance(source, bytes) else read_file(source)
    sheets = read_workbook(data, only=PROOF).sheets
    if not sheets:
        raise StorageProblem(f"The workbook has no sheet {PROOF}, so there is no signed record in it to check.")
    rows: dict[int, dict[int, Any]] = {}
    for cell in sheets[0].cells:
        rows.setdefault(cell.row, {})[cell.column] = cell.value
    pieces = [rows[row] for row in sorted(rows) if row > 2]
    whole = [(n, len(pieces)) for n in range(1, len(pieces) + 1)]
    if not pieces or [(piece.get(1), piece.get(2)) for piece in pieces] != whole:
        raise StorageProblem(
            f"Pieces of the signed record are missing from the sheet {PROOF}, so it cannot be checked."
        )
    try:
        return bundle_text(str(piece.get(3, "")) for piece in pieces)
    except (ValueError, OverflowError) as error:
        raise StorageProblem(f"The signed record on the sheet {PROOF} was altered, so it cannot be read.") from error


def has_proof(data: bytes) -> bool:
    """Tell whether this is a workbook with a sheet Proof, whatever is in it."""
    try:
        return bool(read_workbook(data, only=PROOF).sheets)
    except StorageProblem:
        return False


def compare_workbook(
    data: bytes, record: DecisionRecord, bundle: bytes, signatures: Sequence[SignatureLine]
) -> tuple[str, ...]:
    """Return every difference between a workbook and what its record gives, each as a sentence with its cell.

    It is a decision workbook, or a qualification grid where its sheets are those of one.
    Values are compared by meaning: a workbook saved again without changes by another program has no difference.
    Raises StorageProblem when the workbook cannot be read.
    """
    book = read_workbook(data)
    names = {sheet.name for sheet in book.sheets}
    if "Grid" in names and "Decision" not in names:
        from .qualification_grid import grid_sheets  # with the library of the pages, which no other workbook needs

        wanted = grid_sheets(record, bundle)
    else:
        wanted = decision_sheets(record, bundle, signatures)
    found = list(_differences_found(book, wanted))
    more = len(found) - DIFFERENCES_SHOWN
    return tuple(found[:DIFFERENCES_SHOWN] + [f"There are {more:,} more differences."] * (more > 0))


def _differences_found(book: ReadWorkbook, wanted: tuple[Sheet, ...]) -> Iterator[str]:
    yield from frame_differences(book, {sheet.name for sheet in wanted})
    sheets = {sheet.name: sheet for sheet in book.sheets}
    for sheet in wanted:
        if sheet.name in sheets:
            yield from sheet_differences(sheet, sheets[sheet.name].cells)


def frame_differences(book: ReadWorkbook, names: Collection[str]) -> Iterator[str]:
    """Yield what a workbook carries besides cells, and which of its sheets are too many, hidden or missing."""
    sheets = {sheet.name for sheet in book.sheets}
    yield from (f"The workbook holds {what}, which the signed record does not give." for what in book.carries)
    yield from (
        f"The sheet {sheet.name} is not from the signed record." for sheet in book.sheets if sheet.name not in names
    )
    yield from (f"The sheet {sheet.name} is hidden." for sheet in book.sheets if sheet.hidden)
    yield from (f"The sheet {name} is missing." for name in names if name not in sheets)


def sheet_differences(sheet: Sheet, cells: Iterable[ReadCell]) -> Iterator[str]:
    """Line the rows up first, so that one row added or taken out does not make all below it different."""
    rows = [(column.heading for column in sheet.columns), *(row.values for row in sheet.rows)]
    if sheet.note:
        rows.insert(0, (sheet.note,))
    wanted = [wanted_row(values) for values in rows]
    there: list[Meanings] = []
    yield from read_rows(sheet.name, cells, there)
    matcher = SequenceMatcher(None, [_key(row) for row in wanted], [_key(row) for row in there], autojunk=False)
    for kind, low, high, first, last in matcher.get_opcodes():
        if kind == "equal":
            continue
        for right, n in zip_longest(wanted[low:high], range(first, last)):
            if n is None:
                yield f"{sheet.name}: the row {in_short(right)} of the signed record is missing."
            elif right is None:
                yield f"{sheet.name}!A{n + 1}: the row {in_short(there[n])} is not from the signed record."
            else:
                yield from _row_differences(sheet.name, n + 1, right, there[n])


def read_rows(name: str, cells: Iterable[ReadCell], rows: list[Meanings]) -> Iterator[str]:
    """Fill `rows` with what each row of a sheet says; yield which cells can show another value than they hold."""
    for cell in cells:
        if not _shows_itself(cell):
            place = f"{name}!{get_column_letter(cell.column)}{cell.row}"
            yield f"{place} has the number format {cell.number_format}, which can show another value than it holds."
        rows.extend({} for _ in range(cell.row - len(rows)))
        rows[cell.row - 1][cell.column] = ("formula", cell.value) if cell.formula else _meaning(cell.value)


def _row_differences(sheet: str, row: int, wanted: Meanings, there: Meanings) -> Iterator[str]:
    for column in sorted(wanted.keys() | there.keys()):
        right, holds = wanted.get(column, NOTHING), there.get(column, NOTHING)
        if right != holds:
            words, right_words = _side_by_side(holds, right)
            yield f"{sheet}!{get_column_letter(column)}{row} says {words}, the signed record says {right_words}."


def wanted_row(values: Iterable[Value]) -> Meanings:
    """Return what the cells of a row say once they are written."""
    written = (shown_text(value) if isinstance(value, str) else value for value in values)
    return {column: _meaning(value) for column, value in enumerate(written, 1) if value not in (None, "")}


def _meaning(value: Any) -> Meaning:
    """Return what a value says however a program keeps it: 8 as 8.0, a day as its midnight, seconds rounded."""
    if isinstance(value, str):
        return "text", value.replace("x005F_", "")  # some readers undo the escape of _x0041_, some do not
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return "number", round(float(value), 6)
    if isinstance(value, datetime):
        return "moment", (value + timedelta(milliseconds=500)).replace(microsecond=0)
    if isinstance(value, date):
        return "moment", datetime.combine(value, datetime.min.time())
    return "other", str(value)


def _side_by_side(holds: Meaning, right: Meaning) -> tuple[str, str]:
    """Return both in words; of long texts the places where they part."""
    if holds[0] != "text" or right[0] != "text":
        return _says(holds), _says(right)
    longest = max(len(holds[1]), len(right[1]))
    same = next((n for n, (one, other) in enumerate(zip(holds[1], right[1], strict=False)) if one != other), longest)
    start = max(0, min(same, longest - 50) - 30) if longest > 80 else 0
    return _says(holds, start), _says(right, start)


def _says(meaning: Meaning, start: int = 0) -> str:
    kind, value = meaning
    if kind == "number":
        return f"{value:g}" if abs(value) < 1e5 else f"{value:.1f}".removesuffix(".0")
    if kind == "moment":
        return str(value).removesuffix(" 00:00:00")
    if kind == "text":
        return f"{'…' * (start > 0)}“{visible(value[start : start + 80])}”{'…' * (len(value) > start + 80)}"
    return f"the formula {value!s:.80}" if kind == "formula" else str(value)


def _shows_itself(cell: ReadCell) -> bool:
    spelling = _FORMAT_SPELLING.sub("", cell.number_format).lower()
    whole = not isinstance(cell.value, float) or cell.value.is_integer()
    return spelling in _OPEN_FORMATS or (whole and spelling in _WHOLE_FORMATS)


def _key(row: Meanings) -> tuple[tuple[int, Meaning], ...]:
    return tuple(sorted(row.items(), key=lambda item: item[0]))


def in_short(row: Meanings) -> str:
    """Return a row in words, cut where it is long."""
    words = ", ".join(_says(row[column]) for column in sorted(row)) or "without content"
    return words if len(words) <= 160 else f"{words[:160]}…"
