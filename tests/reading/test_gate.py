"""What the gate lets in, and what it says of everything else."""

import hashlib
import os
import random
import stat
import struct
import tracemalloc
from pathlib import Path

import pytest
from openpyxl import Workbook
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from rpl_desk.domain.errors import NotFound, RuleViolation, StorageProblem
from rpl_desk.reading.gate import (
    Gate,
    GateRefusal,
    Limits,
    check_case_size,
    inspect,
    inspect_bytes,
    inspect_sealed,
    read_checked,
    take,
)

from .file_makers import (
    EMAIL,
    HTML,
    OFFICE,
    OUTLOOK,
    RTF,
    XML,
    Lie,
    archive,
    bmp,
    box,
    deflate,
    gif,
    heic,
    jpeg,
    media,
    mp3,
    odf,
    odf_parts,
    office,
    office_parts,
    ole,
    pdf,
    png,
    tiff,
    wav,
    webm,
    webp,
    with_zipfile,
)

NOISE = random.Random(7).randbytes(3 << 20)

ACCEPTED = [
    ("portfolio.pdf", pdf(), "application/pdf"),
    ("PORTFOLIO.PDF", pdf() + b"\r\n\0\0\0", "application/pdf"),
    ("with attachment.pdf", pdf(office().decode("latin-1")), "application/pdf"),
    ("account.docx", office(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("hours.xlsx", office(ending="xlsx"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (
        "talk.pptx",
        office(ending="pptx"),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    (
        "as zipfile writes.docx",
        with_zipfile(office_parts()),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        "sizes behind in 64 bits.docx",
        with_zipfile(office_parts(), streamed=True),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        "sizes behind without mark.docx",
        office(Lie(b"a.bin", b"abc", 0, flags=8, after=struct.pack("<3L", 0x352441C2, 3, 3))),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        "with a workbook in it.docx",
        office(Lie(b"word/embeddings/Sheet1.xlsx", office(ending="xlsx"), 0)),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        "with a note.docx",
        office(note=b"made on Monday"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        "parts in UTF-16.docx",
        office(Lie(b"customXml/item1.xml", '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"))),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        "long and even.xlsx",
        office(Lie(b"xl/worksheets/sheet1.xml", b"<a>" + NOISE.hex().encode() + b"</a>"), ending="xlsx"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("account.odt", odf(), "application/vnd.oasis.opendocument.text"),
    ("hours.ods", odf(ending="ods"), "application/vnd.oasis.opendocument.spreadsheet"),
    ("talk.odp", odf(ending="odp"), "application/vnd.oasis.opendocument.presentation"),
    ("account.rtf", RTF, "application/rtf"),
    ("notes.txt", "Còmhradh – rozmowa – محادثة – 🙂\n".encode(), "text/plain"),
    ("bom.txt", "Còmhradh".encode("utf-8-sig"), "text/plain"),
    ("wide.txt", "Còmhradh".encode("utf-16"), "text/plain"),
    ("windows.txt", "“Quoted” – £5".encode("cp1252"), "text/plain"),
    ("starts like a program.txt", b"MZ stands for Mark Zbikowski.", "text/plain"),
    ("about tags.txt", HTML, "text/plain"),
    ("notes.md", b"# Unit 3\n\nDate: yesterday\n", "text/markdown"),
    ("hours.csv", b"unit,hours\r\n3,40\r\n", "text/csv"),
    ("page.html", HTML, "text/html"),
    ("page.htm", HTML, "text/html"),
    ("photo.png", png(), "image/png"),
    ("edge.png", png(10_000, 10_000), "image/png"),
    ("photo.JPEG", jpeg(), "image/jpeg"),
    ("progressive.jpg", jpeg(frame=0xC2), "image/jpeg"),
    ("photo.gif", gif(), "image/gif"),
    ("scan.tif", tiff([(2480, 3508)] * 3), "image/tiff"),
    ("scan.tiff", tiff(order=">"), "image/tiff"),
    ("big.tif", tiff(big=True), "image/tiff"),
    ("scan.bmp", bmp(), "image/bmp"),
    ("from the top.bmp", bmp(20, -30), "image/bmp"),
    ("older.bmp", bmp(old=True), "image/bmp"),
    ("starts like a picture.txt", b"BM is what a bitmap begins with.", "text/plain"),
    ("photo.webp", webp(), "image/webp"),
    ("lossy.webp", webp(kind=b"VP8 "), "image/webp"),
    ("lossless.webp", webp(16383, 6000, kind=b"VP8L"), "image/webp"),
    ("phone.heic", heic(), "image/heic"),
    ("letter.eml", EMAIL, "message/rfc822"),
    ("odd bytes.eml", EMAIL + b"\x81\x8d\xff", "message/rfc822"),
    ("letter.msg", ole(OUTLOOK), "application/vnd.ms-outlook"),
    ("other sender.msg", ole(stream="__properties_version1.0"), "application/vnd.ms-outlook"),
    ("talk.mp3", mp3(), "audio/mpeg"),
    ("no tag.mp3", mp3(tagged=False), "audio/mpeg"),
    ("talk.m4a", media(b"M4A "), "audio/mp4"),
    ("android.m4a", media(b"mp42"), "audio/mp4"),
    ("talk.wav", wav(), "audio/wav"),
    ("demo.mp4", media(b"isom"), "video/mp4"),
    ("demo.webm", webm(), "video/webm"),
    ("demo.mov", media(b"qt  "), "video/quicktime"),
    ("old.mov", box(b"moov", bytes(64)), "video/quicktime"),
    ("Teisteanas Gàidhlig.pdf", pdf(), "application/pdf"),
    ("świadectwo ukończenia.pdf", pdf(), "application/pdf"),
    ("شهادة.pdf", pdf(), "application/pdf"),
    ("👩‍🎓.pdf", pdf(), "application/pdf"),
    ("certificate\u202efdp.pdf", pdf(), "application/pdf"),
]

DTD = '<!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
LINK = (stat.S_IFLNK | 0o777) & 0xFFFF


def sheet(xml: bytes) -> bytes:
    return office(Lie(b"word/extra.xml", xml))


def part(name: bytes, **lies: object) -> bytes:
    return office(Lie(name, **{"data": b"abc", "method": 0} | lies))


def other_office(main: str) -> bytes:
    kind = OFFICE["docx"][0].encode()
    types, *rest = office_parts()
    return archive([Lie(types.name, types.data.replace(kind, main.encode())), *rest])


def two_kinds() -> bytes:
    types, *rest = office_parts()
    more = f'<Override PartName="/word/document.xml" ContentType="{OFFICE["xlsx"][0]}"/></Types>'
    return archive([Lie(types.name, types.data.replace(b"</Types>", more.encode())), *rest])


def overlapping() -> bytes:
    """Two entries in the list that unpack the same bytes, as in a bomb that needs no nesting."""
    body = deflate(bytes(50_000))
    return archive([*office_parts(), Lie(b"a", bytes(50_000), body=body), Lie(b"a", bytes(50_000), body=b"", offset=0)])


def same_bytes_twice() -> bytes:
    whole = archive([Lie(b"a.xml", b"<a/>", 0)])
    start = whole.index(b"PK\1\2")
    entry = whole[start : whole.index(b"PK\5\6")]
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, 2 * len(entry), start, 0)
    return whole[:start] + entry * 2 + end


def two_lists() -> bytes:
    first = office()
    end = first[-22:]
    return first[:-2] + struct.pack("<H", len(end)) + end


def gap() -> bytes:
    return office(Lie(b"a.bin", b"abc", 0, behind=b"hidden"), Lie(b"b.bin", b"abc", 0))


def no_header() -> bytes:
    pieces = part(b"a.bin").rpartition(b"PK\3\4")
    return pieces[0] + b"KP\4\3" + pieces[2]


def cut_part() -> bytes:
    return part(b"a.bin", method=8, data=NOISE[:900], body=deflate(NOISE[:900])[:400])


# name, bytes, a phrase of the sentence
REFUSED = [
    # empty, unlisted and misnamed
    ("empty.pdf", b"", "It is empty"),
    ("setup.exe", b"MZ\x90\0" + bytes(60), "Files ending in .exe are not accepted"),
    ("notes.pdf.exe", pdf(), "Files ending in .exe are not accepted"),
    ("macros.docm", office(), "Files ending in .docm are not accepted"),
    ("notes", b"hello", "no ending that says what kind"),
    (".pdf", pdf(), "no ending that says what kind"),
    ("notes.pdf ", pdf(), "Files ending in .pdf  are not accepted"),
    ("notes.pdf", office(), "notes.pdf says PDF but its content is a Word document."),
    ("notes.docx", pdf(), "notes.docx says Word document but its content is a PDF."),
    ("notes.docx", office(ending="xlsx"), "says Word document but its content is an Excel workbook"),
    ("notes.docx", odf(), "says Word document but its content is an OpenDocument text"),
    ("notes.ods", odf(), "says OpenDocument spreadsheet but its content is an OpenDocument text"),
    ("notes.docx", b"Just typed.", "says Word document but its content is plain text"),
    ("notes.docx", ole(stream="EncryptedPackage"), "It is locked with a password. Save it without one"),
    ("notes.docx", ole("00020906-0000-0000-c000-000000000046"), "its content is an older Word document (.doc)"),
    ("letter.msg", ole(stream="WordDocument"), "its content is an older Word document (.doc)"),
    ("notes.docx", archive([Lie(b"a.txt", b"abc")]), "its content is a zip archive"),
    ("notes.docx", other_office("application/vnd.ms-visio.drawing.main+xml"), "an Office file of another kind"),
    ("notes.pdf", b"MZ\x90\0" + bytes(60), "its content is a Windows program"),
    ("notes.pdf", b"\x7fELF\2\1\1" + bytes(60), "its content is a Linux program"),
    ("notes.pdf", HTML, "says PDF but its content is a web page"),
    ("notes.txt", png(), "says plain text but its content is a PNG picture"),
    ("notes.txt", RTF, "says plain text but its content is a rich text document"),
    ("page.html", b"no tags here", "says web page but its content is plain text"),
    ("letter.eml", b"Dear panel,\n\nhere it is.", "says e-mail but its content is plain text"),
    ("photo.png", jpeg(), "says PNG picture but its content is a JPEG picture"),
    ("photo.jpg", heic(), "says JPEG picture but its content is an HEIC picture"),
    ("photo.webp", wav(), "says WebP picture but its content is a WAV recording"),
    ("talk.mp3", wav(), "says MP3 recording but its content is a WAV recording"),
    ("demo.webm", webm(b"matroska"), "its content is a Matroska video"),
    ("demo.mp4", bytes(64), "its content is of a kind this program does not know"),
    ("invoice\u202efdp.exe", pdf(), "Files ending in .exe are not accepted"),
    # plain text
    ("notes.txt", b"abc\0def", "It holds zero bytes"),
    ("notes.txt", b"abc" * 3000 + b"\0", "It holds zero bytes"),
    ("notes.txt", "wide without mark".encode("utf-16-le"), "It holds zero bytes"),
    ("notes.txt", "wide".encode("utf-32"), "It is not whole text in UTF-16"),
    ("notes.txt", "wide".encode("utf-16")[:-1], "It is not whole text in UTF-16"),
    ("notes.csv", b"caf\xe9 \x81\x8d", "in an encoding this program does not read"),
    ("letter.eml", EMAIL + b"\0", "It holds zero bytes"),
    # PDFs
    ("cut.pdf", pdf()[:-40], "The PDF is cut short"),
    ("tail.pdf", pdf() + NOISE[:4000], "something has been added behind its end"),
    ("odd.pdf", b"%PDF-x" + pdf(), "does not say which version"),
    ("before.pdf", b"GIF\0" + pdf(), "A PDF is hidden at its start"),
    # two kinds of file in one
    ("both.pdf", pdf() + office(), "A zip archive is hidden at its end"),
    ("both.png", png() + archive([Lie(b"a.txt", b"abc")]), "A zip archive is hidden at its end"),
    ("both.png", png(note=pdf()), "A PDF is hidden at its start"),
    ("both.docx", b"#!/bin/sh\n" + office(), "A zip archive is hidden at its end"),
    ("both.docx", office() + pdf(), "behind the end of the file"),
    ("both.docx", two_kinds(), "It says that it is two kinds of file at once"),
    ("both.docx", office(Lie(b"mimetype", b"application/vnd.oasis.opendocument.text", 0)), "two kinds of file at once"),
    ("both.docx", two_lists(), "It has two lists of its parts"),
    # pictures
    ("giga.png", png(100_000, 100_000), "100,000 × 100,000 pixels; at most 100 megapixels"),
    ("over.png", png(10_001, 10_000), "at most 100 megapixels"),
    ("none.png", png(0, 5), "no width or no height"),
    ("cut.png", png()[:20], "The picture points outside the file"),
    ("bad.png", png()[:16] + b"\x7f" + png()[17:], "The picture has a damaged header"),
    ("giga.jpg", jpeg(65_535, 65_535), "at most 100 megapixels"),
    ("cut.jpg", jpeg()[:12], "The picture points outside the file"),
    ("bad.jpg", b"\xff\xd8\xff\xe0\0\x01" + bytes(20), "The picture points outside the file"),
    ("none.jpg", b"\xff\xd8\xff\xda\0\x08" + bytes(20), "does not say how large"),
    ("endless.jpg", b"\xff\xd8" + b"\xff\xd0" * 30_000, "The picture has too many pieces"),
    ("giga.gif", gif(65_535, 65_535), "at most 100 megapixels"),
    ("frame.gif", gif(frame=(0, 0, 65_535, 65_535)), "at most 100 megapixels"),
    ("cut.gif", gif()[:-3], "The picture is cut short"),
    ("giga.tif", tiff([(4, 3), (200_000, 200_000)]), "200,000 × 200,000 pixels"),
    ("giga big.tif", tiff([(2**40, 2**40)], big=True), "at most 100 megapixels"),
    ("loop.tif", tiff([(4, 3), (4, 3)], loop=True), "pages that go round in a circle"),
    ("giga.bmp", bmp(20_000, -20_000), "at most 100 megapixels"),
    ("cut.bmp", bmp()[:20], "The picture"),
    ("longer.bmp", bmp() + b"x", "The picture is not as long as it says"),
    ("backwards.bmp", bmp(-4, 3), "The picture has a damaged header"),
    ("flat.bmp", bmp(4, 0), "no width or no height"),
    ("outside.tif", b"II*\0\xff\xff\xff\x7f", "The picture points outside the file"),
    ("many.tif", b"II*\0\x08\0\0\0\xff\xff" + bytes(100), "The picture points outside the file"),
    ("giga.webp", webp(1 << 24, 1 << 24), "at most 100 megapixels"),
    ("inner.webp", webp(16_383, 16_383, kind=b"VP8L", canvas=(4, 3)), "16,383 × 16,383 pixels"),
    ("tail.webp", webp() + b"more", "is not as long as it says"),
    ("giga.heic", heic(100_000, 100_000), "at most 100 megapixels"),
    ("none.heic", box(b"ftyp", b"heic\0\0\0\0"), "does not say how large"),
    ("bad.heic", box(b"ftyp", b"heic\0\0\0\0") + b"\0\0\0\x04meta", "The picture points outside the file"),
    # packed files whose list of parts lies
    ("cut.docx", office()[:-30], "It is cut short or damaged"),
    ("half.docx", office()[: len(office()) // 2], "It is cut short or damaged"),
    ("more.docx", office(count=5), "it is shorter than it says"),
    ("fewer.docx", office(count=2), "it is longer than it says"),
    ("many.docx", office(*(Lie(b"%d" % n, method=0) for n in range(4998))), "It holds 5,001 parts; at most 5,000"),
    ("claims.docx", office(count=65_000), "It holds 65,000 parts"),
    ("between.docx", office(before_list=b"hidden"), "hidden before the list of parts"),
    ("gap.docx", gap(), "Bytes that belong to no part are hidden before this part"),
    ("overlap.docx", overlapping(), "lies over another one"),
    ("twice.docx", same_bytes_twice(), "lies over another one"),
    ("long.docx", part(b"a.bin", packed=5000), "lies over another one"),
    ("wrong place.docx", no_header(), "is not where the list of parts says"),
    ("two names.docx", part(b"a.bin", local_name=b"b.bin"), "This part has two names"),
    (
        "unicode name.docx",
        part(b"a.bin", extra=struct.pack("<2H5s5s", 0x7075, 10, bytes(5), b"b.bin")),
        "has two names, so two programs",
    ),
    ("two sizes.docx", part(b"a.bin", local_size=4), "declares two sizes that disagree"),
    (
        "after.docx",
        part(b"a.bin", flags=8, after=struct.pack("<4s3L", b"PK\7\x08", 0, 3, 3)),
        "declares two sizes that disagree",
    ),
    ("two methods.docx", part(b"a.bin", local_method=8), "described in two ways that disagree"),
    ("says less.docx", office(Lie(b"a.bin", NOISE[:5000], size=10)), "larger than the size it declares"),
    ("says more.docx", office(Lie(b"a.bin", NOISE[:5000], size=90_000)), "not what its declared size and checksum say"),
    ("checksum.docx", part(b"a.bin", crc=1), "not what its declared size and checksum say"),
    ("64 bits.docx", part(b"a.bin", size=0xFFFFFFFF), "a size is missing"),
    ("torn.docx", part(b"a.bin", method=8, body=b"\xff\xff\xff"), "is damaged and cannot be unpacked"),
    ("short.docx", cut_part(), "This part is cut short"),
    ("behind.docx", part(b"a.bin", method=8, body=deflate(b"abc") + b"hidden"), "hidden behind it"),
    ("method.docx", part(b"a.bin", method=12), "packed in a way that office files do not use"),
    # bombs
    ("bomb.docx", office(Lie(b"word/a.bin", bytes(2 << 20))), "more than 200 times its packed size"),
    ("shy bomb.docx", office(Lie(b"word/a.bin", bytes(2 << 20), size=10)), "larger than the size it declares"),
    ("nested.docx", office(Lie(b"word/a.zip", archive([Lie(b"b", bytes(90_000))]))), "a packed file inside this one"),
    ("nested.odt", odf(Lie(b"x", b"Rar!\x1a\x07\0")), "a packed file inside this one"),
    # names, links, locks, macros
    ("climb.docx", part(b"../../evil.txt"), "leads out of its folder"),
    ("middle.docx", part(b"word/../../evil.txt"), "leads out of its folder"),
    ("root.docx", part(b"/etc/passwd"), "starts at the root of a disk"),
    ("drive.docx", part(b"C:/evil.txt"), "holds a colon"),
    ("stream.docx", part(b"word/a.xml:hidden"), "holds a colon"),
    ("backslash.docx", part(b"..\\evil.txt"), "holds a backslash"),
    ("zero.docx", part(b"a\0.txt"), "holds a zero character"),
    ("long name.docx", part(b"a" * 256), "is longer than 255 characters"),
    ("no name.docx", part(b""), "is empty"),
    ("step.docx", part(b"word//a.bin"), "has an empty step in it"),
    ("bad name.docx", part(b"\xff\xfe", flags=0x800), "not readable text"),
    ("twins.docx", office(Lie(b"A.bin", b"a", 0), Lie(b"a.BIN", b"b", 0)), "Two parts have this name"),
    (
        "accents.docx",
        office(Lie("é".encode(), b"a", 0, flags=0x800), Lie("e\u0301".encode(), b"b", 0, flags=0x800)),
        "Two parts have this name",
    ),
    ("folder twin.docx", office(Lie(b"a", b"a", 0), Lie(b"A/", b"", 0)), "Two parts have this name"),
    ("link.docx", part(b"word/link", attributes=LINK), "a link or a device"),
    ("pipe.docx", part(b"word/pipe", attributes=stat.S_IFIFO), "a link or a device"),
    ("locked.docx", part(b"a.bin", flags=1), "locked with a password"),
    ("locked.odt", archive(odf_parts(manifest_note="<manifest:encryption-data/>")), "locked with a password"),
    ("macro.docx", part(b"word/vbaProject.bin"), "It holds a macro"),
    ("macro.xlsx", office(Lie(b"XL/VBAPROJECT.BIN", b"a"), ending="xlsx"), "It holds a macro"),
    ("old macro.xlsx", office(Lie(b"xl/macrosheets/sheet1.xml", b"<a/>"), ending="xlsx"), "It holds a macro"),
    ("renamed.docx", other_office("application/vnd.ms-word.document.macroEnabled.main+xml"), "It holds a macro"),
    ("inner macro.docx", part(b"word/b.docx", data=part(b"word/vbaProject.bin")), "It holds a macro"),
    ("object.docx", part(b"word/o.bin", data=ole(stream="_VBA_PROJECT")), "It holds a macro"),
    ("basic.odt", odf(Lie(b"Basic/Standard/Module1.xml", b"<a/>")), "It holds a macro"),
    ("missing.docx", archive(office_parts()[:2]), "The document itself is missing"),
    ("no types.docx", archive([Lie(b"[Content_Types].xml", b"<Types>")]), "says what the file is cannot be read"),
    # document types and entities
    ("dtd.docx", sheet((XML + DTD).encode()), "declares a document type or an entity"),
    ("dtd bom.docx", sheet(DTD.encode("utf-8-sig")), "declares a document type or an entity"),
    ("dtd 16.docx", sheet(DTD.encode("utf-16")), "declares a document type or an entity"),
    ("dtd 16 be.docx", sheet(DTD.encode("utf-16-be")), "declares a document type or an entity"),
    ("dtd 32.docx", sheet(DTD.encode("utf-32")), "declares a document type or an entity"),
    ("dtd late.docx", sheet(b"<!--" + b"x" * 262_135 + b"-->" + DTD.encode()), "declares a document type or an entity"),
    ("dtd rels.docx", office(Lie(b"word/_rels/a.rels", DTD.encode())), "declares a document type or an entity"),
    ("dtd hidden.docx", office(Lie(b"word/picture.bin", DTD.encode())), "declares a document type or an entity"),
    ("dtd types.docx", archive([Lie(b"[Content_Types].xml", DTD.encode())]), "declares a document type or an entity"),
    ("dtd.odt", odf(Lie(b"styles.xml", DTD.encode())), "declares a document type or an entity"),
    ("utf-7.docx", sheet(b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE'), "declares the encoding “utf-7”"),
    ("ebcdic.docx", sheet(DTD.encode("cp037")), "named as XML but is something else"),
]


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def labels(rows):
    return [f"{number:03d} {row[0]}".encode("ascii", "replace").decode() for number, row in enumerate(rows)]


@pytest.mark.parametrize(("name", "content", "media_type"), ACCEPTED, ids=labels(ACCEPTED))
def test_a_sound_file_passes_with_its_type_size_and_digest(tmp_path, name, content, media_type):
    passed = inspect(put(tmp_path, name, content))
    assert passed.media_type == media_type
    assert (passed.size, passed.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert passed.pages is None


@pytest.mark.parametrize(("name", "content", "phrase"), REFUSED, ids=labels(REFUSED))
def test_a_bad_file_is_refused_with_a_sentence(tmp_path, name, content, phrase):
    with pytest.raises(GateRefusal) as refusal:
        inspect(put(tmp_path, name, content))
    assert phrase in " | ".join(str(problem) for problem in refusal.value.problems)
    for problem in refusal.value.problems:
        assert problem.message.endswith(".") and problem.message.isprintable()


def test_every_problem_is_told_at_once(tmp_path):
    content = office(Lie(b"../a", b"a"), Lie(b"word/vbaProject.bin", b"a"), Lie(b"b.xml", DTD.encode()))
    with pytest.raises(GateRefusal) as refusal:
        inspect(put(tmp_path, "notes.pdf", content))
    assert [(problem.place, problem.message) for problem in refusal.value.problems] == [
        ("../a", "The name of this part leads out of its folder by “..”."),
        ("word/vbaProject.bin", "It holds a macro. Save the file without macros."),
        ("b.xml", "It declares a document type or an entity, which office files do not."),
        (
            "",
            "notes.pdf says PDF but its content is a Word document. "
            "Give it its right ending, or save it again as what its name says.",
        ),
    ]
    assert isinstance(refusal.value, RuleViolation)
    assert str(refusal.value).startswith("notes.pdf was refused: 4 problems. Nothing was changed.")


def test_thousands_of_problems_are_told_as_fifty_and_a_count(tmp_path):
    content = office(*(Lie(b"../%d" % number, b"a", 0) for number in range(3000)))
    with pytest.raises(GateRefusal) as refusal:
        inspect(put(tmp_path, "notes.docx", content))
    assert len(refusal.value.problems) == 51
    assert refusal.value.problems[-1].message == "There are 2,950 more problems of this sort."


def test_a_direction_override_in_a_name_is_made_visible(tmp_path):
    with pytest.raises(GateRefusal, match=r"invoice⟨U\+202E⟩fdp.exe was refused"):
        inspect(put(tmp_path, "invoice\u202efdp.exe", pdf()))


@pytest.mark.parametrize(
    ("limits", "phrase"),
    [
        (Limits(part_bytes=2_000_000), "more than 1.9 MB"),
        (Limits(parts_bytes=3_500_000), "parts unpack to more than 3.3 MB"),
        (Limits(parts=4), "It holds 5 parts; at most 4 are accepted"),
        (Limits(file_bytes=1 << 20), "It is 5 MB; at most 1 MB is accepted"),
        (Limits(name_length=18), "is longer than 18 characters"),
    ],
)
def test_each_limit_is_measured(tmp_path, limits, phrase):
    path = put(tmp_path, "a.docx", office(Lie(b"a.bin", NOISE), Lie(b"b.bin", NOISE[: 2 << 20])))
    inspect(path)
    with pytest.raises(GateRefusal) as refusal:
        inspect(path, limits)
    assert phrase in str(refusal.value)


def test_a_picture_at_the_limit_passes_and_one_row_more_does_not(tmp_path):
    limits = Limits(pixels=12)
    for good in (png(4, 3), jpeg(4, 3), gif(4, 3), tiff([(4, 3)]), bmp(4, 3), webp(4, 3), heic(4, 3)):
        inspect(put(tmp_path, "a." + ending_of(good), good), limits)
    for large in (png(4, 4), jpeg(4, 4), gif(4, 4), tiff([(4, 4)]), bmp(4, -4), webp(4, 4), heic(4, 4)):
        with pytest.raises(GateRefusal, match="The picture is 4 × 4 pixels"):
            inspect(put(tmp_path, "a." + ending_of(large), large), limits)


def ending_of(picture: bytes) -> str:
    marks = {b"\x89P": "png", b"\xff\xd8": "jpg", b"GI": "gif", b"II": "tif", b"BM": "bmp", b"RI": "webp"}
    return marks.get(picture[:2], "heic")


def test_files_written_by_other_programs_pass(tmp_path):
    book = Workbook()
    book.active.append(["Unit", "Hours"])
    book.save(tmp_path / "hours.xlsx")
    page = Canvas(str(tmp_path / "portfolio.pdf"))
    page.drawString(72, 720, "Portfolio")
    page.save()
    for ending in ("png", "jpg", "gif", "tif", "bmp", "webp"):
        Image.effect_noise((300, 200), 40).convert("RGB").save(tmp_path / f"photo.{ending}")
    frames = [Image.new("L", (30, 20), shade) for shade in (0, 90, 200)]
    for ending in ("gif", "tif", "webp"):
        frames[0].save(tmp_path / f"frames.{ending}", save_all=True, append_images=frames[1:])
    names = [path.name for path in tmp_path.iterdir()]
    assert len(names) == 11
    for path in tmp_path.iterdir():
        assert inspect(path).size == path.stat().st_size


def test_a_size_at_the_limit_passes_and_one_byte_more_does_not(tmp_path):
    path = put(tmp_path, "a.txt", b"a" * 1000)
    assert inspect(path, Limits(file_bytes=1000)).size == 1000
    with pytest.raises(GateRefusal, match="It is 1,000 bytes; at most 999 bytes is accepted"):
        inspect(path, Limits(file_bytes=999))


@pytest.mark.parametrize(
    "kind", ["docx", "odt", "pdf", "png", "jpg", "gif", "tif", "bmp", "webp", "heic", "msg", "txt"]
)
def test_bytes_changed_at_random_give_a_verdict_and_nothing_else(tmp_path, kind):
    sound = next(content for name, content, _ in ACCEPTED if name.endswith(kind))
    chance = random.Random(kind)
    refused = 0
    for _ in range(150):
        broken = bytearray(sound)
        for _ in range(chance.randint(1, 4)):
            where = chance.randrange(len(broken))
            broken[where : where + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
        try:
            inspect(put(tmp_path, f"broken.{kind}", bytes(broken)))
        except GateRefusal:
            refused += 1
    assert refused


def test_a_case_has_room_to_its_last_byte():
    check_case_size(900, 100, Limits(case_bytes=1000))
    with pytest.raises(RuleViolation, match="at most 1,000 bytes is accepted"):
        check_case_size(900, 101, Limits(case_bytes=1000))


def test_memory_stays_bounded_on_bombs(tmp_path):
    block = deflate(bytes(100 << 20))  # 100 MB of zeros in 100 kB
    single = office(Lie(b"a.bin", body=block, size=100 << 20), Lie(b"word/b.xml", body=block, size=7))
    directory = archive([Lie(b"n" * 60_000, b"") for _ in range(500)])
    paths = [put(tmp_path, "bomb.docx", single), put(tmp_path, "names.docx", directory)]
    paths += [
        put(tmp_path, "text.txt", b"a" * (90 << 20)),
        put(tmp_path, "image.gif", gif()[:-1] + b"!\0\x01a" * 10**6),
    ]
    for path in paths:
        tracemalloc.start()
        try:
            inspect(path)
        except GateRefusal:
            pass
        finally:
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert peak < 64 << 20, path.name


def test_a_bomb_is_left_as_soon_as_it_passes_the_ratio(tmp_path):
    body = deflate(bytes(100 << 20))
    path = put(tmp_path, "bomb.docx", office(*(Lie(b"%d.bin" % n, body=body, size=100 << 20) for n in range(5))))
    ticks = []
    with pytest.raises(GateRefusal):
        inspect(path, progress=lambda done, total: ticks.append(done))
    # 20 MB is where a part of 100 kB passes the ratio, and 256 kB is one tick: far fewer than unpacking it all.
    assert len(ticks) < 5 * 100


def test_what_is_not_an_ordinary_file_is_refused(tmp_path):
    with pytest.raises(GateRefusal, match="It is a folder, not a file"):
        inspect(tmp_path)
    with pytest.raises(NotFound, match=r"“gone\.pdf” is not there"):
        inspect(tmp_path / "gone.pdf")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_pipes_devices_and_links_in_a_circle_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.pdf")
    with pytest.raises(GateRefusal, match="It is a pipe or a device"):
        inspect(tmp_path / "pipe.pdf")
    with pytest.raises(GateRefusal, match="It is a pipe or a device"):
        inspect(Path("/dev/zero"))
    (tmp_path / "one.pdf").symlink_to("two.pdf")
    (tmp_path / "two.pdf").symlink_to("one.pdf")
    with pytest.raises(RuleViolation, match="round in a circle"):
        inspect(tmp_path / "one.pdf")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="an administrator may read anything")
def test_a_file_that_may_not_be_opened_is_a_storage_problem(tmp_path):
    path = put(tmp_path, "secret.pdf", pdf())
    path.chmod(0)
    with pytest.raises(StorageProblem, match="cannot be read"):
        inspect(path)


def test_the_open_gate_gives_the_inspected_bytes_from_the_start_and_again(tmp_path):
    with Gate.open(put(tmp_path, "a.docx", office())) as gate:
        assert gate.stream.read() == office()
        gate.stream.seek(0)
        assert hashlib.sha256(gate.stream.read()).hexdigest() == gate.passed.sha256
    assert gate.stream.closed


@pytest.mark.skipif(os.name == "nt", reason="Windows does not replace an open file")
def test_a_file_put_in_its_place_is_not_what_is_read(tmp_path):
    path = put(tmp_path, "a.txt", b"inspected")
    with Gate.open(path) as gate:
        put(tmp_path, "b.txt", b"swapped in").replace(path)
        assert gate.stream.read() == b"inspected"


def test_a_file_that_changes_while_open_is_a_storage_problem(tmp_path):
    path = put(tmp_path, "a.txt", b"inspected")
    with pytest.raises(StorageProblem, match="changed while it was being read"), Gate.open(path):
        path.write_bytes(b"something longer")


def test_pieces_are_at_most_a_megabyte_and_are_the_file(tmp_path):
    pieces = list(read_checked(put(tmp_path, "talk.wav", wav() + NOISE)))
    assert b"".join(pieces) == wav() + NOISE
    assert max(map(len, pieces)) == 1 << 20


def test_pieces_changed_after_inspection_are_a_storage_problem_even_when_the_date_is_put_back(tmp_path):
    path = put(tmp_path, "talk.wav", wav() + NOISE)
    date = path.stat()
    pieces = read_checked(path)
    next(pieces)
    with path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(bytes([NOISE[-1] ^ 1]))
    os.utime(path, ns=(date.st_atime_ns, date.st_mtime_ns))
    with pytest.raises(StorageProblem, match="changed while it was being read"):
        list(pieces)


def test_a_refused_file_can_be_kept_sealed_with_its_bytes(tmp_path):
    path = put(tmp_path, "odd.EXE", b"MZ\x90\0")
    with Gate.open_sealed(path) as gate:
        assert gate.stream.read() == b"MZ\x90\0"
    assert (gate.passed.media_type, gate.passed.extension, gate.passed.size) == ("application/octet-stream", "exe", 4)
    assert inspect_sealed(put(tmp_path, "none.pdf", b"")).size == 0
    with pytest.raises(GateRefusal, match="at most 3 bytes is accepted"):
        inspect_sealed(path, Limits(file_bytes=3))


def test_progress_counts_to_the_size_and_may_cancel(tmp_path):
    class Cancelled(Exception):
        pass

    def stop(done, total):
        raise Cancelled

    path, seen = put(tmp_path, "talk.wav", wav() + NOISE), []
    inspect(path, progress=lambda done, total: seen.append((done, total)))
    size = len(wav() + NOISE)
    assert seen == [(1 << 20, size), (2 << 20, size), (3 << 20, size), (size, size)]
    with pytest.raises(Cancelled):
        inspect(path, progress=stop)


def test_a_file_is_taken_with_the_very_bytes_that_were_inspected(tmp_path):
    path = put(tmp_path, "specification.pdf", pdf())
    passed, data = take(path)
    assert (passed, data) == (inspect(path), pdf())
    assert inspect_bytes(data, "specification.pdf") == passed
    with pytest.raises(GateRefusal, match="It is empty"):
        take(put(tmp_path, "empty.pdf", b""))
    with pytest.raises(GateRefusal, match="at most 10 bytes is accepted"):
        take(path, Limits(file_bytes=10))
    told = []
    take(path, progress=lambda *each: told.append(each))
    assert told[0] == (len(data), len(data))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("form.doc", "save it as .docx"),
        ("FORM.DOC", "save it as .docx"),
        ("portfolio.pages", "Export it as PDF"),
        ("all.zip", "Unpack it and add the files in it one by one."),
        ("session.avi", "Convert it to .mp4 first."),
        ("winmail.dat", "ask the sender for the files themselves"),
        ("what.xyz", "These are: pdf, docx"),
    ],
)
def test_a_kind_that_is_not_accepted_says_what_to_do_instead(tmp_path, name, words):
    with pytest.raises(GateRefusal) as refused:
        inspect(put(tmp_path, name, b"anything"))
    assert words in str(refused.value)


def test_a_folder_named_by_a_dot_is_named_in_the_refusal():
    with pytest.raises(GateRefusal, match=r"^\. was refused"):
        inspect(Path())
