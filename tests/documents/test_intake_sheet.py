"""The intake workbook: what the template offers, what a filled one gives, and the report for everything else."""

import json
import random
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from rpl_desk.documents.intake_layout import (
    CASE,
    CHECKS_SHEET,
    CLAIMANT,
    EVIDENCE,
    GUIDANCE,
    HOURS,
    LISTS,
    OUTCOMES,
    PEOPLE,
    PROGRAMME,
    SHEETS,
    UNITS,
    Holds,
    Layout,
)
from rpl_desk.documents.intake_sheet import read_intake
from rpl_desk.documents.intake_template import write_template
from rpl_desk.domain.errors import Refused, StorageProblem
from rpl_desk.domain.intake import CaseFile
from rpl_desk.domain.intake_reader import read_case
from rpl_desk.paths import resource

EXAMPLE = json.loads(resource("schemas/case.example.json").read_text("utf-8"))


def put(page: Any, layout: Layout, plain: dict[str, Any], row: int = 3) -> None:
    """Type plain values into a form, or into one row of a list, as a person would."""
    for at, one in enumerate(layout.fields):
        value = plain.get(one.name)
        if value is None or (one.given and layout is CHECKS_SHEET):
            continue
        if one.holds is Holds.DAY:
            value = date.fromisoformat(value)
        elif one.holds is Holds.LINES:
            value = "\n".join(value)
        elif one.holds is Holds.WORD:
            value = next(word for word, meant in one.listed.items() if meant == value)
        page.cell(*((row + at, 2) if layout.is_form else (row, at + 1))).value = value


def fill(book: Workbook, plain: dict[str, Any]) -> None:
    put(book["Case"], CASE, plain)
    put(book["Programme"], PROGRAMME, plain["programme"])
    put(book["Claimant"], CLAIMANT, plain["claimant"])
    outcomes, hours = [], []
    for number, unit in enumerate(plain["programme"]["units"], 1):
        put(book["Units"], UNITS, unit | {"unit": number}, number + 2)
        for outcome in unit.get("outcomes", []):
            outcomes.append((outcome if isinstance(outcome, dict) else {"text": outcome}) | {"unit": number})
        for activity in unit.get("activities", []):
            value = activity["hours"]
            ends = value if isinstance(value, dict) else {"low": value}
            hours.append({"kind": activity["kind"], "note": activity.get("note"), "unit": number} | ends)
    for layout, rows in (
        (OUTCOMES, outcomes),
        (HOURS, hours),
        (PEOPLE, plain["people"]),
        (EVIDENCE, plain["evidence"]),
    ):
        for row, one in enumerate(rows, 3):
            put(book[layout.name], layout, one, row)
    keys = [cell.value for cell in book["Checks"]["E"]]
    for check in plain["checks"]:
        put(book["Checks"], CHECKS_SHEET, check, keys.index(check["key"]) + 1)


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("template") / "intake.xlsx"
    write_template(path)
    return path


@pytest.fixture(scope="session")
def filled(template) -> Path:
    book = load_workbook(template)
    fill(book, EXAMPLE)
    path = template.with_name("filled.xlsx")
    book.save(path)
    return path


@pytest.fixture
def changed(filled, tmp_path) -> Callable[[Callable[[Workbook], object]], Path]:
    """Return the filled workbook after a change to it."""

    def change(edit: Callable[[Workbook], object]) -> Path:
        book = load_workbook(filled)
        edit(book)
        path = tmp_path / "changed.xlsx"
        book.save(path)
        return path

    return change


