"""The decision workbook holds the record field by field, and a changed one is named to the cell."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter

from rpl_desk.documents import sheet_bounds
from rpl_desk.documents.decision_sheets import decision_sheets
from rpl_desk.documents.sheet_reader import ReadCell, read_workbook
from rpl_desk.documents.sheets import Sheet
from rpl_desk.documents.signature_line import SignatureLine
from rpl_desk.documents.workbook import compare_workbook, decision_workbook, read_bundle, sheet_differences
from rpl_desk.domain.errors import StorageProblem
from rpl_desk.domain.record import DecisionRecord
from tests.factories import as_version, as_version_1, plain_bytes, sample_record, sample_rpl_record

SIGNATURES = (
    SignatureLine("Assessor One", "lead assessor", "2026-05-28T11:52:09Z", "P3WD 8KZA 1R6N 5VQE 70TC HJ4M 2XYS 9BGD"),
    SignatureLine("Chair One", "chair", "2026-05-28T11:55:40Z", "6HJT 0XC4 M2YB 97GS E1KP 5RWV 8DQN 3ZAF"),
)
NAMES = ["Decision", "Criteria", "Evidence", "Passages", "Statements", "Tests", "Differences", "Gaps"]
LATER = ("Statements", "Tests", "Gaps", "Comparators")
NAMES += ["Comparators", "Credit", "Log", "Proof"]


def bundle_of(record: DecisionRecord) -> bytes:
    return plain_bytes({"record": record.to_plain(), "signatures": []})


def sheets_of(record: DecisionRecord) -> tuple[Sheet, ...]:
    return decision_sheets(record, bundle_of(record), SIGNATURES)


def written(record: DecisionRecord, folder: Path) -> bytes:
    path = folder / "decision.xlsx"
    decision_workbook(record, bundle_of(record), SIGNATURES, path)
    return path.read_bytes()


def found(data: bytes, record: DecisionRecord) -> tuple[str, ...]:
    return compare_workbook(data, record, bundle_of(record), SIGNATURES)


def changed(data: bytes, change: Callable[[Any], object]) -> bytes:
    """Return the workbook after a change made in another program."""
    book = load_workbook(BytesIO(data))
    change(book)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def rezipped(data: bytes, change: Callable[[str, bytes], bytes], extra: dict[str, bytes] | None = None) -> bytes:
    kept = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(kept, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
        for name, part in (extra or {}).items():
            target.writestr(name, part)
    return kept.getvalue()


def rows_of(data: bytes, sheet: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet by heading."""
    head, *rows = load_workbook(BytesIO(data))[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def record() -> DecisionRecord:
    return sample_record()


@pytest.fixture(scope="module")
def data(record, tmp_path_factory) -> bytes:
    return written(record, tmp_path_factory.mktemp("workbook"))


def test_the_sheets_are_in_order_and_all_in_sight(data):
    book = load_workbook(BytesIO(data))
    assert book.sheetnames == NAMES
    assert {page.sheet_state for page in book} == {"visible"}
    assert all(page.freeze_panes for page in book)
    assert all(page.auto_filter.ref for page in book.worksheets[:-1])


def test_the_decision_sheet_says_what_was_decided(data, record):
    said = {(row["Part"], row["Item"]): row for row in rows_of(data, "Decision")}
    value = {place: row["Value"] for place, row in said.items()}
    assert value["Decision", "Outcome"] == "Rated with conditions"
    assert value["Decision", "SCQF level"] == 8
    assert value["Decision", "SCQF credit points"] == 24
    assert value["Decision", "Decided on"] == datetime.fromisoformat("2026-05-28")
    assert value["Decision", "Why this level"] == record.decision.level_rationale
    assert value["Decision", "Why these points"] == record.decision.credit_rationale
    assert value["Conditions", "Condition 1"] == record.decision.conditions[0].text
    assert value["Conditions", "Condition 1, due on"] == datetime.fromisoformat("2026-09-30")
    assert value["Recommendations", "Recommendation 1"] == record.decision.recommendations[0]
    assert value["Record", "Reference"] == "CR-2026-0012"
    assert value["Record", "Made at (UTC)"] == datetime.fromisoformat("2026-05-28T11:40:05")
    assert "not the official text" in said["Record", "Level descriptors"]["Note"]
    assert value["Subject", "Title"] == record.subject.title
    assert value["Eligibility", "It takes at least 10 notional hours"] == "pass"
    assert value["Meeting", "Quorum"] == 3
    assert value["People", "Chair One"] == "chair"
    assert value["Signatures", "Asked for 2, chair"] == "Chair One"
    assert value["Signatures", "Chair One, signed at (UTC)"] == datetime.fromisoformat("2026-05-28T11:55:40")
    assert said["Signatures", "Chair One, signed at (UTC)"]["Note"] == f"chair, receipt {SIGNATURES[1].receipt}"


def test_the_criteria_sheet_has_every_answer_and_finding(data, record):
    rows = iter(rows_of(data, "Criteria"))
    for criterion in record.criteria:
        for answer in criterion.answers:
            row = next(rows)
            assert (row["Key"], row["By"]) == (criterion.key, f"Assessor {answer.assessor}")
            assert (row["Answer"], row["Reason"]) == (int(answer.answer), answer.reason)
            assert (row["Passages"] or "") == " ".join(f"[{n}]" for n in answer.passages)
        row = next(rows)
        assert (row["By"], row["Answer"]) == ("Panel", int(criterion.finding.answer))
        assert (row["Reason"] or "", row["Remark"]) == (criterion.finding.reason, criterion.finding.how)
    assert next(rows, None) is None


def test_the_other_sheets_follow_the_record_row_by_row(data, record):
    for row, one in zip(rows_of(data, "Evidence"), record.evidence, strict=True):
        assert (row["Key"], row["Title"], row["File"], row["Bytes"]) == (one.key, one.title, one.file_name, one.size)
        assert (row["SHA-256"], row["Current"], row["Learned on"]) == (one.sha256, "not known", None)
        assert row["Received on"].date().isoformat() == one.received_on
    for row, one in zip(rows_of(data, "Passages"), record.passages, strict=True):
        assert row["SHA-256 of the file"] == one.sha256
        assert row["In an earlier file"] == ("yes" if one.orphaned else "no")
        assert row["Marked as"] == one.kind
        assert (row["No."], row["Evidence"], row["Place"]) == (one.number, one.evidence, one.page)
        assert (row["Quotation"], row["Stance"], row["Strength"]) == (one.quotation, one.stance, one.strength)
    rows = rows_of(data, "Differences")
    for row, one in zip(rows[: len(record.differences)], record.differences, strict=True):
        assert (row["Criterion"], row["Apart"], row["Reason"]) == (one.criterion, one.by, one.reason)
        assert row["Answers"] == f"Assessor 1: {one.answers[0]}; Assessor 2: {one.answers[1]}"
    criteria = {one.key: one for one in record.criteria}
    for row in rows[: len(record.differences)]:
        for answer in criteria[row["Criterion"]].answers:
            assert f"Assessor {answer.assessor}: {answer.reason}" in row["Each side's reason"]
            places = " ".join(f"[{number}]" for number in answer.passages)
            assert not places or f"Assessor {answer.assessor}: {places}" in row["Passages"]
    figures = [(row["Label"], row["Kind"], row["Figure"]) for row in rows[len(record.differences) :]]
    assert figures == [
        ("Agreement: Levels", "percent the same", 87.5),
        ("Agreement: Levels", "Cohen's kappa", -0.05),
        ("Agreement: Levels", "Krippendorff's alpha, ordinal", None),
    ]
    steps = [(row["Item"], row["Note"]) for row in rows_of(data, "Credit") if row["Line"] == "working"]
    assert steps == [(one.words, one.rule) for part in (*record.units, record.credit) for one in part.reckoned]
    units = [row for row in rows_of(data, "Credit") if row["Line"] == "unit"]
    for row, unit in zip(units, record.units, strict=True):
        assert (row["Unit"], row["Low hours"], row["Points"]) == (unit.key, float(unit.low_hours), unit.points)
    activities = [row["Item"] for row in rows_of(data, "Credit") if row["Line"] == "activity"]
    assert activities == [one.words for unit in record.units for one in unit.activities]
    log = rows_of(data, "Log")
    assert [row["No."] for row in log if row["Line"] == "entry"] == [entry.seq for entry in record.log]
    assert [row["Hash"] for row in log if row["Line"] == "entry"] == [entry.hash for entry in record.log]
    assert len(log) == len(record.log) + len(record.stages)


def test_answers_that_name_their_assessor_are_not_named_twice(record, tmp_path):
    answers = ("Assessor 1: level 8", "Assessor 2: level 7")
    named = replace(record, differences=tuple(replace(one, answers=answers) for one in record.differences))
    rows = rows_of(written(replace(named, agreement=()), tmp_path), "Differences")
    assert {row["Answers"] for row in rows} == {"; ".join(answers)}


def test_the_pieces_of_the_record_are_not_printed(data):
    assert load_workbook(BytesIO(data))["Proof"].print_area == "'Proof'!$A$1:$C$2"


def test_equal_records_give_equal_bytes(data, record, tmp_path):
    assert written(sample_record(), tmp_path) == data
    assert written(replace(record, version=2), tmp_path) != data


def test_the_record_comes_back_from_the_proof_byte_for_byte(data, record, tmp_path):
    assert read_bundle(data) == bundle_of(record)
    path = tmp_path / "copy.xlsx"
    path.write_bytes(data)
    assert read_bundle(path) == bundle_of(record)


@settings(max_examples=8, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=200).map(lambda text: text * 40 + "_x0041_x005F_ ⟦7⟧ =1"))
def test_any_text_in_the_proof_comes_back_also_after_another_program_saved_it(tmp_path_factory, text):
    record = sample_rpl_record(criteria=(), evidence=(), passages=(), log=())
    path = tmp_path_factory.mktemp("proof") / "decision.xlsx"
    decision_workbook(record, text.encode(), (), path)
    assert read_bundle(path) == text.encode()
    assert read_bundle(changed(path.read_bytes(), lambda book: None)) == text.encode()


