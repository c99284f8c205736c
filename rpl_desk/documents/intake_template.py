"""Writes the empty intake workbook: guidance, forms and lists to fill, with validation."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..domain.cases import CHECKS
from ..domain.checked_fields import MAX_POINTS
from ..domain.errors import StorageProblem
from ..domain.intake_reader import MAX_HOURS
from .form_cells import heading_at, hint_at, input_at, label_at, title_at, words_at
from .intake_layout import (
    CHECKS_SHEET,
    EVIDENCE,
    FORM_HEADINGS,
    GROUP_WORDS,
    GUIDANCE,
    LISTS,
    MAX_ROW,
    SHEETS,
    UNITS,
    Field,
    Holds,
    Layout,
)
from .sheet_reader import read_file, read_workbook
from .sheets import PrintLines, save, set_up_printing

STYLED_ROWS = 200  # rows of a list drawn as ready to fill; below them validation and reading go on

MADE_ON = date(2026, 1, 1)  # equal templates are equal bytes

_GUIDANCE = (
    "Fill in one workbook for one case, save it, and hand it in together with its evidence files in the same folder.",
    "White cells are yours to fill. What is needed says so; everything else can follow later, before the review.",
    "Type values, not formulas. Type dates as dates, such as 28/05/2026, and numbers as numbers.",
    "Keep the names of the sheets and the headings. Columns may stand in another order; empty rows do no harm.",
    "Some cells offer a list: choose one of its words. Sheet Lists shows all of them.",
    "When the workbook is read, every problem is reported at once with its sheet and cell, and nothing is kept until "
    "all of them are mended.",
)


def write_template(path: Path) -> None:
    """Write an empty intake workbook with guidance, lists and validation.

    Raises StorageProblem when the disk refuses.
    """
    book = Workbook()
    del book["Sheet"]
    lists = _list_ranges()
    _write_guidance(book.create_sheet(GUIDANCE))
    for layout in SHEETS:
        page = book.create_sheet(layout.name)
        _write_form(page, layout, lists) if layout.is_form else _write_list(page, layout, lists)
    _write_lists(book.create_sheet(LISTS))
    save(book, path, made_on=MADE_ON, check=_check_template)


def _check_template(path: Path) -> None:
    read = [sheet.name for sheet in read_workbook(read_file(path)).sheets]
    if read != [GUIDANCE, *(layout.name for layout in SHEETS), LISTS]:
        raise StorageProblem(f"{path.name} did not come out whole. Try again, or choose another folder.")


def _input(page: Worksheet, row: int, column: int, one: Field) -> None:
    input_at(page, row, column, _NUMBER_FORMATS.get(one.holds, "General" if one.holds.is_number else "@"))


_NUMBER_FORMATS = {Holds.DAY: "d mmm yyyy", Holds.HOURS: "0.0", Holds.WORD: "General"}


def _write_guidance(page: Worksheet) -> None:
    page.sheet_view.showGridLines = False
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 18, 96
    title_at(page, 1, 1, "Intake workbook")
    row = 3
    for line in _GUIDANCE:
        page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
        words_at(page, row, 1, line)
        page.row_dimensions[row].height = 32 if len(line) > 100 else 18
        row += 1
    row += 1
    heading_at(page, row, 1, "Sheet")
    heading_at(page, row, 2, "What it holds")
    for at, layout in enumerate(SHEETS, row + 1):
        label_at(page, at, 1, layout.name)
        words_at(page, at, 2, layout.about, edge=True)
        page.cell(at, 1).hyperlink = f"#'{layout.name}'!A1"
    _set_up(page, "A2", heading_row=1)


def _write_form(page: Worksheet, layout: Layout, lists: Mapping[str, str]) -> None:
    hint_at(page, 1, 1, layout.about, wrap=False)
    for column, (heading, width) in enumerate(zip(FORM_HEADINGS, (28, 60, 60), strict=True), 1):
        page.column_dimensions[get_column_letter(column)].width = width
        heading_at(page, 2, column, heading)
    for row, one in enumerate(layout.fields, 3):
        label_at(page, row, 1, one.heading)
        _input(page, row, 2, one)
        hint_at(page, row, 3, one.guidance)
        _validate(page, one, f"B{row}", lists)
    _set_up(page, "B3", heading_row=2)


def _write_list(page: Worksheet, layout: Layout, lists: Mapping[str, str]) -> None:
    given = [(group, key, words) for group, keys in CHECKS.items() for key, words in keys.items()]
    rows = len(given) if layout is CHECKS_SHEET else STYLED_ROWS
    for column, one in enumerate(layout.fields, 1):
        letter = get_column_letter(column)
        page.column_dimensions[letter].width = one.width
        hint_at(page, 1, column, one.guidance)
        heading_at(page, 2, column, one.heading)
        for row in range(3, 3 + rows):
            _input(page, row, column, one)
        _validate(page, one, f"{letter}3:{letter}{MAX_ROW}", lists)
    page.row_dimensions[1].height = 40
    if layout is CHECKS_SHEET:
        for row, (group, key, words) in enumerate(given, 3):
            for column, text in ((1, GROUP_WORDS[group]), (2, words), (5, key)):
                label_at(page, row, column, text)
    _set_up(page, "C3" if layout in (UNITS, EVIDENCE) else "B3", heading_row=2)


def _write_lists(page: Worksheet) -> None:
    fields = list(_fields_with_words())
    for column, one in enumerate(fields, 1):
        page.column_dimensions[get_column_letter(column)].width = 32
        heading_at(page, 1, column, one.heading)
        for row, word in enumerate(one.listed, 2):
            words_at(page, row, column, word)
    _set_up(page, "A2", heading_row=1)


def _fields_with_words() -> Iterator[Field]:
    return (one for layout in SHEETS for one in layout.fields if one.words)


def _list_ranges() -> dict[str, str]:
    """Return where on sheet Lists the words of each field stand; words with commas cannot stand in a rule itself."""
    ranges = {}
    for column, one in enumerate(_fields_with_words(), 1):
        letter = get_column_letter(column)
        ranges[one.heading] = f"{LISTS}!${letter}$2:${letter}${len(one.words) + 1}"
    return ranges


def _validate(page: Worksheet, one: Field, cells: str, lists: Mapping[str, str]) -> None:
    rule = _rule(one, lists)
    rule.promptTitle, rule.prompt = one.heading[:32], one.guidance[:255]
    rule.showInputMessage = True
    if rule.type:
        rule.errorTitle, rule.error = one.heading[:32], f"This does not fit here. {one.guidance}"[:255]
        rule.showErrorMessage = True
    rule.add(cells)
    page.add_data_validation(rule)


def _rule(one: Field, lists: Mapping[str, str]) -> DataValidation:
    if one.words:
        return DataValidation(type="list", formula1=lists[one.heading], allow_blank=True)
    bounds: dict[Holds, tuple[Literal["whole", "decimal", "date"], str, str]] = {
        Holds.LEVEL: ("whole", "1", "12"),
        Holds.POINTS: ("whole", "1", str(MAX_POINTS)),
        Holds.UNIT: ("whole", "1", str(MAX_ROW)),
        Holds.HOURS: ("decimal", "0.1", str(MAX_HOURS)),
        Holds.DAY: ("date", "61", "73415"),  # 1 March 1900 and 31 December 2100 as a spreadsheet counts days
    }
    if one.holds not in bounds:
        return DataValidation(allow_blank=True)
    kind, least, most = bounds[one.holds]
    return DataValidation(type=kind, operator="between", formula1=least, formula2=most, allow_blank=True)


def _set_up(page: Worksheet, freeze: str, *, heading_row: int) -> None:
    page.freeze_panes = freeze
    set_up_printing(page, PrintLines("Intake workbook", "", ""), heading_row=heading_row)
