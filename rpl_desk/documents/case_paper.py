"""One case of a paper pack as PDF: what the panel needs on the table should the laptop fail."""

from rpl_desk.domain.meeting_papers import CasePaper, Fact

from .meeting_pages import About, Attachment, MeetingPages, finished, one_at_a_time
from .pdf_flow import BODY, BODY_STRONG, PART, QUIET, SMALL, SMALL_BOLD, SMALL_STRONG, Cell, Column, cell, fill
from .pdf_fonts import Span
from .record_words import day, grouped, listed, moment


def case_paper_pdf(paper: CasePaper, body: bytes) -> bytes:
    """Return the paper of a case as PDF/A-3a and PDF/UA-1, with itself attached as JSON (`body`)."""
    with one_at_a_time:
        drawn = _drawn(paper)
    return finished(
        drawn,
        About(f"{paper.reference}, paper for the panel of {day(paper.held_on)}", paper.office, paper.made_at),
        Attachment(f"{paper.reference}-paper.json".replace("/", "-"), body, "The paper as data"),
    )


def _drawn(paper: CasePaper) -> bytes:
    doc = MeetingPages(f"{paper.reference}, case {paper.number} of {paper.total}")
    doc.head(
        paper.office,
        paper.unit,
        (f"Case {paper.number} of {paper.total}", f"panel of {day(paper.held_on)}", f"made {moment(paper.made_at)}"),
    )
    doc.flow.text(Span("Working paper. It is not a decision.", BODY_STRONG.but(colour=fill(PART))), after=2)
    doc.flow.heading(1, paper.title or paper.reference)
    doc.facts(
        "",
        (
            Fact("Reference", paper.reference),
            Fact("Time", ", ".join(part for part in (paper.starts, f"{paper.minutes} minutes planned") if part)),
            Fact("Lead", paper.lead),
            Fact("Must leave the room", listed(paper.leaving)),
            *paper.facts,
        ),
    )
    doc.facts("The draft before the panel", paper.draft)
    if not paper.draft:
        doc.flow.heading(2, "The draft before the panel")
        doc.flow.text(Span("Nothing is drafted yet.", BODY))
    doc.conditions(paper.conditions)
    doc.words("Recommendations", paper.recommendations)
    _criteria(doc, paper)
    _evidence(doc, paper)
    doc.facts("People", paper.people)
    doc.feet(f"printed for {paper.made_for}")
    return doc.drawn()


def _criteria(doc: MeetingPages, paper: CasePaper) -> None:
    if not paper.criteria:
        return
    doc.flow.heading(2, "Criteria, answers and findings")
    if paper.withheld:
        doc.flow.text(Span(paper.withheld, BODY))
    rows = []
    for one in paper.criteria:
        said = "\n".join(one.answers)
        agreed = [Span(one.finding or "open", SMALL_STRONG)]
        agreed += [Span(f"\n{one.reason}", SMALL)] if one.reason else []
        agreed += [Span(f"\nDissent: {one.dissent}", SMALL)] if one.dissent else []
        rows.append([cell(one.label, SMALL_STRONG, heading=True), cell(said), Cell(agreed)])
    doc.flow.table([Column("Criterion", 118), Column("Answers", 0), Column("Finding", 140)], rows)


def _evidence(doc: MeetingPages, paper: CasePaper) -> None:
    doc.flow.heading(2, "Evidence register")
    if not paper.evidence:
        doc.flow.text(Span("No evidence is registered.", BODY))
        return
    rows = [
        [
            cell(one.key, SMALL_BOLD, heading=True),
            Cell([Span(one.title, SMALL_STRONG), Span(f"\n{one.kind}; {one.file_name}", QUIET)]),
            cell(grouped(one.sha256[:16]), QUIET),
        ]
        for one in paper.evidence
    ]
    doc.flow.table([Column("Item", 32), Column("Title, kind and file", 0), Column("SHA-256, first half", 112)], rows)
