"""A damaged entry of the log is sought in the backups first, and put back only where its hash fits the chain."""

import json
import shutil
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.errors import NotAllowed, NotFound, RuleViolation
from rpl_desk.services.backup_manifests import ENDING
from rpl_desk.services.log_lines import entries_in_lines, lines_in
from tests import office as sample
from tests import second_verifier

RUIN = "UPDATE audit_entry SET entry = x'00', hash = '' WHERE seq = 5"
GONE = "DELETE FROM audit_entry WHERE seq IN (3, 4)"
BODY = "UPDATE audit_entry SET body = CAST(replace(body, 'operation', 'operating') AS BLOB) WHERE seq = 6"
BESIDE = "UPDATE audit_entry SET hash = upper(hash), actor = '?' WHERE seq = 7"
SWAPPED = (
    "UPDATE audit_entry SET seq = 1000 WHERE seq = 2",
    "UPDATE audit_entry SET seq = 2 WHERE seq = 8",
    "UPDATE audit_entry SET seq = 8 WHERE seq = 1000",
)
OTHER = 'UPDATE audit_entry SET entry = CAST(replace(entry, \'"device":"\', \'"device":"x\') AS BLOB) WHERE seq = 5'


def change(store: Path, *statements: str) -> None:
    connection = driver.connect(str(store))
    for statement in statements:
        assert connection.execute(statement).rowcount > 0, statement
    connection.commit()
    connection.close()


def log(store: Path, upto: int) -> list[tuple]:
    connection = driver.connect(str(store))
    try:
        return connection.execute("SELECT * FROM audit_entry WHERE seq <= ? ORDER BY seq", (upto,)).fetchall()
    finally:
        connection.close()


@pytest.fixture
def backed_up(office: Path, tmp_path: Path) -> Path:
    """A store with ten entries or more, and one backup beside it; the lines of the log are taken away."""
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        sample.open_case(desk, tmp_path)
        for name in ("East", "West"):
            desk.office.rename(f"{name} College", "Quality office")
        desk.backups.make()
        assert desk.database.head().size >= 10
    lines_of(office).unlink()
    return office


def lines_of(store: Path) -> Path:
    return lines_in(store.with_name(f"{store.stem} backups"), store.stem)


def backup_of(store: Path) -> Path:
    (found,) = store.with_name(f"{store.stem} backups").glob(f"*{ENDING}")
    return found


def test_what_a_backup_holds_is_put_back_byte_for_byte_in_one_act_and_no_break_is_offered(backed_up: Path):
    store = backed_up
    with Desk.open(store, read_only=True) as desk:
        size = desk.database.head().size
    before = log(store, size)
    change(store, RUIN, GONE, BODY, BESIDE, *SWAPPED)
    with Desk.open(store) as desk:
        assert desk.check()
        with sample.as_person(desk, "chair"), pytest.raises(NotAllowed, match="administrator"):
            desk.seeking.put_back()
        with sample.as_person(desk, "admin"):
            ahead = desk.breaks.look()
            assert [one.entry.seq for one in ahead.sought.found] == [2, 3, 4, 5, 6, 7, 8]
            where = {one.entry.seq: one.where for one in ahead.sought.found}
            assert (where[3], where[7], where[8]) == (backup_of(store).name, "the file itself", "the file itself")
            with pytest.raises(RuleViolation, match="Put back first"):
                desk.breaks.record(
                    ahead, "disk", sample.passphrase("admin"), sample.person(desk, "chair"), sample.passphrase("chair")
                )
            sought = desk.seeking.put_back()
            assert sought.nowhere == () and sought.not_read == ()
            assert desk.database.head().size == size + 1
            assert desk.check() == [] and desk.breaks.look().lines == ()
            with pytest.raises(NotFound, match="nothing to put back"):
                desk.seeking.put_back()
    assert log(store, size) == before
    assert second_verifier.check_store(store)[0] != second_verifier.CHANGED
    (entry,) = log(store, size + 1)[size:]
    said = dict(zip(("seq", "entry", "body"), entry, strict=False))
    assert b'"action":"audit.restore"' in said["entry"]
    told = json.loads(said["body"])["restored"]
    assert [one[0] for one in told] == [2, 3, 4, 5, 6, 7, 8]
    assert {one[0] for one in told if one[2] is None} == {3, 4}  # nothing stood there


