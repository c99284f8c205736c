"""The looks of cells in workbooks that people fill: titles, headings, hints, labels, and the white cells to fill."""

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from .sheets import ACCENT, ACCENT_SOFT, INK, LINE, ON_ACCENT, SECOND, Value, text_cell, value_cell

_HEAD_FILL, _SOFT_FILL = PatternFill("solid", fgColor=ACCENT), PatternFill("solid", fgColor=ACCENT_SOFT)
_SIDE = Side("thin", color=LINE)
_EDGE = Border(_SIDE, _SIDE, _SIDE, _SIDE)
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="top", wrap_text=True)
_OPEN = Protection(locked=False)


def text_at(page: Worksheet, row: int, column: int, text: str) -> Cell:
    """Put text into a cell of an ordinary workbook."""
    return text_cell(_at(page, row, column), text)


def title_at(page: Worksheet, row: int, column: int, text: str) -> None:
    text_at(page, row, column, text).font = Font(name="Calibri", bold=True, size=18, color=ACCENT)


def words_at(page: Worksheet, row: int, column: int, text: str, *, edge: bool = False) -> None:
    """Put words to read into a cell, wrapped."""
    cell = text_at(page, row, column, text)
    cell.font, cell.alignment = Font(name="Calibri", color=INK), _WRAPPED
    if edge:
        cell.border = _EDGE


def heading_at(page: Worksheet, row: int, column: int, text: str) -> None:
    cell = text_at(page, row, column, text)
    cell.font, cell.fill, cell.alignment = Font(name="Calibri", bold=True, color=ON_ACCENT), _HEAD_FILL, _WRAPPED


def hint_at(page: Worksheet, row: int, column: int, value: Value, *, wrap: bool = True) -> None:
    cell = value_cell(_at(page, row, column), value)
    cell.font = Font(name="Calibri", italic=True, size=9, color=SECOND)
    cell.alignment = Alignment(vertical="top", wrap_text=wrap)


def label_at(page: Worksheet, row: int, column: int, value: Value) -> None:
    """Put what is given, on a soft ground, beside what is to be filled."""
    cell = value_cell(_at(page, row, column), value)
    cell.font, cell.fill, cell.border, cell.alignment = Font(name="Calibri", color=INK), _SOFT_FILL, _EDGE, _LEFT


def input_at(page: Worksheet, row: int, column: int, number_format: str) -> None:
    """Make a white cell to fill, which a protected sheet leaves open."""
    cell = _at(page, row, column)
    cell.font, cell.border, cell.alignment = Font(name="Calibri", color=INK), _EDGE, _LEFT
    cell.number_format, cell.protection = number_format, _OPEN


def _at(page: Worksheet, row: int, column: int) -> Cell:
    cell = page.cell(row, column)
    assert isinstance(cell, Cell)
    return cell
