"""Rich text (.rtf), by striprtf: its words in order, without tables' lines, and with tracked changes not told apart."""

import codecs

from striprtf.striprtf import rtf_to_text

from .base import Answer, Reader
from .flows import FlowBuilder, Line, told

EXTRACTOR = "striprtf 0.0.35"

for page in ("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp437", "cp850",
             "cp932", "cp936", "cp949", "cp950", "mac_roman", "latin-1"):  # fmt: skip
    codecs.lookup(page)


def open_document(data: bytearray, media_type: str) -> Reader:
    return RichTextReader(data, media_type)


class RichTextReader(Reader):
    def __init__(self, data: bytearray, media_type: str) -> None:
        self._text: str = rtf_to_text(data.decode("latin-1"), encoding="cp1252", errors="replace")  # type: ignore[no-untyped-call]
        self._changes = b"\\revised" in data or b"\\deleted" in data
        self.outline = {"kind": "flow", "media_type": media_type}

    def flow(self) -> Answer:
        return told(self._build, FlowBuilder(EXTRACTOR))

    def _build(self, flow: FlowBuilder) -> None:
        if self._changes:
            flow.notice("It holds tracked changes; inserted and deleted words stand together below.")
        for words in self._text.split("\n"):
            cells = words.rstrip("|").split("|") if words.endswith("|") else []
            if not cells:
                flow.add("paragraph", words)
                continue
            row = Line()
            for number, cell in enumerate(cells):
                piece = Line()
                piece.add(cell.strip())
                row.join(piece, "\t" if number else "")
            flow.add("row", row)
