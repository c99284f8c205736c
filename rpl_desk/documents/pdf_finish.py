"""What makes a drawn PDF archival, carries the signed record inside, and compares one with another."""

import re
import struct
import zlib
from functools import cache
from io import BytesIO
from typing import NamedTuple
from xml.sax.saxutils import escape

import pikepdf
import reportlab
from pikepdf import Array, Dictionary, Name, Stream, String

from rpl_desk import __version__
from rpl_desk.domain.errors import StorageProblem

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>RPL Desk</xmp:CreatorTool><xmp:CreateDate>{made_at}</xmp:CreateDate>
<xmp:ModifyDate>{made_at}</xmp:ModifyDate><pdf:Producer>{producer}</pdf:Producer>
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of PDF/UA</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""

_BFCHAR = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]{4,6})>")


class About(NamedTuple):
    """What a document says of itself; `made_at` is ISO text in UTC to the second."""

    title: str
    author: str
    made_at: str


class Attachment(NamedTuple):
    name: str
    data: bytes
    words: str


def made_with() -> dict[str, str]:
    """Return what makes a PDF here, with versions; the same make and the same record give the same bytes."""
    return {
        "RPL Desk": __version__,
        "reportlab": reportlab.__version__,
        "pikepdf": pikepdf.__version__,
        "qpdf": pikepdf.__libqpdf_version__,
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }


def made_with_of(data: bytes) -> dict[str, str]:
    """Return what a PDF says it was made with; empty where it does not say, raises StorageProblem when unreadable."""
    with opened_pdf(data) as pdf:
        said = str(pdf.docinfo.get("/Producer", "")) if pdf.trailer.get("/Info") is not None else ""
    parts = (part.rpartition(" ") for part in said.split("; "))
    return {name: version for name, _, version in parts if name}


def title_of(data: bytes) -> str:
    """Return the title a PDF gives itself; empty where it gives none, raises StorageProblem when unreadable."""
    with opened_pdf(data) as pdf:
        return str(pdf.docinfo.get("/Title", "")) if pdf.trailer.get("/Info") is not None else ""


def finished(drawn: bytes, about: About, attachment: Attachment | None = None) -> bytes:
    """Return a drawn, tagged PDF as PDF/A-3a and PDF/UA-1 with an attachment, if any; equal input gives equal bytes."""
    with pikepdf.open(BytesIO(drawn)) as pdf:
        root = pdf.Root
        for number, page in enumerate(pdf.pages):
            page.obj.StructParents, page.obj.Tabs = number, Name.S
            _pack(page.obj.Contents, page.obj.Contents.read_bytes(), b"\n")
        root.Lang = String("en-GB")
        root.MarkInfo = Dictionary(Marked=True)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        _mend_fonts(pdf)
        root.OutputIntents = Array(
            [
                Dictionary(
                    Type=Name.OutputIntent,
                    S=Name.GTS_PDFA1,
                    OutputConditionIdentifier=String("sRGB"),
                    Info=String("sRGB IEC61966-2.1"),
                    DestOutputProfile=Stream(pdf, srgb_profile(), N=3),
                )
            ]
        )
        _describe(pdf, about)
        if attachment is not None:
            _attach(pdf, about, attachment)
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    """Write the file; numbers objects anew where a stream of packed objects would end in CR, as `_pack` says."""
    for key in ("", "/MarkInfo", "/ViewerPreferences", "/Names"):
        if key:
            pdf.Root[key] = pdf.make_indirect(pdf.Root[key])
        out = BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        if b"\r\nendstream" not in out.getvalue():
            break
    return out.getvalue()


def _describe(pdf: pikepdf.Pdf, about: About) -> None:
    producer = "; ".join(f"{name} {version}" for name, version in made_with().items())
    words = {
        "title": escape(about.title, _UNSEEN),
        "author": escape(about.author, _UNSEEN),
        "made_at": about.made_at,
        "producer": producer,
    }
    xmp = _XMP.format(**words).encode("utf-8", "replace")
    pdf.Root.Metadata = Stream(pdf, xmp, Type=Name.Metadata, Subtype=Name.XML)
    stamp = _pdf_date(about.made_at)
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(
            Title=String(_seen(about.title)),
            Author=String(_seen(about.author)),
            Creator=String("RPL Desk"),
            Producer=String(producer),
            CreationDate=String(stamp),
            ModDate=String(stamp),
        )
    )


_UNSEEN = {chr(code): "\ufffd" for code in (*range(0x20), 0xFFFE, 0xFFFF)}
"""Characters that XML cannot hold."""


def _seen(text: str) -> str:
    return "".join(_UNSEEN.get(char, char) for char in text)


def _pdf_date(made_at: str) -> str:
    return f"D:{re.sub('[^0-9]', '', made_at)[:14]}Z"


