"""The one door for changes: what it lets through, what it refuses, and what is left behind."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy import Select, insert, select

from rpl_desk.desk import Desk
from rpl_desk.domain.errors import Conflict, StorageProblem
from rpl_desk.domain.people import OfficeRole, PersonRow
from rpl_desk.store import queries, tables
from rpl_desk.store.connecting import PRAGMAS, is_safe_sqlite
from rpl_desk.store.database import Database
from rpl_desk.store.lines import Line


def entries(database: Database) -> int:
    return database.head().size


def add_person(database: Database, email: str = "new@example.ac.uk") -> int:
    with database.action("enrol person", by="tester", subject="person:x") as action:
        return action.insert(tables.person, uid=email, email=email, name="New One", office_role=OfficeRole.MEMBER)


def person_of(database: Database, key: int) -> PersonRow:
    with database.reading() as read:
        return queries.one(read, PersonRow, "person", tables.person.c.id == key)


def test_an_action_writes_its_change_and_one_entry_and_announces_once(desk: Desk):
    heard: list[tuple[str, str]] = []
    desk.database.subscribe(lambda action, subject: heard.append((action, subject)))
    before = entries(desk.database)
    key = add_person(desk.database)
    assert person_of(desk.database, key).name == "New One"
    assert entries(desk.database) == before + 1
    assert heard == [("enrol person", "person:x")]


def test_an_exception_undoes_the_change_and_the_entry_and_announces_nothing(desk: Desk):
    heard: list[str] = []
    desk.database.subscribe(lambda action, subject: heard.append(action))
    before = entries(desk.database)
    with pytest.raises(ZeroDivisionError), desk.database.action("enrol person", by="tester") as action:
        action.insert(tables.person, uid="x", email="x@example.ac.uk", name="X", office_role=OfficeRole.MEMBER)
        _ = 1 / 0
    assert entries(desk.database) == before
    assert heard == []
    assert "x@example.ac.uk" not in {one.email for one in desk.people.people()}


def test_a_stale_row_is_a_conflict_and_not_an_overwrite(desk: Desk):
    key = add_person(desk.database)
    read_twice = person_of(desk.database, key)
    with desk.database.action("rename", by="tester") as action:
        action.update(tables.person, read_twice, name="First")
    with (
        pytest.raises(Conflict, match="Someone else changed this"),
        desk.database.action("rename", by="tester") as action,
    ):
        action.update(tables.person, read_twice, name="Second")
    assert person_of(desk.database, key).name == "First"


def test_an_action_cannot_be_used_to_write_past_the_log(desk: Desk):
    with desk.database.action("look", by="tester") as action, pytest.raises(TypeError, match="SELECT only"):
        action.read(insert(tables.blob).values(sha256="x", size=1))  # type: ignore[arg-type]
    with desk.database.action("look", by="tester") as action, pytest.raises(TypeError, match="tracked"):
        action.keep_bytes(tables.person, uid="x")


def test_a_reading_cannot_write(desk: Desk):
    with desk.database.connection() as raw, pytest.raises(Exception, match=r"readonly|query_only|read-only"):
        raw.execute("UPDATE person SET name = 'X'")


def test_every_connection_has_the_settings_read_back(desk: Desk):
    with desk.database.connection() as raw:
        for name, value in PRAGMAS.items():
            assert raw.execute(f"PRAGMA {name}").fetchone() in ((value,), None), name
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert raw.execute("PRAGMA query_only").fetchone() == (1,)


def test_the_same_operation_is_known_as_one(desk: Desk):
    for _ in range(2):
        try:
            with desk.database.action("enrol person", by="tester", operation="op-1") as action:
                action.insert(tables.person, uid="u", email="u@example.ac.uk", name="U", office_role=OfficeRole.MEMBER)
        except Conflict:
            pass
    with desk.database.reading() as read:
        found = read(select(tables.audit_entry.c.seq).where(tables.audit_entry.c.operation == "op-1"))
    assert len(found) == 1


def test_an_entry_holds_ids_and_digests_and_no_personal_data(desk: Desk):
    add_person(desk.database, "somebody.known@example.ac.uk")
    with desk.database.reading() as read:
        last = read(select(tables.audit_entry).order_by(tables.audit_entry.c.seq.desc()).limit(1))[0]
    assert b"somebody" not in bytes(last.entry) + bytes(last.body)
    assert b"New One" not in bytes(last.entry) + bytes(last.body)
    body = json.loads(bytes(last.body))
    assert body["rows"][0][0] == "person/1" and len(body["rows"][0][2]) == 64
    assert json.loads(bytes(last.entry))["body_hash"] == hashlib.sha256(bytes(last.body)).hexdigest()


def test_a_closed_store_is_one_file_and_opens_again(office: Path):
    with Desk.open(office) as desk:
        add_person(desk.database)
        assert office.with_name(office.name + "-lock").exists()
    assert [path.name for path in office.parent.iterdir()] == [office.name]
    with Desk.open(office) as desk:
        assert "new@example.ac.uk" in {one.email for one in desk.people.people()}


def test_a_failed_commit_that_was_saved_after_all_counts_as_saved(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    honest = Line.save

    def saved_yet_failing(self: Line) -> None:
        honest(self)
        monkeypatch.setattr(Line, "save", honest)
        raise OSError("the disk answered with an error")

    monkeypatch.setattr(Line, "save", saved_yet_failing)
    key = add_person(desk.database)
    assert person_of(desk.database, key).email == "new@example.ac.uk"


def test_a_failed_commit_that_was_not_saved_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    honest, before = Line.save, entries(desk.database)

    def failing(self: Line) -> None:
        monkeypatch.setattr(Line, "save", honest)
        raise OSError("the disk answered with an error")

    monkeypatch.setattr(Line, "save", failing)
    with pytest.raises(StorageProblem, match=r"^Not saved"):
        add_person(desk.database)
    assert entries(desk.database) == before


def test_no_foreign_key_cascades_and_every_tracked_table_has_a_projection():
    for table in tables.metadata.sorted_tables:
        assert all(key.ondelete is None for key in table.foreign_keys), table.name
    tracked = {table.name for table in queries.all_tracked()}
    assert tracked == {name for name, _ in tables.PROJECTIONS.values()}
    untracked = {table.name for table in tables.metadata.sorted_tables} - tracked
    derived = {"text_source", "page_text", "text_under_way", "recognised_page", "file_about", "written"}
    assert untracked == {"blob", "blob_chunk", "audit_entry", "checkpoint"} | derived


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), False),
        ((3, 53, 4), True),
        ((3, 40, 1), False),
    ],
)
def test_sqlite_versions_with_the_race_get_one_exclusive_connection(version, safe):
    assert is_safe_sqlite(version) is safe


def test_statements_are_what_an_action_reads():
    assert isinstance(select(tables.person), Select)


def test_the_clock_is_the_actions_and_kept_to_the_second(office: Path):
    moment = datetime(2026, 5, 28, 10, 53, 7, 999999, tzinfo=UTC)
    with Desk.open(office, clock=lambda: moment) as desk:
        add_person(desk.database)
        with desk.database.reading() as read:
            last = read(select(tables.audit_entry.c.at).order_by(tables.audit_entry.c.seq.desc()).limit(1))[0][0]
    assert last == moment.replace(microsecond=0)
    assert last.utcoffset() == timedelta(0)


def test_the_driver_is_the_one_library_for_plain_and_encrypted_files():
    assert driver.sqlite_version_info >= (3, 51, 3)


def test_closing_waits_for_what_another_thread_reads(office: Path):
    desk = Desk.open(office)
    inside, go_on, seen = Event(), Event(), []

    def read() -> None:
        with desk.database.connection():
            inside.set()
            go_on.wait(5)
            seen.append("read to its end")

    reader, closer = Thread(target=read), Thread(target=lambda: (desk.close(), seen.append("closed")))
    reader.start()
    inside.wait(5)
    closer.start()
    go_on.set()
    reader.join(5)
    closer.join(5)
    assert seen == ["read to its end", "closed"]
    assert not office.with_name(office.name + "-wal").exists()
