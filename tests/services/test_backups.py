"""A backup counts once the copy is verified; a copy with a fault has no name, and rotation never takes the newest."""

import json
import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.backups import NEVER_REMOVED, BackupRow, BackupRules, removable
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.errors import DeskError, RuleViolation, StorageProblem
from rpl_desk.services.backups import verify_backup
from rpl_desk.services.log_lines import LINES
from rpl_desk.store.place import MANIFEST
from tests import office as sample


class Stopped(Exception):
    pass


def files_of(place: Path) -> list[str]:
    """Return the files of backups in a place, beside which the lines of the log lie."""
    return sorted(one.name for one in place.iterdir() if not one.name.endswith(LINES))


def test_a_backup_is_one_closed_file_that_opens_and_holds_all(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    with sample.as_person(desk, "admin"):
        made = desk.backups.make()
    assert verify_backup(made.path) == made.row
    assert files_of(made.path.parent) == [made.path.name, made.path.name + MANIFEST]
    with Desk.open(made.path, read_only=True) as copy:
        assert copy.check() == [] and copy.database.head() == desk.database.head()
        with sample.as_person(copy, "admin"):
            assert copy.intake.case(case.reference).stage is Stage.REVIEW
    assert [one.file for one in desk.backups.backups()] == [made.path.name]


def test_nobody_works_in_a_backup_as_it_would_count_no_more(desk: Desk, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        made = desk.backups.make()
    before = made.path.read_bytes()
    with pytest.raises(StorageProblem, match="is a backup, which counts only as long as nothing in it changes"):
        Desk.open(made.path)
    assert made.path.read_bytes() == before and verify_backup(made.path) == made.row
    apart = Path(shutil.copy(made.path, tmp_path / "apart.rpldesk"))  # without its manifest it is a store like another
    with Desk.open(apart) as copy, sample.as_person(copy, "admin"):
        assert apart.read_bytes() != before or copy.database.head() != desk.database.head()


def test_a_store_with_a_fault_gives_no_backup_and_the_earlier_one_stays(office: Path):
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        first = desk.backups.make()
    connection = driver.connect(str(office))
    connection.execute("UPDATE person SET name = 'planted' WHERE id = 2")
    connection.commit()
    connection.close()
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        with pytest.raises(RuleViolation, match="does not count as a backup: person 2"):
            desk.backups.make()
        assert [one.file for one in desk.backups.backups()] == [first.path.name]
    assert files_of(first.path.parent) == [first.path.name, first.path.name + MANIFEST]


def test_stopping_it_leaves_nothing(desk: Desk, tmp_path: Path):
    def stop(done: int, total: int) -> None:
        raise Stopped

    place = tmp_path / "out"
    place.mkdir()
    with sample.as_person(desk, "admin"):
        with pytest.raises(Stopped):
            desk.backups.make(place, stop)
        assert list(place.iterdir()) == []
        assert desk.backups.make(place).path.parent == place


def test_it_goes_to_the_second_place_too_and_says_when_it_could_not(desk: Desk, tmp_path: Path):
    second = tmp_path / "stick"
    second.mkdir()
    with sample.as_person(desk, "admin"):
        desk.anchors.choose_folder(second)
        made = desk.backups.make()
        assert made.second is not None and verify_backup(made.second) == made.row
        shutil.rmtree(second)
        (tmp_path / "out").mkdir()
        later = desk.backups.make(tmp_path / "out")
        assert later.second is None and "not in the second place yet" in later.problem
        assert verify_backup(later.path) == later.row


@pytest.mark.parametrize("fault", ["byte", "shorter", "gone", "manifest"])
def test_an_altered_backup_does_not_count(desk: Desk, fault: str):
    with sample.as_person(desk, "admin"):
        made = desk.backups.make()
    data = made.path.read_bytes()
    manifest = made.path.with_name(made.path.name + MANIFEST)
    if fault == "byte":
        made.path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    elif fault == "shorter":
        made.path.write_bytes(data[:-4096])
    elif fault == "gone":
        made.path.unlink()
    else:
        manifest.write_bytes(b"{}")
    with pytest.raises(DeskError, match="no backup"):
        verify_backup(made.path)


def test_rotation_never_takes_the_newest_and_keeps_one_of_each_day(desk: Desk):
    chance = random.Random("rotation")
    for _ in range(300):
        at, kept = datetime(2026, 1, 1, tzinfo=UTC), list[BackupRow]()
        for number in range(chance.randrange(1, 60)):
            at += timedelta(minutes=chance.choice([1, 30, 600, 1440, 20_000]))
            kept.append(BackupRow(f"{number}", "store", 1, at, 1, "", number, ""))
            gone = removable(kept)
            assert not set(gone) & set(kept[-max(NEVER_REMOVED, BackupRules().newest) :])
            kept = [one for one in kept if one not in gone]
            assert removable(kept) == ()
        assert len({one.made_at.date() for one in kept}) >= min(14, len(kept) - BackupRules().newest)


def test_the_command_line_makes_lists_and_verifies(office: Path, tmp_path: Path, capsys):
    key = tmp_path / "admin.passphrase"
    key.write_text(sample.passphrase("admin"), encoding="utf-8")
    who = ["--as", sample.address("admin"), "--passphrase-file", str(key)]
    assert run(["backup", "make", str(office), *who]) == 0
    assert "made and verified" in capsys.readouterr().out
    assert run(["backup", "list", str(office)]) == 0
    assert "1 backup" in capsys.readouterr().out
    (made,) = (tmp_path / f"{office.stem} backups").glob("*.rpldesk")
    assert run(["backup", "verify", str(made)]) == 0
    made.write_bytes(made.read_bytes()[:-1] + b"x")
    assert run(["backup", "verify", str(made)]) == 1
    assert "not those of its manifest" in capsys.readouterr().err


def test_making_one_lets_older_ones_go_unless_the_newest_are_damaged(desk: Desk, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        made = desk.backups.make()
        place, said = made.path.parent, json.loads(made.path.with_name(made.path.name + MANIFEST).read_bytes())
        for number in range(14):
            at = (made.row.made_at - timedelta(seconds=number + 1)).strftime("%Y-%m-%dT%H:%M:%SZ")
            name = f"earlier {number:02}.rpldesk"
            shutil.copy(made.path, place / name)
            (place / (name + MANIFEST)).write_text(json.dumps(said | {"file": name, "made_at": at}), encoding="utf-8")
        for name in ("earlier 00.rpldesk", made.path.name):
            (place / name).write_bytes((place / name).read_bytes()[:-1] + b"x")
        sample.open_case(desk, tmp_path)  # so that the next has a name of its own, even in the same second
        assert desk.backups.make().removed == ()
        for name in ("earlier 00.rpldesk", made.path.name):
            shutil.copy(place / "earlier 13.rpldesk", place / name)
        sample.open_case(desk, tmp_path)
        gone = desk.backups.make().removed
        assert gone == tuple(f"earlier {number:02}.rpldesk" for number in range(13, 6, -1))
        assert len(files_of(place)) == 2 * BackupRules().newest