@pytest.mark.parametrize("make", [sample_record, sample_rpl_record])
def test_an_unchanged_workbook_has_no_difference_even_when_saved_again(make, tmp_path):
    record = make()
    data = written(record, tmp_path)
    assert found(data, record) == ()
    assert found(changed(data, lambda book: None), record) == ()


def another(value: Any) -> Any:
    if isinstance(value, str):
        return value[:-1] + ("y" if value.endswith("x") else "x")
    return value + timedelta(days=1) if isinstance(value, date) else value + 1


def place_of(sheet: str, cell: ReadCell) -> str:
    return f"{sheet}!{get_column_letter(cell.column)}{cell.row}"


def test_each_cell_changed_alone_is_named_and_nothing_else(tmp_path):
    record = sample_rpl_record()
    data = written(record, tmp_path)
    count = 0
    for sheet, wanted in zip(read_workbook(data).sheets, sheets_of(record), strict=True):
        for at, cell in enumerate(sheet.cells):
            cells = (*sheet.cells[:at], replace(cell, value=another(cell.value)), *sheet.cells[at + 1 :])
            sentences = list(sheet_differences(wanted, cells))
            assert [one.startswith(f"{place_of(sheet.name, cell)} says ") for one in sentences] == [True]
            count += 1
        assert list(sheet_differences(wanted, sheet.cells)) == []
    assert count > 500


