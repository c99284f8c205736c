"""Forms written from a decided case, verified without the store, and refused where there is nothing to write."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.domain.errors import NotFound, RuleViolation
from rpl_desk.services.verifying import verify_file
from tests import office as sample


def test_forms_of_a_signed_case_verify_and_an_altered_one_does_not(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.SIGNED)
    with sample.as_person(desk, "admin"):
        written = desk.exchange.forms(case, tmp_path / "out")
        assert desk.cases.log(case.reference)[0].action == "export forms"
    names = [one.path.name for one in written]
    assert names == [f"{case.reference}-v1-{name}" for name in ("credit-form.pdf", "grid.pdf", "grid.xlsx")]
    for one in written:
        verdict = verify_file(one.path)
        assert (verdict.status.value, verdict.problems) == ("good", ())
    data = written[0].path.read_bytes()
    other = tmp_path / "other.pdf"
    other.write_bytes(data.replace(b"Credit rating form CR", b"Qualification grid CR"))
    assert verify_file(other).status.value == "bad"
    book = load_workbook(written[2].path)
    book["Grid"]["E2"] = 99
    book.save(tmp_path / "grid.xlsx")
    verdict = verify_file(tmp_path / "grid.xlsx")
    assert verdict.status.value == "bad"
    assert [str(one) for one in verdict.problems if "Grid!E2 says 99" in str(one)]


def test_a_claim_has_a_grid_and_no_credit_rating_form(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.DECIDED, CaseKind.RPL_CREDIT_SPECIFIC)
    with sample.as_person(desk, "admin"):
        with pytest.raises(RuleViolation, match="is a claim"):
            desk.exchange.forms(case, tmp_path / "out")
        assert not (tmp_path / "out").exists()
        written = desk.exchange.forms(case, tmp_path / "out", credit_form=False)
        assert [one.path.suffix for one in written] == [".pdf", ".xlsx"]


def test_an_undecided_case_has_no_forms(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    with sample.as_person(desk, "chair"), pytest.raises(NotFound, match="The panel decides first"):
        desk.exchange.forms(case, tmp_path / "out")