def _attach(pdf: pikepdf.Pdf, about: About, attachment: Attachment) -> None:
    name, data, words = attachment
    stored = Stream(
        pdf,
        b"",
        Type=Name.EmbeddedFile,
        Subtype=Name("/application/json"),
        Params=Dictionary(ModDate=String(_pdf_date(about.made_at)), Size=len(data)),
    )
    packed = zlib.compress(data)
    stored.write(packed + b"\n" if packed.endswith(b"\r") else packed, filter=Name.FlateDecode)
    entry = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(name),
            UF=String(name),
            Desc=String(words),
            AFRelationship=Name.Data,
            EF=Dictionary(F=stored, UF=stored),
        )
    )
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String(name), entry])))
    pdf.Root.AF = Array([entry])


AFTER_FONT = bytes((0, 0, 0, 1))
"""What may follow the last table of a font file: four bytes, as tables begin at multiples of four."""


def _mend_fonts(pdf: pikepdf.Pdf) -> None:
    """Write the tables from codes to characters anew.

    ReportLab 5.1 lists unused codes as U+0000, and characters past U+FFFF in five digits instead of two units.
    """
    fonts = pdf.pages[0].obj.Resources.Font
    for font in fonts.values():
        table = font.ToUnicode
        pairs = [
            f"<{code.decode()}> <{chr(int(value, 16)).encode('utf-16-be').hex().upper()}>"
            for code, value in _BFCHAR.findall(table.read_bytes())
            if int(value, 16)
        ]
        blocks = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
        body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        _pack(
            table,
            (
                "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
                "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                f"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{body}\n"
                "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
            ).encode("ascii"),
            b"\n",
        )
        file = font.FontDescriptor.FontFile2
        file.Length1 = _pack(file, file.read_bytes(), AFTER_FONT)


def _pack(stream: pikepdf.Object, data: bytes, padding: bytes) -> int:
    """Store data compressed, padded until it does not end in CR; return its length before compression.

    A stream whose last byte is CR, before the line feed that PDF/A asks for, reads as one byte too long to validators
    that go by `endstream`. padding: not of zeros alone. Compressed data ends in a sum of its bytes, which zeros leave
    as it is: one font in 256 would be padded without end.
    """
    packed = zlib.compress(data)
    while packed.endswith(b"\r"):
        data += padding
        packed = zlib.compress(data)
    stream.write(packed, filter=Name.FlateDecode)
    return len(data)


@cache
def srgb_profile() -> bytes:
    """Return an ICC version 2 display profile of sRGB, the same bytes on every machine.

    Source: ICC.1:2001-04 for the form; IEC 61966-2-1 for curve and primaries, adapted to D50.
    """

    def fixed(*values: float) -> bytes:
        return b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + fixed(*values)

    def light(value: float) -> int:
        line = value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        return round(line * 65535)

    curve = b"curv\0\0\0\0" + struct.pack(">I1024H", 1024, *(light(step / 1023) for step in range(1024)))
    name = b"sRGB IEC61966-2.1\0"
    words = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(4 + 4 + 2 + 1 + 67)
    parts = {
        b"desc": words,
        b"cprt": b"text\0\0\0\0No copyright, use freely\0",
        b"wtpt": xyz(0.96420, 1.0, 0.82491),
        b"rXYZ": xyz(0.43607, 0.22249, 0.01392),
        b"gXYZ": xyz(0.38515, 0.71687, 0.09708),
        b"bXYZ": xyz(0.14307, 0.06061, 0.71410),
        b"rTRC": curve,
    }
    at = 128 + 4 + 12 * (len(parts) + 2)
    table, body, places = [], b"", {}
    for tag, part in parts.items():
        places[tag] = (at + len(body), len(part))
        body += part + bytes(-len(part) % 4)
    places[b"gTRC"] = places[b"bTRC"] = places[b"rTRC"]
    table = [tag + struct.pack(">II", *place) for tag, place in places.items()]
    size = at + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(4 + 4 + 4 + 4 + 8 + 4)
    head += fixed(0.96420, 1.0, 0.82491)
    return head + bytes(128 - len(head)) + struct.pack(">I", len(places)) + b"".join(table) + body


UNREADABLE = (pikepdf.PdfError, pikepdf.PasswordError, AttributeError, KeyError, TypeError, ValueError, RuntimeError)
"""What pikepdf 10.18 raises on damaged files, depending on where the damage is."""


CONTAINERS = (Name.ObjStm, Name.XRef)
"""Streams that hold other objects, which are compared one by one."""


def carries_something(data: bytes) -> bool:
    """Tell whether a PDF has a file attached to the whole of it; raises StorageProblem when it cannot be read."""
    with opened_pdf(data) as pdf:
        return "/AF" in pdf.Root


