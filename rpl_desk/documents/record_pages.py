"""The pages of one decision record as they are made, with the names that several parts of it print."""

from collections.abc import Iterable, Sequence

from rpl_desk.domain.record import DecisionRecord, RecordPassage

from .pdf_flow import SMALL_STRONG, Column, Flow, cell, raised
from .pdf_fonts import Span, Style
from .scripts import is_right_to_left
from .signature_line import SignatureLine


class RecordPages:
    """The record, its signatures and the flow its parts are set in.

    `names` are the assessors by number, `passages` by footnote, `labels` the criteria in words by key.
    """

    def __init__(self, record: DecisionRecord, signatures: Sequence[SignatureLine], sha256: str) -> None:
        self.record, self.signatures, self.sha256 = record, signatures, sha256
        self.flow = Flow()
        self.names = {one.assessor: one.name for one in record.people if one.assessor is not None}
        self.passages = {one.number: one for one in record.passages}
        self.labels = {one.key: f"{one.group}, {one.label}" if one.group else one.label for one in record.criteria}

    def place_of(self, passage: RecordPassage) -> str:
        titles = {one.key: one.title for one in self.record.evidence}
        return ", ".join(
            part for part in (f"{passage.evidence} {titles.get(passage.evidence, '')}".strip(), passage.page) if part
        )

    def facts(self, title: str, facts: Iterable[tuple[str, str]]) -> None:
        """Set a heading and what is known under it; nothing where nothing is."""
        rows = [[cell(name, SMALL_STRONG, heading=True), cell(value)] for name, value in facts if value]
        if not rows:
            return
        self.flow.heading(2, title)
        self.flow.table([Column("", 128), Column("", 0)], rows, pad=2.8)


def footnotes(text: str, numbers: Iterable[int], style: Style) -> Span:
    """Return the raised numbers after a text; on their own line after one written from right to left."""
    start = "\n" if is_right_to_left(text) else ""
    return Span(start + " ".join(str(one) for one in numbers), raised(style))
