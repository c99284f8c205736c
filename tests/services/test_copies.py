"""Working copies: marks that other readers show, areas with nothing underneath, and originals that stay as they are."""

import io
import json
import re
import subprocess
import zlib
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.domain.errors import DeskError, NotAllowed, Refused, RuleViolation
from rpl_desk.domain.evidence import EvidenceKind, Stance
from rpl_desk.domain.intake import IntakeEvidence
from rpl_desk.domain.page_text import rectangles
from rpl_desk.domain.passages import Anchor, AnchorKind, PageWords, Rectangle, text_anchor
from rpl_desk.domain.redaction import Area, Span, Wanted, read_span, read_wanted
from rpl_desk.paths import resource
from rpl_desk.playing import pcm
from rpl_desk.reading.copying import CannotCopy, CopiedMark, marked_copy
from rpl_desk.reading.gate import inspect_bytes
from rpl_desk.services.evidence import details_for
from tests import office as sample
from tests.playing.media_makers import video, wav
from tests.reading import malformed
from tests.reading.test_recognition import LINES, needs, scan, scanned_pdf

SECRET = "Jane Quillfeather"


def write_source(path: Path) -> Path:
    """Write a PDF with a name on two pages, one of them turned, with a title, a link and an attachment."""
    canvas = Canvas(str(path), invariant=1)
    canvas.setTitle(f"About {SECRET}")
    canvas.setAuthor(SECRET)
    canvas.bookmarkPage("one")
    canvas.addOutlineEntry(SECRET, "one")
    canvas.setFont("Helvetica", 14)
    canvas.drawString(72, 700, f"The report was written by {SECRET} in May.")
    canvas.drawString(72, 660, "The rest of the page is for all to read.")
    canvas.linkURL(f"https://example.ac.uk/{SECRET}", (72, 700, 300, 714))
    canvas.showPage()
    canvas.setPageRotation(90)
    canvas.setFont("Helvetica", 14)
    canvas.drawString(72, 500, f"Signed, {SECRET.upper()}.")
    canvas.showPage()
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.attachments["notes.txt"] = SECRET.encode()
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        pdf.save(path, deterministic_id=True)
    return path


@pytest.fixture
def case(desk: Desk, tmp_path: Path):
    """A claim at review with a PDF and a photograph."""
    write_source(tmp_path / "report.pdf")
    Image.new("RGB", (400, 300), "white").save(tmp_path / "photo.png")
    files = {one: tmp_path / one for one in ("report.pdf", "photo.png")}
    items = (
        IntakeEvidence("report.pdf", "Report", EvidenceKind.TESTIMONY),
        IntakeEvidence("photo.png", "Photograph", EvidenceKind.WORK_PRODUCT),
    )
    with sample.as_person(desk, "admin"):
        made = desk.intake.open_case(sample.case_file(CaseKind.RPL_CREDIT_SPECIFIC, evidence=items), files)
        desk.intake.begin_review(made)
        return desk.intake.contents(made.id).case


def items_of(desk: Desk, case):
    return desk.evidence.register(case.id)


def mark_words(desk: Desk, case, item, words: str, **link):
    """Mark words on the first page as the viewer would."""
    with desk.evidence.preview(item) as preview:
        page = preview.page_text(0)
    start = page.text.index(words)
    anchor = text_anchor(
        item.sha256,
        PageWords(0, "1", page.text, page.extractor),
        start,
        start + len(words),
        rectangles(page, start, start + len(words)),
    )
    return desk.marking.mark(case, item, anchor, **link)


@pytest.fixture
def marked(desk: Desk, case):
    with sample.as_person(desk, "one"):
        report = items_of(desk, case)[0]
        criteria = desk.judging.criteria(case.id)
        mark_words(desk, case, report, "for all to read", criterion=criteria[0], note="Plain.")
        area = Anchor(AnchorKind.AREA, report.sha256, 1, "2", rectangles=(Rectangle(60, 480, 300, 530),))
        desk.marking.mark(case, report, area, criterion=criteria[1], stance=Stance.CONTRADICTS, strength=3)
        desk.marking.mark(case, report, Anchor(AnchorKind.WHOLE, report.sha256))
    with sample.as_person(desk, "two"):
        mark_words(desk, case, report, "The rest", criterion=criteria[0], note="Of two.")
    return case


