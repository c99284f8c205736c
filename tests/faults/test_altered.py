"""Freshly exported documents and the store they came from, each altered in one place, as the command line tells it."""

import json
import random
import re
import shutil
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.sealing.verify import Status
from rpl_desk.services.verifying import verify_bytes
from tests import office as sample

PLACES = 40  # bytes altered in each document, spread over it


@pytest.fixture(scope="module")
def signed(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store, whose one case is signed, and its exported documents."""
    folder = tmp_path_factory.mktemp("signed")
    store = Path(shutil.copy(office_template, folder / "office.rpldesk"))
    with Desk.open(store) as desk:
        case = sample.case_at(desk, folder, Stage.SIGNED)
        with sample.as_person(desk, "admin"):
            for one in desk.exchange.export([case], folder):
                one.path.rename(folder / f"record{one.path.suffix}")
    return folder


def told(capsys, *arguments: object) -> tuple[int, list[str]]:
    """Return the exit status and the problems named."""
    status = run([*map(str, arguments)])
    return status, [line.strip()[2:] for line in capsys.readouterr().out.splitlines() if line.strip().startswith("! ")]


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "json"])
def test_what_nobody_altered_is_good(signed: Path, capsys, ending):
    assert told(capsys, "verify", signed / f"record.{ending}") == (0, [])


@pytest.mark.parametrize("ending", ["pdf", "json"])
def test_one_byte_altered_anywhere_is_never_good_and_is_named(signed: Path, tmp_path: Path, capsys, ending):
    data = (signed / f"record.{ending}").read_bytes()
    chance = random.Random(ending)
    altered = tmp_path / f"altered.{ending}"
    statuses = []
    for part in range(PLACES):
        at = len(data) * part // PLACES + chance.randrange(len(data) // PLACES)
        spoilt = bytearray(data)
        spoilt[at] ^= 1 << chance.randrange(8)
        altered.write_bytes(spoilt)
        status, problems = told(capsys, "verify", altered)
        later = ending == "json" and problems and "later version" in problems[0]  # the digit of the form itself
        assert status == (2 if later else 1), (at, problems)
        assert problems and all(one.endswith((".", ")")) for one in problems), (at, problems)
        statuses.append(problems[0])
    assert len(set(statuses)) > 3  # not one sentence for everything


def test_each_part_of_the_pdf_is_named(signed: Path, tmp_path: Path, capsys):
    altered = tmp_path / "altered.pdf"
    with pikepdf.open(signed / "record.pdf") as pdf:
        page = pdf.pages[1].obj
        page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(b"0", b"1", 1))
        pdf.save(altered, static_id=True)
    status, problems = told(capsys, "verify", altered)
    assert status == 1 and any("page 2" in one for one in problems), problems


@pytest.mark.parametrize("key", [b"type", b"rpl-desk/signed-record/2"])
def test_every_bit_of_what_names_the_form_matters(signed: Path, key):
    data = (signed / "record.json").read_bytes()
    at = data.rindex(b'"type"') + 1 if key == b"type" else data.rindex(key)
    for bit in range(8 * len(key)):
        spoilt = bytearray(data)
        spoilt[at + bit // 8] ^= 1 << bit % 8
        verdict = verify_bytes(bytes(spoilt))
        said = str(verdict.problems[0])
        assert verdict.status is Status.BAD or "later version" in said, (bit, said)


def test_the_record_inside_a_pdf_is_read_with_its_checksum(signed: Path, tmp_path: Path, capsys):
    """One bit of packed bytes can give sound JSON that names no form; the checksum at their end tells it anyway."""
    with pikepdf.open(signed / "record.pdf") as pdf:
        stream = pdf.Root.AF[0].EF.F
        other = zlib.compress(stream.read_bytes().replace(b"rpl-desk/signed-record/2", b"rpl-desk/signed-secord/2"))
        assert zlib.decompress(stream.read_raw_bytes())
        stream.write(other[:-4] + stream.read_raw_bytes()[-4:], filter=pikepdf.Name.FlateDecode)
        pdf.save(tmp_path / "altered.pdf")
    status, problems = told(capsys, "verify", tmp_path / "altered.pdf")
    assert (status, problems) == (1, ["The record inside this PDF cannot be read: the file is damaged."])


def test_an_attachment_that_unpacks_without_end_is_not_unpacked(signed: Path, tmp_path: Path, capsys):
    packer = zlib.compressobj()
    bomb = b"".join([packer.compress(bytes(1_000_000)) for _ in range(400)]) + packer.flush()
    with pikepdf.open(signed / "record.pdf") as pdf:
        pdf.Root.AF[0].EF.F.write(bomb, filter=pikepdf.Name.FlateDecode)
        pdf.save(tmp_path / "bomb.pdf")
    tracemalloc.start()
    status, problems = told(capsys, "verify", tmp_path / "bomb.pdf")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert status == 1 and "larger than any of ours" in problems[0]
    assert peak < 100_000_000


def test_a_document_of_ours_cut_short_is_not_good(signed: Path, tmp_path: Path, capsys):
    data = (signed / "record.pdf").read_bytes()
    (tmp_path / "cut.pdf").write_bytes(data[:-200])
    assert told(capsys, "verify", tmp_path / "cut.pdf")[0] == 1


def test_one_cell_of_the_workbook_is_named(signed: Path, tmp_path: Path, capsys):
    altered = tmp_path / "altered.xlsx"
    for old, new, sheet, phrase in (
        (b"<v>8</v>", b"<v>9</v>", "sheet1.xml", r"Decision!\w+\d+ says 9"),
        (b"Peer support", b"Pear support", "sheet10.xml", r"Credit!\w+\d+ says .*Pear support"),
    ):
        with zipfile.ZipFile(signed / "record.xlsx") as book, zipfile.ZipFile(altered, "w") as copy:
            for name in book.namelist():
                part = book.read(name)
                assert not name.endswith(sheet) or old in part
                copy.writestr(name, part.replace(old, new, 1) if name.endswith(sheet) else part)
        status, problems = told(capsys, "verify", altered)
        assert status == 1 and len(problems) == 1 and re.search(phrase, problems[0]), problems


@pytest.mark.parametrize(
    ("statement", "phrase"),
    [
        ("UPDATE judgement SET reason = 'Other.' WHERE id = 3", "judgement 3: is not as log entry"),
        ("DELETE FROM passage WHERE id = 2", "passage 2: is gone"),
        ('UPDATE "case" SET decided_level = 9', "case 1: is not as log entry"),
        ("UPDATE audit_entry SET action = 'seal' WHERE seq = 4", "log entry 4"),
        ("DELETE FROM audit_entry WHERE seq = 9", "log entry"),
        ("UPDATE blob_chunk SET bytes = CAST(substr(bytes, 2) AS BLOB)", "is damaged"),
        ("UPDATE record SET body = replace(body, '\"level\":8', '\"level\":9')", "record"),
        ("UPDATE signature SET signature = zeroblob(64) WHERE id = 1", "signature 1"),
        ("UPDATE person SET name = 'Somebody Else' WHERE id = 2", "person 2: is not as log entry"),
    ],
)
def test_one_row_of_the_store_is_named(signed: Path, tmp_path: Path, capsys, statement, phrase):
    store = Path(shutil.copy(signed / "office.rpldesk", tmp_path / "office.rpldesk"))
    assert run(["check", str(store), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["problems"] == []
    connection = driver.connect(str(store))
    assert connection.execute(statement).rowcount > 0
    connection.commit()
    connection.close()
    status, problems = told(capsys, "check", store)
    assert status == 1 and any(phrase in one for one in problems), problems


def test_a_record_too_large_to_be_ours_is_not_parsed(tmp_path: Path, capsys):
    (tmp_path / "large.json").write_bytes(b"[" + b"[]," * 5_000_000 + b"[]]")
    status, problems = told(capsys, "verify", tmp_path / "large.json")
    assert status == 2 and "larger than any of ours" in problems[0]
