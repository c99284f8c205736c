"""A flow laid out as text: headings, rows, notes and changes, and where each character of it stands."""

from bisect import bisect_right

from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument

from rpl_desk.domain.preview import Block, Flow, Span, SpanKind, Style
from rpl_desk.domain.rows import dataclass
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE

LINE = "\u2028"  # a line break within a paragraph of Qt's, one character like ours
INDENT = 24
HEADS = (Style.HEADING, Style.SHEET, Style.SLIDE)
_SMALL = (Style.COMMENT, Style.FOOTNOTE, Style.MARGIN, Style.NOTES, Style.NOTICE, Style.ATTACHMENT)


@dataclass(frozen=True, slots=True)
class _Laid:
    """Where a block of the flow begins in the window's own text, which counts in UTF-16."""

    start: int
    at: int
    text: str

    @property
    def end(self) -> int:
        return self.at + len(self.text.encode("utf-16-le")) // 2


class FlowPage:
    """Writes flows into a document; `size` is a share of the program's own text size.

    `position` and `offset` lead from characters of the flow's text to the document's own count and back.
    """

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._laid: list[_Laid] = []
        self.size = 1.0

    def write(self, flow: Flow | None) -> None:
        """Lay out a flow anew, or nothing."""
        self._document.clear()
        self._document.setDefaultFont(self._font("reading"))
        self._laid = []
        cursor = QTextCursor(self._document)
        first = True
        for block in flow.blocks if flow else ():
            assert flow is not None
            if block.note:
                shape = self._shape(block, note=True)
                self._new_block(cursor, first, shape, _format(self._font("caption", 600), "text3"))
                cursor.insertText(block.note)
                first = False
            self._new_block(cursor, first, self._shape(block), self._ink(block))
            first = False
            text = flow.text[block.start : block.end].replace("\n", LINE).replace("\r", LINE)
            self._laid.append(_Laid(block.start, cursor.position(), text))
            self._insert(cursor, block, text)

    def _font(self, role: str, weight: int | None = None) -> QFont:
        font = look().theme.font(role, weight)
        font.setPointSizeF(font.pointSizeF() * self.size)
        return font

    @staticmethod
    def _new_block(cursor: QTextCursor, first: bool, shape: QTextBlockFormat, ink: QTextCharFormat) -> None:
        if first:
            cursor.setBlockFormat(shape)
            cursor.setBlockCharFormat(ink)
        else:
            cursor.insertBlock(shape, ink)
        cursor.setCharFormat(ink)

    def _insert(self, cursor: QTextCursor, block: Block, text: str) -> None:
        ink, at = self._ink(block), 0
        for span in sorted(block.spans, key=lambda each: each.start):
            start, end = span.start - block.start, span.end - block.start
            if start < at or end <= start:
                continue
            cursor.insertText(text[at:start], ink)
            cursor.insertText(text[start:end], _changed(ink, span))
            at = end
        cursor.insertText(text[at:], ink)

    def _ink(self, block: Block) -> QTextCharFormat:
        if block.style in HEADS:
            return _format(self._font("title3" if block.level > 1 else "title2"), "text")
        small = block.style in _SMALL
        return _format(self._font("small" if small else "reading"), "text2" if small else "text")

    def _shape(self, block: Block, *, note: bool = False) -> QTextBlockFormat:
        theme, shape = look().theme, QTextBlockFormat()
        shape.setLineHeight(theme.line("reading") * self.size, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        shape.setBottomMargin(0 if note else SPACE["s"])
        if block.style in HEADS and (note or not block.note):
            shape.setTopMargin(SPACE["l"])
        if block.style is Style.ITEM:
            shape.setLeftMargin(INDENT * max(block.level, 1))
        elif block.style in (Style.QUOTE, Style.COMMENT, Style.NOTES, Style.NOTICE):
            shape.setLeftMargin(INDENT)
            if block.style is not Style.QUOTE:
                shape.setBackground(theme.colour("raised"))
        if block.style is Style.ROW:
            shape.setBottomMargin(2)
        return shape

    def position(self, offset: int) -> int:
        """Return where a character of the flow's text stands in the window's own."""
        if not self._laid:
            return 0
        laid = self._laid[max(0, bisect_right([each.start for each in self._laid], offset) - 1)]
        inside = laid.text[: offset - laid.start]
        return laid.at + len(inside.encode("utf-16-le")) // 2

    def kept_in(self, position: int, *, back: bool) -> int:
        """Return a position of the document that lies in the flow's own text, not in a label of ours.

        From a label it is the nearest place after it, or before it where `back`; at either end of the document the only
        one there is.
        """
        if not self._laid:
            return position
        place = bisect_right([each.at for each in self._laid], position) - 1
        if place >= 0 and position <= self._laid[place].end:
            return position
        if place < 0 or (not back and place + 1 < len(self._laid)):
            return self._laid[place + 1].at
        return self._laid[place].end

    def offset(self, position: int) -> int:
        if not self._laid:
            return 0
        place = bisect_right([each.at for each in self._laid], position) - 1
        if place < 0:
            return self._laid[0].start
        laid = self._laid[place]
        units = laid.text.encode("utf-16-le")[: 2 * (position - laid.at)]
        return laid.start + len(units.decode("utf-16-le", "ignore"))


def _format(font: QFont, token: str) -> QTextCharFormat:
    ink = QTextCharFormat()
    ink.setFont(font)
    ink.setForeground(look().theme.colour(token))
    return ink


def _changed(ink: QTextCharFormat, span: Span) -> QTextCharFormat:
    """Return the ink of a stretch that was inserted, deleted, hidden or commented: its shape says so too."""
    made, theme = QTextCharFormat(ink), look().theme
    made.setToolTip(span.note or span.kind.value)
    match span.kind:
        case SpanKind.INSERTION:
            made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
            made.setForeground(theme.colour("good"))
        case SpanKind.DELETION:
            made.setFontStrikeOut(True)
            made.setForeground(theme.colour("bad"))
        case SpanKind.HIDDEN:
            made.setFontItalic(True)
            made.setForeground(theme.colour("text3"))
        case _:
            made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
            made.setUnderlineColor(theme.colour("unsure"))
    return made
