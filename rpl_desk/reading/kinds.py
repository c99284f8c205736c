"""The kinds of file the office accepts, and what a file is by its content.

Sources: the marks at the head of each format as its own specification gives them; [MS-CFB] 2.6 for the class of an
older Office file or an Outlook message.
"""

import codecs
import re
import struct
import uuid
from typing import BinaryIO

from ..domain.rows import dataclass

HEAD = 4096
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind on the list: `key` is its usual file ending, `words` its name with the article ("a PDF")."""

    key: str
    media_type: str
    words: str
    also: tuple[str, ...] = ()  # what else its content may be found to be

    @property
    def label(self) -> str:
        return self.words.partition(" ")[2]


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
TEXT = "text"

_LIST = (
    Kind("pdf", "application/pdf", "a PDF"),
    Kind("docx", f"{_OOXML}.wordprocessingml.document", "a Word document"),
    Kind("xlsx", f"{_OOXML}.spreadsheetml.sheet", "an Excel workbook"),
    Kind("pptx", f"{_OOXML}.presentationml.presentation", "a PowerPoint presentation"),
    Kind("odt", f"{_ODF}.text", "an OpenDocument text"),
    Kind("ods", f"{_ODF}.spreadsheet", "an OpenDocument spreadsheet"),
    Kind("odp", f"{_ODF}.presentation", "an OpenDocument presentation"),
    Kind("rtf", "application/rtf", "a rich text document"),
    Kind("txt", "text/plain", "a plain text", also=(TEXT, "html", "eml")),
    Kind("md", "text/markdown", "a Markdown text", also=(TEXT, "html", "eml")),
    Kind("csv", "text/csv", "a CSV table", also=(TEXT, "html", "eml")),
    Kind("html", "text/html", "a web page"),
    Kind("png", "image/png", "a PNG picture"),
    Kind("jpg", "image/jpeg", "a JPEG picture"),
    Kind("gif", "image/gif", "a GIF picture"),
    Kind("tif", "image/tiff", "a TIFF picture"),
    Kind("bmp", "image/bmp", "a BMP picture"),
    Kind("webp", "image/webp", "a WebP picture"),
    Kind("heic", "image/heic", "an HEIC picture"),
    Kind("eml", "message/rfc822", "an e-mail"),
    Kind("msg", "application/vnd.ms-outlook", "an Outlook message"),
    Kind("mp3", "audio/mpeg", "an MP3 recording"),
    Kind("m4a", "audio/mp4", "an M4A recording", also=("mp4",)),
    Kind("wav", "audio/wav", "a WAV recording"),
    Kind("mp4", "video/mp4", "an MP4 video", also=("m4a",)),
    Kind("webm", "video/webm", "a WebM video"),
    Kind("mov", "video/quicktime", "a QuickTime video"),
)
KINDS = {kind.key: kind for kind in _LIST}
ENDINGS = {key: key for key in KINDS} | {"jpeg": "jpg", "tiff": "tif", "htm": "html", "heif": "heic"}
PICTURES = {"png", "jpg", "gif", "tif", "bmp", "webp", "heic"}
PACKED = {"docx", "xlsx", "pptx", "odt", "ods", "odp"}
PLAIN = {"rtf", "txt", "md", "csv", "html", "eml"}

UNKNOWN = "of a kind this program does not know"

_MARKS = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\0", "tif"),
    (b"MM\0*", "tif"),
    (b"II+\0", "tif"),
    (b"MM\0+", "tif"),
    (b"BM", "bmp"),
    (b"ID3", "mp3"),
    (b"{\\rtf", "rtf"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xcf\xfa\xed\xfe", "a Mac program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3\0", "a database"),
    (b"L\0\0\0\x01\x14\x02\0", "a Windows shortcut"),
    (b"OggS", "an Ogg recording"),
    (b"fLaC", "a FLAC recording"),
    (b"%!PS", "a PostScript file"),
    (b"8BPS\0\x01", "a Photoshop picture"),
)
# Marks a plain text may begin with too; the formats they mark have zero bytes near their start.
_LETTERS = (b"MZ", b"BM", b"ID3", b"GIF87a", b"GIF89a", b"OggS", b"fLaC")
_RIFF = {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "an AVI video"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
LOCKED = "an Office file locked with a password"
_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_CLASSES = {
    "00020d0b-0000-0000-c000-000000000046": "msg",
    "00020906-0000-0000-c000-000000000046": "an older Word document (.doc)",
    "00020820-0000-0000-c000-000000000046": "an older Excel workbook (.xls)",
    "64818d10-4f9b-11cf-86ea-00aa00b929e8": "an older PowerPoint presentation (.ppt)",
}
_OLE_STREAMS = (
    ("EncryptedPackage", LOCKED),
    ("WordDocument", "an older Word document (.doc)"),
    ("Workbook", "an older Excel workbook (.xls)"),
    ("PowerPoint Document", "an older PowerPoint presentation (.ppt)"),
    ("__properties_version1.0", "msg"),
)
_SAVE = "Save it as text in UTF-8."
_HTML = re.compile(r"<(!doctype\s+html|html|head|body|title|meta|div|p|h[1-6]|table|span|ul|ol|a)\b", re.IGNORECASE)
_MAIL_LINE = re.compile(r"[!-9;-~]+:|From ")
_MAIL_HEADER = re.compile(r"^(from|to|date|subject|received|mime-version|message-id|return-path):", re.I | re.M)


def content_of(head: bytes, stream: BinaryIO, size: int) -> str:
    """Return what content is: the key of a kind, `TEXT`, "zip", or in words what else ("a Windows program", `UNKNOWN`).

    head: the first `HEAD` bytes of the `size` bytes in `stream`.
    """
    for mark, kind in _MARKS:
        if head.startswith(mark) and (mark not in _LETTERS or b"\0" in head[:64]):
            return kind
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return "zip"
    if head.startswith(_OLE_MARK):
        return _ole_content(head, stream, size)
    if head.startswith((b"RIFF", b"RF64")):
        return _RIFF.get(head[8:12], UNKNOWN)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm" if b"\x42\x82\x84webm" in head[:256] else "a Matroska video"
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide"):
        return _media_content(head)
    if _is_mp3(head):
        return "mp3"
    return _text_content(head)


def words_for(content: str) -> str:
    """Return what `content_of` found, in words with their article."""
    if content == TEXT:
        return "plain text"
    return KINDS[content].words if content in KINDS else content


def pdf_fault(head: bytes, stream: BinaryIO, size: int) -> str | None:
    """Return why a file that begins as a PDF is not a whole one, as a sentence."""
    if not re.match(rb"%PDF-[12]\.\d", head):
        return "The PDF does not say which version of PDF it is."
    stream.seek(max(0, size - 2048))
    if b"%%EOF" not in stream.read(2048).rstrip(b"\0 \t\r\n")[-1024:]:
        return "The PDF is cut short, or something has been added behind its end."
    return None


def hidden_archive(stream: BinaryIO, size: int) -> bool:
    """Return whether a zip archive can be opened at the end of a file that is something else."""
    tail_size = min(size, 22 + 0xFFFF)
    stream.seek(size - tail_size)
    tail = stream.read(tail_size)
    for found in re.finditer(rb"PK\x05\x06", tail):
        at = found.start()
        if at + 22 > len(tail):
            continue
        length, note = struct.unpack_from("<12xL4xH", tail, at)
        directory = size - tail_size + at - length
        if at + 22 + note == len(tail) and directory >= 0:
            stream.seek(directory)
            if stream.read(4) in (b"PK\1\2", b"PK\5\6"):
                return True
    return False


def text_fault(stream: BinaryIO, *, any_encoding: bool = False) -> str | None:
    """Return why a file is not plain text, as a sentence; None when it can be read.

    any_encoding: for e-mail, which names its own encoding in its headers, only zero bytes are refused.
    """
    stream.seek(0)
    mark = stream.read(4)
    if mark.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None if _decodes(stream, "utf-16", zeros_allowed=False) else f"It is not whole text in UTF-16. {_SAVE}"
    if not _decodes(stream, "latin-1", zeros_allowed=False):
        return f"It holds zero bytes, so it is not plain text. {_SAVE}"
    if any_encoding or _decodes(stream, "utf-8") or _decodes(stream, "cp1252"):
        return None
    return f"It is in an encoding this program does not read. {_SAVE}"


def _decodes(stream: BinaryIO, encoding: str, *, zeros_allowed: bool = True) -> bool:
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := stream.read(_PIECE):
            if "\0" in decoder.decode(piece) and not zeros_allowed:
                return False
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _media_content(head: bytes) -> str:
    if head[4:8] != b"ftyp":
        return "mov"  # QuickTime files from before the file type box
    brand = head[8:12]
    if brand in _HEIC_BRANDS:
        return "heic"
    if brand in (b"avif", b"avis"):
        return "an AVIF picture"
    if brand in (b"M4A ", b"M4B "):
        return "m4a"
    return "mov" if brand == b"qt  " else "mp4"


def _is_mp3(head: bytes) -> bool:
    """Return whether the content begins with a frame of MPEG audio layer III."""
    return (
        len(head) >= 4
        and head[0] == 0xFF
        and head[1] & 0xE6 == 0xE2
        and head[1] & 0x18 != 0x08
        and head[2] & 0xF0 not in (0x00, 0xF0)
        and head[2] & 0x0C != 0x0C
    )


def _ole_content(head: bytes, stream: BinaryIO, size: int) -> str:
    sector = 4096 if head[26:28] == b"\4\0" else 512
    if len(head) >= 52:
        root = (int.from_bytes(head[48:52], "little") + 1) * sector
        if root + 96 <= size:
            stream.seek(root + 80)
            found = _OLE_CLASSES.get(str(uuid.UUID(bytes_le=stream.read(16))))
            if found:
                return found
    present = _found(stream, [name.encode("utf-16-le") for name, _ in _OLE_STREAMS])
    return next((kind for name, kind in _OLE_STREAMS if name.encode("utf-16-le") in present), UNKNOWN)


def _found(stream: BinaryIO, marks: list[bytes]) -> set[bytes]:
    stream.seek(0)
    overlap = max(map(len, marks)) - 1
    found: set[bytes] = set()
    tail = b""
    while piece := stream.read(_PIECE):
        window = tail + piece
        found.update(mark for mark in marks if mark in window)
        tail = window[-overlap:]
    return found


def _text_content(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head[: len(head) // 2 * 2].decode("utf-16", "replace")
    elif b"\0" in head or re.search(rb"[\x01-\x08\x0e-\x19\x1c-\x1f\x7f]", head):
        return UNKNOWN
    else:
        text = head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    if _MAIL_LINE.match(text) and _MAIL_HEADER.search(text.partition("\n\n")[0].partition("\r\n\r\n")[0]):
        return "eml"
    return "html" if _HTML.search(text) else TEXT


_OFFICE = "Open it in the program that made it and save it as .{}, or export it as PDF."
_APPLE = "Export it as PDF from the program that made it."
INSTEAD = {
    **{old: _OFFICE.format(new) for old, new in (("doc", "docx"), ("xls", "xlsx"), ("ppt", "pptx"))},
    **{old: _OFFICE.format(new) for old, new in (("docm", "docx"), ("xlsm", "xlsx"), ("pptm", "pptx"))},
    **{
        old: _OFFICE.format(new) for old, new in (("dot", "docx"), ("dotx", "docx"), ("ppsx", "pptx"), ("xlsb", "xlsx"))
    },
    **dict.fromkeys(("pages", "numbers", "key"), _APPLE),
    **dict.fromkeys(("zip", "7z", "rar", "gz", "tar"), "Unpack it and add the files in it one by one."),
    **dict.fromkeys(("avi", "wmv", "mkv", "flv", "mpg"), "Convert it to .mp4 first."),
    **dict.fromkeys(("wma", "ogg", "flac", "aac", "amr"), "Convert it to .mp3 or .m4a first."),
    "svg": "Save it as .png or PDF from a picture program.",
    "mbox": "It holds many messages: save those that count as .eml, one by one.",
    "dat": "If it is winmail.dat, ask the sender for the files themselves, or for the message as .msg.",
    "url": "It is only a link. Save what it leads to, such as a page printed to PDF.",
    "lnk": "It is only a link. Add the file it leads to.",
}
"""What to do with files of kinds that people often have and that are not accepted, by ending."""
