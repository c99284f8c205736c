"""OpenDocument texts, spreadsheets and presentations, with tracked changes, comments, notes and what is hidden.

Source: OASIS OpenDocument 1.3 part 3: 5 (text and changes), 9 (tables), 10.2 (drawing pages), 14.1 (comments).
"""

from ..wire import COLUMNS_SHOWN, ROWS_SHOWN
from .base import Answer, Reader, Unreadable
from .flows import FlowBuilder, Line, by_whom, one_line, told
from .packages import EXTRACTOR, Element, Package, all_text, attribute, child, local

MOST_SHEETS = 100
_CONTAINERS = {"section", "index-body", "text-box", "list-header", "table-of-content", "g", "frame", "custom-shape"}
_SPANS = {"span", "a", "ruby-base", "meta", "bookmark-ref", "reference-mark"}
Marks = tuple[tuple[str, str], ...]


def open_document(data: bytearray, media_type: str) -> Reader:
    return OpenDocumentReader(data, media_type)


class OpenDocumentReader(Reader):
    def __init__(self, data: bytearray, media_type: str) -> None:
        self._package = Package(data)
        root = self._package.tree("content.xml")
        body = child(child(root, "body"), {"text": "text", "spreadsheet": "spreadsheet"}.get(
            media_type.rpartition(".")[2], "presentation"
        ))  # fmt: skip
        if body is None:
            raise Unreadable("damaged")
        self._root, self._body = root, body
        self.outline = {"kind": "flow", "media_type": media_type}

    def flow(self) -> Answer:
        return told(self._build, FlowBuilder(EXTRACTOR))

    def about(self) -> list[tuple[str, str]]:
        return self._package.properties()

    def _build(self, flow: FlowBuilder) -> None:
        self._flow = flow
        self._hidden = self._hidden_styles()
        self._deleted: dict[str, tuple[Element, str]] = {}
        self._inserted: dict[str, str] = {}
        self._open: dict[str, tuple[str, str]] = {}
        self._waiting: list[tuple[str, Element, str]] = []
        self._ended = {attribute(end, "name") for end in self._body.iter("{*}annotation-end")} - {None, ""}
        self._read_changes(child(self._body, "tracked-changes"))
        name = local(self._body)
        if name == "text":
            self._blocks(self._body, 0)
        elif name == "spreadsheet":
            self._sheets()
        else:
            self._slides()

    def _hidden_styles(self) -> set[str]:
        """Return the styles of tables and pages that are not shown."""
        found: set[str] = set()
        for style in self._root.iter("{*}style"):
            for settings in style:
                if attribute(settings, "display") in ("false", "none") or attribute(settings, "visibility") == "hidden":
                    found.add(attribute(style, "name") or "")
        return found

    def _read_changes(self, changes: Element) -> None:
        for region in changes if changes is not None else ():
            key = attribute(region, "id") or ""
            for change in region:
                info = child(change, "change-info")
                author, when = all_text(child(info, "creator")), all_text(child(info, "date"))
                if local(change) == "deletion":
                    self._deleted[key] = (change, by_whom("deleted", author, when))
                elif local(change) == "insertion":
                    self._inserted[key] = by_whom("inserted", author, when)

    def _blocks(self, parent: Element, depth: int) -> None:
        for element in parent:
            name = local(element)
            if name == "h":
                level = attribute(element, "outline-level") or "1"
                self._paragraph(element, "heading", int(level) if level.isdigit() else 1)
            elif name == "p":
                self._paragraph(element, "item" if depth else "paragraph", depth)
            elif name == "list":
                for item in element:
                    self._blocks(item, depth + 1)
            elif name == "table":
                self._table(element, ROWS_SHOWN * 10, plain=True)
            elif name in _CONTAINERS:
                self._blocks(element, depth)
            elif name in ("change-start", "change-end", "change"):
                self._change(element, Line())

    def _paragraph(self, paragraph: Element, style: str, level: int) -> None:
        line = Line()
        self._runs(paragraph, line, ())
        self._flow.add(style, line, level)
        self._tell_waiting()

    def _runs(self, parent: Element, line: Line, marks: Marks) -> None:
        line.add(parent.text or "", (*marks, *self._open.values()))
        for element in parent:
            name = local(element)
            if name in _SPANS:
                self._runs(element, line, marks)
            elif name == "s":
                count = attribute(element, "c") or "1"
                line.add(" " * min(int(count) if count.isdigit() else 1, 200), tuple(self._open.values()))
            elif name in ("tab", "line-break"):
                line.add("\t" if name == "tab" else "\n", tuple(self._open.values()))
            elif name == "note":
                kind = attribute(element, "note-class") or "footnote"
                sign = one_line(all_text(child(element, "note-citation")))[:20]
                line.add(f"[{sign}]")
                self._waiting.append(("footnote", child(element, "note-body"), f"{kind[:20]} {sign}"))
            elif name == "annotation":
                self._comment(element)
            elif name == "annotation-end":
                self._open.pop(f"comment {attribute(element, 'name')}", None)
            elif name in ("change-start", "change-end", "change"):
                self._change(element, line)
            elif name in ("hidden-text", "hidden-paragraph"):
                line.add(all_text(element), (("hidden", "hidden text"),))
            elif name in ("frame", "custom-shape", "g", "rect"):
                self._frame(element, line)
            elif name not in ("bookmark", "bookmark-start", "bookmark-end", "soft-page-break", "script"):
                self._runs(element, line, marks)  # fields keep the words they showed last
            line.add(element.tail or "", (*marks, *self._open.values()))

    def _comment(self, element: Element) -> None:
        note = by_whom("comment", all_text(child(element, "creator")), all_text(child(element, "date")))
        self._waiting.append(("comment", element, note))
        if attribute(element, "name") in self._ended:  # without an end it is on a point, not on words
            self._open[f"comment {attribute(element, 'name')}"] = ("commented", note)

    def _change(self, element: Element, line: Line) -> None:
        key = attribute(element, "change-id") or ""
        name = local(element)
        if name == "change-start" and key in self._inserted:
            self._open[key] = ("insertion", self._inserted[key])
        elif name == "change-end":
            self._open.pop(key, None)
        elif name == "change" and key in self._deleted:
            deletion, note = self._deleted.pop(key)  # once: a second mark for the same words would repeat them
            words = "\n".join(all_text(one) for one in deletion if local(one) in ("p", "h", "list", "table"))
            line.add(words, (("deletion", note),))
            if local(element.getparent()) not in ("p", "h", "span", "a"):
                self._flow.add("paragraph", line)

    def _frame(self, frame: Element, line: Line) -> None:
        about = child(frame, "desc")
        title = one_line(all_text(about if about is not None else child(frame, "title")))[:500]
        words = False
        for paragraph in frame.iter("{*}p", "{*}h"):
            words = True
            line.add("\n" if line.text else "")
            self._runs(paragraph, line, ())
        if not words:
            line.add(f"[picture: {title}]" if title else "[picture]")

    def _tell_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for style, element, note in waiting:
            words = "\n".join(all_text(one) for one in element.iter("{*}p")) if element is not None else ""
            self._flow.add(style, words, note=note)

    def _sheets(self) -> None:
        tables = [element for element in self._body if local(element) == "table"]
        for table in tables[:MOST_SHEETS]:
            hidden = attribute(table, "style-name") in self._hidden
            self._flow.add(
                "sheet", one_line(attribute(table, "name") or "Sheet"), note="hidden sheet" if hidden else ""
            )
            self._table(table, ROWS_SHOWN, plain=False)
        if len(tables) > MOST_SHEETS:
            self._flow.notice(f"It has more sheets; the first {MOST_SHEETS} are shown.")

    def _table(self, table: Element, most: int, *, plain: bool) -> None:
        number = 1
        for row in table.iter("{*}table-row"):
            if next(row.iterancestors("{*}table")) is not table:
                continue
            again = _count(row, "number-rows-repeated")
            if number > most:
                self._flow.notice(f"There is more; the first {most:,} rows and {COLUMNS_SHOWN} columns are shown.")
                return
            line = self._row(row)
            hidden = ", hidden" if attribute(row, "visibility") in ("collapse", "filter") else ""
            for one in range(number, number + min(again, 100 if line else 1)):
                if line:
                    self._flow.add("row", line, note="" if plain else f"row {one}{hidden}")
            self._tell_waiting()
            number += again

    def _row(self, row: Element) -> Line:
        line = Line()
        column = written = 0  # columns passed, and columns that the line has room for already
        for cell in row:
            if local(cell) not in ("table-cell", "covered-table-cell"):
                continue
            words = self._cell(cell)
            for _ in range(min(_count(cell, "number-columns-repeated"), COLUMNS_SHOWN - column)):
                if words:
                    line.join(words, "\t" * (column - written))
                    written = column
                column += 1
        return line

    def _cell(self, cell: Element) -> Line:
        words = Line()
        for element in cell:
            name = local(element)
            if name == "annotation":
                self._comment(element)
            elif name == "p":
                words.add(" " if words.text else "")
                self._runs(element, words, ())
            elif name in ("h", "list", "table"):
                words.add((" " if words.text else "") + one_line(all_text(element)))
        return words

    def _slides(self) -> None:
        pages = [element for element in self._body if local(element) == "page"]
        for number, page in enumerate(pages, 1):
            hidden = attribute(page, "style-name") in self._hidden
            self._flow.add("slide", f"Slide {number}", note="hidden slide" if hidden else "")
            for element in page:
                name = local(element)
                if name == "notes":
                    words = "\n".join(all_text(one) for one in element.iter("{*}p"))
                    self._flow.add("notes", words, note="speaker notes")
                elif name == "annotation":
                    self._comment(element)
                    self._tell_waiting()
                elif name in ("frame", "custom-shape", "g"):
                    self._slide_frame(element)

    def _slide_frame(self, frame: Element) -> None:
        if attribute(frame, "class") == "title":
            self._flow.add("heading", "\n".join(all_text(one) for one in frame.iter("{*}p")), 1)
            return
        table = child(frame, "table")
        if table is not None:
            self._table(table, ROWS_SHOWN, plain=True)
        elif next(frame.iter("{*}p", "{*}h"), None) is None and next(frame.iter("{*}image"), None) is not None:
            title = one_line(all_text(child(frame, "desc")))[:500]
            self._flow.add("paragraph", f"[picture: {title}]" if title else "[picture]")
        elif local(frame) == "frame":
            self._blocks(frame, 0)
        else:
            for paragraph in frame.iter("{*}p"):
                self._paragraph(paragraph, "paragraph", 0)


def _count(element: Element, name: str) -> int:
    found = attribute(element, name) or "1"
    return min(int(found), 1 << 21) if found.isdigit() and len(found) < 10 else 1
