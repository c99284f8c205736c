"""The store of format 4 that the program left behind is brought forward whole, third opinions given before and all."""

import json
import lzma
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.errors import StorageProblem
from rpl_desk.domain.judgements import FindingState
from rpl_desk.services.verifying import verify_file
from rpl_desk.store.place import SCHEMA_VERSION, read_header
from tests import office as sample
from tests.second_verifier import CHANGED, check_store
from tests.store.test_format_2 import change, values
from tests.store.test_format_3 import rows, schema

GOLDEN = Path(__file__).parent / "golden" / "format-4.rpldesk.xz"
NEW = {"sealed_packet", "exchange_key", "removed_line", "founding"}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "office.rpldesk"
    path.write_bytes(lzma.decompress(GOLDEN.read_bytes()))
    return path


def test_a_store_of_format_4_is_whole_afterwards_and_the_old_file_is_kept(old: Path):
    before, was = old.read_bytes(), rows(old)
    opinions = was.pop("third_opinion")
    with Desk.open(old) as desk:
        assert desk.check() == []
    assert read_header(old).user_version == SCHEMA_VERSION
    assert old.with_name("office.format-4.rpldesk").read_bytes() == before
    now = rows(old)
    assert now.pop("third_opinion") == [(*one, "", None) for one in opinions] and len(opinions) == 3
    assert {name: now[name] for name in was} == was
    assert [now[name] for name in NEW] == [[], [], [], []]


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
    assert (entry["action"], entry["actor"], body["from"], body["to"]) == ("schema.migrate", "device", 4, 5)
    assert [(name, key) for name, key, digest in body["rows"] if digest is None] == [
        ("third_opinion/1", key) for key in (1, 2, 3)
    ]
    assert [(name, key) for name, key, digest in body["rows"] if digest] == [
        ("third_opinion/2", key) for key in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        (
            "UPDATE third_opinion SET reason = 'planted' WHERE answer <> ''",
            "third_opinion 1: was gone, or not as log entry",
        ),
        ("UPDATE judgement SET reason = 'planted' WHERE id = 1", "judgement 1: is not as log entry"),
    ],
)
def test_what_was_altered_before_is_named_afterwards(old: Path, planted: str, told: str):
    change(old, planted)
    with Desk.open(old) as desk:
        found = [str(one) for one in desk.check()]
    assert any(told in one for one in found), found


def test_an_appeal_that_no_program_wrote_stops_it_and_leaves_the_store_as_it_was(old: Path):
    change(
        old,
        "INSERT INTO appeal (revision, salt, case_id, number, record_id, stage_before, lodged_on, lodged_by, grounds,"
        " received_by, received_at, reasons) VALUES (1, x'00', 1, 1, 1, 'signed', '2026-05-01', 'x', 'y', 1,"
        " '2026-05-01T00:00:00Z', '')",
    )
    before = old.read_bytes()
    with pytest.raises(StorageProblem, match="could not be brought to format 5: it holds appeals"):
        Desk.open(old)
    assert old.read_bytes() == before and [one.name for one in old.parent.iterdir()] == [old.name]


def test_a_decision_signed_before_verifies_and_says_when_the_opinion_was_given(old: Path, tmp_path: Path):
    out = tmp_path / "out"
    with Desk.open(old) as desk, sample.as_person(desk, "admin"):
        case = desk.judging.case("CR-2026-0001")
        record = desk.decisions.records(case.id)[-1]
        assert json.loads(record.body)["type"] == "rpl-desk/decision-record/3"
        for done in desk.exchange.export([case], out):
            assert verify_file(done.path).status.value == "good", done.path
    told, words = check_store(old)
    assert told != CHANGED, words


def test_who_was_asked_before_seals_what_they_answer_now(old: Path):
    with Desk.open(old) as desk:
        with sample.as_person(desk, "member"):
            case = desk.judging.case("CR-2026-0002")
            first = desk.judging.criteria(case.id)[0]
            assert len(desk.thirds.give(case, first, "9", "Between the two.")) == 64
        with sample.as_person(desk, "chair"):
            far = next(one for one in desk.reconciling.findings(case.id) if one.criterion_id == first.id)
            assert far.state is FindingState.OPEN
        assert desk.check() == []
    told, words = check_store(old)
    assert told != CHANGED, words
