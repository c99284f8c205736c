"""A backup takes the store's place whole: by an administrator, for a reason, and with a word of what is lost."""

import shutil
from copy import copy
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.errors import DeskError, NotAllowed, RuleViolation, StorageProblem, WrongPassphrase
from rpl_desk.services.checking import Kind
from rpl_desk.services.restoring import Restored, losses, restore
from rpl_desk.services.verifying import read_anchors
from rpl_desk.store.place import MANIFEST
from tests import office as sample
from tests import second_verifier
from tests.faults.harness import rows


def sit(desk: Desk, who: str = "admin") -> None:
    desk.sign_in(sample.address(who), sample.passphrase(who))


class Day:
    """A store with a backup from before its case was signed, and anchors outside from after that."""

    def __init__(self, template: Path, folder: Path) -> None:
        self.folder = folder
        self.store = Path(shutil.copy(template, folder / "office.rpldesk"))
        (folder / "outside").mkdir()
        with Desk.open(self.store) as desk:
            sit(desk)
            desk.anchors.choose_folder(folder / "outside")
            self.case = sample.case_at(desk, folder, Stage.DECIDED)
            self.backup = desk.backups.make().path
        with Desk.open(self.store) as desk:
            sit(desk)
            sample.sign_all(desk, self.case)
            self.later = sample.open_case(desk, folder)
            desk.exchange.export([self.case], folder)
            desk.people.sign_out()
            self.line = desk.anchors.line()
            self.seen = desk.seen()

    def restored(self, backup: Path | None = None, who: str = "admin", **changes) -> Restored:
        said = {
            "email": sample.address(who),
            "passphrase": sample.passphrase(who),
            "reason": "The disk was damaged.",
        }
        return restore(backup or self.backup, self.store, **(said | changes))


@pytest.fixture(scope="module")
def made(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Day, Path]:
    """The day, and a copy of its folder to put it back from: the store knows by its whole name where its anchors go."""
    folder = tmp_path_factory.mktemp("day")
    day = Day(office_template, folder)
    return day, Path(shutil.copytree(folder, tmp_path_factory.mktemp("kept") / "day"))


@pytest.fixture
def day(made: tuple[Day, Path]) -> Day:
    """The day as it was."""
    day, kept = made
    shutil.rmtree(day.folder)
    shutil.copytree(kept, day.folder)
    return copy(day)


def test_what_would_be_lost_names_sign_offs_with_their_receipts_and_what_was_opened_and_decided(day: Day):
    found = losses(day.backup, day.store)
    with Desk.open(day.store) as desk:
        sit(desk)
        assert desk.backups.losses(day.backup).sign_offs == found.sign_offs
    assert [(one.reference, one.role, one.name) for one in found.sign_offs] == [
        (day.case.reference, "assessor", sample.PEOPLE["one"]),
        (day.case.reference, "chair", sample.PEOPLE["chair"]),
    ]
    receipts = {value for row in rows(day.store)["signature"] for value in row}
    assert all(one.receipt in receipts for one in found.sign_offs)
    assert (found.opened, found.decided) == ((day.later.reference,), ()) and found.entries > 5


def test_the_store_is_what_the_backup_was_in_a_new_epoch_and_the_old_file_is_kept(day: Day):
    done = day.restored()
    assert done.epoch == 2 and done.kept is not None and done.problem == ""
    assert rows(done.kept)["signature"] and not rows(day.store)["signature"]
    assert len(rows(done.kept)["case"]) == 2
    with Desk.open(day.store) as desk:
        report = desk.report()
        assert report.is_good, report.findings
        (row,) = desk.backups.restores()
        assert (row.reason, row.backup, row.from_size) == ("The disk was damaged.", day.backup.name, done.row.log_size)
        assert row.kept == done.kept.name and done.losses.sign_offs[0].receipt in row.lost
        sit(desk)
        assert "store.restore" in [line.action for line in desk.cases.log(limit=3)]
    assert second_verifier.check_store(day.store)[0] == second_verifier.GOOD
    assert {one.name for one in day.store.parent.glob("*.part*")} == set()


def test_work_goes_on_and_the_lost_signature_can_be_given_again(day: Day):
    day.restored()
    with Desk.open(day.store) as desk:
        sit(desk)
        sample.sign_all(desk, day.case)
        made = desk.exchange.export([day.case], day.folder / "outside")
        assert desk.report().is_good
        verdict = desk.verify_document(made[0].path)
        assert verdict.status.value == "good", verdict
    told, words = second_verifier.check_store(day.store)
    assert told == second_verifier.GOOD, words
    record = next(one for one in (day.folder / "outside").glob("CR-*.json"))
    assert second_verifier.check_record(record.read_bytes())[0] == second_verifier.GOOD


