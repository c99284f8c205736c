"""An encrypted store: who opens it and who does not, what its files give away, and how it changes its key or mind."""

import itertools
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.desk import Desk
from rpl_desk.domain.errors import (
    KeyNeeded,
    NotAllowed,
    NotFound,
    RuleViolation,
    StorageProblem,
    WrongPassphrase,
)
from rpl_desk.sealing.key_file import KeyFile, new_salt
from rpl_desk.sealing.recovery import new_code
from rpl_desk.services.backup_files import verify_backup
from rpl_desk.services.glance import glance
from rpl_desk.services.restoring import losses, restore
from rpl_desk.services.unlocking import Keys, holders, needs_key, unlock, unlock_by_code
from rpl_desk.store import key_files
from tests import office as sample

MARKERS = (b"Sample College", b"assessor", b"example.ac.uk", b"Frame a garden", b"CREATE TABLE", b"harbour", b"SQLite")


@pytest.fixture
def inside(sealed: Path) -> Iterator[Desk]:
    desk = sample.enter(sealed, "admin")
    yield desk
    if desk.database.is_open:
        desk.close()


def everything(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}


def refused(store: Path) -> str:
    """Return the sentence that opening is refused with, the files being as they were."""
    before = everything(store.parent)
    with pytest.raises(StorageProblem) as caught:
        Desk.open(store)
    assert everything(store.parent) == before
    assert "\n" not in str(caught.value)
    return str(caught.value)


def by_passphrase(store: Path, who: str, *, read_only: bool = True) -> Desk:
    with unlock(store, sample.address(who), sample.passphrase(who)) as unlocked:
        return Desk.open(store, read_only=read_only, unlocked=unlocked)


# -- opening ----------------------------------------------------------------------------------------------------------


def test_everybody_opens_it_with_their_own_passphrase_at_the_cost_of_one_try(sealed: Path, monkeypatch):
    from rpl_desk.sealing import wrapping

    runs = []
    honest = wrapping.Argon2id
    monkeypatch.setattr(wrapping, "Argon2id", lambda **given: runs.append(given) or honest(**given))
    for who in sample.PEOPLE:
        runs.clear()
        desk = sample.enter(sealed, who)
        assert desk.session.user.name == sample.PEOPLE[who] and len(runs) == 1
        desk.close()
    assert sorted(one.name for one in sealed.parent.iterdir()) == [
        "codes.txt",
        "office.rpldesk",
        "office.rpldesk-keys",
        "office.rpldesk-keys-copy",
    ]


def test_work_goes_on_in_it_as_in_any_other(sealed: Path, tmp_path: Path):
    folder = tmp_path / "work"
    folder.mkdir()
    desk = sample.enter(sealed, "admin")
    case = sample.case_at(desk, folder, sample.Stage.SIGNED)
    desk.exchange.export([case], tmp_path / "out")
    assert desk.check() == []
    desk.close()
    with by_passphrase(sealed, "chair") as again:
        assert again.check() == [] and len(again.people.people()) == 5


def test_without_a_key_it_says_so_and_a_wrong_passphrase_is_waited_for(sealed: Path):
    assert needs_key(sealed)
    assert "is encrypted. Say who opens it" in refused(sealed)
    now = [100.0]
    with pytest.raises(WrongPassphrase, match="not Chair One's passphrase"):
        unlock(sealed, sample.address("chair"), "not the one at all, sorry", lambda: now[0])
    with pytest.raises(NotAllowed, match="Too soon"):
        unlock(sealed, sample.address("chair"), sample.passphrase("chair"), lambda: now[0])
    now[0] += 1.5
    with unlock(sealed, sample.address("chair"), sample.passphrase("chair"), lambda: now[0]) as unlocked:
        assert unlocked.failures == 1
        with Desk.open(sealed, unlocked=unlocked) as desk, desk.database.connection() as raw:
            (last,) = raw.execute("SELECT action FROM audit_entry ORDER BY seq DESC LIMIT 1").fetchone()
    assert last == "wrong passphrase"
    with pytest.raises(NotFound, match="does not open"):
        unlock(sealed, "nobody@example.ac.uk", "whatever it may be")