def problems_of(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        read_intake(path)
    assert refused.value.source == path.name
    return [(problem.place, problem.message) for problem in refused.value.problems]


def typed(place: str, value: Any) -> Callable[[Workbook], None]:
    sheet, _, cell = place.partition("!")

    def edit(book: Workbook) -> None:
        book[sheet][cell].value = value

    return edit


def test_a_filled_workbook_gives_the_same_case_as_its_case_json(filled):
    assert read_intake(filled) == read_case(EXAMPLE)


# The cell, what is typed into it, the place reported where it is another, a phrase of the report.
TYPED = [
    ("Case!B3", None, "", "The kind of case is missing"),
    ("Case!B3", "RPL for credit specific", "", "perhaps “RPL for credit, specific” was meant"),
    ("Case!B3", "something", "", "The list is: Credit rating, own; Credit rating, third party"),
    ("Case!B4", "  ", "", "The title of the case is missing"),
    ("Case!B4", "x" * 301, "", "301 characters; the most is 300"),
    ("Case!B4", "One\nTwo", "", "this is a single line"),
    ("Case!B4", date(2026, 5, 1), "", "made a date or time of this"),
    ("Case!B4", True, "", "TRUE or FALSE"),
    ("Case!B5", "RPL 34", "", "such as CR-2026-0012"),
    ("Case!B6", "2026-09-30", "", "“2026-09-30” is text, not a date"),
    ("Case!B6", "30 September", "", "is text, not a date"),
    ("Case!B6", datetime.combine(date(2026, 9, 30), time(14, 5)), "", "a time of day as well"),
    ("Case!B6", time(14, 5), "", "is not a date"),
    ("Case!B6", date(2101, 1, 1), "", "2101 is not from 1900 to 2100"),
    ("Case!B7", "=A1", "", "holds a formula; type the value"),
    ("Case!B9", 13, "", "13 is not a level"),
    ("Case!B9", "7", "", "“7” is text, not a number"),
    ("Case!B10", 0, "", "0 is not credit points"),
    ("Case!D5", "aside", "", "stands beside the form"),
    ("Case!A12", "Remarks", "", "There is no line “Remarks” here"),
    ("Case!A4", "Titel", "", "perhaps “Title” was meant"),
    ("Case!A4", None, "Case", "The line “Title” is missing"),
    ("Case!A12", "Title", "", "The line “Title” stands here twice"),
    ("Programme!B3", None, "", "The title of the programme is missing"),
    ("Programme!B4", "Course", "", "The list is: Programme; Micro-credential"),
    ("Programme!B8", 97, "", "above the maximum of 96"),
    ("Programme!B9", 95.5, "", "95.5 is not credit points"),
    ("Programme!B10", "one\ntwo\tthree", "", "this is a single line"),
    ("Units!A3", None, "", "The unit number is missing"),
    ("Units!A3", 1.5, "", "“1.5” is not a unit number"),
    ("Units!A3", 0, "", "“0” is not a unit number"),
    ("Units!A3", "1", "", "“1” is text, not a number"),
    ("Units!A3", "one", "", "“one” is not a unit number"),
    ("Units!A4", 1, "", "Unit 1 stands here twice, first at Units!A3"),
    ("Units!A4", 3, "", "there is no unit 2"),
    ("Units!B4", None, "", "The title of the unit is missing"),
    ("Units!C3", "Core", "", "The list is: Mandatory; Optional"),
    ("Units!D3", "=1+6", "", "holds a formula"),
    ("Units!D3", ArrayFormula("D3", "=A3"), "", "holds a formula"),
    ("Units!D3", 0, "", "0 is not a level"),
    ("Units!D3", 7.5, "", "7.5 is not a level"),
    ("Units!D3", "seven", "", "“seven” is not a level"),
    ("Units!D3", date(2026, 7, 1), "", "This cell holds a date or time"),
    ("Units!D3", "#REF!", "", "holds the error #REF!"),
    ("Units!E3", -16, "", "-16 is not credit points"),
    ("Units!E2", "Proposed points", "", "perhaps “Proposed credit points” was meant"),
    ("Units!E2", None, "Units", "The column “Proposed credit points” is missing"),
    ("Units!I2", "Taken by", "", "The column “Taken by” stands here twice"),
    ("Units!J5", "aside", "", "a column without a heading"),
    ("Units!A1048576", 3, "", "Nothing is read below row 20,000"),
    ("Units!A20001", "3", "", "Nothing is read below row 20,000"),
    ("Outcomes!A4", 9, "", "There is no unit 9 on sheet Units"),
    ("Outcomes!A4", None, "", "The unit number is missing"),
    ("Outcomes!B4", None, "", "The text of the learning outcome is missing"),
    ("Outcomes!B5", "=B3", "", "holds a formula"),
    ("Hours!A3", 9, "", "There is no unit 9"),
    ("Hours!B3", "Lectures", "", "The list is: Taught sessions; Online learning"),
    ("Hours!B3", None, "", "The kind of activity is missing"),
    ("Hours!C3", None, "", "The number of hours is missing"),
    ("Hours!C3", 0, "", "hours are more than 0"),
    ("Hours!C3", -5, "", "-5 hours is out of range"),
    ("Hours!C3", 9.99, "", "more than one decimal"),
    ("Hours!C3", 20_001, "", "at most 20,000"),
    ("Hours!C3", "40", "", "“40” is text, not a number"),
    ("Hours!C3", "40,5", "", "is text, not a number"),
    ("Hours!C3", "45-40", "", "reversed: 45 is more than 40"),
    ("Hours!C3", date(2026, 5, 4), "", "This cell holds a date or time"),
    ("Hours!D4", 70, "Hours!C4", "reversed: 80 is more than 70"),
    ("Hours!C4", None, "", "This end of the range of hours is missing"),
    ("Hours!D4", "lots", "", "“lots” is not hours"),
    ("Claimant!B3", None, "", "The name of the claimant is missing"),
    ("Claimant!B5", "claimant", "", "is not an e-mail address"),
    ("Claimant!B6", "None", "", "The list is: No certificate"),
    ("Claimant!B9", "yesterday", "", "is text, not a date"),
    ("Checks!C3", "Yes", "", "The list is: Pass; Fail; Open"),
    ("Checks!E3", "learning_outcome", "", "perhaps “learning_outcomes” was meant"),
    ("Checks!E4", "learning_outcomes", "", "stands here twice, first at Checks!E3"),
    ("Checks!A3", None, "", "The group of the check is missing"),
    ("People!A3", None, "", "The e-mail address of the person is missing"),
    ("People!B3", "Boss", "", "The list is: Rater; Vetter"),
    ("People!A4", "ASSESSOR.ONE@example.ac.uk", "", "stands here twice, first at People!A3"),
    ("Evidence!A3", "../portfolio.pdf", "", "leads out of the folder"),
    ("Evidence!A3", "C:\\portfolio.pdf", "", "a backslash or a colon"),
    ("Evidence!A3", "/portfolio.pdf", "", "starts at the root"),
    ("Evidence!A4", "Portfolio.PDF", "", "stands here twice, first at Evidence!A3"),
    ("Evidence!B3", None, "", "The title of the evidence is missing"),
    ("Evidence!C3", "Photo", "", "The list is: Portfolio"),
    ("Evidence!D3", "30/11/2025", "", "is text, not a date"),
    ("Evidence!J3", "Secret", "", "The list is: Ordinary; Personal; Special category"),
]


@pytest.mark.parametrize(
    ("cell", "value", "place", "phrase"),
    TYPED,
    ids=lambda value: str(value)[:30] if isinstance(value, str) else None,
)
def test_a_fault_is_refused_with_its_sheet_and_cell(changed, cell, value, place, phrase):
    found = problems_of(changed(typed(cell, value)))
    assert [message for at, message in found if at == (place or cell) and phrase in message]


def test_a_number_where_a_date_belongs_is_refused(changed):
    def edit(book: Workbook) -> None:
        typed("Case!B6", 46000)(book)
        book["Case"]["B6"].number_format = "General"

    assert problems_of(changed(edit)) == [
        ("Case!B6", "46000 is not a date: set the cell's format to Date and type it again.")
    ]


def without_sheet(name: str) -> Callable[[Workbook], None]:
    return lambda book: book.remove(book[name])


def hide(name: str, state: str) -> Callable[[Workbook], None]:
    return lambda book: setattr(book[name], "sheet_state", state)


def rename(name: str, to: str) -> Callable[[Workbook], None]:
    return lambda book: setattr(book[name], "title", to)


def empty(name: str) -> Callable[[Workbook], None]:
    return lambda book: book[name].delete_rows(1, 500)


SHEET_FAULTS = [
    (without_sheet("Units"), "Units", "The sheet is missing"),
    (without_sheet("Case"), "Case", "The sheet is missing"),
    (rename("Units", "Unit"), "Unit", "perhaps “Units” was meant"),
    (rename("Units", "Module list"), "Module list", "has no such sheet"),
    (lambda book: book.create_sheet("Notes"), "Notes", "has no such sheet"),
    (hide("Hours", "hidden"), "Hours", "The sheet is hidden"),
    (hide("Guidance", "veryHidden"), "Guidance", "The sheet is hidden"),
    (empty("People"), "People", "The row of headings is missing: E-mail, Role"),
    (empty("Case"), "Case", "The row of headings is missing: What is asked, Answer"),
]


@pytest.mark.parametrize(("edit", "place", "phrase"), SHEET_FAULTS, ids=range(len(SHEET_FAULTS)))
def test_wrong_sheets_are_refused_by_name(changed, edit, place, phrase):
    found = problems_of(changed(edit))
    assert [message for at, message in found if at == place and phrase in message]


def test_every_problem_of_the_workbook_is_reported_at_once(changed):
    def edit(book: Workbook) -> None:
        for cell, value in (
            ("Case!B6", "soon"),
            ("Units!D3", "=7"),
            ("Units!E4", 0),
            ("Outcomes!A4", 9),
            ("Hours!C3", -1),
            ("Hours!C5", 0.25),
            ("People!B3", "Boss"),
            ("Evidence!A3", "../a.pdf"),
        ):
            typed(cell, value)(book)

    places = [place for place, _ in problems_of(changed(edit))]
    assert sorted(places) == [
        "Case!B6",
        "Evidence!A3",
        "Hours!C3",
        "Hours!C5",
        "Outcomes!A4",
        "People!B3",
        "Units!D3",
        "Units!E4",
    ]


def test_rows_of_an_unknown_unit_are_still_read_for_other_problems(changed):
    def edit(book: Workbook) -> None:
        typed("Hours!A3", 9)(book)
        typed("Hours!C3", -1)(book)

    assert [place for place, _ in problems_of(changed(edit))] == ["Hours!A3", "Hours!C3"]


def test_a_workbook_without_any_of_the_sheets_is_told_apart(tmp_path):
    path = tmp_path / "budget.xlsx"
    Workbook().save(path)
    [(place, message)] = problems_of(path)
    assert (place, message.startswith("It is not an intake workbook")) == ("", True)


def test_the_empty_template_asks_for_what_names_a_case(template):
    assert problems_of(template) == [
        ("Case!B3", "The kind of case is missing."),
        ("Case!B4", "The title of the case is missing."),
    ]


def test_a_claimant_or_a_programme_that_the_kind_needs_is_asked_for_on_its_sheet(template, tmp_path):
    for kind, sheet in (("RPL, formative", "Claimant"), ("Credit rating, own", "Programme")):
        book = load_workbook(template)
        typed("Case!B3", kind)(book)
        typed("Case!B4", "A case")(book)
        book.save(tmp_path / "least.xlsx")
        [(place, message)] = problems_of(tmp_path / "least.xlsx")
        assert place == sheet
        assert f"“{kind}” is about one" in message


def test_columns_in_another_order_rows_apart_and_small_slips_are_read(changed):
    def edit(book: Workbook) -> None:
        page = book["People"]
        for row in range(1, 10):
            page.cell(row, 1).value, page.cell(row, 2).value = page.cell(row, 2).value, page.cell(row, 1).value
        page.insert_rows(4, 7)
        page["A3"].value = "  ASSESSOR "
        page["B2"].value = "e-mail "
        units = book["Units"]
        for column in range(1, 9):
            units.cell(3, column).value, units.cell(4, column).value = (
                units.cell(4, column).value,
                units.cell(3, column).value,
            )
        book["Case"]["B4"].value = f"  {EXAMPLE['title']} "
        book["Claimant"]["B4"].value = "S-0001"
        del book[GUIDANCE]
        del book[LISTS]

    assert read_intake(changed(edit)) == read_case(EXAMPLE)


def test_whole_numbers_typed_for_text_are_text(changed):
    assert read_intake(changed(typed("Claimant!B4", 12345))).claimant.reference == "12345"


def test_a_range_may_be_typed_in_one_cell(changed):
    def edit(book: Workbook) -> None:
        typed("Hours!C4", "80-95.5")(book)
        typed("Hours!D4", None)(book)

    assert read_intake(changed(edit)) == read_case(EXAMPLE)


@pytest.mark.parametrize(
    "text",
    [
        "Tha an neach-ionnsachaidh a’ sgrìobhadh às ùr",
        "Zażółć gęślą jaźń",
        "المتعلم يخطط للدعم مع الشخص",
        "👩🏽‍⚕️ 🎓 👨‍👩‍👧",
        "字" * 20_000,
        "one\ntwo\tthree",
        "'=SUM(A1) as text",
    ],
)
def test_text_of_every_script_survives(changed, text):
    assert read_intake(changed(typed("Outcomes!B3", text))).programme.units[0].outcomes[0].text == text


def test_text_that_begins_like_a_formula_is_text_when_the_cell_says_so(changed):
    def edit(book: Workbook) -> None:
        book["Hours"]["E3"].value = "=1+1"
        book["Hours"]["E3"].data_type = "s"

    assert read_intake(changed(edit)).programme.units[0].activities[0].note == "=1+1"


def test_fifty_thousand_empty_rows_do_no_harm(changed):
    def edit(book: Workbook) -> None:
        for row in range(300, 50_300):
            book["Units"].cell(row, 1).number_format = "0"

    assert read_intake(changed(edit)) == read_case(EXAMPLE)


def rezipped(source: Path, target: Path, change: Callable[[str, bytes], bytes], **added: bytes) -> Path:
    """Copy a workbook, its parts passed through `change`, with parts added by name (`__` for a slash)."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in added.items():
            new.writestr(name.replace("__", "/"), data)
    return target


def same(name: str, data: bytes) -> bytes:
    return data


def in_units(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    """Return a change of sheet Units, the fourth of the workbook."""

    def change(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet4.xml":
            return data
        assert old in data
        return data.replace(old, new, 1)

    return change


def test_a_merged_range_over_the_whole_sheet_takes_no_memory(filled, tmp_path):
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A9:XFD1048576"/></mergeCells>'
    path = rezipped(filled, tmp_path / "merged.xlsx", in_units(b"</sheetData>", merged))
    tracemalloc.start()
    try:
        assert read_intake(path) == read_case(EXAMPLE)
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


def test_a_size_that_a_sheet_states_of_itself_is_not_believed(filled, tmp_path):
    def change(name: str, data: bytes) -> bytes:
        start, end = data.find(b'<dimension ref="'), data.find(b"/>", data.find(b'<dimension ref="'))
        return data if start < 0 else data[:start] + b'<dimension ref="A1:XFD1048576"' + data[end:]

    assert read_intake(rezipped(filled, tmp_path / "stated.xlsx", change)) == read_case(EXAMPLE)


BAD_FILES = [
    (b"", "not an Excel workbook"),
    (b"not a workbook", "not an Excel workbook"),
    (b"Kind;Title\nRPL;A", "not an Excel workbook"),
    (b"PK\x03\x04" + b"\0" * 60, "not an Excel workbook"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an older Excel file or has a password"),
    (b"PK" + b"\0" * 20_000_000, "larger than 20 MB"),
]


@pytest.mark.parametrize(("data", "phrase"), BAD_FILES, ids=range(len(BAD_FILES)))
def test_what_is_no_workbook_is_refused_with_a_sentence(tmp_path, data, phrase):
    path = tmp_path / "intake.xlsx"
    path.write_bytes(data)
    [(place, message)] = problems_of(path)
    assert place == ""
    assert phrase in message


def test_macros_are_refused_by_the_name_of_the_file_and_by_what_it_holds(filled, tmp_path):
    named = tmp_path / "intake.xlsm"
    named.write_bytes(filled.read_bytes())
    assert "ends in .xlsx, without macros" in problems_of(named)[0][1]
    held = rezipped(filled, tmp_path / "held.xlsx", same, **{"xl__vbaProject.bin": b"\0"})
    assert "holds macros" in problems_of(held)[0][1]


def test_what_unpacks_to_too_much_is_refused_before_it_is_parsed(filled, tmp_path):
    large = rezipped(filled, tmp_path / "large.xlsx", same, xl__media__image=bytes(101_000_000))
    assert "unpacks to more than" in problems_of(large)[0][1]
    parts = {f"xl__media__{number}": b"" for number in range(2_001)}
    assert "2,000 parts" in problems_of(rezipped(filled, tmp_path / "parts.xlsx", same, **parts))[0][1]


ODD_XML = [
    (b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'),
    (b"</sheetData>", b'<row r="900"><c r="XFD900"><v>1</v></c></row></sheetData>'),
    (b"</sheetData>", b"</sheetDate>"),
    (b"</sheetData>", b'<row r="x"><c r="A9"><v>1</v></c></row></sheetData>'),
    (b"</sheetData>", b'<row r="900"><c r="A900" t="s"><v>99999999</v></c></row></sheetData>'),
]


@pytest.mark.parametrize(("old", "new"), ODD_XML, ids=range(len(ODD_XML)))
def test_sheets_that_are_not_what_they_say_are_refused_whole(filled, tmp_path, old, new):
    [(place, message)] = problems_of(rezipped(filled, tmp_path / "odd.xlsx", in_units(old, new)))
    assert place == ""
    assert "damaged" in message or "was not read" in message


def test_a_file_that_is_not_there_is_a_problem_of_the_disk(tmp_path):
    with pytest.raises(StorageProblem, match=r"none\.xlsx could not be read"):
        read_intake(tmp_path / "none.xlsx")


CROWDED = [
    b'<row r="900">' + b"<c/>" * 1_000_000 + b"</row>",
    b"<row/>" * 1_000_000,
    b'<row r="900"><c ' + b" ".join(b'a%d=""' % number for number in range(3_000_000)) + b"></c></row>",
]


@pytest.mark.parametrize("rows", CROWDED, ids=range(len(CROWDED)))
def test_a_small_file_that_would_fill_memory_is_refused_before_it_is_parsed(filled, tmp_path, rows):
    path = rezipped(filled, tmp_path / "crowded.xlsx", in_units(b"</sheetData>", rows + b"</sheetData>"))
    assert problems_of(path) == [("", "The workbook is larger than any of ours, so it was not read.")]


def test_cells_that_do_not_say_where_they_stand_are_counted_as_they_come(filled, tmp_path):
    row = b'<row r="5"><c/><c t="str"><v>Third unit</v></c></row></sheetData>'

    def change(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet4.xml":
            return data
        start = data.index(b'<row r="5"')
        return data[:start] + row + data[data.index(b"</sheetData>") + len(b"</sheetData>") :]

    path = rezipped(filled, tmp_path / "places.xlsx", change)
    assert problems_of(path) == [("Units!A5", "The unit number is missing.")]


@pytest.mark.slow
def test_two_hundred_workbooks_with_changed_bytes_are_read_or_refused(filled, tmp_path):
    chance = random.Random(34)
    good = filled.read_bytes()
    path = tmp_path / "flipped.xlsx"
    path.write_bytes(good)
    assert read_intake(path) == read_case(EXAMPLE)
    refused = 0
    for number in range(200):
        if number % 2:
            flipped = bytearray(good)
            flipped[chance.randrange(len(good))] ^= 1 << chance.randrange(8)
            path.write_bytes(flipped)
        else:
            rezipped(filled, path, lambda name, data: one_byte_changed(chance, data))
        refused += is_refused(path)
    assert refused > 100


def one_byte_changed(chance: random.Random, data: bytes) -> bytes:
    """Change one byte of one part in four."""
    changed = bytearray(data)
    if chance.random() < 0.25:
        changed[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(changed)


def is_refused(path: Path) -> bool:
    try:
        assert isinstance(read_intake(path), CaseFile)
    except Refused as refused:
        assert refused.problems
        return True
    return False


def test_the_template_offers_the_words_and_guidance_of_every_field(template):
    book = load_workbook(template)
    assert book.sheetnames == [GUIDANCE, *(layout.name for layout in SHEETS), LISTS]
    for layout in SHEETS:
        page = book[layout.name]
        assert page.freeze_panes == ("B3" if layout not in (UNITS, EVIDENCE) else "C3")
        rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
        for at, one in enumerate(layout.fields):
            heading = page.cell(3 + at, 1) if layout.is_form else page.cell(2, 1 + at)
            assert heading.value == one.heading
            letter = page.cell(1, 1 + at).column_letter
            rule = rules[f"B{3 + at}" if layout.is_form else f"{letter}3:{letter}20000"]
            assert rule.prompt == one.guidance
            if one.words:
                offered = [cell.value for (cell,) in book[LISTS][rule.formula1.partition("!")[2].replace("$", "")]]
                assert offered == list(one.listed)
            elif one.holds is not Holds.TEXT and one.holds is not Holds.LINES:
                assert rule.type in ("whole", "decimal", "date")
    assert [cell.value for cell in book["Checks"]["E"][2:]] == [
        "learning_outcomes",
        "minimum_hours",
        "formal_assessment",
        "quality_assurance",
        "quality_systems",
        "assessment_independence",
        "staff_qualifications",
        "internal_verification",
        "learner_support",
        "stability",
    ]


def test_templates_are_equal_bytes(template, tmp_path):
    write_template(tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == template.read_bytes()
