"""How text, numbers and dates reach a sheet, how a sheet looks and prints, and how a workbook is saved.

Everything written to a sheet goes through the cells here; text can then never become a formula.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from ..domain.errors import StorageProblem
from ..domain.rows import dataclass
from ..whole_files import whole_file

Value = str | int | float | Decimal | date | datetime | None
"""What a cell can hold. A Decimal shows one decimal, a float all it has; a datetime is UTC: sheets know no zones."""

CELL_LIMIT = 32_767  # characters in one cell, counted in UTF-16 units: Excel specifications and limits
FIRST_DAY, LAST_DAY = date(1900, 3, 1), date(9998, 12, 31)  # before the first, Excel counts a day that never was

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, section 2.2
_UNSEEN = re.compile("[\r\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # controls, and what turns the reading direction
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # spreadsheet programs read _x0041_ as A: ECMA-376 22.9.2.19
_RISKY = re.compile("[\t\r\n]|[\\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\\-@＝＋－＠﹢﹣﹦﹫]")

ACCENT, ON_ACCENT, ACCENT_SOFT, ACCENT_TEXT = "14566B", "FFFFFF", "DFECEF", "0E4658"
INK, SECOND, LINE = "1D2326", "4B5458", "DDD8CD"


def shown_text(text: str) -> str:
    """Return text as a sheet shows it: nothing XML cannot hold, nothing unseen, and no longer than a cell.

    A forbidden character becomes U+FFFD; a control or a turn of direction its number, as in [U+202E]. A text that is
    too long ends in a note that says so; the record still has it whole.
    """
    seen = visible(text)
    length = len(seen) if len(seen) <= CELL_LIMIT // 2 else len(seen.encode("utf-16-le")) // 2
    if length <= CELL_LIMIT:
        return seen
    note = f" [Cut here: a cell holds no more. All {length:,} characters are in the signed record, on sheet Proof.]"
    kept = seen.encode("utf-16-le")[: 2 * (CELL_LIMIT - len(note))].decode("utf-16-le", errors="ignore")
    return kept + note


def visible(text: str) -> str:
    """Return text with U+FFFD for what XML cannot hold and a number for what cannot be seen."""
    if text.isascii() and text.isprintable():
        return text
    lines = _FORBIDDEN.sub("\ufffd", text.replace("\r\n", "\n"))
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", lines)


def csv_cell(text: str) -> str:
    """Return text that no spreadsheet program takes for a formula when it opens the file."""
    return f"'{visible(text)}" if _RISKY.match(text) else visible(text)


class Tone(StrEnum):
    """How a row stands out."""

    PLAIN = "plain"
    STRONG = "strong"
    HEADING = "heading"
    RAW = "raw"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, a width in characters, and whether it holds text: its numbers then stand left as well."""

    heading: str
    width: float
    text: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    values: tuple[Value, ...]
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it is to be: `note` is a line above the headings, `keep` the columns that stay when scrolling."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    note: str = ""
    keep: int = 0

    @property
    def heading_row(self) -> int:
        return 2 if self.note else 1


@dataclass(frozen=True, slots=True)
class PrintLines:
    """What every printed page says: top left and right, and bottom left; sheet and page number follow."""

    left: str
    right: str
    foot: str


def text_cell(target: Cell | Worksheet, text: str) -> Cell:
    """Put text, and only text, into a cell, or into a new cell of a sheet; the only way a string gets there."""
    cell = _cell(target)
    if not text:
        return cell
    cell.value = _ESCAPE_LIKE.sub("_x005F_", shown_text(text))
    cell.data_type = "s"  # openpyxl has made a formula of what begins with =, an error of #N/A
    if _RISKY.match(text):
        _own_style(cell).quotePrefix = True
    return cell


def value_cell(target: Cell | Worksheet, value: Value) -> Cell:
    """Put a value into a cell: text as text, numbers and days as what they are."""
    if isinstance(value, str):
        return text_cell(target, value)
    cell = _cell(target)
    cell.value = value
    if value is not None:
        cell.number_format = _number_format(value)
    return cell


def _cell(target: Cell | Worksheet) -> Cell:
    if isinstance(target, Cell):
        return target
    cell: Cell = WriteOnlyCell(target)
    return cell


def _own_style(cell: Any) -> Any:
    """Return the cell after taking it off a style it may share with others."""
    cell._style = copy(cell._style)
    return cell


