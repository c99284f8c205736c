"""Damage: only what is found again when the file is opened anew is called so, and what is not is never said."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.desk import Desk
from rpl_desk.domain.errors import DamagedStore, StorageProblem
from rpl_desk.store import connecting
from tests import office as sample


def malformed() -> driver.DatabaseError:
    error = driver.DatabaseError("database disk image is malformed")
    error.sqlite_errorname = "SQLITE_CORRUPT"
    return error


class Slipping:
    """A connection of the driver on which reads that hold some words fail, as often as there are failures left."""

    def __init__(self, inner: Any, words: str, left: list[None]) -> None:
        self._inner, self._words, self._left = inner, words, left

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def execute(self, sql: str, *values: Any) -> Any:
        if self._words in sql and self._left:
            self._left.pop()
            raise malformed()
        return self._inner.execute(sql, *values)

    def cursor(self) -> Any:
        return Slipping(self._inner.cursor(), self._words, self._left)


@contextmanager
def slips(monkeypatch: pytest.MonkeyPatch, words: str, times: int) -> Iterator[list[None]]:
    """Let the next reads with these words fail so often; gives the failures that are left."""
    left: list[None] = [None] * times
    honest = connecting.driver.connect
    with monkeypatch.context() as patched:
        patched.setattr(
            connecting.driver, "connect", lambda *given, **named: Slipping(honest(*given, **named), words, left)
        )
        yield left


@pytest.mark.parametrize("words", ["SELECT entry, hash", "FROM protection"])
def test_one_failed_read_at_opening_is_not_called_damage(office: Path, monkeypatch, words: str):
    with slips(monkeypatch, words, 1) as left, Desk.open(office) as desk:
        assert not left and desk.people.people()


def test_a_read_that_fails_again_is_called_damage_and_nothing_is_changed(office: Path, monkeypatch):
    before = {one.name: one.read_bytes() for one in office.parent.iterdir()}
    with slips(monkeypatch, "SELECT entry, hash", 2) as left:
        with pytest.raises(DamagedStore, match=r"is damaged.*Restore a backup.*salvage"):
            Desk.open(office)
        assert not left
    assert {one.name: one.read_bytes() for one in office.parent.iterdir()} == before
    Desk.open(office).close()


@pytest.mark.parametrize("words", ["integrity_check", "foreign_key_check", "FROM audit_entry", "blob_chunk"])
@pytest.mark.parametrize("times", [1, 2])
def test_the_check_reports_only_what_it_finds_twice(office: Path, tmp_path: Path, monkeypatch, words: str, times: int):
    with Desk.open(office) as desk:
        sample.open_case(desk, tmp_path)
    with slips(monkeypatch, words, times) as left, Desk.open(office, read_only=True, even_damaged=True) as desk:
        found = desk.check()
    assert not left and bool(found) == (times == 2)


def test_a_read_that_fails_in_use_is_told_as_such_and_the_next_one_is_well(office: Path, monkeypatch):
    with slips(monkeypatch, "person", 0) as left, Desk.open(office) as desk:
        assert len(desk.people.people()) == 5
        left.append(None)
        with pytest.raises(StorageProblem, match="could not be read just now") as caught:
            desk.people.people()
        assert "damaged" not in str(caught.value)
        assert len(desk.people.people()) == 5


def test_a_damaged_store_can_be_read_as_far_as_that_goes(office: Path):
    data = office.read_bytes()
    office.write_bytes(data[: len(data) - 4096 * 3])
    with pytest.raises(DamagedStore):
        Desk.open(office, read_only=True)
    with Desk.open(office, read_only=True, even_damaged=True) as desk:
        assert len(desk.people.people()) == 5 and desk.check()
    assert office.read_bytes() == data[: len(data) - 4096 * 3]
