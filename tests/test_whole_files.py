"""Files leave whole or not at all; a user's own stay; what a kill left is cleared only where it is provably ours."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rpl_desk.domain.errors import StorageProblem
from rpl_desk.whole_files import clear_leftovers, whole_file, whole_folder, write_whole
from tests.faults.harness import ROOT, environment

HALF_A_FILE = """
import sys, time
from pathlib import Path
from rpl_desk.whole_files import whole_file
with whole_file(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print("ready", flush=True)
    time.sleep(600)
"""
HALF_A_FOLDER = """
import sys, time
from pathlib import Path
from rpl_desk.whole_files import whole_folder
with whole_folder(Path(sys.argv[1]), last="case.json") as folder:
    (folder / "portfolio.pdf").write_bytes(b"half")
    print("ready", flush=True)
    time.sleep(600)
"""


def started(script: str, target: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(target)], stdout=subprocess.PIPE, env=environment(), cwd=ROOT, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    return process


def killed(script: str, target: Path) -> None:
    with started(script, target) as process:
        process.send_signal(signal.SIGKILL)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_there_whole_and_nothing_beside_it(tmp_path: Path):
    write_whole(tmp_path / "copy.pdf", b"all of it")
    assert (tmp_path / "copy.pdf").read_bytes() == b"all of it"
    write_whole(tmp_path / "copy.pdf", b"all of it, again")
    assert (tmp_path / "copy.pdf").read_bytes() == b"all of it, again"
    assert names(tmp_path) == ["copy.pdf"]


def test_what_breaks_off_leaves_the_file_that_was_there(tmp_path: Path):
    (tmp_path / "copy.pdf").write_bytes(b"as it was")
    with pytest.raises(ZeroDivisionError), whole_file(tmp_path / "copy.pdf") as file:
        file.write(b"half")
        _ = 1 / 0
    assert (tmp_path / "copy.pdf").read_bytes() == b"as it was"
    assert names(tmp_path) == ["copy.pdf"]


def test_a_file_that_came_meanwhile_is_not_overwritten_where_it_should_be_new(tmp_path: Path):
    with pytest.raises(StorageProblem, match="there already"), whole_file(tmp_path / "a.pdf", replacing=False) as file:
        file.write(b"ours")
        (tmp_path / "a.pdf").write_bytes(b"theirs")
    assert (tmp_path / "a.pdf").read_bytes() == b"theirs"
    assert names(tmp_path) == ["a.pdf"]


@pytest.mark.parametrize("name", ["copy.pdf.part", ".copy.pdf.part", ".rpl-desk.0123abcd.part", "~.part"])
def test_a_users_own_part_file_stays_as_it_is(tmp_path: Path, name):
    (tmp_path / name).write_bytes(b"my own")
    write_whole(tmp_path / "copy.pdf", b"all of it")
    assert (tmp_path / name).read_bytes() == b"my own"


def test_what_a_kill_left_is_cleared_by_the_next_file_written_there(tmp_path: Path):
    killed(HALF_A_FILE, tmp_path / "copy.pdf")
    (left,) = tmp_path.iterdir()
    assert left.read_bytes() == b"half" and left.name != "copy.pdf"
    write_whole(tmp_path / "another.pdf", b"all of it")
    assert names(tmp_path) == ["another.pdf"]


def test_a_copy_of_what_a_kill_left_is_not_provably_ours_and_stays(tmp_path: Path):
    killed(HALF_A_FILE, tmp_path / "copy.pdf")
    (left,) = tmp_path.iterdir()
    shutil.copy(left, tmp_path / "kept")
    left.unlink()
    (tmp_path / "between").write_bytes(b"takes the number that has become free")
    shutil.copy(tmp_path / "kept", left)
    clear_leftovers(tmp_path)
    assert names(tmp_path) == sorted(["kept", "between", left.name])


def test_a_link_that_bears_such_a_name_is_not_followed(tmp_path: Path):
    (tmp_path / "own.txt").write_bytes(b"")
    (tmp_path / ".rpl-desk.0123abcd.part").symlink_to(tmp_path / "own.txt")
    clear_leftovers(tmp_path)
    assert names(tmp_path) == [".rpl-desk.0123abcd.part", "own.txt"]


@pytest.mark.skipif(os.name == "nt", reason="Windows itself refuses to remove a file in use")
def test_what_another_program_is_writing_is_left_alone(tmp_path: Path):
    with started(HALF_A_FILE, tmp_path / "copy.pdf") as process:
        write_whole(tmp_path / "another.pdf", b"all of it")
        assert len(names(tmp_path)) == 2
        process.kill()
    clear_leftovers(tmp_path)
    assert names(tmp_path) == ["another.pdf"]


def test_a_folder_is_there_whole_or_as_it_was(tmp_path: Path):
    with whole_folder(tmp_path / "case", last="case.json") as folder:
        write_whole(folder / "case.json", b"{}")
        (folder / "pictures").mkdir()
        assert not (tmp_path / "case" / "case.json").exists()
    assert names(tmp_path / "case") == ["case.json", "pictures"]
    (tmp_path / "empty").mkdir()
    for target in (tmp_path / "new", tmp_path / "empty"):
        with pytest.raises(ZeroDivisionError), whole_folder(target, last="case.json") as folder:
            write_whole(folder / "portfolio.pdf", b"half")
            _ = 1 / 0
    assert names(tmp_path) == ["case", "empty"] and names(tmp_path / "empty") == []


def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path: Path):
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "mine.part").write_bytes(b"my own")
    with pytest.raises(StorageProblem, match="holds something"), whole_folder(tmp_path / "case", last="case.json"):
        pytest.fail("A folder that holds something was given.")
    assert names(tmp_path / "case") == ["mine.part"]


def test_half_a_folder_that_a_kill_left_is_cleared_when_it_is_filled_again(tmp_path: Path):
    killed(HALF_A_FOLDER, tmp_path / "case")
    assert len(names(tmp_path / "case")) == 1
    with whole_folder(tmp_path / "case", last="case.json") as folder:
        write_whole(folder / "case.json", b"{}")
    assert names(tmp_path / "case") == ["case.json"]
