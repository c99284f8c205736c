"""Small real files of each kind, built byte by byte, and zip archives that may lie in any field."""

import io
import struct
import uuid
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
OFFICE = {
    "docx": (_WORD, "word/document.xml", '<w:document xmlns:w="urn:w"><w:body><w:p/></w:body></w:document>'),
    "xlsx": (_SHEET, "xl/workbook.xml", '<workbook xmlns="urn:x"><sheets/></workbook>'),
    "pptx": (_SLIDES, "ppt/presentation.xml", '<p:presentation xmlns:p="urn:p"/>'),
}
ODF = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True)
class Lie:
    """One part of an archive; each field left None is written truthfully.

    `local_*` fields speak in the header before the bytes, the others in the list of parts at the end; `body` replaces
    the packed bytes, `behind` follows them, `after` is the record behind a part whose flags say that sizes follow.
    """

    name: bytes
    data: bytes = b""
    method: int = 8
    flags: int = 0
    attributes: int = 0
    size: int | None = None
    packed: int | None = None
    crc: int | None = None
    offset: int | None = None
    body: bytes | None = None
    behind: bytes = b""
    after: bytes | None = None
    extra: bytes = b""
    local_extra: bytes = b""
    local_name: bytes | None = None
    local_size: int | None = None
    local_method: int | None = None


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def archive(parts: Iterable[Lie], *, note: bytes = b"", count: int | None = None, before_list: bytes = b"") -> bytes:
    """Return a zip archive of the parts, in their order."""
    out, listed, number = io.BytesIO(), io.BytesIO(), 0
    for part in parts:
        body = part.body if part.body is not None else deflate(part.data) if part.method == 8 else part.data
        crc = zlib.crc32(part.data) if part.crc is None else part.crc
        packed = len(body) if part.packed is None else part.packed
        size = len(part.data) if part.size is None else part.size
        offset = out.tell() if part.offset is None else part.offset
        follows = part.flags & 8
        local_size = size if part.local_size is None else part.local_size
        local_name = part.name if part.local_name is None else part.local_name
        local_method = part.method if part.local_method is None else part.local_method
        known = (0, 0, 0) if follows else (crc, packed, local_size)
        lengths = (len(local_name), len(part.local_extra))
        out.write(struct.pack("<4s5H3L2H", b"PK\3\4", 20, part.flags, local_method, 0, 33, *known, *lengths))
        out.write(local_name + part.local_extra + body + part.behind)
        if follows:
            out.write(struct.pack("<4s3L", b"PK\7\x08", crc, packed, size) if part.after is None else part.after)
        lengths = (len(part.name), len(part.extra), 0, 0, 0)
        head = (b"PK\1\2", 0x031E, 20, part.flags, part.method, 0, 33, crc, packed, size)
        listed.write(struct.pack("<4s6H3L5H2L", *head, *lengths, part.attributes << 16, offset))
        listed.write(part.name + part.extra)
        number += 1
    out.write(before_list)
    count = number if count is None else count
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, listed.tell(), out.tell(), len(note))
    return out.getvalue() + listed.getvalue() + end + note


def office_parts(ending: str = "docx") -> list[Lie]:
    """Return the parts of a minimal Word, Excel or PowerPoint file."""
    kind, name, main = OFFICE[ending]
    types = (
        f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    links = (
        f'{XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{office}" Target="{name}"/></Relationships>'
    )
    return [
        Lie(b"[Content_Types].xml", types.encode()),
        Lie(b"_rels/.rels", links.encode()),
        Lie(name.encode(), (XML + main).encode()),
    ]


def office(*more: Lie, ending: str = "docx", note: bytes = b"", **lies: object) -> bytes:
    return archive([*office_parts(ending), *more], note=note, **lies)  # type: ignore[arg-type]


def odf_parts(ending: str = "odt", manifest_note: str = "") -> list[Lie]:
    """Return the parts of a minimal OpenDocument file, with the empty folders and parts that LibreOffice writes."""
    manifest = (
        f'{XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODF[ending]}">{manifest_note}'
        "</manifest:file-entry></manifest:manifest>"
    )
    return [
        Lie(b"mimetype", ODF[ending].encode(), method=0),
        Lie(b"Configurations2/images/Bitmaps/", method=0),
        Lie(b"Configurations2/accelerator/current.xml", b""),
        Lie(b"content.xml", (XML + "<office/>").encode(), flags=8),
        Lie(b"META-INF/manifest.xml", manifest.encode(), flags=8),
    ]


def odf(*more: Lie, ending: str = "odt") -> bytes:
    return archive([*odf_parts(ending), *more])


def with_zipfile(parts: Iterable[Lie], *, streamed: bool = False) -> bytes:
    """Return the same parts as Python's own zipfile writes them, seeking back or streamed with sizes behind."""
    out = io.BytesIO()
    target = _Unseekable(out) if streamed else out
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for part in parts:
            with file.open(part.name.decode(), "w", force_zip64=streamed) as member:
                member.write(part.data)
    return out.getvalue()


class _Unseekable(io.RawIOBase):
    def __init__(self, target: io.BytesIO) -> None:
        self._target = target

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        return self._target.write(data)


def pdf(text: str = "Working summary of module 3") -> bytes:
    """Return a one-page PDF with a right cross-reference table."""
    drawing = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)


def _png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 4, height: int = 3, *, note: bytes = b"") -> bytes:
    """Return a grey PNG; its header may declare more pixels than it has."""
    pixels = zlib.compress(b"\0" * ((min(width, 64) + 1) * min(height, 64)))
    head = _png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    told = _png_chunk(b"tEXt", note) if note else b""
    return b"\x89PNG\r\n\x1a\n" + head + told + _png_chunk(b"IDAT", pixels) + _png_chunk(b"IEND", b"")


