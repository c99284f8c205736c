"""The intake workbook read back as a case.

One workbook is one case. What it says is put into the shape of `case.json` and read by the same checks, with each
path turned into the cell a person looks at.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils import get_column_letter

from ..domain.checked_fields import Place
from ..domain.errors import Problem, Refused, StorageProblem
from ..domain.intake import CaseFile
from ..domain.intake_reader import SCHEMA, read_case
from ..domain.rows import dataclass
from .intake_layout import (
    CASE,
    CHECKS_SHEET,
    CLAIMANT,
    EVIDENCE,
    FORM_HEADINGS,
    GUIDANCE,
    HOURS,
    LISTS,
    MAX_ROW,
    OUTCOMES,
    PEOPLE,
    PROGRAMME,
    SHEETS,
    UNITS,
    Field,
    Holds,
    Layout,
)
from .sheet_bounds import FILE_BYTES
from .sheet_reader import ReadCell, ReadSheet, read_file, read_workbook


def read_intake(path: Path) -> CaseFile:
    """Return the case that a filled intake workbook holds.

    Raises Refused with every problem at its sheet and cell, and StorageProblem when the disk refuses the file.
    """
    return read_intake_with_places(path)[0]


def read_intake_with_places(path: Path) -> tuple[CaseFile, Place]:
    """Return the case, and what turns a path such as `evidence[0].file` into its sheet and cell; raises the same."""
    reading = _Reading(path.name)
    reading.refuse_unless_readable(path)
    for layout in SHEETS:
        reading.read_sheet(layout)
    return reading.case(), reading.place_of


def _folded(value: Any) -> str:
    return " ".join(str(value).split()).casefold()


def _quoted(value: Any) -> str:
    shown = "".join(sign if sign.isprintable() else " " for sign in str(value)).strip()
    return f"“{shown if len(shown) <= 60 else shown[:59] + '…'}”"


def _perhaps(value: Any, known: list[str]) -> str:
    near = get_close_matches(_folded(value)[:60], [_folded(one) for one in known], n=1, cutoff=0.7)
    return next((f"; perhaps “{one}” was meant" for one in known if near and _folded(one) == near[0]), "")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One field of one row: the place of its cell, and the cell where it is filled."""

    place: str
    cell: ReadCell | None


_Row = dict[str, _Entry]


