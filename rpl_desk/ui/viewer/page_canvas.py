"""Pages one under another, at any size and turned any way: laid out, asked for as they come into view, and drawn."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent, QTransform
from PySide6.QtWidgets import QAbstractScrollArea

from rpl_desk.domain.preview import Outline, PageText, Place
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.viewer.geometry import LEAST_ZOOM, MOST_ZOOM, Box, Column, fitting_zoom, mapped, upright
from rpl_desk.ui.viewer.page_paint import paint_sheet, sharpened
from rpl_desk.ui.viewer.pictures import Pictures
from rpl_desk.ui.viewer.stripes import StripeRoom, StripeStyle

ZOOM_STEP = 1.25
TEXTS_KEPT = 600
SHARP_KEPT = 2  # pages of high contrast kept either side of the one drawn last


class PageCanvas(QAbstractScrollArea):
    """Shows the pages of one document, and nothing on them.

    wished: the pictures (page, width in pixels) and texts (page) that are wanted now, most wanted first.
    turned_to: the page in view changed. zoomed: size or turning changed.
    """

    wished = Signal(list, list)
    turned_to = Signal(int)
    zoomed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", "inside")
        self.verticalScrollBar().setSingleStep(40)
        self._outline: Outline | None = None
        self._column = Column((), 1.0, 0, 0, 0)
        self._pictures = Pictures()
        self._texts: dict[int, PageText] = {}
        self._places: dict[int, Place] = {}
        self._problems: dict[int, str] = {}
        self._fit_width, self._zoom, self._quarter = True, 1.0, 0
        self.night = self.contrast = False
        self._sharp: dict[int, tuple[int, QPixmap]] = {}
        self.stripe_style = StripeStyle()
        self._stripe_room = StripeRoom.for_lanes(0, self.stripe_style, self.width())
        self._lanes_held = 0
        self._page = 0
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(lambda _: self.viewport().update())
        look().changed.connect(self._lay_out)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def show_document(self, outline: Outline | None) -> None:
        """Show a document from its first page, or nothing."""
        self._outline = outline
        self._pictures.clear()
        self._sharp.clear()
        for held in (self._texts, self._places, self._problems):
            held.clear()
        self._quarter, self._page = 0, 0
        self.verticalScrollBar().setValue(0)
        self._lay_out()

    def take_picture(self, page: int, width: int, picture: QImage, place: Place) -> None:
        self._keep_place(page, place)
        self._pictures.put(page, width, QPixmap.fromImage(picture), self._page)
        self._update_page(page)

    def take_text(self, page: int, text: PageText) -> None:
        self._texts[page] = text
        self._keep_place(page, text.place)
        while len(self._texts) > TEXTS_KEPT:
            del self._texts[max(self._texts, key=lambda each: abs(each - self._page))]
        self._update_page(page)

    def _keep_place(self, page: int, place: Place) -> None:
        """Know how a page's own points lie."""
        self._places[page] = place

    def take_problem(self, page: int, sentence: str) -> None:
        """Show why a page has no picture, in its place."""
        self._problems[page] = sentence
        self._update_page(page)

    def text_of(self, page: int) -> PageText | None:
        return self._texts.get(page)

    def cut_out(self, page: int, boxes: "tuple[Box, ...]") -> QPixmap | None:
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

    def set_colours(self, *, night: bool, contrast: bool) -> None:
        """Turn the colours of the pages over, or show them in black and white of high contrast."""
        self.night, self.contrast = night, contrast
        self._sharp.clear()
        self.viewport().update()

    def _colouring(self, page: int) -> QPixmap | None:
        """Return a page's picture as it is shown; what is cut out of a page is always of its own colours."""
        picture = self._pictures.get(page)
        if picture is None or not self.contrast:
            return picture
        held = self._sharp.get(page)
        if held is None or held[0] != picture.cacheKey():
            held = picture.cacheKey(), QPixmap.fromImage(sharpened(picture.toImage()))
            self._sharp[page] = held
            for far in [each for each in self._sharp if abs(each - page) > SHARP_KEPT]:
                del self._sharp[far]
        return held[1]

    def set_stripes(self, style: StripeStyle) -> None:
        """Put the stripes of marks at the other side of the pages, or give them another width."""
        self.stripe_style = style
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

    def _lay_out(self, *args: object) -> None:
        """Place every page anew, keeping what stands at the top where it is."""
        pages = self._outline.pages if self._outline else ()
        bar = self.verticalScrollBar()
        kept = self._place_at_top()
        room = self.viewport().width()
        for _ in range(2):  # smaller pages may need another lane, which the second round gives them
            self._lanes_held = self._lanes()
            self._stripe_room = StripeRoom.for_lanes(self._lanes_held, self.stripe_style, room)
            margin, at_right = self._stripe_room.margin, self.stripe_style.at_right
            if self._fit_width:
                self._zoom = fitting_zoom(pages, self._quarter, room, margin)
            self._column = Column(pages, self._zoom, self._quarter, margin, room, at_right=at_right)
        across = 0 if self._fit_width and self._zoom > LEAST_ZOOM / 2 else max(0, round(self._column.width) - room)
        self.horizontalScrollBar().setRange(0, across)
        self.horizontalScrollBar().setPageStep(room)
        bar.setRange(0, max(0, round(self._column.height) - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        if kept is not None and self._column.spots:
            page, share = kept
            spot = self._column.spots[min(page, len(self._column.spots) - 1)]
            bar.setValue(round(spot.top + share * spot.height))
        self.viewport().update()
        self.wish()
        self.zoomed.emit()

    def _lanes(self) -> int:
        """Return how many stripes stand side by side at most."""
        return 0

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
        self.wish()

    def _turn_to(self, page: int) -> None:
        if page != self._page:
            self._page = page
            self.turned_to.emit(page)

    def _visible(self) -> range:
        top = self.verticalScrollBar().value()
        return self._column.pages_between(top, top + self.viewport().height())

    def wish(self) -> None:
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

    # -- painting -----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = look().theme, QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.colour("canvas"))
        painter.translate(-self._scroll)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        within = QRectF(event.rect()).translated(self._scroll)
        for page in self._visible():
            said = self._problems.get(page) or (self._outline.pages[page].label if self._outline else "")
            rect, picture = self._column.spots[page].rect, self._colouring(page)
            paint_sheet(painter, rect, picture, said, quarter=self._quarter, night=self.night)
            self._paint_on(painter, page, self._way(page), within)

    def _paint_on(self, painter: QPainter, page: int, way: QTransform, within: QRectF) -> None:
        """Draw what lies on a page; `way` leads from its points to pixels, of which only those within are drawn."""
