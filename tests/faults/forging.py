"""What people with different powers do to a store and its documents; each gives a name and what was made of it."""

import base64
import json
import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from rpl_desk.desk import Desk
from rpl_desk.domain.appeals import AppealOutcome
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.people import Role
from rpl_desk.sealing import keys
from rpl_desk.sealing.canonical import canonical
from rpl_desk.sealing.signoff import Authority, sign_off
from rpl_desk.services.people import insert_certificate
from rpl_desk.store import queries, tables
from tests import office as sample

FORGED = "a forger sits below the quiet bridge"


@dataclass(frozen=True)
class Day:
    """A folder with the store of a panel day, an older copy, exported documents, the roster and anchors."""

    folder: Path

    @property
    def store(self) -> Path:
        return self.folder / "office.rpldesk"

    @property
    def older(self) -> Path:
        return self.folder / "older.rpldesk"

    @property
    def roster(self) -> Path:
        return self.folder / "roster.json"

    @property
    def anchors(self) -> list[str]:
        return [str(self.folder / "anchors.txt"), (self.folder / "line.txt").read_text("utf-8")]


def make_day(template: Path, folder: Path) -> Day:
    """Play a day with real sessions: cases signed, amended, voided and exported, one decided, a key that ended.

    Anchors go outside. The record of the first case stands; `amended.json` and `voided.json` were handed out before.
    """
    day = Day(folder)
    shutil.copy(template, day.store)
    (folder / "outside").mkdir()
    with Desk.open(day.store) as desk:
        sit(desk, "admin")
        desk.anchors.choose_folder(folder / "outside")
        desk.people.sign_out()
        case = sample.case_at(desk, folder, Stage.DECIDED)
        sample.case_at(desk, folder, Stage.DECIDED)
        amended = sample.case_at(desk, folder, Stage.DECIDED)
        voided = sample.case_at(desk, folder, Stage.DECIDED)
        sit(desk, "admin")
        desk.enrolment.has_left(sample.person(desk, "member"), "Left.", sample.passphrase("admin"))
    shutil.copy(day.store, day.older)
    with Desk.open(day.store) as desk:
        sit(desk, "chair")
        for one in (case, amended, voided):
            sample.sign_all(desk, one)
        sit(desk, "admin")
        for one, name in ((amended, "amended"), (voided, "voided")):
            (made,) = desk.exchange.export([one], folder, pdf=False, xlsx=False)
            made.path.rename(folder / f"{name}.json")
        end_decisions(desk, amended, voided)
        sit(desk, "admin")
        for one in desk.exchange.export([case], folder):
            one.path.rename(folder / f"record{one.path.suffix}")
        (grid,) = desk.exchange.forms(case, folder, credit_form=False, grid=False)
        grid.path.rename(folder / "grid.xlsx")
        desk.exchange.register(folder / "register.xlsx")
        day.roster.write_bytes(desk.people.roster())
        desk.people.sign_out()
        (folder / "line.txt").write_text(desk.anchors.line(), encoding="utf-8")
    shutil.copy(folder / "outside" / "anchors.txt", folder / "anchors.txt")  # as it was put away at the end of the day
    return day


def end_decisions(desk: Desk, amended: CaseRow, voided: CaseRow) -> None:
    """Amend one signed decision to its end, drop an amendment of the other, and void that one."""
    sit(desk, "chair")
    desk.amending.amend(amended, "The level was typed wrongly.")
    desk.decisions.draft(amended, level=7)
    desk.decisions.decide(desk.cases.case(amended.reference))
    sample.sign_all(desk, amended)
    sit(desk, "admin")
    appeal_in_vain(desk, amended)
    sit(desk, "chair")
    desk.amending.amend(voided, "In doubt.")
    desk.amending.drop(desk.cases.case(voided.reference), "Not in doubt.")
    shown = desk.decisions.current_record(voided.id).sha256
    desk.voiding.void(voided, "The portfolio was not theirs.", sample.passphrase("chair"), shown=shown)


