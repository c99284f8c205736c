"""A system call that fails at any point of a backup: what counted before counts still, and nothing half counts."""

import os
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.errors import DeskError
from rpl_desk.services.backups import verify_backup
from tests import office as sample

CALLS = ("fsync", "rename", "link", "replace", "mkdir")


class Failing:
    """Lets calls through and counts them; the call with the number `at` fails as on a full disk."""

    def __init__(self, real, at: int) -> None:
        self.real, self.at, self.count = real, at, 0

    def __call__(self, *arguments, **more):
        self.count += 1
        if self.count == self.at:
            raise OSError(28, "No space left on device")
        return self.real(*arguments, **more)


def faults(desk: Desk, *places: Path) -> list[str]:
    """Return everything in the places that has a backup's name and manifest and is not whole, or is left half."""
    found = [one.name for place in places for one in place.glob(".*") if one.name.endswith(".part")]
    for place in places:
        for one in desk.backups.backups(place):
            try:
                verify_backup(place / one.file)
            except DeskError as error:
                found.append(str(error))
    return found


@pytest.fixture
def places(desk: Desk, tmp_path: Path):
    """Both places of a store that has one backup already and work since."""
    stick = tmp_path / "stick"
    stick.mkdir()
    desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    desk.anchors.choose_folder(stick)
    desk.backups.make()
    return desk.backups.first_place(), stick


@pytest.mark.parametrize("name", CALLS)
def test_a_failing_call_leaves_what_counted_and_nothing_half(
    desk: Desk, places, tmp_path: Path, monkeypatch, name: str
):
    real, at = getattr(os, name), 1
    while True:
        sample.open_case(desk, tmp_path)
        before = [{one.file for one in desk.backups.backups(place) if not one.fault} for place in places]
        failing = Failing(real, at)
        with monkeypatch.context() as patched:
            patched.setattr(os, name, failing)
            try:
                made = desk.backups.make()
                assert made.second is not None or made.problem
            except DeskError:
                made = None
        assert faults(desk, *places) == []
        after = [{one.file for one in desk.backups.backups(place) if not one.fault} for place in places]
        assert all(old <= new for old, new in zip(before, after, strict=True))
        assert made is None or made.path.name in after[0]
        if failing.count < at:
            break
        at += 1
    made = desk.backups.make()
    assert made.second is not None and desk.backups.problem == ""


def test_half_a_backup_under_its_name_would_be_seen(desk: Desk, places):
    """The control: what the test above looks for is found when it is there."""
    (one,) = places[0].glob("*.rpldesk")
    one.write_bytes(one.read_bytes()[:-4096])
    assert faults(desk, *places) != []
