"""Office documents as flows: words, structure, and what a reader must not miss."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from rpl_desk.reading.kinds import KINDS
from rpl_desk.reading.preview import CannotPreview, Preview

from .office_makers import opendocument, paragraph, run, told_slides, told_word, word, workbook


def flow_of(data: bytes, kind: str):
    with Preview.open(data, KINDS[kind].media_type, "E04") as preview:
        return preview.flow()


def blocks(flow) -> list[tuple]:
    """Return style, words, level and note of each block."""
    return [(block.style.value, flow.text[block.start : block.end], block.level, block.note) for block in flow.blocks]


def spans(flow) -> list[tuple]:
    return [(span.kind.value, flow.text[span.start : span.end], span.note) for b in flow.blocks for span in b.spans]


def test_a_word_document_shows_its_structure_changes_comments_and_notes():
    flow = flow_of(told_word(), "docx")
    assert blocks(flow) == [
        ("margin", "Sample College", 0, "page header"),
        ("heading", "Reflective account", 1, ""),
        ("heading", "Unit 3", 2, ""),
        ("paragraph", "I led some of all of the handovers.[2]", 0, ""),
        ("comment", "How many?", 0, "comment by Assessor One, 2026-06-03"),
        ("footnote", "From March 2025.", 0, "footnote 2"),
        ("item", "First", 1, ""),
        ("item", "Deeper", 2, ""),
        ("row", "Unit\tHours", 0, ""),
        ("paragraph", "Plain, not seen", 0, ""),
    ]
    assert spans(flow) == [
        ("deletion", "some of ", "deleted by Assessor One, 2026-06-03"),
        ("insertion", "all of ", "inserted by Assessor One, 2026-06-03"),
        ("commented", "the handovers", "comment by Assessor One, 2026-06-03"),
        ("hidden", "not seen", "hidden text"),
    ]
    assert flow.extractor.startswith("RPL Desk")


def test_offsets_count_characters_whatever_the_script():
    flow = flow_of(word(paragraph(run("🙂 شهادة")) + paragraph(run("Gàidhlig"))), "docx")
    assert [words for _, words, _, _ in blocks(flow)] == ["🙂 شهادة", "Gàidhlig"]


def test_slides_show_notes_comments_and_hidden_ones():
    assert blocks(flow_of(told_slides(), "pptx")) == [
        ("slide", "Slide 1", 0, ""),
        ("heading", "My project", 1, ""),
        ("item", "First", 1, ""),
        ("item", "Second", 1, ""),
        ("row", "Week\tTask", 0, ""),
        ("comment", "Say when.", 0, "comment by Chair One, 2026-06-03"),
        ("notes", "Speak slowly", 0, "speaker notes"),
        ("slide", "Slide 2", 0, "hidden slide"),
        ("heading", "Spare", 1, ""),
    ]


def test_a_workbook_shows_values_comments_and_what_is_hidden():
    book = Workbook()
    sheet = book.active
    sheet.title = "Hours"
    sheet.append(["Unit", "Hours", "On", "Share"])
    sheet.append(["Listening", 40.5, date(2026, 6, 3), 0.25])
    sheet.append([None, "=B2*2", True])
    sheet["D2"].number_format = "0%"
    sheet["B2"].comment = Comment("Estimated", "Assessor One")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["D"].hidden = True
    secret = book.create_sheet("Old figures")
    secret.sheet_state = "hidden"
    secret.append(["kept"])
    out = io.BytesIO()
    book.save(out)
    assert blocks(flow_of(out.getvalue(), "xlsx")) == [
        ("sheet", "Hours", 0, ""),
        ("notice", "Hidden columns: D.", 0, ""),
        ("row", "Unit\tHours\tOn\tShare", 0, "row 1"),
        ("row", "Listening\t40.5\t2026-06-03\t25%", 0, "row 2"),
        ("comment", "Estimated", 0, "comment by Assessor One on cell B2"),
        ("row", "\t=B2*2\tTRUE", 0, "row 3, hidden"),
        ("sheet", "Old figures", 0, "hidden sheet"),
        ("row", "kept", 0, "row 1"),
    ]


def test_a_formula_whose_result_was_not_kept_is_shown_itself():
    cells = (
        '<c r="A1"><v>2</v></c><c r="B1"><f>SUM(A1:A1)</f><v></v></c><c r="C1"><f>A1*2</f><v>4</v></c>'
        '<c r="D1" t="str"><f>IF(A1,"","x")</f><v></v></c><c r="E1" t="inlineStr"><is><t>end</t></is></c>'
    )
    flow = flow_of(workbook({"Hours": f'<row r="1">{cells}</row>'}), "xlsx")
    assert "2\t=SUM(A1:A1)\t4\t\tend" in flow.text


def test_a_sheet_is_shown_to_its_bounds_and_says_so():
    def cell(place, text="x"):
        return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'

    rows = "".join(f'<row r="{n}">{cell(f"A{n}")}{cell(f"CV{n}")}{cell(f"CW{n}")}</row>' for n in range(1, 1_101))
    found = blocks(flow_of(workbook({"Long": rows}), "xlsx"))
    assert sum(style == "row" for style, *_ in found) == 1_000
    assert found[1][1] == "x" + "\t" * 99 + "x"
    assert found[-1][:2] == ("notice", "The sheet has more; its first 1,000 rows and 100 columns are shown.")


def test_an_opendocument_text_shows_its_structure_changes_and_comments():
    by = "<dc:creator>Chair One</dc:creator><dc:date>2026-06-03T10:00:00</dc:date>"
    info = f"<office:change-info>{by}</office:change-info>"
    body = (
        "<text:tracked-changes>"
        f'<text:changed-region text:id="c1"><text:insertion>{info}</text:insertion></text:changed-region>'
        f'<text:changed-region text:id="c2"><text:deletion>{info}<text:p>gone</text:p></text:deletion>'
        "</text:changed-region>"
        "</text:tracked-changes>"
        '<text:h text:outline-level="2">Account</text:h>'
        '<text:p>I <text:change-start text:change-id="c1"/>led<text:change-end text:change-id="c1"/> it'
        '<text:change text:change-id="c2"/>.<office:annotation><dc:creator>One</dc:creator><text:p>Why?</text:p>'
        "</office:annotation></text:p>"
        "<text:list><text:list-item><text:p>First</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        '<table:table-cell table:number-columns-repeated="2"/><table:table-cell><text:p>b</text:p></table:table-cell>'
        "</table:table-row></table:table>"
    )
    flow = flow_of(opendocument("odt", body), "odt")
    assert blocks(flow) == [
        ("heading", "Account", 2, ""),
        ("paragraph", "I led itgone.", 0, ""),
        ("comment", "Why?", 0, "comment by One"),
        ("item", "First", 1, ""),
        ("row", "a\t\t\tb", 0, ""),
    ]
    assert spans(flow) == [
        ("insertion", "led", "inserted by Chair One, 2026-06-03"),
        ("deletion", "gone", "deleted by Chair One, 2026-06-03"),
    ]


def test_an_opendocument_spreadsheet_and_presentation_show_what_is_hidden():
    hidden = '<style:style style:name="t2"><style:table-properties table:display="false"/></style:style>'
    cell = "<table:table-cell><text:p>7</text:p></table:table-cell>"
    row = f'<table:table-row table:number-rows-repeated="2">{cell}</table:table-row>'
    sheets = f'<table:table table:name="Old" table:style-name="t2">{row}</table:table>'
    assert blocks(flow_of(opendocument("ods", sheets, hidden), "ods")) == [
        ("sheet", "Old", 0, "hidden sheet"),
        ("row", "7", 0, "row 1"),
        ("row", "7", 0, "row 2"),
    ]
    slide = (
        '<draw:page draw:name="one"><draw:frame presentation:class="title"><draw:text-box><text:p>Plan</text:p>'
        "</draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box><text:p>Slowly</text:p>"
        "</draw:text-box></draw:frame></presentation:notes></draw:page>"
    )
    assert blocks(flow_of(opendocument("odp", slide), "odp")) == [
        ("slide", "Slide 1", 0, ""),
        ("heading", "Plan", 1, ""),
        ("notes", "Slowly", 0, "speaker notes"),
    ]


def test_a_document_longer_than_is_shown_says_so():
    body = paragraph(run("word " * 2_000)) * 1_000
    flow = flow_of(word(body), "docx")
    assert len(flow.text) < 5 << 20
    assert blocks(flow)[-1][0] == "notice"


def test_a_comment_on_a_point_marks_no_words_and_one_on_words_marks_just_these():
    comment = (
        '<office:annotation office:name="{0}"><dc:creator>One</dc:creator><text:p>Why {0}?</text:p></office:annotation>'
    )
    body = (
        f'<text:p>before{comment.format("a")} after {comment.format("b")}these<office:annotation-end office:name="b"/>.'
    )
    flow = flow_of(opendocument("odt", body + "</text:p><text:p>last</text:p>"), "odt")
    assert [one[1] for one in blocks(flow) if one[0] == "comment"] == ["Why a?", "Why b?"]
    assert spans(flow) == [("commented", "these", "comment by One")]


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx", "odt"])
def test_what_is_no_office_file_is_refused_in_words(kind):
    with pytest.raises(CannotPreview, match="it is damaged, or not what its name says"):
        flow_of(b"PK\3\4 nothing of the kind", kind)


def test_entities_are_neither_expanded_nor_fetched():
    doctype = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    body = word(paragraph(run("PLACE")))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:document", doctype.encode() + b"<w:document").replace(b"PLACE", b"&a;")
            new.writestr(name, data)
    with pytest.raises(CannotPreview, match="damaged"):
        flow_of(out.getvalue(), "docx")
