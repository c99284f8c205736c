"""Opening what is not a store, or not ours, or not whole: one sentence each, and nothing created or changed."""

import signal
import subprocess
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.desk import Desk
from rpl_desk.domain.errors import RuleViolation, StorageProblem
from rpl_desk.store.place import Holding, check_place
from tests import office as sample


def everything(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def refused(path: Path, folder: Path) -> str:
    before = everything(folder)
    with pytest.raises(StorageProblem) as caught:
        Desk.open(path)
    assert everything(folder) == before
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_missing_store_is_named_and_never_created(tmp_path: Path):
    path = tmp_path / "gone.rpldesk"
    assert "There is no store at" in refused(path, tmp_path)
    assert not path.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not a store of RPL Desk"),
        (b"hello", "is not a store of RPL Desk"),
        (b"PK\x03\x04" + b"\0" * 200, "is not a store of RPL Desk"),
        (b"SQLite format 3\0" + b"\0" * 200, "is not a store of RPL Desk"),
    ],
)
def test_a_file_that_is_not_ours_is_refused(tmp_path: Path, content: bytes, words: str):
    path = tmp_path / "other.rpldesk"
    path.write_bytes(content)
    assert words in refused(path, tmp_path)


def test_another_programs_database_is_refused(tmp_path: Path):
    path = tmp_path / "other.rpldesk"
    connection = driver.connect(str(path))
    connection.execute("CREATE TABLE song (title TEXT)")
    connection.commit()
    connection.close()
    assert "is not a store of RPL Desk" in refused(path, tmp_path)


def test_a_folder_is_refused(tmp_path: Path):
    (tmp_path / "folder.rpldesk").mkdir()
    assert "is a folder" in refused(tmp_path / "folder.rpldesk", tmp_path)


def test_a_newer_store_says_which_program_is_needed(office: Path):
    connection = driver.connect(str(office))
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert "newer RPL Desk" in refused(office, office.parent)


def test_a_store_cut_short_is_called_damaged(office: Path):
    office.write_bytes(office.read_bytes()[: -4096 * 3])
    assert "is damaged: it is shorter than it says" in refused(office, office.parent)


def test_a_store_with_its_middle_overwritten_is_called_damaged(office: Path):
    data = bytearray(office.read_bytes())
    data[100:4096] = b"\xff" * 3996
    office.write_bytes(data)
    assert "is damaged" in refused(office, office.parent)


def test_a_store_whose_last_entry_was_changed_is_called_damaged(office: Path):
    connection = driver.connect(str(office))
    connection.execute(
        "UPDATE audit_entry SET hash = substr(hash, 2) || substr(hash, 1, 1)"
        " WHERE seq = (SELECT max(seq) FROM audit_entry)"
    )
    connection.commit()
    connection.close()
    assert "the end of its log does not fit" in refused(office, office.parent)


def test_a_store_open_elsewhere_says_who_has_it_since_when(office: Path):
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"from rpl_desk.desk import Desk; d = Desk.open({str(office)!r});"
            " print('open', flush=True); input(); d.close()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None and holder.stdout.readline() == "open\n"
        with pytest.raises(StorageProblem, match=r"is already open by \S+ on \S* ?since .*Close it there first"):
            Desk.open(office)
        with Desk.open(office, read_only=True) as looking:
            assert len(looking.people.people()) == 5
    finally:
        holder.communicate("\n", timeout=20)
    with Desk.open(office) as desk:
        assert len(desk.people.people()) == 5


def test_the_lock_of_a_killed_process_does_not_stay(office: Path):
    script = (
        f"import os; from rpl_desk.desk import Desk; d = Desk.open({str(office)!r});"
        " d.people.sign_in('admin@example.ac.uk', 'wrong')"
    )
    subprocess.run([sys.executable, "-c", script + "; os._exit(9)"], capture_output=True, timeout=60, check=False)
    kill = f"import os; from rpl_desk.desk import Desk; d = Desk.open({str(office)!r}); os._exit(9)"
    subprocess.run([sys.executable, "-c", kill], capture_output=True, timeout=60, check=False)
    assert office.with_name(office.name + "-lock").exists()
    with Desk.open(office) as desk:
        assert desk.check() == []


