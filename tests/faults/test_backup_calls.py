"""A system call that fails at any point of a backup: what counted before counts still, and nothing half counts."""

import os
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.backups import BackupRules
from rpl_desk.domain.errors import DeskError
from rpl_desk.services import backups
from rpl_desk.services.backups import verify_backup
from tests import office as sample

CALLS = ("fsync", "rename", "link", "replace", "mkdir")
ASKED, LIGHT = False, True


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
    desk.backups.set_rules(BackupRules(newest=100))  # so that what is gone was not let go by the rotation
    desk.backups.make()
    return desk.backups.first_place(), stick


@pytest.mark.parametrize(("name", "kind"), [*((name, ASKED) for name in CALLS), ("link", LIGHT)])
def test_a_failing_call_leaves_what_counted_and_nothing_half(
    desk: Desk, places, tmp_path: Path, monkeypatch, name: str, kind: bool
):
    real, at = getattr(os, name), 1
    monkeypatch.setattr(backups, "LIGHT_FROM", 1)
    make = desk.backups.make_unasked if kind is LIGHT else desk.backups.make
    while True:
        sample.open_case(desk, tmp_path)
        before = [{one.file for one in desk.backups.backups(place) if not one.fault} for place in places]
        failing = Failing(real, at)
        with monkeypatch.context() as patched:
            patched.setattr(os, name, failing)
            try:
                made = make()
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
    sample.open_case(desk, tmp_path)
    made = make()
    assert made.second is not None and desk.backups.problem == "" and bool(made.row.needs) is kind


def test_half_a_backup_under_its_name_would_be_seen(desk: Desk, places):
    """The control: what the test above looks for is found when it is there."""
    (one,) = places[0].glob("*.rpldesk")
    one.write_bytes(one.read_bytes()[:-4096])
    assert faults(desk, *places) != []
