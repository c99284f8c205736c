"""The store of format 2 that the program left behind is brought forward: three new tables, and nothing else changes."""

import json
import lzma
import re
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.store.place import SCHEMA_VERSION, read_header
from tests import office as sample
from tests.store.test_format_2 import DERIVED, change, values

GOLDEN = Path(__file__).parent / "golden" / "format-2.rpldesk.xz"
NEW = {"own_note", "returned_form", "record_draft"}
"""What this step adds; later steps add more, which begins empty or is theirs to test."""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "office.rpldesk"
    path.write_bytes(lzma.decompress(GOLDEN.read_bytes()))
    return path


def schema(path: Path) -> dict[str, str]:
    return {
        name: re.sub(r"\s+", " ", sql).replace("( ", "(").replace(" )", ")").strip()
        for name, sql in values(path, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        if not name.startswith(DERIVED)
    }


def rows(path: Path) -> dict[str, list[tuple]]:
    """Return every row of every table but the log and what search keeps beside itself."""
    names = [name for (name,) in values(path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: values(path, f'SELECT * FROM "{name}"') for name in names if not name.startswith(("audit", *DERIVED))}


def test_a_store_of_format_2_is_whole_afterwards_with_every_row_as_it_was(old: Path):
    before, was = old.read_bytes(), rows(old)
    with Desk.open(old) as desk:
        assert desk.check() == []
    assert read_header(old).user_version == SCHEMA_VERSION
    assert old.with_name("office.format-2.rpldesk").read_bytes() == before
    now = rows(old)
    assert {name: now[name] for name in was} == was
    assert [now[name] for name in sorted(NEW)] == [[], [], []]


def test_its_log_goes_on_with_one_entry_that_says_what_was_done(old: Path):
    listed = "SELECT seq, entry, body, hash FROM audit_entry ORDER BY seq"
    entries = values(old, listed)
    with Desk.open(old):
        pass
    now = values(old, listed)
    assert now[: len(entries)] == entries
    entry, body = (json.loads(part) for part in now[len(entries)][1:3])
    assert (entry["action"], entry["actor"], entry["subject"]) == ("schema.migrate", "device", "office")
    assert (body["from"], body["to"], body["rows"], body["counts"]) == (2, 3, [], {})


def test_it_has_the_tables_of_a_new_store(old: Path, office: Path):
    with Desk.open(old):
        pass
    assert schema(old) == schema(office)


def test_what_was_altered_before_is_named_afterwards(old: Path):
    change(old, "UPDATE judgement SET reason = 'planted' WHERE id = 2")
    with Desk.open(old) as desk:
        found = [str(one) for one in desk.check()]
    assert any("judgement 2: is not as log entry" in one for one in found)


def test_work_goes_on_in_it(old: Path):
    with Desk.open(old) as desk:
        with sample.as_person(desk, "two"):
            case = desk.judging.case("CR-2026-0002")
            criterion = desk.judging.criteria(case.id)[1]
            assert desk.judging.judge(case, criterion, "8", "As the second page shows.").answer == "8"
        assert desk.check() == []
