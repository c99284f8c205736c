"""Writes the worked example's case folders into resources/example: intake, evidence files and what the people do.

Everything in it is sample data. Run it after a change here; a test compares what is committed with a fresh build.
    python installer/build_example.py
"""

import json
import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from example_cases import CASES

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "example"
MOMENT = (2026, 4, 1, 9, 0, 0)


def main(target: Path = TARGET) -> None:
    for name, case in CASES.items():
        folder = target / name
        folder.mkdir(parents=True, exist_ok=True)
        write_json(folder / "case.json", case["case"])
        write_json(folder / "steps.json", case["steps"])
        for file, text in case["files"].items():
            (write_pdf if file.endswith(".pdf") else write_docx)(folder / file, text)


def write_json(path: Path, plain: object) -> None:
    path.write_text(json.dumps(plain, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def write_pdf(path: Path, text: str) -> None:
    """Write pages of plain paragraphs; `# ` begins a heading, a line of `---` a new page."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer

    pdfmetrics.registerFont(TTFont("Sans", str(ROOT / "resources/fonts/DejaVuSans.ttf")))
    body = ParagraphStyle("body", fontName="Sans", fontSize=10.5, leading=15, spaceAfter=8)
    head = ParagraphStyle("head", parent=body, fontSize=15, leading=20, spaceAfter=10)
    story = []
    for block in text.strip().split("\n\n"):
        if block == "---":
            story.append(PageBreak())
        elif block.startswith("# "):
            story.append(Paragraph(escape(block[2:]), head))
        else:
            story.append(Paragraph(escape(block).replace("\n", "<br/>"), body))
    story.append(Spacer(1, 12))

    def foot(canvas: object, _: object) -> None:
        canvas.setFont("Sans", 8)
        canvas.drawString(56, 36, "Sample data")
        canvas.drawRightString(A4[0] - 56, 36, f"page {canvas.getPageNumber()}")

    document = SimpleDocTemplate(
        str(path), pagesize=A4, leftMargin=56, rightMargin=56, title=path.stem, author="Sample data", invariant=1
    )
    document.build(story, onFirstPage=foot, onLaterPages=foot)


def write_docx(path: Path, text: str) -> None:
    """Write a Word document of headings and paragraphs, the parts a word processor needs and no more."""
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    paragraphs = []
    for block in text.strip().split("\n\n"):
        if block == "---":
            paragraphs.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
            continue
        heading = block.startswith("# ")
        style = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' if heading else ""
        words = escape(block[2:] if heading else block)
        paragraphs.append(f'<w:p>{style}<w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>')
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    parts = {
        "[Content_Types].xml": f'{head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        '<Override PartName="/word/styles.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f"{head}<Relationships xmlns="
        '"http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
        "word/styles.xml": f'{head}<w:styles {namespace}><w:style w:type="paragraph" w:styleId="Heading1">'
        '<w:name w:val="heading 1"/><w:rPr><w:b/><w:sz w:val="30"/></w:rPr></w:style></w:styles>',
        "word/document.xml": f"{head}<w:document {namespace}><w:body>{''.join(paragraphs)}</w:body></w:document>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, MOMENT), content, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
