"""A rehearsed restore does all but take the store's place; how it went is in the log with its date."""

import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.backups import NEVER_REMOVED, BackupRow, BackupRules, is_late, keeps_all, removable
from rpl_desk.domain.errors import NotFound, RuleViolation
from rpl_desk.services.backup_files import finish_unfinished, verify_backup
from rpl_desk.store.place import MANIFEST
from tests import office as sample
from tests.faults.harness import rows


def test_a_rehearsal_is_dated_in_the_log_and_leaves_nothing_beside_the_store(desk: Desk, tmp_path: Path):
    second = tmp_path / "stick"
    second.mkdir()
    with sample.as_person(desk, "admin"):
        with pytest.raises(NotFound, match="no backup to rehearse with"):
            desk.drills.rehearse()
        desk.anchors.choose_folder(second)
        made = desk.backups.make()
        shutil.rmtree(made.path.parent)  # so that it can only be the one in the second place
        found = desk.drills.rehearse()
        assert (found.backup, found.fault, found.log_size) == (made.row.file, "", made.row.log_size)
        assert desk.drills.drills() == (found,) and desk.check() == []
        assert desk.cases.log(limit=1)[0].action == "rehearse restore"
    assert {one.name for one in tmp_path.iterdir()} - {"stick"} == {
        desk.database.path.name + ending for ending in ("", "-wal", "-shm", "-lock")
    }


def test_a_rehearsal_with_a_damaged_backup_fails_and_says_so(desk: Desk):
    with sample.as_person(desk, "admin"):
        made = desk.backups.make()
        made.path.write_bytes(made.path.read_bytes()[:-1] + b"x")
        found = desk.drills.rehearse()
        assert "its bytes are not those of its manifest" in found.fault
        assert [one.fault for one in desk.drills.drills()] == [found.fault]


def test_one_command_rehearses(office: Path, tmp_path: Path, capsys):
    key = tmp_path / "admin.passphrase"
    key.write_text(sample.passphrase("admin"), encoding="utf-8")
    who = ["--as", sample.address("admin"), "--passphrase-file", str(key)]
    assert run(["backup", "make", str(office), *who]) == 0
    assert run(["drill", str(office), *who]) == 0
    assert "checked whole in" in capsys.readouterr().out
    (backup,) = (tmp_path / f"{office.stem} backups").glob("*.rpldesk")
    backup.write_bytes(backup.read_bytes()[:-1] + b"x")
    assert run(["drill", str(office), str(backup), *who]) == 1
    assert "failed" in capsys.readouterr().out
    first, second = (row[-1] for row in rows(office)["restore_drill"])
    assert first == "" and second != ""


def test_the_offices_own_numbers_are_kept_and_checked(office: Path, tmp_path: Path, capsys):
    key = tmp_path / "admin.passphrase"
    key.write_text(sample.passphrase("admin"), encoding="utf-8")
    who = ["--as", sample.address("admin"), "--passphrase-file", str(key)]
    assert run(["backup", "rules", str(office), *who, "--minutes", "60", "--newest", "20"]) == 0
    assert "minutes of work between backups: 60" in capsys.readouterr().out
    assert run(["backup", "rules", str(office), *who, "--newest", "2"]) == 1
    assert "newest kept: 2 is not a whole number from 3 to 100" in capsys.readouterr().err
    with Desk.open(office, read_only=True) as desk:
        assert desk.backups.rules() == BackupRules(minutes=60, newest=20)


def test_a_backup_is_made_unasked_only_where_there_was_work(desk: Desk, tmp_path: Path):
    made = desk.backups.make_unasked()
    assert made is not None and verify_backup(made.path) == made.row
    desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    desk.people.sign_out()
    assert desk.backups.is_backed_up() and desk.backups.make_unasked() is None
    sample.open_case(desk, tmp_path)
    assert not desk.backups.is_backed_up() and desk.backups.make_unasked() is not None
    second = tmp_path / "stick"
    second.mkdir()
    with sample.as_person(desk, "admin"):
        desk.anchors.choose_folder(second)
    assert desk.backups.newest_outside() is None
    made = desk.backups.make_unasked()
    assert made is not None and made.second is not None
    assert desk.backups.newest_outside() == made.row.made_at
    again = desk.backups.make_unasked()
    assert again is None
    for one in second.iterdir():
        one.unlink()
    again = desk.backups.make_unasked()  # what is there already is only copied
    assert again is not None and again.path == made.path and verify_backup(again.second) == made.row


