"""A corpus of bad files, made by script with fixed seeds: cuts, flips, loops, bombs and lies, some 500 in all."""

import io
import random
import zipfile
from collections.abc import Iterator

from rpl_desk.reading.kinds import KINDS

from . import file_makers as make
from .office_makers import opendocument, paragraph, run, told_slides, told_word, word, workbook

Sample = tuple[str, str, bytes]  # a name, the kind it claims to be, its bytes

ROW = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="inlineStr"><is><t>x</t></is></c></row>'


def sound() -> dict[str, bytes]:
    """Return one good file of each kind."""
    return {
        "pdf": make.pdf(),
        "docx": told_word(),
        "xlsx": workbook({"Hours": ROW}),
        "pptx": told_slides(),
        "odt": opendocument("odt", "<text:h>Account</text:h><text:p>I led it.</text:p>"),
        "ods": opendocument("ods", '<table:table table:name="a"><table:table-row/></table:table>'),
        "odp": opendocument("odp", '<draw:page draw:name="one"/>'),
        "rtf": rb"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}\f0 Caf\'e9 \u8364? {\b bold}\par\cell\row}",
        "txt": "Còmhradh 🙂\nline\n".encode(),
        "md": b"# Head\n\n- item\n\n```\ncode\n```\n",
        "csv": b'a,b\n"c ""d""",e\n',
        "html": make.HTML + b"<table><tr><td>a<td>b</table><ul><li>x</ul>",
        "eml": make.EMAIL + b"From: x\r\n",
        "msg": make.ole(make.OUTLOOK, "__properties_version1.0"),
        "png": make.png(20, 20),
        "jpg": make.jpeg(20, 20),
        "gif": make.gif(20, 20),
        "tif": make.tiff([(20, 20), (30, 30)]),
        "bmp": make.bmp(20, 20),
        "webp": make.webp(20, 20, kind=b"VP8L"),
        "heic": make.heic(20, 20),
        "wav": make.wav(),
        "mp4": make.media(b"isom"),
        "webm": make.webm(),
        "mp3": make.mp3(),
    }


