"""Word documents (.docx): text, headings, lists, tables, notes and comments; tracked changes shown as both texts.

Source: ISO/IEC 29500-1 17 (WordprocessingML).
"""

from typing import Any

from .base import Answer, Reader
from .flows import FlowBuilder, Line, by_whom, told
from .packages import EXTRACTOR, Element, Package, attribute, child, local

_WRAPPERS = {"hyperlink", "smartTag", "fldSimple", "sdtContent", "customXml", "dir", "bdo", "Choice", "txbxContent"}
_CHANGES = {"ins": "insertion", "moveTo": "insertion", "del": "deletion", "moveFrom": "deletion"}
_WORDS = {"ins": "inserted", "moveTo": "moved here", "del": "deleted", "moveFrom": "moved away"}
Marks = tuple[tuple[str, str], ...]


def open_document(data: bytearray, media_type: str) -> Reader:
    return WordReader(data, media_type)


class WordReader(Reader):
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
        self._flow = flow
        self._headings = self._heading_styles()
        self._comments = self._by_id("comments", "comment")
        self._notes = {
            "footnote": self._by_id("footnotes", "footnote"),
            "endnote": self._by_id("endnotes", "endnote"),
        }
        self._commented: dict[str, str] = {}
        self._waiting: list[tuple[str, Any, str]] = []
        self._margins("header")
        self._blocks(child(self._root, "body"), ())
        self._margins("footer")

    def _heading_styles(self) -> dict[str, int]:
        """Return the level of each style that is a heading: by its outline level, or by its name."""
        levels: dict[str, int] = {}
        for part in self._package.linked(self._main, "styles")[:1]:
            root = self._package.tree(part)
            for style in root if root is not None else ():
                name = (
                    (attribute(child(style, "name"), "val") or "").lower() if child(style, "name") is not None else ""
                )
                outline = child(child(style, "pPr"), "outlineLvl")
                if outline is not None and (attribute(outline, "val") or "").isdigit():
                    levels[attribute(style, "styleId") or ""] = int(attribute(outline, "val") or 0) + 1
                elif name.startswith("heading ") and name[8:].isdigit():
                    levels[attribute(style, "styleId") or ""] = int(name[8:])
                elif name == "title":
                    levels[attribute(style, "styleId") or ""] = 1
        return {style: min(max(level, 1), 9) for style, level in levels.items() if level <= 9}

    def _by_id(self, kind: str, tag: str) -> dict[str, Element]:
        found: dict[str, Element] = {}
        for part in self._package.linked(self._main, kind)[:1]:
            root = self._package.tree(part)
            for item in root if root is not None else ():
                if local(item) == tag:
                    found[attribute(item, "id") or ""] = item
        return found

    def _margins(self, kind: str) -> None:
        told_already: set[str] = set()
        for part in self._package.linked(self._main, kind)[:20]:
            root = self._package.tree(part)
            line = Line()
            for paragraph in root.iter("{*}p") if root is not None else ():
                self._runs(paragraph, line, ())
                line.add("\n" if line.text and not line.text.endswith("\n") else "")
            if line and line.text not in told_already:
                told_already.add(line.text)
                line.text = line.text.rstrip("\n")
                line.spans = [
                    [a, min(b, len(line.text)), kind_, note] for a, b, kind_, note in line.spans if a < len(line.text)
                ]
                self._flow.add("margin", line, note=f"page {kind}")
        self._tell_waiting()

    def _blocks(self, parent: Element, marks: Marks) -> None:
        for element in parent if parent is not None else ():
            name = local(element)
            if name == "p":
                self._paragraph(element, marks)
            elif name == "tbl":
                self._table(element, marks)
            elif name == "sdt":
                self._blocks(child(element, "sdtContent"), marks)
            elif name in _CHANGES:
                self._blocks(element, (*marks, _change(element, name)))
            elif name in _WRAPPERS:
                self._blocks(element, marks)

    def _paragraph(self, paragraph: Element, marks: Marks) -> None:
        line = Line()
        self._runs(paragraph, line, marks)
        settings = child(paragraph, "pPr")
        style = attribute(child(settings, "pStyle"), "val") if child(settings, "pStyle") is not None else None
        numbering = child(settings, "numPr")
        if style in self._headings:
            self._flow.add("heading", line, self._headings[style])
        elif numbering is not None:
            depth = attribute(child(numbering, "ilvl"), "val") if child(numbering, "ilvl") is not None else "0"
            self._flow.add("item", line, (int(depth) if depth and depth.isdigit() else 0) + 1)
        else:
            self._flow.add("quote" if style and "quote" in style.lower() else "paragraph", line)
        self._tell_waiting()

    def _table(self, table: Element, marks: Marks) -> None:
        for row in table.iter("{*}tr"):
            if next(row.iterancestors("{*}tbl")) is not table:
                continue  # of a table inside a cell, whose words are told with the cell
            change = next(
                (
                    found
                    for found in (child(row, "trPr") if child(row, "trPr") is not None else ())
                    if local(found) in _CHANGES
                ),
                None,
            )
            inside = (*marks, _change(change, local(change))) if change is not None else marks
            line = Line()
            for number, cell in enumerate(
                found for found in row.iter("{*}tc") if next(found.iterancestors("{*}tr")) is row
            ):
                words = Line()
                for paragraph in cell.iter("{*}p"):
                    words.add(" " if words.text else "")
                    self._runs(paragraph, words, inside)
                line.join(words, "\t" if number else "")
            self._flow.add("row", line)
            self._tell_waiting()

    def _runs(self, parent: Element, line: Line, marks: Marks) -> None:
        for element in parent:
            name = local(element)
            if name == "r":
                self._run(element, line, marks)
            elif name in _CHANGES:
                self._runs(element, line, (*marks, _change(element, name)))
            elif name in _WRAPPERS:
                self._runs(element, line, marks)
            elif name == "sdt":
                inner = child(element, "sdtContent")
                if inner is not None:
                    self._runs(inner, line, marks)
            elif name == "commentRangeStart":
                key = attribute(element, "id") or ""
                if key in self._comments:
                    self._commented[key] = _comment_words(self._comments[key])
            elif name == "commentRangeEnd":
                self._commented.pop(attribute(element, "id") or "", None)

    def _run(self, run: Element, line: Line, marks: Marks) -> None:
        settings = child(run, "rPr")
        if child(settings, "vanish") is not None:
            marks = (*marks, ("hidden", "hidden text"))
        marks = (*marks, *(("commented", words) for words in self._commented.values()))
        for element in run:
            name = local(element)
            if name in ("t", "delText"):
                line.add(element.text or "", marks)
            elif name in ("tab", "ptab"):
                line.add("\t", marks)
            elif name in ("br", "cr"):
                line.add("\n", marks)
            elif name in ("noBreakHyphen", "softHyphen"):
                line.add("-" if name == "noBreakHyphen" else "\u00ad", marks)
            elif name in ("footnoteReference", "endnoteReference"):
                kind, key = name.removesuffix("Reference"), attribute(element, "id") or ""
                if key in self._notes[kind]:
                    line.add(f"[{key}]", marks)
                    self._waiting.append(("footnote", self._notes[kind][key], f"{kind} {key}"))
            elif name == "commentReference":
                key = attribute(element, "id") or ""
                if key in self._comments:
                    self._waiting.append(("comment", self._comments[key], _comment_words(self._comments[key])))
            elif name in ("drawing", "pict", "object", "AlternateContent"):
                self._drawing(element, line, marks)

    def _drawing(self, drawing: Element, line: Line, marks: Marks) -> None:
        """Tell a picture by its description, and the words of a text box; of two versions the first."""
        chosen = child(drawing, "Choice") if local(drawing) == "AlternateContent" else drawing
        if chosen is None:
            return
        boxes = list(chosen.iter("{*}txbxContent"))
        for box in boxes:
            for paragraph in box.iter("{*}p"):
                line.add("\n" if line.text else "", marks)
                self._runs(paragraph, line, marks)
        if not boxes:
            about = next(chosen.iter("{*}docPr"), None)
            description = (attribute(about, "descr") or "") if about is not None else ""
            line.add(f"[picture: {description[:500]}]" if description else "[picture]", marks)

    def _tell_waiting(self) -> None:
        """Tell the comments and notes that the paragraph before refers to."""
        waiting, self._waiting = self._waiting, []
        for style, element, note in waiting:
            line = Line()
            for paragraph in element.iter("{*}p"):
                line.add("\n" if line.text else "")
                self._runs(paragraph, line, ())
            self._flow.add(style, line, note=note)
        if self._waiting:  # a note that has notes: they are told too, but not theirs
            self._waiting = []


def _change(element: Element, name: str) -> tuple[str, str]:
    return _CHANGES[name], by_whom(_WORDS[name], attribute(element, "author"), attribute(element, "date"))


def _comment_words(comment: Element) -> str:
    return by_whom("comment", attribute(comment, "author"), attribute(comment, "date"))
