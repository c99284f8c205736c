"""Of much evidence the day's first backup is whole and those after it light; each promise holds for both."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.desk import Desk
from rpl_desk.domain.backups import BackupRow, BackupRules, Need, removable
from rpl_desk.domain.errors import DeskError, RuleViolation
from rpl_desk.domain.evidence import EvidenceKind
from rpl_desk.domain.intake import IntakeEvidence
from rpl_desk.sealing.canonical import canonical
from rpl_desk.services import backups as making
from rpl_desk.services.backup_files import finish_unfinished, verify_backup
from rpl_desk.services.backup_manifests import counted, manifest_of
from rpl_desk.services.restoring import restore
from rpl_desk.services.unlocking import Keys
from rpl_desk.store.converting import columns_of, state_of
from rpl_desk.store.database import Database
from tests import office as sample
from tests import second_verifier

DAY = datetime(2030, 3, 4, 9, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = DAY

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands still; any evidence at all is much, since the number is what is turned down here."""
    monkeypatch.setattr(making, "LIGHT_FROM", 1)
    return Clock()


def raw(path: Path, statement: str, key: str = "") -> list[tuple]:
    connection = driver.connect(str(path))
    try:
        if key:
            connection.execute(f'PRAGMA key = "{key}"')
        rows = connection.execute(statement).fetchall()
        connection.commit()
        return rows
    finally:
        connection.close()


def pieces(path: Path) -> int:
    return raw(path, "SELECT count(*) FROM blob_chunk")[0][0]


def worked_on(desk: Desk, clock: Clock, folder: Path, words: str = "") -> None:
    """Let two minutes go by, in which nobody's desk locks, with new evidence where words are given."""
    clock.now += timedelta(minutes=2)
    if words:
        path = sample.write_pdf(folder / f"{words}.pdf", words)
        case = desk.cases.case("CR-2030-0001")
        desk.evidence.add(case, path, IntakeEvidence(path.name, words, EvidenceKind.OTHER))
    else:
        desk.office.rename(f"College at {clock.now:%H:%M}", "Quality office")


def test_the_first_of_a_day_is_whole_and_those_after_it_leave_to_it_what_it_holds(
    office: Path, tmp_path: Path, clock: Clock
):
    with Desk.open(office, clock=clock) as desk, sample.as_person(desk, "admin"):
        sample.open_case(desk, tmp_path)
        whole = desk.backups.make_unasked()
        worked_on(desk, clock, tmp_path)
        light = desk.backups.make_unasked()
        assert whole.row.needs == () and pieces(whole.path) > 0
        assert light.row.needs == (Need(whole.path.name, whole.row.sha256),) and pieces(light.path) == 0
        assert verify_backup(light.path) == light.row
        live, copy = desk.database, Database.open(light.path, read_only=True)
        with live.connection() as ours, copy.connection() as theirs:  # all the rest came out the same
            columns = columns_of(ours)
            assert columns_of(theirs) == columns
            for table in columns.keys() - {"blob_chunk"}:
                assert state_of(theirs, table, columns[table]) == state_of(ours, table, columns[table]), table
            schema = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY 1, 2"
            assert theirs.execute(schema).fetchall() == ours.execute(schema).fetchall()
        copy.close()
        asked = desk.backups.make()
        assert asked.row.needs == ()  # whoever asks for one gets a whole one
        clock.now += timedelta(days=1)
        with sample.as_person(desk, "admin"):
            worked_on(desk, clock, tmp_path)
            assert desk.backups.make_unasked().row.needs == ()
    assert second_verifier.check_backup(light.path)[0] == second_verifier.GOOD
    assert second_verifier.check_store(light.path)[0] == second_verifier.CHANGED  # the control: alone it lacks evidence


def test_new_evidence_is_written_once_a_day_and_a_restore_brings_back_every_file(
    office: Path, tmp_path: Path, clock: Clock
):
    with Desk.open(office, clock=clock) as desk:
        desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
        sample.open_case(desk, tmp_path)
        whole = desk.backups.make_unasked()
        worked_on(desk, clock, tmp_path, "Later evidence")
        first = desk.backups.make_unasked()
        had = pieces(desk.database.path)
        worked_on(desk, clock, tmp_path)
        second = desk.backups.make_unasked()
        assert [one.file for one in second.row.needs] == [whole.path.name, first.path.name]
        assert (pieces(first.path), pieces(second.path)) == (had - pieces(whole.path), 0)
        drill = desk.drills.rehearse(second.path)
        assert drill.fault == ""
        desk.people.sign_out()
    with pytest.raises(RuleViolation, match="does not count as a backup: evidence file"):
        Path(shutil.copy(second.path, tmp_path / "alone.rpldesk"))
        check = json.loads(manifest_of(second.path).read_bytes()) | {"file": "alone.rpldesk", "needs": []}
        check |= {"signer": "", "signature": ""}
        manifest_of(tmp_path / "alone.rpldesk").write_bytes(canonical(check))
        verify_backup(tmp_path / "alone.rpldesk")  # the control: without those it needs, its evidence is missed
    done = restore(
        second.path, office, email=sample.address("admin"), passphrase=sample.passphrase("admin"), reason="To see."
    )
    assert done.row.signed_by == second.row.signed_by == "Administrator One"
    assert second_verifier.check_backup(second.path)[:2] == (second_verifier.GOOD, "Administrator One")
    assert pieces(office) == had
    with Desk.open(office) as desk:
        assert desk.check() == []


