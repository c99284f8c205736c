"""Text without pages of its own, laid out at any text size, with what was changed, hidden or noted kept visible."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from rpl_desk.domain.preview import Block, Flow, Span, SpanKind, Style
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import MARKS, SPACE, WIDTH
from rpl_desk.ui.viewer.finding import Hit
from rpl_desk.ui.viewer.geometry import lanes
from rpl_desk.ui.viewer.marks import MARK_OF, Mark, paint_stripes

LINE = "\u2028"  # a line break within a paragraph of Qt's, one character like ours
INDENT = 24
PAGE_WIDTH = 760  # most width of a line of text at 100 %
_SMALL = (Style.COMMENT, Style.FOOTNOTE, Style.MARGIN, Style.NOTES, Style.NOTICE, Style.ATTACHMENT)
_UNDERLINES = {
    "+": QTextCharFormat.UnderlineStyle.SingleUnderline,
    "~": QTextCharFormat.UnderlineStyle.DashUnderline,
    "−": QTextCharFormat.UnderlineStyle.DotLine,
    "=": QTextCharFormat.UnderlineStyle.SingleUnderline,
}


@dataclass(frozen=True, slots=True)
class _Laid:
    """Where a block of the flow begins in the window's own text, which counts in UTF-16."""

    start: int
    at: int
    text: str


