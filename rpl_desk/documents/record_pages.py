"""The pages of one decision record as they are made, with the names that several parts of it print."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rpl_desk.domain.record import DecisionRecord, RecordPassage

from .pdf_flow import SMALL_STRONG, Column, Flow, cell, cited, raised
from .pdf_fonts import Span, Style
from .record_words import alone, assessor_names, page_words
from .scripts import is_right_to_left
from .signature_line import SignatureLine
from .tagged import Node, Page


class Front(NamedTuple):
    """Where the first part ends: the page, the top and height of what is kept free there, and its element."""

    page: Page
    y: float
    height: float
    node: Node


class RecordPages:
    """The record, its signatures and the flow its parts are set in.

    `names` are the assessors by number, empty where the office sets their numbers beside answers; `passages` by
    footnote, `labels` the criteria in words by key.
    paper: what the document is called in its head.
    """

    def __init__(
        self,
        record: DecisionRecord,
        signatures: Sequence[SignatureLine],
        sha256: str,
        paper: str = "Decision record",
    ) -> None:
        self.record, self.signatures, self.sha256, self.paper = record, signatures, sha256, paper
        self.flow = Flow()
        self.front: Front | None = None
        self.names = assessor_names(record)
        self.passages = {one.number: one for one in record.passages}
        self.labels = {one.key: alone(one.group, one.label) for one in record.criteria}
        self._titles = {one.key: one.title for one in record.evidence}

    def place_of(self, passage: RecordPassage) -> str:
        item = f"{passage.evidence} {self._titles.get(passage.evidence, '')}".strip()
        return ", ".join(part for part in (item, page_words(passage.page)) if part)

    def by_name(self, answer: str) -> str:
        """Return "Assessor 1: level 8" with the assessor's name in place of the number."""
        found = re.match("Assessor ([0-9]{1,4}): ", answer)
        name = self.names.get(int(found[1])) if found else None
        return f"{name}: {answer[found.end() :]}" if found and name else answer

    def facts(self, title: str, facts: Iterable[tuple[str, str]]) -> None:
        """Set a heading and what is known under it; nothing where nothing is."""
        rows = [[cell(name, SMALL_STRONG, heading=True), cell(value)] for name, value in facts if value]
        if not rows:
            return

        def draw() -> None:
            self.flow.heading(2, title)
            self.flow.table([Column("", 128), Column("", 0)], rows, pad=2.8)

        self.flow.together(draw)


def footnotes(text: str, numbers: Iterable[int], style: Style) -> list[Span]:
    """Return the raised numbers after a text, each leading to its passage.

    They stand on their own line after a text written from right to left.
    """
    spans = [Span("\n", raised(style))] if is_right_to_left(text) else []
    for number in numbers:
        spans += [cited(number, style), Span(" ", raised(style))]
    return spans[:-1]
