"""Encrypting a store with a call that fails or a kill at every point of it: one whole file is there, that opens.

Each try runs in a process of its own, split off from this one, so that a kill is a real one.
"""

import os
import shutil
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.errors import DeskError
from rpl_desk.services.unlocking import needs_key, unlock
from rpl_desk.store import converting
from tests import office as sample
from tests.faults.harness import LOG_TABLES

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows splits off no process")

FAILING = ("fsync", "link", "rename", "replace")
KILLING = ("link", "rename", "replace", "unlink")
"""What leaves something else on the disk: before a kill it matters not what was written out already."""
OWN_TABLES = LOG_TABLES | {"protection", "recovery_code"}
"""What a change of the encryption writes to itself."""
DONE, REFUSED, UNTOUCHED = 0, 1, 2
"""UNTOUCHED: done too, in fewer calls than were to be waited for."""
KEPT = "office.before-encryption.rpldesk"


@pytest.fixture(scope="module")
def stores(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in the clear with a case under review."""
    folder = tmp_path_factory.mktemp("converted")
    store = Path(shutil.copy(office_template, folder / "office.rpldesk"))
    with Desk.open(store) as desk:
        sample.case_at(desk, folder, Stage.REVIEW)
    return store


def copied(store: Path, folder: Path) -> Path:
    folder.mkdir()
    return Path(shutil.copy(store, folder / "office.rpldesk"))


def rows(desk: Desk) -> dict[str, list[tuple]]:
    with desk.database.connection() as raw:
        names = [
            one
            for (one,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            if one not in OWN_TABLES and not one.startswith("sqlite_") and "search" not in one
        ]
        return {name: raw.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in names}


def opened(store: Path) -> Desk:
    if not needs_key(store):
        return Desk.open(store)
    with unlock(store, sample.address("admin"), sample.passphrase("admin")) as unlocked:
        return Desk.open(store, unlocked=unlocked)


def convert(store: Path, at: int, happens: Callable[[], None]) -> int:
    """Encrypt the store, with `happens` in place of call number `at` once the new file is made; return how it ended.

    What comes before touches the new file alone, which the first call after it stands for. Returns DONE, UNTOUCHED,
    REFUSED where the desk goes on as before, or the negative number of the signal that killed it.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 99
    try:
        with Desk.open(store) as desk:
            before, made, counting = rows(desk), 0, False
            desk.session.begin(sample.person(desk, "admin"), timedelta(minutes=5))
            honest = {name: getattr(os, name) for name in (FAILING if happens is fail else KILLING)}

            def counted(name: str):
                def call(*arguments, **more):
                    nonlocal made
                    made += counting
                    if counting and made == at:
                        happens()
                    return honest[name](*arguments, **more)

                return call

            def tell(stage: int, stages: int) -> None:
                nonlocal counting
                counting = stage >= stages - 1

            for name in honest:
                setattr(os, name, counted(name))
            try:
                desk.encryption.encrypt(sample.passphrase("admin"), tell)
                status = DONE if made >= at else UNTOUCHED
            except DeskError:
                status = REFUSED
            for name in honest:
                setattr(os, name, honest[name])
            if status == REFUSED and (desk.check() or rows(desk) != before):
                status = 98
    finally:
        os._exit(status)


def fail() -> None:
    raise OSError(28, "No space left on device")


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def faults(store: Path, before: dict[str, list[tuple]], status: int) -> list[str]:
    """Open the store as the next person would, and return everything that is not as it should be."""
    try:
        with opened(store) as desk:
            encrypted = desk.database.key is not None
            found = [str(one) for one in desk.check()]
            if rows(desk) != before:
                found.append("the rows are not as they were")
    except DeskError as error:
        return [str(error)]
    if status >= 0 and encrypted is not (status in (DONE, UNTOUCHED)):
        found.append(f"it ended with {status}, and the file is encrypted: {encrypted}")
    mine = {store.name} | ({f"{store.name}-keys", f"{store.name}-keys-copy", KEPT} if encrypted else set())
    # a part that has no name yet is cleared by the next one who writes there
    there = {one.name for one in store.parent.iterdir() if status >= 0 or not one.name.startswith(".rpl-desk.")}
    found += [f"{name} is left" for name in sorted(there - mine)]
    found += [f"{name} is gone" for name in sorted(mine - there)]
    return found


@pytest.mark.parametrize("happens", [fail, kill])
def test_a_store_is_whole_whatever_becomes_of_its_encryption(stores: Path, tmp_path: Path, happens):
    with Desk.open(copied(stores, tmp_path / "before")) as desk:
        before = rows(desk)
    ended: list[int] = []
    while UNTOUCHED not in ended:
        store = copied(stores, tmp_path / f"{len(ended) + 1}")
        ended.append(convert(store, len(ended) + 1, happens))
        assert faults(store, before, ended[-1]) == [], ended
    assert ended.count(REFUSED if happens is fail else -signal.SIGKILL) > 4  # it did come between, and often


def test_a_careless_exchange_is_found_out(stores: Path, tmp_path: Path, monkeypatch):
    """The control: were the old file moved away before the new one came, a kill would leave none, and this sees it."""

    def careless(part: Path, store: Path, kept: Path) -> bool:
        store.rename(kept)
        part.rename(store)
        return True

    monkeypatch.setattr(converting, "replace_store", careless)
    with Desk.open(copied(stores, tmp_path / "before")) as desk:
        before = rows(desk)
    found, at = [], 1
    while not found:
        store = copied(stores, tmp_path / f"{at}")
        status = convert(store, at, kill)
        found = faults(store, before, status)
        assert status != UNTOUCHED, "no kill left anything that was seen"
        at += 1
    assert "There is no store" in found[0]
