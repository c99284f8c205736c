"""The pages of an item with what is marked, found and selected on them; the mouse on them."""

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QTransform, QWheelEvent

from rpl_desk.domain.page_text import rectangles, word_at
from rpl_desk.domain.passages import Rectangle
from rpl_desk.domain.preview import Outline, Place
from rpl_desk.ui.viewer.area import within
from rpl_desk.ui.viewer.caret import caret_box
from rpl_desk.ui.viewer.finding import Hit
from rpl_desk.ui.viewer.geometry import Box, mapped
from rpl_desk.ui.viewer.marks import Mark, Placed, depths, grip_at, grips, paint_grips, paint_marks
from rpl_desk.ui.viewer.page_paint import paint_area, paint_caret, paint_found, paint_selected
from rpl_desk.ui.viewer.page_reading import PageReading
from rpl_desk.ui.viewer.selection import At
from rpl_desk.ui.viewer.stripes import lanes_needed, paint_stripes, stripes

REACH = 2.0  # points round the caret within which a mark counts as being there


class PageView(PageReading):
    """Shows the pages of one document with what is marked, found and selected on them.

    touched: a mark was clicked (key).
    """

    touched = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Pages")
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setMouseTracking(True)
        self._marks: tuple[Mark, ...] = ()
        self._placed: dict[int, Placed] = {}
        self._hits: list[Hit] = []
        self._hit_at = -1
        self.chosen = 0
        self._area_from: QPointF | None = None
        self._dragging = False

    # -- what is shown ------------------------------------------------------------------------------------------------

    def show_document(self, outline: Outline | None) -> None:
        """Show a document from its first page, or nothing."""
        self._marks, self._placed, self._hits, self._hit_at, self.chosen = (), {}, [], -1, 0
        super().show_document(outline)

    def show_marks(self, marks: Iterable[Mark]) -> None:
        self._marks, self._placed = tuple(marks), {}
        if self._lanes() != self._lanes_held:
            self._lay_out()
        self.viewport().update()

    def _lay_out(self, *args: object) -> None:
        self._placed = {}
        super()._lay_out(*args)

    def _keep_place(self, page: int, place: Place) -> None:
        super()._keep_place(page, place)
        self._placed.pop(page, None)

    def _lanes(self) -> int:
        pages = {page for mark in self._marks for page in mark.boxes if page < len(self._column.spots)}
        return max((lanes_needed(self._way(page), self.marks_on(page)) for page in pages), default=0)

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

    # -- mouse --------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.count:
            return
        point = event.position() + self._scroll
        if self._grab_grip(point):
            return
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
        self.area, self._adjusting = None, False
        self.viewport().update()
        self.selected.emit()

    def _grab_grip(self, point: QPointF) -> bool:
        """Begin to drag an end of the mark being worked on, where its grip is at a point."""
        chosen = next((mark for mark in self._marks if mark.key == self.chosen), None)
        if chosen is None or chosen.ends is None:
            return False
        page = self._column.page_at(point.y())
        at_end = grip_at(point, grips(self._way(page), chosen, page))
        if at_end is None:
            return False
        self.adjust(*chosen.ends, at_end=at_end)
        self._dragging = True
        return True

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
            self.area = (page, within((rect.left(), rect.top(), rect.right(), rect.bottom()), self._place(page)))
        else:
            at = self._at(point)
            if at is None:
                return
            self._selection.caret = at
        self._scroll_along(event.position().toPoint())
        self._show_selection()
        self.selected.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._dragging = False
            self.adjusted.emit()
            self.clear_selection()
        elif self._area_from is not None:
            self._area_from = None
            self.selected.emit()
            self.settled.emit()
        elif self.selection is not None:
            self.settled.emit()

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

    def marks_at_caret(self) -> list[int]:
        """Return the keys of the marks at the caret."""
        caret = self.caret
        text = self._texts.get(caret.page) if caret is not None else None
        stroke = caret_box(text, caret.offset) if text is not None and caret is not None else None
        if caret is None or stroke is None:
            return []
        x, y = stroke.left, (stroke.bottom + stroke.top) / 2
        return [
            mark.key
            for mark, boxes in self.marks_on(caret.page)
            if any(box[0] - REACH <= x <= box[2] + REACH and box[1] <= y <= box[3] for box in boxes)
        ]

    def _stripe_at(self, point: QPointF) -> Mark | None:
        placed = self.stripes_on(self._column.page_at(point.y())) if self.count else []
        return next((mark for mark, rect in placed if rect.contains(point)), None)

    def stripes_on(self, page: int) -> list[tuple[Mark, QRectF]]:
        """Return where the stripes of a page's marks stand, in pixels of the whole column."""
        return stripes(self._way(page), self.marks_on(page), self._column.spots[page], self._stripe_room)

    # -- painting -----------------------------------------------------------------------------------------------------

    def _paint_on(self, painter: QPainter, page: int, way: QTransform, within: QRectF) -> None:
        for place, hit in enumerate(self._hits):
            if hit.page == page:
                paint_found(painter, way, self._hit_boxes(hit), here=place == self._hit_at)
        if page not in self._placed:
            marks = self.marks_on(page)
            places = [tuple(mapped(way, box) for box in boxes) for _, boxes in marks]
            deep = depths([boxes for _, boxes in marks])
            self._placed[page] = Placed(tuple(mark for mark, _ in marks), places, deep, self.stripes_on(page))
        placed = self._placed[page]
        paint_marks(painter, placed, self.chosen, within)
        seen = [each for each in placed.stripes if each[1].adjusted(-3, -3, 3, 3).intersects(within)]
        paint_stripes(painter, seen, self.chosen, labels=self.stripe_style.wide)
        if not self._adjusting:
            for mark in self._marks:
                if mark.key == self.chosen and mark.ends is not None:
                    paint_grips(painter, grips(way, mark, page))
        paint_selected(painter, way, self.selected_boxes().get(page, ()))
        if self.area is not None and self.area[0] == page:
            paint_area(painter, way, self.area[1])
        caret = self.caret
        if self.hasFocus() and caret is not None and caret.page == page and page in self._texts:
            stroke = caret_box(self._texts[page], caret.offset)
            if stroke is not None:
                paint_caret(painter, way, stroke)
