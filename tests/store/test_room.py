"""A full disk: the ballast is given up once and the work can be done again; with little room evidence waits."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.errors import RuleViolation
from rpl_desk.domain.room import LITTLE, TOO_LITTLE, must_have_disk, room_words
from rpl_desk.store import room
from tests import office as sample
from tests.faults.harness import environment

FILL = """
import os, shutil, sys
from pathlib import Path
from rpl_desk.desk import Desk
from rpl_desk.domain.errors import StorageProblem
from rpl_desk.store import room
from tests import office as sample

store, with_ballast = Path(sys.argv[1]), sys.argv[2] == "with"
room.LITTLE, room.BALLAST_BYTES = 0, 4_000_000
desk = Desk.open(store)
assert desk.room.keep()
if not with_ballast:
    room.release_ballast(store)

def act():
    with desk.database.action("fill", by="device") as action:
        action.said["words"] = os.urandom(300_000).hex()

act()
filler = os.open(store.parent / "filler", os.O_WRONLY | os.O_CREAT)
try:
    while os.write(filler, b"x" * 4096):
        pass
except OSError:
    pass
for attempt in (1, 2, 3):
    try:
        act()
        print("saved")
    except StorageProblem as error:
        print(error)
print(desk.database.head().size, room.ballast_of(store).exists())
try:
    desk.close()
    print("closed")
except StorageProblem as error:
    print(error)
"""


def on_a_small_disk(store: Path, folder: Path, ballast: str) -> list[str]:
    """Fill a disk of 16 MB under an open store, and return what the program said, line by line."""
    folder.mkdir()
    script = f'mount -t tmpfs -o size=16m small "{folder}" && cp "{store}" "{folder}" && exec "$@"'
    command = [sys.executable, "-c", FILL, str(folder / store.name), ballast]
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh", *command],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment(),
        check=False,
    )
    if "mount" in done.stderr or "unshare" in done.stderr:
        pytest.skip(f"this machine gives no small disk: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.skipif(shutil.which("unshare") is None, reason="a small disk needs unshare")
def test_on_a_full_disk_the_ballast_is_given_up_once_and_the_work_is_saved(office: Path, tmp_path: Path):
    said = on_a_small_disk(office, tmp_path / "small", "with")
    assert "the disk is full" in said[0] and "is free now: do it once more" in said[0]
    assert said[1] == "saved" and said[-2].endswith("False") and said[-1] == "closed"


@pytest.mark.skipif(shutil.which("unshare") is None, reason="a small disk needs unshare")
def test_without_the_ballast_it_stays_full(office: Path, tmp_path: Path):
    said = on_a_small_disk(office, tmp_path / "small", "without")
    assert all("the disk is full" in one and "free now" not in one for one in said[:3])


def test_the_ballast_is_there_while_a_store_is_open_for_work_and_gone_with_it(office: Path, monkeypatch):
    monkeypatch.setattr(room, "BALLAST_BYTES", 1_000_000)
    ballast = room.ballast_of(office)
    with Desk.open(office, read_only=True) as desk:
        assert not desk.room.keep() and not ballast.exists()
    with Desk.open(office) as desk:
        monkeypatch.setattr(room, "LITTLE", 0)
        assert desk.room.keep() and ballast.stat().st_size == 1_000_000
        made = ballast.stat().st_mtime_ns
        assert desk.room.keep() and ballast.stat().st_mtime_ns == made
    assert [one.name for one in office.parent.iterdir()] == [office.name]


def test_no_ballast_is_made_where_there_is_little_room(office: Path, monkeypatch):
    monkeypatch.setattr(room, "LITTLE", 1 << 60)
    with Desk.open(office) as desk:
        assert not desk.room.keep() and not room.ballast_of(office).exists()


@pytest.mark.parametrize(
    ("free", "words", "taken"),
    [
        (LITTLE, "", True),
        (LITTLE - 1, "Only 499 MB are free", True),
        (TOO_LITTLE, "Only 100 MB are free", True),
        (TOO_LITTLE - 1, "New evidence is not taken", False),
    ],
)
def test_what_is_said_and_taken_with_so_much_room(free: int, words: str, taken: bool):
    assert words in room_words(free) and bool(words) == bool(room_words(free))
    if taken:
        must_have_disk(free)
    else:
        with pytest.raises(RuleViolation, match="Nothing was changed"):
            must_have_disk(free)


def test_new_evidence_waits_for_room_and_a_case_is_not_half_opened(office: Path, tmp_path: Path, monkeypatch):
    folder = tmp_path / "handed in"
    folder.mkdir()
    with Desk.open(office) as desk:
        before = desk.database.head()
        usage = shutil.disk_usage(office.parent)._replace(free=TOO_LITTLE - 1)
        with monkeypatch.context() as full:
            full.setattr(shutil, "disk_usage", lambda _: usage)
            with pytest.raises(RuleViolation, match="New evidence is not taken"):
                sample.open_case(desk, folder)
            assert desk.database.head() == before
        sample.open_case(desk, folder)