def test_a_restore_explains_a_smaller_log_to_this_machine_and_to_the_notes_outside(day: Day):
    day.restored()
    with Desk.open(day.store) as desk:
        found = desk.check_opening(day.seen)
        assert {one.kind for one in found} == {Kind.RESTORED}, found
        sit(desk)
        desk.people.sign_out()
        desk.anchors.write_out()
        assert desk.anchors.problem == ""
        assert desk.check_opening(desk.seen()) == ()
        anchors = read_anchors(str(day.folder / "outside" / "anchors.txt"))
        assert {one.epoch for one in anchors} == {1, 2}
        report = desk.report(anchors=anchors)
        assert not report.of(Kind.CHANGED) and len(report.of(Kind.RESTORED)) >= 2
        assert desk.report(anchors=read_anchors(day.line)).of(Kind.UNSURE)  # paper does not say its epoch
        record = next(day.folder.glob("CR-*.json"))
        verdict = desk.verify_document(record)
        assert verdict.status.value == "unknown" and "put aside" in str(verdict.problems)
    texts = (day.folder / "outside" / "anchors.txt").read_text("utf-8")
    assert second_verifier.check_store(day.store, None, second_verifier.read_anchors(texts))[0] == second_verifier.GOOD
    paper = second_verifier.read_anchors(day.line)
    assert second_verifier.check_store(day.store, None, paper)[0] == second_verifier.UNSURE


def test_the_older_file_put_back_after_a_restore_is_an_older_copy_again(day: Day):
    done = day.restored()
    with Desk.open(day.store) as desk:
        sit(desk)
        desk.people.sign_out()
        desk.anchors.write_out()
        seen = desk.seen()
    day.store.unlink()
    shutil.copy(done.kept, day.store)
    with Desk.open(day.store) as desk:
        assert {one.kind for one in desk.check_opening(seen)} == {Kind.CHANGED}
        sit(desk)
        desk.people.sign_out()
        desk.anchors.write_out()
        assert "is not that log" in desk.anchors.problem


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE store_restore SET epoch = 3",
        "UPDATE store_restore SET from_size = from_size - 1",
        "DELETE FROM store_restore",
        "UPDATE office SET epoch = 1",
        "DELETE FROM checkpoint WHERE size = (SELECT from_size + 1 FROM store_restore)",
    ],
)
def test_a_restore_that_was_tampered_with_is_found(day: Day, statement: str):
    day.restored()
    connection = driver.connect(str(day.store))
    assert connection.execute(statement).rowcount
    connection.commit()
    connection.close()
    with Desk.open(day.store, read_only=True) as desk:
        assert desk.report().of(Kind.CHANGED)
    assert second_verifier.check_store(day.store)[0] == second_verifier.CHANGED


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"passphrase": "not the one at all"}, WrongPassphrase, "not Administrator One's passphrase"),
        ({"who": "chair"}, NotAllowed, "Only an administrator"),
        ({"email": "nobody@example.ac.uk"}, DeskError, "nobody@example.ac.uk"),
        ({"reason": " "}, RuleViolation, "needs some words"),
    ],
)
def test_only_an_administrator_with_passphrase_and_reason_restores(day: Day, changes, kind, words):
    before = rows(day.store)
    with pytest.raises(kind, match=words):
        day.restored(**changes)
    assert rows(day.store) == before and not list(day.folder.glob("*before restore*"))
    assert not list(day.folder.glob("*.part*"))


def test_a_wrong_passphrase_is_counted_and_waited_for(day: Day):
    now = datetime.now(UTC)  # it stands still: the wait is of a second alone
    with pytest.raises(WrongPassphrase):
        day.restored(passphrase="not the one at all", clock=lambda: now)
    with pytest.raises(NotAllowed, match="Too soon"):
        day.restored(clock=lambda: now)


def test_a_whole_laptop_gone_is_restored_from_the_second_place_alone(day: Day, tmp_path: Path):
    elsewhere = tmp_path / "new laptop"
    elsewhere.mkdir()
    stick = Path(shutil.copytree(day.backup.parent, tmp_path / "stick"))
    day.store = elsewhere / "office.rpldesk"
    done = day.restored(stick / day.backup.name)
    assert done.kept is None and done.losses.unknown
    with Desk.open(day.store) as desk:
        assert desk.report().is_good
        assert {one.kind for one in desk.check_opening(day.seen)} == {Kind.RESTORED}


