"""Lays text, columns and tables on A4 pages, once, with a tag for each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .pdf_fonts import BOLD, REGULAR, STRONG, Line, Span, Style, wrap
from .tagged import Heading, Node, Page, TaggedCanvas

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT = 45.0, WIDTH - 45.0
TOP, BOTTOM = HEIGHT - 48.0, 54.0
FOOT = 32.0


def fill(colour: str) -> str:
    """Return the operator that fills with a colour written `#RRGGBB`."""
    return f"{_parts(colour)} rg"


def stroke(colour: str) -> str:
    return f"{_parts(colour)} RG"


def _parts(colour: str) -> str:
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))


# The light tokens of the screen, on white.
INK, SECOND, CAPTION = "#1D2326", "#4B5458", "#5E676B"
ACCENT, LINE, PART = "#14566B", "#DDD8CD", "#835000"
HEAT = ("#F0F5F6", "#CFE2E7", "#8FBAC6", "#14566B")
RAISED = "#F4F3EF"

TITLE = Style(STRONG, 21, 25, fill(INK))
H2 = Style(STRONG, 11, 14, fill(ACCENT))
H3 = Style(STRONG, 9.75, 13, fill(INK))
BODY = Style(REGULAR, 9.75, 13.5, fill(INK))
BODY_STRONG = BODY.but(font=STRONG)
BODY_BOLD = BODY.but(font=BOLD)
SMALL = Style(REGULAR, 8.75, 12.2, fill(INK))
SMALL_STRONG = SMALL.but(font=STRONG)
SMALL_BOLD = SMALL.but(font=BOLD)
QUIET = SMALL.but(colour=fill(SECOND))
HEAD = Style(STRONG, 8.25, 11.5, fill(SECOND))
NOTE = Style(REGULAR, 8.5, 11.8, fill(SECOND))


def raised(style: Style) -> Style:
    """Return the style of a footnote number in a text of this style."""
    return Style(BOLD, style.size * 0.7, style.leading, fill(ACCENT), style.size * 0.34)


def cited(number: int, style: Style) -> Span:
    """Return a footnote number in a text of this style that leads to its passage."""
    return Span(str(number), raised(style).but(link=f"note-{number}"))


@dataclass(slots=True)
class Cell:
    """Spans in a table's cell; `ground` is a colour behind it, `across` how many columns it covers."""

    spans: Sequence[Span]
    align: str = "left"
    ground: str = ""
    heading: bool = False
    across: int = 1
    lines: list[Line] = field(default_factory=list)


def cell(text: str, style: Style = SMALL, align: str = "left", **more: Any) -> Cell:
    return Cell((Span(text, style),), align, **more)


class Column(NamedTuple):
    title: str
    width: float
    align: str = "left"