def test_a_cell_cleared_alone_is_named(data, record):
    for sheet, wanted in zip(read_workbook(data).sheets, sheets_of(record), strict=True):
        for at, cell in list(enumerate(sheet.cells))[::5]:
            sentences = list(sheet_differences(wanted, (*sheet.cells[:at], *sheet.cells[at + 1 :])))
            assert len(sentences) == 1
            assert f"{place_of(sheet.name, cell)} says nothing" in sentences[0] or "is missing" in sentences[0]


@pytest.mark.parametrize("name", NAMES)
def test_all_cells_of_a_sheet_changed_in_the_file_are_all_named(name, data, record):
    before = next(sheet for sheet in read_workbook(data).sheets if sheet.name == name)

    def change(book: Any) -> None:
        for cell in before.cells:
            there = book[name].cell(cell.row, cell.column)
            there.value = another(there.value)

    places = [one.split(" says ")[0] for one in found(changed(data, change), record)]
    assert sorted(places) == sorted(place_of(name, cell) for cell in before.cells)


@pytest.mark.parametrize("name", NAMES)
def test_a_single_cell_changed_in_the_file_is_named(name, data, record):
    cells = next(sheet.cells for sheet in read_workbook(data).sheets if sheet.name == name)
    cell = cells[len(cells) // 2]

    def change(book: Any) -> None:
        there = book[name].cell(cell.row, cell.column)
        there.value = another(there.value)

    sentences = found(changed(data, change), record)
    assert [one.startswith(f"{place_of(name, cell)} says ") for one in sentences] == [True]


def set_to(place: str, value: Any) -> Callable[[Any], None]:
    name, cell = place.split("!")

    def change(book: Any) -> None:
        book[name][cell] = value

    return change


def shown_as(place: str, number_format: str) -> Callable[[Any], None]:
    name, cell = place.split("!")

    def change(book: Any) -> None:
        book[name][cell].number_format = number_format

    return change


def commented(book: Any) -> None:
    book["Decision"]["C3"].comment = Comment("Really level 9", "Someone")


def coloured_by_rule(book: Any) -> None:
    rule = CellIsRule(operator="equal", formula=["8"], fill=PatternFill("solid", bgColor="FFFFFF"))
    book["Decision"].conditional_formatting.add("C3", rule)


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        (set_to("Decision!C3", 9), ["Decision!C3 says 9, the signed record says 8."]),
        (set_to("Decision!C3", "8"), ["Decision!C3 says “8”, the signed record says 8."]),
        (
            set_to("Decision!C3", 8.4),
            [
                "Decision!C3 has the number format #,##0, which can show another value than it holds.",
                "Decision!C3 says 8.4, the signed record says 8.",
            ],
        ),
        (set_to("Decision!C3", None), ["Decision!C3 says nothing, the signed record says 8."]),
        (set_to("Decision!C3", True), ["Decision!C3 says True, the signed record says 8."]),
        (set_to("Decision!C3", "=4+4"), ["Decision!C3 says the formula =4+4, the signed record says 8."]),
        (set_to("Decision!B1", "Topic"), ["Decision!B1 says “Topic”, the signed record says “Item”."]),
        (
            set_to("Decision!C2", "Rated"),
            ["Decision!C2 says “Rated”, the signed record says “Rated with conditions”."],
        ),
        (
            set_to("Decision!C5", date(2026, 5, 29)),
            ["Decision!C5 says 2026-05-29, the signed record says 2026-05-28."],
        ),
        (set_to("Decision!H50", "aside"), ["Decision!H50 says “aside”, the signed record says nothing."]),
        (
            set_to("Passages!A7", 6),
            ["Passages!A7: the row 6 is not from the signed record."],
        ),
        (
            shown_as("Decision!C3", '"9"'),
            ['Decision!C3 has the number format "9", which can show another value than it holds.'],
        ),
        (
            shown_as("Decision!C2", ';;;"Rated"'),
            ['Decision!C2 has the number format ;;;"Rated", which can show another value than it holds.'],
        ),
        (
            lambda book: book["Differences"].delete_rows(2),
            ["Differences: the row “U2.a”, “Unit 2 Listening and recording, Autonomy, "],
        ),
        (lambda book: book.remove(book["Differences"]), ["The sheet Differences is missing."]),
        (lambda book: book.create_sheet("Notes"), ["The sheet Notes is not from the signed record."]),
        (lambda book: setattr(book["Log"], "sheet_state", "veryHidden"), ["The sheet Log is hidden."]),
        (
            lambda book: setattr(book["Criteria"].column_dimensions["H"], "hidden", True),
            ["The workbook holds hidden columns, which the signed record does not give."],
        ),
        (
            lambda book: setattr(book["Criteria"].row_dimensions[4], "hidden", True),
            ["The workbook holds hidden rows, which the signed record does not give."],
        ),
        (
            commented,
            [
                "The workbook holds comments, which the signed record does not give.",
                "The workbook holds drawings, pictures or notes, which the signed record does not give.",
            ],
        ),
        (coloured_by_rule, ["The workbook holds conditional formats, which the signed record does not give."]),
        (
            lambda book: setattr(book["Decision"]["C3"], "hyperlink", "https://example.ac.uk"),
            ["The workbook holds links, which the signed record does not give."],
        ),
    ],
)
def test_each_kind_of_change_is_said_in_words(change, sentences, data, record):
    said = found(changed(data, change), record)
    assert len(said) == len(sentences)
    for one, beginning in zip(said, sentences, strict=True):
        assert one.startswith(beginning)


