"""What files say of themselves beside their text: whoever is named there is found, whatever the kind of file."""

import io
import zipfile
import zlib
from email.message import EmailMessage

import pytest
from PIL import ExifTags, Image, PngImagePlugin
from reportlab.pdfgen.canvas import Canvas

from rpl_desk.reading.kinds import KINDS
from rpl_desk.reading.preview import About, Preview

from .compound_maker import compound
from .office_makers import opendocument, paragraph, run, word

NAME = "Quillhilda Zephyrine"
XMP = (
    b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="r" xmlns:dc="d" xmlns:p="p">'
    b'<rdf:Description p:Owner="%b"><dc:creator><rdf:Seq><rdf:li>%b</rdf:li></rdf:Seq></dc:creator></rdf:Description>'
    b"</rdf:RDF></x:xmpmeta>"
)


def about(data: bytes, kind: str) -> About:
    with Preview.open(data, KINDS[kind].media_type, "E04") as preview:
        return preview.about()


def named(data: bytes, kind: str) -> set[str]:
    """Return where the name stands; all of the file was looked through."""
    found = about(data, kind)
    assert found.whole
    return {where for where, words in found.words if NAME in words}


def pdf(**say: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawString(72, 720, "An account.")
    if "author" in say:
        canvas.setAuthor(say["author"])
    if "bookmark" in say:
        canvas.bookmarkPage("here")
        canvas.addOutlineEntry(say["bookmark"], "here")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def with_metadata(packed: bool) -> bytes:
    """Return a PDF with a stream of XMP in it, open or packed, before its table."""
    said = XMP % (NAME.encode(), NAME.encode())
    body = zlib.compress(said) if packed else said
    how = b"/Filter/FlateDecode" if packed else b""
    stream = b"90 0 obj\n<</Type/Metadata/Subtype/XML%b/Length %d>>\nstream\n%b\nendstream\nendobj\n"
    plain = pdf()
    place = plain.rindex(b"xref\n", 0, plain.rindex(b"startxref"))
    return plain[:place] + stream % (how, len(body), body) + plain[place:]


def test_a_pdf_tells_its_description_its_metadata_and_its_bookmarks():
    assert named(pdf(author=NAME), "pdf") == {"author"}
    assert named(pdf(bookmark=f"Of {NAME}"), "pdf") == {"bookmark"}
    assert named(with_metadata(packed=False), "pdf") == {"XMP creator", "XMP Owner"}
    assert named(with_metadata(packed=True), "pdf") == {"XMP creator", "XMP Owner"}
    assert named(pdf(), "pdf") == set()


def test_metadata_packed_in_a_way_that_is_not_read_is_told():
    damaged = with_metadata(packed=True).replace(zlib.compress(XMP % (NAME.encode(), NAME.encode()))[:2], b"zz")
    assert not about(damaged, "pdf").whole
    assert not about(with_metadata(packed=True).replace(b"FlateDecode", b"LZWDecode  "), "pdf").whole


def with_part(data: bytes, name: str, text: str) -> bytes:
    kept = io.BytesIO(data)
    with zipfile.ZipFile(kept, "a") as file:
        file.writestr(name, text)
    return kept.getvalue()


def test_office_files_tell_their_properties():
    plain = word(paragraph(run("An account.")))
    core = f'<p:coreProperties xmlns:p="c" xmlns:dc="d"><dc:creator>{NAME}</dc:creator></p:coreProperties>'
    custom = (
        f'<Properties xmlns="c" xmlns:v="v"><property name="Writer"><v:lpwstr>{NAME}</v:lpwstr></property></Properties>'
    )
    extended = f'<Properties xmlns="e"><Manager>{NAME}</Manager></Properties>'
    assert named(with_part(plain, "docProps/core.xml", core), "docx") == {"creator"}
    assert named(with_part(plain, "docProps/app.xml", extended), "docx") == {"Manager"}
    assert named(with_part(plain, "docProps/custom.xml", custom), "docx") == {"Writer"}
    assert named(plain, "docx") == set()
    assert not about(with_part(plain, "docProps/core.xml", "<broken"), "docx").whole
    text = opendocument("odt", "<text:p>An account.</text:p>")
    meta = f'<m:document-meta xmlns:m="m" xmlns:dc="d"><dc:creator>{NAME}</dc:creator></m:document-meta>'
    assert named(with_part(text, "meta.xml", meta), "odt") == {"creator"}


def saved(kind: str, **settings) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 6), "white").save(out, kind, **settings)
    return out.getvalue()


