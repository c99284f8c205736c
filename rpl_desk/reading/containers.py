"""Office files that are zip archives: measured part by part while they are unpacked, never trusting what they declare.

Sources: PKWARE APPNOTE 6.3.10 for the records; ISO/IEC 29500-2 and OASIS OpenDocument 1.3 part 2 for the parts that
say what a file is.
"""

import re
import stat
import struct
import unicodedata
import xml.parsers.expat
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from .findings import Findings
from .limits import Limits, size_words
from .names import path_fault, visible_name

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")

_FULL_16, _FULL_32 = 0xFFFF, 0xFFFFFFFF
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_SIZES_FOLLOW = 0x0008
_NAME_IS_UTF8 = 0x0800
_STORED, _DEFLATED = 0, 8

_READ = 1 << 16
_UNPACK = 1 << 18
# The largest real list of part types we know of is under 1 MB; it is the only part held whole.
_MOST_TYPES = 4 << 20

# Room for 5,000 long names with their extra fields; real lists are a few hundred kilobytes.
_MOST_DIRECTORY = 8 << 20

# What may lie packed inside an office file: objects that office programs embed.
_EMBEDDED = (
    ".docx",
    ".xlsx",
    ".pptx",
    ".dotx",
    ".xltx",
    ".potx",
    ".ppsx",
    ".sldx",
    ".xlsb",
    ".vsdx",
    ".odt",
    ".ods",
    ".odp",
)
_MACRO_NAMES = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml)$|^xl/macrosheets/|^(basic|scripts)/.", re.IGNORECASE)
_XML_NAME = re.compile(r"\.(xml|rels|vml|rdf|svg|xhtml|xsl|xsd)$", re.IGNORECASE)
_XML_ENCODINGS = {b"utf-8", b"utf-16", b"utf-16le", b"utf-16be", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
_ENCODING = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")

_OOXML_MAIN = "application/vnd.openxmlformats-officedocument."
_OOXML = {
    f"{_OOXML_MAIN}wordprocessingml.document.main+xml": "docx",
    f"{_OOXML_MAIN}spreadsheetml.sheet.main+xml": "xlsx",
    f"{_OOXML_MAIN}presentationml.presentation.main+xml": "pptx",
}
_ODF = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_ARCHIVE = "a zip archive"


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of the archive's directory; sizes and offset in bytes, as declared."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    attributes: int
    offset: int

    @property
    def shown(self) -> str:
        return _shown(self.name)


def _shown(name: str) -> str:
    return visible_name(name if len(name) <= 100 else f"{name[:100]}…")


class _Damaged(Exception):
    """The archive cannot be read on; the text is a sentence for a person."""


class _TooLarge(Exception):
    """A part, or all parts together, grew past a limit while being unpacked; the text is a sentence."""


def examine(stream: BinaryIO, size: int, limits: Limits, findings: Findings, tick: Callable[[], None]) -> str:
    """Return what a zip archive of `size` bytes is: "docx" and its like, or in words what else it is ("a zip archive").

    Adds every problem to `findings`; an archive whose directory cannot be read adds one and answers "a zip archive".
    tick: called now and then while unpacking, so that a waiting person can cancel.
    """
    try:
        parts, start = _directory(stream, size, limits)
        _check_names(parts, limits, findings)
        laid_out = _lay_out(stream, parts, start, findings)
    except _Damaged as fault:
        findings.add(str(fault))
        return _ARCHIVE
    kept = _unpack(stream, laid_out, limits, findings, tick)
    return _kind(parts, kept, findings)


def _directory(stream: BinaryIO, size: int, limits: Limits) -> tuple[list[Part], int]:
    """Return the parts in the order of the directory, and where the directory begins."""
    count, length, start = _end_record(stream, size)
    if count > limits.parts:
        raise _Damaged(f"It holds {count:,} parts; at most {limits.parts:,} are accepted.")
    if length > _MOST_DIRECTORY:
        raise _Damaged("Its list of parts is far longer than an office file needs.")
    stream.seek(start)
    parts: list[Part] = []
    left = length
    for _ in range(count):
        left -= _CENTRAL.size
        head = stream.read(_CENTRAL.size)
        if left < 0 or head[:4] != b"PK\1\2":
            raise _Damaged("Its list of parts is damaged: it is shorter than it says.")
        fields = _CENTRAL.unpack(head)
        _, _, _, flags, method, _, _, crc, packed, full, name_size, extra_size, note_size, disk, _, attributes, at = (
            fields
        )
        left -= name_size + extra_size + note_size
        if left < 0:
            raise _Damaged("Its list of parts is damaged: it is shorter than it says.")
        raw_name, extra = stream.read(name_size), stream.read(extra_size)
        stream.seek(note_size, 1)
        packed, full, at = _large_numbers(extra, full, packed, at)
        if disk not in (0, _FULL_16):
            raise _Damaged("It is one piece of an archive split over several files.")
        parts.append(
            Part(_name(raw_name, flags, extra), raw_name, flags, method, crc, packed, full, attributes >> 16, at)
        )
    if left:
        raise _Damaged("Its list of parts is damaged: it is longer than it says.")
    return parts, start


def _end_record(stream: BinaryIO, size: int) -> tuple[int, int, int]:
    """Return the number of parts, the directory's length and its start; it must end where the end record begins."""
    tail_size = min(size, _END.size + _FULL_16)
    stream.seek(size - tail_size)
    tail = stream.read(tail_size)
    found = [m.start() for m in re.finditer(rb"PK\x05\x06", tail) if m.start() + _END.size <= len(tail)]
    whole = [at for at in found if at + _END.size + _END.unpack_from(tail, at)[7] == len(tail)]
    if not found:
        raise _Damaged("It is cut short or damaged: the list of its parts is missing.")
    if not whole:
        raise _Damaged("Something stands behind the end of the file that does not belong to it.")
    if len(whole) > 1:
        raise _Damaged("It has two lists of its parts, so two programs may read it differently.")
    _, disk, first_disk, here, count, length, start, _ = _END.unpack_from(tail, whole[0])
    end = size - tail_size + whole[0]
    stream.seek(max(end - _LOCATOR_64.size, 0))
    locator = stream.read(_LOCATOR_64.size)
    if locator.startswith(b"PK\6\7") and len(locator) == _LOCATOR_64.size:
        end, (disk, first_disk, here, count, length, start) = _end_record_64(stream, end, locator)
    if disk or first_disk or here != count:
        raise _Damaged("It is one piece of an archive split over several files.")
    if start + length != end:
        raise _Damaged("Its list of parts is not where it says it is.")
    return count, length, start


def _end_record_64(stream: BinaryIO, end: int, locator: bytes) -> tuple[int, tuple[int, ...]]:
    at = _LOCATOR_64.unpack(locator)[2]
    if at + _END_64.size + _LOCATOR_64.size != end:
        raise _Damaged("Its list of parts is not where it says it is.")
    stream.seek(at)
    fields = _END_64.unpack(stream.read(_END_64.size))
    if fields[0] != b"PK\6\6":
        raise _Damaged("Its list of parts is not where it says it is.")
    return at, fields[4:]


def _large_numbers(extra: bytes, full: int, packed: int, offset: int = 0) -> tuple[int, int, int]:
    """Return packed size, full size and offset, each from the 64-bit extra field where its 32 bits are full."""
    large = next((body for kind, body in _extras(extra) if kind == 1), b"")
    numbers = iter(struct.unpack(f"<{len(large) // 8}Q", large[: len(large) // 8 * 8]))
    try:
        full = next(numbers) if full == _FULL_32 else full
        packed = next(numbers) if packed == _FULL_32 else packed
        offset = next(numbers) if offset == _FULL_32 else offset
    except StopIteration:
        raise _Damaged("Its list of parts is damaged: a size is missing.") from None
    return packed, full, offset


def _extras(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        yield kind, extra[at + 4 : at + 4 + length]
        at += 4 + length


def _name(raw: bytes, flags: int, extra: bytes) -> str:
    try:
        name = raw.decode("utf-8" if flags & _NAME_IS_UTF8 else "cp437")
        others = [body[5:].decode("utf-8") for kind, body in _extras(extra) if kind == 0x7075]
    except UnicodeDecodeError:
        raise _Damaged("The name of one of its parts is not readable text.") from None
    if any(other != name for other in others):
        raise _Damaged(f"The part “{_shown(name)}” has two names, so two programs may read it differently.")
    return name


def _check_names(parts: list[Part], limits: Limits, findings: Findings) -> None:
    seen: set[str] = set()
    for part in parts:
        # A name that ends in a slash is a folder, as OpenDocument files have them.
        if fault := path_fault(part.name.removesuffix("/"), limits.name_length):
            findings.add(f"The name of this part {fault}.", part.shown)
        same = unicodedata.normalize("NFC", unicodedata.normalize("NFC", part.name).casefold()).removesuffix("/")
        if same in seen:
            findings.add("Two parts have this name, so two programs may read it differently.", part.shown)
        seen.add(same)
        if part.flags & _ENCRYPTED:
            findings.add("This part is locked with a password. Save the file without one.", part.shown)
        elif part.method not in (_STORED, _DEFLATED):
            findings.add("This part is packed in a way that office files do not use.", part.shown)
        if stat.S_IFMT(part.attributes) not in (0, stat.S_IFREG, stat.S_IFDIR):
            findings.add("This part is a link or a device, not a file.", part.shown)
        if _MACRO_NAMES.search(part.name):
            findings.add("It holds a macro. Save the file without macros.", part.shown)


def _lay_out(stream: BinaryIO, parts: list[Part], start: int, findings: Findings) -> list[tuple[Part, int]]:
    """Return the parts in the order of their bytes, and where each one's bytes begin.

    Parts must fill the file from its first byte to the directory, which leaves no room for a second, hidden file.
    Raises _Damaged when two lie over each other, since such a file swells when it is opened.
    """
    in_order = sorted(parts, key=lambda part: part.offset)
    laid_out: list[tuple[Part, int]] = []
    end = 0
    for part, following in zip(in_order, [*(p.offset for p in in_order[1:]), start], strict=False):
        if part.offset > end:
            findings.add("Bytes that belong to no part are hidden before this part.", part.shown)
        begin = _local_part(stream, part, findings)
        end = begin + part.packed
        if end > following:
            raise _Damaged(f"The part “{part.shown}” lies over another one, as in a file made to swell when opened.")
        if part.flags & _SIZES_FOLLOW:
            stream.seek(end)
            end += _sizes_after(stream.read(min(following - end, 24)), part)
        laid_out.append((part, begin))
    if end != start:
        findings.add("Bytes that belong to no part are hidden before the list of parts.")
    return laid_out


def _local_part(stream: BinaryIO, part: Part, findings: Findings) -> int:
    """Return where the part's bytes begin, having compared the header before them with the directory."""
    stream.seek(part.offset)
    head = stream.read(_LOCAL.size)
    if head[:4] != b"PK\3\4" or len(head) != _LOCAL.size:
        raise _Damaged(f"The part “{part.shown}” is not where the list of parts says.")
    _, _, flags, method, _, _, crc, packed, full, name_size, extra_size = _LOCAL.unpack(head)
    raw_name, extra = stream.read(name_size), stream.read(extra_size)
    if raw_name != part.raw_name:
        findings.add("This part has two names, so two programs may read it differently.", part.shown)
    if method != part.method or (flags ^ part.flags) & (_ENCRYPTED | _SIZES_FOLLOW | _NAME_IS_UTF8):
        findings.add("This part is described in two ways that disagree.", part.shown)
    if not flags & _SIZES_FOLLOW:
        packed, full, _ = _large_numbers(extra, full, packed)
        if (packed, full, crc) != (part.packed, part.size, part.crc):
            findings.add("This part declares two sizes that disagree.", part.shown)
    return part.offset + _LOCAL.size + len(raw_name) + len(extra)


def _sizes_after(tail: bytes, part: Part) -> int:
    """Return the length of the record that repeats the sizes behind a part: with or without mark, in 32 or 64 bits."""
    for form in ("<L2Q", "<L2L"):
        if max(part.packed, part.size) > _FULL_32 and form == "<L2L":
            continue
        record = struct.pack(form, part.crc, part.packed, part.size)
        for marked in (b"PK\7\x08" + record, record):
            if tail.startswith(marked):
                return len(marked)
    raise _Damaged(f"The part “{part.shown}” declares two sizes that disagree.")


@dataclass(slots=True)
class _Kept:
    """The few parts that say what the file is, held while the others pass by."""

    content_types: bytes | None = None
    mimetype: bytes | None = None
    locked: bool = False


def _unpack(
    stream: BinaryIO,
    laid_out: list[tuple[Part, int]],
    limits: Limits,
    findings: Findings,
    tick: Callable[[], None],
) -> _Kept:
    kept, total = _Kept(), 0
    for part, begin in laid_out:
        if part.flags & _ENCRYPTED or part.method not in (_STORED, _DEFLATED):
            continue
        watch = _PartWatch(part)
        size, crc = 0, 0
        try:
            for piece in _pieces(stream, part, begin):
                size, crc, total = size + len(piece), zlib.crc32(piece, crc), total + len(piece)
                _measure(part, size, total, limits)
                watch.look(piece)
                tick()
            if size != part.size or crc != part.crc:
                findings.add("This part is not what its declared size and checksum say.", part.shown)
        except _Damaged as fault:
            findings.add(str(fault), part.shown)
        except _TooLarge as fault:
            findings.add(str(fault), part.shown)
            if total > limits.parts_bytes:
                return kept
        watch.conclude(findings, kept)
    return kept


def _measure(part: Part, size: int, total: int, limits: Limits) -> None:
    if size > limits.part_bytes:
        raise _TooLarge(f"This part unpacks to more than {size_words(limits.part_bytes)}, the most accepted.")
    if total > limits.parts_bytes:
        raise _TooLarge(f"The parts unpack to more than {size_words(limits.parts_bytes)}, the most accepted.")
    if size > limits.ratio_from_bytes and size > limits.ratio * part.packed:
        raise _TooLarge(f"This part unpacks to more than {limits.ratio} times its packed size, the most accepted.")
    if size > part.size:
        raise _TooLarge("This part is larger than the size it declares.")


def _pieces(stream: BinaryIO, part: Part, begin: int) -> Iterator[bytes]:
    """Unpack a part in pieces of at most 256 kB, reading its packed bytes and not one more."""
    stream.seek(begin)
    left = part.packed
    if part.method == _STORED:
        while left:
            piece = stream.read(min(left, _READ))
            left -= len(piece)
            yield piece
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting = b""
    while not inflater.eof:
        if not waiting and left:
            waiting = stream.read(min(left, _READ))
            left -= len(waiting)
        try:
            piece = inflater.decompress(waiting, _UNPACK)
        except zlib.error:
            raise _Damaged("This part is damaged and cannot be unpacked.") from None
        waiting = inflater.unconsumed_tail
        if piece:
            yield piece
        elif not inflater.eof and not waiting and not left:
            raise _Damaged("This part is cut short.")
    if inflater.unused_data or waiting or left:
        raise _Damaged("Bytes that do not belong to this part are hidden behind it.")


class _PartWatch:
    """Looks at a part as it passes: document types and entities, macros, packed files, and what the file says it is."""

    # Longest mark looked for, in the widest encoding, less one byte.
    _OVERLAP = 4 * len("<!doctype")

    def __init__(self, part: Part) -> None:
        self._part = part
        self._name = part.name.casefold()
        self._kept = bytearray()
        self._keep = _MOST_TYPES if self._name == "[content_types].xml" else 256
        self._tail = b""
        self._is_xml = bool(_XML_NAME.search(part.name))
        self._has_type = self._has_macro = self._is_locked = False

    def look(self, piece: bytes) -> None:
        if len(self._kept) < self._keep:
            self._kept += piece[: self._keep - len(self._kept)]
            self._is_xml = (
                self._is_xml or _flat(bytes(self._kept[:64])).lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] == b"<"
            )
        window = self._tail + piece
        self._tail = window[-self._OVERLAP :]
        flat = _flat(window).lower()
        if self._is_xml:
            self._has_type = self._has_type or b"<!doctype" in flat or b"<!entity" in flat
        self._is_locked = self._is_locked or (self._name == "meta-inf/manifest.xml" and b"encryption-data" in flat)
        self._has_macro = self._has_macro or b"vbaproject.bin" in flat or b"_vba_project" in flat

    def conclude(self, findings: Findings, kept: _Kept) -> None:
        head = bytes(self._kept)
        if self._name == "[content_types].xml":
            kept.content_types = head
        elif self._name == "mimetype":
            kept.mimetype = head
        if self._has_type:
            findings.add("It declares a document type or an entity, which office files do not.", self._part.shown)
        elif self._is_xml and head and (fault := _encoding_fault(head)):
            findings.add(fault, self._part.shown)
        if self._has_macro and not self._is_xml:
            findings.add("It holds a macro. Save the file without macros.", self._part.shown)
        if self._is_locked:
            kept.locked = True
        if head.startswith((b"PK\3\4", b"Rar!", b"7z\xbc\xaf")) and not self._name.endswith(_EMBEDDED):
            findings.add("It is a packed file inside this one. Take it out and add it by itself.", self._part.shown)


def _flat(piece: bytes) -> bytes:
    """Return UTF-16 and UTF-32 text as its single bytes, so that one search finds a mark in any of them."""
    return piece.replace(b"\0", b"")


def _encoding_fault(head: bytes) -> str | None:
    flat = _flat(head)
    text = flat.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not text.startswith(b"<"):
        return "It is named as XML but is something else."
    declared = _ENCODING.match(text.lower())
    if declared and declared[1] not in _XML_ENCODINGS:
        return f"It declares the encoding “{visible_name(declared[1].decode('latin-1'))}”, which is not accepted."
    return None


def _kind(parts: list[Part], kept: _Kept, findings: Findings) -> str:
    if kept.locked:
        findings.add("The file is locked with a password. Save it without one.")
    if kept.content_types is not None and kept.mimetype is not None:
        findings.add("It says that it is two kinds of file at once.")
        return _ARCHIVE
    if kept.mimetype is not None:
        other = "an OpenDocument file of another kind" if b"opendocument" in kept.mimetype else _ARCHIVE
        return _ODF.get(kept.mimetype.strip(), other)
    if kept.content_types is None:
        return _ARCHIVE
    return _office_kind(kept.content_types, {part.name.casefold() for part in parts}, findings)


def _office_kind(content_types: bytes, names: set[str], findings: Findings) -> str:
    types: list[tuple[str, str]] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        if element.rpartition("}")[2] in ("Override", "Default"):
            types.append((attributes.get("ContentType", ""), attributes.get("PartName", "")))

    def refuse(*_: object) -> None:
        raise _Damaged("It declares a document type.")

    parser = xml.parsers.expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content_types, True)
    except (xml.parsers.expat.ExpatError, _Damaged):
        findings.add("The part that says what the file is cannot be read.", "[Content_Types].xml")
        return _ARCHIVE
    if any("macroenabled" in kind.casefold() or "vbaproject" in kind.casefold() for kind, _ in types):
        findings.add("It holds a macro. Save the file without macros.", "[Content_Types].xml")
    kinds = {_OOXML[kind] for kind, _ in types if kind in _OOXML}
    if len(kinds) > 1:
        findings.add("It says that it is two kinds of file at once.", "[Content_Types].xml")
        return _ARCHIVE
    if not kinds:
        return "an Office file of another kind"
    for kind, name in types:
        if kind in _OOXML and name and name.lstrip("/").casefold() not in names:
            findings.add("The document itself is missing from the file.", _shown(name))
    return kinds.pop()
