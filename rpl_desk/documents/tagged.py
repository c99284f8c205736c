"""Pages with a structure tree: each drawn piece belongs to an element of the document, or is an artifact.

ReportLab 5.1 draws and embeds fonts but knows no tags. The tree is written as ready-made PDF text, which costs a
tenth of building it from objects. Source: ISO 32000-1, 14.6 to 14.8.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, NamedTuple

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from .pdf_fonts import BOX_ROOM, BOX_TEXT, Face, Line, Piece, face


class Node:
    """An element of the structure tree; kids are elements, or (page, number) of a marked piece.

    `attributes` is PDF text such as `/O /Table /Scope /Column`; `id` tells notes apart.
    """

    __slots__ = ("alt", "attributes", "id", "kids", "tag")

    def __init__(
        self, tag: str, parent: "Node | None" = None, *, alt: str = "", attributes: str = "", id: str = ""
    ) -> None:
        self.tag, self.alt, self.attributes, self.id = tag, alt, attributes, id
        self.kids: list[Node | tuple[int, int]] = []
        if parent is not None:
            parent.kids.append(self)


class Heading(NamedTuple):
    """A heading and where it stands: page from 0, `y` its top in points."""

    level: int
    text: str
    page: int
    y: float


class Jump(NamedTuple):
    """A number that leads elsewhere when it is clicked: from a citation to its note ("note-12") or back ("cite-12").

    The place of the number is itself what the other one leads to. left, bottom, right, top: in points.
    """

    target: str
    page: int
    left: float
    bottom: float
    right: float
    top: float
    node: Node

    @property
    def name(self) -> str:
        kind, _, number = self.target.partition("-")
        return f"{'cite' if kind == 'note' else 'note'}-{number}"

    @property
    def words(self) -> str:
        kind, _, number = self.target.partition("-")
        return f"To passage {number}" if kind == "note" else f"Back to where passage {number} is relied on"


def pdf_text(text: str) -> str:
    """Return a text string as PDF writes it, in UTF-16 with its mark."""
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"


class _Codes(dict[int, str]):
    """What stands for each character in one document's embedded font, asked of ReportLab at its first use.

    A code past 255 is one of a further subset, in which this one cannot be shown.
    """

    def __init__(self, font: Any, doc: pdfdoc.PDFDocument) -> None:
        super().__init__()
        self._font, self._doc = font, doc

    def __missing__(self, char: int) -> str:
        ((subset, code),) = self._font.splitString(chr(char), self._doc)
        self[char] = shown = chr(subset << 8 | code[0])
        return shown


class Pen:
    """Writes text as operators of one document.

    ReportLab 5.1 looks each character up for itself, which took a quarter of drawing a record.
    """

    def __init__(self, doc: pdfdoc.PDFDocument) -> None:
        self._doc = doc
        self._codes: dict[Face, tuple[_Codes, str]] = {}

    def shown(self, text: str, using: Face, size: float) -> str:
        """Return what selects the font and shows the text in it."""
        known = self._codes.get(using)
        if known is None:
            using.font.splitString("", self._doc)  # the font has no name in a document that does not know it
            known = self._codes[using] = _Codes(using.font, self._doc), using.font.getSubsetInternalName(0, self._doc)
        codes, name = known
        try:
            return f"{name} {size:g} Tf <{text.translate(codes).encode('latin-1').hex()}> Tj"
        except UnicodeEncodeError:
            return " ".join(
                f"{using.font.getSubsetInternalName(subset, self._doc)} {size:g} Tf <{part.hex()}> Tj"
                for subset, part in using.font.splitString(text, self._doc)
            )


class Page:
    """What is drawn on one page, as operators, with the element each marked piece belongs to."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.code: list[str] = []
        self.marks: list[Node] = []
        self.images: list[tuple[Any, float, float, float, float, Node]] = []
        self.jumps: list[Jump] = []
        self.colour = ""
        self._open: Node | None = None
        self._to_open: Node | None = None

    def open(self, node: Node) -> None:
        self._open, self._to_open = node, None
        node.kids.append((self.number, len(self.marks)))
        self.code.append(f"/{node.tag} <</MCID {len(self.marks)}>> BDC")
        self.marks.append(node)

    def close(self) -> None:
        if self._to_open is None:
            self.code.append("EMC")
        self._open = self._to_open = None

    def artifact(self, kind: str, *operators: str) -> None:
        """Draw what is not meant to be read; kind is Layout or Pagination."""
        self.code.append(f"/Artifact <</Type /{kind}>> BDC q {' '.join(operators)} Q EMC")

    def line(self, pen: Pen, line: Line, x: float, y: float) -> None:
        """Draw a line of text with its left end at x, its base line at y."""
        if not line.width and not any(piece.text for piece in line.pieces):
            return
        code = self.code
        if line.actual is not None:
            code.append(f"/Span <</ActualText {pdf_text(line.actual)}>> BDC")
        for piece in line.pieces:
            style = piece.style
            if style.link and line.actual is None and self._open is not None:
                self._jump(pen, piece, x, y)
                x += piece.width
                continue
            if self._to_open is not None:
                self.open(self._to_open)
            if style.colour != self.colour:
                self.colour = style.colour
                code.append(style.colour)
            if piece.boxed:
                self._box(pen, piece.text, face(piece.font), style.size, piece.width, x, y)
            else:
                shown = pen.shown(piece.text, face(piece.font), style.size)
                code.append(f"BT 1 0 0 1 {x:.2f} {y + style.rise:.2f} Tm {shown} ET")
            x += piece.width
        if line.actual is not None:
            code.append("EMC")

    def _jump(self, pen: Pen, piece: Piece, x: float, y: float) -> None:
        """Draw a piece that leads elsewhere as an element of its own; what follows goes on in the one it stands in."""
        style, around = piece.style, self._open
        assert around is not None
        if self._to_open is None:
            self.code.append("EMC")
        node = Node("Link", around if around.tag == "Lbl" else Node("Reference", around))
        self.open(node)
        if style.colour != self.colour:
            self.colour = style.colour
            self.code.append(style.colour)
        base = y + style.rise
        shown = pen.shown(piece.text, face(piece.font), style.size)
        self.code.append(f"BT 1 0 0 1 {x:.2f} {base:.2f} Tm {shown} ET")
        self.code.append("EMC")
        self.jumps.append(Jump(style.link, self.number, x - 1, base - 2, x + piece.width + 1, base + style.size, node))
        self._open = self._to_open = around

    def _box(self, pen: Pen, number: str, using: Face, size: float, width: float, x: float, y: float) -> None:
        room = size * BOX_ROOM
        self.code.append(
            f"q 0.5 w {x + room * 0.3:.2f} {y - size * 0.16:.2f} {width - room * 0.6:.2f} {size * 0.86:.2f} re S Q"
        )
        shown = pen.shown(number, using, size * BOX_TEXT)
        self.code.append(f"BT 1 0 0 1 {x + room * 1.2:.2f} {y + size * 0.06:.2f} Tm {shown} ET")


