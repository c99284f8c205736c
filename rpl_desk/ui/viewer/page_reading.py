"""Pages read by caret: selected by keys, by word and character, and an area moved and sized by the arrow keys."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent

from rpl_desk.domain.page_text import caret_at
from rpl_desk.domain.passages import Rectangle
from rpl_desk.domain.preview import Outline, PageText
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.viewer.area import begun, moved, sized
from rpl_desk.ui.viewer.caret import caret_box
from rpl_desk.ui.viewer.geometry import Box, mapped
from rpl_desk.ui.viewer.page_canvas import PageCanvas
from rpl_desk.ui.viewer.selection import At, TextSelection

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
MOST_PLACES = 24  # changed places drawn one by one; more are drawn with all that is in view


class PageReading(PageCanvas):
    """Pages with a caret, a selection and an area.

    selected: the selection or the area changed. settled: a selection was let go, by mouse or keys.
    adjusted: an end of a mark was moved and let go.
    """

    selected = Signal()
    settled = Signal()
    adjusted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._selection = TextSelection(self._texts)
        self.area: tuple[int, Box] | None = None
        self.takes_area = False
        self._adjusting = self._moved = False
        self._shown: set[QRect] = set()

    def show_document(self, outline: Outline | None) -> None:
        """Show a document from its first page, or nothing."""
        self._selection.forget()
        self.area, self.takes_area, self._adjusting = None, False, False
        super().show_document(outline)

    def take_text(self, page: int, text: PageText) -> None:
        super().take_text(page, text)
        if self._selection.caret is None and self.hasFocus() and page == self._page:
            self._selection.caret = At(page, 0)

    # -- selection ----------------------------------------------------------------------------------------------------

    @property
    def selection(self) -> tuple[At, At] | None:
        """First and last place of the selected text, without white space at its ends; None when that is nothing."""
        return self._selection.span

    @property
    def caret(self) -> At | None:
        return self._selection.caret

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
        self.area = (self._page, begun(point.x(), point.y(), self._place(self._page)))
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

    def _show_selection(self) -> None:
        """Draw the selection, the area and the caret where they are now; the rest of the pages stays as it is drawn."""
        changed = self._shown ^ self._selected_squares()
        if len(changed) > MOST_PLACES:
            self.viewport().update()
        for square in changed if len(changed) <= MOST_PLACES else ():
            self.viewport().update(square.translated(-self._scroll.toPoint()))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._shown = self._selected_squares()

    def _selected_squares(self) -> set[QRect]:
        return {rect.toAlignedRect().adjusted(-3, -3, 3, 3) for rect in self._selected_places()}

    def _selected_places(self) -> list[QRectF]:
        boxes: list[tuple[int, Box]] = [(page, box) for page, found in self.selected_boxes().items() for box in found]
        boxes += [self.area] if self.area is not None else []
        caret = self._selection.caret
        stroke = None
        if caret is not None and caret.page in self._texts:
            stroke = caret_box(self._texts[caret.page], caret.offset)
        if caret is not None and stroke is not None:
            boxes.append((caret.page, stroke))
        return [mapped(self._way(page), box) for page, box in boxes if page < self.count]

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
            case Qt.Key.Key_PageDown | Qt.Key.Key_PageUp if not control:
                down = event.key() == Qt.Key.Key_PageDown
                bar.setValue(bar.value() + (1 if down else -1) * (bar.pageStep() - 40))
                self._caret_into_view(keep=shift)
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
                return
        self._adjusting = False

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """What a key press moved is kept once it is let go; drawing has followed each press."""
        if self._moved and not event.isAutoRepeat():
            self._moved = False
            self.adjusted.emit()
        elif event.key() == Qt.Key.Key_Shift and self.selection is not None and not self._adjusting:
            self.settled.emit()
        super().keyReleaseEvent(event)

    def _key_area(self, event: QKeyEvent) -> bool:
        step = _STEPS.get(Qt.Key(event.key()))
        if self.area is None or step is None:
            return False
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        change = sized if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else moved
        page, box = self.area
        self.area = (page, change(box, *step, self._place(page), fine=fine))
        self.go_to(page, self.area[1])
        self._show_selection()
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

    def _caret_into_view(self, *, keep: bool = False) -> None:
        at = self._at(self._scroll + QPointF(self.viewport().width() / 2, SPACE["xl"]))
        if at is None and keep:
            return  # its text is not there yet: what is selected stays selected
        if at is not None:
            self._selection.put(at, keep=keep)
        else:
            self._selection.caret = self._selection.anchor = None
        self.viewport().update()
        if keep:
            self.selected.emit()

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
        self._show_selection()
        self.selected.emit()