def test_the_sign_in_page_is_offered_names_and_nothing_else(sealed: Path):
    assert [one.name for one in holders(sealed)] == sorted(sample.PEOPLE.values())
    seen = glance(sealed)
    assert seen is not None and seen.encrypted and seen.office == "" and seen.logo is None
    assert [one.name for one in seen.people] == sorted(sample.PEOPLE.values())
    assert {one.email for one in seen.people} == {""}


def bytes_beside(store: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in store.parent.iterdir() if one.is_file() and one.name != "codes.txt"}


def test_no_word_of_it_stands_in_any_of_its_files_while_it_is_worked_in(inside: Desk, sealed: Path, tmp_path: Path):
    folder = tmp_path / "work"
    folder.mkdir()
    sample.case_at(inside, folder, sample.Stage.REVIEW)
    shutil.rmtree(folder)
    found = bytes_beside(sealed)
    assert "office.rpldesk-wal" in found and len(found["office.rpldesk-wal"]) > 4096
    for name, data in found.items():
        for marker in MARKERS:
            if name.endswith(("-keys", "-keys-copy")) and marker == b"assessor":
                continue
            assert marker not in data, (name, marker)
    secret = inside.database.key.raw[2:66]
    for name, data in found.items():
        assert bytes.fromhex(secret) not in data and secret.encode() not in data, name


def test_the_words_are_found_in_a_store_that_is_in_the_clear(office: Path):
    """The control: what the test before looks for does stand in an ordinary store."""
    data = office.read_bytes()
    for marker in (b"Sample College", b"example.ac.uk", b"CREATE TABLE", b"SQLite"):
        assert marker in data


# -- what is asserted at every opening --------------------------------------------------------------------------------


def in_the_clear(sealed: Path, target: Path) -> None:
    """Write what somebody outside RPL Desk makes of it who has a passphrase: the same store, not encrypted."""
    with unlock(sealed, sample.address("one"), sample.passphrase("one")) as unlocked:
        connection = driver.connect(str(sealed), isolation_level=None)
        connection.execute(f'PRAGMA key = "{unlocked.key.raw}"')
        connection.execute("ATTACH DATABASE ? AS made KEY ''", (str(target),))
        connection.execute("SELECT sqlcipher_export('made')")
        for name in ("application_id", "user_version"):
            connection.execute(f"PRAGMA made.{name} = {connection.execute(f'PRAGMA {name}').fetchone()[0]}")
        connection.close()


def test_a_store_that_should_be_encrypted_and_is_not_is_an_alarm(sealed: Path, tmp_path: Path):
    plain = tmp_path / "plain.rpldesk"
    in_the_clear(sealed, plain)
    assert "says itself that it is kept encrypted" in refused(plain)
    sealed.unlink()
    plain.rename(sealed)
    assert "though its key file says that it should be" in refused(sealed)


def test_a_store_encrypted_outside_the_program_is_an_alarm(office: Path, sealed: Path, tmp_path: Path):
    forged = tmp_path / "forged.rpldesk"
    with unlock(sealed, sample.address("one"), sample.passphrase("one")) as unlocked:
        connection = driver.connect(str(office), isolation_level=None)
        connection.execute(f'ATTACH DATABASE ? AS made KEY "{unlocked.key.raw}"', (str(forged),))
        connection.execute("SELECT sqlcipher_export('made')")
        for name in ("application_id", "user_version"):
            connection.execute(f"PRAGMA made.{name} = {connection.execute(f'PRAGMA {name}').fetchone()[0]}")
        connection.close()
        with pytest.raises(StorageProblem, match="it was not RPL Desk that encrypted it"):
            Desk.open(forged, read_only=True, unlocked=unlocked)