def test_a_row_added_or_taken_out_leaves_the_rows_below_alone(data, record):
    added = found(changed(data, lambda book: book["Criteria"].insert_rows(5)), record)
    assert added == ("Criteria!A5: the row without content is not from the signed record.",)
    taken = found(changed(data, lambda book: book["Evidence"].delete_rows(3)), record)
    assert len(taken) == 1
    assert taken[0].startswith("Evidence: the row “E02”, “Programme handbook”")


def test_rows_hidden_by_a_filter_in_use_are_no_alteration(data, record):
    def filtered(book: Any) -> None:
        book["Criteria"].auto_filter.add_filter_column(5, ["Panel"])
        book["Criteria"].row_dimensions[2].hidden = True

    assert found(changed(data, filtered), record) == ()


def test_another_record_or_other_signatures_are_not_taken_for_this_one(data, record):
    other = replace(record, decision=replace(record.decision, level=9))
    said = compare_workbook(data, other, bundle_of(record), SIGNATURES)
    assert said == (
        "Decision!C3 says 8, the signed record says 9.",
        "Credit!K50 says 8, the signed record says 9.",
    )
    unsigned = compare_workbook(data, record, bundle_of(record), SIGNATURES[:1])
    assert ["“Chair One, signed at (UTC)”" in one for one in unsigned] == [True]


