"""Text stays text, files are whole or not there, and no writer goes round the cells of `sheets`."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import Workbook, load_workbook

from rpl_desk.documents import sheets
from rpl_desk.documents.sheets import (
    CELL_LIMIT,
    Column,
    PrintLines,
    Row,
    Sheet,
    Styles,
    Tone,
    add_sheet,
    csv_cell,
    day,
    moment,
    number,
    row_height,
    save,
    shown_text,
    text_cell,
    value_cell,
)
from rpl_desk.domain.errors import StorageProblem

DOCUMENTS = Path(sheets.__file__).parent
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINES = PrintLines("Sample College & Partners", "Decision record CR-2026-0012, version 1", "CR-2026-0012")

INJECTIONS = [
    '=HYPERLINK("https://example.ac.uk","open")',
    "=cmd|' /C calc'!A0",
    "+cmd|calc",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "   =1+1",
    "\u200b=1+1",
    "\u00a0\ufeff\u2060@SUM(1)",
    "\u202e=1+1",
]
PLAIN = ["Claim 3 = met", "a-b", "mail@example.ac.uk", "8", "#N/A", "TRUE", "1/2", "", " "]
SCRIPTS = ["Gàidhlig: ceòl is ùpraid", "Zażółć gęślą jaźń", "تعلّم من الخبرة", "📚 👩‍🏫 évaluation", "学習"]


def opens(written: Path) -> None:
    load_workbook(BytesIO(written.read_bytes()))


def one_cell_file(texts: list[str], path: Path) -> Path:
    workbook = Workbook(write_only=True)
    sheet = Sheet("Sheet", (Column("Text", 40),), (Row((text,)) for text in texts))
    add_sheet(workbook, sheet, Styles(), LINES)
    save(workbook, path, made_on=date(2026, 5, 28), check=opens)
    return path


def cells_in_xml(path: Path) -> list[etree._Element]:
    with ZipFile(path) as archive:
        root = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    return list(root.iter(f"{MAIN}c"))


def test_what_looks_like_a_formula_is_kept_as_text_with_its_mark(tmp_path):
    path = one_cell_file(INJECTIONS, tmp_path / "book.xlsx")
    for cell, text in zip(cells_in_xml(path)[1:], INJECTIONS, strict=True):
        assert cell.get("t") == "inlineStr"
        assert cell.find(f"{MAIN}f") is None
        assert "".join(cell.itertext()) == shown_text(text)
    page = load_workbook(path)["Sheet"]
    for row, text in enumerate(INJECTIONS, 2):
        cell = page.cell(row, 1)
        assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", shown_text(text), True)


def test_ordinary_text_carries_no_mark_and_stays_text(tmp_path):
    page = load_workbook(one_cell_file(PLAIN, tmp_path / "book.xlsx"))["Sheet"]
    for row, text in enumerate(PLAIN, 2):
        assert page.cell(row, 1).value == (text or None)
        assert not page.cell(row, 1).quotePrefix
        assert page.cell(row, 1).data_type == ("s" if text else "n")


def test_without_the_text_cell_the_same_words_would_be_a_formula():
    page = Workbook().active
    page.append(["=1+1"])
    assert page["A1"].data_type == "f"
    assert text_cell(page["A1"], "=1+1").data_type == "s"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_the_same_text(tmp_path):
    path = one_cell_file([*INJECTIONS, *SCRIPTS], tmp_path / "book.xlsx")
    turn = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "ods"]
    subprocess.run([*turn, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True)
    with ZipFile(tmp_path / "book.ods") as archive:
        content = archive.read("content.xml").decode()
    assert "table:formula" not in content


def test_every_script_reads_back_as_it_was(tmp_path):
    page = load_workbook(one_cell_file(SCRIPTS, tmp_path / "book.xlsx"))["Sheet"]
    assert [page.cell(row, 1).value for row in range(2, len(SCRIPTS) + 2)] == SCRIPTS


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\0b", "a\ufffdb"),
        ("a\x1bb", "a\ufffdb"),
        ("half \ud83d of a pair", "half \ufffd of a pair"),
        ("\ufffe\uffff", "\ufffd\ufffd"),
        ("abc\u202edef", "abc[U+202E]def"),
        ("\u2066x\u2069", "[U+2066]x[U+2069]"),
        ("a\x85b\x7f", "a[U+0085]b[U+007F]"),
        ("one\r\ntwo\nthree\tfour", "one\ntwo\nthree\tfour"),
        ("one\rtwo", "one[U+000D]two"),
        ("لا\u200f", "لا\u200f"),
    ],
)
def test_what_a_sheet_cannot_show_is_made_visible(text, shown, tmp_path):
    assert shown_text(text) == shown
    page = load_workbook(one_cell_file([text], tmp_path / "book.xlsx"))["Sheet"]
    assert page["A2"].value == shown


@pytest.mark.parametrize("character", ["x", "é", "📚"])
def test_a_text_is_cut_at_the_limit_of_a_cell_and_says_so(character):
    units = len(character.encode("utf-16-le")) // 2
    whole = character * (CELL_LIMIT // units)
    assert shown_text(whole) == whole
    cut = shown_text(whole + "xx")
    assert len(cut.encode("utf-16-le")) // 2 in (CELL_LIMIT, CELL_LIMIT - 1)
    assert cut.startswith(character * 100)
    assert cut.endswith(f"All {len(whole) + 2:,} characters are in the signed record, on sheet Proof.]") or units == 2
    assert "[Cut here" in cut
    assert "\ufffd" not in cut


def test_words_that_look_like_an_escape_are_shown_as_typed(tmp_path):
    path = one_cell_file(["_x0041_ and _x000D_"], tmp_path / "book.xlsx")
    assert "".join(cells_in_xml(path)[1].itertext()) == "_x005F_x0041_ and _x005F_x000D_"


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec=None), max_size=80))
def test_any_text_can_be_written_and_is_no_formula(text):
    cell = text_cell(Workbook().active["A1"], text)
    assert cell.data_type == ("s" if text else "n")
    if cell.value is not None:
        element = etree.Element("t")
        element.text = cell.value
        assert etree.fromstring(etree.tostring(element)).text == cell.value


@pytest.mark.parametrize("text", INJECTIONS)
def test_a_csv_cell_begins_with_an_apostrophe_where_it_could_be_a_formula(text):
    assert csv_cell(text).startswith("'")


@pytest.mark.parametrize("text", PLAIN)
def test_a_csv_cell_leaves_ordinary_text_alone(text):
    assert csv_cell(text) == text


def test_numbers_and_days_are_what_they_are_in_both_kinds_of_workbook(tmp_path):
    values = (8, Decimal("41.5"), date(2026, 5, 28), datetime.fromisoformat("2026-05-28T11:40:05"), None, "8")
    for write_only in (True, False):
        workbook = Workbook(write_only=write_only)
        columns = tuple(Column(heading, 12) for heading in "ABCDEF")
        assert add_sheet(workbook, Sheet("Kinds", columns, [Row(values)]), Styles(), LINES) == 1
        save(workbook, tmp_path / "book.xlsx", made_on=date(2026, 5, 28), check=opens)
        page = load_workbook(tmp_path / "book.xlsx")["Kinds"]
        assert [cell.value for cell in page[2]] == [8, 41.5, datetime.fromisoformat("2026-05-28"), values[3], None, "8"]
        assert [cell.data_type for cell in page[2]] == ["n", "n", "d", "d", "n", "s"]
    cell = value_cell(Workbook().active["A1"], date(2026, 5, 28))
    assert (cell.is_date, cell.number_format) == (True, "d mmm yyyy")


def test_a_sheet_is_ready_to_scroll_filter_and_print(tmp_path):
    workbook = Workbook(write_only=True)
    columns = (Column("Key", 9), Column("Text", 40))
    add_sheet(workbook, Sheet("Rows", columns, [Row(("E1", "one")), Row(("E2", "two"))], keep=1), Styles(), LINES)
    save(workbook, tmp_path / "book.xlsx", made_on=date(2026, 5, 28), check=opens)
    page = load_workbook(tmp_path / "book.xlsx")["Rows"]
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:B3"
    assert page.print_title_rows == "$1:$1"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.oddHeader.left.text == "Sample College && Partners"
    assert page.oddHeader.right.text == "Decision record CR-2026-0012, version 1"
    assert page.oddFooter.right.text == "page &P of &N"
    assert [page.column_dimensions[letter].width for letter in "AB"] == [9, 40]
    assert page["B2"].alignment.wrap_text


def test_equal_contents_give_equal_bytes(tmp_path):
    first = one_cell_file(SCRIPTS, tmp_path / "one.xlsx").read_bytes()
    assert one_cell_file(SCRIPTS, tmp_path / "two.xlsx").read_bytes() == first
    assert one_cell_file(SCRIPTS[:-1], tmp_path / "two.xlsx").read_bytes() != first


def test_a_file_that_fails_its_check_leaves_the_old_one_and_nothing_beside_it(tmp_path):
    path = one_cell_file(["before"], tmp_path / "book.xlsx")
    before = path.read_bytes()

    def refuse(written: Path) -> None:
        assert written.parent == tmp_path
        raise StorageProblem("did not read back")

    workbook = Workbook(write_only=True)
    workbook.create_sheet("Other")
    with pytest.raises(StorageProblem, match="did not read back"):
        save(workbook, path, made_on=date(2026, 5, 28), check=refuse)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_held_open_elsewhere_is_said_so(tmp_path, monkeypatch):
    def held(part: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(StorageProblem, match=r"book\.xlsx could not be replaced\. Is it open in another program"):
        one_cell_file(["text"], tmp_path / "book.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(StorageProblem, match=r"book\.xlsx could not be written: No such file"):
        one_cell_file(["text"], tmp_path / "none" / "book.xlsx")


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (day, "2026-05-28", date(2026, 5, 28)),
        (day, None, None),
        (day, "1899-12-31", "1899-12-31"),
        (day, "1900-02-28", "1900-02-28"),
        (day, "1900-03-01", date(1900, 3, 1)),
        (day, "spring 2026", "spring 2026"),
        (moment, "2026-05-28T11:40:05Z", datetime.fromisoformat("2026-05-28T11:40:05")),
        (moment, "2026-05-28T12:40:05.9+01:00", datetime.fromisoformat("2026-05-28T11:40:05")),
        (moment, "9999-12-31T23:59:59-01:00", "9999-12-31T23:59:59-01:00"),
        (moment, "noon", "noon"),
        (number, "8", 8),
        (number, "41.5", Decimal("41.5")),
        (number, "met", "met"),
        (number, "1e5", "1e5"),
        (number, "", ""),
    ],
)
def test_the_text_of_a_record_becomes_a_day_a_moment_or_a_number(read, text, value):
    assert read(text) == value
    assert type(read(text)) is type(value)


def test_no_writer_puts_a_value_into_a_sheet_by_itself():
    modules = [path for path in DOCUMENTS.glob("*.py") if path.name != "sheets.py"]
    assert [fault for path in modules for fault in raw_writes(path.name, path.read_text())] == []


@pytest.mark.parametrize(
    "line",
    [
        'page["A1"] = "=1+1"',
        'page[f"A{row}"] = text',
        "cell.value = text",
        "cell._value = text",
        "page.append([text])",
        "page.append((text, 8))",
        "page.append([one for one in texts])",
        "page.cell(1, 2, text)",
        "page.cell(row=1, column=2, value=text)",
        "WriteOnlyCell(page, text)",
    ],
)
def test_the_lint_names_a_value_put_in_raw(line):
    assert list(raw_writes("x.py", f"import openpyxl\n{line}\n")) == ["x.py:2"]


def test_the_lint_lets_the_cells_of_sheets_pass():
    passing = (
        "page.append([text_cell(page, text)])\npage.append([value_cell(page, one) for one in texts])\npage.cell(1, 2)"
    )
    assert list(raw_writes("x.py", f"import openpyxl\n{passing}\n")) == []


WRITERS = {"Workbook", "Worksheet", "Cell", "WriteOnlyCell"}
CELLS = {"text_cell", "value_cell"}


def raw_writes(name: str, source: str) -> Iterator[str]:
    """Yield the place of each value put into a sheet other than through the cells of `sheets`."""
    tree = ast.parse(source)
    if not any(is_import_of_a_writer(node) for node in ast.walk(tree)):
        return
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(map(is_cell_place, targets)) or (isinstance(node, ast.Call) and is_raw_call(node)):
            yield f"{name}:{node.lineno}"


def is_import_of_a_writer(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        from_openpyxl = (node.module or "").split(".")[0] == "openpyxl"
        return from_openpyxl and any(alias.name in WRITERS for alias in node.names)
    return isinstance(node, ast.Import) and any(alias.name == "openpyxl" for alias in node.names)


def is_cell_place(target: ast.expr) -> bool:
    if isinstance(target, ast.Attribute):
        return target.attr in ("value", "_value")
    place = target.slice if isinstance(target, ast.Subscript) else None
    return isinstance(place, ast.JoinedStr) or (
        isinstance(place, ast.Constant) and isinstance(place.value, str) and place.value[-1:].isdigit()
    )


def is_raw_call(call: ast.Call) -> bool:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if called in ("cell", "WriteOnlyCell", "Cell"):
        most = 2 if called == "cell" else 1
        return len(call.args) > most or any(keyword.arg == "value" for keyword in call.keywords)
    if called != "append" or not call.args:
        return False
    given = call.args[0]
    if isinstance(given, ast.List | ast.Tuple):
        parts = given.elts
    elif isinstance(given, ast.ListComp | ast.GeneratorExp):
        parts = [given.elt]
    else:
        return False
    return not all(isinstance(part, ast.Call) and name_of(part) in CELLS for part in parts)


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@pytest.mark.parametrize(
    ("values", "tone", "lines"),
    [
        (("short", 8, None), Tone.PLAIN, 1),
        (("", "", ""), Tone.PLAIN, 1),
        (("x" * 11, "", ""), Tone.PLAIN, 1),
        (("x" * 12, "", ""), Tone.PLAIN, 2),
        (("x" * 11, "", ""), Tone.STRONG, 2),
        (("one\ntwo\nthree", "", ""), Tone.PLAIN, 3),
        (("aaaa bbbb cccc dddd", "", ""), Tone.PLAIN, 2),
        (("aaaa bbbb cccc dddd", "a longer text for the middle column", ""), Tone.PLAIN, 2),
        (("x" * 300, "", ""), Tone.RAW, 1),
    ],
)
def test_a_row_is_as_high_as_its_longest_cell_when_wrapped(values, tone, lines):
    height = row_height(Row(values, tone), (10, 20, 30))
    assert height == (None if lines == 1 else 13 * lines + 2)


def test_no_row_is_higher_than_excel_allows():
    assert row_height(Row(("why " * 5000,)), (70,)) == 409


@pytest.mark.parametrize("write_only", [True, False])
def test_wrapped_rows_are_written_with_their_height_and_headings_too(write_only, tmp_path):
    workbook = Workbook(write_only=write_only)
    sheet = Sheet(
        "Things",
        (Column("Points of the programme", 10), Column("Why", 20)),
        (Row((8, "short")), Row((9, "long " * 30))),
    )
    assert add_sheet(workbook, sheet, Styles(), PrintLines("a", "b", "c")) == 2
    workbook.save(tmp_path / "things.xlsx")
    rows = load_workbook(tmp_path / "things.xlsx")["Things"].row_dimensions
    assert [rows[n].height for n in (1, 2, 3)] == [41, None, 13 * 8 + 2]