OPEN: list[pikepdf.Pdf] = []


def annotations(data: bytes) -> list[tuple[int, pikepdf.Object]]:
    pdf = pikepdf.open(io.BytesIO(data))
    OPEN.append(pdf)  # its objects are gone with it
    return [
        (number, one)
        for number, page in enumerate(pdf.pages)
        for one in page.obj.get("/Annots", [])
        if str(one.get("/NM", "")).startswith("rpl-desk-")
    ]


def copy_of(desk: Desk, case, tmp_path: Path, who: str = "one") -> bytes:
    with sample.as_person(desk, who):
        item = items_of(desk, case)[0]
        return desk.copies.marked(case, item, tmp_path / f"{who}.pdf").path.read_bytes()


def test_a_marked_copy_carries_each_mark_with_its_words_and_author(desk: Desk, marked, tmp_path: Path):
    found = annotations(copy_of(desk, marked, tmp_path))
    assert [(number, str(one.Subtype)) for number, one in found] == [
        (0, "/Text"), (0, "/Text"), (0, "/Highlight"), (1, "/Square"),
    ]  # fmt: skip
    about, whole, text, area = (one for _, one in found)
    assert "Marked copy of E01 Report" in str(about.Contents)
    with sample.as_person(desk, "one"):
        item = items_of(desk, marked)[0]
    assert item.sha256 in str(about.Contents)
    assert str(whole.Contents).startswith("Whole item")
    assert "+ supports, strength 2. Plain." in str(text.Contents)
    assert "− contradicts, strength 3." in str(area.Contents)
    assert str(text.T) == "Assessor One, assessor 1"
    assert len(text.QuadPoints) == 8
    assert [float(value) for value in area.Rect] == [60, 480, 300, 530]
    assert all("/N" in one.AP and int(one.F) == 4 and str(one.Popup.Subtype) == "/Popup" for _, one in found)


def test_other_readers_show_the_marks_where_they_were_made(desk: Desk, marked, tmp_path: Path):
    data = copy_of(desk, marked, tmp_path)
    (tmp_path / "copy.pdf").write_bytes(data)
    subprocess.run(["pdftoppm", "-r", "72", "-png", tmp_path / "copy.pdf", tmp_path / "seen"], check=True)
    seen = [Image.open(path).convert("RGB") for path in sorted(tmp_path.glob("seen-*.png"))]
    with pypdfium2.PdfDocument(data) as pdf:
        drawn = [page.render(scale=1, may_draw_forms=False).to_pil().convert("RGB") for page in pdf]
    quad = [float(value) for value in next(one for _, one in annotations(data) if "/QuadPoints" in one).QuadPoints]
    at = (int(min(quad[0::2]) + 1), int(842 - (min(quad[1::2]) + 1)))
    for pages in (seen, drawn):
        red, green, blue = pages[0].getpixel(at)
        assert green > red and green > blue and blue < 240
        frame = [pages[1].getpixel((x, 61)) for x in range(482, 528)]
        assert any(red > 200 and blue < 200 for red, _, blue in frame)


def test_before_the_reveal_a_copy_holds_ones_own_marks_alone(desk: Desk, marked, tmp_path: Path):
    mine, theirs = copy_of(desk, marked, tmp_path), copy_of(desk, marked, tmp_path, "two")
    words = [" ".join(str(one.Contents) for _, one in annotations(data)) for data in (mine, theirs)]
    assert "Of two." not in words[0] and "Plain." not in words[1]
    with sample.as_person(desk, "chair"), pytest.raises(RuleViolation, match="no marks that you may see"):
        desk.copies.marked(marked, items_of(desk, marked)[0], tmp_path / "chair.pdf")
    assert not (tmp_path / "chair.pdf").exists()
    with sample.as_person(desk, "two"):
        assert "hand out marked copy" in {one.action for one in desk.cases.log(marked.reference)}
    with sample.as_person(desk, "chair"):
        assert "hand out marked copy" not in {one.action for one in desk.cases.log(marked.reference)}