def appeal_in_vain(desk: Desk, case: CaseRow) -> None:
    """Lodge an appeal against a signed decision, and decide it as not upheld, both as the administrator."""
    today = desk.session.now().date()
    desk.appeals.lodge(case, lodged_on=today, lodged_by="The owner", grounds="The level is too low.")
    desk.appeals.name_members(case, [sample.person(desk, "admin")])
    desk.appeals.decide(case, AppealOutcome.NOT_UPHELD, "It was read rightly.", heard_on=today)


def sit(desk: Desk, who: str) -> None:
    desk.sign_in(sample.address(who), sample.passphrase(who))


# -- an outsider: has the file, no key --------------------------------------------------------------------------------

NAMED = [
    "UPDATE audit_entry SET hash = CASE WHEN hash LIKE '0%' THEN '1' ELSE '0' END || substr(hash, 2) WHERE seq = 5",
    "UPDATE audit_entry SET body = CAST(replace(body, '1', '2') AS BLOB) WHERE seq = 9",
    "UPDATE audit_entry SET subject = 'case:X' WHERE seq = 12",
    "UPDATE audit_entry SET entry = CAST(replace(entry, '\"seq\":7,', '\"seq\":8,') AS BLOB) WHERE seq = 7",
    "DELETE FROM audit_entry WHERE seq = 9",
    "DELETE FROM audit_entry WHERE seq = (SELECT max(seq) FROM audit_entry)",
    "DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)",
    "DELETE FROM checkpoint",
    "UPDATE checkpoint SET note = replace(note, 'head ', 'hood ')",
    "UPDATE checkpoint SET note = replace(note, '— ', '—  ')",
    "UPDATE checkpoint SET size = size + 1000",
    "DELETE FROM session_key",
    "UPDATE session_key SET signature = zeroblob(64)",
    "UPDATE signature SET signature = zeroblob(64) WHERE id = 1",
    "UPDATE signature SET receipt = CASE WHEN receipt LIKE '0%' THEN '1' ELSE '0' END || substr(receipt, 2)",
    "DELETE FROM signature WHERE id = 2",
    "UPDATE record SET body = CAST(replace(body, '\"level\":8', '\"level\":9') AS BLOB)",
    "UPDATE record SET superseded = 1",
    "UPDATE certificate SET body = CAST(replace(body, 'Chair One', 'Chair Two') AS BLOB)",
    "UPDATE key_ending SET kind = 'forgotten'",
    "UPDATE key_ending SET authority_signature = zeroblob(64)",
    "UPDATE blob_chunk SET bytes = CAST(replace(bytes, 'PDF', 'pdf') AS BLOB)",
    "UPDATE sealed_judgements SET body = x'00' WHERE id = 1",
    "UPDATE \"case\" SET stage = 'released' WHERE stage = 'decided'",
    "UPDATE amendment SET by_record_id = NULL, done_at = NULL WHERE done_at IS NOT NULL",
    "UPDATE amendment SET dropped_at = NULL",
    "DELETE FROM amendment WHERE done_at IS NOT NULL",
    "UPDATE record SET superseded = 0 WHERE superseded",
    "UPDATE record SET superseded = 1, revision = 9 WHERE id = 1",
    "UPDATE record SET body = CAST(replace(body, 'typed wrongly', 'typed rightly') AS BLOB)",
    "DELETE FROM voiding",
    "UPDATE voiding SET reason = 'Another.'",
    "UPDATE voiding SET signature = zeroblob(64)",
    "UPDATE voiding SET payload = CAST(replace(payload, '\"chair\"', '\"other\"') AS BLOB)",
    "UPDATE voiding SET receipt = '!' || substr(receipt, 2)",
    "UPDATE unlocking SET reason = 'Another.'",
    "UPDATE \"case\" SET stage = 'released' WHERE stage = 'voided'",
    "UPDATE \"case\" SET stage = 'voided' WHERE stage = 'signed'",
    "UPDATE appeal SET outcome = 'upheld'",
    "UPDATE appeal SET reasons = 'Another.'",
    "DELETE FROM appeal_member",
    "UPDATE \"case\" SET stage = 'appeal' WHERE stage = 'signed'",
    "UPDATE office SET epoch = 2",
    "UPDATE judgement SET reason = reason || ' ' WHERE id = 2",
    "DELETE FROM passage WHERE id = 3",
]


