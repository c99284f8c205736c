"""The store of format 1 that the program left behind is brought forward whole, and what was wrong in it stays known.

It goes on through the later steps, which add to it and change none of this.
"""

import json
import lzma
import re
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.desk import Desk
from rpl_desk.domain.errors import StorageProblem
from rpl_desk.domain.evidence import Stance
from rpl_desk.domain.passages import AnchorKind
from rpl_desk.store import passage_queries
from rpl_desk.store.database import Database
from rpl_desk.store.place import SCHEMA_VERSION, read_header
from tests import office as sample

GOLDEN = Path(__file__).parent / "golden" / "format-1.rpldesk.xz"
DERIVED = ("case_search_", "page_text_search_", "written_search_", "identity_search_")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "office.rpldesk"
    path.write_bytes(lzma.decompress(GOLDEN.read_bytes()))
    return path


def values(path: Path, statement: str) -> list[tuple]:
    connection = driver.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def change(path: Path, statement: str) -> None:
    connection = driver.connect(str(path))
    connection.execute("PRAGMA foreign_keys = OFF")
    assert connection.execute(statement).rowcount == 1
    connection.commit()
    connection.close()


def test_a_store_of_format_1_is_whole_afterwards_and_the_old_file_is_kept(old: Path):
    before = old.read_bytes()
    with Desk.open(old) as desk:
        assert desk.check() == []
    assert read_header(old).user_version == SCHEMA_VERSION
    assert old.with_name("office.format-1.rpldesk").read_bytes() == before
    with Desk.open(old, read_only=True) as desk:
        assert desk.check() == []


def test_its_passages_say_what_they_said(old: Path):
    listed = "SELECT id, assessment_id, criterion_id, evidence_id, page, quotation, stance, strength, note FROM passage"
    was = values(old, f"{listed} ORDER BY id")
    assert len(was) > 20
    with Desk.open(old) as desk, desk.database.reading() as read:
        now = passage_queries.linked(read)
        passages = {one.id: one for one in passage_queries.rows(read)}
    said = [
        (
            *(one.id, one.assessment_id, one.criterion_id, one.evidence_id, one.page, one.quotation),
            *(one.stance.value, one.strength, one.note),
        )
        for one in now
    ]
    assert said == was
    assert [one.passage_id for one in now] == [row[0] for row in was]
    kinds = {(bool(row[5]), bool(row[4])): passages[row[0]].anchor.kind for row in was}
    assert kinds == {
        (True, True): AnchorKind.TEXT,
        (True, False): AnchorKind.TEXT,
        (False, True): AnchorKind.PAGE,
        (False, False): AnchorKind.WHOLE,
    }
    assert all(one.anchor.rectangles == () for one in passages.values())


def test_when_a_passage_was_made_is_read_from_the_log(old: Path):
    made = {}
    for at, body in values(old, "SELECT at, body FROM audit_entry ORDER BY seq"):
        made.update({key: at for name, key, digest in json.loads(body)["rows"] if name == "passage/1" and digest})
    with Desk.open(old):
        pass
    found = dict(values(old, "SELECT id, made_at FROM passage"))
    assert found == {key: made[key] for key in found}


