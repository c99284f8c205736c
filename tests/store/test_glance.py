"""The first look at a closed store: what it shows, and that it leaves every refusal to the opening itself."""

from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.services.glance import glance
from tests import office as sample


def test_a_glance_shows_what_the_open_store_says(office: Path):
    seen = glance(office)
    with Desk.open(office) as desk:
        row = desk.office.office()
        assert (seen.office, seen.unit, seen.logo) == (row.name, row.unit, row.logo)
        assert seen.people == desk.people.people()
    assert [path.name for path in office.parent.iterdir()] == [office.name]
    before = office.read_bytes()
    assert glance(office) == seen
    assert office.read_bytes() == before


def test_somebody_who_left_is_not_offered(office: Path):
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        desk.enrolment.has_left(sample.person(desk, "member"), "Left.", sample.passphrase("admin"))
    assert "Member One" not in {one.name for one in glance(office).people}


@pytest.mark.parametrize("fault", ["missing", "folder", "text", "newer", "torn"])
def test_what_cannot_be_read_is_left_to_the_opening_to_explain(office: Path, fault: str):
    whole = office.read_bytes()
    office.unlink()
    if fault == "folder":
        office.mkdir()
    elif fault == "text":
        office.write_text("Not a store.")
    elif fault == "newer":
        office.write_bytes(whole[:60] + (99).to_bytes(4, "big") + whole[64:])
    elif fault == "torn":
        office.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    assert glance(office) is None