def _number_format(value: Value) -> str:
    if isinstance(value, datetime):
        return "d mmm yyyy hh:mm:ss"
    if isinstance(value, date):
        return "d mmm yyyy"
    if isinstance(value, Decimal):
        return "0.0"
    return "#,##0" if isinstance(value, int) else "General"


class Styles:
    """The looks of one workbook, each made once and shared by its cells: making them for each costs eight times."""

    def __init__(self) -> None:
        self._made: dict[tuple[Tone, type, bool], Any] = {}

    def cell(self, page: Worksheet, value: Value, tone: Tone, *, left: bool) -> Cell:
        """Return a cell with a value and the look of its tone, standing left or right."""
        key = (tone, type(value), left)
        if key not in self._made:
            self._made[key] = self._make(page, value, tone, left)
        cell: Any = WriteOnlyCell(page)
        cell._style = self._made[key]
        if isinstance(value, str):
            return text_cell(cell, value)
        cell.value = value
        dressed: Cell = cell
        return dressed

    def _make(self, page: Worksheet, value: Value, tone: Tone, left: bool) -> Any:
        model: Any = WriteOnlyCell(page)
        heading = tone is Tone.HEADING
        strong = tone in (Tone.HEADING, Tone.STRONG)
        ink = {Tone.HEADING: ON_ACCENT, Tone.STRONG: ACCENT_TEXT, Tone.RAW: SECOND}.get(tone, INK)
        model.font = Font(name="Calibri", size=8 if tone is Tone.RAW else 10, bold=strong, color=ink)
        across = "left" if left else "right"
        gap = 0 if left else 1  # or a number would touch the text in the next column
        model.alignment = Alignment(horizontal=across, vertical="top", wrap_text=tone is not Tone.RAW, indent=gap)
        model.border = Border(bottom=Side("thin", color=ACCENT if heading else LINE))
        if strong:
            model.fill = PatternFill("solid", fgColor=ACCENT if heading else ACCENT_SOFT)
        model.number_format = _number_format(value)
        return model._style


def add_sheet(workbook: Workbook, sheet: Sheet, styles: Styles, lines: PrintLines) -> int:
    """Add a sheet with frozen headings, a filter, widths and print set-up; return how many rows it holds.

    Works for ordinary and for write-only workbooks; the rows may come from a generator. Raises StorageProblem where
    there is no room for its pages.
    """
    with _put_away(workbook):
        return _add_sheet(workbook, sheet, styles, lines)


def _add_sheet(workbook: Workbook, sheet: Sheet, styles: Styles, lines: PrintLines) -> int:
    page: Worksheet = workbook.create_sheet(sheet.name)
    for number, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    top = sheet.heading_row
    page.freeze_panes = f"{get_column_letter(sheet.keep + 1)}{top + 1}"
    page.sheet_view.showGridLines = False
    set_up_printing(page, lines, heading_row=top)
    if sheet.note:
        page.append([styles.cell(page, sheet.note, Tone.RAW, left=True)])
        page.print_area = f"A1:{get_column_letter(len(sheet.columns))}{top}"  # raw pieces are of no use on paper
    widths = [column.width for column in sheet.columns]
    left = [column.text for column in sheet.columns]
    heading = Row(tuple(column.heading for column in sheet.columns), Tone.HEADING)
    number = top
    for number, row in enumerate(chain((heading,), sheet.rows), top):
        height = row_height(row, widths)
        if height:
            page.row_dimensions[number].height = height
        sides = left if row is not heading else [True] * len(left)
        page.append(
            [styles.cell(page, value, row.tone, left=side) for value, side in zip(row.values, sides, strict=True)]
        )
        if height and workbook.write_only:
            del page.row_dimensions[number]  # written with the row; kept, it would cost memory for each
    count = number - top
    if not sheet.note:
        page.auto_filter.ref = f"A{top}:{get_column_letter(len(sheet.columns))}{top + max(count, 1)}"
    return count


LINE_HEIGHT = 13.0  # points of a line of Calibri 10
TALLEST = 409.0  # points: Excel specifications and limits


def row_height(row: Row, widths: Sequence[float]) -> float | None:
    """Return the height in points that shows every wrapped line of a row; None where one line is enough.

    Written because not every program fits rows to their text on opening. A column's width counts digits of Calibri 11,
    where more letters of size 10 have room; the shares here are ours, tried with fonts that are wider than Calibri.
    """
    if row.tone is Tone.RAW:
        return None
    room = 1.15 if row.tone is Tone.PLAIN else 1.03
    most = 1
    for value, width in zip(row.values, widths, strict=True):
        if isinstance(value, str) and (len(value) > width * room or "\n" in value):
            most = max(most, _lines(value, int(width * room)))
    return min(most * LINE_HEIGHT + 2, TALLEST) if most > 1 else None