def test_a_lost_or_damaged_key_file_is_mended_from_its_copy(sealed: Path):
    first, second = key_files.paths_of(sealed)
    whole = first.read_bytes()
    for fault in (None, b"", whole[: len(whole) // 2], b"{}"):
        first.unlink()
        if fault is not None:
            first.write_bytes(fault)
        sample.enter(sealed, "admin").close()
        assert first.read_bytes() == second.read_bytes() == whole


def test_with_no_key_file_it_says_where_there_is_another(sealed: Path):
    first, second = key_files.paths_of(sealed)
    whole = first.read_bytes()
    first.unlink()
    second.write_bytes(whole[:100])
    assert "office.rpldesk-keys-copy cannot be read: it is not a whole key file" in refused(sealed)
    second.unlink()
    assert "its key file is missing" in refused(sealed)


def test_the_key_file_of_another_store_is_known_as_such(sealed: Path, tmp_path: Path):
    other = tmp_path / "other"
    other.mkdir()
    Desk.found(
        other / "office.rpldesk",
        name="Other College",
        admin_name="Administrator One",
        admin_email=sample.address("admin"),
        passphrase=sample.passphrase("admin"),
        cost=sample.Cost(),
        encrypted=True,
    )
    for mine, theirs in zip(key_files.paths_of(sealed), key_files.paths_of(other / "office.rpldesk"), strict=True):
        shutil.copy(theirs, mine)
    assert "belongs to another store" in refused(sealed)


def test_one_copy_that_is_another_stores_does_no_harm(sealed: Path, tmp_path: Path):
    first, second = key_files.paths_of(sealed)
    whole = first.read_bytes()
    other = KeyFile.from_bytes(whole)
    salt = new_salt()
    first.write_bytes(KeyFile("another", 99, (replace(other.generations[0], salt=salt),)).to_bytes())
    sample.enter(sealed, "admin").close()
    assert first.read_bytes() == second.read_bytes() == whole


def test_a_store_cut_short_or_altered_is_called_damaged(sealed: Path):
    whole = sealed.read_bytes()
    sealed.write_bytes(whole[: -4096 * 3])
    with pytest.raises(StorageProblem, match="is damaged"):
        by_passphrase(sealed, "one")
    sealed.write_bytes(whole[:16] + bytes(4080) + whole[4096:])
    with pytest.raises(StorageProblem, match="is damaged"):
        by_passphrase(sealed, "one")


# -- people -----------------------------------------------------------------------------------------------------------


_moments = itertools.count(-(10**9), 1000)


def opens(store: Path, who: str, words: str) -> bool:
    try:
        at = next(_moments)  # long before now, and long after the one before
        unlock(store, sample.address(who), words, lambda: at).drop()
    except (WrongPassphrase, NotFound):
        return False
    return True


def test_a_slot_follows_a_changed_passphrase(sealed: Path):
    new = "a wholly different kettle by the sea"
    desk = sample.enter(sealed, "two")
    desk.people.change_passphrase(sample.passphrase("two"), new)
    desk.close()
    assert not opens(sealed, "two", sample.passphrase("two"))
    desk, _ = Desk.enter(sealed, sample.address("two"), new)
    assert len(desk.database.ring.generation.people) == 5
    desk.close()


def test_a_slot_follows_when_a_guess_is_to_cost_more(inside: Desk, sealed: Path):
    assert inside.people.strengthen(sample.passphrase("admin"), 65) == sample.Cost(memory=65 * 1024)
    inside.close()
    for _ in range(2):  # with the slot as it was, and with the one that followed
        desk = sample.enter(sealed, "two")
        assert len(desk.database.ring.generation.people) == 5
        desk.close()


def test_who_has_left_does_not_open_it_any_more_but_the_copies_they_kept(inside: Desk, sealed: Path, tmp_path: Path):
    kept = tmp_path / "kept" / "office.rpldesk"
    kept.parent.mkdir()
    made = inside.backups.make(kept.parent)
    person = sample.person(inside, "member")
    inside.enrolment.has_left(person, "Moved on.", sample.passphrase("admin"))
    assert person.uid not in {one.person for one in inside.database.ring.generation.people}
    with by_passphrase(made.path, "member") as old:
        assert len(old.people.people()) == 5
    inside.close()
    assert not opens(sealed, "member", sample.passphrase("member"))


def test_a_forgotten_passphrase_ends_the_slot_and_the_new_one_opens(inside: Desk, sealed: Path):
    person, second = sample.person(inside, "member"), sample.person(inside, "chair")
    code = inside.enrolment.forgotten(
        person, "Forgot it.", sample.passphrase("admin"), second, sample.passphrase("chair")
    )
    assert len(inside.database.ring.generation.people) == 4
    inside.enrolment.enrol(person.email, code, "seven quiet lanterns on a bridge")
    inside.close()
    assert opens(sealed, "member", "seven quiet lanterns on a bridge")
    assert not opens(sealed, "member", sample.passphrase("member"))


# -- recovery codes ---------------------------------------------------------------------------------------------------


def test_no_work_starts_before_both_codes_are_typed_back(tmp_path: Path):
    store = tmp_path / "office.rpldesk"
    codes = Desk.found(
        store,
        name="Sample College",
        admin_name=sample.PEOPLE["admin"],
        admin_email=sample.address("admin"),
        passphrase=sample.passphrase("admin"),
        cost=sample.Cost(),
        encrypted=True,
    )
    assert [one.number for one in codes] == [1, 2]
    with pytest.raises(NotAllowed, match="code 1 and 2 has not been typed back"):
        sample.enter(store, "admin")
    with Desk.open(store, unlocked=unlock_by_code(store, codes[0].code)) as desk:
        with pytest.raises(WrongPassphrase):
            desk.encryption.confirm(new_code())
        assert desk.encryption.confirm(codes[0].code.lower().replace(" ", "-")) == (2,)
    with pytest.raises(NotAllowed, match="code 2 has not been typed back"):
        sample.enter(store, "admin")
    with Desk.open(store, unlocked=unlock_by_code(store, codes[1].code)) as desk:
        assert desk.encryption.confirm(codes[1].code) == ()
    sample.enter(store, "admin").close()


def test_a_used_code_is_logged_and_replaced_at_once(sealed: Path):
    used, other = sample.codes_of(sealed)
    with unlock_by_code(sealed, used) as unlocked, Desk.open(sealed, unlocked=unlocked) as desk:
        new = desk.encryption.recovered(unlocked.number)
        assert desk.check() == []
        with pytest.raises(NotAllowed, match="Recovery code 3"):
            desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
        with desk.database.connection() as raw:
            told = raw.execute("SELECT action FROM audit_entry").fetchall()
    assert ("recovery code used",) in told
    with pytest.raises(WrongPassphrase):
        unlock_by_code(sealed, used)
    with Desk.open(sealed, unlocked=unlock_by_code(sealed, other)) as desk:
        assert desk.encryption.confirm(new.code) == ()
    sample.enter(sealed, "admin").close()


def test_new_codes_replace_both(inside: Desk, sealed: Path):
    with pytest.raises(NotAllowed, match="Only an administrator"):
        inside.encryption.new_codes(sample.person(inside, "one"), sample.passphrase("one"))
    made = inside.encryption.new_codes(sample.person(inside, "admin"), sample.passphrase("admin"))
    assert [one.number for one in made] == [3, 4]
    inside.close()
    for old in sample.codes_of(sealed):
        with pytest.raises(WrongPassphrase):
            unlock_by_code(sealed, old)
    unlock_by_code(sealed, made[1].code).drop()


def test_the_sheet_has_a_page_for_each_code_with_what_a_camera_reads(inside: Desk):
    import pikepdf

    from rpl_desk.domain.protection import RecoveryCode
    from rpl_desk.services.encryption import sheet

    codes = (RecoveryCode(1, new_code()), RecoveryCode(2, new_code()))
    with pikepdf.open(BytesIO(sheet("Sample College", "office.rpldesk", codes))) as pdf:
        assert len(pdf.pages) == 2
        drawn = [page.Contents.read_bytes() for page in pdf.pages]
    assert all(data.count(b" re") > 150 for data in drawn)


# -- changes of key and mind ------------------------------------------------------------------------------------------


def confirmed(store: Path, codes) -> None:
    for one in codes:
        with Desk.open(store, unlocked=unlock_by_code(store, one.code)) as desk:
            desk.encryption.confirm(one.code)


def test_a_store_in_the_clear_is_encrypted_whole_and_colleagues_join(office: Path, tmp_path: Path):
    folder = tmp_path / "work"
    folder.mkdir()
    with Desk.open(office) as desk:
        case = sample.case_at(desk, folder, sample.Stage.REVIEW)
        desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
        with pytest.raises(RuleViolation, match="not encrypted"):
            desk.encryption.rekey(sample.passphrase("admin"))
        stages: list[int] = []
        done = desk.encryption.encrypt(sample.passphrase("admin"), lambda at, total: stages.append(at))
        assert stages == [0, 1, 2, 3, 4, 5] and desk.check() == []
        assert desk.intake.case(case.reference).id == case.id
        assert [one.name for one in desk.encryption.state().without] == [
            name for who, name in sorted(sample.PEOPLE.items(), key=lambda one: one[1]) if who != "admin"
        ]
        with pytest.raises(RuleViolation, match="already"):
            desk.encryption.encrypt(sample.passphrase("admin"))
    assert b"Sample College" not in office.read_bytes() and b"Sample College" in done.kept.read_bytes()
    confirmed(office, done.codes)
    assert not opens(office, "chair", sample.passphrase("chair"))
    desk = sample.enter(office, "admin")
    desk.sign_in(sample.address("chair"), sample.passphrase("chair"))
    desk.close()
    sample.enter(office, "chair").close()
    with Desk.open(done.kept, read_only=True) as old:
        assert old.check() == []


def test_a_new_key_shuts_out_the_old_file_slots_and_codes(inside: Desk, sealed: Path):
    before = inside.database.key.raw
    done = inside.encryption.rekey(sample.passphrase("admin"))
    assert inside.check() == [] and inside.database.key.raw != before
    assert inside.encryption.state().kept == (done.kept,)
    inside.close()
    confirmed(sealed, done.codes)
    with pytest.raises(WrongPassphrase):
        unlock_by_code(sealed, sample.codes_of(sealed)[0])
    assert not opens(sealed, "one", sample.passphrase("one"))
    with by_passphrase(done.kept, "one") as old:  # the old copy opens for whoever opened it then
        assert old.check() == []
    sample.enter(sealed, "admin").close()


def test_the_encryption_is_taken_off_whole(inside: Desk, sealed: Path):
    done = inside.encryption.decrypt(sample.passphrase("admin"))
    assert inside.check() == []
    inside.close()
    assert not key_files.is_there(sealed) and needs_key(done.kept)
    with Desk.open(sealed) as desk:
        assert len(desk.people.people()) == 5
        desk.sign_in(sample.address("one"), sample.passphrase("one"))


def test_who_reads_while_the_files_are_exchanged_waits_and_reads_the_new_one(inside: Desk, monkeypatch):
    from rpl_desk.store import converting

    found: list[tuple[int, bytes]] = []

    def read() -> None:
        with inside.database.connection() as raw:
            found.append((raw.execute("SELECT count(*) FROM person").fetchone()[0], inside.database.key.salt))

    reader = threading.Thread(target=read)
    honest = converting.replace_store

    def exchanged(part: Path, store: Path, kept: Path) -> bool:
        reader.start()
        reader.join(0.3)
        assert reader.is_alive() and not found  # else it would go on reading the file that is put away
        return honest(part, store, kept)

    monkeypatch.setattr(converting, "replace_store", exchanged)
    inside.encryption.rekey(sample.passphrase("admin"))
    reader.join()
    assert found == [(5, inside.database.key.salt)]


def test_only_an_administrator_with_their_passphrase_changes_it(sealed: Path):
    desk = sample.enter(sealed, "one")
    before = sealed.read_bytes()[:16]
    for act in (desk.encryption.rekey, desk.encryption.decrypt):
        with pytest.raises(NotAllowed, match="Only an administrator"):
            act(sample.passphrase("one"))
    desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    with pytest.raises(WrongPassphrase):
        desk.encryption.rekey(sample.passphrase("one"))
    desk.close()
    assert sealed.read_bytes()[:16] == before and not list(sealed.parent.glob("*before*"))


def test_a_change_that_is_stopped_leaves_all_as_it_was(inside: Desk, sealed: Path):
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done == 4:
            raise Stopped

    file = key_files.paths_of(sealed)[0].read_bytes()
    with pytest.raises(Stopped):
        inside.encryption.rekey(sample.passphrase("admin"), stop)
    assert inside.check() == []
    inside.close()
    assert key_files.paths_of(sealed)[0].read_bytes() == file
    assert not list(sealed.parent.glob("*.part*")) and not list(sealed.parent.glob("*before*"))


# -- backups ----------------------------------------------------------------------------------------------------------


def test_a_backup_is_under_the_same_key_with_its_key_file_and_is_restored(inside: Desk, sealed: Path):
    made = inside.backups.make()
    keys = Keys(None, sample.address("chair"), sample.passphrase("chair"))
    assert needs_key(made.path) and made.row.salt == made.path.read_bytes()[:16].hex()
    assert verify_backup(made.path, keys=keys) == made.row
    with pytest.raises(KeyNeeded):
        verify_backup(made.path)
    inside.people.add(
        "new@example.ac.uk", "New One", "three small boats upon a lake", own_passphrase=sample.passphrase("admin")
    )
    inside.close()
    assert losses(made.path, sealed, Keys(None, sample.address("admin"), sample.passphrase("admin"))).entries > 0
    done = restore(
        made.path,
        sealed,
        email=sample.address("admin"),
        passphrase=sample.passphrase("admin"),
        reason="To see that it works.",
    )
    desk = sample.enter(sealed, "admin")
    assert desk.check() == [] and len(desk.people.people()) == 5
    desk.close()
    assert done.kept is not None
    with by_passphrase(done.kept, "chair") as old:
        assert len(old.people.people()) == 6


def test_a_lost_laptop_is_restored_from_the_backup_and_its_key_file_alone(inside: Desk, tmp_path: Path):
    stick, laptop = tmp_path / "stick", tmp_path / "laptop"
    stick.mkdir()
    laptop.mkdir()
    made = inside.backups.make(stick)
    inside.close()
    restore(
        made.path,
        laptop / "office.rpldesk",
        email=sample.address("admin"),
        passphrase=sample.passphrase("admin"),
        reason="The laptop was lost.",
    )
    desk = sample.enter(laptop / "office.rpldesk", "one")
    assert desk.check() == []
    desk.close()


def test_a_backup_from_before_a_new_key_still_restores(inside: Desk, sealed: Path, tmp_path: Path):
    stick = tmp_path / "stick"
    stick.mkdir()
    made = inside.backups.make(stick)
    done = inside.encryption.rekey(sample.passphrase("admin"))
    inside.close()
    confirmed(sealed, done.codes)
    restore(
        made.path,
        sealed,
        email=sample.address("admin"),
        passphrase=sample.passphrase("admin"),
        reason="To see that it works.",
    )
    sample.enter(sealed, "one").close()


def test_a_rehearsal_works_on_an_encrypted_backup(inside: Desk):
    inside.backups.make()
    assert inside.drills.rehearse().fault == ""


# -- founding and migrating -------------------------------------------------------------------------------------------


def test_a_key_file_without_its_store_is_never_overwritten(sealed: Path, tmp_path: Path):
    sealed.rename(tmp_path / "moved.rpldesk")
    before = bytes_beside(sealed)
    with pytest.raises(StorageProblem, match="the key file of an encrypted store"):
        sample.found(sealed)
    assert bytes_beside(sealed) == before
