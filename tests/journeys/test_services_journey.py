"""From a handed-in case to signed documents that verify, through the services alone."""

from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.sealing.verify import Status
from rpl_desk.services.verifying import verify_file
from tests import office as sample


@pytest.mark.parametrize("kind", CaseKind)
def test_every_kind_of_case_goes_from_intake_to_signed_documents_that_verify(
    desk: Desk, tmp_path: Path, kind: CaseKind
):
    case = sample.case_at(desk, tmp_path, Stage.RELEASED, kind)
    with sample.as_person(desk, "admin"):
        written = desk.exchange.export([case], tmp_path / "out")
    assert sorted(one.path.suffix for one in written) == [".json", ".pdf", ".xlsx"]
    for one in written:
        verdict = verify_file(one.path)
        assert verdict.status is Status.GOOD, verdict.problems
        assert any("Chair One" in fact for fact in verdict.facts)
    assert desk.check() == []
