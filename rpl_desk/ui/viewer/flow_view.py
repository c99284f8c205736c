"""Text without pages of its own, laid out at any text size, with what was changed, hidden or noted kept visible."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QMimeData, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from rpl_desk.domain.preview import Flow
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.viewer.finding import Hit
from rpl_desk.ui.viewer.flow_marks import hit_ink, mark_ink, pieces
from rpl_desk.ui.viewer.flow_page import FlowPage
from rpl_desk.ui.viewer.geometry import lanes
from rpl_desk.ui.viewer.marks import Mark
from rpl_desk.ui.viewer.stripes import StripeRoom, StripeStyle, paint_stripes, placed

PAGE_WIDTH = 760  # most width of a line of text at 100 %
_LINE_MODIFIERS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
SIZE_STEP, LEAST_SIZE, MOST_SIZE = 1.25, 0.5, 3.0


class FlowView(QTextEdit):
    """Shows a flow; offsets given and taken count characters of the flow's text.

    Its start is there at once; of a long one the rest is laid out while the window goes on, and a place in it that was
    asked for comes into view once it is there.

    selected: the selection changed. settled: it was let go. touched: a mark's stripe was clicked (key).
    adjusted: an end of a mark was moved and let go. resized: the text size changed.
    """

    selected = Signal()
    settled = Signal()
    touched = Signal(int)
    adjusted = Signal()
    resized = Signal()

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
        self._page = FlowPage(self.document())
        self._marks: tuple[Mark, ...] = ()
        self.astray: tuple[Mark, ...] = ()
        self._hits: list[Hit] = []
        self._hit_at = -1
        self.chosen = 0
        self.stripe_style = StripeStyle()
        self._stripe_room = StripeRoom.for_lanes(0, self.stripe_style, self.width())
        self._adjusting = self._moved = False
        self._stood, self._writing = 0, False
        self._goal: Callable[[], None] | None = None
        self._more = QTimer(self)
        self._more.setSingleShot(True)
        self._more.timeout.connect(self._write_more)
        self._margin = _StripeMargin(self)
        self.cursorPositionChanged.connect(self._keep_out_of_labels)
        self.selectionChanged.connect(self.selected)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._margin.update())
        look().changed.connect(self._write_again)

    def sizeHint(self) -> QSize:
        return QSize(480, 480)

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_flow(self, flow: Flow | None) -> None:
        self._flow = flow
        self._marks, self.astray = (), ()
        self._hits, self._hit_at, self.chosen = [], -1, 0
        self._adjusting, self._goal = False, None
        self._write()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    @property
    def flow(self) -> Flow | None:
        return self._flow

    def show_marks(self, marks: Iterable[Mark]) -> None:
        """Draw marks where their words stand; `astray` are those that have other words there, drawn nowhere."""
        text = self._flow.text if self._flow is not None else ""
        placed = [mark for mark in marks if mark.start is not None]
        self.astray = tuple(one for one in placed if text and one.exact not in ("", text[one.start : one.end]))
        self._marks = tuple(one for one in placed if one not in self.astray)
        self._fit_margins()
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
        if not self._is_there(max(start, end or 0), partial(self.go_to, start, end)):
            return
        cursor = self.textCursor()
        cursor.setPosition(self._page.position(start if end is None else end))
        self.setTextCursor(cursor)
        cursor.setPosition(self._page.position(start))
        self.setTextCursor(cursor)

    def select(self, start: int, end: int) -> None:
        if not self._is_there(max(start, end), partial(self.select, start, end)):
            return
        cursor = self.textCursor()
        cursor.setPosition(self._page.position(start))
        cursor.setPosition(self._page.position(end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def _is_there(self, offset: int, goal: Callable[[], None]) -> bool:
        """Tell whether a place is laid out; what is to be done there is done once it is."""
        self._goal = None if self._page.holds(offset) else goal
        return self._goal is None

    @property
    def selection(self) -> tuple[int, int] | None:
        """Start and end of what is selected in the flow's text, without white space at its ends; None for nothing."""
        cursor = self.textCursor()
        if self._flow is None or not cursor.hasSelection():
            return None
        start, end = self._page.offset(cursor.selectionStart()), self._page.offset(cursor.selectionEnd())
        words = self._flow.text[start:end]
        start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
        return (start, end) if end > start else None

    def clear_selection(self) -> None:
        cursor = self.textCursor()
        cursor.clearSelection()
        self.setTextCursor(cursor)

    # -- size ---------------------------------------------------------------------------------------------------------

    @property
    def text_size(self) -> float:
        """A share of the program's own text size."""
        return self._page.size

    def set_text_size(self, size: float) -> None:
        """Show the text larger or smaller, keeping what stands at the top where it is."""
        self._page.size = min(max(size, LEAST_SIZE), MOST_SIZE)
        self._write_again()
        self.resized.emit()

    def text_size_by(self, steps: int) -> None:
        self.set_text_size(self._page.size * SIZE_STEP**steps)

    def set_stripes(self, style: StripeStyle) -> None:
        """Put the stripes of marks at the other side of the text, or give them another width."""
        self.stripe_style = style
        self._fit_margins()
        self._margin.update()

    # -- keys ---------------------------------------------------------------------------------------------------------

    def adjust(self, start: int, end: int, *, at_end: bool) -> None:
        """Select a marked text so that the arrow keys move its end, or its start, until another key ends it."""
        self.select(*((start, end) if at_end else (end, start)))
        self._adjusting = True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave letters to whoever is around the view; Esc first lets go of the selection."""
        if self._adjusting and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._move_end(event)
        elif event.key() == Qt.Key.Key_Escape and self.textCursor().hasSelection():
            self._adjusting = False
            self.clear_selection()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter) or (
            event.text().isprintable() and event.text() and not event.text().isspace()
        ):
            event.ignore()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers() & ~_LINE_MODIFIERS:
            self._adjusting = False
            self._move_line(event)
        else:
            self._adjusting = self._adjusting and event.key() in (Qt.Key.Key_Control, Qt.Key.Key_Shift)
            super().keyPressEvent(event)

    def _move_line(self, event: QKeyEvent) -> None:
        """Go up or down a line, over the lines of a label, and scroll on where there is no further line."""
        move, cursor = QTextCursor.MoveOperation, self.textCursor()
        down, shift = event.key() == Qt.Key.Key_Down, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        mode = QTextCursor.MoveMode.KeepAnchor if shift else QTextCursor.MoveMode.MoveAnchor
        moved = cursor.movePosition(move.Down if down else move.Up, mode)
        while moved and self._page.kept_in(cursor.position(), back=not down) != cursor.position():
            moved = cursor.movePosition(move.Down if down else move.Up, mode)
        if moved:
            self.setTextCursor(cursor)
        else:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + (1 if down else -1) * bar.singleStep())

    def _keep_out_of_labels(self) -> None:
        """Put the caret, and the start of a selection, where the item's own text is: what we added cannot be marked."""
        if self._writing:
            return
        cursor = self.textCursor()
        now, anchor = cursor.position(), cursor.anchor()
        kept = self._page.kept_in(now, back=now < self._stood)
        self._stood = kept
        begun = self._page.kept_in(anchor, back=anchor > now) if cursor.hasSelection() else kept
        if (kept, begun) != (now, anchor):
            cursor.setPosition(begun)
            cursor.setPosition(kept, QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy the item's own words, without what we added between them."""
        data, span = QMimeData(), self.selection
        if self._flow is not None and span is not None:
            data.setText(self._flow.text[slice(*span)])
        return data

    def _move_end(self, event: QKeyEvent) -> None:
        by_word = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        move = QTextCursor.MoveOperation
        on = event.key() == Qt.Key.Key_Right
        word, character = (move.NextWord, move.NextCharacter) if on else (move.PreviousWord, move.PreviousCharacter)
        cursor = self.textCursor()
        cursor.movePosition(word if by_word else character, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self._moved = True

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """What a key press moved is kept once it is let go; drawing has followed each press."""
        if self._moved and not event.isAutoRepeat():
            self._moved = False
            self.adjusted.emit()
        elif event.key() == Qt.Key.Key_Shift and self.selection is not None and not self._adjusting:
            self.settled.emit()
        super().keyReleaseEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self.selection is not None:
            self.settled.emit()

    # -- laying out ---------------------------------------------------------------------------------------------------

    def _write_again(self, *_: object) -> None:
        """Lay out the same text anew, keeping what stands at the top where it is."""
        top = self._page.offset(self.cursorForPosition(self.viewport().rect().topLeft()).position())
        goal = self._goal or partial(self.go_to, top)
        self._write()
        goal()

    def _write(self) -> None:
        self._writing = True
        self._page.begin(self._flow)
        self._writing = False
        self._keep_out_of_labels()
        self._fit_margins()
        self._colour()
        if self._page.is_whole:
            self._more.stop()
        else:
            self._more.start(0)

    def _write_more(self) -> None:
        self._writing = True
        self._page.write_more()
        self._writing = False
        if not self._page.is_whole:
            self._more.start(0)
        elif self._marks or self._hits:
            self._colour()
        if self._goal is not None:
            self._goal()

    # -- marks --------------------------------------------------------------------------------------------------------

    def marks_at_caret(self) -> list[int]:
        """Return the keys of the marks at the caret."""
        at = self._page.offset(self.textCursor().position())
        return [mark.key for mark in self._marks if (mark.start or 0) <= at <= (mark.end or 0)]

    def _colour(self) -> None:
        shown = [self._extra(start, end, mark_ink(marks, self.chosen)) for start, end, marks in pieces(self._marks)]
        for place, hit in enumerate(self._hits):
            shown.append(self._extra(hit.start, hit.end, hit_ink(here=place == self._hit_at)))
        self.setExtraSelections(shown)
        self._margin.update()

    def _extra(self, start: int, end: int, ink: QTextCharFormat) -> QTextEdit.ExtraSelection:
        extra = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._page.position(start))
        cursor.setPosition(self._page.position(end), QTextCursor.MoveMode.KeepAnchor)
        extra.cursor, extra.format = cursor, ink
        return extra

    def stripes(self) -> list[tuple[Mark, QRectF]]:
        """Return where the stripes of the marks in view stand in the margin."""
        marks, spans = [], []
        for mark in self._marks:
            assert mark.start is not None and mark.end is not None
            cursor = QTextCursor(self.document())
            cursor.setPosition(self._page.position(mark.start))
            top = self.cursorRect(cursor).top()
            cursor.setPosition(self._page.position(mark.end))
            bottom = self.cursorRect(cursor).bottom()
            if bottom >= 0 and top <= self.viewport().height():
                marks.append(mark)
                spans.append((float(top), float(max(bottom, top + look().theme.height("least")))))
        near = 0.0 if self.stripe_style.at_right else float(self._margin.width())
        return placed(marks, spans, near, self._stripe_room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_margins()

    def _fit_margins(self) -> None:
        needed = max(lanes((mark.start or 0, mark.end or 0) for mark in self._marks), default=-1) + 1
        self._stripe_room = StripeRoom.for_lanes(needed, self.stripe_style, self.width())
        margin, at_right = round(self._stripe_room.margin), self.stripe_style.at_right
        self.setViewportMargins(0 if at_right else margin, 0, margin if at_right else 0, 0)
        bar = self.verticalScrollBar().width() if self.verticalScrollBar().isVisible() else 0
        self._margin.setGeometry(QRect(self.width() - margin - bar if at_right else 0, 0, margin, self.height()))
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
        view = self._view
        paint_stripes(QPainter(self), view.stripes(), view.chosen, labels=view.stripe_style.wide)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        mark = self._under(event)
        if mark is not None:
            self._view.touched.emit(mark.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        mark = self._under(event)
        self.setToolTip(mark.words if mark else "")

    def _under(self, event: QMouseEvent) -> Mark | None:
        return next((mark for mark, rect in self._view.stripes() if rect.contains(event.position())), None)
