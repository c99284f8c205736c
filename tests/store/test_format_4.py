"""The store of format 3 that the program left behind is brought forward whole, and what was wrong in it stays known."""

import json
import lzma
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.store.place import SCHEMA_VERSION, read_header
from rpl_desk.store.steps.format_4 import PIECES
from tests import office as sample
from tests.store.test_format_2 import change, values
from tests.store.test_format_3 import rows, schema

GOLDEN = Path(__file__).parent / "golden" / "format-3.rpldesk.xz"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "office.rpldesk"
    path.write_bytes(lzma.decompress(GOLDEN.read_bytes()))
    return path


def test_a_store_of_format_3_is_whole_afterwards_and_the_old_file_is_kept(old: Path):
    before, was = old.read_bytes(), rows(old)
    with Desk.open(old) as desk:
        assert desk.check() == []
    assert read_header(old).user_version == SCHEMA_VERSION
    assert old.with_name("office.format-3.rpldesk").read_bytes() == before
    now = rows(old)
    assert {name: now[name] for name in was} == was


def test_it_has_the_tables_of_a_new_store(old: Path, office: Path):
    with Desk.open(old):
        pass
    assert schema(old) == schema(office)


def test_its_log_says_what_was_done(old: Path):
    listed = "SELECT seq, entry, body, hash FROM audit_entry ORDER BY seq"
    entries = values(old, listed)
    with Desk.open(old):
        pass
    now = values(old, listed)
    assert now[: len(entries)] == entries
    entry, body = (json.loads(part) for part in now[len(entries)][1:3])
    assert (entry["action"], entry["actor"], body["from"], body["to"]) == ("schema.migrate", "device", 3, 4)


def test_what_was_altered_before_is_named_afterwards(old: Path):
    change(old, "UPDATE own_note SET note = 'planted' WHERE id = 1")
    with Desk.open(old) as desk:
        found = [str(one) for one in desk.check()]
    assert any("own_note 1: is not as log entry" in one for one in found), found


def test_work_goes_on_in_it(old: Path):
    with Desk.open(old) as desk:
        with sample.as_person(desk, "two"):
            case = desk.judging.case("CR-2026-0002")
            draft = desk.drafts.draft(case)
            assert draft is not None and draft.text == "She set the frame."
            criterion = desk.judging.criteria(case.id)[1]
            assert desk.judging.judge(case, criterion, "8", "As the second page shows.").answer == "8"
        assert desk.check() == []


def test_no_piece_of_the_step_runs_twice():
    assert len(set(PIECES)) == len(PIECES)
