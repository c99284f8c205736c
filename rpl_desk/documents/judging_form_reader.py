"""Reads a judging form that came back: what was answered, and every locked cell that is not as it was given."""

import base64
import binascii
import re
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils import get_column_letter

from ..domain.errors import Problem, StorageProblem
from ..domain.evidence import Stance
from ..domain.judgements import CriterionKind
from ..domain.judging_forms import STANCE_WORDS, STRENGTHS, FormAnswer, FormCriterion, FormPassage, JudgingForm
from ..domain.rows import dataclass
from .judging_form_layout import (
    ANSWER,
    CRITERION,
    GUIDANCE,
    ITEM,
    JUDGEMENTS,
    NO_PASSAGE,
    NOTE,
    PAGE,
    PASSAGES,
    PROOF,
    QUOTATION,
    REASON,
    STANCE,
    STRENGTH,
    TOP,
    FormSheet,
    form_sheets,
    proof_sheet,
)
from .sheet_reader import ReadCell, ReadSheet, read_workbook
from .sheets import Value, shown_text

FORM_BYTES = 2_000_000
PIECE = 15_000  # characters of the proof in one cell
BODY_BYTES = 2_000_000

Filled = Mapping[tuple[int, int], ReadCell]


@dataclass(frozen=True, slots=True)
class OpenedForm:
    """A workbook that says it is a judging form: the bytes it was made as, their proof, and its sheets."""

    body: bytes
    proof: str
    pieces: int
    sheets: tuple[ReadSheet, ...]
    carries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormAnswers:
    """What a form says, in the order of its rows, with everything that is wrong with it."""

    answers: tuple[FormAnswer, ...]
    passages: tuple[FormPassage, ...]
    problems: tuple[Problem, ...]


