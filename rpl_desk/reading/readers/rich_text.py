"""Rich text (.rtf), by striprtf: its words in order, without tables' lines, and with tracked changes not told apart.

striprtf leaves comments and footnotes out; they are sought here and stand behind the text.
Source: Rich Text Format Specification 1.9.1, "Footnotes" and "Comments (Annotations)".
"""

import codecs
import re
from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from .base import Answer, Reader
from .flows import FlowBuilder, Line, by_whom, told

EXTRACTOR = "striprtf 0.0.35"

for page in ("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp437", "cp850",
             "cp932", "cp936", "cp949", "cp950", "mac_roman", "latin-1"):  # fmt: skip
    codecs.lookup(page)


_ASIDE = re.compile(r"\{\\(?:\*\\)?(?:annotation|footnote)(?![a-z])")
_INFO = re.compile(
    r"\{\\(?:\*\\)?(title|subject|author|manager|company|operator|category|keywords|comment|doccomm|userprops|"
    r"revtbl|atnauthor|atnid)(?![a-z])"
)
_AUTHOR = re.compile(r"\{\\\*\\atnauthor ([^{}\\]{1,100})\}")
_TOKEN = re.compile(r"\\.|[{}]", re.DOTALL)
_PAGE = re.compile(r"\\ansicpg\d{1,5}")
_MOST_ASIDES = 2_000


def open_document(data: bytearray, media_type: str) -> Reader:
    return RichTextReader(data, media_type)


class RichTextReader(Reader):
    def __init__(self, data: bytearray, media_type: str) -> None:
        source = data.decode("latin-1")
        self._text = _plain(source)
        self._asides = list(_asides(source))
        self._about = list(_info(source))
        self._changes = b"\\revised" in data or b"\\deleted" in data
        self.outline = {"kind": "flow", "media_type": media_type}

    def flow(self) -> Answer:
        return told(self._build, FlowBuilder(EXTRACTOR))

    def about(self) -> list[tuple[str, str]]:
        return self._about

    def _build(self, flow: FlowBuilder) -> None:
        if self._changes:
            flow.notice("It holds tracked changes; inserted and deleted words stand together below.")
        if self._asides:
            flow.notice("Its comments and footnotes stand behind its text.")
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
        for style, words, note in self._asides:
            flow.add(style, words, note=note)


def _plain(source: str) -> str:
    return str(rtf_to_text(source, encoding="cp1252", errors="replace"))  # type: ignore[no-untyped-call]


def _info(source: str) -> Iterator[tuple[str, str]]:
    """Give what the document says of itself, and who took part in it: authors of changes and of comments."""
    page = _PAGE.search(source)
    head = "{\\rtf1\\ansi" + (page[0] if page else "") + " "
    for found in _INFO.finditer(source):
        group = source[found.end() : _group_end(source, found.start()) - 1]
        yield found[1], " ".join(_plain(f"{head}{group.replace(';', ' ')}}}").split())


def _asides(source: str) -> Iterator[tuple[str, str, str]]:
    """Give kind, words and our note of each comment and footnote, in order."""
    page = _PAGE.search(source)
    head = "{\\rtf1\\ansi" + (page[0] if page else "") + " "
    authors = [found[1] for found in _AUTHOR.finditer(source)]
    for number, found in enumerate(_ASIDE.finditer(source)):
        if number >= _MOST_ASIDES:
            return
        end = _group_end(source, found.start())
        words = " ".join(_plain(head + source[found.end() : end]).split())
        is_comment = found[0].endswith("annotation")
        author = authors.pop(0) if is_comment and authors else ""
        if words and is_comment:
            yield "comment", words, by_whom("comment", author, None)
        elif words:
            yield "footnote", words, "footnote"


def _group_end(source: str, start: int) -> int:
    """Return where the group that opens at `start` ends; the end of the file where it never does."""
    depth = 0
    for token in _TOKEN.finditer(source, start):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth == 0:
            return token.end()
    return len(source)
