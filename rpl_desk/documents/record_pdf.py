"""The decision record as a PDF: decision first, then everything it rests on, with the signed record inside.

Made from the record alone, so that what was signed is what is printed; the same record, signatures and versions give
the same bytes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from threading import Lock

from rpl_desk.domain.record import DecisionRecord

from . import (
    credit_form,
    qualification_grid,
    record_basis,
    record_credit,
    record_evidence,
    record_front,
    record_judging,
    record_passages,
    record_profile,
)
from .pdf_finish import About, Attachment, finished
from .pdf_flow import FOOT, LEFT, LINE, PART, RIGHT, SECOND, TOP, fill, stroke
from .pdf_fonts import REGULAR, STRONG, Line, Span, Style, wrap
from .record_front import DRAFT
from .record_pages import RecordPages
from .record_words import grouped
from .signature_line import SignatureLine

one_at_a_time = Lock()  # ReportLab 5.1 cuts fonts with a file position that threads would share


class Paper(StrEnum):
    """A document printed from a decision record, by what it is called."""

    RECORD = "Decision record"
    CREDIT_FORM = "Credit rating form"
    GRID = "Qualification grid"


def record_pdf(
    record: DecisionRecord,
    bundle: bytes,
    signatures: Sequence[SignatureLine],
    sha256: str,
    paper: Paper = Paper.RECORD,
) -> bytes:
    """Return the decision record, or another paper printed from it, as PDF/A-3a and PDF/UA-1.

    bundle: the signed record as JSON, attached as it is.
    signatures: in order of signing; none marks every page as a draft.
    sha256: of the record's canonical bytes, in hex; its first half is printed as the seal.
    """
    with one_at_a_time:
        drawn = _drawn(RecordPages(record, signatures, sha256, paper.value), _PARTS[paper])
    name = f"{record.reference}-v{record.version}.json".replace("/", "-")
    return finished(
        drawn,
        About(f"{paper.value} {record.reference}, version {record.version}", record.office.name, record.made_at),
        Attachment(name, bundle, "The decision record and its signatures, as signed"),
    )


def paper_called(title: str) -> Paper:
    """Return which paper a document's title says it is; the decision record where it says nothing known."""
    return next((one for one in Paper if title.startswith(f"{one.value} ")), Paper.RECORD)


_RECORD: tuple[Callable[[RecordPages], None], ...] = (
    record_front.head,
    record_front.title,
    record_front.decision_box,
    record_front.reasons,
    record_profile.profile,
    record_profile.outcomes,
    record_front.how_and_against,
    record_front.signed,
    record_front.notes,
    record_front.turn,
    record_basis.case,
    record_judging.criteria,
    record_judging.differences,
    record_judging.agreement,
    record_judging.gaps,
    record_judging.comparators,
    record_credit.units,
    record_credit.credit,
    record_credit.checks,
    record_passages.passage_list,
    record_passages.statements,
    record_evidence.evidence,
    record_evidence.tests,
    record_evidence.confirmations,
    record_evidence.earlier_files,
    record_basis.people,
    record_basis.meeting,
    record_basis.stages,
    record_basis.checking,
    record_basis.log,
    record_front.contents,
)
"""The parts in the order they are read, but for the contents, which are known last."""

_PARTS: Mapping[Paper, tuple[Callable[[RecordPages], None], ...]] = {
    Paper.RECORD: _RECORD,
    Paper.CREDIT_FORM: (
        record_front.head,
        record_front.title,
        credit_form.notice,
        credit_form.units,
        credit_form.whole,
    ),
    Paper.GRID: (
        record_front.head,
        record_front.title,
        credit_form.notice,
        qualification_grid.grid,
        qualification_grid.overall,
    ),
}


def _drawn(doc: RecordPages, parts: Iterable[Callable[[RecordPages], None]]) -> bytes:
    for part in parts:
        part(doc)
    _feet(doc)
    return doc.flow.canvas.finish(doc.flow.root, doc.flow.pages, doc.flow.headings)


def _feet(doc: RecordPages) -> None:
    """Draw the foot of every page, now that their number is known."""
    record, flow = doc.record, doc.flow
    pen = flow.canvas.pen
    style = Style(REGULAR, 8.25, 11, fill(SECOND))
    strong = Style(STRONG, 8.25, 11, fill(PART))
    left = _in_short(f"{record.reference}, version {record.version}", style, 145)
    seal = wrap([Span(f"seal {grouped(doc.sha256[:16])}", style)], 1e9)[0]
    office = _in_short(record.office.name, style, 150)
    draft = wrap([Span(DRAFT, strong)], 1e9)[0]
    for page in flow.pages:
        count = wrap([Span(f"page {page.number + 1} of {len(flow.pages)}", style)], 1e9)[0]
        page.artifact("Layout", stroke(LINE), f"0.6 w {LEFT} {FOOT + 15} m {RIGHT} {FOOT + 15} l S")
        page.code.append("/Artifact <</Type /Pagination>> BDC")
        page.line(pen, left, LEFT, FOOT)
        gap = (RIGHT - LEFT - left.width - seal.width - office.width - count.width) / 3
        page.line(pen, seal, LEFT + left.width + gap, FOOT)
        page.line(pen, office, LEFT + left.width + gap + seal.width + gap, FOOT)
        page.line(pen, count, RIGHT - count.width, FOOT)
        if not doc.signatures:
            page.line(pen, draft, RIGHT - draft.width, TOP + 22)
        page.code.append("EMC")


def _in_short(text: str, style: Style, width: float) -> Line:
    """Return one line of a text, its last words left out with an ellipsis where it is too long for the width."""
    first, *more = wrap([Span(text, style)], width)
    words = text.split()
    while more and len(words) > 1:
        words.pop()
        first, *more = wrap([Span(f"{' '.join(words)} …", style)], width)
    return first
