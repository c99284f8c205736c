"""Web pages as text: a walk over the tags that keeps words and what they are, and runs and fetches nothing."""

import re
from html import unescape
from html.parser import HTMLParser

from .base import Answer, Reader
from .flows import FlowBuilder, Line, one_line, told
from .plain import decoded

EXTRACTOR = "RPL Desk web 1"
MOST_HTML = 16 << 20
_SKIPPED = {"script", "style", "template", "noscript", "svg", "math", "iframe", "object", "head", "select"}
_BLOCKS = {
    "p": "paragraph", "div": "paragraph", "section": "paragraph", "article": "paragraph", "header": "paragraph",
    "footer": "paragraph", "main": "paragraph", "nav": "paragraph", "aside": "paragraph", "dl": "paragraph",
    "dt": "paragraph", "dd": "paragraph", "figcaption": "paragraph", "caption": "paragraph", "address": "paragraph",
    "form": "paragraph", "table": "paragraph", "ul": "paragraph", "ol": "paragraph", "hr": "paragraph",
    "li": "item", "blockquote": "quote", "pre": "code", "body": "paragraph", "tr": "row",
}  # fmt: skip
_MARKS = {"ins": ("insertion", "inserted"), "del": ("deletion", "deleted"), "s": ("deletion", "struck out")}
_VOID = {"br", "img", "hr", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr"}
_DEEPEST = 500
_TITLE = re.compile(r"<title[^<>]{0,500}>([^<]{0,10000})", re.IGNORECASE)
_META = re.compile(r"<meta\s[^<>]{0,10000}>", re.IGNORECASE)
_SAID = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_REMARK = re.compile(r"<!--(.{0,10000}?)-->", re.DOTALL)


def open_document(data: bytearray, media_type: str) -> Reader:
    return WebReader(data, media_type)


class WebReader(Reader):
    def __init__(self, data: bytearray, media_type: str) -> None:
        self._text = decoded(data[:MOST_HTML])
        self.outline = {"kind": "flow", "media_type": media_type}

    def flow(self) -> Answer:
        return told(lambda flow: add_html(flow, self._text), FlowBuilder(EXTRACTOR))

    def about(self) -> list[tuple[str, str]]:
        """Return its title, what its head says in names and values, and the remarks in it, which no browser shows."""
        found = [("title", unescape(one)) for one in _TITLE.findall(self._text)]
        for tag in _META.findall(self._text):
            said = {key.lower(): unescape(one or other) for key, one, other in _SAID.findall(tag)}
            found.append((said.get("name") or said.get("property") or "head", said.get("content", "")))
        return [*found, *(("remark", one) for one in _REMARK.findall(self._text))]


def add_html(flow: FlowBuilder, text: str) -> None:
    """Add the words of a web page to a flow; raises Full."""
    walk = _Walk(flow)
    walk.feed(text)
    walk.close()
    walk.end_block()


class _Walk(HTMLParser):
    def __init__(self, flow: FlowBuilder) -> None:
        super().__init__(convert_charrefs=True)
        self._flow = flow
        self._line = Line()
        self._style, self._level = "paragraph", 0
        self._open: list[tuple[str, tuple[str, str] | None]] = []
        self._skipped = self._lists = self._kept = 0
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipped:
            self._skipped += tag in _SKIPPED
            return
        if tag in _SKIPPED:
            self._skipped = 1
            return
        given = dict(attrs)
        if tag == "br":
            self._add("\n")
        elif tag == "img":
            words = one_line(given.get("alt") or "")[:500]
            self._add(f"[picture: {words}]" if words else "[picture]")
        elif tag in ("td", "th"):
            self._line.text = self._line.text.rstrip(" ") + ("\t" if self._cells else "")
            self._cells += 1
        elif len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            self._begin("heading", int(tag[1]))
        elif tag in _BLOCKS and not (self._style == "row" and tag in ("p", "div", "ul", "ol", "li")):
            self._lists += tag in ("ul", "ol")
            self._kept += tag == "pre"
            self._begin(_BLOCKS[tag], min(max(self._lists, 1), 9) if tag == "li" else 0)
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append((tag, _mark(tag, given)))

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= tag in _SKIPPED
            return
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                del self._open[at:]  # what was left open inside ends with it
                break
        if tag in _BLOCKS and not (self._style == "row" and tag != "tr" and tag != "table"):
            self._begin("paragraph", 0)
            self._lists = max(0, self._lists - (tag in ("ul", "ol")))
            self._kept = max(0, self._kept - (tag == "pre"))
        elif len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            self._begin("paragraph", 0)

    def handle_data(self, data: str) -> None:
        if self._skipped:
            return
        if not self._kept:
            before = " " if data[:1].isspace() and self._line.text and not self._line.text[-1].isspace() else ""
            words = one_line(data)
            data = before + words + (" " if words and data[-1:].isspace() else "")
        self._add(data)

    def end_block(self) -> None:
        self._line.text = self._line.text.rstrip()
        end = len(self._line.text)
        self._line.spans = [[a, min(b, end), kind, note] for a, b, kind, note in self._line.spans if a < end]
        self._flow.add(self._style, self._line, self._level)
        self._line, self._cells = Line(), 0

    def _begin(self, style: str, level: int) -> None:
        self.end_block()
        self._style, self._level = style, level

    def _add(self, words: str) -> None:
        self._line.add(words, tuple(dict.fromkeys(mark for _, mark in self._open if mark)))


def _mark(tag: str, given: dict[str, str | None]) -> tuple[str, str] | None:
    style = (given.get("style") or "").replace(" ", "").lower()
    if "hidden" in given or "display:none" in style or "visibility:hidden" in style:
        return "hidden", "hidden on the page"
    return _MARKS.get(tag)
