"""Files attached to an e-mail or a PDF become evidence of their own, through the gate, and name it as their origin."""

import lzma
from email.message import EmailMessage
from pathlib import Path

import pikepdf
import pytest
from pikepdf import AttachedFileSpec

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow
from rpl_desk.domain.errors import NotAllowed, RuleViolation
from rpl_desk.domain.evidence import AttachedFile, EvidenceKind, EvidenceRow
from rpl_desk.services.attachments import file_name
from rpl_desk.services.evidence import details_for
from tests import office as sample

HOURS = b"unit,hours\r\n1,12\r\n"


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.open_case(desk, tmp_path)


def letter(tmp_path: Path) -> bytes:
    """Return a sample e-mail with a PDF, a table, a macro workbook's name, an empty file and a message inside it."""
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "B. Manager <manager@example.org>", "Testimony: sessions"
    inner.set_content("She led twelve sessions.")
    made = EmailMessage()
    made["From"], made["To"] = "Claimant A <a@example.org>", "Secretary One <secretary@example.ac.uk>"
    made["Subject"] = "My evidence"
    made.set_content("Please find my files.")
    pdf = sample.write_pdf(tmp_path / "log.pdf", "A log of sessions").read_bytes()
    made.add_attachment(pdf, maintype="application", subtype="pdf", filename="../../session log.pdf")
    made.add_attachment(b"unit,hours\r\n1,12\r\n", maintype="text", subtype="csv", filename="hours.csv")
    made.add_attachment(b"MZ\x90\x00", maintype="application", subtype="octet-stream", filename="setup.exe")
    made.add_attachment(b"", maintype="text", subtype="plain", filename="empty.txt")
    made.add_attachment(inner)
    return made.as_bytes()


def add(desk: Desk, case: CaseRow, path: Path, data: bytes) -> EvidenceRow:
    path.write_bytes(data)
    with sample.as_person(desk, "admin"):
        return desk.evidence.add(case, path, details_for(path, EvidenceKind.OTHER))


def test_each_attached_file_is_registered_as_it_is_with_its_e_mail_named(desk: Desk, case: CaseRow, tmp_path: Path):
    mail = add(desk, case, tmp_path / "message.eml", letter(tmp_path))
    with sample.as_person(desk, "admin"):
        files = desk.attachments.files(mail)
        assert [(one.part, one.name) for one in files] == [
            (1, "../../session log.pdf"),
            (2, "hours.csv"),
            (3, "setup.exe"),
            (4, "empty.txt"),
            (5, "Message: Testimony: sessions"),
        ]
        taken = desk.attachments.add(case, mail, [1, 2, 3, 4, 5, 9], kind=EvidenceKind.WORK_PRODUCT)
        assert [(one.key, one.file_name, one.media_type) for one in taken.items] == [
            ("E03", "session log.pdf", "application/pdf"),
            ("E04", "hours.csv", "text/csv"),
            ("E05", "Testimony: sessions.eml", "message/rfc822"),
        ]
        assert [one.kind for one in taken.items] == [EvidenceKind.WORK_PRODUCT] * 3
        assert taken.items[0].source == "Attached to E02, message.eml"
        executable, empty, missing = taken.refused
        assert "setup.exe" in executable and "not accepted" in executable
        assert "empty.txt" in empty and "empty" in empty
        assert missing == "E02 has 5 attached files, so there is no file 9."
        assert desk.evidence.read(taken.items[0]) == (tmp_path / "log.pdf").read_bytes()
        assert desk.evidence.read(taken.items[1]) == b"unit,hours\r\n1,12\r\n"
        assert b"She led twelve sessions." in desk.evidence.read(taken.items[2])
        origins = desk.attachments.origins(case.id)
        assert [(one.evidence_id, one.holder_id, one.holder_sha256, one.part) for one in origins] == [
            (taken.items[place].id, mail.id, mail.sha256, part) for place, part in enumerate((1, 2, 5))
        ]
        assert [one.kept_as for one in desk.attachments.files(mail)] == ["E03", "E04", "", "", "E05"]
        again = desk.attachments.add(case, mail, [2])
        assert (again.items, again.refused) == ((), ("“hours.csv” is E04 already.",))
        assert desk.check() == []
        desk.texts.filling().run()
        assert [one.item for one in desk.search.newest("twelve sessions").hits] == ["E05"]


OUTLOOK = Path(__file__).parents[1] / "reading" / "samples" / "outlook.msg.xz"
"""A sample message, written by `make_outlook.js` beside it with another library than ours."""


