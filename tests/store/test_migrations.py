"""A step works on a copy: the live store is swapped only when everything comes out even."""

from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.domain.errors import StorageProblem
from rpl_desk.store.migrations import migrate
from rpl_desk.store.place import SCHEMA_VERSION as NOW
from rpl_desk.store.place import read_header
from rpl_desk.store.restating import Changes


def add_column(connection) -> Changes:
    connection.execute("ALTER TABLE office ADD COLUMN motto TEXT NOT NULL DEFAULT ''")
    return Changes()


def lose_people(connection) -> Changes:
    connection.execute("DELETE FROM unlock_failure")
    connection.execute("DELETE FROM wrapped_key WHERE id = 1")
    return Changes()


def rename(connection) -> Changes:
    connection.execute("UPDATE person SET name = 'Somebody Else' WHERE id = 2")
    return Changes()


def drop_column(connection) -> Changes:
    connection.execute("ALTER TABLE office DROP COLUMN unit")
    return Changes()


def vouch_for_nothing(connection) -> Changes:
    connection.execute("UPDATE person SET name = 'Somebody Else' WHERE id = 2")
    return Changes(frozenset({"person"}))


def vouch_for_some(connection) -> Changes:
    return Changes(frozenset({"person"}), (("person/1", 1, "0" * 64),))


def orphan(connection) -> Changes:
    connection.execute("UPDATE certificate SET person_id = 999")
    return Changes()


def stumble(connection) -> Changes:
    connection.execute("UPDATE office SET name = 'Half'")
    connection.execute("SELECT no_such_column FROM office")
    return Changes()


def test_a_step_is_made_on_a_copy_and_the_old_file_kept(office: Path):
    before = office.read_bytes()
    kept = migrate(office, NOW, {NOW: add_column}, NOW + 1)
    assert kept.read_bytes() == before
    assert read_header(office).user_version == NOW + 1
    connection = driver.connect(str(office))
    assert connection.execute("SELECT motto FROM office").fetchone() == ("",)
    connection.close()
    assert sorted(path.name for path in office.parent.iterdir()) == sorted([office.name, kept.name])


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (lose_people, "changed wrapped_key without saying so"),
        (rename, "changed person without saying so"),
        (drop_column, "changed office without saying so"),
        (vouch_for_nothing, "changes person and does not vouch for all of it"),
        (vouch_for_some, "changes person and does not vouch for all of it"),
        (orphan, "point nowhere"),
        (stumble, "no_such_column"),
    ],
)
def test_a_step_that_does_not_come_out_even_leaves_the_store_as_it_was(office: Path, step, words: str):
    before = office.read_bytes()
    with pytest.raises(StorageProblem, match=words):
        migrate(office, NOW, {NOW: step}, NOW + 1)
    assert office.read_bytes() == before
    assert [path.name for path in office.parent.iterdir()] == [office.name]


def test_a_format_without_a_step_is_refused(office: Path):
    before = office.read_bytes()
    with pytest.raises(StorageProblem, match="no longer reads"):
        migrate(office, NOW, {}, NOW + 1)
    assert office.read_bytes() == before
