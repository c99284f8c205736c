"""The register of evidence from the command line: what is written there is what the services keep."""

import json
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.domain.passages import Anchor, AnchorKind
from tests import office as sample

REFERENCE = "RPL-2026-0001"


@pytest.fixture
def evidence(office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Return a function that runs one of the commands on a claim in review and gives (status, what was printed)."""
    with Desk.open(office) as desk:
        sample.case_at(desk, tmp_path, Stage.REVIEW, CaseKind.RPL_CREDIT_SPECIFIC)
    files = {}
    for who in sample.PEOPLE:
        files[who] = tmp_path / f"{who}.passphrase"
        files[who].write_text(sample.passphrase(who) + "\n", encoding="utf-8")

    def command(what: str, *arguments: object, by: str) -> tuple[int, str]:
        who = ["--as", sample.address(by), "--passphrase-file", str(files[by])]
        status = run(["evidence", what, str(office), REFERENCE, *who, *map(str, arguments)])
        said = capsys.readouterr()
        return status, said.out + said.err

    return command


def listed(evidence, by: str) -> list[dict]:
    status, said = evidence("list", "--json", by=by)
    assert status == 0
    return json.loads(said)


def test_items_are_tested_read_claimed_confirmed_and_written_down(evidence, office: Path, tmp_path: Path):
    words = tmp_path / "talk.txt"
    words.write_text("\ufeffAsked how she records a session.", encoding="utf-8")
    assert evidence("read", "E01", by="one") == (0, "You have read 1 of 1 item.\n")
    assert evidence("test", "E01", "valid", "yes", by="one")[0] == 0
    assert evidence("test", "E01", "current", "partly", by="one") == (
        1,
        "Say in a note why E01 is partly for current.\n",
    )
    assert evidence("test", "E01", "current", "partly", "--note", "Half of it is old.", by="one")[0] == 0
    assert evidence("claim", "E01", "U1.1", "U1.2", by="admin") == (0, "E01 is claimed for 2 criteria.\n")
    assert evidence("claim", "E01", "U1.2", "--not", by="admin") == (0, "E01 is claimed for 1 criterion.\n")
    given = ("--by", "B. Manager", "--how", "signed statement", "--on", "2026-05-03")
    assert evidence("confirm", "E01", *given, by="one")[0] == 0
    talk = ("interview", "--heard", "Sample Claimant A, claimant", "--on", "2026-05-03", "--from", words)
    assert evidence("record", *talk, by="one")[1].startswith("E02 Professional discussion, Sample Claimant A")
    first, second = listed(evidence, "one")
    assert (first["read"], first["claimed_for"], first["confirmed"][0]["by"]) == (True, ["U1.1"], "B. Manager")
    assert [(one["test"], one["answer"]) for one in first["tests"]] == [("valid", "yes"), ("current", "partly")]
    assert (second["source"], second["made_on"]) == ("Sample Claimant A, claimant", "2026-05-03")
    theirs, _ = listed(evidence, "two")
    assert (theirs["read"], theirs["tests"]) == (False, [])  # blind until the reveal
    assert "Half of it is old." in evidence("list", by="one")[1]
    with Desk.open(office) as desk, sample.as_person(desk, "one"):
        row = desk.evidence.register(1)[1]
        assert desk.evidence.read(row) == b"Asked how she records a session."
        assert row.made_on == date(2026, 5, 3) and desk.check() == []


def test_a_file_is_replaced_and_its_marks_are_listed_and_its_earlier_file_handed_out(
    evidence, office: Path, tmp_path: Path
):
    with Desk.open(office) as desk, sample.as_person(desk, "one"):
        row = desk.evidence.register(1)[0]
        desk.marking.mark(desk.intake.case(REFERENCE), row, Anchor(AnchorKind.WHOLE, row.sha256))
        earlier = desk.evidence.read(row)
    assert evidence("orphans", by="one") == (0, "No mark waits for a place.\n")
    new = sample.write_pdf(tmp_path / "signed copy.pdf", "The signed copy")
    assert evidence("replace", "E01", new, "--reason", "The signed copy.", by="one")[0] == 1
    status, said = evidence("replace", "E01", new, "--reason", "The signed copy.", by="admin")
    assert status == 0 and "portfolio.pdf is kept" in said
    assert "found at the whole item" in evidence("orphans", by="one")[1]
    assert evidence("hand-out", "E01", tmp_path / "earlier.pdf", "--earlier", "1", by="one")[0] == 0
    assert (tmp_path / "earlier.pdf").read_bytes() == earlier
    assert evidence("hand-out", "E01", tmp_path / "none.pdf", "--earlier", "2", by="one") == (
        1,
        "E01 has 1 earlier file.\n",
    )
    assert "had portfolio.pdf, replaced by Administrator One: The signed copy." in evidence("list", by="two")[1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("read", "E09"), "E09 is not evidence of RPL-2026-0001. It has: E01."),
        (("claim", "E01", "U9.9"), "U9.9 is not a criterion of RPL-2026-0001."),
        (("test", "E01", "pretty", "yes"), "“pretty” is not a test of RPL-2026-0001."),
        (("test", "E01", "valid", "perhaps"), "“perhaps” is not an answer. They are: yes, partly, no, unsure."),
    ],
)
def test_what_is_not_there_is_named_and_nothing_is_changed(evidence, office: Path, arguments, sentence):
    status, said = evidence(*arguments, by="one")
    assert status == 1 and sentence in said
    with Desk.open(office) as desk, sample.as_person(desk, "one"):
        assert desk.appraising.appraisals(1) == () and desk.evidence.claims(1) == ()


@pytest.mark.parametrize(
    ("data", "sentence"), [(b"\xff\xfe\x00", "is not text in UTF-8"), (b"x" * 1_000_001, "longer")]
)
def test_what_is_no_record_is_said_so(evidence, tmp_path: Path, data, sentence):
    path = tmp_path / "talk.txt"
    path.write_bytes(data)
    talk = ("testimony", "--heard", "B. Manager", "--on", "2026-05-03", "--from", path)
    status, said = evidence("record", *talk, by="one")
    assert status == 1 and sentence in said


def test_files_attached_to_an_e_mail_are_listed_and_added(evidence, office: Path, tmp_path: Path):
    made = EmailMessage()
    made["Subject"] = "My evidence"
    made.set_content("Please find my files.")
    made.add_attachment(b"unit,hours\r\n1,12\r\n", maintype="text", subtype="csv", filename="hours.csv")
    made.add_attachment(b"MZ\x90\x00", maintype="application", subtype="octet-stream", filename="setup.exe")
    (tmp_path / "message.eml").write_bytes(made.as_bytes())
    assert evidence("add", tmp_path / "message.eml", by="admin")[0] == 0
    named = "1  hours.csv  text/csv, 18 bytes\n2  setup.exe  application/octet-stream, 4 bytes\n2 attached files.\n"
    assert evidence("attachments", "E02", by="one") == (0, named)
    status, said = evidence("attachments", "E02", "--add-all", "--kind", "work_product", by="admin")
    assert (status, said.splitlines()[0].startswith("E03 hours.csv: 18 bytes")) == (1, True)
    assert "setup.exe was refused" in said
    assert json.loads(evidence("attachments", "E02", "--json", by="one")[1])[0]["kept_as"] == "E03"
    assert [one["attached_to"] for one in listed(evidence, "one")] == [None, None, "E02"]
    assert evidence("attachments", "E01", by="one") == (
        0,
        "No file is attached to E01.\n",
    )  # a PDF, which may have some
    neither = "E03 is neither an e-mail nor a PDF, so no files are attached to it.\n"
    assert evidence("attachments", "E03", by="one") == (1, neither)