def outsiders_store(day: Day, folder: Path, more: int) -> Iterator[tuple[str, Path]]:
    """Yield copies of the store, each changed by one statement: those named, and `more` in columns drawn by lot."""
    yield from ((statement, changed(day.store, folder, statement)) for statement in NAMED)
    chance, found = random.Random(20260528), 0
    columns = [(table, one) for table, listed in tables.PROJECTIONS.values() for one in listed if one != "id"]
    while found < more:
        table, column = chance.choice(columns)
        value = f"coalesce(CAST(\"{column}\" AS TEXT), '') || 'x'"
        statement = f'UPDATE OR IGNORE "{table}" SET "{column}" = {value} WHERE id = (SELECT min(id) FROM "{table}")'
        copy = changed(day.store, folder, statement, must=False)
        if copy is not None:
            found += 1
            yield statement, copy


def changed(store: Path, folder: Path, statement: str, *, must: bool = True) -> Path:
    copy = Path(shutil.copy(store, folder / "tampered.rpldesk"))
    connection = driver.connect(str(copy))
    connection.execute("PRAGMA ignore_check_constraints = ON")
    touched = connection.execute(statement).rowcount
    connection.commit()
    connection.close()
    assert touched > 0 or not must, f"the tampering changed nothing: {statement}"
    return copy if touched > 0 else None


