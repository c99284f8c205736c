"""A clock that is behind the log: told to whoever signs in, noted in the log, and no reason to refuse."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.sealing.notes import CLOCK_SLACK
from rpl_desk.sealing.vouching import Kind
from tests import office as sample

LATER = datetime.now(UTC).replace(microsecond=0) + timedelta(days=400)


def signed_in_at(office: Path, now: datetime) -> str:
    """Sign in with a clock that says `now`, change something, and return what was told of the clock."""
    with Desk.open(office, clock=lambda: now) as desk:
        desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
        desk.office.rename(f"Sample College {now:%H%M%S}", "Quality office")
        return desk.session.clock_notice


@pytest.mark.parametrize(("behind", "is_told"), [(0, False), (1, True), (86_400, True), (-600, False)])
def test_a_clock_behind_the_log_is_told_and_noted_and_the_work_goes_on(office: Path, behind: int, is_told: bool):
    assert signed_in_at(office, LATER) == ""
    now = LATER - CLOCK_SLACK - timedelta(seconds=behind)
    told = signed_in_at(office, now)
    assert bool(told) is is_told
    with Desk.open(office, clock=lambda: LATER) as desk:
        found = desk.report()
        with sample.as_person(desk, "admin"):
            actions = [one.action for one in desk.cases.log()]
    noted = [one for one in found.of(Kind.NOTED) if "the clock said" in one.message]
    assert len(noted) == is_told and actions.count("clock behind") == is_told
    assert found.of(Kind.CHANGED) == ()
    if is_told:
        said = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        assert said in told and said in noted[0].message


def test_a_command_says_it_on_standard_error_and_does_its_work(office: Path, tmp_path: Path, capsys):
    signed_in_at(office, LATER)
    path = tmp_path / "passphrase"
    path.write_text(sample.passphrase("admin"))
    assert run(["cases", str(office), "--as", sample.address("admin"), "--passphrase-file", str(path)]) == 0
    assert "Set the clock right" in capsys.readouterr().err
