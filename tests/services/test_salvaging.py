"""Salvage: what of a damaged store is saved, how far it is vouched for, and that nothing is lost or made up unsaid."""

import hashlib
import lzma
import random
import shutil
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.errors import DamagedStore, SalvagedStore, StorageProblem
from rpl_desk.domain.evidence import EvidenceKind
from rpl_desk.domain.intake import IntakeEvidence
from rpl_desk.domain.salvage import Mark, SalvageReport
from rpl_desk.services.salvaging import report_of, rows_of, salvage
from rpl_desk.services.unlocking import unlock
from rpl_desk.store.connecting import connect
from tests import office as sample

PAGE = 4096
GOLDEN = Path(__file__).parent.parent / "store" / "golden"
Rows = dict[tuple[str, str], tuple]


@pytest.fixture(scope="module")
def signed(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a signed decision, the text of its evidence, and a large item of another case."""
    folder = tmp_path_factory.mktemp("signed")
    store = Path(shutil.copy(office_template, folder / "office.rpldesk"))
    with Desk.open(store) as desk:
        case = sample.case_at(desk, folder, Stage.DECIDED)
        sample.sign_all(desk, case)
        large = folder / "large.txt"
        large.write_bytes(random.Random(1).randbytes(650_000).hex().encode())
        desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
        desk.texts.filling().run()
        other = sample.open_case(desk, folder)
        desk.evidence.add(other, large, IntakeEvidence(large.name, "A large item", EvidenceKind.OTHER))
    return store


@pytest.fixture
def store(signed: Path, tmp_path: Path) -> Path:
    (tmp_path / "here").mkdir()
    return Path(shutil.copy(signed, tmp_path / "here" / "office.rpldesk"))


def all_rows(path: Path, key=None) -> Rows:
    """Return every row of the tables that hold rows of their own, by table and key."""
    raw = connect(path, write=False, key=key)
    names = [
        (name, "WITHOUT ROWID" in sql)
        for name, sql in raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        if not name.startswith(("sqlite_", "salvage")) and "_search" not in name and not name.endswith("_word")
    ]
    found = {}
    for name, is_named in names:
        key_column = {"blob_chunk": "sha256 || number"}.get(name, "sha256" if is_named else "rowid")
        for one, *values in raw.execute(f'SELECT {key_column}, * FROM "{name}"'):
            found[name, str(one)] = tuple(values)
    raw.close()
    return {one: values for one, values in found.items() if one[0] != "written"}


def root_of(path: Path, table: str, key=None) -> int:
    raw = connect(path, write=False, key=key)
    (number,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    raw.close()
    return int(number)


def overwrite(path: Path, page: int, data: bytes = b"\xa5" * PAGE) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(data)


def page_with(path: Path, text: bytes) -> int:
    """Return the number of the page that holds the first of these bytes that lie in one page."""
    data = path.read_bytes()
    at = next(at for one in range(0, len(text) - 59, 60) if (at := data.find(text[one : one + 60])) >= 0)
    return at // PAGE + 1


def salvaged(store: Path, before: Rows, key=None) -> tuple[SalvageReport, Rows, Path]:
    """Salvage a store that was damaged, and see that what must always hold does."""
    target = store.with_name("saved.rpldesk")
    there = {one.name: one.read_bytes() for one in store.parent.iterdir()}
    report = salvage(store, target, key)
    assert {one.name: one.read_bytes() for one in store.parent.iterdir() if not one.name.startswith("saved")} == there
    after = all_rows(target, key)
    assert all(before[one] == values for one, values in after.items())  # nothing is made up or changed
    marks = {(one.table, one.key): one.mark for one in rows_of(target, key)}
    assert marks.keys() == {one for one in after if one[0] != "blob_chunk"}  # each row has its mark
    named = {(one.table, one.key) for one in report.not_saved}
    vouched = {one for one in before if one not in after and "salt" in columns(store, target, one[0], key)}
    assert vouched <= named or not report.entries  # what the log tells of and is gone is named
    assert report_of(target, key) == report
    return report, after, target


def columns(store: Path, target: Path, table: str, key) -> list[str]:
    raw = connect(target, write=False, key=key)
    found = [one[1] for one in raw.execute(f'PRAGMA table_info("{table}")')]
    raw.close()
    return found


def test_a_whole_store_salvages_whole_and_is_verified_by_signature(store: Path):
    before = all_rows(store)
    report, after, target = salvaged(store, before)
    assert report.is_whole and after == before and report.sha256 == hashlib.sha256(store.read_bytes()).hexdigest()
    marks = {one.mark for one in rows_of(target) if one.table == "record"}
    assert marks == {Mark.SIGNED}
    with Desk.open(store) as desk:
        assert desk.people.roster() and report.authority in desk.people.roster().decode()
    with Desk.open(target, read_only=True) as desk:
        assert desk.check() == [] and desk.database.salvaged


def test_a_salvaged_store_never_opens_for_work(store: Path):
    _, _, target = salvaged(store, all_rows(store))
    before = target.read_bytes()
    with pytest.raises(SalvagedStore, match="opens for reading only"):
        Desk.open(target)
    with Desk.open(target, read_only=True) as desk:
        sample.as_person(desk, "admin")
        with pytest.raises(StorageProblem, match="for reading only"):
            desk.database.action("anything", by="device").__enter__()
    assert target.read_bytes() == before


@pytest.mark.parametrize("table", ["judgement", "person", "signature", "checkpoint"])
def test_a_table_that_is_overwritten_is_named_row_by_row_and_the_rest_is_saved(store: Path, table: str):
    before = all_rows(store)
    overwrite(store, root_of(store, table))
    report, after, _ = salvaged(store, before)
    assert {name for name, _ in before.keys() - after.keys()} == {table} and not report.is_whole
    assert report.unverified == 0
    if table == "checkpoint":
        assert all(one.signed == 0 for one in report.tables if one.table not in ("record", "signature"))
        assert [one.signed for one in report.tables if one.table in ("record", "signature")] == [1, 2]
    else:
        lost = {one.key for one in report.not_saved if one.table == table and "log entry" in one.why}
        assert lost == {key for name, key in before if name == table}


def test_a_page_of_the_log_takes_the_signature_from_what_only_it_vouched_for(store: Path):
    before = all_rows(store)
    entry = next(values for (name, key), values in before.items() if (name, key) == ("audit_entry", "40"))
    overwrite(store, page_with(store, entry[2][:60]))
    report, after, target = salvaged(store, before)
    gone = {int(key) for name, key in before.keys() - after.keys() if name == "audit_entry"}
    assert 40 in gone and report.entries == len([one for one in before if one[0] == "audit_entry"]) - len(gone)
    marks = {int(one.key): one.mark for one in rows_of(target) if one.table == "audit_entry"}
    assert marks[max(marks)] is Mark.SIGNED  # the last note vouches back to the gap
    assert report.unverified  # rows whose last entry is lost
    assert {(one.table, one.key) for one in rows_of(target) if one.mark is Mark.UNVERIFIED}.isdisjoint(
        ("audit_entry", str(one)) for one in marks
    )


def test_a_row_that_somebody_altered_is_unverified(store: Path):
    before = all_rows(store)
    connection = driver.connect(str(store))
    connection.execute("UPDATE decision SET level = 12")
    connection.commit()
    connection.close()
    target = store.with_name("saved.rpldesk")
    report = salvage(store, target)
    unverified = [one for one in rows_of(target) if one.mark is Mark.UNVERIFIED]
    (found,) = [one for one in unverified if one.table not in ("text_source", "page_text")]
    assert (found.table, found.mark) == ("decision", Mark.UNVERIFIED) and "left it" in found.why
    assert report.unverified == 1 and not report.is_whole and before != all_rows(target)


def test_an_evidence_file_is_saved_whole_or_not_at_all(store: Path):
    before = all_rows(store)
    (large,) = [key for (name, key), values in before.items() if name == "blob" and values[1] > 1_000_000]
    piece = next(values[2] for (name, _), values in before.items() if name == "blob_chunk" and values[0] == large)
    overwrite(store, page_with(store, piece[20_000:22_000]))
    report, after, _ = salvaged(store, before)
    assert ("blob", large) not in after
    assert not [values for (name, _), values in after.items() if name == "blob_chunk" and values[0] == large]
    (lost,) = [one for one in report.not_saved if one.table == "blob"]
    assert lost.key == large and "item 2 of case" in lost.why
    assert len([one for one in after if one[0] == "blob"]) == 1


def test_a_store_cut_short_gives_what_is_left(store: Path):
    before = all_rows(store)
    data = store.read_bytes()
    store.write_bytes(data[: len(data) - 900_000])
    with pytest.raises(DamagedStore, match="shorter than it says"):
        Desk.open(store)
    report, after, _ = salvaged(store, before)
    assert not report.is_whole and ("office", "1") in after and ("record", "1") in after


def test_without_its_first_pages_nothing_is_made(store: Path):
    overwrite(store, 1, store.read_bytes()[:100] + b"\xff" * (PAGE - 100))
    before = sorted(store.parent.iterdir())
    with pytest.raises(DamagedStore, match="its first pages"):
        salvage(store, store.with_name("saved.rpldesk"))
    assert sorted(store.parent.iterdir()) == before


def test_a_salvage_that_is_stopped_leaves_nothing(store: Path):
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done > total // 2:
            raise Stopped

    before = sorted(store.parent.iterdir())
    with pytest.raises(Stopped):
        salvage(store, store.with_name("saved.rpldesk"), progress=stop)
    assert sorted(store.parent.iterdir()) == before


def test_nothing_is_replaced_and_a_store_that_is_open_is_left_alone(store: Path):
    taken = store.with_name("saved.rpldesk")
    taken.write_bytes(b"somebody's file")
    with pytest.raises(StorageProblem, match="is there already"):
        salvage(store, taken)
    with Desk.open(store), pytest.raises(StorageProblem, match="already open"):
        salvage(store, store.with_name("other.rpldesk"))
    assert taken.read_bytes() == b"somebody's file"


@pytest.mark.parametrize("damage", [None, "person"])
def test_an_encrypted_store_is_salvaged_under_its_own_key(sealed: Path, damage: str | None):
    def opened():
        return unlock(sealed, sample.address("admin"), sample.passphrase("admin"))

    with opened() as unlocked:
        key = unlocked.key
        before = all_rows(sealed, key)
        if damage:
            overwrite(sealed, root_of(sealed, damage, key))
        report, after, target = salvaged(sealed, before, key)
        key.close()
    assert report.is_whole == (damage is None)
    assert {name for name, _ in before.keys() - after.keys()} == ({damage} if damage else set())
    assert not target.read_bytes().startswith(b"SQLite format 3")
    with unlock(target, sample.address("admin"), sample.passphrase("admin")) as again:
        Desk.open(target, read_only=True, unlocked=again).close()


def test_the_command_says_what_it_saved_and_answers_by_its_status(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch
):
    monkeypatch.chdir(store.parent)
    assert run(["salvage", "office.rpldesk", "whole.rpldesk"]) == 0
    assert "Nothing is known to be missing" in capsys.readouterr().out
    overwrite(store, root_of(store, "judgement"))
    assert run(["salvage", "office.rpldesk", "part.rpldesk"]) == 2
    out = capsys.readouterr().out
    assert "! judgement 1: log entry" in out and "compare it with the roster" in out
    assert run(["salvaged", "part.rpldesk", "--rows"]) == 2
    assert "record 1: verified by signature." in capsys.readouterr().out
    assert run(["salvage", "office.rpldesk", "part.rpldesk"]) == 1
    assert run(["salvaged", "office.rpldesk"]) == 1
    assert "was not salvaged" in capsys.readouterr().err
    assert run(["cases", "part.rpldesk", "--as", "admin@example.ac.uk"]) == 1


def test_the_log_of_a_killed_program_is_read_with_its_store_and_left_as_it_was(store: Path):
    copy = store.with_name("live.rpldesk")
    with Desk.open(store) as desk:
        with sample.as_person(desk, "admin"):
            pass
        before = desk.database.head().size
        for ending in ("", "-wal"):
            shutil.copy(store.with_name(store.name + ending), copy.with_name(copy.name + ending))
    report = salvage(copy, store.with_name("saved.rpldesk"))
    assert report.entries == before and report.is_whole
    assert sorted(one.name for one in store.parent.iterdir() if one.name.startswith("live")) == [
        "live.rpldesk",
        "live.rpldesk-wal",
    ]


@pytest.mark.parametrize("form", [1, 2, 3, 4])
def test_a_store_of_an_older_format_is_salvaged_in_it_and_listed(form: int, tmp_path: Path, capsys):
    old, made = tmp_path / "old.rpldesk", tmp_path / "saved.rpldesk"
    old.write_bytes(lzma.decompress((GOLDEN / f"format-{form}.rpldesk.xz").read_bytes()))
    report = salvage(old, made)
    assert report.format == form and report.is_whole
    with pytest.raises(SalvagedStore, match=f"of format {form}, which this program cannot show"):
        Desk.open(made, read_only=True)
    assert run(["salvaged", str(made)]) == 0 and "Nothing is known to be missing" in capsys.readouterr().out


def test_a_row_that_no_table_takes_is_kept_as_text(store: Path):
    connection = driver.connect(str(store))
    connection.execute("CREATE TABLE once (id INTEGER PRIMARY KEY, name TEXT)")
    connection.execute("INSERT INTO once (name) VALUES (NULL), ('one')")
    connection.execute("PRAGMA writable_schema = ON")  # what another page in the place of this one would come to
    connection.execute(
        "UPDATE sqlite_master SET sql = replace(sql, 'name TEXT', 'name TEXT NOT NULL') WHERE name = 'once'"
    )
    connection.commit()
    connection.close()
    made = store.with_name("saved.rpldesk")
    report = salvage(store, made)
    assert report.set_aside == 1 and not report.is_whole and "1 row set aside" in report.summary
    raw = connect(made, write=False)
    ((name, key, said, why),) = raw.execute("SELECT name, key, said, why FROM salvage_aside").fetchall()
    raw.close()
    assert (name, key, said) == ("once", "1", '{"id": 1, "name": null}') and "NOT NULL" in why
