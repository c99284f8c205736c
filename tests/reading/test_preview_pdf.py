"""Pages of a PDF through the worker: pictures, text with places, outline, and what stays undone."""

import io

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from rpl_desk.domain.page_text import box_of, from_picture, offset_at, rectangles, to_picture
from rpl_desk.reading.preview import CannotPreview, Preview

A4 = (595.2755, 841.8897)


def made(draw, **settings) -> bytes:
    """Return a PDF drawn by `draw(canvas)`."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, **settings)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def three_pages(canvas: Canvas) -> None:
    for number in range(1, 4):
        canvas.bookmarkPage(f"p{number}")
        canvas.addOutlineEntry(f"Part {number}", f"p{number}", level=0 if number < 3 else 1)
        canvas.drawString(72, 720, f"Page {number}: I led the handover.")
        canvas.drawString(72, 700, "Second line")
        canvas.showPage()


def changed(data: bytes, change) -> bytes:
    """Return a PDF changed by `change(pdf)`."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def open_pdf(data: bytes) -> Preview:
    return Preview.open(data, "application/pdf", "E04")


def dark_box(picture) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of the pixels that are not white, in pixels."""
    rows = [bytes(picture.pixels[y * picture.stride :][: picture.width * 4]) for y in range(picture.height)]
    inked = [y for y, row in enumerate(rows) if row.count(255) != len(row)]
    columns = [x // 4 for y in inked for x, value in enumerate(rows[y]) if value < 200]
    return min(columns), inked[0], max(columns) + 1, inked[-1] + 1


def test_pages_bookmarks_and_sizes_are_told_when_it_opens():
    with open_pdf(made(three_pages)) as preview:
        outline = preview.outline
        assert outline.kind == "pages"
        assert [page.label for page in outline.pages] == ["1", "2", "3"]
        assert [(round(page.width), round(page.height)) for page in outline.pages] == [(595, 842)] * 3
        assert [(mark.title, mark.depth, mark.page) for mark in outline.bookmarks] == [
            ("Part 1", 0, 0),
            ("Part 2", 0, 1),
            ("Part 3", 1, 2),
        ]


def test_a_page_is_drawn_at_the_size_asked_for_and_its_text_lies_where_the_ink_is():
    with open_pdf(made(three_pages)) as preview:
        picture, text = preview.page_picture(1, scale=2), preview.page_text(1)
        assert (picture.width, picture.height) == (1191, 1683)
        assert text.text == "Page 2: I led the handover.\nSecond line"
        assert text.extractor.startswith("PDFium ")
        lines = rectangles(text, 0, len(text.text))
        assert len(lines) == 2
        left, top, right, bottom = dark_box(picture)
        drawn = [to_picture(picture.place, line, 2) for line in lines]
        assert abs(left - drawn[0].left) < 4 and abs(right - drawn[0].right) < 4
        assert drawn[0].bottom < top < drawn[0].top and drawn[1].bottom < bottom < drawn[1].top + 2


def places(text) -> set:
    """Return each character with its box, whatever the order; PDFium reads a page in the order it is shown."""
    return {(character, box_of(text, at)) for at, character in enumerate(text.text) if box_of(text, at)}


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_drawn_upright_and_its_places_stay_unturned(turn):
    plain = made(three_pages)
    with open_pdf(changed(plain, lambda pdf: pdf.pages[0].rotate(turn, relative=False))) as preview:
        with open_pdf(plain) as straight:
            assert places(preview.page_text(0)) == places(straight.page_text(0))
        picture, text = preview.page_picture(0, width=1000), preview.page_text(0)
        assert picture.place.rotation == turn
        scale = picture.width / preview.outline.pages[0].width
        left, top, _, _ = dark_box(picture)
        lines = [to_picture(picture.place, line, scale) for line in rectangles(text, 0, len(text.text))]
        assert abs(min(line.left for line in lines) - left) < 8
        assert abs(min(line.bottom for line in lines) - top) < 12
        x, y = from_picture(
            picture.place, (lines[0].left + lines[0].right) / 2, (lines[0].bottom + lines[0].top) / 2, scale
        )
        assert offset_at(text, x, y) in range(len("Page 1: I led the handover."))


def test_a_cropped_page_keeps_the_coordinates_of_its_own_space():
    def crop(pdf):
        pdf.pages[0].cropbox = [50, 600, 400, 800]

    with open_pdf(changed(made(three_pages), crop)) as preview:
        place = preview.page_picture(0, scale=1).place
        assert (place.left, place.bottom, place.right, place.top) == (50, 600, 400, 800)
        assert (preview.outline.pages[0].width, preview.outline.pages[0].height) == (350, 200)
        assert round(preview.page_text(0).boxes[0]) == 72


def test_a_huge_scale_is_capped_at_5000_pixels_and_32_megapixels():
    with open_pdf(made(three_pages)) as preview:
        picture = preview.page_picture(0, scale=100)
        assert max(picture.width, picture.height) <= 5_000 and picture.width * picture.height <= 32_000_000
        assert len(picture.pixels) == picture.stride * picture.height


def test_printed_page_numbers_attachments_and_scripts_are_told_and_nothing_runs():
    def label(pdf):
        pdf.Root.PageLabels = pikepdf.Dictionary(Nums=[0, pikepdf.Dictionary(S=pikepdf.Name.r)])
        pdf.attachments["hours.csv"] = b"unit,hours"
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.Names.JavaScript = pikepdf.Dictionary(Names=["a", script])

    with open_pdf(changed(made(three_pages), label)) as preview:
        assert [page.label for page in preview.outline.pages] == ["i", "ii", "iii"]
        assert [(item.name, item.size) for item in preview.outline.attachments] == [("hours.csv", None)]
        assert "script, which was not run" in preview.outline.notes[0]


def test_what_was_typed_into_a_form_is_drawn():
    def form(canvas):
        canvas.acroForm.textfield(name="claim", value="WWWWWWWW", x=100, y=600, width=200, height=30, borderWidth=0)
        canvas.showPage()

    with open_pdf(made(form)) as preview:
        left, top, right, bottom = dark_box(preview.page_picture(0))
        assert 90 < left < right < 310 and 205 < top < bottom < 245


def test_a_locked_pdf_is_refused_in_words():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made(three_pages))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    with pytest.raises(
        CannotPreview, match=r"E04 cannot be previewed: it is locked with a password\. The original is kept"
    ):
        open_pdf(out.getvalue())


def test_a_page_that_is_not_there_is_refused_and_the_rest_stays():
    with open_pdf(made(three_pages)) as preview:
        with pytest.raises(CannotPreview, match="no such page"):
            preview.page_picture(3)
        assert preview.page_text(2).text.startswith("Page 3")