def test_founding_never_overwrites_and_leaves_nothing_half_made(office: Path):
    before = everything(office.parent)
    with pytest.raises(StorageProblem, match="is there already"):
        sample.found(office)
    assert everything(office.parent) == before


def test_founding_with_a_weak_passphrase_makes_nothing(tmp_path: Path):
    with pytest.raises(RuleViolation, match="passphrase"):
        Desk.found(
            tmp_path / "new.rpldesk",
            name="Sample College",
            admin_name="Administrator One",
            admin_email="admin@example.ac.uk",
            passphrase="short",
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "mounted", "remote", "words"),
    [
        ("/srv/office/a.rpldesk", [("/", "ext4")], False, None),
        ("/srv/office/a.rpldesk", [("/", "ext4"), ("/srv", "nfs4")], False, "network drive (nfs4)"),
        ("/mnt/share/a.rpldesk", [("/", "ext4"), ("/mnt/share", "cifs")], False, "network drive (cifs)"),
        ("/mnt/share/a.rpldesk", [("/mnt/share", "fuse.sshfs")], False, "network drive (fuse.sshfs)"),
        ("/mnt/usb/a.rpldesk", [("/mnt/usb", "fuse.fuseblk"), ("/", "ext4")], False, None),
        ("/mnt/shared/a.rpldesk", [("/mnt/share", "cifs"), ("/", "ext4")], False, None),
        ("/srv/office/Dropbox/a.rpldesk", [("/", "ext4")], False, "synced elsewhere (Dropbox)"),
        ("/srv/office/OneDrive - College/a.rpldesk", [("/", "ext4")], False, "synced elsewhere (OneDrive - College)"),
        ("/srv/office/Google Drive/x/a.rpldesk", [("/", "ext4")], False, "synced elsewhere (Google Drive)"),
        ("/Users/office/Library/Mobile Documents/a.rpldesk", [("/", "apfs")], False, "synced elsewhere"),
        ("Z:\\office\\a.rpldesk", [], True, "network drive"),
        ("\\\\server\\share\\a.rpldesk", [], False, "network drive"),
        ("C:\\office\\a.rpldesk", [], False, None),
    ],
)
def test_network_drives_and_synced_folders_are_refused(path, mounted, remote, words):
    pure = PureWindowsPath(path) if "\\" in path else PurePosixPath(path)
    if words is None:
        check_place(pure, mounted=mounted, remote=lambda _: remote)
        return
    with pytest.raises(StorageProblem) as caught:
        check_place(pure, mounted=mounted, remote=lambda _: remote)
    assert words in str(caught.value)


KILLED_WHILE_MADE = """
import os, signal, sys
from pathlib import Path
from rpl_desk.store.database import Database
from datetime import UTC, datetime

def found(action):
    os.kill(os.getpid(), signal.SIGKILL)

Database.create(Path(sys.argv[1]), found, lambda: datetime.now(UTC))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_what_a_killed_program_left_is_cleared_by_the_next_that_opens_the_store(office: Path):
    done = subprocess.run([sys.executable, "-c", KILLED_WHILE_MADE, str(office.with_name("new.rpldesk"))], check=False)
    assert done.returncode == -signal.SIGKILL
    left = [path.name for path in office.parent.glob("new.rpldesk.*")]
    assert any(name.endswith(".part") for name in left)
    with Desk.open(office):  # another store: it leaves them alone
        assert [path.name for path in office.parent.glob("new.rpldesk.*")] == left
    office.rename(office.with_name("new.rpldesk"))
    with Desk.open(office.with_name("new.rpldesk")):
        assert list(office.parent.glob("new.rpldesk.*")) == []


def test_only_parts_that_are_ours_and_in_no_use_are_cleared(office: Path):
    ours, held, named, theirs, other = (
        office.with_name(f"{office.name}.{name}.part")
        for name in ("00000001", "00000002", "my notes", "00000003", "00000004")
    )
    for path in (ours, held, named):
        path.write_bytes(office.read_bytes())
    theirs.write_bytes(b"not a store at all")
    other.mkdir()
    with Holding(held), Desk.open(office):
        kept = set(office.parent.glob("*.part"))
    assert kept == {held, named, theirs, other}
    with Desk.open(office, read_only=True):
        pass
    assert held.exists()  # opened for reading, nothing is touched