class _Reading:
    """One workbook being read: the problems so far, and which cell each path of the case stands for."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._problems: list[Problem] = []
        self._places: dict[str, str] = {}
        self._sheets: dict[str, ReadSheet] = {}
        self._rows: dict[str, list[_Row]] = {}

    def refuse_unless_readable(self, path: Path) -> None:
        """Open the workbook and look at its sheets; raises Refused where there is nothing to go on with."""
        if path.suffix.casefold() != ".xlsx":
            raise Refused(
                self._source, [Problem("", "An intake workbook ends in .xlsx, without macros. Save it as one.")]
            )
        data = read_file(path)
        if len(data) > FILE_BYTES:
            raise Refused(self._source, [Problem("", "It is larger than 20 MB; an intake workbook holds only text.")])
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            message = "It is an older Excel file or has a password. Save it as .xlsx without a password."
            raise Refused(self._source, [Problem("", message)])
        try:
            sheets = read_workbook(data).sheets
        except StorageProblem as error:
            raise Refused(self._source, [Problem("", str(error))]) from error
        known = {_folded(layout.name): layout.name for layout in SHEETS}
        names = [layout.name for layout in SHEETS]
        if not any(_folded(sheet.name) in known for sheet in sheets):
            message = f"It is not an intake workbook: it has none of the sheets {', '.join(names)}."
            raise Refused(self._source, [Problem("", message)])
        for sheet in sheets:
            if sheet.hidden:
                self._refuse(sheet.name, "The sheet is hidden. Show it, or delete it.")
            if name := known.get(_folded(sheet.name)):
                self._sheets[name] = sheet
            elif _folded(sheet.name) not in (_folded(GUIDANCE), _folded(LISTS)):
                near = _perhaps(sheet.name, [name for name in names if name not in self._sheets])
                self._refuse(sheet.name, f"The intake workbook has no such sheet{near}. Rename it or take it out.")

    def read_sheet(self, layout: Layout) -> None:
        """Find the filled rows of a sheet."""
        self._rows[layout.name] = []
        sheet = self._sheets.get(layout.name)
        if sheet is None:
            self._refuse(layout.name, "The sheet is missing. Take it from an empty intake workbook.")
            return
        cells = {(cell.row, cell.column): cell for cell in sheet.cells if str(cell.value).strip()}
        if low := next((cell for cell in sheet.cells if cell.row > MAX_ROW), None):
            self._refuse(f"{layout.name}!{_cell_name(low.row, low.column)}", f"Nothing is read below row {MAX_ROW:,}.")
            cells = {at: cell for at, cell in cells.items() if at[0] <= MAX_ROW}
        self._rows[layout.name] = self._form(layout, cells) if layout.is_form else self._list(layout, cells)

    def _form(self, layout: Layout, cells: dict[tuple[int, int], ReadCell]) -> list[_Row]:
        top = self._heading_row(layout, cells, FORM_HEADINGS[:2])
        if not top:
            return []
        labels = {at: cell for at, cell in cells.items() if at[1] == 1 and at[0] > top}
        found = self._headed(layout, labels, "line")
        for (row, column), cell in cells.items():
            if row > top and ((column == 2 and (row, 1) not in labels) or column > len(FORM_HEADINGS)):
                self._refuse(self._place(layout, cell), "This stands beside the form, where nothing is read.")
        entries = {
            one.name: _Entry(f"{layout.name}!B{at[0]}", cells.get((at[0], 2)))
            for one in layout.fields
            if (at := found.get(one.name))
        }
        return [entries]

    def _list(self, layout: Layout, cells: dict[tuple[int, int], ReadCell]) -> list[_Row]:
        top = self._heading_row(layout, cells, tuple(one.heading for one in layout.fields))
        if not top:
            return []
        found = self._headed(layout, {at: cell for at, cell in cells.items() if at[0] == top}, "column")
        below = {at: cell for at, cell in cells.items() if at[0] > top}
        headed = {column for row, column in cells if row == top}
        outside = {column: cell for (_, column), cell in reversed(below.items()) if column not in headed}
        for cell in outside.values():
            self._refuse(self._place(layout, cell), "This stands in a column without a heading, where nothing is read.")
        counted = {found[one.name][1] for one in layout.fields if one.name in found and not one.given}
        filled = sorted({row for row, column in below if column in counted})
        return [
            {
                name: _Entry(f"{layout.name}!{_cell_name(row, column)}", below.get((row, column)))
                for name, (_, column) in found.items()
            }
            for row in filled
        ]

    def _heading_row(
        self, layout: Layout, cells: dict[tuple[int, int], ReadCell], headings: tuple[str, ...]
    ) -> int | None:
        """Return the row, among the first ten, that holds most of the headings."""
        wanted = {_folded(heading) for heading in headings}
        hits = [0] * 11
        for (row, _), cell in cells.items():
            if row < len(hits):
                hits[row] += _folded(cell.value) in wanted
        if not max(hits):
            self._refuse(layout.name, f"The row of headings is missing: {', '.join(headings)}.")
            return None
        return hits.index(max(hits))

    def _headed(
        self, layout: Layout, headings: dict[tuple[int, int], ReadCell], what: str
    ) -> dict[str, tuple[int, int]]:
        """Return where each field is asked, by its name; reports headings missing, unknown or repeated."""
        known = {_folded(one.heading): one for one in layout.fields}
        found: dict[str, tuple[int, int]] = {}
        for at, cell in headings.items():
            one = known.get(_folded(cell.value))
            if one is None:
                near = _perhaps(cell.value, [other.heading for other in layout.fields])
                self._refuse(self._place(layout, cell), f"There is no {what} {_quoted(cell.value)} here{near}.")
            elif one.name in found:
                self._refuse(self._place(layout, cell), f"The {what} “{one.heading}” stands here twice.")
            else:
                found[one.name] = at
        for one in layout.fields:
            if one.name not in found:
                self._refuse(layout.name, f"The {what} “{one.heading}” is missing.")
        return found

    def case(self) -> CaseFile:
        """Return the case; raises Refused with the problems of the sheets and of the case together."""
        plain: dict[str, Any] = {"schema": SCHEMA, **self._group(CASE, "")}
        units = self._units()
        if (programme := self._group(PROGRAMME, "programme")) or units:
            plain["programme"] = programme | {"units": units}
        if claimant := self._group(CLAIMANT, "claimant"):
            plain["claimant"] = claimant
        plain["checks"] = list(self._each(CHECKS_SHEET, "checks"))
        plain["people"] = list(self._each(PEOPLE, "people"))
        plain["evidence"] = list(self._each(EVIDENCE, "evidence"))
        try:
            case = read_case(plain, place_of=self.place_of, source=self._source)
        except Refused as refused:
            said = {problem.place for problem in self._problems}
            self._problems += [problem for problem in refused.problems if problem.place not in said]
        if self._problems:
            raise Refused(self._source, self._problems)
        return case

    def _group(self, layout: Layout, path: str) -> dict[str, Any]:
        row = next(iter(self._rows[layout.name]), {})
        return self._plain(layout, row, path)

    def _each(self, layout: Layout, path: str) -> Iterator[dict[str, Any]]:
        for index, row in enumerate(self._rows[layout.name]):
            yield self._plain(layout, row, f"{path}[{index}]")

    def _units(self) -> list[dict[str, Any]]:
        """Return the units with their outcomes and hours, in the order of their numbers."""
        rows = sorted(self._rows[UNITS.name], key=lambda row: _unit_of(row) or MAX_ROW)
        self._check_numbers(rows)
        units: list[dict[str, Any]] = []
        for index, row in enumerate(rows):
            unit = self._plain(UNITS, row, f"programme.units[{index}]")
            units.append(unit | {"outcomes": [], "activities": []})
        indexes = {_unit_of(row): index for index, row in enumerate(rows)}
        for layout, name in ((OUTCOMES, "outcomes"), (HOURS, "activities")):
            for row in self._rows[layout.name]:
                index = self._unit_index(row, indexes)
                if index == len(units):
                    # Rows of no unit are still read, so that their other problems are reported too.
                    units.append({"title": "No unit", "outcomes": [], "activities": []})
                path = f"programme.units[{index}].{name}[{len(units[index][name])}]"
                one = self._plain(layout, row, path)
                units[index][name].append(self._activity(one, path) if layout is HOURS else one)
        return units

    def _check_numbers(self, rows: list[_Row]) -> None:
        """Report units without a number, with the number of another, or out of 1, 2, 3."""
        first: dict[int, str] = {}
        for row in rows:
            self._check_unit_number(row)
            number = _unit_of(row)
            if number in first:
                message = f"Unit {number} stands here twice, first at {first[number]}."
                self._refuse(row["unit"].place, message)
            elif number:
                first[number] = row["unit"].place
        expected = range(1, len(rows) + 1)
        if len(first) == len(rows) and (gaps := [number for number in expected if number not in first]):
            place = first[max(first)]
            self._refuse(place, f"Units are numbered 1, 2, 3 and so on; there is no unit {gaps[0]}.")

    def _unit_index(self, row: _Row, indexes: dict[int | None, int]) -> int:
        """Return which unit the row belongs to; one past the last where it names none."""
        self._check_unit_number(row)
        number = _unit_of(row)
        if number and number in indexes:
            return indexes[number]
        if number:
            self._refuse(row["unit"].place, f"There is no unit {number} on sheet {UNITS.name}.")
        return len(self._rows[UNITS.name])

    def _check_unit_number(self, row: _Row) -> None:
        """Report a unit number that is missing or not a whole number."""
        entry = row.get("unit")
        if entry is None or _unit_of(row):
            return
        if entry.cell is None:
            self._refuse(entry.place, "The unit number is missing.")
        elif not self._misplaced(UNITS.fields[0], entry.cell, entry.place):
            self._refuse(entry.place, f"{_quoted(entry.cell.value)} is not a unit number: give a whole number from 1.")

    def _activity(self, one: dict[str, Any], path: str) -> dict[str, Any]:
        """Put the two columns of hours into the one field."""
        low, high = one.pop("low", None), one.pop("high", None)
        self._places[f"{path}.hours"] = self._places.get(f"{path}.low", HOURS.name)
        self._places[f"{path}.hours.low"] = self._places[f"{path}.hours"]
        self._places[f"{path}.hours.high"] = self._places.get(f"{path}.high", HOURS.name)
        return one | {"hours": low if high is None else {"low": low, "high": high}}

    def _plain(self, layout: Layout, row: _Row, path: str) -> dict[str, Any]:
        """Return the filled fields of a row as plain JSON values; cells of the wrong kind are reported."""
        self._places[path] = layout.name
        plain = {}
        for one in layout.fields:
            entry = row.get(one.name)
            if entry is None or one.name in _NOT_IN_CASE:
                continue
            self._places[f"{path}.{one.name}" if path else one.name] = entry.place
            if entry.cell is not None and not self._misplaced(one, entry.cell, entry.place):
                value = self._value(one, entry.cell.value, entry.place)
                if value is not None:
                    plain[one.name] = value
        return plain

    def _value(self, one: Field, value: Any, place: str) -> Any:
        if one.holds is Holds.DAY:
            return value.isoformat()[:10]
        if one.holds is Holds.LINES:
            return [line for line in str(value).splitlines() if line.strip()]
        if one.holds is Holds.WORD:
            words = {_folded(word): meant for word, meant in one.listed.items()}
            if _folded(value) in words:
                return words[_folded(value)]
            known = list(one.listed)
            near = _perhaps(value, known)
            self._refuse(place, f"{_quoted(value)} is not in the list{near}. The list is: {'; '.join(known)}.")
            return None
        return value if one.holds.is_number else str(value)

    def _misplaced(self, one: Field, cell: ReadCell, place: str) -> bool:
        """Report a cell that cannot hold what the field asks, whatever its value."""
        value = cell.value
        if cell.formula:
            fault = "This cell holds a formula; type the value."
        elif isinstance(value, str) and value in ERROR_CODES:
            fault = f"This cell holds the error {value}; type the value."
        elif isinstance(value, bool):
            fault = "This cell holds TRUE or FALSE; type the value in words or as a number."
        elif one.holds is Holds.DAY:
            fault = _fault_of_day(value)
        elif not isinstance(value, str | int | float):
            fault = (
                f"The spreadsheet made a date or time of this ({value}); type it again with an apostrophe before it."
            )
            if one.holds.is_number:
                fault = f"This cell holds a date or time ({value}); set its format to Number and type it again."
        elif one.holds.is_number and isinstance(value, str) and re.fullmatch(r"\s*[+-]?[\d.,]+\s*", value):
            fault = f"{_quoted(value)} is text, not a number: set the cell's format to Number and type it again."
        else:
            return False
        if fault:
            self._refuse(place, fault)
        return bool(fault)

    def _refuse(self, place: str, message: str) -> None:
        self._problems.append(Problem(place, message))

    @staticmethod
    def _place(layout: Layout, cell: ReadCell) -> str:
        return f"{layout.name}!{_cell_name(cell.row, cell.column)}"

    def place_of(self, path: str) -> str:
        """Return the cell of a path of the case, or of the nearest part of it that has one, or else the sheet."""
        while path and path not in self._places:
            path = re.sub(r"(\[\d+\]|\.?[^.\[\]]+)$", "", path)
        return self._places[path]


_NOT_IN_CASE = ("unit", "words")
"""Fields that say where a row belongs, or what it is about, to the person who fills it."""


def _unit_of(row: _Row) -> int | None:
    """Return the unit number of a row, if it is a whole number from 1."""
    entry = row.get("unit")
    value = entry.cell.value if entry and entry.cell and not entry.cell.formula else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= MAX_ROW:
        return None
    return int(value) if value == int(value) else None


def _fault_of_day(value: Any) -> str:
    if isinstance(value, str):
        return f"{_quoted(value)} is text, not a date: set the cell's format to Date and type it again."
    if isinstance(value, datetime) and value.time() != datetime.min.time():
        return f"This cell holds a time of day as well ({value}); type the date alone."
    if isinstance(value, date):
        return ""
    return f"{value} is not a date: set the cell's format to Date and type it again."


def _cell_name(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"
