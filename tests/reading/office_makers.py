"""Office files with something to say, written part by part: tracked changes, comments, notes and hidden things."""

import io
import zipfile

from tests.reading.file_makers import ODF, OFFICE, XML

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = f'xmlns:r="{_REL}"'
_P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_ODF_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"),
        ("presentation", "presentation"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text if name == "mimetype" else XML + text)
    return out.getvalue()


def relations(**targets: str) -> str:
    """Return a part of relations: id to "kind target"."""
    items = "".join(
        f'<Relationship Id="{key}" Type="{_REL}/{kind}" Target="{target}"/>'
        for key, (kind, target) in ((key, value.split(" ")) for key, value in targets.items())
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>'
    )


def _ooxml(ending: str, parts: dict[str, str]) -> bytes:
    kind, main, _ = OFFICE[ending]
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{main}" ContentType="{kind}"/></Types>'
    )
    return packed({"[Content_Types].xml": types, "_rels/.rels": relations(r1=f"officeDocument {main}"), **parts})


def run(text: str, settings: str = "") -> str:
    return f'<w:r><w:rPr>{settings}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str, settings: str = "") -> str:
    return f"<w:p><w:pPr>{settings}</w:pPr>{content}</w:p>"


def word(body: str, *, comments: str = "", footnotes: str = "", header: str = "") -> bytes:
    """Return a Word document with this body; styles Heading1 and Title are there."""
    styles = (
        f'<w:styles {_W}><w:style w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="Own"><w:name w:val="Panel heading"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
        "</w:styles>"
    )
    return _ooxml(
        "docx",
        {
            "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": styles,
            "word/comments.xml": f"<w:comments {_W}>{comments}</w:comments>",
            "word/footnotes.xml": f"<w:footnotes {_W}>{footnotes}</w:footnotes>",
            "word/header1.xml": f"<w:hdr {_W}>{header}</w:hdr>",
            "word/_rels/document.xml.rels": relations(
                s="styles styles.xml", c="comments comments.xml", f="footnotes footnotes.xml", h="header header1.xml"
            ),
        },
    )


def told_word() -> bytes:
    """Return a Word document with one of everything that is shown."""
    who = 'w:author="Assessor One" w:date="2026-06-03T09:00:00Z"'
    row = "<w:tr>" + "".join(f"<w:tc>{paragraph(run(cell))}</w:tc>" for cell in ("Unit", "Hours")) + "</w:tr>"
    body = [
        paragraph(run("Reflective account"), '<w:pStyle w:val="Heading1"/>'),
        paragraph(run("Unit 3"), '<w:pStyle w:val="Own"/>'),
        paragraph(
            run("I led ")
            + f'<w:del w:id="1" {who}><w:r><w:delText xml:space="preserve">some of </w:delText></w:r></w:del>'
            + f'<w:ins w:id="2" {who}>{run("all of ")}</w:ins>'
            + f'<w:commentRangeStart w:id="7"/>{run("the handovers")}<w:commentRangeEnd w:id="7"/>'
            + '<w:r><w:commentReference w:id="7"/></w:r>'
            + run(".")
            + '<w:r><w:footnoteReference w:id="2"/></w:r>'
        ),
        paragraph(run("First"), '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
        paragraph(run("Deeper"), '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'),
        f"<w:tbl>{row}</w:tbl>",
        paragraph(run("Plain, ") + run("not seen", "<w:vanish/>")),
    ]
    comments = f'<w:comment w:id="7" {who}>{paragraph(run("How many?"))}</w:comment>'
    footnotes = f'<w:footnote w:id="2">{paragraph(run("From March 2025."))}</w:footnote>'
    return word("".join(body), comments=comments, footnotes=footnotes, header=paragraph(run("Sample College")))


def told_slides() -> bytes:
    """Return a presentation of a slide with notes, a table and a comment, and a hidden one."""

    def shape(kind: str, *texts: str) -> str:
        paragraphs = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in texts)
        return (
            f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr><p:txBody>{paragraphs}</p:txBody></p:sp>'
        )

    def slide(shapes: str, more: str = "", tag: str = "sld") -> str:
        return f"<p:{tag} {_P} {_A} {more}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:{tag}>"

    cells = "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{t}</a:t></a:r></a:p></a:txBody></a:tc>" for t in ("Week", "Task"))
    table = f"<p:graphicFrame><a:graphic><a:tbl><a:tr>{cells}</a:tr></a:tbl></a:graphic></p:graphicFrame>"
    listed = '<p:sldIdLst><p:sldId id="256" r:id="r2"/><p:sldId id="257" r:id="r3"/></p:sldIdLst>'
    comment = f'<p:cmLst {_P}><p:cm authorId="0" dt="2026-06-03T10:00:00"><p:text>Say when.</p:text></p:cm></p:cmLst>'
    return _ooxml(
        "pptx",
        {
            "ppt/presentation.xml": f"<p:presentation {_P} {_R}>{listed}</p:presentation>",
            "ppt/_rels/presentation.xml.rels": relations(
                r2="slide slides/slide1.xml", r3="slide slides/slide2.xml", r4="commentAuthors authors.xml"
            ),
            "ppt/authors.xml": f'<p:cmAuthorLst {_P}><p:cmAuthor id="0" name="Chair One"/></p:cmAuthorLst>',
            "ppt/slides/slide1.xml": slide(shape("title", "My project") + shape("body", "First", "Second") + table),
            "ppt/slides/_rels/slide1.xml.rels": relations(
                n="notesSlide ../notesSlides/notesSlide1.xml", c="comments ../comments/comment1.xml"
            ),
            "ppt/slides/slide2.xml": slide(shape("title", "Spare"), 'show="0"'),
            "ppt/notesSlides/notesSlide1.xml": slide(shape("body", "Speak slowly") + shape("sldNum", "1"), tag="notes"),
            "ppt/comments/comment1.xml": comment,
        },
    )


def workbook(sheets: dict[str, str], *, hidden: tuple[str, ...] = ()) -> bytes:
    """Return a workbook of raw sheet data by name."""
    state = ' state="hidden"'
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"{state if name in hidden else ""}/>'
        for n, name in enumerate(sheets, 1)
    )
    parts = {
        "xl/workbook.xml": f"<workbook {_S} {_R}><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            **{f"r{n}": f"worksheet worksheets/sheet{n}.xml" for n in range(1, len(sheets) + 1)}
        ),
    }
    for number, data in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = f"<worksheet {_S}><sheetData>{data}</sheetData></worksheet>"
    return _ooxml("xlsx", parts)


def opendocument(ending: str, body: str, styles: str = "") -> bytes:
    """Return an OpenDocument file with this body inside its text, spreadsheet or presentation."""
    place = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}[ending]
    content = (
        f"<office:document-content {_ODF_NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{place}>{body}</office:{place}></office:body></office:document-content>"
    )
    names = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = f'<manifest:manifest xmlns:manifest="{names}"/>'
    return packed({"mimetype": ODF[ending], "content.xml": content, "META-INF/manifest.xml": manifest})
