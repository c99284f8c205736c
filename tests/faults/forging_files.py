"""Backups, workbooks and files of exchange, tampered with from four positions; each says what is to find it, and how.

An outsider has the file alone; a user knows the forms and works here; an administrator holds the authority; a signer
has a key of their own. What nothing can find by its nature is listed as `NEVER`, so that nobody trusts in it.
"""

import json
import random
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from xml.sax.saxutils import escape

from rpl_desk.desk import Desk
from rpl_desk.domain.backups import BackupRow
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.errors import DeskError
from rpl_desk.sealing.canonical import canonical
from rpl_desk.services.backup_files import digest, verify_backup
from rpl_desk.services.backup_manifests import counted, manifest_of
from rpl_desk.services.checking import Kind
from rpl_desk.services.verifying import read_anchors, read_roster, verify_file
from rpl_desk.store.database import Database
from tests import office as sample
from tests.faults import forging
from tests.faults.forging import Day, sit

SEED = 20260601
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z log \d+")


class Who(StrEnum):
    OUTSIDER = "an outsider"
    USER = "a user"
    ADMINISTRATOR = "an administrator"
    SIGNER = "a signer"


class By(StrEnum):
    """What finds a tampering; each is tried with less as well, so that nothing is said to need what it does not."""

    ITSELF = "the file alone"
    ROSTER = "the roster"
    ANCHOR = "an anchor"
    NEVER = "nothing"


@dataclass(frozen=True)
class Forgery:
    """A tampered file. words: what the sentence that finds it has to say, place included; for NEVER, why not."""

    who: Who
    name: str
    by: By
    path: Path
    words: str
    anchors: tuple[str, ...] = ()
    """Others than those of the day, where the file is of work after it."""


def told(path: Path, day: Day, by: By, others: tuple[str, ...] = ()) -> list[str]:
    """Return all that checking a file says is wrong or cannot be told, as far as `by` gives the checker.

    others: anchors to hold it to in place of the day's.
    """
    roster = None if by is By.ITSELF else read_roster(day.roster)
    anchors = [mark for one in others or day.anchors for mark in read_anchors(one)] if by is By.ANCHOR else []
    if path.suffix != ".rpldesk":
        return [str(one) for one in verify_file(path, roster, anchors).problems]
    try:
        verify_backup(path)
    except DeskError as error:
        return [str(error)]
    with Desk.open(path, read_only=True) as desk:
        found = desk.report(roster, anchors)
    return [f"{one.place}: {one.message}" for kind in (Kind.CHANGED, Kind.UNSURE) for one in found.of(kind)]


STEPS = (By.ITSELF, By.ROSTER, By.ANCHOR)
"""What a checker has, each with all before it."""


def fault(one: Forgery, day: Day) -> str:
    """Return why a forgery is not found as it says; empty where it is, and by nothing less."""
    for by in STEPS:
        said = told(one.path, day, by, one.anchors)
        if by is one.by:
            if not said:
                return f"{one.who}, {one.name}: {by} does not find it"
            fitting = any(re.search(one.words, sentence) for sentence in said)
            return "" if fitting else f"{one.who}, {one.name}: {said} instead of {one.words}"
        if said:
            return f"{one.who}, {one.name}: {by} finds it already: {said}"
    return ""


@dataclass(frozen=True)
class Insiders:
    """Stores that people with keys made of the day's, and the record that the administrator took from theirs.

    noted_outside: whether the file of anchors outside took notes of the log that the user made.
    """

    user: Path
    noted_outside: bool
    signer: Path
    administrator: Path
    record: Path


# -- backups ----------------------------------------------------------------------------------------------------------


def make_backup(store: Path, place: Path) -> Path:
    """Make a true backup of a copy of a store in a folder, by an administrator."""
    place.mkdir(parents=True, exist_ok=True)
    with Desk.open(Path(shutil.copy(store, place / "office.rpldesk"))) as desk, sample.as_person(desk, "admin"):
        return desk.backups.make(place).path


def described_anew(path: Path, like: BackupRow, **changes: object) -> Path:
    """Write the manifest of a backup as somebody who knows its form would, so that it fits the file as it is now."""
    database = Database.open(path, read_only=True)
    try:
        head = database.head()
    finally:
        database.close()
    fits = {"file": path.name, "size": path.stat().st_size, "sha256": digest(path)}
    fits |= {"log_size": head.size, "log_head": head.hash}
    said = json.loads(manifest_of(path.with_name(like.file)).read_bytes()) | fits | changes
    manifest_of(path).write_bytes(canonical(said))
    return path


