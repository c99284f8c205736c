"""Workbooks from outside, read with bounds: what their cells hold, and what else they carry that could mislead."""

import io
import re
import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from lxml.etree import XMLSyntaxError
from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from ..domain.errors import StorageProblem
from ..domain.rows import dataclass
from .sheet_bounds import TOTAL_BYTES, bounded

ROWS, COLUMNS, SHEETS = 200_000, 100, 100
LAST_ROW = 1_048_576  # LibreOffice names the last row of a sheet even when it is empty

# What openpyxl and its parsers raise on files that are not what they say.
MALFORMED = (
    BadZipFile, XMLSyntaxError, ParseError, InvalidFileException, zlib.error,
    KeyError, IndexError, ValueError, TypeError, AttributeError, ArithmeticError, EOFError, OSError, RuntimeError,
)  # fmt: skip

_IN_PARTS = {  # by where a part lies
    "xl/comments": "comments",
    "xl/threadedcomments": "comments",
    "xl/embeddings/": "embedded files",
    "xl/externallinks/": "links to other workbooks",
    "xl/connections": "links to data outside",
    "xl/querytables/": "links to data outside",
    "xl/pivottables/": "pivot tables",
    "customui": "buttons of its own",
}
_IN_TAGS = {  # by what a sheet says of itself, wherever its parts lie
    "conditional formats": re.compile(rb"<(?:\w+:)?conditionalFormatting\b"),
    "drawings, pictures or notes": re.compile(rb"<(?:\w+:)?(?:drawing|legacyDrawing|legacyDrawingHF|picture)\s"),
    "embedded files": re.compile(rb"<(?:\w+:)?(?:oleObjects|controls)\b"),
    "links": re.compile(rb"<(?:\w+:)?hyperlink\s"),
    "hidden columns": re.compile(rb"<(?:\w+:)?col\s[^>]*\bhidden=[\"'](?:1|true)"),
}
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*\bhidden=[\"'](?:1|true)")
_FILTERED = re.compile(rb"<(?:\w+:)?filterColumn\b")
_ENCODING = re.compile(rb"^\s*<\?xml[^>]*\bencoding=[\"']([\w.-]+)")


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A filled cell: its place, its value, and the number format it is shown with."""

    row: int
    column: int
    value: Any
    formula: bool
    number_format: str


@dataclass(frozen=True, slots=True)
class ReadSheet:
    name: str
    hidden: bool
    cells: tuple[ReadCell, ...]


@dataclass(frozen=True, slots=True)
class ReadWorkbook:
    """`carries` names what the workbook holds besides cells: comments, drawings, links, hidden rows or columns."""

    sheets: tuple[ReadSheet, ...]
    carries: tuple[str, ...]


def read_workbook(data: bytes, *, only: str = "") -> ReadWorkbook:
    """Return the filled cells of a workbook from outside, or of its sheet `only`.

    Raises StorageProblem when it is not a workbook, is damaged, holds macros, or is too large to be one of ours.
    """
    try:
        lean = bounded(data)
        carries = _looked_through(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of extensions it leaves out
            book = load_workbook(io.BytesIO(lean), read_only=True, keep_links=False)
            try:
                if len(book.sheetnames) > SHEETS:
                    raise StorageProblem(f"The workbook has more than {SHEETS} sheets, so it was not read.")
                sheets = tuple(
                    ReadSheet(page.title, page.sheet_state != "visible", tuple(_cells(page)))
                    for page in book.worksheets
                    if only in ("", page.title)
                )
                return ReadWorkbook(sheets, carries)
            finally:
                book.close()
    except MALFORMED as error:
        message = "This is not an Excel workbook (.xlsx), or it is damaged. Take a fresh copy of the file."
        raise StorageProblem(message) from error


def read_file(path: Path) -> bytes:
    """Return the bytes of a workbook; raises StorageProblem when it cannot be read or is too large."""
    try:
        if path.stat().st_size > TOTAL_BYTES:
            raise StorageProblem(f"{path.name} is larger than 100 MB, so it was not read.")
        return path.read_bytes()
    except OSError as error:
        raise StorageProblem(f"{path.name} could not be read: {error.strerror}.") from error


def _looked_through(data: bytes) -> tuple[str, ...]:
    """Check the parts of a bounded file before any parser sees them; return what they carry besides cells."""
    with ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        names = [member.filename.casefold() for member in members]
        if any("vbaproject" in name or "macrosheets" in name for name in names):
            raise StorageProblem("The workbook holds macros, so it was not read. Save it as .xlsx without them.")
        carried = {words for start, words in _IN_PARTS.items() for name in names if name.startswith(start)}
        for member in members:
            part = archive.read(member)
            if part.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\0<", b"\xff\xfe", b"\xfe\xff")):
                _refuse_odd_xml(part)
                carried |= {words for words, pattern in _IN_TAGS.items() if pattern.search(part)}
                if _HIDDEN_ROW.search(part) and not _FILTERED.search(part):  # a filter in use hides rows openly
                    carried.add("hidden rows")
    return tuple(sorted(carried))


def _refuse_odd_xml(part: bytes) -> None:
    """Raise ValueError for XML that is not UTF-8 or declares a document type, where entities would come in."""
    named = _ENCODING.match(part.removeprefix(b"\xef\xbb\xbf"))
    if b"\0" in part or b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise ValueError("an entity, a document type or another encoding")
    if named and named[1].lower() not in (b"utf-8", b"us-ascii"):
        raise ValueError("another encoding")


def _cells(page: Any) -> Iterator[ReadCell]:
    page.reset_dimensions()  # the size a sheet states is not to be trusted
    filled = 0
    for number, row in zip(range(1, LAST_ROW + 1), page.iter_rows(), strict=False):
        if not row:
            continue
        cells = [cell for cell in row if isinstance(cell, ReadOnlyCell) and cell.value not in (None, "")]
        filled += bool(cells)
        if len(row) > COLUMNS or filled > ROWS:
            raise StorageProblem(f"Sheet {page.title} is longer or wider than any of ours, so it was not read.")
        for cell in cells:
            formula = cell.data_type == "f"
            value = getattr(cell.value, "text", cell.value) if formula else cell.value
            yield ReadCell(number, cell.column, value, formula, cell.number_format)