@pytest.mark.parametrize("what", ["gone", "byte", "evidence"])
def test_a_light_one_does_not_count_without_what_holds_its_evidence(
    office: Path, tmp_path: Path, clock: Clock, what: str
):
    with Desk.open(office, clock=clock) as desk, sample.as_person(desk, "admin"):
        sample.open_case(desk, tmp_path)
        whole = desk.backups.make_unasked()
        worked_on(desk, clock, tmp_path)
        light = desk.backups.make_unasked()
        if what == "gone":
            whole.path.unlink()
        elif what == "byte":
            data = whole.path.read_bytes()
            whole.path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        else:
            raw(whole.path, "UPDATE blob_chunk SET bytes = CAST(replace(bytes, 'PDF', 'pdf') AS BLOB)")
        with pytest.raises(DeskError, match="is no backup"):
            verify_backup(light.path)
        worked_on(desk, clock, tmp_path)
        later = desk.backups.make_unasked()  # nothing is built on what is damaged
        assert later.row.needs == () and verify_backup(later.path) == later.row


def test_the_second_place_gets_what_a_light_one_needs_before_it(office: Path, tmp_path: Path, clock: Clock):
    stick = tmp_path / "stick"
    stick.mkdir()
    with Desk.open(office, clock=clock) as desk, sample.as_person(desk, "admin"):
        sample.open_case(desk, tmp_path)
        desk.backups.make_unasked()
        desk.anchors.choose_folder(stick)  # so that the whole one is not there yet
        worked_on(desk, clock, tmp_path)
        light = desk.backups.make_unasked()
        assert light.row.needs and verify_backup(light.second) == light.row
        assert {one.file for one in desk.backups.backups(stick)} == {
            one.file for one in desk.backups.backups() if not one.fault
        }


def test_what_a_killed_program_left_of_a_light_one_is_described_with_what_it_needs(
    office: Path, tmp_path: Path, clock: Clock
):
    with Desk.open(office, clock=clock) as desk, sample.as_person(desk, "admin"):
        sample.open_case(desk, tmp_path)
        desk.backups.make_unasked()
        worked_on(desk, clock, tmp_path)
        light = desk.backups.make_unasked()
        manifest_of(light.path).unlink()
        assert finish_unfinished(light.path.parent, office.stem, database=desk.database) == (light.path.name,)
        assert counted(light.path) == light.row


def test_rotation_keeps_whatever_holds_evidence_of_one_that_is_kept():
    rules = BackupRules(newest=3, daily=0, weekly=0, monthly=0)

    def row(number: int, *needs: BackupRow) -> BackupRow:
        needed = tuple(Need(one.file, one.sha256) for one in needs)
        return BackupRow(
            f"{number}", "store", 1, DAY + timedelta(hours=number), 1, f"{number}", number, "", needs=needed
        )

    whole = row(0)
    light = [row(number, whole) for number in range(1, 6)]
    assert removable([whole, *light], rules) == (light[0], light[1])
    later = [row(number) for number in range(6, 9)]
    assert removable([whole, *light, *later], rules) == (whole, *light)


def test_an_encrypted_store_has_light_backups_under_its_key_and_a_new_key_begins_with_a_whole_one(
    sealed: Path, tmp_path: Path, clock: Clock
):
    with sample.enter(sealed, "admin") as desk:
        sample.open_case(desk, tmp_path)
        clock.now = desk.session.now()
        whole = desk.backups.make_unasked()
        desk.office.rename("Other College", "Quality office")
        light = desk.backups.make_unasked()
        assert light.row.needs and light.row.salt == whole.row.salt != ""
        assert b"Other College" not in light.path.read_bytes()
        verify_backup(light.path, keys=Keys(desk.database))
        desk.office.rename("Third College", "Quality office")
    done = restore(
        light.path, sealed, email=sample.address("admin"), passphrase=sample.passphrase("admin"), reason="To see."
    )
    assert done.losses.entries > 0
    with sample.enter(sealed, "admin") as desk:
        assert desk.check() == [] and desk.office.office().name == "Other College"