def copied(backup: Path, folder: Path) -> Path:
    """Return a copy of a backup and its manifest in a folder of its own."""
    folder.mkdir(parents=True)
    shutil.copy(manifest_of(backup), manifest_of(folder / backup.name))
    return Path(shutil.copy(backup, folder / backup.name))


MANIFEST_FIELDS = {
    "type": ("rpl-desk/backup/9", "its manifest is not one of this program"),
    "file": ("other.rpldesk", "its manifest is not one of this program"),
    "store": ("00000000-0000-4000-8000-000000000000", "its manifest is of another store"),
    "epoch": (7, "its manifest says epoch 7, and the copy is of epoch 1"),
    "size": (1, "its file is not as long as it was"),
    "sha256": ("0" * 64, "its bytes are not those of its manifest"),
    "log_size": (3, "its log does not end where that of the store did"),
    "log_head": ("0" * 64, "its log does not end where that of the store did"),
}

IN_A_BACKUP = {
    "UPDATE judgement SET reason = 'Other.' WHERE id = 3": "judgement 3: is not as log entry",
    "DELETE FROM passage WHERE id = 2": "link 2: points to a row of passage that is not there",
    "DELETE FROM audit_entry WHERE seq = 9": "log entry",
    "UPDATE signature SET signature = zeroblob(64) WHERE id = 1": "signature 1",
    "UPDATE blob_chunk SET bytes = CAST(substr(bytes, 2) AS BLOB)": "is damaged",
    "UPDATE record SET body = CAST(replace(body, '\"level\":8', '\"level\":9') AS BLOB)": "record",
}
"""Statements, and the words that name the place once the manifest was made to fit."""


def backups(backup: Path, folder: Path, places: int) -> Iterator[Forgery]:
    """Yield a backup of a day tampered with. places: how many bytes of it are turned, and statements drawn."""
    row, chance, number = counted(backup), random.Random(SEED), 0
    named = re.escape(backup.name)

    def fresh() -> Path:
        nonlocal number
        number += 1
        return copied(backup, folder / f"backup {number}")

    for part in range(places):
        path = fresh()
        data = bytearray(path.read_bytes())
        at = len(data) * part // places + chance.randrange(len(data) // places)
        data[at] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        words = rf"^{named} is no backup: its bytes are not those of its manifest"
        yield Forgery(Who.OUTSIDER, f"a bit of byte {at}", By.ITSELF, path, words)
    for name, change in (("cut", lambda data: data[:-4096]), ("grown", lambda data: data + bytes(4096))):
        path = fresh()
        path.write_bytes(change(path.read_bytes()))
        yield Forgery(Who.OUTSIDER, name, By.ITSELF, path, rf"^{named} is no backup: its file is not as long")
    path = fresh()
    manifest_of(path).unlink()
    yield Forgery(Who.OUTSIDER, "without its manifest", By.ITSELF, path, rf"^{named} has no manifest beside it")
    for field, (value, words) in MANIFEST_FIELDS.items():
        path = fresh()
        said = json.loads(manifest_of(path).read_bytes()) | {field: value}
        manifest_of(path).write_bytes(canonical(said))
        yield Forgery(Who.OUTSIDER, f"its manifest's {field}", By.ITSELF, path, words)
    statements = {**IN_A_BACKUP, **dict.fromkeys(chance.sample(forging.NAMED, min(places, len(forging.NAMED))), ".")}
    for statement, words in statements.items():
        changed = forging.changed(backup, folder, statement)
        path = fresh()
        changed.replace(path)
        described_anew(path, row)
        words = f"The copy does not count as a backup: .*{words}"
        yield Forgery(Who.USER, f"{statement}, and the manifest to fit", By.ITSELF, path, words)


OF_ANOTHER_LOG = r"(?s)anchor.*(cut|not|other)"