def jpeg(width: int = 4, height: int = 3, *, frame: int = 0xC0) -> bytes:
    """Return the segments of a JPEG up to its scan; no pixel is ever decoded here."""
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    tables = b"\xff\xdb" + struct.pack(">H", 67) + b"\0" + b"\x10" * 64
    size = bytes([0xFF, frame]) + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\0"
    return b"\xff\xd8" + app + tables + size + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\x00\xff\xd9"


def gif(width: int = 4, height: int = 3, *, frame: tuple[int, int, int, int] = (0, 0, 1, 1)) -> bytes:
    screen = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    control = b"!\xf9\x04\0\0\0\0\0"
    return screen + control + b"," + struct.pack("<4HB", *frame, 0) + b"\x02\x02D\x01\0;"


def tiff(
    sizes: Iterable[tuple[int, int]] = ((4, 3),), *, order: str = "<", big: bool = False, loop: bool = False
) -> bytes:
    """Return a TIFF of pages with only their sizes; `loop` leads the last page back to the first."""
    mark = b"II" if order == "<" else b"MM"
    link, count, entry = ("Q", "Q", "HHQQ") if big else ("I", "H", "HHII")
    out = mark + (struct.pack(order + "HHHQ", 43, 8, 0, 16) if big else struct.pack(order + "HI", 42, 8))
    first, pages = len(out), list(sizes)
    for number, (width, height) in enumerate(pages, start=1):
        page = struct.pack(order + count, 2)
        for tag, value in ((256, width), (257, height)):
            page += struct.pack(order + entry, tag, 16 if big else 4, 1, value)
        following = len(out) + len(page) + struct.calcsize(order + link)
        if number == len(pages):
            following = first if loop else 0
        out += page + struct.pack(order + link, following)
    return out


def bmp(width: int = 4, height: int = 3, *, old: bool = False, length: int | None = None) -> bytes:
    """Return a BMP with the head of Windows 3, or the older one; a negative height stands from the top."""
    size = (
        struct.pack("<IHHHH", 12, width, height, 1, 24) if old else struct.pack("<IiiHH24x", 40, width, height, 1, 24)
    )
    pixels = bytes((min(abs(width), 64) * 3 + 3 & ~3) * min(abs(height), 64))
    whole = 14 + len(size) + len(pixels)
    start = 14 + len(size)
    return struct.pack("<2sIII", b"BM", whole if length is None else length, 0, start) + size + pixels


def webp(width: int = 4, height: int = 3, *, kind: bytes = b"VP8X", canvas: tuple[int, int] | None = None) -> bytes:
    """Return a WebP with one picture chunk, after a canvas of another size where one is given."""
    chunks = _webp_chunk(b"VP8X", *canvas) if canvas else b""
    chunks += _webp_chunk(kind, width, height)
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


def _webp_chunk(kind: bytes, width: int, height: int) -> bytes:
    body = {
        b"VP8X": bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"),
        b"VP8 ": b"\x10\0\0\x9d\x01\x2a" + struct.pack("<HH", width & 0xFFFF, height & 0xFFFF),
        b"VP8L": b"\x2f" + ((width - 1 & 0x3FFF) | (height - 1 & 0x3FFF) << 14).to_bytes(4, "little") + b"\0",
    }[kind]
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, name) + body


def heic(width: int = 4, height: int = 3) -> bytes:
    size = box(b"ispe", struct.pack(">III", 0, width, height))
    meta = box(b"meta", bytes(4) + box(b"iprp", box(b"ipco", size)))
    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + meta + box(b"mdat", bytes(16))


def media(brand: bytes) -> bytes:
    return box(b"ftyp", brand + b"\0\0\x02\0" + brand) + box(b"mdat", bytes(64)) + box(b"moov", bytes(32))


def mp3(*, tagged: bool = True) -> bytes:
    return (b"ID3\x03\0\0\0\0\0\x0a" + bytes(10) if tagged else b"") + (b"\xff\xfb\x90\0" + bytes(413)) * 3


def wav() -> bytes:
    body = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data" + struct.pack("<I", 8) + bytes(8)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webm(kind: bytes = b"webm") -> bytes:
    body = b"\x42\x86\x81\x01\x42\x82" + bytes([0x80 + len(kind)]) + kind
    return b"\x1a\x45\xdf\xa3" + bytes([0x80 + len(body)]) + body + b"\x18\x53\x80\x67\x80"


def ole(class_id: str = "", stream: str = "") -> bytes:
    """Return an older Office container with a root entry and one named stream."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head = (head + bytes(14) + struct.pack("<L", 0)).ljust(512, b"\xff")
    root = "Root Entry".encode("utf-16-le").ljust(80, b"\0")
    root += uuid.UUID(class_id).bytes_le if class_id else bytes(16)
    return head + root.ljust(128, b"\0") + stream.encode("utf-16-le").ljust(384, b"\0")


OUTLOOK = "00020d0b-0000-0000-c000-000000000046"
EMAIL = (
    b"From: Assessor One <one@example.ac.uk>\r\nDate: Mon, 1 Jun 2026 09:00:00 +0100\r\n"
    b"Subject: Unit 3\r\n\r\nHello.\r\n"
)
HTML = b"<!DOCTYPE html>\n<html><body><p>Reflective account</p></body></html>\n"
RTF = rb"{\rtf1\ansi Reflective account\par}"