class _Text(pdfdoc.PDFObject):
    """A ready-made PDF object."""

    __RefOnly__ = 1

    def __init__(self) -> None:
        self.text = ""

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        return self.text.encode("ascii")


class _Outline(_Text):
    """A ready-made outline in the place of ReportLab's own, which asks for these two when it writes the file."""

    ready = 1

    def prepare(self, document: pdfdoc.PDFDocument, canvas: Canvas) -> None:
        """Do nothing: the outline is whole."""


class TaggedCanvas(Canvas):
    """A canvas that writes whole pages with their marks, and the tree they hang on, at the end."""

    _doc: Any
    _code: list[str]
    _annotationrefs: list[Any]

    def __init__(self, size: tuple[float, float]) -> None:
        self.buffer = BytesIO()
        # pikepdf compresses when it writes the file; ReportLab would also wrap each page in ASCII85
        super().__init__(self.buffer, pagesize=size, invariant=True, pageCompression=0, pdfVersion=(1, 7))
        self.pen = Pen(self._doc)

    def _make_preamble(self) -> None:
        self._preamble = ""  # ReportLab's own sets a font that is not embedded

    def finish(self, root: Node, pages: list[Page], headings: Sequence[Heading] = ()) -> bytes:
        """Return the PDF with these pages, this tree and a bookmark for each heading, without metadata yet."""
        places: dict[str, Jump] = {}
        for page in pages:
            for jump in page.jumps:
                places.setdefault(jump.name, jump)
        links: dict[Node, tuple[_Text, int, Jump, Jump]] = {}
        for page in pages:
            self._code.extend(page.code)
            for jump in page.jumps:
                if jump.target in places:
                    text, number, reference = self._new_referred()
                    links[jump.node] = text, number, jump, places[jump.target]
                    self._annotationrefs.append(reference)
                else:
                    jump.node.tag = "Span"  # it leads nowhere
            for reader, x, y, width, height, node in page.images:
                page.open(node)
                self._code.append(page.code[-1])
                self.drawImage(reader, x, y, width, height, mask="auto")
                self._code.append("EMC")
            self.showPage()
        self._write_tree(root, pages, links)
        if headings:
            self._write_bookmarks(headings)
        self._doc.SaveToFile(self.buffer, self)
        return self.buffer.getvalue()

    def _write_tree(self, root: Node, pages: list[Page], links: dict[Node, tuple[_Text, int, Jump, Jump]]) -> None:
        number_of = self._doc.idToObjectNumberAndVersion
        page_numbers = [number_of[f"Page{page.number + 1}"][0] for page in pages]
        owners = [[0] * len(page.marks) for page in pages]
        top, top_number = self._new()
        named: dict[str, int] = {}
        annotated: list[int] = []

        def emit(node: Node, parent: int) -> int:
            own, number = self._new()
            kids, home = [], None
            for kid in node.kids:
                if isinstance(kid, Node):
                    kids.append(f"{emit(kid, number)} 0 R")
                    continue
                page, mark = kid
                owners[page][mark] = number
                home = page if home is None else home
                kids.append(f"{mark}" if page == home else f"<</Type /MCR /Pg {page_numbers[page]} 0 R /MCID {mark}>>")
            if node in links:
                text, annotation, jump, to = links[node]
                text.text = (
                    f"<</Type /Annot /Subtype /Link /F 4 /Border [0 0 0] /Contents {pdf_text(jump.words)}"
                    f" /Rect [{jump.left:.2f} {jump.bottom:.2f} {jump.right:.2f} {jump.top:.2f}]"
                    f" /Dest [{page_numbers[to.page]} 0 R /XYZ null {to.top + 14:.2f} null]"
                    f" /StructParent {len(pages) + len(annotated)}>>"
                )
                annotated.append(number)
                kids.append(f"<</Type /OBJR /Pg {page_numbers[jump.page]} 0 R /Obj {annotation} 0 R>>")
            if node.id:
                named[node.id] = number
            own.text = "".join(
                (
                    f"<</Type /StructElem /S /{node.tag} /P {parent} 0 R /K [{' '.join(kids)}]",
                    "" if home is None else f" /Pg {page_numbers[home]} 0 R",
                    f" /Alt {pdf_text(node.alt)}" if node.alt else "",
                    f" /A <<{node.attributes}>>" if node.attributes else "",
                    f" /ID ({node.id})" if node.id else "",
                    ">>",
                )
            )
            return number

        document = emit(root, top_number)
        nums = " ".join(f"{i} [{' '.join(f'{one} 0 R' for one in owner)}]" for i, owner in enumerate(owners))
        nums += "".join(f" {i} {one} 0 R" for i, one in enumerate(annotated, start=len(pages)))
        ids = ""
        if named:
            kids_by_id, ids_number = self._new()
            kids_by_id.text = f"<</Names [{' '.join(f'({name}) {named[name]} 0 R' for name in sorted(named))}]>>"
            ids = f" /IDTree {ids_number} 0 R"
        tree, tree_number = self._new()
        tree.text = f"<</Nums [{nums}]>>"
        top.text = (
            f"<</Type /StructTreeRoot /K [{document} 0 R] /ParentTree {tree_number} 0 R "
            f"/ParentTreeNextKey {len(pages) + len(annotated)}{ids}>>"
        )
        self._doc.Catalog.StructTreeRoot = top

    def _write_bookmarks(self, headings: Sequence[Heading]) -> None:
        """Write the outline that readers show beside the pages, open down to the parts of the document.

        A heading stands under the last one before it of a higher rank.
        """
        number_of = self._doc.idToObjectNumberAndVersion
        top, top_number = self._new(_Outline())
        written = [self._new() for _ in headings]
        parents: list[int] = []  # place of each heading's parent, -1 for the outline itself
        for place, one in enumerate(headings):
            before = place - 1
            while before >= 0 and headings[before].level >= one.level:
                before = parents[before]
            parents.append(before)
        kids: dict[int, list[int]] = {}
        for place, parent in enumerate(parents):
            kids.setdefault(parent, []).append(place)

        def links(parent: int) -> str:
            below = kids.get(parent, [])
            return f" /First {written[below[0]][1]} 0 R /Last {written[below[-1]][1]} 0 R" if below else ""

        for parent, below in kids.items():
            for at, place in enumerate(below):
                one = headings[place]
                count = f" /Count {'' if one.level == 1 else '-'}{len(kids[place])}" if place in kids else ""
                text, _ = written[place]
                text.text = "".join(
                    (
                        f"<</Title {pdf_text(one.text)} /Parent {top_number if parent < 0 else written[parent][1]} 0 R",
                        f" /Dest [{number_of[f'Page{one.page + 1}'][0]} 0 R /XYZ null {one.y + 6:.2f} null]",
                        f" /Prev {written[below[at - 1]][1]} 0 R" if at else "",
                        f" /Next {written[below[at + 1]][1]} 0 R" if at + 1 < len(below) else "",
                        f"{links(place)}{count}",
                        ">>",
                    )
                )
        shown = sum(len(below) for parent, below in kids.items() if parent < 0 or headings[parent].level == 1)
        top.text = f"<</Type /Outlines{links(-1)} /Count {shown}>>"
        self._doc.Outlines = self._doc.Catalog.Outlines = top
        self._doc.Catalog.showOutline()

    def _new(self, text: _Text | None = None) -> tuple[_Text, int]:
        text, number, _ = self._new_referred(text)
        return text, number

    def _new_referred(self, text: _Text | None = None) -> tuple[_Text, int, Any]:
        text = text or _Text()
        reference = self._doc.Reference(text)
        return text, self._doc.objectcounter, reference