def test_what_was_altered_in_the_backup_too_is_refused_as_its_hash_does_not_fit(backed_up: Path):
    """Hashed anew in the backup, and even beside the entry in the store: the next entry names another."""
    from rpl_desk.sealing.log import entry_hash

    store = backed_up
    original = backup_of(store).read_bytes()
    change(store, RUIN)
    change(backup_of(store), OTHER)
    (forged,) = [bytes(one[1]) for one in log(backup_of(store), 5) if one[0] == 5]
    change(backup_of(store), f"UPDATE audit_entry SET hash = '{entry_hash(forged)}' WHERE seq = 5")
    change(store, f"UPDATE audit_entry SET hash = '{entry_hash(forged)}' WHERE seq = 5")
    with Desk.open(store) as desk, sample.as_person(desk, "admin"):
        size = desk.database.head().size
        assert desk.seeking.seek().nowhere == (5,)
        with pytest.raises(NotFound, match="lies whole in any backup"):
            desk.seeking.put_back()
        ahead = desk.breaks.look()
        assert ahead.sought.found == () and 5 in ahead.damage.entries and ahead.in_the_way == ()
        assert desk.database.head().size == size
        backup_of(store).write_bytes(original)  # the control: the very backup, as it was, brings it back
        desk.seeking.put_back()
        assert desk.check() == []


def test_what_is_found_is_put_back_and_a_break_is_of_the_rest_alone(backed_up: Path):
    store = backed_up
    with Desk.open(store) as desk, sample.as_person(desk, "admin"):
        later = desk.database.head().size + 1
        for name in ("First", "Second"):
            desk.office.rename(f"{name} College", "")
    change(store, RUIN, f"UPDATE audit_entry SET entry = x'00' WHERE seq = {later}")
    with Desk.open(store) as desk, sample.as_person(desk, "admin"):
        sought = desk.seeking.put_back()
        assert ([one.entry.seq for one in sought.found], sought.nowhere) == ([5], (later,))
        ahead = desk.breaks.look()
        assert set(ahead.damage.entries) == {later} and ahead.sought.found == ()
        desk.breaks.record(
            ahead, "disk", sample.passphrase("admin"), sample.person(desk, "chair"), sample.passphrase("chair")
        )
        assert desk.check() == []
    change(store, BODY)
    with Desk.open(store) as desk, sample.as_person(desk, "admin"):  # what the break gave up stays given up
        assert [one.entry.seq for one in desk.seeking.put_back().found] == [6]
        assert desk.check() == []


def test_a_backup_that_is_damaged_or_out_of_reach_is_said_and_an_older_one_brings_it_back(
    backed_up: Path, tmp_path: Path
):
    store, second = backed_up, tmp_path / "stick"
    second.mkdir()
    older = backup_of(store)
    with Desk.open(store) as desk, sample.as_person(desk, "admin"):
        desk.anchors.choose_folder(second)
        newer = desk.backups.make().path
    lines_of(store).unlink()
    newer.write_bytes(newer.read_bytes()[:100] + b"\xff" * (newer.stat().st_size - 100))
    shutil.rmtree(second)
    change(store, RUIN)
    with Desk.open(store) as desk, sample.as_person(desk, "admin"):
        sought = desk.seeking.put_back()
        assert [one.where for one in sought.found] == [older.name]
        assert any("second place" in one and "cannot be reached" in one for one in sought.not_read)
        assert any(newer.name in one and "cannot be read" in one for one in sought.not_read)
        assert desk.check() == []


# -- the lines beside the backups --------------------------------------------------------------------------------------