def older_backups(day: Day, row: BackupRow, folder: Path, insiders: Insiders) -> Iterator[Forgery]:
    """Yield backups that are whole in themselves: of an older copy, of one worked on in, of one with a made-up key."""
    older = make_backup(day.older, folder / "older")
    newest = renamed(older, f"2030-01-01T120000Z log {row.log_size}", "2030-01-01T12:00:00Z")
    yield Forgery(Who.USER, "an older backup put in the place of the newest", By.ANCHOR, newest, OF_ANOTHER_LOG)
    for who, name, store, by, words in (
        (Who.USER, "work in an older copy", insiders.user, By.ANCHOR, OF_ANOTHER_LOG),
        (Who.SIGNER, "another decision in an older copy", insiders.signer, By.ANCHOR, OF_ANOTHER_LOG),
        (
            Who.ADMINISTRATOR,
            "a key made for the chair",
            insiders.administrator,
            By.ROSTER,
            "The key .* of Chair One is not the one on the roster",
        ),
    ):
        yield Forgery(who, name, by, make_backup(store, folder / f"by {who}"), words)
    # Nobody was signed in, or the signature was taken away: when a backup was made is then the word of whoever can
    # write there. Its log tells the truth.
    dated = renamed(make_backup(day.store, folder / "dated"), "2031-01-01T120000Z log 1", "2031-01-01T12:00:00Z")
    yield Forgery(Who.USER, "a later day in the manifest", By.NEVER, dated, "The manifest is not signed.")
    # What came after the last anchor can be cut unseen, until there is another: this is the day's store, cut.
    cut = make_backup(cut_after_the_anchor(day, folder), folder / "cut")
    yield Forgery(Who.USER, "work cut off that no anchor saw", By.NEVER, cut, "No anchor was made after it.")


def renamed(backup: Path, stamp: str, made_at: str) -> Path:
    """Give a backup, as its maker could, another name, and a manifest that says the same."""
    path = Path(shutil.copy(backup, backup.with_name(STAMP.sub(stamp, backup.name))))
    return described_anew(path, counted(backup), made_at=made_at)


def cut_after_the_anchor(day: Day, folder: Path) -> Path:
    """Return the day's store without work that was done in it after its last anchor went outside."""
    whole = Path(shutil.copy(day.store, folder / "worked on.rpldesk"))
    with Desk.open(whole) as desk:
        sit(desk, "chair")
        case = desk.cases.case("CR-2026-0002")
        desk.decisions.take_back(case, "Seen anew.")
        assert desk.cases.case(case.reference).stage is Stage.PANEL
    return Path(shutil.copy(day.store, folder / "cut.rpldesk"))


# -- workbooks --------------------------------------------------------------------------------------------------------

_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>.*?</c>)', re.DOTALL)
_SHEET = re.compile(rb'<sheet [^>]*name="([^"]+)"[^>]*?/>')