def test_many_differences_end_in_a_count(record, tmp_path):
    data = written(record, tmp_path)
    other = sample_rpl_record(log=tuple(replace(record.log[0], seq=n) for n in range(1_500)))
    said = compare_workbook(data, other, bundle_of(other), ())
    assert len(said) == 1_001
    assert said[-1].endswith("more differences.")


LONG = "Reflective practice changes what I do next time. "
SCRIPTS = "Gàidhlig ceòl · Zażółć gęślą jaźń · تعلّم من الخبرة · 📚 👩‍🏫"


def test_long_text_and_every_script_survive(record, tmp_path):
    words = {
        "level_rationale": (LONG * 500)[:20_000],
        "credit_rationale": (LONG * 1_000)[:40_000],
        "dissent": SCRIPTS + " \0 \ufffe \u202e",
    }
    long = replace(record, decision=replace(record.decision, **words))
    path = tmp_path / "decision.xlsx"
    decision_workbook(long, bundle_of(long), SIGNATURES, path)
    value = {row["Item"]: row["Value"] for row in rows_of(path.read_bytes(), "Decision")}
    assert value["Why this level"] == words["level_rationale"]
    assert value["Dissent"] == SCRIPTS + " \ufffd \ufffd [U+202E]"
    assert len(value["Why these points"]) == 32_767
    assert value["Why these points"].endswith("All 40,000 characters are in the signed record, on sheet Proof.]")
    assert json.loads(read_bundle(path))["record"]["decision"] == json.loads(json.dumps(long.to_plain()["decision"]))


def test_half_a_surrogate_in_the_record_is_shown_as_a_replacement(record, tmp_path):
    odd = replace(record, decision=replace(record.decision, dissent="half \ud83d"))
    path = tmp_path / "decision.xlsx"
    decision_workbook(odd, b"{}", (), path)
    assert "half \ufffd" in {row["Value"] for row in rows_of(path.read_bytes(), "Decision")}


