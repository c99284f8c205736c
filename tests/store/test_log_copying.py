"""A large file is saved once its log is on the disk; copying it into the store follows beside the work."""

from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.evidence import EvidenceKind, EvidenceRow
from rpl_desk.services.evidence import details_for
from rpl_desk.store import log_copying
from rpl_desk.store.log_copying import USUAL_PAGES
from tests import office as sample

SIZE = 6 << 20  # past the 4 MB at which SQLite copies the log by itself


def recording(folder: Path) -> Path:
    path = folder / "session.wav"
    head = b"RIFF" + (SIZE - 8).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    path.write_bytes((head + bytes(range(256)) * (SIZE // 256))[:SIZE])
    return path


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.open_case(desk, tmp_path)


def added(desk: Desk, case: CaseRow, folder: Path) -> EvidenceRow:
    path = recording(folder)
    with sample.as_person(desk, "admin"):
        return desk.evidence.add(case, path, details_for(path, EvidenceKind.OBSERVATION))


def test_what_is_saved_is_copied_into_the_store_meanwhile(desk: Desk, case: CaseRow, tmp_path: Path):
    item = added(desk, case, tmp_path)
    store = desk.database.path
    log = store.with_name(f"{store.name}-wal")
    assert log.stat().st_size > SIZE
    desk.database._log_copying.wait()
    assert store.stat().st_size > SIZE
    with sample.as_person(desk, "one"):
        assert desk.evidence.read(item) == recording(tmp_path).read_bytes()
    pages = desk.database._writing().raw.execute("PRAGMA wal_autocheckpoint").fetchone()
    assert pages == (USUAL_PAGES,)


def test_a_store_closed_at_once_is_one_file_with_everything_in_it(desk: Desk, case: CaseRow, tmp_path: Path):
    item = added(desk, case, tmp_path)
    store = desk.database.path
    desk.close()
    assert [one.name for one in store.parent.glob(f"{store.name}-*")] == []
    with Desk.open(store) as again, sample.as_person(again, "one"):
        assert again.evidence.read(item) == recording(tmp_path).read_bytes() and again.check() == []


def test_what_was_saved_is_there_although_nothing_was_copied(desk: Desk, case: CaseRow, tmp_path: Path, monkeypatch):
    """The store and its log as a loss of power leaves them before the copying began."""
    monkeypatch.setattr(log_copying.LogCopying, "begin", lambda self: None)
    item = added(desk, case, tmp_path)
    store = desk.database.path
    left = tmp_path / "left" / store.name
    left.parent.mkdir()
    for ending in ("", "-wal"):
        left.with_name(left.name + ending).write_bytes(store.with_name(store.name + ending).read_bytes())
    assert left.stat().st_size < SIZE
    with Desk.open(left) as again, sample.as_person(again, "one"):
        assert again.evidence.read(item) == recording(tmp_path).read_bytes() and again.check() == []


def test_a_log_that_has_grown_long_is_copied_before_more_is_saved(
    desk: Desk, case: CaseRow, tmp_path: Path, monkeypatch
):
    monkeypatch.setattr(log_copying, "MOST_LOG", 0)
    monkeypatch.setattr(log_copying.LogCopying, "begin", lambda self: pytest.fail("it is copied at once"))
    added(desk, case, tmp_path)
    assert desk.database.path.stat().st_size > SIZE