def attached_bundle(data: bytes, most: int) -> bytes:
    """Return the signed record attached to a PDF; raises StorageProblem when there is none to read.

    A record of more than `most` bytes is returned cut off one byte past that, for the caller to refuse.
    """
    with opened_pdf(data) as pdf:
        try:
            entries = [entry for entry in pdf.Root.get("/AF", []) if entry.get("/AFRelationship") == Name.Data]
            if len(entries) == 1:
                return _unpacked(entries[0].EF.F, most)
        except (*UNREADABLE, zlib.error) as error:
            raise StorageProblem("The record inside this PDF cannot be read: the file is damaged.") from error
    raise StorageProblem("This PDF holds no signed record of RPL Desk.")


def _unpacked(stream: pikepdf.Object, most: int) -> bytes:
    """Return a stream's content, read no further than one byte past `most`.

    Unpacked here and not by qpdf, which passes over a wrong checksum and unpacks without a bound.
    """
    raw = stream.read_raw_bytes()
    if stream.get("/Filter") != Name.FlateDecode:
        return bytes(raw[: most + 1])
    packer = zlib.decompressobj()
    data = packer.decompress(raw, most + 1)
    if len(data) <= most and not packer.eof:
        raise zlib.error("the end is missing")
    return data


def compare_pdf(data: bytes, fresh: bytes) -> tuple[str, ...]:
    """Say in plain words how a PDF differs from one freshly made of the record inside it; empty when it does not.

    Both must come from the same versions (`made_with_of`); otherwise sameness cannot be judged by bytes.
    """
    if data == fresh:
        return ()
    try:
        with opened_pdf(data) as found, opened_pdf(fresh) as made:
            differences = _differences(found, made)
    except StorageProblem as problem:
        return (str(problem),)
    return differences or ("The content of this PDF is as it was made, but the file is stored in other bytes.",)


def _differences(found: pikepdf.Pdf, made: pikepdf.Pdf) -> tuple[str, ...]:
    """Compare object by object: equal makes give equal numbering."""
    parts = _parts(made)
    said: dict[str, None] = {}
    try:
        theirs = {one.objgen: one for one in found.objects}
    except UNREADABLE:
        return ("This PDF cannot be read: it is damaged.",)
    ours = {one.objgen: one for one in made.objects}
    for number, object_ in ours.items():
        if isinstance(object_, Stream) and object_.get("/Type") in CONTAINERS:
            continue
        what = parts.get(number, "a part that readers do not see")
        if number not in theirs:
            said[f"Missing: {what}."] = None
            continue
        try:
            same = bytes_of(object_) == bytes_of(theirs[number])
        except UNREADABLE:
            said[f"Damaged: {what}."] = None
        else:
            if not same:
                said[f"Changed: {what}."] = None
    if theirs.keys() - ours.keys():
        said["Added: something that was not there."] = None
    return tuple(said)


def bytes_of(thing: pikepdf.Object) -> bytes:
    if isinstance(thing, Stream):
        return bytes(thing.stream_dict.unparse(resolved=True)) + thing.read_raw_bytes()
    return bytes(thing.unparse(resolved=True))


def _parts(pdf: pikepdf.Pdf) -> dict[tuple[int, int], str]:
    """Return what each object of a sound PDF is, in plain words."""
    parts: dict[tuple[int, int], str] = {}

    def claim(thing: pikepdf.Object, words: str) -> None:
        waiting = [thing]
        while waiting:
            one = waiting.pop()
            if one.is_indirect:
                if one.objgen in parts:
                    continue
                parts[one.objgen] = words
            if isinstance(one, Array):
                waiting.extend(kid for kid in one if isinstance(kid, pikepdf.Object))
            elif isinstance(one, Dictionary | Stream):
                waiting.extend(kid for _, kid in one.items() if isinstance(kid, pikepdf.Object))

    parts[pdf.Root.objgen] = "the document's settings"
    parts[pdf.Root.Pages.objgen] = "the list of pages"
    for number, page in enumerate(pdf.pages, 1):
        parts[page.obj.objgen] = f"the frame of page {number}"
        claim(page.obj.Contents, f"the content of page {number}")
    for page in pdf.pages:
        claim(page.obj.Resources.Font, "the fonts")
    claim(pdf.Root.AF, "the attached record")
    claim(pdf.Root.Names, "the attached record")
    claim(pdf.Root.Metadata, "the description of the document")
    claim(pdf.docinfo, "the description of the document")
    claim(pdf.Root.OutputIntents, "the colours")
    claim(pdf.Root.StructTreeRoot, "the structure for screen readers")
    if "/Outlines" in pdf.Root:
        claim(pdf.Root.Outlines, "the bookmarks")
    for page in pdf.pages:
        claim(page.obj.Resources, "the pictures")
    return parts


def opened_pdf(data: bytes) -> pikepdf.Pdf:
    if not data.startswith(b"%PDF-"):
        raise StorageProblem("This is not a PDF.")
    try:
        return pikepdf.open(BytesIO(data), suppress_warnings=True, attempt_recovery=False)
    except UNREADABLE as error:
        raise StorageProblem("This PDF cannot be read: it is damaged or cut short.") from error
