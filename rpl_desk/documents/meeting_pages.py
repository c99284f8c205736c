"""What the papers of a meeting have in common: head, facts, conditions, foot, and how they are finished."""

from collections.abc import Iterable, Sequence

from rpl_desk.domain.meeting_papers import Fact, PaperCondition

from .pdf_finish import About, Attachment, finished
from .pdf_flow import (
    ACCENT,
    BODY,
    FOOT,
    INK,
    LEFT,
    LINE,
    RIGHT,
    SECOND,
    SMALL_STRONG,
    Column,
    Flow,
    cell,
    fill,
    stroke,
)
from .pdf_fonts import REGULAR, STRONG, Line, Span, Style, wrap
from .record_pdf import one_at_a_time
from .record_words import day
from .tagged import Node

_STRONG, _QUIET = Style(STRONG, 11.5, 15, fill(INK)), Style(REGULAR, 8.75, 13, fill(SECOND))
_FOOT = Style(REGULAR, 8.25, 11, fill(SECOND))


class MeetingPages:
    """The pages of one paper; `foot` is what every page says at its lower left."""

    def __init__(self, foot: str) -> None:
        self.flow = Flow()
        self._foot = foot

    def head(self, office: str, unit: str, right: Sequence[str]) -> None:
        """Set the office at the left and what the paper is at the right, the first line of each in strong type."""
        flow = self.flow
        top, width = flow.y + 12, (RIGHT - LEFT) / 2
        lowest = top
        for words, align, x in (((office, unit), "left", LEFT), (tuple(right), "right", LEFT + width)):
            y = top
            for place, text in enumerate(words):
                if text:
                    style = _QUIET if place else _STRONG
                    lines = wrap([Span(text, style)], width - 8)
                    flow.put(
                        lines, Node("P", flow.root), style.leading, x, y, width - (8 if align == "left" else 0), align
                    )
                    y -= len(lines) * style.leading
            lowest = min(lowest, y)
        flow.y = lowest - 9
        flow.rule(flow.y, ACCENT, 2.2)
        flow.y -= 18

    def facts(self, title: str, facts: Iterable[Fact]) -> None:
        """Set a heading and what is known under it; nothing where nothing is."""
        rows = [[cell(one.name, SMALL_STRONG, heading=True), cell(one.value)] for one in facts if one.value]
        if not rows:
            return

        def draw() -> None:
            if title:
                self.flow.heading(2, title)
            self.flow.table([Column("", 128), Column("", 0)], rows, pad=2.8)

        self.flow.together(draw)

    def words(self, title: str, texts: Iterable[str], level: int = 3) -> None:
        """Set a heading and paragraphs under it; nothing where there are none."""
        found = [one for one in texts if one.strip()]
        if found:
            self.flow.heading(level, title)
            for one in found:
                for text in one.split("\n"):
                    if text.strip():
                        self.flow.text(Span(text, BODY))

    def conditions(self, conditions: Sequence[PaperCondition]) -> None:
        if not conditions:
            return
        self.flow.heading(3, "Conditions")  # under the heading of what carries them
        rows = [
            [
                cell(str(one.number), SMALL_STRONG, heading=True),
                cell(one.text),
                cell(one.owner),
                cell(day(one.due_on)),
                cell(one.shown_by),
            ]
            for one in conditions
        ]
        columns = [Column("No.", 30), Column("What is to be done", 0), Column("Owner", 92), Column("Due", 92)]
        self.flow.table([*columns, Column("Shown to be met by", 120)], rows)
        self.flow.y -= 6

    def feet(self, note: str = "") -> None:
        """Draw the foot of every page, now that their number is known. note: what stands in its middle."""
        flow = self.flow
        for page in flow.pages:
            count = _line(f"page {page.number + 1} of {len(flow.pages)}")
            page.artifact("Layout", stroke(LINE), f"0.6 w {LEFT} {FOOT + 15} m {RIGHT} {FOOT + 15} l S")
            page.code.append("/Artifact <</Type /Pagination>> BDC")
            page.line(flow.canvas.pen, _line(self._foot), LEFT, FOOT)
            if note:
                middle = _line(note)
                page.line(flow.canvas.pen, middle, (LEFT + RIGHT - middle.width) / 2, FOOT)
            page.line(flow.canvas.pen, count, RIGHT - count.width, FOOT)
            page.code.append("EMC")

    def drawn(self) -> bytes:
        return self.flow.canvas.finish(self.flow.root, self.flow.pages, self.flow.headings)


def _line(text: str) -> Line:
    return wrap([Span(text, _FOOT)], 1e9)[0]


__all__ = ["About", "Attachment", "MeetingPages", "finished", "one_at_a_time"]