def test_formulas_in_the_record_stay_text(record, tmp_path):
    words = ('=HYPERLINK("https://example.ac.uk")', "+cmd|calc", "-2+3", "@SUM(A1)", "＝1+1", "  =1+1")
    tricky = replace(record, decision=replace(record.decision, recommendations=words))
    data = written(tricky, tmp_path)
    book = load_workbook(BytesIO(data))
    assert {cell.data_type for page in book for row in page for cell in row} == {"s", "n", "d"}
    assert set(words) <= {row["Value"] for row in rows_of(data, "Decision")}
    assert found(changed(data, lambda book: None), tricky) == ()


def no_proof(book: Any) -> None:
    del book["Proof"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (no_proof, "The workbook has no sheet Proof"),
        (lambda book: book["Proof"].delete_rows(3), "Pieces of the signed record are missing"),
        (lambda book: book["Proof"].delete_rows(book["Proof"].max_row), "Pieces of the signed record are missing"),
        (set_to("Proof!C3", "⟦FFFFFF⟧"), "was altered, so it cannot be read"),
        (set_to("Proof!C3", "⟦D800⟧"), "was altered, so it cannot be read"),
    ],
)
def test_a_proof_that_cannot_be_read_is_said_so(change, sentence, data):
    with pytest.raises(StorageProblem, match=sentence):
        read_bundle(changed(data, change))


def test_a_changed_proof_gives_other_bytes(data, record):
    other = changed(data, set_to("Proof!C3", "{}"))
    assert read_bundle(other) != bundle_of(record)


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'


def with_macro(data: bytes) -> bytes:
    return rezipped(data, lambda name, part: part, {"xl/vbaProject.bin": b"x"})


def with_entity(data: bytes) -> bytes:
    return rezipped(data, lambda name, part: ENTITY + part if name == "xl/workbook.xml" else part)


def with_twin(data: bytes) -> bytes:
    return rezipped(data, lambda name, part: part, {"XL/Workbook.xml": b"<x/>"})


def in_utf_16(data: bytes) -> bytes:
    return rezipped(data, lambda name, part: part.decode().encode("utf-16") if name.endswith("sheet1.xml") else part)


def too_wide(data: bytes) -> bytes:
    return changed(data, set_to("Log!XFD2", "far"))


def too_many_cells(data: bytes) -> bytes:
    cells = b"<c/>" * sheet_bounds.MARKS
    return rezipped(
        data, lambda name, part: part.replace(b"</row>", cells + b"</row>", 1) if "sheet1" in name else part
    )


def too_large(data: bytes) -> bytes:
    return rezipped(data, lambda name, part: part, {"xl/media/a.bin": bytes(sheet_bounds.TOTAL_BYTES)})


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda data: b"", "not an Excel workbook"),
        (lambda data: b"PK\x03\x04 and no more", "not an Excel workbook"),
        (lambda data: data[:-2_000], "not an Excel workbook"),
        (lambda data: rezipped(data, lambda name, part: part[: len(part) // 2]), "not an Excel workbook"),
        (lambda data: rezipped(data, lambda name, part: b"<x/>"), "not an Excel workbook"),
        (with_entity, "not an Excel workbook"),
        (with_twin, "not an Excel workbook"),
        (in_utf_16, "not an Excel workbook"),
        (with_macro, "holds macros"),
        (too_wide, "Sheet Log is longer or wider"),
        (too_many_cells, "larger than any of ours"),
        (too_large, "more than 100 MB"),
    ],
)
def test_a_workbook_that_is_none_of_ours_gets_one_sentence(spoil, sentence, data, record):
    with pytest.raises(StorageProblem, match=sentence) as problem:
        found(spoil(data), record)
    assert "\n" not in str(problem.value)


def test_a_row_named_far_below_is_read_past_when_it_is_empty(data, record):
    """LibreOffice names the last row of a sheet even when nothing is in it."""
    far = b'<row r="1048576"></row></sheetData>'
    assert found(rezipped(data, lambda name, part: part.replace(b"</sheetData>", far)), record) == ()


@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1), flip=st.integers(1, 255))
def test_one_byte_changed_anywhere_is_refused_named_or_without_meaning(data, record, place, flip):
    """A flipped byte gives one sentence, or findings, or (in the zip's own padding) the same contents."""
    spoiled = bytearray(data)
    spoiled[int(place * (len(data) - 1))] ^= flip
    try:
        same = read_bundle(bytes(spoiled)) == bundle_of(record)
        said = found(bytes(spoiled), record)
    except StorageProblem as problem:
        assert "\n" not in str(problem)
    else:
        assert said or same


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(StorageProblem, match=r"gone\.xlsx could not be read"):
        read_bundle(tmp_path / "gone.xlsx")


