"""A flow laid out as text: headings, rows, notes and changes, and where each character of it stands."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument

from rpl_desk.domain.preview import Block, Flow, Span, SpanKind, Style
from rpl_desk.domain.rows import dataclass
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE

LINE = "\u2028"  # a line break within a paragraph of Qt's, one character like ours
INDENT = 24
SLICE = 100  # pieces laid out in one go: some 5 ms of work, 15 for the rows of a wide sheet
LONGEST = 10_000  # characters of a piece; a longer block is broken, as Qt lays out a paragraph in one go
_SLICE_LENGTH = 15_000
HEADS = (Style.HEADING, Style.SHEET, Style.SLIDE)
_SMALL = (Style.COMMENT, Style.FOOTNOTE, Style.MARGIN, Style.NOTES, Style.NOTICE, Style.ATTACHMENT)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block of the flow, or as much of one as is laid out in one go; start, end: in the flow's text."""

    block: Block
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Laid:
    """Where a piece of the flow begins in the window's own text, which counts in UTF-16."""

    start: int
    at: int
    text: str

    @property
    def end(self) -> int:
        return self.at + len(self.text.encode("utf-16-le")) // 2


class FlowPage:
    """Writes flows into a document, slice by slice; `size` is a share of the program's own text size.

    `position` and `offset` lead from characters of the flow's text to the document's own count and back.
    """

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        document.setUndoRedoEnabled(False)  # it would keep every piece twice
        self._text = ""
        self._pieces: Iterator[_Piece] = iter(())
        self._laid: list[_Laid] = []
        self._inks: dict[tuple[Style, int], QTextCharFormat] = {}
        self._shapes: dict[tuple[Style, int, bool, bool], QTextBlockFormat] = {}
        self.size = 1.0
        self.is_whole = True

    def begin(self, flow: Flow | None) -> None:
        """Hold nothing but the start of a flow, or nothing at all; `write_more` lays out the rest."""
        self._document.clear()
        self._document.setDefaultFont(self._font("reading"))
        self._laid, self._inks, self._shapes = [], {}, {}
        self._text = flow.text if flow else ""
        self._pieces = _pieces(flow) if flow else iter(())
        self.is_whole = False
        self.write_more()

    def write_more(self) -> None:
        """Lay out the next slice; once `is_whole` there is none."""
        cursor = QTextCursor(self._document)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        length, count = 0, 0
        for piece in islice(self._pieces, SLICE):
            self._write(cursor, piece)
            count, length = count + 1, length + piece.end - piece.start
            if length > _SLICE_LENGTH:
                break
        cursor.endEditBlock()
        self.is_whole = count < SLICE and length <= _SLICE_LENGTH

    def holds(self, offset: int) -> bool:
        """Tell whether a character of the flow's text is laid out."""
        return self.is_whole or (bool(self._laid) and offset < self._laid[-1].start + len(self._laid[-1].text))

    def _write(self, cursor: QTextCursor, piece: _Piece) -> None:
        block = piece.block
        if block.note and piece.start == block.start:
            self._new_block(cursor, self._shape(block, note=True), _format(self._font("caption", 600), "text3"))
            cursor.insertText(block.note)
        ink = self._ink(block)
        self._new_block(cursor, self._shape(block, broken=piece.end < block.end), ink)
        text = self._text[piece.start : piece.end].replace("\n", LINE).replace("\r", LINE)
        self._laid.append(_Laid(piece.start, cursor.position(), text))
        self._insert(cursor, piece, text, ink)

    def _font(self, role: str, weight: int | None = None) -> QFont:
        font = look().theme.font(role, weight)
        font.setPointSizeF(font.pointSizeF() * self.size)
        return font

    def _new_block(self, cursor: QTextCursor, shape: QTextBlockFormat, ink: QTextCharFormat) -> None:
        if not self._laid and cursor.atStart():
            cursor.setBlockFormat(shape)
            cursor.setBlockCharFormat(ink)
        else:
            cursor.insertBlock(shape, ink)
        cursor.setCharFormat(ink)

    @staticmethod
    def _insert(cursor: QTextCursor, piece: _Piece, text: str, ink: QTextCharFormat) -> None:
        at = 0
        for span in sorted(piece.block.spans, key=lambda each: each.start):
            start, end = max(span.start, piece.start) - piece.start, min(span.end, piece.end) - piece.start
            if start < at or end <= start:
                continue
            cursor.insertText(text[at:start], ink)
            cursor.insertText(text[start:end], _changed(ink, span))
            at = end
        cursor.insertText(text[at:], ink)

    def _ink(self, block: Block) -> QTextCharFormat:
        kind = (block.style, block.level)
        if kind not in self._inks:
            self._inks[kind] = self._made_ink(block)
        return self._inks[kind]

    def _made_ink(self, block: Block) -> QTextCharFormat:
        if block.style in HEADS:
            return _format(self._font("title3" if block.level > 1 else "title2"), "text")
        small = block.style in _SMALL
        return _format(self._font("small" if small else "reading"), "text2" if small else "text")

    def _shape(self, block: Block, *, note: bool = False, broken: bool = False) -> QTextBlockFormat:
        """Return how a block stands; note: its label does. broken: more of it follows."""
        kind = (block.style, block.level, bool(block.note), note)
        if kind not in self._shapes:
            self._shapes[kind] = self._made_shape(block, note=note)
        shape = self._shapes[kind]
        if broken:
            shape = QTextBlockFormat(shape)
            shape.setBottomMargin(0)
        return shape

    def _made_shape(self, block: Block, *, note: bool) -> QTextBlockFormat:
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
        laid = self._laid[max(0, bisect_right(self._laid, offset, key=lambda each: each.start) - 1)]
        inside = laid.text[: offset - laid.start]
        return laid.at + len(inside.encode("utf-16-le")) // 2

    def kept_in(self, position: int, *, back: bool) -> int:
        """Return a position of the document that lies in the flow's own text, not in a label of ours.

        From a label it is the nearest place after it, or before it where `back`; at either end of the document the only
        one there is.
        """
        if not self._laid:
            return position
        place = bisect_right(self._laid, position, key=lambda each: each.at) - 1
        if place >= 0 and position <= self._laid[place].end:
            return position
        if place < 0 or (not back and place + 1 < len(self._laid)):
            return self._laid[place + 1].at
        return self._laid[place].end

    def offset(self, position: int) -> int:
        if not self._laid:
            return 0
        place = bisect_right(self._laid, position, key=lambda each: each.at) - 1
        if place < 0:
            return self._laid[0].start
        laid = self._laid[place]
        units = laid.text.encode("utf-16-le")[: 2 * (position - laid.at)]
        return laid.start + len(units.decode("utf-16-le", "ignore"))


def _pieces(flow: Flow) -> Iterator[_Piece]:
    """Yield the blocks of a flow, long ones broken after a word, or in the middle of what has none."""
    for block in flow.blocks:
        start = block.start
        while block.end - start > LONGEST:
            word = flow.text.rfind(" ", start + LONGEST // 2, start + LONGEST)
            end = word + 1 if word > 0 else start + LONGEST
            yield _Piece(block, start, end)
            start = end
        yield _Piece(block, start, block.end)


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
