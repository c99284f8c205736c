"""The pages of an item, read by caret, selected by mouse or keys, marked by text or by area."""

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QTransform, QWheelEvent

from rpl_desk.domain.page_text import caret_at, rectangles, word_at
from rpl_desk.domain.passages import Rectangle
from rpl_desk.domain.preview import Outline, PageText
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.viewer.caret import caret_box
from rpl_desk.ui.viewer.finding import Hit
from rpl_desk.ui.viewer.geometry import Box, mapped
from rpl_desk.ui.viewer.marks import Mark, paint_marks, paint_stripes, stripes
from rpl_desk.ui.viewer.page_canvas import PageCanvas
from rpl_desk.ui.viewer.page_paint import paint_area, paint_caret, paint_found, paint_selected
from rpl_desk.ui.viewer.selection import At, TextSelection

AREA_STEP = 12.0  # points an area moves or grows by one key press


class PageView(PageCanvas):
    """Shows the pages of one document with what is marked, found and selected on them.

    selected: the selection or the area changed. touched: a mark was clicked (key).
    adjusted: an arrow key that moved an end of a mark was let go.
    """

    selected = Signal()
    touched = Signal(int)
    adjusted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Pages")
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setMouseTracking(True)
        self._marks: tuple[Mark, ...] = ()
        self._hits: list[Hit] = []
        self._hit_at = -1
        self.chosen = 0
        self._selection = TextSelection(self._texts)
        self.area: tuple[int, Box] | None = None
        self._area_from: QPointF | None = None
        self.takes_area = False
        self._adjusting = self._moved = False

    # -- what is shown ------------------------------------------------------------------------------------------------

    def show_document(self, outline: Outline | None) -> None:
        """Show a document from its first page, or nothing."""
        self._marks, self._hits, self._hit_at, self.chosen = (), [], -1, 0
        self._selection.forget()
        self.area = None
        super().show_document(outline)

    def take_text(self, page: int, text: PageText) -> None:
        super().take_text(page, text)
        if self._selection.caret is None and self.hasFocus() and page == self._page:
            self._selection.caret = At(page, 0)

    def show_marks(self, marks: Iterable[Mark]) -> None:
        self._marks = tuple(marks)
        self.viewport().update()

    # -- search -------------------------------------------------------------------------------------------------------

    def show_hits(self, hits: list[Hit], at: int) -> None:
        """Show what a search found; `at` is the one in view, -1 for none."""
        self._hits, self._hit_at = hits, at
        self.viewport().update()

    def bring_hit(self, hit: Hit) -> None:
        boxes = self._hit_boxes(hit)
        self.go_to(hit.page, boxes[0] if boxes else None)

    def select_hit(self, hit: Hit) -> None:
        if hit.page in self._texts:
            self.select(At(hit.page, hit.start), At(hit.page, hit.end))

    def _hit_boxes(self, hit: Hit) -> tuple[Rectangle, ...]:
        text = self._texts.get(hit.page)
        return tuple(rectangles(text, hit.start, hit.end)) if text is not None else ()

    # -- selection ----------------------------------------------------------------------------------------------------

    @property
    def selection(self) -> tuple[At, At] | None:
        """First and last place of the selected text, without white space at its ends; None when that is nothing."""
        return self._selection.span

    def selected_boxes(self) -> dict[int, tuple[Rectangle, ...]]:
        """Return what the selection covers, by page."""
        return self._selection.boxes()

    def selected_text(self) -> str:
        return self._selection.words()

    def select(self, first: At, last: At) -> None:
        """Select text and bring it into view."""
        self._selection.anchor, self._selection.caret = first, last
        self._after_move()

    def adjust(self, first: At, last: At, *, at_end: bool) -> None:
        """Select a marked text so that the arrow keys move its end, or its start, until Esc or another key ends it."""
        self.select(*((first, last) if at_end else (last, first)))
        self._adjusting = True

    def clear_selection(self) -> None:
        self._adjusting = False
        self._selection.anchor, self.area = None, None
        self.takes_area = False
        self.viewport().update()
        self.selected.emit()

    def begin_area(self) -> None:
        """Put an area at the middle of what is in view; arrow keys move it, with Shift they size it."""
        if self._outline is None:
            return
        middle = QPointF(self.viewport().width() / 2, self.viewport().height() / 2) + self._scroll
        inverse, _ = self._way(self._page).inverted()
        point = inverse.map(middle)
        self.area = (self._page, (point.x() - 60, point.y() - 30, point.x() + 60, point.y() + 30))
        self.takes_area = True
        self._selection.anchor = None
        self.viewport().update()
        self.selected.emit()

    def _at(self, point: QPointF) -> At | None:
        """Return the place in the text nearest to a point of the column."""
        if not self.count:
            return None
        page = self._column.page_at(point.y())
        text = self._texts.get(page)
        if text is None or not text.text:
            return None
        inverse, _ = self._way(page).inverted()
        on_page = inverse.map(point)
        offset = caret_at(text, on_page.x(), on_page.y())
        return None if offset is None else At(page, offset)

    # -- keys ---------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.takes_area and self._key_area(event):
            return
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self._adjusting and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._move(1 if event.key() == Qt.Key.Key_Right else -1, by_word=not control, keep=True)
            self._moved = True
            return
        bar = self.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_Escape if self.selection is not None or self.area is not None:
                self.clear_selection()
            case Qt.Key.Key_PageDown | Qt.Key.Key_PageUp:
                down = event.key() == Qt.Key.Key_PageDown
                bar.setValue(bar.value() + (1 if down else -1) * (bar.pageStep() - 40))
                self._caret_into_view()
            case Qt.Key.Key_Space if not control:
                bar.setValue(bar.value() + (-1 if shift else 1) * (bar.pageStep() - 40))
                self._caret_into_view()
            case Qt.Key.Key_Home | Qt.Key.Key_End if control:
                self.go_to(0 if event.key() == Qt.Key.Key_Home else self.count - 1)
                self._caret_into_view()
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self._move(1 if event.key() == Qt.Key.Key_Right else -1, by_word=control, keep=shift)
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self._move_line(1 if event.key() == Qt.Key.Key_Down else -1, keep=shift)
            case Qt.Key.Key_Home | Qt.Key.Key_End:
                self._move_to_edge(end=event.key() == Qt.Key.Key_End, keep=shift)
            case _:
                event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """What a key press moved is kept once it is let go; drawing has followed each press."""
        if self._moved and not event.isAutoRepeat():
            self._moved = False
            self.adjusted.emit()
        super().keyReleaseEvent(event)

    def _key_area(self, event: QKeyEvent) -> bool:
        if self.area is None:
            return False
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            return False
        page, (left, bottom, right, top) = self.area
        across, up = step[0] * AREA_STEP, step[1] * AREA_STEP
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            box = (left, bottom + up, right + across, top)
            if box[2] - box[0] < AREA_STEP or box[3] - box[1] < AREA_STEP:
                return True
        else:
            box = (left + across, bottom + up, right + across, top + up)
        self.area = (page, box)
        self.go_to(page, box)
        self.viewport().update()
        self.selected.emit()
        return True

    def _move(self, by: int, *, by_word: bool, keep: bool) -> None:
        caret = self._caret_or_begin()
        if caret is not None:
            self._set_caret(self._selection.beside(caret, by, by_word=by_word), keep=keep)

    def _move_line(self, by: int, *, keep: bool) -> None:
        caret = self._caret_or_begin()
        if caret is None:
            return
        below = self._selection.below(caret, by)
        if below is not None:
            self._set_caret(below, keep=keep)
        else:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + by * bar.singleStep())

    def _move_to_edge(self, *, end: bool, keep: bool) -> None:
        caret = self._caret_or_begin()
        if caret is not None:
            self._set_caret(self._selection.line_edge(caret, end=end), keep=keep)

    def _caret_or_begin(self) -> At | None:
        """Return where the caret stands, putting it at the first line in view where it does not."""
        caret = self._selection.caret
        if (caret is None or caret.page not in self._texts) and self._page in self._texts:
            caret = self._selection.caret = self._at(self._scroll + QPointF(0, SPACE["xl"]))
        return caret if caret is not None and caret.page in self._texts else None

    def _caret_into_view(self) -> None:
        self._selection.caret = self._at(self._scroll + QPointF(self.viewport().width() / 2, SPACE["xl"]))
        self._selection.anchor = None
        self.viewport().update()

    def _set_caret(self, caret: At, *, keep: bool) -> None:
        self._selection.put(caret, keep=keep)
        self._after_move()

    def _after_move(self) -> None:
        self.area, self.takes_area = None, False
        caret = self._selection.caret
        if caret is not None and caret.page in self._texts:
            box = caret_box(self._texts[caret.page], caret.offset)
            if box is not None:
                self.go_to(caret.page, box)
        self.viewport().update()
        self.selected.emit()

    # -- mouse --------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.count:
            return
        point = event.position() + self._scroll
        mark = self._mark_at(point)
        if mark is not None:
            self.touched.emit(mark.key)
        if event.modifiers() & Qt.KeyboardModifier.AltModifier or self.takes_area:
            self._area_from, self.takes_area = point, True
            return
        keep = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        at = self._at(point)
        if at is not None:
            self._selection.put(at, keep=keep)
        if not keep:
            self._selection.anchor = at
        self.area = None
        self.viewport().update()
        self.selected.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position() + self._scroll
        if not event.buttons() & Qt.MouseButton.LeftButton:
            over = self._stripe_at(point)
            self.viewport().setToolTip(over.words if over else "")
            shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor
            self.viewport().setCursor(Qt.CursorShape.CrossCursor if self.takes_area else shape)
            return
        if self._area_from is not None:
            page = self._column.page_at(self._area_from.y())
            inverse, _ = self._way(page).inverted()
            rect = inverse.mapRect(QRectF(self._area_from, point).normalized())
            self.area = (page, (rect.left(), rect.top(), rect.right(), rect.bottom()))
        else:
            at = self._at(point)
            if at is None:
                return
            self._selection.caret = at
        self._scroll_along(event.position().toPoint())
        self.viewport().update()
        self.selected.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._area_from is not None:
            self._area_from = None
            self.selected.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position() + self._scroll)
        if at is not None:
            first, last = word_at(self._texts[at.page].text, at.offset)
            self._selection.anchor, self._selection.caret = At(at.page, first), At(at.page, last)
            self.viewport().update()
            self.selected.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)

    def _scroll_along(self, point: QPoint) -> None:
        bar = self.verticalScrollBar()
        if point.y() < 0:
            bar.setValue(bar.value() - bar.singleStep())
        elif point.y() > self.viewport().height():
            bar.setValue(bar.value() + bar.singleStep())

    def marks_on(self, page: int) -> list[tuple[Mark, tuple[Box, ...]]]:
        """Return the marks of a page with what they cover there."""
        return [(mark, mark.boxes[page]) for mark in self._marks if mark.boxes.get(page)]

    def _mark_at(self, point: QPointF) -> Mark | None:
        over = self._stripe_at(point)
        if over is not None or not self.count:
            return over
        page = self._column.page_at(point.y())
        way = self._way(page)
        under = [mark for mark, boxes in self.marks_on(page) if any(mapped(way, box).contains(point) for box in boxes)]
        keys = [mark.key for mark in under]
        if not under:
            return None
        # A click on overlapping marks goes through them one after another.
        return under[(keys.index(self.chosen) + 1) % len(under)] if self.chosen in keys else under[0]

    def _stripe_at(self, point: QPointF) -> Mark | None:
        placed = self.stripes_on(self._column.page_at(point.y())) if self.count else []
        return next((mark for mark, rect in placed if rect.contains(point)), None)

    def stripes_on(self, page: int) -> list[tuple[Mark, QRectF]]:
        """Return where the stripes of a page's marks stand, in pixels of the whole column."""
        return stripes(self._way(page), self.marks_on(page), self._stripe_edge(page))

    def _stripe_edge(self, page: int) -> float:
        return self._column.spots[page].left - SPACE["s"]

    # -- painting -----------------------------------------------------------------------------------------------------

    def _paint_on(self, painter: QPainter, page: int, way: QTransform) -> None:
        for place, hit in enumerate(self._hits):
            if hit.page == page:
                paint_found(painter, way, self._hit_boxes(hit), here=place == self._hit_at)
        paint_marks(painter, way, self.marks_on(page), self.chosen)
        paint_stripes(painter, self.stripes_on(page), self.chosen)
        paint_selected(painter, way, self.selected_boxes().get(page, ()))
        if self.area is not None and self.area[0] == page:
            paint_area(painter, way, self.area[1])
        caret = self._selection.caret
        if self.hasFocus() and caret is not None and caret.page == page and page in self._texts:
            stroke = caret_box(self._texts[page], caret.offset)
            if stroke is not None:
                paint_caret(painter, way, stroke)