@pytest.mark.parametrize("where", ["first", "second"])
def test_a_backup_that_was_named_but_not_described_is_finished_by_the_next(desk: Desk, tmp_path: Path, where: str):
    second = tmp_path / "stick"
    second.mkdir()
    with sample.as_person(desk, "admin"):
        desk.anchors.choose_folder(second)
        made = desk.backups.make()
        left = made.path if where == "first" else made.second
        left.with_name(left.name + MANIFEST).unlink()
        sample.open_case(desk, tmp_path)
        desk.backups.make()
    assert verify_backup(left) == made.row


def test_what_is_no_backup_is_not_finished(desk: Desk, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        made = desk.backups.make()
    made.path.with_name(made.path.name + MANIFEST).unlink()
    made.path.write_bytes(made.path.read_bytes()[:-4096])
    own = Path(shutil.copy(desk.database.path.parent / made.path, made.path.with_name("my own copy.rpldesk")))
    assert finish_unfinished(made.path.parent, desk.database.path.stem) == ()
    assert made.path.exists() and own.exists()


# -- rotation, over many schedules ------------------------------------------------------------------------------------

START = datetime(2026, 1, 1, 9, tzinfo=UTC)


class Schedule:
    """A folder of backups over months: made, damaged, lost, with clocks that jump and restores now and then."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.now, self.kept, self.restored_at, self.number = START, list[BackupRow](), None, 0
        self.rules = BackupRules(*(self.chance.randrange(least, least + 20) for least in (5, 1, 3, 0, 0, 0)))

    def step(self) -> None:
        self.now += timedelta(minutes=self.chance.choice([1, 30, 30, 30, 600, 1440, 20_000, -600, -90_000]))
        fails = self.chance.random() < 0.1
        if self.chance.random() < 0.08:
            self.restored_at = self.now
        if self.kept and self.chance.random() < 0.1:
            self.kept.remove(self.chance.choice(self.kept))  # somebody deleted it, or a check found it damaged
        if fails:
            return  # a store that fails its check gives no backup, and rotation comes only after one
        self.number += 1
        self.kept.append(BackupRow(f"{self.number:05}", "store", 1, self.now, 1, "", self.number, ""))
        before, made = times(self.kept), self.kept[-1]
        going = () if keeps_all(self.restored_at, self.now) else removable(self.kept, self.rules)
        assert not going or self.restored_at is None or self.now - self.restored_at >= timedelta(days=7)
        self.kept = [one for one in self.kept if one not in going]
        assert times(self.kept)[: max(NEVER_REMOVED, self.rules.newest)] == before[: max(3, self.rules.newest)]
        assert made in self.kept  # however wrong the clock is
        days = sorted({one.date() for one in before}, reverse=True)[: self.rules.daily]
        assert set(days) <= {one.made_at.date() for one in self.kept}


def times(kept: list[BackupRow]) -> list[datetime]:
    return sorted((one.made_at for one in kept), reverse=True)


@settings(max_examples=1000, deadline=None)
@given(st.integers(0, 2**32))
def test_rotation_over_random_schedules_keeps_the_three_newest_and_nothing_goes_after_a_restore(seed: int):
    schedule = Schedule(seed)
    for _ in range(40):
        schedule.step()


def test_the_newest_outside_is_late_after_the_offices_days():
    now = START
    assert is_late(None, now, 7) and is_late(now - timedelta(days=7), now, 7)
    assert not is_late(now - timedelta(days=6, hours=23), now, 7)
    with pytest.raises(RuleViolation, match="days until a backup is late: 0"):
        BackupRules(late_days=0).checked()
