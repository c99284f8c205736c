"""A disk that takes no more: refused in a sentence, nothing acknowledged lost, no half file left.

A limit on the size of the files a process writes stands for the disk: the store's log and every document meet it at
some point, wherever the limit lies.
"""

import random
import shutil
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.sealing.verify import Status
from rpl_desk.services.verifying import verify_file
from tests import office as sample
from tests.faults.harness import passphrases, rows, run_apart

PLENTY = 1 << 30
OURS = {"office.rpldesk", "office.rpldesk-wal", "office.rpldesk-shm"}
"""Where closing is refused too, what was saved lies beside the store until it is opened again."""


@pytest.fixture(scope="module")
def decided(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A store with a decided case, and the case's reference."""
    folder = tmp_path_factory.mktemp("decided")
    store = Path(shutil.copy(office_template, folder / "office.rpldesk"))
    with Desk.open(store) as desk:
        return store, sample.case_at(desk, folder, Stage.DECIDED).reference


def limited(limit: int, name: str, store: Path, *arguments: object, by: str) -> tuple[int, str, str]:
    """Run a command of a process that writes no file larger than `limit` bytes."""
    keys = passphrases(store.parent.parent)
    who = ["--as", sample.address(by), "--passphrase-file", keys[by]]
    done = run_apart(name, store, *arguments, *who, before=["prlimit", f"--fsize={limit}"])
    assert "Traceback" not in done[2] and done[2].count("\n") <= 2
    if limit != PLENTY:  # one sentence for the work, and one where the store could not be put away either
        assert done[0] == 1 and done[2].endswith(".\n")
    assert {path.name for path in store.parent.iterdir()} - {"out"} <= OURS
    return done


def copied(store: Path, folder: Path) -> Path:
    (folder / "room").mkdir()
    return Path(shutil.copy(store, folder / "room" / "office.rpldesk"))


def is_whole(store: Path) -> bool:
    """Open the store once there is room again, and check everything in it."""
    with Desk.open(store) as desk:
        found = desk.check()
    return not found and {path.name for path in store.parent.iterdir()} - {"out"} == {"office.rpldesk"}


@pytest.mark.parametrize("limit", [4_096, 200_000, 700_000, 3_500_000, PLENTY])
def test_an_import_without_room_is_refused_and_keeps_nothing(office_template: Path, tmp_path: Path, limit):
    store = copied(office_template, tmp_path)
    source = tmp_path / "handed in"
    source.mkdir()
    sample.write_case_folder(source)
    portfolio = source / "portfolio.pdf"
    noise = random.Random(1).randbytes(3_000_000).hex().encode()
    portfolio.write_bytes(portfolio.read_bytes().replace(b"%%EOF", b"%" + noise + b"\n%%EOF"))
    before = rows(store)
    status, out, said = limited(limit, "import", store, source, by="admin")
    if limit == PLENTY:
        assert (status, said) == (0, "") and "is open" in out and len(rows(store)["case"]) == 1
    else:
        assert out == "" and ("Not saved" in said or "cannot be opened" in said) and rows(store) == before
    assert is_whole(store)


@pytest.mark.parametrize("limit", [1_000, 20_000, 40_000, 100_000, PLENTY])
def test_a_signature_without_room_is_refused_or_kept_whole(decided, tmp_path: Path, limit):
    source, reference = decided
    store = copied(source, tmp_path)
    _, out, _ = limited(limit, "sign", store, reference, "--yes", by="one")
    signatures = rows(store)["signature"]
    acknowledged = out.partition("Receipt ")[2].partition(". ")[0]
    assert len(signatures) == bool(acknowledged)
    assert all(acknowledged in row for row in signatures)
    assert bool(acknowledged) == (limit >= 100_000)
    assert is_whole(store)
    assert rows(store)["signature"] == signatures


@pytest.mark.parametrize("limit", [1_000, 45_000, 60_000, PLENTY])
def test_an_export_without_room_leaves_no_half_file(decided, tmp_path: Path, limit):
    source, reference = decided
    store = copied(source, tmp_path)
    out = store.parent / "out"
    out.mkdir()
    kept = out / f"{reference}-v1.pdf"
    kept.write_bytes(b"what was there before")
    limited(limit, "export", store, "--all", "--to", out, by="admin")
    there = sorted(path.name for path in out.iterdir())
    if limit == PLENTY:
        assert there == [f"{reference}-v1.json", f"{reference}-v1.pdf", f"{reference}-v1.xlsx"]
        for path in out.iterdir():  # nobody has signed yet, and nothing else is wrong
            verdict = verify_file(path)
            assert verdict.status is Status.UNSIGNED and "Nobody has signed this record." in map(str, _plain(verdict))
    else:
        assert there == [kept.name] and kept.read_bytes() == b"what was there before"
    assert is_whole(store)


def _plain(verdict) -> list[str]:
    return [one.message for one in verdict.problems]
