"""The decision register: one row for each decision, quick at ten thousand, with nobody in it when anonymised."""

import os
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import load_workbook

from rpl_desk.documents.register import PERSONAL, decision_register, rows_in
from rpl_desk.domain.errors import StorageProblem
from rpl_desk.domain.register import RegisterRow

RATING = RegisterRow(
    reference="CR-2026-0012",
    version=1,
    kind_words="Credit rating, third party",
    title="Certificate in Peer Support Practice",
    owner="Sample Training Partner",
    claimant="",
    claimant_reference="",
    outcome_words="Rated with conditions",
    level=8,
    points=24,
    decided_on=date(2026, 5, 28),
    signed_on=date(2026, 5, 28),
    review_on=date(2031, 5, 28),
    conditions_open=1,
    status="signed",
    record_sha256="8f31 c0a7 52de 914b",
    signatories=("Assessor One", "Chair One"),
)
CLAIM = replace(
    RATING,
    reference="RPL-2026-0034",
    kind_words="RPL for credit, specific",
    title="Claim of Claimant One",
    owner="Owner One",
    claimant="=HYPERLINK(1)",
    claimant_reference="S-0042",
    outcome_words="More evidence asked for",
    level=None,
    points=None,
    signed_on=None,
    review_on=None,
    conditions_open=0,
    status="decided",
)


def written(rows: Iterator[RegisterRow] | list[RegisterRow], folder: Path, *, anonymised: bool = False) -> Path:
    path = folder / "register.xlsx"
    decision_register(rows, path, office="Sample College", store="s", anonymised=anonymised, made_on=date(2026, 11, 24))
    return path


def test_each_field_stands_in_its_column(tmp_path):
    page = load_workbook(written([RATING, CLAIM], tmp_path))["Register"]
    head, rating, claim = page.iter_rows(values_only=True)
    assert len(head) == len(fields(RegisterRow))
    midnight = datetime.fromisoformat("2026-05-28")
    assert rating == (
        *("CR-2026-0012", 1, "Credit rating, third party", "Certificate in Peer Support Practice"),
        *("Sample Training Partner", None, None, "Rated with conditions", 8, 24),
        *(midnight, midnight, datetime.fromisoformat("2031-05-28")),
        *(1, "signed", "stands", "8f31 c0a7 52de 914b", "Assessor One; Chair One"),
    )
    assert dict(zip(head, claim, strict=True))["Claimant"] == "=HYPERLINK(1)"
    assert page["F3"].data_type == "s"
    assert page["K2"].is_date
    assert page.auto_filter.ref == "A1:R3"
    assert page.freeze_panes == "B2"
    assert page.oddHeader.right.text == "Decision register"


def test_an_anonymised_register_names_nobody(tmp_path):
    path = written([RATING, CLAIM], tmp_path, anonymised=True)
    head, rating, claim = load_workbook(path)["Register"].iter_rows(values_only=True)
    assert not PERSONAL & set(head)
    assert dict(zip(head, rating, strict=True))["Title"] == "Certificate in Peer Support Practice"
    assert dict(zip(head, claim, strict=True))["Title"] is None
    assert dict(zip(head, claim, strict=True))["Outcome"] == "More evidence asked for"
    with ZipFile(path) as archive:
        parts = b"".join(archive.read(name) for name in archive.namelist()).decode()
    for name in ("Claimant One", "S-0042", "HYPERLINK", "Owner One", "Assessor One", "Chair One"):
        assert name not in parts
    assert "Decision register, anonymised" in parts


@pytest.mark.slow
def test_ten_thousand_decisions_open_and_count(tmp_path):
    rows = (replace(RATING, reference=f"CR-2026-{n:05}", points=n % 120) for n in range(10_000))
    path = tmp_path / "register.xlsx"
    count = decision_register(
        rows, path, office="Sample College", store="s", anonymised=False, made_on=date(2026, 11, 24)
    )
    assert count == 10_000
    book = load_workbook(path, read_only=True)
    read = list(book["Register"].iter_rows(values_only=True))
    book.close()
    assert len(read) == 10_001
    assert read[-1][:2] == ("CR-2026-09999", 1)
    assert sum(row[9] for row in read[1:]) == sum(n % 120 for n in range(10_000))


def test_a_look_is_made_once_and_not_for_each_row(tmp_path):
    def looks(rows: int, folder: str) -> int:
        (tmp_path / folder).mkdir()
        with ZipFile(written([RATING] * rows, tmp_path / folder)) as archive:
            return archive.read("xl/styles.xml").count(b"<xf ")

    assert looks(1, "one") == looks(50, "many")


def test_equal_rows_give_equal_bytes(tmp_path):
    first = written([RATING, CLAIM], tmp_path).read_bytes()
    assert written(iter([RATING, CLAIM]), tmp_path).read_bytes() == first
    assert written([CLAIM, RATING], tmp_path).read_bytes() != first


def test_a_register_without_decisions_is_a_sheet_of_headings(tmp_path):
    page = load_workbook(BytesIO(written([], tmp_path).read_bytes()))["Register"]
    assert page.max_row == 1


def test_a_register_that_cannot_be_written_says_so(tmp_path):
    with pytest.raises(StorageProblem, match=r"register\.xlsx could not be written"):
        written([RATING], tmp_path / "none")


def test_a_register_damaged_while_it_was_written_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr("rpl_desk.whole_files.os.fsync", cut_short)
    with pytest.raises(StorageProblem, match=r"register\.xlsx did not read back"):
        written([RATING], tmp_path)
    assert list(tmp_path.iterdir()) == []


def cut_short(file: int) -> None:
    """A disk that loses the end of what was written."""
    os.ftruncate(file, 2_000)


@pytest.mark.parametrize("before", range((1 << 20) - 6, (1 << 20) + 2))
def test_rows_are_counted_where_a_block_of_the_file_ends_inside_one(before, tmp_path):
    path = tmp_path / "register.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"." * before + b'<row r="1"/><row r="2"/>')
        archive.writestr("docProps/app.xml", b"<row <row ")
    assert rows_in(path) == 2
