"""The key of a session: made at sign-in, certified by the person's own, signing the log until it is overwritten."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.errors import NotAllowed
from rpl_desk.sealing.notes import MOST_BETWEEN, read_note
from rpl_desk.sealing.vouching import Kind
from rpl_desk.services.checking import report
from tests import office as sample


def rows(path: Path, statement: str) -> list[tuple]:
    connection = driver.connect(str(path))
    found = connection.execute(statement).fetchall()
    connection.close()
    return found


def sit(desk: Desk, who: str) -> None:
    desk.sign_in(sample.address(who), sample.passphrase(who))


def test_a_session_signs_the_log_when_it_ends_and_says_so(desk: Desk, office: Path):
    sit(desk, "chair")
    key = desk.session._key
    desk.people.sign_out()
    (size, note), *_ = rows(office, "SELECT size, note FROM checkpoint ORDER BY size DESC")
    assert (size, desk.database.head()) == (desk.database.head().size, desk.database.head())
    assert read_note(note).head == desk.database.head().hash
    with pytest.raises(ValueError, match="closed"):
        key.line(b"anything")
    found = report(desk.database)
    assert found.findings == ()
    assert "No anchor" in found.complete and read_note(note).line in found.complete


def test_entries_after_the_last_note_are_said_to_be_unsigned_and_are_no_fault(desk: Desk):
    sit(desk, "chair")
    found = report(desk.database)
    assert [one.kind for one in found.findings] == [Kind.UNSIGNED]
    assert found.findings[0].message.endswith("the 1 after it are not signed yet.")
    assert desk.check() == []


def test_a_note_stands_at_least_every_fifty_entries(desk: Desk, office: Path):
    before = len(rows(office, "SELECT size FROM checkpoint"))
    sit(desk, "admin")
    for number in range(2 * MOST_BETWEEN + 5):
        desk.office.rename(f"Sample College {number}", "")
    assert len(rows(office, "SELECT size FROM checkpoint")) == before + 2
    assert desk.check() == []


def test_a_signature_is_closed_by_a_note_that_the_signer_signs_too(desk: Desk, office: Path, tmp_path: Path):
    sample.case_at(desk, tmp_path, Stage.SIGNED)
    notes = [read_note(note) for (note,) in rows(office, "SELECT note FROM checkpoint ORDER BY size DESC LIMIT 2")]
    assert [one.signatures[0].name.split("/")[0] for one in notes] == ["person", "person"]
    assert notes[0].signatures[0].name != notes[1].signatures[0].name
    assert desk.check() == []


def test_a_session_is_over_after_twelve_hours_however_busy(office: Path):
    now = [datetime(2026, 5, 28, 8, tzinfo=UTC)]
    with Desk.open(office, clock=lambda: now[0]) as desk:
        sit(desk, "chair")
        for _ in range(12 * 60 - 1):
            now[0] += timedelta(minutes=1)
            desk.session.touch()
        assert not desk.session.is_locked
        now[0] += timedelta(minutes=1)
        with pytest.raises(NotAllowed, match="locked"):
            _ = desk.session.user


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)", "has no checkpoint after it"),
        ("UPDATE checkpoint SET note = replace(note, 'head ', 'hood ')", "not a signed note"),
        ("UPDATE checkpoint SET note = (SELECT note FROM checkpoint ORDER BY size LIMIT 1)", "is of "),
        ('UPDATE session_key SET body = CAST(replace(body, \'"from":"2\', \'"from":"1\') AS BLOB)', "session"),
        ("UPDATE session_key SET signature = zeroblob(64)", "was not certified by Administrator One's key"),
    ],
)
def test_what_is_done_to_notes_and_sessions_is_found(desk: Desk, office: Path, statement: str, words: str):
    sit(desk, "admin")
    desk.people.sign_out()
    desk.close()
    connection = driver.connect(str(office))
    assert connection.execute(statement).rowcount > 0
    connection.commit()
    connection.close()
    with Desk.open(office, read_only=True) as opened:
        found = [str(one) for one in opened.check()]
    assert any(words in one for one in found), found
