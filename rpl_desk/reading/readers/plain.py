"""Plain text, Markdown and CSV tables. The bytes are UTF-8, UTF-16 with a mark, or Windows-1252, as the gate told."""

import codecs
import csv
import re
from io import StringIO

from ..wire import COLUMNS_SHOWN, MOST_FLOW_TEXT, ROWS_SHOWN
from .base import INCOMPLETE, Answer, Reader
from .flows import FlowBuilder, clean, one_line, told

EXTRACTOR = "RPL Desk text 1"
_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*$")
_ITEM = re.compile(r"(\s*)(?:[-*+]|\d{1,9}[.)])\s+(.+)")

for name in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"):
    codecs.lookup(name)  # loads it while files may still be opened


def open_document(data: bytearray, media_type: str) -> Reader:
    return PlainReader(data, media_type)


class PlainReader(Reader):
    def __init__(self, data: bytearray, media_type: str) -> None:
        self._text = decoded(data[: 2 * MOST_FLOW_TEXT])
        self._kind = media_type
        self._cut = len(data) > 2 * MOST_FLOW_TEXT
        self.outline = {"kind": "flow", "media_type": media_type}

    def flow(self) -> Answer:
        return told(self._build, FlowBuilder(EXTRACTOR))

    def about(self) -> list[tuple[str, str]]:
        """Return nothing: all that it says is its text, unless there is more of that than is read."""
        return [INCOMPLETE] if self._cut else []

    def _build(self, flow: FlowBuilder) -> None:
        if self._kind == "text/csv":
            self._table(flow)
        elif self._kind == "text/markdown":
            self._markdown(flow)
        else:
            add_text(flow, self._text)
        if self._cut:
            flow.notice("The document is longer than what is shown here. Open the original to see the rest.")

    def _table(self, flow: FlowBuilder) -> None:
        csv.field_size_limit(1 << 20)
        first = self._text[:10_000].splitlines()[:5]
        mark = max(",;\t|", key=lambda one: min((line.count(one) for line in first), default=0))
        try:
            for number, row in enumerate(csv.reader(StringIO(self._text, newline=""), delimiter=mark), 1):
                if number > ROWS_SHOWN:
                    flow.notice(f"The table has more; its first {ROWS_SHOWN:,} rows are shown.")
                    return
                cells = [one_line(cell) for cell in row[:COLUMNS_SHOWN]]
                flow.add("row", "\t".join(cells), note=f"row {number}")
                if len(row) > COLUMNS_SHOWN:
                    flow.notice(f"This row has more columns; the first {COLUMNS_SHOWN} are shown.")
        except csv.Error:
            flow.notice("From here on it is not a table that can be read. Open the original to see the rest.")

    def _markdown(self, flow: FlowBuilder) -> None:
        """Tell headings, items, quotes and code apart by how lines begin; marks inside a line stay as they are."""
        waiting: list[str] = []
        fence = False

        def end(style: str = "paragraph") -> None:
            flow.add(style, "\n".join(waiting))
            waiting.clear()

        for line in clean(self._text).split("\n"):
            if line.lstrip().startswith(("```", "~~~")):
                end("code" if fence else "paragraph")
                fence = not fence
            elif fence:
                waiting.append(line)
            elif not line.strip():
                end()
            elif found := _HEADING.match(line):
                end()
                flow.add("heading", found[2], len(found[1]))
            elif found := _ITEM.match(line):
                end()
                flow.add("item", found[2], len(found[1].expandtabs(4)) // 2 + 1)
            elif line.startswith(">"):
                end()
                flow.add("quote", line.lstrip("> "))
            else:
                waiting.append(line.strip())
        end("code" if fence else "paragraph")


def decoded(data: bytes | bytearray) -> str:
    """Return text from bytes of an encoding the gate lets in; what does not fit becomes U+FFFD."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(bytes(data))  # a cut last character is left out
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def add_text(flow: FlowBuilder, text: str) -> None:
    """Add text as one paragraph for each line that is not empty, with its spaces as they are."""
    for line in clean(text).split("\n"):
        flow.add("paragraph", line.rstrip())