def parts(workbook: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(workbook) as book:
        return {name: book.read(name) for name in book.namelist()}


def packed(inside: dict[str, bytes], path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in inside.items():
            book.writestr(name, data)
    return path


def workbooks(workbook: Path, folder: Path, cells: int) -> Iterator[Forgery]:
    """Yield a workbook changed cell by cell. cells: how many of each sheet, drawn by lot, headings among them."""
    inside, chance, stem = parts(workbook), random.Random(SEED), workbook.stem
    names = [name.decode() for name in _SHEET.findall(inside["xl/workbook.xml"])]
    folder.mkdir(exist_ok=True)
    for number, sheet in enumerate(names, start=1):
        part = f"xl/worksheets/sheet{number}.xml"
        found = list(_CELL.finditer(inside[part]))
        for cell in sorted(chance.sample(found, min(cells, len(found))), key=lambda one: one.start()):
            column, row, rest = cell[1].decode(), cell[2].decode(), re.sub(rb' t="[^"]*"', b"", cell[3])
            other = f'<c r="{column}{row}"{rest.decode()} t="inlineStr"><is><t>{escape("Other")}</t></is></c>'.encode()
            data = inside[part][: cell.start()] + other + inside[part][cell.end() :]
            path = packed(inside | {part: data}, folder / f"{stem} {sheet} {column}{row}.xlsx")
            yield Forgery(Who.OUTSIDER, f"{stem} {sheet}!{column}{row}", By.ITSELF, path, cell_words(sheet, row))
    for name, change, words in (
        ("a hidden column", hidden_column, "holds hidden columns"),
        ("a sheet left out", lambda one: without_sheet(one, names[0]), "is missing|cannot be read"),
        ("a formula in a cell", formula, "says the formula|is not as the register was made"),
    ):
        path = packed(change(dict(inside)), folder / f"{stem} {name}.xlsx")
        yield Forgery(Who.OUTSIDER, f"{stem} with {name}", By.ITSELF, path, words)
    # The colour of letters is no part of what is compared: a workbook saved by another program has other styles.
    styles = inside["xl/styles.xml"]
    white = re.sub(
        rb"<fonts(.*?)</fonts>", lambda one: re.sub(rb'rgb="\w+"', b'rgb="FFFFFFFF"', one[0]), styles, count=1
    )
    path = packed(inside | {"xl/styles.xml": white}, folder / f"{stem} white.xlsx")
    yield Forgery(Who.OUTSIDER, f"{stem} in white letters", By.NEVER, path, "Looks are not compared, values are.")


def cell_words(sheet: str, row: str) -> str:
    if sheet == "Proof":
        return "sheet Proof|Proof!|signed record|proof|Proof|record"
    if sheet == "Register":
        return rf"Register!A{row}: the row|headings of the sheet Register"
    return rf"^(: )?{re.escape(sheet)}!\w+{row} says|{re.escape(sheet)}"


def hidden_column(inside: dict[str, bytes]) -> dict[str, bytes]:
    part = "xl/worksheets/sheet1.xml"
    data = inside[part].replace(b"<col ", b'<col hidden="1" ', 1)
    assert data != inside[part]
    return inside | {part: data}


def without_sheet(inside: dict[str, bytes], name: str) -> dict[str, bytes]:
    book = inside["xl/workbook.xml"]
    data = re.sub(rb'<sheet [^>]*name="' + name.encode() + rb'"[^>]*?/>', b"", book)
    assert data != book
    return inside | {"xl/workbook.xml": data}


def formula(inside: dict[str, bytes]) -> dict[str, bytes]:
    part = "xl/worksheets/sheet1.xml"
    (*_, last) = _CELL.finditer(inside[part])
    other = b'<c r="' + last[1] + last[2] + b'"><f>4+4</f><v>8</v></c>'
    return inside | {part: inside[part][: last.start()] + other + inside[part][last.end() :]}


# -- signed records ---------------------------------------------------------------------------------------------------


def exports(day: Day, folder: Path, insiders: Insiders) -> Iterator[Forgery]:
    """Yield exported records that are whole in themselves, as JSON, PDF and workbook."""
    data = (day.folder / "record.json").read_bytes()
    for name, changed in forging.outsiders_records(data):
        path = folder / f"{name}.json"
        path.write_bytes(changed)
        words = "later version" if name == "a later form" else r"\.$"
        yield Forgery(Who.OUTSIDER, f"record.json: {name}", By.ITSELF, path, words)
    path = folder / "made up authority.json"
    path.write_bytes(forging.own_authority(data))
    yield Forgery(Who.OUTSIDER, "an authority of their own", By.ROSTER, path, "^authority: .*not the authority of the")
    for name, words in (("amended", "Superseded by version 2"), ("voided", "Voided")):
        yield Forgery(Who.USER, f"shown as standing: {name}", By.ROSTER, day.folder / f"{name}.json", words)
    words = "The key of Chair One is not on this roster"
    yield Forgery(Who.ADMINISTRATOR, "a key made for the chair", By.ROSTER, insiders.record, words)
    for path in exported(insiders.administrator, "CR-2026-0002", folder / "administrator"):
        yield Forgery(Who.ADMINISTRATOR, f"a key made for the chair, as {path.suffix}", By.ROSTER, path, words)
    for path in exported(insiders.signer, "CR-2026-0001", folder / "signer"):
        words = "^anchor: .*(another log|None of the anchors)"
        yield Forgery(Who.SIGNER, f"another decision in an older copy, as {path.suffix}", By.ANCHOR, path, words)
    store = Path(shutil.copy(day.store, folder / "given away.rpldesk"))
    with Desk.open(store) as desk:
        sit(desk, "admin")
        sample.sign_all(desk, desk.cases.case("CR-2026-0002"))  # by whoever learned the signers' passphrases
        line = desk.anchors.line()
        desk.people.sign_out()
    path = exported(store, "CR-2026-0002", folder / "given away")[-1]
    name = "signed with passphrases that were given away"
    yield Forgery(Who.ADMINISTRATOR, name, By.NEVER, path, "The keys are the signers' own.", (line,))


def exported(store: Path, reference: str, folder: Path) -> list[Path]:
    with (
        Desk.open(Path(shutil.copy(store, folder.with_name(f"{folder.name} store.rpldesk")))) as desk,
        sample.as_person(desk, "admin"),
    ):
        made = desk.exchange.export([desk.cases.case(reference)], folder)
    return [one.path for one in made]
