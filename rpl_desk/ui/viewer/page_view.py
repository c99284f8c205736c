"""Pages one under another: drawn as they come, read by caret, selected by mouse or keys, marked by text or by area."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea

from rpl_desk.domain.page_text import caret_at, next_line, rectangles, word_at
from rpl_desk.domain.passages import Rectangle
from rpl_desk.domain.preview import Outline, PageText, Place
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE, TURNED_OVER, WIDTH, ThemeName
from rpl_desk.ui.viewer.caret import caret_box, character_edge, line_around, word_edge
from rpl_desk.ui.viewer.geometry import LEAST_ZOOM, MOST_ZOOM, Box, Column, fitting_zoom, mapped, upright
from rpl_desk.ui.viewer.marks import Mark, paint_marks, paint_stripes, stripes
from rpl_desk.ui.viewer.pictures import Pictures
from rpl_desk.ui.widgets.paint import CENTRE, paint_text

ZOOM_STEP = 1.25
AREA_STEP = 12.0  # points an area moves or grows by one key press
TEXTS_KEPT = 600
MARGIN_LANES = 2  # lanes of stripes there is always room for


@dataclass(frozen=True, slots=True, order=True)
class At:
    """A place in the text: page from 0, and characters before it on that page."""

    page: int
    offset: int


class PageView(QAbstractScrollArea):
    """Shows the pages of one document.

    wished: the pictures (page, width in pixels) and texts (page) that are wanted now, most wanted first.
    turned_to: the page in view changed. selected: the selection or the area changed. touched: a mark was clicked (key).
    adjusted: an arrow key that moved an end of a mark was let go.
    """

    wished = Signal(list, list)
    turned_to = Signal(int)
    selected = Signal()
    touched = Signal(int)
    zoomed = Signal()
    adjusted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Pages")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", "inside")
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(40)
        self._outline: Outline | None = None
        self._column = Column((), 1.0, 0, 0, 0)
        self._pictures = Pictures()
        self._texts: dict[int, PageText] = {}
        self._places: dict[int, Place] = {}
        self._problems: dict[int, str] = {}
        self._marks: tuple[Mark, ...] = ()
        self._found: tuple[tuple[int, tuple[Box, ...]], ...] = ()
        self._found_at = -1
        self.chosen = 0
        self._fit_width, self._zoom, self._quarter = True, 1.0, 0
        self.night = False
        self._page = 0
        self._caret: At | None = None
        self._anchor: At | None = None
        self.area: tuple[int, Box] | None = None
        self._area_from: QPointF | None = None
        self.takes_area = False
        self._adjusting = self._moved = False
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(lambda _: self.viewport().update())
        look().changed.connect(self._lay_out)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def show_document(self, outline: Outline | None) -> None:
        """Show a document from its first page, or nothing."""
        self._outline = outline
        self._pictures.clear()
        self._texts, self._places, self._problems = {}, {}, {}
        self._marks, self._found, self._found_at, self.chosen = (), (), -1, 0
        self._caret = self._anchor = self.area = None
        self._quarter, self._page = 0, 0
        self.verticalScrollBar().setValue(0)
        self._lay_out()

    def take_picture(self, page: int, width: int, picture: QImage, place: Place) -> None:
        self._places[page] = place
        self._pictures.put(page, width, QPixmap.fromImage(picture), self._page)
        self._update_page(page)

    def take_text(self, page: int, text: PageText) -> None:
        self._texts[page], self._places[page] = text, text.place
        while len(self._texts) > TEXTS_KEPT:
            del self._texts[max(self._texts, key=lambda each: abs(each - self._page))]
        if self._caret is None and self.hasFocus() and page == self._page:
            self._caret = At(page, 0)
        self._update_page(page)

    def take_problem(self, page: int, sentence: str) -> None:
        """Show why a page has no picture, in its place."""
        self._problems[page] = sentence
        self._update_page(page)

    def show_marks(self, marks: Iterable[Mark]) -> None:
        self._marks = tuple(marks)
        self.viewport().update()

    def show_found(self, found: Iterable[tuple[int, tuple[Box, ...]]], at: int = -1) -> None:
        """Show what a search found, as boxes by page; `at` is the one in view."""
        self._found, self._found_at = tuple(found), at
        self.viewport().update()

    def text_of(self, page: int) -> PageText | None:
        return self._texts.get(page)

    def cut_out(self, page: int, boxes: Iterable[Box]) -> QPixmap | None:
        """Return the part of a page's picture that boxes cover, with a little room round them; None without picture."""
        picture = self._pictures.get(page)
        rects = [mapped(upright(self._place(page)), box) for box in boxes]
        if picture is None or not rects or self._outline is None:
            return None
        around = rects[0]
        for rect in rects[1:]:
            around = around.united(rect)
        scale = picture.width() / self._outline.pages[page].width
        cut = QTransform.fromScale(scale, scale).mapRect(around.adjusted(-6, -6, 6, 6)).toRect()
        return picture.copy(cut.intersected(picture.rect()))

    # -- place and size -----------------------------------------------------------------------------------------------

    @property
    def page(self) -> int:
        """The page in view, from 0."""
        return self._page

    @property
    def count(self) -> int:
        return len(self._outline.pages) if self._outline else 0

    @property
    def zoom(self) -> float:
        """Pixels at 96 for each inch of the page, 1.0 being its true size."""
        return self._zoom

    @property
    def fits_width(self) -> bool:
        return self._fit_width

    def fit_width(self) -> None:
        self._fit_width = True
        self._lay_out()

    def set_zoom(self, zoom: float) -> None:
        self._fit_width = False
        self._zoom = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
        self._lay_out()

    def zoom_by(self, steps: int) -> None:
        self.set_zoom(self._zoom * ZOOM_STEP**steps)

    def rotate(self, quarters: int = 1) -> None:
        """Turn the view of every page clockwise; nothing that is stored changes with it."""
        self._quarter = (self._quarter + quarters) % 4
        self._lay_out()

    def go_to(self, page: int, box: Box | None = None) -> None:
        """Bring a page, or a box on it, into view."""
        if not 0 <= page < self.count:
            return
        spot = self._column.spots[page]
        top, bar = spot.top - SPACE["l"], self.verticalScrollBar()
        if box is not None:
            rect = mapped(self._way(page), box)
            seen = QRectF(0, bar.value(), self.width(), self.viewport().height())
            if seen.top() + 24 <= rect.top() and rect.bottom() <= seen.bottom() - 24:
                self._turn_to(page)
                return
            top = rect.center().y() - self.viewport().height() / 3
        bar.setValue(round(top))
        self._turn_to(page)

    def _lay_out(self, *_: object) -> None:
        """Place every page anew, keeping what stands at the top where it is."""
        pages = self._outline.pages if self._outline else ()
        bar = self.verticalScrollBar()
        kept = self._place_at_top()
        wide = WIDTH["stripe"] + 4
        margin = MARGIN_LANES * wide + SPACE["m"]
        room = self.viewport().width()
        if self._fit_width:
            self._zoom = fitting_zoom(pages, self._quarter, room, margin)
        self._column = Column(pages, self._zoom, self._quarter, margin, room)
        across = max(0, round(self._column.width) - room)
        self.horizontalScrollBar().setRange(0, across)
        self.horizontalScrollBar().setPageStep(room)
        bar.setRange(0, max(0, round(self._column.height) - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        if kept is not None and self._column.spots:
            page, share = kept
            spot = self._column.spots[min(page, len(self._column.spots) - 1)]
            bar.setValue(round(spot.top + share * spot.height))
        self.viewport().update()
        self._wish()
        self.zoomed.emit()

    def _place_at_top(self) -> tuple[int, float] | None:
        if not self._column.spots or not self.verticalScrollBar().value():
            return None
        top = self.verticalScrollBar().value()
        page = self._column.page_at(top)
        spot = self._column.spots[page]
        return page, (top - spot.top) / spot.height

    def _scrolled(self, _: int) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() / 3
        if self._column.spots:
            self._turn_to(self._column.page_at(middle))
        self.viewport().update()
        self._wish()

    def _turn_to(self, page: int) -> None:
        if page != self._page:
            self._page = page
            self.turned_to.emit(page)

    def _visible(self) -> range:
        top = self.verticalScrollBar().value()
        return self._column.pages_between(top, top + self.viewport().height())

    def _wish(self) -> None:
        """Say what is wanted: pages in view first, then one on either side."""
        if self._outline is None:
            return
        seen = self._visible()
        near = [*seen, *(each for each in (seen.stop, seen.start - 1) if 0 <= each < self.count)]
        ratio = self.devicePixelRatioF()
        pictures = []
        for page in near:
            width = max(16, round(self._outline.pages[page].width * self._column.scale * ratio))
            if page not in self._problems and not self._pictures.has(page, width):
                pictures.append((page, width))
        texts = [page for page in near if page not in self._texts and page not in self._problems]
        self.wished.emit(pictures, texts)

    def _place(self, page: int) -> Place:
        """Return how a page's own points lie; before anything of it has come only the size is known."""
        if page in self._places:
            return self._places[page]
        assert self._outline is not None
        size = self._outline.pages[page]
        return Place(0, 0, size.width, size.height, 0)

    def _way(self, page: int) -> QTransform:
        assert self._outline is not None
        return self._column.way(page, self._place(page), self._outline.pages[page])

    @property
    def _scroll(self) -> QPointF:
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _update_page(self, page: int) -> None:
        if page in self._visible():
            self.viewport().update()

    # -- selection ----------------------------------------------------------------------------------------------------

    @property
    def selection(self) -> tuple[At, At] | None:
        """First and last place of the selected text, without white space at its ends; None when that is nothing."""
        if self._caret is None or self._anchor is None or self._caret == self._anchor:
            return None
        first, last = min(self._caret, self._anchor), max(self._caret, self._anchor)
        one, other = self._texts.get(first.page), self._texts.get(last.page)
        if one is None or other is None:
            return None
        end_of_first = last.offset if first.page == last.page else len(one.text)
        start = (
            first.offset
            + len(one.text[first.offset : end_of_first])
            - len(one.text[first.offset : end_of_first].lstrip())
        )
        end = len(other.text[: last.offset].rstrip())
        return (At(first.page, start), At(last.page, end)) if (first.page, start) < (last.page, end) else None

    def selected_boxes(self) -> dict[int, tuple[Rectangle, ...]]:
        """Return what the selection covers, by page."""
        if self.selection is None:
            return {}
        first, last = self.selection
        return {
            page: tuple(rectangles(self._texts[page], start, end)) for page, start, end in self._stretches(first, last)
        }

    def selected_text(self) -> str:
        if self.selection is None:
            return ""
        return "\n".join(self._texts[page].text[start:end] for page, start, end in self._stretches(*self.selection))

    def select(self, first: At, last: At) -> None:
        """Select text and bring it into view."""
        self._anchor, self._caret = first, last
        self._after_move()

    def adjust(self, first: At, last: At, *, at_end: bool) -> None:
        """Select a marked text so that the arrow keys move its end, or its start, until Esc or another key ends it."""
        self.select(*((first, last) if at_end else (last, first)))
        self._adjusting = True

    def clear_selection(self) -> None:
        self._adjusting = False
        self._anchor, self.area = None, None
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
        self._anchor = None
        self.viewport().update()
        self.selected.emit()

    def _stretches(self, first: At, last: At) -> list[tuple[int, int, int]]:
        found = []
        for page in range(first.page, last.page + 1):
            text = self._texts.get(page)
            if text is None:
                continue
            start = first.offset if page == first.page else 0
            end = last.offset if page == last.page else len(text.text)
            if end > start:
                found.append((page, start, end))
        return found

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
        if caret is None:
            return
        text = self._texts[caret.page]
        step = word_edge if by_word else character_edge
        offset = step(text, caret.offset, by)
        if offset == caret.offset:
            other = self._texts.get(caret.page + by)
            if other is not None:
                caret = At(caret.page + by, 0 if by > 0 else len(other.text))
        else:
            caret = At(caret.page, offset)
        self._set_caret(caret, keep=keep)

    def _move_line(self, by: int, *, keep: bool) -> None:
        caret = self._caret_or_begin()
        if caret is None:
            return
        offset = next_line(self._texts[caret.page], caret.offset, back=by < 0)
        if offset is not None:
            self._set_caret(At(caret.page, offset), keep=keep)
            return
        other = self._texts.get(caret.page + by)
        if other is not None:
            self._set_caret(At(caret.page + by, 0 if by > 0 else len(other.text)), keep=keep)
        else:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + by * bar.singleStep())

    def _move_to_edge(self, *, end: bool, keep: bool) -> None:
        caret = self._caret_or_begin()
        if caret is not None:
            first, last = line_around(self._texts[caret.page], caret.offset)
            self._set_caret(At(caret.page, last if end else first), keep=keep)

    def _caret_or_begin(self) -> At | None:
        """Return where the caret stands, putting it at the first line in view where it does not."""
        if self._caret is not None and self._caret.page in self._texts:
            return self._caret
        if self._page in self._texts:
            self._caret = self._at(self._scroll + QPointF(0, SPACE["xl"]))
        return self._caret

    def _caret_into_view(self) -> None:
        self._caret = self._at(self._scroll + QPointF(self.viewport().width() / 2, SPACE["xl"]))
        self._anchor = None
        self.viewport().update()

    def _set_caret(self, caret: At, *, keep: bool) -> None:
        if not keep:
            self._anchor = None
        elif self._anchor is None:
            self._anchor = self._caret or caret
        self._caret = caret
        self._after_move()

    def _after_move(self) -> None:
        self.area, self.takes_area = None, False
        if self._caret is not None and self._caret.page in self._texts:
            box = caret_box(self._texts[self._caret.page], self._caret.offset)
            if box is not None:
                self.go_to(self._caret.page, box)
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
            if not keep:
                self._anchor = at
            elif self._anchor is None:
                self._anchor = self._caret or at
            self._caret = at
        elif not keep:
            self._anchor = None
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
            self._caret = at
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
            self._anchor, self._caret = At(at.page, first), At(at.page, last)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = look().theme, QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.colour("canvas"))
        painter.translate(-self._scroll)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for page in self._visible():
            self._paint_page(painter, page)

    def _paint_page(self, painter: QPainter, page: int) -> None:
        theme, spot = look().theme, self._column.spots[page]
        rect = spot.rect
        painter.fillRect(rect, theme.colour("paper"))
        picture = self._pictures.get(page)
        if picture is not None:
            self._paint_picture(painter, rect, picture)
        else:
            sentence = self._problems.get(page)
            said = sentence or (self._outline.pages[page].label if self._outline else "")
            paint_text(painter, rect.toRect().adjusted(24, 0, -24, 0), theme, said, "body", "ink", align=CENTRE)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5))
        way = self._way(page)
        marks = self.marks_on(page)
        self._paint_found(painter, page, way)
        paint_marks(painter, way, marks, self.chosen)
        paint_stripes(painter, self.stripes_on(page), self.chosen)
        self._paint_selection(painter, page, way)

    def _paint_picture(self, painter: QPainter, rect: QRectF, picture: QPixmap) -> None:
        theme = look().theme
        painter.save()
        if self._quarter:
            painter.translate(rect.center())
            painter.rotate(90 * self._quarter)
            turned = self._quarter % 2 == 1
            wide, high = (rect.height(), rect.width()) if turned else (rect.width(), rect.height())
            target = QRectF(-wide / 2, -high / 2, wide, high)
        else:
            target = rect
        painter.drawPixmap(target.toRect(), picture)
        painter.restore()
        if self.night:
            painter.save()
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
            painter.fillRect(rect, QColor(TURNED_OVER))
            painter.restore()
        elif theme.name is ThemeName.DARK:
            painter.save()
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            painter.fillRect(rect, theme.colour("paper"))
            painter.restore()

    def _paint_found(self, painter: QPainter, page: int, way: QTransform) -> None:
        theme = look().theme
        for place, (on, boxes) in enumerate(self._found):
            if on != page:
                continue
            for box in boxes:
                rect = mapped(way, box).adjusted(-1, -1, 1, 1)
                here = place == self._found_at
                painter.setPen(QPen(theme.colour("focus" if here else "part"), 2 if here else 1))
                painter.drawRect(rect)

    def _paint_selection(self, painter: QPainter, page: int, way: QTransform) -> None:
        theme = look().theme
        if self.selection is not None:
            ground = QColor(theme.colour("focus"))
            ground.setAlphaF(0.28)
            for box in self.selected_boxes().get(page, ()):
                painter.fillRect(mapped(way, box), ground)
        if self.area is not None and self.area[0] == page:
            painter.setPen(QPen(theme.colour("focus"), 2, Qt.PenStyle.DashLine))
            painter.drawRect(mapped(way, self.area[1]))
        caret = self._caret
        if self.hasFocus() and caret is not None and caret.page == page and page in self._texts:
            stroke = caret_box(self._texts[page], caret.offset)
            if stroke is not None:
                rect = mapped(way, stroke)
                painter.fillRect(
                    QRect(rect.topLeft().toPoint(), rect.bottomLeft().toPoint()).adjusted(-1, 0, 0, 0),
                    theme.colour("focus"),
                )