def _lines(text: str, room: int) -> int:
    """Return how many lines of `room` characters a text takes when it is broken between words."""
    lines = 0
    for part in text[:CELL_LIMIT].split("\n"):
        lines, used = lines + 1, 0
        for word in part.split(" ") if len(part) > room else ():
            length = len(word)
            if used and used + 1 + length > room:
                lines, used = lines + 1, 0
            lines += max(0, length - 1) // room  # a word longer than a line is cut
            used += length % room + (1 if used else 0)
    return lines


def set_up_printing(page: Worksheet, lines: PrintLines, *, heading_row: int = 1) -> None:
    """Print on A4 across, as wide as the paper, with the headings, who, what and page x of y on every page."""
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.page_margins.left = page.page_margins.right = 0.5
    page.print_title_rows = f"{heading_row}:{heading_row}"
    header: Any = page.oddHeader
    footer: Any = page.oddFooter
    header.left.text, header.right.text = _print_text(lines.left), _print_text(lines.right)
    footer.left.text, footer.center.text, footer.right.text = _print_text(lines.foot), "&A", "page &P of &N"


def _print_text(text: str) -> str:
    short = " ".join(visible(text).split())[:60]  # Excel allows 255 characters for a whole line with its codes
    return short.replace("&", "&&") or " "


def save(workbook: Workbook, path: Path, *, made_on: date, check: Callable[[Path], None]) -> None:
    """Write the workbook beside `path`, check it, and put it in its place; `path` is never half a file.

    made_on: written as the file's dates, so that equal contents give equal bytes.
    check: opens the written file again and raises StorageProblem when it is not as it should be.
    Raises StorageProblem when the disk refuses or the file is open in another program.
    """
    workbook.properties.creator = "RPL Desk"
    workbook.properties.created = workbook.properties.modified = datetime.combine(made_on, datetime.min.time())
    with _put_away(workbook):
        close_pages(workbook)
    with whole_file(path, check=check) as file, _SteadyZip(file, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(workbook, archive).write_data()


@contextmanager
def _put_away(workbook: Workbook) -> Iterator[None]:
    """Say in words where the disk refuses the pages, which openpyxl puts away among temporary files until it saves."""
    try:
        yield
    except OSError as error:
        with suppress(Exception):  # what was begun is thrown away; why it could not go on is told below
            close_pages(workbook)
        reason = error.strerror or str(error)
        raise StorageProblem(
            f"The workbook could not be put together: {reason}. Make room on the disk that keeps temporary files."
        ) from error


def close_pages(workbook: Workbook) -> None:
    """End the sheets of a write-only workbook, or their streams would complain when it is not written after all."""
    pages: list[Any] = workbook.worksheets if workbook.write_only else []
    for page in pages:
        page.close()


class _SteadyZip(ZipFile):
    """A zip file whose members carry no clock, so that equal contents give equal bytes."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        super().writestr(self._member(zinfo_or_arcname), data)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        with Path(filename).open("rb") as source, self.open(self._member(arcname), "w", force_zip64=True) as target:
            while block := source.read(1 << 20):
                target.write(block)

    @staticmethod
    def _member(name: str) -> ZipInfo:
        member = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        member.compress_type = ZIP_DEFLATED
        member.external_attr = 0o600 << 16
        return member


def day(text: str | None) -> date | str | None:
    """Return the day an ISO text names, or the text itself where it names none that a sheet can hold."""
    try:
        named = date.fromisoformat(text) if text else None
    except ValueError:
        return text
    return named if named is None or FIRST_DAY <= named <= LAST_DAY else text


def moment(text: str | None) -> datetime | str | None:
    """Return the second an ISO text names, in UTC without its zone, or the text itself where it names none."""
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return text
    if at is None or not FIRST_DAY < at.date() < LAST_DAY:
        return text
    return (at - (at.utcoffset() or timedelta())).replace(microsecond=0, tzinfo=None)


def number(text: str) -> int | Decimal | str:
    """Return the number that plain digits give ("8", "41.5"), or the text itself."""
    if re.fullmatch("[0-9]{1,9}", text):
        return int(text)
    return Decimal(text) if re.fullmatch("[0-9]{1,9}\\.[0-9]{1,6}", text) else text