def test_files_of_an_outlook_message_are_registered_and_a_message_inside_it_says_why_not(
    desk: Desk, case: CaseRow, tmp_path: Path
):
    mail = add(desk, case, tmp_path / "message.msg", lzma.decompress(OUTLOOK.read_bytes()))
    with sample.as_person(desk, "admin"):
        taken = desk.attachments.add(case, mail, [1, 2, 3])
        assert [one.file_name for one in taken.items] == ["sample hours.csv", "sample note.txt"]
        hours = desk.evidence.read(taken.items[0])
        assert len(hours) == 6354 and hours.startswith(b"week,hours\r\n1,0\r\n") and hours.endswith(b"900,5\r\n")
        assert desk.evidence.read(taken.items[1]) == b"A short note of a sample claimant.\r\n"
        assert taken.refused == (
            "“Sample: forwarded” cannot be taken out of E02: what is attached is a message or an object of its own,"
            " which only its own program takes out. Open the original in its own program, save the file from there, and"
            " add it.",
        )


def test_files_attached_to_a_pdf_are_registered_as_they_are(desk: Desk, case: CaseRow, tmp_path: Path):
    path = sample.write_pdf(tmp_path / "portfolio.pdf", "See the attached hours")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.attachments["hours.csv"] = AttachedFileSpec(pdf, HOURS, filename="hours.csv", mime_type="text/csv")
        pdf.attachments["tool.exe"] = b"MZ\x90\x00"
        pdf.save(path)
    holder = add(desk, case, path, path.read_bytes())
    with sample.as_person(desk, "admin"):
        assert [(one.part, one.name, one.media_type, one.size) for one in desk.attachments.files(holder)] == [
            (1, "hours.csv", "text/csv", None),
            (2, "tool.exe", "", None),
        ]
        taken = desk.attachments.add(case, holder, [1, 2, 3])
        (row,) = taken.items
        assert (row.file_name, row.source) == ("hours.csv", "Attached to E02, portfolio.pdf")
        assert desk.evidence.read(row) == HOURS
        program, missing = taken.refused
        assert "tool.exe" in program and "not accepted" in program
        assert missing == "E02 has 2 attached files, so there is no file 3."
        assert desk.attachments.files(holder)[0].kept_as == row.key
        (origin,) = desk.attachments.origins(case.id)
        assert (origin.evidence_id, origin.holder_id, origin.holder_sha256) == (row.id, holder.id, holder.sha256)
        assert desk.check() == []


def test_a_file_that_unpacks_into_too_much_costs_a_sentence(desk: Desk, case: CaseRow, tmp_path: Path):
    path = sample.write_pdf(tmp_path / "portfolio.pdf", "See the attached hours")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.attachments["zeros.txt"] = b"0" * (150 << 20)
        pdf.attachments["a.csv"] = HOURS
        pdf.save(path)
    holder = add(desk, case, path, path.read_bytes())
    with sample.as_person(desk, "admin"):
        taken = desk.attachments.add(case, holder, [2, 1])
    assert [one.file_name for one in taken.items] == ["a.csv"]
    assert taken.refused == (
        "“zeros.txt” cannot be taken out of E02: reading it needs more memory than is safe. Open the original in its"
        " own program, save the file from there, and add it.",
    )


def test_only_who_may_add_files_takes_them_and_only_from_an_e_mail(desk: Desk, case: CaseRow, tmp_path: Path):
    mail = add(desk, case, tmp_path / "message.eml", letter(tmp_path))
    with sample.as_person(desk, "one"), pytest.raises(NotAllowed):
        desk.attachments.add(case, mail, [1])
    with sample.as_person(desk, "admin"):
        note = add(desk, case, tmp_path / "note.txt", b"A note.")
        with pytest.raises(RuleViolation, match="E03 is neither an e-mail nor a PDF"):
            desk.attachments.files(note)


@pytest.mark.parametrize(
    ("name", "media_type", "is_called"),
    [
        ("a.pdf", "application/pdf", "a.pdf"),
        ("C:\\files\\a.pdf", "application/pdf", "a.pdf"),
        ("Part 2 without a name", "image/png", "Part 2 without a name.png"),
        ("Message: Hello", "message/rfc822", "Hello.eml"),
        ("A message", "message/rfc822", "A message.eml"),
        ("report.final", "application/pdf", "report.final.pdf"),
        ("what.ever", "application/unknown", "what.ever"),
        ("x" * 400 + ".pdf", "application/pdf", "x" * 150 + ".pdf"),
    ],
)
def test_a_file_is_called_what_the_e_mail_calls_it(name: str, media_type: str, is_called: str):
    assert file_name(AttachedFile(1, name, media_type, 1)) == is_called