@pytest.mark.parametrize("damage", ["header", "cut", "log", "page"])
def test_a_damaged_store_is_replaced_and_kept_as_it_was(day: Day, damage: str):
    data = bytearray(day.store.read_bytes())
    if damage == "header":
        data[:16] = bytes(16)
    elif damage == "cut":
        del data[len(data) // 2 :]
    elif damage == "page":
        data[4096:8192] = bytes(4096)
    day.store.write_bytes(data)
    if damage == "log":
        connection = driver.connect(str(day.store))
        connection.execute("UPDATE audit_entry SET entry = x'00' WHERE seq = (SELECT max(seq) FROM audit_entry)")
        connection.commit()
        connection.close()
        data = day.store.read_bytes()
    log = day.store.with_name(day.store.name + "-wal")
    log.write_bytes(b"what lay beside it")
    done = day.restored()
    assert done.kept is not None and not log.exists()
    assert done.losses.unknown or done.problem
    if damage in ("header", "cut", "log"):
        assert done.kept.read_bytes() == data
        assert done.kept.with_name(done.kept.name + "-wal").read_bytes() == b"what lay beside it"
    with Desk.open(day.store) as desk:
        assert desk.report().is_good


def test_a_store_that_is_open_is_not_replaced(day: Day):
    with Desk.open(day.store), pytest.raises(StorageProblem, match="already open"):
        day.restored()


@pytest.mark.parametrize("fault", ["byte", "gone", "manifest", "none"])
def test_what_is_no_backup_is_not_restored(day: Day, fault: str):
    before, manifest = rows(day.store), day.backup.with_name(day.backup.name + MANIFEST)
    if fault == "byte":
        day.backup.write_bytes(day.backup.read_bytes()[:-1] + b"x")
    elif fault == "gone":
        day.backup.unlink()
    elif fault == "manifest":
        manifest.write_bytes(b"{}")
    else:
        manifest.unlink()
    with pytest.raises(DeskError, match=r"no backup|count as a backup"):
        day.restored()
    assert rows(day.store) == before and not list(day.folder.glob("*.part*"))


def test_a_backup_of_another_office_is_not_put_in_this_ones_place(day: Day):
    other = day.folder / "other.rpldesk"
    sample.found(other)
    before = rows(other)
    day.store = other
    with pytest.raises(RuleViolation, match="another office"):
        day.restored()
    assert rows(other) == before


def test_eight_restores_in_a_row_lose_no_backup(day: Day):
    """AnkiDroid's eight restores: somebody looking for the good one restores again and again; none may push it out."""
    first = day.backup
    had = {one.name for one in first.parent.glob("*.rpldesk")}
    for number in range(8):
        done = day.restored(first)
        assert done.epoch == number + 2
        with Desk.open(day.store) as desk:
            sit(desk)
            for one in range(3):
                sample.open_case(desk, day.folder, title=f"Tried {number} {one}")
                assert desk.backups.make().removed == ()
            desk.people.sign_out()
            desk.anchors.write_out()
            assert desk.anchors.problem == "" and desk.report().is_good
        had |= {one.name for one in first.parent.glob("*.rpldesk")}
    assert {one.name for one in first.parent.glob("*.rpldesk")} == had and len(had) > 24
    anchors = read_anchors(str(day.folder / "outside" / "anchors.txt"))
    with Desk.open(day.store, read_only=True) as desk:
        assert not desk.report(anchors=anchors).of(Kind.CHANGED)
        assert {one.kind for one in desk.check_opening(day.seen)} == {Kind.RESTORED}
    texts = (day.folder / "outside" / "anchors.txt").read_text("utf-8")
    assert second_verifier.check_store(day.store, None, second_verifier.read_anchors(texts))[0] == second_verifier.GOOD


def test_the_command_line_says_first_what_would_be_lost_and_restores_with_a_reason(day: Day, tmp_path: Path, capsys):
    key = tmp_path / "admin.passphrase"
    key.write_text(sample.passphrase("admin"), encoding="utf-8")
    assert run(["restore", str(day.backup), str(day.store)]) == 0
    said = capsys.readouterr().out
    assert "would lose:" in said and "receipt" in said and "Nothing was changed" in said
    assert rows(day.store)["signature"]
    who = ["--as", sample.address("admin"), "--passphrase-file", str(key)]
    assert run(["restore", str(day.backup), str(day.store), *who, "--reason", "Tried out"]) == 0
    said = capsys.readouterr().out
    assert "in epoch 2" in said and "is kept as" in said and not rows(day.store)["signature"]
    assert run(["check", str(day.store)]) == 0
