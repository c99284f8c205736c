"""What an outsider changes in the file is found and named; an untouched store is the control."""

from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from tests import office as sample


@pytest.fixture(scope="module")
def signed_store(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signed")
    path = folder / "sample-college.rpldesk"
    path.write_bytes(office_template.read_bytes())
    with Desk.open(path) as desk:
        sample.case_at(desk, folder, Stage.SIGNED)
        case = sample.case_at(desk, folder, Stage.REVIEW)
        meeting = sample.meeting_of(desk, case)
        with sample.as_person(desk, "chair"):
            desk.meetings.open(meeting)
            desk.meetings.take_up(meeting, desk.meetings.order(meeting)[0].item)
            desk.meetings.leave(meeting, case, sample.person(desk, "member"))
            desk.meetings.keep_minute(meeting, case, "The panel read the handbook.")
    return path


def tampered(path: Path, tmp_path: Path, statement: str) -> list[str]:
    copy = tmp_path / "copy.rpldesk"
    copy.write_bytes(path.read_bytes())
    connection = driver.connect(str(copy))
    connection.execute("PRAGMA foreign_keys = OFF")
    changed = connection.execute(statement).rowcount
    connection.commit()
    connection.close()
    assert changed > 0, f"the tampering changed nothing: {statement}"
    with Desk.open(copy, read_only=True) as desk:
        return [str(one) for one in desk.check()]


def test_an_untouched_store_has_no_fault(signed_store: Path):
    with Desk.open(signed_store, read_only=True) as desk:
        assert desk.check() == []


def test_a_store_that_is_written_to_between_two_checks_has_no_fault(desk: Desk, tmp_path: Path):
    """SQLite 3.53 calls a full-text index corrupt where a connection remembers it as it was before."""
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    for who in ("one", "two"):
        with sample.as_person(desk, who):
            for criterion in desk.judging.criteria(case.id):
                said = (f"{who} {criterion.key} as shown.", "It was said.")
                desk.judging.judge(case, criterion, "unsure", "Not yet.")
                desk.judging.judge(case, criterion, sample.an_answer(criterion), *said)
                assert desk.check() == []


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE judgement SET answer = '9' WHERE id = 1", "judgement 1: is not as log entry"),
        ("UPDATE judgement SET reason = reason || ' ' WHERE id = 2", "judgement 2: is not as log entry"),
        ('UPDATE "case" SET decided_points = 99 WHERE id = 1', "case 1: is not as log entry"),
        ("UPDATE finding SET answer = '12' WHERE id = 1", "finding 1: is not as log entry"),
        ("UPDATE evidence SET sha256 = sha256, title = 'Other' WHERE id = 1", "evidence 1: is not as log entry"),
        ("UPDATE person SET name = 'Somebody Else' WHERE id = 2", "person 2: is not as log entry"),
        ("DELETE FROM passage WHERE id = 3", "passage 3: is gone, though log entry"),
        (
            "INSERT INTO recommendation (revision, salt, decision_id, number, text) VALUES (1, x'00', 1, 9, 'Planted')",
            "is a row that no entry of the log tells of",
        ),
        ("UPDATE signature SET role = 'member' WHERE id = 1", "signature 1: is not as log entry"),
        ("UPDATE signature SET signature = zeroblob(64) WHERE id = 1", "does not fit"),
        (
            "UPDATE record SET body = CAST(replace(body, 'level 8', 'level 9') AS BLOB)",
            "is not the record that was made",
        ),
        ("UPDATE audit_entry SET actor = 'x' WHERE seq = 9", "log entry 9: its column actor does not say"),
        ("UPDATE audit_entry SET body = CAST(replace(body, '1', '2') AS BLOB) WHERE seq = 9", "log entry 9"),
        ("UPDATE audit_entry SET hash = substr(hash, 2) || substr(hash, 1, 1) WHERE seq = 9", "log entry"),
        ("DELETE FROM audit_entry WHERE seq = 9", "log entry"),
        ("UPDATE blob_chunk SET bytes = CAST(replace(bytes, 'PDF', 'pdf') AS BLOB)", "evidence file"),
        ("DELETE FROM blob_chunk", "evidence file"),
        (
            "UPDATE sealed_judgements SET body = x'00' WHERE id = 1",
            "sealed judgements 1: are not what their commitment",
        ),
        (
            "UPDATE certificate SET signature = zeroblob(64) WHERE serial = 2",
            "certificate 2: was not made by this store",
        ),
        ("DELETE FROM unit WHERE id = 1", "points to a row of unit that is not there"),
    ],
)
def test_each_change_made_past_the_door_is_named(signed_store: Path, tmp_path: Path, statement: str, words: str):
    found = tampered(signed_store, tmp_path, statement)
    assert any(words in one for one in found), found


def test_any_column_of_any_tracked_row_is_vouched_for(signed_store: Path, tmp_path: Path):
    from rpl_desk.store.tables import PROJECTIONS

    missed = []
    for table, columns in PROJECTIONS.values():
        for column in columns:
            if column == "id":
                continue
            copy = tmp_path / "column.rpldesk"
            copy.write_bytes(signed_store.read_bytes())
            connection = driver.connect(str(copy))
            connection.execute("PRAGMA ignore_check_constraints = ON")
            value = f"coalesce(CAST(\"{column}\" AS TEXT), '') || 'x'"
            touched = connection.execute(
                f'UPDATE OR IGNORE "{table}" SET "{column}" = {value} WHERE id = (SELECT max(id) FROM "{table}")'
            ).rowcount
            connection.commit()
            connection.close()
            if touched and not _found_by_digest(copy, table):
                missed.append(f"{table}.{column}")
    assert missed == []


def _found_by_digest(path: Path, table: str) -> bool:
    from rpl_desk.store.check import row_faults
    from rpl_desk.store.database import Database

    database = Database.open(path, read_only=True)
    with database.connection() as connection:
        found = [one.problem for one in row_faults(connection) if one.problem.place.startswith(f"{table} ")]
    database.close()
    return bool(found)
