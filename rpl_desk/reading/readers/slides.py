"""PowerPoint presentations (.pptx): the words of each slide, its notes and comments; hidden slides are shown as such.

Source: ISO/IEC 29500-1 19 (PresentationML) and 21 (DrawingML).
"""

from .base import Answer, Reader
from .flows import FlowBuilder, Line, by_whom, told
from .packages import EXTRACTOR, Element, Package, all_text, attribute, child, local

MOST_SLIDES = 1_000
_TITLES = {"title", "ctrTitle"}
_FURNITURE = {"sldNum", "dt", "ftr", "hdr", "sldImg"}


def open_document(data: bytearray, media_type: str) -> Reader:
    return SlidesReader(data, media_type)


class SlidesReader(Reader):
    def __init__(self, data: bytearray, media_type: str) -> None:
        self._package = Package(data)
        self._main = self._package.main()
        self._root = self._package.tree(self._main)
        self.outline = {"kind": "flow", "media_type": media_type}

    def flow(self) -> Answer:
        return told(self._build, FlowBuilder(EXTRACTOR))

    def about(self) -> list[tuple[str, str]]:
        return self._package.properties()

    def _build(self, flow: FlowBuilder) -> None:
        links = self._package.links(self._main)
        authors = self._authors()
        listed = child(self._root, "sldIdLst")
        for number, item in enumerate(listed if listed is not None else (), 1):
            if number > MOST_SLIDES:
                flow.notice(f"It has more slides; the first {MOST_SLIDES:,} are shown.")
                return
            key = next((value for name, value in item.attrib.items() if name.endswith("}id")), "")
            part = links.get(key, ("", ""))[1]
            root = self._package.tree(part) if part else None
            if root is None:
                flow.add("slide", f"Slide {number}", note="this slide is missing from the file")
                continue
            flow.add("slide", f"Slide {number}", note="hidden slide" if root.get("show") in ("0", "false") else "")
            self._shapes(root, flow)
            for comments in self._package.linked(part, "comments")[:5]:
                self._tell_comments(self._package.tree(comments), authors, flow)
            for notes in self._package.linked(part, "notesSlide")[:1]:
                self._speaker(self._package.tree(notes), flow)

    def _shapes(self, root: Element, flow: FlowBuilder) -> None:
        for shape in root.iter("{*}sp", "{*}tbl", "{*}pic"):
            name = local(shape)
            if name == "tbl":
                for row in shape.iter("{*}tr"):
                    line = Line()
                    for number, cell in enumerate(found for found in row if local(found) == "tc"):
                        line.join(_paragraphs(cell), "\t" if number else "")
                    flow.add("row", line)
            elif name == "pic":
                about = next(shape.iter("{*}cNvPr"), None)
                described = (attribute(about, "descr") or "") if about is not None else ""
                flow.add("paragraph", f"[picture: {described[:500]}]" if described else "[picture]")
            elif _placeholder(shape) not in _FURNITURE:
                self._words(shape, flow)

    def _words(self, shape: Element, flow: FlowBuilder) -> None:
        body = child(shape, "txBody")
        kind = _placeholder(shape)
        for paragraph in body if body is not None else ():
            if local(paragraph) != "p":
                continue
            line = _paragraph(paragraph)
            if kind in _TITLES:
                flow.add("heading", line, 1)
            elif kind in ("body", "obj"):
                level = attribute(child(paragraph, "pPr"), "lvl") if child(paragraph, "pPr") is not None else None
                flow.add("item", line, (int(level) if level and level.isdigit() else 0) + 1)
            else:
                flow.add("paragraph", line)

    def _speaker(self, root: Element, flow: FlowBuilder) -> None:
        for shape in root.iter("{*}sp") if root is not None else ():
            if _placeholder(shape) not in _FURNITURE:
                flow.add("notes", _paragraphs(shape), note="speaker notes")

    def _authors(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for kind in ("commentAuthors", "authors"):
            for part in self._package.linked(self._main, kind)[:1]:
                root = self._package.tree(part)
                for author in root if root is not None else ():
                    found[attribute(author, "id") or ""] = attribute(author, "name") or ""
        return found

    def _tell_comments(self, root: Element, authors: dict[str, str], flow: FlowBuilder) -> None:
        for comment in root.iter("{*}cm", "{*}reply") if root is not None else ():
            written = child(comment, "text")
            body = child(comment, "txBody")
            words = all_text(written) if written is not None else _paragraphs(body).text if body is not None else ""
            when = attribute(comment, "dt") or attribute(comment, "created")
            flow.add("comment", words, note=by_whom("comment", authors.get(attribute(comment, "authorId") or ""), when))


def _placeholder(shape: Element) -> str:
    found = next(shape.iter("{*}ph"), None)
    return "" if found is None else found.get("type", "obj")


def _paragraphs(element: Element) -> Line:
    line = Line()
    for paragraph in element.iter("{*}p"):
        line.add("\n" if line.text else "")
        line.add(_paragraph(paragraph).text)
    return line


def _paragraph(paragraph: Element) -> Line:
    line = Line()
    for element in paragraph.iter("{*}t", "{*}br", "{*}tab"):
        line.add(element.text or "" if local(element) == "t" else "\n" if local(element) == "br" else "\t")
    return line