def open_form(data: bytes) -> OpenedForm:
    """Return a workbook as the form it says it is; whether that is true, its proof tells.

    Raises StorageProblem when it is no workbook, is damaged or too large, holds macros, or is no judging form.
    """
    if len(data) > FORM_BYTES:
        raise StorageProblem("It is larger than 2 MB; a judging form holds only text.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise StorageProblem("It is an older Excel file or has a password. Save it as .xlsx without a password.")
    book = read_workbook(data)
    proof = next((sheet for sheet in book.sheets if sheet.name == PROOF), None)
    if proof is None or not any(sheet.name == JUDGEMENTS for sheet in book.sheets):
        raise StorageProblem(f"It is not a judging form: it has no sheet {JUDGEMENTS} with a sheet {PROOF}.")
    pieces = [str(cell.value) for cell in proof.cells if cell.row >= TOP and cell.column == 2]
    try:
        packed = base64.b64decode("".join(pieces[1:]), validate=True)
        unpacking = zlib.decompressobj()
        body = unpacking.decompress(packed, BODY_BYTES)
        if not pieces or not unpacking.eof or unpacking.unused_data:
            raise ValueError("not the whole of it")
    except (binascii.Error, zlib.error, ValueError) as error:
        raise StorageProblem(
            f"The sheet {PROOF} was altered, so whose form this is cannot be told. Fill in a fresh form."
        ) from error
    return OpenedForm(body, pieces[0], len(pieces), book.sheets, book.carries)


def read_answers(opened: OpenedForm, form: JudgingForm) -> FormAnswers:
    """Return what the form says, with every problem at its sheet and cell: locked cells altered, answers unreadable."""
    reading = _Reading(form)
    reading.look_round(opened)
    sheets = {sheet.name: sheet for sheet in opened.sheets}
    filled: dict[str, Filled] = {}
    for wanted in (*form_sheets(form), proof_sheet(opened.pieces)):
        if wanted.name in sheets:
            filled[wanted.name] = reading.filled(wanted, sheets[wanted.name])
        else:
            reading.refuse(wanted.name, "The sheet is missing. Take it from the form as it was made.")
    answers = tuple(reading.answers(filled.get(JUDGEMENTS, {})))
    passages = tuple(reading.passages(filled.get(PASSAGES, {})))
    return FormAnswers(answers, passages, tuple(reading.problems))


class _Reading:
    """One form being read: the problems so far."""

    def __init__(self, form: JudgingForm) -> None:
        self._form = form
        self.problems: list[Problem] = []

    def refuse(self, place: str, message: str) -> None:
        self.problems.append(Problem(place, message))

    def look_round(self, opened: OpenedForm) -> None:
        """Report what a form does not hold: sheets of its own, hidden ones, comments, pictures and the like."""
        known = {GUIDANCE, PROOF, *(one.name for one in form_sheets(self._form))}
        for sheet in opened.sheets:
            if sheet.hidden:
                self.refuse(sheet.name, "The sheet is hidden. Show it again.")
            if sheet.name not in known:
                self.refuse(sheet.name, "The form has no such sheet, so nothing on it is read. Take it out.")
        for what in opened.carries:
            self.refuse("", f"The workbook holds {what}, which nobody would read. Put what it says into the cells.")

    def filled(self, wanted: FormSheet, sheet: ReadSheet) -> Filled:
        """Return the filled cells that are to fill; reports locked cells altered and what stands outside."""
        found = {(cell.row, cell.column): cell for cell in sheet.cells if str(cell.value).strip()}
        for at, value in sorted(wanted.given.items()):
            cell = found.pop(at, None)
            if cell is None or cell.formula or not _same(cell.value, value):
                says = "is empty" if cell is None else f"says {_quoted(cell.value)}"
                self.refuse(
                    _place(wanted.name, *at),
                    f"This locked cell was altered: it {says} where {_quoted(value)} was given.",
                )
        open_cells = {}
        for at, cell in found.items():
            if at[0] in wanted.rows and at[1] in wanted.asked:
                open_cells[at] = cell
            else:
                self.refuse(_place(wanted.name, *at), "Nothing is asked here, so this is not read. Take it out.")
        return open_cells

    # -- answers ------------------------------------------------------------------------------------------------------

    def answers(self, cells: Filled) -> Iterator[FormAnswer]:
        for row, criterion in enumerate(self._form.criteria, TOP):
            columns = (ANSWER, REASON, NO_PASSAGE)
            if any((row, column) in cells for column in columns):
                places = tuple(_place(JUDGEMENTS, row, column) for column in columns)
                yield FormAnswer(
                    criterion.key,
                    self._answer(criterion, cells.get((row, ANSWER)), places[0]),
                    self._text(cells.get((row, REASON)), places[1]),
                    self._text(cells.get((row, NO_PASSAGE)), places[2]),
                    (places[0], places[1], places[2]),
                )

    def _answer(self, criterion: FormCriterion, cell: ReadCell | None, place: str) -> str:
        said = self._text(cell, place)
        known = self._form.answers(criterion.kind)
        folded = {_folded(word): answer for word, answer in known.items()}
        if not said or _folded(said) in folded:
            return folded.get(_folded(said), "")
        if criterion.kind is CriterionKind.POINTS:
            least = self._form.least_points
            if re.fullmatch(r"0|[1-9][0-9]{0,3}", said) and int(said) >= least:
                return said
            self.refuse(
                place, f"{_quoted(said)} is not a whole number of credit points from {least} to 9999, or Unsure."
            )
        else:
            self.refuse(place, f"{_quoted(said)} is not in the list. The list is: {'; '.join(known)}.")
        return ""

    # -- passages -----------------------------------------------------------------------------------------------------

    def passages(self, cells: Filled) -> Iterator[FormPassage]:
        first: dict[tuple[str, ...], int] = {}
        criteria = {_folded(one.key): one.key for one in self._form.criteria}
        items = {_folded(one.key): one.key for one in self._form.items}
        stances = {_folded(words): stance for stance, words in STANCE_WORDS.items()}
        for row in sorted({row for row, _ in cells}):
            texts = {
                column: self._text(cells.get((row, column)), _place(PASSAGES, row, column))
                for column in (CRITERION, ITEM, PAGE, QUOTATION, STANCE, NOTE, STRENGTH)
            }
            criterion = self._listed(row, CRITERION, "criterion", texts[CRITERION], criteria)
            item = self._listed(row, ITEM, "item", texts[ITEM], items)
            stance = Stance.SUPPORTS
            if texts[STANCE]:
                found = stances.get(_folded(texts[STANCE]))
                if found is None:
                    place, words = _place(PASSAGES, row, STANCE), "; ".join(STANCE_WORDS.values())
                    self.refuse(place, f"{_quoted(texts[STANCE])} is not in the list. The list is: {words}.")
                else:
                    stance = found
            strength = texts[STRENGTH]
            if strength and strength not in STRENGTHS:
                place = _place(PASSAGES, row, STRENGTH)
                self.refuse(place, f"{_quoted(strength)} is no strength. It is {', '.join(STRENGTHS)} or left empty.")
                strength = ""
            if not criterion or not item:
                continue
            same = first.setdefault((criterion, item, texts[PAGE], texts[QUOTATION]), row)
            if same != row:
                self.refuse(_place(PASSAGES, row, CRITERION), f"Row {same} names this place for it already.")
                continue
            yield FormPassage(
                criterion,
                item,
                texts[PAGE],
                texts[QUOTATION],
                stance,
                texts[NOTE],
                _place(PASSAGES, row, ITEM),
                int(strength) if strength else None,
            )

    def _listed(self, row: int, column: int, what: str, said: str, known: Mapping[str, str]) -> str:
        place = _place(PASSAGES, row, column)
        if not said:
            if not any(problem.place == place for problem in self.problems):
                self.refuse(place, f"The {what} of this passage is missing.")
        elif _folded(said) not in known:
            self.refuse(place, f"{_quoted(said)} is not one of this form. It has: {', '.join(known.values())}.")
        return known.get(_folded(said), "")

    def _text(self, cell: ReadCell | None, place: str) -> str:
        """Return what a cell says as text; reports a formula, an error, a date and the like, and returns nothing."""
        if cell is None:
            return ""
        value = cell.value
        if cell.formula:
            self.refuse(place, "This cell holds a formula; type the value.")
        elif isinstance(value, str) and value in ERROR_CODES:
            self.refuse(place, f"This cell holds the error {value}; type the value.")
        elif isinstance(value, bool):
            self.refuse(place, "This cell holds TRUE or FALSE; type the value in words.")
        elif isinstance(value, date | datetime | time) or not isinstance(value, str | int | float | Decimal):
            self.refuse(
                place, f"The spreadsheet made a date or time of this ({value}); type it with an apostrophe before it."
            )
        else:
            return _plain(value)
        return ""


def _plain(value: Any) -> str:
    """Return a number as it is typed, 8 for 8.0, and text without the outer white space."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return _lines(str(value)).strip()


def _lines(text: str) -> str:
    return text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")


def _same(there: Any, given: Value) -> bool:
    """Tell whether a cell still says what was given, however a program keeps it: 8 as 8.0, or as text."""
    if isinstance(given, str):
        return isinstance(there, str) and _kept(there) == _kept(shown_text(given))
    return not isinstance(there, bool) and isinstance(there, int | float) and float(there) == float(str(given))


def _kept(text: str) -> str:
    return _lines(text).replace("x005F_", "").strip()  # some readers undo the escape of _x0041_, some do not


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _quoted(value: Any) -> str:
    shown = "".join(sign if sign.isprintable() else " " for sign in str(value)).strip()
    return f"“{shown if len(shown) <= 60 else shown[:59] + '…'}”"


def _place(sheet: str, row: int, column: int) -> str:
    return f"{sheet}!{get_column_letter(column)}{row}"
