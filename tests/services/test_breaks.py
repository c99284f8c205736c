"""An office goes on from what no backup brings back: two people acknowledge it, all goes on, and it shows for ever.

A second checker, written from the published description alone, has to come to the same answer every time.
"""

import json
import shutil
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.errors import Conflict, NotAllowed, RuleViolation, StorageProblem, WrongPassphrase
from rpl_desk.sealing.breaks import Break, sign_break
from rpl_desk.sealing.canonical import canonical
from rpl_desk.sealing.verify import Roster, Status
from rpl_desk.services.breaking import Ahead
from rpl_desk.services.checking import Kind
from rpl_desk.services.verifying import read_anchors, read_roster, verify_bytes, verify_file
from tests import office as sample
from tests import second_verifier


@dataclass(frozen=True)
class Office:
    """A store with a signed case that was exported, the anchors it gave before it was damaged, and its roster."""

    folder: Path

    @property
    def store(self) -> Path:
        return self.folder / "office.rpldesk"

    @property
    def anchors(self) -> str:
        return (self.folder / "anchors.txt").read_text("utf-8")


def sit(desk: Desk, who: str) -> None:
    desk.sign_in(sample.address(who), sample.passphrase(who))


@pytest.fixture(scope="module")
def office(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    made = Office(tmp_path_factory.mktemp("office"))
    shutil.copy(office_template, made.store)
    (made.folder / "outside").mkdir()
    with Desk.open(made.store) as desk:
        sit(desk, "admin")
        desk.anchors.choose_folder(made.folder / "outside")
        desk.people.sign_out()
        case = sample.case_at(desk, made.folder, Stage.DECIDED)
        sit(desk, "chair")
        sample.sign_all(desk, case)
        sit(desk, "admin")
        desk.exchange.export([case], made.folder, pdf=False, xlsx=False)
        (made.folder / "roster.json").write_bytes(desk.people.roster())
        desk.people.sign_out()
    shutil.copy(made.folder / "outside" / "anchors.txt", made.folder / "anchors.txt")
    return made


def tampered(office: Office, folder: Path, *statements: str) -> Path:
    store = Path(shutil.copy(office.store, folder / "office.rpldesk"))
    (office.folder / "outside" / "anchors.txt").write_text(office.anchors, encoding="utf-8")  # as no other copy left it
    change(store, *statements)
    return store


def change(store: Path, *statements: str) -> None:
    connection = driver.connect(str(store))
    for statement in statements:
        assert connection.execute(statement).rowcount > 0, statement
    connection.commit()
    connection.close()


def go_on(store: Path, cause: str = "unknown") -> Ahead:
    """Record a break as the administrator and the chair; returns what it was of."""
    with Desk.open(store) as desk:
        sit(desk, "admin")
        ahead = desk.breaks.look()
        if ahead.sought.found:  # what the file itself still tells, in the bytes that were hashed
            desk.seeking.put_back()
            ahead = desk.breaks.look()
        assert ahead.lines
        desk.breaks.record(ahead, cause, sample.passphrase("admin"), *second(desk))
        desk.people.sign_out()
    return ahead


def second(desk: Desk, who: str = "chair"):
    return sample.person(desk, who), sample.passphrase(who)


def both(store: Path, anchors: str = "") -> tuple[str, int]:
    """Return what our check and the second checker agree that a store comes to, and how many breaks they tell of."""
    folder = store.parent
    (folder / "anchors.given").write_text(anchors, encoding="utf-8")
    marks = read_anchors(str(folder / "anchors.given")) if anchors else ()
    with Desk.open(store, read_only=True) as desk:
        found = desk.report(None, marks)
    ours = (
        second_verifier.CHANGED
        if found.of(Kind.CHANGED)
        else second_verifier.UNSURE
        if found.of(Kind.UNSURE)
        else "good"
    )
    theirs, words = second_verifier.check_store(store, None, second_verifier.read_anchors(anchors) if anchors else [])
    assert theirs == ours, (ours, theirs, found.of(Kind.CHANGED), words)
    told = len(found.of(Kind.BROKEN))
    assert told == len([one for one in words if "a break, signed by" in one])
    return ours, told


BODY = "UPDATE audit_entry SET body = CAST(replace(body, '1', '2') AS BLOB) WHERE seq = 9"
REASON = "UPDATE judgement SET reason = reason || ' ' WHERE id = 2"
FIRST = "SELECT min(seq) FROM audit_entry WHERE action"
SIZES = "(size) FROM checkpoint)"
OTHER_END = (
    "substr(note, 1, length(note) - 10) || CASE substr(note, -10, 1) WHEN 'A' THEN 'B' ELSE 'A' END || substr(note, -9)"
)
"""A note with one letter of its last signature changed, whichever letter it was."""
COVERED = {
    "a hash beside an entry, what another changed, and a reason": (
        "UPDATE audit_entry SET hash = '0' || substr(hash, 2) || '1' WHERE seq = 5",
        BODY,
        REASON,
    ),
    "an entry, a column beside one, a mark that is gone, and evidence": (
        "UPDATE audit_entry SET entry = CAST(replace(entry, 'device', 'advice') AS BLOB) WHERE seq = 7",
        "UPDATE audit_entry SET subject = 'case:X' WHERE seq = 12",
        "DELETE FROM link WHERE id = 1",
        "UPDATE blob_chunk SET bytes = CAST(replace(bytes, 'PDF', 'pdf') AS BLOB)",
    ),
    "a ruined entry and a checkpoint that is gone": (
        "UPDATE audit_entry SET entry = x'00', hash = '' WHERE seq = 12",
        f"DELETE FROM checkpoint WHERE size = (SELECT min{SIZES}",
    ),
    "entries that are gone: the first of all, one between, a sign-in, a signature": (
        "DELETE FROM audit_entry WHERE seq IN (1, 9)",
        f"DELETE FROM audit_entry WHERE seq = ({FIRST} = 'sign in' AND seq > 10)",
        f"DELETE FROM audit_entry WHERE seq = ({FIRST} = 'sign record')",
    ),
    "entries in a row and the newest checkpoint": (
        "UPDATE audit_entry SET body = x'00', actor = '?' WHERE seq BETWEEN 9 AND 13",
        f"DELETE FROM checkpoint WHERE size = (SELECT max{SIZES}",
    ),
    "every note": ("UPDATE checkpoint SET note = replace(note, 'head ', 'hood ')",),
    "a signature of a note": (f"UPDATE checkpoint SET note = {OTHER_END} WHERE size = (SELECT max{SIZES}",),
}
ONLY_RESTORED = {
    "a signed record": "UPDATE record SET body = CAST(replace(body, '\"level\":8', '\"level\":9') AS BLOB)",
    "a signature": "UPDATE signature SET signature = zeroblob(64) WHERE id = 1",
    "a signature that is gone": "DELETE FROM signature WHERE id = 2",
    "a certificate": "UPDATE certificate SET body = CAST(replace(body, 'Chair One', 'Chair Two') AS BLOB)",
    "the keys of sessions": "DELETE FROM session_key",
    "sealed judgements": "UPDATE sealed_judgements SET body = x'00' WHERE id = 1",
    "the stage of a case": "UPDATE \"case\" SET stage = 'voided' WHERE stage = 'signed'",
    "the epoch": "UPDATE office SET epoch = 2",
}


@pytest.mark.parametrize("what", COVERED)
def test_an_office_goes_on_from_what_two_people_acknowledge_and_every_earlier_anchor_still_fits(
    office: Office, tmp_path: Path, what: str
):
    store = tampered(office, tmp_path, *COVERED[what])
    assert both(store) == (second_verifier.CHANGED, 0)
    with (
        Desk.open(store) as desk,
        sample.as_person(desk, "admin"),
        pytest.raises(StorageProblem, match="so nothing was exported"),
    ):
        desk.exchange.export(desk.exchange.all_recorded(), tmp_path / "out")
    ahead = go_on(store)
    assert not ahead.damage.is_nothing and not ahead.in_the_way
    with Desk.open(store) as desk:  # work goes on, and so do the exports; what was recorded is told each time
        sit(desk, "admin")
        for one in desk.exchange.export(desk.exchange.all_recorded(), tmp_path / "out"):
            assert verify_file(one.path, read_roster(office.folder / "roster.json")).status is Status.GOOD
        assert desk.check_opening(None) == ()
        desk.people.sign_out()
        assert desk.anchors.problem == ""
    assert both(store, office.anchors) == (second_verifier.GOOD, 1)


@pytest.mark.parametrize("what", ONLY_RESTORED)
def test_what_only_a_backup_brings_back_is_said_and_nothing_is_recorded(office: Office, tmp_path: Path, what: str):
    store = tampered(office, tmp_path, ONLY_RESTORED[what])
    with Desk.open(store) as desk:
        with sample.as_person(desk, "admin"):
            before = desk.database.head()
            ahead = desk.breaks.look()
            assert ahead.in_the_way
            with pytest.raises(RuleViolation, match="only by restoring a backup"):
                desk.breaks.record(ahead, "unknown", sample.passphrase("admin"), *second(desk))
        assert desk.database.head() == before
    assert both(store)[0] == second_verifier.CHANGED


def test_entries_of_which_nothing_tells_what_they_were_are_restored(office: Office, tmp_path: Path):
    store = tampered(office, tmp_path, "DELETE FROM audit_entry WHERE seq IN (9, 10)")
    with Desk.open(store) as desk, sample.as_person(desk, "admin"):
        assert "log entry 9: nothing tells any more what it hashed to." in desk.breaks.look().in_the_way


def test_a_later_fault_shows_after_a_break_and_a_second_break_covers_it(office: Office, tmp_path: Path):
    store = tampered(office, tmp_path, BODY, REASON)
    go_on(store)
    whole = Path(shutil.copy(store, tmp_path / "whole.rpldesk"))
    for statement in (
        REASON,  # the very row that was restated
        "UPDATE audit_entry SET body = CAST(replace(body, '2', '1') AS BLOB) WHERE seq = 9",  # and the very entry
        "UPDATE audit_entry SET actor = '?' WHERE seq = 9",
        "DELETE FROM audit_entry WHERE seq = 9",
        "UPDATE audit_entry SET subject = 'x' WHERE seq = 12",
        "UPDATE audit_entry SET body = CAST(replace(body, 'unknown', 'person') AS BLOB) WHERE action = 'audit.break'",
    ):
        shutil.copy(whole, store)
        change(store, statement)
        assert both(store)[0] == second_verifier.CHANGED, statement
    change(
        store, "UPDATE audit_entry SET body = CAST(replace(body, 'unk', 'UNK') AS BLOB) WHERE action = 'audit.break'"
    )
    go_on(store)  # what the first break named is named again, since that is lost itself
    assert both(store, office.anchors) == (second_verifier.GOOD, 1)
    change(store, REASON, "UPDATE audit_entry SET hash = upper(hash) WHERE seq = 20")
    go_on(store)
    assert both(store, office.anchors) == (second_verifier.GOOD, 2)


def test_a_break_needs_two_people_of_the_office_with_their_own_passphrases(office: Office, tmp_path: Path):
    store = tampered(office, tmp_path, BODY)
    with Desk.open(store) as desk:
        with sample.as_person(desk, "chair"), pytest.raises(NotAllowed, match="administrator"):
            desk.breaks.look()
        with sample.as_person(desk, "admin"):
            own, before = sample.passphrase("admin"), desk.database.head().size
            ahead = desk.breaks.look()
            with pytest.raises(RuleViolation, match="Two people"):
                desk.breaks.record(ahead, "disk", own, *second(desk, "admin"))
            with pytest.raises(RuleViolation, match="no cause"):
                desk.breaks.record(ahead, "because", own, *second(desk))
            with pytest.raises(Conflict, match="not as it was shown"):
                other = replace(ahead, damage=replace(ahead.damage, rows=(("case/1", 1, None),)))
                desk.breaks.record(other, "disk", own, *second(desk))
            assert desk.database.head().size == before
            with pytest.raises(WrongPassphrase):
                desk.breaks.record(ahead, "disk", own, sample.person(desk, "chair"), "not the passphrase of the chair")
            assert desk.breaks.recorded() == ()
    assert both(store) == (second_verifier.CHANGED, 0)


def test_where_all_is_as_it_was_left_there_is_nothing_to_record(office: Office, tmp_path: Path):
    store = Path(shutil.copy(office.store, tmp_path / "office.rpldesk"))
    with Desk.open(store) as desk, sample.as_person(desk, "admin"):
        ahead = desk.breaks.look()
        assert (ahead.lines, ahead.in_the_way, ahead.damage.is_nothing) == ((), (), True)
        with pytest.raises(RuleViolation, match="no break to record"):
            desk.breaks.record(ahead, "disk", sample.passphrase("admin"), *second(desk))


# -- statements that somebody made otherwise, and signed ---------------------------------------------------------------


def forged(store: Path, monkeypatch: pytest.MonkeyPatch, edit=lambda said: None, signers=("admin", "chair")) -> None:
    """Record a break whose statement was edited before it was signed, by whoever signs, past every rule of ours."""
    from rpl_desk.services import breaking

    real = breaking.statement_of

    def made(damage, **said):
        plain = json.loads(real(damage, **said))
        edit(plain)
        return canonical(plain)

    monkeypatch.setattr(breaking, "statement_of", made)
    monkeypatch.setattr(breaking, "break_faults", lambda *_: ())
    with Desk.open(store) as desk, ExitStack() as opened:
        people = [
            (sample.person(desk, who), *opened.enter_context(desk.people.unlocked(*second(desk, who))))
            for who in signers
        ]
        sit(desk, "admin")
        damage = desk.breaks.look().damage
        with desk.database.action("audit.break", by=desk.session.user.uid, subject="log", operation="act") as action:
            desk.breaks._write(action, damage, "disk", "act", people)
        desk.people.sign_out()
    monkeypatch.undo()


@pytest.mark.parametrize(
    ("edit", "signers"),
    [
        (lambda said: None, ("admin",)),
        (lambda said: None, ("admin", "admin")),
        (lambda said: None, ("chair", "one")),
        (lambda said: said.update(vouched_head="00" * 32), ("admin", "chair")),
        (lambda said: said["entries"][0].__setitem__(1, "00" * 32), ("admin", "chair")),
        (lambda said: said["entries"][0].__setitem__(2, "00" * 32), ("admin", "chair")),
        (lambda said: said["entries"].clear(), ("admin", "chair")),
        (
            lambda said: said.update(entries=[], vouched_size=said["log_size"], vouched_head=said["log_head"]),
            ("admin", "chair"),
        ),
        (lambda said: said.update(log_head="00" * 32), ("admin", "chair")),
        (lambda said: said["signers"].reverse(), ("admin", "chair")),
        (lambda said: said["signers"][1].update(certificate=999), ("admin", "chair")),
        (lambda said: said["signers"][1].update(person="00000000-0000-4000-8000-00000000000a"), ("admin", "chair")),
    ],
)
def test_a_break_that_not_two_people_signed_so_or_that_names_something_else_covers_nothing(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edit, signers
):
    store = tampered(office, tmp_path, BODY, REASON)
    forged(store, monkeypatch, edit, signers)
    assert both(store)[0] == second_verifier.CHANGED


def test_the_forging_itself_makes_a_good_break_where_nothing_is_edited(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The control of the test above."""
    store = tampered(office, tmp_path, BODY, REASON)
    forged(store, monkeypatch)
    assert both(store, office.anchors) == (second_verifier.GOOD, 1)


def test_a_signer_nobody_certified_is_found(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from rpl_desk.sealing.keys import SigningKey

    store = tampered(office, tmp_path, BODY)
    with SigningKey(bytearray(range(32))) as stranger, monkeypatch.context() as patch:
        patch.setattr(
            "rpl_desk.services.breaking.Break",
            lambda statement, signed: Break(statement, (signed[0], (signed[1][0], sign_break(stranger, statement)))),
        )
        forged(store, patch)
    assert both(store) == (second_verifier.CHANGED, 0)


# -- what a document's checker hears of it -----------------------------------------------------------------------------


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        return " ".join(" ".join(one.get_textpage().get_text_bounded() for one in opened).split())


def test_the_roster_tells_of_a_break_to_whoever_checks_a_document_of_this_office(office: Office, tmp_path: Path):
    store = tampered(office, tmp_path, BODY)
    go_on(store, "power")
    with Desk.open(store, read_only=True) as desk:
        roster, sheet = desk.people.roster(), desk.people.roster_sheet()
    with Desk.open(office.store, read_only=True) as desk:
        assert "None was recorded by the time this sheet was made." in text_of(desk.people.roster_sheet())
    data = (office.folder / "CR-2026-0001-v1.json").read_bytes()
    before = (office.folder / "roster.json").read_bytes()
    assert not any("a break" in one for one in verify_bytes(data, Roster.from_bytes(before)).facts)
    verdict = verify_bytes(data, Roster.from_bytes(roster))
    assert verdict.status is Status.GOOD
    (told,) = [one for one in verdict.facts if "a break was recorded on" in one]
    assert "signed by Administrator One and Chair One" in told and "log entry 9" in told and "middle of work" in told
    assert told in text_of(sheet) and "None was recorded" not in text_of(sheet)
    assert any("whether the log of the office had a break" in one for one in verify_bytes(data).facts)
    assert second_verifier.check_record(data, second_verifier.read_roster(roster))[0] == second_verifier.GOOD
    for edit in (
        lambda one: one["statement"].update(cause="disk"),
        lambda one: one["signatures"].pop(),
        lambda one: one["signatures"].__setitem__(1, one["signatures"][0]),
        lambda one: one["certificates"].pop(),
        lambda one: one["certificates"][1]["body"].update(name="Chair Two"),
    ):
        plain = json.loads(roster)
        edit(plain["breaks"][0])
        altered = canonical(plain)
        assert verify_bytes(data, Roster.from_bytes(altered)).status is Status.UNKNOWN
        theirs = second_verifier.check_record(data, second_verifier.read_roster(altered))
        assert theirs[0] == second_verifier.UNSURE


# -- the command line --------------------------------------------------------------------------------------------------


def test_the_commands_show_what_is_broken_name_restoring_first_and_record_what_was_shown(
    office: Office, tmp_path: Path, capsys
):
    store = tampered(office, tmp_path, BODY)
    files = {}
    for who in ("admin", "chair"):
        files[who] = tmp_path / who
        files[who].write_text(sample.passphrase(who), encoding="utf-8")
    me = ["--as", sample.address("admin"), "--passphrase-file", str(files["admin"])]
    assert run(["break", "look", str(store), *me]) == 1
    said = capsys.readouterr().out
    assert "log entry 9" in said and said.index("rpl-desk restore") < said.index("break record")
    code = said.split("--shown ")[1].split()[0]
    record = ["break", "record", str(store), *me, "--cause", "disk", "--with", sample.address("chair")]
    record += ["--second-passphrase-file", str(files["chair"])]
    assert run([*record, "--shown", "0" * 16]) == 1
    assert "Look again" in capsys.readouterr().err
    assert run([*record, "--shown", code]) == 0
    assert "signed by Administrator One and Chair One" in capsys.readouterr().out
    assert run(["check", str(store)]) == 0
    said = capsys.readouterr().out
    assert "acknowledged break: log entry" in said and "a fault of the disk or memory" in said
    assert run(["check", str(store), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["findings"]["acknowledged break"]) == 1
    assert run(["break", "look", str(store), *me]) == 0


def test_a_step_to_a_newer_format_passes_over_a_ruined_entry_and_goes_by_the_break(office: Office, tmp_path: Path):
    from rpl_desk.store.restating import last_digests

    first = "SELECT min(seq) FROM audit_entry WHERE action = 'open case'"
    store = tampered(office, tmp_path, f"UPDATE audit_entry SET body = x'00' WHERE seq = ({first})")
    ahead = go_on(store)
    restated = {key: digest for name, key, digest in ahead.damage.rows if name == "programme/1"}
    assert restated  # what the lost entry alone told of
    connection = driver.connect(str(store))
    try:
        assert last_digests(connection, "programme/1") == restated
    finally:
        connection.close()