def exif() -> Image.Exif:
    tags = Image.Exif()
    tags[ExifTags.Base.Artist] = NAME
    tags[ExifTags.Base.XPAuthor] = NAME.encode("utf-16-le")
    tags.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.CameraOwnerName] = NAME
    return tags


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_photo_tells_what_the_camera_and_its_owner_wrote(kind):
    found = named(saved(kind, exif=exif()), {"JPEG": "jpg", "TIFF": "tif"}.get(kind, kind.lower()))
    assert {"EXIF Artist", "EXIF XPAuthor"} <= found
    assert ("EXIF 8769 CameraOwnerName" in found) == (kind != "TIFF")  # Pillow writes no such list into a TIFF


def test_a_photo_tells_its_comments_texts_and_xmp():
    assert named(saved("JPEG", comment=NAME), "jpg") == {"comment"}
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("Author", NAME)
    assert "Author" in named(saved("PNG", pnginfo=texts), "png")
    assert named(saved("JPEG", xmp=XMP % (b"nobody", NAME.encode())), "jpg") == {"XMP creator"}
    iptc = (
        b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + (5 + len(NAME)).to_bytes(4) + b"\x1c\x02\x50" + len(NAME).to_bytes(2)
    )
    iptc += NAME.encode()
    block = b"\xff\xed" + (2 + len(iptc)).to_bytes(2) + iptc
    plain = saved("JPEG")
    assert named(plain[:2] + block + plain[2:], "jpg") == {"IPTC 404"}
    assert named(saved("GIF", comment=NAME), "gif") == {"comment"}


def test_mail_tells_every_line_of_its_heads():
    inner = EmailMessage()
    inner["X-Sender"] = NAME
    inner.set_content("An account.")
    outer = EmailMessage()
    outer["X-Originating-User"] = NAME
    outer["Subject"] = "An account"
    outer.set_content("See the file.")
    outer.add_attachment(inner)
    assert named(outer.as_bytes(), "eml") == {"head, X-Originating-User", "head, X-Sender"}


def test_an_outlook_message_tells_its_properties():
    wide = NAME.encode("utf-16-le")
    data = compound(
        {
            "__properties_version1.0": bytes(32),
            "__substg1.0_1000001F": "An account.".encode("utf-16-le"),
            "__substg1.0_007D001F": f"X-Sender: {NAME}".encode("utf-16-le"),
            "__recip_version1.0_#00000000": {"__substg1.0_3001001F": wide},
        }
    )
    assert named(data, "msg") == {"head", "property 3001"}


def test_rich_text_and_web_pages_tell_what_is_not_shown():
    rtf = rb"{\rtf1\ansi{\info{\author %b}{\*\company %b}}{\*\revtbl{Unknown;}{%b;}}An account.\par}"
    assert named(rtf % ((NAME.encode(),) * 3), "rtf") == {"author", "company", "revtbl"}
    page = f"<html><head><title>{NAME}</title><meta name='author' content='{NAME}'></head><body><!-- {NAME} --><p>x</p>"
    assert named(page.encode(), "html") == {"title", "author", "remark"}
    assert named(b"An account.", "txt") == set()


def test_a_recording_says_that_it_was_not_looked_through():
    from .file_makers import mp3

    assert about(mp3(), "mp3") == About((), whole=False)