def test_the_lines_bring_an_entry_back_where_no_backup_can_be_read_and_one_that_was_altered_does_not(
    office: Path, tmp_path: Path
):
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        sample.open_case(desk, tmp_path)
        backup = desk.backups.make().path
        size = desk.database.head().size
    before = log(office, size)
    backup.unlink()
    whole = lines_of(office).read_bytes()
    assert whole.splitlines() == [bytes(one[1]) + b"\t" + bytes(one[2]) for one in before]
    change(office, RUIN)
    fifth = whole.splitlines(keepends=True)[4]
    for altered in (
        whole.replace(fifth, fifth.replace(b'"device":"', b'"device":"x')),
        whole.replace(fifth, fifth.replace(b"operation", b"operating")),
        whole.replace(fifth, fifth[:-20] + b"\n"),
        whole.replace(fifth, b""),
        whole.replace(fifth, b"\xff\n"),
    ):
        lines_of(office).write_bytes(altered)
        with Desk.open(office) as desk, sample.as_person(desk, "admin"):
            assert desk.seeking.seek().nowhere == (5,)
    lines_of(office).write_bytes(whole)  # the control: the line as it was
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        assert [one.where for one in desk.seeking.put_back().found] == [lines_of(office).name]
        assert desk.check() == []
    assert log(office, size) == before


def test_lines_are_only_added_and_one_that_was_cut_short_is_written_again(office: Path, tmp_path: Path):
    stick = tmp_path / "stick"
    stick.mkdir()
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        desk.anchors.choose_folder(stick)
        desk.backups.make()
        first = lines_of(office).read_bytes()
        assert lines_in(stick, office.stem).read_bytes() == first
        lines_of(office).write_bytes(first[:-30])
        sample.open_case(desk, tmp_path)
        desk.backups.make()
        size = desk.database.head().size
    assert lines_in(stick, office.stem).read_bytes().startswith(first)
    assert lines_of(office).read_bytes().startswith(first[:-30] + b"\n" + first.splitlines(keepends=True)[-1])
    for path in (lines_of(office), lines_in(stick, office.stem)):
        assert {one.seq for one in entries_in_lines(path, None)} == set(range(1, size + 1))


def test_the_lines_of_an_encrypted_store_are_sealed_and_put_it_right(sealed: Path):
    with sample.enter(sealed, "admin") as desk:
        backup = desk.backups.make().path
        path, raw = desk.database.path, desk.database.key.raw
    assert b"action" not in lines_of(path).read_bytes()
    assert list(entries_in_lines(lines_of(path), None)) == []
    connection = driver.connect(str(path))
    connection.execute(f'PRAGMA key = "{raw}"')
    connection.execute(RUIN)
    connection.commit()
    connection.close()
    for gone in (lines_of(path), backup):  # from either alone
        kept = gone.read_bytes()
        gone.unlink()
        with sample.enter(sealed, "admin") as desk:
            (found,) = desk.seeking.seek().found
            assert found.entry.seq == 5 and found.where != gone.name
        gone.write_bytes(kept)
    with sample.enter(sealed, "admin") as desk:
        assert [one.entry.seq for one in desk.seeking.put_back().found] == [5]
        assert desk.check() == []


def test_the_commands_look_put_back_and_say_what_is_left(backed_up: Path, tmp_path: Path, capsys):
    store = backed_up
    change(store, RUIN)
    key = tmp_path / "admin"
    key.write_text(sample.passphrase("admin"), encoding="utf-8")
    me = ["--as", sample.address("admin"), "--passphrase-file", str(key)]
    assert run(["break", "look", str(store), *me]) == 1
    said = capsys.readouterr().out
    assert "lies whole in" in said and "break seek" in said and "break record" not in said
    assert run(["break", "seek", str(store), *me]) == 0
    assert "Put back: log entry 5" in capsys.readouterr().out
    assert run(["check", str(store)]) == 0
    assert run(["break", "seek", str(store), *me]) == 1
    assert "nothing to put back" in capsys.readouterr().err
