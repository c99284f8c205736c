"""Excel workbooks (.xlsx) as rows of text: kept values, hidden sheets, rows and columns named as such, comments.

At most 1,000 rows of 100 columns of each sheet are read; nothing is calculated.
Source: ISO/IEC 29500-1 18 (SpreadsheetML); 18.8.30 for the built-in number formats; 18.17.4 for dates.
"""

import re
from datetime import datetime, timedelta
from typing import Any

from ..wire import COLUMNS_SHOWN, ROWS_SHOWN
from .base import Answer, Reader
from .flows import FlowBuilder, by_whom, one_line, told
from .packages import EXTRACTOR, Element, Package, all_text, child, local

MOST_SHEETS = 100
_MOST_STRINGS = 200_000
_MOST_STRING_CHARACTERS = 16 << 20
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_IN_QUOTES = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
_DATES = {14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47}
_PERCENTS = {9, 10}


def open_document(data: bytearray, media_type: str) -> Reader:
    return SheetsReader(data, media_type)


class SheetsReader(Reader):
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
        self._formats = self._cell_formats()
        self._strings = self._shared_strings()
        settings = child(self._root, "workbookPr")
        since_1904 = settings is not None and settings.get("date1904") in ("1", "true")
        self._first_day = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no zone
        sheets = child(self._root, "sheets")
        for number, sheet in enumerate(sheets if sheets is not None else ()):
            if number >= MOST_SHEETS:
                flow.notice(f"It has more sheets; the first {MOST_SHEETS} are shown.")
                return
            key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
            hidden = sheet.get("state", "visible") != "visible"
            flow.add(
                "sheet", one_line(sheet.get("name", "")) or f"Sheet {number + 1}", note="hidden sheet" if hidden else ""
            )
            part = links.get(key, ("", ""))[1]
            if part:
                self._sheet(part, flow)

    def _cell_formats(self) -> list[str]:
        """Return for each cell format "date", "percent" or "" for everything else."""
        found: list[str] = []
        for part in self._package.linked(self._main, "styles")[:1]:
            root = self._package.tree(part)
            own = {}
            for number in root.iter("{*}numFmt") if root is not None else ():
                code = _IN_QUOTES.sub("", number.get("formatCode", "")).lower()
                own[number.get("numFmtId")] = "date" if re.search("[ymdhs]", code) else "percent" if "%" in code else ""
            formats = child(root, "cellXfs")
            for one in formats if formats is not None else ():
                key = one.get("numFmtId", "0")
                built_in = int(key) if key.isdigit() else 0
                known = "date" if built_in in _DATES else "percent" if built_in in _PERCENTS else ""
                found.append(own.get(key, known))
        return found

    def _shared_strings(self) -> list[str]:
        strings: list[str] = []
        size = 0
        for part in self._package.linked(self._main, "sharedStrings")[:1]:
            for item in self._package.elements(part, "{*}si"):
                strings.append(_rich(item))
                size += len(strings[-1])
                if len(strings) > _MOST_STRINGS or size > _MOST_STRING_CHARACTERS:
                    break
        return strings

    def _sheet(self, part: str, flow: FlowBuilder) -> None:
        comments = self._comments(part)
        cut = ""
        columns: list[str] = []
        for element in self._package.elements(part, "{*}row", "{*}col"):
            if local(element) == "col":
                if element.get("hidden") in ("1", "true") and len(columns) < 20:
                    columns.append(_columns(element.get("min"), element.get("max")))
                continue
            if columns:
                flow.notice(f"Hidden columns: {', '.join(columns)}.")
                columns = []
            number = element.get("r") or ""
            if not number.isdigit() or int(number) > ROWS_SHOWN:
                cut = f"The sheet has more; its first {ROWS_SHOWN:,} rows and {COLUMNS_SHOWN} columns are shown."
                break
            if self._row(element, int(number), flow, comments):
                cut = f"The sheet has more columns; the first {COLUMNS_SHOWN} are shown."
        for place, (words, note) in sorted(comments.items()):
            flow.add("comment", words, note=f"{note} on cell {place}")
        if cut:
            flow.notice(cut)

    def _row(self, row: Element, number: int, flow: FlowBuilder, comments: dict[str, tuple[str, str]]) -> bool:
        """Tell one row and the comments on its cells; True when it has more columns than are shown."""
        cells: list[str] = []
        more = False
        told_with_row: list[str] = []
        for cell in row:
            place = _CELL.fullmatch(cell.get("r", "")) if local(cell) == "c" else None
            if place is None:
                continue
            column = _column_number(place[1])
            if column > COLUMNS_SHOWN:
                more = True
                break
            if column <= len(cells):
                continue
            cells += [""] * (column - 1 - len(cells)) + [one_line(self._value(cell))]
            if place[0] in comments:
                told_with_row.append(place[0])
        while cells and not cells[-1]:
            cells.pop()
        note = f"row {number}, hidden" if row.get("hidden") in ("1", "true") else f"row {number}"
        if cells:
            flow.add("row", "\t".join(cells), note=note)
        for place_name in told_with_row:
            words, by = comments.pop(place_name)
            flow.add("comment", words, note=f"{by} on cell {place_name}")
        return more

    def _value(self, cell: Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _rich(child(cell, "is"))
        value = all_text(child(cell, "v"))
        if not value and kind != "str" and (formula := all_text(child(cell, "f"))):
            return f"={formula}"  # written by a program that kept no result
        if kind == "s":
            return self._strings[int(value)] if value.isdigit() and int(value) < len(self._strings) else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        if kind != "n":
            return value
        style = cell.get("s", "")
        known = self._formats[int(style)] if style.isdigit() and int(style) < len(self._formats) else ""
        return _number(value, known, self._first_day)

    def _comments(self, part: str) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        for name in self._package.linked(part, "comments")[:1]:
            root = self._package.tree(name)
            authors = [all_text(one) for one in root.iter("{*}author")] if root is not None else []
            for comment in root.iter("{*}comment") if root is not None else ():
                key = comment.get("authorId", "")
                author = authors[int(key)] if key.isdigit() and int(key) < len(authors) else ""
                author = "" if author.startswith("tc=") else author  # how Excel marks a thread's first line
                found[comment.get("ref", "")] = (_rich(child(comment, "text")), by_whom("comment", author, None))
        for name in self._package.linked(part, "threadedComment")[:1]:
            root = self._package.tree(name)
            for comment in root.iter("{*}threadedComment") if root is not None else ():
                place, words = comment.get("ref", ""), all_text(child(comment, "text"))
                earlier = found.get(place, ("", "comment"))[0]
                found[place] = (words if "[Threaded comment]" in earlier else f"{earlier}\n{words}".strip(), "comment")
        return found


def _rich(element: Any) -> str:
    """Return the words of a rich text; how a word sounds (`rPh`) is left out."""
    if element is None:
        return ""
    return "".join(
        found.text or "" for found in element.iter("{*}t") if next(found.iterancestors("{*}rPh"), None) is None
    )


def _number(value: str, known: str, first_day: datetime) -> str:
    """Return a kept number as a sheet would show it: a date as year-month-day, a share in percent, else 15 digits."""
    try:
        number = float(value)
        if known == "date" and 0 <= number < 2_958_466:
            moment = first_day + timedelta(seconds=round(number * 86_400))
            if number < 1:
                return f"{moment:%H:%M}"
            return f"{moment:%Y-%m-%d}" if number == int(number) else f"{moment:%Y-%m-%d %H:%M}"
        return f"{number * 100:.10g}%" if known == "percent" else f"{number:.15g}"
    except (ValueError, OverflowError):
        return value


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _columns(first: str | None, last: str | None) -> str:
    names = [_column_name(int(one)) for one in (first, last) if one and one.isdigit() and 0 < int(one) <= 16_384]
    return "-".join(dict.fromkeys(names)) or "one"


def _column_name(number: int) -> str:
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
