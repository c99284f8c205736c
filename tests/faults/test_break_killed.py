"""Killed in the middle of recording a break: the store is as it was, with its fault, or the break is whole."""

import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.desk import Desk
from tests import office as sample
from tests import second_verifier
from tests.faults.harness import ROOT, environment, log, rows

MOST_WRITES = 12
TAMPERED = (
    "UPDATE person SET name = 'Chair Two' WHERE name = 'Chair One'",
    "UPDATE audit_entry SET body = CAST(replace(body, 'operation', 'operating') AS BLOB) WHERE seq = 3",
)


@pytest.fixture(scope="module")
def damaged(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = Path(shutil.copy(office_template, tmp_path_factory.mktemp("damaged") / "office.rpldesk"))
    with closing(driver.connect(str(store))) as connection:
        for statement in TAMPERED:
            assert connection.execute(statement).rowcount == 1
        connection.commit()
    return store


def killed(store: Path, at: int, *more: str) -> bool:
    """Let a break be recorded by a process that is killed before its write `at`; tells whether all was done before."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.break_worker", str(store), str(at), *more],
        capture_output=True,
        env=environment(),
        cwd=ROOT,
        timeout=120,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    return done.stdout.startswith(b"recorded")


def found(store: Path) -> tuple[int, list[str]]:
    """Open the store as the next person would: how many breaks it tells of, and every fault."""
    with Desk.open(store) as desk, sample.as_person(desk, "admin"):
        return len(desk.breaks.recorded()), [str(one) for one in desk.check()]


def test_a_kill_before_any_write_leaves_the_store_as_it_was_and_after_the_last_one_a_whole_break(
    damaged: Path, tmp_path: Path
):
    faults, before = found(Path(shutil.copy(damaged, tmp_path / "before.rpldesk")))[1], rows(damaged)
    assert len(faults) == 3
    for at in range(1, MOST_WRITES):
        store = Path(shutil.copy(damaged, tmp_path / f"{at}.rpldesk"))
        is_done = killed(store, at)
        assert found(store) == ((1, []) if is_done else (0, faults))
        assert rows(store) == before  # a break changes no row
        assert log(store) == [*log(damaged), *(["audit.break"] if is_done else [])]
        if is_done:
            assert at > 3  # there were writes to be killed before: its beginning, the entry and the note
            assert second_verifier.check_store(store)[0] == second_verifier.GOOD
            return
    pytest.fail("The break was never recorded.")


def test_a_break_written_without_a_transaction_is_found_half(damaged: Path, tmp_path: Path):
    """The control: were each statement saved by itself, a kill would leave an entry that no note closes."""
    halves = []
    for at in range(1, MOST_WRITES):
        store = Path(shutil.copy(damaged, tmp_path / f"{at}.rpldesk"))
        if killed(store, at, "torn"):
            break
        halves.append(found(store))
    assert any(count == 1 and any("no checkpoint after it" in one for one in left) for count, left in halves), halves