def test_a_plain_workbook_has_no_record(tmp_path):
    path = tmp_path / "plain.xlsx"
    Workbook().save(path)
    with pytest.raises(StorageProblem, match="no sheet Proof"):
        read_bundle(path)


def test_a_page_that_is_a_number_is_one_in_the_sheet(tmp_path):
    record = sample_record()
    record = replace(
        record, passages=(replace(record.passages[0], page="4"), replace(record.passages[1], page="12-13"))
    )
    rows = rows_of(written(record, tmp_path), "Passages")
    assert [row["Place"] for row in rows] == [4, "12-13"]
    assert [row["Assessor's name"] for row in rows] == ["Assessor One", "Assessor One"]


def test_statements_say_which_edition_they_are_of_and_that_it_is_a_summary(data, record):
    rows = rows_of(data, "Statements")
    assert [(row["Level"], row["Text"]) for row in rows] == [(one.level, one.text) for one in record.statements]
    assert all("own-words" in row["Edition"] and record.framework.edition in row["Edition"] for row in rows)


def test_tests_confirmations_and_earlier_files_have_rows_with_real_dates(data):
    rows = rows_of(data, "Tests")
    assert [row["What"] for row in rows] == ["valid", "valid", "sufficient", "authenticity", "earlier file"]
    assert rows[3]["On"].date() == date(2026, 3, 16)
    assert rows[4]["Note"] == "first-hours.xlsx: A page was missing."


def test_a_record_of_version_1_keeps_the_sheets_it_had(tmp_path):
    record = as_version_1(sample_record())
    data = written(record, tmp_path)
    assert load_workbook(BytesIO(data)).sheetnames == [one for one in NAMES if one not in LATER]
    assert "SHA-256 of the file" not in rows_of(data, "Passages")[0]
    assert "Figure" not in rows_of(data, "Differences")[0]


def test_gaps_and_comparators_have_a_sheet_each(data, record):
    (gap,) = rows_of(data, "Gaps")
    assert (gap["Criterion"], gap["Assessor's name"]) == ("U3.k", "Assessor Two")
    assert (gap["What is missing"], gap["What would count"]) == (record.gaps[0].missing, record.gaps[0].would_count)
    assert gap["Finding"] == next(one.finding.words for one in record.criteria if one.key == "U3.k")
    (one,) = rows_of(data, "Comparators")
    assert (one["Comparator"], one["Owner"], one["Level"]) == ("Certificate in Care", "Sample Awarding Body", 8)
    assert one["How it compares"] == record.comparators[0].compared


def test_an_office_that_numbers_assessors_names_them_among_people_and_signatures_alone(tmp_path, record):
    data = written(replace(record, names_assessors=False), tmp_path)
    for sheet in ("Passages", "Statements", "Tests", "Differences", "Gaps", "Comparators"):
        assert "Assessor Two" not in str(rows_of(data, sheet)) and "Assessor Three" not in str(rows_of(data, sheet))
    people = [row for row in rows_of(data, "Decision") if row["Part"] == "People"]
    assert "Assessor Two" in str(people) and not [row for row in people if "Assessor 2" in str(row["Note"])]
    assert [row for row in rows_of(data, "Decision") if row["Item"] == "Assessor One, signed at (UTC)"]


def test_a_record_of_version_2_keeps_the_differences_and_the_credit_it_had(tmp_path):
    data = written(as_version(sample_record(), 2), tmp_path)
    assert "Figure" not in rows_of(data, "Differences")[0]
    assert not [row for row in rows_of(data, "Credit") if row["Line"] == "working"]
