"""A step works on a copy: the live store is swapped only when everything comes out even."""

from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.domain.errors import StorageProblem
from rpl_desk.store.migrations import migrate
from rpl_desk.store.place import read_header


def add_column(connection) -> frozenset[str]:
    connection.execute("ALTER TABLE office ADD COLUMN motto TEXT NOT NULL DEFAULT ''")
    return frozenset()


def lose_people(connection) -> frozenset[str]:
    connection.execute("DELETE FROM unlock_failure")
    connection.execute("DELETE FROM wrapped_key WHERE id = 1")
    return frozenset()


def orphan(connection) -> frozenset[str]:
    connection.execute("UPDATE certificate SET person_id = 999")
    return frozenset()


def stumble(connection) -> frozenset[str]:
    connection.execute("UPDATE office SET name = 'Half'")
    connection.execute("SELECT no_such_column FROM office")
    return frozenset()


def test_a_step_is_made_on_a_copy_and_the_old_file_kept(office: Path):
    before = office.read_bytes()
    kept = migrate(office, 1, {1: add_column}, 2)
    assert kept.read_bytes() == before
    assert read_header(office).user_version == 2
    connection = driver.connect(str(office))
    assert connection.execute("SELECT motto FROM office").fetchone() == ("",)
    connection.close()
    assert sorted(path.name for path in office.parent.iterdir()) == sorted([office.name, kept.name])


@pytest.mark.parametrize(
    ("step", "words"),
    [(lose_people, "changed wrapped_key without saying so"), (orphan, "point nowhere"), (stumble, "no_such_column")],
)
def test_a_step_that_does_not_come_out_even_leaves_the_store_as_it_was(office: Path, step, words: str):
    before = office.read_bytes()
    with pytest.raises(StorageProblem, match=words):
        migrate(office, 1, {1: step}, 2)
    assert office.read_bytes() == before
    assert [path.name for path in office.parent.iterdir()] == [office.name]


def test_a_format_without_a_step_is_refused(office: Path):
    before = office.read_bytes()
    with pytest.raises(StorageProblem, match="no longer reads"):
        migrate(office, 1, {}, 2)
    assert office.read_bytes() == before
