"""Writes the judging form: a workbook for one assessor and one case, locked but for the cells to fill."""

import base64
import zlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..domain.errors import StorageProblem
from ..domain.judging_forms import JudgingForm
from .form_cells import heading_at, hint_at, input_at, label_at, title_at, words_at
from .judging_form_layout import GUIDANCE, JUDGEMENTS, PROOF, TOP, FormSheet, form_sheets, list_ranges, proof_sheet
from .judging_form_reader import PIECE, open_form, read_answers
from .sheet_reader import read_file
from .sheets import PrintLines, Row, Value, row_height, save, set_up_printing

_ROOM = 6  # lines of room for a reason


def write_judging_form(form: JudgingForm, body: bytes, proof: str, path: Path) -> None:
    """Write the form and check it by reading it back.

    body: the form as canonical bytes, which travel on the last sheet. proof: of these bytes, in hexadecimal.
    Equal arguments give equal bytes. Raises StorageProblem when the file cannot be written.
    """
    book = Workbook()
    del book["Sheet"]
    lists = list_ranges(form)
    lines = PrintLines(form.office, f"Judging form {form.case}", form.assessor_name)
    for sheet in form_sheets(form):
        page = book.create_sheet(sheet.name)
        _write(page, sheet, lists)
        _finish(page, lines)
    page = book.create_sheet(PROOF)
    _write_proof(page, body, proof)
    _finish(page, lines)
    book.active = book.sheetnames.index(JUDGEMENTS)

    def check(written: Path) -> None:
        opened = open_form(read_file(written))
        found = read_answers(opened, form)
        if (opened.body, opened.proof) != (body, proof) or found.problems or found.answers or found.passages:
            raise StorageProblem(f"{path.name} did not read back as it was written. Try another folder or disk.")

    save(book, path, made_on=date.fromisoformat(form.made_on), check=check)


def _write(page: Worksheet, sheet: FormSheet, lists: Mapping[str, str]) -> None:
    for column, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(column)].width = width
    for (row, column), value in sheet.given.items():
        _give(page, sheet, row, column, value)
    for column, asked in sheet.asked.items():
        for row in sheet.rows:
            input_at(page, row, column, "General" if row in asked.lists else "@")
        for name in ("", *dict.fromkeys(asked.lists.values())):
            cells = [f"{get_column_letter(column)}{row}" for row in sheet.rows if asked.lists.get(row, "") == name]
            if cells:
                rule = _rule(name, lists)
                rule.promptTitle, rule.prompt, rule.showInputMessage = asked.heading, asked.guidance, True
                for cell in cells:
                    rule.add(cell)
                page.add_data_validation(rule)
    _set_heights(page, sheet)


def _give(page: Worksheet, sheet: FormSheet, row: int, column: int, value: Value) -> None:
    if sheet.name == GUIDANCE and row == 1:
        title_at(page, row, column, str(value))
    elif sheet.name == GUIDANCE and column == 2:
        words_at(page, row, column, str(value))
    elif row == 1:
        page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(sheet.widths))
        hint_at(page, row, column, value)
    elif row == 2:
        heading_at(page, row, column, str(value))
    else:
        label_at(page, row, column, value)


def _rule(name: str, lists: Mapping[str, str]) -> DataValidation:
    if name and name in lists:
        rule = DataValidation(type="list", formula1=lists[name], allow_blank=True)
        rule.showErrorMessage, rule.errorTitle, rule.error = True, name, "Choose one of the words of the list."
        return rule
    return DataValidation(allow_blank=True)


def _set_heights(page: Worksheet, sheet: FormSheet) -> None:
    """Make each row tall enough for what is given in it, and those of the judgements for a few lines of reason."""
    given: dict[int, dict[int, str]] = {}
    for (row, column), value in sheet.given.items():
        given.setdefault(row, {})[column] = str(value)
    for row, cells in given.items():
        values = tuple(cells.get(column, "") for column in range(1, len(sheet.widths) + 1))
        widths = sheet.widths if row > 1 else (sum(sheet.widths), *sheet.widths[1:])
        height = row_height(Row(values), widths) or (26 if sheet.name == GUIDANCE and row == 1 else 15)
        least = 13.0 * _ROOM if sheet.name == JUDGEMENTS and row >= TOP else 0
        page.row_dimensions[row].height = max(height, least)


def _write_proof(page: Worksheet, body: bytes, proof: str) -> None:
    text = base64.b64encode(zlib.compress(body, 9)).decode()
    pieces = [proof, *(text[start : start + PIECE] for start in range(0, len(text), PIECE))]
    sheet = proof_sheet(len(pieces))
    for column, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(column)].width = width
    for (row, column), value in sheet.given.items():
        if row == 2:
            heading_at(page, row, column, str(value))
        else:
            hint_at(page, row, column, value, wrap=False)
    for row, piece in zip(sheet.rows, pieces, strict=True):
        hint_at(page, row, 2, piece, wrap=False)


def _finish(page: Worksheet, lines: PrintLines) -> None:
    """Lock the sheet, without a password: what was changed all the same is found when the form comes back."""
    page.freeze_panes = f"A{TOP}"
    page.sheet_view.showGridLines = False
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False  # False: people may make them wider and taller
    set_up_printing(page, lines, heading_row=2)