def test_the_original_and_its_text_stay_as_they_are_and_nothing_runs_by_itself(desk: Desk, marked, tmp_path: Path):
    data = copy_of(desk, marked, tmp_path)
    with sample.as_person(desk, "one"):
        assert desk.evidence.read(items_of(desk, marked)[0]) == (tmp_path / "report.pdf").read_bytes()
    with pypdfium2.PdfDocument(data) as pdf:
        assert SECRET in pdf[0].get_textpage().get_text_bounded()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "/OpenAction" not in pdf.Root
        assert "Marked copy" in str(pdf.docinfo.Subject)
    assert desk.check() == []


def test_what_is_no_pdf_has_no_marked_copy(desk: Desk, case, tmp_path: Path):
    with sample.as_person(desk, "one"), pytest.raises(RuleViolation, match="E02 is no PDF"):
        desk.copies.marked(case, items_of(desk, case)[1], tmp_path / "copy.pdf")


MARK = CopiedMark(0, "area", (Rectangle(1, 1, 9, 9),), (1.0, 0.0, 0.0), "Assessor One", "A mark.")


def bomb() -> bytes:
    """Return a PDF whose list of objects unpacks to a gigabyte and more."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1_200)) + packer.flush()
    body = b"%PDF-1.5\n1 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length "
    body += b"%d>>stream\n" % len(packed) + packed + b"\nendstream endobj\n"
    return body + b"trailer<</Root 2 0 R>>\nstartxref\n0\n%%EOF"


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7\n", b"%PDF-1.7\ntrailer<</Root 1 0 R>>\n%%EOF", b"not a PDF at all" * 100, bomb()],
    ids=["empty", "head only", "no pages", "another kind", "bomb"],
)
def test_a_document_that_is_damaged_costs_a_sentence(data):
    with pytest.raises(CannotCopy, match=r"No marked copy can be made of E01: .* The original is kept"):
        marked_copy(data, [MARK], name="E01", about="", subject="", made_at="D:20260528115203Z")


@pytest.mark.parametrize("where", ["/Annots", "/CropBox", "/Contents", "/Resources"])
def test_pages_with_odd_parts_are_copied_or_refused_in_words(tmp_path: Path, where):
    with pikepdf.open(write_source(tmp_path / "odd.pdf")) as pdf:
        pdf.pages[0].obj[where] = pikepdf.String("odd")
        out = io.BytesIO()
        pdf.save(out)
    try:
        made = marked_copy(out.getvalue(), [MARK], name="E01", about="", subject="", made_at="D:20260528115203Z")
    except CannotCopy as error:
        assert "damaged" in str(error)
    else:
        assert len(annotations(made)) == 2


@pytest.mark.slow
def test_every_malformed_pdf_is_copied_or_costs_a_sentence():
    said = {"copied": 0, "refused": 0}
    for _, kind, data in malformed.corpus():
        if kind != "pdf":
            continue
        try:
            marked_copy(bytes(data), [MARK], name="E01", about="", subject="", made_at="D:20260528115203Z")
        except CannotCopy as error:
            assert "The original is kept" in str(error)
            said["refused"] += 1
        else:
            said["copied"] += 1
    assert said["copied"] > 5 and said["refused"] > 5


# -- redacted ---------------------------------------------------------------------------------------------------------


def streams_of(data: bytes) -> bytes:
    """Return the file and every stream in it unpacked, with all strings written out."""
    found = [data]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for one in pdf.objects:
            found.append(one.unparse())
            if isinstance(one, pikepdf.Stream):
                found.append(one.read_raw_bytes())
                try:
                    found.append(one.read_bytes(decode_level=pikepdf.StreamDecodeLevel.generalized))
                except pikepdf.PdfError:
                    continue
    return b"\n".join(found)


def is_hidden(data: bytes, words: str) -> bool:
    everything = streams_of(data).lower()
    spellings = [
        words.encode(),
        words.encode("utf-16-be"),
        words.encode("utf-16-be").hex().encode(),
        words.encode().hex().encode(),
    ]
    return not any(one.lower() in everything for one in spellings)


def test_the_check_for_hidden_words_finds_them_in_the_source(tmp_path: Path):
    data = write_source(tmp_path / "source.pdf").read_bytes()
    assert not is_hidden(data, SECRET)
    assert not is_hidden(data, "Quillfeather")


def test_words_are_covered_on_every_page_and_gone_from_the_copy(desk: Desk, case):
    with sample.as_person(desk, "admin"):
        report = items_of(desk, case)[0]
        made = desk.copies.redact(report, Wanted((), (SECRET.lower(),)), "Name of a third party")
    assert [one.page for one in made.areas] == [0, 1]
    assert is_hidden(made.data, SECRET) and is_hidden(made.data, "Quillfeather")
    with pypdfium2.PdfDocument(made.data) as pdf:
        texts = [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]
        assert texts == ["The report was written by in May. The rest of the page is for all to read.", "Signed,"]
        drawn = [page.render(scale=1).to_pil().convert("L") for page in pdf]
    for one, picture in zip(made.areas, drawn, strict=True):
        box = one.rectangle
        middle = (int((box.left + box.right) / 2), int((box.bottom + box.top) / 2))
        x, y = (middle[0], picture.height - middle[1]) if one.page == 0 else (middle[1], middle[0])
        assert picture.getpixel((x, y)) < 40
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert "/Outlines" not in pdf.Root or not pdf.Root.Outlines.get("/First")
        assert "/Names" not in pdf.Root and "/OpenAction" not in pdf.Root
        assert not any("/Annots" in page.obj for page in pdf.pages)
        assert report.sha256 in str(pdf.docinfo.Subject) and "third party" in str(pdf.docinfo.Subject)
        assert [one["page"] for one in json.loads(str(pdf.docinfo.Keywords))] == [1, 2]


def write_unseen(path: Path) -> Path:
    """Write a PDF with words to be seen, and others that nobody sees: white, unpainted, painted over, off the page."""
    canvas = Canvas(str(path), invariant=1)
    canvas.setFont("Helvetica", 14)
    canvas.drawString(72, 700, "Seen by everybody, with Quillfeather among them")
    canvas.drawString(-400, 640, "Offpage")
    canvas.setFillGray(1)
    canvas.drawString(72, 600, "Whitewords")
    canvas.setFillGray(0)
    canvas._code.append("BT 3 Tr /F1 14 Tf 72 560 Td (Unpainted) Tj 0 Tr ET")
    canvas.drawString(72, 520, "Underneath")
    canvas.setFillGray(0.5)
    canvas.rect(60, 510, 300, 30, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()
    return path


def redacted(desk: Desk, tmp_path: Path, path: Path, wanted: Wanted, *, recognised: bool = False):
    """Return the redacted copy of a file, and its text page by page."""
    item = (IntakeEvidence(path.name, "Given", EvidenceKind.OTHER),)
    with sample.as_person(desk, "admin"):
        case = desk.intake.open_case(
            sample.case_file(CaseKind.RPL_CREDIT_SPECIFIC, evidence=item), {path.name: tmp_path / path.name}
        )
        row = items_of(desk, case)[0]
        if recognised:
            assert desk.recognising.recognise(row) == ""
        made = desk.copies.redact(row, wanted, "Third party")
        kept = desk.copies.keep_redacted(case, row, made)
        with desk.evidence.preview(kept) as preview:
            texts = [preview.page_text(number).text for number in range(len(preview.outline.pages))]
    return made, [" ".join(one.split()) for one in texts]


def test_words_that_nobody_sees_in_the_source_do_not_come_into_the_copy(desk: Desk, tmp_path: Path):
    path = write_unseen(tmp_path / "unseen.pdf")
    assert not is_hidden(path.read_bytes(), "Unpainted")
    made, texts = redacted(desk, tmp_path, path, Wanted((), ("Quillfeather",)))
    assert texts == ["Seen by everybody, with among them"]
    for one in ("Quillfeather", "Offpage", "Whitewords", "Unpainted", "Underneath"):
        assert is_hidden(made.data, one)


def test_a_word_touched_by_an_area_is_left_out_whole_and_the_next_line_stays(desk: Desk, tmp_path: Path):
    path = tmp_path / "lines.pdf"
    canvas = Canvas(str(path), invariant=1)
    canvas.setFont("Helvetica", 12)
    for place, line in enumerate(("The first line is here", "The second has Quillfeather in", "The third line ends")):
        canvas.drawString(72, 700 - 12 * place, line)
    canvas.save()
    with pypdfium2.PdfDocument(path.read_bytes()) as pdf:
        text = pdf[0].get_textpage()
        at = text.get_text_range().index("feather")
        left, bottom, right, top = text.get_charbox(at)
    area = Area(0, Rectangle(left, bottom, right, top))
    _, texts = redacted(desk, tmp_path, path, Wanted((area,)))
    assert texts == ["The first line is here The second has in The third line ends"]


def test_words_of_every_script_stand_in_the_copy_as_in_the_source(desk: Desk, tmp_path: Path):
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("Wide", str(resource("fonts/DejaVuSans.ttf"))))
    path = tmp_path / "scripts.pdf"
    canvas = Canvas(str(path), invariant=1)
    canvas.setFont("Wide", 14)
    canvas.drawString(72, 700, "Ærø Łódź Ελλάδα Москва Quillfeather")
    canvas.drawString(72, 660, "\u05d3\u05dc\u05d9\u05d4 \u05dd\u05d5\u05dc\u05e9")  # as Hebrew is drawn
    canvas.save()
    with pypdfium2.PdfDocument(path.read_bytes()) as pdf:
        source = " ".join(pdf[0].get_textpage().get_text_range().split())
    _, texts = redacted(desk, tmp_path, path, Wanted((), ("Quillfeather",)))
    assert "\u05e9\u05dc\u05d5\u05dd" in source
    assert texts == [source.replace("Quillfeather ", "")]


@needs
def test_recognised_words_are_covered_whole_and_the_others_stand_in_the_copy(desk: Desk, tmp_path: Path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(scanned_pdf())
    with_words, _ = LINES[0].split()[:2]
    made, texts = redacted(desk, tmp_path, path, Wanted((), (with_words[1:4],)), recognised=True)
    assert made.is_recognised and with_words.lower() not in texts[0].lower()
    assert LINES[1].lower() in texts[0].lower() and texts[1] == "Typed words"
    assert is_hidden(made.data, with_words)
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert "recognised by a program" in str(pdf.docinfo.Subject)


@needs
def test_a_recognised_photograph_keeps_its_size_and_its_words_are_covered(desk: Desk, tmp_path: Path):
    path = tmp_path / "scan.png"
    scan().save(path)
    word = LINES[0].split()[0]
    made, texts = redacted(desk, tmp_path, path, Wanted((), (word,)), recognised=True)
    assert word.lower() not in texts[0].lower() and LINES[1].lower() in texts[0].lower()
    with pypdfium2.PdfDocument(made.data) as pdf:
        assert [round(side * 200 / 72) for side in pdf[0].get_size()] == list(scan().size)


def test_words_of_a_scan_that_was_not_recognised_are_not_said_to_be_covered(desk: Desk, case):
    with sample.as_person(desk, "admin"), pytest.raises(RuleViolation, match="Have its words recognised first"):
        desk.copies.redact(items_of(desk, case)[1], Wanted((), ("Name",)), "Third party")


def test_what_is_not_covered_can_still_be_read(desk: Desk, case):
    with sample.as_person(desk, "admin"):
        made = desk.copies.redact(items_of(desk, case)[0], Wanted((), (SECRET,)), "Name")
    with pypdfium2.PdfDocument(made.data) as pdf:
        strip = pdf[0].render(scale=2).to_pil().convert("L").crop((144, 2 * (842 - 672), 700, 2 * (842 - 656)))
    assert 0 < sum(value < 128 for value in strip.tobytes()) < strip.width * strip.height / 2


def test_a_picture_is_covered_as_well(desk: Desk, case):
    with sample.as_person(desk, "admin"):
        photo = items_of(desk, case)[1]
        made = desk.copies.redact(photo, Wanted((Area(0, Rectangle(100, 100, 300, 200)),)), "Face")
    with pypdfium2.PdfDocument(made.data) as pdf:
        drawn = pdf[0].render(scale=200 / 72).to_pil().convert("L")
    assert drawn.size == (400, 300)
    assert drawn.getpixel((200, 150)) < 40 and drawn.getpixel((20, 150)) > 220 and drawn.getpixel((200, 60)) > 220


def test_a_kept_copy_is_an_item_of_its_own_that_names_its_original(desk: Desk, case, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        report = items_of(desk, case)[0]
        made = desk.copies.redact(report, Wanted((), (SECRET,)), "Name of a third party")
        kept = desk.copies.keep_redacted(case, report, made)
        assert (kept.key, kept.title, kept.kind) == ("E03", "Redacted copy of E01: Report", report.kind)
        assert report.sha256 in kept.source and "third party" in kept.source
        assert desk.evidence.read(kept) == made.data
        assert desk.evidence.read(report) == (tmp_path / "report.pdf").read_bytes()
        assert items_of(desk, case)[0] == report
        assert desk.cases.log(case.reference)[0].action == "redact evidence"
        with desk.evidence.preview(kept) as preview:
            assert len(preview.outline.pages) == 2
    assert desk.check() == []


def test_after_the_judging_a_copy_is_handed_out_and_not_kept(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.SIGNED)
    with sample.as_person(desk, "admin"):
        item = items_of(desk, case)[0]
        made = desk.copies.redact(item, Wanted((Area(0, Rectangle(70, 700, 200, 740)),)), "Name")
        with pytest.raises(RuleViolation, match="this is done at"):
            desk.copies.keep_redacted(case, item, made)
        written = desk.copies.hand_out_redacted(case, made, tmp_path / "out.pdf")
        assert written.path.read_bytes() == made.data
        assert desk.cases.log(case.reference)[0].action == "hand out redacted copy"
    with sample.as_person(desk, "member"), pytest.raises(NotAllowed):
        desk.copies.keep_redacted(case, item, made)


@pytest.mark.parametrize(
    ("wanted", "reason", "words"),
    [
        (Wanted(()), "Name", "Nothing is marked"),
        (Wanted((), ("Nobody of this name",)), "Name", "stands nowhere in the text of E01"),
        (Wanted((Area(7, Rectangle(1, 1, 2, 2)),)), "Name", "E01 has 2 pages; an area lies on page 8"),
        (Wanted((), (SECRET,)), "  ", "needs some words"),
        (Wanted((), (SECRET,)), f"Name of {SECRET.lower()}", "The reason says “Jane Quillfeather”"),
        (Wanted(spans=(Span(0, 100),)), "Name", "E01 is no recording"),
    ],
)
def test_what_cannot_be_redacted_is_said(desk: Desk, case, wanted, reason, words):
    with sample.as_person(desk, "admin"), pytest.raises(RuleViolation, match=words):
        desk.copies.redact(items_of(desk, case)[0], wanted, reason)


def test_areas_are_read_from_json_and_every_fault_is_named():
    found = read_wanted({"areas": [{"page": 2, "rectangle": [1, 2, 3.5, 4]}], "words": [" Sample Name "]})
    assert found == Wanted((Area(1, Rectangle(1, 2, 3.5, 4)),), ("Sample Name",))
    with pytest.raises(Refused) as refused:
        read_wanted(
            {"areas": [{"page": 0, "rectangle": [1, 2, 3, 4]}, {"page": 1, "rectangle": [3, 2, 1, 4]}], "words": 3}
        )
    assert [one.place for one in refused.value.problems] == ["areas[0]", "areas[1]", "words"]
    with pytest.raises(DeskError):
        read_wanted({"boxes": []})
    assert read_wanted({"spans": ["0:05 to 0:07"]}) == Wanted(spans=(Span(5_000, 7_000),))
    with pytest.raises(Refused) as refused:
        read_wanted({"spans": ["0:05", 7]})
    assert [one.place for one in refused.value.problems] == ["spans[0]", "spans[1]"]


def test_the_command_line_makes_both_copies(desk: Desk, marked, tmp_path: Path, capsys):
    store = desk.database.path
    desk.close()

    def command(who: str, *words: str, status: int = 0) -> str:
        secret = tmp_path / f"{who}.txt"
        secret.write_text(sample.passphrase(who), encoding="utf-8")
        assert run([*words, "--as", sample.address(who), "--passphrase-file", str(secret)]) == status
        return re.sub(r"\s+", " ", "".join(capsys.readouterr()))

    out = tmp_path / "marked.pdf"
    said = command("one", "copy-marked", str(store), marked.reference, "E01", "--to", str(out))
    assert "marked.pdf" in said and len(annotations(out.read_bytes())) == 4
    areas = tmp_path / "areas.json"
    areas.write_text(json.dumps({"words": [SECRET]}), encoding="utf-8")
    arguments = ["redact", str(store), marked.reference, "E01", "--areas", str(areas), "--reason", "Third party"]
    assert "E03 Redacted copy of E01: Report" in command("admin", *arguments)
    out = tmp_path / "redacted.pdf"
    assert "2 areas" in command("admin", *arguments, "--to", str(out))
    assert is_hidden(out.read_bytes(), SECRET)
    path = tmp_path / "talk.wav"
    path.write_bytes(wav(2.0))
    command("admin", "evidence", "add", str(store), marked.reference, str(path))
    silent = ["redact", str(store), marked.reference, "E04", "--silent", "0.5 to 1", "--reason", "Third party"]
    assert "silent from 00:00:00.5 to 00:00:01" in command("admin", *silent)
    assert "is no stretch of time" in command("admin", *silent[:4], "--silent", "soon", "--reason", "A", status=1)
    areas.write_text("[]", encoding="utf-8")
    assert "should be an object" in command("admin", *arguments, status=1)


def test_the_entry_of_a_copy_does_not_say_what_was_covered_in_it(desk: Desk, case):
    with sample.as_person(desk, "admin"):
        item = items_of(desk, case)[0]
        desk.evidence.edit(case, item, title=f"Report by {SECRET}", supplier=SECRET)
        item = items_of(desk, case)[0]
        made = desk.copies.redact(item, Wanted((), (SECRET,)), "Third party")
        kept = desk.copies.keep_redacted(case, item, made)
    assert (kept.title, kept.supplier) == ("Redacted copy of E01", "")


def recording(desk: Desk, case, path: Path, data: bytes):
    path.write_bytes(data)
    with sample.as_person(desk, "admin"):
        return desk.evidence.add(case, path, details_for(path, EvidenceKind.OBSERVATION))


def test_the_sound_of_a_recording_is_silent_where_it_is_asked_for_and_the_original_stays(desk: Desk, case, tmp_path):
    held = pcm.wav_file(pcm.Form(8_000, 1, 2), b"\x11\x22" * 16_000, "Jane Quillfeather speaks")
    item = recording(desk, case, tmp_path / "interview.wav", held)
    with sample.as_person(desk, "admin"):
        made = desk.copies.redact(item, Wanted(spans=(Span(500, 1_000),)), "Name of a third party")
        kept = desk.copies.keep_redacted(case, item, made)
        data = desk.evidence.read(kept)
        assert (kept.media_type, kept.file_name) == ("audio/wav", f"{item.key} redacted.wav")
        _, sound = pcm.samples_of(data)
        assert bytes(sound) == b"\x11\x22" * 4_000 + bytes(8_000) + b"\x11\x22" * 8_000
        assert b"Jane" not in data and item.sha256.encode() in data
        assert b"Silent: 00:00:00.5 to 00:00:01." in data and b"Name of a third party" in data
        assert desk.evidence.read(item) == held
        assert inspect_bytes(data, kept.file_name).media_type == "audio/wav"
        with desk.evidence.preview(kept) as preview:
            assert preview.outline.seconds == 2.0
        assert desk.check() == []


def test_the_copy_of_a_video_is_its_sound_and_says_so(desk: Desk, case, tmp_path: Path):
    item = recording(desk, case, tmp_path / "session.mp4", video())
    with sample.as_person(desk, "admin"):
        made = desk.copies.redact(item, Wanted(spans=(Span(0, 1_000),)), "Name of a third party")
        assert made.media_type == "audio/wav" and made.data[:4] == b"RIFF"
        assert made.about.startswith("The picture of the video is not in it. It was decoded")
        with pytest.raises(RuleViolation, match=rf"{item.key} ends at 00:00:0\d.*; 00:01:00 to 00:02:00 lies after it"):
            desk.copies.redact(item, Wanted(spans=(Span(60_000, 120_000),)), "Name")
        with pytest.raises(RuleViolation, match="is a recording: name times to be silent"):
            desk.copies.redact(item, Wanted((), ("Jane",)), "Name")


@pytest.mark.parametrize(
    ("typed", "span"),
    [
        ("00:11:20 to 00:11:32.5", Span(680_000, 692_500)),
        ("11:20-11:32", Span(680_000, 692_000)),
        ("5 – 7,25", Span(5_000, 7_250)),
        ("1:02:03.004 to 1:02:04", Span(3_723_004, 3_724_000)),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, span: Span):
    assert read_span(typed) == span and read_span(str(span)) == span


@pytest.mark.parametrize("typed", ["", "5", "7 to 5", "5 to 5", "five to six", "1:2:3:4 to 9", "-5 to 7"])
def test_what_is_no_stretch_of_time_is_refused(typed: str):
    with pytest.raises(RuleViolation, match="is no stretch of time"):
        read_span(typed)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_marks_and_areas_meet_the_words_on_cropped_and_turned_pages(desk: Desk, tmp_path: Path, turn):
    path = sample.write_pdf(tmp_path / "cropped.pdf", "Left margin, then Quillfeather, then more")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.CropBox = pikepdf.Array([50, 400, 500, 800])
        pdf.pages[0].obj.Rotate = turn
        pdf.save(path)
    item = (IntakeEvidence("cropped.pdf", "Cropped", EvidenceKind.OTHER),)
    with sample.as_person(desk, "admin"):
        file = sample.case_file(CaseKind.RPL_CREDIT_SPECIFIC, evidence=item)
        case = desk.intake.open_case(file, {"cropped.pdf": path})
        desk.intake.begin_review(case)
        case = desk.intake.contents(case.id).case
        redacted = desk.copies.redact(items_of(desk, case)[0], Wanted((), ("Quillfeather",)), "Name").data
    with sample.as_person(desk, "one"):
        mark_words(desk, case, items_of(desk, case)[0], "Quillfeather")
        marked = desk.copies.marked(case, items_of(desk, case)[0], tmp_path / "marked.pdf").path.read_bytes()

    def drawn(data: bytes) -> Image.Image:
        with pypdfium2.PdfDocument(data) as pdf:
            return pdf[0].render(scale=2).to_pil().convert("RGB")

    plain, coloured, covered = drawn(path.read_bytes()), drawn(marked), drawn(redacted)
    assert plain.size == coloured.size == covered.size
    red, blue = coloured.getchannel("R").tobytes(), coloured.getchannel("B").tobytes()
    ground = [at for at in range(len(red)) if blue[at] - red[at] > 25]
    black = {at for at, value in enumerate(covered.convert("L").tobytes()) if value < 40}
    assert len(ground) > 500
    assert len(black.intersection(ground)) > 0.9 * len(ground)