class FlowView(QTextEdit):
    """Shows a flow; offsets given and taken count characters of the flow's text.

    selected: the selection changed. touched: a mark's stripe was clicked (key).
    """

    selected = Signal()
    touched = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setAccessibleName("Text of the item")
        self.setTabChangesFocus(True)
        self.setProperty("ring", "inside")
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._flow: Flow | None = None
        self._laid: list[_Laid] = []
        self._marks: tuple[Mark, ...] = ()
        self._hits: list[Hit] = []
        self._hit_at = -1
        self.chosen = 0
        self._margin = _StripeMargin(self)
        self.selectionChanged.connect(self.selected)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._margin.update())
        look().changed.connect(self._write)

    def sizeHint(self) -> QSize:
        return QSize(480, 480)

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_flow(self, flow: Flow | None) -> None:
        self._flow = flow
        self._marks, self._hits, self._hit_at, self.chosen = (), [], -1, 0
        self._write()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    @property
    def flow(self) -> Flow | None:
        return self._flow

    def show_marks(self, marks: Iterable[Mark]) -> None:
        self._marks = tuple(mark for mark in marks if mark.start is not None)
        self._colour()

    def show_hits(self, hits: list[Hit], at: int) -> None:
        """Show what a search found; `at` is the one in view, -1 for none."""
        self._hits, self._hit_at = hits, at
        self._colour()

    def bring_hit(self, hit: Hit) -> None:
        self.go_to(hit.start, hit.end)

    def select_hit(self, hit: Hit) -> None:
        self.select(hit.start, hit.end)

    def go_to(self, start: int, end: int | None = None) -> None:
        """Bring a stretch into view, without selecting it."""
        cursor = self.textCursor()
        cursor.setPosition(self._position(start if end is None else end))
        self.setTextCursor(cursor)
        cursor.setPosition(self._position(start))
        self.setTextCursor(cursor)

    def select(self, start: int, end: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(self._position(start))
        cursor.setPosition(self._position(end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    @property
    def selection(self) -> tuple[int, int] | None:
        """Start and end of what is selected in the flow's text, without white space at its ends; None for nothing."""
        cursor = self.textCursor()
        if self._flow is None or not cursor.hasSelection():
            return None
        start, end = self._offset(cursor.selectionStart()), self._offset(cursor.selectionEnd())
        words = self._flow.text[start:end]
        start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
        return (start, end) if end > start else None

    def clear_selection(self) -> None:
        cursor = self.textCursor()
        cursor.clearSelection()
        self.setTextCursor(cursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave letters to whoever is around the view; Esc first lets go of the selection."""
        if event.key() == Qt.Key.Key_Escape and self.textCursor().hasSelection():
            self.clear_selection()
        elif event.text().isprintable() and event.text() and not event.text().isspace():
            event.ignore()
        else:
            super().keyPressEvent(event)

    # -- laying out ---------------------------------------------------------------------------------------------------

    def _write(self, *_: object) -> None:
        theme = look().theme
        document = self.document()
        document.clear()
        document.setDefaultFont(theme.font("reading"))
        self._laid = []
        cursor = QTextCursor(document)
        first = True
        for block in self._flow.blocks if self._flow else ():
            assert self._flow is not None
            if block.note:
                self._new_block(
                    cursor, first, self._shape(block, note=True), _format(theme.font("caption", 600), "text3")
                )
                cursor.insertText(block.note)
                first = False
            self._new_block(cursor, first, self._shape(block), self._ink(block))
            first = False
            text = self._flow.text[block.start : block.end].replace("\n", LINE).replace("\r", LINE)
            self._laid.append(_Laid(block.start, cursor.position(), text))
            self._insert(cursor, block, text)
        self._fit_margins()
        self._colour()

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
        theme = look().theme
        if block.style in (Style.HEADING, Style.SHEET, Style.SLIDE):
            role = "title3" if block.level > 1 else "title2"
            return _format(theme.font(role), "text")
        return _format(
            theme.font("small" if block.style in _SMALL else "reading"), "text2" if block.style in _SMALL else "text"
        )

    def _shape(self, block: Block, *, note: bool = False) -> QTextBlockFormat:
        theme, shape = look().theme, QTextBlockFormat()
        shape.setLineHeight(theme.line("reading"), QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        shape.setBottomMargin(0 if note else SPACE["s"])
        if block.style in (Style.HEADING, Style.SHEET, Style.SLIDE) and (note or not block.note):
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

    # -- positions ----------------------------------------------------------------------------------------------------

    def _position(self, offset: int) -> int:
        """Return where a character of the flow's text stands in the window's own."""
        if not self._laid:
            return 0
        laid = self._laid[max(0, bisect_right([each.start for each in self._laid], offset) - 1)]
        inside = laid.text[: offset - laid.start]
        return laid.at + len(inside.encode("utf-16-le")) // 2

    def _offset(self, position: int) -> int:
        if not self._laid:
            return 0
        place = bisect_right([each.at for each in self._laid], position) - 1
        if place < 0:
            return self._laid[0].start
        laid = self._laid[place]
        units = laid.text.encode("utf-16-le")[: 2 * (position - laid.at)]
        return laid.start + len(units.decode("utf-16-le", "ignore"))

    # -- marks --------------------------------------------------------------------------------------------------------

    def _colour(self) -> None:
        shown = []
        for mark in self._marks:
            assert mark.start is not None and mark.end is not None
            sign = MARK_OF.get(mark.sign, "1")
            ground, edge = MARKS[sign]
            ink = QTextCharFormat()
            ink.setBackground(QColor(ground))
            ink.setForeground(look().theme.colour("ink"))
            ink.setUnderlineStyle(_UNDERLINES.get(sign, QTextCharFormat.UnderlineStyle.DashUnderline))
            ink.setUnderlineColor(QColor(edge))
            shown.append(self._extra(mark.start, mark.end, ink))
        for place, hit in enumerate(self._hits):
            ink = QTextCharFormat()
            ink.setBackground(look().theme.colour("accentsoft" if place == self._hit_at else "diff"))
            ink.setProperty(QTextFormat.Property.OutlinePen.value, look().theme.colour("focus"))
            shown.append(self._extra(hit.start, hit.end, ink))
        self.setExtraSelections(shown)
        self._margin.update()

    def _extra(self, start: int, end: int, ink: QTextCharFormat) -> QTextEdit.ExtraSelection:
        extra = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._position(start))
        cursor.setPosition(self._position(end), QTextCursor.MoveMode.KeepAnchor)
        extra.cursor, extra.format = cursor, ink
        return extra

    def stripes(self) -> list[tuple[Mark, QRectF]]:
        """Return where the stripes of the marks in view stand in the margin."""
        marks, spans = [], []
        for mark in self._marks:
            assert mark.start is not None and mark.end is not None
            cursor = QTextCursor(self.document())
            cursor.setPosition(self._position(mark.start))
            top = self.cursorRect(cursor).top()
            cursor.setPosition(self._position(mark.end))
            bottom = self.cursorRect(cursor).bottom()
            if bottom >= 0 and top <= self.viewport().height():
                marks.append(mark)
                spans.append((float(top), float(max(bottom, top + look().theme.height("least")))))
        wide, edge = WIDTH["stripe"] + 4, self._margin.width() - 6
        return [
            (mark, QRectF(edge - (lane + 1) * wide, top, WIDTH["stripe"], bottom - top))
            for mark, (top, bottom), lane in zip(marks, spans, lanes(spans), strict=True)
        ]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_margins()

    def _fit_margins(self) -> None:
        margin = 2 * (WIDTH["stripe"] + 4) + SPACE["m"]
        self.setViewportMargins(margin, 0, 0, 0)
        self._margin.setGeometry(QRect(0, 0, margin, self.height()))
        room = self.viewport().width()
        spare = max(SPACE["l"], (room - look().theme.grown(PAGE_WIDTH)) // 2)
        frame = self.document().rootFrame()
        shape = frame.frameFormat()
        if shape.leftMargin() != spare:
            shape.setLeftMargin(spare)
            shape.setRightMargin(spare)
            shape.setTopMargin(SPACE["l"])
            shape.setBottomMargin(SPACE["xl"])
            frame.setFrameFormat(shape)


class _StripeMargin(QWidget):
    """The margin beside a flow, with a stripe for each mark."""

    def __init__(self, view: FlowView) -> None:
        super().__init__(view)
        self._view = view
        self.setMouseTracking(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_stripes(QPainter(self), self._view.stripes(), self._view.chosen)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        mark = self._under(event)
        if mark is not None:
            self._view.touched.emit(mark.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        mark = self._under(event)
        self.setToolTip(mark.words if mark else "")

    def _under(self, event: QMouseEvent) -> Mark | None:
        return next((mark for mark, rect in self._view.stripes() if rect.contains(event.position())), None)


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
