"""Credit rating forms and qualification grids: valid, complete, our own layout by their own words."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import page
import pikepdf
import pypdfium2
import pytest
from openpyxl import load_workbook

from rpl_desk.documents.pdf_finish import title_of
from rpl_desk.documents.qualification_grid import grid_workbook
from rpl_desk.documents.record_pdf import Paper, paper_called
from rpl_desk.documents.workbook import read_bundle
from tests.documents.records import CASES, bundle, made
from tests.factories import sample_record

FORMS = (Paper.CREDIT_FORM, Paper.GRID)


def words_of(data: bytes) -> list[str]:
    return [one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(data)]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def options_and_imports():
    """A programme with an optional unit, and one that another body rated."""
    record = sample_record()
    first, second, third, *rest = record.units
    elsewhere = replace(third, imported_from="Sample Awarding Body", imported_level=7, imported_points=8, level=7)
    return replace(
        record,
        units=(first, replace(second, requirement="optional"), elsewhere, *rest),
        criteria=tuple(one for one in record.criteria if one.unit != third.key),
    )


@pytest.mark.parametrize("paper", FORMS)
@pytest.mark.parametrize("case", [*CASES, "options"])
def test_every_form_is_archival_and_accessible(case, paper):
    record = options_and_imports() if case == "options" else CASES[case]()
    data = made(record, paper=paper)
    for profile in ("3a", "ua1"):
        report = page.validate_pdf_bytes(data, profile=profile)
        assert report.is_compliant, (profile, report.failures[:3])


@pytest.mark.parametrize("paper", FORMS)
def test_a_form_says_whose_layout_it_is_and_never_that_it_is_official(paper):
    data = made(sample_record(), paper=paper)
    text = squeezed(" ".join(words_of(data)))
    assert squeezed("It is no official form of the SCQF Partnership or of any other body") in text
    assert squeezed(f"{paper.value} CR-2026-0012") in text
    assert paper_called(title_of(data)) is paper
    assert title_of(data) == f"{paper.value} CR-2026-0012, version 1"


def test_the_credit_form_has_both_parts_of_each_unit_from_a_page_of_its_own():
    record = sample_record()
    pages = [squeezed(one) for one in words_of(made(record, paper=Paper.CREDIT_FORM))]
    text = "".join(pages)
    assert text.count(squeezed("Part 1: level")) == text.count(squeezed("Part 2: hours and credit")) == 4
    begins = [next(n for n, one in enumerate(pages) if squeezed(f"Unit {place} {unit.title}") in one)
              for place, unit in enumerate(record.units, 1)]  # fmt: skip
    assert begins == sorted(set(begins))
    for unit in record.units:
        for step in unit.reckoned:
            assert squeezed(step.words) in text and squeezed(step.rule) in text
    for one in record.criteria:
        if one.unit and one.finding and one.finding.reason:
            assert squeezed(one.finding.reason) in text
    assert squeezed("Passages 1, 3 of the decision record.") in text


def test_the_grid_lists_units_by_section_with_how_the_whole_was_reached():
    record = options_and_imports()
    text = squeezed(" ".join(words_of(made(record, paper=Paper.GRID))))
    assert text.index("Mandatory") < text.index("Optional")
    for said in ("Sample Awarding Body", record.decision.level_rationale, record.credit.reckoned[0].words):
        assert squeezed(said) in text


def test_the_grid_as_a_workbook_has_real_numbers_and_the_same_units(tmp_path: Path):
    record = options_and_imports()
    path = tmp_path / "grid.xlsx"
    grid_workbook(record, bundle(record), path)
    book = load_workbook(BytesIO(path.read_bytes()))
    assert book.sheetnames == ["Grid", "Overall", "Proof"]
    assert read_bundle(path) == bundle(record)
    head, *rows = book["Grid"].iter_rows(values_only=True)
    by = [dict(zip(head, row, strict=True)) for row in rows]
    assert [one["Section"] for one in by] == ["Mandatory", "Mandatory", "Mandatory", "Optional"]
    assert [(one["Title"], one["SCQF level"], one["SCQF credit points"]) for one in by] == [
        (unit.title, unit.level, unit.points)
        for unit in sorted(record.units, key=lambda one: one.requirement == "optional")
    ]
    assert "Sample Awarding Body" in {one["Rated by"] for one in by}
    items = {row[0]: row[1:] for row in book["Overall"].iter_rows(min_row=2, values_only=True)}
    assert items["SCQF level"] == (8, record.decision.level_rationale)
    assert "no official form" in items["This layout"][1]
    again = tmp_path / "again.xlsx"
    grid_workbook(record, bundle(record), again)
    assert again.read_bytes() == path.read_bytes()


def test_a_form_carries_the_signed_record():
    data = made(sample_record(), paper=Paper.CREDIT_FORM)
    with pikepdf.open(BytesIO(data)) as pdf:
        assert list(pdf.attachments) == ["CR-2026-0012-v1.json"]