def corpus() -> Iterator[Sample]:
    for kind, data in sound().items():
        chance = random.Random(kind)
        for number in range(4):
            yield f"{kind} cut {number}", kind, data[: len(data) * (number + 1) // 5]
        for number in range(9):
            yield f"{kind} flipped {number}", kind, flipped(data, chance)
        if kind in ("docx", "xlsx", "pptx", "odt", "ods", "odp"):
            for number in range(16):
                yield f"{kind} flipped inside {number}", kind, flipped_inside(data, chance)
        else:
            yield f"{kind} twice", kind, data + data
            yield f"{kind} reversed", kind, data[::-1]
    data = sound()
    for claimed in data:
        yield f"{claimed} that is a program", claimed, b"MZ\x90\0" + bytes(200)
        yield f"{claimed} that is empty", claimed, b""
    yield from built()


def flipped(data: bytes, chance: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(broken))
        broken[at : at + chance.randint(0, 4)] = chance.randbytes(chance.randint(0, 4))
    return bytes(broken)


def flipped_inside(data: bytes, chance: random.Random) -> bytes:
    """Change a part and pack it again, so that the archive is sound and the part is not."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            if name == chosen:
                part = chance.choice((flipped(part, chance), part[: len(part) // 2], part.replace(b'"', b"'", 3), b""))
            new.writestr(name, part)
    return out.getvalue()


def pdf_of(*bodies: bytes) -> bytes:
    """Return a PDF of these objects, numbered from 1, without a table, as readers mend it."""
    out = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, body) for n, body in enumerate(bodies, 1))
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n0\n%%%%EOF\n" % (len(bodies) + 1)


def pdf_page(content: bytes, more: bytes = b"", *others: bytes) -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R" + more + b">>"
    stream = b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)
    return pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream, *others)


def built() -> Iterator[Sample]:
    """Give files made to be bad in one way each."""
    catalog = b"<</Type/Catalog/Pages 2 0 R>>"
    yield "pages in a circle", "pdf", pdf_of(catalog, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>")
    yield "a billion pages", "pdf", pdf_of(catalog, b"<</Type/Pages/Kids[]/Count 1000000000>>")
    loop = b"<</Title(a)/Parent 5 0 R/Next 6 0 R/First 6 0 R>>"
    yield "bookmarks in a circle", "pdf", pdf_of(
        b"<</Type/Catalog/Pages 2 0 R/Outlines 5 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>", b"null", b"<</First 6 0 R/Last 6 0 R>>", loop,
    )  # fmt: skip
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>/Length 12>>"
    form += b"stream\n/F Do /F Do \nendstream"
    yield "a drawing of itself", "pdf", pdf_page(b"/F Do", b"/Resources<</XObject<</F 5 0 R>>>>", form)
    yield "deep brackets", "pdf", pdf_page(b"[" * 200_000)
    yield "many states", "pdf", pdf_page(b"q " * 500_000)
    yield "a page of no size", "pdf", pdf_page(b"", b"/MediaBox[0 0 0 0]")
    yield "a page of any size", "pdf", pdf_page(b"0 0 9 9 re f", b"/MediaBox[-1e38 -1e38 1e38 1e38]")
    image = b"<</Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB/Length 0>>"
    yield (
        "a giant picture inside",
        "pdf",
        pdf_page(b"500 0 0 500 0 0 cm /I Do", b"/Resources<</XObject<</I 5 0 R>>>>", image + b"stream\n\nendstream"),
    )
    bomb = make.deflate(b"0 0 m 9 9 l S\n" * 3_000_000)
    packed = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(bomb) + 2, b"\x78\x9c" + bomb)
    yield "a page that swells", "pdf", pdf_of(
        catalog, b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>", packed,
    )  # fmt: skip
    yield "a script at opening", "pdf", pdf_of(
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(while\\(1\\);)>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    )  # fmt: skip
    entity = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    for kind, data, main in (
        ("docx", word(paragraph(run("here"))), "word/document.xml"),
        ("odt", opendocument("odt", "<text:p>here</text:p>"), "content.xml"),
    ):
        changed = repacked(
            data, main, lambda part: part.replace(b"?>\n", b"?>\n" + entity.encode()).replace(b"here", b"&c;")
        )
        yield f"{kind} with entities", kind, changed
        yield f"{kind} that swells", kind, repacked(data, main, lambda part: part + b" " * (100 << 20))
        yield f"{kind} nested", kind, repacked(data, main, lambda part: part.replace(b"here", b"<a>" * 50_000))
        yield f"{kind} with a macro", kind, repacked(data, "word/vbaProject.bin", lambda part: b"\xd0\xcf\x11\xe0")
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 20_000))
    yield "a sheet of far cells", "xlsx", workbook({"a": rows})
    yield "a sheet of one far row", "xlsx", workbook({"a": '<row r="99999999999999999999"><c r="A1"/></row>'})
    yield "a string that is not there", "xlsx", workbook({"a": '<row r="1"><c r="A1" t="s"><v>999999999</v></c></row>'})
    cells = (
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384">'
    )
    cells += "<text:p>x</text:p></table:table-cell></table:table-row>"
    yield "a cell a billion times", "ods", opendocument("ods", f'<table:table table:name="a">{cells}</table:table>')
    yield "braces", "rtf", rb"{\rtf1 " + b"{" * 300_000
    yield "words without end", "rtf", rb"{\rtf1 " + b"\\u8364?" * 300_000 + b"}"
    yield "deep tags", "html", b"<div>" * 300_000
    yield "an open tag", "html", b"<a " + b"b='" * 200_000
    yield "open remarks", "html", b"<!--" * 200_000
    yield "one field", "csv", b'"' + b"a" * (3 << 20)
    yield "many columns", "csv", b"," * (2 << 20)
    yield (
        "parts in parts",
        "eml",
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(2_000)),
    )
    yield "a long head", "eml", b"From: " + b"=?utf-8?q?a?= " * 50_000 + b"\r\n\r\nx"
    yield "many addresses", "eml", b"To: " + b"<a@b>, (" * 20_000 + b"\r\n\r\nx"
    yield "pages in a circle", "tif", make.tiff([(20, 20)], loop=True)
    yield "more than it has", "png", make.png(9_999, 9_999)
    yield "more than is accepted", "png", make.png(60_000, 60_000)
    yield "more than is accepted", "bmp", make.bmp(60_000, 60_000)
    yield "a wide one", "jpg", make.jpeg(65_000, 65_000, frame=0xC2)
    yield "a tag without end", "mp3", b"ID3\x03\0\0\x7f\x7f\x7f\x7f" + bytes(100)
    yield "boxes of no size", "mp4", make.box(b"ftyp", b"isom") + b"\0\0\0\0moov" + b"\0\0\0\x01mvhd" * 1_000
    yield "only zeros", "pdf", bytes(1 << 20)


def repacked(data: bytes, name: str, change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in dict.fromkeys([*old.namelist(), name]):
            content = old.read(part) if part in old.namelist() else b""
            new.writestr(part, change(content) if part == name else content)
    return out.getvalue()


def media_type(kind: str) -> str:
    return KINDS[kind].media_type
