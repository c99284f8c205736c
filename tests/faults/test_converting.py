"""Changing the encryption of a store with a failing call or a kill at its points: one whole file is there, that opens.

Each try runs in a process of its own, split off from this one, so that a kill is a real one.
"""

import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Change:
    """One change of the encryption: how it is done, its entry in the log, the name that the old file is kept by."""

    act: str
    entry: str
    kept: str
    was_encrypted: bool
    is_encrypted: bool


ENCRYPT = Change("encrypt", "encrypt store", "office.before-encryption.rpldesk", False, True)
REKEY = Change("rekey", "change store key", "office.before-new-key.rpldesk", True, True)
DECRYPT = Change("decrypt", "decrypt store", "office.before-decryption.rpldesk", True, False)


@pytest.fixture(scope="module")
def stores(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in the clear with a case under review."""
    folder = tmp_path_factory.mktemp("converted")
    store = Path(shutil.copy(office_template, folder / "office.rpldesk"))
    with Desk.open(store) as desk:
        sample.case_at(desk, folder, Stage.REVIEW)
    return store


@pytest.fixture(scope="module")
def encrypted(stores: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, encrypted."""
    store = copied(stores, tmp_path_factory.mktemp("encrypted") / "one")
    with Desk.open(store) as desk:
        desk.session.begin(sample.person(desk, "admin"), timedelta(minutes=5))
        desk.encryption.encrypt(sample.passphrase("admin"))
    (store.parent / ENCRYPT.kept).unlink()
    return store


def copied(store: Path, folder: Path) -> Path:
    folder.mkdir()
    for one in store.parent.glob(f"{store.name}*"):
        shutil.copy(one, folder)
    return folder / store.name


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


def convert(store: Path, at: int, happens: Callable[[], None], change: Change = ENCRYPT) -> int:
    """Change the encryption, with `happens` in place of call number `at` once the new file is made; say how it ended.

    What comes before touches the new file alone, which the first call after it stands for. Returns DONE, UNTOUCHED,
    REFUSED where the desk goes on as before, or the negative number of the signal that killed it.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 99
    try:
        with opened(store) as desk:
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
                getattr(desk.encryption, change.act)(sample.passphrase("admin"), tell)
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


def faults(store: Path, before: dict[str, list[tuple]], status: int, change: Change = ENCRYPT) -> list[str]:
    """Open the store as the next person would, and return everything that is not as it should be."""
    try:
        with opened(store) as desk:
            encrypted = desk.database.key is not None
            found = [str(one) for one in desk.check()]
            if rows(desk) != before:
                found.append("the rows are not as they were")
            with desk.database.connection() as raw:
                done = raw.execute("SELECT 1 FROM audit_entry WHERE action = ?", (change.entry,)).fetchone() is not None
    except DeskError as error:
        return [str(error)]
    if status >= 0 and done is not (status in (DONE, UNTOUCHED)):
        found.append(f"it ended with {status}, and the log says that it was done: {done}")
    if encrypted is not (change.is_encrypted if done else change.was_encrypted):
        found.append(f"the log says that it was done: {done}, and the file is encrypted: {encrypted}")
    mine = {store.name} | ({f"{store.name}-keys", f"{store.name}-keys-copy"} if encrypted else set())
    if done:
        mine |= {change.kept} | ({f"{change.kept}-keys"} if change.was_encrypted else set())
    lone = store.with_name(f"{change.kept}-keys")
    if status < 0 and not done and change.was_encrypted and lone.exists():
        # A kill may leave what was to open the kept file: it opens the store as it is, and is never taken away unasked.
        mine.add(lone.name)
        if store.read_bytes()[:16].hex() not in lone.read_text("utf-8"):
            found.append(f"{lone.name} is of another file than the one that is there")
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


@pytest.mark.parametrize("change", [REKEY, DECRYPT], ids=lambda one: one.act)
@pytest.mark.parametrize("happens", [fail, kill])
def test_an_encrypted_store_is_whole_whatever_becomes_of_a_change_of_its_key(
    encrypted: Path, tmp_path: Path, happens, change: Change, every: bool
):
    with opened(copied(encrypted, tmp_path / "before")) as desk:
        before = rows(desk)
    ended: list[int] = []
    at = 1
    while UNTOUCHED not in ended:
        store = copied(encrypted, tmp_path / f"{at}")
        ended.append(convert(store, at, happens, change))
        assert faults(store, before, ended[-1], change) == [], (at, ended)
        at += 1 if every else 3
    assert ended.count(REFUSED if happens is fail else -signal.SIGKILL) > 1


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