class Flow:
    """A document being laid out from top to bottom; `y` is the top of what comes next."""

    def __init__(self) -> None:
        self.canvas = TaggedCanvas((WIDTH, HEIGHT))
        self.root = Node("Document")
        self.pages: list[Page] = []
        self.headings: list[Heading] = []
        self._headed = 0.0
        self.turn()

    @property
    def page(self) -> Page:
        return self.pages[-1]

    @property
    def room(self) -> float:
        """How many points are left on this page."""
        return self.y - BOTTOM

    def turn(self) -> None:
        """Start a page."""
        self.pages.append(Page(len(self.pages)))
        self.y = TOP

    def space(self, points: float) -> None:
        """Leave room, but not at the top of a page."""
        if self.y < TOP:
            self.y -= points

    def need(self, points: float) -> None:
        """Start a page unless this many points are left."""
        if self.room < points and self.y < TOP:
            self.turn()

    def together(self, draw: Callable[[], None]) -> None:
        """Set what `draw` sets without a page break in it, where that leaves no more than half a page empty.

        What broke is taken back and set again on a new page, so most things are laid out once.
        """
        page, code, marks, colour = self.page, len(self.page.code), len(self.page.marks), self.page.colour
        jumps = len(self.page.jumps)
        pages, kids, headings = len(self.pages), len(self.root.kids), len(self.headings)
        y, headed = self.y, self._headed
        draw()
        left = y - BOTTOM
        broke_once = len(self.pages) == pages + 1 and y < TOP
        if not broke_once or self.room < left or left > (TOP - BOTTOM) / 2:
            return
        del self.pages[pages:], self.root.kids[kids:], self.headings[headings:], page.code[code:], page.marks[marks:]
        del page.jumps[jumps:]
        page.colour, self._headed = colour, headed
        self.turn()
        draw()

    def heading(self, level: int, text: str, follows: float = 46) -> None:
        """Set a heading with at least `follows` points of what it heads on the same page."""
        style, before, after = {1: (TITLE, 0, 8), 2: (H2, 16, 5), 3: (H3, 12, 3)}[level]
        if self.y == self._headed:  # right under another heading
            before = 0
        lines = wrap([Span(text, style)], RIGHT - LEFT)
        self.need(before + len(lines) * style.leading + after + follows)
        self.space(before)
        self.headings.append(Heading(level, text, self.page.number, self.y))
        self.lines(lines, Node(f"H{level}", self.root), style.leading)
        self.y -= after
        self._headed = self.y

    def text(self, *spans: Span, after: float = 4, parent: Node | None = None, x: float = LEFT, tag: str = "P") -> None:
        """Set a paragraph over the width that is left right of `x`."""
        lines = wrap(spans, RIGHT - x)
        leading = spans[0].style.leading
        self.need(min(len(lines), 2) * leading)
        self.lines(lines, Node(tag, parent or self.root), leading, x)
        self.y -= after

    def lines(self, lines: Sequence[Line], node: Node, leading: float, x: float = LEFT, width: float = 0) -> None:
        """Set lines under each other, over as many pages as it takes."""
        width = width or RIGHT - x
        at = 0
        while at < len(lines):
            fits = max(1, int((self.room + 0.01) / leading))
            if fits == 1 and self.room < leading:
                self.turn()
                continue
            if at + fits == len(lines) - 1 and fits > 2:  # leave no single line for the next page
                fits -= 1
            self.put(lines[at : at + fits], node, leading, x, self.y, width)
            self.y -= len(lines[at : at + fits]) * leading
            at += fits
            if at < len(lines):
                self.turn()

    def put(
        self,
        lines: Sequence[Line],
        node: Node,
        leading: float,
        x: float,
        top: float,
        width: float,
        align: str = "left",
        page: Page | None = None,
    ) -> None:
        """Draw lines from `top` down inside a width, all on one page: this one unless another is named."""
        page, pen = page or self.page, self.canvas.pen
        page.open(node)
        y = top - leading * 0.74
        for line in lines:
            side = "right" if line.right_to_left and align == "left" else align
            spare = width - line.width
            page.line(pen, line, x + (0 if side == "left" else spare if side == "right" else spare / 2), y)
            y -= leading
        page.close()

    def rule(self, y: float, colour: str = LINE, thick: float = 0.6, left: float = LEFT, right: float = RIGHT) -> None:
        self.page.artifact("Layout", stroke(colour), f"{thick} w {left:.2f} {y:.2f} m {right:.2f} {y:.2f} l S")

    def box(self, x: float, y: float, width: float, height: float, edge: str, thick: float, round_: float = 5) -> None:
        """Draw a frame with round corners; y is its lower edge."""
        c = round_ * 0.4477
        right, top = x + width, y + height
        self.page.artifact(
            "Layout",
            stroke(edge),
            f"{thick} w {x + round_:.2f} {y:.2f} m {right - round_:.2f} {y:.2f} l",
            f"{right - c:.2f} {y:.2f} {right:.2f} {y + c:.2f} {right:.2f} {y + round_:.2f} c",
            f"{right:.2f} {top - round_:.2f} l",
            f"{right:.2f} {top - c:.2f} {right - c:.2f} {top:.2f} {right - round_:.2f} {top:.2f} c",
            f"{x + round_:.2f} {top:.2f} l {x + c:.2f} {top:.2f} {x:.2f} {top - c:.2f} {x:.2f} {top - round_:.2f} c",
            f"{x:.2f} {y + round_:.2f} l {x:.2f} {y + c:.2f} {x + c:.2f} {y:.2f} {x + round_:.2f} {y:.2f} c S",
        )

    def table(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, pad: float = 3.6, last_strong: bool = False
    ) -> None:
        """Set a table over the whole width; its head is repeated on each page, long rows go over pages.

        A column of width 0 shares what the others leave. Columns without titles make a table without a head, whose
        rows then need headings.
        """
        table = Node("Table", self.root)
        widths = _widths(columns)
        titled = any(column.title for column in columns)
        head = Node("TR", Node("THead", table)) if titled else None
        heads = [Node("TH", head, attributes="/O /Table /Scope /Column") for _ in columns]
        titles = [wrap([Span(column.title, HEAD)], width - GAP) for column, width in zip(columns, widths, strict=True)]
        head_height = max(len(title) for title in titles) * HEAD.leading + 4 if titled else 0

        def draw_head(again: bool) -> None:
            if not titled or (again and head_height > HEIGHT / 6):
                self.rule(self.y)
                return
            if again:
                self.page.code.append("/Artifact <</Type /Pagination>> BDC")
            x = LEFT
            for column, width, lines, node in zip(columns, widths, titles, heads, strict=True):
                at = x + _shift(column.align)
                if again:
                    self._bare(lines, HEAD.leading, at, self.y, width - GAP, column.align)
                elif column.title:
                    self.put(lines, node, HEAD.leading, at, self.y, width - GAP, column.align)
                x += width
            if again:
                self.page.code.append("EMC")
            self.y -= head_height
            self.rule(self.y, SECOND, 0.7)

        body = Node("TBody", table)
        heights: list[float] = []
        for row in rows:
            at = 0
            for one in row:
                one.lines = wrap(one.spans, sum(widths[at : at + one.across]) - GAP)
                at += one.across
            heights.append(_height(row, pad))
        self.need(head_height + min(heights[0], 120))
        draw_head(False)
        for number, row in enumerate(rows):
            height = heights[number]
            pair = height + heights[-1]  # the last row should not stand alone on the next page
            lonely = number and number == len(rows) - 2 and self.room < pair < KEPT_WHOLE
            if lonely or (height > self.room and (height < KEPT_WHOLE or self.room < 60)):
                self.turn()
                draw_head(True)
            tr = Node("TR", body)
            nodes = [Node("TH" if one.heading else "TD", tr, attributes=_attributes(one)) for one in row]
            starts = [0] * len(row)
            strong = last_strong and number == len(rows) - 1
            if strong:
                self.rule(self.y, ACCENT, 0.9)
            while True:
                used, done = self._row_part(row, nodes, starts, widths, pad)
                self.y -= used
                if done:
                    break
                self.turn()
                draw_head(True)
            self.rule(self.y, ACCENT if strong else LINE, 0.9 if strong else 0.6)

    def _row_part(
        self, row: Sequence[Cell], nodes: Sequence[Node], starts: list[int], widths: Sequence[float], pad: float
    ) -> tuple[float, bool]:
        """Draw what fits of a row, return its height and whether the row is whole; moves `starts` on."""
        x, at, tallest, done = LEFT, 0, 0.0, True
        room = self.room - 2 * pad
        parts = []
        for one in row:
            leading = one.spans[0].style.leading
            fits = max(1, int((room + 0.01) / leading))
            parts.append(fits)
            tallest = max(tallest, min(fits, len(one.lines) - starts[len(parts) - 1]) * leading)
        for number, (one, node, fits) in enumerate(zip(row, nodes, parts, strict=True)):
            width = sum(widths[at : at + one.across])
            leading = one.spans[0].style.leading
            lines = one.lines[starts[number] : starts[number] + fits]
            if one.ground:
                self.page.artifact(
                    "Layout",
                    fill(one.ground),
                    f"{x:.2f} {self.y - tallest - 2 * pad + 1:.2f} {width - 2.5:.2f} {tallest + 2 * pad - 2:.2f} re f",
                )
            if any(line.pieces and any(piece.text for piece in line.pieces) for line in lines):
                self.put(lines, node, leading, x + _shift(one.align), self.y - pad, width - GAP, one.align)
            starts[number] += len(lines)
            done = done and starts[number] >= len(one.lines)
            x += width
            at += one.across
        return tallest + 2 * pad, done

    def _bare(self, lines: Sequence[Line], leading: float, x: float, top: float, width: float, align: str) -> None:
        y = top - leading * 0.74
        for line in lines:
            spare = width - line.width
            left = x + (0 if align == "left" else spare if align == "right" else spare / 2)
            self.page.line(self.canvas.pen, line, left, y)
            y -= leading


KEPT_WHOLE = 240.0
"""Points up to which a table's row is moved to the next page rather than broken."""

GAP = 11.0
"""Points left free right of each column's text."""


def _shift(align: str) -> float:
    """Return how far centred text moves to stand in the middle of a shaded cell."""
    return GAP / 2 - 1.25 if align == "center" else 0.0


def _height(row: Sequence[Cell], pad: float) -> float:
    return max(len(one.lines) * one.spans[0].style.leading for one in row) + 2 * pad


def _widths(columns: Sequence[Column]) -> list[float]:
    left = RIGHT - LEFT - sum(column.width for column in columns)
    shares = sum(1 for column in columns if not column.width)
    return [column.width or left / shares for column in columns]


def _attributes(one: Cell) -> str:
    parts = " /Scope /Row" if one.heading else ""
    parts += f" /ColSpan {one.across}" if one.across > 1 else ""
    return f"/O /Table{parts}" if parts else ""
