"""Words of scans, recognised in the worker: where they stand, what they are called, and that they can be missing."""

import io
import sys

import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from rpl_desk.domain.languages import Languages
from rpl_desk.domain.page_text import box_of, rectangles, to_picture
from rpl_desk.domain.recognition import is_recognised
from rpl_desk.paths import resource
from rpl_desk.reading import recognition
from rpl_desk.reading.preview import Preview
from rpl_desk.reading.recognition import installed

HERE = installed()
needs = pytest.mark.skipif(HERE is None, reason="text recognition is not installed: sh installer/desk setup-ocr")
LINES = ("Learners plan and carry out", "support under light supervision")


def scan(wide: int = 1240, high: int = 1754) -> Image.Image:
    """Return two lines of large print as a scanner at 150 dpi sees them."""
    image = Image.new("L", (wide, high), 250)
    font = ImageFont.truetype(str(next(resource("fonts").glob("DejaVuSans.ttf"))), 40)
    for place, line in enumerate(LINES):
        ImageDraw.Draw(image).text((150, 300 + 400 * place), line, font=font, fill=20)
    return image


def scanned_pdf() -> bytes:
    """Return a scan, then a page with text of its own."""
    out = io.BytesIO()
    canvas = Canvas(out, (595, 842))
    canvas.drawImage(ImageReader(scan()), 0, 0, 595, 842)
    canvas.showPage()
    canvas.drawString(72, 700, "Typed words")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


@needs
def test_a_scan_gives_its_words_with_their_places_and_a_page_with_text_keeps_its_own():
    with Preview.open(scanned_pdf(), "application/pdf", recognition=HERE) as preview:
        assert any("recognised by Tesseract, and may be wrong" in note for note in preview.outline.notes)
        page = preview.page_text(0)
        assert page.text.lower().split("\n")[:2] == [line.lower() for line in LINES]
        assert is_recognised(page.extractor) and page.extractor.endswith(" eng") and page.confidence > 80
        at = page.text.index("light")
        (box,) = rectangles(page, at, at + 5)
        assert 595 * 400 / 1240 < box.left < box.right < 595 * 800 / 1240
        assert 842 - 842 * 760 / 1754 < box.bottom < box.top < 842 - 842 * 690 / 1754
        assert box_of(page, page.text.index("\n")) is None
        typed = preview.page_text(1)
        assert "Typed words" in typed.text and not is_recognised(typed.extractor) and typed.confidence is None
        assert preview.page_text(0, boxes=False).text == page.text


@needs
@pytest.mark.parametrize("turned", [90, 180, 270])
def test_words_of_a_turned_page_stand_where_they_are_seen(turned):
    """The scan lies turned in the file, and the page's own rotation sets it upright again."""
    lying = scan().rotate(turned, expand=True)
    out = io.BytesIO()
    canvas = Canvas(out, lying.size)
    canvas.drawImage(ImageReader(lying), 0, 0, *lying.size)
    canvas.showPage()
    canvas.save()
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(out.getvalue())) as pdf:
        pdf.pages[0].Rotate = turned
        pdf.save(made)
    with Preview.open(made.getvalue(), "application/pdf", recognition=HERE) as preview:
        page = preview.page_text(0)
        assert LINES[0] in page.text
        at = page.text.index("Learners")
        seen = to_picture(page.place, box_of(page, at), 1.0)
        assert 140 < seen.left < 160 and 300 < (seen.bottom + seen.top) / 2 < 345


def png_of(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@needs
def test_a_photo_becomes_a_page_whose_words_can_be_selected():
    with Preview.open(png_of(scan()), "image/png", recognition=HERE) as preview:
        assert preview.outline.kind == "pages"
        page = preview.page_text(0)
        assert LINES[1] in page.text.lower()
        box = box_of(page, page.text.index("Learners"))
        assert 140 < box.left < 165 and 1754 - 350 < box.bottom < box.top < 1754 - 290
        assert preview.page_picture(0, width=200).width == 200


@needs
def test_an_empty_page_gives_no_words():
    with Preview.open(png_of(Image.new("L", (600, 800), 255)), "image/png", recognition=HERE) as preview:
        assert preview.page_text(0).text.strip() == ""


@needs
@pytest.mark.skipif(sys.platform != "linux", reason="these limits are Linux's")
def test_recognition_runs_inside_every_limit_of_the_worker():
    with Preview.open(scanned_pdf(), "application/pdf", recognition=HERE) as preview:
        assert {"memory", "processes", "system calls", "files", "network"} <= set(preview.outline.guards)


def test_the_language_data_is_found_where_it_is_named_and_missed_where_it_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr(recognition, "find_spec", lambda name: object())
    monkeypatch.setattr(recognition, "_PLACES", {})
    monkeypatch.setattr(recognition.sys, "prefix", str(tmp_path / "nowhere"))
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert installed() is None
    (tmp_path / "eng.traineddata").write_bytes(b"sample")
    assert installed() == recognition.Recognition(str(tmp_path), "eng")
    (tmp_path / "osd.traineddata").write_bytes(b"sample")
    assert installed(["gla"]) is None
    assert recognition.languages(["gla"]) == Languages(("gla",), ("eng",), str(tmp_path))
    (tmp_path / "gla.traineddata").write_bytes(b"sample")
    assert installed(["gla", "eng", "pol"]) == recognition.Recognition(str(tmp_path), "gla+eng")
    other = tmp_path / "other" / "share" / "tessdata"
    other.mkdir(parents=True)
    for name in ("eng", "gla", "pol"):
        (other / f"{name}.traineddata").write_bytes(b"sample")
    monkeypatch.setattr(recognition.sys, "prefix", str(tmp_path / "other"))
    assert installed(["gla", "eng", "pol"]) == recognition.Recognition(str(other), "gla+eng+pol")
    assert installed(["gla"]).folder == str(tmp_path)
    monkeypatch.setattr(recognition, "find_spec", lambda name: None)
    assert installed() is None