def test_the_log_says_what_was_done_and_vouches_for_the_new_rows(old: Path):
    entries = values(old, "SELECT seq, entry, body, hash FROM audit_entry ORDER BY seq")
    with Desk.open(old):
        pass
    now = values(old, "SELECT seq, entry, body, hash FROM audit_entry ORDER BY seq")
    assert now[: len(entries)] == entries
    entry, body = (json.loads(part) for part in now[len(entries)][1:3])
    assert (entry["action"], entry["actor"], entry["subject"]) == ("schema.migrate", "device", "office")
    count = values(old, "SELECT count(*) FROM passage")[0][0]
    assert (body["from"], body["to"], body["counts"]) == (1, 2, {"link": count, "passage": count})
    names = [name for name, _, _ in body["rows"]]
    assert {name: names.count(name) for name in names} == {"passage/1": count, "passage/2": count, "link/1": count}
    assert all((digest is None) is (name == "passage/1") for name, _, digest in body["rows"])


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE passage SET quotation = 'planted' WHERE id = 3", "passage 3: is a row that no entry"),
        ("UPDATE passage SET note = 'planted' WHERE id = 4", "link 4: is a row that no entry"),
        ("DELETE FROM passage WHERE id = 5", "passage 5: was gone, or not as log entry"),
        (
            "INSERT INTO passage SELECT 999, revision, salt, assessment_id, criterion_id, evidence_id, page, quotation,"
            " stance, strength, note FROM passage WHERE id = 3",
            "passage 999: is a row that no entry",
        ),
        ("UPDATE judgement SET reason = 'planted' WHERE id = 2", "judgement 2: is not as log entry"),
    ],
)
def test_what_was_altered_before_is_not_vouched_for_afterwards(old: Path, statement: str, words: str):
    change(old, statement)
    with Desk.open(old) as desk:
        found = [str(one) for one in desk.check()]
    assert any(words in one for one in found), found


def test_sealed_judgements_signatures_and_records_stand_as_they_were(old: Path):
    listed = (
        "SELECT body FROM sealed_judgements ORDER BY id",
        "SELECT payload, signature FROM signature ORDER BY id",
        "SELECT body FROM record ORDER BY id",
    )
    was = [values(old, one) for one in listed]
    assert all(was)
    with Desk.open(old):
        pass
    assert [values(old, one) for one in listed] == was


def test_work_goes_on_in_the_store_and_what_was_written_before_is_found(old: Path):
    with Desk.open(old) as desk:
        with sample.as_person(desk, "two"):
            case = desk.judging.case("CR-2026-0002")
            criteria = {one.id: one for one in desk.judging.criteria(case.id)}
            mine = desk.judging.passages(case.id)
            assert [(one.page, one.quotation) for one in mine] == [
                ("4", "as shown here"),
                ("iii", ""),
                ("", "without a page"),
                ("", ""),
                ("10", ""),
            ]
            assert mine[1].stance is Stance.PARTLY
            desk.judging.unlink(case, mine[0])
            desk.judging.link(case, criteria[mine[0].criterion_id], desk.evidence.register(case.id)[0], page="5")
        assert desk.check() == []
    assert [row[0] for row in values(old, "SELECT DISTINCT kind FROM written ORDER BY kind")] == [
        "finding",
        "note",
        "passage",
        "reason",
        "record",
    ]


def test_reading_only_leaves_an_older_store_alone(old: Path):
    before = old.read_bytes()
    with pytest.raises(StorageProblem, match="older format 1"):
        Database.open(old, read_only=True)
    assert old.read_bytes() == before


def test_a_store_brought_forward_has_the_tables_of_a_new_one(old: Path, office: Path):
    def schema(path: Path) -> dict[str, str]:
        rows = values(path, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {
            name: re.sub(r"\s+", " ", sql).replace("( ", "(").replace(" )", ")").strip()
            for name, sql in rows
            if not name.startswith(DERIVED)
        }

    with Desk.open(old):
        pass
    assert schema(old) == schema(office)


def test_both_searches_know_the_same_of_an_old_store_and_of_one_written_anew(old: Path):
    """The texts indexed by the step are those the triggers would have kept: writing each row again changes none."""
    with Desk.open(old):
        pass
    kept = "SELECT kind, source_id, case_id, assessment_id, text FROM written ORDER BY kind, source_id"
    before = values(old, kept)
    connection = driver.connect(str(old))
    for table, column in (("passage", "exact"), ("link", "note"), ("judgement", "reason"), ("finding", "reason")):
        connection.execute(f"UPDATE {table} SET {column} = {column} || 'x'")
        connection.execute(
            f"UPDATE {table} SET {column} = substr({column}, 1, length({column}) - 1) WHERE {column} <> ''"
        )
    connection.execute("UPDATE record SET body = CAST(body || ' ' AS BLOB)")
    connection.commit()
    connection.close()
    assert values(old, kept) == before
