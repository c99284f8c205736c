"""Taking the text of evidence: by the worker itself, stopped when asked, and told of in words."""

import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.errors import NotAllowed
from rpl_desk.domain.evidence import EvidenceKind
from rpl_desk.domain.searching import Coverage, Textless
from rpl_desk.services.evidence import details_for
from tests import office as sample


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.open_case(desk, tmp_path)


def add(desk: Desk, case: CaseRow, path: Path, title: str) -> None:
    desk.evidence.add(case, path, details_for(path, EvidenceKind.OTHER, title))


def test_the_worker_itself_reads_what_waits_and_what_has_no_text_says_why(desk: Desk, case: CaseRow, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        words = tmp_path / "notes.txt"
        words.write_text("A heron stood by the lochan.", encoding="utf-8")
        add(desk, case, words, "Notes")
        empty = tmp_path / "blank.pdf"
        sample.write_pdf(empty, "")
        add(desk, case, empty, "Scan")
        assert desk.texts.coverage() == Coverage(3, 3, 0)
        told: list[tuple[int, int]] = []
        filled = desk.texts.filling().run(lambda done, total: told.append((done, total)))
        assert filled is not None and filled.read == 3
        assert told[0] == (0, 3) and told[-1] == (3, 3) and told == sorted(told)
        assert [one.where for one in desk.search.newest("heron").hits] == [f"{case.reference} E02"]
        seen = desk.texts.coverage(case.id)
        assert seen == Coverage(3, 0, 1, (Textless(case.reference, "E03", "Scan", "It holds no text."),))
        assert seen.words == "2 of 3 files of evidence (1 without text)"
        assert desk.texts.coverage(case.id + 1).words == "no evidence"


def test_a_file_is_counted_once_however_often_it_was_handed_in(desk: Desk, case: CaseRow, tmp_path: Path):
    other = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        assert desk.texts.coverage().files == 1
        assert desk.texts.coverage(other.id).words == "0 of 1 file of evidence (1 not read yet)"
        desk.texts.filling().run()
        assert desk.texts.coverage().words == "the 1 file of evidence"


def test_a_run_that_is_stopped_keeps_what_is_done_and_the_next_goes_on(desk: Desk, case: CaseRow, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        words = tmp_path / "notes.txt"
        words.write_text("A heron.", encoding="utf-8")
        add(desk, case, words, "Notes")
        run = desk.texts.filling()
        assert run.run(lambda done, total: run.stop() if done else None) is None
        assert desk.texts.coverage().waiting == 1
        assert desk.texts.filling().run() is not None
        assert desk.texts.coverage().waiting == 0


def test_stopping_ends_a_worker_that_is_busy_with_a_document(desk: Desk, case: CaseRow, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        desk.texts.filling().run()
        large = tmp_path / "large.txt"
        large.write_text("heron " * 4_000_000, encoding="utf-8")
        add(desk, case, large, "Large")
        run, ended = desk.texts.filling(), threading.Event()
        thread = threading.Thread(target=lambda: (run.run(), ended.set()))
        thread.start()
        while run._preview is None:
            time.sleep(0.001)
        run.stop()
        thread.join(5)
        assert ended.is_set()
        assert desk.texts.coverage().waiting == 1


def test_nobody_signed_in_fills_nothing_and_filling_does_not_keep_the_desk_open(office: Path, tmp_path: Path):
    now = [datetime.now(UTC)]
    with Desk.open(office, clock=lambda: now[0]) as desk:
        sample.open_case(desk, tmp_path)
        with pytest.raises(NotAllowed):
            desk.texts.filling().run()
        desk.session.begin(sample.person(desk, "admin"), timedelta(minutes=5))
        now[0] += timedelta(minutes=4)
        desk.texts.filling().run()
        desk.search.newest("sample")
        now[0] += timedelta(minutes=2)
        assert desk.session.is_locked


def test_a_damaged_file_is_told_and_does_not_hold_up_the_others(office: Path, tmp_path: Path):
    with Desk.open(office) as desk:
        case = sample.open_case(desk, tmp_path)
        with sample.as_person(desk, "admin"):
            words = tmp_path / "notes.txt"
            words.write_text("A heron.", encoding="utf-8")
            add(desk, case, words, "Notes")
    connection = driver.connect(str(office), isolation_level=None)
    connection.execute("UPDATE blob_chunk SET bytes = CAST(replace(bytes, 'PDF', 'pdf') AS BLOB)")
    connection.close()
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        filled = desk.texts.filling().run()
        assert filled is not None and len(filled.notes) == 1 and filled.notes[0].startswith("E01 portfolio.pdf: ")
        assert "damaged" in filled.notes[0] or "fingerprint" in filled.notes[0]
        assert desk.texts.coverage().waiting == 1
        assert len(desk.search.newest("heron").hits) == 1


LONG = 2_000
LINE = "The heron stood by the lochan and the learner wrote down what it did. " * 20


@contextmanager
def long_text(data: bytes, media_type: str, name: str):
    """Stands where the worker's preview does: two thousand pages."""
    yield SimpleNamespace(
        outline=SimpleNamespace(kind="pages", pages=[SimpleNamespace(label=str(one)) for one in range(LONG)]),
        page_text=lambda number, boxes: SimpleNamespace(text=f"{LINE} page{number}", extractor="reader 1"),
    )


def test_a_long_text_is_kept_in_parts_between_which_others_write(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "admin"):
        sha256 = desk.evidence.register(case.id)[0].sha256
        seen = []
        desk.database.subscribe(lambda action, subject: seen.append((desk.texts.coverage().waiting, action)))
        desk.texts.fill(long_text)
        assert len(seen) == 21 and set(seen[:-1]) == {(1, "keep text")} and seen[-1] == (0, "keep text")
        assert [one.label for one in desk.texts.pages(sha256)] == [str(one) for one in range(LONG)]
        assert [one.place for one in desk.search.newest("page1999").hits] == ["1999"]
        assert desk.check() == []


def test_a_text_that_was_ended_in_the_middle_is_begun_anew(desk: Desk, case: CaseRow):
    def end(action: str, subject: str) -> None:
        told.append(action)
        if len(told) == 4:
            raise KeyboardInterrupt

    told: list[str] = []
    with sample.as_person(desk, "admin"):
        sha256 = desk.evidence.register(case.id)[0].sha256
        desk.database.subscribe(end)
        with pytest.raises(KeyboardInterrupt):
            desk.texts.fill(long_text)
        assert desk.texts.coverage() == Coverage(1, 1, 0)
        assert desk.texts.pages(sha256) == ()
        assert desk.texts.fill(long_text).read == 1
        assert len(desk.texts.pages(sha256)) == LONG and desk.texts.coverage().waiting == 0
        assert len(desk.search.newest("heron", limit=LONG + 1).hits) == LONG
    path = desk.database.path
    desk.close()
    connection = driver.connect(str(path))  # raises where index and text differ
    connection.execute("INSERT INTO page_text_search(page_text_search, rank) VALUES ('integrity-check', 1)")
    connection.close()