def outsiders_records(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a signed record changed in one place after the other."""
    plain = json.loads(data)

    def edited(name, edit):
        copy = json.loads(data)
        edit(copy)
        return name, json.dumps(copy).encode()

    first = plain["signatures"][0]
    yield edited("level", lambda one: one["record"]["decision"].update(level=9))
    yield edited("a name in the record", lambda one: one["record"]["people"][0].update(name="Other"))
    yield edited("a signature left out", lambda one: one["signatures"].pop())
    yield edited("the first signature left out", lambda one: one["signatures"].pop(0))
    yield edited("a signature doubled", lambda one: one["signatures"].append(first))
    yield edited("signatures swapped", lambda one: one["signatures"].reverse())
    yield edited("a later time", lambda one: one["signatures"][0]["payload"].update(signed_at="2030-01-01T00:00:00Z"))
    yield edited("another role", lambda one: one["signatures"][0]["payload"].update(role="member"))
    yield edited(
        "the note's size", lambda one: one["anchor"].update(note=one["anchor"]["note"].replace("\n", "\n1", 1))
    )
    yield edited("no proofs", lambda one: one["anchor"].update(proofs=[]))
    yield edited("a shorter path", lambda one: one["anchor"]["proofs"][0]["path"].pop())
    yield edited("no certificates", lambda one: one["anchor"].update(certificates=[]))
    yield edited("without its note", lambda one: one.pop("anchor"))
    yield edited("an extra member", lambda one: one.update(more=1))
    yield edited("a fraction", lambda one: one["record"]["decision"].update(level=8.0))
    yield edited("a later form", lambda one: one.update(type="rpl-desk/signed-record/9"))
    yield edited("another authority's fingerprint", lambda one: one["authority"].update(fingerprint="0000"))
    text = data.decode()
    yield "a name given twice", text.replace('"reference":', '"reference":"x","reference":', 1).encode()
    yield "cut short", data[:-20]
    yield "nothing of ours", b"[]"


def outsiders_rosters(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a roster changed in what it says of records that stand no more."""

    def edited(name, edit):
        copy = json.loads(data)
        edit(next(one for one in copy["ended_records"] if one["voiding"]))
        return name, json.dumps(copy).encode()

    yield edited("another signature", lambda one: one["voiding"].update(signature=text(bytes(64))))
    yield edited("another reason", lambda one: one["voiding"]["payload"].update(reason_sha256="00" * 32))
    yield edited("another signer", lambda one: one["voiding"]["payload"]["signer"].update(name="Chair Two"))
    yield edited("another role", lambda one: one["voiding"]["payload"].update(role="member"))
    yield edited("another version", lambda one: one["voiding"]["payload"].update(version=2))
    yield edited(
        "another certificate", lambda one: one["voiding"]["certificate"]["body"].update(name="Administrator One")
    )


def own_authority(data: bytes) -> bytes:
    """Return the record signed anew by keys of a made-up authority of the same store: all holds but the roster."""
    plain = json.loads(data)
    store = plain["authority"]["store"]
    with keys.SigningKey(bytearray(os.urandom(32))) as authority:
        for number, one in enumerate(plain["signatures"]):
            with keys.SigningKey(bytearray(os.urandom(32))) as key:
                body = one["certificate"]["body"]
                made = keys.certify(
                    authority,
                    store_id=store,
                    serial=body["serial"],
                    person=body["person"],
                    name=body["name"],
                    roles=body["roles"],
                    public=key.public,
                    since=body["from"],
                )
                one["certificate"] = {"body": json.loads(made.body), "signature": text(made.signature)}
                one["signature"] = text(sign_off(key, one["payload"]))
            assert number < 9
        office = Authority(store, authority.public)
    plain["authority"] = {"store": store, "public": text(office.public), "fingerprint": office.fingerprint}
    del plain["anchor"]
    return canonical(plain | {"type": "rpl-desk/signed-record/1"})


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


# -- people with keys -------------------------------------------------------------------------------------------------


def user_goes_on_from_an_older_copy(day: Day, folder: Path) -> Path:
    """A user puts an older copy in place and works on in it, until its log is longer than the true one."""
    copy = Path(shutil.copy(day.older, folder / "user.rpldesk"))
    with Desk.open(day.store, read_only=True) as desk:
        wanted = desk.database.head().size
    with Desk.open(copy) as desk:
        while desk.database.head().size <= wanted:
            sit(desk, "two")
            desk.people.sign_out()
    return copy


def administrator_makes_a_key_for_the_chair(day: Day, folder: Path) -> tuple[Path, Path]:
    """A custodian certifies a key of their own as the chair's and signs the second case with it; returns the record."""
    copy = Path(shutil.copy(day.store, folder / "administrator.rpldesk"))
    with Desk.open(copy) as desk:
        sit(desk, "admin")
        me, chair = desk.session.user, sample.person(desk, "chair")
        store = desk.office.office().store
        made = keys.new_person_key(FORGED, store, chair.uid, 99)
        with (
            desk.people.authority(me, sample.passphrase("admin")) as authority,
            desk.database.action("enrol person", by=me.uid, subject=f"person:{chair.uid}") as action,
        ):
            insert_certificate(action, authority, store, chair, made.public)
            action.insert(
                tables.wrapped_key, person_id=chair.id, purpose=keys.SIGN, body=made.wrapped, public=made.public
            )
        with desk.database.reading() as read:
            (case,) = queries.rows(read, type(desk.cases.case("CR-2026-0002")), tables.case.c.stage == Stage.DECIDED)
        for person, role, words in (
            (sample.person(desk, "one"), Role.ASSESSOR, sample.passphrase("one")),
            (chair, Role.CHAIR, FORGED),
        ):
            record = desk.decisions.current_record(case.id)
            desk.decisions.sign(case, person, role, words, shown=record.body)
        target = folder / "administrator.json"
        target.write_bytes(desk.decisions.bundle(desk.decisions.current_record(case.id)))
        desk.people.sign_out()
    return copy, target


def signer_decides_otherwise_in_an_older_copy(day: Day, folder: Path) -> Path:
    """The chair takes the older copy, decides the signed case otherwise, and has it signed again."""
    copy = Path(shutil.copy(day.older, folder / "signer.rpldesk"))
    with Desk.open(copy) as desk:
        sit(desk, "chair")
        case = desk.cases.case("CR-2026-0001")
        desk.decisions.take_back(case, "Seen anew.")
        case = desk.cases.case("CR-2026-0001")
        desk.decisions.draft(case, level=9)
        desk.decisions.decide(case)
        sample.sign_all(desk, case)
        desk.people.sign_out()
    return copy
